/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

/* Marks an element-wise function to be built once for each vector width and chosen when the program
 * is loaded. Products and sums keep the order in which they are written (no contraction), so all
 * widths give the same bits. Sanitizers do not bear the early choice, and go without. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WS_WIDE __attribute__ ((target_clones ("avx512f", "avx2", "default")))
#else
#define WS_WIDE
#endif
