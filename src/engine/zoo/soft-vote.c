/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/soft-vote.h"

#include "core/memory.h"
#include "core/pool.h"
#include "zoo/group-private.h"

#include <math.h>

#define BLOCKS 8 /* of lanes in a piece: for its images a network is put into the lanes once */
#define MAX_LANES 16

typedef struct
{
  const WsArch         *arch;
  WsActivation          act;
  const float          *weights;
  guint                 n_models;
  const WsTensorImages *images;
  double               *share;
  WsJob                *job;
} Vote;

static gboolean
is_stopped (const Vote *self)
{
  return self->job != NULL && ws_job_is_cancelled (self->job);
}

/* Adds probabilities [class][stride] to those of an image. */
static void
add (const Vote *self, const float *p, guint stride, guint image)
{
  guint   C = self->arch->n_classes;
  double *share = self->share + (gsize)image * C;

  for (guint c = 0; c < C; c++)
    if (!isfinite (p[(gsize)c * stride]))
      return;
  for (guint c = 0; c < C; c++)
    share[c] += (double)p[(gsize)c * stride];
}

/* A lane an image, all lanes the same network; one network after the other. */
static void
vote (guint piece, gpointer data)
{
  const Vote          *self = data;
  const WsLaneKernels *kernels = ws_lane_kernels_best ();
  const WsLaneProgram *program = ws_lane_program_get (self->arch);
  WsLaneBuffers       *buffers = ws_lane_buffers_new (kernels, program);
  float               *w, *x, *own = buffers->x;
  guint                lanes = kernels->lanes, first = piece * BLOCKS * lanes, state;
  guint                n = MIN (BLOCKS * lanes, self->images->n - first);
  guint                n_pixels = program->n_pixels;
  gsize                size = (gsize)n_pixels * lanes;

  w = WS_ALIGNED_FLOATS (self->arch->n_params * lanes);
  x = WS_ALIGNED_FLOATS (BLOCKS * size);
  for (guint b = 0; b * lanes < n; b++)
    {
      const float *rows[MAX_LANES];

      for (guint l = 0; l < lanes; l++) /* those beyond the last image repeat it */
        rows[l] = self->images->x + (gsize)(first + MIN (b * lanes + l, n - 1)) * n_pixels;
      kernels->transpose (rows, n_pixels, x + b * size);
    }
  state = ws_lane_enter ();
  for (guint m = 0; m < self->n_models && !is_stopped (self); m++)
    {
      const float *weights = self->weights + m * self->arch->n_params;

      for (gsize i = 0; i < self->arch->n_params; i++)
        for (guint l = 0; l < lanes; l++)
          w[i * lanes + l] = weights[program->order[i]];
      for (guint b = 0; b * lanes < n; b++)
        {
          buffers->x = x + b * size;
          kernels->forward (self->act, w, buffers);
          kernels->remember (buffers);
          for (guint l = 0; l < MIN (lanes, n - b * lanes); l++)
            add (self, buffers->target + l, lanes, first + b * lanes + l);
        }
    }
  ws_lane_leave (state);
  buffers->x = own;
  ws_lane_buffers_free (buffers);
  ws_aligned_free (w);
  ws_aligned_free (x);
}

gboolean
ws_zoo_soft_vote (const WsArch         *arch,
                  WsActivation          act,
                  const float          *weights,
                  guint                 n_models,
                  const WsTensorImages *images,
                  double               *share,
                  WsJob                *job,
                  GError              **error)
{
  Vote  self = { arch, act, weights, n_models, images, share, job };
  guint piece = BLOCKS * ws_lane_kernels_best ()->lanes;

  if (!ws_zoo_check_images (arch, images, error))
    return FALSE;
  for (gsize i = 0; i < (gsize)images->n * arch->n_classes; i++)
    share[i] = 0;
  ws_pool_run ((images->n + piece - 1) / piece, vote, &self);
  return job == NULL || ws_job_tick (job, error);
}

double
ws_zoo_get_soft_accuracy (const WsArch *arch, const WsTensorImages *images, const double *share)
{
  guint n_right = 0;

  for (guint i = 0; i < images->n; i++)
    {
      const double *own = share + (gsize)i * arch->n_classes;
      guint         best = 0;

      for (guint c = 1; c < arch->n_classes; c++)
        if (own[c] > own[best])
          best = c;
      n_right += best == images->labels[i];
    }
  return images->n > 0 ? (double)n_right / images->n : (double)NAN;
}
