/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/umap-private.h"

#include "core/error.h"
#include "core/pool.h"
#include "digits.h"
#include "latent/quality.h"
#include "ws-test.h"

#define K 15

static JsonParser *parser, *digits_parser;
static JsonObject *golden, *digits;

static JsonObject *
get_case (const char *array, guint i, guint *n)
{
  JsonArray *cases = json_object_get_array_member (golden, array);

  *n = json_array_get_length (cases);
  return json_array_get_object_element (cases, i);
}

/* -- umap-learn -- */

static void
test_curve (void)
{
  guint n = 1;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *item = get_case ("curves", i, &n);
      double      a, b;

      ws_umap_fit_curve (json_object_get_double_member (item, "d"), &a, &b);
      ws_assert_close (a, json_object_get_double_member (item, "a"), 1e-5);
      ws_assert_close (b, json_object_get_double_member (item, "b"), 1e-5);
    }
}

static void
assert_graph (const WsFuzzyGraph *graph, const double *weights)
{
  guint n = graph->n;

  for (guint i = 0; i < n; i++)
    {
      gsize e = graph->start[i];

      for (guint j = 0; j < n; j++)
        {
          double got = 0, want = 0;

          if (e < graph->start[i + 1] && graph->index[e] == j)
            got = (double)graph->weight[e++];
          if (i != j)
            want = weights[MIN (i, j) * n - MIN (i, j) * (MIN (i, j) + 1) / 2 + MAX (i, j) -
                           MIN (i, j) - 1];
          ws_assert_close (got, want, 1e-4);
        }
      g_assert_cmpuint (e, ==, graph->start[i + 1]);
    }
}

/* Three equal rows are in each case. */
static void
test_graph (void)
{
  guint n_cases = 1;

  for (guint c = 0; c < n_cases; c++)
    {
      JsonObject              *item = get_case ("graphs", c, &n_cases);
      guint                    n = (guint)json_object_get_int_member (item, "n");
      guint                    d = (guint)json_object_get_int_member (item, "d");
      guint                    k = (guint)json_object_get_int_member (item, "k");
      g_autofree float        *x = draw_uniform (60 + c, 0, n * d, -1, 1);
      g_autofree double       *rho = golden_numbers (item, "rho", n);
      g_autofree double       *sigma = golden_numbers (item, "sigma", n);
      g_autofree double       *weights = golden_numbers (item, "weights", n * (n - 1) / 2);
      g_autofree WsFuzzyScale *scales = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (WsKnn) knn = NULL;
      g_autoptr (WsFuzzyGraph) graph = NULL;

      memcpy (x + 3 * d, x + 2 * d, d * sizeof *x);
      memcpy (x + 4 * d, x + 2 * d, d * sizeof *x);
      knn = ws_knn_new (x, n, d, k - 1, 1, NULL, &error);
      g_assert_no_error (error);
      scales = ws_fuzzy_scales_new (knn, NULL, NULL);
      for (guint i = 0; i < n; i++)
        {
          ws_assert_close (scales[i].rho, rho[i], 1e-5);
          ws_assert_close (scales[i].sigma, sigma[i], 1e-4 * sigma[i]);
        }
      graph = ws_fuzzy_graph_new (knn, scales, NULL, NULL);
      assert_graph (graph, weights);
    }
}

static void
test_prune (void)
{
  g_autofree float *x = draw_uniform (60, 0, 240, -1, 1);
  g_autoptr (WsKnn) knn = ws_knn_new (x, 40, 6, 14, 1, NULL, NULL);
  g_autofree WsFuzzyScale *scales = ws_fuzzy_scales_new (knn, NULL, NULL);
  g_autoptr (WsFuzzyGraph) graph = ws_fuzzy_graph_new (knn, scales, NULL, NULL);
  g_autoptr (WsFuzzyGraph) pruned = ws_fuzzy_graph_new (knn, scales, NULL, NULL);
  gsize kept = 0;
  float most = 0;

  ws_fuzzy_graph_prune (pruned, 8);
  for (gsize e = 0; e < graph->start[40]; e++)
    most = MAX (most, graph->weight[e]);
  for (guint i = 0; i < 40; i++)
    {
      for (gsize e = graph->start[i]; e < graph->start[i + 1]; e++)
        if (graph->weight[e] >= most / 8)
          {
            g_assert_cmpuint (pruned->index[kept], ==, graph->index[e]);
            kept++;
          }
      g_assert_cmpuint (pruned->start[i + 1], ==, kept);
    }
  g_assert_cmpuint (kept, <, graph->start[40]);
}

static WsUmap *
fit (const float *x, guint n, guint d, const WsUmapConfig *config)
{
  g_autoptr (GError) error = NULL;
  WsUmap *map = ws_umap_new (x, n, d, config, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (map->n == n && map->d == d);
  return map;
}

static WsQuality
measure (const float *x, const float *y, guint n, guint n_components)
{
  g_autoptr (GError) error = NULL;
  WsQuality quality;

  ws_quality_measure (x, n, DIGITS_Q, y, n_components, K, NULL, &quality, &error);
  g_assert_no_error (error);
  return quality;
}

/* Maps of digits, and more digits placed on them, are as true as umap-learn's (mean of its seeds;
 * its spread is about .003 and .008). */
static void
test_quality (void)
{
  g_autofree float *x = digits_load (digits, 600);
  guint             n_cases = 1;

  for (guint c = 0; c < n_cases; c++)
    {
      JsonObject  *item = get_case ("maps", c, &n_cases);
      WsUmapConfig config;
      WsQuality    quality;
      guint        n = 500, m;
      g_autoptr (WsUmap) map = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree float *all = NULL;

      ws_umap_config_init (&config);
      config.n_components = m = (guint)json_object_get_int_member (item, "components");
      config.min_dist = json_object_get_double_member (item, "min_dist");
      map = fit (x, n, DIGITS_Q, &config);
      quality = measure (x, map->y, n, m);
      g_assert_cmpfloat (quality.trustworthiness, >=,
                         json_object_get_double_member (item, "trustworthiness") - 0.005);
      g_assert_cmpfloat (quality.recall, >=, json_object_get_double_member (item, "recall") - 0.01);

      all = g_new (float, 600 * m);
      memcpy (all, map->y, n * m * sizeof *all);
      g_assert_true (ws_umap_transform (map, x, x + n * DIGITS_Q, 100, all + n * m, NULL, &error));
      g_assert_no_error (error);
      quality = measure (x, all, 600, m);
      g_assert_cmpfloat (quality.trustworthiness, >=,
                         json_object_get_double_member (item, "placed_trustworthiness") - 0.005);
      g_assert_cmpfloat (quality.recall, >=,
                         json_object_get_double_member (item, "placed_recall") - 0.01);
    }
}

/* -- ours -- */

typedef struct
{
  guint  n_calls, last;
  float *y;
} Watch;

static void
watch_cb (const float *y, guint n, guint n_components, guint done, guint total, gpointer data)
{
  Watch *watch = data;

  g_assert_true (n == 200 && n_components == 2 && total == 100);
  g_assert_cmpuint (done, >, watch->last);
  watch->n_calls++;
  watch->last = done;
  memcpy (watch->y, y, 400 * sizeof *y);
}

/* The same bits for any number of threads; what is shown last is the result. */
static void
test_threads (void)
{
  g_autofree float *x = digits_load (digits, 200), *seen = g_new (float, 400);
  WsUmapConfig      config;
  Watch             watch = { .y = seen };
  g_autoptr (WsUmap) one = NULL, many = NULL, other = NULL;
  float one_place[6], many_place[6];

  ws_umap_config_init (&config);
  config.n_epochs = 100;
  ws_pool_set_threads (1);
  one = fit (x, 200, DIGITS_Q, &config);
  g_assert_true (ws_umap_transform (one, x, x, 3, one_place, NULL, NULL));
  ws_pool_set_threads (7);
  many = ws_umap_new (x, 200, DIGITS_Q, &config, NULL, watch_cb, &watch, NULL);
  /* One by one a row lands where it does among others. */
  for (guint i = 0; i < 3; i++)
    g_assert_true (
        ws_umap_transform (many, x, x + i * DIGITS_Q, 1, many_place + 2 * i, NULL, NULL));
  ws_pool_set_threads (0);
  g_assert_cmpmem (one->y, 400 * sizeof (float), many->y, 400 * sizeof (float));
  g_assert_cmpmem (one_place, sizeof one_place, many_place, sizeof many_place);
  g_assert_cmpmem (seen, 400 * sizeof (float), many->y, 400 * sizeof (float));
  g_assert_true (watch.last == 100 && watch.n_calls > 10);

  config.seed = 43;
  other = fit (x, 200, DIGITS_Q, &config);
  g_assert_true (memcmp (one->y, other->y, 400 * sizeof (float)) != 0);
}

/* Clusters that share no edge: found apart on the map, and none of them far away. */
static void
test_islands (void)
{
  const guint       n = 240, d = 8;
  g_autofree float *x = draw_uniform (70, 0, n * d, -1, 1);
  WsUmapConfig      config;
  g_autoptr (WsUmap) map = NULL;

  for (guint i = 0; i < n; i++)
    x[i * d + i % 6] += 50;
  ws_umap_config_init (&config);
  config.n_neighbours = 10;
  map = fit (x, n, d, &config);
  for (guint i = 0; i < n; i++)
    {
      double within = 0, between = (double)INFINITY;

      for (guint j = 0; j < n; j++)
        {
          double distance = hypot ((double)map->y[2 * i] - (double)map->y[2 * j],
                                   (double)map->y[2 * i + 1] - (double)map->y[2 * j + 1]);

          if (i % 6 == j % 6)
            within = MAX (within, distance);
          else
            between = MIN (between, distance);
          g_assert_cmpfloat (distance, <, 60);
        }
      g_assert_cmpfloat (within, <, 15);
      g_assert_cmpfloat (between, >, 0.5);
    }
}

/* Few rows, and rows that are all equal. */
static void
test_degenerate (void)
{
  g_autofree float *x = draw_uniform (71, 0, 60, -1, 1);
  WsUmapConfig      config;
  g_autoptr (WsUmap) few = NULL, equal = NULL;

  ws_umap_config_init (&config);
  config.n_neighbours = 4;
  config.n_components = 3;
  few = fit (x, 4, 1, &config);
  for (guint i = 0; i < 60; i++)
    x[i] = 0.25f;
  equal = fit (x, 20, 3, &config);
  for (guint i = 0; i < 12; i++)
    g_assert_true (isfinite (few->y[i]));
  for (guint i = 0; i < 60; i++)
    g_assert_true (isfinite (equal->y[i]));
}

static void
test_refusals (void)
{
  g_autofree float *x = draw_uniform (72, 0, 60, -1, 1);
  WsUmapConfig      config;
  g_autoptr (GError) error = NULL;

  ws_umap_config_init (&config);
  g_assert_null (ws_umap_new (x, 14, 2, &config, NULL, NULL, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "14 rows");
  config.n_components = 4;
  g_assert_null (ws_umap_new (x, 20, 2, &config, NULL, NULL, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "4 and");
  config.n_components = 2;
  config.min_dist = (double)NAN;
  g_assert_null (ws_umap_new (x, 20, 2, &config, NULL, NULL, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "nan");
  config.min_dist = 0.1;
  x[7] = NAN;
  g_assert_null (ws_umap_new (x, 20, 2, &config, NULL, NULL, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "finite");
  g_assert_null (ws_umap_new_from_places (x, 20, 5, &config, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "places");
}

static void
stop_cb (const float *y, guint n, guint n_components, guint done, guint total, gpointer data)
{
  g_assert_cmpuint (done, <=, 10);
  if (done == 10)
    ws_job_cancel (data);
}

static gboolean
map_and_stop (WsJob *job, gpointer data, GError **error)
{
  const WsStage     stage = { job, 0, 100, 100, "steps" };
  g_autofree float *x = digits_load (digits, 100);
  WsUmapConfig      config;
  g_autoptr (WsUmap) map = NULL;

  ws_umap_config_init (&config);
  config.n_epochs = 1000; /* shown every ten */
  map = ws_umap_new (x, 100, DIGITS_Q, &config, &stage, stop_cb, job, error);
  g_assert_null (map);
  return FALSE;
}

static void
test_cancel (void)
{
  g_autoptr (WsJob) job = ws_job_new ("test", "test", map_and_stop, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_job_run_sync (job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpfloat (ws_job_get_fraction (job), <, 0.5);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  golden = golden_load ("umap-learn", &parser);
  digits = golden_load ("tsne", &digits_parser);
  g_test_add_func ("/latent/umap/curve", test_curve);
  g_test_add_func ("/latent/umap/graph", test_graph);
  g_test_add_func ("/latent/umap/prune", test_prune);
  g_test_add_func ("/latent/umap/quality", test_quality);
  g_test_add_func ("/latent/umap/threads", test_threads);
  g_test_add_func ("/latent/umap/islands", test_islands);
  g_test_add_func ("/latent/umap/degenerate", test_degenerate);
  g_test_add_func ("/latent/umap/refusals", test_refusals);
  g_test_add_func ("/latent/umap/cancel", test_cancel);
  status = g_test_run ();
  g_object_unref (parser);
  g_object_unref (digits_parser);
  return status;
}
