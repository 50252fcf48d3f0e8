/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* The rectangle of the axes: margins from their texts, ticks that do not collide. */
#include "plot/layout-private.h"

#include "plot/array-private.h"

#include <math.h>

static gboolean
has_numbers (const WsLayoutRun  *run,
             const WsPanel      *panel,
             const WsPanelFrame *frame,
             WsAxisSide          side)
{
  return run->detail < WS_DETAIL_BARE && !frame->is_empty && !panel->map_style &&
         !panel->axis[side].hide_ticks;
}

static gboolean
has_label (const WsLayoutRun *run, const WsPanel *panel, WsAxisSide side)
{
  return run->detail < WS_DETAIL_NO_LABELS && panel->axis[side].label != NULL &&
         !run->hides_label[side];
}

gboolean
ws_axis_is_named (const WsPanel *panel, WsAxisSide side)
{
  return side == WS_AXIS_X ? ws_panel_has_x_categories (panel) : ws_panel_has_y_categories (panel);
}

/* -- names on a category axis -- */

const char *
ws_axis_category_name (const WsPanel *panel, guint i)
{
  guint seen = 0;

  for (guint s = 0; s < panel->series->len; s++)
    {
      const WsSeries *series = g_ptr_array_index (panel->series, s);

      if (series->kind == WS_SERIES_VIOLIN && seen++ == i)
        return series->name != NULL ? series->name : "";
    }
  if (panel->categories != NULL && i < g_strv_length (panel->categories))
    return panel->categories[i];
  return "";
}

static const WsSeries *
nth_violin (const WsPanel *panel, guint i)
{
  for (guint s = 0, seen = 0; s < panel->series->len; s++)
    {
      const WsSeries *series = g_ptr_array_index (panel->series, s);

      if (series->kind == WS_SERIES_VIOLIN && seen++ == i)
        return series;
    }
  return NULL;
}

char **
ws_axis_name_lines (WsLayoutRun *run, const WsPanel *panel, guint i, double width)
{
  const char      *name = ws_axis_category_name (panel, i);
  const WsSeries  *violin = nth_violin (panel, i);
  g_autofree char *with_n = NULL;

  if (violin != NULL)
    {
      g_autofree char *n = ws_number_format ((double)violin->n_shown, 1, WS_FORMAT_COUNT);

      /* no break inside "n = 240" */
      name = with_n = g_strdup_printf ("%s\nn = %s", name, n);
    }
  return ws_text_wrap (&run->meter, name, run->em, FALSE, width, with_n != NULL ? 3 : 2);
}

double
ws_axis_name_width (const WsRect *plot, guint n, double em)
{
  return fmax (em, plot->w / MAX (1, n) - 0.6 * em);
}

/* Room for the names: lines below each other, or, where one would be cut, turned. */
static void
measure_names (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame, WsAxisMargins *m)
{
  guint  most = 1;
  double longest = 0, em = run->em;

  m->turned_names = FALSE;
  for (guint i = 0; i < frame->n_categories; i++)
    {
      g_auto (GStrv) lines = ws_axis_name_lines (
          run, panel, i, ws_axis_name_width (&frame->pub.plot, frame->n_categories, em));

      most = MAX (most, g_strv_length (lines));
      for (guint l = 0; lines[l] != NULL; l++)
        m->turned_names = m->turned_names || g_str_has_suffix (lines[l], "…");
      longest =
          fmax (longest, ws_text_width (&run->meter, ws_axis_category_name (panel, i), em, FALSE));
    }
  m->names_height = m->turned_names ? fmin (longest, 0.4 * frame->cell.h) + 0.3 * em
                                    : (WS_TICK_LINE * most - 0.2) * em;
}

/* -- ticks -- */

static gboolean
labels_collide (WsLayoutRun *run, const GArray *ticks, const WsScale *scale, gboolean is_x)
{
  double last = -HUGE_VAL;

  for (guint i = 0; i < ticks->len; i++)
    {
      const WsTick *tick = &ws_array_index (ticks, WsTick, i);
      double        at, half;

      if (tick->label == NULL)
        continue;
      at = is_x ? ws_scale_map (scale, tick->value) : -ws_scale_map (scale, tick->value);
      half = is_x ? ws_text_width (&run->meter, tick->label, run->em, FALSE) / 2 + 0.45 * run->em
                  : 0.62 * run->em;
      if (at - half < last)
        return TRUE;
      last = at + half;
    }
  return FALSE;
}

/* When even the fewest ticks collide: only the first and the last that fits. */
static void
drop_colliding (WsLayoutRun *run, GArray *ticks, const WsScale *scale, gboolean is_x)
{
  double last = -HUGE_VAL;

  for (guint i = 0; i < ticks->len; i++)
    {
      WsTick *tick = &ws_array_index (ticks, WsTick, i);
      double  at, half;

      if (tick->label == NULL)
        continue;
      at = is_x ? ws_scale_map (scale, tick->value) : -ws_scale_map (scale, tick->value);
      half = is_x ? ws_text_width (&run->meter, tick->label, run->em, FALSE) / 2 + 0.45 * run->em
                  : 0.62 * run->em;
      if (at - half < last)
        g_clear_pointer (&tick->label, g_free);
      else
        last = at + half;
    }
}

/* Ticks that do not collide, about *n of them; *n is lowered until they fit. */
static GArray *
fitting_ticks (WsLayoutRun *run, const WsAxis *axis, const WsScale *scale, gboolean is_x, guint *n)
{
  GArray *ticks = ws_ticks_new (axis->kind, scale->lo, scale->hi, *n, axis->format);

  while (*n > 2 && labels_collide (run, ticks, scale, is_x))
    {
      g_array_unref (ticks);
      ticks = ws_ticks_new (axis->kind, scale->lo, scale->hi, --*n, axis->format);
    }
  drop_colliding (run, ticks, scale, is_x);
  return ticks;
}

static void
make_ticks (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame)
{
  guint n[2] = { (guint)CLAMP (frame->pub.plot.w / (5.5 * run->em), 2, 9),
                 (guint)CLAMP (frame->pub.plot.h / (3.6 * run->em), 2, 7) };

  for (guint round = 0; round < (panel->equal ? 2 : 1); round++)
    {
      for (WsAxisSide side = WS_AXIS_X; side <= WS_AXIS_Y; side++)
        {
          const WsScale *scale = side == WS_AXIS_X ? &frame->pub.view.x : &frame->pub.view.y;

          g_clear_pointer (&frame->ticks[side], g_array_unref);
          if (!ws_axis_is_named (panel, side) && !frame->is_empty)
            frame->ticks[side] =
                fitting_ticks (run, &panel->axis[side], scale, side == WS_AXIS_X, &n[side]);
        }
      n[0] = n[1] = MIN (n[0], n[1]); /* equal axes have equal steps */
    }
}

static double
y_numbers_width (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame)
{
  double width = 0;

  if (!has_numbers (run, panel, frame, WS_AXIS_Y))
    return 0;
  if (ws_axis_is_named (panel, WS_AXIS_Y))
    for (guint i = 0; i < frame->n_categories; i++)
      width = fmax (width,
                    ws_text_width (&run->meter, ws_axis_category_name (panel, i), run->em, FALSE) +
                        0.5);
  for (guint i = 0; frame->ticks[WS_AXIS_Y] != NULL && i < frame->ticks[WS_AXIS_Y]->len; i++)
    {
      const WsTick *tick = &ws_array_index (frame->ticks[WS_AXIS_Y], WsTick, i);

      if (tick->label != NULL)
        width = fmax (width, ws_text_width (&run->meter, tick->label, run->em, FALSE));
    }
  return fmin (width, 0.36 * frame->cell.w);
}

/* How far the last number on x sticks out of the axes. */
static double
x_overshoot (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame)
{
  const GArray *ticks = frame->ticks[WS_AXIS_X];
  double        most = 0;

  if (ticks == NULL || !has_numbers (run, panel, frame, WS_AXIS_X))
    return 0;
  for (guint i = 0; i < ticks->len; i++)
    {
      const WsTick *tick = &ws_array_index (ticks, WsTick, i);

      if (tick->label != NULL)
        most = fmax (most, ws_scale_map (&frame->pub.view.x, tick->value) +
                               ws_text_width (&run->meter, tick->label, run->em, FALSE) / 2 -
                               (frame->pub.plot.x + frame->pub.plot.w));
    }
  return most;
}

/* -- the rectangle -- */

/* Axes of one shape: the box becomes square where ranges are the same, a map's range grows. */
static void
make_equal (const WsPanel *panel, WsPanelFrame *frame)
{
  WsRect  *plot = &frame->pub.plot;
  WsScale *x = &frame->pub.view.x, *y = &frame->pub.view.y;
  double   per_x = plot->w / (x->hi - x->lo), per_y = plot->h / (y->hi - y->lo);

  if (!panel->equal || x->kind != WS_SCALE_LINEAR || y->kind != WS_SCALE_LINEAR)
    return;
  if (panel->map_style)
    {
      WsScale *wide = per_x > per_y ? x : y;
      double   factor = fmax (per_x, per_y) / fmin (per_x, per_y);
      double   middle = (wide->lo + wide->hi) / 2, half = (wide->hi - wide->lo) / 2 * factor;

      wide->lo = middle - half;
      wide->hi = middle + half;
    }
  else if (per_x > per_y)
    {
      double w = per_y * (x->hi - x->lo);

      plot->x += (plot->w - w) / 2;
      plot->w = w;
    }
  else
    {
      double h = per_x * (y->hi - y->lo);

      plot->y += (plot->h - h) / 2;
      plot->h = h;
    }
}

void
ws_axis_set_pixels (const WsPanel *panel, WsPanelFrame *frame)
{
  const WsRect *plot = &frame->pub.plot;
  gboolean      is_downward = ws_panel_has_y_categories (panel);

  frame->pub.view.x.p0 = plot->x;
  frame->pub.view.x.p1 = plot->x + plot->w;
  frame->pub.view.y.p0 = is_downward ? plot->y : plot->y + plot->h;
  frame->pub.view.y.p1 = is_downward ? plot->y + plot->h : plot->y;
}

void
ws_panel_move (WsPanelFrame *frame, double dx)
{
  frame->pub.plot.x += dx;
  frame->pub.view.x.p0 += dx;
  frame->pub.view.x.p1 += dx;
}

/* WsAxisMargins depend on ticks and ticks on the size: three rounds settle it. */
void
ws_axis_fit (WsLayoutRun   *run,
             const WsPanel *panel,
             WsPanelFrame  *frame,
             WsAxisMargins *m,
             const WsView  *limits)
{
  const WsRect *cell = &frame->cell;
  double        em = run->em, bar = ws_color_bars_width (run, panel, frame);

  m->has_x = has_numbers (run, panel, frame, WS_AXIS_X);
  m->has_y = has_numbers (run, panel, frame, WS_AXIS_Y);
  m->has_x_label = has_label (run, panel, WS_AXIS_X);
  m->has_y_label = has_label (run, panel, WS_AXIS_Y);
  m->right = 0;
  m->y_numbers = m->has_y ? 3 * em : 0;
  m->names_height = (WS_TICK_LINE - 0.2) * em;
  for (guint round = 0; round < 3; round++)
    {
      double bottom = (m->has_x ? WS_TICK_GAP * em + m->names_height : 0) +
                      (m->has_x_label ? (WS_LABEL_GAP + WS_LABEL_LINE) * em : 0.2 * em);

      m->left = (m->has_y ? m->y_numbers + WS_TICK_GAP * em : 0) +
                (m->has_y_label ? (WS_LABEL_LINE + WS_LABEL_GAP) * em : 0);
      bottom = fmax (bottom, m->bottom);
      frame->pub.view = *limits;
      frame->pub.plot = (WsRect){ cell->x + m->left, cell->y + m->top,
                                  fmax (1, cell->w - m->left - m->right - bar),
                                  fmax (1, cell->h - m->top - bottom) };
      make_equal (panel, frame);
      ws_axis_set_pixels (panel, frame);
      make_ticks (run, panel, frame);
      m->y_numbers = y_numbers_width (run, panel, frame);
      if (bar <= 0)
        m->right = fmax (m->right, x_overshoot (run, panel, frame));
      if (m->has_x && ws_axis_is_named (panel, WS_AXIS_X))
        measure_names (run, panel, frame, m);
      if (round == 2)
        m->bottom = bottom;
    }
}
