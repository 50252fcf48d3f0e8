/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/network-data.h"
#include "app/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsNetworkWindow:
 *
 * One network looked into: architecture and lineage, weights of every layer, what a test image or one
 * that is drawn becomes in every layer, and the answers to all test images. Reads on the session's
 * workers; the window closes with its session.
 */
#define WS_TYPE_NETWORK_WINDOW (ws_network_window_get_type ())
G_DECLARE_FINAL_TYPE (WsNetworkWindow, ws_network_window, WS, NETWORK_WINDOW, AdwWindow)

/* Opens one beside the window of @widget. @key (transfer full) */
void ws_network_window_present (GtkWidget *widget, WsSession *session, WsNetworkKey *key);

G_END_DECLS
