/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/project.h"
#include "project/project-private.h"

#include "core/error.h"

#include <math.h>

struct _WsProject
{
  GObject       parent_instance;
  char         *path;     /* as given, for people */
  char         *absolute; /* for other connections, whatever the working folder */
  WsProjectMode mode;
  sqlite3      *db;
  GHashTable   *statements; /* text → sqlite3_stmt */
  guint         depth;      /* of nested transactions */
  gboolean      is_doomed;  /* an inner one was rolled back */
};

G_DEFINE_FINAL_TYPE (WsProject, ws_project, G_TYPE_OBJECT)

static void
ws_project_finalize (GObject *object)
{
  WsProject *self = WS_PROJECT (object);

  g_clear_pointer (&self->statements, g_hash_table_unref);
  g_clear_pointer (&self->db, sqlite3_close); /* an open transaction is rolled back */
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->absolute, g_free);
  G_OBJECT_CLASS (ws_project_parent_class)->finalize (object);
}

static void
ws_project_class_init (WsProjectClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ws_project_finalize;
}

static void
statement_free (gpointer statement)
{
  sqlite3_finalize (statement);
}

static void
ws_project_init (WsProject *self)
{
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, statement_free);
}

static WsProject *
open_as (const char *path, const char *absolute, WsProjectMode mode, GError **error)
{
  sqlite3   *db = ws_storage_open (absolute, mode, FALSE, error);
  WsProject *self;

  if (db == NULL)
    return NULL;
  self = g_object_new (WS_TYPE_PROJECT, NULL);
  self->path = g_strdup (path);
  self->absolute = g_strdup (absolute);
  self->mode = mode;
  self->db = db;
  return self;
}

WsProject *
ws_project_open (const char *path, WsProjectMode mode, GError **error)
{
  g_autofree char *absolute = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  absolute = g_canonicalize_filename (path, NULL);
  return open_as (path, absolute, mode, error);
}

WsProject *
ws_project_reopen (WsProject *self, GError **error)
{
  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  /* By now it exists; one that was deleted meanwhile is not made anew. */
  return open_as (self->path, self->absolute,
                  self->mode == WS_PROJECT_CREATE ? WS_PROJECT_READ_WRITE : self->mode, error);
}

const char *
ws_project_get_path (WsProject *self)
{
  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  return self->path;
}

gboolean
ws_project_is_read_only (WsProject *self)
{
  g_return_val_if_fail (WS_IS_PROJECT (self), TRUE);
  return self->mode == WS_PROJECT_READ_ONLY;
}

sqlite3 *
ws_project_get_handle (WsProject *self)
{
  return self->db;
}

gboolean
ws_project_is_in_transaction (WsProject *self)
{
  return self->depth > 0;
}

/* -- statements -- */

WsQuery *
ws_project_query (WsProject *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement;
  int           rc;

  /* SQLite undoes a transaction by itself on a full disk; what follows must not be kept alone. */
  if (self->depth > 0 && sqlite3_get_autocommit (self->db))
    {
      self->is_doomed = TRUE;
      g_set_error (error, WS_ERROR, WS_ERROR_STORAGE,
                   "%s: the transaction was undone after an earlier problem", self->path);
      return NULL;
    }
  statement = g_hash_table_lookup (self->statements, sql);
  if (statement != NULL)
    return statement;
  rc = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (rc != SQLITE_OK)
    {
      ws_project_set_error (self, rc, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

void
ws_query_end (WsQuery *query)
{
  sqlite3_reset (query);
  sqlite3_clear_bindings (query);
}

gboolean
ws_project_step (WsProject *self, WsQuery *query, gboolean *has_row, GError **error)
{
  int rc = sqlite3_step (query);

  *has_row = rc == SQLITE_ROW;
  if (rc == SQLITE_ROW || rc == SQLITE_DONE)
    return TRUE;
  ws_project_set_error (self, rc, error);
  return FALSE;
}

gboolean
ws_project_run (WsProject *self, WsQuery *query, GError **error)
{
  gboolean has_row = TRUE, is_good = TRUE;

  while (is_good && has_row)
    is_good = ws_project_step (self, query, &has_row, error);
  sqlite3_reset (query);
  return is_good;
}

void
ws_query_bind_text (WsQuery *query, int i, const char *text)
{
  sqlite3_bind_text (query, i, text, -1, SQLITE_STATIC);
}

void
ws_query_bind_id (WsQuery *query, int i, gint64 id)
{
  if (id == 0)
    sqlite3_bind_null (query, i);
  else
    sqlite3_bind_int64 (query, i, id);
}

char *
ws_query_dup_text (WsQuery *query, int column, gboolean is_nullable)
{
  const char *text = (const char *)sqlite3_column_text (query, column);

  if (text == NULL)
    return is_nullable ? NULL : g_strdup ("");
  return g_utf8_make_valid (text, sqlite3_column_bytes (query, column));
}

float
ws_query_get_float (WsQuery *query, int column)
{
  if (sqlite3_column_type (query, column) == SQLITE_NULL)
    return NAN;
  return (float)sqlite3_column_double (query, column);
}

guint
ws_query_get_uint (WsQuery *query, int column)
{
  return (guint)CLAMP (sqlite3_column_int64 (query, column), 0, (gint64)G_MAXUINT);
}

/* -- transactions -- */

gboolean
ws_project_begin (WsProject *self, GError **error)
{
  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  if (self->mode == WS_PROJECT_READ_ONLY)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_STORAGE, "%s: the document is open read-only",
                   self->path);
      return FALSE;
    }
  if (self->depth == 0)
    {
      g_autoptr (WsQuery) query = ws_project_query (self, "BEGIN IMMEDIATE", error);

      if (query == NULL || !ws_project_run (self, query, error))
        return FALSE;
      self->is_doomed = FALSE;
    }
  self->depth++;
  return TRUE;
}

gboolean
ws_project_commit (WsProject *self, GError **error)
{
  int rc;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  if (self->depth == 0 || self->is_doomed || sqlite3_get_autocommit (self->db))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_STORAGE,
                   "%s: the transaction was undone after an earlier problem", self->path);
      ws_project_rollback (self);
      return FALSE;
    }
  if (self->depth > 1)
    {
      self->depth--;
      return TRUE;
    }
  rc = sqlite3_exec (self->db, "COMMIT", NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    {
      self->depth = 0;
      return TRUE;
    }
  ws_project_set_error (self, rc, error);
  ws_project_rollback (self);
  return FALSE;
}

void
ws_project_rollback (WsProject *self)
{
  g_return_if_fail (WS_IS_PROJECT (self));
  /* After a commit that did not succeed there is nothing left to undo. */
  if (self->depth == 0)
    return;
  self->is_doomed = TRUE;
  if (--self->depth == 0 && !sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}

void
ws_project_give_back_room (WsProject *self)
{
  if (self->depth == 0)
    sqlite3_exec (self->db, "PRAGMA incremental_vacuum", NULL, NULL, NULL);
}

/* -- facts -- */

char *
ws_project_dup_meta (WsProject *self, const char *key)
{
  g_autoptr (WsQuery) query = NULL;
  gboolean has_row;

  g_return_val_if_fail (WS_IS_PROJECT (self), NULL);
  query = ws_project_query (self, "SELECT value FROM meta WHERE key = ?", NULL);
  if (query == NULL)
    return NULL;
  ws_query_bind_text (query, 1, key);
  if (!ws_project_step (self, query, &has_row, NULL) || !has_row)
    return NULL;
  return ws_query_dup_text (query, 0, FALSE);
}

gboolean
ws_project_set_meta (WsProject *self, const char *key, const char *value, GError **error)
{
  g_autoptr (WsQuery) query = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (self), FALSE);
  if (value == NULL)
    query = ws_project_query (self, "DELETE FROM meta WHERE key = ?", error);
  else
    query = ws_project_query (self,
                              "INSERT INTO meta (key, value) VALUES (?, ?) "
                              "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                              error);
  if (query == NULL)
    return FALSE;
  ws_query_bind_text (query, 1, key);
  if (value != NULL)
    ws_query_bind_text (query, 2, value);
  return ws_project_run (self, query, error);
}

char *
ws_project_dup_free_name (WsProject *self, const char *sql, const char *base)
{
  g_autoptr (WsQuery) query = ws_project_query (self, sql, NULL);
  gboolean has_row = query != NULL;
  char    *name = g_strdup (base);

  for (guint i = 2; has_row; i++)
    {
      ws_query_bind_text (query, 1, name);
      if (!ws_project_step (self, query, &has_row, NULL) || !has_row)
        break;
      ws_query_end (query);
      g_free (name);
      name = g_strdup_printf ("%s-%u", base, i);
    }
  return name;
}
