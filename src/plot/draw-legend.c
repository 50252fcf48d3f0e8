/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/draw-private.h"

#include "plot/array-private.h"

#include <math.h>

static WsRasterStyle
key_marker (const WsLegendEntry *entry, const WsTheme *theme, double radius)
{
  return (
      WsRasterStyle){ entry->marker, entry->fill,       radius, ws_outline_width (theme, radius),
                      theme->text,   theme->background, 1 };
}

static void
draw_key_line (cairo_t *cr, const WsLegendEntry *entry, const WsTheme *theme, double y)
{
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, entry->key.x, y);
  cairo_line_to (cr, entry->key.x + entry->key.w, y);
  if (ws_color_contrast (&entry->color, &theme->background) < 2)
    {
      ws_set_color (cr, &theme->text, 0.8);
      cairo_set_line_width (cr, theme->line_width + 1.2 * ws_hair_width (theme));
      cairo_stroke_preserve (cr);
    }
  ws_set_color (cr, &entry->color, 1);
  cairo_set_line_width (cr, theme->line_width);
  ws_set_dash (cr, entry->dash, theme->line_width);
  cairo_stroke (cr);
}

static void
draw_key (cairo_t *cr, const WsLegendEntry *entry, const WsTheme *theme)
{
  const WsRect *key = &entry->key;
  double        em = theme->text_size, x = key->x + key->w / 2, y = key->y + key->h / 2;
  WsRasterStyle style = key_marker (entry, theme, fmin (0.42 * em, 1.1 * theme->marker_radius));
  WsRect        patch = { x - 0.45 * em, y - 0.4 * em, 0.9 * em, 0.8 * em };

  if (key->w <= 0)
    return;
  cairo_save (cr);
  switch (entry->kind)
    {
    case WS_KEY_BAND:
      cairo_rectangle (cr, key->x, y - 0.38 * em, key->w, 0.76 * em);
      ws_set_color (cr, &entry->color, theme->is_dark ? 0.28 : 0.18);
      cairo_fill (cr);
      draw_key_line (cr, entry, theme, y);
      break;
    case WS_KEY_LINE:
    case WS_KEY_INTERVAL:
      draw_key_line (cr, entry, theme, y);
      break;
    case WS_KEY_PATCH:
      ws_round_rect (cr, &patch, 0.15 * em);
      ws_set_color (cr, &entry->color, entry->alpha);
      cairo_fill_preserve (cr);
      if (ws_color_contrast (&entry->color, &theme->background) < 3)
        {
          WsColor edge = ws_color_mix (&entry->color, &theme->text, 0.75);

          ws_set_color (cr, &edge, 1);
        }
      else
        ws_set_color (cr, &entry->color, 1);
      cairo_set_line_width (cr, 1.2 * ws_hair_width (theme));
      cairo_stroke (cr);
      break;
    case WS_KEY_NONE:
      break;
    case WS_KEY_POINT:
    default:
      ws_marker_draw (cr, &style, &entry->color, x, y);
      break;
    }
  if (entry->kind == WS_KEY_BAND || entry->kind == WS_KEY_LINE || entry->kind == WS_KEY_INTERVAL)
    {
      style.radius = theme->marker_radius * 0.82;
      style.outline = theme->background;
      style.outline_width = 0.3 * style.radius;
      cairo_set_dash (cr, NULL, 0, 0);
      ws_marker_draw (cr, &style, &entry->color, x, y);
    }
  cairo_restore (cr);
}

void
ws_draw_legend (cairo_t *cr, const WsPanelFrame *frame, const WsTheme *theme)
{
  if (frame->pub.legend.w <= 0)
    return;
  if (frame->legend_has_box)
    {
      ws_round_rect (cr, &frame->pub.legend, 0.4 * theme->text_size);
      ws_set_color (cr, &theme->background, 0.86);
      cairo_fill_preserve (cr);
      ws_set_color (cr, &theme->grid, 1);
      cairo_set_line_width (cr, ws_hair_width (theme));
      cairo_stroke (cr);
    }
  for (guint i = 0; i < frame->legend->len; i++)
    draw_key (cr, &ws_array_index (frame->legend, WsLegendEntry, i), theme);
}
