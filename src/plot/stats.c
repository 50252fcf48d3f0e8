/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/stats-private.h"

#include "plot/scale.h"
#include "plot/ticks.h"

#include <math.h>
#include <stdlib.h>

/* Beyond this many values, evenly spaced order statistics give the same curve. */
#define MOST_KERNELS 2000

static int
compare (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

double *
ws_stats_sorted (const double *values, gsize n, gsize *n_finite)
{
  double *sorted = g_new (double, MAX (1, n));
  gsize   count = 0;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      sorted[count++] = values[i];
  qsort (sorted, count, sizeof (double), compare);
  *n_finite = count;
  return sorted;
}

double
ws_stats_quantile (const double *sorted, gsize n, double q)
{
  double pos = q * (double)(n - 1);
  gsize  i = (gsize)pos;

  if (i + 1 >= n)
    return sorted[n - 1];
  return sorted[i] + (pos - (double)i) * (sorted[i + 1] - sorted[i]);
}

double
ws_stats_bin_width (const double *sorted, gsize n)
{
  double iqr = ws_stats_quantile (sorted, n, 0.75) - ws_stats_quantile (sorted, n, 0.25);

  return iqr > 0 ? 2 * iqr / cbrt ((double)n) : (double)NAN;
}

double *
ws_stats_bin_edges (double lo, double hi, guint n_wanted, double width, guint *n_bins)
{
  double  step, first;
  double *edges;

  if (n_wanted > 0)
    {
      step = hi / n_wanted - lo / n_wanted;
      first = lo;
      *n_bins = n_wanted;
    }
  else
    {
      step = ws_ticks_step (lo, hi, (guint)CLAMP ((hi - lo) / width, 8, 60));
      first = floor (lo / step + 1e-9) * step;
      *n_bins = (guint)MAX (1, ceil ((hi - first) / step - 1e-9));
    }
  edges = g_new (double, *n_bins + 1);
  for (guint i = 0; i <= *n_bins; i++)
    edges[i] = first + i * step;
  edges[*n_bins] = fmax (edges[*n_bins], hi);
  return edges;
}

void
ws_stats_count (const double *values, gsize n, const double *edges, guint n_bins, double *counts)
{
  for (guint b = 0; b < n_bins; b++)
    counts[b] = 0;
  for (gsize i = 0; i < n; i++)
    {
      guint low = 0, high = n_bins;

      if (!(values[i] >= edges[0] && values[i] <= edges[n_bins]))
        continue;
      while (high - low > 1) /* edges[low] <= value < edges[high] */
        {
          guint middle = (low + high) / 2;

          if (values[i] >= edges[middle])
            low = middle;
          else
            high = middle;
        }
      counts[low] += 1;
    }
}

void
ws_stats_density (
    const double *sorted, gsize n, double lo, double hi, guint n_grid, double *density)
{
  double mean = 0, variance = 0, spread, bandwidth;
  gsize  n_used = MIN (n, MOST_KERNELS);

  for (guint g = 0; g < n_grid; g++)
    density[g] = 0;
  if (n < 2 || !(sorted[n - 1] > sorted[0]))
    return;
  for (gsize i = 0; i < n; i++)
    mean += sorted[i] / (double)n;
  for (gsize i = 0; i < n; i++)
    variance += (sorted[i] - mean) * (sorted[i] - mean) / (double)(n - 1);
  spread = sqrt (variance);
  {
    double iqr = (ws_stats_quantile (sorted, n, 0.75) - ws_stats_quantile (sorted, n, 0.25)) / 1.34;

    if (iqr > 0)
      spread = fmin (spread, iqr);
  }
  bandwidth = 0.9 * spread * pow ((double)n, -0.2);
  if (!(bandwidth > 0) || !isfinite (bandwidth))
    return;
  for (guint g = 0; g < n_grid; g++)
    {
      double at = lo + (hi - lo) * g / (n_grid - 1), sum = 0;

      for (gsize i = 0; i < n_used; i++)
        {
          double u =
              (at - sorted[(gsize)(((double)i + 0.5) * (double)n / (double)n_used)]) / bandwidth;

          if (u * u < 64)
            sum += exp (-0.5 * u * u);
        }
      density[g] = sum / ((double)n_used * bandwidth * sqrt (2 * G_PI));
    }
}
