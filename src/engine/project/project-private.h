/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/project.h"

#include <sqlite3.h>

G_BEGIN_DECLS

#define WS_PROJECT_APPLICATION_ID 0x57736370 /* "Wscp" */

/* -- statements: prepared once a connection, kept for its life -- */

/* A cached statement in use; leaving the scope resets it and forgets its parameters, so that it
 * holds no lock. Text and blobs bound with the helpers below are lent until then. */
typedef sqlite3_stmt WsQuery;

/* (transfer none); NULL with @error set. @sql must not be in use further up the stack. */
WsQuery *ws_project_query (WsProject *self, const char *sql, GError **error);
void     ws_query_end     (WsQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsQuery, ws_query_end)

/* One step: *@has_row tells whether there is a row to read. */
gboolean ws_project_step (WsProject *self, WsQuery *query, gboolean *has_row, GError **error);
/* Steps to the end and rewinds, for statements without rows; parameters stay bound. */
gboolean ws_project_run  (WsProject *self, WsQuery *query, GError **error);

void     ws_query_bind_text (WsQuery *query, int i, const char *text); /* NULL is NULL */
void     ws_query_bind_id   (WsQuery *query, int i, gint64 id);        /* 0 is NULL */
/* (transfer full): text made valid UTF-8; NULL becomes "" unless @is_nullable. */
char    *ws_query_dup_text  (WsQuery *query, int column, gboolean is_nullable);
/* A stored number as float; NULL becomes NaN. */
float    ws_query_get_float (WsQuery *query, int column);
/* A stored count, 0 … G_MAXUINT; anything else is cut to that range. */
guint    ws_query_get_uint  (WsQuery *query, int column);

sqlite3 *ws_project_get_handle (WsProject *self);
/* In a transaction of ours. */
gboolean ws_project_is_in_transaction (WsProject *self);

/* Shortens the file by what was deleted, as far as it can be done now. */
void     ws_project_give_back_room    (WsProject *self);

/* -- errors: one sentence for whatever SQLite says -- */
void     ws_storage_set_error (GError **error, const char *path, sqlite3 *db, int rc);
/* The same about @self's last failure. */
void     ws_project_set_error (WsProject *self, int rc, GError **error);
/* Stored values that cannot be: "%s: the document is damaged (…)". */
void     ws_project_set_damaged (WsProject *self, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* -- opening -- */
/* Opens @path and checks whose it is and of which version; the result is ready for use. @pristine:
 * for compact copies, keeps the journal out of the way. */
sqlite3 *ws_storage_open (const char *path, WsProjectMode mode, gboolean pristine, GError **error);

/* -- schema -- */
guint    ws_schema_get_version (void);
/* Brings @db from version @from to the newest; the caller has the transaction. */
int      ws_schema_migrate     (sqlite3 *db, guint from);

/* -- blobs: little-endian, dtype "f32" or "f16" -- */
/* Binds @n floats as f32. */
void     ws_query_bind_floats (WsQuery *query, int i, const float *x, gsize n);
/* Reads exactly @n floats; FALSE when dtype or length are others. @dtype_column -1: f32. */
gboolean ws_query_get_floats  (WsQuery *query, int dtype_column, int column, float *out, gsize n);

/* (transfer full): now, ISO 8601 UTC; engine version and CPU level. */
char    *ws_stamp_dup_time    (void);
char    *ws_stamp_dup_version (void);

/* (transfer full): @base, or @base-2, … whatever @sql ("SELECT 1 FROM … WHERE name = ?") does not find. */
char    *ws_project_dup_free_name (WsProject *self, const char *sql, const char *base);

G_END_DECLS
