/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/figure-private.h"

#include <glib/gi18n.h>
#include <math.h>

static const WsExperimentDrawing *const drawings[] = {
  &ws_drawing_lwln_ablation, &ws_drawing_alignment,       &ws_drawing_frontier,
  &ws_drawing_presets,       &ws_drawing_in_distribution, &ws_drawing_transfer,
  &ws_drawing_architectures, &ws_drawing_ensembles,       &ws_drawing_targeting,
  &ws_drawing_novelty
};

static const WsExperimentDrawing *
find_drawing (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (drawings); i++)
    if (g_str_equal (drawings[i]->name, name))
      return drawings[i];
  return NULL;
}

gboolean
ws_experiment_has_figure (const char *name)
{
  return find_drawing (name) != NULL;
}

WsFigure *
ws_experiment_figure_new (const WsTable *table, const WsExperimentInfo *info, const char *path)
{
  const WsExperimentDrawing *drawing = find_drawing (info->name);

  return drawing != NULL && ws_table_get_n_rows (table) > 0 ? drawing->make (table, info, path)
                                                            : NULL;
}

/* -- reading a table -- */

const char *
ws_drawing_get_text (const WsTable *table, guint row, const char *key)
{
  const WsCell *cell = ws_table_find_cell (table, row, key);

  return cell != NULL && cell->text != NULL ? cell->text : "";
}

double
ws_drawing_get_mean (const WsTable *table, guint row, const char *key)
{
  const WsCell *cell = ws_table_find_cell (table, row, key);

  return cell != NULL ? cell->mean : (double)NAN;
}

char *
ws_drawing_dup_data (const WsTable *table)
{
  return g_path_get_basename (ws_drawing_get_text (table, 0, "data"));
}

void
ws_drawing_set_source (WsFigure *figure, const WsExperimentInfo *info, const char *path)
{
  g_autofree char *file = g_path_get_basename (path);
  g_autofree char *day = g_strndup (info->created, 10);
  g_autofree char *source = g_strdup_printf (_ ("%s · %s, run %" G_GINT64_FORMAT " · %s"), file,
                                             info->name, info->id, day);

  ws_figure_set_source (figure, source);
}
