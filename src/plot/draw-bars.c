/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* Bars, histograms, violins, intervals. */
#include "plot/draw-private.h"

#include <math.h>

/* cairo's coordinates are 24 bit: far away places are pulled in. */
static double
near_px (double px)
{
  return CLAMP (px, -1e5, 1e5); /* NaN stays NaN */
}

/* Where a bar begins: zero, or the axis where zero has no place. */
static double
base_px (const WsPanelFrame *frame)
{
  const WsScale *y = &frame->pub.view.y;
  double         zero = ws_scale_map (y, 0);

  return isfinite (zero) ? near_px (zero) : y->p0;
}

/* Pale colours get an outline in the text colour, others their own. */
static void
set_edge_color (cairo_t *cr, const WsTheme *theme, const WsColor *color)
{
  if (ws_color_contrast (color, &theme->background) < 3)
    {
      WsColor edge = ws_color_mix (color, &theme->text, 0.75);

      ws_set_color (cr, &edge, 1);
    }
  else
    ws_set_color (cr, color, 1);
}

static void
draw_error_bar (cairo_t *cr, const WsTheme *theme, double x, double lo, double hi, double cap)
{
  if (!isfinite (lo) || !isfinite (hi))
    return;
  ws_set_color (cr, &theme->text, 0.9);
  cairo_set_line_width (cr, 1.3 * ws_hair_width (theme));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_move_to (cr, x, lo);
  cairo_line_to (cr, x, hi);
  cairo_move_to (cr, x - cap, lo);
  cairo_line_to (cr, x + cap, lo);
  cairo_move_to (cr, x - cap, hi);
  cairo_line_to (cr, x + cap, hi);
  cairo_stroke (cr);
}

void
ws_draw_bars (
    cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme, guint s)
{
  const WsSeries *series = g_ptr_array_index (panel->series, s);
  const WsView   *view = &frame->pub.view;
  WsColor         color = ws_series_color (series, theme);
  double          base = base_px (frame), hair = ws_hair_width (theme);

  cairo_save (cr);
  for (gsize i = 0; i < series->n; i++)
    {
      double left, right, y = near_px (ws_scale_map (&view->y, series->y[i]));

      if (!isfinite (y))
        continue;
      ws_bar_extent (panel, s, (guint)i, &left, &right);
      left = near_px (ws_scale_map (&view->x, left));
      right = near_px (ws_scale_map (&view->x, right));
      cairo_rectangle (cr, left, fmin (y, base), right - left, fabs (base - y));
      ws_set_color (cr, &color, series->opacity);
      cairo_fill (cr);
      if (ws_color_contrast (&color, &theme->background) < 3)
        {
          cairo_rectangle (cr, left + hair / 2, fmin (y, base), right - left - hair,
                           fabs (base - y));
          set_edge_color (cr, theme, &color);
          cairo_set_line_width (cr, hair);
          cairo_stroke (cr);
        }
      if (series->lo != NULL && series->hi != NULL)
        draw_error_bar (cr, theme, (left + right) / 2,
                        near_px (ws_scale_map (&view->y, series->lo[i])),
                        near_px (ws_scale_map (&view->y, series->hi[i])),
                        fmin (0.18 * (right - left), 0.35 * theme->text_size));
    }
  cairo_restore (cr);
}

void
ws_draw_histogram (cairo_t            *cr,
                   const WsPanelFrame *frame,
                   const WsTheme      *theme,
                   const WsSeries     *series,
                   guint               s,
                   gboolean            outline)
{
  const WsView *view = &frame->pub.view;
  WsColor       color = ws_series_color (series, theme);
  double        base = base_px (frame);
  gboolean      has_pen = FALSE;

  if (frame->heights == NULL || frame->heights[s] == NULL)
    return;
  cairo_save (cr);
  cairo_new_path (cr);
  for (guint b = 0; b < frame->n_bins; b++)
    {
      double left = near_px (ws_scale_map (&view->x, frame->edges[b])),
             right = near_px (ws_scale_map (&view->x, frame->edges[b + 1]));
      double y =
          frame->heights[s][b] > 0 ? near_px (ws_scale_map (&view->y, frame->heights[s][b])) : base;

      if (frame->heights[s][b] <= 0)
        {
          if (has_pen)
            cairo_line_to (cr, left, base);
          has_pen = FALSE;
          continue;
        }
      if (!has_pen)
        cairo_move_to (cr, left, base);
      cairo_line_to (cr, left, y);
      cairo_line_to (cr, right, y);
      if (b + 1 == frame->n_bins)
        cairo_line_to (cr, right, base);
      has_pen = TRUE;
    }
  if (outline)
    {
      set_edge_color (cr, theme, &color);
      cairo_set_line_width (cr, 0.8 * theme->line_width);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      ws_set_dash (cr, series->dash > 0 ? (guint)series->dash : 0, 0.8 * theme->line_width);
      cairo_stroke (cr);
    }
  else
    {
      ws_set_color (cr, &color, (theme->is_dark ? 0.42 : 0.30) * series->opacity);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}

/* -- violins -- */

static void
violin_path (cairo_t *cr, const WsPanelFrame *frame, const WsViolin *violin, double at)
{
  const WsView *view = &frame->pub.view;

  cairo_new_path (cr);
  for (int side = 1; side >= -1; side -= 2)
    for (guint k = 0; k < WS_VIOLIN_GRID; k++)
      {
        guint  g = side > 0 ? k : WS_VIOLIN_GRID - 1 - k;
        double value = violin->lo + (violin->hi - violin->lo) * g / (WS_VIOLIN_GRID - 1);

        cairo_line_to (
            cr, near_px (ws_scale_map (&view->x, at + side * WS_VIOLIN_HALF * violin->density[g])),
            near_px (ws_scale_map (&view->y, value)));
      }
  cairo_close_path (cr);
}

/* At most this many single values are strewn over a violin. */
#define MOST_STREWN 260

static void
strew_values (cairo_t            *cr,
              const WsPanelFrame *frame,
              const WsTheme      *theme,
              const WsSeries     *series,
              const WsViolin     *violin,
              double              at,
              const WsColor      *color)
{
  const WsView *view = &frame->pub.view;
  gsize         stride = series->n / MOST_STREWN + 1;
  double        r = 0.42 * theme->marker_radius;

  ws_set_color (cr, color, violin->n > 80 ? 0.45 : 0.75);
  for (gsize i = 0; i < series->n; i += stride)
    {
      double golden = (double)(i / stride) * 0.6180339887498949, width = 0.5, y, x;
      double place = (series->y[i] - violin->lo) / (violin->hi - violin->lo);

      y = near_px (ws_scale_map (&view->y, series->y[i]));
      if (!isfinite (y))
        continue;
      if (violin->n >= 5 && isfinite (place))
        width = violin->density[(guint)CLAMP (place * (WS_VIOLIN_GRID - 1), 0, WS_VIOLIN_GRID - 1)];
      x = ws_scale_map (&view->x,
                        at + (golden - floor (golden) - 0.5) * 1.7 * WS_VIOLIN_HALF * width);
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, r, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

void
ws_draw_violin (
    cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme, guint s)
{
  const WsSeries *series = g_ptr_array_index (panel->series, s);
  const WsViolin *violin = &frame->violins[s];
  const WsView   *view = &frame->pub.view;
  WsColor         color = ws_series_color (series, theme);
  double          at = ws_violin_place (panel, s), em = theme->text_size,
         x = near_px (ws_scale_map (&view->x, at));

  if (violin->n == 0)
    return;
  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  violin_path (cr, frame, violin, at);
  ws_set_color (cr, &color, (theme->is_dark ? 0.36 : 0.24) * series->opacity);
  cairo_fill_preserve (cr);
  set_edge_color (cr, theme, &color);
  cairo_set_line_width (cr, 0.6 * theme->line_width);
  cairo_stroke (cr);
  strew_values (cr, frame, theme, series, violin, at, &color);
  if (violin->n >= 3)
    {
      double q1 = near_px (ws_scale_map (&view->y, violin->quartile[0])),
             q3 = near_px (ws_scale_map (&view->y, violin->quartile[2]));
      WsRasterStyle median = { WS_MARKER_CIRCLE, WS_FILL_FULL,      0.30 * em, 0.1 * em,
                               theme->text,      theme->background, 1 };

      cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
      cairo_move_to (cr, x, q1);
      cairo_line_to (cr, x, q3);
      ws_set_color (cr, &theme->text, 0.85);
      cairo_set_line_width (cr, 0.34 * em);
      cairo_stroke (cr);
      ws_marker_draw (cr, &median, &theme->background, x,
                      near_px (ws_scale_map (&view->y, violin->quartile[1])));
    }
  cairo_restore (cr);
}

void
ws_draw_intervals (
    cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme, guint s)
{
  const WsSeries *series = g_ptr_array_index (panel->series, s);
  const WsView   *view = &frame->pub.view;
  WsColor         color = ws_series_color (series, theme);
  WsRasterStyle   style = { series->marker != WS_MARKER_AUTO ? series->marker
                                                             : ws_class_marker (series->class_index),
                          WS_FILL_FULL,
                          theme->marker_radius * 1.1 * series->size,
                          ws_outline_width (theme, theme->marker_radius),
                          theme->text,
                          theme->background,
                          1 };

  cairo_save (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (gsize i = 0; i < series->n; i++)
    {
      double y = ws_scale_map (&view->y, ws_interval_place (panel, s, (guint)i));
      double x = near_px (ws_scale_map (&view->x, series->x[i]));

      if (series->lo != NULL && series->hi != NULL)
        {
          double lo = near_px (ws_scale_map (&view->x, series->lo[i])),
                 hi = near_px (ws_scale_map (&view->x, series->hi[i]));

          if (isfinite (lo) && isfinite (hi))
            {
              cairo_move_to (cr, lo, y);
              cairo_line_to (cr, hi, y);
              set_edge_color (cr, theme, &color);
              cairo_set_line_width (cr, 1.1 * theme->line_width);
              cairo_stroke (cr);
            }
        }
      if (isfinite (x))
        ws_marker_draw (cr, &style, &color, x, y);
    }
  cairo_restore (cr);
}
