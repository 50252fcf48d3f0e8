/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/train-private.h"

#include "core/error.h"

#include <string.h>

/* The state of a training as one blob: progress, parameters, first and second moments, and the best
 * parameters once there are any. */

#define MAGIC 0x32544857u   /* "WHT2" */
#define MAGIC_1 0x31544857u /* "WHT1": without the best */

/* The progress of version 1. */
typedef struct
{
  guint32   magic, epoch;
  guint64   n_params, step;
  guint32   batch;
  WsPlateau plateau;
  double    loss, loss_rec, loss_contrast, seconds;
} Progress1;

double
ws_trainer_seconds (WsTrainer *self)
{
  return self->at.seconds + (double)(g_get_monotonic_time () - self->since) / G_USEC_PER_SEC;
}

GBytes *
ws_trainer_dup_state (WsTrainer *self)
{
  gsize           size = self->hyper->n_params * sizeof (float);
  gsize           best = self->at.best_epoch > 0 ? self->hyper->n_autoencoder * sizeof (float) : 0;
  guint8         *bytes = g_malloc (sizeof self->at + 3 * size + best), *end = bytes;
  WsTrainProgress at;

  memcpy (&at, &self->at, sizeof at);
  at.magic = MAGIC;
  at.n_params = self->hyper->n_params;
  at.seconds = ws_trainer_seconds (self);
  end = (guint8 *)mempcpy (end, &at, sizeof at);
  end = (guint8 *)mempcpy (end, self->hyper->params, size);
  end = (guint8 *)mempcpy (end, self->m, size);
  end = (guint8 *)mempcpy (end, self->v, size);
  if (best > 0)
    end = (guint8 *)mempcpy (end, self->best, best);
  return g_bytes_new_take (bytes, (gsize)(end - bytes));
}

/* Reads the progress of either version; returns its size, 0 if it is none. */
static gsize
read_progress (WsTrainProgress *at, const guint8 *bytes, gsize length)
{
  Progress1 old;
  guint32   magic = 0;

  memset (at, 0, sizeof *at);
  if (length >= sizeof magic)
    memcpy (&magic, bytes, sizeof magic);
  if (magic == MAGIC && length >= sizeof *at)
    {
      memcpy (at, bytes, sizeof *at);
      return sizeof *at;
    }
  if (magic != MAGIC_1 || length < sizeof old)
    return 0;
  memcpy (&old, bytes, sizeof old);
  at->epoch = old.epoch;
  at->n_params = old.n_params;
  at->step = old.step;
  at->batch = old.batch;
  at->plateau = old.plateau;
  at->loss = old.loss;
  at->loss_rec = old.loss_rec;
  at->loss_contrast = old.loss_contrast;
  at->seconds = old.seconds;
  return sizeof old;
}

gboolean
ws_trainer_resume (WsTrainer *self, GBytes *state, GError **error)
{
  gsize           size = self->hyper->n_params * sizeof (float), length, start, best;
  const guint8   *bytes = g_bytes_get_data (state, &length);
  WsTrainProgress at;

  start = read_progress (&at, bytes, length);
  best = at.best_epoch > 0 ? self->hyper->n_autoencoder * sizeof (float) : 0;
  if (start == 0 || length != start + 3 * size + best || at.n_params != self->hyper->n_params ||
      at.epoch > self->config->epochs || at.batch > self->n_batches ||
      (best > 0 && self->best == NULL))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "the saved training state (%" G_GSIZE_FORMAT
                   " bytes) is not one of a representation with "
                   "%" G_GSIZE_FORMAT " parameters",
                   length, self->hyper->n_params);
      return FALSE;
    }
  memcpy (&self->at, &at, sizeof at);
  memcpy (self->hyper->params, bytes + start, size);
  memcpy (self->m, bytes + start + size, size);
  memcpy (self->v, bytes + start + 2 * size, size);
  if (best > 0)
    memcpy (self->best, bytes + start + 3 * size, best);
  return TRUE;
}
