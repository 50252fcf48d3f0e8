/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/train-private.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/random.h"
#include "hyper/lwln.h"

#include <math.h>
#include <string.h>

/* Saving may take one part in so many of the time. */
#define SAVING_SHARE 20

const char *
ws_split_get_name (WsSplit split)
{
  static const char *const names[] = { "train", "validation", "test" };

  return names[split];
}

void
ws_hyper_best_clear (WsHyperBest *self)
{
  g_clear_pointer (&self->params, ws_aligned_free);
}

/* -- set-up -- */

/* Units and mean of the train split: they define loss, R² and, where standardised, the input. */
static void
measure_data (WsTrainer *self)
{
  gsize              P = self->hyper->arch->n_params;
  g_autofree double *sum = g_new0 (double, P);
  g_autofree float  *w = g_new (float, self->n_train *P);

  for (guint i = 0; i < self->n_train; i++)
    {
      memcpy (w + i * P, self->data->weights + self->train[i] * P, P * sizeof (float));
      for (gsize j = 0; j < P; j++)
        sum[j] += (double)w[i * P + j];
    }
  for (gsize j = 0; j < P; j++)
    self->hyper->mean[j] = (float)(sum[j] / self->n_train);
  if (self->config->lwln)
    ws_lwln_sigma (self->hyper->arch, w, self->n_train, self->hyper->sigma);
}

static gboolean
init (WsTrainer *self, GError **error)
{
  gboolean has_validation = FALSE;

  self->train = g_new (guint32, self->data->n);
  for (guint i = 0; i < self->data->n; i++)
    {
      if (self->data->split[i] == WS_SPLIT_TRAIN)
        self->train[self->n_train++] = i;
      has_validation |= self->data->split[i] == WS_SPLIT_VAL;
    }
  if (self->n_train < 2)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "%u networks to learn from, at least 2 are needed", self->n_train);
      return FALSE;
    }
  self->order = g_new (guint32, self->n_train);
  self->batch = MIN (self->config->batch, self->n_train);
  self->n_batches = self->n_train / self->batch;
  self->total_steps = (guint64)self->config->epochs * self->n_batches;
  measure_data (self); /* before there is a pass, which reads weights in these units */
  if (!ws_trainer_init_step (self, error))
    return FALSE;
  if (has_validation)
    {
      self->best = ws_aligned_try_new (self->hyper->n_autoencoder, sizeof (float));
      if (self->best == NULL)
        {
          g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                       "keeping the best of %" G_GSIZE_FORMAT
                       " parameters does not fit into memory",
                       self->hyper->n_autoencoder);
          return FALSE;
        }
    }
  return TRUE;
}

static void
trainer_clear (WsTrainer *self)
{
  ws_trainer_clear_step (self);
  ws_aligned_free (self->best);
  g_free (self->train);
  g_free (self->order);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WsTrainer, trainer_clear)

/* -- saved states -- */

static gboolean
is_time_to_save (WsTrainer *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 wait =
      MAX ((gint64)self->sink->checkpoint_seconds * G_USEC_PER_SEC, SAVING_SHARE * self->saving);

  return self->sink->checkpoint_seconds == 0 || now - self->saved_at >= wait;
}

/* Hands the sink an epoch, a state, or both. */
static gboolean
save (WsTrainer *self, const WsHyperEpoch *epoch, gboolean with_state, GError **error)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GBytes) state = with_state ? ws_trainer_dup_state (self) : NULL;

  if (!self->sink->checkpoint (self->sink->data, epoch, state, error))
    return FALSE;
  if (with_state)
    {
      self->saved_at = g_get_monotonic_time ();
      self->saving = self->saved_at - start;
    }
  return TRUE;
}

/* -- an epoch -- */

/* Clean R² of one split. */
static void
measure_split (WsTrainer *self, WsSplit split, WsHyperEpoch *epoch)
{
  gsize             P = self->hyper->arch->n_params;
  guint             n = 0;
  g_autofree float *w = NULL, *w_hat = NULL, *z = NULL;

  for (guint i = 0; i < self->data->n; i++)
    n += self->data->split[i] == split;
  if (n == 0)
    return;
  w = g_new (float, n *P);
  w_hat = g_new (float, n *P);
  z = g_new (float, (gsize)n * self->hyper->latents.n);
  n = 0;
  for (guint i = 0; i < self->data->n; i++)
    if (self->data->split[i] == split)
      memcpy (w + P * n++, self->data->weights + i * P, P * sizeof (float));
  ws_hyper_encode (self->hyper, w, n, z);
  ws_hyper_decode (self->hyper, z, n, w_hat);
  ws_hyper_r2 (self->hyper, w, w_hat, n, &epoch->r2[split], epoch->r2_layers[split]);
}

/* All splits, and whether these parameters are the best so far. */
static void
measure (WsTrainer *self, WsHyperEpoch *epoch)
{
  for (guint s = 0; s < 3; s++)
    measure_split (self, (WsSplit)s, epoch);
  if (!isfinite (epoch->r2[WS_SPLIT_VAL]) || self->best == NULL)
    return;
  self->at.n_stale++;
  if (self->at.best_epoch > 0 && epoch->r2[WS_SPLIT_VAL] <= self->at.best_r2)
    return;
  self->at.n_stale = 0;
  self->at.best_epoch = epoch->epoch;
  self->at.best_r2 = epoch->r2[WS_SPLIT_VAL];
  memcpy (self->best, self->hyper->params, self->hyper->n_autoencoder * sizeof (float));
}

static gboolean
has_lost_patience (WsTrainer *self)
{
  return self->config->patience > 0 && self->at.n_stale >= self->config->patience;
}

/* Means over the epoch's steps, and nothing measured yet. */
static WsHyperEpoch
sum_up (WsTrainer *self)
{
  double       n = self->at.batch, n_task = self->at.n_task;
  gboolean     has_behaviour = n_task > 0 && self->config->behaviour_weight > 0;
  WsHyperEpoch epoch = { .epoch = self->at.epoch + 1,
                         .loss = (float)(self->at.loss / n),
                         .loss_rec = (float)(self->at.loss_rec / n),
                         .loss_contrast = (float)(self->at.loss_contrast / n),
                         .loss_task = n_task > 0 ? (float)(self->at.loss_task / n_task) : NAN,
                         .loss_behaviour =
                             has_behaviour ? (float)(self->at.loss_behaviour / n_task) : NAN };

  epoch.lr =
      ws_schedule_lr (self->config, self->at.step - 1, self->total_steps, self->at.plateau.factor);
  for (guint s = 0; s < 3; s++)
    {
      epoch.r2[s] = NAN;
      for (guint l = 0; l < G_N_ELEMENTS (epoch.r2_layers[s]); l++)
        epoch.r2_layers[s][l] = NAN;
    }
  return epoch;
}

static gboolean
end_epoch (WsTrainer *self, GError **error)
{
  const WsHyperConfig *c = self->config;
  WsHyperEpoch         epoch = sum_up (self);
  gboolean             is_last = epoch.epoch == c->epochs || ws_job_should_finish (self->job);

  if (is_last || epoch.epoch == 1 || epoch.epoch % c->eval_every == 0)
    measure (self, &epoch);
  is_last |= has_lost_patience (self);
  if (c->schedule == WS_SCHEDULE_PLATEAU)
    ws_plateau_update (&self->at.plateau, epoch.loss);
  self->at.epoch++;
  self->at.batch = self->at.n_task = 0;
  self->at.loss = self->at.loss_rec = self->at.loss_contrast = 0;
  self->at.loss_task = self->at.loss_behaviour = 0;
  epoch.seconds = ws_trainer_seconds (self);
  return save (self, &epoch, is_last || is_time_to_save (self), error);
}

static gboolean
run_epoch (WsTrainer *self, GError **error)
{
  WsStream stream;

  ws_stream_init (&stream, self->config->seed, WS_PURPOSE_HYPER_ORDER, self->at.epoch + 1, 0);
  ws_stream_permutation (&stream, self->order, self->n_train);
  while (self->at.batch < self->n_batches)
    {
      if (!ws_trainer_step (self, error))
        return FALSE;
      ws_job_report (self->job, (double)self->at.step, (double)self->total_steps, NULL);
      if (ws_job_should_finish (self->job))
        break;
      if (self->at.batch < self->n_batches && is_time_to_save (self) &&
          !save (self, NULL, TRUE, error))
        return FALSE;
    }
  return end_epoch (self, error);
}

static void
hand_out_best (WsTrainer *self, WsHyperBest *best)
{
  gsize size = self->hyper->n_autoencoder * sizeof (float);

  *best = (WsHyperBest){ .epoch = self->at.best_epoch, .r2 = self->at.best_r2 };
  if (best->epoch > 0 && memcmp (self->best, self->hyper->params, size) != 0)
    best->params = g_steal_pointer (&self->best);
}

gboolean
ws_hyper_train (WsHyper           *self,
                const WsHyperData *data,
                const WsHyperSink *sink,
                GBytes            *resume,
                WsJob             *job,
                GError           **error)
{
  g_auto (WsTrainer)
      trainer = { .hyper = self, .config = &self->config, .data = data, .sink = sink, .job = job };

  g_return_val_if_fail (self != NULL && data != NULL && sink != NULL, FALSE);
  memset (&trainer.at, 0, sizeof trainer.at);
  ws_plateau_init (&trainer.at.plateau);
  if (!init (&trainer, error) || (resume != NULL && !ws_trainer_resume (&trainer, resume, error)))
    return FALSE;
  trainer.since = trainer.saved_at = g_get_monotonic_time ();
  ws_job_report (job, (double)trainer.at.step, (double)trainer.total_steps, "steps");
  while (trainer.at.epoch < self->config.epochs && !ws_job_should_finish (job) &&
         !has_lost_patience (&trainer))
    if (!run_epoch (&trainer, error))
      return FALSE;
  if (sink->best != NULL)
    hand_out_best (&trainer, sink->best);
  return TRUE;
}
