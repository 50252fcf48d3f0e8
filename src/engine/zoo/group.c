/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/group-private.h"

#include "core/memory.h"

#include <math.h>
#include <string.h>

/* Images between two looks at the job: about a millisecond. */
#define TICK_IMAGES 8
#define MAX_LANES 16

const WsLaneKernels *
ws_lane_kernels_best (void)
{
  for (int level = (int)ws_cpu_get_level (); level >= WS_CPU_PORTABLE; level--)
    {
      const WsLaneKernels *kernels = ws_lane_kernels_get ((WsCpuLevel)level);

      if (kernels != NULL)
        return kernels;
    }
  g_assert_not_reached ();
}

WsLaneGroup *
ws_lane_group_new (const WsLaneKernels *kernels,
                   const WsRecipe      *recipe,
                   const WsLaneProgram *program)
{
  WsLaneGroup *self = g_new0 (WsLaneGroup, 1);
  gsize        n;

  self->kernels = kernels;
  self->recipe = *recipe;
  self->program = program;
  self->buffers = ws_lane_buffers_new (kernels, program);
  n = (gsize)self->program->n_params * kernels->lanes;
  self->w = WS_ALIGNED_FLOATS (n);
  self->dw = WS_ALIGNED_FLOATS (n);
  self->m = WS_ALIGNED_FLOATS (n);
  self->v = WS_ALIGNED_FLOATS (n);
  self->lr = WS_ALIGNED_FLOATS (kernels->lanes);
  self->alive = WS_ALIGNED_FLOATS (kernels->lanes);
  return self;
}

void
ws_lane_group_free (WsLaneGroup *self)
{
  if (self == NULL)
    return;
  ws_lane_buffers_free (self->buffers);
  ws_aligned_free (self->w);
  ws_aligned_free (self->dw);
  ws_aligned_free (self->m);
  ws_aligned_free (self->v);
  ws_aligned_free (self->lr);
  ws_aligned_free (self->alive);
  g_free (self);
}

void
ws_lane_group_put (
    WsLaneGroup *self, guint lane, const float *weights, const float *moments, float lr)
{
  gsize n = self->program->n_params, lanes = self->kernels->lanes;

  for (gsize i = 0; i < n; i++)
    {
      gsize flat = self->program->order[i];

      self->w[i * lanes + lane] = weights[flat];
      self->m[i * lanes + lane] = moments != NULL ? moments[flat] : 0;
      self->v[i * lanes + lane] = moments != NULL ? moments[n + flat] : 0;
    }
  self->lr[lane] = lr;
  self->alive[lane] = 1;
}

void
ws_lane_group_get (const WsLaneGroup *self, guint lane, float *weights, float *moments)
{
  gsize n = self->program->n_params, lanes = self->kernels->lanes;

  for (gsize i = 0; i < n; i++)
    {
      gsize flat = self->program->order[i];

      weights[flat] = self->w[i * lanes + lane];
      if (moments != NULL)
        {
          moments[flat] = self->m[i * lanes + lane];
          moments[n + flat] = self->v[i * lanes + lane];
        }
    }
}

/* base^n by squaring: the same bits on every machine, which libm's pow does not promise. */
static double
power (double base, guint64 n)
{
  double result = 1;

  for (; n > 0; n >>= 1, base *= base)
    if (n & 1)
      result *= base;
  return result;
}

static void
take_step (WsLaneGroup *self)
{
  const WsRecipe      *recipe = &self->recipe;
  const WsLaneKernels *kernels = self->kernels;
  double               correction1, correction2;

  self->n_steps++;
  if (recipe->optim == WS_OPTIM_SGD)
    {
      kernels->sgd (self->program->n_params, self->w, self->m, self->dw, self->lr, self->alive,
                    recipe->weight_decay, recipe->momentum);
      return;
    }
  correction1 = 1 / (1 - power (0.9, self->n_steps));
  correction2 = 1 / sqrt (1 - power (0.999, self->n_steps));
  kernels->adam (self->program->n_params, self->w, self->m, self->v, self->dw, self->lr,
                 self->alive, recipe->weight_decay, (float)correction1, (float)correction2);
}

/* What the teacher and the labels together want of the images in the lanes. */
static void
set_targets (WsLaneGroup *self, const guint32 *const *orders, guint at, const guint8 *labels)
{
  guint lanes = self->kernels->lanes;
  float share = self->target_weight;

  for (guint l = 0; l < lanes; l++)
    {
      const float *row = self->targets + (gsize)orders[l][at] * WS_LANE_CLASSES;

      for (guint c = 0; c < WS_LANE_CLASSES; c++)
        self->buffers->target[c * lanes + l] = share * row[c] + (c == labels[l] ? 1 - share : 0);
    }
}

gboolean
ws_lane_group_step (WsLaneGroup          *self,
                    const WsTensorImages *images,
                    const guint32 *const *orders,
                    guint                 first,
                    guint                 n,
                    double               *loss,
                    guint                *hits,
                    WsJob                *job,
                    GError              **error)
{
  const WsLaneKernels *kernels = self->kernels;
  WsLaneBuffers       *b = self->buffers;
  guint                lanes = kernels->lanes;
  guint                n_pixels = images->channels * images->height * images->width;
  float                scale = 1.0f / (float)n;
  double               batch_loss[MAX_LANES] = { 0 };
  guint                state = ws_lane_enter ();

  memset (self->dw, 0, sizeof (float) * self->program->n_params * lanes);
  for (guint i = 0; i < n; i++)
    {
      const float *rows[MAX_LANES];
      guint8       labels[MAX_LANES];

      if (job != NULL && i % TICK_IMAGES == 0 && !ws_job_tick (job, error))
        {
          ws_lane_leave (state);
          return FALSE;
        }
      for (guint l = 0; l < lanes; l++)
        {
          gsize image = orders[l][first + i];

          rows[l] = images->x + image * n_pixels;
          labels[l] = images->labels[image];
        }
      kernels->transpose (rows, n_pixels, b->x);
      kernels->forward (self->recipe.act, self->w, b);
      kernels->score (labels, scale, b);
      if (self->targets != NULL)
        {
          set_targets (self, orders, first + i, labels);
          kernels->teach (scale, b);
        }
      kernels->backward (self->w, self->dw, b);
      for (guint l = 0; l < lanes; l++)
        {
          batch_loss[l] += (double)b->loss[l];
          hits[l] += b->hit[l] > 0;
        }
    }
  for (guint l = 0; l < lanes; l++)
    {
      loss[l] += batch_loss[l];
      if (!isfinite (batch_loss[l]))
        self->alive[l] = 0;
    }
  take_step (self);
  ws_lane_leave (state);
  return TRUE;
}
