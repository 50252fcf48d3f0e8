/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* Texts that lie among the data: labels of rules, the scale bar, the corner note. */
#include "plot/layout-private.h"

#include "plot/array-private.h"

#include <math.h>

/* Ink that a text may lie on; more, and it is left away. Reserved places are never taken. */
#define MOST_UNDER_RULE 9
#define OWN_INK 3.2 /* a rule's own marks in a text size's length: it may touch its label */
#define MOST_UNDER_NOTE 1e5
#define BACK_PAD 0.25 /* text sizes around a text on data */

static void
reserve_text (WsLayoutRun *run, WsPanelFrame *frame, WsInk *ink, WsRect rect)
{
  WsRect *back = g_new (WsRect, 1);

  *back = rect;
  g_ptr_array_add (frame->backs, back);
  ws_ink_reserve (ink, &rect);
}

/* Tries the candidate rectangles, takes the one of least ink inside the plot. */
static gboolean
least_ink (const WsPanelFrame *frame,
           const WsInk        *ink,
           const WsRect       *rects,
           guint               n,
           double              most,
           WsRect             *best)
{
  const WsRect *plot = &frame->pub.plot;
  double        least = HUGE_VAL;

  for (guint i = 0; i < n; i++)
    {
      const WsRect *r = &rects[i];
      double        cost;

      /* written so that places of values without a place (NaN) fail */
      if (!(r->x >= plot->x && r->y >= plot->y && r->x + r->w <= plot->x + plot->w &&
            r->y + r->h <= plot->y + plot->h))
        continue;
      cost = ws_ink_under (ink, r);
      if (cost < least)
        {
          least = cost;
          *best = *r;
        }
    }
  return least <= most;
}

/* Along a rule, its ends first. */
static const double along[] = { 1, 0, 0.5, 0.75, 0.25, 0.87, 0.12 };

static guint
horizontal_spots (
    const WsPanelFrame *frame, double value, double w, double h, double em, WsRect *rects)
{
  const WsRect *plot = &frame->pub.plot;
  double        y = ws_scale_map (&frame->pub.view.y, value);
  guint         n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (along); i++)
    {
      double x = plot->x + 0.3 * em + along[i] * (plot->w - w - 0.6 * em);

      rects[n++] = (WsRect){ x, y - h - 0.15 * em, w, h };
      rects[n++] = (WsRect){ x, y + 0.25 * em, w, h };
    }
  return n;
}

static guint
vertical_spots (
    const WsPanelFrame *frame, double value, double w, double h, double em, WsRect *rects)
{
  const WsRect *plot = &frame->pub.plot;
  double        x = ws_scale_map (&frame->pub.view.x, value);
  guint         n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (along); i++)
    {
      double y = plot->y + 0.3 * em + (1 - along[i]) * (plot->h - h - 0.6 * em);

      rects[n++] = (WsRect){ x + 0.35 * em, y, w, h };
      rects[n++] = (WsRect){ x - w - 0.35 * em, y, w, h };
    }
  return n;
}

static guint
diagonal_spots (const WsPanelFrame *frame, double w, double h, double em, WsRect *rects)
{
  const WsView *view = &frame->pub.view;
  guint         n = 0;

  for (guint i = 0; i < 5; i++)
    {
      static const double share[] = { 0.93, 0.12, 0.75, 0.3, 0.5 };
      double              value = view->x.lo + share[i] * (view->x.hi - view->x.lo);
      double              x = ws_scale_map (&view->x, value), y = ws_scale_map (&view->y, value);

      rects[n++] = (WsRect){ x - w - 0.8 * em, y - h / 2, w, h };
      rects[n++] = (WsRect){ x + 0.8 * em, y - h / 2, w, h };
    }
  return n;
}

static void
lay_out_rule (WsLayoutRun *run, WsPanelFrame *frame, WsInk *ink, const WsRule *rule)
{
  double           em = run->em;
  WsTextStyle      style = { WS_TEXT_RULE, em, FALSE, run->theme->muted, 0, WS_ANCHOR_TOP };
  g_autofree char *text =
      ws_text_fit (&run->meter, rule->label, em, FALSE, 0.7 * frame->pub.plot.w);
  WsTextSize size;
  WsRect     rects[2 * G_N_ELEMENTS (along)], at;
  guint      n;
  double     w, h;

  ws_text_measure (&run->meter, text, em, FALSE, &size);
  w = size.width + 2 * BACK_PAD * em;
  h = size.ascent + size.descent;
  switch (rule->kind)
    {
    case WS_RULE_HORIZONTAL:
      n = horizontal_spots (frame, rule->value, w, h, em, rects);
      break;
    case WS_RULE_VERTICAL:
      n = vertical_spots (frame, rule->value, w, h, em, rects);
      break;
    case WS_RULE_DIAGONAL:
    default:
      n = diagonal_spots (frame, w, h, em, rects);
      break;
    }
  if (!least_ink (frame, ink, rects, n, MOST_UNDER_RULE + OWN_INK * w / em, &at))
    return;
  ws_text_add (run->texts, &run->meter, text, &style, at.x + BACK_PAD * em, at.y);
  reserve_text (run, frame, ink, at);
}

static void
lay_out_scale_bar (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, WsInk *ink)
{
  const WsScale   *scale = &frame->pub.view.x;
  const WsRect    *plot = &frame->pub.plot;
  double           em = run->em, share = 0.18;
  double           size = ws_ticks_step (0, (scale->hi - scale->lo) * share, 1);
  g_autofree char *number = NULL, *text = NULL;
  WsTextStyle      style = { WS_TEXT_NOTE, em, FALSE, run->theme->muted, 0.5, WS_ANCHOR_BOTTOM };
  double           px, width, x, y;
  WsRect           back;

  if (panel->scale_unit == NULL || scale->kind != WS_SCALE_LINEAR || plot->h < 6 * em ||
      plot->w < 12 * em)
    return;
  px = size / (scale->hi - scale->lo) * plot->w;
  if (px > 0.4 * plot->w)
    {
      px /= 2;
      size /= 2;
    }
  number = ws_number_format (size, size, WS_FORMAT_AUTO);
  text = g_strdup_printf ("%s %s", number, panel->scale_unit);
  width = fmax (px, ws_text_width (&run->meter, text, em, FALSE));
  x = plot->x + 0.8 * em;
  y = plot->y + plot->h - 0.9 * em;
  back = (WsRect){ x - 0.3 * em, y - 1.9 * em, width + 0.6 * em, 2.4 * em };
  frame->scale_bar[0] = x + (width - px) / 2;
  frame->scale_bar[1] = x + (width + px) / 2;
  frame->scale_bar[2] = y;
  ws_text_add (run->texts, &run->meter, text, &style, x + width / 2, y - 0.25 * em);
  reserve_text (run, frame, ink, back);
}

void
ws_notes_lay_out (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, WsInk *ink)
{
  if (run->detail >= WS_DETAIL_NO_LABELS)
    return;
  if (panel->map_style)
    lay_out_scale_bar (run, panel, frame, ink);
  for (guint r = 0; r < panel->rules->len; r++)
    {
      const WsRule *rule = &ws_array_index (panel->rules, WsRule, r);

      if (rule->label != NULL && *rule->label != '\0')
        lay_out_rule (run, frame, ink, rule);
    }
}

/* The note's lines, wrapped. */
typedef struct
{
  char **lines;
  guint  n;
  double width, height;
} Note;

#define NOTE_LINE 1.35 /* text sizes */

static Note
wrap_note (WsLayoutRun *run, const char *text, double width)
{
  Note note = { ws_text_wrap (&run->meter, text, run->em, FALSE, width, 5) };

  note.n = g_strv_length (note.lines);
  for (guint i = 0; i < note.n; i++)
    note.width = fmax (note.width, ws_text_width (&run->meter, note.lines[i], run->em, FALSE));
  note.width += 2 * BACK_PAD * run->em;
  note.height = note.n * NOTE_LINE * run->em;
  return note;
}

static void
put_note (WsLayoutRun *run, const Note *note, double x, double y)
{
  WsTextStyle style = { WS_TEXT_NOTE, run->em, FALSE, run->theme->text, 0, WS_ANCHOR_TOP };

  for (guint i = 0; i < note->n; i++)
    ws_text_add (run->texts, &run->meter, note->lines[i], &style, x, y + i * NOTE_LINE * run->em);
}

/* Beside the axes: under a legend that is there, or in the room that a square plot leaves. */
static gboolean
put_note_beside (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame)
{
  const WsRect *plot = &frame->pub.plot, *legend = &frame->pub.legend;
  double        em = run->em, edge = frame->cell.x + frame->cell.w;
  double        x = frame->legend_is_beside ? legend->x + 0.55 * em : plot->x + plot->w + 0.9 * em;
  double        y = frame->legend_is_beside ? legend->y + legend->h + 0.4 * em : plot->y;
  Note          note;
  gboolean      fits;

  if (edge - x < 6 * em || (!frame->legend_is_beside && ws_color_bars_width (run, panel, frame) > 0))
    return FALSE;
  note = wrap_note (run, panel->note, edge - x);
  fits = y + note.height <= plot->y + plot->h;
  if (fits)
    put_note (run, &note, x, y);
  g_strfreev (note.lines);
  return fits;
}

void
ws_corner_note_lay_out (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, WsInk *ink)
{
  const WsRect *plot = &frame->pub.plot;
  double        em = run->em, inset = 0.6 * em;
  Note          note;

  if (panel->note == NULL || run->detail >= WS_DETAIL_NO_LABELS)
    return;
  if (frame->legend_is_beside && put_note_beside (run, panel, frame))
    return;
  note = wrap_note (run, panel->note, 0.6 * plot->w);
  {
    double w = note.width, h = note.height;
    double left = plot->x + inset, right = plot->x + plot->w - inset - w;
    double top = plot->y + inset, low = plot->y + plot->h - inset - h;
    WsRect spots[] = {
      { left, top, w, h }, { right, low, w, h }, { right, top, w, h }, { left, low, w, h }
    };
    WsRect at;

    if (least_ink (frame, ink, spots, G_N_ELEMENTS (spots), 0, &at) ||
        (!put_note_beside (run, panel, frame) &&
         least_ink (frame, ink, spots, G_N_ELEMENTS (spots), MOST_UNDER_NOTE, &at)))
      {
        put_note (run, &note, at.x + BACK_PAD * em, at.y);
        reserve_text (run, frame, ink, at);
      }
  }
  g_strfreev (note.lines);
}
