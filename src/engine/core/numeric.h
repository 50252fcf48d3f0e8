/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sums in double, cut in chunks of 1024 and added in a fixed tree: the same bits whatever
 * calls them (STYLE 3.6.2). */
double ws_sum           (const float *x, gsize n);
double ws_mean          (const float *x, gsize n);
/* Sample standard deviation (n - 1); 0 for n < 2. */
double ws_std           (const float *x, gsize n);
/* Quantile p in [0, 1] by linear interpolation (numpy's default); NaN for n = 0 or
 * where there is a NaN. */
double ws_quantile      (const float *x, gsize n, double p);
gboolean ws_all_finite  (const float *x, gsize n);
/* Spearman's rank correlation with mean ranks for ties; NaN when one side is constant or
 * has a NaN. */
double ws_rank_correlation (const float *x, const float *y, gsize n);
/* Wilson 95 % interval of a share of @n trials. */
void   ws_wilson        (double share, double n, double *lo, double *hi);

/* IEEE binary16, round to nearest even; overflow gives infinity, NaN stays NaN. */
guint16 ws_half_from_float (float x);
float   ws_half_to_float   (guint16 h);
void    ws_halves_from_floats (const float *x, guint16 *out, gsize n);
void    ws_floats_from_halves (const guint16 *h, float *out, gsize n);

G_END_DECLS
