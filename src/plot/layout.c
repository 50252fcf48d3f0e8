/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* The figure: header, grid of panels, footer; with little room, less detail. */
#include "plot/layout-private.h"

#include "plot/array-private.h"

#include <math.h>

/* In text sizes. */
#define MARGIN 1.1
#define CELL_GAP 2.0
#define TITLE_SIZE 1.42
#define CAPTION_SIZE 1.1
#define MAX_CAPTION_LINES 4
/* Axes smaller than this lose detail. */
#define LEAST_W 7.0
#define LEAST_H 4.5

static void
frame_clear (WsPanelFrame *frame)
{
  for (guint s = 0; frame->heights != NULL && s < frame->n_series; s++)
    g_free (frame->heights[s]);
  g_free (frame->heights);
  g_free (frame->edges);
  g_free (frame->violins);
  g_clear_pointer (&frame->ticks[0], g_array_unref);
  g_clear_pointer (&frame->ticks[1], g_array_unref);
  g_clear_pointer (&frame->legend, g_array_unref);
  g_clear_pointer (&frame->backs, g_ptr_array_unref);
  *frame = (WsPanelFrame){ 0 };
}

static void
frames_free (WsPanelFrame *frames, guint n)
{
  for (guint i = 0; i < n; i++)
    frame_clear (&frames[i]);
  g_free (frames);
}

void
ws_figure_layout_free (WsFigureLayout *self)
{
  frames_free (self->frames, self->n);
  frame_clear (&self->shared);
  g_array_unref (self->texts);
  g_free (self);
}

/* -- header and footer -- */

static double
add_lines (WsLayoutRun *run,
           const char  *text,
           WsTextStyle *style,
           double       width,
           guint        max_lines,
           double       x,
           double       y)
{
  g_auto (GStrv) lines =
      ws_text_wrap (&run->meter, text, style->size, style->is_bold, width, max_lines);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      ws_text_add (run->texts, &run->meter, lines[i], style, x, y);
      y += 1.25 * style->size;
    }
  return y;
}

static double
add_header (WsLayoutRun *run, const WsFigure *figure, double width, double height)
{
  double      em = run->em, x = MARGIN * em, y = MARGIN * em, inner = width - 2 * MARGIN * em;
  WsTextStyle style = { WS_TEXT_TITLE, TITLE_SIZE * em, TRUE, run->theme->text, 0, WS_ANCHOR_TOP };

  if (run->detail >= WS_DETAIL_BARE)
    return fmin (0.3 * run->em, 0.1 * height);
  if (figure->title != NULL)
    y = add_lines (run, figure->title, &style, inner, run->detail < WS_DETAIL_NO_LABELS ? 2 : 1, x,
                   y - 0.25 * em);
  if (figure->subtitle != NULL && run->detail == WS_DETAIL_ALL)
    {
      style = (WsTextStyle){ WS_TEXT_SUBTITLE, em, FALSE, run->theme->muted, 0, WS_ANCHOR_TOP };
      y = add_lines (run, figure->subtitle, &style, inner, 2, x, y + 0.1 * em);
    }
  return y + (figure->title != NULL || figure->subtitle != NULL ? 0.75 * em : 0);
}

static char *
skipped_text (const WsFigure *figure)
{
  gsize    n = ws_figure_count_skipped (figure);
  gboolean has_log = FALSE;

  if (n == 0)
    return NULL;
  for (guint p = 0; p < figure->panels->len; p++)
    {
      const WsPanel *panel = g_ptr_array_index (figure->panels, p);

      has_log =
          has_log || panel->axis[0].kind == WS_SCALE_LOG || panel->axis[1].kind == WS_SCALE_LOG;
    }
  {
    g_autofree char *number = ws_number_format ((double)n, 1, WS_FORMAT_COUNT);

    return g_strdup_printf (has_log ? "%s not finite or not above 0" : "%s not finite", number);
  }
}

/* What is said about the figure, over the footer: @bottom is how much that one takes. Gives the
 * height of both. */
static double
add_caption (WsLayoutRun *run, const WsFigure *figure, double width, double height, double bottom)
{
  double      em = run->em, size = CAPTION_SIZE * em, inner = width - 2 * MARGIN * em;
  WsTextStyle style = { WS_TEXT_FIGURE_CAPTION, size, FALSE, run->theme->text, 0, WS_ANCHOR_TOP };
  g_auto (GStrv) lines = NULL;
  double taken;

  if (figure->caption == NULL || figure->caption[0] == '\0' || run->detail >= WS_DETAIL_NO_LABELS)
    return bottom;
  lines = ws_text_wrap (&run->meter, figure->caption, size, FALSE, inner, MAX_CAPTION_LINES);
  taken = bottom + 1.25 * size * g_strv_length (lines);
  add_lines (run, figure->caption, &style, inner, MAX_CAPTION_LINES, MARGIN * em, height - taken);
  return taken + 0.6 * em;
}

/* Gives the height used at the bottom. */
static double
add_footer (WsLayoutRun *run, const WsFigure *figure, double width, double height)
{
  gboolean is_slide = run->theme->kind == WS_THEME_SLIDE || run->theme->kind == WS_THEME_SLIDE_DARK;
  double   em = run->em, size = is_slide ? em : 0.88 * em, margin = MARGIN * em;
  double   room = width - 2 * margin;
  g_autofree char *skipped = run->detail < WS_DETAIL_BARE ? skipped_text (figure) : NULL;
  gboolean         has_source =
      figure->source != NULL && run->theme->has_source && run->detail == WS_DETAIL_ALL;
  WsTextStyle style = { WS_TEXT_NOTE, size, FALSE, run->theme->muted, 1, WS_ANCHOR_BOTTOM };
  double      y = height - 0.8 * em;

  if (skipped != NULL)
    {
      g_autofree char *fitted = ws_text_fit (&run->meter, skipped, size, FALSE, room);

      ws_text_add (run->texts, &run->meter, fitted, &style, width - margin, y);
      room -= ws_text_width (&run->meter, fitted, size, FALSE) + em;
    }
  if (has_source && room > 6 * em)
    {
      g_autofree char *source = ws_text_fit (&run->meter, figure->source, size, FALSE, room);

      style.role = WS_TEXT_SOURCE;
      style.h_align = 0;
      ws_text_add (run->texts, &run->meter, source, &style, margin, y);
    }
  if (run->detail >= WS_DETAIL_BARE)
    return fmin (0.3 * em, 0.1 * height);
  return skipped != NULL || has_source ? 0.8 * em + 1.3 * size + 0.45 * em : 0.7 * em;
}

/* Panels with the same legend get one for all. Gives its height. */
static double
add_shared_legend (
    WsLayoutRun *run, const WsFigure *figure, WsFigureLayout *self, double width, double top)
{
  double         x = MARGIN * run->em, height;
  const WsPanel *first;

  frame_clear (&self->shared);
  run->has_shared_legend = FALSE;
  run->has_shared_legend = ws_legend_collect_shared (run, figure, &self->shared);
  if (!run->has_shared_legend)
    return 0;
  first = g_ptr_array_index (figure->panels, 0);
  top -= 0.35 * run->em;
  height = ws_legend_strip_height (run, first, &self->shared, width - 2 * x);
  ws_legend_place_strip (run, first, &self->shared, x, top, width - 2 * x);
  return height;
}

/* -- the grid -- */

/* Columns that make cells closest to 4:3. */
static guint
choose_columns (const WsFigure *figure, double w, double h)
{
  guint  n = MAX (1, figure->panels->len), best = 1;
  double least = HUGE_VAL;

  if (figure->columns > 0)
    return MIN (figure->columns, n);
  for (guint c = 1; c <= n; c++)
    {
      guint  rows = (n + c - 1) / c;
      double shape = (w / c) / (h / rows), cost = fabs (log (shape / 1.33)) + 0.15 * (c * rows - n);

      if (cost < least - 1e-9)
        {
          least = cost;
          best = c;
        }
    }
  return best;
}

/* In a grid of panels only the outer ones need a label that all share. */
static gboolean
same_label (const WsFigure *figure, guint i, guint neighbour, WsAxisSide side)
{
  const WsPanel *a = g_ptr_array_index (figure->panels, i), *b;

  if (neighbour >= figure->panels->len)
    return FALSE;
  b = g_ptr_array_index (figure->panels, neighbour);
  return b->images.pixels == NULL && a->axis[side].label != NULL &&
         g_strcmp0 (a->axis[side].label, b->axis[side].label) == 0;
}

/* A row of twenty units is low however much room there is: what counts for pictures is one side. */
static gboolean
has_room (const WsPanel *panel, const WsPanelFrame *frame, double em)
{
  double w = frame->pub.plot.w, h = frame->pub.plot.h;

  if (panel->images.pixels != NULL)
    return fmax (w, h) >= LEAST_H * em && fmin (w, h) >= 0.5 * em;
  return w >= LEAST_W * em && h >= LEAST_H * em;
}

static gboolean
lay_out_grid (WsLayoutRun *run, const WsFigure *figure, WsFigureLayout *self, const WsRect *area)
{
  guint  columns = choose_columns (figure, area->w, area->h);
  guint  rows = (self->n + columns - 1) / columns;
  double em = run->em, gap = run->detail < WS_DETAIL_BARE
                                 ? CELL_GAP * em
                                 : fmin (0.6 * em, 0.2 * area->w / columns);
  double w = (area->w - (columns - 1) * gap) / columns,
         h = (area->h - (rows - 1) * 0.7 * gap) / MAX (1, rows);
  gboolean is_roomy = TRUE;

  for (guint row = 0; row < rows; row++)
    {
      WsPanelMargins least = { 0 };
      guint          n_texts = run->texts->len;

      for (guint round = 0; round < (columns > 1 ? 2 : 1);
           round++) /* axes of a row end at one height */
        {
          WsPanelMargins most = { 0 };

          g_array_set_size (run->texts, n_texts);
          for (guint i = row * columns; i < MIN (self->n, (row + 1) * columns); i++)
            {
              WsPanelFrame  *frame = &self->frames[i];
              WsPanelMargins margins = least;

              frame_clear (frame);
              frame->cell = (WsRect){ area->x + (i % columns) * (w + gap),
                                      area->y + row * (h + 0.7 * gap), fmax (1, w), fmax (1, h) };
              run->hides_label[WS_AXIS_X] = same_label (figure, i, i + columns, WS_AXIS_X);
              run->hides_label[WS_AXIS_Y] =
                  i % columns > 0 && same_label (figure, i, i - 1, WS_AXIS_Y);
              ws_panel_lay_out (run, g_ptr_array_index (figure->panels, i), figure->empty, frame,
                                &margins);
              most.top = fmax (most.top, margins.top);
              most.bottom = fmax (most.bottom, margins.bottom);
              is_roomy = is_roomy && has_room (g_ptr_array_index (figure->panels, i), frame, em);
            }
          least = most;
        }
    }
  return is_roomy;
}

WsFigureLayout *
ws_figure_layout (const WsFigure *figure, double width, double height, const WsTheme *theme)
{
  WsFigureLayout *self = g_new0 (WsFigureLayout, 1);
  WsLayoutRun     run = { .theme = theme, .em = theme->text_size };

  self->width = width;
  self->height = height;
  self->n = figure->panels->len;
  self->frames = g_new0 (WsPanelFrame, MAX (1, self->n));
  self->texts = ws_text_items_new ();
  run.texts = self->texts;
  ws_text_meter_init (&run.meter, theme);
  for (WsDetail detail = WS_DETAIL_ALL; detail < WS_N_DETAILS; detail++)
    {
      double margin = detail < WS_DETAIL_BARE ? MARGIN * run.em : fmin (0.3 * run.em, 0.1 * width),
             top, bottom;
      WsRect area;

      run.detail = detail;
      g_array_set_size (self->texts, 0);
      top = add_header (&run, figure, width, height);
      top += add_shared_legend (&run, figure, self, width, top);
      bottom = add_footer (&run, figure, width, height);
      bottom = add_caption (&run, figure, width, height, bottom);
      area = (WsRect){ margin, top, fmax (1, width - 2 * margin), fmax (1, height - top - bottom) };
      if (lay_out_grid (&run, figure, self, &area))
        break;
    }
  ws_text_meter_clear (&run.meter);
  return self;
}

/* -- getters -- */

const WsPanelLayout *
ws_figure_layout_get_panel (const WsFigureLayout *self, guint panel)
{
  g_return_val_if_fail (panel < self->n, NULL);
  return &self->frames[panel].pub;
}

guint
ws_figure_layout_get_n_texts (const WsFigureLayout *self)
{
  return self->texts->len;
}

const WsTextItem *
ws_figure_layout_get_text (const WsFigureLayout *self, guint i)
{
  g_return_val_if_fail (i < self->texts->len, NULL);
  return &ws_array_index (self->texts, WsTextItem, i);
}

gint
ws_figure_layout_panel_at (const WsFigureLayout *self, double x_px, double y_px)
{
  for (guint i = 0; i < self->n; i++)
    if (ws_rect_contains (&self->frames[i].pub.plot, x_px, y_px))
      return (gint)i;
  return -1;
}
