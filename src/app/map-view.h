/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/map-canvas.h"
#include "results/map-figure.h"
#include "app/map-ground.h"
#include "results/map-figure.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsMapView:
 *
 * The latent map as a widget. Points are drawn by the raster path of src/plot and only when the
 * view or the colours change; rings, paths and outlines lie in a layer above them.
 *
 * Pointer: drag pans (or draws with the rectangle and lasso tools), scroll zooms to the pointer,
 * click selects a network and pins it, Shift adds or takes away. Keys: arrows move a crosshair
 * (Shift in large steps, Ctrl pans), N and Shift+N go to the next network by distance, Enter
 * selects, + and − zoom, Ctrl+0 shows all, Ctrl+A and Ctrl+Shift+A select all and nothing, Escape.
 *
 * Properties: "hovered" and "pinned", numbers of states or -1; "readout", one line that says what
 * is selected of how much, for a label. Signals: "selection-changed"; "pointed" (double x, double
 * y), the place of the plane under the pointer or the crosshair, NaN when there is none;
 * "double-clicked" (), at the place that was pointed at last; "path-drawn" (pointer GArray of double
 * pairs, lent), places along a line that was drawn;
 * "view-changed", another part of the plane is shown; "color-changed".
 */
#define WS_TYPE_MAP_VIEW (ws_map_view_get_type ())
G_DECLARE_FINAL_TYPE (WsMapView, ws_map_view, WS, MAP_VIEW, GtkWidget)

typedef enum
{
  WS_MAP_TOOL_PAN,
  WS_MAP_TOOL_RECTANGLE,
  WS_MAP_TOOL_LASSO,
  WS_MAP_TOOL_PATH,
} WsMapTool;

GtkWidget *ws_map_view_new (void);

/* A new state of the document: what was selected and pinned stays so where it is still there. On
 * the same map the view stays; another one is shown whole. %NULL empties the map. */
void       ws_map_view_set_data (WsMapView *self, WsMapData *data);
WsMapData *ws_map_view_get_data (WsMapView *self); /* (transfer none) (nullable) */
/* The same rows in other places (ws_map_data_new_moved()): colours, selection and pin stay, and all
 * is in view. */
void ws_map_view_move (WsMapView *self, WsMapData *data);

/* Colour of the states, copied: one number for each, %NULL for the colours of the populations. */
void ws_map_view_set_color (
    WsMapView *self, const double *value, const char *label, WsFormat format, gboolean is_reversed);
/* (nullable) (transfer none): one number for each state, @label (nullable) what they are. */
const double *ws_map_view_get_color (WsMapView *self, const char **label);
/* What lies under the points; (transfer full) (nullable). The next one takes its place. */
void               ws_map_view_set_ground (WsMapView *self, WsMapGround *ground);
const WsMapGround *ws_map_view_get_ground (WsMapView *self); /* (nullable) (transfer none) */
void               ws_map_view_set_ground_opacity (WsMapView *self, double opacity);
/* The part of the plane that is shown; %FALSE before there is any. */
gboolean ws_map_view_get_window (WsMapView *self, WsMapWindow *window);
void     ws_map_view_set_layers (WsMapView *self, guint layers); /* WsMapLayers */
guint    ws_map_view_get_layers (WsMapView *self);
/* 1 fits a map that fills a page. */
void ws_map_view_set_point_size (WsMapView *self, double size);
void ws_map_view_set_populations (WsMapView *self, guint64 mask);

/* Networks that are being made: @n × 2 places, and a colour value each, NaN until scored. */
void ws_map_view_set_ghosts (WsMapView *self, const float *xy, const double *value, guint n);

/* Pinned places, n × 2, with a letter each; copied. */
void ws_map_view_set_places (WsMapView *self, const double *xy, const char *letters, guint n);

void ws_map_view_set_tool (WsMapView *self, WsMapTool tool);
void ws_map_view_fit (WsMapView *self);
/* @factor > 1 comes closer, about the crosshair or the middle. */
void ws_map_view_zoom (WsMapView *self, double factor);
/* Both axes moved by shares of the window. */
void ws_map_view_pan (WsMapView *self, double right, double up);

/* 1 for each selected state; (transfer none), lives until the selection changes. */
const guint8 *ws_map_view_get_selection (WsMapView *self, guint *n_selected);
/* (nullable): nothing. Copied. */
void ws_map_view_select (WsMapView *self, const guint8 *states);
void ws_map_view_select_all (WsMapView *self);
gint ws_map_view_get_hovered (WsMapView *self);
gint ws_map_view_get_pinned (WsMapView *self);
/* The figure as shown, for exports. (transfer none) (nullable) */
WsFigure *ws_map_view_get_figure (WsMapView *self);

G_END_DECLS
