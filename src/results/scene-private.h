/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/scene.h"

G_BEGIN_DECLS

/* The figure of a view, as its page draws it. %WS_ERROR_NOT_FOUND with a sentence for people when
 * what it shows is gone. @map: as in WsSlide. */
WsFigure *
ws_scene_draw (WsProject *project, const WsSceneView *view, char **map, GError **error);
/* The same for the map alone, "scene-map.c". */
WsFigure *
ws_scene_draw_map (WsProject *project, const WsSceneView *view, char **map, GError **error);

/* -- what a scene is about -- */
/* Sets %WS_ERROR_NOT_FOUND; gives %NULL, for the return of whoever calls. */
gpointer ws_scene_set_gone (const WsSceneView *view, GError **error);
/* (transfer full); NULL with @error: that it is gone, or what went wrong. */
WsHyperInfo *ws_scene_find_hyper (WsProject *project, const WsSceneView *view, GError **error);

G_END_DECLS
