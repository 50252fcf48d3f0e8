/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/job.h"

G_BEGIN_DECLS

/* A part of a job's work: it begins when @from of @total units are done and ends at @to. Where a
 * function takes a stage, %NULL means that nobody watches and nobody can cancel. */
typedef struct
{
  WsJob      *job;
  double      from, to, total;
  const char *unit; /* plural noun */
} WsStage;

/* Says that @share (0 … 1) of the stage is done, and asks whether to go on: as ws_job_tick(). */
gboolean ws_stage_report (const WsStage *self, double share, GError **error);
/* The same question without blocking, for pieces of work on pool threads: what they leave undone is
 * forgotten at the next report. */
gboolean ws_stage_is_cancelled (const WsStage *self);
/* A part of a part: from @from to @to, as shares of @self. */
WsStage ws_stage_part (const WsStage *self, double from, double to);

/**
 * WsMapFunc:
 * @y: (array): n × components places, valid during the call
 * @done: epochs so far, of @total
 *
 * A map as it moves, for a live view. Called on the thread that does the work.
 */
typedef void (*WsMapFunc) (
    const float *y, guint n, guint n_components, guint done, guint total, gpointer data);

G_END_DECLS
