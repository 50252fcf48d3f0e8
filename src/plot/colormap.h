/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* sRGB, each 0 to 1. */
typedef struct
{
  double r, g, b, a;
} WsColor;

typedef enum
{
  WS_COLORMAP_VIRIDIS,   /* numbers (default) */
  WS_COLORMAP_CIVIDIS,   /* numbers */
  WS_COLORMAP_DIVERGING, /* differences: blue, neutral, vermillion; zero belongs in the middle */
  WS_COLORMAP_GREY,      /* images: black to white */
} WsColormap;

/* Marker shapes, in the order in which classes take them. */
typedef enum
{
  WS_MARKER_CIRCLE,
  WS_MARKER_SQUARE,
  WS_MARKER_TRIANGLE,
  WS_MARKER_DIAMOND,
  WS_MARKER_TRIANGLE_DOWN,
  WS_MARKER_PLUS,
  WS_MARKER_CROSS,
  WS_MARKER_PENTAGON,
  WS_MARKER_STAR,
  WS_N_MARKERS,
  WS_MARKER_AUTO = -1, /* the class decides */
} WsMarker;

/* t from 0 to 1 (clamped); NaN gives the "missing" grey. @is_dark only moves the neutral of
 * DIVERGING. */
WsColor ws_colormap_get (WsColormap map, double t, gboolean is_dark);

/* Okabe-Ito in the order of UX.md: light blue, vermillion, green, purple, black, orange, sky,
 * yellow; on dark black is white. Class 8 starts again with other shapes. */
WsColor  ws_class_color (guint class_index, gboolean is_dark);
WsMarker ws_class_marker (guint class_index);
/* Never the same colour, shape and dash twice below 8 × 9 classes: pattern 0 is solid. */
guint ws_class_dash (guint class_index);

/* WCAG contrast ratio of two opaque colours, 1 to 21. */
double ws_color_contrast (const WsColor *a, const WsColor *b);
/* @t of the way from @a to @b. */
WsColor ws_color_mix (const WsColor *a, const WsColor *b, double t);

G_END_DECLS
