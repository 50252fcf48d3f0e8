/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/map-view.h"
#include "app/session.h"

G_BEGIN_DECLS

/**
 * WsMapLandscape:
 *
 * Fills the plane behind a map with the measured accuracy (or loss, where the points tell theirs)
 * of the networks decoded there, on validation images: coarse to fine, from the middle of the view
 * outwards, anew whenever the view moves. What has been measured of a plane is kept while the map
 * is shown. Works on threads of its own.
 *
 * Signal "changed": progress, state or what is said of the place pointed at. "failed" (const GError
 * *).
 */
#define WS_TYPE_MAP_LANDSCAPE (ws_map_landscape_get_type ())
G_DECLARE_FINAL_TYPE (WsMapLandscape, ws_map_landscape, WS, MAP_LANDSCAPE, GObject)

#define WS_LANDSCAPE_FIRST_CELLS 16
#define WS_LANDSCAPE_USUAL_CELLS 64
#define WS_LANDSCAPE_FINEST_CELLS 256

/* @map is lent for as long as this lives. */
WsMapLandscape *ws_map_landscape_new (WsMapView *map);
/* Another map; NULL: none. The landscape of the same plane stays. */
void     ws_map_landscape_set_map (WsMapLandscape *self, WsSession *session, WsMapData *data);
void     ws_map_landscape_set_active (WsMapLandscape *self, gboolean is_active);
gboolean ws_map_landscape_is_active (WsMapLandscape *self);
/* 0.1 to 1 */
void   ws_map_landscape_set_opacity (WsMapLandscape *self, double opacity);
double ws_map_landscape_get_opacity (WsMapLandscape *self);

/* Reading or measuring; it can be stopped, and goes on when the view moves or when it is told so.
 */
gboolean ws_map_landscape_is_busy (WsMapLandscape *self);
void     ws_map_landscape_stop (WsMapLandscape *self);
gboolean ws_map_landscape_is_stopped (WsMapLandscape *self);
void     ws_map_landscape_go_on (WsMapLandscape *self);
/* Twice as fine as now; what that takes, in seconds, < 0 where not known. */
gboolean ws_map_landscape_can_refine (WsMapLandscape *self);
guint    ws_map_landscape_get_next_cells (WsMapLandscape *self);
double   ws_map_landscape_estimate_refine (WsMapLandscape *self);
void     ws_map_landscape_refine (WsMapLandscape *self);

double ws_map_landscape_get_fraction (WsMapLandscape *self);
/* While it is busy; (transfer full) (nullable) */
char *ws_map_landscape_dup_status (WsMapLandscape *self);
/* Of the whole: how fine, on how many images. (transfer full) (nullable) */
char *ws_map_landscape_dup_summary (WsMapLandscape *self);
/* What its lines and hatches say. (transfer full) (nullable) */
char *ws_map_landscape_dup_legend (WsMapLandscape *self);
/* What was measured in the cell that a place lies in. (transfer full) (nullable): not active */
char *ws_map_landscape_dup_readout (WsMapLandscape *self, double x, double y);
/* Writes the table of all measured cells of the view, at the finest step, on a thread; says
 * "failed" when that cannot be. */
void ws_map_landscape_write_csv (WsMapLandscape *self, GFile *file);

G_END_DECLS
