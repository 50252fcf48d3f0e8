/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-flow.h"

/* Gradients of the two pooled convolutions. Only the arg-max quarter of the convolution outputs
 * carries a gradient, at a place of its own in each lane: the input patch is selected instead of
 * spreading the gradient, 25 multiply-adds a pooled output instead of 100. */

#define K WS_LANE_KERNEL

#if defined(WS_LANE_V4)
#define DATA_BLOCK 2 /* input channels at a time: 24 accumulators */
#else
#define DATA_BLOCK 1
#endif

/* Kernel rows @first … @first + @n - 1 of the weights from one input channel to one output channel.
 */
INLINE void
weight_rows (const V *x,
             const V *g,
             const M *right,
             const M *lower,
             guint    side,
             guint    n_pooled,
             guint    first,
             guint    n,
             V       *dw,
             guint    n_out)
{
  V acc[3][K];

#pragma GCC unroll 3
  for (guint ky = 0; ky < n; ky++)
#pragma GCC unroll 5
    for (guint kx = 0; kx < K; kx++)
      acc[ky][kx] = v_set (0);

  for (guint py = 0; py < n_pooled; py++)
    for (guint px = 0; px < n_pooled; px++)
      {
        guint    place = py * n_pooled + px;
        const V *patch = x + (2 * py + first) * side + 2 * px;
        V        d = g[place];
        M        sx = right[place], sy = lower[place];

#pragma GCC unroll 3
        for (guint ky = 0; ky < n; ky++)
          {
            V t[K + 1];

#pragma GCC unroll 6
            for (guint i = 0; i <= K; i++)
              t[i] = v_pick (sy, patch[(ky + 1) * side + i], patch[ky * side + i]);
#pragma GCC unroll 5
            for (guint kx = 0; kx < K; kx++)
              acc[ky][kx] = v_fma (d, v_pick (sx, t[kx + 1], t[kx]), acc[ky][kx]);
          }
      }

#pragma GCC unroll 3
  for (guint ky = 0; ky < n; ky++)
#pragma GCC unroll 5
    for (guint kx = 0; kx < K; kx++)
      dw[((first + ky) * K + kx) * n_out] += acc[ky][kx];
}

INLINE void
weight_gradient (const V *x,
                 guint    n_in,
                 guint    side,
                 const V *g,
                 const M *right,
                 const M *lower,
                 guint    n_out,
                 guint    n_pooled,
                 V       *dw,
                 V       *db)
{
  guint area = n_pooled * n_pooled;

  for (guint o = 0; o < n_out; o++)
    {
      V sum = v_set (0);

      for (guint p = 0; p < area; p++)
        sum += g[o * area + p];
      db[o] += sum;
      for (guint ci = 0; ci < n_in; ci++)
        {
          const V *in = x + ci * side * side;
          const V *go = g + o * area;
          const M *ro = right + o * area, *lo = lower + o * area;
          V       *d = dw + ci * K * K * n_out + o;

#if defined(WS_LANE_V4)
          weight_rows (in, go, ro, lo, side, n_pooled, 0, 3, d, n_out);
          weight_rows (in, go, ro, lo, side, n_pooled, 3, 2, d, n_out);
#else
          for (guint ky = 0; ky < K; ky++)
            weight_rows (in, go, ro, lo, side, n_pooled, ky, 1, d, n_out);
#endif
        }
    }
}

/* The second convolution's pooled gradient at its places in the 8×8 maps before the pool. */
INLINE void
spread (const V *g, const M *right, const M *lower, V *map)
{
  enum
  {
    MAP = 2 * WS_LANE_SIDE2
  };

  for (guint o = 0; o < WS_LANE_OUT2; o++)
    for (guint py = 0; py < WS_LANE_SIDE2; py++)
      for (guint px = 0; px < WS_LANE_SIDE2; px++)
        {
          guint place = (o * WS_LANE_SIDE2 + py) * WS_LANE_SIDE2 + px;
          V    *cell = map + (o * MAP + 2 * py) * MAP + 2 * px;
          V     d = g[place];
          M     sx = right[place], sy = lower[place];

          cell[0] = v_keep (m_not (sx), v_keep (m_not (sy), d));
          cell[1] = v_keep (m_and_not (sx, sy), d);
          cell[MAP] = v_keep (m_and_not (sy, sx), d);
          cell[MAP + 1] = v_keep (m_and (sx, sy), d);
        }
}

/* One row of its input's gradient for DATA_BLOCK channels from @ci on: whole rows are accumulated
 * in registers, so the border costs nothing. */
INLINE void
data_row (const V *map, const V *w, guint ci, guint y, WsLaneFlow flow, V *d1)
{
  enum
  {
    MAP = 2 * WS_LANE_SIDE2
  };
  V     acc[DATA_BLOCK][WS_LANE_SIDE1];
  guint first = y >= MAP ? y - MAP + 1 : 0, last = MIN (y, K - 1);

#pragma GCC unroll 2
  for (guint c = 0; c < DATA_BLOCK; c++)
#pragma GCC unroll 12
    for (guint x = 0; x < WS_LANE_SIDE1; x++)
      acc[c][x] = v_set (0);

  for (guint o = 0; o < WS_LANE_OUT2; o++)
    for (guint ky = first; ky <= last; ky++)
      {
        const V *g = map + (o * MAP + y - ky) * MAP;
        const V *weights = w + (ci * K + ky) * K * WS_LANE_OUT2 + o;

#pragma GCC unroll 5
        for (guint kx = 0; kx < K; kx++)
          {
            V weight[DATA_BLOCK];

#pragma GCC unroll 2
            for (guint c = 0; c < DATA_BLOCK; c++)
              {
                weight[c] = weights[(c * K * K + kx) * WS_LANE_OUT2];
                V_PIN (weight[c]);
              }
#pragma GCC unroll 8
            for (guint x = 0; x < MAP; x++)
              {
                V d = g[x];

                V_PIN (d);
#pragma GCC unroll 2
                for (guint c = 0; c < DATA_BLOCK; c++)
                  acc[c][x + kx] = v_fma (d, weight[c], acc[c][x + kx]);
              }
          }
      }

#pragma GCC unroll 2
  for (guint c = 0; c < DATA_BLOCK; c++)
    v_flow (flow, WS_LANE_SIDE1, acc[c], d1 + ((ci + c) * WS_LANE_SIDE1 + y) * WS_LANE_SIDE1);
}

void
WS_LANE (ws_lane_pooled_backward) (const WsLaneStep *step,
                                   const float      *w,
                                   float            *dw,
                                   WsLaneBuffers    *b)
{
  const WsLaneValue *from = &b->values[step->in], *to = &b->values[step->out];
  const V           *x = v_in (from->a), *d = v_in (to->d);
  V                 *dweights = v_out (dw) + step->w, *dbias = v_out (dw) + step->b;

  if (step->kind == WS_LANE_POOLED1)
    {
      weight_gradient (x, step->n_in, WS_LANE_SIDE, d, to->right, to->lower, WS_LANE_OUT1,
                       WS_LANE_SIDE1, dweights, dbias);
      return;
    }
  weight_gradient (x, WS_LANE_OUT1, WS_LANE_SIDE1, d, to->right, to->lower, WS_LANE_OUT2,
                   WS_LANE_SIDE2, dweights, dbias);
  spread (d, to->right, to->lower, v_out (b->map));
  for (guint ci = 0; ci < WS_LANE_OUT1; ci += DATA_BLOCK)
    for (guint y = 0; y < WS_LANE_SIDE1; y++)
      data_row (v_in (b->map), v_in (w) + step->w, ci, y, step->flow, v_out (from->d));
}
