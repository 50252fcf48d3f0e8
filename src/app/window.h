/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/page.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One window: the welcome screen, or one project with its pages. */
#define WS_TYPE_WINDOW (ws_window_get_type ())
G_DECLARE_FINAL_TYPE (WsWindow, ws_window, WS, WINDOW, AdwApplicationWindow)

GtkWidget *ws_window_new (GtkApplication *application);
/* Opens a document in this window; @create makes a new one. On an error the window says so and
 * stays as it was. The shipped demo is opened as the user's own copy. */
void       ws_window_open (WsWindow *self, const char *path, gboolean create);
WsSession *ws_window_get_session (WsWindow *self); /* (nullable) (transfer none) */
/* %FALSE when there is no such page. */
gboolean ws_window_show_page (WsWindow *self, const char *name);
/* (nullable) (transfer none) */
WsPage *ws_window_get_page (WsWindow *self);
/* Closes without a question; running work is saved and stays for next time. */
void ws_window_stop_and_close (WsWindow *self);
/* Names of all pages in their order, NULL-terminated; (transfer container) */
const char **ws_window_list_pages (void);

G_END_DECLS
