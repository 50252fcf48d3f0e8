/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-math.h"

/* The kernels of one level, as the rest of the room calls them: programs, step by step. */

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
forward (WsActivation act, const float *w, WsLaneBuffers *b)
{
  const WsLaneProgram *program = b->program;

  b->values[0].a = b->x;
  for (guint i = 0; i < program->n_steps; i++)
    {
      const WsLaneStep  *step = &program->steps[i];
      const WsLaneValue *to = &b->values[step->out];

      switch (step->kind)
        {
        case WS_LANE_POOLED1:
        case WS_LANE_POOLED2:
          WS_LANE (ws_lane_pooled_forward) (step, act, w, b);
          break;
        case WS_LANE_CONV:
          WS_LANE (ws_lane_conv_forward) (step, w, b);
          break;
        case WS_LANE_LINEAR:
          WS_LANE (ws_lane_linear_forward) (step, w, b);
          break;
        case WS_LANE_POOL:
          WS_LANE (ws_lane_pool_forward) (step, w, b);
          break;
        case WS_LANE_ADD:
          WS_LANE (ws_lane_add_forward) (step, w, b);
          break;
        case WS_LANE_CROP:
        default:
          WS_LANE (ws_lane_crop_forward) (step, w, b);
          break;
        }
      if (step->activates)
        v_activate_all (act, program->slots[step->out].n, v_out (to->a), v_out (to->slope));
    }
}

static void
multiply_slopes (const WsLaneValue *value, guint n)
{
  const V *slope = v_in (value->slope);
  V       *d = v_out (value->d);

  for (guint i = 0; i < n; i++)
    d[i] *= slope[i];
}

static void
backward (const float *w, float *dw, WsLaneBuffers *b)
{
  const WsLaneProgram *program = b->program;

  for (guint i = program->n_steps; i-- > 0;)
    {
      const WsLaneStep *step = &program->steps[i];

      if (step->slopes_own)
        multiply_slopes (&b->values[step->out], program->slots[step->out].n);
      switch (step->kind)
        {
        case WS_LANE_POOLED1:
        case WS_LANE_POOLED2:
          WS_LANE (ws_lane_pooled_backward) (step, w, dw, b);
          break;
        case WS_LANE_CONV:
          WS_LANE (ws_lane_conv_backward) (step, w, dw, b);
          break;
        case WS_LANE_LINEAR:
          WS_LANE (ws_lane_linear_backward) (step, w, dw, b);
          break;
        case WS_LANE_POOL:
          WS_LANE (ws_lane_pool_backward) (step, w, dw, b);
          break;
        case WS_LANE_ADD:
          WS_LANE (ws_lane_add_backward) (step, w, dw, b);
          break;
        case WS_LANE_CROP:
        default:
          WS_LANE (ws_lane_crop_backward) (step, w, dw, b);
          break;
        }
    }
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
