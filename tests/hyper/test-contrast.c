/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/contrast.h"

#include "hyper-test.h"

#define ROWS 8
#define DIM 5

static const WsContrast kinds[] = { WS_CONTRAST_NTXENT, WS_CONTRAST_POSITIVE, WS_CONTRAST_COSINE };

/* Loss for one value of @p moved by @by, which must be exact in single precision. */
static double
loss_at (WsContrast kind, float temperature, float *p, guint i, double by)
{
  float  middle = p[i];
  double loss;

  p[i] = (float)((double)middle + by);
  loss = ws_contrast_loss (kind, temperature, p, ROWS, DIM, NULL);
  p[i] = middle;
  return loss;
}

static void
test_gradient (void)
{
  const double h = 0x1p-9;
  float        p[ROWS * DIM], dp[ROWS * DIM];

  fill_normal (p, ROWS * DIM, 1, 1);
  /* multiples of the step, so that a moved value is exact */
  for (guint i = 0; i < ROWS * DIM; i++)
    p[i] = (float)(rint ((double)p[i] / h) * h);
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    for (float temperature = 0.1f; temperature < 2; temperature *= 5)
      {
        ws_contrast_loss (kinds[kind], temperature, p, ROWS, DIM, dp);
        for (guint i = 0; i < ROWS * DIM; i++)
          {
            /* fourth order: error h⁴/30 times the fifth derivative, at most about T⁻⁵ = 1e5 */
            double slope = (8 * (loss_at (kinds[kind], temperature, p, i, h) -
                                 loss_at (kinds[kind], temperature, p, i, -h)) -
                            (loss_at (kinds[kind], temperature, p, i, 2 * h) -
                             loss_at (kinds[kind], temperature, p, i, -2 * h))) /
                           (12 * h);

            assert_close (dp[i], slope, 1e-6);
          }
      }
}

/* The formulas of METHOD.md 4.3, written out. */
static double
plain_loss (WsContrast kind, double temperature, const float *p)
{
  double cosine[ROWS][ROWS], sum = 0;

  for (guint a = 0; a < ROWS; a++)
    for (guint b = 0; b < ROWS; b++)
      {
        double ab = 0, aa = 0, bb = 0;

        for (guint j = 0; j < DIM; j++)
          {
            ab += (double)p[a * DIM + j] * (double)p[b * DIM + j];
            aa += (double)p[a * DIM + j] * (double)p[a * DIM + j];
            bb += (double)p[b * DIM + j] * (double)p[b * DIM + j];
          }
        cosine[a][b] = ab / sqrt (aa * bb);
      }
  for (guint a = 0; a < ROWS; a++)
    {
      guint  partner = (a + ROWS / 2) % ROWS;
      double others = 0;

      for (guint b = 0; b < ROWS; b++)
        if (b != a)
          others += exp (cosine[a][b] / temperature);
      if (kind == WS_CONTRAST_NTXENT)
        sum -= log (exp (cosine[a][partner] / temperature) / others);
      else if (kind == WS_CONTRAST_POSITIVE)
        sum += pow (cosine[a][partner] / temperature, 2) / ROWS;
      else
        sum += 1 - cosine[a][partner];
    }
  return sum / ROWS;
}

static void
test_value (void)
{
  float p[ROWS * DIM];

  fill_normal (p, ROWS * DIM, 2, 3);
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      double loss = ws_contrast_loss (kinds[kind], 0.1f, p, ROWS, DIM, NULL);

      assert_close (loss, plain_loss (kinds[kind], (double)0.1f, p), 1e-12);
    }
}

/* Lengths do not count, and a step along p changes nothing. */
static void
test_directions (void)
{
  float p[ROWS * DIM], longer[ROWS * DIM], dp[ROWS * DIM];

  fill_normal (p, ROWS * DIM, 3, 1);
  for (guint i = 0; i < ROWS * DIM; i++)
    longer[i] = p[i] * (float)(1 << (i / DIM));
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      double loss = ws_contrast_loss (kinds[kind], 0.2f, p, ROWS, DIM, dp);

      assert_close (ws_contrast_loss (kinds[kind], 0.2f, longer, ROWS, DIM, NULL), loss, 1e-14);
      for (guint a = 0; a < ROWS; a++)
        {
          double along = 0;

          for (guint j = 0; j < DIM; j++)
            along += (double)p[a * DIM + j] * (double)dp[a * DIM + j];
          assert_close (along, 0, 1e-6);
        }
    }
}

static void
test_edges (void)
{
  float  p[ROWS * DIM], dp[ROWS * DIM];
  double loss;

  fill_normal (p, ROWS * DIM, 4, 1);
  memset (p + DIM, 0, DIM * sizeof *p); /* a view without direction */
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      loss = ws_contrast_loss (kinds[kind], 0.001f, p, ROWS, DIM, dp);
      g_assert_true (isfinite (loss));
      for (guint i = 0; i < ROWS * DIM; i++)
        g_assert_true (isfinite (dp[i]));
      for (guint j = 0; j < DIM; j++)
        g_assert_cmpfloat (dp[DIM + j], ==, 0);
    }
  /* a single pair has nobody to be told from */
  assert_close (ws_contrast_loss (WS_CONTRAST_NTXENT, 0.1f, p, 2, DIM, NULL), 0, 1e-14);
  p[2] = NAN;
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      loss = ws_contrast_loss (kinds[kind], 0.1f, p, ROWS, DIM, dp);
      g_assert_true (isnan (loss));
    }
}

static void
test_same_bits (void)
{
  const guint       rows = 130, dim = 32;
  g_autofree float *p = g_new (float, rows *dim);
  g_autofree float *one = g_new (float, rows *dim), *four = g_new (float, rows *dim);
  double            loss[2];

  fill_normal (p, rows * dim, 5, 1);
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      ws_pool_set_threads (1);
      loss[0] = ws_contrast_loss (kinds[kind], 0.1f, p, rows, dim, one);
      ws_pool_set_threads (4);
      loss[1] = ws_contrast_loss (kinds[kind], 0.1f, p, rows, dim, four);
      assert_same_bits (loss, loss + 1, 1);
      assert_same_bits (one, four, rows * dim);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hyper/contrast/value", test_value);
  g_test_add_func ("/hyper/contrast/gradient", test_gradient);
  g_test_add_func ("/hyper/contrast/directions", test_directions);
  g_test_add_func ("/hyper/contrast/edges", test_edges);
  g_test_add_func ("/hyper/contrast/same-bits", test_same_bits);
  return g_test_run ();
}
