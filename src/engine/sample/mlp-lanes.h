/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What sample/mlp.c does element by element: on @n features of WS_MLP_LANES rows that lie side by
 * side, each feature @stride after the last; or on @n rows of one feature. Every row for itself, and
 * sums in one written order. */

#define WS_MLP_LANES 16

void ws_mlp_lanes_add       (guint n, float *x, float value);
void ws_mlp_lanes_multiply  (guint n, float *x, const float *y);
/* Σ x·y in double; @y NULL: Σ x. */
float ws_mlp_dot            (guint n, const float *x, const float *y);
/* x += factor·y */
void  ws_mlp_add_times      (guint n, float *x, float factor, const float *y);
/* Σ exp (factor·(x − least)), in double, where factor is not above 0 and @least is the least x. */
double ws_mlp_sum_of_exp    (guint n, const float *x, float least, float factor);
/* average += @share·(x − average) */
void  ws_mlp_average        (gsize n, float *average, const float *x, float share);

/* x becomes gain·hat + shift, where hat is x less its mean and over its deviation. */
void ws_mlp_lanes_norm      (guint        n,
                             gsize        stride,
                             float       *x,
                             const float *gain,
                             const float *shift,
                             float       *hat,
                             float       *inverse);
/* d, the gradient with respect to the result, becomes that with respect to x. */
void ws_mlp_lanes_norm_back (guint        n,
                             gsize        stride,
                             float       *d,
                             const float *gain,
                             const float *hat,
                             const float *inverse);
void ws_mlp_lanes_gelu      (guint n, gsize stride, float *x, float *slope);
void ws_mlp_lanes_leaky     (guint n, gsize stride, float below, float *x, float *slope);

G_END_DECLS
