/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/project-private.h"

#include "core/error.h"

#include <errno.h>

static gboolean
is_full (sqlite3 *db, int rc)
{
  int system = db != NULL ? sqlite3_system_errno (db) : 0;

  if ((rc & 0xff) == SQLITE_FULL)
    return TRUE;
  return (rc & 0xff) == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT);
}

void
ws_storage_set_error (GError **error, const char *path, sqlite3 *db, int rc)
{
  /* It may quote what a damaged document holds. */
  g_autofree char *said =
      g_utf8_make_valid (db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (rc), -1);
  int         system = db != NULL ? sqlite3_system_errno (db) : 0;
  WsError     code = WS_ERROR_STORAGE;
  const char *what;

  if (is_full (db, rc))
    what = "the disk is full; what was there before is unchanged";
  else if (rc == SQLITE_IOERR_SHORT_READ)
    what = "the document is damaged (it ends too early)";
  else if (rc == SQLITE_READONLY_DBMOVED)
    what = "the document was moved or deleted while it was open";
  else
    switch (rc & 0xff)
      {
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
      case SQLITE_PROTOCOL:
        what = "the document is locked by another program; close it there and try again";
        break;
      case SQLITE_READONLY:
      case SQLITE_PERM:
      case SQLITE_AUTH:
        what = "the document is read-only";
        break;
      case SQLITE_NOTADB:
        code = WS_ERROR_FORMAT;
        what = "not a Weightscape document, or its first page is damaged";
        break;
      case SQLITE_NOMEM:
        what = "there is not enough memory for the document";
        break;
      case SQLITE_CANTOPEN:
        what = NULL;
        g_set_error (error, WS_ERROR, code, "%s: the document cannot be opened (%s)", path,
                     system != 0 ? g_strerror (system) : said);
        break;
      case SQLITE_IOERR:
        what = NULL;
        g_set_error (error, WS_ERROR, code, "%s: reading or writing the document stopped (%s)",
                     path, system != 0 ? g_strerror (system) : said);
        break;
      case SQLITE_CONSTRAINT:
        what = NULL;
        g_set_error (error, WS_ERROR, code, "%s: rows that do not fit together (%s)", path, said);
        break;
      default:
        what = NULL;
        g_set_error (error, WS_ERROR, code, "%s: the document is damaged (%s)", path, said);
        break;
      }
  if (what != NULL)
    g_set_error (error, WS_ERROR, code, "%s: %s", path, what);
}

void
ws_project_set_error (WsProject *self, int rc, GError **error)
{
  ws_storage_set_error (error, ws_project_get_path (self), ws_project_get_handle (self), rc);
}

void
ws_project_set_damaged (WsProject *self, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list          args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, WS_ERROR, WS_ERROR_STORAGE, "%s: the document is damaged (%s)",
               ws_project_get_path (self), what);
}
