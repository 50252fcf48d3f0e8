/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/numeric.h"

#include "core/random.h"
#include "golden-test.h"
#include "ws-test.h"

static float *
draw (guint32 a, gsize n, double lo, double hi)
{
  float   *x = g_new (float, MAX (n, 1));
  WsStream stream;

  ws_stream_init (&stream, 11, WS_PURPOSE_TEST, a, 0);
  for (gsize i = 0; i < n; i++)
    x[i] = (float)(lo + (hi - lo) * (double)ws_stream_uniform (&stream));
  return x;
}

/* -- the helper of all other tests -- */

static void
test_close_fails (void)
{
  static const char *const paths[] = { "/core/numeric/close/subprocess/far",
                                       "/core/numeric/close/subprocess/nan" };

  ws_assert_close (1.0, 1.0 + 1e-9, 1e-8);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_test_trap_subprocess (paths[i], 0, 0);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*value is *expected 1 within*");
    }
}

static void
close_far (void)
{
  double value = 1.1;

  ws_assert_close (value, 1, 0.09);
}

static void
close_nan (void)
{
  double value = (double)NAN;

  ws_assert_close (value, 1, 1000);
}

/* -- sums -- */

static double
plain_sum (const float *x, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double)x[i];
  return sum;
}

/* The tree of STYLE 3.6.2 written out for some sizes: the bits are part of the promise. */
static void
test_sum_tree (void)
{
  g_autofree float *x = draw (100, 5000, 0, 1); /* they grow, so that additions round */
  double            c[5];

  for (guint i = 0; i < 5000; i += 3)
    x[i] *= 1e12f; /* makes every order of additions give other bits */
  for (guint i = 0; i < 5; i++)
    c[i] = plain_sum (x + 1024 * i, MIN (1024, 5000 - 1024 * i));
  g_assert_cmpfloat (ws_sum (x, 0), ==, 0);
  g_assert_cmpfloat (ws_sum (x, 1), ==, (double)x[0]);
  g_assert_cmpfloat (ws_sum (x, 1024), ==, c[0]);
  g_assert_cmpfloat (ws_sum (x, 1025), ==, c[0] + (double)x[1024]);
  g_assert_cmpfloat (ws_sum (x, 2048), ==, c[0] + c[1]);
  for (guint n = 3072; n < 4096; n += 93)
    g_assert_cmpfloat (ws_sum (x, n), ==,
                       (c[0] + c[1]) + (n > 3072 ? c[2] + plain_sum (x + 3072, n - 3072) : c[2]));
  g_assert_cmpfloat (ws_sum (x, 4096), ==, (c[0] + c[1]) + (c[2] + c[3]));
  g_assert_cmpfloat (ws_sum (x, 5000), ==, (c[0] + c[1]) + (c[2] + (c[3] + c[4])));
  g_assert_cmpfloat (ws_sum (x, 5000), !=, plain_sum (x, 5000));
}

static void
test_sum_accuracy (void)
{
  static const gsize sizes[] = { 7, 1000, 1023, 1024, 1025, 3071, 3073, 100000, 1048577 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autofree float *x = draw (s, sizes[s], 0, 1);
      long double       exact = 0;

      for (gsize i = 0; i < sizes[s]; i++)
        exact += (long double)x[i];
      /* a chunk of 1024 additions and at most 11 levels, each half a unit of 2^-53 */
      ws_assert_close (ws_sum (x, sizes[s]), (double)exact, 1035 * 0x1p-53 * (double)exact);
      ws_assert_close (ws_mean (x, sizes[s]), 0.5, 5 * sqrt (1.0 / 12 / (double)sizes[s]));
    }
}

static void
test_std (void)
{
  const float       pair[2] = { 3, 5 };
  g_autofree float *x = draw (1, 10000, 0, 1);

  g_assert_true (isnan (ws_mean (pair, 0)));
  g_assert_cmpfloat (ws_std (pair, 0), ==, 0);
  g_assert_cmpfloat (ws_std (pair, 1), ==, 0);
  ws_assert_close (ws_std (pair, 2), G_SQRT2, 1e-15);
  /* a large mean must not eat the spread; floats near 4096 are multiples of 2^-11 */
  for (guint i = 0; i < 10000; i++)
    x[i] += 4096;
  ws_assert_close (ws_std (x, 10000), sqrt (1.0 / 12), 3e-3);
}

static void
test_golden (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *golden = golden_load ("numeric", &parser);
  JsonArray  *cases = json_object_get_array_member (golden, "cases");
  double      tolerance = json_object_get_double_member (golden, "tolerance");

  for (guint c = 0; c < json_array_get_length (cases); c++)
    {
      JsonObject        *item = json_array_get_object_element (cases, c);
      guint              n = (guint)json_object_get_int_member (item, "n");
      g_autofree float  *x = draw (c, 2 * n, -2, 3);
      float             *y = x + n;
      g_autofree double *p = golden_numbers (item, "p", 9);
      g_autofree double *quantiles = golden_numbers (item, "quantiles", 9);

      for (guint i = 0; i < n; i++)
        {
          y[i] += 0.5f * x[i];
          if (c % 2)
            {
              x[i] = rintf (x[i] * 4) / 4;
              y[i] = rintf (y[i]);
            }
        }
      ws_assert_close (ws_mean (x, n), json_object_get_double_member (item, "mean"), tolerance);
      ws_assert_close (ws_std (x, n), json_object_get_double_member (item, "std"), tolerance);
      for (guint i = 0; i < 9; i++)
        ws_assert_close (ws_quantile (x, n, p[i]), quantiles[i], tolerance);
      if (n > 2)
        ws_assert_close (ws_rank_correlation (x, y, n),
                         json_object_get_double_member (item, "rank_correlation"), tolerance);
    }
}

static void
test_quantile_edges (void)
{
  const float x[5] = { 4, 1, 3, 2, 5 }, bad[3] = { 1, NAN, 2 };

  g_assert_true (isnan (ws_quantile (x, 0, 0.5)));
  g_assert_true (isnan (ws_quantile (bad, 3, 0.5)));
  g_assert_cmpfloat (ws_quantile (x, 1, 0.3), ==, 4);
  g_assert_cmpfloat (ws_quantile (x, 5, -1), ==, 1);
  g_assert_cmpfloat (ws_quantile (x, 5, 2), ==, 5);
  g_assert_cmpfloat (ws_quantile (x, 5, 0.25), ==, 2);
  g_assert_cmpfloat (x[0], ==, 4); /* the input stays */
}

static void
test_rank_edges (void)
{
  const float x[4] = { 1, 2, 3, 4 }, same[4] = { 2, 2, 2, 2 }, bad[4] = { 1, 2, NAN, 4 };
  const float curve[4] = { 1, 10, 100, 1000 };

  g_assert_true (isnan (ws_rank_correlation (x, x, 0)));
  g_assert_true (isnan (ws_rank_correlation (x, x, 1)));
  g_assert_true (isnan (ws_rank_correlation (x, same, 4)));
  g_assert_true (isnan (ws_rank_correlation (bad, x, 4)));
  g_assert_true (isnan (ws_rank_correlation (x, bad, 4)));
  ws_assert_close (ws_rank_correlation (x, curve, 4), 1, 1e-15);
}

static void
test_finite (void)
{
  float x[3] = { 1, 2, 3 };

  g_assert_true (ws_all_finite (x, 0));
  g_assert_true (ws_all_finite (x, 3));
  x[2] = INFINITY;
  g_assert_false (ws_all_finite (x, 3));
  g_assert_true (ws_all_finite (x, 2));
  x[0] = NAN;
  g_assert_false (ws_all_finite (x, 2));
}

/* Wilson's bounds are the p for which share is just z standard errors of p away. */
static void
test_wilson (void)
{
  static const double shares[] = { 0, 0.1, 0.5, 0.87, 1 }, ns[] = { 1, 10, 1000, 60000 };
  double              z2 = 1.959963984540054 * 1.959963984540054, lo, hi;

  for (guint s = 0; s < G_N_ELEMENTS (shares); s++)
    for (guint k = 0; k < G_N_ELEMENTS (ns); k++)
      {
        double share = shares[s], n = ns[k];

        ws_wilson (share, n, &lo, &hi);
        g_assert_true (0 <= lo && lo <= share + 1e-15 && share - 1e-15 <= hi && hi <= 1 && lo < hi);
        ws_assert_close ((share - lo) * (share - lo), z2 * lo * (1 - lo) / n, 1e-12);
        ws_assert_close ((share - hi) * (share - hi), z2 * hi * (1 - hi) / n, 1e-12);
      }
  ws_wilson (0.5, 0, &lo, &hi);
  g_assert_true (lo == 0 && hi == 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/numeric/close", test_close_fails);
  g_test_add_func ("/core/numeric/close/subprocess/far", close_far);
  g_test_add_func ("/core/numeric/close/subprocess/nan", close_nan);
  g_test_add_func ("/core/numeric/sum-tree", test_sum_tree);
  g_test_add_func ("/core/numeric/sum-accuracy", test_sum_accuracy);
  g_test_add_func ("/core/numeric/std", test_std);
  g_test_add_func ("/core/numeric/golden", test_golden);
  g_test_add_func ("/core/numeric/quantile-edges", test_quantile_edges);
  g_test_add_func ("/core/numeric/rank-edges", test_rank_edges);
  g_test_add_func ("/core/numeric/finite", test_finite);
  g_test_add_func ("/core/numeric/wilson", test_wilson);
  return g_test_run ();
}
