/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-vec.h"

/* The kernels of one level, as the rest of the room calls them. */

#if defined(WS_LANE_V4)
#define LEVEL WS_CPU_V4
#elif defined(WS_LANE_V3)
#define LEVEL WS_CPU_V3
#elif defined(WS_LANE_V2)
#define LEVEL WS_CPU_V2
#else
#define LEVEL WS_CPU_PORTABLE
#endif

static void
forward (const WsLaneLayout *layout, WsActivation act, const float *w, WsLaneBuffers *b)
{
  WS_LANE (ws_lane_conv_forward) (layout, act, w, b);
  WS_LANE (ws_lane_dense_forward) (layout, act, w, b);
}

static void
backward (const WsLaneLayout *layout, const float *w, float *dw, WsLaneBuffers *b)
{
  WS_LANE (ws_lane_dense_backward) (layout, w, dw, b);
  WS_LANE (ws_lane_conv_backward) (layout, w, dw, b);
}

const WsLaneKernels WS_LANE (ws_lane_kernels) = {
  .level = LEVEL,
  .lanes = LANES,
  .mask_bytes = sizeof (M),
  .transpose = WS_LANE (ws_lane_transpose),
  .forward = forward,
  .score = WS_LANE (ws_lane_score),
  .teach = WS_LANE (ws_lane_teach),
  .remember = WS_LANE (ws_lane_remember),
  .compare = WS_LANE (ws_lane_compare),
  .backward = backward,
  .adam = WS_LANE (ws_lane_adam),
  .sgd = WS_LANE (ws_lane_sgd),
};
