/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/figure-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* The experiments about drawn networks: accuracy over something that rows differ in. */

typedef struct
{
  const char *key, *title; /* of the x axis; a column, title translatable */
  gboolean    is_count;    /* epochs, sizes: rows at different ones are one line */
  gboolean    by_method;   /* a series is a method, whatever the group; else a group and method */
} Axis;

static WsFigure *
new_figure (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  WsFigure        *figure = ws_figure_new ();
  g_autofree char *data = ws_drawing_dup_data (table);

  ws_figure_set_title (figure, table->title);
  ws_figure_set_subtitle (figure, data);
  ws_drawing_set_source (figure, info, path);
  return figure;
}

/* -- series -- */

/* What a row belongs to; rows of one series have the same. (transfer full) */
static char *
dup_series (const WsTable *table, const Axis *axis, guint row, const char *arch)
{
  const char *group = ws_drawing_get_text (table, row, "group");
  const char *method = ws_drawing_get_text (table, row, "method");
  double      epoch = ws_drawing_get_mean (table, row, "epoch");

  if (axis->by_method)
    return g_strdup (method);
  /* the panel says the architecture */
  if (arch != NULL && g_str_has_prefix (group, arch) && strlen (group) > strlen (arch) + 2)
    group += strlen (arch) + strlen (", ");
  if (!g_str_equal (axis->key, "epoch") && epoch > 0)
    /* Translators: networks, and how long they were trained on */
    return g_strdup_printf (_ ("%s, epoch %.0f"), group, epoch);
  return g_strdup (group);
}

static gboolean
is_of_panel (const WsTable *table, const Axis *axis, guint row, const char *arch)
{
  return (arch == NULL || g_str_equal (ws_drawing_get_text (table, row, "arch"), arch)) &&
         isfinite (ws_drawing_get_mean (table, row, axis->key)) &&
         isfinite (ws_drawing_get_mean (table, row, "acc_mean"));
}

/* Rows of one line: of one series, on the same data. What was drawn from one data set and trained
 * on another is two things before training. */
static gboolean
is_of_series (const WsTable *table,
              const Axis    *axis,
              const char    *arch,
              guint          row,
              const char    *name,
              guint          like)
{
  g_autofree char *own = dup_series (table, axis, row, arch);

  return is_of_panel (table, axis, row, arch) && g_str_equal (own, name) &&
         (!axis->is_count || g_str_equal (ws_drawing_get_text (table, row, "data"),
                                          ws_drawing_get_text (table, like, "data")));
}

/* A line has two places at least. */
static gboolean
is_line (const WsTable *table, const Axis *axis, const char *arch, const char *name, guint first)
{
  double x = ws_drawing_get_mean (table, first, axis->key);

  for (guint row = first + 1; row < ws_table_get_n_rows (table); row++)
    if (is_of_series (table, axis, arch, row, name, first) &&
        fabs (ws_drawing_get_mean (table, row, axis->key) - x) > 1e-12)
      return TRUE;
  return FALSE;
}

/* Names, and the first row of each. */
static GPtrArray *
list_series (const WsTable *table, const Axis *axis, const char *arch, GArray *firsts)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint row = 0; row < ws_table_get_n_rows (table); row++)
    {
      g_autofree char *name = dup_series (table, axis, row, arch);

      if (is_of_panel (table, axis, row, arch) &&
          !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL) &&
          (!axis->is_count || is_line (table, axis, arch, name, row)))
        {
          g_ptr_array_add (names, g_steal_pointer (&name));
          g_array_append_val (firsts, row);
        }
    }
  return names;
}

static void
add_series (WsPanel       *panel,
            const WsTable *table,
            const Axis    *axis,
            const char    *arch,
            const char    *name,
            guint          first,
            guint          class_index)
{
  guint              n_rows = ws_table_get_n_rows (table), n = 0;
  g_autofree double *x = g_new (double, n_rows), *y = g_new (double, n_rows);
  g_autofree double *lo = g_new (double, n_rows), *hi = g_new (double, n_rows);
  gboolean           has_band = TRUE;
  WsSeries          *points;

  for (guint row = 0; row < n_rows; row++)
    {
      if (!is_of_series (table, axis, arch, row, name, first))
        continue;
      x[n] = ws_drawing_get_mean (table, row, axis->key);
      y[n] = ws_drawing_get_mean (table, row, "acc_mean");
      lo[n] = ws_drawing_get_mean (table, row, "acc_low");
      hi[n] = ws_drawing_get_mean (table, row, "acc_high");
      has_band &= isfinite (lo[n]) && isfinite (hi[n]);
      n++;
    }
  if (axis->is_count && has_band && n > 1)
    ws_panel_add_band (panel, NULL, x, y, lo, hi, n, class_index);
  points = ws_panel_add_scatter (panel, name, x, y, n, class_index);
  points->joined = axis->is_count;
  points->n_shown = 0;
}

static void
add_panel (WsFigure *figure, const WsTable *table, const Axis *axis, const char *arch)
{
  g_autoptr (GArray) firsts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) names = list_series (table, axis, arch, firsts);
  WsPanel *panel = ws_figure_add_panel (figure);

  if (arch != NULL)
    ws_panel_set_title (panel, arch);
  ws_panel_set_axis (panel, WS_AXIS_X, _ (axis->title), WS_SCALE_LINEAR,
                     axis->is_count ? WS_FORMAT_COUNT : WS_FORMAT_FRACTION);
  ws_panel_set_axis (panel, WS_AXIS_Y, _ ("Test accuracy (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  ws_panel_set_legend (panel, WS_LEGEND_ABOVE);
  for (guint i = 0; i < names->len; i++)
    add_series (panel, table, axis, arch, g_ptr_array_index (names, i),
                g_array_index (firsts, guint, i), i);
}

/* -- figures -- */

/* Something lies at two places of the axis at least. */
static gboolean
has_points (const WsTable *table, const Axis *axis)
{
  double first = (double)NAN;

  for (guint row = 0; row < ws_table_get_n_rows (table); row++)
    if (is_of_panel (table, axis, row, NULL))
      {
        double x = ws_drawing_get_mean (table, row, axis->key);

        if (isfinite (first) && fabs (x - first) > 1e-12)
          return TRUE;
        if (!isfinite (first))
          first = x;
      }
  return FALSE;
}

static WsFigure *
make_one (const WsTable *table, const WsExperimentInfo *info, const char *path, const Axis *axis)
{
  WsFigure *figure;

  if (!has_points (table, axis))
    return NULL;
  figure = new_figure (table, info, path);
  add_panel (figure, table, axis, NULL);
  if (g_str_equal (axis->key, "asked_mean")) /* where draws keep their word */
    ws_panel_add_rule (ws_figure_get_panel (figure, 0), WS_RULE_DIAGONAL, 0, NULL);
  return figure;
}

static const Axis epochs = { "epoch", N_ ("Epochs of fine-tuning"), TRUE, FALSE };

static WsFigure *
make_curves (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  WsFigure *figure = make_one (table, info, path, &epochs);

  /* what the best draws come from */
  for (guint row = 0; figure != NULL && row < ws_table_get_n_rows (table); row++)
    if (g_str_equal (ws_drawing_get_text (table, row, "group"), "zoo, best 30 %"))
      ws_panel_add_rule (ws_figure_get_panel (figure, 0), WS_RULE_HORIZONTAL,
                         ws_drawing_get_mean (table, row, "acc_mean"), _ ("zoo, best 30 %"));
  return figure;
}

/* A panel each; the drawn networks themselves are of the zoo's architecture and have none. */
static WsFigure *
make_architectures (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  g_autoptr (GPtrArray) archs = g_ptr_array_new ();
  WsFigure *figure;

  for (guint row = 0; row < ws_table_get_n_rows (table); row++)
    {
      const char *arch = ws_drawing_get_text (table, row, "arch");

      if (ws_drawing_get_mean (table, row, "epoch") > 0 &&
          !g_ptr_array_find_with_equal_func (archs, arch, g_str_equal, NULL))
        g_ptr_array_add (archs, (gpointer)arch);
    }
  if (archs->len == 0)
    return NULL;
  figure = new_figure (table, info, path);
  for (guint i = 0; i < archs->len; i++)
    add_panel (figure, table, &epochs, g_ptr_array_index (archs, i));
  return figure;
}

static WsFigure *
make_ensembles (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  static const Axis sizes = { "size", N_ ("Networks of an ensemble"), TRUE, FALSE };

  return make_one (table, info, path, &sizes);
}

static WsFigure *
make_targeting (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  static const Axis asked = { "asked_mean", N_ ("Accuracy that was asked for"), FALSE, TRUE };

  return make_one (table, info, path, &asked);
}

static WsFigure *
make_novelty (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  static const Axis overlap = { "overlap_mean", N_ ("Errors shared with a training network"), FALSE,
                                TRUE };

  return make_one (table, info, path, &overlap);
}

const WsExperimentDrawing ws_drawing_in_distribution = { "in-distribution", make_curves };
const WsExperimentDrawing ws_drawing_transfer = { "transfer", make_curves };
const WsExperimentDrawing ws_drawing_architectures = { "architectures", make_architectures };
const WsExperimentDrawing ws_drawing_ensembles = { "ensembles", make_ensembles };
const WsExperimentDrawing ws_drawing_targeting = { "targeting", make_targeting };
const WsExperimentDrawing ws_drawing_novelty = { "novelty", make_novelty };
