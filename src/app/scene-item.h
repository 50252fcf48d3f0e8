/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/scene.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WsSceneItem:
 *
 * A scene of the talk as the lists show it, and its slide once that is drawn. Signal "changed":
 * texts or slide.
 */
#define WS_TYPE_SCENE_ITEM (ws_scene_item_get_type ())
G_DECLARE_FINAL_TYPE (WsSceneItem, ws_scene_item, WS, SCENE_ITEM, GObject)

WsSceneItem   *ws_scene_item_new (WsScene *scene); /* takes it */
const WsScene *ws_scene_item_get_scene (WsSceneItem *self);
/* (transfer full): never empty */
char *ws_scene_item_dup_title (WsSceneItem *self);
/* "Explore" */
const char *ws_scene_item_get_page (WsSceneItem *self); /* of WsPage; (nullable) */
const char *ws_scene_item_get_kind (WsSceneItem *self); /* for people */
void        ws_scene_item_set_id (WsSceneItem *self, gint64 id);
void ws_scene_item_set_texts (WsSceneItem *self, const char *title, const char *caption);

/* (nullable) (transfer none): what is drawn now; main thread only */
const WsSlide *ws_scene_item_get_slide (WsSceneItem *self);
/* Takes it; NULL: it could not be read. */
void     ws_scene_item_take_slide (WsSceneItem *self, WsSlide *slide);
gboolean ws_scene_item_is_stale (WsSceneItem *self);
void     ws_scene_item_set_stale (WsSceneItem *self);

G_END_DECLS
