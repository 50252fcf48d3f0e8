/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"
#include "net/arch.h"

G_BEGIN_DECLS

/* s(W): per layer, weights and biases apart: mean, variance (population), percentiles 1 25 50 75 99:
 * n_layers × 2 × 7 features a network. METHOD.md 4.4. Returns the number of features. */
guint  ws_weight_statistics_count (const WsArch *arch);
void   ws_weight_statistics       (const WsArch *arch, const float *w, guint n, float *features);
char  *ws_weight_statistics_name  (const WsArch *arch, guint feature); /* "conv1 weight mean" */

/* Ridge probe: fits y on x (n × d) with a penalised column of ones, on rows of split 0, picks λ of 17 values by R² on split 1,
 * returns test R² on split 2 (NaN, and so @lambda, when a split has fewer than two rows). NaN targets are dropped. May run on a pool thread: once
 * @stage (nullable) is cancelled the result is nothing. */
double ws_probe_r2                (const float *x, guint n, guint d, const float *y, const guint8 *split,
                                   double *lambda, const WsStage *stage);

/* The same probe to be used: fits y on x with a column of ones, λ being that of the 17 which errs least on networks
 * left out, a fifth of them at a time (row i is of network @network[i]; each row its own where that is NULL). @b: d + 1
 * coefficients, that of the ones last. %FALSE with fewer than ten rows of known y, or cancelled. */
gboolean ws_probe_fit             (const float *x, guint n, guint d, const float *y, const guint32 *network, double *b,
                                   double *lambda, const WsStage *stage);
double   ws_probe_predict         (const double *b, const float *x, guint d);

/* For each row of @a (n × d): the distance to and index of the nearest row of @b (m × d); when @group_a / @group_b are given, rows
 * of the same group (states of one network) do not count. */
void   ws_nearest                 (const float *a, const guint32 *group_a, guint n, const float *b,
                                   const guint32 *group_b, guint m, guint d, float *distance, guint32 *index);

G_END_DECLS
