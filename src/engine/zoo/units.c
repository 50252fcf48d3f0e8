/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/units.h"

#include "core/memory.h"
#include "zoo/group-private.h"

#define MAX_LANES 16

/* From [unit][lane] of one layer to the images' rows; returns the first unit of the next layer. */
static guint
copy_layer (
    const float *a, guint n, guint lanes, guint n_images, float *units, guint stride, guint start)
{
  for (guint u = 0; u < n; u++)
    for (guint l = 0; l < n_images; l++)
      units[(gsize)l * stride + start + u] = a[(gsize)u * lanes + l];
  return start + n;
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
  WsLaneBuffers       *buffers = ws_lane_buffers_new (kernels, arch->channels);
  guint                lanes = kernels->lanes, state;
  guint                n_pixels = arch->channels * WS_LANE_SIDE * WS_LANE_SIDE;
  float               *w = WS_ALIGNED_FLOATS (arch->n_params * lanes);
  g_autofree guint32  *order = g_new (guint32, arch->n_params);
  WsLaneLayout         layout;

  ws_lane_layout_init (&layout, arch->channels);
  ws_lane_order (&layout, order);
  for (gsize i = 0; i < arch->n_params; i++)
    for (guint l = 0; l < lanes; l++)
      w[i * lanes + l] = weights[order[i]];
  state = ws_lane_enter ();
  for (guint i = 0; i < images->n; i += lanes)
    {
      const float *rows[MAX_LANES];
      float       *to = units + (gsize)i * stride;
      guint        n = MIN (lanes, images->n - i), start = 0;

      /* Lanes beyond the last image repeat it. */
      for (guint l = 0; l < lanes; l++)
        rows[l] = images->x + (gsize)(i + MIN (l, n - 1)) * n_pixels;
      kernels->transpose (rows, n_pixels, buffers->x);
      kernels->forward (&layout, act, w, buffers);
      start = copy_layer (buffers->a1, WS_LANE_N1, lanes, n, to, stride, start);
      start = copy_layer (buffers->a2, WS_LANE_N2, lanes, n, to, stride, start);
      start = copy_layer (buffers->a3, WS_LANE_N3, lanes, n, to, stride, start);
      start = copy_layer (buffers->a4, WS_LANE_FC1, lanes, n, to, stride, start);
      g_assert (start == stride);
    }
  ws_lane_leave (state);
  ws_aligned_free (w);
  ws_lane_buffers_free (buffers);
}

static void
run_reference (const WsArch         *arch,
               WsActivation          act,
               const float          *weights,
               const WsTensorImages *images,
               float                *units,
               guint                 stride)
{
  gsize              size = (gsize)arch->channels * arch->height * arch->width;
  g_autofree double *w = g_new (double, arch->n_params);

  for (gsize i = 0; i < arch->n_params; i++)
    w[i] = (double)weights[i];
  for (guint i = 0; i < images->n; i++)
    ws_arch_units_ref (arch, act, w, images->x + i * size, units + (gsize)i * stride);
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
  if (ws_lane_knows_arch (arch))
    run_lanes (arch, act, w, images, units, stride);
  else
    run_reference (arch, act, w, images, units, stride);
  return TRUE;
}
