/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/finetune-figure.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsFinetuneTable:
 *
 * One row for each population, one column for each of a few epochs. Ctrl+C copies it.
 */
#define WS_TYPE_FINETUNE_TABLE (ws_finetune_table_get_type ())
G_DECLARE_FINAL_TYPE (WsFinetuneTable, ws_finetune_table, WS, FINETUNE_TABLE, AdwBin)

/* @view: (nullable) */
void ws_finetune_table_set_view (WsFinetuneTable      *self,
                                 WsFinetuneView       *view,
                                 const WsFinetuneLook *look);

/* -- what it says, for its rows and for tests -- */
#define WS_FINETUNE_TABLE_EPOCHS 6 /* 0, 1, 5, 25, 50 and the last */

/* Whether the column has anything to say of @view. */
gboolean ws_finetune_table_has_column (const WsFinetuneView *view, guint column);
/* (nullable): what column @column tells of a population */
const WsCurveRow *ws_finetune_table_get_row (const WsTunedCurve *curve, guint column);
/* The table with a line of titles, tab-separated. (transfer full) */
char *ws_finetune_table_dup_text (const WsFinetuneView *view, const WsFinetuneLook *look);

G_END_DECLS
