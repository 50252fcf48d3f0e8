/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* Figures into images, points by the raster: for views that move. */
#include "plot/draw-private.h"

#include <math.h>

/* Sprites are kept from picture to picture, for each thread. */
static GPrivate kept_raster = G_PRIVATE_INIT ((GDestroyNotify)ws_raster_free);

#define MOST_KEPT_STYLES 128

static WsRaster *
get_raster (void)
{
  WsRaster *raster = g_private_get (&kept_raster);

  if (raster == NULL)
    {
      raster = ws_raster_new ();
      g_private_set (&kept_raster, raster);
    }
  return raster;
}

static void
draw_points (const WsPanel      *panel,
             const WsPanelFrame *frame,
             cairo_surface_t    *surface,
             double              scale,
             const WsTheme      *theme)
{
  WsRaster    *raster = get_raster ();
  WsRasterView view = { scale, 0, scale, 0 };
  WsPointSet   points;
  guint8       number[255] = { 0 };
  WsRect       clip = frame->pub.plot;
  double       slack =
      isfinite (panel->axis[0].lo) || isfinite (panel->axis[1].lo) ? 0.5 : frame->radius * 2;

  ws_point_set_init (&points, panel, frame, theme);
  ws_raster_set_palette (raster, points.palette, points.n_colors);
  for (guint i = 0; i < points.n_styles; i++)
    {
      WsRasterStyle style = points.styles[i];

      style.radius *= scale;
      style.outline_width *= scale;
      number[i] = (guint8)ws_raster_add_style (raster, &style);
    }
  for (gsize i = 0; i < points.n; i++)
    points.style[i] = number[points.style[i]];
  clip = (WsRect){ scale * (clip.x - slack), scale * (clip.y - slack), scale * (clip.w + 2 * slack),
                   scale * (clip.h + 2 * slack) };
  ws_raster_draw (raster, surface, &clip, &view, points.x, points.y, points.color, points.style,
                  points.n);
  ws_point_set_clear (&points);
}

void
ws_figure_render_image (const WsFigure       *figure,
                        const WsFigureLayout *layout,
                        cairo_surface_t      *surface,
                        double                scale,
                        const WsTheme        *theme)
{
  WsRaster *raster = g_private_get (&kept_raster);
  cairo_t  *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  /* only between pictures: numbers of styles must not change while points use them */
  if (raster != NULL && ws_raster_get_n_styles (raster) > MOST_KEPT_STYLES)
    ws_raster_clear_styles (raster);
  ws_figure_render_layers (figure, layout, cr, theme, WS_LAYER_BACK | WS_LAYER_SERIES);
  cairo_surface_flush (surface);
  for (guint i = 0; i < layout->n; i++)
    {
      const WsPanel *panel = g_ptr_array_index (figure->panels, i);

      if (!layout->frames[i].is_empty && ws_panel_has_kind (panel, WS_SERIES_SCATTER))
        draw_points (panel, &layout->frames[i], surface, scale, theme);
    }
  cairo_surface_mark_dirty (surface);
  ws_figure_render_layers (figure, layout, cr, theme, WS_LAYER_FRONT | WS_LAYER_TEXT);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
}
