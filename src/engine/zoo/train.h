/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/job.h"
#include "zoo/recipe.h"

G_BEGIN_DECLS

/* Losses in nats, accuracies as fractions. NaN where not measured (no validation images, or the
 * running train mean at epoch 0, which is measured by evaluation instead). */
typedef struct
{
  float train_loss, train_acc; /* running mean over the epoch's batches, weights changing */
  float val_loss, val_acc;
  float test_loss, test_acc;
} WsEpochMetrics;

/* What a model needs to go on after epoch @epoch: weights (P) and the optimiser's moments (2·P:
 * m then v for Adam, momentum then zeros for SGD), all in flat order. The step count follows
 * from epoch, images and batch. */
typedef struct
{
  guint        epoch;
  gboolean     diverged;
  const float *weights;
  const float *moments;
  WsEpochMetrics metrics;
} WsModelState;

/**
 * WsZooSink:
 *
 * Where the trainer's results go; the trainer knows no storage. Calls come one at a time, from
 * job threads.
 */
typedef struct
{
  /* After every epoch (and once for epoch 0) of a group of models: commit all of it at once.
   * @models has the model numbers. */
  gboolean (*epoch_done) (gpointer data, const guint *models, const WsModelState *states,
                          guint n_models, GError **error);
  /* At start: fills @epoch, @weights, @moments, @diverged of a model that was saved before, and
   * returns %TRUE; %FALSE for a fresh one. May be NULL. */
  gboolean (*load)       (gpointer data, guint model, guint *epoch, float *weights, float *moments,
                          gboolean *diverged);
  /* The first weights of a fresh model, instead of the recipe's initialisation: fills @weights.
   * %FALSE stops the training with @error. Asked once a model and run. May be NULL. */
  gboolean (*start)      (gpointer data, guint model, float *weights, GError **error);
  gpointer data;
} WsZooSink;

typedef struct
{
  const WsArch   *arch;
  WsRecipe        recipe;
  guint           first_model, n_models, n_epochs;
  guint64         seed;
  /* The numbers by which the models' random streams go (initialisation, learning rate, order of
   * images) instead of their own, n_models: those of several populations that share numbers see the
   * same, and a population has the same bits alone as among others. NULL: their own. */
  const guint32  *streams;
  WsTensorImages *train, *val, *test; /* val may be NULL */
  /* Distillation: a teacher's probabilities of the training images, train->n × n_classes, each row
   * a distribution; NULL for none. A batch's loss is @target_weight (above 0, at most 1) of the
   * cross-entropy against them and the rest of it against the labels. What is measured, the running
   * training loss too, stays against the labels. */
  const float    *targets;
  float           target_weight;
} WsZooPlan;

/**
 * ws_zoo_train:
 *
 * Trains the population, one SIMD lane a model, groups in parallel on the pool. Model i of seed s
 * has the same bits whatever the grouping, thread count, lane width (any FMA level) and however
 * often it was interrupted. A fresh model's moments are zero, and its epoch 0 is measured and saved
 * as any other; weights that are not finite make it diverged then and there. Reports "networks"
 * worth of epochs to @job, stops within 200 ms of a cancel (the unfinished epoch is dropped). A
 * diverged model (non-finite loss) is frozen, saved as diverged, and the others go on. METHOD.md
 * 2.3; ZOO_KERNELS.
 */
gboolean ws_zoo_train    (const WsZooPlan *plan, const WsZooSink *sink, WsJob *job, GError **error);

/**
 * ws_zoo_evaluate:
 * @weights: n_models × P
 * @loss: (nullable): n_models mean cross-entropies
 * @acc: (nullable): n_models fractions
 * @predictions: (nullable): n_models × n images, arg-max classes
 * @job: (nullable): asked for pause and cancel every few milliseconds; progress is the caller's
 *
 * Scores many networks on one image set by the lane kernels, on the pool. A network with a
 * non-finite weight or loss gets loss NaN and its accuracy as counted.
 */
gboolean ws_zoo_evaluate (const WsArch *arch, WsActivation act, const float *weights, guint n_models,
                          const WsTensorImages *images, float *loss, float *acc, guint8 *predictions,
                          WsJob *job, GError **error);

/* Seconds to train, for estimates before starting: from a short measurement made once an
 * architecture. */
double   ws_zoo_estimate_seconds (const WsZooPlan *plan);

G_END_DECLS
