/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler.h"

#include "core/error.h"
#include "core/random.h"
#include "ws-test.h"

#include <string.h>

/* Two states each of 30 networks; the second is near the first. */
#define N_ROWS 60
#define DIM 6
#define N 5000

static float   x[N_ROWS * DIM];
static guint32 network[N_ROWS];

static void
fill_rows (float scale)
{
  WsStream stream;

  ws_stream_init (&stream, 31, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < N_ROWS; i++)
    {
      network[i] = i / 2;
      for (guint j = 0; j < DIM; j++)
        x[i * DIM + j] = i % 2 == 0
                             ? scale * (2 * ws_stream_uniform (&stream) - 1) * (1 + (float)j) / DIM
                             : x[(i - 1) * DIM + j] + 1e-4f * scale;
    }
}

static float *
draw (const char *name, const char *setting, double value, guint n, guint32 *from)
{
  const WsSampleRows rows = { .x = x, .network = network, .n = N_ROWS, .dim = DIM };
  const WsDrawing    drawing = { .seed = 3, .n = n };
  g_autoptr (GError) error = NULL;
  const WsSampler *sampler = ws_sampler_lookup (name, &error);
  g_autoptr (WsSamplerModel) model = NULL;
  double values[WS_SAMPLER_MAX_SETTINGS];
  float *out = g_new (float, (gsize)n *DIM);

  g_assert_no_error (error);
  ws_sampler_preset (sampler, values);
  if (setting != NULL)
    g_assert_true (ws_sampler_set (sampler, values, setting, value, &error));
  model = ws_sampler_model_new (sampler, &rows, values, 1, NULL, &error);
  g_assert_no_error (error);
  ws_sampler_model_draw (model, &drawing, out, from, NULL, &error);
  g_assert_no_error (error);
  return out;
}

static void
get_moments (
    const float *rows, guint n, guint j, double *mean, double *std, double *low, double *high)
{
  double sum = 0, square = 0;

  *low = (double)INFINITY;
  *high = -(double)INFINITY;
  for (guint i = 0; i < n; i++)
    {
      double value = (double)rows[(gsize)i * DIM + j];

      sum += value;
      *low = MIN (*low, value);
      *high = MAX (*high, value);
    }
  *mean = sum / n;
  for (guint i = 0; i < n; i++)
    square += pow ((double)rows[(gsize)i * DIM + j] - *mean, 2);
  *std = sqrt (square / (n - 1));
}

static void
test_uniform (void)
{
  for (guint wide = 0; wide < 2; wide++)
    {
      g_autofree float *out = NULL;

      fill_rows (wide ? 3 : 0.9f);
      out = draw ("uniform", NULL, 0, N, NULL);
      for (guint j = 0; j < DIM; j++)
        {
          double mean, std, low, high, from = -1, to = 1;

          if (wide)
            get_moments (x, N_ROWS, j, &mean, &std, &from, &to);
          get_moments (out, N, j, &mean, &std, &low, &high);
          g_assert_true (low >= from && high <= to);
          ws_assert_close (low, from, 0.01 * (to - from));
          ws_assert_close (high, to, 0.01 * (to - from));
          ws_assert_close (std, (to - from) / sqrt (12), 0.03 * (to - from));
        }
    }
}

static void
test_gaussian (void)
{
  g_autofree float *out = NULL;

  fill_rows (2);
  out = draw ("gaussian", NULL, 0, N, NULL);
  for (guint j = 0; j < DIM; j++)
    {
      double mean, std, low, high, wanted_mean, wanted_std;

      get_moments (x, N_ROWS, j, &wanted_mean, &wanted_std, &low, &high);
      get_moments (out, N, j, &mean, &std, &low, &high);
      ws_assert_close (mean, wanted_mean, 5 * wanted_std / sqrt (N));
      ws_assert_close (std, wanted_std, 5 * wanted_std / sqrt (2.0 * N));
      g_assert_cmpfloat (high, >, mean + 2.9 * std); /* tails, which a box has not */
    }
}

static double
get_distance (const float *a, const float *b)
{
  double sum = 0;

  for (guint j = 0; j < DIM; j++)
    sum += pow ((double)a[j] - (double)b[j], 2);
  return sqrt (sum);
}

/* As far from its row as asked, by the distance to another network's rows. */
static void
test_jitter (void)
{
  g_autofree guint32 *from = g_new (guint32, N);
  g_autofree float   *out = NULL;

  fill_rows (1);
  out = draw ("jitter", "share", 0.25, N, from);
  for (guint s = 0; s < N; s++)
    {
      const float *row = x + (gsize)from[s] * DIM;
      double       nearest = (double)INFINITY;

      for (guint i = 0; i < N_ROWS; i++)
        if (network[i] != network[from[s]])
          nearest = MIN (nearest, get_distance (row, x + i * DIM));
      ws_assert_close (get_distance (row, out + s * DIM), 0.25 * nearest, 1e-5);
    }
}

static void
test_alone (void)
{
  const guint32      same[3] = { 4, 4, 4 };
  const WsSampleRows rows = { .x = x, .network = same, .n = 3, .dim = DIM };
  g_autoptr (GError) error = NULL;

  fill_rows (1);
  g_assert_null (
      ws_sampler_model_new (ws_sampler_lookup ("jitter", NULL), &rows, NULL, 1, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "two networks");
  g_assert_null (
      ws_sampler_model_new (ws_sampler_lookup ("neighbour", NULL), &rows, NULL, 1, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "not 3");
}

/* -- neighbours on a map -- */

#define N_SHEET 150
#define N_PLACES 60

/* A bent sheet in six dimensions. */
static void
fill_sheet (float *sheet)
{
  WsStream stream;

  ws_stream_init (&stream, 32, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < N_SHEET; i++)
    {
      float *row = sheet + i * DIM, u = ws_stream_uniform (&stream),
            v = ws_stream_uniform (&stream);

      row[0] = 2 * u;
      row[1] = 2 * v;
      row[2] = u + v;
      row[3] = u - v;
      row[4] = 0.5f;
      row[5] = u * v;
    }
}

static guint
find_nearest (const float *sheet, const float *z, double *distance)
{
  guint where = 0;

  *distance = (double)INFINITY;
  for (guint i = 0; i < N_SHEET; i++)
    {
      double other = get_distance (sheet + i * DIM, z);

      if (other < *distance)
        where = i;
      *distance = MIN (*distance, other);
    }
  return where;
}

/* Draws inside of the map's hull are as near to the sheet as rows are to each other, and are not
 * all at one place; those of the box go by the nearest part of the hull. A draw does not depend on
 * its company, nor on draws before. */
static void
test_neighbour (void)
{
  g_autofree float  *sheet = g_new (float, N_SHEET *DIM), *first = NULL;
  const WsSampleRows rows = { .x = sheet, .n = N_SHEET, .dim = DIM };

  fill_sheet (sheet);
  for (guint hull = 0; hull < 2; hull++)
    {
      const double values[] = { hull };
      g_autoptr (GError) error = NULL;
      g_autoptr (WsSamplerModel) model = ws_sampler_model_new (
          ws_sampler_lookup ("neighbour", NULL), &rows, values, 1, NULL, &error);
      WsDrawing         drawing = { .seed = 3, .n = N_PLACES };
      g_autofree float *out = g_new (float, N_PLACES *DIM), *again = g_new (float, 10 * DIM);
      gboolean          is_near[N_SHEET] = { 0 };
      guint             n_near = 0, n_far = 0;
      guint32           from[N_PLACES];

      g_assert_no_error (error);
      g_assert_true (ws_sampler_model_draw (model, &drawing, out, from, NULL, &error));
      for (guint s = 0; s < N_PLACES; s++)
        {
          const float *z = out + s * DIM;
          double       distance;
          guint        i = find_nearest (sheet, z, &distance);

          g_assert_cmpuint (from[s], ==, G_MAXUINT32);
          n_near += !is_near[i];
          is_near[i] = TRUE;
          n_far += distance > 0.35;
          g_assert_cmpfloat (distance, <, 2);
        }
      g_assert_cmpuint (n_near, >, hull ? 20 : 5);
      g_assert_cmpuint (n_far, <=, hull ? 3 : N_PLACES);
      drawing.first = 30;
      drawing.n = 10;
      g_assert_true (ws_sampler_model_draw (model, &drawing, again, NULL, NULL, &error));
      g_assert_cmpmem (out + 30 * DIM, 10 * DIM * sizeof *out, again, 10 * DIM * sizeof *again);
      if (first != NULL)
        g_assert_true (memcmp (first, out, N_PLACES * DIM * sizeof *out) != 0);
      else
        first = g_steal_pointer (&out);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/baseline/uniform", test_uniform);
  g_test_add_func ("/sample/baseline/gaussian", test_gaussian);
  g_test_add_func ("/sample/baseline/jitter", test_jitter);
  g_test_add_func ("/sample/baseline/alone", test_alone);
  g_test_add_func ("/sample/baseline/neighbour", test_neighbour);
  return g_test_run ();
}
