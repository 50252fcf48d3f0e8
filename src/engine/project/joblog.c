/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/joblog.h"
#include "project/project-private.h"

#include "core/error.h"

void
ws_job_record_free (WsJobRecord *self)
{
  g_free (self->kind);
  g_free (self->title);
  g_free (self->params_json);
  g_free (self->state);
  g_free (self->message);
  g_free (self->created);
  g_free (self);
}

gint64
ws_project_add_job (
    WsProject *self, const char *kind, const char *title, const char *params_json, GError **error)
{
  g_autofree char *now = ws_stamp_dup_time ();
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self), 0);
  g_return_val_if_fail (kind != NULL && title != NULL && params_json != NULL, 0);
  query = ws_project_query (self,
                            "INSERT INTO job (kind, title, params, state, created, changed) "
                            "VALUES (?1, ?2, ?3, 'queued', ?4, ?4)",
                            error);
  if (query == NULL)
    return 0;
  ws_query_bind_text (query, 1, kind);
  ws_query_bind_text (query, 2, title);
  ws_query_bind_text (query, 3, params_json);
  ws_query_bind_text (query, 4, now);
  if (!ws_project_run (self, query, error))
    return 0;
  return sqlite3_last_insert_rowid (ws_project_get_handle (self));
}

gboolean
ws_project_set_job_state (
    WsProject *self, gint64 id, const char *state, const char *message, GError **error)
{
  g_autofree char *now = ws_stamp_dup_time ();
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self) && state != NULL, FALSE);
  query = ws_project_query (
      self, "UPDATE job SET state = ?2, message = ?3, changed = ?4 WHERE id = ?1", error);
  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, id);
  ws_query_bind_text (query, 2, state);
  ws_query_bind_text (query, 3, message);
  ws_query_bind_text (query, 4, now);
  if (!ws_project_run (self, query, error))
    return FALSE;
  if (sqlite3_changes (ws_project_get_handle (self)) > 0)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "%s: there is no job number %" G_GINT64_FORMAT,
               ws_project_get_path (self), id);
  return FALSE;
}

#define SELECT_JOB "SELECT id, kind, title, params, state, message, created FROM job "

static WsJobRecord *
read_row (WsQuery *query)
{
  WsJobRecord *self = g_new0 (WsJobRecord, 1);

  self->id = sqlite3_column_int64 (query, 0);
  self->kind = ws_query_dup_text (query, 1, FALSE);
  self->title = ws_query_dup_text (query, 2, FALSE);
  self->params_json = ws_query_dup_text (query, 3, FALSE);
  self->state = ws_query_dup_text (query, 4, FALSE);
  self->message = ws_query_dup_text (query, 5, TRUE);
  self->created = ws_query_dup_text (query, 6, FALSE);
  return self;
}

/* Rows of a prepared query. (transfer full) */
static GPtrArray *
list_rows (WsProject *self, WsQuery *query, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_job_record_free);
  gboolean has_row;

  while (ws_project_step (self, query, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_row (query));
    }
  return NULL;
}

GPtrArray *
ws_project_list_unfinished_jobs (WsProject *self, GError **error)
{
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query =
      ws_project_query (self, SELECT_JOB "WHERE state IN ('queued', 'running') ORDER BY id", error);
  return query != NULL ? list_rows (self, query, error) : NULL;
}

GPtrArray *
ws_project_list_jobs (WsProject *self, const char *kind, GError **error)
{
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self) && kind != NULL, NULL);
  query = ws_project_query (
      self, SELECT_JOB "WHERE kind = ? AND state <> 'failed' ORDER BY id DESC", error);
  if (query == NULL)
    return NULL;
  ws_query_bind_text (query, 1, kind);
  return list_rows (self, query, error);
}

WsJobRecord *
ws_project_find_job (WsProject *self, const char *kind, const char *params_json, GError **error)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self) && kind != NULL && params_json != NULL, NULL);
  query = ws_project_query (self,
                            SELECT_JOB "WHERE kind = ? AND params = ? AND state <> 'failed' "
                                       "ORDER BY id DESC LIMIT 1",
                            error);
  if (query == NULL)
    return NULL;
  ws_query_bind_text (query, 1, kind);
  ws_query_bind_text (query, 2, params_json);
  if (!ws_project_step (self, query, &has_row, error) || !has_row)
    return NULL;
  return read_row (query);
}
