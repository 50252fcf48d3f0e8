/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/lattice.h"

#include "ws-test.h"

static const WsLatticeWindow window = { -3.3, 9.1, -7.7, 2.45 };

static double
count_cells (const WsLatticeWindow *w, gint level)
{
  double h = ws_lattice_step (level);

  return (w->x_hi - w->x_lo) / h * ((w->y_hi - w->y_lo) / h);
}

/* As fine as allowed and no finer; a side twice as fine is one level down. */
static void
test_level (void)
{
  for (guint cells = 1; cells <= 256; cells *= 2)
    {
      gint level = ws_lattice_get_level (&window, cells);

      g_assert_cmpfloat (count_cells (&window, level), <=, cells * cells);
      g_assert_cmpfloat (count_cells (&window, level - 1), >, cells * cells);
      g_assert_cmpint (ws_lattice_get_level (&window, 2 * cells), ==, level - 1);
    }
}

/* Cells cover the window, and each has a part in it. */
static void
test_grid (void)
{
  WsLatticeGrid grid;

  for (gint level = -6; level <= 6; level++)
    {
      double h = ws_lattice_step (level);

      ws_lattice_get_grid (&window, level, &grid);
      g_assert_cmpfloat (((double)grid.i - 0.5) * h, <=, window.x_lo);
      g_assert_cmpfloat (((double)grid.i + 0.5) * h, >, window.x_lo);
      g_assert_cmpfloat (((double)(grid.i + grid.nx) - 0.5) * h, >=, window.x_hi);
      g_assert_cmpfloat (((double)(grid.i + grid.nx) - 1.5) * h, <, window.x_hi);
      g_assert_cmpfloat (((double)grid.j - 0.5) * h, <=, window.y_lo);
      g_assert_cmpfloat (((double)(grid.j + grid.ny) - 0.5) * h, >=, window.y_hi);
    }
}

static GHashTable *
collect (const GArray *points)
{
  GHashTable *set = g_hash_table_new (ws_lattice_hash, ws_lattice_equal);

  for (guint i = 0; i < points->len; i++)
    g_assert_true (g_hash_table_add (set, &g_array_index (points, WsLatticePoint, i)));
  return set;
}

/* Every point of a lattice is one of the next finer lattice, under the same name; so are those of a
 * window that has moved. */
static void
test_nested (void)
{
  WsLatticeWindow moved = { window.x_lo + 0.37, window.x_hi + 0.37, window.y_lo, window.y_hi };
  WsLatticeGrid   coarse, fine, other;
  guint           n_shared = 0;

  ws_lattice_get_grid (&window, 0, &coarse);
  fine = (WsLatticeGrid){ -1, 2 * coarse.i, 2 * coarse.j, 2 * coarse.nx, 2 * coarse.ny };
  ws_lattice_get_grid (&moved, 0, &other);
  {
    g_autoptr (GArray) a = ws_lattice_list (&coarse, 0.0, 0.0),
                       b = ws_lattice_list (&fine, 1.0, 2.0);
    g_autoptr (GArray) c = ws_lattice_list (&other, 0.0, 0.0);
    g_autoptr (GHashTable) coarse_set = collect (a), fine_set = collect (b),
                           moved_set = collect (c);

    for (guint i = 0; i < a->len; i++)
      {
        g_assert_true (g_hash_table_contains (fine_set, &g_array_index (a, WsLatticePoint, i)));
        n_shared +=
            g_hash_table_contains (moved_set, &g_array_index (a, WsLatticePoint, i)) ? 1 : 0;
      }
    g_assert_cmpuint (a->len, ==, g_hash_table_size (coarse_set));
  }
  g_assert_cmpuint (n_shared, >=, (coarse.nx - 1) * coarse.ny);
}

static void
test_order (void)
{
  WsLatticeGrid grid;
  double        last = 0.0;
  g_autoptr (GArray) points = NULL;

  ws_lattice_get_grid (&window, -2, &grid);
  points = ws_lattice_list (&grid, 1.3, -2.2);
  g_assert_cmpuint (points->len, ==, grid.nx * grid.ny);
  for (guint i = 0; i < points->len; i++)
    {
      double x, y, d;

      ws_lattice_place (&g_array_index (points, WsLatticePoint, i), &x, &y);
      d = hypot (x - 1.3, y + 2.2);
      g_assert_cmpfloat (d, >=, last - 1e-9);
      g_assert_cmpfloat (x * 4.0, ==, floor (x * 4.0));
      last = d;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latent/lattice/level", test_level);
  g_test_add_func ("/latent/lattice/grid", test_grid);
  g_test_add_func ("/latent/lattice/nested", test_nested);
  g_test_add_func ("/latent/lattice/order", test_order);
  return g_test_run ();
}
