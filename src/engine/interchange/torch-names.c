/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "interchange/format-private.h"

static void
tensor_clear (gpointer data)
{
  WsTorchTensor *tensor = data;

  g_free (tensor->name);
}

static void
append_weight (GArray *tensors, const WsLayer *layer)
{
  WsTorchTensor tensor = { .name = g_strconcat (layer->torch_key, ".weight", NULL),
                           .n_dims = layer->kind == WS_LAYER_CONV ? 4 : 2,
                           .dims = { layer->n_out, layer->n_in, layer->kernel, layer->kernel },
                           .start = layer->w_start,
                           .length =
                               (gsize)layer->n_out * layer->n_in * layer->kernel * layer->kernel };

  g_array_append_val (tensors, tensor);
}

static void
append_bias (GArray *tensors, const WsLayer *layer)
{
  WsTorchTensor tensor = { .name = g_strconcat (layer->torch_key, ".bias", NULL),
                           .n_dims = 1,
                           .dims = { layer->n_out },
                           .start = layer->b_start,
                           .length = layer->n_out };

  g_array_append_val (tensors, tensor);
}

GArray *
ws_torch_tensors (const WsArch *arch)
{
  GArray *tensors = g_array_new (FALSE, FALSE, sizeof (WsTorchTensor));

  g_array_set_clear_func (tensors, tensor_clear);
  for (guint l = 0; l < arch->n_layers; l++)
    {
      append_weight (tensors, &arch->layers[l]);
      if (arch->layers[l].has_bias)
        append_bias (tensors, &arch->layers[l]);
    }
  return tensors;
}
