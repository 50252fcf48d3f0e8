/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/eigen.h"

#include "core/error.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#define PANEL 32    /* columns made tridiagonal at a time: as many as LAPACK takes */
#define MIN_SIDE 64 /* below, all columns are made tridiagonal at once */
#define LOT 32      /* vectors carried back at a time */

/* LAPACK, column-major. What dsytrd consists of: the first columns of a matrix made tridiagonal,
 * with what the others are to be updated by; and all columns of a small one. */
extern void dlatrd_ (const char *uplo,
                     const int  *n,
                     const int  *nb,
                     double     *a,
                     const int  *lda,
                     double     *e,
                     double     *tau,
                     double     *w,
                     const int  *ldw);
extern void dsytd2_ (const char *uplo,
                     const int  *n,
                     double     *a,
                     const int  *lda,
                     double     *d,
                     double     *e,
                     double     *tau,
                     int        *info);
/* Some eigenvalues of a tridiagonal matrix and their vectors, by relatively robust representations;
 * and these as vectors of the full matrix. */
extern void dstemr_ (const char   *jobz,
                     const char   *range,
                     const int    *n,
                     double       *d,
                     double       *e,
                     const double *vl,
                     const double *vu,
                     const int    *il,
                     const int    *iu,
                     int          *m,
                     double       *w,
                     double       *z,
                     const int    *ldz,
                     const int    *nzc,
                     int          *isuppz,
                     int          *tryrac,
                     double       *work,
                     const int    *lwork,
                     int          *iwork,
                     const int    *liwork,
                     int          *info);
extern void dormtr_ (const char *side,
                     const char *uplo,
                     const char *trans,
                     const int  *m,
                     const int  *n,
                     double     *a,
                     const int  *lda,
                     double     *tau,
                     double     *c,
                     const int  *ldc,
                     double     *work,
                     const int  *lwork,
                     int        *info);

/* The matrix as a tridiagonal one and the reflections that made it so, in the lower half of @a. */
typedef struct
{
  int     n;
  double *a;     /* column-major */
  double *d, *e; /* diagonal, and beside it */
  double *tau;   /* of the reflections */
  double *work;  /* n × PANEL */
} Tridiagonal;

/* As LAPACK's dsytrd, with a look at the job after each panel. */
static gboolean
reduce (Tridiagonal *t, const WsStage *stage, GError **error)
{
  const int panel = PANEL;
  int       i = 0, info = 0, rest;

  for (; t->n - i > MIN_SIDE; i += panel)
    {
      double *corner = t->a + (gsize)i * (gsize)t->n + i;

      rest = t->n - i;
      dlatrd_ ("L", &rest, &panel, corner, &t->n, t->e + i, t->tau + i, t->work, &t->n);
      cblas_dsyr2k (CblasColMajor, CblasLower, CblasNoTrans, rest - panel, panel, -1,
                    corner + panel, t->n, t->work + panel, t->n, 1,
                    corner + (gsize)panel * (gsize)t->n + panel, t->n);
      for (int j = 0; j < panel; j++)
        {
          double *column = corner + (gsize)j * (gsize)t->n + j;

          t->d[i + j] = column[0];
          column[1] = t->e[i + j];
        }
      if (!ws_stage_report (stage, (i + panel) / (double)t->n, error))
        return FALSE;
    }
  rest = t->n - i;
  dsytd2_ ("L", &rest, t->a + (gsize)i * (gsize)t->n + i, &t->n, t->d + i, t->e + i, t->tau + i,
           &info);
  return TRUE;
}

/* Values rising, vectors as rows of @z; those of the tridiagonal matrix, which is overwritten. */
static gboolean
solve (Tridiagonal *t, int k, double *values, double *z)
{
  const double       none = 0;
  const int          first = t->n - k + 1, n_work = 18 * t->n, n_iwork = 10 * t->n;
  int                found = 0, is_robust = TRUE, info = 0;
  g_autofree int    *support = g_new (int, 2 * (gsize)k), *iwork = g_new (int, n_iwork);
  g_autofree double *work = g_new (double, n_work), *w = g_new (double, t->n);

  dstemr_ ("V", "I", &t->n, t->d, t->e, &none, &none, &first, &t->n, &found, w, z, &t->n, &k,
           support, &is_robust, work, &n_work, iwork, &n_iwork, &info);
  memcpy (values, w, sizeof *w * (gsize)k);
  return info == 0 && found == k;
}

static gboolean
carry_back (Tridiagonal *t, int k, double *z, const WsStage *stage, GError **error)
{
  const int n_work = t->n * PANEL;

  for (int first = 0; first < k; first += LOT)
    {
      int n = MIN (LOT, k - first), info;

      dormtr_ ("L", "L", "N", &t->n, &n, t->a, &t->n, t->tau, z + (gsize)first * (gsize)t->n, &t->n,
               t->work, &n_work, &info);
      if (!ws_stage_report (stage, (first + n) / (double)k, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ws_top_eigenpairs (double        *a,
                   guint          n,
                   guint          k,
                   double        *values,
                   double        *vectors,
                   const WsStage *stage,
                   GError       **error)
{
  WsStage            first = ws_stage_part (stage, 0, 0.8), last = ws_stage_part (stage, 0.8, 1);
  g_autofree double *d = g_new (double, n), *e = g_new0 (double, n), *tau = g_new0 (double, n);
  g_autofree double *work = g_new (double, (gsize)n *PANEL), *w = g_new (double, k);
  g_autofree double *z = g_new (double, (gsize)n *k);
  Tridiagonal        t = { (int)n, a, d, e, tau, work };
  double             largest = 0;

  /* Row-major lower is column-major upper. Scaled, so that no sum of squares over- or underflows.
   */
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j <= i; j++)
      {
        a[(gsize)j * n + i] = a[(gsize)i * n + j];
        largest = MAX (largest, fabs (a[(gsize)i * n + j]));
      }
  for (gsize i = 0; i < (gsize)n * n && largest > 0; i++)
    a[i] /= largest;
  if (isfinite (largest) && !reduce (&t, &first, error))
    return FALSE;
  if (!isfinite (largest) || !solve (&t, (int)k, w, z))
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                           "the eigenvalues of the covariance could not be found");
      return FALSE;
    }
  if (!carry_back (&t, (int)k, z, &last, error))
    return FALSE;
  for (guint i = 0; i < k; i++)
    {
      values[i] = w[k - 1 - i] * (largest > 0 ? largest : 1);
      memcpy (vectors + (gsize)i * n, z + (gsize)(k - 1 - i) * n, sizeof *z * n);
    }
  return TRUE;
}
