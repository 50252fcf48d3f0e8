/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-flow.h"

/* Gradients of convolutions of any shape. Of the input's, the shapes that the architectures have
 * keep whole rows in registers; the 1×1 kernels of the skip paths and shapes that nobody has yet go
 * through memory, with the sums in the same order. */

#define MAX_TAPS 5
#define MAX_BLOCK 4

/* Outputs at a time in the weights' gradient, by taps, and inputs in the data's, by their side. */
#if defined(WS_LANE_V4)
#define TAPS5_BLOCK 4
#define TAPS4_BLOCK 3
#define DATA12_BLOCK 2
#define DATA8_BLOCK 2
#define DATA5_BLOCK 3
#define DATA4_BLOCK 3
#else
#define TAPS5_BLOCK 2
#define TAPS4_BLOCK 2
#define DATA12_BLOCK 1
#define DATA8_BLOCK 1
#define DATA5_BLOCK 2
#define DATA4_BLOCK 2
#endif
#define TAPS3_BLOCK 4
#define TAPS2_BLOCK 4
#define TAPS1_BLOCK 4

/* -- weights -- */

/* @taps weights of one row of the kernels from one input channel to @block outputs. @x: where the
 * first of them reads the first output's input. */
INLINE void
add_taps (const WsLaneStep *step, const V *x, const V *d, guint taps, guint block, V *dw)
{
  guint side = step->side_out, area = side * side;
  guint n_weights = step->n_in * step->kernel * step->kernel;
  V     acc[MAX_BLOCK][MAX_TAPS];

#pragma GCC unroll 4
  for (guint c = 0; c < block; c++)
#pragma GCC unroll 5
    for (guint i = 0; i < taps; i++)
      acc[c][i] = v_set (0);

  for (guint y = 0; y < side; y++)
    for (guint p = 0; p < side; p++)
      {
        const V *in = x + y * step->side_in + p;
        V        t[MAX_TAPS];

#pragma GCC unroll 5
        for (guint i = 0; i < taps; i++)
          t[i] = in[i];
#pragma GCC unroll 4
        for (guint c = 0; c < block; c++)
          {
            V own = d[c * area + y * side + p];

            V_PIN (own);
#pragma GCC unroll 5
            for (guint i = 0; i < taps; i++)
              acc[c][i] = v_fma (own, t[i], acc[c][i]);
          }
      }

#pragma GCC unroll 4
  for (guint c = 0; c < block; c++)
#pragma GCC unroll 5
    for (guint i = 0; i < taps; i++)
      dw[c * n_weights + i] += acc[c][i];
}

/* Taps kx … kx + @taps - 1 of all rows, channels and outputs. */
INLINE void
add_columns (
    const WsLaneStep *step, const V *x, const V *d, guint kx, guint taps, guint block, V *dw)
{
  guint k = step->kernel, area = step->side_out * step->side_out;

  for (guint o = 0; o < step->n_out;)
    {
      gboolean is_block = o + block <= step->n_out;

      for (guint ci = 0; ci < step->n_in; ci++)
        for (guint ky = 0; ky < k; ky++)
          {
            const V *in = x + (ci * step->side_in + ky) * step->side_in + kx;
            V       *to = dw + ((o * step->n_in + ci) * k + ky) * k + kx;

            if (is_block)
              add_taps (step, in, d + o * area, taps, block, to);
            else
              add_taps (step, in, d + o * area, taps, 1, to);
          }
      o += is_block ? block : 1;
    }
}

static void
add_weight_gradient (const WsLaneStep *step, const V *x, const V *d, V *dw)
{
#define COLUMNS(n)                                                                                 \
  if (kx + (n) <= step->kernel)                                                                    \
    {                                                                                              \
      add_columns (step, x, d, kx, n, TAPS##n##_BLOCK, dw);                                        \
      kx += (n);                                                                                   \
      continue;                                                                                    \
    }
  for (guint kx = 0; kx < step->kernel;)
    {
      COLUMNS (5)
      COLUMNS (4)
      COLUMNS (3)
      COLUMNS (2)
      COLUMNS (1)
    }
#undef COLUMNS
}

static void
add_bias_gradient (const WsLaneStep *step, const V *d, V *db)
{
  guint area = step->side_out * step->side_out;

  for (guint o = 0; o < step->n_out; o++)
    {
      V sum = v_set (0);

      for (guint p = 0; p < area; p++)
        sum += d[o * area + p];
      db[o] += sum;
    }
}

/* -- data -- */

/* One row of the input's gradient for @block channels from @ci on. */
INLINE void
data_row (const WsLaneStep *step,
          const V          *d,
          const V          *w,
          guint             ci,
          guint             block,
          guint             y,
          guint             side,
          guint             k,
          V                *dx)
{
  guint side_out = side - k + 1, first = y >= k ? y - k + 1 : 0, last = MIN (y, side_out - 1);
  V     acc[MAX_BLOCK][12];

#pragma GCC unroll 4
  for (guint c = 0; c < block; c++)
#pragma GCC unroll 12
    for (guint x = 0; x < side; x++)
      acc[c][x] = v_set (0);

  for (guint o = 0; o < step->n_out; o++)
    for (guint py = first; py <= last; py++)
      {
        const V *g = d + (o * side_out + py) * side_out;
        const V *weights = w + ((o * step->n_in + ci) * k + y - py) * k;

#pragma GCC unroll 5
        for (guint kx = k; kx-- > 0;)
          {
            V weight[MAX_BLOCK];

#pragma GCC unroll 4
            for (guint c = 0; c < block; c++)
              {
                weight[c] = weights[c * k * k + kx];
                V_PIN (weight[c]);
              }
#pragma GCC unroll 8
            for (guint x = 0; x < side_out; x++)
              {
                V own = g[x];

                V_PIN (own);
#pragma GCC unroll 4
                for (guint c = 0; c < block; c++)
                  acc[c][x + kx] = v_fma (own, weight[c], acc[c][x + kx]);
              }
          }
      }

#pragma GCC unroll 4
  for (guint c = 0; c < block; c++)
    v_flow (step->flow, side, acc[c], dx + ((ci + c) * side + y) * side);
}

INLINE void
data_rows (const WsLaneStep *step, const V *d, const V *w, guint side, guint k, guint block, V *dx)
{
  guint ci = 0;

  for (; ci + block <= step->n_in; ci += block)
    for (guint y = 0; y < side; y++)
      data_row (step, d, w, ci, block, y, side, k, dx);
  for (; ci < step->n_in; ci++)
    for (guint y = 0; y < side; y++)
      data_row (step, d, w, ci, 1, y, side, k, dx);
}

/* One place of the input's gradient. */
static V
sum_place (const WsLaneStep *step, const V *d, const V *w, guint ci, guint y, guint x)
{
  guint k = step->kernel, side = step->side_out;
  guint first_y = y >= k ? y - k + 1 : 0, first_x = x >= k ? x - k + 1 : 0;
  V     acc = v_set (0);

  for (guint o = 0; o < step->n_out; o++)
    for (guint py = first_y; py <= MIN (y, side - 1); py++)
      for (guint px = first_x; px <= MIN (x, side - 1); px++)
        acc = v_fma (d[(o * side + py) * side + px],
                     w[((o * step->n_in + ci) * k + y - py) * k + x - px], acc);
  return acc;
}

static void
data_places (const WsLaneStep *step, const V *d, const V *w, V *dx)
{
  guint side = step->side_in;

  for (guint ci = 0; ci < step->n_in; ci++)
    for (guint y = 0; y < side; y++)
      for (guint x = 0; x < side; x++)
        {
          V acc = sum_place (step, d, w, ci, y, x);

          v_flow (step->flow, 1, &acc, &dx[(ci * side + y) * side + x]);
        }
}

static void
data_gradient (const WsLaneStep *step, const V *d, const V *w, V *dx)
{
  if (step->side_in == 12 && step->kernel == 5)
    data_rows (step, d, w, 12, 5, DATA12_BLOCK, dx);
  else if (step->side_in == 8 && step->kernel == 4)
    data_rows (step, d, w, 8, 4, DATA8_BLOCK, dx);
  else if (step->side_in == 5 && step->kernel == 3)
    data_rows (step, d, w, 5, 3, DATA5_BLOCK, dx);
  else if (step->side_in == 4 && step->kernel == 2)
    data_rows (step, d, w, 4, 2, DATA4_BLOCK, dx);
  else
    data_places (step, d, w, dx);
}

void
WS_LANE (ws_lane_conv_backward) (const WsLaneStep *step,
                                 const float      *w,
                                 float            *dw,
                                 WsLaneBuffers    *b)
{
  const WsLaneValue *from = &b->values[step->in];
  const V           *d = v_in (b->values[step->out].d);

  add_weight_gradient (step, v_in (from->a), d, v_out (dw) + step->w);
  if (step->has_bias)
    add_bias_gradient (step, d, v_out (dw) + step->b);
  if (step->flow != WS_LANE_DROP)
    data_gradient (step, d, v_in (w) + step->w, v_out (from->d));
}
