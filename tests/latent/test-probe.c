/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/probe.h"

#include "cancel-test.h"
#include "core/random.h"
#include "golden-test.h"
#include "ws-test.h"

static float *
draw (guint32 a, guint32 b, gsize n, double lo, double hi)
{
  float   *x = g_new (float, n);
  WsStream stream;

  ws_stream_init (&stream, 16, WS_PURPOSE_TEST, a, b);
  for (gsize i = 0; i < n; i++)
    x[i] = (float)(lo + (hi - lo) * (double)ws_stream_uniform (&stream));
  return x;
}

/* -- the ridge probe -- */

typedef struct
{
  guint   n, d;
  float  *x, *y;
  guint8 *split;
} Problem;

/* y is linear in x with noise; as in latent.py. */
static void
problem_init (Problem *p, guint32 number, guint n, guint d, double noise)
{
  p->n = n;
  p->d = d;
  p->x = draw (10 + number, 0, (gsize)n * d, -1, 1);
  p->y = draw (10 + number, 1, n, -1, 1);
  p->split = g_new (guint8, n);
  for (guint i = 0; i < n; i++)
    {
      double sum = 0.7 + noise * (double)p->y[i];

      for (guint j = 0; j < d; j++)
        sum += (double)p->x[i * d + j] * (1 - 1.5 * j / (d - 1));
      p->y[i] = (float)sum;
      p->split[i] = (guint8)(i % 3);
    }
}

static void
problem_clear (Problem *p)
{
  g_free (p->x);
  g_free (p->y);
  g_free (p->split);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Problem, problem_clear)

static double
solve (const Problem *p, double *lambda)
{
  return ws_probe_r2 (p->x, p->n, p->d, p->y, p->split, lambda, NULL);
}

static void
test_golden (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonArray *cases = json_object_get_array_member (golden_load ("latent", &parser), "probe");

  g_assert_cmpuint (json_array_get_length (cases), ==, 4);
  for (guint c = 0; c < json_array_get_length (cases); c++)
    {
      JsonObject *item = json_array_get_object_element (cases, c);
      g_auto (Problem) p = { 0 };
      double lambda;

      problem_init (&p, c, (guint)json_object_get_int_member (item, "n"),
                    (guint)json_object_get_int_member (item, "d"),
                    json_object_get_double_member (item, "noise"));
      p.y[7] = NAN; /* dropped */
      ws_assert_close (solve (&p, &lambda), json_object_get_double_member (item, "r2"), 1e-9);
      ws_assert_close (lambda, json_object_get_double_member (item, "lambda"), 0);
      ws_assert_close (solve (&p, NULL), json_object_get_double_member (item, "r2"), 1e-9);
    }
}

static gboolean
solve_stage (const WsStage *stage, gpointer data, GError **error)
{
  const Problem *p = data;
  double         r2 = ws_probe_r2 (p->x, p->n, p->d, p->y, p->split, NULL, stage);

  g_assert_true (isfinite (r2) || ws_stage_is_cancelled (stage));
  return ws_stage_report (stage, 1, error);
}

/* A system of several panels; and a cancel. */
static void
test_panels (void)
{
  g_auto (Problem) p = { 0 };
  double lambda;

  problem_init (&p, 20, 1500, 300, 0.01);
  g_assert_cmpfloat (solve (&p, &lambda), >, 0.99);
  assert_cancels (solve_stage, &p);
}

/* Rows of one split never touch the fit of another: test rows only measure. */
static void
test_splits (void)
{
  g_auto (Problem) p = { 0 };
  double lambda, other, r2;

  problem_init (&p, 90, 90, 5, 0.3);
  r2 = solve (&p, &lambda);
  for (guint i = 2; i < 90; i += 3)
    p.y[i] = -p.y[i];
  g_assert_cmpfloat (solve (&p, &other), <, r2);
  ws_assert_close (other, lambda, 0);
}

static void
test_too_few (void)
{
  for (guint8 which = 0; which < 3; which++)
    {
      g_auto (Problem) p = { 0 };
      double lambda = 1;

      problem_init (&p, 91, 30, 3, 0.1);
      for (guint i = 0; i < 30; i++)
        if (p.split[i] == which && i > 2) /* one row is left */
          p.y[i] = INFINITY;
      g_assert_true (isnan (solve (&p, &lambda)));
      g_assert_true (isnan (lambda));
    }
}

/* A target that is the same everywhere has no variance to explain. */
static void
test_constant (void)
{
  g_auto (Problem) p = { 0 };

  problem_init (&p, 92, 30, 3, 0.1);
  for (guint i = 0; i < 30; i++)
    p.y[i] = 0.5f;
  g_assert_true (isnan (solve (&p, NULL)));
}

/* More features than rows, all of them twice: still an answer. */
static void
test_singular (void)
{
  g_auto (Problem) p = { 0 };
  double r2;

  problem_init (&p, 93, 60, 50, 0.01);
  for (guint i = 0; i < 60; i++)
    for (guint j = 0; j < 50; j++)
      p.x[i * 50 + j] = p.x[i * 50 + j % 3];
  for (guint i = 0; i < 60; i++)
    p.y[i] = p.x[i * 50] - p.x[i * 50 + 1];
  r2 = solve (&p, NULL);
  g_assert_cmpfloat (r2, >, 0.99);
  g_assert_cmpfloat (r2, <=, 1);
}

/* -- statistics of weights -- */

static void
test_statistics (void)
{
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_autoptr (JsonParser) parser = NULL;
  g_autofree double *want = golden_numbers (golden_load ("latent", &parser), "statistics", 70);
  g_autofree float  *w = draw (20, 0, 2464, -2, 3), *two = g_new (float, 2 * 2464);
  float              features[2 * 70];

  g_assert_cmpuint (ws_weight_statistics_count (arch), ==, 70);
  memset (two, 0, 2464 * sizeof *w);
  memcpy (two + 2464, w, 2464 * sizeof *w);
  ws_weight_statistics (arch, two, 2, features);
  for (guint i = 0; i < 70; i++)
    {
      g_assert_cmpfloat (features[i], ==, 0);
      ws_assert_close (features[70 + i], want[i], 1e-6 * (1 + fabs (want[i])));
    }
}

/* Layers without biases have zeros in their places, so that all networks have the same columns. */
static void
test_statistics_4conv (void)
{
  const WsArch     *arch = ws_arch_lookup ("cnn-4conv", 1, NULL);
  g_autofree float *w = draw (21, 0, arch->n_params, 1, 2);
  float             features[84];

  g_assert_cmpuint (ws_weight_statistics_count (arch), ==, 84);
  ws_weight_statistics (arch, w, 1, features);
  for (guint i = 0; i < 84; i++)
    if (i / 14 >= 1 && i / 14 <= 3 && i % 14 >= 7)
      g_assert_cmpfloat (features[i], ==, 0);
    else if (i % 7 == 1)
      ws_assert_close (features[i], 1.0 / 12, 0.06); /* variance of few numbers */
    else
      g_assert_true (features[i] >= 1 && features[i] <= 2);
}

static void
test_names (void)
{
  static const struct
  {
    guint       feature;
    const char *name;
  } cases[] = { { 0, "conv1 weight mean" },
                { 8, "conv1 bias variance" },
                { 14 + 2, "conv2 weight 1 % quantile" },
                { 3 * 14 + 7 + 4, "fc1 bias median" },
                { 69, "fc2 bias 99 % quantile" } };
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = ws_weight_statistics_name (arch, cases[i].feature);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
  for (guint i = 0; i < 70; i++)
    g_assert_true (g_hash_table_add (seen, ws_weight_statistics_name (arch, i)));
}

/* What it says of networks that it has not seen is near the truth, and a row whose target is not
 * known changes nothing. */
static void
test_fit (void)
{
  enum
  {
    n = 120,
    d = 6
  };
  Problem             p;
  g_autofree guint32 *network = g_new (guint32, n);
  double              b[d + 1], again[d + 1], lambda, error = 0;
  float               value;

  problem_init (&p, 5, n, d, 0.05);
  for (guint i = 0; i < n; i++)
    network[i] = i / 3;
  g_assert_true (ws_probe_fit (p.x, n - 20, d, p.y, network, b, &lambda, NULL));
  g_assert_cmpfloat (lambda, >, 0);
  for (guint i = n - 20; i < n; i++)
    error = MAX (error, fabs (ws_probe_predict (b, p.x + (gsize)i * d, d) - (double)p.y[i]));
  g_assert_cmpfloat (error, <, 0.15); /* noise is at most 0.05 */
  ws_assert_close (b[d], 0.7, 0.05);

  value = p.y[n - 21];
  p.y[n - 21] = NAN;
  g_assert_true (ws_probe_fit (p.x, n - 20, d, p.y, network, b, NULL, NULL));
  g_assert_true (ws_probe_fit (p.x, n - 21, d, p.y, network, again, NULL, NULL));
  g_assert_cmpmem (b, sizeof b, again, sizeof again);
  p.y[n - 21] = value;
  g_assert_false (ws_probe_fit (p.x, 9, d, p.y, NULL, b, &lambda, NULL));
  g_assert_true (isnan (lambda));
  problem_clear (&p);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latent/probe/golden", test_golden);
  g_test_add_func ("/latent/probe/splits", test_splits);
  g_test_add_func ("/latent/probe/too-few", test_too_few);
  g_test_add_func ("/latent/probe/constant", test_constant);
  g_test_add_func ("/latent/probe/singular", test_singular);
  g_test_add_func ("/latent/statistics/golden", test_statistics);
  g_test_add_func ("/latent/statistics/4conv", test_statistics_4conv);
  g_test_add_func ("/latent/statistics/names", test_names);
  g_test_add_func ("/latent/probe/panels", test_panels);
  g_test_add_func ("/latent/probe/fit", test_fit);
  return g_test_run ();
}
