/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/geometry.h"
#include "plot/colormap.h"
#include "plot/figure.h"

#include <cairo.h>

G_BEGIN_DECLS

/* Many small markers, fast: coverage of each marker at 4 × 4 places between pixels is made once (by
 * cairo, so it looks as ws_figure_render() does), colours are tables, a point is a few dozen pixel
 * writes into an RGB24 image. Blends over what the image holds. One thread at a time for each
 * raster. */
typedef struct _WsRaster WsRaster;

WsRaster *ws_raster_new (void);
void      ws_raster_free (WsRaster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsRaster, ws_raster_free)

/* A look that points can have. Lengths in device pixels. */
typedef struct
{
  WsMarker marker;
  WsFill   fill;
  double   radius;        /* up to 60 */
  double   outline_width; /* 0: none */
  WsColor  outline;
  WsColor  paper;   /* inside of RING and HALF */
  double   opacity; /* of the whole marker */
} WsRasterStyle;

/* Takes away all styles. */
void ws_raster_clear_styles (WsRaster *self);
/* Up to 255 styles; gives the number that points use. The same style again gives the same number.
 */
guint ws_raster_add_style (WsRaster *self, const WsRasterStyle *style);
guint ws_raster_get_n_styles (const WsRaster *self);
/* Up to 256 colours, alpha ignored. */
void ws_raster_set_palette (WsRaster *self, const WsColor *colors, guint n_colors);

/* Device pixel of a point: x_px = ax * x + bx, y_px = ay * y + by. */
typedef struct
{
  double ax, bx, ay, by;
} WsRasterView;

/**
 * ws_raster_draw:
 * @surface: image surface, format RGB24; flush before, mark dirty after are the caller's
 * @clip: (nullable): device pixels outside it are not touched
 * @x: (array length=n): data; not finite points are left out
 * @y: (array length=n): data
 * @color: (array length=n): index into the palette
 * @style: (array length=n) (nullable): style of each point, 255 is not drawn; NULL: style 0
 *
 * Draws in the order of the arrays.
 *
 * Returns: how many points touched the image
 */
gsize ws_raster_draw (WsRaster           *self,
                      cairo_surface_t    *surface,
                      const WsRect       *clip,
                      const WsRasterView *view,
                      const float        *x,
                      const float        *y,
                      const guint8       *color,
                      const guint8       *style,
                      gsize               n);

G_END_DECLS
