/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler.h"

#include "core/error.h"
#include "core/random.h"
#include "ws-test.h"

#include <math.h>

/* Rows whose every value names its row and dimension: row + dim / 64, exact in single precision. */
#define N_ROWS 16
#define DIM 64
#define N 20000

static float rows[N_ROWS * DIM];

static void
fill_rows (void)
{
  for (guint i = 0; i < N_ROWS; i++)
    for (guint j = 0; j < DIM; j++)
      rows[i * DIM + j] = (float)i + (float)j / 64;
}

static const WsSampler *
lookup (const char *name)
{
  g_autoptr (GError) error = NULL;
  const WsSampler *sampler = ws_sampler_lookup (name, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sampler->name, ==, name);
  return sampler;
}

static WsSamplerModel *
make (const char *name, const float *x, guint n, guint dim, double bandwidth, GError **error)
{
  const WsSampler   *sampler = lookup (name);
  const WsSampleRows given = { .x = x, .n = n, .dim = dim };
  double             values[WS_SAMPLER_MAX_SETTINGS];

  ws_sampler_preset (sampler, values);
  if (ws_sampler_count_settings (sampler) > 0)
    values[0] = bandwidth;
  return ws_sampler_model_new (sampler, &given, values, 1, NULL, error);
}

static float *
draw (const char *name, float bandwidth, guint64 seed, guint n, guint32 *from)
{
  const WsDrawing drawing = { .seed = seed, .n = n };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsSamplerModel) model = NULL;
  float *out = g_new (float, (gsize)n *DIM);

  model = make (name, rows, N_ROWS, DIM, bandwidth, &error);
  g_assert_no_error (error);
  ws_sampler_model_draw (model, &drawing, out, from, NULL, &error);
  g_assert_no_error (error);
  return out;
}

/* Mean 0 and deviation 1 within five standard errors, and tails. */
static void
assert_normal (const double *x, guint n)
{
  double sum = 0, squares = 0, largest = 0;

  for (guint i = 0; i < n; i++)
    {
      sum += x[i];
      squares += x[i] * x[i];
      largest = MAX (largest, fabs (x[i]));
    }
  ws_assert_close (sum / n, 0, 5 / sqrt (n));
  ws_assert_close (squares / n, 1, 5 * sqrt (2.0 / n));
  g_assert_cmpfloat (largest, >, 3);
  g_assert_cmpfloat (largest, <, 7);
}

static void
assert_even (const guint *counts, guint n_bins, guint n)
{
  double chi2 = 0;

  for (guint i = 0; i < n_bins; i++)
    chi2 += pow (counts[i] - (double)n / n_bins, 2) / ((double)n / n_bins);
  ws_assert_close (chi2, n_bins - 1, 5 * sqrt (2.0 * (n_bins - 1)));
}

/* -- z* = z_i + h·ε·(1, …, 1): one row and one shift for all dimensions -- */

static void
test_published (void)
{
  const float         h = 0.125f;
  g_autofree guint32 *from = g_new (guint32, N);
  g_autofree float   *out = draw ("kde", h, 3, N, from);
  g_autofree double  *shifts = g_new (double, N);
  guint               counts[N_ROWS] = { 0 };

  for (guint s = 0; s < N; s++)
    {
      const float *z = out + (gsize)s * DIM, *row;

      g_assert_cmpuint (from[s], <, N_ROWS);
      counts[from[s]]++;
      row = rows + from[s] * DIM;
      shifts[s] = ((double)z[0] - (double)row[0]) / (double)h;
      for (guint j = 0; j < DIM; j++) /* the same shift, but for the rounding of values up to 17 */
        ws_assert_close (((double)z[j] - (double)row[j]) / (double)h, shifts[s], 4e-6 / (double)h);
    }
  assert_even (counts, N_ROWS, N);
  assert_normal (shifts, N);
}

/* -- each dimension its own row and jitter -- */

static void
test_per_dimension (void)
{
  const float         h = 0.0625f; /* 8 σ from a row to the next: rows can be told from the sum */
  g_autofree guint32 *from = g_new (guint32, N);
  g_autofree float   *out = draw ("kde-dim", h, 4, N, from);
  g_autofree double  *shifts = g_new (double, N);
  g_autofree guint   *which = g_new (guint, (gsize)N * DIM);

  for (guint j = 0; j < DIM; j++)
    {
      guint counts[N_ROWS] = { 0 };

      for (guint s = 0; s < N; s++)
        {
          double value = (double)out[(gsize)s * DIM + j] - (double)j / 64;
          double row = CLAMP (rint (value), 0, N_ROWS - 1);

          which[(gsize)s * DIM + j] = (guint)row;
          counts[(guint)row]++;
          shifts[s] = (value - row) / (double)h;
        }
      assert_even (counts, N_ROWS, N);
      assert_normal (shifts, N);
    }
  for (guint s = 0; s < N; s++)
    g_assert_cmpuint (from[s], ==, G_MAXUINT32);
  /* neighbouring dimensions choose the same row as often as chance has it */
  for (guint j = 0; j + 1 < DIM; j++)
    {
      guint same = 0;

      for (guint s = 0; s < N; s++)
        same += which[(gsize)s * DIM + j] == which[(gsize)s * DIM + j + 1];
      ws_assert_close ((double)same / N, 1.0 / N_ROWS, 5 * sqrt (1.0 / N_ROWS / N));
    }
}

/* -- one row, jitter of its own in each dimension -- */

static void
test_joint (void)
{
  const float         h = 0.5f;
  g_autofree guint32 *from = g_new (guint32, N);
  g_autofree float   *out = draw ("kde-joint", h, 5, N, from);
  g_autofree double  *first = g_new (double, N), *product = g_new (double, N);
  guint               counts[N_ROWS] = { 0 };
  double              sum = 0;

  for (guint s = 0; s < N; s++)
    counts[from[s]]++;
  assert_even (counts, N_ROWS, N);
  for (guint j = 0; j < DIM; j += 7)
    {
      sum = 0;
      for (guint s = 0; s < N; s++)
        {
          double shift =
              ((double)out[(gsize)s * DIM + j] - (double)rows[from[s] * DIM + j]) / (double)h;

          product[s] = shift;
          if (j == 0)
            first[s] = shift;
          sum += shift * first[s];
        }
      assert_normal (product, N);
      if (j > 0)
        ws_assert_close (sum / N, 0, 5 / sqrt (N));
    }
}

/* -- half-way -- */

static void
test_midpoint (void)
{
  g_autofree float *out = draw ("midpoint", 0.002f, 5, N, NULL);
  guint             counts[2 * N_ROWS] = { 0 };

  for (guint s = 0; s < N; s++)
    {
      /* twice the value of dimension 0 is the sum of two row numbers */
      float sum = 2 * out[(gsize)s * DIM];

      g_assert_cmpfloat (sum, ==, roundf (sum));
      g_assert_true (sum >= 1 && sum <= 2 * N_ROWS - 3);
      counts[(guint)sum]++;
      for (guint j = 0; j < DIM; j++)
        g_assert_cmpfloat (out[(gsize)s * DIM + j], ==, sum / 2 + (float)j / 64);
    }
  /* two different rows: 0 + 1 alone gives 1, and 2 · 120 pairs are alike */
  ws_assert_close ((double)counts[1] / N, 1.0 / 120, 5 * sqrt (1.0 / 120 / N));
  ws_assert_close ((double)counts[15] / N, 8.0 / 120, 5 * sqrt (8.0 / 120 / N));
}

/* -- in weight space: the same two densities under their own names -- */

static void
test_weights (void)
{
  static const char *const pairs[2][2] = { { "weight-kde", "kde-dim" },
                                           { "weight-kde-joint", "kde-joint" } };

  for (guint i = 0; i < 2; i++)
    {
      g_autofree float *a = draw (pairs[i][0], 0.01f, 6, 50, NULL);
      g_autofree float *b = draw (pairs[i][1], 0.01f, 6, 50, NULL);

      g_assert_cmpmem (a, 50 * DIM * sizeof *a, b, 50 * DIM * sizeof *b);
      g_assert_cmpint (lookup (pairs[i][0])->space, ==, WS_SPACE_WEIGHTS);
      g_assert_cmpint (lookup (pairs[i][1])->space, ==, WS_SPACE_LATENT);
    }
}

/* Without bandwidth every value is one that was given, or half-way between two. */
static void
test_no_bandwidth (void)
{
  static const char *const names[] = { "kde",      "kde-dim",    "kde-joint",
                                       "midpoint", "weight-kde", "weight-kde-joint" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char       *name = names[i];
      g_autofree float *out = draw (name, 0, 9, 100, NULL);
      float             step = g_str_equal (name, "midpoint") ? 2 : 1;

      for (guint k = 0; k < 100 * DIM; k++)
        {
          float row = out[k] - (float)(k % DIM) / 64;

          g_assert_true (row >= 0 && row < N_ROWS && step * row == rintf (step * row));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fill_rows ();
  g_test_add_func ("/sample/kde/published", test_published);
  g_test_add_func ("/sample/kde/per-dimension", test_per_dimension);
  g_test_add_func ("/sample/kde/joint", test_joint);
  g_test_add_func ("/sample/kde/midpoint", test_midpoint);
  g_test_add_func ("/sample/kde/weights", test_weights);
  g_test_add_func ("/sample/kde/no-bandwidth", test_no_bandwidth);
  return g_test_run ();
}
