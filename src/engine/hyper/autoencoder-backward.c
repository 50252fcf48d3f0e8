/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/autoencoder-private.h"

#include "core/pool.h"
#include "hyper/kernels.h"
#include "hyper/linear.h"
#include "hyper/scratch.h"
#include "hyper/tokens.h"

#include <string.h>

/* The way back, block by block: gradients of a part of the rows run down through a block group by
 * group, then the block's parameters get theirs from all groups, in their order. */

/* -- gradients of parameters -- */

static void
append (GArray      *list,
        guint        n,
        guint        n_in,
        guint        n_out,
        const float *x,
        gsize        ldx,
        const float *dy,
        gsize        lddy,
        float       *dw,
        float       *db)
{
  WsLinearGradient g = { n, n_in, n_out, x, dy, ldx, lddy, dw, db };

  g_array_append_val (list, g);
}

static void
gradient_piece (guint piece, gpointer data)
{
  WsPass      *self = data;
  WsBlockSetup setup = ws_pass_block_setup (self);

  ws_block_add_gradient (&setup, &self->gradient, self->now.n, piece, self->now.dparams);
}

/* Sums over rows of some columns of a sequence's gradient: position tables see every row. */
#define POSITION_COLUMNS 512

static void
position_piece (guint piece, gpointer data)
{
  WsPass *self = data;
  guint   row = self->now.stack->t * self->hyper->config.d, first = piece * POSITION_COLUMNS;
  gsize   place = self->now.stack == &self->encoder ? self->hyper->at.encoder_positions
                                                    : self->hyper->at.decoder_positions;

  ws_hyper_kernels ()->add_columns (self->now.n, MIN (POSITION_COLUMNS, row - first),
                                    self->now.dx + first, row, self->now.dparams + place + first);
}

static void
add_positions (WsPass *self)
{
  ws_pass_run (self, (self->now.stack->t * self->hyper->config.d - 1) / POSITION_COLUMNS + 1,
               position_piece);
}

/* -- both stacks -- */

static void debed_group_backward (WsPass *self, guint first, guint n, float *scratch);
static void embed_group_backward (WsPass *self, guint first, guint n);

static void
backward_group (guint group, gpointer data)
{
  WsPass      *self = data;
  WsStack     *stack = self->now.stack;
  WsBlockSetup setup = ws_pass_block_setup (self);
  guint        first, n, b = self->now.block;
  gsize        row = (gsize)stack->t * self->hyper->config.d;
  float       *scratch = ws_pass_scratch (self);
  float       *dx = self->now.dx + (gsize)group * self->group_rows * row;

  ws_pass_group_range (self, group, &first, &n);
  if (b + 1 == self->hyper->config.L && stack == &self->decoder)
    debed_group_backward (self, first, n, scratch);
  ws_block_backward (&setup, &stack->blocks[b], first, n, &self->gradient, group, dx, scratch);
  if (b == 0 && stack == &self->encoder)
    embed_group_backward (self, group * self->group_rows, n);
  if (b == 0 && stack == &self->decoder) /* its input has done its service */
    memcpy (stack->seq[0] + first * row, dx, n * row * sizeof (float));
}

/* Rows @first … of a stack back through the block at work, whose weights are packed. @dx: of these
 * rows. */
static void
backward_rows (WsPass *self, guint first, guint n, float *dx)
{
  self->now.first = first;
  self->now.n = n;
  self->now.dx = dx;
  ws_pass_run_groups (self, backward_group);
  ws_pass_run (self, ws_block_count_gradients (self->hyper->config.d, self->hyper->config.f),
               gradient_piece);
}

static void
begin_block (WsPass *self, WsStack *stack, guint block)
{
  self->now.stack = stack;
  self->now.block = block;
  self->now.is_forward = FALSE;
  ws_pass_pack (self);
}

/* -- decoder -- */

static void
debed_group_backward (WsPass *self, guint first, guint n, float *scratch)
{
  WsHyper *hyper = self->hyper;
  guint    d = hyper->config.d;

  for (guint l = 0; l < hyper->arch->n_layers; l++)
    {
      const WsLayer *layer = &hyper->arch->layers[l];
      float *tokens = self->out_tokens + ws_pass_token_offset (self, self->part_rows, l, first);
      gsize  n_values = (gsize)layer->n_out * d;

      for (guint r = 0; r < n; r++) /* ŵ = y/scale + shift */
        ws_tokens_read (layer, self->now.in + (first + r) * hyper->arch->n_params, 0,
                        1.0f / self->scale[l], tokens + r * layer->length);
      ws_linear_backward (n * layer->n_out, d, layer->token_width, tokens, layer->token_width,
                          hyper->params + hyper->at.debed_weight[l], d, FALSE, scratch, d);
      for (guint r = 0; r < n; r++)
        memcpy (self->dx + ((gsize)(first + r) * self->decoder.t + layer->first_token) * d,
                scratch + r * n_values, n_values * sizeof (float));
    }
}

static void
add_debed (WsPass *self, float *dparams)
{
  WsHyper *hyper = self->hyper;
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (WsLinearGradient));

  for (guint l = 0; l < hyper->arch->n_layers; l++)
    {
      guint width = hyper->arch->layers[l].token_width, d = hyper->config.d;

      append (list, self->n_decoded * hyper->arch->layers[l].n_out, d, width,
              self->out_embedded + ws_pass_embedded_offset (self, self->part_rows, l, 0), d,
              self->out_tokens + ws_pass_token_offset (self, self->part_rows, l, 0), width,
              dparams + hyper->at.debed_weight[l], dparams + hyper->at.debed_bias[l]);
    }
  ws_linear_gradients (list, self->stop.func, self->stop.data);
}

void
ws_pass_backward_rows (WsPass *self, const float *dw_hat, float *dparams)
{
  self->now.in = dw_hat;
  self->now.dparams = dparams;
  for (guint b = self->hyper->config.L; b-- > 0;)
    {
      begin_block (self, &self->decoder, b);
      backward_rows (self, 0, self->n_decoded, self->dx);
    }
  add_positions (self);
  add_debed (self, dparams);
}

void
ws_pass_end_decode (WsPass *self, float *dz, float *dparams)
{
  ws_neck_backward_decode (self->neck, self->z, self->wide, self->n_begun, dz, dparams,
                           self->update);
}

void
ws_pass_backward_decode (
    WsPass *self, const float *z, const float *dw_hat, float *dz, float *dparams)
{
  g_assert (z == self->z);
  ws_pass_backward_rows (self, dw_hat, dparams);
  ws_pass_end_decode (self, dz, dparams);
}

/* -- encoder -- */

/* Gathers the gradients of embedded tokens; @row: of the part. */
static void
embed_group_backward (WsPass *self, guint row, guint n)
{
  WsHyper *hyper = self->hyper;
  guint    d = hyper->config.d, shift = self->encoder.t - hyper->arch->n_tokens;

  for (guint l = 0; l < hyper->arch->n_layers; l++)
    {
      const WsLayer *layer = &hyper->arch->layers[l];
      float *to = self->d_embedded + ws_pass_embedded_offset (self, self->part_rows, l, row);
      gsize  n_values = (gsize)layer->n_out * d;

      for (guint r = 0; r < n; r++)
        memcpy (to + r * n_values,
                self->now.dx +
                    ((gsize)(row + r) * self->encoder.t + shift + layer->first_token) * d,
                n_values * sizeof (float));
    }
}

/* Embedding, positions and the compression token, of the part at work. */
static void
add_embed (WsPass *self, float *dparams)
{
  WsHyper *hyper = self->hyper;
  guint    d = hyper->config.d;
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (WsLinearGradient));

  for (guint l = 0; l < hyper->arch->n_layers; l++)
    {
      guint width = hyper->arch->layers[l].token_width;

      append (list, self->now.n * hyper->arch->layers[l].n_out, width, d,
              self->in_tokens + ws_pass_token_offset (self, self->max_rows, l, self->now.first),
              width, self->d_embedded + ws_pass_embedded_offset (self, self->part_rows, l, 0), d,
              dparams + hyper->at.embed_weight[l], dparams + hyper->at.embed_bias[l]);
    }
  ws_linear_gradients (list, self->stop.func, self->stop.data);
  add_positions (self);
  if (hyper->config.compression == WS_COMPRESS_TOKEN)
    ws_hyper_kernels ()->add_columns (self->now.n, d, self->now.dx, (gsize)self->encoder.t * d,
                                      dparams + hyper->at.comp_token);
}

void
ws_pass_backward_encode (WsPass *self, const float *z, const float *dz, float *dparams)
{
  guint L = self->hyper->config.L, n = self->n_encoded;
  gsize row = (gsize)self->encoder.t * self->hyper->config.d;

  ws_neck_backward_encode (self->neck, self->encoder.seq[L], z, dz, n, self->wide, dparams,
                           self->update);
  self->now.dparams = dparams;
  for (guint b = L; b-- > 0;)
    {
      begin_block (self, &self->encoder, b);
      for (guint first = 0; first < n; first += self->part_rows)
        {
          backward_rows (self, first, MIN (self->part_rows, n - first), self->wide + first * row);
          if (b == 0)
            add_embed (self, dparams);
        }
    }
}
