/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/draw-private.h"

#include "plot/array-private.h"

#include <math.h>

void
ws_set_color (cairo_t *cr, const WsColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->r, color->g, color->b, color->a * alpha);
}

void
ws_set_dash (cairo_t *cr, guint dash, double line_width)
{
  double on = 3.4 * line_width, off = 2.6 * line_width;

  switch (dash)
    {
    case 1:
      cairo_set_dash (cr, (double[]){ on, off }, 2, 0);
      break;
    case 2:
      cairo_set_dash (cr, (double[]){ 0, 2.3 * line_width }, 2, 0);
      break;
    case 3:
      cairo_set_dash (cr, (double[]){ on, off, 0, off }, 4, 0);
      break;
    default:
      cairo_set_dash (cr, NULL, 0, 0);
      break;
    }
}

WsColor
ws_series_color (const WsSeries *self, const WsTheme *theme)
{
  return self->has_color ? self->color : ws_class_color (self->class_index, theme->is_dark);
}

double
ws_hair_width (const WsTheme *theme)
{
  return fmax (1, theme->text_size / 14) * (theme->high_contrast ? 2 : 1);
}

/* To the middle of a device pixel for odd widths, to its edge for even ones. */
static double
snap (double device, double width)
{
  return (long)round (width) % 2 == 1 ? floor (device) + 0.5 : round (device);
}

void
ws_crisp_line (cairo_t *cr, double x0, double y0, double x1, double y1)
{
  double wx = cairo_get_line_width (cr), wy = 0, width;

  cairo_user_to_device_distance (cr, &wx, &wy);
  width = fmax (1, round (hypot (wx, wy)));
  if (ws_is_vector_file (cr))
    {
      cairo_move_to (cr, x0, y0);
      cairo_line_to (cr, x1, y1);
      return;
    }
  cairo_user_to_device (cr, &x0, &y0);
  cairo_user_to_device (cr, &x1, &y1);
  if (fabs (x0 - x1) < 1e-6)
    x0 = x1 = snap (x0, width);
  if (fabs (y0 - y1) < 1e-6)
    y0 = y1 = snap (y0, width);
  cairo_device_to_user (cr, &x0, &y0);
  cairo_device_to_user (cr, &x1, &y1);
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
}

void
ws_round_rect (cairo_t *cr, const WsRect *rect, double radius)
{
  double r = fmin (radius, fmin (rect->w, rect->h) / 2);

  cairo_new_sub_path (cr);
  cairo_arc (cr, rect->x + rect->w - r, rect->y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, rect->x + rect->w - r, rect->y + rect->h - r, r, 0, G_PI / 2);
  cairo_arc (cr, rect->x + r, rect->y + rect->h - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, rect->x + r, rect->y + r, r, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

/* -- the back -- */

static void
draw_grid (cairo_t *cr, const WsPanelFrame *frame, const WsTheme *theme)
{
  const WsRect *plot = &frame->pub.plot;
  const WsView *view = &frame->pub.view;

  cairo_set_line_width (cr, ws_hair_width (theme));
  ws_set_color (cr, &theme->grid, 1);
  for (guint i = 0; frame->has_grid_x && frame->ticks[0] != NULL && i < frame->ticks[0]->len; i++)
    {
      const WsTick *tick = &ws_array_index (frame->ticks[0], WsTick, i);
      double        x = ws_scale_map (&view->x, tick->value);

      if (tick->label != NULL)
        ws_crisp_line (cr, x, plot->y, x, plot->y + plot->h);
    }
  for (guint i = 0; frame->has_grid_y && frame->ticks[1] != NULL && i < frame->ticks[1]->len; i++)
    {
      const WsTick *tick = &ws_array_index (frame->ticks[1], WsTick, i);
      double        y = ws_scale_map (&view->y, tick->value);

      if (tick->label != NULL)
        ws_crisp_line (cr, plot->x, y, plot->x + plot->w, y);
    }
  cairo_stroke (cr);
}

/* Axis lines, and small strokes for ticks without a grid line. */
static void
draw_axes (cairo_t *cr, const WsPanelFrame *frame, const WsTheme *theme)
{
  const WsRect *plot = &frame->pub.plot;
  const WsView *view = &frame->pub.view;
  double        hair = ws_hair_width (theme), stroke = 0.28 * theme->text_size;
  double        bottom = plot->y + plot->h;

  cairo_set_line_width (cr, hair);
  ws_set_color (cr, &theme->axis, 1);
  ws_crisp_line (cr, plot->x, bottom, plot->x + plot->w, bottom);
  if (frame->has_grid_x || !frame->has_grid_y)
    ws_crisp_line (cr, plot->x, plot->y, plot->x, bottom);
  for (guint i = 0; frame->ticks[0] != NULL && i < frame->ticks[0]->len; i++)
    {
      const WsTick *tick = &ws_array_index (frame->ticks[0], WsTick, i);
      double        x = ws_scale_map (&view->x, tick->value);

      if (tick->label == NULL || !frame->has_grid_x)
        ws_crisp_line (cr, x, bottom, x, bottom + stroke * (tick->label == NULL ? 0.6 : 1));
    }
  for (guint i = 0; frame->has_grid_x && frame->ticks[1] != NULL && i < frame->ticks[1]->len; i++)
    {
      const WsTick *tick = &ws_array_index (frame->ticks[1], WsTick, i);
      double        y = ws_scale_map (&view->y, tick->value);

      if (tick->label == NULL)
        ws_crisp_line (cr, plot->x - 0.6 * stroke, y, plot->x, y);
    }
  cairo_stroke (cr);
}

static void
draw_map_frame (cairo_t *cr, const WsPanelFrame *frame, const WsTheme *theme)
{
  cairo_set_line_width (cr, ws_hair_width (theme));
  ws_round_rect (cr, &frame->pub.plot, 0.4 * theme->text_size);
  ws_set_color (cr, &theme->grid, 1);
  cairo_stroke (cr);
}

static void
draw_empty (cairo_t *cr, const WsPanelFrame *frame, const WsTheme *theme)
{
  double em = theme->text_size;

  ws_round_rect (cr, &frame->pub.plot, 0.7 * em);
  ws_set_color (cr, &theme->grid, 0.35);
  cairo_fill_preserve (cr);
  ws_set_color (cr, &theme->axis, 0.6);
  cairo_set_line_width (cr, ws_hair_width (theme));
  cairo_set_dash (cr, (double[]){ 0.4 * em, 0.35 * em }, 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
clip_to_plot (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame)
{
  const WsRect *plot = &frame->pub.plot;
  /* with limits from the data all is inside; thick lines and points may reach over the edge */
  double slack =
      isfinite (panel->axis[0].lo) || isfinite (panel->axis[1].lo) ? 0.5 : frame->radius * 2;

  cairo_rectangle (cr, plot->x - slack, plot->y - slack, plot->w + 2 * slack, plot->h + 2 * slack);
  cairo_clip (cr);
}

static void
draw_back (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme)
{
  if (frame->is_empty)
    {
      draw_empty (cr, frame, theme);
      return;
    }
  if (panel->images.pixels != NULL)
    return;
  cairo_save (cr);
  clip_to_plot (cr, panel, frame);
  ws_draw_field (cr, panel, frame, theme);
  ws_draw_ground (cr, panel, frame, theme);
  cairo_restore (cr);
  if (panel->map_style)
    {
      draw_map_frame (cr, frame, theme);
      return;
    }
  if (!ws_panel_has_ground (panel))
    draw_grid (cr, frame, theme);
  draw_axes (cr, frame, theme);
}

/* -- series -- */

static void
draw_rules (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme)
{
  const WsRect *plot = &frame->pub.plot;
  const WsView *view = &frame->pub.view;
  double        width = 1.2 * ws_hair_width (theme);

  ws_set_color (cr, &theme->muted, 0.9);
  cairo_set_line_width (cr, width);
  cairo_set_dash (cr, (double[]){ 4 * width, 3 * width }, 2, 0);
  for (guint r = 0; r < panel->rules->len; r++)
    {
      const WsRule *rule = &ws_array_index (panel->rules, WsRule, r);
      double x = ws_scale_map (&view->x, rule->value), y = ws_scale_map (&view->y, rule->value);

      switch (rule->kind)
        {
        case WS_RULE_HORIZONTAL:
          if (y >= plot->y - 1 && y <= plot->y + plot->h + 1)
            ws_crisp_line (cr, plot->x, y, plot->x + plot->w, y);
          break;
        case WS_RULE_VERTICAL:
          if (x >= plot->x - 1 && x <= plot->x + plot->w + 1)
            ws_crisp_line (cr, x, plot->y, x, plot->y + plot->h);
          break;
        case WS_RULE_DIAGONAL:
        default:
          {
            double lo = fmax (view->x.lo, view->y.lo), hi = fmin (view->x.hi, view->y.hi);

            if (lo < hi)
              {
                cairo_move_to (cr, ws_scale_map (&view->x, lo), ws_scale_map (&view->y, lo));
                cairo_line_to (cr, ws_scale_map (&view->x, hi), ws_scale_map (&view->y, hi));
              }
            break;
          }
        }
      cairo_stroke (cr);
    }
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_one (cairo_t            *cr,
          const WsPanel      *panel,
          const WsPanelFrame *frame,
          const WsTheme      *theme,
          guint               s,
          gboolean            thin)
{
  const WsSeries *series = g_ptr_array_index (panel->series, s);

  if (series->is_thin != thin)
    return;
  switch (series->kind)
    {
    case WS_SERIES_LINE:
    case WS_SERIES_BAND:
      ws_draw_curve (cr, panel, frame, theme, series);
      break;
    case WS_SERIES_BARS:
      ws_draw_bars (cr, panel, frame, theme, s);
      break;
    case WS_SERIES_HISTOGRAM:
      ws_draw_histogram (cr, frame, theme, series, s, FALSE);
      break;
    case WS_SERIES_VIOLIN:
      ws_draw_violin (cr, panel, frame, theme, s);
      break;
    case WS_SERIES_INTERVAL:
      ws_draw_intervals (cr, panel, frame, theme, s);
      break;
    case WS_SERIES_SCATTER:
    default:
      if (series->joined)
        ws_draw_trail (cr, frame, theme, series);
      break;
    }
}

static void
draw_series (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme)
{
  gboolean rules_below =
      ws_panel_has_kind (panel, WS_SERIES_SCATTER) || ws_panel_has_kind (panel, WS_SERIES_INTERVAL);

  if (frame->is_empty)
    return;
  if (panel->images.pixels != NULL)
    {
      ws_draw_images (cr, panel, frame, theme);
      return;
    }
  cairo_save (cr);
  clip_to_plot (cr, panel, frame);
  if (rules_below)
    draw_rules (cr, panel, frame, theme);
  for (guint thin = 0; thin < 2; thin++) /* single runs lie behind the means */
    for (guint s = 0; s < frame->n_series; s++)
      draw_one (cr, panel, frame, theme, s, thin == 0);
  for (guint s = 0; s < frame->n_series; s++)
    {
      const WsSeries *series = g_ptr_array_index (panel->series, s);

      if (series->kind == WS_SERIES_HISTOGRAM)
        ws_draw_histogram (cr, frame, theme, series, s, TRUE);
    }
  if (!rules_below)
    draw_rules (cr, panel, frame, theme);
  cairo_restore (cr);
}

static void
draw_points (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme)
{
  WsPointSet points;

  if (frame->is_empty || !ws_panel_has_kind (panel, WS_SERIES_SCATTER))
    return;
  ws_point_set_init (&points, panel, frame, theme);
  cairo_save (cr);
  clip_to_plot (cr, panel, frame);
  for (gsize i = 0; i < points.n; i++)
    if (fabsf (points.x[i]) < 1e5f && fabsf (points.y[i]) < 1e5f)
      ws_marker_draw (cr, &points.styles[points.style[i]], &points.palette[points.color[i]],
                      (double)points.x[i], (double)points.y[i]);
  cairo_restore (cr);
  ws_point_set_clear (&points);
}

/* -- the front -- */

static void
draw_front (cairo_t *cr, const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme)
{
  double em = theme->text_size;

  if (frame->is_empty)
    return;
  ws_draw_color_bars (cr, panel, frame, theme);
  for (guint i = 0; frame->backs != NULL && i < frame->backs->len; i++)
    {
      ws_round_rect (cr, g_ptr_array_index (frame->backs, i), 0.3 * em);
      ws_set_color (cr, &theme->background, 0.8);
      cairo_fill (cr);
    }
  if (frame->scale_bar[1] > frame->scale_bar[0])
    {
      double y = frame->scale_bar[2], tip = 0.22 * em;

      ws_set_color (cr, &theme->muted, 1);
      cairo_set_line_width (cr, 1.4 * ws_hair_width (theme));
      ws_crisp_line (cr, frame->scale_bar[0], y, frame->scale_bar[1], y);
      ws_crisp_line (cr, frame->scale_bar[0], y - tip, frame->scale_bar[0], y + tip);
      ws_crisp_line (cr, frame->scale_bar[1], y - tip, frame->scale_bar[1], y + tip);
      cairo_stroke (cr);
    }
  ws_draw_legend (cr, frame, theme);
}

static void
draw_texts (cairo_t *cr, const WsFigureLayout *layout, const WsTheme *theme)
{
  WsTextMeter meter;

  ws_text_meter_init (&meter, theme);
  for (guint i = 0; i < layout->texts->len; i++)
    ws_text_draw (cr, &meter, &ws_array_index (layout->texts, WsTextItem, i));
  ws_text_meter_clear (&meter);
}

/* -- whole figures -- */

typedef void (*DrawPanel) (cairo_t            *cr,
                           const WsPanel      *panel,
                           const WsPanelFrame *frame,
                           const WsTheme      *theme);

static void
draw_panels (const WsFigure       *figure,
             const WsFigureLayout *layout,
             cairo_t              *cr,
             const WsTheme        *theme,
             DrawPanel             draw)
{
  for (guint i = 0; i < layout->n; i++)
    {
      cairo_save (cr);
      draw (cr, g_ptr_array_index (figure->panels, i), &layout->frames[i], theme);
      cairo_restore (cr);
    }
}

void
ws_figure_render_layers (const WsFigure       *figure,
                         const WsFigureLayout *layout,
                         cairo_t              *cr,
                         const WsTheme        *theme,
                         WsLayers              layers)
{
  cairo_save (cr);
  if ((layers & WS_LAYER_BACK) != 0)
    {
      if (!theme->is_transparent)
        {
          ws_set_color (cr, &theme->background, 1);
          cairo_rectangle (cr, 0, 0, layout->width, layout->height);
          cairo_fill (cr);
        }
      draw_panels (figure, layout, cr, theme, draw_back);
    }
  if ((layers & WS_LAYER_SERIES) != 0)
    draw_panels (figure, layout, cr, theme, draw_series);
  if ((layers & WS_LAYER_POINTS) != 0)
    draw_panels (figure, layout, cr, theme, draw_points);
  if ((layers & WS_LAYER_FRONT) != 0)
    {
      draw_panels (figure, layout, cr, theme, draw_front);
      ws_draw_legend (cr, &layout->shared, theme);
    }
  if ((layers & WS_LAYER_TEXT) != 0)
    draw_texts (cr, layout, theme);
  cairo_restore (cr);
}

void
ws_figure_render (
    const WsFigure *figure, cairo_t *cr, double width, double height, const WsTheme *theme)
{
  g_autoptr (WsFigureLayout) layout = NULL;

  g_return_if_fail (width > 0 && height > 0);
  layout = ws_figure_layout (figure, width, height, theme);
  ws_figure_render_layers (figure, layout, cr, theme, WS_LAYER_ALL);
}
