/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/reader-private.h"

#include "core/error.h"
#include "data/bytes-private.h"

#define MAX_NAMES 4096 /* bytes of a file of class names */

static const WsReader *const readers[] = {
  &ws_idx_reader, &ws_usps_reader, &ws_cifar_reader, &ws_stl_reader, &ws_svhn_reader,
};

const WsReader *
ws_reader_find (const char *folder, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      if (readers[i]->is_there (folder))
        return readers[i];
      g_string_append_printf (known, "%s%s", i > 0 ? "; " : "", readers[i]->files);
    }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "%s: no files of an image set are there: %s",
               folder, known->str);
  return NULL;
}

static char *
find_file (const char *folder, const char *name, gboolean packed)
{
  for (guint i = 0; i <= (packed ? 1 : 0); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s%s", folder, name, i > 0 ? ".gz" : "");

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  return NULL;
}

char *
ws_reader_require_file (const char *folder, const char *name, gboolean packed, GError **error)
{
  char *path = find_file (folder, name, packed);

  if (path == NULL && packed)
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "%s: there is no file %s or %s.gz", folder,
                 name, name);
  else if (path == NULL)
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                 "%s: there is no file %s; a set needs its train and its test files", folder, name);
  return path;
}

gboolean
ws_reader_has_any (const char *folder, const char *const *names, guint n, gboolean packed)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = find_file (folder, names[i], packed);

      if (path != NULL)
        return TRUE;
    }
  return FALSE;
}

char **
ws_reader_read_names (const char *folder, const char *name, guint n)
{
  g_autofree char *path = find_file (folder, name, FALSE), *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n_names = 0;
  gsize size;

  if (path == NULL || !ws_bytes_count_records (path, 1, &size, NULL) || size > MAX_NAMES ||
      !g_file_get_contents (path, &text, &size, NULL) ||
      !g_utf8_validate (text, (gssize)size, NULL))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && n_names < n; i++)
    {
      g_strstrip (lines[i]);
      if (lines[i][0] == '\0')
        continue;
      g_strv_builder_add (names, lines[i]);
      n_names++;
    }
  return n_names == n ? g_strv_builder_end (names) : NULL;
}
