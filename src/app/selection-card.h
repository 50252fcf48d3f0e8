/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/map-data.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsSelectionCard:
 *
 * What is selected on a map, in numbers: networks, mean ± standard deviation of their accuracy,
 * the best one, and a histogram beside the whole zoo. A network counts once, by its last state in
 * the selection: states of one network are no independent observations.
 */
#define WS_TYPE_SELECTION_CARD (ws_selection_card_get_type ())
G_DECLARE_FINAL_TYPE (WsSelectionCard, ws_selection_card, WS, SELECTION_CARD, GtkBox)

/* @selected: 1 for each selected state of @data */
void ws_selection_card_show (WsSelectionCard *self,
                             const WsMapData *data,
                             const guint8    *selected,
                             guint            n_selected);

G_END_DECLS
