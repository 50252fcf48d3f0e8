/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/layout.h"

#include <cairo.h>

G_BEGIN_DECLS

/**
 * ws_figure_render:
 * @cr: where to draw; the figure fills (0, 0) to (width, height) in its user space
 * @width: figure units (pixels on screen, points in files), > 0
 * @height: the same
 *
 * The only drawing of figures: screen, PNG, SVG and PDF. Leaves the state of @cr as it was. Any
 * thread, as long as @figure is not being changed.
 */
void ws_figure_render (
    const WsFigure *figure, cairo_t *cr, double width, double height, const WsTheme *theme);

typedef enum
{
  WS_LAYER_BACK = 1 << 0,   /* background, grid, field */
  WS_LAYER_SERIES = 1 << 1, /* all series but the points, rules, trails */
  WS_LAYER_POINTS = 1 << 2, /* scatter points only */
  WS_LAYER_FRONT = 1 << 3,  /* colour bars, legends, the scale bar */
  WS_LAYER_TEXT = 1 << 4,   /* every text */
  WS_LAYER_ALL = (1 << 5) - 1,
} WsLayers;

/* Some layers of ws_figure_render(), in its order, from a layout made for the same size and theme.
 */
void ws_figure_render_layers (const WsFigure       *figure,
                              const WsFigureLayout *layout,
                              cairo_t              *cr,
                              const WsTheme        *theme,
                              WsLayers              layers);

/**
 * ws_figure_render_image:
 * @surface: image surface of format RGB24, owned by the caller
 * @scale: device pixels to a figure unit (gtk_widget_get_scale_factor())
 *
 * The same picture as ws_figure_render() scaled by @scale, with the points of scatters drawn by the
 * raster of plot/raster.h: for views that move. Does the flush and the mark-dirty of @surface.
 */
void ws_figure_render_image (const WsFigure       *figure,
                             const WsFigureLayout *layout,
                             cairo_surface_t      *surface,
                             double                scale,
                             const WsTheme        *theme);

G_END_DECLS
