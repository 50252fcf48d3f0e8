/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What a window without a project shows: new, open, the demo, and recent projects. */
#define WS_TYPE_WELCOME (ws_welcome_get_type ())
G_DECLARE_FINAL_TYPE (WsWelcome, ws_welcome, WS, WELCOME, AdwBin)

/* Reads the list of recent projects anew. */
void ws_welcome_refresh (WsWelcome *self);
/* Why a project could not be opened. */
void ws_welcome_show_error (WsWelcome *self, const char *what, const GError *error);

G_END_DECLS
