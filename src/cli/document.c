/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/session.h"

#include "core/error.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

gboolean
ws_document_open (WsDocument *self, const WsCall *call, WsProjectMode mode)
{
  g_autoptr (GError) error = NULL;

  self->path = g_strdup (call->arguments[0]);
  self->is_new = !g_file_test (self->path, G_FILE_TEST_EXISTS);
  self->project = ws_project_open (self->path, mode, &error);
  if (self->project != NULL)
    return TRUE;
  ws_call_fail (call, error);
  return FALSE;
}

void
ws_document_close (WsDocument *self)
{
  g_clear_object (&self->project);
  g_clear_pointer (&self->path, g_free);
}

void
ws_document_abandon (WsDocument *self)
{
  static const char *const endings[] = { "", "-wal", "-shm" };
  g_autoptr (GPtrArray) list =
      self->project != NULL ? ws_project_list_populations (self->project, NULL) : NULL;
  gboolean is_empty = list != NULL && list->len == 0;

  g_clear_object (&self->project);
  for (guint i = 0; self->is_new && is_empty && i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (self->path, endings[i], NULL);

      g_unlink (path);
    }
  ws_document_close (self);
}

WsPopulation *
ws_cli_find_zoo (WsProject *project, const char *name, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  if (name != NULL)
    return ws_project_find_population (project, name, error);
  list = ws_project_list_populations (project, error);
  for (guint i = list != NULL ? list->len : 0; i > 0; i--)
    {
      const WsPopulation *population = g_ptr_array_index (list, i - 1);

      if (g_str_equal (population->kind, "zoo"))
        return ws_project_get_population (project, population->id, error);
    }
  if (list != NULL)
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                 _ ("%s: there is no zoo yet; train one first"), ws_project_get_path (project));
  return NULL;
}
