/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/map-data.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsPopulationToggles:
 *
 * Which populations a map shows, four at most: as many colours and shapes can be told apart at a
 * glance. Signal "changed".
 */
#define WS_TYPE_POPULATION_TOGGLES (ws_population_toggles_get_type ())
G_DECLARE_FINAL_TYPE (WsPopulationToggles, ws_population_toggles, WS, POPULATION_TOGGLES, GtkBox)

/* The first and the newest are on, but what was switched off stays off. */
void    ws_population_toggles_set_data (WsPopulationToggles *self, const WsMapData *data);
/* Switches off those with these ids (of gint64), and the others on, as far as four go. */
void    ws_population_toggles_hide (WsPopulationToggles *self, const WsMapData *data, const GArray *ids);
guint64 ws_population_toggles_get_mask (WsPopulationToggles *self); /* bit i: population i */

G_END_DECLS
