/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler.h"

#include "core/error.h"
#include "core/random.h"
#include "golden-test.h"
#include "sample/gaussian.h"
#include "ws-test.h"

#include <math.h>

/* "gaussian-full" against scikit-learn (tests/golden/sampling.py), and "direction". */
#define N_GOLDEN 240 /* values of the golden rows */
#define N 20000

/* Takes the mean away. */
static void
centre (float *x, guint n, guint dim)
{
  for (guint j = 0; j < dim; j++)
    {
      double mean = 0;

      for (guint i = 0; i < n; i++)
        mean += (double)x[i * dim + j] / n;
      for (guint i = 0; i < n; i++)
        x[i * dim + j] = (float)((double)x[i * dim + j] - mean);
    }
}

static float *
draw (const char *name, const WsSampleRows *rows, const double *values, const WsDrawing *drawing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsSamplerModel) model =
      ws_sampler_model_new (ws_sampler_lookup (name, NULL), rows, values, 1, NULL, &error);
  float *out = g_new (float, (gsize)drawing->n * rows->dim);

  g_assert_no_error (error);
  g_assert_true (ws_sampler_model_draw (model, drawing, out, NULL, NULL, &error));
  return out;
}

/* Covariances of draws are those of the distribution, shrunk, to within their noise. */
static void
check_draws (const float *x, guint n, guint dim, const double *wanted, double temperature)
{
  const WsSampleRows rows = { .x = x, .n = n, .dim = dim };
  const WsDrawing    drawing = { .seed = 8, .n = N };
  g_autofree float  *out = draw ("gaussian-full", &rows, &temperature, &drawing);

  for (guint j = 0; j < dim; j++)
    {
      double mean = 0, wanted_mean = 0;

      for (guint i = 0; i < n; i++)
        wanted_mean += (double)x[i * dim + j] / n;
      for (guint s = 0; s < N; s++)
        mean += (double)out[s * dim + j] / N;
      ws_assert_close (mean, wanted_mean, 6 * sqrt (wanted[j * dim + j] / N));
    }
  centre (out, N, dim);
  for (guint j = 0; j < dim; j++)
    for (guint k = 0; k <= j; k++)
      {
        double product = 0, noise = wanted[j * dim + j] * wanted[k * dim + k] * 2 / N;

        for (guint s = 0; s < N; s++)
          product += (double)out[s * dim + j] * (double)out[s * dim + k] / N;
        ws_assert_close (product / temperature / temperature, wanted[j * dim + k],
                         6 * sqrt (noise));
      }
}

static void
test_golden (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonObject        *golden = golden_load ("sampling", &parser);
  JsonArray         *cases = json_object_get_array_member (golden, "shrunk");
  g_autofree double *values = golden_numbers (golden, "x", N_GOLDEN);

  for (guint c = 0; c < 2; c++)
    {
      JsonObject        *wanted = json_array_get_object_element (cases, c);
      guint              n = (guint)json_object_get_int_member (wanted, "n");
      guint              dim = (guint)json_object_get_int_member (wanted, "dim");
      g_autofree double *covariance = golden_numbers (wanted, "covariance", dim * dim);
      g_autofree float  *x = g_new (float, n *dim), *beside = NULL;
      double             share, variance;

      for (guint i = 0; i < n * dim; i++)
        x[i] = (float)values[i];
      beside = g_memdup2 (x, n * dim * sizeof *x);
      centre (beside, n, dim);
      ws_gaussian_shrink (beside, n, dim, &share, &variance);
      ws_assert_close (share, json_object_get_double_member (wanted, "share"), 1e-5);
      for (guint j = 0; j < dim; j++)
        for (guint k = 0; k < dim; k++)
          {
            double product = j == k ? share * variance : 0;

            for (guint i = 0; i < n; i++)
              product +=
                  (1 - share) * (double)beside[i * dim + j] * (double)beside[i * dim + k] / n;
            ws_assert_close (product, covariance[j * dim + k], 1e-4);
          }
      check_draws (x, n, dim, covariance, c == 0 ? 1 : 0.5);
    }
}

/* -- along a direction -- */

#define N_ROWS 400
#define DIM 6

/* The rank is 0.5 + 0.2·(3·z_0 + z_1), where z_0 is wide and goes along with z_2; others are noise.
 */
static void
fill_rows (float *x, float *rank)
{
  WsStream stream;

  ws_stream_init (&stream, 81, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < N_ROWS; i++)
    {
      float *row = x + i * DIM;

      for (guint j = 0; j < DIM; j++)
        row[j] = 2 * ws_stream_uniform (&stream) - 1;
      row[0] *= 0.5f;
      row[1] *= 0.5f;
      row[2] = 4 * row[0];
      rank[i] = 0.5f + 0.2f * (3 * row[0] + row[1]);
    }
}

/* What the probe sees is what is asked for; the pattern takes along what goes along. */
static void
test_direction (void)
{
  g_autofree float  *x = g_new (float, N_ROWS *DIM), *rank = g_new (float, N_ROWS);
  const WsSampleRows rows = { .x = x, .rank = rank, .n = N_ROWS, .dim = DIM };

  fill_rows (x, rank);
  for (guint k = 0; k < 4; k++)
    {
      const double      beyond = k % 2 == 0 ? 0 : 0.5, values[] = { beyond, k / 2 };
      const WsDrawing   drawing = { .seed = 2, .n = 1000, .rank_low = 0.8, .rank_high = 1 };
      g_autofree float *out = draw ("direction", &rows, values, &drawing);
      double            mean = 0, off = 0;

      for (guint s = 0; s < 1000; s++)
        {
          const float *z = out + s * DIM;
          double       got = 0.5 + 0.2 * (3 * (double)z[0] + (double)z[1]);

          if (k / 2 == 1) /* straight, z_2 takes a part of what z_0 says, for they are one */
            {
              g_assert_cmpfloat (got, >, 0.75 + beyond);
              g_assert_cmpfloat (got, <, 1.05 + beyond);
              mean += got / 1000;
            }
          off += fabs ((double)z[2] - 4 * (double)z[0]) / 1000;
        }
      if (k / 2 == 1)
        ws_assert_close (mean, 0.9 + beyond, 0.02);
      ws_assert_close (off, 0, 0.05); /* both ways lie among the rows' components */
    }
}

/* A wide dimension that hardly matters moves more than a narrow one along the pattern only. */
static void
test_pattern (void)
{
  g_autofree float  *x = g_new (float, N_ROWS * 2), *rank = g_new (float, N_ROWS);
  const WsSampleRows rows = { .x = x, .rank = rank, .n = N_ROWS, .dim = 2 };
  const WsDrawing    drawing = { .seed = 2, .n = 1000, .rank_low = 1, .rank_high = 1 };
  WsStream           stream;

  ws_stream_init (&stream, 82, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < N_ROWS; i++)
    {
      x[2 * i] = 10 * (2 * ws_stream_uniform (&stream) - 1);
      x[2 * i + 1] = 2 * ws_stream_uniform (&stream) - 1;
      rank[i] = 0.5f + 0.02f * x[2 * i] + 0.2f * x[2 * i + 1];
    }
  for (guint k = 0; k < 2; k++)
    {
      const double      values[] = { 0, k };
      g_autofree float *out = draw ("direction", &rows, values, &drawing);
      double            wide = 0, narrow = 0;

      for (guint s = 0; s < 1000; s++)
        {
          ws_assert_close (0.5 + 0.02 * (double)out[2 * s] + 0.2 * (double)out[2 * s + 1], 1, 0.02);
          wide += (double)out[2 * s] / 1000;
          narrow += (double)out[2 * s + 1] / 1000;
        }
      /* along the slope: 0.25 and 2.5; along the pattern: 12.5 and 1.25 */
      ws_assert_close (wide, k == 0 ? 0.25 : 12.5, 1);
      ws_assert_close (narrow, k == 0 ? 2.5 : 1.25, 0.2);
    }
}

static void
test_no_direction (void)
{
  static const float x[] = { 1, 2, 3, 4, 5, 7, 6, 8 }, ranks[] = { 0.5f, 0.5f, 0.5f, 0.5f };

  for (guint k = 0; k < 2; k++) /* all alike, and one alone */
    {
      const WsSampleRows rows = { .x = x, .rank = ranks, .n = k == 0 ? 4 : 1, .dim = 2 };
      g_autoptr (GError) error = NULL;

      g_assert_null (ws_sampler_model_new (ws_sampler_lookup ("direction", NULL), &rows, NULL, 1,
                                           NULL, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "different accuracy");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/gaussian/golden", test_golden);
  g_test_add_func ("/sample/direction/asked", test_direction);
  g_test_add_func ("/sample/direction/pattern", test_pattern);
  g_test_add_func ("/sample/direction/none", test_no_direction);
  return g_test_run ();
}
