/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/norm.h"

#include "hyper/kernels.h"

void
ws_norm_forward (
    guint n, guint d, const float *x, const float *alpha, const float *bias, float *y, float *stats)
{
  ws_hyper_kernels ()->norm (n, d, x, alpha, bias, y, stats);
}

void
ws_norm_backward (guint        n,
                  guint        d,
                  const float *x,
                  const float *stats,
                  const float *alpha,
                  const float *dy,
                  float       *dx,
                  float       *dalpha,
                  float       *dbias)
{
  ws_hyper_kernels ()->norm_backward (n, d, x, stats, alpha, dy, dx, dalpha, dbias);
}
