/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/numeric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 1024

/* Adds @n values of a chunk or, above that, the two halves cut at a whole chunk: a fixed tree. */
static double
tree_sum (const float *x, gsize n, double shift, gboolean square)
{
  double sum = 0;
  gsize  half;

  if (n > CHUNK)
    {
      half = (n / CHUNK + 1) / 2 * CHUNK;
      return tree_sum (x, half, shift, square) + tree_sum (x + half, n - half, shift, square);
    }
  for (gsize i = 0; i < n; i++)
    {
      double value = (double)x[i] - shift;

      sum += square ? value * value : value;
    }
  return sum;
}

double
ws_sum (const float *x, gsize n)
{
  return tree_sum (x, n, 0, FALSE);
}

double
ws_mean (const float *x, gsize n)
{
  return n > 0 ? ws_sum (x, n) / (double)n : (double)NAN;
}

double
ws_std (const float *x, gsize n)
{
  return n < 2 ? 0 : sqrt (tree_sum (x, n, ws_mean (x, n), TRUE) / (double)(n - 1));
}

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *)a, y = *(const float *)b;

  return (x > y) - (x < y);
}

double
ws_quantile (const float *x, gsize n, double p)
{
  g_autofree float *sorted = NULL;
  double            place, below;
  gsize             i;

  for (i = 0; i < n && !isnan (x[i]); i++)
    ;
  if (n == 0 || i < n)
    return (double)NAN;
  sorted = g_memdup2 (x, n * sizeof *x);
  qsort (sorted, n, sizeof *sorted, compare_floats);
  place = CLAMP (p, 0.0, 1.0) * (double)(n - 1);
  below = floor (place);
  i = (gsize)below;
  if (i + 1 >= n)
    return (double)sorted[n - 1];
  return (double)sorted[i] + (place - below) * ((double)sorted[i + 1] - (double)sorted[i]);
}

gboolean
ws_all_finite (const float *x, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (x[i]))
      return FALSE;
  return TRUE;
}

typedef struct
{
  float value;
  gsize index;
} Ranked;

/* Ranks from 1; equal values share their mean rank. */
static double *
mean_ranks (const float *x, gsize n)
{
  g_autofree Ranked *sorted = g_new (Ranked, n);
  double            *ranks = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    sorted[i] = (Ranked){ x[i], i };
  qsort (sorted, n, sizeof *sorted, compare_floats); /* the value is the first member */
  for (gsize i = 0, end; i < n; i = end)
    {
      for (end = i + 1; end < n && !(sorted[end].value > sorted[i].value); end++)
        ;
      for (gsize j = i; j < end; j++)
        ranks[sorted[j].index] = ((double)i + (double)(end - 1)) / 2 + 1;
    }
  return ranks;
}

double
ws_rank_correlation (const float *x, const float *y, gsize n)
{
  g_autofree double *rx = NULL, *ry = NULL;
  double             mean = ((double)n + 1) / 2, xy = 0, xx = 0, yy = 0;

  for (gsize i = 0; i < n; i++)
    if (isnan (x[i]) || isnan (y[i]))
      return (double)NAN;
  if (n < 2)
    return (double)NAN;
  rx = mean_ranks (x, n);
  ry = mean_ranks (y, n);
  for (gsize i = 0; i < n; i++)
    {
      xy += (rx[i] - mean) * (ry[i] - mean);
      xx += (rx[i] - mean) * (rx[i] - mean);
      yy += (ry[i] - mean) * (ry[i] - mean);
    }
  return xx > 0 && yy > 0 ? xy / sqrt (xx * yy) : (double)NAN;
}

void
ws_wilson (double share, double n, double *lo, double *hi)
{
  const double z = 1.959963984540054; /* 97.5 % point of the normal */
  double       centre, half;

  if (!(n > 0))
    {
      *lo = 0;
      *hi = 1;
      return;
    }
  centre = (share + z * z / (2 * n)) / (1 + z * z / n);
  half = z / (1 + z * z / n) * sqrt (share * (1 - share) / n + z * z / (4 * n * n));
  *lo = MAX (0, centre - half);
  *hi = MIN (1, centre + half);
}
