/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/probe.h"

#include "core/pool.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

/* LAPACK: the Cholesky factor of a small matrix. */
extern void dpotrf_ (const char *uplo, const int *n, double *a, const int *lda, int *info);

#define PANEL 128    /* columns of a factor between two looks at the job */
#define MAX_WORK 5e8 /* multiply-adds between two looks */

/* METHOD.md 4.4: the penalties tried. */
static const double lambdas[] = { 1e3,  3e2,  1e2,  3e1,  1e1,  3,    1,    3e-1, 1e-1,
                                  3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5 };

/* The rows of one split with a finite target, with a column of ones appended. */
typedef struct
{
  guint   n, d; /* d counts the ones */
  double *x, *y;
} Rows;

static Rows
collect (const float *x, guint n, guint d, const float *y, const guint8 *split, guint8 wanted)
{
  Rows rows = { 0, d + 1, g_new (double, (gsize)n *(d + 1)), g_new (double, n) };

  for (guint i = 0; i < n; i++)
    {
      double *row = rows.x + (gsize)rows.n * rows.d;

      if (split[i] != wanted || !isfinite (y[i]))
        continue;
      for (guint j = 0; j < d; j++)
        row[j] = (double)x[(gsize)i * d + j];
      row[d] = 1;
      rows.y[rows.n++] = (double)y[i];
    }
  return rows;
}

static void
rows_clear (Rows *rows)
{
  g_free (rows->x);
  g_free (rows->y);
}

/* 1 - MSE/variance of the rows' own targets. */
static double
get_r2 (const Rows *rows, const double *b)
{
  double mean = 0, mse = 0, variance = 0;

  if (rows->n < 2)
    return (double)NAN;
  for (guint i = 0; i < rows->n; i++)
    mean += rows->y[i];
  mean /= rows->n; /* divided once: equal targets have exactly no variance */
  for (guint i = 0; i < rows->n; i++)
    {
      double guess = cblas_ddot ((int)rows->d, rows->x + (gsize)i * rows->d, 1, b, 1);

      mse += (guess - rows->y[i]) * (guess - rows->y[i]);
      variance += (rows->y[i] - mean) * (rows->y[i] - mean);
    }
  return variance > 0 ? 1 - mse / variance : (double)NAN;
}

/* XᵀX (the lower half) and Xᵀy of the rows. */
static void
multiply (const Rows *rows, double *xtx, double *xty, const WsStage *stage)
{
  int   side = (int)rows->d;
  guint lot = (guint)CLAMP (MAX_WORK / ((double)side * side), 16, 4096);

  for (guint first = 0; first < rows->n && !ws_stage_is_cancelled (stage); first += lot)
    cblas_dsyrk (CblasRowMajor, CblasLower, CblasTrans, side, (int)MIN (lot, rows->n - first), 1,
                 rows->x + (gsize)first * rows->d, side, 1, xtx, side);
  cblas_dgemv (CblasRowMajor, CblasTrans, (int)rows->n, side, 1, rows->x, side, rows->y, 1, 0, xty,
               1);
}

/* Solves A·b = @b, where the lower half of @a (row-major) is given and overwritten by its factor:
 * %FALSE when that is not positive, or the job is cancelled. */
static gboolean
solve (double *a, int n, double *b, const WsStage *stage)
{
  for (int j = 0; j < n; j += PANEL)
    {
      int     width = MIN (PANEL, n - j), rest = n - j - width, info;
      double *corner = a + (gsize)j * (gsize)n + j, *below = corner + (gsize)width * (gsize)n;

      if (ws_stage_is_cancelled (stage))
        return FALSE;
      dpotrf_ ("U", &width, corner, &n, &info); /* row-major lower */
      if (info != 0)
        return FALSE;
      if (rest == 0)
        break;
      cblas_dtrsm (CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, rest, width, 1,
                   corner, n, below, n);
      cblas_dsyrk (CblasRowMajor, CblasLower, CblasNoTrans, rest, width, -1, below, n, 1,
                   below + width, n);
    }
  cblas_dtrsv (CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, n, a, n, b, 1);
  cblas_dtrsv (CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, n, a, n, b, 1);
  return TRUE;
}

double
ws_probe_r2 (const float   *x,
             guint          n,
             guint          d,
             const float   *y,
             const guint8  *split,
             double        *lambda,
             const WsStage *stage)
{
  Rows               train = collect (x, n, d, y, split, 0), val = collect (x, n, d, y, split, 1);
  Rows               test = collect (x, n, d, y, split, 2);
  int                side = (int)d + 1;
  gsize              area = (gsize)side * (gsize)side;
  g_autofree double *xtx = g_new0 (double, area), *system = g_new (double, area);
  g_autofree double *xty = g_new0 (double, side), *b = g_new (double, side);
  double             best_val = -(double)INFINITY, result = (double)NAN;

  ws_pool_own_blas ();
  if (lambda != NULL)
    *lambda = (double)NAN;
  if (train.n > 1 && val.n > 1 && test.n > 1)
    {
      multiply (&train, xtx, xty, stage);
      for (guint l = 0; l < G_N_ELEMENTS (lambdas) && !ws_stage_is_cancelled (stage); l++)
        {
          double r2;

          memcpy (system, xtx, area * sizeof *system);
          memcpy (b, xty, (gsize)side * sizeof *b);
          for (int j = 0; j < side; j++)
            system[(gsize)j * (gsize)side + (gsize)j] += lambdas[l];
          r2 = solve (system, side, b, stage) ? get_r2 (&val, b) : -(double)INFINITY;
          if (!(r2 > best_val))
            continue;
          best_val = r2;
          result = get_r2 (&test, b);
          if (lambda != NULL)
            *lambda = lambdas[l];
        }
    }
  rows_clear (&train);
  rows_clear (&val);
  rows_clear (&test);
  return result;
}

/* -- a probe to be used -- */

#define FOLDS 5
#define LEAST_ROWS 10

/* Sum of squared errors on @held with each λ, of coefficients from all rows but those. */
static void
add_errors (
    const Rows *held, const double *xtx, const double *xty, double *errors, const WsStage *stage)
{
  int                side = (int)held->d;
  gsize              area = (gsize)side * (gsize)side;
  g_autofree double *own = g_new0 (double, area), *own_y = g_new0 (double, side);
  g_autofree double *system = g_new (double, area), *b = g_new (double, side);

  multiply (held, own, own_y, stage);
  for (guint l = 0; l < G_N_ELEMENTS (lambdas) && !ws_stage_is_cancelled (stage); l++)
    {
      for (gsize k = 0; k < area; k++)
        system[k] = xtx[k] - own[k];
      for (int j = 0; j < side; j++)
        {
          b[j] = xty[j] - own_y[j];
          system[(gsize)j * (gsize)side + (gsize)j] += lambdas[l];
        }
      if (!solve (system, side, b, stage))
        errors[l] = (double)INFINITY;
      for (guint i = 0; i < held->n; i++)
        {
          double guess = cblas_ddot ((int)held->d, held->x + (gsize)i * held->d, 1, b, 1);

          errors[l] += (guess - held->y[i]) * (guess - held->y[i]);
        }
    }
}

gboolean
ws_probe_fit (const float   *x,
              guint          n,
              guint          d,
              const float   *y,
              const guint32 *network,
              double        *b,
              double        *lambda,
              const WsStage *stage)
{
  g_autofree guint8 *fold = g_new0 (guint8, MAX (n, 1));
  Rows               all = collect (x, n, d, y, fold, 0);
  int                side = (int)d + 1;
  gsize              area = (gsize)side * (gsize)side;
  g_autofree double *xtx = g_new0 (double, area), *xty = g_new0 (double, side);
  double             errors[G_N_ELEMENTS (lambdas)] = { 0 };
  guint              best = 0;
  gboolean           is_fitted = FALSE;

  ws_pool_own_blas ();
  if (all.n >= LEAST_ROWS)
    {
      multiply (&all, xtx, xty, stage);
      for (guint i = 0; i < n; i++)
        fold[i] = (guint8)((network != NULL ? network[i] : i) % FOLDS);
      for (guint f = 0; f < FOLDS; f++)
        {
          Rows held = collect (x, n, d, y, fold, (guint8)f);

          if (held.n > 0)
            add_errors (&held, xtx, xty, errors, stage);
          rows_clear (&held);
        }
      for (guint l = 1; l < G_N_ELEMENTS (lambdas); l++)
        if (errors[l] < errors[best])
          best = l;
      for (int j = 0; j < side; j++)
        xtx[(gsize)j * (gsize)side + (gsize)j] += lambdas[best];
      memcpy (b, xty, (gsize)side * sizeof *b);
      is_fitted = solve (xtx, side, b, stage);
    }
  if (lambda != NULL)
    *lambda = is_fitted ? lambdas[best] : (double)NAN;
  rows_clear (&all);
  return is_fitted;
}

double
ws_probe_predict (const double *b, const float *x, guint d)
{
  double sum = b[d];

  for (guint j = 0; j < d; j++)
    sum += b[j] * (double)x[j];
  return sum;
}
