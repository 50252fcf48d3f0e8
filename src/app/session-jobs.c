/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/session-private.h"
#include "work/work.h"

/* The queue: one job runs, the others wait for their turn. */

GListModel *
ws_session_get_jobs (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return G_LIST_MODEL (self->jobs);
}

gboolean
ws_session_is_busy (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), FALSE);
  return g_list_model_get_n_items (G_LIST_MODEL (self->jobs)) > 0;
}

/* A zoo in the making belongs into the lists as soon as it has a row. */
static void
snapshot_cb (WsJob *job, GParamSpec *pspec, WsSession *self)
{
  g_autoptr (GObject) snapshot = ws_job_dup_snapshot (job);
  guint  n_models, n_epochs;
  gint64 population = 0;

  if (WS_IS_ZOO_SNAPSHOT (snapshot))
    ws_zoo_snapshot_get (WS_ZOO_SNAPSHOT (snapshot), &n_models, &n_epochs, &population);
  if (population == 0 || population == self->seen_population)
    return;
  self->seen_population = population;
  if (ws_session_find_population (self, population) == NULL)
    ws_session_reload (self);
}

/* A job that was stopped because the window closes is not over: the next opening offers it. */
static void
keep_for_next_time (WsSession *self, WsJob *job)
{
  g_autoptr (GError) error = NULL;
  gint64 record = ws_work_get_record (job);

  if (ws_job_get_state (job) != WS_JOB_CANCELLED || record == 0)
    return;
  if (!ws_project_set_job_state (self->project, record, "queued", NULL, &error))
    g_warning ("%s: %s", ws_session_get_path (self), error->message);
}

static void start_next (WsSession *self);

static void
job_ended_cb (WsJob *job, WsSession *self)
{
  guint position;

  g_object_ref (job); /* the list and the session let go of it */
  g_signal_handlers_disconnect_by_data (job, self);
  if (g_list_store_find (self->jobs, job, &position))
    g_list_store_remove (self->jobs, position);
  if (self->running == job)
    g_clear_object (&self->running);
  ws_session_emit_job (self, job, TRUE);
  if (self->stop != NULL)
    {
      g_autoptr (GTask) stop = g_steal_pointer (&self->stop);

      keep_for_next_time (self, job);
      g_task_return_boolean (stop, TRUE);
    }
  else
    {
      ws_session_reload (self);
      start_next (self);
    }
  g_object_unref (job);
  ws_session_notify_jobs (self);
}

static void
start_next (WsSession *self)
{
  if (self->running != NULL)
    return;
  self->running = g_list_model_get_item (G_LIST_MODEL (self->jobs), 0);
  if (self->running == NULL)
    return;
  g_signal_connect_object (self->running, "ended", G_CALLBACK (job_ended_cb), self, 0);
  g_signal_connect_object (self->running, "notify::snapshot", G_CALLBACK (snapshot_cb), self, 0);
  ws_job_start (self->running);
  ws_session_emit_job (self, self->running, FALSE);
}

void
ws_session_run (WsSession *self, WsJob *job)
{
  g_return_if_fail (WS_IS_SESSION (self));
  g_return_if_fail (WS_IS_JOB (job));
  g_list_store_append (self->jobs, job);
  g_object_unref (job);
  start_next (self);
  ws_session_notify_jobs (self);
}

WsJob *
ws_session_find_job (WsSession *self, const char *kind)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i++)
    {
      g_autoptr (WsJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      if (g_str_equal (ws_job_get_kind (job), kind))
        return job;
    }
  return NULL;
}

void
ws_session_cancel (WsSession *self, WsJob *job)
{
  guint position;

  g_return_if_fail (WS_IS_SESSION (self));
  if (job == self->running)
    {
      ws_job_cancel (job);
      return;
    }
  if (g_list_store_find (self->jobs, job, &position))
    {
      ws_job_cancel (job); /* and its record with it */
      g_list_store_remove (self->jobs, position);
      ws_session_notify_jobs (self);
    }
}

void
ws_session_stop_async (WsSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));

  g_task_set_source_tag (task, ws_session_stop_async);
  if (self->running == NULL || self->stop != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (n > 1)
    g_list_store_splice (self->jobs, 1, n - 1, NULL, 0);
  self->stop = g_steal_pointer (&task);
  ws_job_cancel (self->running);
}

gboolean
ws_session_stop_finish (WsSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

GPtrArray *
ws_session_dup_unfinished (WsSession *self)
{
  g_return_val_if_fail (WS_IS_SESSION (self), NULL);
  return g_ptr_array_ref (self->unfinished);
}

gboolean
ws_session_resume (WsSession *self, const WsJobRecord *record, GError **error)
{
  WsJob *job = ws_work_resume (self->project, record, error);

  if (job == NULL)
    return FALSE;
  ws_session_run (self, job);
  return TRUE;
}

gboolean
ws_session_discard (WsSession *self, const WsJobRecord *record, GError **error)
{
  return ws_project_set_job_state (self->project, record->id, "cancelled", NULL, error);
}
