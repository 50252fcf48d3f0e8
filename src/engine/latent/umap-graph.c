/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/pool.h"
#include "latent/umap-private.h"

#include <math.h>

#define N_BISECTIONS 64
#define TOLERANCE 1e-5
#define MIN_SCALE 1e-3 /* of the mean distance */
#define CURVE_POINTS 300
#define CURVE_END 3.0
#define CURVE_STEPS 200
#define PIECE 256 /* rows */

/* Sigma such that Σ exp(-max(0, distance - rho)/sigma) = @wanted. */
static double
find_sigma (const float *distance, guint n, double rho, double wanted)
{
  double lo = 0, hi = (double)INFINITY, sigma = 1;

  for (guint step = 0; step < N_BISECTIONS; step++)
    {
      double sum = 0;

      for (guint j = 0; j < n; j++)
        {
          double beyond = (double)distance[j] - rho;

          sum += beyond > 0 ? exp (-beyond / sigma) : 1;
        }
      if (fabs (sum - wanted) < TOLERANCE)
        break;
      if (sum > wanted)
        hi = sigma;
      else
        lo = sigma;
      sigma = isinf (hi) ? sigma * 2 : (lo + hi) / 2;
    }
  return sigma;
}

static double
get_mean (const float *x, gsize n, gsize count)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double)x[i];
  return sum / (double)count;
}

typedef struct
{
  guint32 index;
  float   weight;
} Entry;

typedef struct
{
  const WsKnn   *knn;
  const WsStage *stage;
  double         all; /* mean distance of all neighbours */
  WsFuzzyScale  *scales;
  Entry         *entries; /* n × k */
} Rows;

static void
scale_piece (guint piece, gpointer data)
{
  const Rows *rows = data;
  guint       k = rows->knn->k, end = MIN (rows->knn->n, (piece + 1) * PIECE);

  for (guint i = piece * PIECE; i < end && !ws_stage_is_cancelled (rows->stage); i++)
    {
      const float *distance = rows->knn->distance + (gsize)i * k;
      double       rho = 0, sigma;

      for (guint j = 0; j < k && !(rho > 0); j++)
        rho = (double)distance[j];
      sigma = find_sigma (distance, k, rho, log2 (k + 1));
      sigma = MAX (sigma, MIN_SCALE * (rho > 0 ? get_mean (distance, k, k + 1) : rows->all));
      rows->scales[i] = (WsFuzzyScale){ (float)rho, (float)sigma };
    }
}

WsFuzzyScale *
ws_fuzzy_scales_new (const WsKnn *knn, const WsStage *stage, GError **error)
{
  g_autofree WsFuzzyScale *scales = g_new0 (WsFuzzyScale, knn->n);
  /* The row itself, at distance 0, counts among its neighbours. */
  Rows rows = { .knn = knn,
                .stage = stage,
                .all =
                    get_mean (knn->distance, (gsize)knn->n * knn->k, (gsize)knn->n * (knn->k + 1)),
                .scales = scales };

  ws_pool_run ((knn->n + PIECE - 1) / PIECE, scale_piece, &rows);
  return ws_stage_report (stage, 0.5, error) ? g_steal_pointer (&scales) : NULL;
}

WsFuzzyScale
ws_fuzzy_scale_of_new (const float *distance, guint k)
{
  double sigma = find_sigma (distance + 1, k - 1, 0, log2 (k));

  return (WsFuzzyScale){ 0, (float)MAX (sigma, MIN_SCALE * get_mean (distance, k, k)) };
}

float
ws_fuzzy_closeness (WsFuzzyScale scale, float distance)
{
  double beyond = (double)distance - (double)scale.rho;

  if (!(beyond > 0) || !(scale.sigma > 0))
    return 1;
  return (float)exp (-beyond / (double)scale.sigma);
}

/* -- the graph -- */

static int
compare_entries (const void *a, const void *b)
{
  const Entry *left = a, *right = b;

  return (left->index > right->index) - (left->index < right->index);
}

static void
list_piece (guint piece, gpointer data)
{
  const Rows  *rows = data;
  const WsKnn *knn = rows->knn;
  guint        end = MIN (knn->n, (piece + 1) * PIECE);

  for (guint i = piece * PIECE; i < end && !ws_stage_is_cancelled (rows->stage); i++)
    {
      Entry *row = rows->entries + (gsize)i * knn->k;

      for (guint j = 0; j < knn->k; j++)
        {
          gsize at = (gsize)i * knn->k + j;

          row[j] =
              (Entry){ knn->index[at], ws_fuzzy_closeness (rows->scales[i], knn->distance[at]) };
        }
      qsort (row, knn->k, sizeof *row, compare_entries);
    }
}

/* The same entries by their columns: those of row i are at start[i] …, by rising index. */
static Entry *
transpose (const Entry *entries, guint n, guint k, gsize *start)
{
  Entry            *mirrored = g_new (Entry, (gsize)n * k);
  g_autofree gsize *next = NULL;

  for (gsize e = 0; e < (gsize)n * k; e++)
    start[entries[e].index + 1]++;
  for (guint i = 0; i < n; i++)
    start[i + 1] += start[i];
  next = g_memdup2 (start, n * sizeof *start);
  for (gsize e = 0; e < (gsize)n * k; e++)
    mirrored[next[entries[e].index]++] = (Entry){ (guint32)(e / k), entries[e].weight };
  return mirrored;
}

static void
append (WsFuzzyGraph *self, gsize *size, guint32 index, double weight)
{
  self->index[*size] = index;
  self->weight[*size] = (float)weight;
  (*size)++;
}

/* Either row may find the other close: a + b - a·b. Both have their entries by rising index. */
static void
merge_row (WsFuzzyGraph *self,
           gsize        *size,
           const Entry  *a,
           const Entry  *end_a,
           const Entry  *b,
           const Entry  *end_b)
{
  while (a < end_a || b < end_b)
    if (b == end_b || (a < end_a && a->index < b->index))
      {
        append (self, size, a->index, (double)a->weight);
        a++;
      }
    else if (a == end_a || b->index < a->index)
      {
        append (self, size, b->index, (double)b->weight);
        b++;
      }
    else
      {
        double p = (double)a->weight, q = (double)b->weight;

        append (self, size, a->index, p + q - p * q);
        a++;
        b++;
      }
}

WsFuzzyGraph *
ws_fuzzy_graph_new (const WsKnn        *knn,
                    const WsFuzzyScale *scales,
                    const WsStage      *stage,
                    GError            **error)
{
  guint n = knn->n, k = knn->k;
  g_autoptr (WsFuzzyGraph) self = g_new0 (WsFuzzyGraph, 1);
  g_autofree Entry *entries = g_new (Entry, (gsize)n * k), *mirrored = NULL;
  g_autofree gsize *start = g_new0 (gsize, n + 1);
  gsize             size = 0;
  Rows rows = { .knn = knn, .stage = stage, .scales = (WsFuzzyScale *)scales, .entries = entries };

  ws_pool_run ((n + PIECE - 1) / PIECE, list_piece, &rows);
  if (!ws_stage_report (stage, 0.7, error))
    return NULL;
  mirrored = transpose (entries, n, k, start);
  self->n = n;
  self->start = g_new0 (gsize, n + 1);
  self->index = g_new (guint32, 2 * (gsize)n * k);
  self->weight = g_new (float, 2 * (gsize)n * k);
  for (guint i = 0; i < n; i++)
    {
      if (i % PIECE == 0 && !ws_stage_report (stage, 0.8, error))
        return NULL;
      merge_row (self, &size, entries + (gsize)i * k, entries + (gsize)(i + 1) * k,
                 mirrored + start[i], mirrored + start[i + 1]);
      self->start[i + 1] = size;
    }
  return g_steal_pointer (&self);
}

void
ws_fuzzy_graph_prune (WsFuzzyGraph *self, guint n_epochs)
{
  float least = 0;
  gsize size = 0, first = 0;

  for (gsize e = 0; e < self->start[self->n]; e++)
    least = MAX (least, self->weight[e]);
  least /= (float)n_epochs;
  for (guint i = 0; i < self->n; i++)
    {
      gsize end = self->start[i + 1];

      for (gsize e = first; e < end; e++)
        if (self->weight[e] >= least)
          append (self, &size, self->index[e], (double)self->weight[e]);
      first = end;
      self->start[i + 1] = size;
    }
}

void
ws_fuzzy_graph_free (WsFuzzyGraph *self)
{
  if (self == NULL)
    return;
  g_free (self->start);
  g_free (self->index);
  g_free (self->weight);
  g_free (self);
}

/* -- the curve -- */

/* Sum of squares at (a, b); with @normal also the normal equations of a step. */
static double
measure_curve (double min_dist, double a, double b, double normal[5])
{
  double sum = 0;

  for (int i = 0; i < 5; i++)
    normal[i] = 0;
  for (guint i = 0; i < CURVE_POINTS; i++)
    {
      double x = CURVE_END * i / (CURVE_POINTS - 1), wanted = x < min_dist ? 1 : exp (min_dist - x);
      double power = x > 0 ? pow (x, 2 * b) : 0, value = 1 / (1 + a * power), rest = wanted - value;
      double by_a = -value * value * power, by_b = x > 0 ? by_a * a * 2 * log (x) : 0;

      sum += rest * rest;
      normal[0] += by_a * by_a;
      normal[1] += by_a * by_b;
      normal[2] += by_b * by_b;
      normal[3] += by_a * rest;
      normal[4] += by_b * rest;
    }
  return sum;
}

/* Least squares by damped Gauss-Newton steps from (1, 1). */
void
ws_umap_fit_curve (double min_dist, double *a, double *b)
{
  double normal[5], trial_normal[5], damping = 1e-3, sum;

  *a = *b = 1;
  sum = measure_curve (min_dist, *a, *b, normal);
  for (guint step = 0; step < CURVE_STEPS && damping < 1e12; step++)
    {
      double aa = normal[0] * (1 + damping), bb = normal[2] * (1 + damping);
      double det = aa * bb - normal[1] * normal[1];
      double trial_a = *a + (bb * normal[3] - normal[1] * normal[4]) / det;
      double trial_b = *b + (aa * normal[4] - normal[1] * normal[3]) / det;
      double trial = measure_curve (min_dist, trial_a, trial_b, trial_normal);

      if (trial < sum)
        {
          *a = trial_a;
          *b = trial_b;
          sum = trial;
          for (int i = 0; i < 5; i++)
            normal[i] = trial_normal[i];
          damping /= 10;
        }
      else
        damping *= 10;
    }
}
