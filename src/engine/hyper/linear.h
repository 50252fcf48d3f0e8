/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Dense layer on @n rows: y = x·Wᵀ + b, W [n_out][n_in] as in PyTorch. Row strides @ldx, @ldy in
 * floats. One thread, by OpenBLAS. @b NULL: y += x·Wᵀ (what lies in y counts). */
void ws_linear_forward (guint        n,
                        guint        n_in,
                        guint        n_out,
                        const float *x,
                        gsize        ldx,
                        const float *w,
                        const float *b,
                        float       *y,
                        gsize        ldy);
/* dx = dy·W, or dx += dy·W with @add. @ldw: row stride of W, for a part of its columns. */
void ws_linear_backward (guint        n,
                         guint        n_in,
                         guint        n_out,
                         const float *dy,
                         gsize        lddy,
                         const float *w,
                         gsize        ldw,
                         gboolean     add,
                         float       *dx,
                         gsize        lddx);

/* One gradient of a dense layer's parameters: dw += dyᵀ·x, db += column sums of dy, over @n rows.
 */
typedef struct
{
  guint        n, n_in, n_out;
  const float *x, *dy;
  gsize        ldx, lddy;
  float       *dw, *db; /* @db nullable */
} WsLinearGradient;

/* Adds all of @gradients (of WsLinearGradient) on the pool, cut at fixed places: the same bits for
 * any thread count. @stop: (nullable): pieces are left out once it says so. */
void ws_linear_gradients (GArray *gradients, gboolean (*stop) (gpointer), gpointer stop_data);

G_END_DECLS
