/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/decoder.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the decoder makes of the place under the pointer: accuracy of a network that nobody
 * trained, what is exact about it, and how near the next real one is. Signal "answered" (): there is
 * another answer, or none any more. */
#define WS_TYPE_DECODE_CARD (ws_decode_card_get_type ())
G_DECLARE_FINAL_TYPE (WsDecodeCard, ws_decode_card, WS, DECODE_CARD, GtkBox)

void ws_decode_card_set_map (WsDecodeCard *self, WsSession *session, WsMapData *data);
/* NaN: the pointer has left. */
void ws_decode_card_point (WsDecodeCard *self, double x, double y);
/* (nullable) (transfer none): of the place where the pointer is */
const WsDecoded *ws_decode_card_get_answer (WsDecodeCard *self);
/* Switched off it asks nothing and is hidden. */
void ws_decode_card_set_active (WsDecodeCard *self, gboolean is_active);

G_END_DECLS
