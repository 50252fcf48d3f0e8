/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* A coarse picture of how much lies where, so that legends and labels can keep off the data. */
#include "plot/layout-private.h"

#include "plot/array-private.h"

#include <math.h>

#define RESERVED 1e6

struct _WsInk
{
  WsRect  area;
  guint   nx, ny;
  double *cells;
  double  total;
};

static void
mark (WsInk *self, double x, double y, double amount)
{
  double fx = (x - self->area.x) / self->area.w * self->nx;
  double fy = (y - self->area.y) / self->area.h * self->ny;

  if (!(fx >= 0 && fy >= 0 && fx <= self->nx && fy <= self->ny)) /* NaN too */
    return;
  self->cells[MIN ((guint)fy, self->ny - 1) * self->nx + MIN ((guint)fx, self->nx - 1)] += amount;
  self->total += amount;
}

/* Marks a segment about once a cell. */
static void
mark_segment (WsInk *self, double x0, double y0, double x1, double y1)
{
  double cell = fmin (self->area.w / self->nx, self->area.h / self->ny);
  double length = hypot (x1 - x0, y1 - y0);
  guint  steps;

  if (!isfinite (length))
    return;
  steps = (guint)CLAMP (ceil (length / cell * 1.5), 1, 400);
  for (guint i = 0; i <= steps; i++)
    mark (self, x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps, 1);
}

static void
mark_rect (WsInk *self, double x0, double y0, double x1, double y1)
{
  double step_x = self->area.w / self->nx, step_y = self->area.h / self->ny;
  double left = fmin (x0, x1), right = fmax (x0, x1), top = fmin (y0, y1), bottom = fmax (y0, y1);

  if (!isfinite (left + right + top + bottom) || bottom - top < 0.5)
    return;
  left = fmax (left, self->area.x);
  top = fmax (top, self->area.y);
  right = fmin (right, self->area.x + self->area.w);
  bottom = fmin (bottom, self->area.y + self->area.h);
  for (double y = top; y <= bottom; y += step_y)
    for (double x = left; x <= right; x += step_x)
      mark (self, x, y, 1);
  mark_segment (self, left, top, right, top);
  mark_segment (self, right, top, right, bottom);
}

static void
mark_lines (WsInk *self, const WsPanelFrame *frame, const WsSeries *series, const double *ys)
{
  const WsView *view = &frame->pub.view;
  double        px = (double)NAN, py = (double)NAN;

  if (ys == NULL)
    return;
  for (gsize i = 0; i < series->n; i++)
    {
      double x = ws_scale_map (&view->x, ws_series_x (series, i)),
             y = ws_scale_map (&view->y, ys[i]);

      if (series->n > 20000)
        mark (self, x, y, 1);
      else
        mark_segment (self, px, py, x, y);
      px = x;
      py = y;
    }
}

static void
mark_bars (WsInk *self, const WsPanel *panel, const WsPanelFrame *frame, guint s)
{
  const WsView   *view = &frame->pub.view;
  const WsSeries *series = g_ptr_array_index (panel->series, s);

  for (gsize i = 0; i < series->n; i++)
    {
      double left, right, top = series->y[i];

      ws_bar_extent (panel, s, (guint)i, &left, &right);
      if (series->hi != NULL && isfinite (series->hi[i]))
        top = fmax (top, series->hi[i]);
      /* a line of text over each bar: its value */
      mark_rect (self, ws_scale_map (&view->x, left), ws_scale_map (&view->y, top) - 14,
                 ws_scale_map (&view->x, right), ws_scale_map (&view->y, 0));
    }
}

static void
mark_series (WsInk *self, const WsPanel *panel, const WsPanelFrame *frame, guint s)
{
  const WsView   *view = &frame->pub.view;
  const WsSeries *series = g_ptr_array_index (panel->series, s);

  switch (series->kind)
    {
    case WS_SERIES_LINE:
      mark_lines (self, frame, series, series->y);
      break;
    case WS_SERIES_BAND:
      mark_lines (self, frame, series, series->y);
      mark_lines (self, frame, series, series->lo);
      mark_lines (self, frame, series, series->hi);
      break;
    case WS_SERIES_BARS:
      mark_bars (self, panel, frame, s);
      break;
    case WS_SERIES_HISTOGRAM:
      for (guint b = 0; frame->heights != NULL && b < frame->n_bins; b++)
        mark_rect (self, ws_scale_map (&view->x, frame->edges[b]),
                   ws_scale_map (&view->y, frame->heights[s][b]),
                   ws_scale_map (&view->x, frame->edges[b + 1]), ws_scale_map (&view->y, 0));
      break;
    case WS_SERIES_VIOLIN:
      if (frame->violins[s].n > 0)
        {
          double at = ws_violin_place (panel, s);

          mark_rect (self, ws_scale_map (&view->x, at - WS_VIOLIN_HALF),
                     ws_scale_map (&view->y, frame->violins[s].hi),
                     ws_scale_map (&view->x, at + WS_VIOLIN_HALF),
                     ws_scale_map (&view->y, frame->violins[s].lo));
        }
      break;
    case WS_SERIES_INTERVAL:
      for (gsize i = 0; i < series->n; i++)
        {
          double y = ws_scale_map (&view->y, ws_interval_place (panel, s, (guint)i));

          mark_segment (
              self, ws_scale_map (&view->x, series->lo != NULL ? series->lo[i] : series->x[i]), y,
              ws_scale_map (&view->x, series->hi != NULL ? series->hi[i] : series->x[i]), y);
        }
      break;
    case WS_SERIES_SCATTER:
    default:
      for (gsize i = 0; i < series->n; i++)
        if (series->flags == NULL || (series->flags[i] & WS_POINT_HIDDEN) == 0)
          mark (self, ws_scale_map (&view->x, ws_series_x (series, i)),
                ws_scale_map (&view->y, series->y[i]), 1);
      break;
    }
}

static void
mark_rules (WsInk *self, const WsPanel *panel, const WsPanelFrame *frame)
{
  const WsView *view = &frame->pub.view;
  const WsRect *plot = &frame->pub.plot;

  for (guint r = 0; r < panel->rules->len; r++)
    {
      const WsRule *rule = &ws_array_index (panel->rules, WsRule, r);
      double        x, y;

      switch (rule->kind)
        {
        case WS_RULE_HORIZONTAL:
          y = ws_scale_map (&view->y, rule->value);
          mark_segment (self, plot->x, y, plot->x + plot->w, y);
          break;
        case WS_RULE_VERTICAL:
          x = ws_scale_map (&view->x, rule->value);
          mark_segment (self, x, plot->y, x, plot->y + plot->h);
          break;
        case WS_RULE_DIAGONAL:
        default:
          mark_segment (self, ws_scale_map (&view->x, view->x.lo),
                        ws_scale_map (&view->y, view->x.lo), ws_scale_map (&view->x, view->x.hi),
                        ws_scale_map (&view->y, view->x.hi));
          break;
        }
    }
}

WsInk *
ws_ink_new (const WsPanel *panel, const WsPanelFrame *frame, double em)
{
  WsInk *self = g_new0 (WsInk, 1);

  self->area = frame->pub.plot;
  self->nx = (guint)CLAMP (self->area.w / (0.5 * em), 1, 400);
  self->ny = (guint)CLAMP (self->area.h / (0.5 * em), 1, 400);
  self->cells = g_new0 (double, (gsize)self->nx * self->ny);
  if (self->area.w <= 0 || self->area.h <= 0)
    return self;
  if (ws_panel_has_ground (panel))
    mark_rect (self, self->area.x, self->area.y, self->area.x + self->area.w,
               self->area.y + self->area.h);
  for (guint s = 0; s < frame->n_series; s++)
    mark_series (self, panel, frame, s);
  mark_rules (self, panel, frame);
  return self;
}

void
ws_ink_free (WsInk *self)
{
  g_free (self->cells);
  g_free (self);
}

typedef struct
{
  guint x0, x1, y0, y1;
} Cells;

static Cells
cells_of (const WsInk *self, const WsRect *rect)
{
  double sx = self->nx / self->area.w, sy = self->ny / self->area.h;

  return (Cells){ (guint)CLAMP (floor ((rect->x - self->area.x) * sx), 0, self->nx - 1),
                  (guint)CLAMP (floor ((rect->x + rect->w - self->area.x) * sx), 0, self->nx - 1),
                  (guint)CLAMP (floor ((rect->y - self->area.y) * sy), 0, self->ny - 1),
                  (guint)CLAMP (floor ((rect->y + rect->h - self->area.y) * sy), 0, self->ny - 1) };
}

double
ws_ink_under (const WsInk *self, const WsRect *rect)
{
  Cells  c = cells_of (self, rect);
  double sum = 0;

  for (guint y = c.y0; y <= c.y1; y++)
    for (guint x = c.x0; x <= c.x1; x++)
      sum += self->cells[y * self->nx + x];
  return sum;
}

double
ws_ink_total (const WsInk *self)
{
  return self->total;
}

void
ws_ink_reserve (WsInk *self, const WsRect *rect)
{
  Cells c = cells_of (self, rect);

  for (guint y = c.y0; y <= c.y1; y++)
    for (guint x = c.x0; x <= c.x1; x++)
      self->cells[y * self->nx + x] += RESERVED;
}
