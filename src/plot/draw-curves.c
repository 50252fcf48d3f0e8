/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* Lines, bands, trails. */
#include "plot/draw-private.h"

#include "plot/array-private.h"

#include <math.h>

/* Sparse signs on curves, so that colour is not all that tells them apart. */
#define N_SIGNS 7

static void
trace (cairo_t *cr, const GArray *places)
{
  gboolean has_pen = FALSE;

  for (guint i = 0; i < places->len; i++)
    {
      const WsPlace *place = &ws_array_index (places, WsPlace, i);

      if (!isfinite (place->x))
        {
          has_pen = FALSE;
          continue;
        }
      if (!has_pen)
        cairo_move_to (cr, place->x, place->y);
      /* also to the first place itself: a lone value is a dot */
      cairo_line_to (cr, place->x, place->y);
      has_pen = TRUE;
    }
}

static gboolean
is_shown (const WsPanelFrame *frame, const WsSeries *series, gsize i)
{
  return isfinite (ws_scale_map (&frame->pub.view.x, ws_series_x (series, i))) &&
         isfinite (ws_scale_map (&frame->pub.view.y, series->lo[i])) &&
         isfinite (ws_scale_map (&frame->pub.view.y, series->hi[i]));
}

static void
fill_band (cairo_t *cr, const WsPanelFrame *frame, const WsSeries *series)
{
  gsize from = 0;

  while (from < series->n)
    {
      g_autoptr (GArray) low = NULL, high = NULL;
      gsize to;

      while (from < series->n && !is_shown (frame, series, from))
        from++;
      for (to = from; to < series->n && is_shown (frame, series, to);)
        to++;
      if (to == from)
        break;
      high = ws_thin_line (&frame->pub.view, series->x, series->hi, from, to);
      low = ws_thin_line (&frame->pub.view, series->x, series->lo, from, to);
      cairo_new_sub_path (cr);
      for (guint i = 0; i < high->len; i++)
        cairo_line_to (cr, ws_array_index (high, WsPlace, i).x,
                       ws_array_index (high, WsPlace, i).y);
      for (guint i = low->len; i > 0; i--)
        cairo_line_to (cr, ws_array_index (low, WsPlace, i - 1).x,
                       ws_array_index (low, WsPlace, i - 1).y);
      cairo_close_path (cr);
      from = to;
    }
  cairo_fill (cr);
}

static guint
count_named (const WsPanel *panel)
{
  guint n = 0;

  for (guint s = 0; s < panel->series->len; s++)
    {
      const WsSeries *series = g_ptr_array_index (panel->series, s);

      n += (series->kind == WS_SERIES_LINE || series->kind == WS_SERIES_BAND) && !series->is_thin &&
           series->name != NULL;
    }
  return n;
}

static void
draw_signs (cairo_t            *cr,
            const WsPanel      *panel,
            const WsPanelFrame *frame,
            const WsTheme      *theme,
            const WsSeries     *series,
            const WsColor      *color)
{
  gboolean      is_short = series->n <= 12;
  gsize         step = is_short ? 1 : MAX (1, series->n / N_SIGNS);
  gsize         start = is_short ? 0 : step / 2;
  WsRasterStyle style = { series->marker != WS_MARKER_AUTO
                              ? series->marker
                              : ws_class_marker (series->class_index) };

  if (!is_short && (count_named (panel) < 2 || series->name == NULL))
    return;
  style.radius = theme->marker_radius * 0.82;
  style.paper = theme->background;
  style.outline = theme->background;
  style.outline_width = 0.3 * style.radius;
  style.opacity = 1;
  for (gsize i = start; i < series->n; i += step)
    {
      double x = ws_scale_map (&frame->pub.view.x, ws_series_x (series, i));
      double y = ws_scale_map (&frame->pub.view.y, series->y[i]);

      if (isfinite (x) && isfinite (y) && fabs (x) < 1e5 && fabs (y) < 1e5)
        ws_marker_draw (cr, &style, color, x, y);
    }
}

void
ws_draw_curve (cairo_t            *cr,
               const WsPanel      *panel,
               const WsPanelFrame *frame,
               const WsTheme      *theme,
               const WsSeries     *series)
{
  WsColor color = ws_series_color (series, theme);
  double  width = theme->line_width * series->size;
  guint   dash = series->dash >= 0 ? (guint)series->dash : ws_class_dash (series->class_index);

  g_autoptr (GArray) places = ws_thin_line (&frame->pub.view, series->x, series->y, 0, series->n);

  cairo_save (cr);
  if (series->kind == WS_SERIES_BAND && series->lo != NULL && series->hi != NULL)
    {
      ws_set_color (cr, &color, (theme->is_dark ? 0.28 : 0.18) * series->opacity);
      fill_band (cr, frame, series);
    }
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  if (series->is_thin)
    width *= 0.42;
  else if (ws_color_contrast (&color, &theme->background) < 2)
    {
      /* yellow on white: a dark rim */
      trace (cr, places);
      ws_set_color (cr, &theme->text, 0.8 * series->opacity);
      cairo_set_line_width (cr, width + 1.2 * ws_hair_width (theme));
      ws_set_dash (cr, dash, width);
      cairo_stroke (cr);
    }
  trace (cr, places);
  ws_set_color (cr, &color, (!series->is_thin ? 1 : theme->is_dark ? 0.5 : 0.35) * series->opacity);
  cairo_set_line_width (cr, width);
  ws_set_dash (cr, dash, width);
  cairo_stroke (cr);
  cairo_restore (cr);
  if (!series->is_thin)
    draw_signs (cr, panel, frame, theme, series, &color);
}

void
ws_draw_trail (cairo_t *cr, const WsPanelFrame *frame, const WsTheme *theme, const WsSeries *series)
{
  WsColor color = ws_series_color (series, theme);
  double  width = 0.75 * theme->line_width * series->size;

  g_autoptr (GArray) places = ws_thin_line (&frame->pub.view, series->x, series->y, 0, series->n);

  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  trace (cr, places);
  ws_set_color (cr, &color, 0.75 * series->opacity);
  cairo_set_line_width (cr, width);
  ws_set_dash (cr, series->dash >= 0 ? (guint)series->dash : 0, width);
  cairo_stroke (cr);
  cairo_restore (cr);
}
