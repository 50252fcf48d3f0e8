/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/config.h"
#include "net/arch.h"

G_BEGIN_DECLS

/* The least σ: a layer that never moves must not blow the loss up. */
#define WS_LWLN_FLOOR 1e-4f

/**
 * ws_lwln_sigma:
 * @w: (array): @n states, shape (n, P)
 * @sigma: (out) (array): shape (n_layers), units of the weights
 *
 * σ of layer l: the unbiased standard deviation of all weights and biases of the layer, pooled over
 * the states, at least %WS_LWLN_FLOOR. Two passes in double precision; parallel on the pool, the same
 * bits for any thread count. Source: METHOD.md, 4.3.
 */
void   ws_lwln_sigma (const WsArch *arch,
                      const float  *w,
                      guint         n,
                      float        *sigma);

/**
 * ws_lwln_loss:
 * @sigma: (array): shape (n_layers), all above 0; ones give the plain squared error
 * @w_hat: (array): reconstructions, shape (rows, P)
 * @target: (array): shape (rows, P)
 * @scale: factor on the gradient
 * @dw_hat: (out) (array) (nullable): @scale × ∂loss/∂w_hat, shape (rows, P), overwritten; may be @w_hat
 * @layers: (out) (array) (nullable): mean over rows and the layer's values of the same term, (n_layers)
 *
 * Layer-wise normalised reconstruction error: the mean over rows × P of ((w_hat − target)/σ_l)², or
 * with %WS_REDUCTION_LAYER_MEAN the sum of the layers' own means. Sums in double by a fixed tree;
 * parallel on the pool, the same bits for any thread count. Source: METHOD.md, 4.3.
 *
 * Returns: the loss; not finite if an input is not
 */
double ws_lwln_loss  (const WsArch *arch,
                      WsReduction   reduction,
                      const float  *sigma,
                      const float  *w_hat,
                      const float  *target,
                      guint         rows,
                      float         scale,
                      float        *dw_hat,
                      double       *layers);

G_END_DECLS
