/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/job.h"
#include "hyper/hyper.h"
#include "hyper/task.h"

G_BEGIN_DECLS

typedef enum { WS_SPLIT_TRAIN, WS_SPLIT_VAL, WS_SPLIT_TEST } WsSplit;
const char *ws_split_get_name (WsSplit split); /* "train", "validation", "test" */

/* Networks' states to learn from: n × P weights and the split of each. Lent for the call. */
typedef struct
{
  guint               n;
  const float        *weights;
  const guint8       *split;  /* WsSplit */
  const WsTaskImages *images; /* NULL unless losses of what decoded networks do have a weight */
} WsHyperData;

/* One row of the training history; NaN where not measured at that epoch. */
typedef struct
{
  guint  epoch;
  float  lr, loss, loss_rec, loss_contrast; /* means over the epoch, augmented */
  float  loss_task, loss_behaviour;         /* likewise, before their weights; over the steps that had them */
  float  r2[3];          /* by split, clean */
  float  r2_layers[3][8];
  double seconds;        /* since start, without pauses */
} WsHyperEpoch;

/* The parameters with the best R² on the validation split, of all epochs at which it was measured. */
typedef struct
{
  guint  epoch;  /* 0: never measured, there are no validation networks */
  float  r2;
  float *params; /* n_autoencoder; NULL where the last ones are the best */
} WsHyperBest;

void ws_hyper_best_clear (WsHyperBest *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WsHyperBest, ws_hyper_best_clear)

/* All that is needed to go on after an epoch, as one opaque blob (parameters, moments, schedule, the best so far). */
typedef struct
{
  /* After every epoch, with @state when it is time for one; and within a long epoch with a state alone (@epoch NULL). */
  gboolean (*checkpoint) (gpointer data, const WsHyperEpoch *epoch, GBytes *state, GError **error);
  gpointer     data;
  guint        checkpoint_seconds; /* at least this long between two states; 10. Longer where saving itself takes long; 0: after every batch */
  WsHyperBest *best;         /* (nullable): filled at the end: what else than the last parameters is worth keeping */
} WsHyperSink;

/* Images that have gone through decoded networks, there and back, in the first @epochs of a training on
 * @n_train states; an image that two networks see counts twice. 0 without losses of what networks do. What the
 * original networks are asked, which is half of a pass at most, is not counted. */
guint64  ws_hyper_count_image_passes (const WsHyperConfig *config, guint n_train, guint epochs);

/**
 * ws_hyper_train:
 * @resume: (nullable): the last state that the sink got
 *
 * Trains @self in place; it ends with the last parameters. Same seed, data and machine: same bits for any thread count, and after any
 * interruption. Ends early and well on ws_job_finish_early(), and when config's patience is over. Fails with %WS_ERROR_DIVERGED when the loss is not finite (the sink's last state is good).
 * Publishes nothing itself: the sink's calls carry the history.
 */
gboolean ws_hyper_train (WsHyper *self, const WsHyperData *data, const WsHyperSink *sink, GBytes *resume,
                         WsJob *job, GError **error);

G_END_DECLS
