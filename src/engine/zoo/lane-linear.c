/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-flow.h"

/* The linear layers are three hundredths of the work, so plain loops do; the blocks only hide the
 * latency of a multiply-add. */

#define BLOCK 5 /* outputs (or inputs, backward) at a time; those left over go one by one */

/* @n outputs from @first on. */
INLINE void
forward_block (const V *x, guint n_in, const V *w, const V *bias, guint first, guint n, V *y)
{
  V acc[BLOCK];

#pragma GCC unroll 5
  for (guint o = 0; o < n; o++)
    acc[o] = bias != NULL ? bias[first + o] : v_set (0);
  for (guint i = 0; i < n_in; i++)
#pragma GCC unroll 5
    for (guint o = 0; o < n; o++)
      acc[o] = v_fma (w[(first + o) * n_in + i], x[i], acc[o]);
#pragma GCC unroll 5
  for (guint o = 0; o < n; o++)
    y[first + o] = acc[o];
}

void
WS_LANE (ws_lane_linear_forward) (const WsLaneStep *step, const float *w, WsLaneBuffers *b)
{
  const V *weights = v_in (w) + step->w, *x = v_in (b->values[step->in].a);
  const V *bias = step->has_bias ? v_in (w) + step->b : NULL;
  V       *y = v_out (b->values[step->out].a);
  guint    o = 0;

  for (; o + BLOCK <= step->n_out; o += BLOCK)
    forward_block (x, step->n_in, weights, bias, o, BLOCK, y);
  for (; o < step->n_out; o++)
    forward_block (x, step->n_in, weights, bias, o, 1, y);
}

/* Adds to the weights' and biases' gradients. */
static void
add_weight_gradient (const V *x, guint n_in, const V *dy, guint n_out, V *dw, V *db)
{
  for (guint o = 0; o < n_out; o++)
    {
      V d = dy[o];

      if (db != NULL)
        db[o] += d;
      for (guint i = 0; i < n_in; i++)
        dw[o * n_in + i] = v_fma (d, x[i], dw[o * n_in + i]);
    }
}

/* @n inputs from @first on. */
INLINE void
data_block (
    const V *dy, guint n_out, const V *w, guint n_in, guint first, guint n, WsLaneFlow flow, V *dx)
{
  V acc[BLOCK];

#pragma GCC unroll 5
  for (guint k = 0; k < n; k++)
    acc[k] = v_set (0);
  for (guint o = 0; o < n_out; o++)
#pragma GCC unroll 5
    for (guint k = 0; k < n; k++)
      acc[k] = v_fma (dy[o], w[o * n_in + first + k], acc[k]);
  v_flow (flow, n, acc, dx + first);
}

void
WS_LANE (ws_lane_linear_backward) (const WsLaneStep *step,
                                   const float      *w,
                                   float            *dw,
                                   WsLaneBuffers    *b)
{
  const V *weights = v_in (w) + step->w, *dy = v_in (b->values[step->out].d);
  V       *dx;
  guint    i = 0;

  add_weight_gradient (v_in (b->values[step->in].a), step->n_in, dy, step->n_out,
                       v_out (dw) + step->w, step->has_bias ? v_out (dw) + step->b : NULL);
  if (step->flow == WS_LANE_DROP)
    return;
  dx = v_out (b->values[step->in].d);
  for (; i + BLOCK <= step->n_in; i += BLOCK)
    data_block (dy, step->n_out, weights, step->n_in, i, BLOCK, step->flow, dx);
  for (; i < step->n_in; i++)
    data_block (dy, step->n_out, weights, step->n_in, i, 1, step->flow, dx);
}
