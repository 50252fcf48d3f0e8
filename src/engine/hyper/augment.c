/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/augment.h"

#include "core/random.h"

#include <string.h>

/* More than any architecture has; neurons of one layer, and layers. */
#define MAX_NEURONS 64
#define MAX_LAYERS 16

#define ERASE_TRIES 10

/* A uniform element of the group: one permutation for each layer whose outputs are free. */
static void
permute (const WsArch *arch, WsStream *stream, const float *w, float *out)
{
  guint32        orders[MAX_LAYERS][MAX_NEURONS];
  const guint32 *perms[MAX_LAYERS] = { NULL };

  g_assert (arch->n_layers <= MAX_LAYERS);
  for (guint l = 0; l < arch->n_layers; l++)
    if (arch->layers[l].permutes_with >= 0)
      {
        g_assert (arch->layers[l].n_out <= MAX_NEURONS);
        ws_stream_permutation (stream, orders[l], arch->layers[l].n_out);
        perms[l] = orders[l];
      }
  ws_arch_permute (arch, perms, w, out);
}

/* Sets one block of zeros; a block that would end past the last value is drawn again. */
static void
erase (const WsHyperConfig *config, WsStream *stream, float *w, guint n)
{
  for (guint try = 0; try < ERASE_TRIES; try++)
    {
      float share =
          config->erase_lo + (config->erase_hi - config->erase_lo) * ws_stream_uniform (stream);
      guint length = (guint)((double)n * (double)share);
      guint start = ws_stream_below (stream, n);

      if (start + length < n)
        {
          memset (w + start, 0, length * sizeof *w);
          return;
        }
    }
}

void
ws_augment_view (const WsArch        *arch,
                 const WsHyperConfig *config,
                 guint32              row,
                 guint32              epoch,
                 guint                view,
                 const float         *w,
                 float               *input,
                 float               *target)
{
  guint    n = (guint)arch->n_params;
  WsStream stream;

  ws_stream_init (&stream, config->seed, WS_PURPOSE_AUGMENT, row, epoch * 2 + view);
  if (config->permute)
    permute (arch, &stream, w, target);
  else
    memcpy (target, w, n * sizeof *w);
  if (config->erase_p > 0 && ws_stream_uniform (&stream) < config->erase_p)
    erase (config, &stream, target, n);
  if (config->noise > 0)
    for (guint i = 0; i < n; i++)
      input[i] = target[i] * (1 + config->noise * ws_stream_normal (&stream));
  else
    memcpy (input, target, n * sizeof *w);
}
