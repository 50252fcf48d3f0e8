/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/tsne.h"

#include "core/error.h"
#include "core/pool.h"
#include "digits.h"
#include "latent/knn.h"
#include "latent/quality.h"
#include "latent/tsne-private.h"
#include "ws-test.h"

#include <float.h>

/* -- probabilities -- */

static WsTsneGraph *
make_graph (const float *x, guint n, guint q, guint k, double perplexity)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsKnn) knn = ws_knn_new (x, n, q, k, 1, NULL, &error);
  g_autofree double *distance2 = g_new (double, n *k);

  g_assert_no_error (error);
  for (guint i = 0; i < n * k; i++)
    distance2[i] = (double)knn->distance[i] * (double)knn->distance[i];
  return ws_tsne_graph_new (knn->index, distance2, n, k, perplexity, NULL, NULL);
}

/* (transfer full): n × n */
static double *
make_dense (const WsTsneGraph *graph)
{
  double *p = g_new0 (double, (gsize)graph->n * graph->n);

  for (guint i = 0; i < graph->n; i++)
    {
      g_assert_cmpuint ((graph->start[i + 1] - graph->start[i]) % WS_TSNE_LANES, ==, 0);
      for (gsize e = graph->start[i]; e < graph->start[i + 1]; e++)
        p[(gsize)i * graph->n + graph->column[e]] += (double)graph->p[e];
    }
  return p;
}

static void
test_golden_joint (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonObject        *golden = golden_load ("tsne", &parser);
  JsonObject        *item = json_object_get_object_member (golden, "joint");
  guint              n = (guint)json_object_get_int_member (item, "n");
  double             perplexity = json_object_get_double_member (item, "perplexity");
  g_autofree float  *x = digits_load (golden, n);
  g_autofree double *want = golden_numbers (item, "p", n * n), *got = NULL;
  g_autoptr (WsTsneGraph) graph =
      make_graph (x, n, DIGITS_Q, (guint)(3 * perplexity + 1), perplexity);

  got = make_dense (graph);
  /* scikit-learn's widths are known to 1e-5 nats of entropy, in single precision */
  for (guint i = 0; i < n * n; i++)
    ws_assert_close (got[i], want[i], 1e-4 * want[i] + 1e-9);
}

/* P is symmetric and has sum 1. */
static void
test_joint (void)
{
  const guint        n = 90, k = 24;
  g_autofree float  *x = draw_uniform (50, 0, n * 3, -1, 1);
  g_autofree double *p = NULL;
  double             sum = 0;
  g_autoptr (WsTsneGraph) graph = make_graph (x, n, 3, k, 8);

  p = make_dense (graph);
  for (guint i = 0; i < n; i++)
    {
      ws_assert_close (p[i * n + i], 0, 0);
      for (guint j = 0; j < n; j++)
        {
          ws_assert_close (p[i * n + j], p[j * n + i], 0);
          sum += p[i * n + j];
        }
    }
  ws_assert_close (sum, 1, 1e-6);
}

/* Where no width gives the entropy: equal distances, copies, a single neighbour. */
static void
test_flat (void)
{
  const guint32      ring[] = { 1, 2, 0, 2, 0, 1 };
  const double       equal[] = { 4, 4, 4, 4, 4, 4 }, zero[6] = { 0 };
  g_autofree double *p = NULL, *q = NULL, *r = NULL;
  g_autoptr (WsTsneGraph) graph = ws_tsne_graph_new (ring, equal, 3, 2, 1.5, NULL, NULL);
  g_autoptr (WsTsneGraph) copies = ws_tsne_graph_new (ring, zero, 3, 2, 1.5, NULL, NULL);
  g_autoptr (WsTsneGraph) pair =
      ws_tsne_graph_new ((const guint32[]){ 1, 0 }, equal, 2, 1, 1, NULL, NULL);

  p = make_dense (graph);
  q = make_dense (copies);
  r = make_dense (pair);
  for (guint i = 0; i < 9; i++)
    {
      ws_assert_close (p[i], i % 4 == 0 ? 0 : 1 / 6.0, 1e-7);
      ws_assert_close (q[i], i % 4 == 0 ? 0 : 1 / 6.0, 1e-7);
    }
  ws_assert_close (r[1], 0.5, 0);
  ws_assert_close (r[2], 0.5, 0);
}

/* -- forces -- */

/* The slow way. */
static double
repel_reference (const float *y, guint n, double *force)
{
  double z = 0;

  for (guint i = 0; i < n; i++)
    {
      force[2 * i] = force[2 * i + 1] = 0;
      for (guint j = 0; j < n; j++)
        {
          double dx = (double)y[2 * i] - (double)y[2 * j];
          double dy = (double)y[2 * i + 1] - (double)y[2 * j + 1];
          double q = 1 / (1 + dx * dx + dy * dy);

          if (i == j)
            continue;
          z += q;
          force[2 * i] += q * q * dx;
          force[2 * i + 1] += q * q * dy;
        }
    }
  return z;
}

/* Error of the forces, as a share of their size; all by root mean squares. */
static double
compare_repulsion (const float *y, const float *moved, guint n, double theta, double *z_error)
{
  g_autoptr (WsTsneTree) tree = ws_tsne_tree_new (n, theta);
  g_autofree float  *got = g_new (float, 2 * n);
  g_autofree double *want = g_new (double, 2 * n);
  double             z, z_want = repel_reference (moved, n, want), error = 0, size = 0;

  ws_tsne_tree_sort (tree, y);
  z = ws_tsne_tree_repel (tree, moved, got, NULL);
  for (guint i = 0; i < 2 * n; i++)
    {
      error += ((double)got[i] - want[i]) * ((double)got[i] - want[i]);
      size += want[i] * want[i];
    }
  *z_error = fabs (z - z_want) / MAX (z_want, 1e-300);
  return size > 0 ? sqrt (error / size) : sqrt (error);
}

/* Exact with theta 0 for every number of points, some of them copies; near with 0.5, also when
 * the points have moved since they were sorted. */
static void
test_repulsion (void)
{
  static const guint sizes[] = { 2, 3, 15, 16, 17, 31, 32, 33, 64, 100, 1000, 2500 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      guint             n = sizes[s];
      g_autofree float *y = draw_uniform (51, s, 2 * n, -30, 30);
      g_autofree float *moved = draw_uniform (52, s, 2 * n, -3, 3);
      double            z;

      for (guint i = 0; i + 1 < n && i < 6; i += 2) /* copies */
        memcpy (y + 2 * (i + 1), y + 2 * i, 2 * sizeof *y);
      for (guint i = 0; i < 2 * n; i++)
        moved[i] += y[i];
      ws_assert_close (compare_repulsion (y, y, n, 0, &z), 0, 3e-6);
      ws_assert_close (z, 0, 1e-6);
      ws_assert_close (compare_repulsion (y, y, n, 0.5, &z), 0, 0.02);
      ws_assert_close (z, 0, 0.006);
      ws_assert_close (compare_repulsion (y, moved, n, 0.5, &z), 0, 0.02);
      ws_assert_close (z, 0, 0.006);
    }
}

/* All points in one place push nothing and nobody. */
static void
test_one_place (void)
{
  const guint       n = 50;
  g_autofree float *y = g_new (float, 2 * n), *force = g_new (float, 2 * n);
  g_autoptr (WsTsneTree) tree = ws_tsne_tree_new (n, 0.5);

  for (guint i = 0; i < 2 * n; i++)
    y[i] = 7;
  ws_tsne_tree_sort (tree, y);
  ws_assert_close (ws_tsne_tree_repel (tree, y, force, NULL), n * (n - 1), 1e-9);
  for (guint i = 0; i < 2 * n; i++)
    ws_assert_close (force[i], 0, 0);
}

/* KL of a map from dense P, all in double. */
static double
get_kl (const double *p, const double *y, guint n)
{
  double z = 0, kl = 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++)
      for (guint j = 0; j < n; j++)
        {
          double dx = y[2 * i] - y[2 * j], dy = y[2 * i + 1] - y[2 * j + 1];
          double q = 1 / (1 + dx * dx + dy * dy);

          if (i == j)
            continue;
          if (pass == 0)
            z += q;
          else if (p[i * n + j] > 0)
            kl += p[i * n + j] * log (p[i * n + j] / (q / z));
        }
  return kl;
}

/* 4 (pull - push / Z) is the slope of the divergence. */
static void
test_gradient (void)
{
  const guint       n = 60;
  g_autofree float *x = draw_uniform (53, 0, n * 4, -1, 1), *y = draw_uniform (53, 1, 2 * n, -3, 3);
  g_autofree float *push = g_new (float, 2 * n), *pull = g_new (float, 2 * n);
  g_autofree double *p = NULL, *at = g_new (double, 2 * n);
  g_autoptr (WsTsneGraph) graph = make_graph (x, n, 4, 20, 6);
  g_autoptr (WsTsneTree) tree = ws_tsne_tree_new (n, 0);
  double z, largest = 0;

  ws_tsne_tree_sort (tree, y);
  z = ws_tsne_tree_repel (tree, y, push, NULL);
  ws_tsne_graph_pull (graph, y, 0, n, pull);
  p = make_dense (graph);
  for (guint i = 0; i < 2 * n; i++)
    at[i] = (double)y[i];
  ws_assert_close (ws_tsne_graph_get_kl (graph, y, z), get_kl (p, at, n), 1e-6);
  for (guint i = 0; i < 2 * n; i++)
    {
      double h = cbrt (DBL_EPSILON) * MAX (1, fabs (at[i])), kept = at[i], slope;

      at[i] = kept + h;
      slope = get_kl (p, at, n);
      at[i] = kept - h;
      slope = (slope - get_kl (p, at, n)) / (2 * h);
      at[i] = kept;
      largest = MAX (largest, fabs (slope));
      /* forces are single, differences have 1e-10 */
      ws_assert_close (4 * ((double)pull[i] - (double)push[i] / z), slope, 1e-7);
    }
  g_assert_cmpfloat (largest, >, 1e-3);
}

/* -- the whole -- */

static void
count_cb (const float *y, guint n, guint n_components, guint done, guint total, gpointer data)
{
  guint *count = data;

  g_assert_cmpuint (done, ==, ++*count);
  g_assert_true (n_components == 2 && done <= total && isfinite (y[2 * n - 1]));
}

/* The divergence that scikit-learn reaches on real rows, within 2 %, and maps as good; the same
 * bits for any number of threads. */
static void
test_digits (void)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject       *golden = golden_load ("tsne", &parser);
  JsonObject       *want = json_object_get_object_member (golden, "tsne");
  const guint       n = 600;
  g_autofree float *x = digits_load (golden, n), *y = g_new (float, 2 * n),
                   *again = g_new (float, 2 * n);
  guint        count = 0, threads = ws_pool_get_threads ();
  double       kl, kl_again;
  WsTsneConfig config;
  WsQuality    quality;

  ws_tsne_config_init (&config);
  g_assert_true (ws_tsne_fit (x, n, DIGITS_Q, &config, NULL, count_cb, &count, y, &kl, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count, ==, 1000);
  g_assert_true (ws_quality_measure (x, n, DIGITS_Q, y, 2, 15, NULL, &quality, &error));
  g_test_message ("KL %.4f of %.4f, trustworthiness %.4f of %.4f, recall %.4f of %.4f", kl,
                  json_object_get_double_member (want, "kl"), quality.trustworthiness,
                  json_object_get_double_member (want, "trustworthiness"), quality.recall,
                  json_object_get_double_member (want, "recall"));
  g_assert_true (kl <= 1.02 * json_object_get_double_member (want, "kl"));
  g_assert_true (quality.trustworthiness >=
                 json_object_get_double_member (want, "trustworthiness") - 0.003);
  g_assert_true (quality.recall >= json_object_get_double_member (want, "recall") - 0.01);

  ws_pool_set_threads (threads == 1 ? 3 : 1);
  g_assert_true (ws_tsne_fit (x, n, DIGITS_Q, &config, NULL, NULL, NULL, again, &kl_again, &error));
  ws_pool_set_threads (threads);
  g_assert_cmpmem (y, 2 * n * sizeof *y, again, 2 * n * sizeof *y);
  ws_assert_close (kl_again, kl, 0);
}

/* Few rows, copies of one row, rows on a line: places that are finite and, where there is something
 * to tell apart, apart. */
static void
test_degenerate (void)
{
  static const struct
  {
    guint n, q;
  } cases[] = { { 2, 5 }, { 3, 5 }, { 4, 1 }, { 30, 1 }, { 30, 4 } };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    for (guint same = 0; same < 2; same++)
      {
        guint             n = cases[c].n, q = cases[c].q;
        g_autofree float *x = draw_uniform (54, c, n * q, -1, 1), *y = g_new (float, 2 * n);
        WsTsneConfig      config;
        double            kl;
        g_autoptr (GError) error = NULL;

        for (guint i = 1; same && i < n; i++)
          memcpy (x + i * q, x, q * sizeof *x);
        ws_tsne_config_init (&config);
        config.n_iterations = 400;
        ws_tsne_fit (x, n, q, &config, NULL, NULL, NULL, y, &kl, &error);
        g_assert_no_error (error);
        g_assert_true (isfinite (kl));
        for (guint i = 0; i < 2 * n; i++)
          g_assert_true (isfinite (y[i]));
        g_assert_true (hypotf (y[2] - y[0], y[3] - y[1]) > 0);
      }
}

/* Rows without any groups contract to nothing while attraction is exaggerated; they come back. */
static void
test_no_groups (void)
{
  const guint       n = 400, q = 120;
  g_autofree float *x = draw_uniform (56, 0, (gsize)n * q, -1, 1), *y = g_new (float, 2 * n);
  g_autoptr (GError) error = NULL;
  double       size = 0, kl;
  WsTsneConfig config;

  ws_tsne_config_init (&config);
  config.exaggeration = 40;
  g_assert_true (ws_tsne_fit (x, n, q, &config, NULL, NULL, NULL, y, &kl, &error));
  for (guint i = 0; i < 2 * n; i++)
    size += (double)y[i] * (double)y[i] / n;
  g_assert_cmpfloat (size, >, 9);
  g_assert_cmpfloat (kl, <, 2.2); /* all in one place: about 2.4 */
}

typedef struct
{
  WsJob *job;
  guint  stop_at, last;
} Stop;

static void
stop_cb (const float *y, guint n, guint n_components, guint done, guint total, gpointer data)
{
  Stop *stop = data;

  stop->last = done;
  if (done == stop->stop_at)
    ws_job_cancel (stop->job);
}

static gboolean
fit_job (WsJob *job, gpointer data, GError **error)
{
  Stop             *stop = data;
  WsStage           stage = { .job = job, .from = 0, .to = 100, .total = 100, .unit = "steps" };
  g_autofree float *x = draw_uniform (55, 0, 800, -1, 1), *y = g_new (float, 400);
  WsTsneConfig      config;

  ws_tsne_config_init (&config);
  config.n_iterations = 60;
  stop->job = job;
  if (stop->stop_at == 0)
    ws_job_cancel (job);
  return ws_tsne_fit (x, 200, 4, &config, &stage, stop_cb, stop, y, NULL, error);
}

/* Progress reaches its end; a cancel ends the search or the descent at once. */
static void
test_job (void)
{
  static const guint stops[] = { 0, 1, 30, 1000 };

  for (guint s = 0; s < G_N_ELEMENTS (stops); s++)
    {
      Stop stop = { .stop_at = stops[s] };
      g_autoptr (WsJob) job = ws_job_new ("test", "A map", fit_job, &stop, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (ws_job_run_sync (job, &error) == (stops[s] == 1000));
      if (stops[s] < 1000)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (stop.last, ==, MIN (stops[s], 60));
      ws_assert_close (ws_job_get_fraction (job),
                       stops[s] == 1000 ? 1
                       : stops[s] == 30 ? 0.57
                       : stops[s] == 1  ? 0.15 + 0.84 / 60
                                        : 0,
                       stops[s] == 0 ? 0.15 : 1e-9);
    }
}

static void
assert_refused (guint n, WsTsneConfig config, int code, const char *word)
{
  float x[] = { 0, 1, 2, 3, 4, 5 }, y[12];
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_tsne_fit (x, n, 1, &config, NULL, NULL, NULL, y, NULL, &error));
  ws_test_error (&error, WS_ERROR, code, word);
}

static void
test_refusals (void)
{
  WsTsneConfig good, bad;
  float        x[] = { 0, 1, NAN, 3 }, y[8];
  g_autoptr (GError) error = NULL;

  ws_tsne_config_init (&good);
  assert_refused (1, good, WS_ERROR_SHAPE, "1 rows");
  assert_refused (0, good, WS_ERROR_SHAPE, "0 rows");
  bad = good;
  bad.perplexity = 0.5;
  assert_refused (6, bad, WS_ERROR_VALUE, "perplexity of 0.5");
  bad.perplexity = (double)NAN;
  assert_refused (6, bad, WS_ERROR_VALUE, "perplexity");
  bad = good;
  bad.theta = -0.1;
  assert_refused (6, bad, WS_ERROR_VALUE, "theta is -0.1");
  bad = good;
  bad.exaggeration = 0;
  assert_refused (6, bad, WS_ERROR_VALUE, "exaggeration of 0");
  bad = good;
  bad.learning_rate = -1;
  assert_refused (6, bad, WS_ERROR_VALUE, "rate of -1");
  bad.learning_rate = 9e8; /* a step beyond all bounds */
  bad.exaggeration = 9e5;
  bad.n_iterations = 5000;
  assert_refused (6, bad, WS_ERROR_NOT_FINITE, "learning rate");
  g_assert_false (ws_tsne_fit (x, 4, 1, &good, NULL, NULL, NULL, y, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "finite");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latent/tsne/golden-joint", test_golden_joint);
  g_test_add_func ("/latent/tsne/joint", test_joint);
  g_test_add_func ("/latent/tsne/flat", test_flat);
  g_test_add_func ("/latent/tsne/repulsion", test_repulsion);
  g_test_add_func ("/latent/tsne/one-place", test_one_place);
  g_test_add_func ("/latent/tsne/gradient", test_gradient);
  g_test_add_func ("/latent/tsne/digits", test_digits);
  g_test_add_func ("/latent/tsne/degenerate", test_degenerate);
  g_test_add_func ("/latent/tsne/no-groups", test_no_groups);
  g_test_add_func ("/latent/tsne/job", test_job);
  g_test_add_func ("/latent/tsne/refusals", test_refusals);
  return g_test_run ();
}
