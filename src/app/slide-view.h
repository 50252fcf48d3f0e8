/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/scene-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsSlideView:
 *
 * A slide as it is on the stage, at whatever size the widget has: type keeps its share of the
 * picture. Points go the raster way. Role IMG with the title as its name and all that is said and
 * shown as its description. Its natural shape is 16:9.
 */
#define WS_TYPE_SLIDE_VIEW (ws_slide_view_get_type ())
G_DECLARE_FINAL_TYPE (WsSlideView, ws_slide_view, WS, SLIDE_VIEW, GtkWidget)

/* The part of a map that is seen: x from, to; y from, to. NaN: all of it. */
typedef struct
{
  double at[4];
} WsSlideCamera;

GtkWidget *ws_slide_view_new (void);
/* (nullable): nothing. Follows what becomes of it. */
void         ws_slide_view_set_item (WsSlideView *self, WsSceneItem *item);
WsSceneItem *ws_slide_view_get_item (WsSlideView *self); /* (nullable) (transfer none) */
/* A small one that stands beside its name tells nothing to screen readers. */
void ws_slide_view_set_decorative (WsSlideView *self);
/* Larger or smaller type than slides have: 1. */
void   ws_slide_view_set_type_scale (WsSlideView *self, double scale);
double ws_slide_view_get_type_scale (WsSlideView *self);
/* Moves to another scene, 600 ms from what is seen now, where both are of one map and the desktop
 * likes motion; else at once, FALSE. */
gboolean ws_slide_view_glide_to (WsSlideView *self, WsSceneItem *item);

/* Between two cameras, @t from 0 to 1: closer and farther by steady shares, about the place that
 * both have in common. */
void ws_slide_camera_mix (const WsSlideCamera *a,
                          const WsSlideCamera *b,
                          double               t,
                          WsSlideCamera       *out);

G_END_DECLS
