/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "work/work.h"

G_BEGIN_DECLS

typedef enum
{
  WS_RESULT_TEXT,
  WS_RESULT_CSV,
  WS_RESULT_LATEX,
  WS_RESULT_JSON,
} WsResultFormat;

/* Says in a note that there is more to come, where there is. */
void ws_experiment_note_unfinished (WsTable *table, guint n_done, guint n_units);
/* What a run has found, as a document of its own: the table, and for JSON what was asked beside it.
 * (transfer full) */
char *ws_experiment_dup_text (const WsExperimentInfo *info,
                              const WsTable          *table,
                              guint                   n_done,
                              guint                   n_units,
                              WsResultFormat          format);

G_END_DECLS
