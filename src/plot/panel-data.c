/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* What a panel's data need from its axes: kinds, ranges of values, what cannot be drawn, words. */
#include "plot/figure-private.h"

#include <math.h>

gboolean
ws_panel_has_kind (const WsPanel *self, WsSeriesKind kind)
{
  for (guint i = 0; i < self->series->len; i++)
    if (ws_panel_get_series (self, i)->kind == kind)
      return TRUE;
  return FALSE;
}

gboolean
ws_panel_has_x_categories (const WsPanel *self)
{
  return ws_panel_has_kind (self, WS_SERIES_BARS) || ws_panel_has_kind (self, WS_SERIES_VIOLIN);
}

gboolean
ws_panel_has_y_categories (const WsPanel *self)
{
  return ws_panel_has_kind (self, WS_SERIES_INTERVAL);
}

guint
ws_panel_count_categories (const WsPanel *self)
{
  guint n = self->categories != NULL ? g_strv_length (self->categories) : 0;
  guint n_violins = 0;

  for (guint i = 0; i < self->series->len; i++)
    {
      const WsSeries *series = ws_panel_get_series (self, i);

      if (series->kind == WS_SERIES_VIOLIN)
        n_violins++;
      else if (series->kind == WS_SERIES_BARS || series->kind == WS_SERIES_INTERVAL)
        n = MAX (n, (guint)series->n);
    }
  return MAX (n, n_violins);
}

/* The arrays of a series that are placed on x and on y. */
static const double *
placed_x (const WsSeries *self)
{
  return self->x;
}

static const double *
placed_y (const WsSeries *self)
{
  return self->kind == WS_SERIES_HISTOGRAM ? NULL : self->y;
}

static gboolean
has_place (WsScaleKind kind, double value)
{
  return isfinite (value) && (kind != WS_SCALE_LOG || value > 0);
}

static gboolean
is_drawn (const WsPanel *panel, const WsSeries *self, gsize i)
{
  const double *x = placed_x (self), *y = placed_y (self);

  if (self->kind == WS_SERIES_HISTOGRAM)
    return has_place (panel->axis[WS_AXIS_X].kind, self->y[i]);
  return (x == NULL || has_place (panel->axis[WS_AXIS_X].kind, x[i])) &&
         (y == NULL || has_place (panel->axis[WS_AXIS_Y].kind, y[i]));
}

gsize
ws_panel_count_skipped (const WsPanel *self)
{
  gsize skipped = 0;

  for (guint s = 0; s < self->series->len; s++)
    {
      const WsSeries *series = ws_panel_get_series (self, s);

      for (gsize i = 0; i < series->n; i++)
        if (series->flags == NULL || (series->flags[i] & WS_POINT_HIDDEN) == 0)
          skipped += is_drawn (self, series, i) ? 0 : 1;
    }
  for (gsize i = 0; self->images.pixels != NULL &&
                    i < (gsize)self->images.n * self->images.width * self->images.height;
       i++)
    skipped += isfinite (self->images.pixels[i]) ? 0 : 1;
  return skipped;
}

gboolean
ws_panel_has_data (const WsPanel *self)
{
  if (self->images.pixels != NULL || self->field.values != NULL)
    return TRUE;
  for (guint s = 0; s < self->series->len; s++)
    {
      const WsSeries *series = ws_panel_get_series (self, s);

      for (gsize i = 0; i < series->n; i++)
        if (is_drawn (self, series, i))
          return TRUE;
    }
  return FALSE;
}

void
ws_panel_value_range (const WsPanel *self, double *lo, double *hi)
{
  *lo = HUGE_VAL;
  *hi = -HUGE_VAL;
  for (guint s = 0; s < self->series->len; s++)
    {
      const WsSeries *series = ws_panel_get_series (self, s);

      if (series->value != NULL)
        ws_scale_range (WS_SCALE_LINEAR, series->value, series->n, lo, hi);
    }
  if (self->field.values != NULL)
    ws_scale_range (WS_SCALE_LINEAR, self->field.values, (gsize)self->field.nx * self->field.ny, lo,
                    hi);
}

static const char *
kind_word (const WsSeries *self)
{
  switch (self->kind)
    {
    case WS_SERIES_LINE:
      return "line";
    case WS_SERIES_BAND:
      return "mean with band";
    case WS_SERIES_BARS:
      return "bars";
    case WS_SERIES_HISTOGRAM:
      return "histogram";
    case WS_SERIES_VIOLIN:
      return "violin";
    case WS_SERIES_INTERVAL:
      return "intervals";
    case WS_SERIES_SCATTER:
    default:
      return "points";
    }
}

static void
describe_series (GString *out, const WsSeries *self)
{
  const double *values = self->kind == WS_SERIES_INTERVAL ? self->x : self->y;
  double        lo = HUGE_VAL, hi = -HUGE_VAL;

  g_string_append_printf (out, "; %s, %s, n = %" G_GSIZE_FORMAT,
                          self->name != NULL ? self->name : "unnamed", kind_word (self), self->n);
  ws_scale_range (WS_SCALE_LINEAR, values, self->n, &lo, &hi);
  if (lo <= hi)
    {
      g_autofree char *from = ws_number_format (lo, 0, WS_FORMAT_AUTO);
      g_autofree char *to = ws_number_format (hi, 0, WS_FORMAT_AUTO);

      g_string_append_printf (out, ", %s to %s", from, to);
    }
}

char *
ws_figure_describe (const WsFigure *self)
{
  GString *out = g_string_new (self->title != NULL ? self->title : "Figure");

  for (guint p = 0; p < self->panels->len; p++)
    {
      const WsPanel *panel = ws_figure_get_panel (self, p);

      if (panel->title != NULL)
        g_string_append_printf (out, "; %s", panel->title);
      if (panel->axis[WS_AXIS_X].label != NULL && panel->axis[WS_AXIS_Y].label != NULL)
        g_string_append_printf (out, "; %s over %s", panel->axis[WS_AXIS_Y].label,
                                panel->axis[WS_AXIS_X].label);
      if (panel->color_label != NULL)
        g_string_append_printf (out, "; coloured by %s", panel->color_label);
      for (guint s = 0; s < panel->series->len; s++)
        if (!ws_panel_get_series (panel, s)->is_thin)
          describe_series (out, ws_panel_get_series (panel, s));
      if (panel->images.pixels != NULL)
        g_string_append_printf (out, "; %u images of %u × %u", panel->images.n,
                                panel->images.height, panel->images.width);
      if (!ws_panel_has_data (panel))
        g_string_append (out, "; no data");
    }
  if (self->caption != NULL && self->caption[0] != '\0')
    g_string_append_printf (out, "; %s", self->caption);
  return g_string_free (out, FALSE);
}
