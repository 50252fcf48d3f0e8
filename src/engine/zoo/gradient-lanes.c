/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/gradient-private.h"

#include "core/memory.h"

#include <string.h>

/* A piece by the lane kernels: one lane a network. */

/* What one thread needs; handed from piece to piece. */
struct _WsGradientScratch
{
  WsLaneBuffers     *buffers;
  float             *flat, *w, *original; /* [parameter][lane]; in flat order, in kernel order */
  float             *scale;               /* a lane: of the behaviour's gradient */
  WsGradientScratch *next;
};

static WsGradientScratch *
take_scratch (WsZooGradient *self)
{
  gsize              n = (gsize)self->program->n_params * self->lanes;
  WsGradientScratch *scratch;

  ws_mutex_lock (&self->mutex);
  scratch = self->free;
  if (scratch != NULL)
    self->free = scratch->next;
  ws_mutex_unlock (&self->mutex);
  if (scratch != NULL)
    return scratch;

  scratch = g_new0 (WsGradientScratch, 1);
  scratch->buffers = ws_lane_buffers_new (self->kernels, self->program);
  scratch->flat = WS_ALIGNED_FLOATS (n);
  scratch->w = WS_ALIGNED_FLOATS (n);
  scratch->original = WS_ALIGNED_FLOATS (n);
  scratch->scale = WS_ALIGNED_FLOATS (self->lanes);
  return scratch;
}

static void
give_scratch (WsZooGradient *self, WsGradientScratch *scratch)
{
  ws_mutex_lock (&self->mutex);
  scratch->next = self->free;
  self->free = scratch;
  ws_mutex_unlock (&self->mutex);
}

void
ws_gradient_free_scratch (WsGradientScratch *list)
{
  while (list != NULL)
    {
      WsGradientScratch *next = list->next;

      ws_lane_buffers_free (list->buffers);
      ws_aligned_free (list->flat);
      ws_aligned_free (list->w);
      ws_aligned_free (list->original);
      ws_aligned_free (list->scale);
      g_free (list);
      list = next;
    }
}

/* Networks of @models into lanes and kernel order. */
static void
load (const WsZooGradient *self, WsGradientScratch *scratch, const float *const *models, float *w)
{
  guint lanes = self->lanes, whole = self->program->n_params / WS_LANE_ROOM * WS_LANE_ROOM;

  self->kernels->transpose (models, whole, scratch->flat);
  for (guint i = whole; i < self->program->n_params; i++)
    for (guint l = 0; l < lanes; l++)
      scratch->flat[(gsize)i * lanes + l] = models[l][i];
  for (guint i = 0; i < self->program->n_params; i++)
    for (guint l = 0; l < lanes; l += 4)
      memcpy (w + (gsize)i * lanes + l, scratch->flat + (gsize)self->program->order[i] * lanes + l,
              4 * sizeof (float));
}

/* Lanes beyond the last network repeat it; those without an original get themselves. Whether any
 * network of the piece has an original. */
static gboolean
load_networks (const WsZooGradient *self, WsGradientScratch *scratch, const WsGradientPiece *piece)
{
  const WsZooGradientTask *task = self->task;
  gsize                    P = self->arch->n_params;
  const float             *models[WS_GRADIENT_LANES], *originals[WS_GRADIENT_LANES];

  for (guint l = 0; l < self->lanes; l++)
    {
      guint    model = piece->first_model + MIN (l, piece->n_models - 1);
      gboolean has_original = self->wants_behaviour && model < task->n_originals;

      models[l] = task->weights + model * P;
      originals[l] = has_original ? task->originals + model * P : models[l];
      scratch->scale[l] = has_original ? task->behaviour_scale / (float)task->n_images : 0;
    }
  load (self, scratch, models, scratch->w);
  if (!self->wants_behaviour || piece->first_model >= task->n_originals)
    return FALSE;
  load (self, scratch, originals, scratch->original);
  return TRUE;
}

static void
run_image (const WsZooGradient   *self,
           WsGradientScratch     *scratch,
           const WsGradientPiece *piece,
           guint                  i,
           gboolean               has_originals)
{
  const WsLaneKernels *kernels = self->kernels;
  WsLaneBuffers       *b = scratch->buffers;
  float                scale = self->task->task_scale / (float)self->task->n_images;
  const float         *rows[WS_GRADIENT_LANES];
  guint8               labels[WS_GRADIENT_LANES];

  for (guint l = 0; l < self->lanes; l++)
    {
      gsize image =
          ws_gradient_get_image (self, piece->first_model + MIN (l, piece->n_models - 1), i);

      rows[l] = ws_gradient_get_pixels (self, image);
      labels[l] = self->images->labels[image];
    }
  kernels->transpose (rows, self->program->n_pixels, b->x);
  if (has_originals)
    {
      kernels->forward (self->act, scratch->original, b);
      kernels->remember (b);
    }
  kernels->forward (self->act, scratch->w, b);
  if (self->task->task_scale == 0)
    memset (b->dlogits, 0, sizeof (float) * WS_LANE_CLASSES * self->lanes);
  kernels->score (labels, scale, b);
  if (has_originals)
    kernels->compare (scratch->scale, b);
  if (piece->dw != NULL)
    kernels->backward (scratch->w, piece->dw, b);
}

void
ws_gradient_run_lanes (guint index, gpointer data)
{
  WsZooGradient     *self = data;
  WsGradientPiece    piece = ws_gradient_get_piece (self, index);
  WsGradientScratch *scratch;
  WsGradientSums     sums[WS_GRADIENT_LANES] = { { 0, 0 } };
  gboolean           has_originals;
  guint              state;

  if (!ws_gradient_go_on (self))
    return;
  scratch = take_scratch (self);
  state = ws_lane_enter ();
  has_originals = load_networks (self, scratch, &piece);
  if (piece.dw != NULL)
    memset (piece.dw, 0, sizeof (float) * self->program->n_params * self->lanes);
  for (guint i = piece.first; i < piece.end && ws_gradient_go_on (self); i++)
    {
      run_image (self, scratch, &piece, i, has_originals);
      for (guint l = 0; l < piece.n_models; l++)
        {
          sums[l].task += (double)scratch->buffers->loss[l];
          sums[l].behaviour += (double)scratch->buffers->behaviour[l];
        }
    }
  ws_lane_leave (state);
  for (guint l = 0; l < piece.n_models; l++)
    piece.sums[(gsize)l * self->n_chunks] = sums[l];
  give_scratch (self, scratch);
}
