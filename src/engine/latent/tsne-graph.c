/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/tsne-private.h"

#include "core/memory.h"
#include "core/pool.h"

#include <math.h>
#include <stdlib.h>

#define PIECE 64 /* rows */
#define STEPS 100
#define TOLERANCE 1e-6 /* of the entropy, nats */

/* -- one row -- */

/* Entropy of p_j ∝ exp (-β d_j) and, in @slope, its derivative by log β. */
static double
get_entropy (const double *d, guint k, double beta, double *p, double *slope)
{
  double sum = 0, mean = 0, square = 0;

  for (guint j = 0; j < k; j++)
    {
      p[j] = exp (-beta * d[j]);
      sum += p[j];
      mean += p[j] * d[j];
      square += p[j] * d[j] * d[j];
    }
  for (guint j = 0; j < k; j++)
    p[j] /= sum;
  mean /= sum;
  *slope = -beta * beta * (square / sum - mean * mean);
  return log (sum) + beta * mean;
}

/* The width of the row's kernel is the one that gives the entropy @target: Newton's steps in log β
 * between bounds that close in. @d is overwritten with what lies above the nearest. */
static void
fit_row (double *d, guint k, double target, double *p)
{
  double lo = -(double)INFINITY, hi = (double)INFINITY, at, mean = 0;

  for (guint j = k; j-- > 0;) /* only differences count */
    {
      d[j] -= d[0];
      mean += d[j] / k;
    }
  at = mean > 0 ? -log (mean) : 0;
  for (guint step = 0; step < STEPS; step++)
    {
      double slope, off = get_entropy (d, k, exp (at), p, &slope) - target, next;

      if (fabs (off) <= TOLERANCE)
        return;
      if (off > 0)
        lo = at;
      else
        hi = at;
      next = at - off / slope;
      /* also where the slope is 0 or the step not a number */
      if (!(next > lo && next < hi && fabs (next - at) < 3))
        next = isinf (hi) ? at + 1.5 : isinf (lo) ? at - 1.5 : (lo + hi) / 2;
      if (!(fabs (next) < 300)) /* equal distances, or one neighbour only: any width is as good */
        return;
      at = next;
    }
}

typedef struct
{
  const double *distance2;
  guint         n, k;
  double        target;
  float        *p;

  const WsStage *stage;
} Fit;

static void
fit_piece (guint piece, gpointer data)
{
  Fit               *fit = data;
  g_autofree double *d = g_new (double, fit->k), *p = g_new (double, fit->k);

  for (guint i = piece * PIECE;
       i < MIN ((piece + 1) * PIECE, fit->n) && !ws_stage_is_cancelled (fit->stage); i++)
    {
      for (guint j = 0; j < fit->k; j++)
        d[j] = fit->distance2[(gsize)i * fit->k + j];
      fit_row (d, fit->k, fit->target, p);
      for (guint j = 0; j < fit->k; j++)
        fit->p[(gsize)i * fit->k + j] = (float)p[j];
    }
}

/* -- both ways -- */

typedef struct
{
  guint32 column;
  float   p;
} Entry;

/* The entries of P and of its transpose, a row after the other, each unsorted. */
static Entry *
list_both (const guint32 *index, const float *p, guint n, guint k, gsize *start)
{
  Entry            *entries = g_new (Entry, 2 * (gsize)n * k);
  g_autofree gsize *fill = g_new0 (gsize, (gsize)n + 1);

  for (gsize e = 0; e < (gsize)n * k; e++)
    fill[index[e]]++;
  start[0] = 0;
  for (guint i = 0; i < n; i++)
    {
      start[i + 1] = start[i] + k + fill[i];
      fill[i] = start[i];
    }
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < k; j++)
      {
        gsize e = (gsize)i * k + j;

        entries[fill[i]++] = (Entry){ index[e], p[e] };
        entries[fill[index[e]]++] = (Entry){ i, p[e] };
      }
  return entries;
}

static int
compare_columns (gconstpointer a, gconstpointer b)
{
  const Entry *x = a, *y = b;

  return x->column < y->column ? -1 : x->column > y->column;
}

/* Sorts a row and adds what it has twice; returns how many are left. */
static guint
merge_row (Entry *row, guint n)
{
  guint m = 0;

  qsort (row, n, sizeof *row, compare_columns);
  for (guint e = 0; e < n; e++)
    if (m > 0 && row[m - 1].column == row[e].column)
      row[m - 1].p += row[e].p;
    else
      row[m++] = row[e];
  return m;
}

typedef struct
{
  Entry       *entries;
  const gsize *start;
  guint       *n_row, n;

  const WsStage *stage;
} Merge;

static void
merge_piece (guint piece, gpointer data)
{
  Merge *merge = data;

  for (guint i = piece * PIECE;
       i < MIN ((piece + 1) * PIECE, merge->n) && !ws_stage_is_cancelled (merge->stage); i++)
    merge->n_row[i] = merge_row (merge->entries + merge->start[i],
                                 (guint)(merge->start[i + 1] - merge->start[i]));
}

WsTsneGraph *
ws_tsne_graph_new (const guint32 *index,
                   const double  *distance2,
                   guint          n,
                   guint          k,
                   double         perplexity,
                   const WsStage *stage,
                   GError       **error)
{
  g_autoptr (WsTsneGraph) self = g_new0 (WsTsneGraph, 1);
  g_autofree float *p = g_new (float, (gsize)n *k);
  g_autofree gsize *start = g_new (gsize, (gsize)n + 1);
  g_autofree guint *n_row = g_new (guint, n);
  g_autofree Entry *entries = NULL;
  Fit               fit = { distance2, n, k, log (perplexity), p, stage };
  Merge             merge = { .start = start, .n_row = n_row, .n = n, .stage = stage };

  ws_pool_run ((n + PIECE - 1) / PIECE, fit_piece, &fit);
  if (!ws_stage_report (stage, 0.5, error))
    return NULL;
  merge.entries = entries = list_both (index, p, n, k, start);
  ws_pool_run ((n + PIECE - 1) / PIECE, merge_piece, &merge);
  if (!ws_stage_report (stage, 1, error))
    return NULL;

  self->n = n;
  self->start = g_new (gsize, (gsize)n + 1);
  self->start[0] = 0;
  for (guint i = 0; i < n; i++)
    self->start[i + 1] =
        self->start[i] + (n_row[i] + WS_TSNE_LANES - 1) / WS_TSNE_LANES * WS_TSNE_LANES;
  self->column = g_new (guint32, MAX (self->start[n], 1));
  self->p = ws_aligned_new0 (sizeof (float) * MAX (self->start[n], 1));
  for (guint i = 0; i < n; i++)
    for (gsize e = self->start[i]; e < self->start[i + 1]; e++)
      {
        gsize        r = e - self->start[i];
        const Entry *entry = entries + start[i] + r;

        self->column[e] = r < n_row[i] ? entry->column : i;
        self->p[e] = r < n_row[i] ? entry->p / (2 * (float)n) : 0; /* each row had sum 1, twice */
      }
  return g_steal_pointer (&self);
}

void
ws_tsne_graph_free (WsTsneGraph *self)
{
  if (self == NULL)
    return;
  g_free (self->start);
  g_free (self->column);
  ws_aligned_free (self->p);
  g_free (self);
}
