/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The finished project that comes with the program. */

/* (nullable) (transfer full): the shipped document, if it is there */
char *ws_demo_dup_shipped_path (void);
/* %TRUE for the shipped document itself, which nobody should write into. */
gboolean ws_demo_is_shipped (const char *path);
/* Copies it into the user's data folder unless it is there already; gives the copy's path. */
void  ws_demo_copy_async (GAsyncReadyCallback callback, gpointer user_data);
char *ws_demo_copy_finish (GAsyncResult *result, GError **error);

G_END_DECLS
