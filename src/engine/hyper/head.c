/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/head.h"

#include "core/memory.h"
#include "core/pool.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#define BATCHNORM_EPSILON 1e-5
#define FIRST_BIAS 0.01f

/* Rows of a product that are one piece of work. */
#define PIECE_ROWS 32

/* One Linear layer and where its parameters lie. */
typedef struct
{
  guint n_in, n_out;
  gsize weight, bias; /* in floats */
} Linear;

struct _WsHead
{
  guint        n_linear; /* layers + 1 */
  Linear      *linear;
  guint        n_out, max_rows, rows;
  gsize        norm_weight; /* place of the norm's weight; its bias follows */
  const float *z;           /* lent by the caller between forward and backward */
  float      **hidden;      /* output of each Linear but the last, after ReLU: (rows, width) */
  float       *normal;      /* (rows, out): the last Linear's output, centred and scaled */
  double      *inverse;     /* (out): 1/√(variance + ε) of the batch */
  float       *d[2];        /* gradients of a layer's outputs, in turn */
};

/* -- places -- */

static gboolean
has_head (const WsHyperConfig *config)
{
  return config->gamma > 0;
}

/* Linear @index of layers + 1; places follow one another. */
static Linear
get_linear (const WsHyperConfig *config, guint n_latents, guint index)
{
  Linear linear = { 0 };
  gsize  place = 0;

  for (guint i = 0; i <= index; i++)
    {
      linear.n_in = i == 0 ? n_latents : config->head_width;
      linear.n_out = i == config->head_layers ? config->head_out : config->head_width;
      linear.weight = place;
      linear.bias = place + (gsize)linear.n_in * linear.n_out;
      place = linear.bias + linear.n_out;
    }
  return linear;
}

/* Where the norm's parameters start: behind the last Linear. */
static gsize
get_norm_place (const WsHyperConfig *config, guint n_latents)
{
  Linear last = get_linear (config, n_latents, config->head_layers);

  return last.bias + last.n_out;
}

gsize
ws_head_n_params (const WsHyperConfig *config, guint n_latents)
{
  return has_head (config) ? get_norm_place (config, n_latents) + 2 * (gsize)config->head_out : 0;
}

guint
ws_head_n_tensors (const WsHyperConfig *config)
{
  return has_head (config) ? 2 * (config->head_layers + 2) : 0;
}

void
ws_head_describe_tensor (const WsHyperConfig *config,
                         guint                n_latents,
                         guint                index,
                         char               **name,
                         gsize               *start,
                         guint               *rows,
                         guint               *cols)
{
  gboolean is_bias = index % 2 == 1;
  guint    layer = index / 2, number = 2 * layer; /* the code's list has a ReLU after each Linear */

  g_return_if_fail (index < ws_head_n_tensors (config));

  *cols = 1;
  if (layer <= config->head_layers)
    {
      Linear linear = get_linear (config, n_latents, layer);

      *start = is_bias ? linear.bias : linear.weight;
      *rows = linear.n_out;
      if (!is_bias)
        *cols = linear.n_in;
    }
  else
    {
      number = 2 * config->head_layers + 1; /* the norm, right after the last Linear */
      *start = get_norm_place (config, n_latents) + (is_bias ? config->head_out : 0);
      *rows = config->head_out;
    }
  *name = g_strdup_printf ("projection_head.layers.%u.%s", number, is_bias ? "bias" : "weight");
}

void
ws_head_init_params (const WsHyperConfig *config, guint n_latents, WsStream *stream, float *params)
{
  gsize place = get_norm_place (config, n_latents);

  if (!has_head (config))
    return;
  for (guint i = 0; i <= config->head_layers; i++)
    {
      Linear linear = get_linear (config, n_latents, i);
      float  deviation = (float)sqrt (2.0 / linear.n_in);

      for (gsize k = linear.weight; k < linear.bias; k++)
        params[k] = deviation * ws_stream_normal (stream);
      for (guint k = 0; k < linear.n_out; k++)
        params[linear.bias + k] = FIRST_BIAS;
    }
  for (guint k = 0; k < config->head_out; k++)
    {
      params[place + k] = 1;
      params[place + config->head_out + k] = 0;
    }
}

WsHead *
ws_head_new (const WsHyperConfig *config, guint n_latents, guint max_rows)
{
  WsHead *self = g_new0 (WsHead, 1);
  guint   widest = MAX (config->head_width, config->head_out);

  self->n_linear = config->head_layers + 1;
  self->linear = g_new (Linear, self->n_linear);
  self->hidden = g_new0 (float *, config->head_layers);
  for (guint i = 0; i < self->n_linear; i++)
    self->linear[i] = get_linear (config, n_latents, i);
  for (guint i = 0; i < config->head_layers; i++)
    self->hidden[i] = WS_ALIGNED_FLOATS ((gsize)max_rows * config->head_width);
  self->n_out = config->head_out;
  self->max_rows = max_rows;
  self->norm_weight = get_norm_place (config, n_latents);
  self->normal = WS_ALIGNED_FLOATS ((gsize)max_rows * config->head_out);
  self->inverse = g_new (double, config->head_out);
  for (guint i = 0; i < 2; i++)
    self->d[i] = WS_ALIGNED_FLOATS ((gsize)max_rows * widest);
  return self;
}

void
ws_head_free (WsHead *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i + 1 < self->n_linear; i++)
    ws_aligned_free (self->hidden[i]);
  for (guint i = 0; i < 2; i++)
    ws_aligned_free (self->d[i]);
  ws_aligned_free (self->normal);
  g_free (self->inverse);
  g_free (self->hidden);
  g_free (self->linear);
  g_free (self);
}

/* -- products on the pool, cut by sizes only -- */

typedef struct
{
  const Linear *linear;
  const float  *params;
  const float  *x;  /* (rows, in) */
  float        *y;  /* (rows, out): outputs, or gradients of them */
  float        *dx; /* (rows, in) */
  float        *dparams;
  guint         rows;
  gboolean      relu;
} Product;

static guint
count_pieces (guint rows)
{
  return (rows + PIECE_ROWS - 1) / PIECE_ROWS;
}

/* y = x·Wᵀ + b, then ReLU, for some rows. */
static void
forward_piece (guint index, gpointer data)
{
  const Product *self = data;
  guint          n_in = self->linear->n_in, n_out = self->linear->n_out;
  guint          first = index * PIECE_ROWS, rows = MIN (PIECE_ROWS, self->rows - first);
  const float   *bias = self->params + self->linear->bias;
  float         *y = self->y + (gsize)first * n_out; /* y[first, :] */

  for (guint r = 0; r < rows; r++)
    memcpy (y + (gsize)r * n_out, bias, n_out * sizeof *y);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int)rows, (int)n_out, (int)n_in, 1,
               self->x + (gsize)first * n_in, (int)n_in, self->params + self->linear->weight,
               (int)n_in, 1, y, (int)n_out);
  if (self->relu)
    for (gsize i = 0; i < (gsize)rows * n_out; i++)
      y[i] = y[i] > 0 ? y[i] : 0;
}

/* dx = dy·W for some rows; where x came out of a ReLU as 0, nothing goes on. */
static void
dx_piece (guint index, gpointer data)
{
  const Product *self = data;
  guint          n_in = self->linear->n_in, n_out = self->linear->n_out;
  guint          first = index * PIECE_ROWS, rows = MIN (PIECE_ROWS, self->rows - first);
  const float   *x = self->x + (gsize)first * n_in; /* x[first, :] */
  float         *dx = self->dx + (gsize)first * n_in;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)n_in, (int)n_out, 1,
               self->y + (gsize)first * n_out, (int)n_out, self->params + self->linear->weight,
               (int)n_in, 0, dx, (int)n_in);
  if (self->relu)
    for (gsize i = 0; i < (gsize)rows * n_in; i++)
      dx[i] = x[i] > 0 ? dx[i] : 0;
}

/* dW += dyᵀ·x and db += Σ dy for some outputs. */
static void
dparams_piece (guint index, gpointer data)
{
  const Product *self = data;
  guint          n_in = self->linear->n_in, n_out = self->linear->n_out;
  guint          first = index * PIECE_ROWS, n = MIN (PIECE_ROWS, n_out - first);
  float         *dw = self->dparams + self->linear->weight + (gsize)first * n_in; /* dW[first, :] */
  float         *db = self->dparams + self->linear->bias + first;

  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int)n, (int)n_in, (int)self->rows, 1,
               self->y + first, (int)n_out, self->x, (int)n_in, 1, dw, (int)n_in);
  for (guint o = 0; o < n; o++)
    {
      double sum = 0;

      for (guint r = 0; r < self->rows; r++)
        sum += (double)self->y[(gsize)r * n_out + first + o];
      db[o] += (float)sum;
    }
}

/* -- the norm -- */

/* Centres and scales each column of @x in place over the batch. */
static void
normalise (WsHead *self, float *x)
{
  for (guint j = 0; j < self->n_out; j++)
    {
      double mean = 0, variance = 0;

      for (guint r = 0; r < self->rows; r++)
        mean += (double)x[(gsize)r * self->n_out + j] / self->rows;
      for (guint r = 0; r < self->rows; r++)
        {
          double distance = (double)x[(gsize)r * self->n_out + j] - mean;

          variance += distance * distance / self->rows;
        }
      self->inverse[j] = 1 / sqrt (variance + BATCHNORM_EPSILON);
      for (guint r = 0; r < self->rows; r++)
        {
          float *value = x + (gsize)r * self->n_out + j;

          *value = (float)(((double)*value - mean) * self->inverse[j]);
        }
    }
}

/* With x̂ the normalised values and g = weight·dp: dx = (g − mean g − x̂·mean (g·x̂))/√(variance + ε).
 */
static void
normalise_backward (
    const WsHead *self, const float *params, const float *dp, float *dparams, float *dx)
{
  const float *weight = params + self->norm_weight;
  float       *dweight = dparams + self->norm_weight, *dbias = dweight + self->n_out;

  for (guint j = 0; j < self->n_out; j++)
    {
      double sum = 0, along = 0;

      for (guint r = 0; r < self->rows; r++)
        {
          gsize i = (gsize)r * self->n_out + j; /* [r, j] */

          sum += (double)dp[i];
          along += (double)dp[i] * (double)self->normal[i];
        }
      dweight[j] += (float)along;
      dbias[j] += (float)sum;
      for (guint r = 0; r < self->rows; r++)
        {
          gsize  i = (gsize)r * self->n_out + j;
          double rest = (double)dp[i] - (sum + (double)self->normal[i] * along) / self->rows;

          dx[i] = (float)((double)weight[j] * self->inverse[j] * rest);
        }
    }
}

/* -- the head -- */

void
ws_head_forward (WsHead *self, const float *params, const float *z, guint rows, float *p)
{
  const float *weight = params + self->norm_weight, *bias = weight + self->n_out;

  g_return_if_fail (rows > 0 && rows <= self->max_rows);

  self->z = z;
  self->rows = rows;
  for (guint i = 0; i < self->n_linear; i++)
    {
      gboolean is_last = i + 1 == self->n_linear;
      Product  product = {
         .linear = &self->linear[i],
         .params = params,
         .x = i == 0 ? z : self->hidden[i - 1],
         .y = is_last ? self->normal : self->hidden[i],
         .rows = rows,
         .relu = !is_last,
      };

      ws_pool_run (count_pieces (rows), forward_piece, &product);
    }
  normalise (self, self->normal);
  for (guint r = 0; r < rows; r++)
    for (guint j = 0; j < self->n_out; j++)
      p[(gsize)r * self->n_out + j] =
          weight[j] * self->normal[(gsize)r * self->n_out + j] + bias[j];
}

void
ws_head_backward (WsHead *self, const float *params, const float *dp, float *dparams, float *dz)
{
  g_return_if_fail (self->z != NULL);

  normalise_backward (self, params, dp, dparams, self->d[0]);
  for (guint i = self->n_linear; i-- > 0;)
    {
      guint   turn = (self->n_linear - 1 - i) % 2;
      Product product = {
        .linear = &self->linear[i],
        .params = params,
        .x = i == 0 ? self->z : self->hidden[i - 1],
        .y = self->d[turn],
        .dx = i == 0 ? dz : self->d[1 - turn],
        .dparams = dparams,
        .rows = self->rows,
        .relu = i > 0,
      };

      ws_pool_run (count_pieces (self->linear[i].n_out), dparams_piece, &product);
      ws_pool_run (count_pieces (self->rows), dx_piece, &product);
    }
}
