/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/sampler-record.h"
#include "project/project-private.h"

#include "core/error.h"

void
ws_sampler_record_free (WsSamplerRecord *self)
{
  g_free (self->method);
  g_free (self->target);
  g_free (self->settings_json);
  g_free (self->history_json);
  g_free (self->created);
  g_free (self->version);
  g_free (self);
}

#define SELECT_SAMPLER                                                                             \
  "SELECT id, step, steps, history, created, version, hyper, population, method, target, "         \
  "settings, seed FROM sampler "

static void
read_progress (WsQuery *query, WsSamplerRecord *self)
{
  g_free (self->history_json);
  g_free (self->created);
  g_free (self->version);
  self->id = sqlite3_column_int64 (query, 0);
  self->step = ws_query_get_uint (query, 1);
  self->n_steps = ws_query_get_uint (query, 2);
  self->history_json = ws_query_dup_text (query, 3, FALSE);
  self->created = ws_query_dup_text (query, 4, FALSE);
  self->version = ws_query_dup_text (query, 5, FALSE);
}

static gboolean
find (WsProject *self, WsSamplerRecord *record, gboolean *found, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self,
                        SELECT_SAMPLER "WHERE hyper IS ? AND population = ? AND method = ? AND "
                                       "target = ? AND settings = ? AND seed = ? AND steps = ?",
                        error);

  if (query == NULL)
    return FALSE;
  ws_query_bind_id (query, 1, record->hyper);
  sqlite3_bind_int64 (query, 2, record->population);
  ws_query_bind_text (query, 3, record->method);
  ws_query_bind_text (query, 4, record->target);
  ws_query_bind_text (query, 5, record->settings_json);
  sqlite3_bind_int64 (query, 6, (gint64)record->seed);
  sqlite3_bind_int64 (query, 7, record->n_steps);
  if (!ws_project_step (self, query, found, error))
    return FALSE;
  if (*found)
    read_progress (query, record);
  return TRUE;
}

static gboolean
add (WsProject *self, WsSamplerRecord *record, GError **error)
{
  g_autoptr (WsQuery) query = ws_project_query (
      self,
      "INSERT INTO sampler (hyper, population, method, target, settings, seed, step, steps, "
      "history, created, version) VALUES (?, ?, ?, ?, ?, ?, 0, ?, '[]', ?, ?)",
      error);

  if (query == NULL)
    return FALSE;
  g_free (record->history_json);
  g_free (record->created);
  g_free (record->version);
  record->step = 0;
  record->history_json = g_strdup ("[]");
  record->created = ws_stamp_dup_time ();
  record->version = ws_stamp_dup_version ();
  ws_query_bind_id (query, 1, record->hyper);
  sqlite3_bind_int64 (query, 2, record->population);
  ws_query_bind_text (query, 3, record->method);
  ws_query_bind_text (query, 4, record->target);
  ws_query_bind_text (query, 5, record->settings_json);
  sqlite3_bind_int64 (query, 6, (gint64)record->seed);
  sqlite3_bind_int64 (query, 7, record->n_steps);
  ws_query_bind_text (query, 8, record->created);
  ws_query_bind_text (query, 9, record->version);
  if (!ws_project_run (self, query, error))
    return FALSE;
  record->id = sqlite3_last_insert_rowid (ws_project_get_handle (self));
  return TRUE;
}

gboolean
ws_project_begin_sampler (WsProject *self, WsSamplerRecord *record, GError **error)
{
  gboolean found;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  g_return_val_if_fail (record->method != NULL && record->target != NULL, FALSE);
  g_return_val_if_fail (record->settings_json != NULL && record->n_steps > 0, FALSE);
  if (!ws_project_begin (self, error))
    return FALSE;
  if (find (self, record, &found, error) && (found || add (self, record, error)))
    return ws_project_commit (self, error);
  ws_project_rollback (self);
  return FALSE;
}

gboolean
ws_project_save_sampler (
    WsProject *self, gint64 id, guint step, GBytes *state, const char *history_json, GError **error)
{
  g_autoptr (WsQuery) query = NULL;
  gsize         size;
  gconstpointer data = g_bytes_get_data (state, &size);

  g_return_val_if_fail (WS_IS_PROJECT (self) && history_json != NULL, FALSE);
  query = ws_project_query (
      self, "UPDATE sampler SET step = ?2, state = ?3, history = ?4 WHERE id = ?1", error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, id);
  sqlite3_bind_int64 (query, 2, step);
  sqlite3_bind_blob64 (query, 3, data, size, SQLITE_STATIC);
  ws_query_bind_text (query, 4, history_json);
  if (!ws_project_run (self, query, error))
    return FALSE;
  if (sqlite3_changes (ws_project_get_handle (self)) > 0)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               "%s: there is no sampler number %" G_GINT64_FORMAT, ws_project_get_path (self), id);
  return FALSE;
}

GBytes *
ws_project_load_sampler (WsProject *self, gint64 id, GError **error)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self, "SELECT state FROM sampler WHERE id = ? AND state IS NOT NULL",
                            error);
  if (query == NULL)
    return NULL;
  sqlite3_bind_int64 (query, 1, id);
  if (!ws_project_step (self, query, &has_row, error) || !has_row)
    return NULL;
  return g_bytes_new (sqlite3_column_blob (query, 0), (gsize)sqlite3_column_bytes (query, 0));
}

GPtrArray *
ws_project_list_samplers (WsProject *self, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify)ws_sampler_record_free);
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self, SELECT_SAMPLER "ORDER BY id", error);
  if (query == NULL)
    return NULL;
  while (ws_project_step (self, query, &has_row, error))
    {
      WsSamplerRecord *record;

      if (!has_row)
        return g_steal_pointer (&list);
      record = g_new0 (WsSamplerRecord, 1);
      read_progress (query, record);
      record->hyper = sqlite3_column_int64 (query, 6);
      record->population = sqlite3_column_int64 (query, 7);
      record->method = ws_query_dup_text (query, 8, FALSE);
      record->target = ws_query_dup_text (query, 9, FALSE);
      record->settings_json = ws_query_dup_text (query, 10, FALSE);
      record->seed = (guint64)sqlite3_column_int64 (query, 11);
      g_ptr_array_add (list, record);
    }
  return NULL;
}
