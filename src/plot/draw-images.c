/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* Fields, small images and colour bars. */
#include "plot/draw-private.h"

#include <math.h>

WsColor
ws_value_color (const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme, double value)
{
  gboolean   is_image = panel->images.pixels != NULL;
  WsColormap map = is_image ? panel->images.map : panel->map;
  double     t = (value - frame->pub.value_lo) / (frame->pub.value_hi - frame->pub.value_lo);

  return ws_colormap_get (map, panel->map_reversed && !is_image ? 1 - t : t, theme->is_dark);
}

static guint32
argb (const WsColor *c)
{
  return 0xff000000u | (guint32)lround (c->r * 255) << 16 | (guint32)lround (c->g * 255) << 8 |
         (guint32)lround (c->b * 255);
}

void
ws_paint_cells (cairo_t *cr, cairo_surface_t *cells, const WsRect *rect, double opacity)
{
  int w = cairo_image_surface_get_width (cells), h = cairo_image_surface_get_height (cells);

  cairo_surface_mark_dirty (cells);
  cairo_save (cr);
  cairo_rectangle (cr, rect->x, rect->y, rect->w, rect->h);
  cairo_clip (cr);
  cairo_translate (cr, rect->x, rect->y);
  cairo_scale (cr, rect->w / w, rect->h / h);
  cairo_set_source_surface (cr, cells, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  if (opacity < 1.0)
    cairo_paint_with_alpha (cr, opacity);
  else
    cairo_paint (cr);
  cairo_restore (cr);
}

static guint32 *
row_of (cairo_surface_t *surface, guint y)
{
  return (guint32 *)(void *)(cairo_image_surface_get_data (surface) +
                             (gsize)y * (gsize)cairo_image_surface_get_stride (surface));
}

void
ws_draw_field (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme)
{
  const WsField   *field = &panel->field;
  const WsView    *view = &frame->pub.view;
  cairo_surface_t *cells;
  double           x0, x1, y0, y1;

  if (field->values == NULL || view->x.kind != WS_SCALE_LINEAR || view->y.kind != WS_SCALE_LINEAR)
    return;
  x0 = ws_scale_map (&view->x, field->x0);
  x1 = ws_scale_map (&view->x, field->x1);
  y0 = ws_scale_map (&view->y, field->y0);
  y1 = ws_scale_map (&view->y, field->y1);
  cells = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)field->nx, (int)field->ny);
  cairo_surface_flush (cells);
  for (guint j = 0; j < field->ny && cairo_surface_status (cells) == CAIRO_STATUS_SUCCESS; j++)
    {
      guint32 *row = row_of (cells, field->ny - 1 - j); /* row 0 lies at the bottom */

      for (guint i = 0; i < field->nx; i++)
        {
          double  value = field->values[(gsize)j * field->nx + i];
          WsColor color = ws_value_color (panel, frame, theme, value);

          row[i] = isfinite (value) ? argb (&color) : 0;
        }
    }
  ws_paint_cells (cr, cells,
                  &(WsRect){ fmin (x0, x1), fmin (y0, y1), fabs (x1 - x0), fabs (y1 - y0) }, 1.0);
  cairo_surface_destroy (cells);
}

void
ws_draw_images (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme)
{
  const WsImages  *images = &panel->images;
  double           w = frame->image_size * images->width, h = frame->image_size * images->height;
  cairo_surface_t *cells =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)images->width, (int)images->height);

  if (cairo_surface_status (cells) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (cells);
      return;
    }
  for (guint k = 0; k < images->n; k++)
    {
      const float *pixels = images->pixels + (gsize)k * images->width * images->height;
      WsRect       rect = { frame->image_x + (k % frame->image_columns) * (w + frame->image_gap_x),
                            frame->image_y + (k / frame->image_columns) * (h + frame->image_gap_y), w,
                            h };

      cairo_surface_flush (cells);
      for (guint j = 0; j < images->height; j++)
        for (guint i = 0; i < images->width; i++)
          {
            double  value = (double)pixels[(gsize)j * images->width + i];
            WsColor color = ws_value_color (panel, frame, theme, value);

            row_of (cells, j)[i] = isfinite (value) ? argb (&color) : 0;
          }
      ws_paint_cells (cr, cells, &rect, 1.0);
      cairo_rectangle (cr, rect.x, rect.y, rect.w, rect.h);
      ws_set_color (cr, &theme->axis, 0.7);
      cairo_set_line_width (cr, 0.6 * ws_hair_width (theme));
      cairo_stroke (cr);
    }
  cairo_surface_destroy (cells);
}

#define N_STOPS 48

typedef WsColor (*GetColor) (const WsPanel      *panel,
                             const WsPanelFrame *frame,
                             const WsTheme      *theme,
                             double              value);

static void
draw_bar (cairo_t            *cr,
          const WsPanel      *panel,
          const WsPanelFrame *frame,
          const WsTheme      *theme,
          const WsRect       *bar,
          double              lo,
          double              hi,
          GetColor            get_color)
{
  cairo_pattern_t *gradient;

  if (bar->w <= 0)
    return;
  gradient = cairo_pattern_create_linear (0, bar->y + bar->h, 0, bar->y);
  for (guint i = 0; i <= N_STOPS; i++)
    {
      double  t = (double)i / N_STOPS;
      WsColor c = get_color (panel, frame, theme, lo + t * (hi - lo));

      cairo_pattern_add_color_stop_rgb (gradient, t, c.r, c.g, c.b);
    }
  cairo_save (cr);
  ws_round_rect (cr, bar, 0.18 * bar->w);
  cairo_set_source (cr, gradient);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_pattern_destroy (gradient);
}

void
ws_draw_color_bars (cairo_t            *cr,
                    const WsPanel      *panel,
                    const WsPanelFrame *frame,
                    const WsTheme      *theme)
{
  draw_bar (cr, panel, frame, theme, &frame->pub.color_bar, frame->pub.value_lo,
            frame->pub.value_hi, ws_value_color);
  draw_bar (cr, panel, frame, theme, &frame->landscape_bar, panel->landscape.lo,
            panel->landscape.hi, ws_ground_color);
}
