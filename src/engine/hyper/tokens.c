/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/tokens.h"

void
ws_tokens_read (const WsLayer *layer, const float *w, float shift, float scale, float *tokens)
{
  guint n_weights = layer->token_width - layer->has_bias;

  for (guint k = 0; k < layer->n_out; k++, tokens += layer->token_width)
    {
      const float *row = w + layer->w_start + (gsize)k * n_weights;

      for (guint i = 0; i < n_weights; i++)
        tokens[i] = (row[i] - shift) * scale;
      if (layer->has_bias)
        tokens[n_weights] = (w[layer->b_start + k] - shift) * scale;
    }
}

void
ws_tokens_write (const WsLayer *layer, const float *tokens, float shift, float scale, float *w)
{
  guint n_weights = layer->token_width - layer->has_bias;

  for (guint k = 0; k < layer->n_out; k++, tokens += layer->token_width)
    {
      float *row = w + layer->w_start + (gsize)k * n_weights;

      for (guint i = 0; i < n_weights; i++)
        row[i] = tokens[i] / scale + shift;
      if (layer->has_bias)
        w[layer->b_start + k] = tokens[n_weights] / scale + shift;
    }
}
