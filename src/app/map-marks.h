/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/theme.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WS_TYPE_MAP_MARKS (ws_map_marks_get_type ())
G_DECLARE_FINAL_TYPE (WsMapMarks, ws_map_marks, WS, MAP_MARKS, GtkWidget)

/* What lies over a map and follows the hand: rings, crosshair, one training path, the outline of
 * a selection that is being drawn. Few strokes, each with small bounds, so that the points below
 * are not sent to the screen again. Places are pixels of the widget. */

GtkWidget *ws_map_marks_new (void);
void       ws_map_marks_set_theme (WsMapMarks *self, const WsTheme *theme);
/* Nothing is drawn outside @clip. */
void ws_map_marks_set_clip (WsMapMarks *self, const graphene_rect_t *clip);
/* NaN takes the mark away. */
void ws_map_marks_set_hover (WsMapMarks *self, double x, double y);
void ws_map_marks_set_pin (WsMapMarks *self, double x, double y);
void ws_map_marks_set_crosshair (WsMapMarks *self, double x, double y);
/* Pinned places, lettered A, B, …; copied. */
void ws_map_marks_set_places (WsMapMarks *self, const double *xy, const char *letters, guint n);
/* @xy: @n places, copied; drawn with a dot at the end. */
void ws_map_marks_set_trail (WsMapMarks *self, const double *xy, guint n);
void ws_map_marks_set_outline (WsMapMarks *self, const double *xy, guint n);

G_END_DECLS
