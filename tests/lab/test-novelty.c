/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/novelty.h"

#include "core/pool.h"
#include "core/random.h"
#include "net/alignment.h"
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

static void
test_disagreement (void)
{
  enum
  {
    n = 5,
    n_images = 300
  };
  guint8   p[n * n_images];
  double   sum = 0;
  WsStream stream;

  ws_stream_init (&stream, 20, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < n * n_images; i++)
    p[i] = (guint8)ws_stream_below (&stream, 3);
  for (guint a = 0; a < n; a++)
    for (guint b = a + 1; b < n; b++)
      sum += ws_disagreement (p + a * n_images, p + b * n_images, n_images);
  ws_assert_close (ws_mean_disagreement (p, n, n_images), sum / (n * (n - 1) / 2), 1e-12);
  ws_assert_close (sum / (n * (n - 1) / 2), 2 / 3.0, 0.05); /* three classes by chance */
  ws_assert_close (ws_disagreement (p, p, n_images), 0, 0);
  g_assert_true (isnan (ws_disagreement (p, p, 0)));
  g_assert_true (isnan (ws_mean_disagreement (p, 1, n_images)));
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

/* -- aligned -- */

#define N_NETWORKS 12

typedef struct
{
  const WsArch *arch;
  float        *zoo, *moved; /* N_NETWORKS; the same moved by elements of the group, with noise */
  guint32       group[N_NETWORKS];
} Networks;

static void
networks_init (Networks *self, float noise)
{
  WsStream stream;

  self->arch = ws_arch_lookup ("cnn-s", 1, NULL);
  self->zoo = g_new (float, N_NETWORKS * self->arch->n_params);
  self->moved = g_new (float, N_NETWORKS * self->arch->n_params);
  ws_stream_init (&stream, 19, WS_PURPOSE_TEST, 3, 0);
  for (guint i = 0; i < N_NETWORKS; i++)
    {
      g_autoptr (WsAlignment) move = ws_alignment_new (self->arch);
      float *w = self->zoo + i * self->arch->n_params, *to = self->moved + i * self->arch->n_params;

      ws_arch_init_weights (self->arch, WS_INIT_KAIMING_NORMAL, 19, i, w);
      for (guint l = 0; l < 4; l++)
        ws_stream_permutation (&stream, move->order + self->arch->layers[l].first_token,
                               self->arch->layers[l].n_out);
      move->sign[self->arch->layers[3].first_token + i] = -1;
      ws_alignment_apply (move, w, to);
      for (gsize j = 0; j < self->arch->n_params; j++)
        to[j] += noise * ws_stream_normal (&stream);
      self->group[i] = i;
    }
}

static void
networks_clear (Networks *self)
{
  g_free (self->zoo);
  g_free (self->moved);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Networks, networks_clear)

/* Noised copies in another order: far in weights, as near as their noise once aligned. */
static void
test_aligned_copies (void)
{
  g_auto (Networks) f = { 0 };
  float   raw[N_NETWORKS], distance[N_NETWORKS], other[N_NETWORKS];
  guint32 index[N_NETWORKS], group[N_NETWORKS];
  gsize   P;

  networks_init (&f, 0.01f);
  P = f.arch->n_params;
  for (guint i = 0; i < N_NETWORKS; i++) /* before */
    {
      double sum = 0;

      for (gsize j = 0; j < P; j++)
        sum += pow ((double)f.moved[i * P + j] - (double)f.zoo[i * P + j], 2);
      raw[i] = (float)sqrt (sum);
    }
  ws_align_rows (f.arch, WS_ACT_TANH, f.zoo, f.moved, N_NETWORKS);
  ws_align_rows (f.arch, WS_ACT_TANH, f.zoo, f.zoo + P, N_NETWORKS - 1);
  ws_pool_set_threads (1);
  ws_nearest_aligned (f.arch, WS_ACT_TANH, f.moved, NULL, N_NETWORKS, f.zoo, NULL, N_NETWORKS,
                      distance, index);
  for (guint i = 0; i < N_NETWORKS; i++)
    {
      g_assert_cmpuint (index[i], ==, i);
      ws_assert_close (distance[i], 0.01 * sqrt ((double)P), 0.05);
      g_assert_cmpfloat (raw[i], >, 10 * distance[i]);
    }
  ws_pool_set_threads (8);
  ws_nearest_aligned (f.arch, WS_ACT_TANH, f.moved, NULL, N_NETWORKS, f.zoo, NULL, N_NETWORKS,
                      other, NULL);
  g_assert_cmpmem (distance, sizeof distance, other, sizeof other);
  /* networks of the same group do not count */
  ws_nearest_aligned (f.arch, WS_ACT_TANH, f.moved, f.group, N_NETWORKS, f.zoo, f.group, N_NETWORKS,
                      other, index);
  for (guint i = 0; i < N_NETWORKS; i++)
    {
      g_assert_cmpuint (index[i], !=, i);
      g_assert_cmpfloat (other[i], >, 5 * distance[i]);
    }
  memset (group, 0, sizeof group);
  ws_nearest_aligned (f.arch, WS_ACT_TANH, f.moved, group, 1, f.zoo, group, N_NETWORKS, other,
                      index);
  g_assert_true (isnan (other[0]) && index[0] == G_MAXUINT32);
}

/* A network that is not finite stays as it is, is nobody's neighbour and has none. */
static void
test_aligned_hostile (void)
{
  g_auto (Networks) f = { 0 };
  float   distance[2];
  guint32 index[2];
  gsize   P;

  networks_init (&f, 0);
  P = f.arch->n_params;
  f.moved[P + 7] = NAN;
  f.zoo[2 * P + 7] = INFINITY;
  ws_align_rows (f.arch, WS_ACT_TANH, f.zoo, f.moved, 2);
  g_assert_cmpmem (f.moved, sizeof (float) * P, f.zoo, sizeof (float) * P);
  g_assert_true (isnan (f.moved[P + 7]));
  ws_nearest_aligned (f.arch, WS_ACT_TANH, f.moved, NULL, 2, f.zoo, NULL, 3, distance, index);
  g_assert_true (distance[0] == 0 && index[0] == 0);
  g_assert_true (isnan (distance[1]) && index[1] == G_MAXUINT32);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/novelty/overlap", test_overlap);
  g_test_add_func ("/lab/novelty/disagreement", test_disagreement);
  g_test_add_func ("/lab/novelty/chance", test_chance);
  g_test_add_func ("/lab/novelty/largest", test_largest);
  g_test_add_func ("/lab/novelty/nobody-errs", test_nobody_errs);
  g_test_add_func ("/lab/novelty/pair-distance", test_pair_distance);
  g_test_add_func ("/lab/novelty/aligned-copies", test_aligned_copies);
  g_test_add_func ("/lab/novelty/aligned-hostile", test_aligned_hostile);
  return g_test_run ();
}
