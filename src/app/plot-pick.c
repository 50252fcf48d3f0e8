/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/plot-pick.h"

#include <glib/gi18n.h>
#include <math.h>

guint
ws_plot_count_in_bin (const WsSeries *series, const double *edges, guint n_bins, guint bin)
{
  gboolean is_last = bin + 1 == n_bins;
  guint    count = 0;

  for (gsize i = 0; i < series->n; i++)
    if (series->y[i] >= edges[bin] &&
        (series->y[i] < edges[bin + 1] || (is_last && series->y[i] <= edges[bin + 1])))
      count++;
  return count;
}

static gint
first_histogram (const WsPanel *panel)
{
  for (guint s = 0; s < ws_panel_get_n_series (panel); s++)
    if (ws_panel_get_series (panel, s)->kind == WS_SERIES_HISTOGRAM)
      return (gint)s;
  return -1;
}

/* The column of a bin: all of it is the target, however low its bar is. */
static void
place_bin (const WsPanelLayout *at, const double *edges, WsPlotPick *pick)
{
  double x0 = ws_scale_map (&at->view.x, edges[pick->index]);
  double x1 = ws_scale_map (&at->view.x, edges[pick->index + 1]);

  pick->bin = (WsRect){ x0, at->plot.y, x1 - x0, at->plot.h };
  pick->x_px = x0 + (x1 - x0) / 2;
  pick->y_px = at->plot.y + at->plot.h / 3;
}

static gboolean
pick_bin (const WsPanel *panel, const WsPanelLayout *at, double x_px, WsPlotPick *pick)
{
  guint              n_bins;
  g_autofree double *edges = ws_panel_dup_bin_edges (panel, &n_bins);
  double             value = ws_scale_unmap (&at->view.x, x_px);

  for (guint b = 0; b < n_bins; b++)
    if (value >= edges[b] && value <= edges[b + 1])
      {
        pick->index = b;
        place_bin (at, edges, pick);
        return TRUE;
      }
  return FALSE;
}

static void
place_point (const WsSeries *series, const WsPanelLayout *at, WsPlotPick *pick)
{
  double x = series->x != NULL ? series->x[pick->index] : (double)pick->index;

  pick->bin = (WsRect){ 0, 0, 0, 0 };
  if (series->kind == WS_SERIES_INTERVAL)
    {
      pick->x_px = ws_scale_map (&at->view.x, series->x[pick->index]);
      pick->y_px = ws_scale_map (&at->view.y, (double)pick->index);
      return;
    }
  pick->x_px = ws_scale_map (&at->view.x, x);
  pick->y_px = ws_scale_map (&at->view.y, series->y[pick->index]);
}

gboolean
ws_plot_pick_at (const WsFigure       *figure,
                 const WsFigureLayout *layout,
                 double                x_px,
                 double                y_px,
                 double                max_px,
                 WsPlotPick           *pick)
{
  gint                 panel = ws_figure_layout_panel_at (layout, x_px, y_px);
  const WsPanelLayout *at;
  WsPick               near;
  gint                 histogram;

  *pick = (WsPlotPick){ .panel = -1, .series = -1 };
  if (panel < 0)
    return FALSE;
  at = ws_figure_layout_get_panel (layout, (guint)panel);
  histogram = first_histogram (ws_figure_get_panel (figure, (guint)panel));
  if (histogram >= 0)
    {
      pick->panel = panel;
      pick->series = histogram;
      return pick_bin (ws_figure_get_panel (figure, (guint)panel), at, x_px, pick);
    }
  if (!ws_figure_pick_nearest (figure, layout, (guint)panel, x_px, y_px, max_px, &near))
    return FALSE;
  pick->panel = near.panel;
  pick->series = near.series;
  pick->index = near.index;
  place_point (ws_panel_get_series (ws_figure_get_panel (figure, (guint)panel), (guint)near.series),
               at, pick);
  return TRUE;
}

/* How many stops a series has for the keyboard; thin single runs would drown the rest. */
static gsize
count_stops (const WsPanel *panel, guint s)
{
  const WsSeries *series = ws_panel_get_series (panel, s);

  if (series->kind == WS_SERIES_HISTOGRAM)
    {
      guint n_bins;

      g_free (ws_panel_dup_bin_edges (panel, &n_bins));
      return (gint)s == first_histogram (panel) ? n_bins : 0;
    }
  if (series->kind == WS_SERIES_VIOLIN || series->is_thin)
    return 0;
  return series->n;
}

static void
place (const WsFigure *figure, const WsFigureLayout *layout, WsPlotPick *pick)
{
  const WsPanel       *panel = ws_figure_get_panel (figure, (guint)pick->panel);
  const WsPanelLayout *at = ws_figure_layout_get_panel (layout, (guint)pick->panel);
  const WsSeries      *series = ws_panel_get_series (panel, (guint)pick->series);

  if (series->kind == WS_SERIES_HISTOGRAM)
    {
      guint              n_bins;
      g_autofree double *edges = ws_panel_dup_bin_edges (panel, &n_bins);

      place_bin (at, edges, pick);
    }
  else
    place_point (series, at, pick);
}

gboolean
ws_plot_pick_step (const WsFigure       *figure,
                   const WsFigureLayout *layout,
                   gint                  step,
                   WsPlotPick           *pick)
{
  gsize n = 0, wanted = 0;

  for (guint pass = 0; pass < 2; pass++)
    {
      gsize at = 0;

      for (guint p = 0; p < ws_figure_get_n_panels (figure); p++)
        {
          const WsPanel *panel = ws_figure_get_panel (figure, p);

          for (guint s = 0; s < ws_panel_get_n_series (panel); s++)
            {
              gsize stops = count_stops (panel, s);

              if (pass == 0 && pick->panel == (gint)p && pick->series == (gint)s)
                wanted = at + pick->index + 1; /* from 1; 0 is nothing yet */
              if (pass == 1 && wanted >= at && wanted < at + stops)
                {
                  pick->panel = (gint)p;
                  pick->series = (gint)s;
                  pick->index = wanted - at;
                  place (figure, layout, pick);
                  return TRUE;
                }
              at += stops;
            }
        }
      n = at;
      if (n == 0)
        return FALSE;
      if (wanted == 0)
        wanted = step > 0 ? 0 : n - 1;
      else
        wanted = (wanted - 1 + n + (step > 0 ? 1 : n - 1)) % n;
    }
  return FALSE;
}

static void
append_value (GString *text, const char *label, double value, WsFormat format)
{
  g_autofree char *number = ws_number_format (value, 0, format);

  if (text->len > 0)
    g_string_append (text, "\n");
  if (label != NULL && *label != '\0')
    g_string_append_printf (text, "%s ", label);
  g_string_append (text, number);
}

static char *
describe_bin (WsPanel *panel, const WsPlotPick *pick)
{
  guint              n_bins;
  g_autofree double *edges = ws_panel_dup_bin_edges (panel, &n_bins);
  WsFormat           format = ws_panel_get_axis (panel, WS_AXIS_X)->format;
  double             step = (edges[1] - edges[0]) / 10;
  g_autofree char   *lo = ws_number_format (edges[pick->index], step, format);
  g_autofree char   *hi = ws_number_format (edges[pick->index + 1], step, format);
  GString           *text = g_string_new (NULL);

  g_string_append_printf (text, "%s – %s", lo, hi);
  for (guint s = 0; s < ws_panel_get_n_series (panel); s++)
    {
      const WsSeries *series = ws_panel_get_series (panel, s);

      if (series->kind == WS_SERIES_HISTOGRAM)
        g_string_append_printf (text, "\n%s%s%u", series->name != NULL ? series->name : "",
                                series->name != NULL ? ": " : "",
                                ws_plot_count_in_bin (series, edges, n_bins, (guint)pick->index));
    }
  return g_string_free (text, FALSE);
}

char *
ws_plot_pick_describe (const WsFigure *figure, const WsPlotPick *pick)
{
  WsPanel        *panel = ws_figure_get_panel (figure, (guint)pick->panel);
  const WsSeries *series = ws_panel_get_series (panel, (guint)pick->series);
  const WsAxis   *x = ws_panel_get_axis (panel, WS_AXIS_X);
  const WsAxis   *y = ws_panel_get_axis (panel, WS_AXIS_Y);
  gsize           i = pick->index;
  GString        *text;

  if (series->kind == WS_SERIES_HISTOGRAM)
    return describe_bin (panel, pick);
  text = g_string_new (series->name);
  if (series->kind == WS_SERIES_INTERVAL)
    append_value (text, x->label, series->x[i], x->format);
  else
    {
      if (series->kind != WS_SERIES_BARS)
        append_value (text, x->label, series->x != NULL ? series->x[i] : (double)i, x->format);
      append_value (text, y->label, series->y[i], y->format);
    }
  if (series->lo != NULL && series->hi != NULL)
    {
      WsFormat         format = series->kind == WS_SERIES_INTERVAL ? x->format : y->format;
      g_autofree char *lo = ws_number_format (series->lo[i], 0, format);
      g_autofree char *hi = ws_number_format (series->hi[i], 0, format);

      g_string_append_printf (text, " (%s – %s)", lo, hi);
    }
  return g_string_free (text, FALSE);
}
