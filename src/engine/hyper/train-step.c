/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/train-private.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/pool.h"
#include "hyper/augment.h"
#include "hyper/contrast.h"
#include "hyper/lwln.h"

#include <math.h>
#include <string.h>

/* One step: gamma·contrast + (1 − gamma)·(reconstruction + w(t)·(task + behaviour)) of a batch, its
 * gradient, and Adam. What one row's gradient needs of the others (contrast, latents mixed from two
 * rows) is done for the whole batch; the rest part by part, so that memory does not grow with the
 * batch. */

/* The encoder's values of a batch may take this much memory; larger batches go through in parts,
 * each encoded twice where all latents are needed before the first gradient. */
#define PASS_BYTES ((gsize)3 << 30)

/* -- memory -- */

static gboolean
is_cancelled (gpointer job)
{
  return ws_job_is_cancelled (job);
}

static guint
count_rows (WsTrainer *self)
{
  guint group = ws_hyper_group_rows (self->hyper);
  gsize rows = PASS_BYTES / ws_pass_bytes_per_row (self->hyper) / group * group;

  return (guint)CLAMP (rows, group, self->rows);
}

static gboolean
init_task (WsTrainer *self, GError **error)
{
  const WsHyperConfig *c = self->config;
  gsize                P = self->hyper->arch->n_params;

  if (self->data->images == NULL)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "these losses need the images that the networks were trained on");
      return FALSE;
    }
  self->task = ws_task_loss_new (self->hyper->arch, self->data->images, c->task_images, error);
  if (self->task == NULL)
    return FALSE;
  ws_task_loss_set_stop (self->task, is_cancelled, self->job);
  self->dw_hat = WS_ALIGNED_FLOATS (self->part_rows * P);
  if (c->behaviour_weight > 0)
    self->original = WS_ALIGNED_FLOATS (self->part_rows * P);
  if (c->task_weight > 0 && c->task_new)
    {
      self->new_latents = ws_new_latents_new (self->rows, self->hyper->latents.n);
      self->z_new = WS_ALIGNED_FLOATS ((gsize)self->part_rows * self->hyper->latents.n);
    }
  return TRUE;
}

gboolean
ws_trainer_init_step (WsTrainer *self, GError **error)
{
  const WsHyperConfig *c = self->config;
  gsize                P = self->hyper->arch->n_params, n = self->hyper->n_params;
  guint                n_z = self->hyper->latents.n;

  self->rows = self->batch * c->views;
  self->part_rows = count_rows (self);
  self->input = WS_ALIGNED_FLOATS (self->rows * P);
  self->target = WS_ALIGNED_FLOATS (self->rows * P);
  self->w_hat = WS_ALIGNED_FLOATS (self->part_rows * P);
  self->z = WS_ALIGNED_FLOATS ((gsize)self->rows * n_z);
  self->dz = WS_ALIGNED_FLOATS ((gsize)self->part_rows * n_z);
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
      self->head = ws_head_new (c, n_z, self->rows);
      self->p = WS_ALIGNED_FLOATS ((gsize)self->rows * c->head_out);
      self->dp = WS_ALIGNED_FLOATS ((gsize)self->rows * c->head_out);
    }
  if ((c->task_weight > 0 || c->behaviour_weight > 0) && !init_task (self, error))
    return FALSE;
  if (self->head != NULL || self->new_latents != NULL)
    self->dz_batch = WS_ALIGNED_FLOATS ((gsize)self->rows * n_z);
  self->pass = ws_pass_new (self->hyper, self->part_rows, TRUE);
  ws_pass_set_stop (self->pass, is_cancelled, self->job);
  return TRUE;
}

void
ws_trainer_clear_step (WsTrainer *self)
{
  float *const memory[] = { self->input,    self->target, self->z,      self->dz_batch, self->p,
                            self->dp,       self->w_hat,  self->dw_hat, self->dz,       self->z_new,
                            self->original, self->grad,   self->m,      self->v };

  for (guint i = 0; i < G_N_ELEMENTS (memory); i++)
    ws_aligned_free (memory[i]);
  ws_pass_free (self->pass);
  ws_head_free (self->head);
  ws_task_loss_free (self->task);
  ws_new_latents_free (self->new_latents);
}

gboolean
ws_trainer_tick (WsTrainer *self, GError **error)
{
  gint64   start = g_get_monotonic_time ();
  gboolean goes_on = ws_job_tick (self->job, error);

  self->since += g_get_monotonic_time () - start;
  return goes_on;
}

/* -- what a step takes along -- */

typedef struct
{
  WsDropout   dropout;
  WsTaskBatch task;
  gboolean    has_task, has_new;
  gboolean    in_one;  /* all rows are one part */
  WsUpdate    update;  /* Adam of this step, where the largest weights take it at once */
  gboolean    updates; /* they do */
  float      *encoder; /* where the encoder's gradient is, as if from the first parameter on */
  double      share;   /* w(t) */
  double      rec, contrast, task_loss, behaviour;
} Step;

/* w(t): 0, then a line, then 1. */
static double
task_share (const WsHyperConfig *c, double time)
{
  double past = time - (double)c->task_start;

  if (past < 0)
    return 0;
  return past < (double)c->task_ramp ? past / (double)c->task_ramp : 1;
}

static gboolean
has_task_loss (const WsHyperConfig *c)
{
  return c->task_weight > 0 || c->behaviour_weight > 0;
}

guint64
ws_hyper_count_image_passes (const WsHyperConfig *c, guint n_train, guint epochs)
{
  guint   batch = MAX (1, MIN (c->batch, n_train));
  guint64 n_batches = n_train / batch, total = c->epochs * n_batches, with_task = 0;
  guint64 rows = (guint64)batch * c->views * (c->task_weight > 0 && c->task_new ? 2 : 1);

  for (guint64 step = 0; has_task_loss (c) && step < MIN (epochs * n_batches, total); step++)
    with_task += task_share (c, (double)step / (double)total) > 0;
  return with_task * rows * c->task_images;
}

/* Weights are stepped as soon as their gradient is known where nothing else must be known of it:
 * its norm, or what other parts add to it. */
static void
begin_update (WsTrainer *self, Step *step)
{
  const WsHyperConfig *c = self->config;
  float lr = ws_schedule_lr (c, self->at.step, self->total_steps, self->at.plateau.factor);

  step->in_one = self->part_rows == self->rows;
  step->updates =
      step->in_one && !step->has_new && !(c->clip > 0) && self->hyper->latents.n_shared > 0;
  step->update = (WsUpdate){
    ws_adam_rates (lr, c->weight_decay, c->decay, 1, self->at.step + 1),
    self->hyper->params,
    self->m,
    self->v,
  };
}

static Step
begin (WsTrainer *self)
{
  const WsHyperConfig *c = self->config;
  double               time = (double)self->at.step / (double)self->total_steps;
  Step                 step = { .dropout = { c->dropout, c->seed, (guint32)self->at.step } };

  step.share = self->task != NULL ? task_share (c, time) : 0;
  step.has_task = step.share > 0;
  step.has_new = step.has_task && self->new_latents != NULL;
  if (step.has_task)
    {
      double weight = (1 - (double)c->gamma) * step.share;

      step.task =
          (WsTaskBatch){ .seed = c->seed,
                         .step = self->at.step,
                         .n_rows = self->rows * (step.has_new ? 2 : 1),
                         .n_originals = self->rows,
                         .task_weight = (float)(weight * (double)c->task_weight),
                         .behaviour_weight = (float)(weight * (double)c->behaviour_weight) };
    }
  if (step.has_new)
    ws_new_latents_draw (self->new_latents, c->seed, self->at.step);
  begin_update (self, &step);
  return step;
}

/* The state that a row is a view of: rows i and i + batch show the same one. */
static const float *
get_state (WsTrainer *self, guint row)
{
  guint index = self->order[self->at.batch * self->batch + row % self->batch];

  return self->data->weights + self->train[index] * self->hyper->arch->n_params;
}

static void
make_view (guint index, gpointer data)
{
  WsTrainer *self = data;
  gsize      P = self->hyper->arch->n_params;
  guint      row = self->order[self->at.batch * self->batch + index % self->batch];

  ws_augment_view (self->hyper->arch, self->config, row, self->at.epoch + 1, index / self->batch,
                   get_state (self, index), self->input + index * P, self->target + index * P);
}

/* -- the batch as a whole -- */

static void
encode_batch (WsTrainer *self, const Step *step)
{
  gsize P = self->hyper->arch->n_params, n_z = self->hyper->latents.n;

  for (guint first = 0; first < self->rows; first += self->part_rows)
    {
      ws_pass_set_dropout (self->pass, &step->dropout, first);
      ws_pass_encode (self->pass, self->input + first * P,
                      MIN (self->part_rows, self->rows - first), self->z + first * n_z);
    }
}

static double
contrast (WsTrainer *self)
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
                    self->dz_batch);
  return loss;
}

/* Networks of new latents, as many as there are rows: what they do goes back into the latents that
 * they were mixed from. */
static gboolean
try_new_networks (WsTrainer *self, Step *step, GError **error)
{
  gsize P = self->hyper->arch->n_params;
  guint part = ws_pass_get_part_rows (self->pass);

  for (guint first = 0; first < self->rows; first += self->part_rows)
    {
      guint n = MIN (self->part_rows, self->rows - first);

      if (!ws_trainer_tick (self, error))
        return FALSE;
      ws_new_latents_apply (self->new_latents, self->z, first, n, self->z_new);
      ws_pass_set_dropout (self->pass, &step->dropout, self->rows + first);
      ws_pass_begin_decode (self->pass, self->z_new, n);
      for (guint start = 0; start < n; start += part)
        {
          guint rows = MIN (part, n - start);

          ws_pass_decode_rows (self->pass, start, rows, self->w_hat);
          memset (self->dw_hat, 0, rows * P * sizeof (float));
          ws_task_loss_add (self->task, &step->task, self->rows + first + start, rows, self->w_hat,
                            NULL, &step->task_loss, NULL, self->dw_hat);
          ws_pass_backward_rows (self->pass, self->dw_hat, self->grad);
        }
      ws_pass_end_decode (self->pass, self->dz, self->grad);
      ws_new_latents_apply_transposed (self->new_latents, self->dz, first, n, self->dz_batch);
    }
  return TRUE;
}

/* -- row by row -- */

/* What the decoded rows @first … do with images, beside what their states do: those have a view's
 * function, and no part of it is erased. */
static void
add_task (WsTrainer *self, Step *step, guint first, guint n)
{
  gsize P = self->hyper->arch->n_params;

  for (guint r = 0; self->original != NULL && r < n; r++)
    memcpy (self->original + r * P, get_state (self, first + r), P * sizeof (float));
  ws_task_loss_add (self->task, &step->task, first, n, self->w_hat, self->original,
                    &step->task_loss, self->original != NULL ? &step->behaviour : NULL,
                    self->dw_hat);
}

/* Decodes rows @first …, judges them and sends them back; adds their part of the mean losses. */
static void
judge_rows (WsTrainer *self, Step *step, guint first, guint start, guint n)
{
  const WsHyperConfig *c = self->config;
  gsize                P = self->hyper->arch->n_params;
  float               *dw_hat = step->has_task ? self->dw_hat : self->w_hat;
  double               share = (double)n / self->rows;

  ws_pass_decode_rows (self->pass, start, n, self->w_hat);
  step->rec += share * ws_lwln_loss (self->hyper->arch, c->reduction, self->hyper->sigma,
                                     self->w_hat, self->target + (first + start) * P, n,
                                     (float)((1 - (double)c->gamma) * share), dw_hat, NULL);
  if (step->has_task)
    add_task (self, step, first + start, n);
  ws_pass_backward_rows (self->pass, dw_hat, self->grad);
}

static double
total_loss (const WsHyperConfig *c, const Step *step)
{
  double task =
      (double)c->task_weight * step->task_loss + (double)c->behaviour_weight * step->behaviour;

  return (double)c->gamma * step->contrast +
         (1 - (double)c->gamma) * (step->rec + step->share * task);
}

/* No parameter has been changed so far. */
static gboolean
check_loss (WsTrainer *self, const Step *step, GError **error)
{
  if (isfinite (total_loss (self->config, step)))
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_DIVERGED,
               "the loss is not a finite number after %" G_GUINT64_FORMAT
               " steps at learning rate %g; try half of it",
               self->at.step, (double)self->config->lr);
  return FALSE;
}

#define CLEAR ((gsize)1 << 20) /* floats of a piece */

typedef struct
{
  float *x;
  gsize  n;
} Floats;

static void
clear_piece (guint index, gpointer data)
{
  const Floats *self = data;
  gsize         first = index * CLEAR;

  memset (self->x + first, 0, MIN (CLEAR, self->n - first) * sizeof (float));
}

static void
clear_floats (float *x, gsize n)
{
  Floats floats = { x, n };

  ws_pool_run ((guint)((n + CLEAR - 1) / CLEAR), clear_piece, &floats);
}

/* -- parameters whose gradient is stored -- */

/* All of them, or those before, between and behind the ones that are stepped at once. */
static guint
get_stored (WsTrainer *self, const Step *step, WsRange stored[3])
{
  WsRange updated[2];

  stored[0] = (WsRange){ 0, self->hyper->n_params };
  if (!step->updates)
    return 1;
  ws_pass_get_updated (self->hyper, updated);
  for (guint i = 0; i < 2; i++)
    {
      gsize end = stored[i].start + stored[i].n, next = updated[i].start + updated[i].n;

      stored[i].n = updated[i].start - stored[i].start;
      stored[i + 1] = (WsRange){ next, end - next };
    }
  return 3;
}

static void
step_range (WsTrainer *self, const Step *step, WsRange range, const float *grad)
{
  ws_adam_run (&step->update.rates, range.n, self->hyper->params + range.start,
               self->m + range.start, self->v + range.start, grad);
}

/* Where the gradient is stored in one piece for the encoder and in another for the decoder and the
 * head, the second is complete before the first begins: it is used, and its memory is the first's.
 */
static gboolean
takes_turns (WsTrainer *self, const Step *step, WsRange stored[3])
{
  return get_stored (self, step, stored) == 3 && stored[1].n == 0 && stored[0].n <= stored[2].n;
}

static void
turn_to_encoder (WsTrainer *self, Step *step)
{
  WsRange stored[3];

  step->encoder = self->grad;
  if (!takes_turns (self, step, stored))
    return;
  step->encoder = self->grad + stored[2].start;
  step_range (self, step, stored[2], step->encoder);
  clear_floats (step->encoder, stored[0].n);
}

/* Rows @first … of one pass, forward and backward. */
static gboolean
reconstruct_part (WsTrainer *self, Step *step, guint first, gboolean is_encoded, GError **error)
{
  gsize  P = self->hyper->arch->n_params, n_z = self->hyper->latents.n;
  guint  n = MIN (self->part_rows, self->rows - first), part = ws_pass_get_part_rows (self->pass);
  float *z = self->z + first * n_z;

  ws_pass_set_dropout (self->pass, &step->dropout, first);
  if (!is_encoded)
    ws_pass_encode (self->pass, self->input + first * P, n, z);
  ws_pass_begin_decode (self->pass, z, n);
  for (guint start = 0; start < n; start += part)
    {
      judge_rows (self, step, first, start, MIN (part, n - start));
      if (!ws_trainer_tick (self, error))
        return FALSE;
    }
  if (!check_loss (self, step, error))
    return FALSE;
  ws_pass_end_decode (self->pass, self->dz, self->grad);
  for (gsize i = 0; self->dz_batch != NULL && i < n * n_z; i++)
    self->dz[i] += self->dz_batch[first * n_z + i];
  turn_to_encoder (self, step);
  ws_pass_backward_encode (self->pass, z, self->dz, step->encoder);
  return TRUE;
}

static gboolean
forward_and_backward (WsTrainer *self, Step *step, GError **error)
{
  gboolean needs_all = self->head != NULL || step->has_new;
  WsRange  stored[3];

  ws_pool_run (self->rows, make_view, self);
  for (guint i = get_stored (self, step, stored); i-- > 0;)
    if (i > 0 || !takes_turns (self, step, stored))
      clear_floats (self->grad + stored[i].start, stored[i].n);
  ws_pass_set_update (self->pass, step->updates ? &step->update : NULL);
  if (needs_all)
    encode_batch (self, step);
  if (self->head != NULL)
    step->contrast = contrast (self);
  else if (self->dz_batch != NULL)
    memset (self->dz_batch, 0, (gsize)self->rows * self->hyper->latents.n * sizeof (float));
  if (step->has_new && !try_new_networks (self, step, error))
    return FALSE;
  for (guint first = 0; first < self->rows; first += self->part_rows)
    {
      if (!ws_trainer_tick (self, error))
        return FALSE;
      if (!reconstruct_part (self, step, first, step->in_one && needs_all, error))
        return FALSE;
    }
  return ws_trainer_tick (self, error);
}

static float
clip_scale (WsTrainer *self)
{
  double norm;

  if (!(self->config->clip > 0))
    return 1;
  norm = ws_gradient_norm (self->grad, self->hyper->n_params);
  return norm > (double)self->config->clip ? (float)((double)self->config->clip / norm) : 1;
}

gboolean
ws_trainer_step (WsTrainer *self, GError **error)
{
  const WsHyperConfig *c = self->config;
  Step                 step = begin (self);
  WsRange              stored[3];

  if (!forward_and_backward (self, &step, error))
    return FALSE;
  self->at.step++;
  step.update.rates.grad_scale = clip_scale (self);
  for (guint i = get_stored (self, &step, stored); i-- > 0;)
    if (i == 0 || !takes_turns (self, &step, stored))
      step_range (self, &step, stored[i], (i == 0 ? step.encoder : self->grad) + stored[i].start);
  self->at.loss += total_loss (c, &step);
  self->at.loss_rec += step.rec;
  self->at.loss_contrast += step.contrast;
  self->at.loss_task += step.task_loss;
  self->at.loss_behaviour += step.behaviour;
  self->at.n_task += step.has_task;
  self->at.batch++;
  return TRUE;
}
