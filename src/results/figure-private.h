/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/experiment-figure.h"

G_BEGIN_DECLS

/* One experiment's way to be drawn; answers NULL while rows that it cannot do without are missing.
 */
typedef struct
{
  const char *name; /* of the experiment */
  WsFigure *(*make) (const WsTable *table, const WsExperimentInfo *info, const char *path);
} WsExperimentDrawing;

extern const WsExperimentDrawing ws_drawing_lwln_ablation, ws_drawing_alignment, ws_drawing_presets,
    ws_drawing_frontier, ws_drawing_in_distribution, ws_drawing_transfer, ws_drawing_architectures,
    ws_drawing_ensembles, ws_drawing_targeting, ws_drawing_novelty;

/* -- reading a table -- */
const char        *
ws_drawing_get_text (const WsTable *table, guint row, const char *key); /* "" for none */
double ws_drawing_get_mean (const WsTable *table, guint row, const char *key); /* NaN for none */
/* The images' name for people: of a folder, its own name. (transfer full) */
char *ws_drawing_dup_data (const WsTable *table);
/* "my.wscape · frontier, run 3 · 2026-05-02" */
void ws_drawing_set_source (WsFigure *figure, const WsExperimentInfo *info, const char *path);

G_END_DECLS
