/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/random.h"

#include "ws-test.h"

/* Seeds are fixed, so a statistic here either always passes or never does. */
#define N 200000

/* Known answers for philox4x32-10 from Random123's kat_vectors. */
static void
test_vectors (void)
{
  static const struct
  {
    guint32 counter[4], key[2], out[4];
  } cases[] = {
    { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
    { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
      { 0xffffffff, 0xffffffff },
      { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
    { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
      { 0xa4093822, 0x299f31d0 },
      { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint32 out[4];

      ws_philox4x32 (cases[i].counter, cases[i].key, out);
      g_assert_cmpmem (out, sizeof out, cases[i].out, sizeof out);
    }
}

/* The n-th word of a stream is a pure function of the address that the header promises. */
static void
test_address (void)
{
  const guint64 seed = 0x0123456789abcdefu;
  WsStream      stream;

  ws_stream_init (&stream, seed, WS_PURPOSE_SAMPLE, 17, 0xffffffff);
  for (guint32 block = 0; block < 5; block++)
    {
      const guint32 counter[4] = { block, WS_PURPOSE_SAMPLE, 17, 0xffffffff };
      const guint32 key[2] = { 0x89abcdef, 0x01234567 };
      guint32       out[4];

      ws_philox4x32 (counter, key, out);
      for (guint i = 0; i < 4; i++)
        g_assert_cmpuint (ws_stream_u32 (&stream), ==, out[i]);
    }
}

static void
test_copy (void)
{
  WsStream a, b;

  ws_stream_init (&a, 5, WS_PURPOSE_TEST, 1, 2);
  for (guint i = 0; i < 7; i++)
    ws_stream_normal (&a); /* odd: a spare normal is kept */
  b = a;
  for (guint i = 0; i < 100; i++)
    {
      g_assert_cmpfloat (ws_stream_normal (&a), ==, ws_stream_normal (&b));
      g_assert_cmpuint (ws_stream_u32 (&a), ==, ws_stream_u32 (&b));
    }
}

/* Neighbouring addresses (one bit of seed, purpose, a or b) give streams without correlation. */
static void
test_independence (void)
{
  enum
  {
    n = 4096
  };
  WsStream          base;
  g_autofree float *u = g_new (float, n);

  ws_stream_init (&base, 42, WS_PURPOSE_INIT, 3, 9);
  for (guint i = 0; i < n; i++)
    u[i] = ws_stream_uniform (&base);
  for (guint bit = 0; bit < 64 + 3 + 32 + 32; bit++)
    {
      guint64  seed = 42;
      guint    purpose = WS_PURPOSE_INIT;
      guint32  a = 3, b = 9;
      WsStream other;
      double   product = 0;

      if (bit < 64)
        seed ^= (guint64)1 << bit;
      else if (bit < 67)
        purpose ^= 1u << (bit - 64);
      else if (bit < 99)
        a ^= 1u << (bit - 67);
      else
        b ^= 1u << (bit - 99);
      ws_stream_init (&other, seed, (WsPurpose)purpose, a, b);
      for (guint i = 0; i < n; i++)
        product += ((double)u[i] - 0.5) * ((double)ws_stream_uniform (&other) - 0.5) * 12;
      /* five standard errors of a correlation of n pairs */
      ws_assert_close (product / n, 0, 5 / sqrt (n));
    }
}

/* Pearson's statistic of @counts against equal shares lies within five deviations of its mean. */
static void
assert_even (const guint *counts, guint n_bins, guint n)
{
  double expected = (double)n / n_bins, chi2 = 0;

  for (guint i = 0; i < n_bins; i++)
    chi2 += (counts[i] - expected) * (counts[i] - expected) / expected;
  ws_assert_close (chi2, n_bins - 1, 5 * sqrt (2.0 * (n_bins - 1)));
}

static void
test_uniform (void)
{
  guint    counts[64] = { 0 };
  double   sum = 0, squares = 0;
  WsStream stream;

  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < N; i++)
    {
      double u = (double)ws_stream_uniform (&stream), steps = u * 0x1p24;

      g_assert_true (u >= 0 && u < 1 && steps == floor (steps));
      counts[(guint)(u * 64)]++;
      sum += u;
      squares += u * u;
    }
  assert_even (counts, 64, N);
  ws_assert_close (sum / N, 0.5, 5 * sqrt (1.0 / 12 / N));
  ws_assert_close (squares / N, 1.0 / 3, 5 * sqrt (4.0 / 45 / N));
}

static void
test_normal (void)
{
  guint    counts[32] = { 0 };
  double   moments[5] = { 0 }, last = 0, lag = 0;
  WsStream stream;

  ws_stream_init (&stream, 2, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < N; i++)
    {
      double x = (double)ws_stream_normal (&stream), power = 1;

      g_assert_true (isfinite (x));
      for (guint k = 1; k < 5; k++)
        moments[k] += power *= x;
      lag += x * last; /* the two halves of a Box-Muller pair must not know each other */
      last = x;
      /* its own distribution function makes it uniform */
      counts[(guint)(0.5 * erfc (-x / G_SQRT2) * 31.999999)]++;
    }
  ws_assert_close (moments[1] / N, 0, 5 / sqrt (N));
  ws_assert_close (moments[2] / N, 1, 5 * sqrt (2.0 / N));
  ws_assert_close (moments[3] / N, 0, 5 * sqrt (15.0 / N));
  ws_assert_close (moments[4] / N, 3, 5 * sqrt (96.0 / N));
  ws_assert_close (lag / N, 0, 5 / sqrt (N));
  assert_even (counts, 32, N);
}

static void
test_below (void)
{
  static const guint32 sizes[] = { 1, 2, 3, 7, 10, 64, 1000 };
  guint                counts[1000], thirds[3] = { 0 };
  WsStream             stream;

  ws_stream_init (&stream, 3, WS_PURPOSE_TEST, 0, 0);
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      memset (counts, 0, sizeof counts);
      for (guint i = 0; i < N; i++)
        {
          guint32 x = ws_stream_below (&stream, sizes[s]);

          g_assert_cmpuint (x, <, sizes[s]);
          counts[x]++;
        }
      if (sizes[s] > 1)
        assert_even (counts, sizes[s], N);
    }

  /* Three quarters of the words: without the rejection one third would be twice as likely. */
  for (guint i = 0; i < N; i++)
    thirds[ws_stream_below (&stream, 3u << 30) % 3]++;
  assert_even (thirds, 3, N);
  memset (thirds, 0, sizeof thirds);
  for (guint i = 0; i < N; i++)
    thirds[ws_stream_below (&stream, 3u << 30) >> 30]++;
  assert_even (thirds, 3, N);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (ws_stream_below (&stream, G_MAXUINT32), <, G_MAXUINT32);
}

static void
test_permutation (void)
{
  guint    counts[24] = { 0 };
  guint32  order[1000], seen;
  WsStream stream;

  ws_stream_init (&stream, 4, WS_PURPOSE_TEST, 0, 0);
  ws_stream_permutation (&stream, order, 0);
  ws_stream_permutation (&stream, order, 1);
  g_assert_cmpuint (order[0], ==, 0);
  for (guint i = 0; i < 48000; i++)
    {
      guint number = 0;

      ws_stream_permutation (&stream, order, 4);
      for (guint a = 0; a < 4; a++) /* Lehmer code */
        {
          guint smaller = 0;

          for (guint b = a + 1; b < 4; b++)
            smaller += order[b] < order[a];
          number = number * (4 - a) + smaller;
        }
      counts[number]++;
    }
  assert_even (counts, 24, 48000);

  ws_stream_permutation (&stream, order, 1000);
  for (guint k = 0; k < 1000; k++)
    {
      seen = 0;
      for (guint i = 0; i < 1000; i++)
        seen += order[i] == k;
      g_assert_cmpuint (seen, ==, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/random/vectors", test_vectors);
  g_test_add_func ("/core/random/address", test_address);
  g_test_add_func ("/core/random/copy", test_copy);
  g_test_add_func ("/core/random/independence", test_independence);
  g_test_add_func ("/core/random/uniform", test_uniform);
  g_test_add_func ("/core/random/normal", test_normal);
  g_test_add_func ("/core/random/below", test_below);
  g_test_add_func ("/core/random/permutation", test_permutation);
  return g_test_run ();
}
