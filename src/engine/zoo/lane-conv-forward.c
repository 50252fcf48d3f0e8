/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-vec.h"

/* Convolutions of any shape, without padding: strips of a row of outputs for a block of channels
 * stay in registers. Every output has its products in the order of its weights. */

/* Channels of a block for strips of so many outputs. */
#if defined(WS_LANE_V4)
#define BLOCK8 2
#define BLOCK5 3
#define BLOCK4 4
#else
#define BLOCK8 1
#define BLOCK5 2
#define BLOCK4 2
#endif
#define BLOCK3 4
#define BLOCK2 4
#define BLOCK1 4
#define MAX_BLOCK 4
#define MAX_STRIP 8

/* @width outputs from column @x0 of row @y on, channels @o … @o + @block - 1. */
INLINE void
forward_strip (const WsLaneStep *step,
               const V          *x,
               const V          *w,
               const V          *bias,
               guint             y,
               guint             x0,
               guint             width,
               guint             o,
               guint             block,
               V                *out)
{
  guint side = step->side_in, k = step->kernel, side_out = step->side_out;
  guint n_weights = step->n_in * k * k;
  V     acc[MAX_BLOCK][MAX_STRIP];

#pragma GCC unroll 4
  for (guint c = 0; c < block; c++)
#pragma GCC unroll 8
    for (guint i = 0; i < width; i++)
      acc[c][i] = bias != NULL ? bias[o + c] : v_set (0);

  for (guint ci = 0; ci < step->n_in; ci++)
    for (guint ky = 0; ky < k; ky++)
      {
        const V *row = x + (ci * side + y + ky) * side + x0;
        const V *weights = w + o * n_weights + (ci * k + ky) * k;

        for (guint kx = 0; kx < k; kx++)
          {
            V in[MAX_STRIP];

#pragma GCC unroll 8
            for (guint i = 0; i < width; i++)
              in[i] = row[kx + i];
#pragma GCC unroll 4
            for (guint c = 0; c < block; c++)
              {
                V weight = weights[c * n_weights + kx];

                V_PIN (weight);
#pragma GCC unroll 8
                for (guint i = 0; i < width; i++)
                  acc[c][i] = v_fma (weight, in[i], acc[c][i]);
              }
          }
      }

#pragma GCC unroll 4
  for (guint c = 0; c < block; c++)
#pragma GCC unroll 8
    for (guint i = 0; i < width; i++)
      out[((o + c) * side_out + y) * side_out + x0 + i] = acc[c][i];
}

/* All rows and channels of @width columns. */
INLINE void
forward_columns (const WsLaneStep *step,
                 const V          *x,
                 const V          *w,
                 const V          *bias,
                 guint             x0,
                 guint             width,
                 guint             block,
                 V                *out)
{
  guint o = 0;

  for (; o + block <= step->n_out; o += block)
    for (guint y = 0; y < step->side_out; y++)
      forward_strip (step, x, w, bias, y, x0, width, o, block, out);
  for (; o < step->n_out; o++)
    for (guint y = 0; y < step->side_out; y++)
      forward_strip (step, x, w, bias, y, x0, width, o, 1, out);
}

void
WS_LANE (ws_lane_conv_forward) (const WsLaneStep *step, const float *w, WsLaneBuffers *b)
{
  const V *x = v_in (b->values[step->in].a), *weights = v_in (w) + step->w;
  const V *bias = step->has_bias ? v_in (w) + step->b : NULL;
  V       *out = v_out (b->values[step->out].a);

#define COLUMNS(n)                                                                                 \
  if (x0 + (n) <= step->side_out)                                                                  \
    {                                                                                              \
      forward_columns (step, x, weights, bias, x0, n, BLOCK##n, out);                              \
      x0 += (n);                                                                                   \
      continue;                                                                                    \
    }
  for (guint x0 = 0; x0 < step->side_out;)
    {
      COLUMNS (8)
      COLUMNS (5)
      COLUMNS (4)
      COLUMNS (3)
      COLUMNS (2)
      COLUMNS (1)
    }
#undef COLUMNS
}
