/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/experiment.h"
#include "project/project-private.h"

#include "core/error.h"

void
ws_experiment_info_free (WsExperimentInfo *self)
{
  g_free (self->name);
  g_free (self->settings_json);
  g_free (self->created);
  g_free (self->version);
  g_free (self);
}

void
ws_experiment_result_free (WsExperimentResult *self)
{
  g_free (self->unit);
  g_free (self->config_json);
  g_free (self->measures_json);
  g_free (self->created);
  g_free (self->version);
  g_free (self);
}

/* -- runs -- */

/* TRUE with @info filled in where there is such a run. */
static gboolean
find_run (WsProject *self, WsExperimentInfo *info, gboolean *found, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self,
                        "SELECT id, created, version FROM experiment WHERE name = ? AND "
                        "population IS ? AND settings = ? ORDER BY id DESC LIMIT 1",
                        error);

  if (query == NULL)
    return FALSE;
  ws_query_bind_text (query, 1, info->name);
  ws_query_bind_id (query, 2, info->population);
  ws_query_bind_text (query, 3, info->settings_json);
  if (!ws_project_step (self, query, found, error))
    return FALSE;
  if (*found)
    {
      g_free (info->created);
      g_free (info->version);
      info->id = sqlite3_column_int64 (query, 0);
      info->created = ws_query_dup_text (query, 1, FALSE);
      info->version = ws_query_dup_text (query, 2, FALSE);
    }
  return TRUE;
}

static gboolean
add_run (WsProject *self, WsExperimentInfo *info, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self,
                        "INSERT INTO experiment (name, population, settings, created, version) "
                        "VALUES (?, ?, ?, ?, ?)",
                        error);

  if (query == NULL)
    return FALSE;
  g_free (info->created);
  g_free (info->version);
  info->created = ws_stamp_dup_time ();
  info->version = ws_stamp_dup_version ();
  ws_query_bind_text (query, 1, info->name);
  ws_query_bind_id (query, 2, info->population);
  ws_query_bind_text (query, 3, info->settings_json);
  ws_query_bind_text (query, 4, info->created);
  ws_query_bind_text (query, 5, info->version);
  if (!ws_project_run (self, query, error))
    return FALSE;
  info->id = sqlite3_last_insert_rowid (ws_project_get_handle (self));
  return TRUE;
}

gboolean
ws_project_begin_experiment (WsProject *self, WsExperimentInfo *info, GError **error)
{
  gboolean found;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  g_return_val_if_fail (info->name != NULL && info->settings_json != NULL, FALSE);
  if (!ws_project_begin (self, error))
    return FALSE;
  if (find_run (self, info, &found, error) && (found || add_run (self, info, error)))
    return ws_project_commit (self, error);
  ws_project_rollback (self);
  return FALSE;
}

#define SELECT_RUN "SELECT id, name, population, settings, created, version FROM experiment "

static WsExperimentInfo *
read_run (WsQuery *query)
{
  WsExperimentInfo *self = g_new0 (WsExperimentInfo, 1);

  self->id = sqlite3_column_int64 (query, 0);
  self->name = ws_query_dup_text (query, 1, FALSE);
  self->population = sqlite3_column_int64 (query, 2);
  self->settings_json = ws_query_dup_text (query, 3, FALSE);
  self->created = ws_query_dup_text (query, 4, FALSE);
  self->version = ws_query_dup_text (query, 5, FALSE);
  return self;
}

GPtrArray *
ws_project_list_experiments (WsProject *self, const char *name, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify)ws_experiment_info_free);
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self, SELECT_RUN "WHERE ?1 IS NULL OR name = ?1 ORDER BY id", error);
  if (query == NULL)
    return NULL;
  ws_query_bind_text (query, 1, name);
  while (ws_project_step (self, query, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_run (query));
    }
  return NULL;
}

WsExperimentInfo *
ws_project_get_experiment (WsProject *self, gint64 id, GError **error)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self, SELECT_RUN "WHERE id = ?", error);
  if (query == NULL)
    return NULL;
  sqlite3_bind_int64 (query, 1, id);
  if (!ws_project_step (self, query, &has_row, error))
    return NULL;
  if (has_row)
    return read_run (query);
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               "%s: there is no run number %" G_GINT64_FORMAT " of an experiment",
               ws_project_get_path (self), id);
  return NULL;
}

/* -- results -- */

gboolean
ws_project_add_experiment_result (WsProject                *self,
                                  gint64                    experiment,
                                  const WsExperimentResult *result,
                                  GError                  **error)
{
  g_autofree char *now = ws_stamp_dup_time (), *version = ws_stamp_dup_version ();
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  g_return_val_if_fail (result->unit != NULL && result->config_json != NULL, FALSE);
  g_return_val_if_fail (result->measures_json != NULL, FALSE);
  query = ws_project_query (self,
                            "INSERT INTO experiment_result (experiment, unit, seed, config, hyper, "
                            "measures, created, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                            error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, experiment);
  ws_query_bind_text (query, 2, result->unit);
  sqlite3_bind_int64 (query, 3, (gint64)result->seed);
  ws_query_bind_text (query, 4, result->config_json);
  ws_query_bind_id (query, 5, result->hyper);
  ws_query_bind_text (query, 6, result->measures_json);
  ws_query_bind_text (query, 7, now);
  ws_query_bind_text (query, 8, version);
  return ws_project_run (self, query, error);
}

static WsExperimentResult *
read_result (WsQuery *query)
{
  WsExperimentResult *self = g_new0 (WsExperimentResult, 1);

  self->unit = ws_query_dup_text (query, 0, FALSE);
  self->seed = (guint64)sqlite3_column_int64 (query, 1);
  self->config_json = ws_query_dup_text (query, 2, FALSE);
  self->hyper = sqlite3_column_int64 (query, 3);
  self->measures_json = ws_query_dup_text (query, 4, FALSE);
  self->created = ws_query_dup_text (query, 5, FALSE);
  self->version = ws_query_dup_text (query, 6, FALSE);
  return self;
}

GPtrArray *
ws_project_load_experiment_results (WsProject *self, gint64 experiment, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify)ws_experiment_result_free);
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self,
                            "SELECT unit, seed, config, hyper, measures, created, version "
                            "FROM experiment_result WHERE experiment = ? ORDER BY id",
                            error);
  if (query == NULL)
    return NULL;
  sqlite3_bind_int64 (query, 1, experiment);
  while (ws_project_step (self, query, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_result (query));
    }
  return NULL;
}
