/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The projects that were opened last, newest first, kept in one small file of the user's data
 * folder (never in a project). Main thread. */

#define WS_TYPE_RECENT (ws_recent_get_type ())
G_DECLARE_FINAL_TYPE (WsRecent, ws_recent, WS, RECENT, GObject)

const char *ws_recent_get_path (WsRecent *self);
const char *ws_recent_get_title (WsRecent *self);
gboolean    ws_recent_is_missing (WsRecent *self);
/* "240 networks · latent space · 2 hours ago", or that it is not there. (transfer full) */
char *ws_recent_dup_subtitle (WsRecent *self);

/* Of WsRecent; (transfer full); at most 12. */
GListModel *ws_recents_list (void);
/* @summary: (nullable): what is in it, for the list */
void ws_recents_add (const char *path, const char *summary);
void ws_recents_remove (const char *path);

G_END_DECLS
