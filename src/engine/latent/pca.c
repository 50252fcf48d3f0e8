/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/pca.h"

#include "core/error.h"
#include "core/numeric.h"
#include "core/pool.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <string.h>

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

WsPca *
ws_pca_new (const float *x, guint n, guint q, guint k, GError **error)
{
  g_autoptr (WsPca) self = NULL;
  g_autofree double *centred = NULL, *square = NULL, *vectors = NULL;
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
  centred = g_new (double, (gsize)n *q);
  for (guint j = 0; j < q; j++)
    {
      double mean = 0;

      for (guint i = 0; i < n; i++)
        mean += (double)x[(gsize)i * q + j];
      self->mean[j] = (float)(mean / n);
      for (guint i = 0; i < n; i++)
        {
          double value = (double)x[(gsize)i * q + j] - mean / n;

          centred[(gsize)i * q + j] = value;
          self->total_variance += value * value / (n - 1);
        }
    }

  /* Covariance (q × q), or where there are fewer rows their Gram matrix (n × n): same spectrum. */
  square = g_new (double, (gsize)side *side);
  cblas_dsyrk (CblasRowMajor, CblasLower, by_rows ? CblasNoTrans : CblasTrans, (int)side,
               (int)(by_rows ? q : n), 1.0 / (n - 1), centred, (int)q, 0, square, (int)side);
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

void
ws_pca_transform (const WsPca *self, const float *x, guint n, float *y)
{
  for (guint i = 0; i < n; i++)
    for (guint c = 0; c < self->k; c++)
      {
        const float *component = self->components + (gsize)c * self->q;
        double       sum = 0;

        for (guint j = 0; j < self->q; j++)
          sum += ((double)x[(gsize)i * self->q + j] - (double)self->mean[j]) * (double)component[j];
        y[(gsize)i * self->k + c] = (float)sum;
      }
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
