/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/demo.h"

char *
ws_demo_dup_shipped_path (void)
{
  static const char *const folders[] = { WS_PKGDATADIR, WS_SOURCE_DATADIR };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (folders[i], "demo.wscape", NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

gboolean
ws_demo_is_shipped (const char *path)
{
  g_autofree char *shipped = ws_demo_dup_shipped_path ();
  g_autoptr (GFile) a = NULL;
  g_autoptr (GFile) b = NULL;

  if (shipped == NULL)
    return FALSE;
  a = g_file_new_for_path (shipped);
  b = g_file_new_for_path (path);
  return g_file_equal (a, b);
}

/* A copy that somebody has worked in stays; one of another shipped version is kept under the
 * version's size and time, so that a new demo is seen after an update. */
static char *
copy_path (const char *shipped, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (shipped);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_TIME_MODIFIED,
                         G_FILE_QUERY_INFO_NONE, NULL, error);
  g_autofree char *folder = NULL;

  if (info == NULL)
    return NULL;
  folder = g_strdup_printf (
      "demo-%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x", (guint64)g_file_info_get_size (info),
      g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED));
  return g_build_filename (g_get_user_data_dir (), "weightscape", folder, "demo.wscape", NULL);
}

/* Written under another name and renamed, so that a copy is whole or not there. */
static void
copy_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *shipped = ws_demo_dup_shipped_path ();
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *part = NULL;
  g_autoptr (GFile) from = NULL;
  g_autoptr (GFile) to = NULL;
  g_autoptr (GFile) whole = NULL;
  GError *error = NULL;

  if (shipped == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               "the demo project is not installed");
      return;
    }
  path = copy_path (shipped, &error);
  if (path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      folder = g_path_get_dirname (path);
      part = g_strconcat (path, ".part", NULL);
      from = g_file_new_for_path (shipped);
      to = g_file_new_for_path (part);
      whole = g_file_new_for_path (path);
      g_mkdir_with_parents (folder, 0700); /* the copy tells why when this did not work */
      if (g_file_copy (from, to, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                       cancellable, NULL, NULL, &error))
        g_file_move (to, whole, G_FILE_COPY_NONE, cancellable, NULL, NULL, &error);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&path), g_free);
}

void
ws_demo_copy_async (GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_run_in_thread (task, copy_thread);
}

char *
ws_demo_copy_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
