/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WS_TYPE_PROJECT (ws_project_get_type ())
G_DECLARE_FINAL_TYPE (WsProject, ws_project, WS, PROJECT, GObject)

typedef enum
{
  WS_PROJECT_CREATE,     /* make it if absent, else open it for writing */
  WS_PROJECT_READ_WRITE, /* must exist; falls back to nothing: a read-only file is an error */
  WS_PROJECT_READ_ONLY,
} WsProjectMode;

/**
 * ws_project_open:
 *
 * Opens a .wscape document: one SQLite connection (WAL, foreign keys, busy time-out), to be used by
 * one thread at a time. Older versions are migrated in one transaction; a newer version, another
 * application's file, and a damaged one are refused with one clear sentence and left untouched.
 */
WsProject  *ws_project_open         (const char *path, WsProjectMode mode, GError **error);
/* Another connection to the same document, for a job's thread. */
WsProject  *ws_project_reopen       (WsProject *self, GError **error);
const char *ws_project_get_path     (WsProject *self);
gboolean    ws_project_is_read_only (WsProject *self);

/* Transactions nest by counting; everything that belongs together goes into one. On failure of the body call rollback. */
gboolean    ws_project_begin        (WsProject *self, GError **error);
gboolean    ws_project_commit       (WsProject *self, GError **error);
void        ws_project_rollback     (WsProject *self);

/* Facts about the document: (nullable) (transfer full) text by key. */
char       *ws_project_dup_meta     (WsProject *self, const char *key);
gboolean    ws_project_set_meta     (WsProject *self, const char *key, const char *value, GError **error);

/* Writes a smaller copy of the document for sharing: blobs as 16-bit floats, no train states, no unfinished jobs.
 * @keep: (nullable) (array length=n_keep): flags by epoch: weights, latents and map places of a zoo's other epochs are
 * left out (all metrics stay, and each network's last state). */
gboolean    ws_project_write_compact (WsProject *self, const char *path, const gboolean *keep, guint n_keep, GError **error);

/* What rows are stamped with that this program writes: version and processor level. (transfer full) */
char *ws_project_dup_engine_version (void);

G_END_DECLS
