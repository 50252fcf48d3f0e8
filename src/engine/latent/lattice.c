/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/lattice.h"

#include <math.h>

/* The level of the origin, which every lattice has. */
#define ORIGIN_LEVEL 1000

double
ws_lattice_step (gint level)
{
  return ldexp (1.0, level);
}

gint
ws_lattice_get_level (const WsLatticeWindow *window, guint cells)
{
  double area = (window->x_hi - window->x_lo) * (window->y_hi - window->y_lo);

  g_return_val_if_fail (area > 0.0 && isfinite (area) && cells > 0, 0);
  return (gint)ceil (log2 (sqrt (area) / cells));
}

void
ws_lattice_get_grid (const WsLatticeWindow *window, gint level, WsLatticeGrid *grid)
{
  double h = ws_lattice_step (level);
  gint64 i_end = (gint64)ceil (window->x_hi / h - 0.5),
         j_end = (gint64)ceil (window->y_hi / h - 0.5);

  grid->level = level;
  grid->i = (gint64)floor (window->x_lo / h + 0.5);
  grid->j = (gint64)floor (window->y_lo / h + 0.5);
  grid->nx = (guint)MAX (1, i_end - grid->i + 1);
  grid->ny = (guint)MAX (1, j_end - grid->j + 1);
}

void
ws_lattice_place (const WsLatticePoint *point, double *x, double *y)
{
  *x = ldexp ((double)point->i, point->level);
  *y = ldexp ((double)point->j, point->level);
}

WsLatticePoint
ws_lattice_reduce (const WsLatticePoint *point)
{
  WsLatticePoint p = *point;

  if (p.i == 0 && p.j == 0)
    p.level = ORIGIN_LEVEL;
  else
    for (; (p.i & 1) == 0 && (p.j & 1) == 0; p.level++)
      {
        p.i /= 2;
        p.j /= 2;
      }
  return p;
}

guint
ws_lattice_hash (gconstpointer point)
{
  const WsLatticePoint *p = point;
  guint64 h = (guint64)p->i * 0x9e3779b97f4a7c15u ^ (guint64)p->j * 0xc2b2ae3d27d4eb4fu ^
              (guint64)(guint)p->level * 0x165667b19e3779f9u;

  return (guint)(h >> 32 ^ h);
}

gboolean
ws_lattice_equal (gconstpointer a, gconstpointer b)
{
  const WsLatticePoint *p = a, *q = b;

  return p->i == q->i && p->j == q->j && p->level == q->level;
}

typedef struct
{
  WsLatticePoint point;
  double         distance;
} Near;

static gint
compare_near (gconstpointer a, gconstpointer b)
{
  const Near *p = a, *q = b;

  if (p->distance != q->distance)
    return p->distance < q->distance ? -1 : 1;
  if (p->point.j != q->point.j)
    return p->point.j < q->point.j ? -1 : 1;
  return (p->point.i > q->point.i) - (p->point.i < q->point.i);
}

GArray *
ws_lattice_list (const WsLatticeGrid *grid, double x, double y)
{
  guint   n = grid->nx * grid->ny;
  double  h = ws_lattice_step (grid->level);
  GArray *points = g_array_sized_new (FALSE, FALSE, sizeof (WsLatticePoint), n);
  g_autoptr (GArray) all = g_array_sized_new (FALSE, FALSE, sizeof (Near), n);

  for (guint b = 0; b < grid->ny; b++)
    for (guint a = 0; a < grid->nx; a++)
      {
        Near   near = { { grid->i + a, grid->j + b, grid->level }, 0.0 };
        double dx = (double)near.point.i - x / h, dy = (double)near.point.j - y / h;

        near.distance = dx * dx + dy * dy;
        g_array_append_val (all, near);
      }
  g_array_sort (all, compare_near);
  for (guint k = 0; k < n; k++)
    {
      WsLatticePoint point = ws_lattice_reduce (&g_array_index (all, Near, k).point);

      g_array_append_val (points, point);
    }
  return points;
}
