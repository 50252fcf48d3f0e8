/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"
#include "work/work.h"

G_BEGIN_DECLS

/* One zoo as the Zoo page shows it: every network at every epoch. Immutable; made on a worker from
 * the document, or from a job's snapshot. */
typedef struct
{
  gatomicrefcount ref_count;
  WsPopulation   *info;
  guint           n_models, n_epochs;
  WsEpochMetrics *metrics;  /* (n_epochs + 1) × n_models, [epoch][model], NaN where not there */
  guint8         *split;    /* WsSplit of each network */
  guint8         *diverged; /* of each network */
  guint32        *last;     /* last epoch with numbers; 0 too when there is none */
  float          *lr;
} WsZooView;

/* Reads a population from the document; for ws_session_read(): @data is a gint64 id. */
gpointer
ws_zoo_view_read (WsProject *project, gpointer data, GCancellable *cancellable, GError **error);
/* What the document said, with the numbers of a running job. (transfer full) */
WsZooView *ws_zoo_view_update (WsZooView *self, WsZooSnapshot *snapshot);
WsZooView *ws_zoo_view_ref (WsZooView *self);
void       ws_zoo_view_unref (WsZooView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsZooView, ws_zoo_view_unref)

/* Metrics of a network at its last epoch. */
const WsEpochMetrics *ws_zoo_view_get_last (const WsZooView *self, guint model);
guint                 ws_zoo_view_count_diverged (const WsZooView *self);
/* "cnn-s on fashion-mnist · tanh · 240 networks · 25 epochs · test accuracy 0.71 ± 0.04" */
char *ws_zoo_view_dup_summary (const WsZooView *self);

/* Test accuracy or loss over the epochs: mean, 10–90 % band, single networks behind. */
WsFigure *ws_zoo_curves_figure (const WsZooView *self, gboolean is_loss);
/* Final test accuracy of the networks of each split. */
WsFigure *ws_zoo_histogram_figure (const WsZooView *self);

G_END_DECLS
