/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/novelty.h"

#include "core/pool.h"
#include "core/random.h"
#include "ws-test.h"

static void
test_overlap (void)
{
  const guint8 labels[6] = { 0, 1, 2, 3, 4, 5 };
  const guint8 right[6] = { 0, 1, 2, 3, 4, 5 };
  const guint8 a[6] = { 9, 9, 9, 3, 4, 5 };     /* wrong: 0 1 2 */
  const guint8 b[6] = { 0, 8, 8, 8, 4, 5 };     /* wrong: 1 2 3, in another way */
  const guint8 apart[6] = { 0, 1, 2, 3, 9, 9 }; /* wrong: 4 5 */

  ws_assert_close (ws_error_overlap (a, b, labels, 6), 0.5, 1e-15);
  ws_assert_close (ws_error_overlap (b, a, labels, 6), 0.5, 1e-15);
  ws_assert_close (ws_error_overlap (a, a, labels, 6), 1, 1e-15);
  ws_assert_close (ws_error_overlap (a, apart, labels, 6), 0, 1e-15);
  ws_assert_close (ws_error_overlap (a, right, labels, 6), 0, 1e-15);
  g_assert_true (isnan (ws_error_overlap (right, right, labels, 6)));
  g_assert_true (isnan (ws_error_overlap (a, b, labels, 0)));
}

/* Networks that err independently with shares p and r overlap by pr / (p + r - pr). */
static void
test_chance (void)
{
  enum
  {
    n = 40000
  };
  g_autofree guint8 *labels = g_new0 (guint8, n), *a = g_new (guint8, n), *b = g_new (guint8, n);
  const double       p = 0.3, r = 0.2;
  WsStream           stream;

  ws_stream_init (&stream, 19, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < n; i++)
    {
      a[i] = (double)ws_stream_uniform (&stream) < p;
      b[i] = (double)ws_stream_uniform (&stream) < r;
    }
  ws_assert_close (ws_error_overlap (a, b, labels, n), p * r / (p + r - p * r), 0.01);
}

static void
test_largest (void)
{
  enum
  {
    n_a = 12,
    n_b = 30,
    n_images = 200
  };
  guint8   labels[n_images], a[n_a * n_images], b[n_b * n_images];
  float    overlap[n_a], other[n_a];
  guint32  index[n_a], other_index[n_a];
  WsStream stream;

  ws_stream_init (&stream, 19, WS_PURPOSE_TEST, 1, 0);
  for (guint i = 0; i < n_images; i++)
    labels[i] = (guint8)ws_stream_below (&stream, 10);
  for (guint i = 0; i < n_a * n_images; i++)
    a[i] = (guint8)ws_stream_below (&stream, 3) ? labels[i % n_images] : 10;
  for (guint i = 0; i < n_b * n_images; i++)
    b[i] = (guint8)ws_stream_below (&stream, 3) ? labels[i % n_images] : 10;
  memcpy (b + 7 * n_images, a + 4 * n_images, n_images); /* a copy is found */
  ws_pool_set_threads (1);
  ws_error_overlap_max (a, n_a, b, n_b, labels, n_images, overlap, index);
  for (guint i = 0; i < n_a; i++)
    for (guint k = 0; k < n_b; k++)
      {
        double one = ws_error_overlap (a + i * n_images, b + k * n_images, labels, n_images);

        g_assert_cmpfloat (one, <=, (double)overlap[i] + 1e-7);
        if (k == index[i])
          ws_assert_close (overlap[i], one, 1e-7);
        else if (k < index[i]) /* the first of equals */
          g_assert_cmpfloat ((float)one, <, overlap[i]);
      }
  g_assert_true (overlap[4] == 1 && index[4] == 7);
  ws_pool_set_threads (8);
  ws_error_overlap_max (a, n_a, b, n_b, labels, n_images, other, other_index);
  g_assert_cmpmem (overlap, sizeof overlap, other, sizeof other);
  g_assert_cmpmem (index, sizeof index, other_index, sizeof other_index);
}

/* Pairs of which neither errs say nothing; without any other pair the answer is NaN. */
static void
test_nobody_errs (void)
{
  const guint8 labels[3] = { 0, 1, 2 };
  const guint8 b[6] = { 0, 1, 2, 0, 1, 9 };
  float        overlap;
  guint32      index;

  ws_error_overlap_max (labels, 1, b, 1, labels, 3, &overlap, &index);
  g_assert_true (isnan (overlap) && index == G_MAXUINT32);
  ws_error_overlap_max (labels, 1, b, 2, labels, 3, &overlap, &index);
  g_assert_true (overlap == 0 && index == 1);
  ws_error_overlap_max (labels, 1, b, 0, labels, 3, &overlap, NULL);
  g_assert_true (isnan (overlap));
  ws_error_overlap_max (labels, 0, b, 2, labels, 3, &overlap, &index);
}

static void
test_pair_distance (void)
{
  const float       square[8] = { 0, 0, 0, 3, 4, 0, 4, 3 };
  g_autofree float *x = g_new (float, 200 * 100);
  WsStream          stream;

  g_assert_true (isnan (ws_mean_pair_distance (square, 0, 2)));
  g_assert_true (isnan (ws_mean_pair_distance (square, 1, 2)));
  ws_assert_close (ws_mean_pair_distance (square, 2, 2), 3, 1e-15);
  ws_assert_close (ws_mean_pair_distance (square, 4, 2), (3 + 3 + 4 + 4 + 5 + 5) / 6.0, 1e-15);
  g_assert_cmpfloat (ws_mean_pair_distance (square, 4, 0), ==, 0);
  /* normal rows of many dimensions lie √(2·dim) apart */
  ws_stream_init (&stream, 19, WS_PURPOSE_TEST, 2, 0);
  for (guint i = 0; i < 200 * 100; i++)
    x[i] = ws_stream_normal (&stream);
  ws_assert_close (ws_mean_pair_distance (x, 200, 100), sqrt (200), 0.15);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/novelty/overlap", test_overlap);
  g_test_add_func ("/lab/novelty/chance", test_chance);
  g_test_add_func ("/lab/novelty/largest", test_largest);
  g_test_add_func ("/lab/novelty/nobody-errs", test_nobody_errs);
  g_test_add_func ("/lab/novelty/pair-distance", test_pair_distance);
  return g_test_run ();
}
