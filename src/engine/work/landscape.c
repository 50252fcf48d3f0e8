/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/landscape.h"

#include "core/sync.h"

#include <math.h>

/* What has been measured of a plane, and what can be said from it. */

typedef struct
{
  WsLatticePoint   point; /* reduced */
  WsLandscapeValue value;
} Cell;

struct _WsLandscape
{
  gatomicrefcount ref_count;
  WsMutex         mutex; /* guards cells */
  GHashTable     *cells; /* a set of Cell, by its point */
};

WsLandscape *
ws_landscape_new (void)
{
  WsLandscape *self = g_new0 (WsLandscape, 1);

  g_atomic_ref_count_init (&self->ref_count);
  ws_mutex_init (&self->mutex);
  self->cells = g_hash_table_new_full (ws_lattice_hash, ws_lattice_equal, g_free, NULL);
  return self;
}

WsLandscape *
ws_landscape_ref (WsLandscape *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ws_landscape_unref (WsLandscape *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->cells);
  ws_mutex_clear (&self->mutex);
  g_free (self);
}

void
ws_landscape_add (WsLandscape *self, const WsLatticePoint *point, const WsLandscapeValue *value)
{
  Cell *cell = g_new (Cell, 1);

  *cell = (Cell){ ws_lattice_reduce (point), *value };
  ws_mutex_lock (&self->mutex);
  g_hash_table_add (self->cells, cell);
  ws_mutex_unlock (&self->mutex);
}

gboolean
ws_landscape_find (WsLandscape *self, const WsLatticePoint *point, WsLandscapeValue *value)
{
  WsLatticePoint   reduced = ws_lattice_reduce (point);
  WsLandscapeValue found = { NAN, NAN, 0 };
  const Cell      *cell;

  ws_mutex_lock (&self->mutex);
  cell = g_hash_table_lookup (self->cells, &reduced);
  if (cell != NULL)
    found = cell->value;
  ws_mutex_unlock (&self->mutex);
  if (value != NULL)
    *value = found;
  return cell != NULL;
}

guint
ws_landscape_count (WsLandscape *self)
{
  guint n;

  ws_mutex_lock (&self->mutex);
  n = g_hash_table_size (self->cells);
  ws_mutex_unlock (&self->mutex);
  return n;
}

GArray *
ws_landscape_list_missing (WsLandscape           *self,
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

          if (ws_landscape_find (self, point, NULL) ||
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

/* -- a window -- */

static void
fill_level (WsLandscape *self, WsLandscapeLevel *level, WsLandscapeQuantity quantity)
{
  const WsLatticeGrid *grid = &level->grid;
  gsize                n = (gsize)grid->nx * grid->ny;

  level->values = g_new (double, n);
  level->is_measured = g_new0 (guint8, n);
  level->is_far = g_new0 (guint8, n);
  for (gsize k = 0; k < n; k++)
    {
      WsLatticePoint   point = { grid->i + (gint64)(k % grid->nx), grid->j + (gint64)(k / grid->nx),
                                 grid->level };
      WsLandscapeValue value;

      level->is_measured[k] = ws_landscape_find (self, &point, &value);
      level->values[k] = get_quantity (&value, quantity);
      level->is_far[k] = value.is_far != 0;
      level->n_measured += level->is_measured[k];
    }
}

WsLandscapeView *
ws_landscape_dup_view (WsLandscape           *self,
                       const WsLatticeWindow *window,
                       gint                   coarsest,
                       gint                   finest,
                       WsLandscapeQuantity    quantity)
{
  WsLandscapeView *view = g_new0 (WsLandscapeView, 1);

  g_return_val_if_fail (coarsest >= finest, view);
  view->n = (guint)(coarsest - finest) + 1;
  view->levels = g_new0 (WsLandscapeLevel, view->n);
  for (guint l = 0; l < view->n; l++)
    {
      ws_lattice_get_grid (window, coarsest - (gint)l, &view->levels[l].grid);
      fill_level (self, &view->levels[l], quantity);
    }
  return view;
}

void
ws_landscape_view_free (WsLandscapeView *self)
{
  if (self == NULL)
    return;
  for (guint l = 0; l < self->n; l++)
    {
      g_free (self->levels[l].values);
      g_free (self->levels[l].is_measured);
      g_free (self->levels[l].is_far);
    }
  g_free (self->levels);
  g_free (self);
}

/* -- contours -- */

/* Whether @n × @n places from (i, j) on have all been measured, of those that the window has: a
 * square of them at least. */
static gboolean
is_measured (const WsLandscapeLevel *self, gint64 i, gint64 j, guint n)
{
  gint64 a0 = MAX (i - self->grid.i, 0), a1 = MIN (i - self->grid.i + n, self->grid.nx);
  gint64 b0 = MAX (j - self->grid.j, 0), b1 = MIN (j - self->grid.j + n, self->grid.ny);

  for (gint64 b = b0; b < b1; b++)
    for (gint64 a = a0; a < a1; a++)
      if (!self->is_measured[b * self->grid.nx + a])
        return FALSE;
  return a1 - a0 > 1 && b1 - b0 > 1;
}

/* Squares in which lines are drawn, each by one lattice: 1 in @taken where that is this one or a
 * coarser one. */
typedef struct
{
  const WsLatticeGrid *grid;
  guint8              *taken; /* (ny - 1) × (nx - 1); NULL: no lattice yet */
} Squares;

static gboolean
is_taken (const Squares *self, gint64 i, gint64 j)
{
  gint64 a, b;

  if (self->taken == NULL)
    return FALSE;
  a = i - self->grid->i;
  b = j - self->grid->j;
  return a >= 0 && b >= 0 && a + 1 < self->grid->nx && b + 1 < self->grid->ny &&
         self->taken[b * (self->grid->nx - 1) + a];
}

/* Which squares this lattice leaves to others: to a coarser one that lacks finer places there, or
 * to the next finer one (%NULL: none). (transfer full) */
static guint8 *
share_squares (const WsLandscapeLevel *self, const WsLandscapeLevel *finer, Squares *squares)
{
  guint   nx = self->grid.nx - 1, ny = self->grid.ny - 1;
  guint8 *skip = g_new0 (guint8, MAX ((gsize)nx * ny, 1));
  guint8 *taken = g_new0 (guint8, MAX ((gsize)nx * ny, 1));

  for (guint b = 0; b < ny; b++)
    for (guint a = 0; a < nx; a++)
      {
        gint64   i = self->grid.i + a, j = self->grid.j + b;
        gsize    at = (gsize)b * nx + a;
        gboolean is_coarser = is_taken (squares, i >> 1, j >> 1);
        gboolean is_finer = finer != NULL && is_measured (finer, 2 * i, 2 * j, 3);

        skip[at] = is_coarser || is_finer;
        taken[at] = is_coarser || (!is_finer && is_measured (self, i, j, 2));
      }
  g_free (squares->taken);
  *squares = (Squares){ &self->grid, taken };
  return skip;
}

static void
add_lines (GPtrArray *all, const WsLandscapeLevel *level, const guint8 *skip, double step)
{
  const WsLatticeGrid *grid = &level->grid;
  double               lo = HUGE_VAL, hi = -HUGE_VAL, h = ws_lattice_step (grid->level);

  for (gsize i = 0; i < (gsize)grid->nx * grid->ny; i++)
    if (isfinite (level->values[i]))
      {
        lo = fmin (lo, level->values[i]);
        hi = fmax (hi, level->values[i]);
      }
  for (double k = ceil (lo / step); k * step <= hi; k++)
    {
      GPtrArray *lines = ws_contours (level->values, grid->nx, grid->ny, skip, k * step);

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
ws_landscape_view_list_contours (const WsLandscapeView *self, double step)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_contour_free);
  Squares    squares = { .taken = NULL };

  for (guint l = 0; l < self->n; l++)
    {
      g_autofree guint8 *skip =
          share_squares (&self->levels[l], l + 1 < self->n ? &self->levels[l + 1] : NULL, &squares);

      add_lines (lines, &self->levels[l], skip, step);
    }
  g_free (squares.taken);
  return lines;
}

gboolean
ws_landscape_find_cell (WsLandscape      *self,
                        double            x,
                        double            y,
                        gint              coarsest,
                        gint              finest,
                        WsLatticePoint   *point,
                        WsLandscapeValue *value)
{
  for (gint level = finest; level <= coarsest; level++)
    {
      double h = ws_lattice_step (level);

      *point = (WsLatticePoint){ (gint64)floor (x / h + 0.5), (gint64)floor (y / h + 0.5), level };
      if (ws_landscape_find (self, point, value))
        return TRUE;
    }
  return FALSE;
}

double
ws_landscape_accuracy_step (guint n_images)
{
  return ws_contour_step (2.0 * 1.96 * sqrt (0.25 / MAX (1, n_images)));
}

#define ACCURACY_END 0.05 /* ends of the scale are multiples of these */
#define LOSS_END 0.5
#define LOSS_SPAN 1.25 /* of that of guessing */

void
ws_landscape_get_range (WsLandscape        *self,
                        WsLandscapeQuantity quantity,
                        guint               n_classes,
                        double              most,
                        double             *lo,
                        double             *hi)
{
  GHashTableIter iter;
  gpointer       key;

  *lo = 0.0;
  if (quantity == WS_LANDSCAPE_LOSS)
    {
      *hi = LOSS_END * ceil (LOSS_SPAN * log (MAX (2, n_classes)) / LOSS_END);
      return;
    }
  *hi = isfinite (most) ? most : 0.0;
  ws_mutex_lock (&self->mutex);
  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    *hi = fmax (*hi, (double)((const Cell *)key)->value.accuracy);
  ws_mutex_unlock (&self->mutex);
  *hi = CLAMP (ACCURACY_END * ceil (*hi / ACCURACY_END - 1e-6), ACCURACY_END, 1.0);
}

/* -- as a table -- */

static void
add_number (GString *text, double value, const char *format)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (text, ',');
  if (isfinite (value))
    g_string_append (text, g_ascii_formatd (number, sizeof number, format, value));
}

static void
add_row (GString                *text,
         guint                   n_images,
         const WsLatticePoint   *point,
         const WsLandscapeValue *value,
         const float            *z,
         guint                   q)
{
  char   number[G_ASCII_DTOSTR_BUF_SIZE];
  double x, y;

  ws_lattice_place (point, &x, &y);
  g_string_append (text, g_ascii_dtostr (number, sizeof number, x));
  add_number (text, y, "%.17g");
  add_number (text, (double)value->accuracy, "%.6g");
  add_number (text, (double)value->loss, "%.6g");
  g_string_append_printf (text, ",%u,%u", n_images, value->is_far);
  for (guint k = 0; k < q; k++)
    add_number (text, (double)z[k], "%.9g");
  g_string_append_c (text, '\n');
}

char *
ws_landscape_write_csv (WsLandscape           *self,
                        WsLandscapeSource     *source,
                        const WsLatticeWindow *window,
                        gint                   level,
                        const char            *comment,
                        gboolean               with_latents,
                        GError               **error)
{
  guint             q = with_latents ? ws_landscape_source_get_n_latents (source) : 0;
  g_autofree float *z = g_new (float, MAX (q, 1));
  g_autoptr (GString) text = g_string_new (NULL);
  WsLatticeGrid grid;

  ws_lattice_get_grid (window, level, &grid);
  if (comment != NULL)
    g_string_append_printf (text, "# %s\n", comment);
  g_string_append (text, "x,y,accuracy,loss,n_images,is_far");
  for (guint k = 0; k < q; k++)
    g_string_append_printf (text, ",z%u", k);
  g_string_append_c (text, '\n');
  for (guint b = 0; b < grid.ny; b++)
    for (guint a = 0; a < grid.nx; a++)
      {
        WsLatticePoint   point = { grid.i + a, grid.j + b, level };
        WsLandscapeValue value;

        if (!ws_landscape_find (self, &point, &value))
          continue;
        if (q > 0 && !ws_landscape_source_read (source, &point, 1, z, error))
          return NULL;
        add_row (text, ws_landscape_source_get_n_images (source), &point, &value, z, q);
      }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
