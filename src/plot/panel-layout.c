/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* One panel: margins from its texts, the axes' rectangle, ticks that do not overlap. */
#include "plot/layout-private.h"

#include <math.h>

/* In text sizes. */
#define TICK_GAP 0.55 /* number to axis */
#define LINE 1.25     /* height of a line of numbers */
#define LABEL_GAP 0.35
#define LABEL_LINE 1.3
#define TITLE_LINE 1.75
#define OVERHANG 0.5 /* of the topmost number */

/* What surrounds the axes. */
typedef struct
{
  double   left, right, top, bottom;
  double   y_numbers;  /* width of the numbers on y */
  guint    name_lines; /* of the names on x */
  gboolean has_x, has_y, has_x_label, has_y_label;
} Margins;

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

static gboolean
is_named (const WsPanel *panel, WsAxisSide side)
{
  return side == WS_AXIS_X ? ws_panel_has_x_categories (panel) : ws_panel_has_y_categories (panel);
}

/* -- names on a category axis -- */

static const char *
category_name (const WsPanel *panel, guint i)
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

/* Names on x in lines, under a violin also its n. (transfer full) */
static char **
name_lines (
    WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame, guint i, double width)
{
  const char      *name = category_name (panel, i);
  g_autofree char *with_n = NULL;
  guint            seen = 0;

  for (guint s = 0; s < panel->series->len; s++)
    {
      const WsSeries *series = g_ptr_array_index (panel->series, s);

      if (series->kind == WS_SERIES_VIOLIN && seen++ == i)
        {
          g_autofree char *n = ws_number_format ((double)series->n_shown, 1, WS_FORMAT_COUNT);

          name = with_n = g_strdup_printf ("%s\nn = %s", name, n);
        }
    }
  return ws_text_wrap (&run->meter, name, run->em, FALSE, width, with_n != NULL ? 3 : 2);
}

static double
name_width (const WsRect *plot, guint n, double em)
{
  return fmax (em, plot->w / MAX (1, n) - 0.6 * em);
}

static guint
most_name_lines (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame)
{
  guint most = 1;

  for (guint i = 0; i < frame->n_categories; i++)
    {
      g_auto (GStrv) lines = name_lines (
          run, panel, frame, i, name_width (&frame->pub.plot, frame->n_categories, run->em));

      most = MAX (most, g_strv_length (lines));
    }
  return most;
}

/* -- ticks -- */

static gboolean
labels_collide (WsLayoutRun *run, const GArray *ticks, const WsScale *scale, gboolean is_x)
{
  double last = -INFINITY;

  for (guint i = 0; i < ticks->len; i++)
    {
      const WsTick *tick = &g_array_index (ticks, WsTick, i);
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
  double last = -INFINITY;

  for (guint i = 0; i < ticks->len; i++)
    {
      WsTick *tick = &g_array_index (ticks, WsTick, i);
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
                 (guint)CLAMP (frame->pub.plot.h / (2.8 * run->em), 2, 8) };

  for (guint round = 0; round < (panel->equal ? 2 : 1); round++)
    {
      for (WsAxisSide side = WS_AXIS_X; side <= WS_AXIS_Y; side++)
        {
          const WsScale *scale = side == WS_AXIS_X ? &frame->pub.view.x : &frame->pub.view.y;

          g_clear_pointer (&frame->ticks[side], g_array_unref);
          if (!is_named (panel, side) && !frame->is_empty)
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
  if (is_named (panel, WS_AXIS_Y))
    for (guint i = 0; i < frame->n_categories; i++)
      width =
          fmax (width, ws_text_width (&run->meter, category_name (panel, i), run->em, FALSE) + 0.5);
  for (guint i = 0; frame->ticks[WS_AXIS_Y] != NULL && i < frame->ticks[WS_AXIS_Y]->len; i++)
    {
      const WsTick *tick = &g_array_index (frame->ticks[WS_AXIS_Y], WsTick, i);

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
      const WsTick *tick = &g_array_index (ticks, WsTick, i);

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

static void
set_pixels (const WsPanel *panel, WsPanelFrame *frame)
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

/* Margins depend on ticks and ticks on the size: three rounds settle it. */
static void
fit_axes (
    WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, Margins *m, const WsView *limits)
{
  const WsRect *cell = &frame->cell;
  double        em = run->em, bar = ws_color_bar_width (run, panel, frame);

  m->has_x = has_numbers (run, panel, frame, WS_AXIS_X);
  m->has_y = has_numbers (run, panel, frame, WS_AXIS_Y);
  m->has_x_label = has_label (run, panel, WS_AXIS_X);
  m->has_y_label = has_label (run, panel, WS_AXIS_Y);
  m->right = 0;
  m->y_numbers = m->has_y ? 3 * em : 0;
  m->name_lines = 1;
  for (guint round = 0; round < 3; round++)
    {
      double bottom = (m->has_x ? (TICK_GAP + LINE * m->name_lines - 0.2) * em : 0) +
                      (m->has_x_label ? (LABEL_GAP + LABEL_LINE) * em : 0.2 * em);

      m->left = (m->has_y ? m->y_numbers + TICK_GAP * em : 0) +
                (m->has_y_label ? (LABEL_LINE + LABEL_GAP) * em : 0);
      bottom = fmax (bottom, m->bottom);
      frame->pub.view = *limits;
      frame->pub.plot = (WsRect){ cell->x + m->left, cell->y + m->top,
                                  fmax (1, cell->w - m->left - m->right - bar),
                                  fmax (1, cell->h - m->top - bottom) };
      make_equal (panel, frame);
      set_pixels (panel, frame);
      make_ticks (run, panel, frame);
      m->y_numbers = y_numbers_width (run, panel, frame);
      if (bar <= 0)
        m->right = fmax (m->right, x_overshoot (run, panel, frame));
      if (m->has_x && is_named (panel, WS_AXIS_X))
        m->name_lines = most_name_lines (run, panel, frame);
      if (round == 2)
        m->bottom = bottom;
    }
}

/* -- texts around the axes -- */

static void
add_x_texts (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame, const Margins *m)
{
  const WsRect *plot = &frame->pub.plot;
  double        em = run->em, y = plot->y + plot->h;
  WsTextStyle   style = { WS_TEXT_TICK_X, em, FALSE, run->theme->muted, 0.5, WS_ANCHOR_MIDDLE };

  if (m->has_x && is_named (panel, WS_AXIS_X))
    for (guint i = 0; i < frame->n_categories; i++)
      {
        g_auto (GStrv) lines =
            name_lines (run, panel, frame, i, name_width (plot, frame->n_categories, em));

        for (guint l = 0; lines[l] != NULL; l++)
          {
            style.color = l == 0 || !g_str_has_prefix (lines[l], "n = ") ? run->theme->text
                                                                         : run->theme->muted;
            ws_text_add (run->texts, &run->meter, lines[l], &style,
                         ws_scale_map (&frame->pub.view.x, i),
                         y + (TICK_GAP + 0.4 + l * LINE) * em);
          }
      }
  for (guint i = 0; m->has_x && frame->ticks[0] != NULL && i < frame->ticks[0]->len; i++)
    {
      const WsTick *tick = &g_array_index (frame->ticks[0], WsTick, i);

      if (tick->label != NULL)
        ws_text_add (run->texts, &run->meter, tick->label, &style,
                     ws_scale_map (&frame->pub.view.x, tick->value), y + (TICK_GAP + 0.4) * em);
    }
  if (m->has_x_label)
    {
      g_autofree char *label =
          ws_text_fit (&run->meter, panel->axis[0].label, em, FALSE, frame->cell.w);
      double half = ws_text_width (&run->meter, label, em, FALSE) / 2;
      double x =
          CLAMP (plot->x + plot->w / 2, frame->cell.x + half, frame->cell.x + frame->cell.w - half);
      double below = m->has_x ? TICK_GAP + LINE * m->name_lines - 0.2 + LABEL_GAP : LABEL_GAP;

      style.role = WS_TEXT_AXIS;
      style.color = run->theme->text;
      ws_text_add (run->texts, &run->meter, label, &style, x, y + (below + 0.6) * em);
    }
}

static void
add_y_texts (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame, const Margins *m)
{
  const WsRect *plot = &frame->pub.plot;
  double        em = run->em, x = plot->x - TICK_GAP * em;
  WsTextStyle   style = { WS_TEXT_TICK_Y, em, FALSE, run->theme->muted, 1, WS_ANCHOR_MIDDLE };

  if (m->has_y && is_named (panel, WS_AXIS_Y))
    {
      guint stride = 1;

      while (plot->h / MAX (1, frame->n_categories) * stride < 1.3 * em &&
             stride < frame->n_categories)
        stride++;
      style.color = run->theme->text;
      for (guint i = 0; i < frame->n_categories; i += stride)
        {
          g_autofree char *name =
              ws_text_fit (&run->meter, category_name (panel, i), em, FALSE, m->y_numbers);

          ws_text_add (run->texts, &run->meter, name, &style, x,
                       ws_scale_map (&frame->pub.view.y, i));
        }
    }
  for (guint i = 0; m->has_y && frame->ticks[1] != NULL && i < frame->ticks[1]->len; i++)
    {
      const WsTick *tick = &g_array_index (frame->ticks[1], WsTick, i);

      if (tick->label != NULL)
        ws_text_add (run->texts, &run->meter, tick->label, &style, x,
                     ws_scale_map (&frame->pub.view.y, tick->value));
    }
  if (m->has_y_label)
    {
      double at = plot->x - (m->has_y ? m->y_numbers + TICK_GAP * em : 0) -
                  (LABEL_GAP + LABEL_LINE / 2) * em;
      g_autofree char *label = ws_text_fit (&run->meter, panel->axis[1].label, em, FALSE,
                                            fmax (plot->h, 0.85 * frame->cell.h));
      double           half = ws_text_width (&run->meter, label, em, FALSE) / 2;
      double           top = frame->cell.y, low = frame->cell.y + frame->cell.h;

      style.role = WS_TEXT_AXIS;
      style.color = run->theme->text;
      ws_text_add_turned (run->texts, &run->meter, label, &style, at,
                          CLAMP (plot->y + plot->h / 2, top + half, fmax (top + half, low - half)));
    }
}

static void
add_on_back (WsLayoutRun        *run,
             const WsPanelFrame *frame,
             const char         *text,
             const WsTextStyle  *style,
             double              x,
             double              y)
{
  WsRect box;

  ws_text_add (run->texts, &run->meter, text, style, x, y);
  box = g_array_index (run->texts, WsTextItem, run->texts->len - 1).box;
  box = (WsRect){ box.x - 0.1 * run->em, box.y - 0.12 * run->em, box.w + 0.2 * run->em,
                  box.h + 0.24 * run->em };
  g_ptr_array_add (frame->backs, g_memdup2 (&box, sizeof box));
}

/* Values over bars, where they fit. */
static void
add_bar_values (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame)
{
  const WsView *view = &frame->pub.view;
  double        em = run->em;
  WsTextStyle   style = { WS_TEXT_NOTE, em, FALSE, run->theme->muted, 0.5, WS_ANCHOR_BASELINE };

  for (guint pass = 0; pass < 2; pass++) /* first: do all fit? */
    for (guint s = 0; s < frame->n_series; s++)
      {
        const WsSeries *series = g_ptr_array_index (panel->series, s);

        for (gsize i = 0; series->kind == WS_SERIES_BARS && i < series->n; i++)
          {
            WsFormat         format = panel->axis[1].format;
            g_autofree char *text = NULL;
            double           left, right, y, tip = series->y[i];

            if (!isfinite (tip))
              continue;
            text = ws_number_format (tip, format == WS_FORMAT_COUNT ? 1 : 0.01, format);
            ws_bar_extent (panel, s, (guint)i, &left, &right);
            left = ws_scale_map (&view->x, left);
            right = ws_scale_map (&view->x, right);
            if (pass == 0 &&
                ws_text_width (&run->meter, text, em, FALSE) > (right - left) * 1.02 + 0.1 * em)
              return;
            if (series->hi != NULL && isfinite (series->hi[i]) && tip >= 0)
              tip = fmax (tip, series->hi[i]);
            if (series->lo != NULL && isfinite (series->lo[i]) && tip < 0)
              tip = fmin (tip, series->lo[i]);
            y = ws_scale_map (&view->y, tip) + (tip < 0 ? 1.05 : -0.35) * em;
            if (pass == 1 && isfinite (y) && y - 0.8 * em > frame->cell.y &&
                y < frame->pub.plot.y + frame->pub.plot.h)
              add_on_back (run, frame, text, &style, (left + right) / 2, y);
          }
      }
}

static void
add_empty_text (WsLayoutRun *run, const char *empty, const WsPanelFrame *frame)
{
  const WsRect *plot = &frame->pub.plot;
  double        em = run->em, y;
  WsTextStyle   style = { WS_TEXT_EMPTY, em, FALSE, run->theme->muted, 0.5, WS_ANCHOR_MIDDLE };
  g_auto (GStrv) lines = NULL;
  guint n;

  if (run->detail >= WS_DETAIL_BARE || plot->w < 4 * em || plot->h < 1.5 * em)
    return;
  lines = ws_text_wrap (&run->meter, empty != NULL ? empty : "Nothing to show yet", em, FALSE,
                        fmin (plot->w - em, 28 * em), (guint)CLAMP (plot->h / (1.4 * em), 1, 6));
  n = g_strv_length (lines);
  y = plot->y + plot->h / 2 - (n - 1) * 0.7 * em;
  for (guint i = 0; i < n; i++)
    ws_text_add (run->texts, &run->meter, lines[i], &style, plot->x + plot->w / 2,
                 y + i * 1.4 * em);
}

static void
add_panel_title (
    WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame, double x, double y)
{
  WsTextStyle style = { WS_TEXT_PANEL_TITLE, run->em, TRUE, run->theme->text, 0, WS_ANCHOR_MIDDLE };
  g_autofree char *text = NULL;

  if (panel->title == NULL || run->detail >= WS_DETAIL_BARE)
    return;
  text = ws_text_fit (&run->meter, panel->title, run->em, TRUE, frame->cell.x + frame->cell.w - x);
  ws_text_add (run->texts, &run->meter, text, &style, x, y + 0.6 * run->em);
}

/* Points shrink as they crowd, so that a map of thousands stays a map. */
static double
point_radius (const WsPanel *panel, const WsPanelFrame *frame, const WsTheme *theme)
{
  double spacing;
  gsize  n = 0;

  for (guint s = 0; s < panel->series->len; s++)
    {
      const WsSeries *series = g_ptr_array_index (panel->series, s);

      n += series->kind == WS_SERIES_SCATTER ? series->n : 0;
    }
  spacing = sqrt (frame->cell.w * frame->cell.h / (double)MAX (1, n));
  return CLAMP (0.165 * spacing, 0.42 * theme->marker_radius, 1.1 * theme->marker_radius);
}

static void
put_legend_above (WsLayoutRun   *run,
                  const WsPanel *panel,
                  WsPanelFrame  *frame,
                  Margins       *m,
                  const WsView  *limits,
                  double         title)
{
  double em = run->em, strip = ws_legend_strip_height (run, panel, frame, frame->cell.w - m->left);
  const WsRect *plot = &frame->pub.plot;

  m->top = fmax (m->top, title + strip + OVERHANG * em);
  fit_axes (run, panel, frame, m, limits);
  ws_legend_place_strip (run, panel, frame, plot->x, plot->y - strip - 0.1 * em,
                         frame->cell.x + frame->cell.w - plot->x);
}

void
ws_panel_lay_out (WsLayoutRun    *run,
                  const WsPanel  *panel,
                  const char     *empty,
                  WsPanelFrame   *frame,
                  WsPanelMargins *margins)
{
  double  em = run->em;
  WsView  limits;
  Margins m = { .bottom = margins->bottom };
  double  title;

  g_autoptr (WsInk) ink = NULL;

  ws_panel_prepare (panel, frame);
  limits = frame->pub.view;
  frame->backs = g_ptr_array_new_with_free_func (g_free);
  frame->radius = point_radius (panel, frame, run->theme);
  ws_legend_collect (run, panel, frame);
  title = panel->title != NULL && run->detail < WS_DETAIL_BARE ? TITLE_LINE * em : 0;
  m.top = fmax (margins->top, title + (run->detail < WS_DETAIL_BARE ? OVERHANG * em : 0));
  if (panel->images.pixels != NULL)
    {
      frame->pub.plot = frame->cell;
      frame->pub.plot.y += title > 0 ? title + 0.2 * em : 0;
      frame->pub.plot.h = fmax (1, frame->pub.plot.h - (title > 0 ? title + 0.2 * em : 0));
      ws_panel_lay_out_images (run, panel, frame);
      set_pixels (panel, frame);
      add_panel_title (run, panel, frame, frame->pub.plot.x, frame->pub.plot.y - title - 0.2 * em);
      return;
    }
  add_panel_title (run, panel, frame, frame->cell.x, frame->cell.y);
  fit_axes (run, panel, frame, &m, &limits);
  if (!frame->is_empty && frame->legend->len > 0)
    {
      guint n_texts = run->texts->len;

      ink = ws_ink_new (panel, frame, em);
      ws_notes_lay_out (run, panel, frame, ink);
      if (!ws_legend_place_inside (run, panel, frame, ink))
        {
          g_array_set_size (run->texts, n_texts);
          g_ptr_array_set_size (frame->backs, 0);
          g_clear_pointer (&ink, ws_ink_free);
          if (!ws_legend_place_beside (run, panel, frame, m.left, m.right))
            put_legend_above (run, panel, frame, &m, &limits, title);
        }
    }
  if (ink == NULL && !frame->is_empty)
    {
      ink = ws_ink_new (panel, frame, em);
      ws_notes_lay_out (run, panel, frame, ink);
    }
  if (ink != NULL)
    ws_corner_note_lay_out (run, panel, frame, ink);
  add_x_texts (run, panel, frame, &m);
  add_y_texts (run, panel, frame, &m);
  if (run->detail < WS_DETAIL_NO_LABELS && ws_panel_has_kind (panel, WS_SERIES_BARS))
    add_bar_values (run, panel, frame);
  if (!frame->is_empty)
    ws_color_bar_lay_out (run, panel, frame, frame->pub.plot.x + frame->pub.plot.w);
  else
    add_empty_text (run, empty, frame);
  *margins = (WsPanelMargins){ m.top, m.bottom };
}
