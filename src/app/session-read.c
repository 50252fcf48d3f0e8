/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/session.h"

/* Readers of a session: each on a worker thread with a connection of its own. */

typedef struct
{
  WsReadFunc     func;
  gpointer       data;
  GDestroyNotify data_free, result_free;
  WsProject     *project; /* only to be opened again */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  if (call->data_free != NULL && call->data != NULL)
    call->data_free (call->data);
  g_object_unref (call->project);
  g_free (call);
}

static void
call_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Call *call = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WsProject) project = NULL;
  gpointer result = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    {
      project = ws_project_reopen (call->project, &error);
      if (project != NULL)
        result = call->func (project, call->data, cancellable, &error);
    }
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, result, call->result_free);
}

void
ws_session_call_async (WsSession          *self,
                       WsReadFunc          func,
                       gpointer            data,
                       GDestroyNotify      data_free,
                       GDestroyNotify      result_free,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Call *call = g_new0 (Call, 1);

  g_return_if_fail (WS_IS_SESSION (self));
  call->func = func;
  call->data = data;
  call->data_free = data_free;
  call->result_free = result_free;
  call->project = g_object_ref (ws_session_get_project (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ws_session_call_async);
  g_task_set_name (task, "[weightscape] read");
  /* who asked decides what a late answer is worth */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, call_free);
  g_task_run_in_thread (task, call_thread);
}

gpointer
ws_session_call_finish (WsSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -- slots -- */

typedef struct
{
  WsReadSlot    *slot; /* may be gone once @cancellable is cancelled */
  GCancellable  *cancellable;
  GDestroyNotify result_free;
  WsReadDone     done;
  gpointer       user_data;
} Ask;

static void
read_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (GError) error = NULL;
  gpointer answer = ws_session_call_finish (WS_SESSION (source), result, &error);

  if (g_cancellable_is_cancelled (ask->cancellable))
    {
      if (answer != NULL && ask->result_free != NULL)
        ask->result_free (answer);
    }
  else
    {
      g_clear_object (&ask->slot->current);
      ask->done (answer, error, ask->user_data);
    }
  g_object_unref (ask->cancellable);
  g_free (ask);
}

void
ws_session_read (WsSession     *self,
                 WsReadSlot    *slot,
                 WsReadFunc     func,
                 gpointer       data,
                 GDestroyNotify data_free,
                 GDestroyNotify result_free,
                 WsReadDone     done,
                 gpointer       user_data)
{
  Ask *ask = g_new0 (Ask, 1);

  g_return_if_fail (WS_IS_SESSION (self));
  ws_read_slot_clear (slot);
  slot->current = g_cancellable_new ();
  ask->slot = slot;
  ask->cancellable = g_object_ref (slot->current);
  ask->result_free = result_free;
  ask->done = done;
  ask->user_data = user_data;
  ws_session_call_async (self, func, data, data_free, result_free, ask->cancellable, read_done_cb,
                         ask);
}

void
ws_read_slot_clear (WsReadSlot *slot)
{
  if (slot->current == NULL)
    return;
  g_cancellable_cancel (slot->current);
  g_clear_object (&slot->current);
}

gboolean
ws_read_slot_is_busy (const WsReadSlot *slot)
{
  return slot->current != NULL;
}

/* -- readers that take long ----------------------------------------------------------------------
 */

static void
cancel_job_cb (GCancellable *cancellable, WsJob *job)
{
  ws_job_cancel (job);
}

void
ws_read_job_init (WsReadJob *self, GCancellable *cancellable)
{
  *self = (WsReadJob){ NULL };
  if (cancellable == NULL)
    return;
  self->job = ws_job_new ("read", "", NULL, NULL, NULL);
  self->cancellable = g_object_ref (cancellable);
  self->handler = g_cancellable_connect (cancellable, G_CALLBACK (cancel_job_cb),
                                         g_object_ref (self->job), g_object_unref);
}

void
ws_read_job_clear (WsReadJob *self)
{
  if (self->cancellable != NULL)
    g_cancellable_disconnect (self->cancellable, self->handler);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->job);
}
