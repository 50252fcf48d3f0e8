/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

/* One measuring run each: about 30 ms of independent multiply-adds in registers; returns the
 * floating-point operations done. Built once a level from cpu-peak.c. */
double ws_fma_peak_portable (void);
double ws_fma_peak_v3       (void);
double ws_fma_peak_v4       (void);
