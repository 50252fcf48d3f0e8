/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* Cells, hatches and contours under the points of a map. */
#include "plot/draw-private.h"

#include "plot/array-private.h"

#include <math.h>

#define N_COLORS 256

WsColor
ws_ground_color (const WsPanel      *panel,
                 const WsPanelFrame *frame,
                 const WsTheme      *theme,
                 double              value)
{
  const WsGround *self = &panel->landscape;

  if (!self->has_color)
    return ws_value_color (panel, frame, theme, value);
  return ws_colormap_get (self->map, (value - self->lo) / (self->hi - self->lo), theme->is_dark);
}

static guint32
pixel_of (const WsColor *c)
{
  return 0xff000000u | (guint32)lround (c->r * 255) << 16 | (guint32)lround (c->g * 255) << 8 |
         (guint32)lround (c->b * 255);
}

/* Colours of all values between @lo and @hi, as pixels: many thousand cells are drawn for each
 * frame of a map that moves. */
static void
make_palette (const WsPanel      *panel,
              const WsPanelFrame *frame,
              const WsTheme      *theme,
              double              lo,
              double              hi,
              guint32            *palette)
{
  for (guint i = 0; i < N_COLORS; i++)
    {
      WsColor c = ws_ground_color (panel, frame, theme, lo + (hi - lo) * i / (N_COLORS - 1.0));

      palette[i] = pixel_of (&c);
    }
}

static WsRect
map_rect (const WsView *view, double x0, double x1, double y0, double y1)
{
  double left = ws_scale_map (&view->x, x0), right = ws_scale_map (&view->x, x1);
  double top = ws_scale_map (&view->y, y1), bottom = ws_scale_map (&view->y, y0);

  return (WsRect){ left, top, right - left, bottom - top };
}

static void
draw_cells (cairo_t       *cr,
            const WsView  *view,
            const WsField *field,
            const guint32 *palette,
            guint32        empty,
            double         lo,
            double         hi,
            double         opacity)
{
  WsRect           rect = map_rect (view, field->x0, field->x1, field->y0, field->y1);
  cairo_surface_t *cells =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)field->nx, (int)field->ny);
  double  scale = (N_COLORS - 1) / (hi - lo);
  gsize   stride;
  guint8 *data;

  if (cairo_surface_status (cells) == CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_flush (cells);
      data = cairo_image_surface_get_data (cells);
      stride = (gsize)cairo_image_surface_get_stride (cells);
      for (guint j = 0; j < field->ny; j++) /* row 0 lies at the bottom */
        {
          guint32      *row = (guint32 *)(void *)(data + stride * (field->ny - 1 - j));
          const double *values = field->values + (gsize)j * field->nx;

          for (guint i = 0; i < field->nx; i++)
            row[i] = isnan (values[i]) ? 0
                     : isinf (values[i])
                         ? empty
                         : palette[lround (CLAMP (scale * (values[i] - lo), 0.0, N_COLORS - 1.0))];
        }
      ws_paint_cells (cr, cells, &rect, opacity);
    }
  cairo_surface_destroy (cells);
}

/* Strokes from the lower left to the upper right, always at the same places of the picture. */
static void
draw_hatch (
    cairo_t *cr, const WsView *view, const WsField *field, const WsRect *plot, const WsTheme *theme)
{
  double   gap = 0.75 * theme->text_size, width = ws_hair_width (theme);
  double   dx = (field->x1 - field->x0) / field->nx, dy = (field->y1 - field->y0) / field->ny;
  gboolean has_any = FALSE;

  cairo_save (cr);
  for (guint j = 0; j < field->ny; j++)
    for (guint i = 0, end; i < field->nx; i = end)
      {
        const double *row = field->values + (gsize)j * field->nx;
        WsRect        rect;

        for (end = i + 1; end < field->nx && (row[end] > 0) == (row[i] > 0); end++)
          ;
        if (!(row[i] > 0))
          continue;
        rect = map_rect (view, field->x0 + i * dx, field->x0 + end * dx, field->y0 + j * dy,
                         field->y0 + (j + 1) * dy);
        cairo_rectangle (cr, rect.x, rect.y, rect.w, rect.h);
        has_any = TRUE;
      }
  cairo_clip (cr);
  for (double x = plot->x - plot->h; has_any && x < plot->x + plot->w; x += gap)
    {
      cairo_move_to (cr, x, plot->y + plot->h);
      cairo_line_to (cr, x + plot->h, plot->y);
    }
  ws_set_color (cr, &theme->background, 0.55);
  cairo_set_line_width (cr, 2.6 * width);
  cairo_stroke_preserve (cr);
  ws_set_color (cr, &theme->text, 0.6);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_contours (cairo_t *cr, const WsView *view, const WsGround *self, const WsTheme *theme)
{
  double width = 1.1 * ws_hair_width (theme);

  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint l = 0; l < self->contours->len; l++)
    {
      const WsContourLine *line = &ws_array_index (self->contours, WsContourLine, l);

      for (gsize i = 0; i < line->n; i++)
        {
          double x = ws_scale_map (&view->x, line->xy[2 * i]);
          double y = ws_scale_map (&view->y, line->xy[2 * i + 1]);

          if (i == 0)
            cairo_move_to (cr, x, y);
          else
            cairo_line_to (cr, x, y);
        }
    }
  /* white in a dark seam is seen on all colours of a scale, and on any ground */
  cairo_set_source_rgba (cr, 0, 0, 0, 0.4 * self->opacity);
  cairo_set_line_width (cr, 2.4 * width);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.9 * self->opacity);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
ws_draw_ground (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme)
{
  const WsGround *self = &panel->landscape;
  const WsView   *view = &frame->pub.view;
  double          lo = self->has_color ? self->lo : frame->pub.value_lo;
  double          hi = self->has_color ? self->hi : frame->pub.value_hi;
  guint32         palette[N_COLORS];

  if (self->cells->len == 0 || view->x.kind != WS_SCALE_LINEAR || view->y.kind != WS_SCALE_LINEAR)
    return;
  make_palette (panel, frame, theme, lo, hi, palette);
  cairo_save (cr);
  ws_round_rect (cr, &frame->pub.plot, panel->map_style ? 0.4 * theme->text_size : 0.0);
  cairo_clip (cr);
  for (guint i = 0; i < self->cells->len; i++)
    draw_cells (cr, view, &ws_array_index (self->cells, WsField, i), palette,
                pixel_of (&theme->background), lo, hi, self->opacity);
  if (self->hatch.values != NULL)
    draw_hatch (cr, view, &self->hatch, &frame->pub.plot, theme);
  if (self->contours->len > 0)
    draw_contours (cr, view, self, theme);
  cairo_restore (cr);
}
