/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/cpu-private.h"

/* Built once for each level with WS_PEAK_FUNC and WS_PEAK_BYTES set: the widest vectors of the
 * level, with enough independent chains to hide the latency of a multiply-add. */
#define LANES (WS_PEAK_BYTES / (int)sizeof (float))
#define CHAINS 12
#define ROUNDS 2000000

typedef float V __attribute__ ((vector_size (WS_PEAK_BYTES)));

/* Kept from the optimiser's eyes: the sums are never used. */
static volatile float sink;

double
WS_PEAK_FUNC (void)
{
  V a[CHAINS];
  V m = { 0 }, c = { 0 };

  m += 0.999999f + sink;
  c += 1e-6f;
  for (int k = 0; k < CHAINS; k++)
    a[k] = m * (float)k;
  for (int i = 0; i < ROUNDS; i++)
    {
#pragma GCC unroll 12
      for (int k = 0; k < CHAINS; k++)
        a[k] = a[k] * m + c;
    }
  for (int k = 1; k < CHAINS; k++)
    a[0] += a[k];
  sink = a[0][0] * 0.0f;
  return 2.0 * LANES * CHAINS * (double)ROUNDS;
}
