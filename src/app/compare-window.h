/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/network-data.h"
#include "app/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Two networks side by side: accuracies and their paired difference, weights and their difference, each
 * class, where their answers agree. */
#define WS_TYPE_COMPARE_WINDOW (ws_compare_window_get_type ())
G_DECLARE_FINAL_TYPE (WsCompareWindow, ws_compare_window, WS, COMPARE_WINDOW, AdwWindow)

/* Opens one beside the window of @widget. @keys: two of one architecture (transfer full); @names: how
 * people know them. */
void ws_compare_window_present (GtkWidget         *widget,
                                WsSession         *session,
                                WsNetworkKey      *keys[2],
                                const char *const  names[2]);

G_END_DECLS
