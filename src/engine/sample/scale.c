/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/refine.h"

#include "core/error.h"
#include "core/numeric.h"
#include "core/pool.h"
#include "net/align.h"
#include "zoo/units.h"

#include <math.h>
#include <string.h>

/* Means and spreads are taken of each training network and then averaged: what one network has, not
 * what all of them have together. Of weights: for each layer its weights, then its biases. Of
 * logits: for each class. */

#define LOT 16 /* networks between two looks for a cancel */

typedef struct
{
  double mean, spread;
} Moments;

struct _WsScaler
{
  const WsArch         *arch;
  WsActivation          act;
  const WsTensorImages *images; /* NULL: of weights */
  Moments              *want;
  guint                 n_parts;
};

void
ws_scaler_free (WsScaler *self)
{
  g_free (self->want);
  g_free (self);
}

/* Of @n numbers that lie @stride apart. */
static Moments
measure (const float *x, gsize n, gsize stride)
{
  Moments self = { 0, 0 };

  for (gsize i = 0; i < n; i++)
    self.mean += (double)x[i * stride];
  self.mean /= (double)n;
  for (gsize i = 0; i < n; i++)
    self.spread += ((double)x[i * stride] - self.mean) * ((double)x[i * stride] - self.mean);
  self.spread = sqrt (self.spread / (double)n);
  return self;
}

/* x ↦ factor·x + shift takes what is there to what is wanted. */
static gboolean
find_change (const Moments *own, const Moments *want, double *factor, double *shift)
{
  *factor = own->spread > 0 ? want->spread / own->spread : 1;
  *shift = want->mean - *factor * own->mean;
  return isfinite (*factor) && isfinite (*shift);
}

/* -- of weights -- */

/* Where part @number lies: even ones are weights, odd ones biases. Returns how many there are. */
static gsize
find_part (const WsArch *arch, guint number, gsize *start)
{
  const WsLayer *layer = &arch->layers[number / 2];

  *start = number % 2 == 0 ? layer->w_start : layer->b_start;
  if (number % 2 == 0)
    return (gsize)layer->n_out * layer->n_in * layer->kernel * layer->kernel;
  return layer->has_bias ? layer->n_out : 0;
}

static void
scale_weights (const WsScaler *self, float *w)
{
  for (guint part = 0; part < self->n_parts; part++)
    {
      gsize   start, n = find_part (self->arch, part, &start);
      Moments own = n > 0 ? measure (w + start, n, 1) : (Moments){ (double)NAN, (double)NAN };
      double  factor, shift;

      if (n > 0 && find_change (&own, &self->want[part], &factor, &shift))
        for (gsize i = start; i < start + n; i++)
          w[i] = (float)(factor * (double)w[i] + shift);
    }
}

static WsScaler *
scaler_new (const WsArch *arch, guint n_parts)
{
  WsScaler *self = g_new0 (WsScaler, 1);

  self->arch = arch;
  self->n_parts = n_parts;
  self->want = g_new0 (Moments, n_parts);
  return self;
}

WsScaler *
ws_scaler_new_weights (const WsArch *arch, const float *rows, guint n)
{
  WsScaler *self = scaler_new (arch, 2 * arch->n_layers);

  for (guint part = 0; part < self->n_parts; part++)
    for (guint i = 0; i < n; i++)
      {
        gsize   start, length = find_part (arch, part, &start);
        Moments own = { 0, 0 };

        if (length > 0)
          own = measure (rows + i * arch->n_params + start, length, 1);
        self->want[part].mean += own.mean / n;
        self->want[part].spread += own.spread / n;
      }
  return self;
}

/* -- of logits -- */

/* The last layer reads the units of a free layer in most architectures: then the fast pass that
 * tells those tells all. -1 where it does not. */
static int
find_last_units (const WsArch *arch, guint *start)
{
  const WsOp *last = &arch->ops[arch->n_ops - 1];
  guint       value, places;

  for (guint l = 0; l < arch->n_layers && last->kind == WS_OP_LINEAR; l++)
    if (ws_arch_find_units (arch, l, &value, start, &places) && value == last->a && places == 1)
      return (int)l;
  return -1;
}

static void
find_logits_slowly (const WsScaler *self, const float *w, float *logits)
{
  const WsArch      *arch = self->arch;
  gsize              size = (gsize)arch->channels * arch->height * arch->width;
  guint              C = arch->n_classes;
  g_autofree double *wide = g_new (double, arch->n_params), *one = g_new (double, C);

  for (gsize j = 0; j < arch->n_params; j++)
    wide[j] = (double)w[j];
  for (guint i = 0; i < self->images->n; i++)
    {
      ws_arch_forward_ref (arch, self->act, wide, self->images->x + i * size, one);
      for (guint c = 0; c < C; c++)
        logits[(gsize)i * C + c] = (float)one[c];
    }
}

static const WsLayer *
get_last_layer (const WsArch *arch)
{
  return &arch->layers[arch->ops[arch->n_ops - 1].layer];
}

/* @logits: [image][class]. */
static gboolean
find_logits (const WsScaler *self, const float *w, float *logits)
{
  const WsArch     *arch = self->arch;
  const WsLayer    *last = get_last_layer (arch);
  guint             start, stride = ws_arch_count_units (arch);
  g_autofree float *units = NULL;

  if (find_last_units (arch, &start) < 0)
    {
      find_logits_slowly (self, w, logits);
      return TRUE;
    }
  units = g_new (float, (gsize)self->images->n *stride);
  if (!ws_zoo_units (arch, self->act, w, self->images, units, NULL))
    return FALSE;
  for (guint i = 0; i < self->images->n; i++)
    for (guint c = 0; c < last->n_out; c++)
      {
        const float *own = w + last->w_start + (gsize)c * last->n_in;
        double       sum = last->has_bias ? (double)w[last->b_start + c] : 0;

        for (guint k = 0; k < last->n_in; k++)
          sum += (double)own[k] * (double)units[(gsize)i * stride + start + k];
        logits[(gsize)i * last->n_out + c] = (float)sum;
      }
  return TRUE;
}

/* What a class's output is multiplied by multiplies all that goes into it. */
static void
scale_logits (const WsScaler *self, float *w)
{
  const WsLayer    *last = get_last_layer (self->arch);
  guint             C = last->n_out;
  g_autofree float *logits = g_new (float, (gsize)self->images->n *C);

  if (!find_logits (self, w, logits))
    return;
  for (guint c = 0; c < C; c++)
    {
      Moments own = measure (logits + c, self->images->n, C);
      double  factor, shift;

      if (!find_change (&own, &self->want[c], &factor, &shift))
        continue;
      for (guint k = 0; k < last->n_in; k++)
        {
          gsize at = last->w_start + (gsize)c * last->n_in + k;

          w[at] = (float)(factor * (double)w[at]);
        }
      w[last->b_start + c] = (float)(factor * (double)w[last->b_start + c] + shift);
    }
}

typedef struct
{
  const WsScaler *self;
  const float    *rows;
  Moments        *own; /* n × n_parts */
} Measuring;

static void
measure_row (guint i, gpointer data)
{
  const Measuring  *m = data;
  guint             C = m->self->n_parts, n = m->self->images->n;
  g_autofree float *logits = g_new (float, (gsize)n *C);
  gboolean          is_known = find_logits (m->self, m->rows + i * m->self->arch->n_params, logits);

  for (guint c = 0; c < C; c++)
    m->own[(gsize)i * C + c] =
        is_known ? measure (logits + c, n, C) : (Moments){ (double)NAN, (double)NAN };
}

WsScaler *
ws_scaler_new_logits (const WsArch         *arch,
                      WsActivation          act,
                      const float          *rows,
                      guint                 n,
                      const WsTensorImages *images,
                      WsJob                *job,
                      GError              **error)
{
  g_autoptr (WsScaler) self = scaler_new (arch, arch->n_classes);
  g_autofree Moments *own = g_new (Moments, (gsize)n * arch->n_classes);
  Measuring           measuring = { self, rows, own };

  if (images->channels != arch->channels || images->height != arch->height ||
      images->width != arch->width || images->n == 0 || !get_last_layer (arch)->has_bias)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE, "these images do not suit %s", arch->name);
      return NULL;
    }
  self->act = act;
  self->images = images;
  for (guint i = 0; i < n; i += LOT)
    {
      if (job != NULL && !ws_job_tick (job, error))
        return NULL;
      measuring.rows = rows + i * arch->n_params;
      measuring.own = own + (gsize)i * arch->n_classes;
      ws_pool_run (MIN (LOT, n - i), measure_row, &measuring);
    }
  for (guint i = 0; i < n; i++)
    for (guint c = 0; c < arch->n_classes; c++)
      {
        self->want[c].mean += own[(gsize)i * arch->n_classes + c].mean / n;
        self->want[c].spread += own[(gsize)i * arch->n_classes + c].spread / n;
      }
  return g_steal_pointer (&self);
}

/* -- both -- */

typedef struct
{
  const WsScaler *self;
  float          *w;
} Scaling;

static void
scale_one (guint i, gpointer data)
{
  const Scaling  *s = data;
  const WsScaler *self = s->self;
  float          *w = s->w + i * self->arch->n_params;

  if (!ws_all_finite (w, self->arch->n_params))
    return;
  if (self->images != NULL)
    scale_logits (self, w);
  else
    scale_weights (self, w);
}

gboolean
ws_scaler_apply (const WsScaler *self, float *w, guint n, WsJob *job, GError **error)
{
  for (guint i = 0; i < n; i += LOT)
    {
      Scaling scaling = { self, w + i * self->arch->n_params };

      if (job != NULL && !ws_job_tick (job, error))
        return FALSE;
      ws_pool_run (MIN (LOT, n - i), scale_one, &scaling);
    }
  return TRUE;
}
