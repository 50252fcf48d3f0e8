/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/map-view.h"
#include "app/notice.h"
#include "app/session.h"

G_BEGIN_DECLS

/**
 * WsMapColors:
 *
 * Chooses what the colour of a map tells: a metric, the epoch, the population, or a statistic of a
 * layer's weights, which is read on a worker when it is first asked for. Property "busy": it
 * reads. Sets the colours of its map by itself.
 */
#define WS_TYPE_MAP_COLORS (ws_map_colors_get_type ())
G_DECLARE_FINAL_TYPE (WsMapColors, ws_map_colors, WS, MAP_COLORS, GtkBox)

/* Both lent for as long as this lives (they are of one page). */
void ws_map_colors_set_target (WsMapColors *self, WsMapView *map, WsNotice *notice);
/* New rows of a document: the choice stays. @session may be NULL when @data is. */
void ws_map_colors_set_data (WsMapColors *self, WsSession *session, WsMapData *data);
void ws_map_colors_set_reversed (WsMapColors *self, gboolean is_reversed);
/* The colour is test accuracy: networks that are scored just now can wear it. */
gboolean ws_map_colors_is_accuracy (WsMapColors *self);
gboolean ws_map_colors_is_busy (WsMapColors *self);
/* The choice by its name in scenes; (transfer full). One that is not there changes nothing. */
char *ws_map_colors_dup_name (WsMapColors *self);
void  ws_map_colors_choose (WsMapColors *self, const char *name);

G_END_DECLS
