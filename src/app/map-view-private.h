/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/map-canvas.h"
#include "app/map-marks.h"
#include "app/map-view.h"

G_BEGIN_DECLS

struct _WsMapView
{
  GtkWidget parent_instance;

  WsMapCanvas *canvas;
  WsMapMarks  *marks;
  GtkWidget   *card;
  GtkLabel    *card_label;

  /* what is shown */
  WsMapData   *data;
  WsMapLook    look; /* lends from what follows */
  double      *value;
  char        *label;
  float       *ghost_xy;
  double      *ghost_value;
  WsMapGround *ground;
  guint8      *selected;
  guint        n_selected;
  char        *readout;
  WsMapWindow  told_window;     /* that everybody knows of */
  gint         hovered, pinned; /* states */
  GArray      *places;          /* (element-type double): pinned, pairs */
  char        *letters;

  /* the hand */
  WsMapTool   tool;
  double      pointer_x, pointer_y; /* NaN: not over the map */
  WsMapWindow drag_window;          /* at the start of a drag */
  gboolean    is_drawing, has_moved;
  GArray     *outline; /* (element-type double): corners of a lasso */
  double      zoom_last;

  /* the keyboard */
  gboolean has_crosshair;
  double   cross_x, cross_y;   /* data */
  double   anchor_x, anchor_y; /* where arrows left it: N counts from here */
  guint    neighbour;
};

/* -- between the parts of the widget -- */
char *ws_map_view_make_readout (WsMapView *self); /* (transfer full) */
void  ws_map_view_update_accessible (WsMapView *self);
void  ws_map_view_init_input (WsMapView *self);
void  ws_map_view_rebuild (WsMapView *self); /* after any change of what is shown */
void  ws_map_view_update_marks (WsMapView *self);
/* The hand or the crosshair is at this place of the plane; NaN: nowhere. */
void ws_map_view_point (WsMapView *self, double x, double y);
void ws_map_view_double_click (WsMapView *self);
void ws_map_view_tell_path (WsMapView *self, GArray *places);
/* Another part of the plane is shown; another colour tells something else. */
void ws_map_view_tell_view (WsMapView *self);
void ws_map_view_tell_color (WsMapView *self);
void ws_map_view_set_hovered (WsMapView *self, gint state);
void ws_map_view_set_pinned (WsMapView *self, gint state);
void ws_map_view_selection_changed (WsMapView *self);
void ws_map_view_move_window (WsMapView *self, const WsMapWindow *window);
/* The state within @max_px of a place of the widget, -1 for none. */
gint     ws_map_view_pick (WsMapView *self, double x, double y, double max_px);
gboolean ws_map_view_get_place (WsMapView *self, guint state, double *x, double *y);
/* A click or Enter on a state: its network. */
void ws_map_view_activate (WsMapView *self, gint state, gboolean toggle);

G_END_DECLS
