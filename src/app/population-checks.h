/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsPopulationChecks:
 *
 * Populations to choose several of, newest first, as a row that unfolds; its subtitle says what is
 * chosen. Those that have been fine-tuned once stand behind the others. Each row says kind, number
 * of networks and accuracy. What is chosen stays chosen while the document changes. Signal
 * "changed".
 */
#define WS_TYPE_POPULATION_CHECKS (ws_population_checks_get_type ())
G_DECLARE_FINAL_TYPE (
    WsPopulationChecks, ws_population_checks, WS, POPULATION_CHECKS, AdwExpanderRow)

/* @populations: (nullable): of WsPopulationItem; @most: how many may be chosen at once. Those that
 * are there and not chosen yet stay so; where nothing is, the newest samples are, else the newest.
 */
void ws_population_checks_fill (WsPopulationChecks *self, GListModel *populations, guint most);
/* @texts: from gint64 ids to text; lent */
void ws_population_checks_set_accuracies (WsPopulationChecks *self, GHashTable *texts);
/* Names of those that are chosen, the last of the list first. (transfer full) */
GStrv ws_population_checks_dup_chosen (WsPopulationChecks *self);
/* Chooses these and no others; unknown ones are left out. */
void ws_population_checks_choose (WsPopulationChecks *self, const char *const *names);

G_END_DECLS
