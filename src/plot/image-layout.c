/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* Panels of small images, and colour bars. */
#include "plot/layout-private.h"

#include <math.h>

/* In text sizes. */
#define BAR_GAP 1.0
#define BAR_WIDTH 0.85
#define TICK_GAP 0.4
#define LABEL_GAP 0.5
#define MOST_TICKS 14

static gboolean
has_color_bar (const WsLayoutRun *run, const WsPanel *panel)
{
  if (run->detail >= WS_DETAIL_NO_LABELS)
    return FALSE;
  if (panel->images.pixels != NULL || panel->field.values != NULL)
    return TRUE;
  for (guint s = 0; s < panel->series->len; s++)
    {
      double lo = HUGE_VAL, hi = -HUGE_VAL;

      const WsSeries *series = g_ptr_array_index (panel->series, s);
      if (series->value == NULL)
        continue;
      ws_scale_range (WS_SCALE_LINEAR, series->value, series->n, &lo, &hi);
      if (lo <= hi)
        return TRUE;
    }
  return FALSE;
}

/* One colour bar and what it tells. */
typedef struct
{
  double      lo, hi;
  const char *label; /* (nullable) */
  WsFormat    format;
  WsRect     *rect; /* where it goes */
} Bar;

/* Those of a panel, from the left: what its points or cells tell, then what its landscape tells. */
static guint
list_bars (const WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame, Bar *bars)
{
  const WsGround *landscape = &panel->landscape;
  WsPanelFrame   *out = (WsPanelFrame *)frame;
  guint           n = 0;

  if (has_color_bar (run, panel))
    bars[n++] = (Bar){ frame->pub.value_lo, frame->pub.value_hi, panel->color_label,
                       panel->images.pixels != NULL ? WS_FORMAT_AUTO : panel->color_format,
                       &out->pub.color_bar };
  if (run->detail < WS_DETAIL_NO_LABELS && landscape->has_color && landscape->cells->len > 0)
    bars[n++] = (Bar){ landscape->lo, landscape->hi, landscape->label, landscape->format,
                       &out->landscape_bar };
  return n;
}

/* The numbers beside a bar: round ones that include both ends where the range is round, else round
 * ones inside and both ends. Gives how many; at most MOST_TICKS. */
static guint
bar_values (const Bar *bar, double height, double em, double *values, double *step)
{
  double lo = bar->lo, hi = bar->hi, count;
  guint  n = 0, room = (guint)CLAMP (height / (2.2 * em), 1, MOST_TICKS - 2);

  *step = ws_ticks_step (lo, hi, 8);
  count = (hi - lo) / *step;
  if (fabs (count - round (count)) < 1e-6 && fabs (lo / *step - round (lo / *step)) < 1e-6)
    {
      guint total = (guint)round (count), stride = 1;
      /* zero in the middle is always told */
      guint parts = total % 2 == 0 && fabs (lo + hi) < 1e-6 * (hi - lo) ? total / 2 : total;

      /* the least stride that fits and divides the bar evenly */
      while (stride < parts && (total / stride > room || parts % stride != 0))
        stride++;
      for (guint i = 0; i <= total; i += stride)
        values[n++] = lo + (hi - lo) * i / total;
      return n;
    }
  values[n++] = lo;
  for (double k = ceil (lo / *step); k * *step < hi && n < MOST_TICKS - 1; k++)
    {
      double px = (k * *step - lo) / (hi - lo) * height,
             last = (values[n - 1] - lo) / (hi - lo) * height;

      if (px - last > 2.2 * em && height - px > 2.2 * em)
        values[n++] = k * *step;
    }
  values[n++] = hi;
  *step = ws_ticks_step (lo, hi, 40);
  return n;
}

static char *
bar_number (const Bar *bar, double value, double step)
{
  if (fabs (value) < 1e-9 * step)
    value = 0;
  return ws_number_format (value, step, bar->format);
}

static double
ticks_width (WsLayoutRun *run, const Bar *bar, const WsPanelFrame *frame)
{
  double values[MOST_TICKS], step, width = 0;
  /* the tallest bar has the longest numbers */
  guint n = bar_values (bar, frame->cell.h, run->em, values, &step);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = bar_number (bar, values[i], step);

      width = fmax (width, ws_text_width (&run->meter, text, run->em, FALSE));
    }
  return width;
}

static double
bar_width (WsLayoutRun *run, const Bar *bar, const WsPanelFrame *frame)
{
  return (BAR_GAP + BAR_WIDTH + TICK_GAP) * run->em + ticks_width (run, bar, frame) +
         (bar->label != NULL ? (LABEL_GAP + 1.1) * run->em : 0);
}

double
ws_color_bars_width (WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame)
{
  Bar    bars[2];
  guint  n = list_bars (run, panel, frame, bars);
  double width = 0;

  for (guint i = 0; i < n; i++)
    width += bar_width (run, &bars[i], frame);
  return width;
}

static void
lay_out_bar (WsLayoutRun *run, const Bar *bar, const WsPanelFrame *frame, double left)
{
  double      em = run->em;
  WsRect     *rect = bar->rect;
  WsTextStyle style = { WS_TEXT_COLORBAR, em, FALSE, run->theme->muted, 0, WS_ANCHOR_MIDDLE };
  WsScale     scale;
  double      text_x, values[MOST_TICKS], step;
  guint       n;

  *rect = (WsRect){ left + BAR_GAP * em, frame->pub.plot.y, BAR_WIDTH * em, frame->pub.plot.h };
  scale = (WsScale){ WS_SCALE_LINEAR, bar->lo, bar->hi, rect->y + rect->h, rect->y };
  text_x = rect->x + rect->w + TICK_GAP * em;
  n = bar_values (bar, rect->h, em, values, &step);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = bar_number (bar, values[i], step);
      /* inside the bar's ends, so that nothing sticks out above the panel */
      double y = CLAMP (ws_scale_map (&scale, values[i]), rect->y + 0.36 * em,
                        rect->y + rect->h - 0.36 * em);

      if (i + 1 == n && rect->h < 2.2 * em)
        break;
      ws_text_add (run->texts, &run->meter, text, &style, text_x, y);
    }
  if (bar->label != NULL)
    {
      g_autofree char *text = ws_text_fit (&run->meter, bar->label, em, FALSE, rect->h);

      style.color = run->theme->text;
      ws_text_add_turned (run->texts, &run->meter, text, &style,
                          text_x + ticks_width (run, bar, frame) + (LABEL_GAP + 0.55) * em,
                          rect->y + rect->h / 2);
    }
}

void
ws_color_bars_lay_out (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame, double left)
{
  Bar   bars[2];
  guint n = list_bars (run, panel, frame, bars);

  for (guint i = 0; i < n; i++)
    {
      lay_out_bar (run, &bars[i], frame, left);
      left += bar_width (run, &bars[i], frame);
    }
}

/* -- small images -- */

static double
image_pixel (const WsImages *images, guint columns, double w, double h, double gap_x, double gap_y)
{
  guint  rows = (images->n + columns - 1) / columns;
  double by_width = (w - (columns - 1) * gap_x) / columns / images->width;
  double by_height = (h - (rows - 1) * gap_y) / rows / images->height;

  return fmin (by_width, by_height);
}

static void
add_caption (
    WsLayoutRun *run, const WsPanel *panel, const WsPanelFrame *frame, guint i, double x, double y)
{
  WsTextStyle style = { WS_TEXT_CAPTION, run->em, FALSE, run->theme->muted, 0.5, WS_ANCHOR_TOP };
  double      width = frame->image_size * panel->images.width;
  g_autofree char *text = ws_text_fit (&run->meter, panel->images.captions[i], run->em, FALSE,
                                       width + 0.8 * frame->image_gap_x);

  ws_text_add (run->texts, &run->meter, text, &style, x + width / 2,
               y + frame->image_size * panel->images.height + 0.2 * run->em);
}

void
ws_panel_lay_out_images (WsLayoutRun *run, const WsPanel *panel, WsPanelFrame *frame)
{
  const WsImages *images = &panel->images;
  double          em = run->em;
  WsRect          area = frame->pub.plot;
  gboolean        has_captions = images->captions != NULL && run->detail < WS_DETAIL_NO_LABELS;
  double          caption = has_captions ? 1.5 * em : 0;
  guint           columns = images->columns, rows;
  double          width, height;

  area.w -= ws_color_bars_width (run, panel, frame);
  area.h -= caption; /* of the last row */
  frame->image_gap_x = fmin (0.55 * em, 0.04 * area.w);
  frame->image_gap_y = fmin (0.55 * em, 0.04 * area.h) + caption;
  if (columns == 0)
    {
      double best = -HUGE_VAL;

      for (guint c = 1; c <= images->n; c++)
        {
          double pixel =
              image_pixel (images, c, area.w, area.h, frame->image_gap_x, frame->image_gap_y);

          if (pixel > best * 1.0001 || best < 0)
            {
              best = pixel;
              columns = c;
            }
        }
    }
  columns = CLAMP (columns, 1, images->n);
  rows = (images->n + columns - 1) / columns;
  frame->image_columns = columns;
  frame->image_size = fmax (
      0.1, image_pixel (images, columns, area.w, area.h, frame->image_gap_x, frame->image_gap_y));
  width = columns * frame->image_size * images->width + (columns - 1) * frame->image_gap_x;
  height = rows * frame->image_size * images->height + (rows - 1) * frame->image_gap_y;
  frame->image_x = area.x + fmax (0, (area.w - width) / 2);
  /* a low block stands a little above the middle */
  frame->image_y = area.y + 0.4 * fmax (0, area.h - height);
  frame->pub.plot = (WsRect){ frame->image_x, frame->image_y, width, height };
  ws_color_bars_lay_out (run, panel, frame, frame->image_x + width);
  for (guint i = 0; has_captions && i < images->n; i++)
    add_caption (
        run, panel, frame, i,
        frame->image_x + (i % columns) * (frame->image_size * images->width + frame->image_gap_x),
        frame->image_y + (i / columns) * (frame->image_size * images->height + frame->image_gap_y));
}
