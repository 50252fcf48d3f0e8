/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/project.h"
#include "project/project-private.h"

#include "core/error.h"
#include "core/numeric.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/* A copy for sharing. Every table is copied row by row, so that what later versions add is copied
 * as well; a column "dtype" tells that "data" can be made half as long. */

typedef struct
{
  WsProject      *project;
  const char     *path; /* of the copy, for people */
  sqlite3        *out;
  const gboolean *keep; /* by epoch, NULL for all */
  guint           n_keep;
} Copy;

static gboolean
check_out (Copy *copy, int rc, GError **error)
{
  if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
    return TRUE;
  ws_storage_set_error (error, copy->path, copy->out, rc);
  return FALSE;
}

/* Half as many bytes, unless a number would become infinite. */
static guint16 *
halve (const void *blob, gsize n)
{
  g_autofree guint16 *halves = g_new (guint16, n);

  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;
      float   x;

      memcpy (&bits, (const guint8 *)blob + 4 * i, 4);
      bits = GUINT32_FROM_LE (bits);
      memcpy (&x, &bits, 4);
      halves[i] = ws_half_from_float (x);
      if (isfinite (x) && !isfinite (ws_half_to_float (halves[i])))
        return NULL;
      halves[i] = GUINT16_TO_LE (halves[i]);
    }
  return g_steal_pointer (&halves);
}

static void
bind_blob (sqlite3_stmt *in, sqlite3_stmt *out, int dtype, int data)
{
  const char *name = (const char *)sqlite3_column_text (in, dtype);
  const void *blob = sqlite3_column_blob (in, data);
  gsize       n = (gsize)sqlite3_column_bytes (in, data) / 4;
  guint16    *halves = g_strcmp0 (name, "f32") == 0 && blob != NULL ? halve (blob, n) : NULL;

  if (halves == NULL)
    return;
  sqlite3_bind_text (out, dtype + 1, "f16", -1, SQLITE_STATIC);
  sqlite3_bind_blob64 (out, data + 1, halves, n * 2, g_free);
}

static gboolean
copy_rows (Copy *copy, sqlite3_stmt *in, sqlite3_stmt *out, GError **error)
{
  int      n_columns = sqlite3_column_count (in), dtype = -1, data = -1;
  gboolean has_row;

  for (int i = 0; i < n_columns; i++)
    {
      if (g_str_equal (sqlite3_column_name (in, i), "dtype"))
        dtype = i;
      if (g_str_equal (sqlite3_column_name (in, i), "data"))
        data = i;
    }
  while (ws_project_step (copy->project, in, &has_row, error))
    {
      if (!has_row)
        return TRUE;
      for (int i = 0; i < n_columns; i++)
        sqlite3_bind_value (out, i + 1, sqlite3_column_value (in, i));
      if (dtype >= 0 && data >= 0)
        bind_blob (in, out, dtype, data);
      if (!check_out (copy, sqlite3_step (out), error))
        return FALSE;
      sqlite3_reset (out);
    }
  return FALSE;
}

static gboolean
copy_table (Copy *copy, const char *table, GError **error)
{
  g_autofree char *select = g_strdup_printf ("SELECT * FROM \"%s\"", table);
  g_autoptr (WsQuery) in = ws_project_query (copy->project, select, error);
  g_autoptr (GString) insert = g_string_new (NULL);
  sqlite3_stmt *out = NULL;
  gboolean      is_good;

  if (in == NULL)
    return FALSE;
  g_string_printf (insert, "INSERT INTO \"%s\" VALUES (?", table);
  for (int i = 1; i < sqlite3_column_count (in); i++)
    g_string_append (insert, ", ?");
  g_string_append_c (insert, ')');
  is_good = check_out (copy, sqlite3_prepare_v2 (copy->out, insert->str, -1, &out, NULL), error) &&
            copy_rows (copy, in, out, error);
  sqlite3_finalize (out);
  return is_good;
}

/* What only matters while work goes on stays behind. */
#define LIST_TABLES                                                                                \
  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE "     \
  "'\\' "                                                                                          \
  "AND name NOT IN ('train_state', 'hyper_state') ORDER BY rowid"
#define DROP_UNFINISHED                                                                            \
  "DELETE FROM job WHERE state IN ('queued', 'running'); "                                         \
  "DELETE FROM meta WHERE key GLOB 'job.*' AND NOT EXISTS "                                        \
  "(SELECT 1 FROM job WHERE key GLOB 'job.' || job.id || '.*')"

static gboolean
copy_tables (Copy *copy, GError **error)
{
  g_autoptr (WsQuery) tables = ws_project_query (copy->project, LIST_TABLES, error);
  gboolean has_row;

  if (tables == NULL)
    return FALSE;
  while (ws_project_step (copy->project, tables, &has_row, error))
    {
      if (!has_row)
        return TRUE;
      if (!copy_table (copy, (const char *)sqlite3_column_text (tables, 0), error))
        return FALSE;
    }
  return FALSE;
}

/* States of a zoo that are neither to be kept nor a network's last. */
static gboolean
drop_epochs (Copy *copy, GError **error)
{
  static const char *const tables[] = { "weights", "latent", "point" };
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint e = 0; e < copy->n_keep; e++)
    if (copy->keep[e])
      g_string_append_printf (list, "%s%u", list->len > 0 ? ", " : "", e);
  for (guint i = 0; copy->keep != NULL && i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "DELETE FROM %s WHERE checkpoint IN (SELECT c.id FROM checkpoint c "
          "JOIN model m ON m.id = c.model JOIN population p ON p.id = m.population "
          "WHERE p.kind = 'zoo' AND c.epoch NOT IN (%s) "
          "AND c.epoch < (SELECT max (epoch) FROM checkpoint WHERE model = c.model))",
          tables[i], list->str);

      if (!check_out (copy, sqlite3_exec (copy->out, sql, NULL, NULL, NULL), error))
        return FALSE;
    }
  return TRUE;
}

/* The rows of one moment, whatever other connections write meanwhile. */
static gboolean
copy_snapshot (Copy *copy, GError **error)
{
  sqlite3 *in = ws_project_get_handle (copy->project);
  gboolean is_own = sqlite3_get_autocommit (in), is_good;

  if (is_own)
    sqlite3_exec (in, "BEGIN", NULL, NULL, NULL);
  is_good =
      check_out (copy,
                 sqlite3_exec (copy->out, "PRAGMA foreign_keys = OFF; BEGIN", NULL, NULL, NULL),
                 error) &&
      copy_tables (copy, error) && drop_epochs (copy, error) &&
      check_out (copy,
                 sqlite3_exec (copy->out, DROP_UNFINISHED "; COMMIT; VACUUM", NULL, NULL, NULL),
                 error);
  if (is_own)
    sqlite3_exec (in, "COMMIT", NULL, NULL, NULL);
  return is_good;
}

/* -- the file -- */

static gboolean
is_same_file (const char *a, const char *b)
{
  GStatBuf one, other;

  return g_stat (a, &one) == 0 && g_stat (b, &other) == 0 && one.st_dev == other.st_dev &&
         one.st_ino == other.st_ino;
}

/* Replacing a document under a journal that belongs to another would mix the two. */
static gboolean
check_target (WsProject *self, const char *path, GError **error)
{
  g_autofree char *journal = g_strconcat (path, "-wal", NULL);
  const char      *own = sqlite3_db_filename (ws_project_get_handle (self), "main");
  GStatBuf         info;

  if (own != NULL && is_same_file (own, path))
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                 "%s: a compact copy needs another name than the "
                 "document itself",
                 path);
  else if (g_file_test (journal, G_FILE_TEST_EXISTS))
    g_set_error (error, WS_ERROR, WS_ERROR_STORAGE,
                 "%s: this document is open in a program; close it there or choose another name",
                 path);
  else if (g_stat (path, &info) == 0 && !S_ISREG (info.st_mode))
    g_set_error (error, WS_ERROR, WS_ERROR_STORAGE, "%s: not a plain file; choose another name",
                 path);
  else
    return TRUE;
  return FALSE;
}

static gboolean
sync_path (const char *path, int flags)
{
  int      fd = g_open (path, flags, 0);
  gboolean is_good = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return is_good;
}

static gboolean
put_in_place (const char *temporary, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (!sync_path (temporary, O_RDONLY) || g_rename (temporary, path) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "%s: the copy cannot be put in place (%s)", path, g_strerror (errno));
      return FALSE;
    }
  /* Some file systems cannot sync a folder; the copy itself is whole. */
  sync_path (folder, O_RDONLY | O_DIRECTORY);
  return TRUE;
}

gboolean
ws_project_write_compact (
    WsProject *self, const char *path, const gboolean *keep, guint n_keep, GError **error)
{
  g_autofree char *temporary = NULL;
  Copy             copy = { .project = self, .path = path, .keep = keep, .n_keep = n_keep };
  gboolean         is_good;

  g_return_val_if_fail (WS_IS_PROJECT (self) && path != NULL, FALSE);
  if (!check_target (self, path, error))
    return FALSE;
  temporary = g_strdup_printf ("%s.%d.part", path, (int)getpid ());
  g_unlink (temporary); /* of a process with the same number that was killed */
  copy.out = ws_storage_open (temporary, WS_PROJECT_CREATE, TRUE, error);
  if (copy.out == NULL)
    return FALSE;
  is_good = copy_snapshot (&copy, error);
  sqlite3_close (copy.out);
  is_good = is_good && put_in_place (temporary, path, error);
  if (!is_good)
    g_unlink (temporary);
  return is_good;
}
