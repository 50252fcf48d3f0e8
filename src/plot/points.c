/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* The points of a panel as places, colours and styles, in drawing order: what the vector drawing
 * and the raster both draw, so that they look the same. */
#include "plot/draw-private.h"

#include <math.h>

typedef enum
{
  STATE_DIMMED,
  STATE_NORMAL,
  STATE_HIGHLIGHT,
  N_STATES,
} State;

double
ws_outline_width (const WsTheme *theme, double radius)
{
  double em = theme->text_size / 11;

  if (theme->high_contrast)
    return 2 * em;
  return fmin (em, 0.22 * radius);
}

static guint8
find_color (WsPointSet *self, const WsColor *color)
{
  for (guint i = WS_PALETTE_CLASSES; i < self->n_colors; i++)
    {
      const WsColor *c = &self->palette[i];

      if (fabs (c->r - color->r) + fabs (c->g - color->g) + fabs (c->b - color->b) < 1e-6)
        return (guint8)i;
    }
  if (self->n_colors >= G_N_ELEMENTS (self->palette))
    return G_N_ELEMENTS (self->palette) - 1;
  self->palette[self->n_colors] = *color;
  return (guint8)self->n_colors++;
}

static gboolean
same_style (const WsRasterStyle *a, const WsRasterStyle *b)
{
  return a->marker == b->marker && a->fill == b->fill && fabs (a->radius - b->radius) < 1e-6 &&
         fabs (a->outline_width - b->outline_width) < 1e-6 && fabs (a->opacity - b->opacity) < 1e-6;
}

static guint8
find_style (WsPointSet *self, const WsRasterStyle *style)
{
  for (guint i = 0; i < self->n_styles; i++)
    if (same_style (&self->styles[i], style))
      return (guint8)i;
  if (self->n_styles >= G_N_ELEMENTS (self->styles))
    return G_N_ELEMENTS (self->styles) - 1;
  self->styles[self->n_styles] = *style;
  return (guint8)self->n_styles++;
}

static guint8
point_flags (const WsSeries *series, gsize i)
{
  return series->flags != NULL ? series->flags[i] : 0;
}

static gboolean
has_highlight (const WsPanel *panel)
{
  for (guint s = 0; s < panel->series->len; s++)
    {
      const WsSeries *series = g_ptr_array_index (panel->series, s);

      for (gsize i = 0; series->kind == WS_SERIES_SCATTER && series->flags != NULL && i < series->n;
           i++)
        if ((series->flags[i] & (WS_POINT_HIGHLIGHT | WS_POINT_HIDDEN)) == WS_POINT_HIGHLIGHT)
          return TRUE;
    }
  return FALSE;
}

static guint8
color_of (WsPointSet         *self,
          const WsPanel      *panel,
          const WsPanelFrame *frame,
          const WsTheme      *theme,
          const WsSeries     *series,
          gsize               i)
{
  if (series->value != NULL)
    {
      double t =
          (series->value[i] - frame->pub.value_lo) / (frame->pub.value_hi - frame->pub.value_lo);

      if (!isfinite (series->value[i]))
        return WS_PALETTE_MISSING;
      t = CLAMP (panel->map_reversed ? 1 - t : t, 0, 1);
      return (guint8)MIN (WS_PALETTE_SCALE - 1, (int)(t * WS_PALETTE_SCALE));
    }
  if (series->point_class != NULL)
    {
      WsColor color =
          ws_class_color (series->class_index_of[series->point_class[i]], theme->is_dark);

      return find_color (self, &color);
    }
  {
    WsColor color = ws_series_color (series, theme);

    return find_color (self, &color);
  }
}

static WsMarker
marker_of (const WsSeries *series, gsize i)
{
  if ((point_flags (series, i) & WS_POINT_CROSS) != 0)
    return WS_MARKER_CROSS;
  if (series->marker != WS_MARKER_AUTO)
    return series->marker;
  if (series->point_class != NULL && series->value == NULL)
    return ws_class_marker (series->class_index_of[series->point_class[i]]);
  return ws_class_marker (series->class_index);
}

static void
add_point (WsPointSet         *self,
           const WsPanel      *panel,
           const WsPanelFrame *frame,
           const WsTheme      *theme,
           const WsSeries     *series,
           gsize               i,
           State               state)
{
  double        x = ws_scale_map (&frame->pub.view.x, ws_series_x (series, i));
  double        y = ws_scale_map (&frame->pub.view.y, series->y[i]);
  guint8        color = color_of (self, panel, frame, theme, series, i);
  WsRasterStyle style = { marker_of (series, i) };

  if (!isfinite (x) || !isfinite (y))
    return;
  style.fill = series->fill != NULL ? (WsFill)MIN (series->fill[i], WS_FILL_HOLLOW) : WS_FILL_FULL;
  if ((point_flags (series, i) & WS_POINT_GHOST) != 0 || color == WS_PALETTE_MISSING)
    style.fill = WS_FILL_HOLLOW;
  style.radius = frame->radius * series->size;
  style.outline = ws_panel_has_ground (panel) ? theme->background : theme->text;
  style.outline.a = theme->high_contrast ? 1 : 0.6; /* 3:1 on the ground, and no more */
  style.outline_width =
      ws_outline_width (theme, style.radius) * (ws_panel_has_ground (panel) ? 1.3 : 1);
  style.paper = theme->background;
  style.opacity = series->opacity;
  if (state == STATE_DIMMED)
    {
      color = WS_PALETTE_DIMMED;
      if (style.fill != WS_FILL_HOLLOW)
        style.fill = WS_FILL_FULL;
      style.outline_width = 0;
      style.opacity *= 0.6;
    }
  else if (state == STATE_HIGHLIGHT)
    {
      style.radius *= 1.3;
      style.outline_width *= 1.3;
    }
  self->x[self->n] = (float)x;
  self->y[self->n] = (float)y;
  self->color[self->n] = color;
  self->style[self->n] = find_style (self, &style);
  self->n++;
}

/* A step that visits all of n once and jumps far, so that no class always lies on top. */
static gsize
shuffle_stride (gsize n)
{
  gsize stride = (gsize)((double)n * 0.6180339887) | 1;

  for (;; stride++)
    {
      gsize a = n, b = stride;

      while (b != 0)
        {
          gsize rest = a % b;

          a = b;
          b = rest;
        }
      if (a == 1)
        return stride;
    }
}

static void
add_series (WsPointSet         *self,
            const WsPanel      *panel,
            const WsPanelFrame *frame,
            const WsTheme      *theme,
            const WsSeries     *series,
            State               wanted,
            gboolean            highlighting)
{
  gsize stride =
      series->point_class != NULL || series->fill != NULL ? shuffle_stride (series->n) : 1;

  for (gsize k = 0, i = 0; k < series->n; k++, i = (i + stride) % series->n)
    {
      guint8 flags = point_flags (series, i);
      State  state = !highlighting                       ? STATE_NORMAL
                     : (flags & WS_POINT_HIGHLIGHT) != 0 ? STATE_HIGHLIGHT
                                                         : STATE_DIMMED;

      if ((flags & WS_POINT_HIDDEN) == 0 && state == wanted)
        add_point (self, panel, frame, theme, series, i, state);
    }
}

void
ws_point_set_init (WsPointSet         *self,
                   const WsPanel      *panel,
                   const WsPanelFrame *frame,
                   const WsTheme      *theme)
{
  gboolean highlighting = has_highlight (panel);
  gsize    n = 0;

  *self = (WsPointSet){ 0 };
  for (guint s = 0; s < panel->series->len; s++)
    {
      const WsSeries *series = g_ptr_array_index (panel->series, s);

      n += series->kind == WS_SERIES_SCATTER ? series->n : 0;
    }
  self->x = g_new (float, MAX (1, n));
  self->y = g_new (float, MAX (1, n));
  self->color = g_new (guint8, MAX (1, n));
  self->style = g_new (guint8, MAX (1, n));
  for (guint i = 0; i < WS_PALETTE_SCALE; i++)
    self->palette[i] = ws_colormap_get (panel->map, (i + 0.5) / WS_PALETTE_SCALE, theme->is_dark);
  self->palette[WS_PALETTE_MISSING] = ws_colormap_get (panel->map, (double)NAN, theme->is_dark);
  self->palette[WS_PALETTE_DIMMED] = ws_color_mix (&theme->muted, &theme->background, 0.55);
  self->n_colors = WS_PALETTE_CLASSES;
  for (State state = STATE_DIMMED; state < N_STATES; state++)
    for (guint s = 0; s < panel->series->len; s++)
      {
        const WsSeries *series = g_ptr_array_index (panel->series, s);

        if (series->kind == WS_SERIES_SCATTER)
          add_series (self, panel, frame, theme, series, state, highlighting);
      }
}

void
ws_point_set_clear (WsPointSet *self)
{
  g_clear_pointer (&self->x, g_free);
  g_clear_pointer (&self->y, g_free);
  g_clear_pointer (&self->color, g_free);
  g_clear_pointer (&self->style, g_free);
}
