/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Edges of @n_wanted equal bins from lo to hi, or, when that is 0, of about (hi - lo) / @width bins
 * at round numbers. (transfer full): n_bins + 1 values */
double *ws_stats_bin_edges (double lo, double hi, guint n_wanted, double width, guint *n_bins);
/* Freedman and Diaconis: 2 IQR n^-1/3; NaN when the middle half does not differ. @sorted not empty.
 */
double ws_stats_bin_width (const double *sorted, gsize n);
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
