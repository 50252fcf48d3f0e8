/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/layout.h"

#include <cairo.h>
#include <pango/pango.h>

G_BEGIN_DECLS

/* Measures and draws text with one font, without hinting: the same widths in every output. */
typedef struct
{
  PangoLayout *layout;
  const char  *family; /* lent by the theme */
} WsTextMeter;

typedef struct
{
  double width;               /* advance */
  double ascent, descent;     /* of the font, from the base line */
  double ink_top, ink_bottom; /* of the ink, from the base line; y downwards, so top is negative */
} WsTextSize;

/* How a text sits on its anchor. */
typedef enum
{
  WS_ANCHOR_BASELINE, /* y is the base line */
  WS_ANCHOR_TOP,      /* y is the top of the line */
  WS_ANCHOR_MIDDLE,   /* y is the middle of the digits */
  WS_ANCHOR_BOTTOM,   /* y is the bottom of the line */
} WsAnchor;

typedef struct
{
  WsTextRole role;
  double     size;
  gboolean   is_bold;
  WsColor    color;
  double     h_align; /* 0 left, 0.5 centre, 1 right of the anchor's x */
  WsAnchor   anchor;
} WsTextStyle;

void ws_text_meter_init (WsTextMeter *self, const WsTheme *theme);
void ws_text_meter_clear (WsTextMeter *self);

void ws_text_measure (
    WsTextMeter *self, const char *text, double size, gboolean is_bold, WsTextSize *out);
double ws_text_width (WsTextMeter *self, const char *text, double size, gboolean is_bold);

/* @text, cut with an ellipsis so that it is at most @width wide. (transfer full) */
char *
ws_text_fit (WsTextMeter *self, const char *text, double size, gboolean is_bold, double width);
/* @text in lines of at most @width, the last one cut when there are more than @max_lines. "\n"
 * breaks too. (transfer full): strv */
char **ws_text_wrap (WsTextMeter *self,
                     const char  *text,
                     double       size,
                     gboolean     is_bold,
                     double       width,
                     guint        max_lines);

/* Appends an item to @items (WsTextItem). */
void ws_text_add (GArray            *items,
                  WsTextMeter       *self,
                  const char        *text,
                  const WsTextStyle *style,
                  double             x,
                  double             y);
/* Turned by 90° against the clock, its middle at (x, y). */
void ws_text_add_turned (GArray            *items,
                         WsTextMeter       *self,
                         const char        *text,
                         const WsTextStyle *style,
                         double             x,
                         double             y);
/* An array of items, empty. */
GArray *ws_text_items_new (void);

/* PDF and SVG: text stays text, lines are not moved to whole pixels. */
gboolean ws_is_vector_file (cairo_t *cr);

void ws_text_draw (cairo_t *cr, WsTextMeter *self, const WsTextItem *item);

G_END_DECLS
