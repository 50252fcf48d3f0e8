/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/contour.h"

#include "core/random.h"
#include "ws-test.h"

#define N 41

/* Twice the area that a line goes round, above zero against the clock. */
static double
get_area (const WsContour *line)
{
  double sum = 0.0;

  for (guint i = 0; i + 1 < line->n; i++)
    sum += line->xy[2 * i] * line->xy[2 * i + 3] - line->xy[2 * i + 2] * line->xy[2 * i + 1];
  return 0.5 * sum;
}

/* A cone: its lines are circles. */
static void
test_circle (void)
{
  g_autofree double *grid = g_new (double, N *N);
  g_autoptr (GPtrArray) lines = NULL;
  const WsContour *line;

  for (guint j = 0; j < N; j++)
    for (guint i = 0; i < N; i++)
      grid[j * N + i] = -hypot (i - 20.3, j - 19.6);
  lines = ws_contours (grid, N, N, NULL, -12.5);
  g_assert_cmpuint (lines->len, ==, 1);
  line = g_ptr_array_index (lines, 0);
  g_assert_true (line->is_closed);
  g_assert_cmpfloat (line->value, ==, -12.5);
  for (guint i = 0; i < line->n; i++)
    ws_assert_close (hypot (line->xy[2 * i] - 20.3, line->xy[2 * i + 1] - 19.6), 12.5, 0.02);
  ws_assert_close (get_area (line), G_PI * 12.5 * 12.5, 3.0); /* above on the left */
}

/* A circle that leaves the grid is a line with two ends on its sides. */
static void
test_open (void)
{
  g_autofree double *grid = g_new (double, N *N);
  g_autoptr (GPtrArray) lines = NULL;
  const WsContour *line;

  for (guint j = 0; j < N; j++)
    for (guint i = 0; i < N; i++)
      grid[j * N + i] = hypot (i, j - 20.0);
  lines = ws_contours (grid, N, N, NULL, 10.3);
  g_assert_cmpuint (lines->len, ==, 1);
  line = g_ptr_array_index (lines, 0);
  g_assert_false (line->is_closed);
  ws_assert_close (line->xy[0], 0.0, 0.0);
  ws_assert_close (line->xy[2 * line->n - 2], 0.0, 0.0);
  ws_assert_close (fabs (line->xy[1] - line->xy[2 * line->n - 1]), 20.6, 0.01);
}

/* No line in a square that has a corner without a value, none in one that is to be left out, and
 * all others as they were. */
static void
test_holes (void)
{
  g_autofree double *grid = g_new (double, N *N);
  g_autofree guint8 *skip = g_new0 (guint8, (N - 1) * (N - 1));
  g_autoptr (GPtrArray) whole = NULL, holed = NULL;
  guint n_whole = 0, n_holed = 0;

  for (guint i = 0; i < N * N; i++)
    grid[i] = i % N + 0.5; /* upright lines */
  whole = ws_contours (grid, N, N, NULL, 7.0);
  grid[10 * N + 6] = (double)NAN;
  skip[30 * (N - 1) + 6] = 1;
  holed = ws_contours (grid, N, N, skip, 7.0);
  for (guint k = 0; k < whole->len; k++)
    n_whole += ((WsContour *)g_ptr_array_index (whole, k))->n - 1;
  for (guint k = 0; k < holed->len; k++)
    {
      const WsContour *line = g_ptr_array_index (holed, k);

      n_holed += line->n - 1;
      for (guint i = 0; i < line->n; i++)
        {
          double y = line->xy[2 * i + 1];

          ws_assert_close (line->xy[2 * i], 6.5, 0.0);
          g_assert_false (y > 9.0 && y < 11.0);
          g_assert_false (y > 30.0 && y < 31.0);
        }
    }
  g_assert_cmpuint (whole->len, ==, 1);
  g_assert_cmpuint (holed->len, ==, 3);
  g_assert_cmpuint (n_whole, ==, N - 1);
  g_assert_cmpuint (n_holed, ==, N - 1 - 3);
}

/* Random values, many saddles: every edge between a value above and one below is crossed by one
 * line exactly once, no other edge is, and lines end at the rim only. */
static void
test_random (void)
{
  enum
  {
    W = 23,
    H = 17
  };
  double   grid[W * H];
  guint    crossed = 0, wanted = 0;
  WsStream stream;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  ws_stream_init (&stream, 5, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < W * H; i++)
    grid[i] = (double)ws_stream_normal (&stream);
  for (guint j = 0; j < H; j++)
    for (guint i = 0; i < W; i++)
      {
        gboolean above = grid[j * W + i] >= 0.1;

        wanted += i + 1 < W && above != (grid[j * W + i + 1] >= 0.1);
        wanted += j + 1 < H && above != (grid[(j + 1) * W + i] >= 0.1);
      }
  lines = ws_contours (grid, W, H, NULL, 0.1);
  for (guint k = 0; k < lines->len; k++)
    {
      const WsContour *line = g_ptr_array_index (lines, k);

      for (guint i = 0; i < line->n - (line->is_closed ? 1 : 0); i++)
        {
          double x = line->xy[2 * i], y = line->xy[2 * i + 1];

          g_assert_true (x == floor (x) || y == floor (y));
          g_assert_true (g_hash_table_add (seen, g_strdup_printf ("%.17g %.17g", x, y)));
          crossed++;
        }
      for (guint end = 0; end < 2 && !line->is_closed; end++)
        {
          const double *xy = line->xy + (end == 0 ? 0 : 2 * (line->n - 1));

          g_assert_true (xy[0] == 0.0 || xy[0] == W - 1 || xy[1] == 0.0 || xy[1] == H - 1);
        }
    }
  g_assert_cmpuint (crossed, ==, wanted);
}

static void
test_step (void)
{
  ws_assert_close (ws_contour_step (0.0438), 0.05, 1e-12);
  ws_assert_close (ws_contour_step (0.05), 0.05, 1e-12);
  ws_assert_close (ws_contour_step (0.0867), 0.1, 1e-12);
  ws_assert_close (ws_contour_step (0.11), 0.2, 1e-12);
  ws_assert_close (ws_contour_step (3.0), 5.0, 1e-12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latent/contour/circle", test_circle);
  g_test_add_func ("/latent/contour/open", test_open);
  g_test_add_func ("/latent/contour/holes", test_holes);
  g_test_add_func ("/latent/contour/random", test_random);
  g_test_add_func ("/latent/contour/step", test_step);
  return g_test_run ();
}
