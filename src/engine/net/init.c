/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/random.h"
#include "net/arch.h"

#include <math.h>

#define BIAS 0.01f

/* Width of the distribution: the bound of a uniform one, the standard deviation of a normal one. */
static double
get_scale (const WsLayer *layer, WsInit init)
{
  double area = (double)layer->kernel * layer->kernel;
  double fan_in = layer->n_in * area, fan_out = layer->n_out * area;

  switch (init)
    {
    case WS_INIT_KAIMING_UNIFORM:
      return sqrt (6 / fan_in);
    case WS_INIT_KAIMING_NORMAL:
      return sqrt (2 / fan_in);
    case WS_INIT_XAVIER_UNIFORM:
      return sqrt (6 / (fan_in + fan_out));
    case WS_INIT_XAVIER_NORMAL:
      return sqrt (2 / (fan_in + fan_out));
    case WS_INIT_UNIFORM:
    case WS_INIT_NORMAL:
    default:
      return 1;
    }
}

static float
draw (WsStream *stream, WsInit init, double scale)
{
  if (init == WS_INIT_UNIFORM)
    return ws_stream_uniform (stream);
  if (init == WS_INIT_KAIMING_UNIFORM || init == WS_INIT_XAVIER_UNIFORM)
    return (float)(scale * (2 * (double)ws_stream_uniform (stream) - 1));
  return (float)(scale * (double)ws_stream_normal (stream));
}

void
ws_arch_init_weights (const WsArch *self, WsInit init, guint64 seed, guint32 model, float *w)
{
  WsStream stream;

  ws_stream_init (&stream, seed, WS_PURPOSE_INIT, model, 0);
  for (guint l = 0; l < self->n_layers; l++)
    {
      const WsLayer *layer = &self->layers[l];
      /* Skip paths start by the Kaiming rule whatever the rest does: METHOD.md 2.5. */
      WsInit rule = layer->is_skip ? WS_INIT_KAIMING_UNIFORM : init;
      double scale = get_scale (layer, rule);

      for (gsize i = layer->w_start; i < layer->b_start; i++)
        w[i] = draw (&stream, rule, scale);
      if (layer->has_bias)
        for (guint i = 0; i < layer->n_out; i++)
          w[layer->b_start + i] = BIAS;
    }
}
