/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/interpolate.h"

#include "core/error.h"
#include "digits.h"
#include "ws-test.h"

#define Q 17

static double
get_length (const float *z, const float *origin)
{
  double sum = 0;

  for (guint j = 0; j < Q; j++)
    {
      double d = (double)z[j] - (origin != NULL ? (double)origin[j] : 0);

      sum += d * d;
    }
  return sqrt (sum);
}

static double
get_angle (const float *a, const float *b, const float *origin)
{
  double ab = 0;

  for (guint j = 0; j < Q; j++)
    ab += ((double)a[j] - (double)origin[j]) * ((double)b[j] - (double)origin[j]);
  return acos (ab / get_length (a, origin) / get_length (b, origin));
}

static void
test_line (void)
{
  g_autofree float *stops = draw_uniform (40, 0, 3 * Q, -2, 2), *z = g_new (float, 9 * Q);

  ws_interpolate_path (WS_PATH_LINEAR, stops, 3, Q, NULL, 4, z);
  for (guint i = 0; i <= 8; i++)
    for (guint j = 0; j < Q; j++)
      {
        guint  left = MIN (i / 4, 1);
        double t = i / 4.0 - left;

        ws_assert_close (z[i * Q + j],
                         (1 - t) * (double)stops[left * Q + j] +
                             t * (double)stops[(left + 1) * Q + j],
                         i % 4 == 0 ? 0 : 1e-6);
      }
}

/* Equal steps of the angle on a sphere about any origin, and the stops to the bit. */
static void
test_sphere (void)
{
  g_autofree float *ends = draw_uniform (40, 1, 2 * Q, -1, 1);
  g_autofree float *origin = draw_uniform (40, 2, Q, -3, 3), *z = g_new (float, 11 * Q);
  double            angle;

  for (guint e = 0; e < 2; e++) /* both at distance 5 */
    {
      double length = get_length (ends + e * Q, NULL);

      for (guint j = 0; j < Q; j++)
        ends[e * Q + j] = (float)((double)origin[j] + 5 * (double)ends[e * Q + j] / length);
    }
  ws_interpolate_path (WS_PATH_SPHERICAL, ends, 2, Q, origin, 10, z);
  g_assert_cmpmem (z, Q * sizeof *z, ends, Q * sizeof *z);
  g_assert_cmpmem (z + 10 * Q, Q * sizeof *z, ends + Q, Q * sizeof *z);
  angle = get_angle (ends, ends + Q, origin);
  g_assert_cmpfloat (angle, >, 0.5);
  for (guint i = 1; i < 10; i++)
    {
      ws_assert_close (get_length (z + i * Q, origin), 5, 1e-5);
      ws_assert_close (get_angle (ends, z + i * Q, origin), i / 10.0 * angle, 1e-5);
    }
}

/* Of different lengths: the formula, with zero for the origin. */
static void
test_lengths (void)
{
  const float a[] = { 2, 0 }, b[] = { 0, 3 };
  float       ends[] = { a[0], a[1], b[0], b[1] }, z[6];

  ws_interpolate_path (WS_PATH_SPHERICAL, ends, 2, 2, NULL, 2, z);
  ws_assert_close (z[2], 2 * sqrt (0.5), 1e-6);
  ws_assert_close (z[3], 3 * sqrt (0.5), 1e-6);
}

/* Parallel, opposite, equal, and at the origin: the line. */
static void
test_no_arc (void)
{
  static const float pairs[][4] = {
    { 1, 2, 2, 4 }, { 1, 2, -1, -2 }, { 1, 2, 1, 2 },
    { 0, 0, 3, 1 }, { 0, 0, 0, 0 },   { 1, 2, 1.00001f, 2.00001f }
  };

  for (guint p = 0; p < G_N_ELEMENTS (pairs); p++)
    {
      float arc[8], line[8];

      ws_interpolate_path (WS_PATH_SPHERICAL, pairs[p], 2, 2, NULL, 3, arc);
      ws_interpolate_path (WS_PATH_LINEAR, pairs[p], 2, 2, NULL, 3, line);
      g_assert_cmpmem (arc, sizeof arc, line, sizeof line);
    }
}

static void
test_few_stops (void)
{
  const float stop[] = { 1, 2, 3 };
  float       z[3] = { 9, 9, 9 };

  ws_interpolate_path (WS_PATH_SPHERICAL, stop, 0, 3, NULL, 5, z);
  ws_assert_close (z[0], 9, 0);
  ws_interpolate_path (WS_PATH_SPHERICAL, stop, 1, 3, NULL, 5, z);
  g_assert_cmpmem (z, sizeof z, stop, sizeof stop);
}

/* -- rows -- */

static void
assert_rows (const float *at, guint m, guint k, float *out)
{
  static const float a[] = { 0, 0, 4, 0, 0, 4, 9, 9 }, b[] = { 1, 3, 5, 100 };
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_interpolate_rows (a, 2, b, 1, 4, at, m, k, NULL, out, &error));
  g_assert_no_error (error);
}

static void
test_rows (void)
{
  /* a row; halfway between two, and of three; one step off a row */
  const float at[] = { 4, 0, 2, 0, 2, 2, 1, 0 };
  float       out[4];

  assert_rows (at, 4, 2, out);
  ws_assert_close (out[0], 3, 0);
  ws_assert_close (out[1], 2, 1e-6);
  ws_assert_close (out[2], 2, 1e-6); /* the first two of three equally near */
  /* distances 1 and 3: weights 1/2 and 1/10 */
  ws_assert_close (out[3], (1 * 0.5 + 3 * 0.1) / 0.6, 1e-6);
  assert_rows (at + 4, 1, 3, out);
  ws_assert_close (out[0], 3, 1e-6);
  /* more neighbours than there are rows: all, at distance √8 three times and √98 once */
  assert_rows (at + 4, 1, 50, out);
  ws_assert_close (out[0], (4.5 + 100 / 13.25) / (1.5 + 1 / 13.25), 1e-4);
}

static void
test_row_refusals (void)
{
  float a[] = { 0, 1, NAN }, out[1];
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_interpolate_rows (a, 1, a, 1, 3, a, 1, 2, NULL, out, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "finite");
  g_assert_false (ws_interpolate_rows (a, 1, a, 1, 0, a, 1, 2, NULL, out, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_SHAPE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latent/interpolate/line", test_line);
  g_test_add_func ("/latent/interpolate/sphere", test_sphere);
  g_test_add_func ("/latent/interpolate/lengths", test_lengths);
  g_test_add_func ("/latent/interpolate/no-arc", test_no_arc);
  g_test_add_func ("/latent/interpolate/few-stops", test_few_stops);
  g_test_add_func ("/latent/interpolate/rows", test_rows);
  g_test_add_func ("/latent/interpolate/row-refusals", test_row_refusals);
  return g_test_run ();
}
