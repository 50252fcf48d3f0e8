/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/gradient-private.h"

#include "zoo/group-private.h"

#include "core/memory.h"
#include "core/numeric.h"
#include "core/pool.h"

#include <math.h>

/* The chunks of a group are added in order. They follow from the number of images alone, so that a
 * network's sums are always the same ones. */
#define CHUNK 8      /* images, at least */
#define MAX_CHUNKS 4 /* of a network: what its gradients take of memory */
#define WAVE 32      /* groups at a time, for the same reason */

WsGradientPiece
ws_gradient_get_piece (const WsZooGradient *self, guint index)
{
  const WsZooGradientTask *task = self->task;
  guint                    group = index / self->n_chunks, chunk = index % self->n_chunks;
  guint                    first_model = (self->first_group + group) * self->lanes;
  WsGradientPiece          piece = { .first_model = first_model };

  piece.n_models = MIN (self->lanes, task->n_models - first_model);
  piece.sums = self->sums + (gsize)first_model * self->n_chunks + chunk;
  piece.first = (guint)((guint64)task->n_images * chunk / self->n_chunks);
  piece.end = (guint)((guint64)task->n_images * (chunk + 1) / self->n_chunks);
  if (self->wants_gradient)
    piece.dw = self->dw + (gsize)index * self->arch->n_params * self->lanes;
  return piece;
}

gboolean
ws_gradient_go_on (WsZooGradient *self)
{
  if (self->stop != NULL && self->stop (self->stop_data))
    g_atomic_int_set (&self->is_stopped, TRUE);
  return !g_atomic_int_get (&self->is_stopped);
}

gsize
ws_gradient_get_image (const WsZooGradient *self, guint model, guint i)
{
  return self->task->index[(gsize)model * self->task->n_images + i];
}

const float *
ws_gradient_get_pixels (const WsZooGradient *self, gsize image)
{
  const WsTensorImages *images = self->images;

  return images->x + image * images->channels * images->height * images->width;
}

/* -- together -- */

/* Means of a network; whether they and what they come from are finite. */
static gboolean
collect_losses (const WsZooGradient *self, guint model)
{
  const WsZooGradientTask *task = self->task;
  gsize                    P = self->arch->n_params;
  gboolean                 has_original = self->wants_behaviour && model < task->n_originals;
  WsGradientSums           sums = { 0, 0 };
  gboolean                 is_good;

  for (guint c = 0; c < self->n_chunks; c++)
    {
      sums.task += self->sums[(gsize)model * self->n_chunks + c].task;
      sums.behaviour += self->sums[(gsize)model * self->n_chunks + c].behaviour;
    }
  is_good = isfinite (sums.task) && ws_all_finite (task->weights + model * P, P);
  if (has_original)
    is_good =
        is_good && isfinite (sums.behaviour) && ws_all_finite (task->originals + model * P, P);
  if (task->task != NULL)
    task->task[model] = is_good ? sums.task / task->n_images : (double)NAN;
  if (task->behaviour != NULL && has_original)
    task->behaviour[model] = is_good ? sums.behaviour / task->n_images : (double)NAN;
  return is_good;
}

/* A group's losses and gradients, its chunks added in order. */
static void
collect (guint index, gpointer data)
{
  WsZooGradient *self = data;
  gsize          P = self->arch->n_params, lanes = self->lanes, n = P * lanes;
  guint          first_model = (self->first_group + index) * self->lanes;
  guint          n_models = MIN (self->lanes, self->task->n_models - first_model), n_good = 0;
  guint          good[WS_GRADIENT_LANES];
  float         *sum;

  for (guint l = 0; l < n_models; l++)
    if (collect_losses (self, first_model + l))
      good[n_good++] = l;
  if (!self->wants_gradient)
    return;
  sum = self->dw + index * self->n_chunks * n;
  for (guint c = 1; c < self->n_chunks; c++)
    for (gsize i = 0; i < n; i++)
      sum[i] += sum[c * n + i];
  for (gsize i = 0; i < P; i++)
    for (guint k = 0; k < n_good; k++)
      self->task->dw[(first_model + good[k]) * P + self->program->order[i]] +=
          sum[i * lanes + good[k]];
}

WsZooGradient *
ws_zoo_gradient_new (const WsArch         *arch,
                     WsActivation          act,
                     const WsTensorImages *images,
                     GError              **error)
{
  WsZooGradient *self;

  if (!ws_zoo_check_images (arch, images, error))
    return NULL;
  self = g_new0 (WsZooGradient, 1);
  self->arch = arch;
  self->act = act;
  self->images = images;
  self->kernels = ws_lane_kernels_best ();
  self->lanes = self->kernels->lanes;
  self->program = ws_lane_program_get (arch);
  ws_mutex_init (&self->mutex);
  return self;
}

void
ws_zoo_gradient_free (WsZooGradient *self)
{
  if (self == NULL)
    return;
  ws_gradient_free_scratch (self->free);
  ws_mutex_clear (&self->mutex);
  ws_aligned_free (self->dw);
  g_free (self->sums);
  g_free (self);
}

void
ws_zoo_gradient_set_stop (WsZooGradient *self, gboolean (*stop) (gpointer), gpointer data)
{
  self->stop = stop;
  self->stop_data = data;
}

/* Room for the results of a call. */
static void
prepare (WsZooGradient *self, const WsZooGradientTask *task, guint n_groups)
{
  gsize n_dw, n_sums;

  self->task = task;
  self->is_stopped = FALSE;
  self->wants_gradient = task->dw != NULL && (task->task_scale != 0 || task->behaviour_scale != 0);
  self->wants_behaviour =
      task->n_originals > 0 && (task->behaviour != NULL || task->behaviour_scale != 0);
  self->n_chunks = CLAMP (task->n_images / CHUNK, 1, MAX_CHUNKS);
  n_sums = (gsize)task->n_models * self->n_chunks;
  n_dw = (gsize)MIN (n_groups, WAVE) * self->n_chunks * self->arch->n_params * self->lanes;
  if (n_sums > self->sums_room)
    {
      g_free (self->sums);
      self->sums = g_new (WsGradientSums, n_sums);
      self->sums_room = n_sums;
    }
  if (self->wants_gradient && n_dw > self->dw_room)
    {
      ws_aligned_free (self->dw);
      self->dw = WS_ALIGNED_FLOATS (n_dw);
      self->dw_room = n_dw;
    }
}

gboolean
ws_zoo_gradient_run (WsZooGradient *self, const WsZooGradientTask *task)
{
  guint n_groups = (task->n_models + self->lanes - 1) / self->lanes;

  g_return_val_if_fail (task->n_images > 0 && task->n_originals <= task->n_models, FALSE);
  g_return_val_if_fail (task->n_originals == 0 || task->originals != NULL, FALSE);
  prepare (self, task, n_groups);
  for (self->first_group = 0; self->first_group < n_groups; self->first_group += WAVE)
    {
      guint n = MIN (WAVE, n_groups - self->first_group);

      ws_pool_run (n * self->n_chunks, ws_gradient_run_lanes, self);
      if (g_atomic_int_get (&self->is_stopped))
        return FALSE;
      ws_pool_run (n, collect, self);
    }
  return TRUE;
}
