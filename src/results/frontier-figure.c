/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/figure-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Accuracy against diversity and against copying, one trail of task weights a method; the colour is
 * what is left of the map. */

#define PREFIX "task weight " /* of the groups, lab/recipes.c */

typedef struct
{
  const WsTable *table;
  double         lo, hi; /* of R² */
} Frontier;

/* R² of the representation that a row was drawn from. */
static double
get_r2 (const Frontier *self, guint row)
{
  for (guint i = 0; i < ws_table_get_n_rows (self->table); i++)
    if (g_str_equal (ws_drawing_get_text (self->table, i, "group"),
                     ws_drawing_get_text (self->table, row, "group")) &&
        isfinite (ws_drawing_get_mean (self->table, i, "r2_mean")))
      return ws_drawing_get_mean (self->table, i, "r2_mean");
  return (double)NAN;
}

static guint
collect (const Frontier *self,
         const char     *key,
         const char     *method,
         const char     *prefix,
         double         *x,
         double         *y,
         double         *value)
{
  guint n = 0;

  for (guint row = 0; row < ws_table_get_n_rows (self->table); row++)
    {
      if (!g_str_equal (ws_drawing_get_text (self->table, row, "method"), method) ||
          !g_str_has_prefix (ws_drawing_get_text (self->table, row, "group"), prefix))
        continue;
      x[n] = ws_drawing_get_mean (self->table, row, key);
      y[n] = ws_drawing_get_mean (self->table, row, "acc_mean");
      value[n] = get_r2 (self, row);
      if (isfinite (x[n]) && isfinite (y[n]))
        n++;
    }
  return n;
}

static void
add_trails (const Frontier *self, WsPanel *panel, const char *key)
{
  static const struct
  {
    const char *method, *prefix, *title;
  } trails[] = { { "kde", PREFIX, N_ ("as published") },
                 { "kde-dim", PREFIX, N_ ("per dimension") },
                 { "midpoint", PREFIX, N_ ("midpoints") } };
  guint              n_rows = ws_table_get_n_rows (self->table);
  g_autofree double *x = g_new (double, n_rows), *y = g_new (double, n_rows);
  g_autofree double *value = g_new (double, n_rows);

  ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, self->lo, self->hi, _ ("R² on unseen networks"),
                      WS_FORMAT_FRACTION);
  for (guint i = 0; i < G_N_ELEMENTS (trails); i++)
    {
      guint     n = collect (self, key, trails[i].method, trails[i].prefix, x, y, value);
      WsSeries *points;

      if (n == 0)
        continue;
      /* the path in a colour of its own, the points in that of their R² */
      ws_panel_add_line (panel, NULL, x, y, n, i);
      points = ws_panel_add_scatter (panel, _ (trails[i].title), x, y, n, i);
      points->n_shown = 0;
      ws_series_set_value (points, value);
    }
}

static void
add_references (const Frontier *self, WsPanel *panel, const char *key)
{
  static const struct
  {
    const char *method, *prefix, *title;
  } references[] = { { "zoo", "zoo", N_ ("zoo and its best 30 %") },
                     { "reconstruct", "noise", N_ ("decoded with noise") },
                     { "scratch", "B_T", N_ ("new ones that saw as many images") } };
  guint              n_rows = ws_table_get_n_rows (self->table);
  g_autofree double *x = g_new (double, n_rows), *y = g_new (double, n_rows);
  g_autofree double *value = g_new (double, n_rows);

  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    {
      guint     n = collect (self, key, references[i].method, references[i].prefix, x, y, value);
      WsSeries *series;

      if (n == 0)
        continue;
      series = ws_panel_add_scatter (panel, _ (references[i].title), x, y, n, 3 + i);
      series->joined = TRUE;
      series->n_shown = 0;
    }
}

static void
find_limits (Frontier *self)
{
  self->lo = self->hi = (double)NAN;
  for (guint row = 0; row < ws_table_get_n_rows (self->table); row++)
    {
      self->lo = fmin (self->lo, ws_drawing_get_mean (self->table, row, "r2_mean"));
      self->hi = fmax (self->hi, ws_drawing_get_mean (self->table, row, "r2_mean"));
    }
}

static void
add_panel (const Frontier *self, WsFigure *figure, const char *key, const char *label)
{
  WsPanel *panel = ws_figure_add_panel (figure);

  ws_panel_set_axis (panel, WS_AXIS_X, label, WS_SCALE_LINEAR, WS_FORMAT_FRACTION);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Test accuracy (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_legend (panel, WS_LEGEND_ABOVE);
  add_trails (self, panel, key);
  add_references (self, panel, key);
}

/* "0, 0.1, 1", in the order of the trails. */
static char *
dup_weights (const Frontier *self)
{
  GString *text = g_string_new (NULL);

  for (guint row = 0; row < ws_table_get_n_rows (self->table); row++)
    if (g_str_has_prefix (ws_drawing_get_text (self->table, row, "group"), PREFIX) &&
        isfinite (ws_drawing_get_mean (self->table, row, "r2_mean")))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              ws_drawing_get_text (self->table, row, "group") + strlen (PREFIX));
  return g_string_free (text, FALSE);
}

static WsFigure *
make (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  Frontier         self = { .table = table };
  g_autofree char *weights = dup_weights (&self), *data = ws_drawing_dup_data (table);
  g_autofree char *subtitle = NULL;
  WsFigure        *figure;

  if (*weights == '\0')
    return NULL; /* no trail has begun */
  find_limits (&self);
  figure = ws_figure_new ();
  subtitle = g_strdup_printf (_ ("%s; draws from one representation gone on with at the task "
                                 "weights %s, along the lines"),
                              data, weights);
  ws_figure_set_title (figure, table->title);
  ws_figure_set_subtitle (figure, subtitle);
  ws_drawing_set_source (figure, info, path);
  add_panel (&self, figure, "pair_ratio_mean", _ ("Pair distance, 1 is the zoo's"));
  add_panel (&self, figure, "overlap_mean", _ ("Errors shared with a training network"));
  return figure;
}

const WsExperimentDrawing ws_drawing_frontier = { "frontier", make };
