/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/curves.h"
#include "work/work.h"

G_BEGIN_DECLS

/**
 * WsTunedCurve:
 *
 * A population that a fine-tuning made or is making, at every epoch. Immutable, shared.
 */
typedef struct
{
  gint64          id;
  char           *name;   /* of the population */
  char           *source; /* (nullable): what it was made from; NULL from scratch */
  char           *data, *arch;
  guint64         seed;
  guint           n_models, n_epochs; /* planned epochs */
  gboolean        is_done;
  WsEpochMetrics *metrics; /* (n_epochs + 1) × n_models, [epoch][model], NaN where not there */
  GArray         *rows; /* of WsCurveRow: epochs that at least half of the networks have reached */
} WsTunedCurve;

/* What the page shows: the populations of some runs. Immutable; made on a worker. */
typedef struct
{
  gatomicrefcount ref_count;
  GPtrArray      *curves; /* of WsTunedCurve, in the order of the runs */
  guint           n_epochs;
  guint           n_classes; /* 0: not known */
  gboolean        is_one_run;
  char *summary; /* "cnn-s on fashion-mnist · 5 epochs · seed 1", and a line on what a better
                  * start is worth where it was trained beside networks from scratch */
} WsFinetuneView;

WsFinetuneView *ws_finetune_view_ref (WsFinetuneView *self);
void            ws_finetune_view_unref (WsFinetuneView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsFinetuneView, ws_finetune_view_unref)

/* What is to be shown. */
typedef struct
{
  GArray *runs; /* of gint64: the first population of each run */
  WsFinetuneSnapshot
                 *snapshot; /* (nullable): of the run that goes on; counts when it is among them */
  WsFinetuneView *before;   /* (nullable): what has not changed is taken from it */
} WsFinetuneQuestion;

/* Takes what it is given. */
WsFinetuneQuestion      *
ws_finetune_question_new (GArray *runs, WsFinetuneSnapshot *snapshot, WsFinetuneView *before);
void ws_finetune_question_free (WsFinetuneQuestion *self);
/* For ws_session_read(): @data is a WsFinetuneQuestion. */
gpointer ws_finetune_view_read (WsProject    *project,
                                gpointer      data,
                                GCancellable *cancellable,
                                GError      **error);

const WsTunedCurve *ws_finetune_view_get_curve (const WsFinetuneView *self, guint i);
/* What it is called in a legend: what its networks started from where one run is shown, else by its
 * name. (transfer full) */
char *ws_finetune_view_dup_label (const WsFinetuneView *self, guint i);
/* (nullable): the newest row, that of an epoch. */
const WsCurveRow *ws_tuned_curve_get_last (const WsTunedCurve *self);
const WsCurveRow *ws_tuned_curve_get_row (const WsTunedCurve *self, guint epoch);
/* For its summary; (transfer full). */
char *ws_finetune_text_summary (const WsFinetuneView *self);

/* -- the runs of a document -- */
typedef struct
{
  gint64 id; /* its first population */
  char  *title, *subtitle;
} WsFinetuneRun;

void ws_finetune_run_free (WsFinetuneRun *self);
/* (element-type WsFinetuneRun), newest first; for ws_session_read(), without data. */
gpointer ws_finetune_runs_read (WsProject    *project,
                                gpointer      data,
                                GCancellable *cancellable,
                                GError      **error);

G_END_DECLS
