/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/landscape.h"

#include "plot/ticks.h"
#include "results/landscape-drawing.h"

#include <glib/gi18n.h>
#include <math.h>

#define MARGIN 0.06
#define SHAPE 2.2 /* of what is left of a slide for a map */

static void
frame_networks (const WsLandscapeSource *source, double shape, WsLatticeWindow *window)
{
  double x, y, w, h;

  ws_landscape_source_get_window (source, window);
  x = 0.5 * (window->x_lo + window->x_hi);
  y = 0.5 * (window->y_lo + window->y_hi);
  w = fmax (1e-3, (1.0 + 2.0 * MARGIN) * (window->x_hi - window->x_lo));
  h = fmax (1e-3, (1.0 + 2.0 * MARGIN) * (window->y_hi - window->y_lo));
  if (shape > 0.0)
    {
      w = fmax (w, shape * h);
      h = fmax (h, w / shape);
    }
  *window = (WsLatticeWindow){ x - 0.5 * w, x + 0.5 * w, y - 0.5 * h, y + 0.5 * h };
}

WsCliLandscape *
ws_cli_landscape_new (WsProject             *project,
                      const WsProjection    *projection,
                      guint                  cells,
                      guint                  images,
                      const WsLatticeWindow *window,
                      GError               **error)
{
  g_autoptr (WsCliLandscape) self = g_new0 (WsCliLandscape, 1);

  self->cells = cells != 0 ? cells : WS_LANDSCAPE_CELLS;
  self->known = ws_landscape_new ();
  self->source = ws_landscape_source_load (project, projection,
                                           images != 0 ? images : WS_LANDSCAPE_IMAGES, error);
  if (self->source == NULL)
    return NULL;
  if (window != NULL)
    self->window = *window;
  else
    frame_networks (self->source, SHAPE, &self->window);
  self->finest = ws_lattice_get_level (&self->window, self->cells);
  return g_steal_pointer (&self);
}

void
ws_cli_landscape_free (WsCliLandscape *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->source, ws_landscape_source_unref);
  g_clear_pointer (&self->known, ws_landscape_unref);
  g_free (self);
}

WsJob *
ws_cli_landscape_fill_new (const WsCliLandscape *self)
{
  return ws_landscape_fill_new (self->source, self->known, &self->window, self->cells, self->cells);
}

void
ws_cli_landscape_draw (const WsCliLandscape *self, WsPanel *panel, double most)
{
  guint n_images = ws_landscape_source_get_n_images (self->source);
  g_autoptr (WsLandscapeView) view = ws_landscape_dup_view (
      self->known, &self->window, self->finest, self->finest, WS_LANDSCAPE_ACCURACY);
  g_autoptr (GPtrArray) lines = NULL;
  WsLatticeWindow shown;
  double          lo, hi;

  ws_landscape_get_range (self->known, WS_LANDSCAPE_ACCURACY,
                          ws_landscape_source_get_n_classes (self->source), most, &lo, &hi);
  lines = ws_landscape_view_list_contours (
      view, ws_landscape_get_step (WS_LANDSCAPE_ACCURACY, n_images, lo, hi));
  ws_landscape_draw_cells (view, panel);
  ws_landscape_draw_contours (lines, panel);
  ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, lo, hi,
                      _ ("Accuracy (fraction; plane: validation, points: test images)"),
                      WS_FORMAT_FRACTION);
  /* a picture of another shape than a slide cuts cells off rather than leaving a strip without */
  frame_networks (self->source, 0.0, &shown);
  ws_panel_set_limits (panel, WS_AXIS_X, shown.x_lo, shown.x_hi);
  ws_panel_set_limits (panel, WS_AXIS_Y, shown.y_lo, shown.y_hi);
}

char *
ws_cli_landscape_describe (const WsCliLandscape *self)
{
  guint            n = ws_landscape_source_get_n_images (self->source);
  g_autofree char *images = ws_number_format (n, 1.0, WS_FORMAT_COUNT);
  WsLatticeGrid    grid;

  ws_lattice_get_grid (&self->window, self->finest, &grid);
  return g_strdup_printf (
      /* Translators: columns × rows; a number of images; a difference of accuracies; a remark */
      _ ("%u × %u networks of the plane decoded and measured on %s validation images each · lines "
         "every %g · hatched: far from every network%s"),
      grid.nx, grid.ny, images, ws_landscape_accuracy_step (n),
      ws_landscape_source_is_exact (self->source) ? ""
                                                  : _ (" · approximate: the map has no inverse"));
}
