/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/contour.h"

#include <math.h>

/* An edge is known by the number of its lower left end, twice, and one more when it goes up. A line
 * that enters a square through one edge leaves it through another: each edge has one next at most,
 * for all lines go with what is above on their left. */
typedef struct
{
  const double *grid;
  guint         nx, ny;
  double        value;
  gint64       *next; /* of each edge, -1 for none */
  guint8       *has_before;
} March;

void
ws_contour_free (WsContour *self)
{
  if (self == NULL)
    return;
  g_free (self->xy);
  g_free (self);
}

double
ws_contour_step (double least)
{
  double power = pow (10.0, floor (log10 (least) + 1e-9));

  g_return_val_if_fail (least > 0.0 && isfinite (least), 1.0);
  for (guint i = 0;; i++)
    {
      static const double steps[] = { 1.0, 2.0, 5.0, 10.0 };

      if (i + 1 == G_N_ELEMENTS (steps) || steps[i] * power >= least * (1.0 - 1e-9))
        return steps[i] * power;
    }
}

static void
add_step (March *self, gint64 from, gint64 to)
{
  self->next[from] = to;
  self->has_before[to] = 1;
}

/* Ways through a square for each pattern of corners that are above, the corners being 1, 2, 4, 8
 * against the clock from the lower left, edges 0 to 3 likewise from the bottom; those of the two
 * saddles by whether the middle is above. */
static void
march_square (March *self, guint i, guint j)
{
  static const gint8 ways[16][2] = {
    { -1, -1 }, { 0, 3 }, { 1, 0 },   { 1, 3 }, { 2, 1 }, { -1, -1 }, { 2, 0 }, { 2, 3 },
    { 3, 2 },   { 0, 2 }, { -1, -1 }, { 1, 2 }, { 3, 1 }, { 0, 1 },   { 3, 0 }, { -1, -1 },
  };
  gint64       at = (gint64)j * self->nx + i;
  const double v[4] = { self->grid[at], self->grid[at + 1], self->grid[at + self->nx + 1],
                        self->grid[at + self->nx] };
  const gint64 edge[4] = { 2 * at, 2 * (at + 1) + 1, 2 * (at + self->nx), 2 * at + 1 };
  guint        above = 0;
  double       sum = 0.0;

  for (guint k = 0; k < 4; k++)
    {
      if (!isfinite (v[k]))
        return;
      above |= (v[k] >= self->value ? 1u : 0u) << k;
      sum += v[k];
    }
  if (above == 5 || above == 10)
    {
      gboolean is_joined = 0.25 * sum >= self->value;

      /* each corner that is apart is gone round on its own */
      if ((above == 5) == is_joined)
        {
          add_step (self, edge[above == 5 ? 0 : 1], edge[above == 5 ? 1 : 0]);
          add_step (self, edge[above == 5 ? 2 : 3], edge[above == 5 ? 3 : 2]);
        }
      else
        {
          add_step (self, edge[above == 5 ? 0 : 3], edge[above == 5 ? 3 : 0]);
          add_step (self, edge[above == 5 ? 2 : 1], edge[above == 5 ? 1 : 2]);
        }
      return;
    }
  if (ways[above][0] >= 0)
    add_step (self, edge[ways[above][0]], edge[ways[above][1]]);
}

/* Where the line crosses an edge. */
static void
add_place (const March *self, gint64 edge, GArray *xy)
{
  gint64 at = edge / 2;
  double a = self->grid[at], b = self->grid[edge % 2 == 0 ? at + 1 : at + self->nx];
  double t = (self->value - a) / (b - a);
  double place[2] = { (double)(at % self->nx) + (edge % 2 == 0 ? t : 0.0),
                      (double)(at / self->nx) + (edge % 2 == 0 ? 0.0 : t) };

  g_array_append_vals (xy, place, 2);
}

static WsContour *
follow (March *self, gint64 first)
{
  WsContour *line = g_new0 (WsContour, 1);
  GArray    *xy = g_array_new (FALSE, FALSE, sizeof (double));
  gint64     edge = first;

  add_place (self, edge, xy);
  while (self->next[edge] >= 0)
    {
      gint64 next = self->next[edge];

      self->next[edge] = -1;
      edge = next;
      add_place (self, edge, xy);
    }
  line->value = self->value;
  line->is_closed = edge == first;
  line->n = xy->len / 2;
  line->xy = (double *)(void *)g_array_free (xy, FALSE);
  return line;
}

GPtrArray *
ws_contours (const double *grid, guint nx, guint ny, const guint8 *skip, double value)
{
  gint64             n_edges = 2 * (gint64)nx * ny;
  g_autofree gint64 *next = g_new (gint64, MAX (n_edges, 1));
  g_autofree guint8 *has_before = g_new0 (guint8, MAX (n_edges, 1));
  March              self = { grid, nx, ny, value, next, has_before };
  GPtrArray         *lines = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_contour_free);

  for (gint64 e = 0; e < n_edges; e++)
    next[e] = -1;
  for (guint j = 0; j + 1 < ny; j++)
    for (guint i = 0; i + 1 < nx; i++)
      if (skip == NULL || !skip[(gsize)j * (nx - 1) + i])
        march_square (&self, i, j);
  for (guint is_loop = 0; is_loop < 2; is_loop++) /* what is left then are loops */
    for (gint64 e = 0; e < n_edges; e++)
      if (next[e] >= 0 && (is_loop || !has_before[e]))
        g_ptr_array_add (lines, follow (&self, e));
  return lines;
}
