/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WS_TYPE_PREFERENCES (ws_preferences_get_type ())
G_DECLARE_FINAL_TYPE (WsPreferences, ws_preferences, WS, PREFERENCES, AdwPreferencesWindow)

GtkWidget *ws_preferences_new (void);

G_END_DECLS
