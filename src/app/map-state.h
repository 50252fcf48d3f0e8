/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/map-view.h"
#include "results/scene-view.h"

G_BEGIN_DECLS

/* What a map shows, as a view that can be kept: layers, camera, selection, pin, and populations
 * that are switched off. @color: name in scenes, (nullable). (transfer full); NULL without a map. */
WsSceneView *ws_map_state_save (WsMapView *map, const char *color);
/* Camera, selection and pin of a view, on a map that has its data by now. */
void ws_map_state_restore (WsMapView *map, const WsSceneView *view);

G_END_DECLS
