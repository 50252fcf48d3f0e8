/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-math.h"

/* Convolution, bias, 2×2 max pool and activation in one: a block of registers is one pooled output,
 * its four convolution outputs for BLOCK channels; convolution outputs never reach memory. The pool
 * comes before the activation as in the network (METHOD.md 2.1). */

#define K WS_LANE_KERNEL

#if defined(WS_LANE_V4)
#define BLOCK1 4 /* 16 accumulators, 4 inputs, 1 weight */
#define BLOCK2 6 /* 24 accumulators: the limit of 32 registers */
#else
#define BLOCK1 2
#define BLOCK2 2
#endif

/* The largest of a window's four values, and where it lay; ties go to the first in scan order. */
INLINE V
pool (const V acc[4], M *right, M *lower)
{
  M right0 = v_gt (acc[1], acc[0]), right1 = v_gt (acc[3], acc[2]);
  V top = v_pick (right0, acc[1], acc[0]), bottom = v_pick (right1, acc[3], acc[2]);

  *lower = v_gt (bottom, top);
  *right = m_pick (*lower, right1, right0);
  return v_pick (*lower, bottom, top);
}

/* Channels @first … @first + @block - 1 of the pooled output whose inputs start at @x. */
INLINE void
forward_window (const V *x,
                const V *w,
                const V *bias,
                guint    n_in,
                guint    side,
                guint    n_out,
                guint    block,
                guint    area,
                V       *out,
                M       *right,
                M       *lower)
{
  V acc[BLOCK2 > BLOCK1 ? BLOCK2 : BLOCK1][4];

#pragma GCC unroll 8
  for (guint c = 0; c < block; c++)
#pragma GCC unroll 4
    for (guint i = 0; i < 4; i++)
      acc[c][i] = bias[c];

  for (guint ci = 0; ci < n_in; ci++)
    for (guint ky = 0; ky < K; ky++)
      {
        const V *row0 = x + (ci * side + ky) * side;
        const V *row1 = row0 + side;
        const V *weights = w + (ci * K + ky) * K * n_out;

#pragma GCC unroll 5
        for (guint kx = 0; kx < K; kx++)
          {
            V i0 = row0[kx], i1 = row0[kx + 1], i2 = row1[kx], i3 = row1[kx + 1];

#pragma GCC unroll 8
            for (guint c = 0; c < block; c++)
              {
                V weight = weights[kx * n_out + c];

                V_PIN (weight);
                acc[c][0] = v_fma (weight, i0, acc[c][0]);
                acc[c][1] = v_fma (weight, i1, acc[c][1]);
                acc[c][2] = v_fma (weight, i2, acc[c][2]);
                acc[c][3] = v_fma (weight, i3, acc[c][3]);
              }
#if defined(WS_LANE_V4)
            /* Without this the shared inputs of all taps stay alive, and spill. */
            __asm__ volatile("" ::: "memory");
#endif
          }
      }

#pragma GCC unroll 8
  for (guint c = 0; c < block; c++)
    out[c * area] = pool (acc[c], &right[c * area], &lower[c * area]);
}

INLINE void
forward_layer (const V     *x,
               const V     *w,
               const V     *bias,
               guint        n_in,
               guint        side,
               guint        n_out,
               guint        block,
               guint        n_pooled,
               WsActivation act,
               V           *out,
               V           *slope,
               M           *right,
               M           *lower)
{
  guint area = n_pooled * n_pooled;

  for (guint first = 0; first < n_out; first += block)
    {
      for (guint py = 0; py < n_pooled; py++)
        for (guint px = 0; px < n_pooled; px++)
          {
            guint place = first * area + py * n_pooled + px;

            forward_window (x + 2 * py * side + 2 * px, w + first, bias + first, n_in, side, n_out,
                            block, area, out + place, right + place, lower + place);
          }
      v_activate_all (act, block * area, out + first * area, slope + first * area);
    }
}

void
WS_LANE (ws_lane_pooled_forward) (const WsLaneStep *step,
                                  WsActivation      act,
                                  const float      *w,
                                  WsLaneBuffers    *b)
{
  const V     *weights = v_in (w) + step->w, *bias = v_in (w) + step->b;
  const V     *x = v_in (b->values[step->in].a);
  WsLaneValue *to = &b->values[step->out];

  if (step->kind == WS_LANE_POOLED1)
    forward_layer (x, weights, bias, step->n_in, WS_LANE_SIDE, WS_LANE_OUT1, BLOCK1, WS_LANE_SIDE1,
                   act, v_out (to->a), v_out (to->slope), to->right, to->lower);
  else
    forward_layer (x, weights, bias, WS_LANE_OUT1, WS_LANE_SIDE1, WS_LANE_OUT2, BLOCK2,
                   WS_LANE_SIDE2, act, v_out (to->a), v_out (to->slope), to->right, to->lower);
}
