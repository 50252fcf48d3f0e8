/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/project.h"

G_BEGIN_DECLS

/* The scenes of a talk: what is to be seen, as settings, never as a picture. This room keeps @view
 * as it is; results/scene.h knows what is in it. */
typedef struct
{
  gint64 id;      /* 0: not in the document yet */
  char  *title;   /* "": that of the figure */
  char  *caption; /* "": none; lines end with "\n" */
  char  *view;    /* JSON */
  char  *created, *version;
} WsScene;

/* The most that a document takes of each: what comes from a file has a limit. */
#define WS_SCENE_MAX_TEXT 10000
#define WS_SCENE_MAX_VIEW (4u << 20)

WsScene *ws_scene_new  (const char *title, const char *caption, const char *view);
WsScene *ws_scene_copy (const WsScene *self);
void     ws_scene_free (WsScene *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsScene, ws_scene_free)

/* (element-type WsScene) (transfer full): in the order of the talk. */
GPtrArray *ws_project_list_scenes (WsProject *self, GError **error);

/**
 * ws_project_add_scene:
 * @scene: with id 0 it gets one, and is stamped; a scene that was removed comes back as it was
 * @place: from 0; beyond the end: at the end
 */
gboolean ws_project_add_scene    (WsProject *self, WsScene *scene, guint place, GError **error);
/* Title, caption and view. %WS_ERROR_NOT_FOUND where there is no such scene, here and below. */
gboolean ws_project_update_scene (WsProject *self, const WsScene *scene, GError **error);
/* To another place among the others, as they lie without it. */
gboolean ws_project_move_scene   (WsProject *self, gint64 id, guint place, GError **error);
gboolean ws_project_remove_scene (WsProject *self, gint64 id, GError **error);

G_END_DECLS
