/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/representation.h"
#include "work/work.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsMapOptions:
 *
 * What a map that is no plane was made with, to be changed: rows of numbers and a button. Hidden
 * for a plane. Signal "make" when the button is pushed.
 */
#define WS_TYPE_MAP_OPTIONS (ws_map_options_get_type ())
G_DECLARE_FINAL_TYPE (WsMapOptions, ws_map_options, WS, MAP_OPTIONS, GtkBox)

/* Shows what @projection was made with. */
void ws_map_options_set_projection (WsMapOptions *self, const WsProjection *projection);
/* What the rows say now; only those that the method of the projection knows are given. */
void ws_map_options_get (WsMapOptions *self, WsMapSettings *settings);

G_END_DECLS
