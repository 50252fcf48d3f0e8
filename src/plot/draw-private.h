/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/layout-private.h"
#include "plot/raster.h"
#include "plot/render.h"

G_BEGIN_DECLS

/* -- markers -- */

/* A marker is up to three fills, each in one colour, bottom first. */
typedef enum
{
  WS_PART_PAPER,
  WS_PART_COLOR,
  WS_PART_OUTLINE,
  WS_N_PARTS,
} WsMarkerPart;

/* Fills one part of a marker at (x, y) with the current source; the same for screen and sprites. */
void ws_marker_fill_part (
    cairo_t *cr, const WsRasterStyle *style, WsMarkerPart part, double x, double y);
void
ws_marker_draw (cairo_t *cr, const WsRasterStyle *style, const WsColor *color, double x, double y);
/* Furthest ink of a marker from its middle. */
double ws_marker_reach (const WsRasterStyle *style);

/* -- points of a panel, in the order in which they are drawn -- */

typedef struct
{
  float        *x, *y; /* figure units */
  guint8       *color, *style;
  gsize         n;
  WsRasterStyle styles[255];
  guint         n_styles;
  WsColor       palette[256];
  guint         n_colors;
} WsPointSet;

void ws_point_set_init (WsPointSet         *self,
                        const WsPanel      *panel,
                        const WsPanelFrame *frame,
                        const WsTheme      *theme);
void ws_point_set_clear (WsPointSet *self);
/* Outline of a marker of this radius. */
double ws_outline_width (const WsTheme *theme, double radius);

/* -- long curves -- */

typedef struct
{
  double x, y; /* pixels; NaN lifts the pen */
} WsPlace;

/* Points @from to @to (left out) as pixels: for each pixel column of a long curve the first, least,
 * greatest and last. (transfer full) (element-type WsPlace) */
GArray *ws_thin_line (const WsView *view, const double *x, const double *y, gsize from, gsize to);

/* -- pieces -- */

void
ws_draw_field (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme);
void
ws_draw_images (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme);
void
ws_draw_ground (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme);
/* A small picture with hard cells, its last row at the bottom, in a rectangle. */
void ws_paint_cells (cairo_t *cr, cairo_surface_t *cells, const WsRect *rect, double opacity);
void ws_draw_color_bars (cairo_t            *cr,
                         const WsPanel      *panel,
                         const WsPanelFrame *frame,
                         const WsTheme      *theme);
void ws_draw_legend (cairo_t *cr, const WsPanelFrame *frame, const WsTheme *theme);
void ws_draw_curve (cairo_t            *cr,
                    const WsPanel      *panel,
                    const WsPanelFrame *frame,
                    const WsTheme      *theme,
                    const WsSeries     *series);
void ws_draw_trail (cairo_t            *cr,
                    const WsPanelFrame *frame,
                    const WsTheme      *theme,
                    const WsSeries     *series);
void ws_draw_bars (
    cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme, guint s);
void ws_draw_histogram (cairo_t            *cr,
                        const WsPanelFrame *frame,
                        const WsTheme      *theme,
                        const WsSeries     *series,
                        guint               s,
                        gboolean            outline);
void ws_draw_violin (
    cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme, guint s);
void ws_draw_intervals (
    cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme, guint s);

void ws_set_color (cairo_t *cr, const WsColor *color, double alpha);
void ws_set_dash (cairo_t *cr, guint dash, double line_width);
/* Colour of a series. */
WsColor ws_series_color (const WsSeries *self, const WsTheme *theme);
/* Colour of a value of the landscape's cells. */
WsColor ws_ground_color (const WsPanel      *panel,
                         const WsPanelFrame *frame,
                         const WsTheme      *theme,
                         double              value);
/* Colour of a value on the panel's scale. */
WsColor ws_value_color (const WsPanel      *panel,
                        const WsPanelFrame *frame,
                        const WsTheme      *theme,
                        double              value);
/* Hairlines: 1 on screen, thicker with larger type. */
double ws_hair_width (const WsTheme *theme);
/* An axis-aligned line on whole device pixels. */
void ws_crisp_line (cairo_t *cr, double x0, double y0, double x1, double y1);
void ws_round_rect (cairo_t *cr, const WsRect *rect, double radius);

G_END_DECLS
