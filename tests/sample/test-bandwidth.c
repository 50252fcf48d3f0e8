/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/bandwidth.h"

#include "core/error.h"
#include "core/pool.h"
#include "core/random.h"
#include "golden-test.h"
#include "ws-test.h"

#include <math.h>
#include <string.h>

/* Against scikit-learn: tests/golden/sampling.py. */
#define N 60
#define DIM 4
#define N_PUBLISHED 50
#define TRIES WS_BANDWIDTH_TRIES

static float   x[N * DIM];
static guint32 network[N], fold[N];

static JsonObject *
load (JsonParser **parser)
{
  JsonObject        *golden = golden_load ("sampling", parser);
  g_autofree double *values = golden_numbers (golden, "x", N * DIM);

  for (guint i = 0; i < N * DIM; i++)
    x[i] = (float)values[i];
  for (guint i = 0; i < N; i++)
    {
      network[i] = i / 3;
      fold[i] = network[i] % WS_BANDWIDTH_FOLDS;
    }
  return golden;
}

static void
check_search (JsonObject *wanted, const float *rows, guint d, double scale)
{
  g_autofree double *h = golden_numbers (wanted, "h", TRIES);
  g_autofree double *score = golden_numbers (wanted, "score", TRIES);
  double             own_h[TRIES], own_score[TRIES];

  ws_bandwidth_list (scale, own_h);
  ws_bandwidth_score (rows, N, d, fold, h, TRIES, own_score);
  for (guint b = 0; b < TRIES; b++)
    {
      ws_assert_close (own_h[b] / h[b], 1, 1e-6);
      ws_assert_close (own_score[b] / score[b], 1, 1e-5);
    }
}

static double
get_variance (guint j)
{
  double mean = 0, square = 0;

  for (guint i = 0; i < N; i++)
    mean += (double)x[i * DIM + j] / N;
  for (guint i = 0; i < N; i++)
    square += pow ((double)x[i * DIM + j] - mean, 2);
  return square / (N - 1);
}

static void
test_golden (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonObject        *golden = load (&parser);
  JsonArray         *one = json_object_get_array_member (golden, "one");
  JsonObject        *joint = json_object_get_object_member (golden, "joint");
  const WsSampleRows rows = { .x = x, .network = network, .n = N, .dim = DIM };
  g_autoptr (GError) error = NULL;
  float  h[DIM];
  double variance = 0;

  g_assert_true (ws_bandwidth_choose (&rows, FALSE, h, NULL, &error));
  for (guint j = 0; j < DIM; j++)
    {
      JsonObject *wanted = json_array_get_object_element (one, j);
      float       column[N];

      for (guint i = 0; i < N; i++)
        column[i] = x[i * DIM + j];
      variance += get_variance (j) / DIM;
      check_search (wanted, column, 1, sqrt (get_variance (j)));
      ws_assert_close ((double)h[j] / json_object_get_double_member (wanted, "best"), 1, 1e-6);
    }
  check_search (joint, x, DIM, sqrt (variance));
  g_assert_true (ws_bandwidth_choose (&rows, TRUE, h, NULL, &error));
  ws_assert_close ((double)h[0] / json_object_get_double_member (joint, "best"), 1, 1e-6);
  g_assert_no_error (error);
}

/* -- draws -- */

/* As the published code draws: a row and one shift for all dimensions. */
static void
assert_published (const float *z, double h)
{
  double least = (double)INFINITY;

  for (guint i = 0; i < N; i++)
    {
      double shift = (double)z[0] - (double)x[i * DIM], off = 0;

      for (guint j = 1; j < DIM; j++)
        off = MAX (off, fabs ((double)z[j] - (double)x[i * DIM + j] - shift));
      if (fabs (shift) < 5 * h)
        least = MIN (least, off);
    }
  ws_assert_close (least, 0, 2e-6);
}

static WsSamplerModel *
make (const char *name, double choose)
{
  const WsSampler   *sampler = ws_sampler_lookup (name, NULL);
  const WsSampleRows rows = { .x = x, .network = network, .n = N, .dim = DIM };
  g_autoptr (GError) error = NULL;
  WsSamplerModel *model;
  double          values[WS_SAMPLER_MAX_SETTINGS];

  ws_sampler_preset (sampler, values);
  if (choose > 0)
    g_assert_true (ws_sampler_set (sampler, values, "choose-bandwidth", choose, &error));
  model = ws_sampler_model_new (sampler, &rows, values, 1, NULL, &error);
  g_assert_no_error (error);
  return model;
}

static void
test_published (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonObject        *golden = load (&parser);
  g_autofree double *theirs = golden_numbers (golden, "published", N_PUBLISHED * DIM);
  double             h = json_object_get_double_member (golden, "bandwidth");
  g_autoptr (WsSamplerModel) model = make ("kde", 0);
  const WsDrawing drawing = { .seed = 4, .n = N_PUBLISHED };
  g_autoptr (GError) error = NULL;
  float ours[N_PUBLISHED * DIM], z[DIM];

  g_assert_true (ws_sampler_model_draw (model, &drawing, ours, NULL, NULL, &error));
  for (guint s = 0; s < N_PUBLISHED; s++)
    {
      for (guint j = 0; j < DIM; j++)
        z[j] = (float)theirs[s * DIM + j];
      assert_published (z, h);
      assert_published (ours + s * DIM, h);
    }
}

/* What is chosen is drawn with. */
static void
test_used (void)
{
  static const char *const names[] = { "kde-joint", "weight-kde-joint", "kde-dim", "weight-kde" };
  g_autoptr (JsonParser) parser = NULL;
  const WsDrawing     drawing = { .seed = 4, .n = 4000 };
  g_autofree float   *out = g_new (float, 4000 * DIM);
  g_autofree guint32 *from = g_new (guint32, 4000);
  const WsSampleRows  rows = { .x = x, .network = network, .n = N, .dim = DIM };
  float               h[DIM];

  load (&parser);
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr (WsSamplerModel) model = make (names[k], 1);
      g_autoptr (GError) error = NULL;

      g_assert_true (ws_bandwidth_choose (&rows, k < 2, h, NULL, &error));
      g_assert_true (ws_sampler_model_draw (model, &drawing, out, from, NULL, &error));
      for (guint j = 0; j < DIM; j++)
        {
          double square = 0, mean = 0, wanted = pow ((double)h[k < 2 ? 0 : j], 2);

          /* rows' own variance, and that of the jitter */
          wanted += get_variance (j) * (N - 1) / N;
          for (guint s = 0; s < 4000; s++)
            mean += (double)out[s * DIM + j] / 4000;
          for (guint s = 0; s < 4000; s++)
            square += pow ((double)out[s * DIM + j] - mean, 2) / 3999;
          ws_assert_close (square / wanted, 1, 0.1);
        }
    }
}

/* Jitter goes by the distance to the nearest row of another network. */
static void
test_nearest (void)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autofree double *nearest = golden_numbers (load (&parser), "nearest", N);
  const WsSampler   *sampler = ws_sampler_lookup ("jitter", NULL);
  const WsSampleRows rows = { .x = x, .network = network, .n = N, .dim = DIM };
  const WsDrawing    drawing = { .seed = 4, .n = 300 };
  g_autoptr (GError) error = NULL;
  static const double share[] = { 1 };
  g_autoptr (WsSamplerModel) model = ws_sampler_model_new (sampler, &rows, share, 1, NULL, &error);
  g_autofree float *out = g_new (float, 300 * DIM);
  guint32           from[300];

  g_assert_true (ws_sampler_model_draw (model, &drawing, out, from, NULL, &error));
  for (guint s = 0; s < 300; s++)
    {
      double square = 0;

      for (guint j = 0; j < DIM; j++)
        square += pow ((double)out[s * DIM + j] - (double)x[from[s] * DIM + j], 2);
      ws_assert_close (sqrt (square), nearest[from[s]], 1e-5);
    }
}

/* -- many rows, threads, and too few networks -- */

static void
test_threads (void)
{
  const guint         n = 1500, dim = 70;
  g_autofree float   *many = g_new (float, n *dim);
  g_autofree guint32 *of = g_new (guint32, n);
  const WsSampleRows  rows = { .x = many, .network = of, .n = n, .dim = dim };
  float               h[2][70];
  guint               n_threads = ws_pool_get_threads ();
  WsStream            stream;

  ws_stream_init (&stream, 71, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < n; i++)
    of[i] = i / 5;
  for (guint i = 0; i < n * dim; i++)
    many[i] = i % dim == 3 ? 1 : ws_stream_normal (&stream);
  for (guint k = 0; k < 2; k++)
    {
      ws_pool_set_threads (k + 1);
      g_assert_true (ws_bandwidth_choose (&rows, FALSE, h[k], NULL, NULL));
    }
  ws_pool_set_threads (n_threads);
  g_assert_cmpmem (h[0], sizeof h[0], h[1], sizeof h[1]);
  for (guint j = 0; j < dim; j++) /* Silverman's rule for 410 normal rows: 0.32 */
    g_assert_true (j == 3 ? !(h[0][j] > 0) : h[0][j] > 0.15f && h[0][j] < 0.7f);
}

static void
test_alone (void)
{
  static const guint32 same[] = { 5, 5, 5 };
  const WsSampleRows   rows = { .x = x, .network = same, .n = 3, .dim = 1 };
  float                h = -3;
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_bandwidth_choose (&rows, FALSE, &h, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "two networks");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/bandwidth/golden", test_golden);
  g_test_add_func ("/sample/bandwidth/published", test_published);
  g_test_add_func ("/sample/bandwidth/used", test_used);
  g_test_add_func ("/sample/bandwidth/nearest", test_nearest);
  g_test_add_func ("/sample/bandwidth/threads", test_threads);
  g_test_add_func ("/sample/bandwidth/alone", test_alone);
  return g_test_run ();
}
