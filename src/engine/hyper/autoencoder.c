/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/autoencoder-private.h"

#include "core/memory.h"
#include "core/pool.h"
#include "hyper/linear.h"
#include "hyper/tokens.h"
#include "hyper/wide.h"

#include <string.h>

/* -- memory -- */

static float *
take (WsPass *self, gsize per_row)
{
  float *memory = WS_ALIGNED_FLOATS (per_row * self->max_rows);

  g_ptr_array_add (self->memory, memory);
  return memory;
}

static guint8 *
take_mask (WsPass *self, gsize per_row)
{
  guint8 *memory = ws_aligned_new0 (per_row * self->max_rows);

  g_ptr_array_add (self->memory, memory);
  return memory;
}

static void
init_block (WsPass *self, WsBlock *block, guint t)
{
  const WsHyperConfig *c = &self->hyper->config;
  gsize                wide = (gsize)t * c->d, square = (gsize)c->h * t * t;

  block->n1 = take (self, wide);
  block->stats1 = take (self, 2 * t);
  block->qkv = take (self, 3 * wide);
  block->p = take (self, square);
  block->o = take (self, wide);
  block->mid = take (self, wide);
  block->n2 = take (self, wide);
  block->stats2 = take (self, 2 * t);
  block->hidden = take (self, (gsize)t * c->f);
  if (!self->is_training)
    return;
  block->g_qkv = take (self, 3 * wide);
  block->g_out = take (self, wide);
  block->g_hidden = take (self, (gsize)t * c->f);
  block->g_ff = take (self, wide);
  block->d_norm = take (self, 4 * c->d); /* a row each is more than a group each */
  if (c->dropout > 0)
    {
      block->p_mask = take_mask (self, square);
      block->out_mask = take_mask (self, wide);
      block->hidden_mask = take_mask (self, (gsize)t * c->f);
      block->ff_mask = take_mask (self, wide);
    }
}

static void
init_stack (WsPass *self, WsStack *stack, guint t, guint number, WsBlockPlace *at)
{
  const WsHyperConfig *c = &self->hyper->config;

  stack->t = t;
  stack->first_site = number * c->L * (c->h + 3);
  stack->at = at;
  stack->blocks = g_new0 (WsBlock, c->L);
  stack->seq = g_new0 (float *, c->L + 1);
  for (guint b = 0; b <= c->L; b++)
    stack->seq[b] = self->is_training || b < 2 ? take (self, (gsize)t * c->d) : stack->seq[b - 2];
  for (guint b = 0; b < c->L; b++)
    {
      if (self->is_training || b == 0)
        init_block (self, &stack->blocks[b], t);
      else
        stack->blocks[b] = stack->blocks[0];
      stack->blocks[b].x = stack->seq[b];
    }
  if (self->is_training)
    stack->dx = take (self, (gsize)t * c->d);
}

/* Standardised networks read weights in units of their layer's spread around its mean. */
static void
init_units (WsPass *self)
{
  const WsArch *arch = self->hyper->arch;

  self->shift = g_new0 (float, arch->n_layers);
  self->scale = g_new0 (float, arch->n_layers);
  for (guint l = 0; l < arch->n_layers; l++)
    {
      const WsLayer *layer = &arch->layers[l];
      double         sum = 0;

      self->scale[l] = 1;
      if (!self->hyper->config.standardise)
        continue;
      for (gsize i = 0; i < layer->length; i++)
        sum += (double)self->hyper->mean[layer->w_start + i];
      self->shift[l] = (float)(sum / (double)layer->length);
      self->scale[l] = 1.0f / self->hyper->sigma[l];
    }
}

WsPass *
ws_pass_new (WsHyper *hyper, guint max_rows, gboolean is_training)
{
  const WsHyperConfig *c = &hyper->config;
  const WsArch        *arch = hyper->arch;
  WsPass              *self = g_new0 (WsPass, 1);
  gsize                flat = (gsize)arch->n_tokens * c->d;
  WsAttention          widest = { hyper->n_positions, c->d, c->h };

  self->hyper = hyper;
  self->max_rows = max_rows;
  self->group_rows = ws_hyper_group_rows (hyper);
  self->is_training = is_training;
  self->memory = g_ptr_array_new_with_free_func (ws_aligned_free);
  init_stack (self, &self->encoder, hyper->n_positions, 0, hyper->at.encoder);
  init_stack (self, &self->decoder, arch->n_tokens, 1, hyper->at.decoder);
  self->in_tokens = take (self, arch->n_params);
  self->out_tokens = take (self, arch->n_params);
  self->out_embedded = take (self, flat);
  if (is_training)
    self->d_embedded = take (self, flat);
  self->neck = ws_neck_new (hyper, max_rows, self->group_rows, is_training);
  self->scratch_floats = ws_block_scratch_floats (&widest, MIN (self->group_rows, max_rows));
  self->scratch =
      WS_ALIGNED_FLOATS (self->scratch_floats * ((max_rows - 1) / self->group_rows + 1));
  g_ptr_array_add (self->memory, self->scratch);
  init_units (self);
  return self;
}

static void
clear_stack (WsStack *stack)
{
  g_free (stack->blocks);
  g_free (stack->seq);
}

void
ws_pass_free (WsPass *self)
{
  if (self == NULL)
    return;
  clear_stack (&self->encoder);
  clear_stack (&self->decoder);
  ws_neck_free (self->neck);
  g_ptr_array_unref (self->memory);
  g_free (self->shift);
  g_free (self->scale);
  g_free (self);
}

gsize
ws_pass_bytes_per_row (WsHyper *hyper)
{
  const WsHyperConfig *c = &hyper->config;
  gsize                t = hyper->n_positions, wide = t * c->d, square = (gsize)c->h * t * t;
  gsize                block = 13 * wide + 2 * t * c->f + square + 4 * t + 4 * c->d;

  if (c->dropout > 0)
    block += (square + 2 * wide + t * c->f) / sizeof (float);
  return sizeof (float) * (2 * c->L * block + 5 * wide + 2 * hyper->arch->n_params +
                           ws_neck_floats_per_row (hyper));
}

void
ws_pass_set_stop (WsPass *self, gboolean (*stop) (gpointer), gpointer data)
{
  self->stop = stop;
  self->stop_data = data;
  ws_neck_set_stop (self->neck, stop, data);
}

void
ws_pass_set_dropout (WsPass *self, const WsDropout *dropout, guint first_row)
{
  self->dropout = dropout;
  self->first_row = first_row;
}

/* -- pieces -- */

typedef struct
{
  WsPass *pass;
  void (*func) (guint, gpointer);
} Pieces;

static void
run_piece (guint index, gpointer data)
{
  Pieces *pieces = data;
  WsPass *self = pieces->pass;

  if (self->stop == NULL || !self->stop (self->stop_data))
    pieces->func (index, self);
}

static void
run (WsPass *self, guint n, void (*func) (guint, gpointer))
{
  Pieces pieces = { self, func };

  ws_pool_run (n, run_piece, &pieces);
}

void
ws_pass_groups (WsPass *self, void (*func) (guint group, gpointer pass))
{
  run (self, self->n_groups, func);
}

void
ws_pass_group_range (WsPass *self, guint group, guint *first, guint *n)
{
  *first = group * self->group_rows;
  *n = MIN (self->group_rows, self->n - *first);
}

float *
ws_pass_scratch (WsPass *self, guint group)
{
  return self->scratch + group * self->scratch_floats;
}

WsBlockSetup
ws_pass_block_setup (WsPass *self, const WsStack *stack, guint block)
{
  const WsHyperConfig *c = &self->hyper->config;
  WsBlockSetup         setup = {
            .attention = { stack->t, c->d, c->h },
            .f = c->f,
            .params = self->hyper->params,
            .at = &stack->at[block],
            .dropout = self->dropout,
            .site = stack->first_site + block * (c->h + 3),
            .first_row = self->first_row,
  };

  return setup;
}

gsize
ws_pass_token_offset (WsPass *self, guint l, guint row)
{
  const WsLayer *layer = &self->hyper->arch->layers[l];

  return self->max_rows * layer->w_start + row * layer->length;
}

gsize
ws_pass_embedded_offset (WsPass *self, guint l, guint row)
{
  const WsLayer *layer = &self->hyper->arch->layers[l];

  return ((gsize)self->max_rows * layer->first_token + (gsize)row * layer->n_out) *
         self->hyper->config.d;
}

static void
run_blocks (WsPass *self, WsStack *stack, guint first, guint n, float *scratch)
{
  guint d = self->hyper->config.d;

  for (guint b = 0; b < self->hyper->config.L; b++)
    {
      WsBlockSetup setup = ws_pass_block_setup (self, stack, b);

      ws_block_forward (&setup, &stack->blocks[b], first, n,
                        stack->seq[b + 1] + (gsize)first * stack->t * d, scratch);
    }
}

WS_WIDE static void
add_table (const float *table, float *x, gsize n)
{
  for (gsize i = 0; i < n; i++)
    x[i] += table[i];
}

/* -- encoder -- */

/* Embeds the tokens of layer @l of some rows and puts them at their places in the sequence. */
static void
embed_layer (WsPass *self, guint l, guint first, guint n, float *scratch)
{
  WsHyper       *hyper = self->hyper;
  const WsLayer *layer = &hyper->arch->layers[l];
  guint          d = hyper->config.d, width = layer->token_width,
        shift = self->encoder.t - hyper->arch->n_tokens;
  float       *tokens = self->in_tokens + ws_pass_token_offset (self, l, first);
  const float *positions = hyper->params + hyper->at.encoder_positions;
  gsize        n_values = (gsize)layer->n_out * d, place = (gsize)(shift + layer->first_token) * d;

  for (guint r = 0; r < n; r++)
    ws_tokens_read (layer, self->in + (first + r) * hyper->arch->n_params, self->shift[l],
                    self->scale[l], tokens + r * layer->length);
  ws_linear_forward (n * layer->n_out, width, d, tokens, width,
                     hyper->params + hyper->at.embed_weight[l],
                     hyper->params + hyper->at.embed_bias[l], scratch, d);
  for (guint r = 0; r < n; r++)
    {
      float *to = self->encoder.seq[0] + (gsize)(first + r) * self->encoder.t * d + place;

      memcpy (to, scratch + r * n_values, n_values * sizeof (float));
      add_table (positions + place, to, n_values);
    }
}

static void
encode_group (guint group, gpointer data)
{
  WsPass  *self = data;
  WsHyper *hyper = self->hyper;
  guint    first, n, d = hyper->config.d;
  float   *scratch = ws_pass_scratch (self, group);

  ws_pass_group_range (self, group, &first, &n);
  for (guint l = 0; l < hyper->arch->n_layers; l++)
    embed_layer (self, l, first, n, scratch);
  if (hyper->config.compression == WS_COMPRESS_TOKEN)
    for (guint r = first; r < first + n; r++)
      {
        float *to = self->encoder.seq[0] + (gsize)r * self->encoder.t * d;

        memcpy (to, hyper->params + hyper->at.comp_token, d * sizeof (float));
        add_table (hyper->params + hyper->at.encoder_positions, to, d);
      }
  run_blocks (self, &self->encoder, first, n, scratch);
}

static void
set_rows (WsPass *self, guint n)
{
  g_assert (n > 0 && n <= self->max_rows);
  self->n = n;
  self->n_groups = (n - 1) / self->group_rows + 1;
}

void
ws_pass_encode (WsPass *self, const float *w, guint n, float *z)
{
  set_rows (self, n);
  self->in = w;
  self->out = z;
  ws_pass_groups (self, encode_group);
  ws_neck_encode (self->neck, self->encoder.seq[self->hyper->config.L], n, z);
}

/* -- decoder -- */

static void
debed_layer (WsPass *self, guint l, guint first, guint n)
{
  WsHyper       *hyper = self->hyper;
  const WsLayer *layer = &hyper->arch->layers[l];
  guint          d = hyper->config.d, width = layer->token_width;
  float         *embedded = self->out_embedded + ws_pass_embedded_offset (self, l, first);
  float         *tokens = self->out_tokens + ws_pass_token_offset (self, l, first);
  gsize          n_values = (gsize)layer->n_out * d;

  for (guint r = 0; r < n; r++)
    memcpy (embedded + r * n_values,
            self->decoder.seq[hyper->config.L] +
                ((gsize)(first + r) * self->decoder.t + layer->first_token) * d,
            n_values * sizeof (float));
  ws_linear_forward (n * layer->n_out, d, width, embedded, d,
                     hyper->params + hyper->at.debed_weight[l],
                     hyper->params + hyper->at.debed_bias[l], tokens, width);
  for (guint r = 0; r < n; r++)
    ws_tokens_write (layer, tokens + r * layer->length, self->shift[l], self->scale[l],
                     self->out + (first + r) * hyper->arch->n_params);
}

static void
decode_group (guint group, gpointer data)
{
  WsPass  *self = data;
  WsHyper *hyper = self->hyper;
  guint    first, n;
  gsize    flat = (gsize)self->decoder.t * hyper->config.d;

  ws_pass_group_range (self, group, &first, &n);
  for (guint r = first; r < first + n; r++)
    add_table (hyper->params + hyper->at.decoder_positions, self->decoder.seq[0] + r * flat, flat);
  run_blocks (self, &self->decoder, first, n, ws_pass_scratch (self, group));
  for (guint l = 0; l < hyper->arch->n_layers; l++)
    debed_layer (self, l, first, n);
}

void
ws_pass_decode (WsPass *self, const float *z, guint n, float *w_hat)
{
  set_rows (self, n);
  self->out = w_hat;
  ws_neck_decode (self->neck, z, n, self->decoder.seq[0]);
  ws_pass_groups (self, decode_group);
}
