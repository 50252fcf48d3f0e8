/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/pca.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/numeric.h"
#include "core/pool.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <string.h>

/* Rows are handled in blocks, which are cut the same way for any number of threads. */
#define BLOCK 512
/* Sums over blocks that are added at the end; as many threads have work. */
#define N_SLOTS 8

/* LAPACK: the largest eigenvalues of a symmetric matrix by relatively robust representations. */
extern void dsyevr_ (const char   *jobz,
                     const char   *range,
                     const char   *uplo,
                     const int    *n,
                     double       *a,
                     const int    *lda,
                     const double *vl,
                     const double *vu,
                     const int    *il,
                     const int    *iu,
                     const double *abstol,
                     int          *m,
                     double       *w,
                     double       *z,
                     const int    *ldz,
                     int          *isuppz,
                     double       *work,
                     const int    *lwork,
                     int          *iwork,
                     const int    *liwork,
                     int          *info);

/* The @k largest eigenpairs of the symmetric @a (@n × @n, overwritten): values falling, vectors as
 * rows of @vectors. */
static gboolean
top_eigenpairs (double *a, int n, int k, double *values, double *vectors)
{
  const double       none = 0;
  int                first = n - k + 1, found = 0, info = 0, lwork = -1, liwork = -1, iwork_size;
  double             work_size;
  g_autofree int    *support = g_new (int, 2 * (gsize)k), *iwork = NULL;
  g_autofree double *w = g_new (double, n), *z = g_new (double, (gsize)n *k), *work = NULL;

  dsyevr_ ("V", "I", "U", &n, a, &n, &none, &none, &first, &n, &none, &found, w, z, &n, support,
           &work_size, &lwork, &iwork_size, &liwork, &info);
  lwork = (int)work_size;
  liwork = iwork_size;
  work = g_new (double, lwork);
  iwork = g_new (int, liwork);
  dsyevr_ ("V", "I", "U", &n, a, &n, &none, &none, &first, &n, &none, &found, w, z, &n, support,
           work, &lwork, iwork, &liwork, &info);
  if (info != 0 || found != k)
    return FALSE;
  for (int i = 0; i < k; i++)
    {
      values[i] = w[k - 1 - i];
      memcpy (vectors + (gsize)i * n, z + (gsize)(k - 1 - i) * n, (gsize)n * sizeof *vectors);
    }
  return TRUE;
}

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
  double *centred = ws_aligned_new0 (sizeof (double) * BLOCK * s->q);

  for (guint first = slot * BLOCK; first < s->n; first += N_SLOTS * BLOCK)
    {
      guint n = MIN (BLOCK, s->n - first);

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
  ws_pool_run (N_SLOTS, multiply_slot, s);
  for (guint slot = 0; slot < N_SLOTS; slot++)
    {
      *total += totals[slot];
      for (gsize i = 0; i < size; i++)
        square[i] += slots[slot * size + i] / (s->n - 1);
    }
  return square;
}

WsPca *
ws_pca_new (const float *x, guint n, guint q, guint k, GError **error)
{
  g_autoptr (WsPca) self = NULL;
  g_autofree double *centred = NULL, *square = NULL, *vectors = NULL, *mean = NULL;
  Sums               sums = { .x = x, .n = n, .q = q };
  gboolean           by_rows = n < q;
  guint              side = MIN (n, q);

  if (n < 2 || k < 1 || k > side)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   "%u principal components of %u rows of %u values: there are at most %u", k, n, q,
                   n < 2 ? 0 : side);
      return NULL;
    }
  if (!ws_all_finite (x, (gsize)n * q))
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                           "principal components of values that are not all finite");
      return NULL;
    }

  self = g_new0 (WsPca, 1);
  self->q = q;
  self->k = k;
  self->mean = g_new0 (float, q);
  self->components = g_new0 (float, (gsize)k *q);
  self->variance = g_new0 (double, k);

  ws_pool_own_blas ();
  sums.mean = mean = g_new (double, q);
  find_mean (&sums);
  for (guint j = 0; j < q; j++)
    self->mean[j] = (float)mean[j];
  /* Covariance (q × q), or where there are fewer rows their Gram matrix (n × n): same spectrum. */
  if (by_rows)
    {
      centred = g_new (double, (gsize)n *q);
      self->total_variance = centre (x, n, q, mean, centred);
      square = g_new (double, (gsize)n *n);
      cblas_dsyrk (CblasRowMajor, CblasLower, CblasNoTrans, (int)n, (int)q, 1.0 / (n - 1), centred,
                   (int)q, 0, square, (int)n);
    }
  else
    square = find_covariance (&sums, &self->total_variance);
  self->total_variance /= n - 1;
  vectors = g_new (double, (gsize)k *side);
  /* Row-major lower is column-major upper. */
  if (!top_eigenpairs (square, (int)side, (int)k, self->variance, vectors))
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                           "the eigenvalues of the covariance could not be found");
      return NULL;
    }
  for (guint c = 0; c < k; c++)
    {
      const double *vector = vectors + (gsize)c * side;

      /* Beyond the rank only rounding is left, and its directions mean nothing. */
      if (self->variance[c] <= self->total_variance * side * DBL_EPSILON)
        {
          self->variance[c] = 0;
          continue;
        }
      if (by_rows)
        {
          g_autofree double *full = g_new0 (double, q);

          cblas_dgemv (CblasRowMajor, CblasTrans, (int)n, (int)q, 1, centred, (int)q, vector, 1, 0,
                       full, 1);
          store_component (full, q, self->components + (gsize)c * q);
        }
      else
        store_component (vector, q, self->components + (gsize)c * q);
    }
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
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < self->q; j++)
      {
        double sum = (double)self->mean[j];

        for (guint c = 0; c < self->k; c++)
          sum +=
              (double)y[(gsize)i * self->k + c] * (double)self->components[(gsize)c * self->q + j];
        x[(gsize)i * self->q + j] = (float)sum;
      }
}
