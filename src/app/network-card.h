/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/network-data.h"
#include "results/map-data.h"
#include "app/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsNetworkCard:
 *
 * One state of one network, told in the inspector: name, split, accuracy with its interval, the
 * settings that it has for itself, its path through training, the kernels of its first layer
 * (read by the session's worker). Without a state it says how to get one.
 */
#define WS_TYPE_NETWORK_CARD (ws_network_card_get_type ())
G_DECLARE_FINAL_TYPE (WsNetworkCard, ws_network_card, WS, NETWORK_CARD, GtkWidget)

/* (nullable): forgets the state too */
void ws_network_card_set_session (WsNetworkCard *self, WsSession *session);
/* @state -1: none. @is_pinned: stays when the pointer leaves. */
void
ws_network_card_set_state (WsNetworkCard *self, WsMapData *data, gint state, gboolean is_pinned);
/* (nullable) (transfer full): of the state that is shown */
WsNetworkKey *ws_network_card_dup_key (WsNetworkCard *self);

G_END_DECLS
