/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/probe.h"

#include "core/pool.h"
#include "core/random.h"
#include "ws-test.h"

#define N 40
#define M 60
#define D 7

static float *
draw (guint32 a, gsize n)
{
  float   *x = g_new (float, n);
  WsStream stream;

  ws_stream_init (&stream, 17, WS_PURPOSE_TEST, a, 0);
  for (gsize i = 0; i < n; i++)
    x[i] = ws_stream_normal (&stream);
  return x;
}

static double
get_distance (const float *a, const float *b)
{
  double sum = 0;

  for (guint j = 0; j < D; j++)
    sum += pow ((double)a[j] - (double)b[j], 2);
  return sqrt (sum);
}

/* No row that counts is nearer than the one named, and its distance is as said. */
static void
assert_nearest (const float   *a,
                const guint32 *group_a,
                const float   *b,
                const guint32 *group_b,
                const float   *distance,
                const guint32 *index)
{
  for (guint i = 0; i < N; i++)
    {
      g_assert_cmpuint (index[i], <, M);
      ws_assert_close (distance[i], get_distance (a + i * D, b + index[i] * D),
                       1e-6 * (double)distance[i]);
      for (guint k = 0; k < M; k++)
        {
          gboolean counts = group_a == NULL || group_a[i] != group_b[k];

          g_assert_true (counts || index[i] != k);
          if (counts)
            g_assert_cmpfloat (get_distance (a + i * D, b + k * D), >=,
                               get_distance (a + i * D, b + index[i] * D));
        }
    }
}

static void
test_brute_force (void)
{
  g_autofree float *a = draw (0, N * D), *b = draw (1, M * D);
  float             distance[N];
  guint32           index[N];

  ws_nearest (a, NULL, N, b, NULL, M, D, distance, index);
  assert_nearest (a, NULL, b, NULL, distance, index);
}

/* States of one network are near copies: they do not count. */
static void
test_groups (void)
{
  g_autofree float *a = draw (0, N * D), *b = draw (1, M * D);
  float             distance[N];
  guint32           index[N], group_a[N], group_b[M];

  for (guint i = 0; i < N; i++)
    group_a[i] = i / 5;
  for (guint k = 0; k < M; k++)
    group_b[k] = k / 5;
  for (guint i = 0; i < N * D; i++)
    b[i] = a[i] + 1e-3f * b[i];
  ws_nearest (a, NULL, N, b, NULL, M, D, distance, index);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (index[i], ==, i);
  ws_nearest (a, group_a, N, b, group_b, M, D, distance, index);
  assert_nearest (a, group_a, b, group_b, distance, index);
  /* groups of one side alone mean nothing */
  ws_nearest (a, group_a, N, b, NULL, M, D, distance, index);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (index[i], ==, i);
}

static void
test_nobody (void)
{
  g_autofree float *a = draw (0, 2 * D);
  const guint32     one_group[2] = { 3, 3 };
  float             distance[2];
  guint32           index[2];

  ws_nearest (a, one_group, 2, a, one_group, 2, D, distance, index);
  g_assert_true (isnan (distance[0]) && isnan (distance[1]));
  g_assert_cmpuint (index[0], ==, G_MAXUINT32);
  ws_nearest (a, NULL, 2, a, NULL, 0, D, distance, NULL);
  g_assert_true (isnan (distance[0]));
  ws_nearest (a, NULL, 0, a, NULL, 2, D, distance, index);
  /* a row that is no number is near nothing, and nothing is near it */
  a[D] = NAN;
  ws_nearest (a, NULL, 2, a, NULL, 2, D, distance, index);
  g_assert_true (distance[0] == 0 && index[0] == 0);
  g_assert_true (isnan (distance[1]) && index[1] == G_MAXUINT32);
}

/* The first of equals, and the same bits on any number of threads. */
static void
test_ties_and_threads (void)
{
  g_autofree float *a = draw (0, N * D), *b = draw (1, M * D);
  float             distance[N], other[N];
  guint32           index[N], other_index[N];

  memcpy (b + 30 * D, b, 30 * D * sizeof *b);
  ws_pool_set_threads (1);
  ws_nearest (a, NULL, N, b, NULL, M, D, distance, index);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (index[i], <, 30);
  ws_pool_set_threads (8);
  ws_nearest (a, NULL, N, b, NULL, M, D, other, other_index);
  g_assert_cmpmem (distance, sizeof distance, other, sizeof other);
  g_assert_cmpmem (index, sizeof index, other_index, sizeof other_index);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latent/nearest/brute-force", test_brute_force);
  g_test_add_func ("/latent/nearest/groups", test_groups);
  g_test_add_func ("/latent/nearest/nobody", test_nobody);
  g_test_add_func ("/latent/nearest/ties-and-threads", test_ties_and_threads);
  return g_test_run ();
}
