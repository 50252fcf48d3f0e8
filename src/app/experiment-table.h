/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/table.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsExperimentTable:
 *
 * A table of results, read only. The columns that say what a row is stay in their place; the
 * measures scroll beside them (Left and Right, too). Rows can be selected; Ctrl+C copies them, or
 * all, with tabs.
 */
#define WS_TYPE_EXPERIMENT_TABLE (ws_experiment_table_get_type ())
G_DECLARE_FINAL_TYPE (WsExperimentTable, ws_experiment_table, WS, EXPERIMENT_TABLE, AdwBin)

/* (nullable): shows nothing. Copied; rows that are as before keep their selection. */
void ws_experiment_table_set_table (WsExperimentTable *self, const WsTable *table);

/* -- what it shows, for tests -- */
/* Titles, then a row each: (element-type GStrv) (transfer full). Silent columns are left out;
 * published numbers stand beside ours. @n_fixed: (out): columns that say what a row is */
GPtrArray *ws_experiment_table_dup_cells (const WsTable *table, guint *n_fixed);

G_END_DECLS
