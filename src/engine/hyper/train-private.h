/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/autoencoder.h"
#include "hyper/head.h"
#include "hyper/optim.h"
#include "hyper/train.h"

G_BEGIN_DECLS

/* Where a training stands: saved before parameters and moments. Sums are those of the epoch under
 * way. All of it is 0 at first, the padding too: the same state is the same bytes. */
typedef struct
{
  guint32   magic;
  guint32   epoch; /* complete ones */
  guint64   n_params;
  guint64   step;
  guint32   batch; /* complete ones of the epoch under way */
  WsPlateau plateau;
  guint32   best_epoch; /* whose R² on validation is the best, 0: none measured */
  float     best_r2;
  guint32   n_stale; /* measurements since then */
  guint32   n_task;  /* steps of this epoch with losses of what networks do */
  double    loss, loss_rec, loss_contrast, loss_task, loss_behaviour;
  double    seconds;
} WsTrainProgress;

typedef struct
{
  WsHyper             *hyper;
  const WsHyperConfig *config;
  const WsHyperData   *data;
  const WsHyperSink   *sink;
  WsJob               *job;
  WsTrainProgress      at;
  guint32             *train, *order; /* rows of the data; their order in this epoch */
  guint                n_train, batch, n_batches, rows, part_rows;
  guint64              total_steps;
  WsPass              *pass;
  WsHead              *head;        /* with contrast */
  WsTaskLoss          *task;        /* with losses of what networks do */
  WsNewLatents        *new_latents; /* with networks of new latents among them */
  float               *input, *target, *z;   /* a batch: all views */
  float               *dz_batch;             /* gradient of z that the whole batch makes; nullable */
  float               *p, *dp;               /* projected views and their gradient */
  float               *w_hat, *dw_hat, *dz;  /* a part of the batch */
  float               *z_new, *original;     /* likewise */
  float               *grad, *m, *v, *best;  /* as parameters; @best without the head, nullable */
  gint64               since, saved_at, saving; /* microseconds of the clock */
} WsTrainer;

/* train-step.c */
gboolean ws_trainer_init_step (WsTrainer *self, GError **error);
void     ws_trainer_clear_step (WsTrainer *self);
/* One batch; its losses are added to the epoch's sums. */
gboolean ws_trainer_step (WsTrainer *self, GError **error);
/* Time in pauses is not work. */
gboolean ws_trainer_tick (WsTrainer *self, GError **error);

/* train-state.c: all that is needed to go on, as one blob. */
GBytes  *ws_trainer_dup_state (WsTrainer *self);
gboolean ws_trainer_resume (WsTrainer *self, GBytes *state, GError **error);
double   ws_trainer_seconds (WsTrainer *self); /* since the start, without pauses */

G_END_DECLS
