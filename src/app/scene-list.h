/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/scene-item.h"
#include "app/session.h"

G_BEGIN_DECLS

/**
 * WsSceneList:
 *
 * The talk of a session's document. What is changed is seen at once and written behind, one after
 * the other; every change can be undone and done again. Main thread only.
 *
 * Properties (read only): "loading"; "can-undo", "can-redo". Signal "failed" (const GError *):
 * nothing of a change was kept, and the list is that of the document again.
 */
#define WS_TYPE_SCENE_LIST (ws_scene_list_get_type ())
G_DECLARE_FINAL_TYPE (WsSceneList, ws_scene_list, WS, SCENE_LIST, GObject)

/* (transfer none): the one of this session, which reads itself when it is first asked for */
WsSceneList *ws_scene_list_of (WsSession *session);
/* Writes at once what is still to be written, if this session has a talk: nobody may be there later. */
void         ws_scene_list_flush (WsSession *session);
GListModel  *ws_scene_list_get_items (WsSceneList *self); /* of WsSceneItem */
guint        ws_scene_list_get_n (WsSceneList *self);
WsSceneItem *ws_scene_list_get (WsSceneList *self, guint i); /* (nullable) (transfer none) */
gboolean     ws_scene_list_is_loading (WsSceneList *self);
/* Draws all slides, @first before the others, and again whenever the document changes. */
void ws_scene_list_prepare (WsSceneList *self, guint first);

/* -- changes: of a document that may be written -- */
/* Takes @scene; at the end. Gives its place. */
guint ws_scene_list_add (WsSceneList *self, WsScene *scene);
void  ws_scene_list_remove (WsSceneList *self, guint i);
void  ws_scene_list_move (WsSceneList *self, guint from, guint to);
void  ws_scene_list_set_texts (WsSceneList *self, guint i, const char *title, const char *caption);
/* Gives the place of what changed. */
guint    ws_scene_list_undo (WsSceneList *self);
guint    ws_scene_list_redo (WsSceneList *self);
gboolean ws_scene_list_can_undo (WsSceneList *self);
gboolean ws_scene_list_can_redo (WsSceneList *self);

G_END_DECLS
