/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-view-private.h"

#include <math.h>

/* Where one looks: the part of the plane that a map shows. */

void
ws_map_view_move_window (WsMapView *self, const WsMapWindow *window)
{
  ws_map_canvas_set_window (self->canvas, window);
  ws_map_view_update_marks (self);
  ws_map_view_tell_view (self);
}

void
ws_map_view_fit (WsMapView *self)
{
  const WsMapWindow all = { (double)NAN, (double)NAN, (double)NAN, (double)NAN };

  ws_map_view_move_window (self, &all);
}

void
ws_map_view_pan (WsMapView *self, double right, double up)
{
  WsMapWindow window;
  double      dx, dy;

  if (!ws_map_canvas_get_window (self->canvas, &window))
    return;
  dx = right * (window.x_hi - window.x_lo);
  dy = up * (window.y_hi - window.y_lo);
  window.x_lo += dx;
  window.x_hi += dx;
  window.y_lo += dy;
  window.y_hi += dy;
  ws_map_view_move_window (self, &window);
}

void
ws_map_view_zoom (WsMapView *self, double factor)
{
  WsMapWindow w;
  double      x, y;

  if (!ws_map_canvas_get_window (self->canvas, &w) || !(factor > 0.0))
    return;
  x = self->has_crosshair ? self->cross_x : 0.5 * (w.x_lo + w.x_hi);
  y = self->has_crosshair ? self->cross_y : 0.5 * (w.y_lo + w.y_hi);
  w = (WsMapWindow){ x + (w.x_lo - x) / factor, x + (w.x_hi - x) / factor,
                     y + (w.y_lo - y) / factor, y + (w.y_hi - y) / factor };
  ws_map_view_move_window (self, &w);
}
