/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/train.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/pool.h"
#include "core/random.h"
#include "hyper/augment.h"
#include "hyper/autoencoder.h"
#include "hyper/contrast.h"
#include "hyper/head.h"
#include "hyper/lwln.h"
#include "hyper/optim.h"

#include <math.h>
#include <string.h>

/* A pass in training may take this much memory; larger batches go through in parts. */
#define PASS_BYTES ((gsize)1 << 30)
/* Saving may take one part in so many of the time. */
#define SAVING_SHARE 20
#define STATE_MAGIC 0x31544857u /* "WHT1" */

/* What is saved between runs, before parameters and moments. Sums are those of the epoch under way.
 */
typedef struct
{
  guint32   magic;
  guint32   epoch; /* complete ones */
  guint64   n_params;
  guint64   step;
  guint32   batch; /* complete ones of the epoch under way */
  WsPlateau plateau;
  double    loss, loss_rec, loss_contrast;
  double    seconds;
} Progress;

typedef struct
{
  WsHyper             *hyper;
  const WsHyperConfig *config;
  const WsHyperData   *data;
  const WsHyperSink   *sink;
  WsJob               *job;
  Progress             at;
  guint32             *train, *order; /* rows of the data; their order in this epoch */
  guint                n_train, batch, n_batches, rows, part_rows;
  WsPass              *pass;
  WsHead              *head;
  float               *input, *target, *z, *dz_contrast, *p, *dp; /* a batch: both views */
  float               *w_hat, *dz;                                /* a part of it */
  float               *grad, *m, *v;
  gint64               since, saved_at, saving; /* microseconds of the clock */
} Trainer;

const char *
ws_split_get_name (WsSplit split)
{
  static const char *const names[] = { "train", "validation", "test" };

  return names[split];
}

/* -- set-up -- */

static gboolean
is_cancelled (gpointer job)
{
  return ws_job_is_cancelled (job);
}

static guint
count_rows (Trainer *self)
{
  guint group = ws_hyper_group_rows (self->hyper);
  gsize rows = PASS_BYTES / ws_pass_bytes_per_row (self->hyper) / group * group;

  return (guint)CLAMP (rows, group, self->rows);
}

static gboolean
init (Trainer *self, GError **error)
{
  const WsHyperConfig *c = self->config;
  gsize                P = self->hyper->arch->n_params, n = self->hyper->n_params;

  self->train = g_new (guint32, self->data->n);
  for (guint i = 0; i < self->data->n; i++)
    if (self->data->split[i] == WS_SPLIT_TRAIN)
      self->train[self->n_train++] = i;
  if (self->n_train < 2)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "%u networks to learn from, at least 2 are needed", self->n_train);
      return FALSE;
    }
  self->order = g_new (guint32, self->n_train);
  self->batch = MIN (c->batch, self->n_train);
  self->n_batches = self->n_train / self->batch;
  self->rows = self->batch * c->views;
  self->part_rows = count_rows (self);

  self->input = WS_ALIGNED_FLOATS (self->rows * P);
  self->target = WS_ALIGNED_FLOATS (self->rows * P);
  self->w_hat = WS_ALIGNED_FLOATS (self->part_rows * P);
  self->z = WS_ALIGNED_FLOATS ((gsize)self->rows * self->hyper->latents.n);
  self->dz = WS_ALIGNED_FLOATS ((gsize)self->part_rows * self->hyper->latents.n);
  self->grad = ws_aligned_try_new (n, sizeof (float));
  self->m = ws_aligned_try_new (n, sizeof (float));
  self->v = ws_aligned_try_new (n, sizeof (float));
  if (self->grad == NULL || self->m == NULL || self->v == NULL)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "training %" G_GSIZE_FORMAT " parameters does not fit into memory", n);
      return FALSE;
    }
  if (c->gamma > 0)
    {
      self->head = ws_head_new (c, self->hyper->latents.n, self->rows);
      self->dz_contrast = WS_ALIGNED_FLOATS ((gsize)self->rows * self->hyper->latents.n);
      self->p = WS_ALIGNED_FLOATS ((gsize)self->rows * c->head_out);
      self->dp = WS_ALIGNED_FLOATS ((gsize)self->rows * c->head_out);
    }
  return TRUE;
}

static void
trainer_clear (Trainer *self)
{
  float *const memory[] = { self->input,       self->target, self->w_hat, self->z,
                            self->dz,          self->grad,   self->m,     self->v,
                            self->dz_contrast, self->p,      self->dp };

  for (guint i = 0; i < G_N_ELEMENTS (memory); i++)
    ws_aligned_free (memory[i]);
  g_free (self->train);
  g_free (self->order);
  ws_pass_free (self->pass);
  ws_head_free (self->head);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trainer, trainer_clear)

/* Units and mean of the train split: they define loss, R² and, where standardised, the input. */
static void
measure_data (Trainer *self)
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

/* Time in pauses is not work. */
static gboolean
tick (Trainer *self, GError **error)
{
  gint64   start = g_get_monotonic_time ();
  gboolean goes_on = ws_job_tick (self->job, error);

  self->since += g_get_monotonic_time () - start;
  return goes_on;
}

/* -- saved states -- */

static double
seconds_so_far (Trainer *self)
{
  return self->at.seconds + (double)(g_get_monotonic_time () - self->since) / G_USEC_PER_SEC;
}

static GBytes *
dup_state (Trainer *self)
{
  gsize    size = self->hyper->n_params * sizeof (float);
  guint8  *bytes = g_malloc (sizeof (Progress) + 3 * size);
  Progress at;

  memset (&at, 0, sizeof at); /* padding too: the same state is the same bytes */
  at.magic = STATE_MAGIC;
  at.epoch = self->at.epoch;
  at.n_params = self->hyper->n_params;
  at.step = self->at.step;
  at.batch = self->at.batch;
  at.plateau = self->at.plateau;
  at.loss = self->at.loss;
  at.loss_rec = self->at.loss_rec;
  at.loss_contrast = self->at.loss_contrast;
  at.seconds = seconds_so_far (self);
  memcpy (bytes, &at, sizeof at);
  memcpy (bytes + sizeof at, self->hyper->params, size);
  memcpy (bytes + sizeof at + size, self->m, size);
  memcpy (bytes + sizeof at + 2 * size, self->v, size);
  return g_bytes_new_take (bytes, sizeof at + 3 * size);
}

static gboolean
resume_state (Trainer *self, GBytes *state, GError **error)
{
  gsize         size = self->hyper->n_params * sizeof (float), length;
  const guint8 *bytes = g_bytes_get_data (state, &length);

  if (length == sizeof (Progress) + 3 * size)
    memcpy (&self->at, bytes, sizeof self->at);
  if (length != sizeof (Progress) + 3 * size || self->at.magic != STATE_MAGIC ||
      self->at.n_params != self->hyper->n_params || self->at.epoch > self->config->epochs ||
      self->at.batch > self->n_batches)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "the saved training state (%" G_GSIZE_FORMAT
                   " bytes) is not one of a representation with "
                   "%" G_GSIZE_FORMAT " parameters",
                   length, self->hyper->n_params);
      return FALSE;
    }
  memcpy (self->hyper->params, bytes + sizeof self->at, size);
  memcpy (self->m, bytes + sizeof self->at + size, size);
  memcpy (self->v, bytes + sizeof self->at + 2 * size, size);
  return TRUE;
}

static gboolean
is_time_to_save (Trainer *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 wait =
      MAX ((gint64)self->sink->checkpoint_seconds * G_USEC_PER_SEC, SAVING_SHARE * self->saving);

  return self->sink->checkpoint_seconds == 0 || now - self->saved_at >= wait;
}

/* Hands the sink an epoch, a state, or both. */
static gboolean
save (Trainer *self, const WsHyperEpoch *epoch, gboolean with_state, GError **error)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GBytes) state = with_state ? dup_state (self) : NULL;

  if (!self->sink->checkpoint (self->sink->data, epoch, state, error))
    return FALSE;
  if (with_state)
    {
      self->saved_at = g_get_monotonic_time ();
      self->saving = self->saved_at - start;
    }
  return TRUE;
}

/* -- a step -- */

/* Row i and row i + batch are two views of one state. */
static void
make_view (guint index, gpointer data)
{
  Trainer *self = data;
  gsize    P = self->hyper->arch->n_params;
  guint    row = self->order[self->at.batch * self->batch + index % self->batch];

  ws_augment_view (self->hyper->arch, self->config, row, self->at.epoch + 1, index / self->batch,
                   self->data->weights + self->train[row] * P, self->input + index * P,
                   self->target + index * P);
}

/* Latents of the whole batch, which the contrast needs, part by part. */
static void
encode_batch (Trainer *self, const WsDropout *dropout)
{
  gsize P = self->hyper->arch->n_params, q = self->hyper->latents.n;

  for (guint first = 0; first < self->rows; first += self->part_rows)
    {
      ws_pass_set_dropout (self->pass, dropout, first);
      ws_pass_encode (self->pass, self->input + first * P,
                      MIN (self->part_rows, self->rows - first), self->z + first * q);
    }
}

static double
contrast (Trainer *self)
{
  const WsHyperConfig *c = self->config;
  const float         *params = self->hyper->params + self->hyper->at.head;
  gsize                n = (gsize)self->rows * c->head_out;
  double               loss;

  ws_head_forward (self->head, params, self->z, self->rows, self->p);
  loss = ws_contrast_loss (c->contrast, c->temperature, self->p, self->rows, c->head_out, self->dp);
  for (gsize i = 0; i < n; i++)
    self->dp[i] *= c->gamma;
  ws_head_backward (self->head, params, self->dp, self->grad + self->hyper->at.head,
                    self->dz_contrast);
  return loss;
}

/* Reconstruction of rows @first …, forward and backward; adds its part of the mean loss. */
static double
reconstruct_part (Trainer *self, const WsDropout *dropout, guint first, gboolean is_encoded)
{
  const WsHyperConfig *c = self->config;
  gsize                P = self->hyper->arch->n_params;
  guint                n = MIN (self->part_rows, self->rows - first);
  float               *z = self->z + (gsize)first * self->hyper->latents.n;
  double               share = (double)n / self->rows, loss;

  ws_pass_set_dropout (self->pass, dropout, first);
  if (!is_encoded)
    ws_pass_encode (self->pass, self->input + first * P, n, z);
  ws_pass_decode (self->pass, z, n, self->w_hat);
  loss = ws_lwln_loss (self->hyper->arch, self->hyper->sigma, self->w_hat, self->target + first * P,
                       n, (float)((1 - (double)c->gamma) * share), self->w_hat, NULL);
  ws_pass_backward_decode (self->pass, z, self->w_hat, self->dz, self->grad);
  if (c->gamma > 0)
    for (gsize i = 0; i < (gsize)n * self->hyper->latents.n; i++)
      self->dz[i] += self->dz_contrast[(gsize)first * self->hyper->latents.n + i];
  ws_pass_backward_encode (self->pass, z, self->dz, self->grad);
  return share * loss;
}

static float
clip_scale (Trainer *self)
{
  double norm;

  if (!(self->config->clip > 0))
    return 1;
  norm = ws_gradient_norm (self->grad, self->hyper->n_params);
  return norm > (double)self->config->clip ? (float)((double)self->config->clip / norm) : 1;
}

/* One batch; its losses are added to the epoch's sums. */
static gboolean
step (Trainer *self, GError **error)
{
  const WsHyperConfig *c = self->config;
  WsDropout            dropout = { c->dropout, c->seed, (guint32)self->at.step };
  gboolean             in_one = self->part_rows == self->rows;
  double               rec = 0, con = 0, loss;

  ws_pool_run (self->rows, make_view, self);
  memset (self->grad, 0, self->hyper->n_params * sizeof (float));
  if (c->gamma > 0)
    {
      encode_batch (self, &dropout);
      con = contrast (self);
    }
  for (guint first = 0; first < self->rows; first += self->part_rows)
    {
      if (!tick (self, error))
        return FALSE;
      rec += reconstruct_part (self, &dropout, first, in_one && c->gamma > 0);
    }
  if (!tick (self, error))
    return FALSE;
  loss = (double)c->gamma * con + (1 - (double)c->gamma) * rec;
  if (!isfinite (loss))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_DIVERGED,
                   "the loss is not a finite number after %" G_GUINT64_FORMAT
                   " steps at learning rate %g; try half of it",
                   self->at.step, (double)c->lr);
      return FALSE;
    }
  self->at.step++;
  ws_adam_step (self->hyper->n_params, self->hyper->params, self->m, self->v, self->grad,
                ws_schedule_lr (c, self->at.step - 1, (guint64)c->epochs * self->n_batches,
                                self->at.plateau.factor),
                c->weight_decay, c->decay, clip_scale (self), self->at.step);
  self->at.loss += loss;
  self->at.loss_rec += rec;
  self->at.loss_contrast += con;
  self->at.batch++;
  return TRUE;
}

/* -- an epoch -- */

/* Clean R² of one split. */
static void
measure_split (Trainer *self, WsSplit split, WsHyperEpoch *epoch)
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

static gboolean
end_epoch (Trainer *self, GError **error)
{
  const WsHyperConfig *c = self->config;
  double               n = self->at.batch;
  WsHyperEpoch         epoch = { .epoch = self->at.epoch + 1,
                                 .loss = (float)(self->at.loss / n),
                                 .loss_rec = (float)(self->at.loss_rec / n),
                                 .loss_contrast = (float)(self->at.loss_contrast / n) };
  gboolean             is_last = epoch.epoch == c->epochs || ws_job_should_finish (self->job);

  epoch.lr = ws_schedule_lr (c, self->at.step - 1, (guint64)c->epochs * self->n_batches,
                             self->at.plateau.factor);
  for (guint s = 0; s < 3; s++)
    {
      epoch.r2[s] = NAN;
      for (guint l = 0; l < G_N_ELEMENTS (epoch.r2_layers[s]); l++)
        epoch.r2_layers[s][l] = NAN;
    }
  if (is_last || epoch.epoch == 1 || epoch.epoch % c->eval_every == 0)
    for (guint s = 0; s < 3; s++)
      measure_split (self, (WsSplit)s, &epoch);
  if (c->schedule == WS_SCHEDULE_PLATEAU)
    ws_plateau_update (&self->at.plateau, epoch.loss);
  self->at.epoch++;
  self->at.batch = 0;
  self->at.loss = self->at.loss_rec = self->at.loss_contrast = 0;
  epoch.seconds = seconds_so_far (self);
  return save (self, &epoch, is_last || is_time_to_save (self), error);
}

static gboolean
run_epoch (Trainer *self, GError **error)
{
  WsStream stream;

  ws_stream_init (&stream, self->config->seed, WS_PURPOSE_HYPER_ORDER, self->at.epoch + 1, 0);
  ws_stream_permutation (&stream, self->order, self->n_train);
  while (self->at.batch < self->n_batches)
    {
      if (!step (self, error))
        return FALSE;
      ws_job_report (self->job, (double)self->at.step,
                     (double)self->config->epochs * self->n_batches, NULL);
      if (ws_job_should_finish (self->job))
        break;
      if (self->at.batch < self->n_batches && is_time_to_save (self) &&
          !save (self, NULL, TRUE, error))
        return FALSE;
    }
  return end_epoch (self, error);
}

gboolean
ws_hyper_train (WsHyper           *self,
                const WsHyperData *data,
                const WsHyperSink *sink,
                GBytes            *resume,
                WsJob             *job,
                GError           **error)
{
  g_auto (Trainer)
      trainer = { .hyper = self, .config = &self->config, .data = data, .sink = sink, .job = job };

  g_return_val_if_fail (self != NULL && data != NULL && sink != NULL, FALSE);
  ws_plateau_init (&trainer.at.plateau);
  if (!init (&trainer, error) || (resume != NULL && !resume_state (&trainer, resume, error)))
    return FALSE;
  measure_data (&trainer);
  trainer.pass = ws_pass_new (self, trainer.part_rows, TRUE);
  ws_pass_set_stop (trainer.pass, is_cancelled, job);
  trainer.since = trainer.saved_at = g_get_monotonic_time ();
  ws_job_report (job, (double)trainer.at.step, (double)self->config.epochs * trainer.n_batches,
                 "steps");
  while (trainer.at.epoch < self->config.epochs && !ws_job_should_finish (job))
    if (!run_epoch (&trainer, error))
      return FALSE;
  return TRUE;
}
