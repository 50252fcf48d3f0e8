/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/landscape.h"

#include <math.h>

/* What has been measured of a plane, and what can be said from it. */

typedef struct
{
  WsLatticePoint   point; /* reduced */
  WsLandscapeValue value;
} Cell;

struct _WsLandscape
{
  GHashTable *cells; /* a set of Cell, by its point */
};

WsLandscape *
ws_landscape_new (void)
{
  WsLandscape *self = g_new0 (WsLandscape, 1);

  self->cells = g_hash_table_new_full (ws_lattice_hash, ws_lattice_equal, g_free, NULL);
  return self;
}

void
ws_landscape_free (WsLandscape *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->cells);
  g_free (self);
}

void
ws_landscape_add (WsLandscape *self, const WsLatticePoint *point, const WsLandscapeValue *value)
{
  Cell *cell = g_new (Cell, 1);

  *cell = (Cell){ *point, *value };
  g_hash_table_add (self->cells, cell);
}

const WsLandscapeValue *
ws_landscape_find (const WsLandscape *self, const WsLatticePoint *point)
{
  WsLatticePoint reduced = ws_lattice_reduce (point);
  const Cell    *cell = g_hash_table_lookup (self->cells, &reduced);

  return cell != NULL ? &cell->value : NULL;
}

guint
ws_landscape_count (const WsLandscape *self)
{
  return g_hash_table_size (self->cells);
}

GArray *
ws_landscape_list_missing (const WsLandscape     *self,
                           const WsLatticeWindow *window,
                           guint                  first,
                           guint                  cells)
{
  double  x = 0.5 * (window->x_lo + window->x_hi), y = 0.5 * (window->y_lo + window->y_hi);
  gint    finest = ws_lattice_get_level (window, cells);
  GArray *missing = g_array_new (FALSE, FALSE, sizeof (WsLatticePoint));
  g_autoptr (GHashTable) listed =
      g_hash_table_new_full (ws_lattice_hash, ws_lattice_equal, g_free, NULL);

  for (gint level = MAX (ws_lattice_get_level (window, first), finest); level >= finest; level--)
    {
      WsLatticeGrid grid;
      g_autoptr (GArray) points = NULL;

      ws_lattice_get_grid (window, level, &grid);
      points = ws_lattice_list (&grid, x, y);
      for (guint i = 0; i < points->len; i++)
        {
          const WsLatticePoint *point = &g_array_index (points, WsLatticePoint, i);

          if (g_hash_table_contains (self->cells, point) ||
              !g_hash_table_add (listed, g_memdup2 (point, sizeof *point)))
            continue;
          g_array_append_val (missing, *point);
        }
    }
  return missing;
}

static double
get_quantity (const WsLandscapeValue *value, WsLandscapeQuantity quantity)
{
  return (double)(quantity == WS_LANDSCAPE_LOSS ? value->loss : value->accuracy);
}

double *
ws_landscape_dup_grid (const WsLandscape   *self,
                       const WsLatticeGrid *grid,
                       WsLandscapeQuantity  quantity,
                       guint               *n_measured)
{
  double *values = g_new (double, (gsize)grid->nx * grid->ny);
  guint   n = 0;

  for (guint b = 0; b < grid->ny; b++)
    for (guint a = 0; a < grid->nx; a++)
      {
        WsLatticePoint          point = { grid->i + a, grid->j + b, grid->level };
        const WsLandscapeValue *value = ws_landscape_find (self, &point);

        values[(gsize)b * grid->nx + a] =
            value != NULL ? get_quantity (value, quantity) : (double)NAN;
        n += value != NULL ? 1 : 0;
      }
  if (n_measured != NULL)
    *n_measured = n;
  return values;
}

/* -- contours -- */

/* Whether @n × @n places from (i, j) on have all been measured. */
static gboolean
is_measured (const WsLandscape *self, gint64 i, gint64 j, gint level, guint n)
{
  for (guint k = 0; k < n * n; k++)
    {
      WsLatticePoint point = { i + k % n, j + k / n, level };

      if (ws_landscape_find (self, &point) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Squares in which lines are drawn, each by one lattice: 1 in @taken where that is this one or a
 * coarser one. */
typedef struct
{
  WsLatticeGrid grid;
  guint8       *taken; /* (ny - 1) × (nx - 1); NULL: no lattice yet */
} Squares;

static gboolean
is_taken (const Squares *self, gint64 i, gint64 j)
{
  gint64 a = i - self->grid.i, b = j - self->grid.j;

  return self->taken != NULL && a >= 0 && b >= 0 && a + 1 < self->grid.nx &&
         b + 1 < self->grid.ny && self->taken[b * (self->grid.nx - 1) + a];
}

/* Which squares of @grid this lattice leaves to others: to a coarser one that has none of the finer
 * places there, or to the next finer one. (transfer full) */
static guint8 *
share_squares (const WsLandscape   *self,
               const WsLatticeGrid *grid,
               gboolean             is_finest,
               Squares             *squares)
{
  guint   nx = grid->nx - 1, ny = grid->ny - 1;
  guint8 *skip = g_new0 (guint8, MAX ((gsize)nx * ny, 1));
  guint8 *taken = g_new0 (guint8, MAX ((gsize)nx * ny, 1));

  for (guint b = 0; b < ny; b++)
    for (guint a = 0; a < nx; a++)
      {
        gint64   i = grid->i + a, j = grid->j + b;
        gsize    at = (gsize)b * nx + a;
        gboolean is_coarser = is_taken (squares, i >> 1, j >> 1);
        gboolean is_finer = !is_finest && is_measured (self, 2 * i, 2 * j, grid->level - 1, 3);

        skip[at] = is_coarser || is_finer;
        taken[at] = is_coarser || (!is_finer && is_measured (self, i, j, grid->level, 2));
      }
  g_free (squares->taken);
  *squares = (Squares){ *grid, taken };
  return skip;
}

static void
add_lines (GPtrArray           *all,
           const double        *values,
           const WsLatticeGrid *grid,
           const guint8        *skip,
           double               step)
{
  gsize  n = (gsize)grid->nx * grid->ny;
  double lo = HUGE_VAL, hi = -HUGE_VAL, h = ws_lattice_step (grid->level);

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        lo = fmin (lo, values[i]);
        hi = fmax (hi, values[i]);
      }
  for (double k = ceil (lo / step); k * step <= hi; k++)
    {
      GPtrArray *lines = ws_contours (values, grid->nx, grid->ny, skip, k * step);

      for (guint l = 0; l < lines->len; l++)
        {
          WsContour *line = g_ptr_array_index (lines, l);

          for (guint i = 0; i < line->n; i++)
            {
              line->xy[2 * i] = h * ((double)grid->i + line->xy[2 * i]);
              line->xy[2 * i + 1] = h * ((double)grid->j + line->xy[2 * i + 1]);
            }
        }
      g_ptr_array_extend_and_steal (all, lines);
    }
}

GPtrArray *
ws_landscape_list_contours (const WsLandscape     *self,
                            const WsLatticeWindow *window,
                            gint                   coarsest,
                            gint                   finest,
                            WsLandscapeQuantity    quantity,
                            double                 step)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_contour_free);
  Squares    squares = { .taken = NULL };

  for (gint level = coarsest; level >= finest; level--)
    {
      WsLatticeGrid      grid;
      g_autofree double *values = NULL;
      g_autofree guint8 *skip = NULL;

      ws_lattice_get_grid (window, level, &grid);
      values = ws_landscape_dup_grid (self, &grid, quantity, NULL);
      skip = share_squares (self, &grid, level == finest, &squares);
      add_lines (lines, values, &grid, skip, step);
    }
  g_free (squares.taken);
  return lines;
}

gboolean
ws_landscape_find_cell (const WsLandscape *self,
                        double             x,
                        double             y,
                        gint               coarsest,
                        gint               finest,
                        WsLatticePoint    *point,
                        WsLandscapeValue  *value)
{
  for (gint level = finest; level <= coarsest; level++)
    {
      double                  h = ws_lattice_step (level);
      const WsLandscapeValue *found;

      *point = (WsLatticePoint){ (gint64)floor (x / h + 0.5), (gint64)floor (y / h + 0.5), level };
      found = ws_landscape_find (self, point);
      if (found != NULL)
        {
          *value = *found;
          return TRUE;
        }
    }
  return FALSE;
}

double
ws_landscape_accuracy_step (guint n_images)
{
  return ws_contour_step (2.0 * 1.96 * sqrt (0.25 / MAX (1, n_images)));
}
