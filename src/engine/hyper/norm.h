/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The published Norm (METHOD.md 4.1): y = α∘(x - mean)/(s + 1e-6) + β with the unbiased standard
 * deviation s of each row of @d values. @stats: 2 floats a row, mean and 1/(s + 1e-6), for the
 * backward pass. */
void ws_norm_forward (guint        n,
                      guint        d,
                      const float *x,
                      const float *alpha,
                      const float *bias,
                      float       *y,
                      float       *stats);
/* dx += the gradient with respect to x; dα and dβ are added to @dalpha, @dbias (d each). */
void ws_norm_backward (guint        n,
                       guint        d,
                       const float *x,
                       const float *stats,
                       const float *alpha,
                       const float *dy,
                       float       *dx,
                       float       *dalpha,
                       float       *dbias);

G_END_DECLS
