/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* One panel: axes, legend, notes, texts, in the order that keeps them apart. */
#include "plot/layout-private.h"

#include <math.h>

#define TITLE_LINE 1.75 /* text sizes */

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
                  WsAxisMargins *m,
                  const WsView  *limits)
{
  double em = run->em, strip = 0, width = 0;

  for (guint round = 0; round < 2;
       round++) /* numbers change with the height, and with them the width */
    {
      width = frame->cell.w - m->left;
      strip = fmax (strip, ws_legend_strip_height (run, panel, frame, width));
      m->top = fmax (m->top, m->title + strip + WS_OVERHANG * em);
      ws_axis_fit (run, panel, frame, m, limits);
    }
  ws_legend_place_strip (run, panel, frame, frame->cell.x + frame->cell.w - width,
                         frame->pub.plot.y - strip - 0.1 * em, width);
}

void
ws_panel_lay_out (WsLayoutRun    *run,
                  const WsPanel  *panel,
                  const char     *empty,
                  WsPanelFrame   *frame,
                  WsPanelMargins *margins)
{
  double        em = run->em;
  WsView        limits;
  WsAxisMargins m = { .bottom = margins->bottom };
  double        title;

  g_autoptr (WsInk) ink = NULL;

  ws_panel_prepare (panel, frame);
  limits = frame->pub.view;
  frame->backs = g_ptr_array_new_with_free_func (g_free);
  frame->radius = point_radius (panel, frame, run->theme);
  ws_legend_collect (run, panel, frame);
  title = panel->title != NULL && run->detail < WS_DETAIL_BARE ? TITLE_LINE * em : 0;
  m.title = title;
  m.top = fmax (margins->top, title + (run->detail < WS_DETAIL_BARE ? WS_OVERHANG * em : 0));
  if (panel->images.pixels != NULL)
    {
      frame->pub.plot = frame->cell;
      frame->pub.plot.y += title > 0 ? title + 0.2 * em : 0;
      frame->pub.plot.h = fmax (1, frame->pub.plot.h - (title > 0 ? title + 0.2 * em : 0));
      ws_panel_lay_out_images (run, panel, frame);
      ws_axis_set_pixels (panel, frame);
      ws_panel_title_add (run, panel, frame, frame->pub.plot.x,
                          frame->pub.plot.y - title - 0.2 * em);
      return;
    }
  ws_panel_title_add (run, panel, frame, frame->cell.x, frame->cell.y);
  ws_axis_fit (run, panel, frame, &m, &limits);
  if (!frame->is_empty && frame->legend->len > 0)
    {
      guint n_texts = run->texts->len;

      gboolean is_fixed = panel->legend != WS_LEGEND_AUTO && panel->legend != WS_LEGEND_ABOVE;
      gboolean is_placed;

      ink = ws_ink_new (panel, frame, em);
      /* a legend whose place is given goes first, and notes make way for it */
      is_placed = is_fixed && ws_legend_place_inside (run, panel, frame, ink);
      ws_notes_lay_out (run, panel, frame, ink);
      if (!is_placed && !ws_legend_place_inside (run, panel, frame, ink))
        {
          g_array_set_size (run->texts, n_texts);
          g_ptr_array_set_size (frame->backs, 0);
          g_clear_pointer (&ink, ws_ink_free);
          if (!ws_legend_place_beside (run, panel, frame, m.left, m.right))
            put_legend_above (run, panel, frame, &m, &limits);
        }
    }
  if (ink == NULL && !frame->is_empty)
    {
      ink = ws_ink_new (panel, frame, em);
      ws_notes_lay_out (run, panel, frame, ink);
    }
  if (ink != NULL)
    ws_corner_note_lay_out (run, panel, frame, ink);
  ws_axis_add_texts (run, panel, frame, &m);
  if (run->detail < WS_DETAIL_NO_LABELS && ws_panel_has_kind (panel, WS_SERIES_BARS))
    ws_bar_values_add (run, panel, frame);
  if (!frame->is_empty)
    ws_color_bars_lay_out (run, panel, frame, frame->pub.plot.x + frame->pub.plot.w);
  else
    ws_empty_text_add (run, empty, frame);
  *margins = (WsPanelMargins){ m.top, m.bottom };
}
