/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/gradient.h"

#include "zoo/group-private.h"

#include "core/memory.h"
#include "core/numeric.h"
#include "core/pool.h"
#include "core/sync.h"

#include <math.h>
#include <string.h>

/* A piece of work is a group of networks (one a lane; one by the reference pass) and a chunk of
 * their images. It has a gradient of its own; the chunks of a group are then added in order. The
 * chunks follow from the number of images alone, so that a network's sums are always the same ones.
 */
#define CHUNK 8      /* images, at least */
#define MAX_CHUNKS 4 /* of a network: what its gradients take of memory */
#define WAVE 32      /* groups at a time, for the same reason */
#define MAX_LANES 16
#define MAX_CLASSES 256 /* labels are bytes */

/* What one thread needs; handed from piece to piece. */
typedef struct _Scratch Scratch;
struct _Scratch
{
  WsLaneBuffers *buffers;
  float         *flat, *w, *original; /* [parameter][lane]; in flat order, in kernel order */
  float         *scale;               /* a lane: of the behaviour's gradient */
  Scratch       *next;
};

typedef struct
{
  double task, behaviour;
} Sums;

struct _WsZooGradient
{
  const WsArch         *arch;
  WsActivation          act;
  const WsTensorImages *images;
  const WsLaneKernels  *kernels; /* NULL for the reference pass */
  guint                 lanes;   /* networks of a group */
  WsLaneLayout          layout;
  guint32              *order; /* kernel order → flat */
  gboolean (*stop) (gpointer);
  gpointer stop_data;

  /* the call under way */
  const WsZooGradientTask *task;
  gboolean                 wants_gradient, wants_behaviour;
  guint                    n_chunks, first_group;
  float                   *dw; /* of a wave: [group][chunk][parameter][lane], kernel order */
  gsize                    dw_room;
  Sums                    *sums; /* of all: [network][chunk] */
  gsize                    sums_room;
  int                      is_stopped; /* atomic */
  WsMutex                  mutex;      /* guards what follows */
  Scratch                 *free;
};

/* -- scratch -- */

static Scratch *
take_scratch (WsZooGradient *self)
{
  gsize    n = (gsize)self->layout.n_params * self->lanes;
  Scratch *scratch;

  ws_mutex_lock (&self->mutex);
  scratch = self->free;
  if (scratch != NULL)
    self->free = scratch->next;
  ws_mutex_unlock (&self->mutex);
  if (scratch != NULL)
    return scratch;

  scratch = g_new0 (Scratch, 1);
  scratch->buffers = ws_lane_buffers_new (self->kernels, self->layout.channels);
  scratch->flat = WS_ALIGNED_FLOATS (n);
  scratch->w = WS_ALIGNED_FLOATS (n);
  scratch->original = WS_ALIGNED_FLOATS (n);
  scratch->scale = WS_ALIGNED_FLOATS (self->lanes);
  return scratch;
}

static void
give_scratch (WsZooGradient *self, Scratch *scratch)
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
  ws_aligned_free (scratch->flat);
  ws_aligned_free (scratch->w);
  ws_aligned_free (scratch->original);
  ws_aligned_free (scratch->scale);
  g_free (scratch);
}

/* -- what both kinds of piece share -- */

/* Images of a piece, and where its results go. */
typedef struct
{
  guint  first_model, n_models; /* that it really has */
  guint  first, end;            /* of a network's images */
  guint  chunk;
  float *dw;
} Piece;

static Piece
get_piece (const WsZooGradient *self, guint index)
{
  const WsZooGradientTask *task = self->task;
  guint                    group = index / self->n_chunks, chunk = index % self->n_chunks;
  guint                    first_model = (self->first_group + group) * self->lanes;
  Piece                    piece = { .first_model = first_model, .chunk = chunk };

  piece.n_models = MIN (self->lanes, task->n_models - first_model);
  piece.first = (guint)((guint64)task->n_images * chunk / self->n_chunks);
  piece.end = (guint)((guint64)task->n_images * (chunk + 1) / self->n_chunks);
  if (self->wants_gradient)
    piece.dw = self->dw + (gsize)index * self->arch->n_params * self->lanes;
  return piece;
}

static gboolean
go_on (WsZooGradient *self)
{
  if (self->stop != NULL && self->stop (self->stop_data))
    g_atomic_int_set (&self->is_stopped, TRUE);
  return !g_atomic_int_get (&self->is_stopped);
}

static gsize
get_image (const WsZooGradient *self, guint model, guint i)
{
  return self->task->index[(gsize)model * self->task->n_images + i];
}

static const float *
get_pixels (const WsZooGradient *self, gsize image)
{
  const WsTensorImages *images = self->images;

  return images->x + image * images->channels * images->height * images->width;
}

/* -- a piece by the lanes -- */

/* Networks of @models into lanes and kernel order. */
static void
load (const WsZooGradient *self, Scratch *scratch, const float *const *models, float *w)
{
  guint lanes = self->lanes;

  self->kernels->transpose (models, self->layout.n_params, scratch->flat);
  for (guint i = 0; i < self->layout.n_params; i++)
    for (guint l = 0; l < lanes; l += 4)
      memcpy (w + (gsize)i * lanes + l, scratch->flat + (gsize)self->order[i] * lanes + l,
              4 * sizeof (float));
}

/* Lanes beyond the last network repeat it; those without an original get themselves. Whether any
 * network of the piece has an original. */
static gboolean
load_networks (const WsZooGradient *self, Scratch *scratch, const Piece *piece)
{
  const WsZooGradientTask *task = self->task;
  gsize                    P = self->arch->n_params;
  const float             *models[MAX_LANES], *originals[MAX_LANES];

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
run_image (const WsZooGradient *self,
           Scratch             *scratch,
           const Piece         *piece,
           guint                i,
           gboolean             has_originals)
{
  const WsLaneKernels *kernels = self->kernels;
  WsLaneBuffers       *b = scratch->buffers;
  float                scale = self->task->task_scale / (float)self->task->n_images;
  const float         *rows[MAX_LANES];
  guint8               labels[MAX_LANES];

  for (guint l = 0; l < self->lanes; l++)
    {
      gsize image = get_image (self, piece->first_model + MIN (l, piece->n_models - 1), i);

      rows[l] = get_pixels (self, image);
      labels[l] = self->images->labels[image];
    }
  kernels->transpose (rows, self->layout.channels * WS_LANE_SIDE * WS_LANE_SIDE, b->x);
  if (has_originals)
    {
      kernels->forward (&self->layout, self->act, scratch->original, b);
      kernels->remember (b);
    }
  kernels->forward (&self->layout, self->act, scratch->w, b);
  if (self->task->task_scale == 0)
    memset (b->dlogits, 0, sizeof (float) * WS_LANE_CLASSES * self->lanes);
  kernels->score (labels, scale, b);
  if (has_originals)
    kernels->compare (scratch->scale, b);
  if (piece->dw != NULL)
    kernels->backward (&self->layout, scratch->w, piece->dw, b);
}

static void
run_lanes (guint index, gpointer data)
{
  WsZooGradient *self = data;
  Piece          piece = get_piece (self, index);
  Scratch       *scratch;
  Sums           sums[MAX_LANES] = { { 0, 0 } };
  gboolean       has_originals;
  guint          state;

  if (!go_on (self))
    return;
  scratch = take_scratch (self);
  state = ws_lane_enter ();
  has_originals = load_networks (self, scratch, &piece);
  if (piece.dw != NULL)
    memset (piece.dw, 0, sizeof (float) * self->layout.n_params * self->lanes);
  for (guint i = piece.first; i < piece.end && go_on (self); i++)
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
    self->sums[(gsize)(piece.first_model + l) * self->n_chunks + piece.chunk] = sums[l];
  give_scratch (self, scratch);
}

/* -- a piece by the reference pass -- */

typedef struct
{
  guint         n_classes, label;
  const double *target; /* NULL without an original */
  double        task_scale, behaviour_scale;
  Sums         *sums;
} SlowScore;

static void
softmax (const double *logits, guint n, double *p)
{
  double top = logits[0], sum = 0;

  for (guint c = 1; c < n; c++)
    top = MAX (top, logits[c]);
  for (guint c = 0; c < n; c++)
    sum += p[c] = exp (logits[c] - top);
  for (guint c = 0; c < n; c++)
    p[c] /= sum;
}

static double
score_slowly (gpointer data, guint image, const double *logits, double *dlogits)
{
  SlowScore *self = data;
  guint      n = self->n_classes;
  double     p[MAX_CLASSES], loss = 0, mean = 0, top = logits[0], sum = 0;

  softmax (logits, n, p);
  for (guint c = 1; c < n; c++)
    top = MAX (top, logits[c]);
  for (guint c = 0; c < n; c++)
    sum += exp (logits[c] - top);
  self->sums->task += log (sum) - (logits[self->label] - top);
  for (guint c = 0; c < n && self->target != NULL; c++)
    {
      double off = p[c] - self->target[c];

      loss += off * off / n;
      mean += off * p[c];
    }
  self->sums->behaviour += loss;
  for (guint c = 0; c < n && dlogits != NULL; c++)
    {
      dlogits[c] = self->task_scale * (p[c] - (c == self->label ? 1 : 0));
      if (self->target != NULL)
        dlogits[c] += self->behaviour_scale * 2 / n * p[c] * (p[c] - self->target[c] - mean);
    }
  return 0;
}

static double *
widen (const float *w, gsize n)
{
  double *wide = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    wide[i] = (double)w[i];
  return wide;
}

static void
run_reference (guint index, gpointer data)
{
  WsZooGradient           *self = data;
  const WsZooGradientTask *task = self->task;
  const WsArch            *arch = self->arch;
  Piece                    piece = get_piece (self, index);
  guint                    model = piece.first_model;
  gboolean                 has_original = self->wants_behaviour && model < task->n_originals;
  g_autofree double       *w = widen (task->weights + model * arch->n_params, arch->n_params);
  g_autofree double       *original =
      has_original ? widen (task->originals + model * arch->n_params, arch->n_params) : NULL;
  g_autofree double *dw = piece.dw != NULL ? g_new0 (double, arch->n_params) : NULL;
  double             target[MAX_CLASSES];
  Sums               sums = { 0, 0 };
  SlowScore          score = { .n_classes = arch->n_classes,
                               .target = has_original ? target : NULL,
                               .task_scale = (double)task->task_scale / task->n_images,
                               .behaviour_scale = (double)task->behaviour_scale / task->n_images,
                               .sums = &sums };

  for (guint i = piece.first; i < piece.end && go_on (self); i++)
    {
      gsize        image = get_image (self, model, i);
      const float *x = get_pixels (self, image);

      score.label = self->images->labels[image];
      if (has_original)
        {
          ws_arch_forward_ref (arch, self->act, original, x, target);
          softmax (target, arch->n_classes, target);
        }
      ws_arch_score_ref (arch, self->act, w, &x, 1, score_slowly, &score, dw);
    }
  for (gsize i = 0; i < arch->n_params && piece.dw != NULL; i++)
    piece.dw[i] = (float)dw[i];
  self->sums[(gsize)model * self->n_chunks + piece.chunk] = sums;
}

/* -- together -- */

/* Means of a network; whether they and what they come from are finite. */
static gboolean
collect_losses (const WsZooGradient *self, guint model)
{
  const WsZooGradientTask *task = self->task;
  gsize                    P = self->arch->n_params;
  gboolean                 has_original = self->wants_behaviour && model < task->n_originals;
  Sums                     sums = { 0, 0 };
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
  guint          good[MAX_LANES];
  float         *sum = self->dw + index * self->n_chunks * n;

  for (guint l = 0; l < n_models; l++)
    if (collect_losses (self, first_model + l))
      good[n_good++] = l;
  if (!self->wants_gradient)
    return;
  for (guint c = 1; c < self->n_chunks; c++)
    for (gsize i = 0; i < n; i++)
      sum[i] += sum[c * n + i];
  for (gsize i = 0; i < P; i++)
    for (guint k = 0; k < n_good; k++)
      self->task->dw[(first_model + good[k]) * P + self->order[i]] += sum[i * lanes + good[k]];
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
  self->lanes = 1;
  self->order = g_new (guint32, arch->n_params);
  ws_mutex_init (&self->mutex);
  if (ws_lane_knows_arch (arch))
    {
      self->kernels = ws_lane_kernels_best ();
      self->lanes = self->kernels->lanes;
      ws_lane_layout_init (&self->layout, arch->channels);
      ws_lane_order (&self->layout, self->order);
    }
  else
    for (guint32 i = 0; i < arch->n_params; i++)
      self->order[i] = i;
  return self;
}

void
ws_zoo_gradient_free (WsZooGradient *self)
{
  if (self == NULL)
    return;
  while (self->free != NULL)
    {
      Scratch *next = self->free->next;

      free_scratch (self->free);
      self->free = next;
    }
  ws_mutex_clear (&self->mutex);
  ws_aligned_free (self->dw);
  g_free (self->sums);
  g_free (self->order);
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
      self->sums = g_new (Sums, n_sums);
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

      ws_pool_run (n * self->n_chunks, self->kernels != NULL ? run_lanes : run_reference, self);
      if (g_atomic_int_get (&self->is_stopped))
        return FALSE;
      ws_pool_run (n, collect, self);
    }
  return TRUE;
}
