/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/quality.h"

#include "core/error.h"
#include "core/pool.h"
#include "digits.h"
#include "ws-test.h"

static WsQuality
measure (const float *x, guint n, guint q, const float *y, guint n_components, guint k)
{
  g_autoptr (GError) error = NULL;
  WsQuality quality = { 0 };

  g_assert_true (ws_quality_measure (x, n, q, y, n_components, k, NULL, &quality, &error));
  g_assert_no_error (error);
  return quality;
}

static void
assert_case (JsonObject *golden, JsonObject *item, guint number)
{
  guint             n = (guint)json_object_get_int_member (item, "n");
  guint             k = (guint)json_object_get_int_member (item, "k");
  g_autofree float *x = digits_load (golden, n);
  g_autofree float *w = draw_uniform (30, number, 2 * DIGITS_Q, -1, 1);
  g_autofree float *noise = draw_uniform (31, number, (gsize)n * DIGITS_Q, -0.1, 0.1);
  g_autofree float *y = g_new (float, 2 * n);
  WsQuality         quality;

  for (guint i = 0; i < n * DIGITS_Q; i++)
    x[i] = (float)((double)x[i] + (double)noise[i]);
  for (guint i = 0; i < n; i++)
    for (guint c = 0; c < 2; c++)
      {
        double sum = 0;

        for (guint j = 0; j < DIGITS_Q; j++)
          sum += (double)x[i * DIGITS_Q + j] * (double)w[2 * j + c];
        y[2 * i + c] = (float)sum;
      }
  quality = measure (x, n, DIGITS_Q, y, 2, k);
  g_assert_cmpuint (quality.n_rows, ==, n);
  ws_assert_close (quality.trustworthiness, json_object_get_double_member (item, "trustworthiness"),
                   1e-12);
  ws_assert_close (quality.recall, json_object_get_double_member (item, "recall"), 1e-12);
}

static void
test_golden (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *golden = golden_load ("tsne", &parser);
  JsonArray  *cases = json_object_get_array_member (golden, "quality");

  g_assert_cmpuint (json_array_get_length (cases), ==, 4);
  for (guint c = 0; c < json_array_get_length (cases); c++)
    assert_case (golden, json_array_get_object_element (cases, c), c);
}

/* The map that is the space itself is perfect, in one, two and three dimensions. */
static void
test_same (void)
{
  for (guint d = 1; d <= 3; d++)
    {
      g_autofree float *x = draw_uniform (32, d, 300 * d, -1, 1);
      WsQuality         quality = measure (x, 300, d, x, d, 10);

      ws_assert_close (quality.trustworthiness, 1, 0);
      ws_assert_close (quality.recall, 1, 0);
    }
}

/* A line folded so that its ends meet: by hand. Rows 0 … 6 at 0 … 6, on the map 6 lies beside 0. */
static void
test_by_hand (void)
{
  const float x[] = { 0, 1, 2, 3, 4, 5, 6 }, y[] = { 0, 1, 2.1f, 3.3f, 4.6f, 6, -0.9f };
  WsQuality   quality = measure (x, 7, 1, y, 1, 1);

  /* nearest in x, the first of two equal ones: 1 0 1 2 3 4 5; on the map: 6 0 1 2 3 4 0. Row 0 has
   * 6 at rank 6, row 6 has 0 at rank 6: penalty 5 each, of 7 · 1 · (14 - 3 - 1) / 2 = 35. */
  ws_assert_close (quality.trustworthiness, 1 - 10 / 35.0, 1e-15);
  ws_assert_close (quality.recall, 5 / 7.0, 1e-15);
}

/* Of many rows some are looked at: the figures are near those of all, and the same for any number
 * of threads. */
static void
test_sample (void)
{
  const guint       n = 6000;
  g_autofree float *x = draw_uniform (33, 0, 3 * (gsize)n, -1, 1), *y = g_new (float, 2 * n);
  guint             threads = ws_pool_get_threads ();
  WsQuality         quality, again;
  double            penalty = 0, kept = 0;

  for (guint i = 0; i < n; i++) /* a slab, from above */
    {
      x[3 * i + 2] *= 0.2f;
      y[2 * i] = x[3 * i];
      y[2 * i + 1] = x[3 * i + 1];
    }
  quality = measure (x, n, 3, y, 2, 5);
  g_assert_cmpuint (quality.n_rows, ==, 2000);
  ws_pool_set_threads (3);
  again = measure (x, n, 3, y, 2, 5);
  ws_pool_set_threads (threads);
  g_assert_cmpmem (&quality, sizeof quality, &again, sizeof again);

  for (guint part = 0; part < 2; part++) /* halves that are looked at whole */
    {
      WsQuality half = measure (x + part * 9000, 3000, 3, y + part * 6000, 2, 5);

      g_assert_cmpuint (half.n_rows, ==, 3000);
      penalty += 1 - half.trustworthiness;
      kept += half.recall / 2;
    }
  /* a map of half as many points is a little better in ranks, hence the width */
  ws_assert_close (quality.recall, kept, 0.1);
  ws_assert_close (1 - quality.trustworthiness, penalty / 2, 0.005);
}

static void
test_refusals (void)
{
  g_autofree float *x = draw_uniform (34, 0, 40, -1, 1);
  g_autoptr (GError) error = NULL;
  WsQuality quality;

  g_assert_false (ws_quality_measure (x, 10, 2, x, 2, 5, NULL, &quality, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "the 5 nearest of 10");
  g_assert_false (ws_quality_measure (x, 10, 2, x, 2, 0, NULL, &quality, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "the 0 nearest");
  g_assert_false (ws_quality_measure (x, 0, 2, x, 2, 1, NULL, &quality, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "of 0 rows");
  x[19] = NAN;
  g_assert_false (ws_quality_measure (x, 10, 2, x + 20, 2, 4, NULL, &quality, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "finite");
  g_assert_false (ws_quality_measure (x + 20, 10, 2, x, 2, 4, NULL, &quality, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "finite");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latent/quality/golden", test_golden);
  g_test_add_func ("/latent/quality/same", test_same);
  g_test_add_func ("/latent/quality/by-hand", test_by_hand);
  g_test_add_func ("/latent/quality/sample", test_sample);
  g_test_add_func ("/latent/quality/refusals", test_refusals);
  return g_test_run ();
}
