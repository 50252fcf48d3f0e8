/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/units.h"

#include "core/memory.h"
#include "net/align.h"
#include "zoo/group-private.h"

#define MAX_LANES 16

/* From [unit][lane] of one layer to the images' rows. */
static void
copy_layer (const float *a, guint n, guint lanes, guint n_images, float *units, guint stride)
{
  for (guint u = 0; u < n; u++)
    for (guint l = 0; l < n_images; l++)
      units[(gsize)l * stride + u] = a[(gsize)u * lanes + l];
}

static void
copy_units (
    const WsArch *arch, const WsLaneBuffers *b, guint lanes, guint n, float *units, guint stride)
{
  for (guint layer = 0; layer < arch->n_layers; layer++)
    {
      guint value, start, places;

      if (ws_arch_find_units (arch, layer, &value, &start, &places))
        copy_layer (b->values[b->program->values[value]].a, arch->layers[layer].n_out * places,
                    lanes, n, units + start, stride);
    }
}

/* A lane an image, all lanes the same network. */
static void
run_lanes (const WsArch         *arch,
           WsActivation          act,
           const float          *weights,
           const WsTensorImages *images,
           float                *units,
           guint                 stride)
{
  const WsLaneKernels *kernels = ws_lane_kernels_best ();
  const WsLaneProgram *program = ws_lane_program_get (arch);
  WsLaneBuffers       *buffers = ws_lane_buffers_new (kernels, program);
  guint                lanes = kernels->lanes, state;
  float               *w = WS_ALIGNED_FLOATS (arch->n_params * lanes);

  for (gsize i = 0; i < arch->n_params; i++)
    for (guint l = 0; l < lanes; l++)
      w[i * lanes + l] = weights[program->order[i]];
  state = ws_lane_enter ();
  for (guint i = 0; i < images->n; i += lanes)
    {
      const float *rows[MAX_LANES];
      guint        n = MIN (lanes, images->n - i);

      /* Lanes beyond the last image repeat it. */
      for (guint l = 0; l < lanes; l++)
        rows[l] = images->x + (gsize)(i + MIN (l, n - 1)) * program->n_pixels;
      kernels->transpose (rows, program->n_pixels, buffers->x);
      kernels->forward (act, w, buffers);
      copy_units (arch, buffers, lanes, n, units + (gsize)i * stride, stride);
    }
  ws_lane_leave (state);
  ws_aligned_free (w);
  ws_lane_buffers_free (buffers);
}

gboolean
ws_zoo_units (const WsArch         *arch,
              WsActivation          act,
              const float          *w,
              const WsTensorImages *images,
              float                *units,
              GError              **error)
{
  guint stride = ws_arch_count_units (arch);

  if (!ws_zoo_check_images (arch, images, error))
    return FALSE;
  run_lanes (arch, act, w, images, units, stride);
  return TRUE;
}
