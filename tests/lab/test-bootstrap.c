/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/bootstrap.h"

#include "core/random.h"
#include "golden-test.h"
#include "ws-test.h"

static void
check_band (JsonObject *one, const char *what, double low, double high, double tolerance)
{
  g_autofree double *want = golden_numbers (one, what, 2);

  ws_assert_close (low, want[0], tolerance);
  ws_assert_close (high, want[1], tolerance);
}

static double *
get_values (JsonObject *one, const char *name, guint *n)
{
  *n = json_array_get_length (json_object_get_array_member (one, name));
  return golden_numbers (one, name, *n);
}

static void
test_golden (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *golden = golden_load ("bootstrap", &parser);
  JsonArray  *cases = json_object_get_array_member (golden, "cases");
  double      level = json_object_get_double_member (golden, "level");
  double      tolerance = json_object_get_double_member (golden, "tolerance"), low, high;
  guint       resamples = (guint)json_object_get_int_member (golden, "resamples");
  guint64     seed = (guint64)json_object_get_int_member (golden, "seed");

  g_assert_cmpuint (json_array_get_length (cases), >=, 4);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject        *one = json_array_get_object_element (cases, i);
      guint              n_a, n_b;
      g_autofree double *a = get_values (one, "a", &n_a), *b = get_values (one, "b", &n_b);

      ws_bootstrap_mean (a, n_a, level, resamples, seed, &low, &high);
      check_band (one, "mean", low, high, tolerance);
      ws_bootstrap_difference (a, n_a, b, n_b, level, resamples, seed, &low, &high);
      check_band (one, "difference", low, high, tolerance);
      ws_bootstrap_paired (a, b, MIN (n_a, n_b), level, resamples, seed, &low, &high);
      check_band (one, "paired", low, high, tolerance);
    }
}

/* What is not finite changes nothing, and is no reason for another draw. */
static void
test_finite (void)
{
  const double clean[5] = { 0.5, 0.25, 0.75, 0.125, 0.875 };
  const double holes[7] = { 0.5, (double)NAN, 0.25, 0.75, (double)INFINITY, 0.125, 0.875 };
  const double ones[7] = { 1, 1, 1, 1, 1, 1, 1 };
  double       low, high, want_low, want_high;

  ws_bootstrap_mean (clean, 5, 0.95, 500, 3, &want_low, &want_high);
  ws_bootstrap_mean (holes, 7, 0.95, 500, 3, &low, &high);
  g_assert_true (low == want_low && high == want_high && low < 0.5 && high > 0.5);
  ws_bootstrap_paired (holes, ones, 7, 0.95, 500, 3, &low, &high);
  ws_assert_close (low, want_low - 1, 1e-15);
  ws_assert_close (high, want_high - 1, 1e-15);
}

static void
test_little (void)
{
  const double one[3] = { (double)NAN, 0.5, (double)NAN }, same[4] = { 0.5, 0.5, 0.5, 0.5 };
  double       low, high;

  ws_bootstrap_mean (one, 3, 0.95, 100, 1, &low, &high);
  g_assert_true (isnan (low) && isnan (high));
  ws_bootstrap_mean (NULL, 0, 0.95, 100, 1, &low, &high);
  g_assert_true (isnan (low) && isnan (high));
  ws_bootstrap_difference (same, 4, one, 3, 0.95, 100, 1, &low, &high);
  g_assert_true (isnan (low) && isnan (high));
  ws_bootstrap_mean (same, 4, 0.95, 100, 1, &low, &high);
  g_assert_true (low == 0.5 && high == 0.5);
}

/* A 90 % band holds the true mean about 90 times in 100, of skewed values too, and one seed gives
 * one band. */
static void
test_coverage (void)
{
  enum
  {
    trials = 400,
    n = 60
  };
  guint  inside = 0;
  double low, high, again, other;

  for (guint t = 0; t < trials; t++)
    {
      double   x[n];
      WsStream stream;

      ws_stream_init (&stream, 23, WS_PURPOSE_TEST, t, 0);
      for (guint i = 0; i < n; i++)
        x[i] = -log (1 - (double)ws_stream_uniform (&stream)); /* mean 1 */
      ws_bootstrap_mean (x, n, 0.9, 400, t, &low, &high);
      inside += low <= 1 && high >= 1;
      ws_bootstrap_mean (x, n, 0.9, 400, t, &again, &other);
      g_assert_true (again == low && other == high);
    }
  g_test_message ("%u of %d", inside, trials);
  ws_assert_close ((double)inside / trials, 0.9, 0.05); /* three deviations of the share */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/bootstrap/golden", test_golden);
  g_test_add_func ("/lab/bootstrap/finite", test_finite);
  g_test_add_func ("/lab/bootstrap/little", test_little);
  g_test_add_func ("/lab/bootstrap/coverage", test_coverage);
  return g_test_run ();
}
