/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WsCpuLevel:
 *
 * x86-64 micro-architecture levels: V2 (SSE4.2), V3 (AVX2 + FMA, 8 lanes), V4 (AVX-512 F, BW,
 * DQ, VL, 16 lanes). %WS_CPU_PORTABLE is plain C vectors and every other machine.
 */
typedef enum
{
  WS_CPU_PORTABLE,
  WS_CPU_V2,
  WS_CPU_V3,
  WS_CPU_V4,
} WsCpuLevel;

/* The highest level that this build, processor and operating system support; the environment
 * variable WS_CPU=portable|v2|v3|v4 lowers it (a level the machine lacks is ignored with a
 * warning). Decided once. */
WsCpuLevel  ws_cpu_get_level      (void);
const char *ws_cpu_level_get_name (WsCpuLevel level);
/* Measured FMA peak of one core in GFLOP/s at @level: the best of @n_tries short runs. */
double      ws_cpu_measure_fma_peak (WsCpuLevel level, guint n_tries);

G_END_DECLS
