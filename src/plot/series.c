/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/figure-private.h"

#include <math.h>

static double *
copy_doubles (const double *values, gsize n)
{
  return values != NULL ? g_memdup2 (values, n * sizeof (double)) : NULL;
}

static WsSeries *
add (WsPanel *panel, WsSeriesKind kind, const char *name, gsize n, guint class_index)
{
  WsSeries *self = g_new0 (WsSeries, 1);

  self->kind = kind;
  self->name = g_strdup (name);
  self->class_index = class_index;
  self->marker = WS_MARKER_AUTO;
  self->size = 1;
  self->opacity = 1;
  self->dash = kind == WS_SERIES_LINE || kind == WS_SERIES_BAND ? -1 : 0;
  self->n = n;
  g_ptr_array_add (panel->series, self);
  return self;
}

void
ws_series_free (WsSeries *self)
{
  g_free (self->name);
  g_free (self->x);
  g_free (self->y);
  g_free (self->lo);
  g_free (self->hi);
  g_free (self->value);
  g_free (self->point_class);
  g_free (self->fill);
  g_free (self->flags);
  g_strfreev (self->class_names);
  g_free (self->class_index_of);
  g_free (self);
}

WsSeries *
ws_panel_add_scatter (
    WsPanel *self, const char *name, const double *x, const double *y, gsize n, guint class_index)
{
  WsSeries *series = add (self, WS_SERIES_SCATTER, name, n, class_index);

  series->x = copy_doubles (x, n);
  series->y = copy_doubles (y, n);
  series->n_shown = (guint)MIN (n, G_MAXUINT);
  return series;
}

WsSeries *
ws_panel_add_line (
    WsPanel *self, const char *name, const double *x, const double *y, gsize n, guint class_index)
{
  WsSeries *series = add (self, WS_SERIES_LINE, name, n, class_index);

  series->x = copy_doubles (x, n);
  series->y = copy_doubles (y, n);
  return series;
}

WsSeries *
ws_panel_add_band (WsPanel      *self,
                   const char   *name,
                   const double *x,
                   const double *mean,
                   const double *lo,
                   const double *hi,
                   gsize         n,
                   guint         class_index)
{
  WsSeries *series = add (self, WS_SERIES_BAND, name, n, class_index);

  series->x = copy_doubles (x, n);
  series->y = copy_doubles (mean, n);
  series->lo = copy_doubles (lo, n);
  series->hi = copy_doubles (hi, n);
  return series;
}

WsSeries *
ws_panel_add_bars (WsPanel      *self,
                   const char   *name,
                   const double *values,
                   const double *lo,
                   const double *hi,
                   gsize         n,
                   guint         class_index)
{
  WsSeries *series = add (self, WS_SERIES_BARS, name, n, class_index);

  series->y = copy_doubles (values, n);
  series->lo = copy_doubles (lo, n);
  series->hi = copy_doubles (hi, n);
  return series;
}

static guint
count_finite (const double *values, gsize n)
{
  guint count = 0;

  for (gsize i = 0; i < n; i++)
    count += isfinite (values[i]) ? 1 : 0;
  return count;
}

WsSeries *
ws_panel_add_histogram (
    WsPanel *self, const char *name, const double *values, gsize n, guint class_index)
{
  WsSeries *series = add (self, WS_SERIES_HISTOGRAM, name, n, class_index);

  series->y = copy_doubles (values, n);
  series->n_shown = count_finite (values, n);
  return series;
}

WsSeries *
ws_panel_add_violin (
    WsPanel *self, const char *name, const double *values, gsize n, guint class_index)
{
  WsSeries *series = add (self, WS_SERIES_VIOLIN, name, n, class_index);

  series->y = copy_doubles (values, n);
  series->n_shown = count_finite (values, n);
  return series;
}

WsSeries *
ws_panel_add_interval (WsPanel      *self,
                       const char   *name,
                       const double *estimate,
                       const double *lo,
                       const double *hi,
                       gsize         n,
                       guint         class_index)
{
  WsSeries *series = add (self, WS_SERIES_INTERVAL, name, n, class_index);

  series->x = copy_doubles (estimate, n);
  series->lo = copy_doubles (lo, n);
  series->hi = copy_doubles (hi, n);
  return series;
}

void
ws_series_set_name (WsSeries *self, const char *name)
{
  char *copy = g_strdup (name); /* @name may be the old name */

  g_free (self->name);
  self->name = copy;
}

void
ws_series_set_value (WsSeries *self, const double *value)
{
  g_free (self->value);
  self->value = copy_doubles (value, self->n);
}

static void
set_bytes (guint8 **field, const guint8 *bytes, gsize n)
{
  g_free (*field);
  *field = bytes != NULL ? g_memdup2 (bytes, n) : NULL;
}

void
ws_series_set_fill (WsSeries *self, const guint8 *fill)
{
  set_bytes (&self->fill, fill, self->n);
}

void
ws_series_set_flags (WsSeries *self, const guint8 *flags)
{
  set_bytes (&self->flags, flags, self->n);
}

void
ws_series_set_classes (WsSeries          *self,
                       const guint8      *point_class,
                       const char *const *names,
                       guint              first_class)
{
  guint n_names = names != NULL ? g_strv_length ((char **)names) : 0;

  set_bytes (&self->point_class, n_names > 0 ? point_class : NULL, self->n);
  g_strfreev (self->class_names);
  g_free (self->class_index_of);
  self->class_names = g_strdupv ((char **)names);
  self->class_index_of = g_new (guint, MAX (1, n_names));
  for (guint i = 0; i < n_names; i++)
    self->class_index_of[i] = first_class + i;
  if (self->point_class != NULL)
    for (gsize i = 0; i < self->n; i++)
      self->point_class[i] = (guint8)MIN (self->point_class[i], n_names - 1);
}
