/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/layout-private.h"

#include "plot/array-private.h"

#include <math.h>

/* In text sizes. */
#define KEY_WIDTH 1.7
#define KEY_GAP 0.5
#define COUNT_GAP 0.8
#define ROW_HEIGHT 1.42
#define PADDING 0.55
#define INSET 0.7
#define MOST_ROWS 14
#define GROUP_GAP 0.6

static void
entry_clear (gpointer data)
{
  WsLegendEntry *entry = data;

  g_free (entry->name);
  g_free (entry->count);
}

static void
take_entry (GArray *entries, WsLegendEntry entry, const char *name, gsize n)
{
  entry.name = g_strdup (name);
  if (n > 0)
    {
      g_autofree char *number = ws_number_format ((double)n, 1, WS_FORMAT_COUNT);

      entry.count = g_strdup_printf ("n\u00a0=\u00a0%s", number);
    }
  g_array_append_val (entries, entry);
}

static WsLegendEntry
entry_of_class (const WsTheme *theme, WsKeyKind kind, guint class_index)
{
  WsLegendEntry entry = { kind };

  entry.alpha = 1;
  entry.color = ws_class_color (class_index, theme->is_dark);
  entry.marker = ws_class_marker (class_index);
  entry.dash = ws_class_dash (class_index);
  return entry;
}

static void
collect_classes (GArray *entries, const WsTheme *theme, const WsSeries *series)
{
  guint             n = g_strv_length (series->class_names);
  g_autofree gsize *counts = g_new0 (gsize, MAX (1, n));

  for (gsize i = 0; i < series->n; i++)
    if (series->flags == NULL || (series->flags[i] & WS_POINT_HIDDEN) == 0)
      counts[series->point_class[i]]++;
  for (guint c = 0; c < n; c++)
    if (counts[c] > 0)
      {
        WsLegendEntry entry = entry_of_class (theme, WS_KEY_POINT, series->class_index_of[c]);

        if (series->marker != WS_MARKER_AUTO)
          entry.marker = series->marker;
        take_entry (entries, entry, series->class_names[c], counts[c]);
      }
}

static WsKeyKind
key_kind (WsSeriesKind kind)
{
  switch (kind)
    {
    case WS_SERIES_LINE:
      return WS_KEY_LINE;
    case WS_SERIES_BAND:
      return WS_KEY_BAND;
    case WS_SERIES_BARS:
    case WS_SERIES_HISTOGRAM:
    case WS_SERIES_VIOLIN:
      return WS_KEY_PATCH;
    case WS_SERIES_INTERVAL:
      return WS_KEY_INTERVAL;
    case WS_SERIES_SCATTER:
    default:
      return WS_KEY_POINT;
    }
}

static void
collect_series (GArray *entries, const WsTheme *theme, const WsSeries *series)
{
  WsLegendEntry entry = entry_of_class (theme, key_kind (series->kind), series->class_index);

  if (series->is_thin || series->kind == WS_SERIES_VIOLIN)
    return;
  if (series->point_class != NULL && series->value == NULL)
    {
      collect_classes (entries, theme, series);
      return;
    }
  if (series->name == NULL || *series->name == '\0')
    return;
  if (series->has_color)
    entry.color = series->color;
  if (series->kind == WS_SERIES_HISTOGRAM)
    entry.alpha = theme->is_dark ? 0.42 : 0.30;
  if (series->value != NULL)
    entry.color = ws_color_mix (&theme->muted, &theme->background, 0.45);
  if (series->marker != WS_MARKER_AUTO)
    entry.marker = series->marker;
  if (series->dash >= 0)
    entry.dash = (guint)series->dash;
  take_entry (entries, entry, series->name, series->n_shown);
}

/* What the fills and flags of points mean, where they are used. */
static void
collect_fills (GArray *entries, const WsTheme *theme, const WsPanel *panel)
{
  static const char *const names[] = { "train", "validation", "test", "not evaluated", "diverged" };
  gsize                    counts[5] = { 0 };
  guint                    n_before = entries->len;

  for (guint s = 0; s < panel->series->len; s++)
    {
      const WsSeries *series = g_ptr_array_index (panel->series, s);

      for (gsize i = 0; series->kind == WS_SERIES_SCATTER && i < series->n; i++)
        {
          guint8 flags = series->flags != NULL ? series->flags[i] : 0;

          if ((flags & WS_POINT_HIDDEN) != 0)
            continue;
          if ((flags & WS_POINT_CROSS) != 0)
            counts[4]++;
          else if ((flags & WS_POINT_GHOST) != 0)
            counts[3]++;
          else if (series->value != NULL && !isfinite (series->value[i]))
            counts[3]++;
          else if (series->fill != NULL && series->fill[i] <= WS_FILL_HOLLOW)
            counts[series->fill[i]]++;
        }
    }
  if (counts[1] + counts[2] == 0)
    counts[0] = 0; /* all full: nothing to tell apart */
  for (guint k = 0; k < 5; k++)
    if (counts[k] > 0)
      {
        WsLegendEntry entry = { WS_KEY_POINT };

        entry.color = ws_color_mix (&theme->muted, &theme->background, 0.2);
        entry.fill = k < 4 ? (WsFill)k : WS_FILL_FULL;
        entry.marker = k < 4 ? WS_MARKER_CIRCLE : WS_MARKER_CROSS;
        entry.starts = entries->len == n_before && n_before > 0;
        take_entry (entries, entry, names[k], counts[k]);
      }
}

void
ws_legend_collect (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame)
{
  frame->legend = g_array_new (FALSE, TRUE, sizeof (WsLegendEntry));
  g_array_set_clear_func (frame->legend, entry_clear);
  if (run->has_shared_legend || panel->legend == WS_LEGEND_NONE ||
      run->detail >= WS_DETAIL_NO_LABELS || frame->is_empty)
    return;
  for (guint s = 0; s < frame->n_series; s++)
    collect_series (frame->legend, run->theme, g_ptr_array_index (panel->series, s));
  collect_fills (frame->legend, run->theme, panel);
  if (frame->legend->len > MOST_ROWS)
    {
      WsLegendEntry rest = { WS_KEY_NONE };
      guint         n_more = frame->legend->len - MOST_ROWS + 1;

      g_array_set_size (frame->legend, MOST_ROWS - 1);
      rest.name = g_strdup_printf ("%u more", n_more);
      g_array_append_val (frame->legend, rest);
    }
}

static gboolean
same_entry (const WsLegendEntry *a, const WsLegendEntry *b)
{
  return a->kind == b->kind && g_strcmp0 (a->name, b->name) == 0 &&
         g_strcmp0 (a->count, b->count) == 0 && a->marker == b->marker && a->fill == b->fill &&
         a->dash == b->dash &&
         fabs (a->color.r - b->color.r) + fabs (a->color.g - b->color.g) +
                 fabs (a->color.b - b->color.b) <
             1e-6;
}

static gboolean
same_entries (const GArray *a, const GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!same_entry (&ws_array_index (a, WsLegendEntry, i), &ws_array_index (b, WsLegendEntry, i)))
      return FALSE;
  return TRUE;
}

gboolean
ws_legend_collect_shared (WsLayoutRun *run, const WsFigure *figure, WsPanelFrame *shared)
{
  gboolean is_same = figure->panels->len > 1;

  for (guint p = 0; p < figure->panels->len && is_same; p++)
    {
      const WsPanel *panel = g_ptr_array_index (figure->panels, p);
      WsPanelFrame   frame = { .n_series = panel->series->len };

      frame.is_empty = !ws_panel_has_data (panel);
      ws_legend_collect (run, panel, &frame);
      is_same = panel->legend == WS_LEGEND_AUTO && panel->images.pixels == NULL &&
                frame.legend->len > 0 && (p == 0 || same_entries (shared->legend, frame.legend));
      if (p == 0)
        shared->legend = g_steal_pointer (&frame.legend);
      g_clear_pointer (&frame.legend, g_array_unref);
    }
  if (!is_same)
    g_clear_pointer (&shared->legend, g_array_unref);
  return is_same;
}

static void
add_entry_texts (WsLayoutRun         *run,
                 const WsLegendEntry *entry,
                 double               x,
                 double               middle,
                 double               name_width,
                 double               count_x,
                 double               count_align)
{
  WsTextStyle style = { WS_TEXT_LEGEND, run->em, FALSE, run->theme->text, 0, WS_ANCHOR_MIDDLE };
  g_autofree char *name = ws_text_fit (&run->meter, entry->name, run->em, FALSE, name_width);

  ws_text_add (run->texts, &run->meter, name, &style, x, middle);
  if (entry->count == NULL)
    return;
  style.color = run->theme->muted;
  style.h_align = count_align;
  ws_text_add (run->texts, &run->meter, entry->count, &style, count_x, middle);
}

/* -- inside the axes -- */

typedef struct
{
  double name, count, title; /* widths */
  double gaps;               /* between groups */
  double width, height;
} Box;

static Box
measure_box (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame)
{
  Box    box = { 0 };
  double em = run->em, most = fmin (18 * em, 0.5 * frame->pub.plot.w);

  for (guint i = 0; i < frame->legend->len; i++)
    {
      const WsLegendEntry *entry = &ws_array_index (frame->legend, WsLegendEntry, i);

      box.name = fmax (box.name, fmin (most, ws_text_width (&run->meter, entry->name, em, FALSE)));
      box.gaps += entry->starts ? GROUP_GAP * em : 0;
      if (entry->count != NULL)
        box.count = fmax (box.count, ws_text_width (&run->meter, entry->count, em, FALSE));
    }
  if (panel->legend_title != NULL)
    box.title = fmin (most, ws_text_width (&run->meter, panel->legend_title, em, TRUE));
  box.name += 0.5; /* rounding must not cut the longest */
  box.width =
      (KEY_WIDTH + KEY_GAP) * em + box.name + (box.count > 0 ? COUNT_GAP * em + box.count : 0);
  box.width = fmax (box.width, box.title) + 2 * PADDING * em;
  box.height = (frame->legend->len + (panel->legend_title != NULL ? 1 : 0)) * ROW_HEIGHT * em +
               2 * PADDING * em + box.gaps - (ROW_HEIGHT - 1.1) * em;
  return box;
}

static void
place_box (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, const Box *box, WsRect rect)
{
  double em = run->em, y = rect.y + (PADDING + 0.55) * em;

  frame->pub.legend = rect;
  frame->legend_has_box = TRUE;
  if (panel->legend_title != NULL)
    {
      WsTextStyle      style = { WS_TEXT_LEGEND, em, TRUE, run->theme->text, 0, WS_ANCHOR_MIDDLE };
      g_autofree char *title =
          ws_text_fit (&run->meter, panel->legend_title, em, TRUE, box->title + 0.5);

      ws_text_add (run->texts, &run->meter, title, &style, rect.x + PADDING * em, y);
      y += ROW_HEIGHT * em;
    }
  for (guint i = 0; i < frame->legend->len; i++, y += ROW_HEIGHT * em)
    {
      WsLegendEntry *entry = &ws_array_index (frame->legend, WsLegendEntry, i);
      double         x = rect.x + PADDING * em;

      y += entry->starts ? GROUP_GAP * em : 0;
      entry->key = (WsRect){ x, y - 0.5 * em, KEY_WIDTH * em, em };
      add_entry_texts (run, entry, x + (KEY_WIDTH + KEY_GAP) * em, y, box->name,
                       rect.x + rect.w - PADDING * em, 1);
    }
}

gboolean
ws_legend_place_inside (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, WsInk *ink)
{
  /* right before left, top before bottom, the sides last */
  static const struct
  {
    double        fx, fy;
    WsLegendPlace place;
  } spots[] = {
    { 1, 0, WS_LEGEND_TOP_RIGHT },   { 0, 0, WS_LEGEND_TOP_LEFT }, { 1, 1, WS_LEGEND_BOTTOM_RIGHT },
    { 0, 1, WS_LEGEND_BOTTOM_LEFT }, { 0.5, 0, WS_LEGEND_TOP },    { 0.5, 1, WS_LEGEND_BOTTOM },
  };
  const WsRect *plot = &frame->pub.plot;
  Box           box = measure_box (run, panel, frame);
  double        inset = INSET * run->em, best = HUGE_VAL;
  WsRect        at = { 0 };
  gboolean      only_points = ws_panel_has_kind (panel, WS_SERIES_SCATTER);

  if (frame->legend->len == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (spots); i++)
    {
      WsRect rect = { plot->x + inset + spots[i].fx * (plot->w - 2 * inset - box.width),
                      plot->y + inset + spots[i].fy * (plot->h - 2 * inset - box.height), box.width,
                      box.height };
      double cost = ws_ink_under (ink, &rect);

      if (panel->legend != WS_LEGEND_AUTO && panel->legend != spots[i].place)
        continue;
      if (cost < best)
        {
          best = cost;
          at = rect;
          frame->pub.legend_place = spots[i].place;
        }
    }
  if (panel->legend == WS_LEGEND_AUTO && (box.width > 0.6 * plot->w || box.height > 0.7 * plot->h ||
                                          best > (only_points ? 0.001 : 0.0) * ws_ink_total (ink)))
    return FALSE;
  if (!(best < HUGE_VAL))
    return FALSE; /* ABOVE was asked for */
  place_box (run, panel, frame, &box, at);
  ws_ink_reserve (ink, &at);
  return TRUE;
}

gboolean
ws_legend_place_beside (
    WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, double left, double right)
{
  WsRect *plot = &frame->pub.plot;
  double  bar = ws_color_bars_width (run, panel, frame), gap = 1.2 * run->em;
  Box     box = measure_box (run, panel, frame);
  double  spare = frame->cell.w - left - right - bar - plot->w;

  if (panel->legend != WS_LEGEND_AUTO || spare < box.width + gap || box.height > plot->h)
    return FALSE;
  ws_panel_move (frame, -(box.width + gap) / 2);
  place_box (run, panel, frame, &box,
             (WsRect){ plot->x + plot->w + bar + gap, plot->y, box.width, box.height });
  frame->legend_has_box = FALSE;
  frame->legend_is_beside = TRUE;
  frame->pub.legend_place = WS_LEGEND_AUTO;
  return TRUE;
}

/* -- a strip above the axes -- */

#define STRIP_ROW 1.6
#define STRIP_GAP 1.5
#define MOST_STRIP_ROWS 5

static double
entry_width (WsLayoutRun *run, const WsLegendEntry *entry, double most, double *name_width)
{
  double em = run->em;
  double count =
      entry->count != NULL ? ws_text_width (&run->meter, entry->count, em, FALSE) + 0.5 * em : 0;
  double fixed = (KEY_WIDTH + KEY_GAP) * em + count;

  *name_width =
      fmin (ws_text_width (&run->meter, entry->name, em, FALSE) + 0.5, fmax (2 * em, most - fixed));
  return fixed + *name_width;
}

/* Walks the entries; with @place also puts them. Gives the number of rows. */
static guint
flow_strip (WsLayoutRun        *run,
            const WsPanel      *panel,
            const WsPanelFrame *frame,
            double              left,
            double              top,
            double              width,
            gboolean            place)
{
  double em = run->em, x = left;
  guint  row = 0;

  if (panel->legend_title != NULL)
    {
      g_autofree char *title = ws_text_fit (&run->meter, panel->legend_title, em, TRUE, width);

      if (place)
        {
          WsTextStyle style = { WS_TEXT_LEGEND, em, TRUE, run->theme->text, 0, WS_ANCHOR_MIDDLE };

          ws_text_add (run->texts, &run->meter, title, &style, x, top + 0.5 * STRIP_ROW * em);
        }
      x += ws_text_width (&run->meter, title, em, TRUE) + STRIP_GAP * em;
    }
  for (guint i = 0; i < frame->legend->len; i++)
    {
      WsLegendEntry *entry = &ws_array_index (frame->legend, WsLegendEntry, i);
      double         name_width, w = entry_width (run, entry, width, &name_width);
      double         middle;

      entry->key = (WsRect){ 0 };
      if (x > left && x + w > left + width)
        {
          row++;
          x = left;
        }
      if (row >= MOST_STRIP_ROWS)
        return MOST_STRIP_ROWS;
      middle = top + (row + 0.5) * STRIP_ROW * em;
      if (place)
        {
          double text_x = x + (KEY_WIDTH + KEY_GAP) * em;

          entry->key = (WsRect){ x, middle - 0.5 * em, KEY_WIDTH * em, em };
          add_entry_texts (run, entry, text_x, middle, name_width, text_x + name_width + 0.5 * em,
                           0);
        }
      x += w + STRIP_GAP * em;
    }
  return row + 1;
}

double
ws_legend_strip_height (WsLayoutRun        *run,
                        const WsPanel      *panel,
                        const WsPanelFrame *frame,
                        double              width)
{
  if (frame->legend->len == 0)
    return 0;
  return flow_strip (run, panel, frame, 0, 0, width, FALSE) * STRIP_ROW * run->em + 0.5 * run->em;
}

void
ws_legend_place_strip (
    WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, double x, double y, double width)
{
  guint rows;

  if (frame->legend->len == 0)
    return;
  rows = flow_strip (run, panel, frame, x, y, width, TRUE);
  frame->pub.legend = (WsRect){ x, y, width, rows * STRIP_ROW * run->em };
  frame->pub.legend_place = WS_LEGEND_ABOVE;
  frame->legend_has_box = FALSE;
}
