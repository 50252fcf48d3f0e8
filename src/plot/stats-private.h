/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Edges of about sqrt (n) bins at round numbers around all values, n_bins given: equal bins over
 * the range. (transfer full) (nullable): NULL when no value is finite */
double *ws_stats_bin_edges (const double *values, gsize n, guint n_wanted, guint *n_bins);
/* Counts per bin; the last bin has its upper edge. */
void
ws_stats_count (const double *values, gsize n, const double *edges, guint n_bins, double *counts);

/* (transfer full): the finite values in rising order */
double *ws_stats_sorted (const double *values, gsize n, gsize *n_finite);
/* By linear interpolation between order statistics (Hyndman and Fan's type 7). @sorted not empty.
 */
double ws_stats_quantile (const double *sorted, gsize n, double q);

/* Gaussian kernel density at @n_grid even places between @lo and @hi, Silverman's bandwidth
 * (0.9 min (sd, IQR / 1.34) n^-1/5); all zero when the values do not differ. */
void ws_stats_density (
    const double *sorted, gsize n, double lo, double hi, guint n_grid, double *density);

G_END_DECLS
