/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/scene.h"
#include "project/project-private.h"

#include "core/error.h"

#include <string.h>

WsScene *
ws_scene_new (const char *title, const char *caption, const char *view)
{
  WsScene *self = g_new0 (WsScene, 1);

  self->title = g_strdup (title != NULL ? title : "");
  self->caption = g_strdup (caption != NULL ? caption : "");
  self->view = g_strdup (view != NULL ? view : "{}");
  return self;
}

WsScene *
ws_scene_copy (const WsScene *from)
{
  WsScene *self = ws_scene_new (from->title, from->caption, from->view);

  self->id = from->id;
  self->created = g_strdup (from->created);
  self->version = g_strdup (from->version);
  return self;
}

void
ws_scene_free (WsScene *self)
{
  g_free (self->title);
  g_free (self->caption);
  g_free (self->view);
  g_free (self->created);
  g_free (self->version);
  g_free (self);
}

/* Another program may have written more than ours would: a talk is not worth all memory. */
#define SELECT_SCENES                                                                              \
  "SELECT id, substr (title, 1, 10000), substr (caption, 1, 10000), "                              \
  "CASE WHEN length (view) <= 4194304 THEN view ELSE '{}' END, created, version "                  \
  "FROM scene ORDER BY place, id"

G_STATIC_ASSERT (WS_SCENE_MAX_TEXT == 10000 && WS_SCENE_MAX_VIEW == 4194304);

GPtrArray *
ws_project_list_scenes (WsProject *self, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_scene_free);
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self, SELECT_SCENES, error);
  if (query == NULL)
    return NULL;
  while (ws_project_step (self, query, &has_row, error))
    {
      WsScene *scene;

      if (!has_row)
        return g_steal_pointer (&list);
      scene = g_new0 (WsScene, 1);
      scene->id = sqlite3_column_int64 (query, 0);
      scene->title = ws_query_dup_text (query, 1, FALSE);
      scene->caption = ws_query_dup_text (query, 2, FALSE);
      scene->view = ws_query_dup_text (query, 3, FALSE);
      scene->created = ws_query_dup_text (query, 4, FALSE);
      scene->version = ws_query_dup_text (query, 5, FALSE);
      g_ptr_array_add (list, scene);
    }
  return NULL;
}

static gboolean
check (WsProject *self, const WsScene *scene, GError **error)
{
  if (strlen (scene->title) <= WS_SCENE_MAX_TEXT && strlen (scene->caption) <= WS_SCENE_MAX_TEXT &&
      strlen (scene->view) <= WS_SCENE_MAX_VIEW)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
               "%s: a scene takes a title and a caption of %d bytes each and settings of %u",
               ws_project_get_path (self), WS_SCENE_MAX_TEXT, WS_SCENE_MAX_VIEW);
  return FALSE;
}

/* -- places: 0, 1, 2 … without holes -- */

static gboolean
list_ids (WsProject *self, GArray *ids, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self, "SELECT id FROM scene ORDER BY place, id", error);
  gboolean has_row;

  if (query == NULL)
    return FALSE;
  while (ws_project_step (self, query, &has_row, error))
    {
      gint64 id;

      if (!has_row)
        return TRUE;
      id = sqlite3_column_int64 (query, 0);
      g_array_append_val (ids, id);
    }
  return FALSE;
}

static gboolean
write_places (WsProject *self, const GArray *ids, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self, "UPDATE scene SET place = ? WHERE id = ?", error);

  if (query == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      sqlite3_bind_int64 (query, 1, i);
      sqlite3_bind_int64 (query, 2, g_array_index (ids, gint64, i));
      if (!ws_project_run (self, query, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_not_found (WsProject *self, gint64 id, GError **error)
{
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               "%s: there is no scene number %" G_GINT64_FORMAT, ws_project_get_path (self), id);
  return FALSE;
}

static gboolean
put_at (WsProject *self, gint64 id, guint place, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!list_ids (self, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      {
        g_array_remove_index (ids, i);
        g_array_insert_val (ids, MIN (place, ids->len), id);
        return write_places (self, ids, error);
      }
  return set_not_found (self, id, error);
}

static gboolean
end (WsProject *self, gboolean is_good, GError **error)
{
  if (is_good)
    return ws_project_commit (self, error);
  ws_project_rollback (self);
  return FALSE;
}

/* -- changes -- */

static gboolean
insert (WsProject *self, WsScene *scene, GError **error)
{
  g_autoptr (WsQuery) query =
      ws_project_query (self,
                        "INSERT INTO scene (id, place, title, caption, view, created, version) "
                        "VALUES (?, (SELECT count (*) FROM scene), ?, ?, ?, ?, ?)",
                        error);

  if (query == NULL)
    return FALSE;
  if (scene->created == NULL)
    scene->created = ws_stamp_dup_time ();
  if (scene->version == NULL)
    scene->version = ws_stamp_dup_version ();
  ws_query_bind_id (query, 1, scene->id);
  ws_query_bind_text (query, 2, scene->title);
  ws_query_bind_text (query, 3, scene->caption);
  ws_query_bind_text (query, 4, scene->view);
  ws_query_bind_text (query, 5, scene->created);
  ws_query_bind_text (query, 6, scene->version);
  if (!ws_project_run (self, query, error))
    return FALSE;
  scene->id = sqlite3_last_insert_rowid (ws_project_get_handle (self));
  return TRUE;
}

gboolean
ws_project_add_scene (WsProject *self, WsScene *scene, guint place, GError **error)
{
  gint64 before;

  g_return_val_if_fail (WS_IS_PROJECT (self) && scene != NULL, FALSE);
  before = scene->id;
  if (!check (self, scene, error) || !ws_project_begin (self, error))
    return FALSE;
  if (end (self, insert (self, scene, error) && put_at (self, scene->id, place, error), error))
    return TRUE;
  scene->id = before;
  return FALSE;
}

/* Runs a statement whose last parameter is a scene, which must be there. */
static gboolean
run_on (WsProject *self, WsQuery *query, int i, gint64 id, GError **error)
{
  sqlite3_bind_int64 (query, i, id);
  return ws_project_run (self, query, error) &&
         (sqlite3_changes (ws_project_get_handle (self)) == 1 || set_not_found (self, id, error));
}

gboolean
ws_project_update_scene (WsProject *self, const WsScene *scene, GError **error)
{
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self) && scene != NULL, FALSE);
  if (!check (self, scene, error))
    return FALSE;
  query = ws_project_query (self, "UPDATE scene SET title = ?, caption = ?, view = ? WHERE id = ?",
                            error);
  if (query == NULL)
    return FALSE;
  ws_query_bind_text (query, 1, scene->title);
  ws_query_bind_text (query, 2, scene->caption);
  ws_query_bind_text (query, 3, scene->view);
  return run_on (self, query, 4, scene->id, error);
}

gboolean
ws_project_move_scene (WsProject *self, gint64 id, guint place, GError **error)
{
  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  return ws_project_begin (self, error) && end (self, put_at (self, id, place, error), error);
}

static gboolean
take_out (WsProject *self, gint64 id, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (WsQuery) query = ws_project_query (self, "DELETE FROM scene WHERE id = ?", error);

  return query != NULL && run_on (self, query, 1, id, error) && list_ids (self, ids, error) &&
         write_places (self, ids, error);
}

gboolean
ws_project_remove_scene (WsProject *self, gint64 id, GError **error)
{
  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  return ws_project_begin (self, error) && end (self, take_out (self, id, error), error);
}
