/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/session.h"
#include "results/map-data.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsVoteCard:
 *
 * The networks that are selected on the map as an ensemble: the mean of their probabilities decides.
 * Its accuracy on test images stands beside that of its members. Asked for by a button, measured on a
 * worker; another selection takes the answer away. Hidden for fewer than two networks.
 */
#define WS_TYPE_VOTE_CARD (ws_vote_card_get_type ())
G_DECLARE_FINAL_TYPE (WsVoteCard, ws_vote_card, WS, VOTE_CARD, GtkBox)

/* @selected: (nullable): 1 for each selected state of @data; each network votes once, by its last one.
 * @session, @data: (nullable) */
void ws_vote_card_set_selection (WsVoteCard   *self,
                                 WsSession    *session,
                                 WsMapData    *data,
                                 const guint8 *selected);
void ws_vote_card_vote (WsVoteCard *self);

G_END_DECLS
