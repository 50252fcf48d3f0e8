/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/zoo-view.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The networks of a zoo as a table that can be sorted; rows follow the training. Signal "opened"
 * (uint model): a row was clicked twice, or Enter pressed on it. */
#define WS_TYPE_ZOO_TABLE (ws_zoo_table_get_type ())
G_DECLARE_FINAL_TYPE (WsZooTable, ws_zoo_table, WS, ZOO_TABLE, AdwBin)

/* NULL empties it. Rows of the same zoo are brought up to date and stay selected. */
void ws_zoo_table_set_view (WsZooTable *self, WsZooView *view, gboolean is_training);
/* Selects the networks whose accuracy is in [lo, hi]; gives how many. */
guint ws_zoo_table_select_accuracy (WsZooTable *self, double lo, double hi);

G_END_DECLS
