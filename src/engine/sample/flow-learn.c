/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/flow-private.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/pool.h"
#include "core/random.h"
#include "hyper/optim.h"
#include "sample/mlp-lanes.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* How a flow's field is learned: on the way from noise x_0 to a row x_1, at x_t = (1 − t)·x_0 +
 * t·x_1 and a little noise, it is to be x_1 − x_0. METHOD.md 7. */

#define N_VECTORS 5
#define DECAY 1e-5f
#define AVERAGE 1e-3f  /* share of the newest parameters in the average */
#define JITTER 1e-3f   /* noise on x_t */
#define CHECK_ROWS 256 /* ways to rows that are held out */
#define CHECK_EVERY 100
#define CHECK_STEP G_MAXUINT32 /* where their numbers lie */

static gsize
vectors_size (const WsFlow *self)
{
  return N_VECTORS * self->mlp.n_params;
}

/* -- start -- */

/* As torch.nn.Linear, ±1/√inputs; the last layer 0, so that at first nothing moves. */
static void
fill_params (WsFlow *self)
{
  for (guint l = 0; l < self->mlp.n_layers; l++)
    {
      guint    n_in = ws_mlp_inputs (&self->mlp, l), n_out = self->mlp.layers[l].n_out;
      gsize    n = (gsize)n_out * (n_in + 1); /* biases follow weights */
      float    bound = l + 1 < self->mlp.n_layers ? (float)(1 / sqrt (n_in)) : 0;
      WsStream stream;

      ws_stream_init (&stream, self->seed, WS_PURPOSE_SAMPLER_INIT, l, 0);
      for (gsize i = 0; i < n; i++)
        self->params[self->mlp.weight[l] + i] = bound * (2 * ws_stream_uniform (&stream) - 1);
      for (guint f = 0; f < n_out && self->mlp.layers[l].norm; f++)
        self->params[self->mlp.gain[l] + f] = 1;
    }
}

static void fill_check (WsFlow *self);

void
ws_flow_learning_init (WsFlow *self)
{
  gsize n = self->mlp.n_params;

  self->vectors = WS_ALIGNED_FLOATS (vectors_size (self));
  self->params = self->vectors;
  self->m = self->vectors + n;
  self->v = self->vectors + 2 * n;
  self->average = self->vectors + 3 * n;
  self->best = self->vectors + 4 * n;
  self->gradient = WS_ALIGNED_FLOATS (n);
  self->pass = ws_mlp_pass_new (&self->mlp, self->batch);
  self->check = ws_mlp_pass_new (&self->mlp, CHECK_ROWS);
  self->aim = WS_ALIGNED_FLOATS (self->frame->n * self->pass->stride);
  self->check_aim = WS_ALIGNED_FLOATS (self->frame->n * self->check->stride);
  self->best_loss = (double)INFINITY;
  fill_params (self);
  fill_check (self);
}

void
ws_flow_learning_clear (WsFlow *self)
{
  ws_aligned_free (self->vectors);
  ws_aligned_free (self->gradient);
  ws_mlp_pass_free (self->pass);
  ws_mlp_pass_free (self->check);
  ws_aligned_free (self->aim);
  ws_aligned_free (self->check_aim);
}

/* -- ways from noise to rows -- */

static void
add_waves (double value, double shortest, float *out, gsize stride)
{
  const guint half = WS_FLOW_EMBEDDING / 2;

  for (guint i = 0; i < half; i++)
    {
      double angle = value * 2 * G_PI / shortest * pow (1.0 / 32, i / (half - 1.0));

      out[i * stride] = (float)cos (angle);
      out[(half + i) * stride] = (float)sin (angle);
    }
}

void
ws_flow_embed (double time, double rank, float *out, gsize stride)
{
  add_waves (time, 1.0 / 16, out, stride);
  add_waves (rank, 0.5, out + WS_FLOW_EMBEDDING * stride, stride);
}

double
ws_flow_drift (double time)
{
  return (2 * time - 1) / ((1 - time) * (1 - time) + time * time);
}

/* Lane @i of a batch: the way from noise to @row at @time, noise from @stream. */
static void
set_way (const WsFlow *self,
         WsMlpPass    *pass,
         float        *aim,
         guint         i,
         guint32       row,
         double        time,
         WsStream     *stream)
{
  guint        q = self->frame->n;
  gsize        stride = pass->stride;
  float       *x = pass->x[0] + i;
  const float *end = self->y + (gsize)row * q;
  float        t = (float)time, drift = (float)ws_flow_drift (time);

  for (guint j = 0; j < q; j++)
    {
      float begin = ws_stream_normal (stream);

      x[j * stride] = (1 - t) * begin + t * end[j];
      aim[j * stride + i] = end[j] - begin;
    }
  for (guint j = 0; j < q; j++)
    {
      x[j * stride] += JITTER * ws_stream_normal (stream);
      aim[j * stride + i] -= drift * x[j * stride];
    }
  ws_flow_embed (time, (double)self->rank[row], x + q * stride, stride);
}

/* Times are spread evenly over a batch. */
static void
set_batch (guint index, gpointer data)
{
  WsFlow *self = data;
  guint   first = index * WS_MLP_LANES, end = MIN (first + WS_MLP_LANES, self->batch);

  for (guint i = first; i < end; i++)
    {
      WsStream stream;
      guint32  row;
      double   time;

      ws_stream_init (&stream, self->seed, WS_PURPOSE_SAMPLER_STEP, self->step, i);
      row = self->train[ws_stream_below (&stream, self->n_train)];
      time = (i + (double)ws_stream_uniform (&stream)) / self->batch;
      set_way (self, self->pass, self->aim, i, row, time, &stream);
    }
}

static void
fill_check (WsFlow *self)
{
  for (guint i = 0; i < CHECK_ROWS; i++)
    {
      guint32  row = self->held[i % self->n_held];
      WsStream stream;

      ws_stream_init (&stream, self->seed, WS_PURPOSE_SAMPLER_STEP, CHECK_STEP, i);
      set_way (self, self->check, self->check_aim, i, row, (double)ws_stream_uniform (&stream),
               &stream);
    }
}

/* -- steps -- */

/* Mean of weight·(v − aim)²; its gradient where the backward pass begins. */
static double
compare (const WsFlow *self, WsMlpPass *pass, const float *aim)
{
  const float *out = pass->x[self->mlp.n_layers];
  float       *d = pass->dx[self->mlp.n_layers];
  double       n = (double)pass->n_rows * self->frame->n, sum = 0;

  for (guint j = 0; j < self->frame->n; j++, out += pass->stride, aim += pass->stride)
    {
      float *row = d + j * pass->stride, factor = (float)(2 * (double)self->weight[j] / n);

      for (guint i = 0; i < pass->n_rows; i++)
        row[i] = out[i] - aim[i];
      sum += (double)self->weight[j] * (double)ws_mlp_dot (pass->n_rows, row, row);
      for (guint i = 0; i < pass->n_rows; i++)
        row[i] *= factor;
    }
  return sum / n;
}

double
ws_flow_find_loss (WsFlow *self, const float *params, const WsMlpDropout *dropout, float *gradient)
{
  double loss;

  ws_pool_run ((self->batch - 1) / WS_MLP_LANES + 1, set_batch, self);
  ws_mlp_forward (&self->mlp, params, dropout, self->pass);
  loss = compare (self, self->pass, self->aim);
  ws_mlp_backward (&self->mlp, params, FALSE, self->pass, gradient);
  return loss;
}

static double
take_step (WsFlow *self)
{
  WsMlpDropout dropout = { self->seed, self->step };
  double       loss = ws_flow_find_loss (self, self->params, &dropout, self->gradient);
  float        rate = (float)(self->rate / 2 * (1 + cos (G_PI * self->step / self->n_steps)));

  self->step++;
  ws_adam_step (self->mlp.n_params, self->params, self->m, self->v, self->gradient, rate, 0, DECAY,
                1, self->step);
  /* of the last tenth at first: what the parameters began as is soon forgotten */
  ws_mlp_average (self->mlp.n_params, self->average, self->params,
                  CLAMP (10.0f / (float)self->step, AVERAGE, 1.0f));
  return loss;
}

static void
check (WsFlow *self)
{
  ws_mlp_forward (&self->mlp, self->average, NULL, self->check);
  self->held_loss = compare (self, self->check, self->check_aim);
  if (!(self->held_loss < self->best_loss) && self->best_loss < (double)INFINITY)
    return;
  self->best_loss = self->held_loss;
  memcpy (self->best, self->average, self->mlp.n_params * sizeof *self->best);
}

gboolean
ws_flow_learn (gpointer data, guint n, double *losses, const WsStage *stage, GError **error)
{
  WsFlow *self = data;
  double  sum = 0;

  for (guint i = 0; i < n; i++)
    {
      double loss = take_step (self);

      if (!isfinite (loss))
        {
          g_set_error (error, WS_ERROR, WS_ERROR_DIVERGED,
                       _ ("the flow's loss left the finite numbers at step %u"), self->step);
          return FALSE;
        }
      sum += loss;
      if (self->step % CHECK_EVERY == 0 || self->step == 1 || self->step == self->n_steps)
        check (self);
      if (!ws_stage_report (stage, (i + 1.0) / n, error))
        return FALSE;
    }
  losses[0] = n > 0 ? sum / n : 0;
  losses[1] = self->held_loss;
  return TRUE;
}

guint
ws_flow_count_steps (gpointer data)
{
  return ((WsFlow *)data)->n_steps;
}

guint
ws_flow_get_step (gpointer data)
{
  return ((WsFlow *)data)->step;
}

/* -- stored -- */

typedef struct
{
  char    magic[8];
  guint64 n_params;
  guint32 step, n_steps;
  double  best_loss, held_loss;
} Header;

#define MAGIC "wsflow1"

GBytes *
ws_flow_save (gpointer data)
{
  const WsFlow *self = data;
  gsize         size = vectors_size (self) * sizeof (float);
  Header        header = { MAGIC,         self->mlp.n_params, self->step,
                           self->n_steps, self->best_loss,    self->held_loss };
  guint8       *bytes = g_malloc (sizeof header + size);

  memcpy (bytes, &header, sizeof header);
  memcpy (bytes + sizeof header, self->vectors, size);
  return g_bytes_new_take (bytes, sizeof header + size);
}

gboolean
ws_flow_restore (gpointer data, GBytes *bytes)
{
  WsFlow       *self = data;
  gsize         size = vectors_size (self) * sizeof (float), n_bytes;
  const guint8 *stored = g_bytes_get_data (bytes, &n_bytes);
  Header        header;

  if (n_bytes != sizeof header + size)
    return FALSE;
  memcpy (&header, stored, sizeof header);
  if (memcmp (header.magic, MAGIC, sizeof header.magic) != 0 ||
      header.n_params != self->mlp.n_params || header.n_steps != self->n_steps ||
      header.step > self->n_steps)
    return FALSE;
  memcpy (self->vectors, stored + sizeof header, size);
  self->step = header.step;
  self->best_loss = header.best_loss;
  self->held_loss = header.held_loss;
  return TRUE;
}
