/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/mlp.h"

#include "core/memory.h"
#include "core/pool.h"
#include "core/random.h"
#include "hyper/kernels.h"
#include "hyper/scratch.h"
#include "sample/mlp-lanes.h"

#include <string.h>

void
ws_mlp_init (WsMlp *self, guint n_in, const WsMlpLayer *layers, guint n_layers)
{
  gsize place = 0;

  g_return_if_fail (n_layers > 0 && n_layers <= WS_MLP_MAX_LAYERS);

  *self = (WsMlp){ .n_in = n_in, .n_layers = n_layers };
  for (guint l = 0; l < n_layers; l++)
    {
      guint n_out = layers[l].n_out;

      self->layers[l] = layers[l];
      self->weight[l] = place;
      self->bias[l] = place + (gsize)n_out * ws_mlp_inputs (self, l);
      place = self->bias[l] + n_out;
      if (layers[l].norm)
        {
          self->gain[l] = place;
          self->shift[l] = place + n_out;
          place += 2 * (gsize)n_out;
        }
    }
  self->n_params = place;
}

guint
ws_mlp_inputs (const WsMlp *self, guint layer)
{
  return layer == 0 ? self->n_in : self->layers[layer - 1].n_out;
}

/* -- passes -- */

/* An odd number of lines: rows that lie a power of two apart would push each other out of a cache.
 */
static gsize
find_stride (guint n_rows)
{
  return (gsize)((n_rows - 1) / WS_MLP_LANES + 1) * WS_MLP_LANES | WS_MLP_LANES;
}

WsMlpPass *
ws_mlp_pass_new (const WsMlp *self, guint n_rows)
{
  WsMlpPass *pass = g_new0 (WsMlpPass, 1);

  pass->mlp = self;
  pass->n_rows = n_rows;
  pass->stride = find_stride (n_rows);
  for (guint l = 0; l <= self->n_layers; l++)
    {
      gsize size = ws_mlp_inputs (self, l) * pass->stride;

      pass->x[l] = WS_ALIGNED_FLOATS (size);
      pass->dx[l] = WS_ALIGNED_FLOATS (size);
    }
  for (guint l = 0; l < self->n_layers; l++)
    {
      const WsMlpLayer *layer = &self->layers[l];
      gsize             size = layer->n_out * pass->stride;

      if (layer->norm)
        {
          pass->hat[l] = WS_ALIGNED_FLOATS (size);
          pass->inverse[l] = WS_ALIGNED_FLOATS (pass->stride);
        }
      if (layer->activation != WS_MLP_LINEAR || layer->dropout > 0)
        pass->slope[l] = WS_ALIGNED_FLOATS (size);
    }
  return pass;
}

void
ws_mlp_pass_free (WsMlpPass *pass)
{
  if (pass == NULL)
    return;
  for (guint l = 0; l <= pass->mlp->n_layers; l++)
    {
      ws_aligned_free (pass->x[l]);
      ws_aligned_free (pass->dx[l]);
    }
  for (guint l = 0; l < pass->mlp->n_layers; l++)
    {
      ws_aligned_free (pass->hat[l]);
      ws_aligned_free (pass->inverse[l]);
      ws_aligned_free (pass->slope[l]);
    }
  g_free (pass);
}

/* -- forward -- */

#define BLOCK 48 /* features of a piece */

static guint
count_pieces (guint n, guint size)
{
  return (n + size - 1) / size;
}

/* What the pieces of a layer's work have in common. */
typedef struct
{
  const WsMlp        *mlp;
  const WsMlpLayer   *layer;
  const float        *params;
  const WsMlpDropout *dropout;
  WsMlpPass          *pass;
  float              *gradient;
  guint               l, n_in, n_lanes;
} Work;

static Work
open_layer (const WsMlp *self, const float *params, WsMlpPass *pass, guint l)
{
  return (Work){ .mlp = self,
                 .layer = &self->layers[l],
                 .params = params,
                 .pass = pass,
                 .l = l,
                 .n_in = ws_mlp_inputs (self, l),
                 .n_lanes = (pass->n_rows - 1) / WS_MLP_LANES * WS_MLP_LANES + WS_MLP_LANES };
}

/* Some features of W·x + b for all rows. */
static void
multiply_piece (guint index, gpointer data)
{
  const Work *w = data;
  gsize       stride = w->pass->stride;
  guint       first = index * BLOCK, n = MIN (BLOCK, w->layer->n_out - first);
  float      *y = w->pass->x[w->l + 1] + first * stride; /* x[first:, :] */
  WsProduct   product = { .m = n,
                          .n = w->n_lanes,
                          .k = w->n_in,
                          .a = w->params + w->mlp->weight[w->l] + (gsize)first * w->n_in,
                          .a_row = w->n_in,
                          .a_step = 1,
                          .b = w->pass->x[w->l],
                          .b_row = stride,
                          .c = y,
                          .c_row = stride };

  ws_hyper_kernels ()->product (&product);
  for (guint f = 0; f < n; f++)
    ws_mlp_lanes_add (w->n_lanes, y + f * stride, w->params[w->mlp->bias[w->l] + first + f]);
}

static void
drop_lanes (const Work *w, guint first, float *x, float *slope)
{
  guint32  threshold = (guint32)(w->layer->dropout * 65536.0f + 0.5f);
  float    scale = 1 / (1 - w->layer->dropout);
  WsStream stream;

  ws_stream_init (&stream, w->dropout->seed, WS_PURPOSE_SAMPLER_DROPOUT, w->dropout->step,
                  w->l << 24 | first / WS_MLP_LANES);
  for (guint f = 0; f < w->layer->n_out; f++, x += w->pass->stride, slope += w->pass->stride)
    for (guint i = 0; i < WS_MLP_LANES; i += 2)
      {
        guint32 word = ws_stream_u32 (&stream);
        float   even = (word & 0xffff) >= threshold ? scale : 0;
        float   odd = word >> 16 >= threshold ? scale : 0;

        x[i] *= even;
        slope[i] *= even;
        x[i + 1] *= odd;
        slope[i + 1] *= odd;
      }
}

/* What follows the product, for some rows. */
static void
finish_piece (guint index, gpointer data)
{
  const Work *w = data;
  guint       first = index * WS_MLP_LANES, n = w->layer->n_out;
  gsize       stride = w->pass->stride;
  float      *x = w->pass->x[w->l + 1] + first, *slope; /* x[:, first:] */

  if (w->layer->norm)
    ws_mlp_lanes_norm (n, stride, x, w->params + w->mlp->gain[w->l],
                       w->params + w->mlp->shift[w->l], w->pass->hat[w->l] + first,
                       w->pass->inverse[w->l] + first);
  if (w->pass->slope[w->l] == NULL)
    return;
  slope = w->pass->slope[w->l] + first;
  if (w->layer->activation == WS_MLP_GELU)
    ws_mlp_lanes_gelu (n, stride, x, slope);
  else
    ws_mlp_lanes_leaky (n, stride, w->layer->activation == WS_MLP_LINEAR ? 1.0f : 0.2f, x, slope);
  if (w->dropout != NULL && w->layer->dropout > 0)
    drop_lanes (w, first, x, slope);
}

void
ws_mlp_forward (const WsMlp        *self,
                const float        *params,
                const WsMlpDropout *dropout,
                WsMlpPass          *pass)
{
  for (guint l = 0; l < self->n_layers; l++)
    {
      Work w = open_layer (self, params, pass, l);

      w.dropout = dropout;
      ws_pool_run (count_pieces (w.layer->n_out, BLOCK), multiply_piece, &w);
      if (w.layer->norm || pass->slope[l] != NULL)
        ws_pool_run (w.n_lanes / WS_MLP_LANES, finish_piece, &w);
    }
}

/* -- backward -- */

/* Some features: through activation and dropout; gradients of gain and shift. */
static void
slope_piece (guint index, gpointer data)
{
  const Work *w = data;
  gsize       stride = w->pass->stride;
  guint       first = index * BLOCK, end = MIN (first + BLOCK, w->layer->n_out);

  for (guint f = first; f < end; f++)
    {
      float *d = w->pass->dx[w->l + 1] + f * stride;

      if (w->pass->slope[w->l] != NULL)
        ws_mlp_lanes_multiply (w->n_lanes, d, w->pass->slope[w->l] + f * stride);
      if (!w->layer->norm || w->gradient == NULL)
        continue;
      w->gradient[w->mlp->gain[w->l] + f] =
          ws_mlp_dot (w->pass->n_rows, d, w->pass->hat[w->l] + f * stride);
      w->gradient[w->mlp->shift[w->l] + f] = ws_mlp_dot (w->pass->n_rows, d, NULL);
    }
}

static void
norm_piece (guint index, gpointer data)
{
  const Work *w = data;
  guint       first = index * WS_MLP_LANES;

  ws_mlp_lanes_norm_back (w->layer->n_out, w->pass->stride, w->pass->dx[w->l + 1] + first,
                          w->params + w->mlp->gain[w->l], w->pass->hat[w->l] + first,
                          w->pass->inverse[w->l] + first);
}

#define COLUMNS 96 /* inputs of a piece of dW: two panels of the widest vectors */
#define ROWS 512   /* outputs of one */

/* A part of dW = dy·xᵀ, and of db. */
static void
gradient_piece (guint index, gpointer data)
{
  const Work *w = data;
  gsize       stride = w->pass->stride;
  guint       n_columns = count_pieces (w->n_in, COLUMNS), n_rows = w->pass->n_rows;
  guint       row = index / n_columns * ROWS, column = index % n_columns * COLUMNS;
  guint       m = MIN (ROWS, w->layer->n_out - row), n = MIN (COLUMNS, w->n_in - column);
  float      *packed = ws_scratch_floats (WS_PACKED (n_rows, COLUMNS));
  WsProduct   product = { .m = m,
                          .n = n,
                          .k = n_rows,
                          .a = w->pass->dx[w->l + 1] + row * stride,
                          .a_row = stride,
                          .a_step = 1,
                          .b = packed,
                          .c = w->gradient + w->mlp->weight[w->l] + (gsize)row * w->n_in + column,
                          .c_row = w->n_in };

  ws_hyper_kernels ()->pack (w->pass->x[w->l] + column * stride, 1, stride, n_rows, n, packed);
  ws_hyper_kernels ()->product (&product);
  for (guint f = row; f < row + m && column == 0; f++)
    w->gradient[w->mlp->bias[w->l] + f] =
        ws_mlp_dot (n_rows, w->pass->dx[w->l + 1] + f * stride, NULL);
}

/* Some features of dx = Wᵀ·dy. Their columns of W are copied together first. */
static void
input_piece (guint index, gpointer data)
{
  const Work  *w = data;
  gsize        stride = w->pass->stride;
  guint        first = index * BLOCK, n = MIN (BLOCK, w->n_in - first);
  const float *from = w->params + w->mlp->weight[w->l] + first; /* W[:, first:] */
  float       *columns = ws_scratch_floats ((gsize)w->layer->n_out * BLOCK);
  WsProduct    product = { .m = n,
                           .n = w->n_lanes,
                           .k = w->layer->n_out,
                           .a = columns,
                           .a_row = 1,
                           .a_step = BLOCK,
                           .b = w->pass->dx[w->l + 1],
                           .b_row = stride,
                           .c = w->pass->dx[w->l] + first * stride,
                           .c_row = stride };

  for (guint o = 0; o < w->layer->n_out; o++)
    memcpy (columns + (gsize)o * BLOCK, from + (gsize)o * w->n_in, n * sizeof *columns);
  ws_hyper_kernels ()->product (&product);
}

void
ws_mlp_backward (
    const WsMlp *self, const float *params, gboolean to_input, WsMlpPass *pass, float *gradient)
{
  for (guint l = self->n_layers; l-- > 0;)
    {
      Work w = open_layer (self, params, pass, l);

      w.gradient = gradient;
      if (w.layer->norm || pass->slope[l] != NULL)
        ws_pool_run (count_pieces (w.layer->n_out, BLOCK), slope_piece, &w);
      if (w.layer->norm)
        ws_pool_run (w.n_lanes / WS_MLP_LANES, norm_piece, &w);
      if (gradient != NULL)
        ws_pool_run (count_pieces (w.layer->n_out, ROWS) * count_pieces (w.n_in, COLUMNS),
                     gradient_piece, &w);
      if (l > 0 || to_input)
        ws_pool_run (count_pieces (w.n_in, BLOCK), input_piece, &w);
    }
}
