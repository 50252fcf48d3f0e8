/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/landscape-drawing.h"

#include "plot/ticks.h"

#include <glib/gi18n.h>
#include <math.h>

#define LOSS_CONTOURS 10

/* The finest level that is whole, 0 for none. Hatches come from it, for between two levels they
 * would flicker; and coarser cells are not needed any more. */
static guint
find_whole (const WsLandscapeView *view)
{
  for (guint l = view->n; l-- > 1;)
    if (view->levels[l].n_measured == view->levels[l].grid.nx * view->levels[l].grid.ny)
      return l;
  return 0;
}

/* A place without a network hides what a coarser cell says there. */
static double *
dup_values (const WsLandscapeLevel *level)
{
  gsize   n = (gsize)level->grid.nx * level->grid.ny;
  double *values = g_memdup2 (level->values, n * sizeof *values);

  for (gsize k = 0; k < n; k++)
    if (level->is_measured[k] && isnan (values[k]))
      values[k] = HUGE_VAL;
  return values;
}

void
ws_landscape_draw_cells (const WsLandscapeView *view, WsPanel *panel)
{
  guint whole = find_whole (view);

  ws_panel_clear_landscape (panel);
  for (guint l = whole; l < view->n; l++)
    {
      const WsLandscapeLevel *level = &view->levels[l];
      const WsLatticeGrid    *grid = &level->grid;
      double                  h = ws_lattice_step (grid->level);
      double                  x0 = h * ((double)grid->i - 0.5), y0 = h * ((double)grid->j - 0.5);
      double                  x1 = x0 + h * grid->nx, y1 = y0 + h * grid->ny;
      g_autofree double      *values = NULL;

      if (level->n_measured == 0)
        continue;
      values = dup_values (level);
      ws_panel_add_cells (panel, values, grid->nx, grid->ny, x0, x1, y0, y1);
      if (l == whole)
        ws_panel_set_hatch (panel, level->is_far, grid->nx, grid->ny, x0, x1, y0, y1);
    }
}

void
ws_landscape_draw_contours (GPtrArray *lines, WsPanel *panel)
{
  for (guint l = 0; l < lines->len; l++)
    {
      const WsContour *line = g_ptr_array_index (lines, l);

      ws_panel_add_contour (panel, line->value, line->xy, line->n);
    }
}

char *
ws_landscape_dup_label (WsLandscapeQuantity quantity, guint n_images)
{
  g_autofree char *n = ws_number_format (n_images, 1.0, WS_FORMAT_COUNT);

  if (quantity == WS_LANDSCAPE_LOSS)
    /* Translators: %s is a number of images */
    return g_strdup_printf (_ ("Validation loss (nats, n = %s images)"), n);
  /* Translators: %s is a number of images */
  return g_strdup_printf (_ ("Validation accuracy (fraction, n = %s images)"), n);
}

WsFormat
ws_landscape_get_format (WsLandscapeQuantity quantity)
{
  return quantity == WS_LANDSCAPE_LOSS ? WS_FORMAT_AUTO : WS_FORMAT_FRACTION;
}

double
ws_landscape_get_step (WsLandscapeQuantity quantity, guint n_images, double lo, double hi)
{
  return quantity == WS_LANDSCAPE_LOSS ? ws_contour_step ((hi - lo) / LOSS_CONTOURS)
                                       : ws_landscape_accuracy_step (n_images);
}
