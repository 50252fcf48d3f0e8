/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/pca.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/numeric.h"
#include "core/pool.h"
#include "latent/eigen.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <string.h>

/* Rows are handled in blocks, which are cut the same way for any number of threads. */
#define BLOCK 512
/* Sums over blocks that are added at the end; as many threads have work. */
#define N_SLOTS 8
/* Multiply-adds between two looks at the job. */
#define MAX_WORK 5e8

/* Unit length, and the entry of largest size positive: the same picture every time. */
static void
store_component (const double *vector, guint q, float *component)
{
  double length = 0, best = 0;

  for (guint j = 0; j < q; j++)
    {
      length += vector[j] * vector[j];
      if (fabs (vector[j]) > fabs (best))
        best = vector[j];
    }
  length = sqrt (length) * (best < 0 ? -1 : 1);
  for (guint j = 0; j < q; j++)
    component[j] = (float)(vector[j] / length);
}

typedef struct
{
  const float *x;
  guint        n, q;
  double      *mean;
  double      *slots; /* N_SLOTS × (q or q × q) */
  double      *total; /* N_SLOTS: sums of squares */
  guint        block; /* rows of a product */

  const WsStage *stage;
} Sums;

static void
sum_slot (guint slot, gpointer data)
{
  Sums   *s = data;
  double *sum = s->slots + (gsize)slot * s->q;

  for (guint first = slot * BLOCK; first < s->n; first += N_SLOTS * BLOCK)
    for (guint i = first; i < MIN (s->n, first + BLOCK); i++)
      for (guint j = 0; j < s->q; j++)
        sum[j] += (double)s->x[(gsize)i * s->q + j];
}

/* Moves rows to the mean; returns their sum of squares. */
static double
centre (const float *x, guint n, guint q, const double *mean, double *centred)
{
  double total = 0;

  for (guint i = 0; i < n; i++, x += q, centred += q)
    {
      double sum = 0;

      for (guint j = 0; j < q; j++)
        {
          centred[j] = (double)x[j] - mean[j];
          sum += centred[j] * centred[j];
        }
      total += sum;
    }
  return total;
}

static void
multiply_slot (guint slot, gpointer data)
{
  Sums   *s = data;
  double *square = s->slots + (gsize)slot * s->q * s->q;
  double *centred = ws_aligned_new0 (sizeof (double) * s->block * s->q);

  for (guint first = slot * s->block; first < s->n && !ws_stage_is_cancelled (s->stage);
       first += N_SLOTS * s->block)
    {
      guint n = MIN (s->block, s->n - first);

      s->total[slot] += centre (s->x + (gsize)first * s->q, n, s->q, s->mean, centred);
      cblas_dsyrk (CblasRowMajor, CblasLower, CblasTrans, (int)s->q, (int)n, 1, centred, (int)s->q,
                   1, square, (int)s->q);
    }
  ws_aligned_free (centred);
}

static void
find_mean (Sums *s)
{
  g_autofree double *slots = g_new0 (double, (gsize)N_SLOTS * s->q);

  s->slots = slots;
  ws_pool_run (N_SLOTS, sum_slot, s);
  for (guint j = 0; j < s->q; j++)
    {
      s->mean[j] = 0;
      for (guint slot = 0; slot < N_SLOTS; slot++)
        s->mean[j] += slots[(gsize)slot * s->q + j];
      s->mean[j] /= s->n;
    }
}

/* The lower half of Σ (x - mean)(x - mean)ᵀ, q × q. */
static double *
find_covariance (Sums *s, double *total)
{
  gsize              size = (gsize)s->q * s->q;
  g_autofree double *slots = g_new0 (double, N_SLOTS *size);
  double            *square = g_new0 (double, size);
  double             totals[N_SLOTS] = { 0 };

  s->slots = slots;
  s->total = totals;
  s->block = (guint)CLAMP (MAX_WORK / (double)size, 64, BLOCK);
  ws_pool_run (N_SLOTS, multiply_slot, s);
  for (guint slot = 0; slot < N_SLOTS; slot++)
    {
      *total += totals[slot];
      for (gsize i = 0; i < size; i++)
        square[i] += slots[slot * size + i] / (s->n - 1);
    }
  return square;
}

/* X·Xᵀ / (n - 1) of the centred rows, n × n: the lower half. */
static double *
find_gram (const double *centred, guint n, guint q, const WsStage *stage, GError **error)
{
  g_autofree double *square = g_new0 (double, (gsize)n *n);
  guint              width = (guint)CLAMP (MAX_WORK / ((double)n * n), 16, q);

  for (guint first = 0; first < q; first += width)
    {
      cblas_dsyrk (CblasRowMajor, CblasLower, CblasNoTrans, (int)n, (int)MIN (width, q - first),
                   1.0 / (n - 1), centred + first, (int)q, 1, square, (int)n);
      if (!ws_stage_report (stage, first / (double)q, error))
        return NULL;
    }
  return g_steal_pointer (&square);
}

/* From eigenvectors of the covariance (q wide), or of the Gram matrix of the rows @centred. */
static void
store_components (WsPca *self, const double *vectors, guint side, const double *centred, guint n)
{
  g_autofree double *full = g_new (double, self->q);

  for (guint c = 0; c < self->k; c++)
    {
      const double *vector = vectors + (gsize)c * side;

      /* Beyond the rank only rounding is left, and its directions mean nothing. */
      if (self->variance[c] <= self->total_variance * side * DBL_EPSILON)
        {
          self->variance[c] = 0;
          continue;
        }
      if (centred != NULL)
        cblas_dgemv (CblasRowMajor, CblasTrans, (int)n, (int)self->q, 1, centred, (int)self->q,
                     vector, 1, 0, full, 1);
      store_component (centred != NULL ? full : vector, self->q,
                       self->components + (gsize)c * self->q);
    }
}

static gboolean
check (const float *x, guint n, guint q, guint k, GError **error)
{
  guint side = MIN (n, q);

  if (n < 2 || k < 1 || k > side)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   "%u principal components of %u rows of %u values: there are at most %u", k, n, q,
                   n < 2 ? 0 : side);
      return FALSE;
    }
  if (ws_all_finite (x, (gsize)n * q))
    return TRUE;
  g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                       "principal components of values that are not all finite");
  return FALSE;
}

static WsPca *
pca_new (guint q, guint k)
{
  WsPca *self = g_new0 (WsPca, 1);

  self->q = q;
  self->k = k;
  self->mean = g_new0 (float, q);
  self->components = g_new0 (float, (gsize)k *q);
  self->variance = g_new0 (double, k);
  return self;
}

WsPca *
ws_pca_new (const float *x, guint n, guint q, guint k, const WsStage *stage, GError **error)
{
  g_autoptr (WsPca) self = NULL;
  g_autofree double *centred = NULL, *square = NULL, *vectors = NULL, *mean = NULL;
  WsStage products = ws_stage_part (stage, 0, 0.4), pairs = ws_stage_part (stage, 0.4, 1);
  Sums    sums = { .x = x, .n = n, .q = q, .stage = &products };
  guint   side = MIN (n, q);

  if (!check (x, n, q, k, error))
    return NULL;
  self = pca_new (q, k);
  ws_pool_own_blas ();
  sums.mean = mean = g_new (double, q);
  find_mean (&sums);
  for (guint j = 0; j < q; j++)
    self->mean[j] = (float)mean[j];
  /* Covariance (q × q), or where there are fewer rows their Gram matrix (n × n): same spectrum. */
  if (n < q)
    {
      centred = g_new (double, (gsize)n *q);
      self->total_variance = centre (x, n, q, mean, centred);
      square = find_gram (centred, n, q, &products, error);
    }
  else
    square = find_covariance (&sums, &self->total_variance);
  self->total_variance /= n - 1;
  vectors = g_new (double, (gsize)k *side);
  if (square == NULL || !ws_stage_report (&products, 1, error) ||
      !ws_top_eigenpairs (square, side, k, self->variance, vectors, &pairs, error))
    return NULL;
  store_components (self, vectors, side, centred, n);
  return g_steal_pointer (&self);
}

void
ws_pca_free (WsPca *self)
{
  if (self == NULL)
    return;
  g_free (self->mean);
  g_free (self->components);
  g_free (self->variance);
  g_free (self);
}

typedef struct
{
  const WsPca  *pca;
  const double *mean, *components;
  const float  *x;
  float        *y;
  guint         n;
} Transform;

static void
transform_block (guint block, gpointer data)
{
  Transform *t = data;
  guint      q = t->pca->q, k = t->pca->k, first = block * BLOCK, n = MIN (BLOCK, t->n - first);
  g_autofree double *centred = g_new (double, (gsize)n *q), *y = g_new (double, (gsize)n *k);

  centre (t->x + (gsize)first * q, n, q, t->mean, centred);
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int)n, (int)k, (int)q, 1, centred, (int)q,
               t->components, (int)q, 0, y, (int)k);
  for (gsize i = 0; i < (gsize)n * k; i++)
    t->y[(gsize)first * k + i] = (float)y[i];
}

void
ws_pca_transform (const WsPca *self, const float *x, guint n, float *y)
{
  gsize              size = (gsize)self->k * self->q;
  g_autofree double *mean = g_new (double, self->q), *components = g_new (double, size);
  Transform          transform = { self, mean, components, x, y, n };

  ws_pool_own_blas ();
  for (guint j = 0; j < self->q; j++)
    mean[j] = (double)self->mean[j];
  for (gsize i = 0; i < size; i++)
    components[i] = (double)self->components[i];
  ws_pool_run ((n + BLOCK - 1) / BLOCK, transform_block, &transform);
}

void
ws_pca_inverse (const WsPca *self, const float *y, guint n, float *x)
{
  g_autofree double *row = g_new (double, self->q);

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < self->q; j++)
        row[j] = (double)self->mean[j];
      for (guint c = 0; c < self->k; c++)
        {
          const float *component = self->components + (gsize)c * self->q;
          double       place = (double)y[(gsize)i * self->k + c];

          for (guint j = 0; j < self->q; j++)
            row[j] += place * (double)component[j];
        }
      for (guint j = 0; j < self->q; j++)
        x[(gsize)i * self->q + j] = (float)row[j];
    }
}
