/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-view-private.h"

#include "results/landscape-drawing.h"

#include <math.h>

/* The landscape of a map: how it comes into the figure. */

void
ws_map_ground_free (WsMapGround *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->view, ws_landscape_view_free);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_free (self->label);
  g_free (self);
}

void
ws_map_ground_apply (const WsMapGround *self, WsFigure *figure, const char *label, WsFormat format)
{
  WsPanel *panel = ws_figure_get_n_panels (figure) > 0 ? ws_figure_get_panel (figure, 0) : NULL;

  if (panel == NULL)
    return;
  ws_panel_clear_landscape (panel);
  if (label != NULL)
    ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, (double)NAN, (double)NAN, label, format);
  if (self == NULL)
    return;
  ws_landscape_draw_cells (self->view, panel);
  ws_landscape_draw_contours (self->lines, panel);
  ws_panel_set_landscape_opacity (panel, self->opacity);
  if (self->shares_color)
    ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, self->lo, self->hi, self->label, self->format);
  else
    /* two scales that don't look alike */
    ws_panel_set_landscape_color (panel, label != NULL ? WS_COLORMAP_CIVIDIS : WS_COLORMAP_VIRIDIS,
                                  self->lo, self->hi, self->label, self->format);
}

void
ws_map_view_set_ground (WsMapView *self, WsMapGround *ground)
{
  WsFigure *figure = ws_map_canvas_get_figure (self->canvas);
  gboolean  is_news = (self->ground != NULL) != (ground != NULL);

  g_clear_pointer (&self->ground, ws_map_ground_free);
  self->ground = ground;
  if (figure == NULL)
    return;
  ws_map_ground_apply (ground, figure, self->value != NULL ? self->label : NULL, self->look.format);
  ws_map_canvas_set_figure (self->canvas, figure);
  ws_map_view_update_marks (self); /* a colour bar comes or goes */
  ws_map_view_tell_view (self);
  if (is_news)
    ws_map_view_update_accessible (self);
}

void
ws_map_view_set_ground_opacity (WsMapView *self, double opacity)
{
  WsFigure *figure = ws_map_canvas_get_figure (self->canvas);

  if (self->ground == NULL || figure == NULL)
    return;
  self->ground->opacity = opacity;
  ws_panel_set_landscape_opacity (ws_figure_get_panel (figure, 0), opacity);
  ws_map_canvas_set_figure (self->canvas, figure);
}

const WsMapGround *
ws_map_view_get_ground (WsMapView *self)
{
  return self->ground;
}

gboolean
ws_map_view_get_window (WsMapView *self, WsMapWindow *window)
{
  return ws_map_canvas_get_window (self->canvas, window);
}

const double *
ws_map_view_get_color (WsMapView *self, const char **label)
{
  *label = self->value != NULL ? self->label : NULL;
  return self->value;
}
