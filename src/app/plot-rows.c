/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/plot-pick.h"
#include "app/plot-table.h"
#include "app/plot-view.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* A figure as rows of text: one row for each point, bin or bar. */

enum
{
  PANEL,
  SERIES,
  X,
  Y,
  LO,
  HI,
  VALUE,
  N_CELLS
};

static char *
number (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    return g_strdup ("");
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.9g", value));
}

static char **
row_new (const WsPanel *panel, guint p, const WsSeries *series)
{
  char **row = g_new0 (char *, N_CELLS + 1);

  for (guint i = 0; i < N_CELLS; i++)
    row[i] = NULL;
  row[PANEL] = g_strdup_printf ("%u", p + 1);
  row[SERIES] = g_strdup (series->name != NULL ? series->name : "");
  return row;
}

static void
row_set (char **row, guint cell, char *text)
{
  g_free (row[cell]);
  row[cell] = text;
}

static void
row_add (GPtrArray *rows, char **row)
{
  for (guint i = 0; i < N_CELLS; i++)
    if (row[i] == NULL)
      row[i] = g_strdup ("");
  g_ptr_array_add (rows, row);
}

static void
add_bins (GPtrArray *rows, const WsPanel *panel, guint p, const WsSeries *series)
{
  guint              n_bins;
  g_autofree double *edges = ws_panel_dup_bin_edges (panel, &n_bins);

  for (guint b = 0; b < n_bins; b++)
    {
      char **row = row_new (panel, p, series);

      row_set (row, LO, number (edges[b]));
      row_set (row, HI, number (edges[b + 1]));
      row_set (row, Y, number (ws_plot_count_in_bin (series, edges, n_bins, b)));
      row_add (rows, row);
    }
}

static void
add_points (GPtrArray *rows, const WsPanel *panel, guint p, const WsSeries *series)
{
  for (gsize i = 0; i < series->n; i++)
    {
      char **row = row_new (panel, p, series);

      if (series->x != NULL)
        row_set (row, X, number (series->x[i]));
      else
        row_set (row, X, g_strdup_printf ("%" G_GSIZE_FORMAT, i));
      if (series->y != NULL)
        row_set (row, Y, number (series->y[i]));
      if (series->lo != NULL)
        row_set (row, LO, number (series->lo[i]));
      if (series->hi != NULL)
        row_set (row, HI, number (series->hi[i]));
      if (series->value != NULL)
        row_set (row, VALUE, number (series->value[i]));
      row_add (rows, row);
    }
}

static const char *
axis_name (WsPanel *panel, WsAxisSide side, const char *fallback)
{
  const char *label = ws_panel_get_axis (panel, side)->label;

  return label != NULL && *label != '\0' ? label : fallback;
}

static char **
header (const WsFigure *figure)
{
  char      **row = g_new0 (char *, N_CELLS + 1);
  const char *x = "x", *y = "y";

  if (ws_figure_get_n_panels (figure) == 1) /* several panels may have several units */
    {
      x = axis_name (ws_figure_get_panel (figure, 0), WS_AXIS_X, x);
      y = axis_name (ws_figure_get_panel (figure, 0), WS_AXIS_Y, y);
    }
  row[PANEL] = g_strdup (_ ("Panel"));
  row[SERIES] = g_strdup (_ ("Series"));
  row[X] = g_strdup (x);
  row[Y] = g_strdup (y);
  row[LO] = g_strdup (_ ("From"));
  row[HI] = g_strdup (_ ("To"));
  row[VALUE] = g_strdup (_ ("Value"));
  return row;
}

/* Columns that no row fills are left out, so that a simple plot is a simple table. */
static void
drop_empty_columns (GPtrArray *rows, gboolean one_panel)
{
  gboolean used[N_CELLS] = { FALSE };

  for (guint r = 1; r < rows->len; r++)
    for (guint c = 0; c < N_CELLS; c++)
      used[c] |= *((char **)g_ptr_array_index (rows, r))[c] != '\0';
  if (one_panel)
    used[PANEL] = FALSE;
  for (guint r = 0; r < rows->len; r++)
    {
      char **row = g_ptr_array_index (rows, r);
      guint  to = 0;

      for (guint c = 0; c < N_CELLS; c++)
        if (used[c])
          row[to++] = row[c];
        else
          g_free (row[c]);
      row[to] = NULL;
    }
}

GPtrArray *
ws_plot_table_rows (const WsFigure *figure)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);

  g_ptr_array_add (rows, header (figure));
  for (guint p = 0; p < ws_figure_get_n_panels (figure); p++)
    {
      const WsPanel *panel = ws_figure_get_panel (figure, p);

      for (guint s = 0; s < ws_panel_get_n_series (panel); s++)
        {
          const WsSeries *series = ws_panel_get_series (panel, s);

          if (series->kind == WS_SERIES_HISTOGRAM)
            add_bins (rows, panel, p, series);
          else
            add_points (rows, panel, p, series);
        }
    }
  drop_empty_columns (rows, ws_figure_get_n_panels (figure) <= 1);
  return rows;
}

static void
append_cell (GString *text, const char *cell, char separator)
{
  if (separator == ',' && strpbrk (cell, ",\"\n") != NULL)
    {
      g_string_append_c (text, '"');
      for (const char *c = cell; *c != '\0'; c++)
        {
          if (*c == '"')
            g_string_append_c (text, '"');
          g_string_append_c (text, *c);
        }
      g_string_append_c (text, '"');
    }
  else
    g_string_append (text, cell);
}

char *
ws_plot_table_text (const WsFigure *figure, char separator)
{
  g_autoptr (GPtrArray) rows = ws_plot_table_rows (figure);
  GString *text = g_string_new (NULL);

  for (guint r = 0; r < rows->len; r++)
    {
      char **row = g_ptr_array_index (rows, r);

      for (guint c = 0; row[c] != NULL; c++)
        {
          if (c > 0)
            g_string_append_c (text, separator);
          append_cell (text, row[c], separator);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}
