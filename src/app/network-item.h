/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/zoo-view.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* One network of a zoo, a row of its table. Properties (read only, notified): "model", "split",
 * "lr", "epoch", "accuracy", "loss" (numbers), "state" (text). */
#define WS_TYPE_NETWORK_ITEM (ws_network_item_get_type ())
G_DECLARE_FINAL_TYPE (WsNetworkItem, ws_network_item, WS, NETWORK_ITEM, GObject)

WsNetworkItem *ws_network_item_new (guint model);
/* Takes over the numbers that have changed. @is_training: the zoo's job still runs. */
void   ws_network_item_update (WsNetworkItem *self, const WsZooView *view, gboolean is_training);
guint  ws_network_item_get_model (WsNetworkItem *self);
double ws_network_item_get_accuracy (WsNetworkItem *self); /* NaN: none yet */

G_END_DECLS
