/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Confidence bands by resampling: the BCa interval (bias-corrected and accelerated; Efron 1987), which is the
 * percentile interval moved for a skewed statistic. Values that are not finite do not count. What is
 * drawn depends on the seed and the number of values alone, so one seed gives one band.
 *
 * @level: of confidence, in (0, 1): 0.95
 * @resamples: 1 and up; 2,000 give a band to about 2 % of its width, 10,000 to 1 %
 * @low, @high: (out): NaN where fewer than two values count: one network has no band
 */

#define WS_BOOTSTRAP_LEVEL 0.95
#define WS_BOOTSTRAP_RESAMPLES 2000

/* Of the mean of @values. */
void ws_bootstrap_mean       (const double *values, guint n, double level, guint resamples, guint64 seed, double *low,
                              double *high);
/* Of mean (@a) - mean (@b), whose values have nothing to do with each other; each set needs two. */
void ws_bootstrap_difference (const double *a, guint n_a, const double *b, guint n_b, double level, guint resamples,
                              guint64 seed, double *low, double *high);
/* Of mean (@a - @b), value by value: the same network before and after. Pairs count that have both. */
void ws_bootstrap_paired     (const double *a, const double *b, guint n, double level, guint resamples, guint64 seed,
                              double *low, double *high);

G_END_DECLS
