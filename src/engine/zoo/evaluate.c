/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/group-private.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/numeric.h"
#include "core/pool.h"
#include "core/sync.h"

#include <math.h>

/* Scoring: here a lane holds an image and all lanes the same network, so that one network or a
 * thousand cost the same a piece. A piece of work is a chunk of images, transposed once, and a
 * block of networks that run over it. Losses are summed chunk by chunk in a fixed order. */
#define CHUNK 128 /* images; a multiple of every lane count */
#define BLOCK 16  /* networks */
#define MAX_LANES 16

/* What one thread needs; handed from piece to piece. */
typedef struct _Scratch Scratch;
struct _Scratch
{
  WsLaneBuffers *buffers;
  float         *w; /* one network in all lanes */
  float         *x; /* a chunk of images: [block of lanes][pixel][lane] */
  Scratch       *next;
};

typedef struct
{
  const WsArch         *arch;
  WsActivation          act;
  const float          *weights;
  const WsTensorImages *images;
  const WsLaneKernels  *kernels;
  const WsLaneProgram  *program;
  guint                 n_models, n_chunks;
  double               *sums; /* n_models × n_chunks */
  guint                *hits; /* likewise */
  guint8               *predictions;
  WsJob                *job;
  WsMutex               mutex; /* guards what follows */
  Scratch              *free;
  GError               *error;
} Scoring;

/* -- scratch -- */

static Scratch *
take_scratch (Scoring *self)
{
  gsize    lanes = self->kernels->lanes;
  Scratch *scratch;

  ws_mutex_lock (&self->mutex);
  scratch = self->free;
  if (scratch != NULL)
    self->free = scratch->next;
  ws_mutex_unlock (&self->mutex);
  if (scratch != NULL)
    return scratch;

  scratch = g_new0 (Scratch, 1);
  scratch->buffers = ws_lane_buffers_new (self->kernels, self->program);
  scratch->w = WS_ALIGNED_FLOATS (self->program->n_params * lanes);
  scratch->x = WS_ALIGNED_FLOATS ((gsize)self->program->n_pixels * CHUNK);
  return scratch;
}

static void
give_scratch (Scoring *self, Scratch *scratch)
{
  ws_mutex_lock (&self->mutex);
  scratch->next = self->free;
  self->free = scratch;
  ws_mutex_unlock (&self->mutex);
}

static void
free_scratch (Scratch *scratch)
{
  ws_lane_buffers_free (scratch->buffers);
  ws_aligned_free (scratch->w);
  ws_aligned_free (scratch->x);
  g_free (scratch);
}

/* -- one piece -- */

/* %FALSE once the scoring was cancelled; asked every few milliseconds. */
static gboolean
go_on (Scoring *self)
{
  g_autoptr (GError) error = NULL;
  gboolean stopped;

  if (self->job != NULL && !ws_job_tick (self->job, &error))
    {
      ws_mutex_lock (&self->mutex);
      if (self->error == NULL)
        self->error = g_steal_pointer (&error);
      ws_mutex_unlock (&self->mutex);
      return FALSE;
    }
  ws_mutex_lock (&self->mutex);
  stopped = self->error != NULL;
  ws_mutex_unlock (&self->mutex);
  return !stopped;
}

static void
load_images (const Scoring *self, Scratch *scratch, guint first, guint n)
{
  guint lanes = self->kernels->lanes, n_pixels = self->program->n_pixels;

  for (guint i = 0; i < n; i += lanes)
    {
      const float *rows[MAX_LANES];

      /* Lanes beyond the last image repeat it. */
      for (guint l = 0; l < lanes; l++)
        rows[l] = self->images->x + (gsize)(first + MIN (i + l, n - 1)) * n_pixels;
      self->kernels->transpose (rows, n_pixels, scratch->x + (gsize)i * n_pixels);
    }
}

static void
load_network (const Scoring *self, Scratch *scratch, guint model)
{
  const float *weights = self->weights + (gsize)model * self->program->n_params;
  guint        lanes = self->kernels->lanes;

  for (guint i = 0; i < self->program->n_params; i++)
    for (guint l = 0; l < lanes; l++)
      scratch->w[(gsize)i * lanes + l] = weights[self->program->order[i]];
}

static void
score_network (Scoring *self, Scratch *scratch, guint model, guint chunk, guint first, guint n)
{
  guint         lanes = self->kernels->lanes, n_pixels = self->program->n_pixels;
  WsLaneBuffers view = *scratch->buffers;
  double        sum = 0;
  guint         hits = 0;

  load_network (self, scratch, model);
  for (guint i = 0; i < n; i += lanes)
    {
      guint8 labels[MAX_LANES];

      for (guint l = 0; l < lanes; l++)
        labels[l] = self->images->labels[first + MIN (i + l, n - 1)];
      view.x = scratch->x + (gsize)i * n_pixels;
      self->kernels->forward (self->act, scratch->w, &view);
      self->kernels->score (labels, 0, &view);
      for (guint l = 0; l < MIN (lanes, n - i); l++)
        {
          sum += (double)view.loss[l];
          hits += view.hit[l] > 0;
          if (self->predictions != NULL)
            self->predictions[(gsize)model * self->images->n + first + i + l] =
                (guint8)view.best[l];
        }
    }
  self->sums[(gsize)model * self->n_chunks + chunk] = sum;
  self->hits[(gsize)model * self->n_chunks + chunk] = hits;
}

static void
score_piece (guint index, gpointer data)
{
  Scoring *self = data;
  guint    chunk = index % self->n_chunks, first_model = index / self->n_chunks * BLOCK;
  guint    first = chunk * CHUNK, n = MIN (CHUNK, self->images->n - first), state;
  Scratch *scratch;

  if (!go_on (self))
    return;
  scratch = take_scratch (self);
  state = ws_lane_enter ();
  load_images (self, scratch, first, n);
  for (guint i = first_model; i < MIN (first_model + BLOCK, self->n_models); i++)
    if (go_on (self))
      score_network (self, scratch, i, chunk, first, n);
  ws_lane_leave (state);
  give_scratch (self, scratch);
}

/* -- together -- */

static void
collect (const Scoring *self, float *loss, float *acc)
{
  for (guint i = 0; i < self->n_models; i++)
    {
      const float *w = self->weights + (gsize)i * self->arch->n_params;
      double       sum = 0;
      guint        hits = 0;

      for (guint c = 0; c < self->n_chunks; c++)
        {
          sum += self->sums[(gsize)i * self->n_chunks + c];
          hits += self->hits[(gsize)i * self->n_chunks + c];
        }
      if (!isfinite (sum) || !ws_all_finite (w, self->arch->n_params))
        sum = (double)NAN;
      if (loss != NULL)
        loss[i] = (float)(sum / self->images->n);
      if (acc != NULL)
        acc[i] = (float)((double)hits / self->images->n);
    }
}

gboolean
ws_zoo_check_images (const WsArch *arch, const WsTensorImages *images, GError **error)
{
  if (images->channels != arch->channels || images->height != arch->height ||
      images->width != arch->width)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   "images are %u × %u × %u, %s takes %u × %u × %u", images->channels,
                   images->height, images->width, arch->name, arch->channels, arch->height,
                   arch->width);
      return FALSE;
    }
  if (images->n == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "there are no images to score %s on",
                   arch->name);
      return FALSE;
    }
  for (guint i = 0; i < images->n; i++)
    if (images->labels[i] >= arch->n_classes)
      {
        g_set_error (error, WS_ERROR, WS_ERROR_SHAPE, "image %u has class %u, %s knows 0 to %u", i,
                     images->labels[i], arch->name, arch->n_classes - 1);
        return FALSE;
      }
  return TRUE;
}

gboolean
ws_zoo_evaluate (const WsArch         *arch,
                 WsActivation          act,
                 const float          *weights,
                 guint                 n_models,
                 const WsTensorImages *images,
                 float                *loss,
                 float                *acc,
                 guint8               *predictions,
                 WsJob                *job,
                 GError              **error)
{
  Scoring  self = { .arch = arch,
                    .act = act,
                    .weights = weights,
                    .images = images,
                    .kernels = ws_lane_kernels_best (),
                    .program = ws_lane_program_get (arch),
                    .n_models = n_models,
                    .predictions = predictions,
                    .job = job };
  gboolean is_done;

  if (!ws_zoo_check_images (arch, images, error))
    return FALSE;
  self.n_chunks = (images->n + CHUNK - 1) / CHUNK;
  self.sums = g_new0 (double, (gsize)n_models *self.n_chunks);
  self.hits = g_new0 (guint, (gsize)n_models * self.n_chunks);
  ws_mutex_init (&self.mutex);
  ws_pool_run ((n_models + BLOCK - 1) / BLOCK * self.n_chunks, score_piece, &self);

  is_done = self.error == NULL;
  if (is_done)
    collect (&self, loss, acc);
  else
    g_propagate_error (error, self.error);
  while (self.free != NULL)
    {
      Scratch *next = self.free->next;

      free_scratch (self.free);
      self.free = next;
    }
  ws_mutex_clear (&self.mutex);
  g_free (self.sums);
  g_free (self.hits);
  return is_done;
}
