/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/pca.h"

#include "cancel-test.h"
#include "core/error.h"
#include "core/pool.h"
#include "core/random.h"
#include "golden-test.h"
#include "ws-test.h"

extern int  openblas_get_num_threads (void);
extern void openblas_set_num_threads (int n);

static float *
draw (guint32 a, guint32 b, gsize n)
{
  float   *x = g_new (float, n);
  WsStream stream;

  ws_stream_init (&stream, 16, WS_PURPOSE_TEST, a, b);
  for (gsize i = 0; i < n; i++)
    x[i] = (float)(-1 + 2 * (double)ws_stream_uniform (&stream));
  return x;
}

/* Rows of six hidden factors of falling size, mixed, and a little noise; as in latent.py. */
static float *
draw_rows (guint32 number, guint n, guint q)
{
  g_autofree float *factors = draw (number, 0, (gsize)n * 6), *mix = draw (number, 1, (gsize)6 * q);
  float            *x = draw (number, 2, (gsize)n * q);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < q; j++)
      {
        double sum = 3 + 0.01 * (double)x[i * q + j];

        for (int f = 0; f < 6; f++)
          sum += (double)factors[i * 6 + (guint)f] * ldexp (1, -f) * (double)mix[(guint)f * q + j];
        x[i * q + j] = (float)sum;
      }
  return x;
}

static WsPca *
fit (const float *x, guint n, guint q, guint k)
{
  g_autoptr (GError) error = NULL;
  WsPca *pca = ws_pca_new (x, n, q, k, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (pca);
  g_assert_true (pca->q == q && pca->k == k);
  return pca;
}

/* The first product of a program may come before any work in the pool. */
static void
test_one_blas_thread (void)
{
  g_autofree float *x = draw (40, 0, 20);
  g_autoptr (WsPca) pca = NULL;

  openblas_set_num_threads (2);
  pca = fit (x, 5, 4, 2);
  g_assert_cmpint (openblas_get_num_threads (), ==, 1);
}

/* -- scikit-learn -- */

static void
assert_case (JsonObject *item, guint number)
{
  guint              n = (guint)json_object_get_int_member (item, "n");
  guint              q = (guint)json_object_get_int_member (item, "q");
  guint              k = (guint)json_object_get_int_member (item, "k");
  g_autofree double *mean = golden_numbers (item, "mean", q);
  g_autofree double *components = golden_numbers (item, "components", k * q);
  g_autofree double *variance = golden_numbers (item, "variance", k);
  g_autofree double *coordinates = golden_numbers (item, "coordinates", n * k);
  g_autofree float  *x = draw_rows (number, n, q), *y = g_new (float, (gsize)n *k);
  g_autoptr (WsPca) pca = fit (x, n, q, k);

  /* results are kept in single precision; the smallest variance asked for is 1e-4 of the first */
  for (guint j = 0; j < q; j++)
    ws_assert_close (pca->mean[j], mean[j], 1e-6);
  for (guint c = 0; c < k; c++)
    ws_assert_close (pca->variance[c], variance[c], 1e-12 * variance[0]);
  ws_assert_close (pca->total_variance, json_object_get_double_member (item, "total"),
                   1e-12 * pca->total_variance);
  for (guint i = 0; i < k * q; i++)
    ws_assert_close (pca->components[i], components[i], 1e-6);
  ws_pca_transform (pca, x, n, y);
  for (guint i = 0; i < n * k; i++)
    ws_assert_close (y[i], coordinates[i], 3e-6);
}

static void
test_golden (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonArray *cases = json_object_get_array_member (golden_load ("latent", &parser), "pca");

  g_assert_cmpuint (json_array_get_length (cases), ==, 5);
  for (guint c = 0; c < json_array_get_length (cases); c++)
    assert_case (json_array_get_object_element (cases, c), c);
}

/* -- what holds for any input -- */

static void
test_orthonormal (void)
{
  static const guint sizes[][3] = { { 50, 20, 20 }, { 15, 40, 14 }, { 2, 2, 1 }, { 5, 1, 1 } };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      guint             n = sizes[s][0], q = sizes[s][1], k = sizes[s][2];
      g_autofree float *x = draw (50 + s, 0, (gsize)n * q);
      g_autoptr (WsPca) pca = fit (x, n, q, k);
      double sum = 0;

      for (guint a = 0; a < k; a++)
        {
          const float *row = pca->components + (gsize)a * q;
          float        best = 0;

          sum += pca->variance[a];
          if (a > 0)
            g_assert_cmpfloat (pca->variance[a], <=, pca->variance[a - 1]);
          for (guint j = 0; j < q; j++)
            best = fabsf (row[j]) > fabsf (best) ? row[j] : best;
          g_assert_cmpfloat (best, >, 0);
          for (guint b = 0; b <= a; b++)
            {
              double product = 0;

              for (guint j = 0; j < q; j++)
                product += (double)row[j] * (double)pca->components[(gsize)b * q + j];
              ws_assert_close (product, a == b, 1e-6);
            }
        }
      /* all components that there are hold all the variance */
      ws_assert_close (sum, pca->total_variance, 1e-10 * pca->total_variance);
    }
}

static void
test_inverse (void)
{
  g_autofree float *x = draw (60, 0, 30 * 8), *y = g_new (float, 30 * 8),
                   *back = g_new (float, 30 * 8);
  g_autofree float *wide = draw (61, 0, 6 * 50), *back_wide = g_new (float, 6 * 50);
  g_autoptr (WsPca) pca = fit (x, 30, 8, 8), pca_wide = fit (wide, 6, 50, 5),
                    one = fit (x, 30, 8, 1);
  double lost = 0;

  ws_pca_transform (pca, x, 30, y);
  ws_pca_inverse (pca, y, 30, back);
  for (guint i = 0; i < 30 * 8; i++)
    ws_assert_close (back[i], x[i], 1e-5);
  /* six points lie in five dimensions */
  ws_pca_transform (pca_wide, wide, 6, y);
  ws_pca_inverse (pca_wide, y, 6, back_wide);
  for (guint i = 0; i < 6 * 50; i++)
    ws_assert_close (back_wide[i], wide[i], 1e-5);
  /* one component loses the variance of the others */
  ws_pca_transform (one, x, 30, y);
  ws_pca_inverse (one, y, 30, back);
  for (guint i = 0; i < 30 * 8; i++)
    lost += pow ((double)back[i] - (double)x[i], 2) / 29;
  ws_assert_close (lost, one->total_variance - one->variance[0], 1e-5);
}

/* Beyond the rank: zeros instead of directions made of rounding. */
static void
test_degenerate (void)
{
  g_autofree float *x = draw (70, 0, 6 * 40), *y = g_new (float, 6 * 6);
  g_autoptr (WsPca) same = NULL, pair = NULL, tall = NULL, all = fit (x, 6, 40, 6);

  g_assert_cmpfloat (all->variance[4], >, 0);
  g_assert_cmpfloat (all->variance[5], ==, 0);
  for (guint j = 0; j < 40; j++)
    g_assert_cmpfloat (all->components[5 * 40 + j], ==, 0);
  ws_pca_transform (all, x, 6, y);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat (y[6 * i + 5], ==, 0);

  for (guint i = 1; i < 6; i++) /* two networks in six copies */
    memcpy (x + i * 40, x + (i % 2) * 40, 40 * sizeof (float));
  pair = fit (x, 6, 40, 2);
  g_assert_cmpfloat (pair->variance[0], >, 0);
  g_assert_cmpfloat (pair->variance[1], ==, 0);
  ws_assert_close (pair->variance[0], pair->total_variance, 1e-12 * pair->total_variance);

  for (guint i = 1; i < 6; i++)
    memcpy (x + i * 40, x, 40 * sizeof (float));
  same = fit (x, 6, 40, 2);
  g_assert_cmpfloat (same->total_variance, ==, 0);
  g_assert_cmpfloat (same->variance[0], ==, 0);
  ws_pca_transform (same, x, 6, y);
  for (guint i = 0; i < 12; i++)
    g_assert_cmpfloat (y[i], ==, 0);

  for (guint i = 0; i < 60; i++) /* more rows than columns, on a line */
    for (guint j = 0; j < 3; j++)
      x[3 * i + j] = (float)i * (float)(j + 1);
  tall = fit (x, 60, 3, 3);
  g_assert_cmpfloat (tall->variance[0], >, 0);
  g_assert_cmpfloat (tall->variance[1], ==, 0);
  ws_assert_close (tall->components[2], 3 / sqrt (14), 1e-6);
  g_assert_cmpfloat (tall->components[3 + 0], ==, 0);
}

static void
assert_refused (const float *x, guint n, guint q, guint k, int code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsPca) pca = ws_pca_new (x, n, q, k, NULL, &error);

  g_assert_null (pca);
  ws_test_error (&error, WS_ERROR, code, word);
}

static void
test_refusals (void)
{
  g_autofree float *x = draw (80, 0, 12);

  assert_refused (x, 1, 4, 1, WS_ERROR_SHAPE, "1 rows of 4");
  assert_refused (x, 0, 4, 1, WS_ERROR_SHAPE, "at most 0");
  assert_refused (x, 3, 4, 0, WS_ERROR_SHAPE, "0 principal");
  assert_refused (x, 3, 4, 4, WS_ERROR_SHAPE, "at most 3");
  assert_refused (x, 4, 3, 4, WS_ERROR_SHAPE, "at most 3");
  x[11] = NAN;
  assert_refused (x, 3, 4, 2, WS_ERROR_NOT_FINITE, "finite");
  x[11] = -INFINITY;
  assert_refused (x, 3, 4, 2, WS_ERROR_NOT_FINITE, "finite");
}

/* Rows of several blocks: the same bits for any number of threads. */
static void
test_threads (void)
{
  g_autofree float *x = draw_rows (50, 1700, 20), *one_y = g_new (float, 1700 * 3),
                   *many_y = g_new (float, 1700 * 3);
  g_autoptr (WsPca) one = NULL, many = NULL;

  ws_pool_set_threads (1);
  one = fit (x, 1700, 20, 3);
  ws_pca_transform (one, x, 1700, one_y);
  ws_pool_set_threads (5);
  many = fit (x, 1700, 20, 3);
  ws_pca_transform (many, x, 1700, many_y);
  ws_pool_set_threads (0);
  g_assert_cmpmem (one->components, 60 * sizeof (float), many->components, 60 * sizeof (float));
  g_assert_cmpmem (one->variance, 3 * sizeof (double), many->variance, 3 * sizeof (double));
  g_assert_cmpmem (one_y, 1700 * 3 * sizeof (float), many_y, 1700 * 3 * sizeof (float));
}

/* Every component is an eigenvector, of a matrix that is made tridiagonal in several panels. */
static void
test_panels (void)
{
  const guint        n = 150;
  g_autofree float  *x = draw_rows (90, 400, n);
  g_autofree double *rest = g_new (double, n);
  g_autoptr (WsPca) pca = fit (x, 400, n, n);

  for (guint c = 0; c < n; c++)
    {
      const float *a = pca->components + (gsize)c * n;

      g_assert_true (c == 0 || pca->variance[c] <= pca->variance[c - 1]);
      /* (covariance - variance)·component = 0, sums over rows */
      for (guint j = 0; j < n; j++)
        rest[j] = -pca->variance[c] * (double)a[j];
      for (guint i = 0; i < 400; i++)
        {
          double place = 0;

          for (guint j = 0; j < n; j++)
            place += ((double)x[(gsize)i * n + j] - (double)pca->mean[j]) * (double)a[j];
          for (guint j = 0; j < n; j++)
            rest[j] += place * ((double)x[(gsize)i * n + j] - (double)pca->mean[j]) / 399;
        }
      for (guint j = 0; j < n; j++)
        ws_assert_close (rest[j], 0, 1e-5 * pca->variance[0]);
    }
}

typedef struct
{
  float *x;
  guint  n, q;
} Rows;

static gboolean
fit_rows (const WsStage *stage, gpointer data, GError **error)
{
  const Rows *rows = data;
  g_autoptr (WsPca) pca = ws_pca_new (rows->x, rows->n, rows->q, 2, stage, error);

  return pca != NULL;
}

static void
test_cancel (void)
{
  g_autofree float *x = draw_rows (91, 120, 100);
  Rows              tall = { x, 120, 100 }, flat = { x, 100, 120 };

  assert_cancels (fit_rows, &tall);
  assert_cancels (fit_rows, &flat);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latent/pca/one-blas-thread", test_one_blas_thread);
  g_test_add_func ("/latent/pca/golden", test_golden);
  g_test_add_func ("/latent/pca/orthonormal", test_orthonormal);
  g_test_add_func ("/latent/pca/inverse", test_inverse);
  g_test_add_func ("/latent/pca/degenerate", test_degenerate);
  g_test_add_func ("/latent/pca/refusals", test_refusals);
  g_test_add_func ("/latent/pca/threads", test_threads);
  g_test_add_func ("/latent/pca/panels", test_panels);
  g_test_add_func ("/latent/pca/cancel", test_cancel);
  return g_test_run ();
}
