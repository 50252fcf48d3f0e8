/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/figure-private.h"

#include <math.h>

static void
set_string (char **field, const char *text)
{
  char *copy = text != NULL && *text != '\0' ? g_strdup (text) : NULL;

  g_free (*field);
  *field = copy;
}

static void
rule_clear (gpointer data)
{
  g_free (((WsRule *)data)->label);
}

static WsPanel *
panel_new (void)
{
  WsPanel *self = g_new0 (WsPanel, 1);

  for (guint i = 0; i < 2; i++)
    self->axis[i].lo = self->axis[i].hi = (double)NAN;
  self->color_lo = self->color_hi = (double)NAN;
  ws_ground_init (&self->landscape);
  self->rules = g_array_new (FALSE, FALSE, sizeof (WsRule));
  g_array_set_clear_func (self->rules, rule_clear);
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_series_free);
  return self;
}

static void
panel_free (gpointer data)
{
  WsPanel *self = data;

  g_free (self->title);
  g_free (self->note);
  g_free (self->legend_title);
  g_free (self->axis[WS_AXIS_X].label);
  g_free (self->axis[WS_AXIS_Y].label);
  g_free (self->scale_unit);
  g_free (self->color_label);
  g_strfreev (self->categories);
  g_array_unref (self->rules);
  g_free (self->field.values);
  ws_ground_clear (&self->landscape);
  g_free (self->images.pixels);
  g_strfreev (self->images.captions);
  g_ptr_array_unref (self->series);
  g_free (self);
}

/* -- figure -- */

WsFigure *
ws_figure_new (void)
{
  WsFigure *self = g_new0 (WsFigure, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->panels = g_ptr_array_new_with_free_func (panel_free);
  return self;
}

WsFigure *
ws_figure_ref (WsFigure *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ws_figure_unref (WsFigure *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->source);
  g_free (self->caption);
  g_free (self->empty);
  g_ptr_array_unref (self->panels);
  g_free (self);
}

void
ws_figure_set_title (WsFigure *self, const char *title)
{
  set_string (&self->title, title);
}

void
ws_figure_set_subtitle (WsFigure *self, const char *subtitle)
{
  set_string (&self->subtitle, subtitle);
}

void
ws_figure_set_source (WsFigure *self, const char *source)
{
  set_string (&self->source, source);
}

void
ws_figure_set_caption (WsFigure *self, const char *caption)
{
  set_string (&self->caption, caption);
}

void
ws_figure_set_empty (WsFigure *self, const char *text)
{
  set_string (&self->empty, text);
}

void
ws_figure_set_columns (WsFigure *self, guint columns)
{
  self->columns = columns;
}

WsPanel *
ws_figure_add_panel (WsFigure *self)
{
  WsPanel *panel = panel_new ();

  g_ptr_array_add (self->panels, panel);
  return panel;
}

guint
ws_figure_get_n_panels (const WsFigure *self)
{
  return self->panels->len;
}

WsPanel *
ws_figure_get_panel (const WsFigure *self, guint i)
{
  g_return_val_if_fail (i < self->panels->len, NULL);
  return g_ptr_array_index (self->panels, i);
}

const char *
ws_figure_get_title (const WsFigure *self)
{
  return self->title;
}

gsize
ws_figure_count_skipped (const WsFigure *self)
{
  gsize skipped = 0;

  for (guint i = 0; i < self->panels->len; i++)
    skipped += ws_panel_count_skipped (ws_figure_get_panel (self, i));
  return skipped;
}

/* -- panel -- */

void
ws_panel_set_title (WsPanel *self, const char *title)
{
  set_string (&self->title, title);
}

void
ws_panel_set_axis (
    WsPanel *self, WsAxisSide side, const char *label, WsScaleKind kind, WsFormat format)
{
  set_string (&self->axis[side].label, label);
  self->axis[side].kind = kind;
  self->axis[side].format = format;
}

void
ws_panel_set_limits (WsPanel *self, WsAxisSide side, double lo, double hi)
{
  gboolean is_fixed = isfinite (lo) && isfinite (hi) && lo < hi;

  self->axis[side].lo = is_fixed ? lo : (double)NAN;
  self->axis[side].hi = is_fixed ? hi : (double)NAN;
}

WsAxis *
ws_panel_get_axis (WsPanel *self, WsAxisSide side)
{
  return &self->axis[side];
}

void
ws_panel_set_equal (WsPanel *self, gboolean equal)
{
  self->equal = equal;
}

void
ws_panel_set_map_style (WsPanel *self, gboolean map_style, const char *scale_unit)
{
  self->map_style = map_style;
  set_string (&self->scale_unit, scale_unit);
}

void
ws_panel_set_color (
    WsPanel *self, WsColormap map, double lo, double hi, const char *label, WsFormat format)
{
  gboolean is_fixed = isfinite (lo) && isfinite (hi) && lo < hi;

  self->map = map;
  self->color_lo = is_fixed ? lo : (double)NAN;
  self->color_hi = is_fixed ? hi : (double)NAN;
  set_string (&self->color_label, label);
  self->color_format = format;
}

void
ws_panel_set_color_reversed (WsPanel *self, gboolean reversed)
{
  self->map_reversed = reversed;
}

void
ws_panel_set_legend (WsPanel *self, WsLegendPlace place)
{
  self->legend = place;
}

void
ws_panel_set_legend_title (WsPanel *self, const char *title)
{
  set_string (&self->legend_title, title);
}

void
ws_panel_set_categories (WsPanel *self, const char *const *names)
{
  char **copy = g_strdupv ((char **)names);

  g_strfreev (self->categories);
  self->categories = copy;
}

void
ws_panel_set_bins (WsPanel *self, guint n_bins, gboolean as_share)
{
  self->n_bins = MIN (n_bins, 1000);
  self->bins_as_share = as_share;
}

void
ws_panel_add_rule (WsPanel *self, WsRuleKind kind, double value, const char *label)
{
  WsRule rule = { kind, value, g_strdup (label) };

  g_array_append_val (self->rules, rule);
}

void
ws_panel_set_note (WsPanel *self, const char *note)
{
  set_string (&self->note, note);
}

void
ws_panel_set_field (WsPanel      *self,
                    const double *values,
                    guint         nx,
                    guint         ny,
                    double        x0,
                    double        x1,
                    double        y0,
                    double        y1)
{
  g_free (self->field.values);
  self->field = (WsField){ NULL, nx, ny, x0, x1, y0, y1 };
  if (values != NULL && nx > 0 && ny > 0)
    self->field.values = g_memdup2 (values, (gsize)nx * ny * sizeof (double));
}

void
ws_panel_set_images (WsPanel           *self,
                     const float       *pixels,
                     guint              n_images,
                     guint              height,
                     guint              width,
                     guint              columns,
                     const char *const *captions,
                     WsColormap         map)
{
  gsize n = (gsize)n_images * height * width;

  g_free (self->images.pixels);
  g_strfreev (self->images.captions);
  self->images = (WsImages){ NULL, n_images, width, height, columns, NULL, map };
  if (n == 0)
    return;
  self->images.pixels = g_memdup2 (pixels, n * sizeof (float));
  if (captions != NULL && g_strv_length ((char **)captions) >= n_images)
    self->images.captions = g_strdupv ((char **)captions);
}

guint
ws_panel_get_n_series (const WsPanel *self)
{
  return self->series->len;
}

WsSeries *
ws_panel_get_series (const WsPanel *self, guint i)
{
  g_return_val_if_fail (i < self->series->len, NULL);
  return g_ptr_array_index (self->series, i);
}

void
ws_panel_clear_series (WsPanel *self)
{
  g_ptr_array_set_size (self->series, 0);
}
