/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/autoencoder-private.h"

#include "core/pool.h"
#include "hyper/linear.h"
#include "hyper/tokens.h"

#include <string.h>

/* The way back: gradients run down group by group; the parameters' gradients are made at the end,
 * each as one product over all rows. */

static void
blocks_backward (WsPass *self, WsStack *stack, guint group)
{
  guint first, n;

  ws_pass_group_range (self, group, &first, &n);
  for (guint b = self->hyper->config.L; b-- > 0;)
    {
      WsBlockSetup setup = ws_pass_block_setup (self, stack, b);

      ws_block_backward (&setup, &stack->blocks[b], first, n, group,
                         stack->dx + (gsize)first * stack->t * self->hyper->config.d,
                         ws_pass_scratch (self, group));
    }
}

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
append_stack (WsPass *self, WsStack *stack, float *dparams, GArray *list)
{
  guint d = self->hyper->config.d, f = self->hyper->config.f, n = self->n * stack->t;

  for (guint b = 0; b < self->hyper->config.L; b++)
    {
      const WsBlock      *k = &stack->blocks[b];
      const WsBlockPlace *at = &stack->at[b];

      append (list, n, d, 3 * d, k->n1, d, k->g_qkv, 3 * d, dparams + at->qkv_weight,
              dparams + at->qkv_bias);
      append (list, n, d, d, k->o, d, k->g_out, d, dparams + at->out_weight,
              dparams + at->out_bias);
      append (list, n, d, f, k->n2, d, k->g_hidden, f, dparams + at->ff1_weight,
              dparams + at->ff1_bias);
      append (list, n, f, d, k->hidden, f, k->g_ff, d, dparams + at->ff2_weight,
              dparams + at->ff2_bias);
    }
}

/* Sums of the norms' gradients over the groups, in their order. */
static void
add_norms (WsPass *self, WsStack *stack, float *dparams)
{
  guint d = self->hyper->config.d;

  for (guint b = 0; b < self->hyper->config.L; b++)
    {
      const WsBlockPlace *at = &stack->at[b];
      const gsize to[4] = { at->norm1_alpha, at->norm1_bias, at->norm2_alpha, at->norm2_bias };

      for (guint g = 0; g < self->n_groups; g++)
        for (guint i = 0; i < 4; i++)
          for (guint j = 0; j < d; j++)
            dparams[to[i] + j] += stack->blocks[b].d_norm[((gsize)g * 4 + i) * d + j];
    }
}

/* Position tables see every row's sequence. */
static void
add_positions (WsPass *self, WsStack *stack, float *dpositions)
{
  gsize flat = (gsize)stack->t * self->hyper->config.d;

  for (guint r = 0; r < self->n; r++)
    for (gsize i = 0; i < flat; i++)
      dpositions[i] += stack->dx[r * flat + i];
}

/* -- decoder -- */

static void
decode_group_backward (guint group, gpointer data)
{
  WsPass  *self = data;
  WsHyper *hyper = self->hyper;
  guint    first, n, d = hyper->config.d;
  float   *scratch = ws_pass_scratch (self, group);

  ws_pass_group_range (self, group, &first, &n);
  for (guint l = 0; l < hyper->arch->n_layers; l++)
    {
      const WsLayer *layer = &hyper->arch->layers[l];
      float         *tokens = self->out_tokens + ws_pass_token_offset (self, l, first);
      gsize          n_values = (gsize)layer->n_out * d;

      for (guint r = 0; r < n; r++) /* ŵ = y/scale + shift */
        ws_tokens_read (layer, self->in + (first + r) * hyper->arch->n_params, 0,
                        1.0f / self->scale[l], tokens + r * layer->length);
      ws_linear_backward (n * layer->n_out, d, layer->token_width, tokens, layer->token_width,
                          hyper->params + hyper->at.debed_weight[l], d, FALSE, scratch, d);
      for (guint r = 0; r < n; r++)
        memcpy (self->decoder.dx + ((gsize)(first + r) * self->decoder.t + layer->first_token) * d,
                scratch + r * n_values, n_values * sizeof (float));
    }
  blocks_backward (self, &self->decoder, group);
}

void
ws_pass_backward_decode (
    WsPass *self, const float *z, const float *dw_hat, float *dz, float *dparams)
{
  WsHyper *hyper = self->hyper;
  guint    d = hyper->config.d;
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (WsLinearGradient));

  self->in = dw_hat;
  ws_pass_groups (self, decode_group_backward);

  ws_neck_backward_decode (self->neck, z, self->decoder.dx, dz, dparams, list);
  append_stack (self, &self->decoder, dparams, list);
  for (guint l = 0; l < hyper->arch->n_layers; l++)
    {
      guint width = hyper->arch->layers[l].token_width;

      append (list, self->n * hyper->arch->layers[l].n_out, d, width,
              self->out_embedded + ws_pass_embedded_offset (self, l, 0), d,
              self->out_tokens + ws_pass_token_offset (self, l, 0), width,
              dparams + hyper->at.debed_weight[l], dparams + hyper->at.debed_bias[l]);
    }
  ws_linear_gradients (list, self->stop, self->stop_data);
  add_norms (self, &self->decoder, dparams);
  add_positions (self, &self->decoder, dparams + hyper->at.decoder_positions);
}

/* -- encoder -- */

static void
encode_group_backward (guint group, gpointer data)
{
  WsPass  *self = data;
  WsHyper *hyper = self->hyper;
  guint    first, n, d = hyper->config.d, shift = self->encoder.t - hyper->arch->n_tokens;

  blocks_backward (self, &self->encoder, group);
  ws_pass_group_range (self, group, &first, &n);
  for (guint l = 0; l < hyper->arch->n_layers; l++)
    {
      const WsLayer *layer = &hyper->arch->layers[l];
      float         *to = self->d_embedded + ws_pass_embedded_offset (self, l, first);
      gsize          n_values = (gsize)layer->n_out * d;

      for (guint r = 0; r < n; r++)
        memcpy (to + r * n_values,
                self->encoder.dx +
                    ((gsize)(first + r) * self->encoder.t + shift + layer->first_token) * d,
                n_values * sizeof (float));
    }
}

static void
append_encoder (WsPass *self, float *dparams, GArray *list)
{
  WsHyper             *hyper = self->hyper;
  const WsHyperConfig *c = &hyper->config;

  append_stack (self, &self->encoder, dparams, list);
  for (guint l = 0; l < hyper->arch->n_layers; l++)
    {
      guint width = hyper->arch->layers[l].token_width;

      append (list, self->n * hyper->arch->layers[l].n_out, width, c->d,
              self->in_tokens + ws_pass_token_offset (self, l, 0), width,
              self->d_embedded + ws_pass_embedded_offset (self, l, 0), c->d,
              dparams + hyper->at.embed_weight[l], dparams + hyper->at.embed_bias[l]);
    }
}

void
ws_pass_backward_encode (WsPass *self, const float *z, const float *dz, float *dparams)
{
  WsHyper             *hyper = self->hyper;
  const WsHyperConfig *c = &hyper->config;
  gsize                stride = (gsize)self->encoder.t * c->d;
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (WsLinearGradient));

  ws_neck_backward_encode (self->neck, self->encoder.seq[c->L], z, dz, self->encoder.dx, dparams,
                           list);
  ws_pass_groups (self, encode_group_backward);

  append_encoder (self, dparams, list);
  ws_linear_gradients (list, self->stop, self->stop_data);
  add_norms (self, &self->encoder, dparams);
  add_positions (self, &self->encoder, dparams + hyper->at.encoder_positions);
  if (c->compression == WS_COMPRESS_TOKEN)
    for (guint r = 0; r < self->n; r++)
      for (guint i = 0; i < c->d; i++)
        dparams[hyper->at.comp_token + i] += self->encoder.dx[r * stride + i];
}
