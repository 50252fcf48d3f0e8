/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/map-landscape.h"

G_BEGIN_DECLS

/**
 * WsLandscapeRows:
 *
 * The landscape among the layers of a map: switch, opacity, how fine it is, and buttons to measure
 * it finer and to write its cells. Its buttons are of the page's actions.
 */
#define WS_TYPE_LANDSCAPE_ROWS (ws_landscape_rows_get_type ())
G_DECLARE_FINAL_TYPE (WsLandscapeRows, ws_landscape_rows, WS, LANDSCAPE_ROWS, GtkBox)

/* Follows @landscape, which lives longer. */
void ws_landscape_rows_set_landscape (WsLandscapeRows *self, WsMapLandscape *landscape);

G_END_DECLS
