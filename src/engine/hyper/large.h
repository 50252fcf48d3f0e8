/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/kernels.h"
#include "hyper/linear.h"

G_BEGIN_DECLS

/* Dense layers whose weights are many and whose rows are few, as between a flattened sequence and
 * the latents: there the weights are read once, where they lie, and the rows are packed. On the
 * pool, in pieces that depend on sizes only: the same bits for any thread count. Once @stop
 * (nullable) says so pieces are left out and results are rubbish. */
typedef struct
{
  gboolean (*func) (gpointer);
  gpointer data;
} WsStop;

/* y = x·Wᵀ + b for @n rows, W [n_out][n_in]. */
void ws_large_forward (guint        n,
                       guint        n_in,
                       guint        n_out,
                       const float *x,
                       gsize        ldx,
                       const float *w,
                       const float *b,
                       float       *y,
                       gsize        ldy,
                       WsStop       stop);
/* dx = dy·W */
void ws_large_backward (guint        n,
                        guint        n_in,
                        guint        n_out,
                        const float *dy,
                        gsize        lddy,
                        const float *w,
                        float       *dx,
                        gsize        lddx,
                        WsStop       stop);

/* Steps parameters with their gradient as soon as it is known, while it is in a cache. Vectors of
 * all parameters. */
typedef struct
{
  WsAdamRates rates;
  float      *params, *m, *v;
} WsUpdate;

/* Adds the layer's gradients as @gradient says; or, with @update, does not store them but steps the
 * parameters at once. @weight, @bias: their places in the vectors of @update. */
void ws_large_gradient (const WsLinearGradient *gradient,
                        const WsUpdate         *update,
                        gsize                   weight,
                        gsize                   bias,
                        WsStop                  stop);

G_END_DECLS
