/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "hyper/task.h"

#include "core/random.h"
#include "zoo/gradient.h"

#include <string.h>

/* -- latents that no network has -- */

struct _WsNewLatents
{
  guint    n, n_z;
  guint8  *is_mixed; /* a row each */
  float   *lambda;   /* of the row itself, where it is mixed */
  guint32 *partner;  /* of a mixed row */
  guint32 *from;     /* n × n_z: the row that each value of a shuffled row comes from */
  guint32 *order;
};

WsNewLatents *
ws_new_latents_new (guint n, guint n_z)
{
  WsNewLatents *self = g_new0 (WsNewLatents, 1);

  self->n = n;
  self->n_z = n_z;
  self->is_mixed = g_new0 (guint8, n);
  self->lambda = g_new0 (float, n);
  self->partner = g_new0 (guint32, n);
  self->from = g_new0 (guint32, (gsize)n * n_z);
  self->order = g_new0 (guint32, n);
  return self;
}

void
ws_new_latents_free (WsNewLatents *self)
{
  if (self == NULL)
    return;
  g_free (self->is_mixed);
  g_free (self->lambda);
  g_free (self->partner);
  g_free (self->from);
  g_free (self->order);
  g_free (self);
}

void
ws_new_latents_draw (WsNewLatents *self, guint64 seed, guint64 step)
{
  WsStream stream;

  ws_stream_init (&stream, seed, WS_PURPOSE_NEW_LATENTS, (guint32)step, 0);
  for (guint i = 0; i < self->n; i++)
    {
      self->is_mixed[i] = ws_stream_below (&stream, 2) != 0;
      self->lambda[i] = ws_stream_uniform (&stream);
    }
  ws_stream_permutation (&stream, self->partner, self->n);
  for (guint d = 0; d < self->n_z; d++)
    {
      ws_stream_permutation (&stream, self->order, self->n);
      for (guint i = 0; i < self->n; i++)
        self->from[(gsize)i * self->n_z + d] = self->order[i];
    }
}

void
ws_new_latents_apply (
    const WsNewLatents *self, const float *z, guint first, guint rows, float *z_new)
{
  gsize n_z = self->n_z;

  for (guint i = first; i < first + rows; i++, z_new += n_z)
    if (self->is_mixed[i])
      {
        const float *a = z + i * n_z, *b = z + self->partner[i] * n_z;
        float        lambda = self->lambda[i];

        for (gsize d = 0; d < n_z; d++)
          z_new[d] = lambda * a[d] + (1 - lambda) * b[d];
      }
    else
      for (gsize d = 0; d < n_z; d++)
        z_new[d] = z[self->from[i * n_z + d] * n_z + d];
}

void
ws_new_latents_apply_transposed (
    const WsNewLatents *self, const float *dz_new, guint first, guint rows, float *dz)
{
  gsize n_z = self->n_z;

  for (guint i = first; i < first + rows; i++, dz_new += n_z)
    if (self->is_mixed[i])
      {
        float *a = dz + i * n_z, *b = dz + self->partner[i] * n_z;
        float  lambda = self->lambda[i];

        /* One after the other: a row may be its own partner. */
        for (gsize d = 0; d < n_z; d++)
          a[d] += lambda * dz_new[d];
        for (gsize d = 0; d < n_z; d++)
          b[d] += (1 - lambda) * dz_new[d];
      }
    else
      for (gsize d = 0; d < n_z; d++)
        dz[self->from[i * n_z + d] * n_z + d] += dz_new[d];
}

/* -- losses of decoded networks -- */

struct _WsTaskLoss
{
  WsZooGradient *gradient;
  guint          n_all, n_images;  /* images there are; of a network and step */
  guint          room;             /* rows */
  guint32       *index;            /* room × n_images */
  double        *task, *behaviour; /* room */
};

WsTaskLoss *
ws_task_loss_new (const WsArch *arch, const WsTaskImages *images, guint n_images, GError **error)
{
  WsZooGradient *gradient = ws_zoo_gradient_new (arch, images->act, images->images, error);
  WsTaskLoss    *self;

  if (gradient == NULL)
    return NULL;
  self = g_new0 (WsTaskLoss, 1);
  self->gradient = gradient;
  self->n_all = images->images->n;
  self->n_images = n_images;
  return self;
}

void
ws_task_loss_free (WsTaskLoss *self)
{
  if (self == NULL)
    return;
  ws_zoo_gradient_free (self->gradient);
  g_free (self->index);
  g_free (self->task);
  g_free (self->behaviour);
  g_free (self);
}

void
ws_task_loss_set_stop (WsTaskLoss *self, gboolean (*stop) (gpointer), gpointer data)
{
  ws_zoo_gradient_set_stop (self->gradient, stop, data);
}

static void
make_room (WsTaskLoss *self, guint rows)
{
  if (rows <= self->room)
    return;
  self->room = rows;
  self->index = g_renew (guint32, self->index, (gsize)rows * self->n_images);
  self->task = g_renew (double, self->task, rows);
  self->behaviour = g_renew (double, self->behaviour, rows);
}

static void
draw_images (WsTaskLoss *self, const WsTaskBatch *batch, guint first, guint rows)
{
  for (guint i = 0; i < rows; i++)
    {
      WsStream stream;

      ws_stream_init (&stream, batch->seed, WS_PURPOSE_TASK_IMAGES, (guint32)batch->step,
                      first + i);
      for (guint k = 0; k < self->n_images; k++)
        self->index[(gsize)i * self->n_images + k] = ws_stream_below (&stream, self->n_all);
    }
}

gboolean
ws_task_loss_add (WsTaskLoss        *self,
                  const WsTaskBatch *batch,
                  guint              first,
                  guint              rows,
                  const float       *w_hat,
                  const float       *w,
                  double            *task,
                  double            *behaviour,
                  float             *dw_hat)
{
  guint             n_originals = w != NULL ? rows : 0;
  WsZooGradientTask ask = { .n_models = rows,
                            .n_images = self->n_images,
                            .n_originals = n_originals,
                            .weights = w_hat,
                            .originals = w,
                            .task_scale = batch->task_weight / (float)batch->n_rows,
                            .dw = dw_hat };

  g_return_val_if_fail (first + rows <= (w != NULL ? batch->n_originals : batch->n_rows), FALSE);
  make_room (self, rows);
  draw_images (self, batch, first, rows);
  ask.index = self->index;
  ask.task = self->task;
  ask.behaviour = behaviour != NULL ? self->behaviour : NULL;
  if (n_originals > 0)
    ask.behaviour_scale = batch->behaviour_weight / (float)batch->n_originals;
  if (!ws_zoo_gradient_run (self->gradient, &ask))
    return FALSE;

  for (guint i = 0; i < rows; i++)
    *task += self->task[i] / batch->n_rows;
  for (guint i = 0; i < n_originals && behaviour != NULL; i++)
    *behaviour += self->behaviour[i] / batch->n_originals;
  return TRUE;
}
