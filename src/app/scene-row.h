/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/scene-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsSceneRow:
 *
 * A scene in the list of the talk: its number, a small slide, its title, and what it shows. It can
 * be dragged onto another row while it is movable: signal "dropped" (uint from), on the row that it
 * was dropped on.
 */
#define WS_TYPE_SCENE_ROW (ws_scene_row_get_type ())
G_DECLARE_FINAL_TYPE (WsSceneRow, ws_scene_row, WS, SCENE_ROW, GtkListBoxRow)

GtkWidget *ws_scene_row_new (WsSceneItem *item);
/* From 0. */
void ws_scene_row_set_place (WsSceneRow *self, guint place);
void ws_scene_row_set_movable (WsSceneRow *self, gboolean is_movable);

G_END_DECLS
