/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* From pixels back to data: the nearest thing, lassos and rectangles. */
#include "plot/layout-private.h"

#include <math.h>

static double
distance_to_rect (double x, double y, double x0, double y0, double x1, double y1)
{
  double dx = fmax (0, fmax (fmin (x0, x1) - x, x - fmax (x0, x1)));
  double dy = fmax (0, fmax (fmin (y0, y1) - y, y - fmax (y0, y1)));

  return hypot (dx, dy);
}

static double
distance_to (const WsPanel *panel, const WsPanelFrame *frame, guint s, gsize i, double x, double y)
{
  const WsSeries *series = g_ptr_array_index (panel->series, s);
  const WsView   *view = &frame->pub.view;
  double          left, right;

  switch (series->kind)
    {
    case WS_SERIES_BARS:
      ws_bar_extent (panel, s, (guint)i, &left, &right);
      return distance_to_rect (x, y, ws_scale_map (&view->x, left), ws_scale_map (&view->y, 0),
                               ws_scale_map (&view->x, right),
                               ws_scale_map (&view->y, series->y[i]));
    case WS_SERIES_INTERVAL:
      return hypot (ws_scale_map (&view->x, series->x[i]) - x,
                    ws_scale_map (&view->y, ws_interval_place (panel, s, (guint)i)) - y);
    case WS_SERIES_HISTOGRAM:
      return distance_to_rect (x, y, ws_scale_map (&view->x, frame->edges[i]),
                               ws_scale_map (&view->y, 0),
                               ws_scale_map (&view->x, frame->edges[i + 1]),
                               ws_scale_map (&view->y, frame->heights[s][i]));
    case WS_SERIES_VIOLIN:
      return distance_to_rect (x, y,
                               ws_scale_map (&view->x, ws_violin_place (panel, s) - WS_VIOLIN_HALF),
                               ws_scale_map (&view->y, series->y[i]),
                               ws_scale_map (&view->x, ws_violin_place (panel, s) + WS_VIOLIN_HALF),
                               ws_scale_map (&view->y, series->y[i]));
    case WS_SERIES_SCATTER:
    case WS_SERIES_LINE:
    case WS_SERIES_BAND:
    default:
      return hypot (ws_scale_map (&view->x, ws_series_x (series, i)) - x,
                    ws_scale_map (&view->y, series->y[i]) - y);
    }
}

gboolean
ws_figure_pick_nearest (const WsFigure       *figure,
                        const WsFigureLayout *layout,
                        guint                 panel,
                        double                x_px,
                        double                y_px,
                        double                max_px,
                        WsPick               *pick)
{
  const WsPanel      *data = ws_figure_get_panel (figure, panel);
  const WsPanelFrame *frame = &layout->frames[panel];

  *pick = (WsPick){ -1, -1, 0, HUGE_VAL };
  for (guint s = 0; s < frame->n_series && s < data->series->len; s++)
    {
      const WsSeries *series = g_ptr_array_index (data->series, s);
      gsize           n = series->kind == WS_SERIES_HISTOGRAM ? frame->n_bins : series->n;

      for (gsize i = 0; i < n; i++)
        {
          double distance;

          if (series->flags != NULL && series->kind == WS_SERIES_SCATTER &&
              (series->flags[i] & WS_POINT_HIDDEN) != 0)
            continue;
          distance = distance_to (data, frame, s, i, x_px, y_px);
          /* of equals the last one, which lies on top */
          if (distance <= max_px && distance <= pick->distance_px)
            *pick = (WsPick){ (gint)panel, (gint)s, i, distance };
        }
    }
  return pick->series >= 0;
}

/* Pixels of a scatter series; hidden points and all of other kinds have none. */
static void
series_pixels (const WsPanelFrame *frame, const WsSeries *series, double *x, double *y)
{
  for (gsize i = 0; i < series->n; i++)
    {
      gboolean is_hidden = series->kind != WS_SERIES_SCATTER ||
                           (series->flags != NULL && (series->flags[i] & WS_POINT_HIDDEN) != 0);

      x[i] = is_hidden ? (double)NAN : ws_scale_map (&frame->pub.view.x, ws_series_x (series, i));
      y[i] = is_hidden ? (double)NAN : ws_scale_map (&frame->pub.view.y, series->y[i]);
    }
}

gsize
ws_figure_pick_polygon (const WsFigure       *figure,
                        const WsFigureLayout *layout,
                        guint                 panel,
                        guint                 series,
                        const double         *xy,
                        gsize                 n_corners,
                        guint8               *inside)
{
  const WsSeries    *data = ws_panel_get_series (ws_figure_get_panel (figure, panel), series);
  g_autofree double *x = g_new (double, MAX (1, data->n)), *y = g_new (double, MAX (1, data->n));

  series_pixels (&layout->frames[panel], data, x, y);
  return ws_polygon_select (xy, n_corners, x, y, data->n, inside);
}

gsize
ws_figure_pick_rect (const WsFigure       *figure,
                     const WsFigureLayout *layout,
                     guint                 panel,
                     guint                 series,
                     const WsRect         *rect_px,
                     guint8               *inside)
{
  const WsSeries    *data = ws_panel_get_series (ws_figure_get_panel (figure, panel), series);
  g_autofree double *x = g_new (double, MAX (1, data->n)), *y = g_new (double, MAX (1, data->n));

  series_pixels (&layout->frames[panel], data, x, y);
  return ws_rect_select (rect_px->x, rect_px->y, rect_px->x + rect_px->w, rect_px->y + rect_px->h,
                         x, y, data->n, inside);
}
