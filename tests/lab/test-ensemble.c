/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/ensemble.h"

#include "core/pool.h"
#include "core/random.h"
#include "ws-test.h"

enum
{
  N = 7,
  C = 4,
  IMAGES = 120,
  DRAWS = 6,
  SEED = 9
};

/* [member][image][class]; members know something, some of them more than others. */
static float *
make_votes (guint8 *labels)
{
  float   *p = g_new (float, N *IMAGES *C);
  WsStream stream;

  ws_stream_init (&stream, 31, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < IMAGES; i++)
    labels[i] = (guint8)ws_stream_below (&stream, C);
  for (guint m = 0; m < N; m++)
    for (guint i = 0; i < IMAGES; i++)
      {
        float *own = p + (m * IMAGES + i) * C, sum = 0;

        for (guint c = 0; c < C; c++)
          own[c] = ws_stream_uniform (&stream);
        own[labels[i]] += 0.1f * (float)m;
        for (guint c = 0; c < C; c++)
          sum += own[c];
        for (guint c = 0; c < C; c++)
          own[c] /= sum;
      }
  return p;
}

static guint
says (const float *p, guint member, guint image)
{
  const float *own = p + (member * IMAGES + image) * C;
  guint        best = 0;

  for (guint c = 1; c < C; c++)
    if (own[c] > own[best])
      best = c;
  return best;
}

/* Everything about the first @size of an order, pair by pair. */
static void
measure_slowly (
    const float *p, const guint8 *labels, const guint32 *order, guint size, WsEnsembleSize *out)
{
  double both = 0, any = 0, differ = 0, n_pairs = 0;

  memset (out, 0, sizeof *out);
  for (guint i = 0; i < IMAGES; i++)
    {
      double   share[C] = { 0 };
      guint    votes[C] = { 0 }, soft = 0, majority = 0;
      gboolean is_any = FALSE;

      for (guint k = 0; k < size; k++)
        {
          for (guint c = 0; c < C; c++)
            share[c] += (double)p[(order[k] * IMAGES + i) * C + c];
          votes[says (p, order[k], i)]++;
          out->members_mean += says (p, order[k], i) == labels[i];
          is_any |= says (p, order[k], i) == labels[i];
        }
      for (guint c = 1; c < C; c++)
        {
          soft = share[c] > share[soft] ? c : soft;
          if (votes[c] > votes[majority] ||
              (votes[c] == votes[majority] && share[c] > share[majority]))
            majority = c;
        }
      out->acc_mean += soft == labels[i];
      out->majority_mean += majority == labels[i];
      out->oracle += is_any;
      for (guint a = 0; a < size; a++)
        for (guint b = a + 1; b < size; b++)
          {
            guint x = says (p, order[a], i), y = says (p, order[b], i);

            n_pairs++;
            differ += x != y;
            both += x != labels[i] && y != labels[i];
            any += x != labels[i] || y != labels[i];
          }
    }
  out->acc_mean /= IMAGES;
  out->majority_mean /= IMAGES;
  out->oracle /= IMAGES;
  out->members_mean /= IMAGES * size;
  out->disagreement = differ / n_pairs;
  out->overlap = both / any;
}

static WsEnsemble *
vote (const float *p, const guint8 *labels, const guint *sizes, guint n_sizes, guint lot)
{
  WsEnsemble *self = ws_ensemble_new (N, C, sizes, n_sizes, DRAWS, SEED);

  for (guint first = 0; first < IMAGES; first += lot)
    {
      guint             n = MIN (lot, IMAGES - first);
      g_autofree float *some = g_new (float, N *n *C);

      for (guint m = 0; m < N; m++)
        memcpy (some + m * n * C, p + (m * IMAGES + first) * C, sizeof *p * n * C);
      ws_ensemble_add (self, some, labels + first, n);
    }
  return self;
}

/* Means over draws of what is found pair by pair, and the whole, of which there is one. */
static void
test_reference (void)
{
  const guint       sizes[] = { 1, 2, 5, N };
  guint8            labels[IMAGES];
  g_autofree float *p = make_votes (labels);
  g_autoptr (WsEnsemble) self = vote (p, labels, sizes, 4, 50);

  for (guint s = 0; s < 4; s++)
    {
      WsEnsembleSize got, want = { 0 };
      guint          n = sizes[s] == N ? 1 : DRAWS;
      double         low = 1, high = 0;

      ws_ensemble_measure (self, s, &got);
      for (guint d = 0; d < n; d++)
        {
          WsEnsembleSize one;
          guint32        order[N];
          WsStream       stream;

          ws_stream_init (&stream, SEED, WS_PURPOSE_ENSEMBLE, d, 0);
          ws_stream_permutation (&stream, order, N);
          measure_slowly (p, labels, order, sizes[s], &one);
          want.acc_mean += one.acc_mean / n;
          want.majority_mean += one.majority_mean / n;
          want.members_mean += one.members_mean / n;
          want.oracle += one.oracle / n;
          want.disagreement += one.disagreement / n;
          low = MIN (low, one.acc_mean);
          high = MAX (high, one.acc_mean);
          want.overlap = one.overlap;
        }
      g_assert_cmpuint (got.size, ==, sizes[s]);
      g_assert_cmpuint (got.n_draws, ==, n);
      ws_assert_close (got.acc_mean, want.acc_mean, 1e-12);
      ws_assert_close (got.majority_mean, want.majority_mean, 1e-12);
      ws_assert_close (got.members_mean, want.members_mean, 1e-12);
      ws_assert_close (got.oracle, want.oracle, 1e-12);
      ws_assert_close (got.gain, want.acc_mean - want.members_mean, 1e-12);
      if (sizes[s] > 1)
        ws_assert_close (got.disagreement, want.disagreement, 1e-12);
      else
        g_assert_true (isnan (got.disagreement) && isnan (got.overlap) && fabs (got.gain) < 1e-12);
      if (sizes[s] == N) /* of several draws it is no mean of theirs */
        ws_assert_close (got.overlap, want.overlap, 1e-12);
      if (n > 1)
        g_assert_true (got.acc_low >= low && got.acc_high <= high && got.acc_low < got.acc_high);
      else
        g_assert_true (isnan (got.acc_low) && isnan (got.gain_high) && isnan (got.acc_std));
    }
}

/* Neither how many images come at once nor how many threads there are changes a bit. */
static void
test_lots (void)
{
  const guint       sizes[] = { 2, 3, N };
  guint8            labels[IMAGES];
  g_autofree float *p = make_votes (labels);
  g_autoptr (WsEnsemble) whole = vote (p, labels, sizes, 3, IMAGES), parts = NULL;

  ws_pool_set_threads (5);
  parts = vote (p, labels, sizes, 3, 7);
  ws_pool_set_threads (0);
  for (guint s = 0; s < 3; s++)
    {
      WsEnsembleSize a, b;

      ws_ensemble_measure (whole, s, &a);
      ws_ensemble_measure (parts, s, &b);
      g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
    }
}

/* Equal votes are decided by the shares; members who always err together share all errors. */
static void
test_edges (void)
{
  const guint    sizes[] = { 2 };
  const float    p[] = { 0.9f, 0.1f, 0.2f, 0.8f, /* member 0 */ 0.4f, 0.6f, 0.3f, 0.7f };
  const guint8   labels[] = { 0, 0 };
  WsEnsembleSize got;
  g_autoptr (WsEnsemble) self = ws_ensemble_new (2, 2, sizes, 1, 3, 1);

  ws_ensemble_add (self, p, labels, 2);
  ws_ensemble_measure (self, 0, &got);
  ws_assert_close (got.majority_mean, 0.5, 1e-15); /* .9 outweighs .6 on the first */
  ws_assert_close (got.acc_mean, 0.5, 1e-15);
  ws_assert_close (got.members_mean, 0.25, 1e-15);
  ws_assert_close (got.gain, 0.25, 1e-15);
  ws_assert_close (got.disagreement, 0.5, 1e-15);
  ws_assert_close (got.overlap, 0.5, 1e-15);
  ws_assert_close (got.oracle, 0.5, 1e-15);
}

static void
test_sizes (void)
{
  static const struct
  {
    guint n, sizes[12], n_sizes;
  } cases[] = {
    { 0, { 0 }, 0 },
    { 1, { 1 }, 1 },
    { 4, { 1, 2, 3, 4 }, 4 },
    { 50, { 1, 2, 3, 5, 10, 15, 25, 50 }, 8 },
    { 60, { 1, 2, 3, 5, 10, 15, 25, 50, 60 }, 9 },
    { 700, { 1, 2, 3, 5, 10, 15, 25, 50, 100, 200, 500, 700 }, 12 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint             n;
      g_autofree guint *sizes = ws_ensemble_usual_sizes (cases[i].n, &n);

      g_assert_cmpuint (n, ==, cases[i].n_sizes);
      for (guint k = 0; k < n; k++)
        g_assert_cmpuint (sizes[k], ==, cases[i].sizes[k]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/ensemble/reference", test_reference);
  g_test_add_func ("/lab/ensemble/lots", test_lots);
  g_test_add_func ("/lab/ensemble/edges", test_edges);
  g_test_add_func ("/lab/ensemble/sizes", test_sizes);
  return g_test_run ();
}
