/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"
#include "work/work.h"

G_BEGIN_DECLS

/* One run of an experiment, and how far it is. */
typedef struct
{
  WsExperimentInfo    *info;
  WsExperimentSettings settings;
  guint                n_done, n_units;
} WsExperimentRun;

gboolean ws_experiment_run_is_finished (const WsExperimentRun *self);
/* "Run 3 · 12 of 20 units": its settings stand elsewhere. (transfer full) */
char *ws_experiment_run_dup_title (const WsExperimentRun *self);

/* The Experiments page's view of a document, read on a worker. */
typedef struct
{
  GPtrArray *runs; /* of WsExperimentRun: all that this version knows, in order of creation */
  gint64
      shown; /* of these the one that was asked for, else the newest of its experiment; 0: none */
  WsTable  *table;  /* (nullable): what it has found */
  WsFigure *figure; /* (nullable) */
} WsExperimentData;

typedef struct
{
  char   name[32]; /* of the experiment */
  gint64 run;      /* 0: its newest */
} WsExperimentQuestion;

/* A WsReadFunc; @data: WsExperimentQuestion */
gpointer ws_experiment_data_read (WsProject    *project,
                                  gpointer      data,
                                  GCancellable *cancellable,
                                  GError      **error);
void     ws_experiment_data_free (WsExperimentData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsExperimentData, ws_experiment_data_free)

/* (nullable) (transfer none); @self too may be NULL in all of these */
const WsExperimentRun *ws_experiment_data_find (const WsExperimentData *self, gint64 id);
/* The newest one of an experiment, counted from the other end: 0, 1, … */
const WsExperimentRun       *
ws_experiment_data_get_run (const WsExperimentData *self, const char *name, guint back);
guint ws_experiment_data_count (const WsExperimentData *self, const char *name);
/* The run that the same settings would go on with. */
const WsExperimentRun *ws_experiment_data_find_same (const WsExperimentData     *self,
                                                     const WsExperimentSettings *settings);

G_END_DECLS
