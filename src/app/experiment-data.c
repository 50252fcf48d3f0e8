/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/experiment-data.h"

#include "app/experiment-fields.h"
#include "results/experiment-figure.h"
#include "results/experiment-text.h"

#include <glib/gi18n.h>

/* -- one run -- */

static void
run_free (gpointer data)
{
  WsExperimentRun *self = data;

  g_clear_pointer (&self->info, ws_experiment_info_free);
  g_free (self);
}

gboolean
ws_experiment_run_is_finished (const WsExperimentRun *self)
{
  return self->n_done >= self->n_units;
}

char *
ws_experiment_run_dup_title (const WsExperimentRun *self)
{
  return g_strdup_printf (ngettext ("Run %" G_GINT64_FORMAT " · %u of %u unit",
                                    "Run %" G_GINT64_FORMAT " · %u of %u units", self->n_units),
                          self->info->id, self->n_done, self->n_units);
}

static gboolean
count_units (WsProject *project, WsExperimentRun *run, GError **error)
{
  g_autoptr (GArray) units = ws_experiment_make_units (&run->settings, NULL);
  g_autoptr (GPtrArray) results =
      ws_project_load_experiment_results (project, run->info->id, error);

  if (results == NULL)
    return FALSE;
  run->n_done = results->len;
  run->n_units = units != NULL ? units->len : results->len;
  return TRUE;
}

/* -- reading -- */

/* Experiments of a later version are passed over. */
static gboolean
load_runs (WsExperimentData *self, WsProject *project, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) infos = ws_project_list_experiments (project, NULL, error);

  if (infos == NULL)
    return FALSE;
  g_ptr_array_set_free_func (infos, NULL);
  for (guint i = 0; i < infos->len; i++)
    {
      WsExperimentRun *run = g_new0 (WsExperimentRun, 1);

      run->info = g_ptr_array_index (infos, i);
      g_ptr_array_add (self->runs, run);
    }
  for (guint i = 0; i < self->runs->len;)
    {
      WsExperimentRun *run = g_ptr_array_index (self->runs, i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (ws_experiment_lookup (run->info->name, NULL) == NULL ||
          !ws_experiment_settings_from_json (run->info->settings_json, &run->settings, NULL))
        g_ptr_array_remove_index (self->runs, i);
      else if (count_units (project, run, error))
        i++;
      else
        return FALSE;
    }
  return TRUE;
}

static gboolean
load_shown (WsExperimentData           *self,
            WsProject                  *project,
            const WsExperimentQuestion *question,
            GError                    **error)
{
  const WsExperimentRun *run = ws_experiment_data_find (self, question->run);
  guint                  n_done, n_units;

  if (run == NULL || !g_str_equal (run->info->name, question->name))
    run = ws_experiment_data_get_run (self, question->name, 0);
  if (run == NULL)
    return TRUE;
  self->table = ws_work_make_experiment_table (project, run->info, &n_done, &n_units, error);
  if (self->table == NULL)
    return FALSE;
  self->shown = run->info->id;
  self->figure = ws_experiment_figure_new (self->table, run->info, ws_project_get_path (project));
  ws_experiment_note_unfinished (self->table, n_done, n_units);
  return TRUE;
}

gpointer
ws_experiment_data_read (WsProject    *project,
                         gpointer      data,
                         GCancellable *cancellable,
                         GError      **error)
{
  g_autoptr (WsExperimentData) self = g_new0 (WsExperimentData, 1);

  self->runs = g_ptr_array_new_with_free_func (run_free);
  if (!load_runs (self, project, cancellable, error) || !load_shown (self, project, data, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ws_experiment_data_free (WsExperimentData *self)
{
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_pointer (&self->table, ws_table_free);
  g_clear_pointer (&self->figure, ws_figure_unref);
  g_free (self);
}

/* -- finding -- */

const WsExperimentRun *
ws_experiment_data_find (const WsExperimentData *self, gint64 id)
{
  for (guint i = 0; self != NULL && i < self->runs->len; i++)
    {
      const WsExperimentRun *run = g_ptr_array_index (self->runs, i);

      if (run->info->id == id)
        return run;
    }
  return NULL;
}

const WsExperimentRun *
ws_experiment_data_get_run (const WsExperimentData *self, const char *name, guint back)
{
  for (guint i = self != NULL ? self->runs->len : 0; i-- > 0;)
    {
      const WsExperimentRun *run = g_ptr_array_index (self->runs, i);

      if (g_str_equal (run->info->name, name) && back-- == 0)
        return run;
    }
  return NULL;
}

guint
ws_experiment_data_count (const WsExperimentData *self, const char *name)
{
  guint n = 0;

  while (ws_experiment_data_get_run (self, name, n) != NULL)
    n++;
  return n;
}

const WsExperimentRun *
ws_experiment_data_find_same (const WsExperimentData *self, const WsExperimentSettings *settings)
{
  const WsExperimentRun *run;

  for (guint i = 0; (run = ws_experiment_data_get_run (self, settings->name, i)) != NULL; i++)
    if (ws_experiment_is_same (&run->settings, settings))
      return run;
  return NULL;
}
