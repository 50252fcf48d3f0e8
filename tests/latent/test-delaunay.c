/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/delaunay.h"

#include "cancel-test.h"
#include "core/error.h"
#include "core/random.h"
#include "latent/hull-distance.h"
#include "ws-test.h"

static float *
draw (guint32 number, gsize n)
{
  float   *x = g_new (float, n);
  WsStream stream;

  ws_stream_init (&stream, 19, WS_PURPOSE_TEST, number, 0);
  for (gsize i = 0; i < n; i++)
    x[i] = 10 * ws_stream_uniform (&stream);
  return x;
}

static WsDelaunay *
build (const float *points, guint n, guint dim)
{
  g_autoptr (GError) error = NULL;
  WsDelaunay *mesh = ws_delaunay_new (points, n, dim, NULL, &error);

  g_assert_no_error (error);
  return mesh;
}

/* Solves m·x = y for up to 3 unknowns by Cramer's rule; the determinant. */
static double
solve (guint dim, double m[3][3], const double *y, double *x)
{
  double det[4];

  for (guint k = 0; k <= dim; k++)
    {
      double a[3][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };

      for (guint r = 0; r < dim; r++)
        for (guint c = 0; c < dim; c++)
          a[r][c] = c + 1 == k ? y[r] : m[r][c];
      det[k] = a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
               a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
               a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
    }
  for (guint k = 0; k < dim; k++)
    x[k] = det[k + 1] / det[0];
  return det[0];
}

/* The volume of a simplex, times 2 or 6; its circumcentre. */
static double
measure (const float *points, guint dim, const guint32 *corner, double *centre, double *square)
{
  double       edge[3][3] = { { 0 } }, half[3], volume;
  const float *origin = points + (gsize)corner[0] * dim;

  for (guint r = 0; r < dim; r++)
    {
      half[r] = 0;
      for (guint c = 0; c < dim; c++)
        {
          edge[r][c] = (double)points[(gsize)corner[r + 1] * dim + c] - (double)origin[c];
          half[r] += edge[r][c] * edge[r][c] / 2;
        }
    }
  volume = solve (dim, edge, half, centre);
  *square = 0;
  for (guint c = 0; c < dim; c++)
    {
      *square += centre[c] * centre[c];
      centre[c] += (double)origin[c];
    }
  return volume;
}

/* Every sphere is empty but for what joggling explains, every edge is known from both ends. */
static double
assert_delaunay (const WsDelaunay *mesh, const float *points, guint n, guint dim)
{
  double total = 0;

  for (guint s = 0; s < ws_delaunay_get_n_simplices (mesh); s++)
    {
      const guint32 *corner = ws_delaunay_get_simplex (mesh, s);
      double         centre[3], square, volume;

      volume = measure (points, dim, corner, centre, &square);
      g_assert_cmpfloat (volume, >, -1e-2);
      total += volume;
      for (guint i = 0; i < n && volume > 0.1; i++)
        {
          double away = 0;

          for (guint c = 0; c < dim; c++)
            away += pow ((double)points[(gsize)i * dim + c] - centre[c], 2);
          g_assert_cmpfloat (away, >, square * (1 - 1e-3) - 1e-3);
        }
      for (guint a = 0; a <= dim; a++)
        for (guint b = 0; b <= dim; b++)
          {
            guint          n_next;
            const guint32 *next = ws_delaunay_get_neighbours (mesh, corner[a], &n_next);
            gboolean       is_there = a == b;

            for (guint j = 0; j < n_next && !is_there; j++)
              is_there = next[j] == corner[b];
            g_assert_true (is_there);
          }
    }
  return total;
}

static void
test_random (void)
{
  for (guint dim = 2; dim <= 3; dim++)
    for (guint n = dim + 1; n <= 300; n = n * 3 + 1)
      {
        g_autofree float *points = draw (dim * 100 + n, n * dim);
        g_autoptr (WsDelaunay) mesh = build (points, n, dim);

        g_assert_cmpuint (ws_delaunay_get_n_simplices (mesh), >, 0);
        assert_delaunay (mesh, points, n, dim);
      }
}

/* With the corners of a cube among the points the simplices fill it. */
static void
test_fills_hull (void)
{
  for (guint dim = 2; dim <= 3; dim++)
    {
      guint             n = 250;
      g_autofree float *points = draw (dim, n * dim);
      g_autoptr (WsDelaunay) mesh = NULL;

      for (guint i = 0; i < 1u << dim; i++)
        for (guint c = 0; c < dim; c++)
          points[i * dim + c] = i >> c & 1 ? 10 : 0;
      mesh = build (points, n, dim);
      ws_assert_close (assert_delaunay (mesh, points, n, dim), dim == 2 ? 200 : 6000, 1);
    }
}

/* Four on every circle, eight on every sphere, many on a line. */
static void
test_grid (void)
{
  for (guint dim = 2; dim <= 3; dim++)
    {
      guint             side = 7, n = dim == 2 ? 49 : 343;
      g_autofree float *points = g_new (float, n *dim);
      g_autoptr (WsDelaunay) mesh = NULL;

      for (guint i = 0; i < n; i++)
        for (guint c = 0, rest = i; c < dim; c++, rest /= side)
          points[i * dim + c] = (float)(rest % side);
      mesh = build (points, n, dim);
      ws_assert_close (assert_delaunay (mesh, points, n, dim), dim == 2 ? 72 : 1296, 0.1);
    }
}

/* Copies, points on a line, and all points in one place. */
static void
test_degenerate (void)
{
  g_autofree float *points = draw (7, 600);
  g_autoptr (WsDelaunay) copies = NULL, line = NULL, one = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 60; i < 300; i++)
    memcpy (points + 2 * i, points + 2 * (i % 60), 2 * sizeof *points);
  copies = build (points, 300, 2);
  assert_delaunay (copies, points, 300, 2);
  for (guint i = 0; i < 200; i++)
    for (guint c = 0; c < 3; c++)
      points[3 * i + c] = (float)i;
  line = build (points, 200, 3);
  g_assert_cmpuint (ws_delaunay_get_n_simplices (line), >, 0);
  for (guint i = 0; i < 200; i++)
    points[i] = 4;
  one = build (points, 50, 3);
  g_assert_cmpuint (ws_delaunay_get_n_simplices (one), >, 0);
  g_assert_null (ws_delaunay_new (points, 3, 3, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "needs 4");
}

static gboolean
contains (const float *points, guint dim, const guint32 *corner, const float *place)
{
  double edge[3][3] = { { 0 } }, to[3], share[3], sum = 0, least = 1;

  for (guint c = 0; c < dim; c++)
    {
      to[c] = (double)place[c] - (double)points[(gsize)corner[0] * dim + c];
      for (guint r = 0; r < dim; r++)
        edge[c][r] = (double)points[(gsize)corner[r + 1] * dim + c] -
                     (double)points[(gsize)corner[0] * dim + c];
    }
  solve (dim, edge, to, share);
  for (guint c = 0; c < dim; c++)
    {
      sum += share[c];
      least = MIN (least, share[c]);
    }
  return least > -1e-2 && sum < 1 + 1e-2;
}

static double
get_distance_to_simplex (const float *points, guint dim, const guint32 *corner, const double *place)
{
  double best = (double)INFINITY;

  for (guint without = 0; without <= dim; without++)
    {
      double facet[3][3] = { { 0 } };
      guint  n = 0;

      for (guint c = 0; c <= dim; c++)
        {
          for (guint j = 0; j < dim && c != without; j++)
            facet[n][j] = (double)points[(gsize)corner[c] * dim + j];
          n += c != without;
        }
      best = MIN (best, ws_facet_distance (dim, (const double (*)[3])facet, place));
    }
  return best;
}

/* Places inside are in the simplex that is named; outside none is nearer. */
static void
test_find (void)
{
  for (guint dim = 2; dim <= 3; dim++)
    {
      guint             n = 120, n_inside = 0;
      g_autofree float *points = draw (20 + dim, n * dim), *places = draw (30 + dim, 300 * dim);
      g_autoptr (WsDelaunay) mesh = build (points, n, dim);

      for (guint i = 0; i < 300; i++)
        {
          float         *place = places + i * dim;
          double         exact[3] = { 0 }, distance, nearest = (double)INFINITY;
          gboolean       is_inside, is_covered = FALSE;
          const guint32 *corner;

          for (guint c = 0; c < dim; c++)
            {
              place[c] = place[c] * 2 - 5; /* the last far away */
              place[c] *= i > 290 ? 1e4f : 1;
              exact[c] = (double)place[c];
            }
          corner = ws_delaunay_get_simplex (mesh, ws_delaunay_find (mesh, place, &is_inside));
          n_inside += is_inside;
          distance = get_distance_to_simplex (points, dim, corner, exact);
          for (guint s = 0; s < ws_delaunay_get_n_simplices (mesh); s++)
            {
              const guint32 *other = ws_delaunay_get_simplex (mesh, s);

              is_covered |= contains (points, dim, other, place);
              nearest = MIN (nearest, get_distance_to_simplex (points, dim, other, exact));
            }
          if (is_inside)
            g_assert_true (contains (points, dim, corner, place));
          else
            {
              g_assert_true (!is_covered || nearest < 1e-2);
              g_assert_cmpfloat (distance, <=, nearest * (1 + 1e-4) + 1e-3);
            }
        }
      g_assert_true (n_inside > 20 && n_inside < 200);
    }
}

static void
test_facet_distance (void)
{
  const double triangle[3][3] = { { 0, 0, 0 }, { 4, 0, 0 }, { 0, 3, 0 } };
  const double places[][4] = {
    { 1, 1, 2, 2 },           /* above */
    { -3, -4, 0, 5 },         /* before a corner */
    { 2, -1, 0, 1 },          /* beside a side */
    { 4, 3, 0, 2.4 },         /* beyond the long side */
    { 6, 0, -3, 3.605551275 } /* below and past a corner */
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    ws_assert_close (ws_facet_distance (3, triangle, places[i]), places[i][3], 1e-9);
  ws_assert_close (ws_facet_distance (2, triangle, places[2]), 1, 1e-12);
  ws_assert_close (ws_facet_distance (2, triangle, places[1]), 5, 1e-12);
}

static gboolean
build_stage (const WsStage *stage, gpointer data, GError **error)
{
  g_autoptr (WsDelaunay) mesh = ws_delaunay_new (data, 600, 2, stage, error);

  return mesh != NULL;
}

static void
test_cancel (void)
{
  g_autofree float *points = draw (9, 1200);

  assert_cancels (build_stage, points);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latent/delaunay/random", test_random);
  g_test_add_func ("/latent/delaunay/fills-hull", test_fills_hull);
  g_test_add_func ("/latent/delaunay/grid", test_grid);
  g_test_add_func ("/latent/delaunay/degenerate", test_degenerate);
  g_test_add_func ("/latent/delaunay/find", test_find);
  g_test_add_func ("/latent/delaunay/facet-distance", test_facet_distance);
  g_test_add_func ("/latent/delaunay/cancel", test_cancel);
  return g_test_run ();
}
