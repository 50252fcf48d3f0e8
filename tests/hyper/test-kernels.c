/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "core/memory.h"
#include "core/random.h"
#include "hyper/kernels.h"

#include "ws-test.h"

#include <math.h>
#include <string.h>

/* The kernels of every level that this machine has, against slow versions in double precision;
 * those with FMA against each other bit for bit. */

#define MARK 12345.0f /* what nobody may overwrite */

static float *
draw (gsize n, guint number)
{
  float   *x = WS_ALIGNED_FLOATS (n);
  WsStream stream;

  ws_stream_init (&stream, 11, WS_PURPOSE_TEST, number, 0);
  for (gsize i = 0; i < n; i++)
    x[i] = ws_stream_normal (&stream);
  return x;
}

static gboolean
is_here (WsCpuLevel level)
{
  return level <= ws_cpu_get_level () && ws_hyper_kernels_get (level) != NULL;
}

/* -- products -- */

typedef struct
{
  guint    m, n, k;
  gboolean a_columns, b_columns; /* k runs along memory's rows in A, along its columns in B */
  gboolean bias, add, gate, relu;
} Shape;

/* The product of one level into a new matrix with two columns and a row of marks around it. */
static float *
product (const WsHyperKernels *kernels, const Shape *s, gsize c_row)
{
  float *a = draw ((gsize)s->m * (s->k + 3), 1), *b = draw ((gsize)(s->n + 1) * s->k, 2);
  float *bias = draw (s->n, 3), *add = draw (s->m * c_row, 4), *gate = draw (s->m * c_row, 5);
  float *packed = WS_ALIGNED_FLOATS (WS_PACKED (s->k, s->n)),
        *c = g_new (float, (s->m + 1) * c_row);
  WsProduct p = {
    .m = s->m,
    .n = s->n,
    .k = s->k,
    .a = a,
    .a_row = s->a_columns ? 1 : s->k + 3,
    .a_step = s->a_columns ? s->m : 1,
    .b = packed,
    .c = c,
    .c_row = c_row,
    .bias = s->bias ? bias : NULL,
    .add = s->add ? add : NULL,
    .add_row = c_row,
    .gate = s->gate ? gate : NULL,
    .gate_row = c_row,
    .relu = s->relu,
  };

  for (gsize i = 0; i < (s->m + 1) * c_row; i++)
    c[i] = MARK;
  kernels->pack (b, s->b_columns ? 1 : s->n + 1, s->b_columns ? s->k : 1, s->k, s->n, packed);
  kernels->product (&p);
  for (guint i = 0; i < s->m; i++)
    for (guint j = 0; j < s->n; j++)
      {
        double sum = s->bias ? (double)bias[j] : 0, size = 1;

        for (guint q = 0; q < s->k; q++)
          {
            double term = (double)a[i * p.a_row + q * p.a_step] *
                          (double)(s->b_columns ? b[j * s->k + q] : b[q * (s->n + 1) + j]);

            sum += term;
            size += fabs (term);
          }
        if (s->add)
          sum += (double)add[i * c_row + j];
        if ((s->relu && sum < 0) || (s->gate && !(gate[i * c_row + j] > 0)))
          sum = 0;
        /* k roundings, each of a part of the sum of sizes */
        ws_assert_close ((double)c[i * c_row + j], sum, size * (s->k + 4) * 6e-8);
      }
  for (guint i = 0; i <= s->m; i++)
    for (gsize j = i < s->m ? s->n : 0; j < c_row; j++)
      ws_assert_close ((double)c[i * c_row + j], (double)MARK, 0);
  ws_aligned_free (a);
  ws_aligned_free (b);
  ws_aligned_free (bias);
  ws_aligned_free (add);
  ws_aligned_free (gate);
  ws_aligned_free (packed);
  return c;
}

static void
test_product (void)
{
  static const guint sizes[] = { 1,  2,  3,  4,  7,  8,  9,  13, 16, 17,
                                 25, 31, 32, 33, 48, 49, 65, 97, 112 };
  guint              turn = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++, turn++)
      {
        Shape             s = { .m = sizes[i],
                                .n = sizes[j],
                                .k = sizes[(i + 2 * j) % G_N_ELEMENTS (sizes)],
                                .a_columns = turn & 1,
                                .b_columns = turn >> 1 & 1,
                                .bias = turn % 3 == 0,
                                .add = turn % 5 == 0,
                                .gate = turn % 7 == 0,
                                .relu = turn % 4 == 0 };
        g_autofree float *v3 = NULL, *v4 = NULL;

        for (int level = WS_CPU_PORTABLE; level <= WS_CPU_V2; level++)
          if (is_here ((WsCpuLevel)level))
            g_free (product (ws_hyper_kernels_get ((WsCpuLevel)level), &s, s.n + 2));
        if (is_here (WS_CPU_V3))
          v3 = product (ws_hyper_kernels_get (WS_CPU_V3), &s, s.n + 2);
        if (is_here (WS_CPU_V4))
          v4 = product (ws_hyper_kernels_get (WS_CPU_V4), &s, s.n + 2);
        if (v3 != NULL && v4 != NULL)
          g_assert_cmpmem (v3, s.m * (s.n + 2) * sizeof (float), v4,
                           s.m * (s.n + 2) * sizeof (float));
      }
}

/* A row of C is the same whatever else is in the product, and adding to C itself is allowed. */
static void
test_company (void)
{
  enum
  {
    M = 21,
    COLS = 70,
    K = 50
  };
  const WsHyperKernels *kernels = ws_hyper_kernels ();
  float                *a = draw (M * K, 6), *b = draw (K * COLS, 7);
  float                *packed = WS_ALIGNED_FLOATS (WS_PACKED (K, COLS)), all[M * COLS], one[COLS];
  WsProduct             p = {
                .m = M, .n = COLS, .k = K, .a = a, .a_row = K, .a_step = 1, .b = packed, .c = all, .c_row = COLS
  };

  kernels->pack (b, COLS, 1, K, COLS, packed);
  kernels->product (&p);
  p.m = 1;
  p.a = a + 17 * K;
  p.c = one;
  kernels->product (&p);
  g_assert_cmpmem (one, sizeof one, all + 17 * COLS, sizeof one);
  p.add = one;
  kernels->product (&p);
  for (guint j = 0; j < COLS; j++)
    ws_assert_close ((double)one[j], 2 * (double)all[17 * COLS + j], 0);
  ws_aligned_free (a);
  ws_aligned_free (b);
  ws_aligned_free (packed);
}

/* -- rows -- */

static void
check_softmax (const WsHyperKernels *kernels, guint t)
{
  enum
  {
    ROWS = 3
  };
  gsize  stride = WS_ROW_STRIDE (t);
  float *s = draw (ROWS * stride, 8), *p = draw (ROWS * stride, 8), *dp = draw (ROWS * stride, 9);
  float *ds = draw (ROWS * stride, 9);

  p[1] = s[1] = 300; /* far from all others: nothing overflows */
  kernels->softmax (p, ROWS, t, stride, 0.3f);
  kernels->softmax_backward (p, ds, ROWS, t, stride, 0.3f);
  for (guint r = 0; r < ROWS; r++)
    {
      double sum = 0, top = -G_MAXDOUBLE, along = 0;

      for (guint j = 0; j < t; j++)
        top = MAX (top, (double)s[r * stride + j]);
      for (guint j = 0; j < t; j++)
        sum += exp (0.3 * ((double)s[r * stride + j] - top));
      for (guint j = 0; j < t; j++)
        {
          double want = exp (0.3 * ((double)s[r * stride + j] - top)) / sum;

          ws_assert_close ((double)p[r * stride + j], want, 2e-6 * want + 1e-30);
          along += want * (double)dp[r * stride + j];
        }
      for (guint j = 0; j < t; j++)
        ws_assert_close ((double)ds[r * stride + j],
                         0.3 * (double)p[r * stride + j] * ((double)dp[r * stride + j] - along),
                         2e-6);
      for (gsize j = t; j < stride; j++)
        ws_assert_close ((double)p[r * stride + j], 0, 0);
    }
  ws_aligned_free (s);
  ws_aligned_free (p);
  ws_aligned_free (dp);
  ws_aligned_free (ds);
}

static void
check_columns (const WsHyperKernels *kernels, guint width)
{
  enum
  {
    ROWS = 19
  };
  float *x = draw (ROWS * (width + 3), 10), *sums = g_new (float, width + 1);

  for (guint j = 0; j <= width; j++)
    sums[j] = 5;
  kernels->add_columns (ROWS, width, x, width + 3, sums);
  for (guint j = 0; j < width; j++)
    {
      double want = 5;

      for (guint r = 0; r < ROWS; r++)
        want += (double)x[r * (width + 3) + j];
      ws_assert_close ((double)sums[j], want, 1e-5);
    }
  ws_assert_close ((double)sums[width], 5, 0);
  ws_aligned_free (x);
  g_free (sums);
}

static void
test_rows (void)
{
  static const guint widths[] = { 2, 7, 15, 16, 17, 31, 32, 33, 48, 49, 62, 64, 100 };

  for (int level = WS_CPU_PORTABLE; level <= WS_CPU_V4; level++)
    if (is_here ((WsCpuLevel)level))
      for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
        {
          check_softmax (ws_hyper_kernels_get ((WsCpuLevel)level), widths[i]);
          check_columns (ws_hyper_kernels_get ((WsCpuLevel)level), widths[i]);
        }
}

/* All that rows go through, at two levels with FMA. */
static void
test_levels (void)
{
  enum
  {
    ROWS = 5,
    D = 77,
    SIZE = ROWS * D,
    STRIDE = 80
  };
  const WsHyperKernels *levels[2] = { ws_hyper_kernels_get (WS_CPU_V3),
                                      ws_hyper_kernels_get (WS_CPU_V4) };
  const WsAdamRates     rates = { 0.1f, 0.5f, 0.99f, 0.01f, 3, 0.9f, 0.1f };
  float                *out[2][9] = { { NULL } };

  for (guint l = 0; l < 2; l++)
    {
      float **o = out[l];

      for (guint i = 0; i < 9; i++)
        o[i] = draw (ROWS * STRIDE, 20 + i);
      if (levels[l] == NULL || !is_here (levels[l]->level))
        continue;
      for (guint i = 0; i < ROWS * STRIDE; i++)
        o[8][i] = fabsf (o[8][i]);
      levels[l]->norm (ROWS, D, o[0], o[1], o[2], o[3], o[4]);
      levels[l]->norm_backward (ROWS, D, o[0], o[4], o[1], o[5], o[6], o[2], o[3]);
      levels[l]->softmax (o[5], ROWS, D, STRIDE, 0.7f);
      levels[l]->softmax_backward (o[5], o[6], ROWS, D, STRIDE, 0.7f);
      levels[l]->adam (&rates, SIZE, o[0], o[7], o[8], o[6]);
    }
  if (is_here (WS_CPU_V3) && is_here (WS_CPU_V4))
    for (guint i = 0; i < 9; i++)
      g_assert_cmpmem (out[0][i], ROWS * STRIDE * sizeof (float), out[1][i],
                       ROWS * STRIDE * sizeof (float));
  for (guint i = 0; i < 18; i++)
    ws_aligned_free (out[i / 9][i % 9]);
}

/* The second time, from what was kept, gives the same bits. */
static void
test_norm_again (void)
{
  enum
  {
    ROWS = 4,
    D = 53
  };
  const WsHyperKernels *kernels = ws_hyper_kernels ();
  float                *x = draw (ROWS * D, 30), *alpha = draw (D, 31), *bias = draw (D, 32);
  float                 y[ROWS * D], again[ROWS * D], stats[2 * ROWS];

  kernels->norm (ROWS, D, x, alpha, bias, y, stats);
  kernels->norm_again (ROWS, D, x, stats, alpha, bias, again);
  g_assert_cmpmem (y, sizeof y, again, sizeof again);
  ws_aligned_free (x);
  ws_aligned_free (alpha);
  ws_aligned_free (bias);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hyper/kernels/product", test_product);
  g_test_add_func ("/hyper/kernels/company", test_company);
  g_test_add_func ("/hyper/kernels/rows", test_rows);
  g_test_add_func ("/hyper/kernels/levels", test_levels);
  g_test_add_func ("/hyper/kernels/norm-again", test_norm_again);
  return g_test_run ();
}
