/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/autoencoder-private.h"

#include "core/memory.h"
#include "core/pool.h"
#include "hyper/linear.h"
#include "hyper/scratch.h"
#include "hyper/tokens.h"
#include "hyper/wide.h"

#include <string.h>

/* What is kept of one part should come from a last-level cache in good part; but there should be
 * enough rows that packing weights for them, and going through the gradients of weights once more,
 * hardly count. */
#define PART_BYTES ((gsize)24 << 20)
#define MIN_PART_ROWS 16
#define MIN_PART_SHARE 8 /* of all rows */
#define PART_GROUPS 4    /* a multiple of so many: some threads share them evenly */

/* -- memory -- */

static float *
take (gsize n, gpointer pass)
{
  WsPass *self = pass;
  float  *memory = WS_ALIGNED_FLOATS (n);

  g_ptr_array_add (self->memory, memory);
  return memory;
}

static guint8 *
take_mask (WsPass *self, gsize n)
{
  guint8 *memory = ws_aligned_new0 (n);

  g_ptr_array_add (self->memory, memory);
  return memory;
}

static gsize
squares (const WsHyper *hyper, guint t)
{
  const WsAttention attention = { t, hyper->config.d, hyper->config.h };

  return hyper->config.h * ws_attention_square (&attention);
}

static void
init_block (WsPass *self, WsBlock *block, guint rows, guint t)
{
  const WsHyperConfig *c = &self->hyper->config;
  gsize n = (gsize)rows * t, wide = n * c->d, square = rows * squares (self->hyper, t);

  block->stats1 = take (2 * n, self);
  block->qkv = take (3 * wide, self);
  block->p = take (square, self);
  block->o = take (wide, self);
  block->mid = take (wide, self);
  block->stats2 = take (2 * n, self);
  block->hidden = take (n * c->f, self);
  if (self->is_training && c->dropout > 0)
    {
      block->p_mask = take_mask (self, square);
      block->out_mask = take_mask (self, wide);
      block->hidden_mask = take_mask (self, n * c->f);
      block->ff_mask = take_mask (self, wide);
    }
}

/* @first: memory for seq[0], %NULL to take some. */
static void
init_stack (
    WsPass *self, WsStack *stack, guint rows, guint t, guint number, WsBlockPlace *at, float *first)
{
  const WsHyperConfig *c = &self->hyper->config;
  gsize                wide = (gsize)rows * t * c->d;

  stack->t = t;
  stack->first_site = number * c->L * (c->h + 3);
  stack->at = at;
  stack->blocks = g_new0 (WsBlock, c->L);
  stack->seq = g_new0 (float *, c->L + 1);
  for (guint b = 0; b <= c->L; b++)
    if (b == 0 && first != NULL)
      stack->seq[b] = first;
    else
      stack->seq[b] = self->is_training || b < 2 ? take (wide, self) : stack->seq[b - 2];
  for (guint b = 0; b < c->L; b++)
    {
      if (self->is_training || b == 0)
        init_block (self, &stack->blocks[b], rows, t);
      else
        stack->blocks[b] = stack->blocks[0];
      stack->blocks[b].x = stack->seq[b];
    }
}

/* Floats of one row in one block, and in one block's gradient. */
static gsize
block_floats (WsHyper *hyper)
{
  const WsHyperConfig *c = &hyper->config;
  gsize t = hyper->n_positions, wide = t * c->d, square = squares (hyper, hyper->n_positions);
  gsize n = 6 * wide + t * c->f + square + 4 * t;

  if (c->dropout > 0)
    n += (square + 2 * wide + t * c->f) / sizeof (float);
  return n;
}

gsize
ws_pass_bytes_per_row (WsHyper *hyper)
{
  gsize wide = (gsize)hyper->n_positions * hyper->config.d;

  return sizeof (float) * (hyper->config.L * block_floats (hyper) + 2 * wide +
                           hyper->arch->n_params + ws_neck_floats_per_row (hyper));
}

static guint
count_part_rows (WsHyper *hyper, guint max_rows)
{
  const WsHyperConfig *c = &hyper->config;
  guint                group = ws_hyper_group_rows (hyper);
  gsize                wide = (gsize)hyper->n_positions * c->d;
  WsBlockGradient      none;
  gsize                bytes = sizeof (float) *
                (c->L * block_floats (hyper) + 4 * wide + hyper->arch->n_params +
                 ws_block_gradient_init (&none, c->d, c->f, hyper->n_positions, 1, 1, NULL, NULL));
  guint least = MAX (max_rows / MIN_PART_SHARE, MIN_PART_ROWS), unit = PART_GROUPS * group;
  gsize rows = MAX (PART_BYTES / bytes, least);

  return MIN ((guint)((rows + unit / 2) / unit) * unit, max_rows);
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

  self->hyper = hyper;
  self->max_rows = max_rows;
  self->part_rows = is_training ? count_part_rows (hyper, max_rows) : max_rows;
  self->group_rows = ws_hyper_group_rows (hyper);
  self->is_training = is_training;
  self->memory = g_ptr_array_new_with_free_func (ws_aligned_free);
  self->wide = take ((gsize)max_rows * hyper->n_positions * c->d, self);
  init_stack (self, &self->encoder, max_rows, hyper->n_positions, 0, hyper->at.encoder, NULL);
  init_stack (self, &self->decoder, self->part_rows, arch->n_tokens, 1, hyper->at.decoder,
              self->wide);
  self->in_tokens = take (max_rows * arch->n_params, self);
  self->out_tokens = take (self->part_rows * arch->n_params, self);
  self->out_embedded = take (self->part_rows * flat, self);
  self->packed = take (ws_block_packed_floats (c->d, c->f), self);
  if (is_training)
    {
      self->d_embedded = self->out_embedded; /* all parts have been decoded by then */
      self->dx = take (self->part_rows * flat, self);
      ws_block_gradient_init (&self->gradient, c->d, c->f, hyper->n_positions, self->part_rows,
                              self->group_rows, take, self);
    }
  self->neck = ws_neck_new (hyper, max_rows, self->group_rows, is_training);
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

guint
ws_pass_get_part_rows (WsPass *self)
{
  return self->part_rows;
}

void
ws_pass_set_stop (WsPass *self, gboolean (*stop) (gpointer), gpointer data)
{
  self->stop = (WsStop){ stop, data };
  ws_neck_set_stop (self->neck, stop, data);
}

void
ws_pass_set_update (WsPass *self, const WsUpdate *update)
{
  self->update = update;
}

void
ws_pass_get_updated (WsHyper *hyper, WsRange ranges[2])
{
  gsize q = hyper->latents.n_shared, d = hyper->config.d, flat = hyper->arch->n_tokens * d;
  gsize n_in = hyper->config.compression == WS_COMPRESS_TOKEN ? d : flat;

  ranges[0] = (WsRange){ hyper->at.neck_weight, q > 0 ? q * n_in + q : 0 };
  ranges[1] = (WsRange){ hyper->at.unneck_weight, q > 0 ? flat * q + flat : 0 };
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

  if (self->stop.func == NULL || !self->stop.func (self->stop.data))
    pieces->func (index, self);
}

void
ws_pass_run (WsPass *self, guint n, void (*func) (guint piece, gpointer pass))
{
  Pieces pieces = { self, func };

  ws_pool_run (n, run_piece, &pieces);
}

void
ws_pass_run_groups (WsPass *self, void (*func) (guint group, gpointer pass))
{
  ws_pass_run (self, (self->now.n - 1) / self->group_rows + 1, func);
}

void
ws_pass_group_range (WsPass *self, guint group, guint *first, guint *n)
{
  *first = self->now.first + group * self->group_rows;
  *n = MIN (self->group_rows, self->now.n - group * self->group_rows);
}

float *
ws_pass_scratch (WsPass *self)
{
  const WsHyperConfig *c = &self->hyper->config;
  const WsAttention    widest = { self->hyper->n_positions, c->d, c->h };

  return ws_scratch_floats (ws_block_scratch_floats (&widest, self->group_rows));
}

/* The block at work. Rows of the decoder's memory are those of the part. */
WsBlockSetup
ws_pass_block_setup (WsPass *self)
{
  const WsHyperConfig *c = &self->hyper->config;
  const WsStack       *stack = self->now.stack;
  WsBlockSetup         setup = {
            .attention = { stack->t, c->d, c->h },
            .f = c->f,
            .params = self->hyper->params,
            .at = &stack->at[self->now.block],
            .dropout = self->dropout,
            .site = stack->first_site + self->now.block * (c->h + 3),
            .first_row = self->first_row + (stack == &self->decoder ? self->first_decoded : 0),
            .packed = self->packed,
  };

  return setup;
}

static void
pack_piece (guint piece, gpointer data)
{
  WsPass      *self = data;
  WsBlockSetup setup = ws_pass_block_setup (self);

  ws_block_pack (&setup, self->now.is_forward, piece, self->packed);
}

void
ws_pass_pack (WsPass *self)
{
  ws_pass_run (self, ws_block_count_packs (self->hyper->config.d, self->hyper->config.f),
               pack_piece);
}

gsize
ws_pass_token_offset (WsPass *self, guint rows, guint l, guint row)
{
  const WsLayer *layer = &self->hyper->arch->layers[l];

  return rows * layer->w_start + row * layer->length;
}

gsize
ws_pass_embedded_offset (WsPass *self, guint rows, guint l, guint row)
{
  const WsLayer *layer = &self->hyper->arch->layers[l];

  return ((gsize)rows * layer->first_token + (gsize)row * layer->n_out) * self->hyper->config.d;
}

WS_WIDE static void
add_table (const float *table, float *x, gsize n)
{
  for (gsize i = 0; i < n; i++)
    x[i] += table[i];
}

/* -- both stacks -- */

static void embed_group (WsPass *self, guint first, guint n, float *scratch);
static void debed_group (WsPass *self, guint first, guint n);

/* A group goes into the block at work and out of it; what lies before the first and behind the last
 * block is done on the way. */
static void
forward_group (guint group, gpointer data)
{
  WsPass      *self = data;
  WsHyper     *hyper = self->hyper;
  WsStack     *stack = self->now.stack;
  WsBlockSetup setup = ws_pass_block_setup (self);
  guint        first, n, b = self->now.block;
  gsize        row = (gsize)stack->t * hyper->config.d;
  float       *scratch = ws_pass_scratch (self);

  ws_pass_group_range (self, group, &first, &n);
  if (b == 0 && stack == &self->encoder)
    embed_group (self, first, n, scratch);
  for (guint r = first; b == 0 && stack == &self->decoder && r < first + n; r++)
    add_table (hyper->params + hyper->at.decoder_positions, stack->seq[0] + r * row, row);
  ws_block_forward (&setup, &stack->blocks[b], first, n, stack->seq[b + 1] + first * row, scratch);
  if (b + 1 == hyper->config.L && stack == &self->decoder)
    debed_group (self, first, n);
}

static void
run_stack (WsPass *self, WsStack *stack, guint n)
{
  self->now.stack = stack;
  self->now.first = 0;
  self->now.n = n;
  self->now.is_forward = TRUE;
  for (guint b = 0; b < self->hyper->config.L; b++)
    {
      self->now.block = b;
      ws_pass_pack (self);
      ws_pass_run_groups (self, forward_group);
    }
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
  float       *tokens = self->in_tokens + ws_pass_token_offset (self, self->max_rows, l, first);
  const float *positions = hyper->params + hyper->at.encoder_positions;
  gsize        n_values = (gsize)layer->n_out * d, place = (gsize)(shift + layer->first_token) * d;

  for (guint r = 0; r < n; r++)
    ws_tokens_read (layer, self->now.in + (first + r) * hyper->arch->n_params, self->shift[l],
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
embed_group (WsPass *self, guint first, guint n, float *scratch)
{
  WsHyper *hyper = self->hyper;
  guint    d = hyper->config.d;

  for (guint l = 0; l < hyper->arch->n_layers; l++)
    embed_layer (self, l, first, n, scratch);
  if (hyper->config.compression == WS_COMPRESS_TOKEN)
    for (guint r = first; r < first + n; r++)
      {
        float *to = self->encoder.seq[0] + (gsize)r * self->encoder.t * d;

        memcpy (to, hyper->params + hyper->at.comp_token, d * sizeof (float));
        add_table (hyper->params + hyper->at.encoder_positions, to, d);
      }
}

void
ws_pass_encode (WsPass *self, const float *w, guint n, float *z)
{
  g_assert (n > 0 && n <= self->max_rows);
  self->n_encoded = n;
  self->now.in = w;
  run_stack (self, &self->encoder, n);
  ws_neck_encode (self->neck, self->encoder.seq[self->hyper->config.L], n, z);
}

/* -- decoder -- */

static void
debed_layer (WsPass *self, guint l, guint first, guint n)
{
  WsHyper       *hyper = self->hyper;
  const WsLayer *layer = &hyper->arch->layers[l];
  guint          d = hyper->config.d, width = layer->token_width;
  float *embedded = self->out_embedded + ws_pass_embedded_offset (self, self->part_rows, l, first);
  float *tokens = self->out_tokens + ws_pass_token_offset (self, self->part_rows, l, first);
  gsize  n_values = (gsize)layer->n_out * d;

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
                     self->now.out + (first + r) * hyper->arch->n_params);
}

static void
debed_group (WsPass *self, guint first, guint n)
{
  for (guint l = 0; l < self->hyper->arch->n_layers; l++)
    debed_layer (self, l, first, n);
}

void
ws_pass_begin_decode (WsPass *self, const float *z, guint n)
{
  g_assert (n > 0 && n <= self->max_rows);
  self->n_begun = n;
  self->z = z;
  ws_neck_decode (self->neck, z, n, self->wide);
}

void
ws_pass_decode_rows (WsPass *self, guint first, guint n, float *w_hat)
{
  gsize row = (gsize)self->decoder.t * self->hyper->config.d;

  g_assert (n > 0 && n <= self->part_rows && first + n <= self->n_begun);
  self->first_decoded = first;
  self->n_decoded = n;
  self->now.out = w_hat;
  self->decoder.seq[0] = self->decoder.blocks[0].x = self->wide + first * row;
  run_stack (self, &self->decoder, n);
}

void
ws_pass_decode (WsPass *self, const float *z, guint n, float *w_hat)
{
  ws_pass_begin_decode (self, z, n);
  ws_pass_decode_rows (self, 0, n, w_hat);
}
