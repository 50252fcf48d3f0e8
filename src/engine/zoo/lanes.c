/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"

#include "core/memory.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#define FLUSH_DENORMALS 0x8040u /* results to zero, and inputs taken as zero */
#endif

/* Built without any -m flag: chooses among the levels. */

static const WsLaneKernels *const built[] = {
#if WS_CPU_LEVEL_PORTABLE
  &ws_lane_kernels_portable,
#endif
#if WS_CPU_LEVEL_V2
  &ws_lane_kernels_v2,
#endif
#if WS_CPU_LEVEL_V3
  &ws_lane_kernels_v3,
#endif
#if WS_CPU_LEVEL_V4
  &ws_lane_kernels_v4,
#endif
};

const WsLaneKernels *
ws_lane_kernels_get (WsCpuLevel level)
{
  for (guint i = 0; i < G_N_ELEMENTS (built); i++)
    if (built[i]->level == level)
      return built[i];
  return NULL;
}

void
ws_lane_layout_init (WsLaneLayout *self, guint channels)
{
  guint place = 0;

#define TAKE(start, n) (self->start = place, place += (n))
  self->channels = channels;
  TAKE (w1, WS_LANE_OUT1 * channels * 25);
  TAKE (b1, WS_LANE_OUT1);
  TAKE (w2, WS_LANE_OUT2 * WS_LANE_OUT1 * 25);
  TAKE (b2, WS_LANE_OUT2);
  TAKE (w3, WS_LANE_OUT3 * WS_LANE_OUT2 * 4);
  TAKE (b3, WS_LANE_OUT3);
  TAKE (w4, WS_LANE_FC1 * WS_LANE_N3);
  TAKE (b4, WS_LANE_FC1);
  TAKE (w5, WS_LANE_CLASSES * WS_LANE_FC1);
  TAKE (b5, WS_LANE_CLASSES);
#undef TAKE
  self->n_params = place;
}

/* A 5×5 convolution: flat [out][in][tap], kernels read [in][tap][out]. */
static void
order_conv (guint32 *order, guint start, guint n_in, guint n_out)
{
  for (guint ci = 0; ci < n_in; ci++)
    for (guint tap = 0; tap < 25; tap++)
      for (guint o = 0; o < n_out; o++)
        order[start + (ci * 25 + tap) * n_out + o] = start + (o * n_in + ci) * 25 + tap;
}

void
ws_lane_order (const WsLaneLayout *layout, guint32 *order)
{
  for (guint i = 0; i < layout->n_params; i++)
    order[i] = i;
  order_conv (order, layout->w1, layout->channels, WS_LANE_OUT1);
  order_conv (order, layout->w2, WS_LANE_OUT1, WS_LANE_OUT2);
}

WsLaneBuffers *
ws_lane_buffers_new (const WsLaneKernels *kernels, guint channels)
{
  WsLaneBuffers *self = g_new0 (WsLaneBuffers, 1);
  gsize          lanes = kernels->lanes;

  self->x = WS_ALIGNED_FLOATS (channels * WS_LANE_SIDE * WS_LANE_SIDE * lanes);
  self->a1 = WS_ALIGNED_FLOATS (WS_LANE_N1 * lanes);
  self->d1 = WS_ALIGNED_FLOATS (WS_LANE_N1 * lanes);
  self->a2 = WS_ALIGNED_FLOATS (WS_LANE_N2 * lanes);
  self->d2 = WS_ALIGNED_FLOATS (WS_LANE_N2 * lanes);
  self->a3 = WS_ALIGNED_FLOATS (WS_LANE_N3 * lanes);
  self->d3 = WS_ALIGNED_FLOATS (WS_LANE_N3 * lanes);
  self->a4 = WS_ALIGNED_FLOATS (WS_LANE_FC1 * lanes);
  self->d4 = WS_ALIGNED_FLOATS (WS_LANE_FC1 * lanes);
  self->logits = WS_ALIGNED_FLOATS (WS_LANE_CLASSES * lanes);
  self->dlogits = WS_ALIGNED_FLOATS (WS_LANE_CLASSES * lanes);
  self->map2 = WS_ALIGNED_FLOATS (WS_LANE_N2 * 4 * lanes);
  self->right1 = ws_aligned_new0 (WS_LANE_N1 * kernels->mask_bytes);
  self->lower1 = ws_aligned_new0 (WS_LANE_N1 * kernels->mask_bytes);
  self->right2 = ws_aligned_new0 (WS_LANE_N2 * kernels->mask_bytes);
  self->lower2 = ws_aligned_new0 (WS_LANE_N2 * kernels->mask_bytes);
  self->loss = WS_ALIGNED_FLOATS (lanes);
  self->hit = WS_ALIGNED_FLOATS (lanes);
  self->best = WS_ALIGNED_FLOATS (lanes);
  self->target = WS_ALIGNED_FLOATS (WS_LANE_CLASSES * lanes);
  self->behaviour = WS_ALIGNED_FLOATS (lanes);
  return self;
}

void
ws_lane_buffers_free (WsLaneBuffers *self)
{
  if (self == NULL)
    return;
  ws_aligned_free (self->x);
  ws_aligned_free (self->a1);
  ws_aligned_free (self->d1);
  ws_aligned_free (self->a2);
  ws_aligned_free (self->d2);
  ws_aligned_free (self->a3);
  ws_aligned_free (self->d3);
  ws_aligned_free (self->a4);
  ws_aligned_free (self->d4);
  ws_aligned_free (self->logits);
  ws_aligned_free (self->dlogits);
  ws_aligned_free (self->map2);
  ws_aligned_free (self->right1);
  ws_aligned_free (self->lower1);
  ws_aligned_free (self->right2);
  ws_aligned_free (self->lower2);
  ws_aligned_free (self->loss);
  ws_aligned_free (self->hit);
  ws_aligned_free (self->best);
  ws_aligned_free (self->target);
  ws_aligned_free (self->behaviour);
  g_free (self);
}

guint
ws_lane_enter (void)
{
#if defined(__x86_64__)
  guint state = _mm_getcsr ();

  _mm_setcsr (state | FLUSH_DENORMALS);
  return state;
#elif defined(__aarch64__)
  guint64 state;

  __asm__ volatile("mrs %0, fpcr" : "=r"(state));
  __asm__ volatile("msr fpcr, %0" : : "r"(state | (1u << 24)));
  return (guint)state;
#else
  return 0;
#endif
}

void
ws_lane_leave (guint state)
{
#if defined(__x86_64__)
  _mm_setcsr (state);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"((guint64)state));
#endif
}
