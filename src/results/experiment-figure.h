/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"
#include "work/work.h"

G_BEGIN_DECLS

/* Figures of experiments are drawn from their tables, and so from the document alone; the command
 * line and the desktop draw them here. */

gboolean ws_experiment_has_figure (const char *name);
/* @path: of the document, for the source line. (transfer full) (nullable): NULL where the
 * experiment has no figure, or the table has not enough rows for it yet. */
WsFigure *
ws_experiment_figure_new (const WsTable *table, const WsExperimentInfo *info, const char *path);

G_END_DECLS
