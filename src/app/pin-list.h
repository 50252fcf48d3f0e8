/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/decoder.h"
#include "app/network-data.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsPinList:
 *
 * Places of the map, and networks on it, that somebody wants to keep in sight: a row each, with what
 * was measured there. A row can be looked into, compared with the network that is nearest to it, and
 * taken away; the two newest are compared with each other. Hidden while it is empty. Signal "changed"
 * (): places have come or gone.
 */
#define WS_TYPE_PIN_LIST (ws_pin_list_get_type ())
G_DECLARE_FINAL_TYPE (WsPinList, ws_pin_list, WS, PIN_LIST, GtkBox)

GtkWidget *ws_pin_list_new (void);
/* Forgets all pins where it is another map; in other data of the same one they stay. (nullable) */
void ws_pin_list_set_map (WsPinList *self, WsSession *session, WsMapData *data);
/* A place that was decoded; FALSE where no network lives there. */
gboolean ws_pin_list_add_place (WsPinList *self, const WsDecoded *decoded);
void     ws_pin_list_add_state (WsPinList *self, guint state);
guint    ws_pin_list_get_n (WsPinList *self);
/* n × 2, where they lie, and their n letters, in their order. (transfer full) */
double *ws_pin_list_dup_places (WsPinList *self, char **letters);
/* A path through all of them, in their order; FALSE where there are not two. */
gboolean ws_pin_list_walk (WsPinList *self);
/* The two newest; where there is one alone, it and the network nearest to it. */
void ws_pin_list_compare (WsPinList *self);

G_END_DECLS
