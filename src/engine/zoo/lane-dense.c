/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-math.h"

/* The small layers: the 2×2 convolution without a pool and the two linear ones. They are three
 * hundredths of the work, so plain loops do; the blocks only hide the latency of a multiply-add. */

#define K 2
#define BLOCK 5 /* outputs (or inputs, backward) of a linear layer at a time */

enum
{
  TAPS = K * K,
  AREA2 = WS_LANE_SIDE2 * WS_LANE_SIDE2,
  AREA3 = WS_LANE_SIDE3 * WS_LANE_SIDE3,
};

/* -- forward -- */

static void
conv3_forward (const V *x, const V *w, const V *bias, V *y)
{
  for (guint o = 0; o < WS_LANE_OUT3; o++)
    {
      V acc[AREA3];

#pragma GCC unroll 9
      for (guint p = 0; p < AREA3; p++)
        acc[p] = bias[o];
      for (guint ci = 0; ci < WS_LANE_OUT2; ci++)
#pragma GCC unroll 4
        for (guint tap = 0; tap < TAPS; tap++)
          {
            const V *in = x + ci * AREA2 + tap / K * WS_LANE_SIDE2 + tap % K;
            V        weight = w[(o * WS_LANE_OUT2 + ci) * TAPS + tap];

#pragma GCC unroll 9
            for (guint p = 0; p < AREA3; p++)
              acc[p] =
                  v_fma (weight, in[p / WS_LANE_SIDE3 * WS_LANE_SIDE2 + p % WS_LANE_SIDE3], acc[p]);
          }
#pragma GCC unroll 9
      for (guint p = 0; p < AREA3; p++)
        y[o * AREA3 + p] = acc[p];
    }
}

static void
linear_forward (const V *x, guint n_in, const V *w, const V *bias, guint n_out, V *y)
{
  for (guint first = 0; first < n_out; first += BLOCK)
    {
      V acc[BLOCK];

#pragma GCC unroll 5
      for (guint o = 0; o < BLOCK; o++)
        acc[o] = bias[first + o];
      for (guint i = 0; i < n_in; i++)
#pragma GCC unroll 5
        for (guint o = 0; o < BLOCK; o++)
          acc[o] = v_fma (w[(first + o) * n_in + i], x[i], acc[o]);
#pragma GCC unroll 5
      for (guint o = 0; o < BLOCK; o++)
        y[first + o] = acc[o];
    }
}

void
WS_LANE (ws_lane_dense_forward) (const WsLaneLayout *layout,
                                 WsActivation        act,
                                 const float        *w,
                                 WsLaneBuffers      *b)
{
  const V *weights = v_in (w);
  V       *a3 = v_out (b->a3), *a4 = v_out (b->a4);

  conv3_forward (v_in (b->a2), weights + layout->w3, weights + layout->b3, a3);
  v_activate_all (act, WS_LANE_N3, a3, v_out (b->d3));
  linear_forward (a3, WS_LANE_N3, weights + layout->w4, weights + layout->b4, WS_LANE_FC1, a4);
  v_activate_all (act, WS_LANE_FC1, a4, v_out (b->d4));
  linear_forward (a4, WS_LANE_FC1, weights + layout->w5, weights + layout->b5, WS_LANE_CLASSES,
                  v_out (b->logits));
}

/* -- backward -- */

/* Adds to the weights' and biases' gradients. */
static void
linear_weight_gradient (const V *x, guint n_in, const V *dy, guint n_out, V *dw, V *db)
{
  for (guint o = 0; o < n_out; o++)
    {
      V d = dy[o];

      db[o] += d;
      for (guint i = 0; i < n_in; i++)
        dw[o * n_in + i] = v_fma (d, x[i], dw[o * n_in + i]);
    }
}

/* @dx holds the slopes of its activation, then the gradient before it. @n_in may be no multiple of
 * the block: the last inputs go one by one. */
static void
linear_data_gradient (const V *dy, guint n_out, const V *w, guint n_in, V *dx)
{
  guint i = 0;

  for (; i + BLOCK <= n_in; i += BLOCK)
    {
      V acc[BLOCK];

#pragma GCC unroll 5
      for (guint k = 0; k < BLOCK; k++)
        acc[k] = v_set (0);
      for (guint o = 0; o < n_out; o++)
#pragma GCC unroll 5
        for (guint k = 0; k < BLOCK; k++)
          acc[k] = v_fma (dy[o], w[o * n_in + i + k], acc[k]);
#pragma GCC unroll 5
      for (guint k = 0; k < BLOCK; k++)
        dx[i + k] *= acc[k];
    }
  for (; i < n_in; i++)
    {
      V acc = v_set (0);

      for (guint o = 0; o < n_out; o++)
        acc = v_fma (dy[o], w[o * n_in + i], acc);
      dx[i] *= acc;
    }
}

static void
conv3_weight_gradient (const V *x, const V *dy, V *dw, V *db)
{
  for (guint o = 0; o < WS_LANE_OUT3; o++)
    {
      V sum = v_set (0);

      for (guint p = 0; p < AREA3; p++)
        sum += dy[o * AREA3 + p];
      db[o] += sum;
      for (guint ci = 0; ci < WS_LANE_OUT2; ci++)
        {
          V *d = dw + (o * WS_LANE_OUT2 + ci) * TAPS;
          V  acc[TAPS];

#pragma GCC unroll 4
          for (guint tap = 0; tap < TAPS; tap++)
            acc[tap] = v_set (0);
#pragma GCC unroll 9
          for (guint p = 0; p < AREA3; p++)
            {
              const V *in = x + ci * AREA2 + p / WS_LANE_SIDE3 * WS_LANE_SIDE2 + p % WS_LANE_SIDE3;

#pragma GCC unroll 4
              for (guint tap = 0; tap < TAPS; tap++)
                acc[tap] =
                    v_fma (dy[o * AREA3 + p], in[tap / K * WS_LANE_SIDE2 + tap % K], acc[tap]);
            }
#pragma GCC unroll 4
          for (guint tap = 0; tap < TAPS; tap++)
            d[tap] += acc[tap];
        }
    }
}

static void
conv3_data_gradient (const V *dy, const V *w, V *dx)
{
  for (guint ci = 0; ci < WS_LANE_OUT2; ci++)
    {
      V acc[AREA2];

#pragma GCC unroll 16
      for (guint p = 0; p < AREA2; p++)
        acc[p] = v_set (0);
      for (guint o = 0; o < WS_LANE_OUT3; o++)
        {
          const V *weights = w + (o * WS_LANE_OUT2 + ci) * TAPS;

#pragma GCC unroll 9
          for (guint p = 0; p < AREA3; p++)
            {
              guint place = p / WS_LANE_SIDE3 * WS_LANE_SIDE2 + p % WS_LANE_SIDE3;
              V     d = dy[o * AREA3 + p];

#pragma GCC unroll 4
              for (guint tap = 0; tap < TAPS; tap++)
                {
                  guint to = place + tap / K * WS_LANE_SIDE2 + tap % K;

                  acc[to] = v_fma (d, weights[tap], acc[to]);
                }
            }
        }
#pragma GCC unroll 16
      for (guint p = 0; p < AREA2; p++)
        dx[ci * AREA2 + p] *= acc[p];
    }
}

void
WS_LANE (ws_lane_dense_backward) (const WsLaneLayout *layout,
                                  const float        *w,
                                  float              *dw,
                                  WsLaneBuffers      *b)
{
  const V *weights = v_in (w), *a2 = v_in (b->a2), *dlogits = v_in (b->dlogits);
  V       *d = v_out (dw), *d2 = v_out (b->d2), *d3 = v_out (b->d3), *d4 = v_out (b->d4);

  linear_weight_gradient (v_in (b->a4), WS_LANE_FC1, dlogits, WS_LANE_CLASSES, d + layout->w5,
                          d + layout->b5);
  linear_data_gradient (dlogits, WS_LANE_CLASSES, weights + layout->w5, WS_LANE_FC1, d4);
  linear_weight_gradient (v_in (b->a3), WS_LANE_N3, d4, WS_LANE_FC1, d + layout->w4,
                          d + layout->b4);
  linear_data_gradient (d4, WS_LANE_FC1, weights + layout->w4, WS_LANE_N3, d3);
  conv3_weight_gradient (a2, d3, d + layout->w3, d + layout->b3);
  conv3_data_gradient (d3, weights + layout->w3, d2);
}
