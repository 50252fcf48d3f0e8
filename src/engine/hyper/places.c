/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/head.h"
#include "hyper/hyper-private.h"

/* The flat parameters, tensor by tensor. Names are the research code's (METHOD.md 8.2). */

static gsize
take (WsHyper *self, guint rows, guint cols, char *name)
{
  WsHyperTensor tensor = { name, self->n_params, (gsize)rows * cols, rows, cols };

  g_array_append_val (self->tensors, tensor);
  self->n_params += tensor.n;
  return tensor.start;
}

static void
take_block (WsHyper *self, const char *side, guint index, WsBlockPlace *at)
{
  static const char *const parts[] = { "q_linear", "k_linear", "v_linear" };
  guint                    d = self->config.d, f = self->config.f;
  g_autofree char         *base = g_strdup_printf ("%s.layers.%u", side, index);

  at->norm1_alpha = take (self, d, 1, g_strconcat (base, ".norm_1.alpha", NULL));
  at->norm1_bias = take (self, d, 1, g_strconcat (base, ".norm_1.bias", NULL));
  at->qkv_weight = self->n_params;
  for (guint i = 0; i < 3; i++)
    take (self, d, d, g_strconcat (base, ".attn.", parts[i], ".weight", NULL));
  at->qkv_bias = self->n_params;
  for (guint i = 0; i < 3; i++)
    take (self, d, 1, g_strconcat (base, ".attn.", parts[i], ".bias", NULL));
  at->out_weight = take (self, d, d, g_strconcat (base, ".attn.out.weight", NULL));
  at->out_bias = take (self, d, 1, g_strconcat (base, ".attn.out.bias", NULL));
  at->norm2_alpha = take (self, d, 1, g_strconcat (base, ".norm_2.alpha", NULL));
  at->norm2_bias = take (self, d, 1, g_strconcat (base, ".norm_2.bias", NULL));
  at->ff1_weight = take (self, f, d, g_strconcat (base, ".ff.linear_1.weight", NULL));
  at->ff1_bias = take (self, f, 1, g_strconcat (base, ".ff.linear_1.bias", NULL));
  at->ff2_weight = take (self, d, f, g_strconcat (base, ".ff.linear_2.weight", NULL));
  at->ff2_bias = take (self, d, 1, g_strconcat (base, ".ff.linear_2.bias", NULL));
}

/* The token embeddings (into d) or their inverse (out of d), one a layer. */
static void
take_embeddings (WsHyper *self, const char *name, gboolean is_inverse, gsize *weight, gsize *bias)
{
  guint d = self->config.d;

  for (guint l = 0; l < self->arch->n_layers; l++)
    {
      guint width = self->arch->layers[l].token_width, out = is_inverse ? width : d;

      weight[l] = take (self, out, is_inverse ? d : width,
                        g_strdup_printf ("%s.layer_lst.%u.weight", name, l));
      bias[l] = take (self, out, 1, g_strdup_printf ("%s.layer_lst.%u.bias", name, l));
    }
}

/* Between a token and its own latents, one a layer. */
static void
take_token_necks (WsHyper *self, const char *name, gboolean is_inverse, gsize *weight, gsize *bias)
{
  guint d = self->config.d;

  for (guint l = 0; self->latents.n_own > 0 && l < self->arch->n_layers; l++)
    {
      guint k = self->latents.k[l], out = is_inverse ? d : k;

      weight[l] =
          take (self, out, is_inverse ? k : d, g_strdup_printf ("%s.layer_lst.%u.weight", name, l));
      bias[l] = take (self, out, 1, g_strdup_printf ("%s.layer_lst.%u.bias", name, l));
    }
}

static void
take_necks (WsHyper *self)
{
  const WsHyperConfig *c = &self->config;
  WsHyperPlaces       *at = &self->at;
  guint                flat = self->arch->n_tokens * c->d, q = self->latents.n_shared;
  guint                n_in = c->compression == WS_COMPRESS_TOKEN ? c->d : flat;

  if (q > 0)
    {
      at->neck_weight = take (self, q, n_in, g_strdup ("encoder.vec2neck.0.weight"));
      at->neck_bias = take (self, q, 1, g_strdup ("encoder.vec2neck.0.bias"));
    }
  take_token_necks (self, "encoder.token_neck", FALSE, at->token_neck_weight, at->token_neck_bias);
}

static void
take_unnecks (WsHyper *self)
{
  WsHyperPlaces *at = &self->at;
  guint          flat = self->arch->n_tokens * self->config.d, q = self->latents.n_shared;

  if (q > 0)
    {
      at->unneck_weight = take (self, flat, q, g_strdup ("decoder.nec2vec.weight"));
      at->unneck_bias = take (self, flat, 1, g_strdup ("decoder.nec2vec.bias"));
    }
  take_token_necks (self, "decoder.token_unneck", TRUE, at->token_unneck_weight,
                    at->token_unneck_bias);
}

static void
take_head (WsHyper *self)
{
  const WsHyperConfig *c = &self->config;
  WsHyperPlaces       *at = &self->at;

  at->head = self->n_params;
  at->n_head = c->gamma > 0 ? ws_head_n_params (c, self->latents.n) : 0;
  for (guint i = 0; at->n_head > 0 && i < ws_head_n_tensors (c); i++)
    {
      WsHyperTensor tensor = { 0 };

      ws_head_describe_tensor (c, self->latents.n, i, &tensor.name, &tensor.start, &tensor.rows,
                               &tensor.cols);
      tensor.start += at->head;
      tensor.n = (gsize)tensor.rows * tensor.cols;
      g_array_append_val (self->tensors, tensor);
    }
  self->n_params += at->n_head;
}

void
ws_hyper_places_init (WsHyper *self)
{
  const WsHyperConfig *c = &self->config;
  WsHyperPlaces       *at = &self->at;
  guint                n_layers = self->arch->n_layers;

  self->tensors = g_array_new (FALSE, FALSE, sizeof (WsHyperTensor));
  at->embed_weight = g_new (gsize, n_layers);
  at->embed_bias = g_new (gsize, n_layers);
  at->token_neck_weight = g_new (gsize, n_layers);
  at->token_neck_bias = g_new (gsize, n_layers);
  at->token_unneck_weight = g_new (gsize, n_layers);
  at->token_unneck_bias = g_new (gsize, n_layers);
  at->debed_weight = g_new (gsize, n_layers);
  at->debed_bias = g_new (gsize, n_layers);
  at->encoder = g_new (WsBlockPlace, c->L);
  at->decoder = g_new (WsBlockPlace, c->L);

  take_embeddings (self, "encoder.token_embeddings", FALSE, at->embed_weight, at->embed_bias);
  if (c->compression == WS_COMPRESS_TOKEN)
    at->comp_token = take (self, 1, c->d, g_strdup ("encoder.comp_token"));
  at->encoder_positions =
      take (self, self->n_positions, c->d, g_strdup ("encoder.position_embeddings.weight"));
  for (guint b = 0; b < c->L; b++)
    take_block (self, "encoder", b, &at->encoder[b]);
  take_necks (self);

  take_unnecks (self);
  at->decoder_positions =
      take (self, self->arch->n_tokens, c->d, g_strdup ("decoder.position_embeddings.weight"));
  for (guint b = 0; b < c->L; b++)
    take_block (self, "decoder", b, &at->decoder[b]);
  take_embeddings (self, "decoder.token_debeddings", TRUE, at->debed_weight, at->debed_bias);

  self->n_autoencoder = self->n_params;
  take_head (self);
}

void
ws_hyper_places_clear (WsHyper *self)
{
  for (guint i = 0; i < self->tensors->len; i++)
    g_free (g_array_index (self->tensors, WsHyperTensor, i).name);
  g_array_unref (self->tensors);
  g_free (self->at.embed_weight);
  g_free (self->at.embed_bias);
  g_free (self->at.token_neck_weight);
  g_free (self->at.token_neck_bias);
  g_free (self->at.token_unneck_weight);
  g_free (self->at.token_unneck_bias);
  g_free (self->at.debed_weight);
  g_free (self->at.debed_bias);
  g_free (self->at.encoder);
  g_free (self->at.decoder);
}
