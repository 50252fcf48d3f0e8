/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/colormap.h"

G_BEGIN_DECLS

typedef enum
{
  WS_THEME_LIGHT,
  WS_THEME_DARK,
  WS_THEME_SLIDE,      /* light, type of 18 at least, thick lines */
  WS_THEME_SLIDE_DARK, /* the same on dark */
} WsThemeKind;

/* Plain: init, change what you like, pass. Lengths are figure units: pixels on screen, points in
 * exports. */
typedef struct
{
  WsThemeKind kind;
  gboolean    is_dark;
  gboolean    is_transparent; /* no background is painted */
  gboolean    has_source;     /* draw the source line */
  gboolean    high_contrast;  /* 2 px outlines */
  char        family[64];     /* Pango font families */
  double      text_size;      /* ticks, labels; titles are larger */
  double      line_width;     /* series */
  double      marker_radius;  /* points; many points get smaller ones by themselves */
  WsColor     background, text, muted, grid, axis;
} WsTheme;

/* light or dark 11, slide 18 */
void ws_theme_init (WsTheme *self, WsThemeKind kind);
/* Another text size (10, 14, 18, 24 …); lines, markers and gaps grow with it. */
void ws_theme_set_text_size (WsTheme *self, double text_size);

/* Text that suits a picture of this size, in points, and never larger than it was: 7 to the present
 * size. For columns and thumbnails. */
void ws_theme_fit (WsTheme *self, double width, double height);

/**
 * ws_theme_parse:
 * @name: light, dark, slide or slide-dark
 * @error: return location (%WS_PLOT_ERROR_THEME)
 */
gboolean ws_theme_parse (const char *name, WsTheme *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
