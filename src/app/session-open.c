/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/session-private.h"
#include "data/dataset.h"

#include <glib/gstdio.h>
#include <unistd.h>

typedef struct
{
  char           *path;
  WsProjectMode   mode;
  WsProject      *project;
  WsSessionLists *lists;
  GPtrArray      *datasets; /* WsDatasetInfo */
  char           *dataset;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->path);
  g_clear_object (&opening->project);
  g_clear_pointer (&opening->lists, ws_session_lists_free);
  g_clear_pointer (&opening->datasets, g_ptr_array_unref);
  g_free (opening->dataset);
  g_free (opening);
}

/* A document that may be read but not written is shown all the same; it says so. */
static WsProject *
open_project (const Opening *opening, GError **error)
{
  gboolean is_fixed = opening->mode == WS_PROJECT_READ_WRITE &&
                      g_access (opening->path, R_OK) == 0 && g_access (opening->path, W_OK) != 0;

  return ws_project_open (opening->path, is_fixed ? WS_PROJECT_READ_ONLY : opening->mode, error);
}

static void
open_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Opening *opening = task_data;
  g_autoptr (GError) error = NULL;

  opening->project = open_project (opening, &error);
  if (opening->project != NULL)
    opening->lists = ws_session_read_lists (opening->project, NULL, cancellable, &error);
  if (opening->lists == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  opening->datasets = ws_dataset_list ();
  opening->dataset = ws_project_dup_meta (opening->project, WS_META_DATASET);
  g_task_return_boolean (task, TRUE);
}

void
ws_session_open_async (const char         *path,
                       WsProjectMode       mode,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->path = g_strdup (path);
  opening->mode = mode;
  g_task_set_source_tag (task, ws_session_open_async);
  g_task_set_name (task, "[weightscape] open");
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_thread);
}

/* The choice: what the document says, else what its newest zoo was trained on, else the first. */
static void
take_datasets (WsSession *self, Opening *opening)
{
  WsPopulationItem *zoo = ws_session_get_newest_zoo (self);
  const char       *chosen = opening->dataset;

  for (guint i = 0; i < opening->datasets->len; i++)
    {
      const WsDatasetInfo *info = g_ptr_array_index (opening->datasets, i);
      g_autoptr (WsDatasetItem) item =
          ws_dataset_item_new (info->name, info->images_train, info->images_test, info->channels);

      g_list_store_append (self->datasets, item);
      if (chosen == NULL && zoo == NULL)
        chosen = info->name;
    }
  if (chosen == NULL && zoo != NULL)
    chosen = ws_population_item_get_info (zoo)->data;
  self->dataset = g_strdup (chosen);
  if (chosen != NULL && ws_session_find_dataset (self, chosen) == NULL)
    {
      g_autoptr (WsDatasetItem) item = ws_dataset_item_new (chosen, 0, 0, 1);

      g_list_store_append (self->datasets, item);
    }
}

WsSession *
ws_session_open_finish (GAsyncResult *result, GError **error)
{
  Opening   *opening;
  WsSession *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  opening = g_task_get_task_data (G_TASK (result));
  self = g_object_new (WS_TYPE_SESSION, NULL);
  self->project = g_steal_pointer (&opening->project);
  self->title = g_path_get_basename (opening->path);
  if (g_str_has_suffix (self->title, ".wscape"))
    self->title[strlen (self->title) - strlen (".wscape")] = '\0';
  ws_session_take_lists (self, g_steal_pointer (&opening->lists));
  take_datasets (self, opening);
  return self;
}
