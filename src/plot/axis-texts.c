/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* Texts around the axes and over bars. */
#include "plot/layout-private.h"

#include "plot/array-private.h"

#include <math.h>

/* -- texts around the axes -- */

static void
add_x_names (WsLayoutRun         *run,
             const WsPanel       *panel,
             const WsPanelFrame  *frame,
             const WsAxisMargins *m)
{
  const WsRect *plot = &frame->pub.plot;
  double        em = run->em, y = plot->y + plot->h + WS_TICK_GAP * em;
  WsTextStyle   style = { WS_TEXT_TICK_X, em, FALSE, run->theme->text, 0.5, WS_ANCHOR_MIDDLE };
  double        last = -HUGE_VAL;

  for (guint i = 0; i < frame->n_categories; i++)
    {
      double x = ws_scale_map (&frame->pub.view.x, i);
      g_auto (GStrv) lines = NULL;

      if (m->turned_names)
        {
          g_autofree char *name = ws_text_fit (&run->meter, ws_axis_category_name (panel, i), em,
                                               FALSE, m->names_height - 0.3 * em);

          if (x - last < 1.15 * em) /* too many even so */
            continue;
          last = x;
          ws_text_add_turned (run->texts, &run->meter, name, &style, x,
                              y + ws_text_width (&run->meter, name, em, FALSE) / 2);
          continue;
        }
      lines =
          ws_axis_name_lines (run, panel, i, ws_axis_name_width (plot, frame->n_categories, em));
      for (guint l = 0; lines[l] != NULL; l++)
        {
          style.color =
              l == 0 || !g_str_has_prefix (lines[l], "n =") ? run->theme->text : run->theme->muted;
          ws_text_add (run->texts, &run->meter, lines[l], &style, x,
                       y + (0.4 + l * WS_TICK_LINE) * em);
        }
    }
}

static void
add_x_texts (WsLayoutRun         *run,
             const WsPanel       *panel,
             const WsPanelFrame  *frame,
             const WsAxisMargins *m)
{
  const WsRect *plot = &frame->pub.plot;
  double        em = run->em, y = plot->y + plot->h;
  WsTextStyle   style = { WS_TEXT_TICK_X, em, FALSE, run->theme->muted, 0.5, WS_ANCHOR_MIDDLE };

  if (m->has_x && ws_axis_is_named (panel, WS_AXIS_X))
    add_x_names (run, panel, frame, m);
  for (guint i = 0; m->has_x && frame->ticks[0] != NULL && i < frame->ticks[0]->len; i++)
    {
      const WsTick *tick = &ws_array_index (frame->ticks[0], WsTick, i);

      if (tick->label != NULL)
        ws_text_add (run->texts, &run->meter, tick->label, &style,
                     ws_scale_map (&frame->pub.view.x, tick->value), y + (WS_TICK_GAP + 0.4) * em);
    }
  if (m->has_x_label)
    {
      g_autofree char *label =
          ws_text_fit (&run->meter, panel->axis[0].label, em, FALSE, frame->cell.w);
      double half = ws_text_width (&run->meter, label, em, FALSE) / 2;
      double x =
          CLAMP (plot->x + plot->w / 2, frame->cell.x + half, frame->cell.x + frame->cell.w - half);
      double below = (m->has_x ? WS_TICK_GAP * em + m->names_height : 0) + WS_LABEL_GAP * em;

      style.role = WS_TEXT_AXIS;
      style.color = run->theme->text;
      ws_text_add (run->texts, &run->meter, label, &style, x, y + below + 0.6 * em);
    }
}

static void
add_y_texts (WsLayoutRun         *run,
             const WsPanel       *panel,
             const WsPanelFrame  *frame,
             const WsAxisMargins *m)
{
  const WsRect *plot = &frame->pub.plot;
  double        em = run->em, x = plot->x - WS_TICK_GAP * em;
  WsTextStyle   style = { WS_TEXT_TICK_Y, em, FALSE, run->theme->muted, 1, WS_ANCHOR_MIDDLE };

  if (m->has_y && ws_axis_is_named (panel, WS_AXIS_Y))
    {
      guint stride = 1;

      while (plot->h / MAX (1, frame->n_categories) * stride < 1.3 * em &&
             stride < frame->n_categories)
        stride++;
      style.color = run->theme->text;
      for (guint i = 0; i < frame->n_categories; i += stride)
        {
          g_autofree char *name =
              ws_text_fit (&run->meter, ws_axis_category_name (panel, i), em, FALSE, m->y_numbers);

          ws_text_add (run->texts, &run->meter, name, &style, x,
                       ws_scale_map (&frame->pub.view.y, i));
        }
    }
  for (guint i = 0; m->has_y && frame->ticks[1] != NULL && i < frame->ticks[1]->len; i++)
    {
      const WsTick *tick = &ws_array_index (frame->ticks[1], WsTick, i);

      if (tick->label != NULL)
        ws_text_add (run->texts, &run->meter, tick->label, &style, x,
                     ws_scale_map (&frame->pub.view.y, tick->value));
    }
  if (m->has_y_label)
    {
      double at = plot->x - (m->has_y ? m->y_numbers + WS_TICK_GAP * em : 0) -
                  (WS_LABEL_GAP + WS_LABEL_LINE / 2) * em;
      double           top = frame->cell.y + m->title, low = frame->cell.y + frame->cell.h;
      g_autofree char *label =
          ws_text_fit (&run->meter, panel->axis[1].label, em, FALSE, low - top);
      double half = ws_text_width (&run->meter, label, em, FALSE) / 2;

      style.role = WS_TEXT_AXIS;
      style.color = run->theme->text;
      ws_text_add_turned (run->texts, &run->meter, label, &style, at,
                          CLAMP (plot->y + plot->h / 2, top + half, fmax (top + half, low - half)));
    }
}

void
ws_axis_add_texts (WsLayoutRun         *run,
                   const WsPanel       *panel,
                   const WsPanelFrame  *frame,
                   const WsAxisMargins *m)
{
  add_x_texts (run, panel, frame, m);
  add_y_texts (run, panel, frame, m);
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
  box = ws_array_index (run->texts, WsTextItem, run->texts->len - 1).box;
  box = (WsRect){ box.x - 0.1 * run->em, box.y - 0.12 * run->em, box.w + 0.2 * run->em,
                  box.h + 0.24 * run->em };
  g_ptr_array_add (frame->backs, g_memdup2 (&box, sizeof box));
}

/* Values over bars, where they fit. */
void
ws_bar_values_add (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame)
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

void
ws_empty_text_add (WsLayoutRun *run, const char *empty, const WsPanelFrame *frame)
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

void
ws_panel_title_add (
    WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame, double x, double y)
{
  WsTextStyle style = { WS_TEXT_PANEL_TITLE, run->em, TRUE, run->theme->text, 0, WS_ANCHOR_MIDDLE };
  g_autofree char *text = NULL;

  if (panel->title == NULL || run->detail >= WS_DETAIL_BARE)
    return;
  text = ws_text_fit (&run->meter, panel->title, run->em, TRUE, frame->cell.x + frame->cell.w - x);
  ws_text_add (run->texts, &run->meter, text, &style, x, y + 0.6 * run->em);
}
