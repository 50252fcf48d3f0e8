/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/knn.h"

#include "core/error.h"
#include "core/pool.h"
#include "core/random.h"
#include "ws-test.h"

static float *
draw (guint32 a, gsize n)
{
  float   *x = g_new (float, n);
  WsStream stream;

  ws_stream_init (&stream, 18, WS_PURPOSE_TEST, a, 0);
  for (gsize i = 0; i < n; i++)
    x[i] = ws_stream_normal (&stream);
  return x;
}

static WsKnn *
find (const float *x, guint n, guint d, guint k, double min_recall)
{
  g_autoptr (GError) error = NULL;
  WsKnn *found = ws_knn_new (x, n, d, k, min_recall, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (found->n == n && found->k == k);
  return found;
}

static double
get_square (const float *a, const float *b, guint d)
{
  double sum = 0;

  for (guint j = 0; j < d; j++)
    sum += pow ((double)a[j] - (double)b[j], 2);
  return sum;
}

/* Sorted by distance, then index, without repeats; and nobody left out is nearer. */
static void
assert_row (
    const WsKnn *found, guint i, const float *row, const float *b, guint m, guint d, guint own)
{
  const guint32 *index = found->index + (gsize)i * found->k;
  const float   *distance = found->distance + (gsize)i * found->k;
  guint          k = found->k, n_nearer = 0;
  double         last = get_square (row, b + (gsize)index[k - 1] * d, d);

  for (guint c = 0; c < k; c++)
    {
      double square = get_square (row, b + (gsize)index[c] * d, d);

      g_assert_cmpuint (index[c], <, m);
      g_assert_cmpuint (index[c], !=, own);
      ws_assert_close (distance[c], sqrt (square), 1e-6 * sqrt (square));
      if (c > 0)
        g_assert_true (distance[c] > distance[c - 1] ||
                       (distance[c] >= distance[c - 1] && index[c] > index[c - 1]));
    }
  for (guint j = 0; j < m; j++)
    n_nearer += j != own && get_square (row, b + (gsize)j * d, d) < last * (1 - 1e-12);
  g_assert_cmpuint (n_nearer, <, k);
}

static void
assert_exact (const WsKnn *found, const float *x, guint n, guint d)
{
  ws_assert_close (found->recall, 1, 0);
  for (guint i = 0; i < n; i++)
    assert_row (found, i, x + (gsize)i * d, x, n, d, i);
}

/* Several blocks with a remainder, and lists that hold every other row. */
static void
test_exact (void)
{
  const guint sizes[][3] = {
    { 2, 1, 1 }, { 9, 3, 8 }, { 30, 5, 4 }, { 383, 8, 5 }, { 1000, 17, 15 }
  };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      guint             n = sizes[s][0], d = sizes[s][1];
      g_autofree float *x = draw (s, (gsize)n * d);
      g_autoptr (WsKnn) found = find (x, n, d, sizes[s][2], 1);

      assert_exact (found, x, n, d);
    }
}

/* On a grid most distances are equal, and there the smaller index comes first. */
static void
test_ties (void)
{
  const guint       n = 20 * 20;
  g_autofree float *x = g_new (float, n * 2);
  g_autoptr (WsKnn) found = NULL;

  for (guint i = 0; i < n; i++)
    {
      x[2 * i] = (float)(i % 20);
      x[2 * i + 1] = (float)(i / 20);
    }
  found = find (x, n, 2, 3, 1);
  assert_exact (found, x, n, 2);
  for (guint r = 1; r < 19; r++)
    for (guint c = 1; c < 19; c++)
      {
        guint          i = 20 * r + c;
        const guint32 *index = found->index + i * 3;

        g_assert_true (index[0] == i - 20 && index[1] == i - 1 && index[2] == i + 1);
      }
}

/* Copies far from the mean: products in single precision cannot tell them from near rows. */
static void
test_copies (void)
{
  const guint       n = 500, d = 40;
  g_autofree float *x = draw (20, n * d);
  g_autoptr (WsKnn) found = NULL;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < d; j++)
      x[i * d + j] = (float)(i % 2 == 0 ? 1000 : -1000) + (i < 100 ? 1e-3f : 0) * x[i * d + j];
  found = find (x, n, d, 4, 1);
  assert_exact (found, x, n, d);
  for (guint c = 0; c < 4; c++) /* of the copies the first four, in order */
    {
      g_assert_cmpuint (found->index[498 * 4 + c], ==, 100 + 2 * c);
      ws_assert_close (found->distance[498 * 4 + c], 0, 0);
    }
}

static void
test_threads (void)
{
  const guint       n = 900, d = 30, k = 7;
  g_autofree float *x = draw (30, n * d);
  g_autoptr (WsKnn) one = NULL, many = NULL;

  ws_pool_set_threads (1);
  one = find (x, n, d, k, 1);
  ws_pool_set_threads (5);
  many = find (x, n, d, k, 1);
  ws_pool_set_threads (0);
  g_assert_cmpmem (one->index, n * k * sizeof (guint32), many->index, n * k * sizeof (guint32));
  g_assert_cmpmem (one->distance, n * k * sizeof (float), many->distance, n * k * sizeof (float));
}

/* Rows near a plane of few dimensions are found along their components; rows that fill the space
 * are not, and are then searched one by one. */
static void
test_approximate (void)
{
  const guint       n = 8500, d = 280, k = 10, hidden = 10;
  g_autofree float *x = draw (40, (gsize)n * d), *z = draw (41, (gsize)n * hidden);
  g_autofree float *mix = draw (42, hidden * d);
  g_autoptr (WsKnn) flat = NULL, full = NULL, exact = NULL;
  guint n_same = 0;

  full = find (x, n, d, k, 0.95);
  ws_assert_close (full->recall, 1, 0);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < d; j++)
      {
        float sum = 0.05f * x[(gsize)i * d + j];

        for (guint h = 0; h < hidden; h++)
          sum += z[i * hidden + h] * mix[h * d + j];
        x[(gsize)i * d + j] = sum;
      }
  flat = find (x, n, d, k, 0.9);
  exact = find (x, n, d, k, 1);
  for (guint i = 0; i < n * k; i++)
    n_same += flat->index[i] == exact->index[i];
  g_assert_cmpfloat (flat->recall, >=, 0.9);
  g_assert_cmpfloat (n_same / (double)(n * k), >=, 0.9);
}

static void
test_query (void)
{
  const guint       n = 50, m = 420, d = 6, k = 5;
  g_autofree float *a = draw (50, n * d), *b = draw (51, m * d);
  g_autoptr (GError) error = NULL;
  g_autoptr (WsKnn) found = ws_knn_query (a, n, b, m, d, k, NULL, &error);
  g_autoptr (WsKnn) own = ws_knn_query (b, m, b, m, d, 1, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    assert_row (found, i, a + i * d, b, m, d, G_MAXUINT);
  for (guint i = 0; i < m; i++) /* of other rows a row may well be the nearest of itself */
    g_assert_cmpuint (own->index[i], ==, i);
}

static void
test_refusals (void)
{
  float x[6] = { 0, 1, 2, 3, 4, 5 };
  g_autoptr (GError) error = NULL;

  g_assert_null (ws_knn_new (x, 3, 2, 3, 1, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "3 nearest");
  g_assert_null (ws_knn_query (x, 1, x, 3, 2, 4, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "among 3 rows");
  x[4] = NAN;
  g_assert_null (ws_knn_new (x, 3, 2, 1, 1, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "finite");
}

static gboolean
search_and_stop (WsJob *job, gpointer data, GError **error)
{
  g_autofree float *x = draw (60, 2000 * 8);
  const WsStage     stage = { job, 0, 1, 1, "searches" };
  g_autoptr (WsKnn) found = NULL;

  ws_job_cancel (job);
  found = ws_knn_new (x, 2000, 8, 3, 1, &stage, error);
  g_assert_null (found);
  return FALSE;
}

static void
test_cancel (void)
{
  g_autoptr (WsJob) job = ws_job_new ("test", "test", search_and_stop, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_job_run_sync (job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latent/knn/exact", test_exact);
  g_test_add_func ("/latent/knn/ties", test_ties);
  g_test_add_func ("/latent/knn/copies", test_copies);
  g_test_add_func ("/latent/knn/threads", test_threads);
  g_test_add_func ("/latent/knn/approximate", test_approximate);
  g_test_add_func ("/latent/knn/query", test_query);
  g_test_add_func ("/latent/knn/refusals", test_refusals);
  g_test_add_func ("/latent/knn/cancel", test_cancel);
  return g_test_run ();
}
