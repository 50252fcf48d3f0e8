/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "sample/sampler.h"

G_BEGIN_DECLS

#define WS_BANDWIDTH_FOLDS 5
#define WS_BANDWIDTH_TRIES 13

/* Held-out log-likelihoods of Gaussian kernel densities, as scikit-learn's KernelDensity gives them:
 * each row's of @x (n × d) under the rows of all other folds, for each of @n_h bandwidths @h, summed
 * into @score. @fold: n, at least two of them. */
void     ws_bandwidth_score (const float *x, guint n, guint d, const guint32 *fold, const double *h, guint n_h,
                             double *score);
/* Bandwidths to try: .01 to 2.5 of a deviation @scale, even in their logarithms. */
void     ws_bandwidth_list  (double scale, double *h);
/* The bandwidths with the best scores: @h: one for all dimensions together, or with @is_joint %FALSE
 * dim, one for each. Networks, not rows, are dealt into folds, and of many rows 512 are looked at.
 * %FALSE with @error %WS_ERROR_VALUE for fewer than two networks, or when cancelled. */
gboolean ws_bandwidth_choose (const WsSampleRows *rows, gboolean is_joint, float *h, const WsStage *stage,
                              GError **error);

G_END_DECLS
