/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/figure-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* The experiments about representations: one colour or one line a setting. */

/* 0 where one seed alone was run. */
static double
get_std (const WsTable *table, guint row, const char *key)
{
  const WsCell *cell = ws_table_find_cell (table, row, key);

  return cell != NULL && isfinite (cell->std) ? cell->std : 0;
}

/* G_MAXUINT where there is none. */
static guint
find_row (const WsTable *table, const char *group, const char *method)
{
  for (guint row = 0; row < ws_table_get_n_rows (table); row++)
    if (g_str_equal (ws_drawing_get_text (table, row, "group"), group) &&
        g_str_equal (ws_drawing_get_text (table, row, "method"), method))
      return row;
  return G_MAXUINT;
}

/* Settings that a representation was trained with, in order: rows with an R². (transfer container)
 */
static GPtrArray *
list_groups (const WsTable *table)
{
  GPtrArray *groups = g_ptr_array_new ();

  for (guint row = 0; row < ws_table_get_n_rows (table); row++)
    if (isfinite (ws_drawing_get_mean (table, row, "r2_mean")))
      g_ptr_array_add (groups, (gpointer)ws_drawing_get_text (table, row, "group"));
  return groups;
}

static guint
get_n_seeds (const WsTable *table)
{
  double most = 0;

  for (guint row = 0; row < ws_table_get_n_rows (table); row++)
    most = fmax (most, ws_drawing_get_mean (table, row, "seeds"));
  return (guint)most;
}

/* -- what all of them say -- */

static WsFigure *
new_figure (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  WsFigure        *figure = ws_figure_new ();
  guint            n_seeds = get_n_seeds (table);
  g_autofree char *data = ws_drawing_dup_data (table);
  g_autofree char *subtitle =
      n_seeds > 1
          ? g_strdup_printf (_ ("%s; mean ± standard deviation over %u seeds"), data, n_seeds)
          : g_strdup_printf (_ ("%s; one seed"), data);

  ws_figure_set_title (figure, table->title);
  ws_figure_set_subtitle (figure, subtitle);
  ws_drawing_set_source (figure, info, path);
  return figure;
}

static const char *
get_method_title (const char *method)
{
  static const struct
  {
    const char *method, *title;
  } titles[] = { { "reconstruct", N_ ("decoded, unseen") },
                 { "kde", N_ ("as published") },
                 { "kde-dim", N_ ("per dimension") },
                 { "midpoint", N_ ("midpoints") } };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].method, method))
      return _ (titles[i].title);
  return method;
}

static const char *const methods[] = { "reconstruct", "kde", "kde-dim", "midpoint" };

/* The zoo's own accuracy, for comparison. */
static void
add_zoo_rule (WsPanel *panel, const WsTable *table, WsRuleKind kind)
{
  guint row = find_row (table, "zoo", "zoo");

  if (row != G_MAXUINT)
    ws_panel_add_rule (panel, kind, ws_drawing_get_mean (table, row, "acc_mean"), _ ("zoo"));
}

/* -- bars: one colour a setting -- */

/* Keys of the layers' means, "r2.conv1_mean", after that of all of them; names for people. */
static void
list_layers (const WsTable *table, GPtrArray *keys, GPtrArray *names)
{
  g_ptr_array_add (keys, (gpointer) "r2_mean");
  g_ptr_array_add (names, _ ("all"));
  for (guint i = 0; i < table->columns->len; i++)
    {
      const WsColumn *column = ws_table_get_column (table, i);

      if (!g_str_has_prefix (column->key, "r2."))
        continue;
      g_ptr_array_add (keys, column->key);
      g_ptr_array_add (names, column->title);
    }
  g_ptr_array_add (names, NULL);
}

static void
add_r2_bars (WsPanel *panel, const WsTable *table, const char *group, guint class_index)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new (), names = g_ptr_array_new ();
  g_autofree double *mean = NULL, *lo = NULL, *hi = NULL;
  guint              row = find_row (table, group, "reconstruct");
  gboolean           has_std = get_n_seeds (table) > 1;

  list_layers (table, keys, names);
  mean = g_new (double, keys->len);
  lo = g_new (double, keys->len);
  hi = g_new (double, keys->len);
  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);

      mean[i] = ws_drawing_get_mean (table, row, key);
      lo[i] = mean[i] - get_std (table, row, key);
      hi[i] = mean[i] + get_std (table, row, key);
    }
  ws_panel_add_bars (panel, group, mean, has_std ? lo : NULL, has_std ? hi : NULL, keys->len,
                     class_index);
}

static void
add_accuracy_bars (WsPanel           *panel,
                   const WsTable     *table,
                   const char        *group,
                   const char *const *used,
                   guint              n,
                   guint              class_index)
{
  double   mean[G_N_ELEMENTS (methods)], lo[G_N_ELEMENTS (methods)], hi[G_N_ELEMENTS (methods)];
  gboolean has_std = get_n_seeds (table) > 1;

  for (guint i = 0; i < n; i++)
    {
      guint  row = find_row (table, group, used[i]);
      double std = row != G_MAXUINT ? get_std (table, row, "acc_mean") : 0;

      mean[i] = row != G_MAXUINT ? ws_drawing_get_mean (table, row, "acc_mean") : (double)NAN;
      lo[i] = mean[i] - std;
      hi[i] = mean[i] + std;
    }
  ws_panel_add_bars (panel, group, mean, has_std ? lo : NULL, has_std ? hi : NULL, n, class_index);
}

/* Methods that any setting has drawn with. */
static guint
list_methods (const WsTable *table, GPtrArray *groups, const char **used, const char **titles)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    for (guint k = 0; k < groups->len; k++)
      if (find_row (table, g_ptr_array_index (groups, k), methods[i]) != G_MAXUINT)
        {
          used[n] = methods[i];
          titles[n++] = get_method_title (methods[i]);
          break;
        }
  titles[n] = NULL;
  return n;
}

static WsFigure *
make_lwln (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  g_autoptr (GPtrArray) groups = NULL, keys = g_ptr_array_new (), names = g_ptr_array_new ();
  const char *used[G_N_ELEMENTS (methods)], *titles[G_N_ELEMENTS (methods) + 1];
  WsFigure   *figure;
  WsPanel    *r2, *accuracy;
  guint       n;

  groups = list_groups (table);
  if (groups->len == 0)
    return NULL;
  figure = new_figure (table, info, path);
  r2 = ws_figure_add_panel (figure);
  accuracy = ws_figure_add_panel (figure);
  list_layers (table, keys, names);
  n = list_methods (table, groups, used, titles);
  ws_panel_set_title (r2, _ ("Unseen networks, by layer"));
  ws_panel_set_categories (r2, (const char *const *)names->pdata);
  ws_panel_set_axis (r2, WS_AXIS_Y, _ ("R²"), WS_SCALE_LINEAR, WS_FORMAT_FRACTION);
  ws_panel_set_title (accuracy, _ ("Networks at work"));
  ws_panel_set_categories (accuracy, titles);
  ws_panel_set_axis (accuracy, WS_AXIS_Y, _ ("Test accuracy (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  for (guint i = 0; i < groups->len; i++)
    {
      add_r2_bars (r2, table, g_ptr_array_index (groups, i), i);
      add_accuracy_bars (accuracy, table, g_ptr_array_index (groups, i), used, n, i);
    }
  add_zoo_rule (accuracy, table, WS_RULE_HORIZONTAL);
  return figure;
}

const WsExperimentDrawing ws_drawing_lwln_ablation = { "lwln-ablation", make_lwln };

/* -- intervals: one line a setting -- */

/* One value of each setting, from the row of @method. */
static void
add_intervals (WsPanel       *panel,
               const WsTable *table,
               GPtrArray     *groups,
               const char    *name,
               const char    *method,
               const char    *key,
               guint          class_index)
{
  g_autofree double *mean = g_new (double, groups->len), *lo = g_new (double, groups->len);
  g_autofree double *hi = g_new (double, groups->len);

  for (guint i = 0; i < groups->len; i++)
    {
      guint  row = find_row (table, g_ptr_array_index (groups, i), method);
      double std = row != G_MAXUINT ? get_std (table, row, key) : 0;

      mean[i] = row != G_MAXUINT ? ws_drawing_get_mean (table, row, key) : (double)NAN;
      lo[i] = mean[i] - std;
      hi[i] = mean[i] + std;
    }
  ws_panel_add_interval (panel, name, mean, lo, hi, groups->len, class_index);
}

/* As set_categories() wants it. */
static char **
dup_names (GPtrArray *groups)
{
  char **names = g_new0 (char *, groups->len + 1);

  for (guint i = 0; i < groups->len; i++)
    names[i] = g_strdup (g_ptr_array_index (groups, i));
  return names;
}

static WsFigure *
make_alignment (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  g_autoptr (GPtrArray) groups = NULL;
  g_auto (GStrv) names = NULL;
  WsFigure *figure;
  WsPanel  *r2, *accuracy;

  groups = list_groups (table);
  if (groups->len == 0)
    return NULL;
  names = dup_names (groups);
  figure = new_figure (table, info, path);
  r2 = ws_figure_add_panel (figure);
  accuracy = ws_figure_add_panel (figure);
  ws_panel_set_title (r2, _ ("Unseen networks"));
  ws_panel_set_categories (r2, (const char *const *)names);
  ws_panel_set_axis (r2, WS_AXIS_X, _ ("R²"), WS_SCALE_LINEAR, WS_FORMAT_FRACTION);
  add_intervals (r2, table, groups, NULL, "reconstruct", "r2_mean", 0);
  ws_panel_set_title (accuracy, _ ("Networks at work"));
  ws_panel_set_categories (accuracy, (const char *const *)names);
  ws_panel_set_axis (accuracy, WS_AXIS_X, _ ("Test accuracy (fraction)"), WS_SCALE_LINEAR,
                     WS_FORMAT_FRACTION);
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    add_intervals (accuracy, table, groups, get_method_title (methods[i]), methods[i], "acc_mean",
                   i);
  add_zoo_rule (accuracy, table, WS_RULE_VERTICAL);
  return figure;
}

const WsExperimentDrawing ws_drawing_alignment = { "alignment", make_alignment };

/* -- presets: all that is promised, side by side -- */

typedef struct
{
  const char *key, *title;
} Promise;

static const Promise promises[] = {
  { "kept_mean", N_ ("accuracy kept") },
  { "rank_correlation_mean", N_ ("rank correlation, all epochs") },
  { "probe_test_acc_mean", N_ ("probe: test accuracy, R²") },
  { "probe_epoch_mean", N_ ("probe: epoch, R²") },
  { "probe_ggap_mean", N_ ("probe: generalisation gap, R²") },
};

static WsFigure *
make_presets (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  g_autoptr (GPtrArray) groups = NULL, keys = g_ptr_array_new (), names = g_ptr_array_new ();
  WsFigure *figure;
  WsPanel  *panel;

  groups = list_groups (table);
  if (groups->len == 0)
    return NULL;
  list_layers (table, keys, names);
  g_ptr_array_set_size (names, (gint)keys->len);
  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      g_ptr_array_add (keys, (gpointer)promises[i].key);
      g_ptr_array_add (names, _ (promises[i].title));
    }
  g_ptr_array_add (names, NULL);
  figure = new_figure (table, info, path);
  panel = ws_figure_add_panel (figure);
  ws_panel_set_categories (panel, (const char *const *)names->pdata);
  ws_panel_set_axis (panel, WS_AXIS_X, _ ("R² of layers, and what follows, of unseen networks"),
                     WS_SCALE_LINEAR, WS_FORMAT_FRACTION);
  for (guint i = 0; i < groups->len; i++)
    {
      guint              row = find_row (table, g_ptr_array_index (groups, i), "reconstruct");
      g_autofree double *mean = g_new (double, keys->len), *lo = g_new (double, keys->len);
      g_autofree double *hi = g_new (double, keys->len);

      for (guint k = 0; k < keys->len; k++)
        {
          mean[k] = ws_drawing_get_mean (table, row, g_ptr_array_index (keys, k));
          lo[k] = mean[k] - get_std (table, row, g_ptr_array_index (keys, k));
          hi[k] = mean[k] + get_std (table, row, g_ptr_array_index (keys, k));
        }
      ws_panel_add_interval (panel, g_ptr_array_index (groups, i), mean, lo, hi, keys->len, i);
    }
  return figure;
}

const WsExperimentDrawing ws_drawing_presets = { "presets", make_presets };
