/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/scene-store.h"

/* One change. A worker may still have it when the session ends: whoever comes first, does it. */
typedef struct
{
  gatomicrefcount ref_count;
  GMutex          lock;
  gboolean        is_done;
  GError         *error;

  WsSceneWrite  what;
  WsSceneItem  *item; /* main thread only */
  WsScene      *scene;
  guint         place;
  WsSceneStore *store; /* NULL: it is gone */
} Write;

static Write *
write_ref (Write *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
write_unref (gpointer data)
{
  Write *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_mutex_clear (&self->lock);
  g_clear_error (&self->error);
  g_clear_pointer (&self->scene, ws_scene_free);
  g_clear_object (&self->item);
  g_free (self);
}

static gboolean
write_one (Write *self, WsProject *project, GError **error)
{
  switch (self->what)
    {
    case WS_SCENE_WRITE_ADD:
      return ws_project_add_scene (project, self->scene, self->place, error);
    case WS_SCENE_WRITE_REMOVE:
      return ws_project_remove_scene (project, self->scene->id, error);
    case WS_SCENE_WRITE_MOVE:
      return ws_project_move_scene (project, self->scene->id, self->place, error);
    case WS_SCENE_WRITE_UPDATE:
    default:
      return ws_project_update_scene (project, self->scene, error);
    }
}

static gpointer
write_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  Write *self = data;

  g_mutex_lock (&self->lock);
  if (!self->is_done)
    write_one (self, project, &self->error);
  self->is_done = TRUE;
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  g_mutex_unlock (&self->lock);
  return self;
}

/* -- one after the other -- */

static void next (WsSceneStore *self);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Write *write = data;
  g_autoptr (GError) error = NULL;
  WsSceneStore *self = write->store;

  ws_session_call_finish (WS_SESSION (source), result, &error);
  if (self != NULL)
    {
      self->running = NULL;
      if (error == NULL)
        {
          ws_scene_item_set_id (write->item, write->scene->id);
          next (self);
        }
      else
        {
          g_queue_clear_full (&self->waiting, write_unref);
          self->failed (error, self->data);
        }
    }
  write_unref (write);
}

/* What is written is what the scene is now; numbers of new scenes are known by now. */
static void
take_scene (Write *write)
{
  write->scene = ws_scene_copy (ws_scene_item_get_scene (write->item));
}

static void
next (WsSceneStore *self)
{
  Write *write = self->running == NULL ? g_queue_pop_head (&self->waiting) : NULL;

  if (write == NULL)
    return;
  take_scene (write);
  self->running = write;
  ws_session_call_async (self->session, write_func, write_ref (write), write_unref, NULL, NULL,
                         written_cb, write);
}

void
ws_scene_store_init (WsSceneStore      *self,
                     WsSession         *session,
                     WsSceneStoreFailed failed,
                     gpointer           data)
{
  *self = (WsSceneStore){ .session = session, .failed = failed, .data = data };
  g_queue_init (&self->waiting);
}

void
ws_scene_store_push (WsSceneStore *self, WsSceneWrite what, WsSceneItem *item, guint place)
{
  Write *write = g_new0 (Write, 1);

  g_atomic_ref_count_init (&write->ref_count);
  g_mutex_init (&write->lock);
  write->what = what;
  write->item = g_object_ref (item);
  write->place = place;
  write->store = self;
  g_queue_push_tail (&self->waiting, write);
  next (self);
}

/* Nobody is left to be told of a failure. */
static void
finish (WsSceneStore *self, Write *write)
{
  g_mutex_lock (&write->lock);
  if (!write->is_done)
    write_one (write, ws_session_get_project (self->session), &write->error);
  write->is_done = TRUE;
  if (write->error == NULL)
    ws_scene_item_set_id (write->item, write->scene->id);
  else
    g_message ("%s", write->error->message);
  g_mutex_unlock (&write->lock);
  write->store = NULL;
}

void
ws_scene_store_clear (WsSceneStore *self)
{
  Write *write;

  if (self->running != NULL)
    finish (self, self->running); /* its own callback lets go of it */
  self->running = NULL;
  while ((write = g_queue_pop_head (&self->waiting)) != NULL)
    {
      take_scene (write);
      finish (self, write);
      write_unref (write);
    }
}
