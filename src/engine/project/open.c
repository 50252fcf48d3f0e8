/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/project-private.h"

#include "core/error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 5000
#define JOURNAL_LIMIT_BYTES (64 * 1024 * 1024) /* what stays of the journal after a checkpoint */

static int
exec (sqlite3 *db, const char *sql)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL);
}

/* -- what the file system says -- */

/* A file or folder marked read-only stays unchanged even where the superuser could write. */
static gboolean
is_writable (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 && (info.st_mode & 0222) != 0 && euidaccess (path, W_OK) == 0;
}

static gboolean
check_folder (const char *path, const char *folder, GError **error)
{
  if (!g_file_test (folder, G_FILE_TEST_EXISTS))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: there is no folder %s", path,
                 folder);
  else if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, "%s: %s is not a folder", path,
                 folder);
  else if (!is_writable (folder))
    g_set_error (error, WS_ERROR, WS_ERROR_STORAGE,
                 "%s: the folder %s is read-only, and a document that is written keeps its journal "
                 "there",
                 path, folder);
  else
    return TRUE;
  return FALSE;
}

/* Refuses what cannot be opened in @mode before SQLite touches it. */
static gboolean
check_file (const char *path, const char *folder, WsProjectMode mode, GError **error)
{
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    {
      if (errno == ENOENT && mode == WS_PROJECT_CREATE)
        return check_folder (path, folder, error);
      if (errno == ENOENT)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: there is no such document",
                     path);
      else
        g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path,
                     g_strerror (errno));
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, "%s: %s, not a Weightscape document", path,
                 S_ISDIR (info.st_mode) ? "a folder" : "not a plain file");
  else if (info.st_size == 0 && mode != WS_PROJECT_CREATE)
    g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                 "%s: the file is empty, not a Weightscape document", path);
  else if (euidaccess (path, R_OK) != 0)
    g_set_error (error, WS_ERROR, WS_ERROR_STORAGE, "%s: no permission to read the document", path);
  else if (mode != WS_PROJECT_READ_ONLY && !is_writable (path))
    g_set_error (error, WS_ERROR, WS_ERROR_STORAGE, "%s: the document is read-only", path);
  else
    return mode == WS_PROJECT_READ_ONLY || check_folder (path, folder, error);
  return FALSE;
}

/* -- what SQLite says -- */

static int
get_number (sqlite3 *db, const char *sql, gint64 *out)
{
  sqlite3_stmt *statement = NULL;
  int           rc = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  *out = 0;
  if (rc == SQLITE_OK)
    {
      if (sqlite3_step (statement) == SQLITE_ROW)
        *out = sqlite3_column_int64 (statement, 0);
      rc = sqlite3_finalize (statement);
    }
  return rc;
}

/* Whose file, of which version. A file without tables is an interrupted creation or an empty file:
 * version 0 when @may_create. */
static gboolean
check_identity (sqlite3 *db, const char *path, gboolean may_create, guint *version, GError **error)
{
  gint64 application, user, n_tables;
  int    rc = get_number (db, "PRAGMA application_id", &application);

  if (rc == SQLITE_OK)
    rc = get_number (db, "PRAGMA user_version", &user);
  if (rc == SQLITE_OK)
    rc = get_number (db, "SELECT count(*) FROM sqlite_master", &n_tables);
  if (rc != SQLITE_OK)
    {
      ws_storage_set_error (error, path, db, rc);
      return FALSE;
    }
  *version = 0;
  if (n_tables == 0 && application == 0 && user == 0 && may_create)
    return TRUE;
  if (application != WS_PROJECT_APPLICATION_ID)
    g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                 "%s: a database of another program, not a Weightscape document", path);
  else if (user > ws_schema_get_version ())
    g_set_error (error, WS_ERROR, WS_ERROR_VERSION,
                 "%s: the document has version %" G_GINT64_FORMAT
                 ", this program knows up to %u; update Weightscape to open it",
                 path, user, ws_schema_get_version ());
  else if (user < 1 || n_tables == 0)
    g_set_error (error, WS_ERROR, WS_ERROR_STORAGE,
                 "%s: the document is damaged (its version or its tables are missing)", path);
  else
    {
      *version = (guint)user;
      return TRUE;
    }
  return FALSE;
}

/* Another program may have migrated it meanwhile: asked again once the lock is held. */
static gboolean
migrate (sqlite3 *db, const char *path, GError **error)
{
  guint version;
  int   rc = exec (db, "BEGIN IMMEDIATE");

  if (rc == SQLITE_OK && !check_identity (db, path, TRUE, &version, error))
    {
      exec (db, "ROLLBACK");
      return FALSE;
    }
  if (rc == SQLITE_OK && version < ws_schema_get_version ())
    rc = ws_schema_migrate (db, version);
  if (rc == SQLITE_OK)
    rc = exec (db, "COMMIT");
  if (rc == SQLITE_OK)
    return TRUE;
  ws_storage_set_error (error, path, db, rc);
  exec (db, "ROLLBACK");
  return FALSE;
}

/* An older document that may not be written is brought up to date in a temporary copy. */
static sqlite3 *
migrate_copy (sqlite3 *db, const char *path, GError **error)
{
  sqlite3        *copy = NULL;
  sqlite3_backup *backup;
  int rc = sqlite3_open_v2 ("", &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

  backup = rc == SQLITE_OK ? sqlite3_backup_init (copy, "main", db, "main") : NULL;
  if (backup != NULL)
    {
      sqlite3_backup_step (backup, -1);
      rc = sqlite3_backup_finish (backup);
    }
  else if (copy != NULL)
    rc = sqlite3_errcode (copy);
  if (rc != SQLITE_OK)
    ws_storage_set_error (error, path, copy, rc);
  else if (migrate (copy, path, error))
    return copy;
  sqlite3_close (copy);
  return NULL;
}

/* Not writing must work in a read-only folder, too: there SQLite can have no journal, and needs
 * none as long as nobody else writes. */
static int
open_handle (const char *path, WsProjectMode mode, gboolean may_write, sqlite3 **db)
{
  g_autofree char *absolute = NULL, *uri = NULL, *journal = NULL, *immutable = NULL;
  int              flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

  if (mode == WS_PROJECT_CREATE)
    return sqlite3_open_v2 (path, db, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
  /* A reader that may write leaves no journal behind; it is kept from writing by query_only. */
  if (may_write)
    return sqlite3_open_v2 (path, db, flags | SQLITE_OPEN_READWRITE, NULL);
  journal = g_strconcat (path, "-wal", NULL);
  if (g_file_test (journal, G_FILE_TEST_EXISTS))
    return sqlite3_open_v2 (path, db, flags | SQLITE_OPEN_READONLY, NULL);
  absolute = g_canonicalize_filename (path, NULL);
  uri = g_filename_to_uri (absolute, NULL, NULL);
  immutable = g_strconcat (uri, "?immutable=1", NULL);
  return sqlite3_open_v2 (immutable, db, flags | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
}

/* A document may come from anywhere: nothing in it is trusted. */
static int
harden (sqlite3 *db)
{
  sqlite3_busy_timeout (db, BUSY_TIMEOUT_MS);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  return exec (db, "PRAGMA cell_size_check = ON; PRAGMA cache_size = -16000");
}

/* Write-ahead journal where it can be had; without it the document is as safe, only slower. */
static int
set_journal (sqlite3 *db)
{
  g_autofree char *limit = g_strdup_printf ("PRAGMA journal_size_limit = %d; "
                                            "PRAGMA wal_autocheckpoint = 4000; "
                                            "PRAGMA synchronous = NORMAL",
                                            JOURNAL_LIMIT_BYTES);
  int              rc = exec (db, "PRAGMA journal_mode = WAL");

  if ((rc & 0xff) == SQLITE_BUSY)
    rc = SQLITE_OK;
  return rc == SQLITE_OK ? exec (db, limit) : rc;
}

static gboolean
set_up_writer (sqlite3 *db, const char *path, guint version, gboolean pristine, GError **error)
{
  int rc = SQLITE_OK;

  /* Only counts before the first table: room that train states leave is given back. */
  if (version == 0)
    rc = exec (db, "PRAGMA auto_vacuum = INCREMENTAL");
  if (rc == SQLITE_OK && !pristine)
    rc = set_journal (db);
  if (rc != SQLITE_OK)
    {
      ws_storage_set_error (error, path, db, rc);
      return FALSE;
    }
  return version == ws_schema_get_version () || migrate (db, path, error);
}

/* A document that could not even be begun leaves no file behind. */
static void
remove_empty (const char *path, sqlite3 *db)
{
  gint64 n_tables;
  int    rc = get_number (db, "SELECT count(*) FROM sqlite_master", &n_tables);

  sqlite3_close (db);
  if (rc == SQLITE_OK && n_tables == 0)
    g_unlink (path);
}

sqlite3 *
ws_storage_open (const char *path, WsProjectMode mode, gboolean pristine, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean         is_new = !g_file_test (path, G_FILE_TEST_EXISTS), may_write;
  sqlite3         *db = NULL, *copy;
  guint            version;
  int              rc;

  if (!check_file (path, folder, mode, error))
    return NULL;
  may_write = mode != WS_PROJECT_READ_ONLY || (is_writable (path) && is_writable (folder));
  rc = open_handle (path, mode, may_write, &db);
  if (rc == SQLITE_OK)
    rc = harden (db);
  if (rc != SQLITE_OK)
    ws_storage_set_error (error, path, db, rc);
  else if (!check_identity (db, path, mode == WS_PROJECT_CREATE, &version, error))
    rc = SQLITE_ERROR;
  else if (mode != WS_PROJECT_READ_ONLY)
    rc = set_up_writer (db, path, version, pristine, error) ? SQLITE_OK : SQLITE_ERROR;
  else if (version < ws_schema_get_version ())
    {
      copy = migrate_copy (db, path, error);
      sqlite3_close (db);
      db = copy;
      rc = copy != NULL ? harden (copy) : SQLITE_ERROR;
    }
  if (rc == SQLITE_OK)
    rc = exec (db, mode == WS_PROJECT_READ_ONLY ? "PRAGMA query_only = ON"
                                                : "PRAGMA foreign_keys = ON");
  if (rc == SQLITE_OK)
    return db;
  if (is_new && db != NULL)
    remove_empty (path, db);
  else
    sqlite3_close (db);
  return NULL;
}
