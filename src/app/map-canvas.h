/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/layout.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WS_TYPE_MAP_CANVAS (ws_map_canvas_get_type ())
G_DECLARE_FINAL_TYPE (WsMapCanvas, ws_map_canvas, WS, MAP_CANVAS, GtkWidget)

/* The picture of a map for the screen: the figure of the exports, drawn by its raster way into
 * image surfaces that live on, and again only when something has changed. It knows no pointer. */

GtkWidget *ws_map_canvas_new (void);
/* (transfer none): keeps a reference; the view stays */
void ws_map_canvas_set_figure (WsMapCanvas *self, WsFigure *figure);

/* The part of the plane that is looked at; NaN limits: all of it. */
typedef struct
{
  double x_lo, x_hi, y_lo, y_hi;
} WsMapWindow;

void ws_map_canvas_set_window (WsMapCanvas *self, const WsMapWindow *window);
/* The window that is really shown: equal axes widen one side. %FALSE before the first size. */
gboolean ws_map_canvas_get_window (WsMapCanvas *self, WsMapWindow *window);
/* A part of the map is looked at, not all of it. */
gboolean ws_map_canvas_is_zoomed (WsMapCanvas *self);
/* Places of the picture for the size that the widget has, brought up to date; %NULL without one. */
const WsPanelLayout  *ws_map_canvas_get_panel (WsMapCanvas *self);
const WsFigureLayout *ws_map_canvas_get_layout (WsMapCanvas *self);
const WsTheme        *ws_map_canvas_get_theme (WsMapCanvas *self);
WsFigure             *ws_map_canvas_get_figure (WsMapCanvas *self);

G_END_DECLS
