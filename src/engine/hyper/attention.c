/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/attention.h"

#include "hyper/kernels.h"

#include <math.h>
#include <string.h>

gsize
ws_attention_square (const WsAttention *self)
{
  return self->t * WS_ROW_STRIDE (self->t);
}

/* A head's keys, values and so on, packed, in either direction. */
static gsize
packed_floats (const WsAttention *self)
{
  guint width = self->d / self->h;

  return MAX (WS_PACKED (width, self->t), WS_PACKED (self->t, width));
}

gsize
ws_attention_scratch_floats (const WsAttention *self)
{
  return WS_ROW_STRIDE (packed_floats (self)) + 2 * ws_attention_square (self);
}

/* One head's product: c (t × n) = a·b over @k. @b is read as it lies where its rows are whole
 * vectors; else it is packed and used at once, while it is in the nearest cache. */
typedef struct
{
  const float *a;
  gsize        a_row, a_step;
  const float *b;
  gsize        b_row, b_column;
  guint        k, n;
  float       *c;
  gsize        c_row;
} HeadProduct;

static void
multiply (const WsAttention *self, float *packed, HeadProduct h)
{
  const WsHyperKernels *kernels = ws_hyper_kernels ();
  WsProduct             product = {
                .m = self->t,
                .n = h.n,
                .k = h.k,
                .a = h.a,
                .a_row = h.a_row,
                .a_step = h.a_step,
                .b = packed,
                .c = h.c,
                .c_row = h.c_row,
  };

  if (h.b_column == 1 && h.n % WS_ROW_ALIGN == 0)
    {
      product.b = h.b;
      product.b_row = h.b_row;
    }
  else
    kernels->pack (h.b, h.b_row, h.b_column, h.k, h.n, packed);
  kernels->product (&product);
}

void
ws_attention_forward (const WsAttention *self,
                      const float       *qkv,
                      const WsDropout   *dropout,
                      guint              site,
                      guint              row,
                      float             *p,
                      guint8            *mask,
                      float             *o,
                      float             *scratch)
{
  guint  t = self->t, d = self->d, width = d / self->h;
  gsize  wide = 3 * (gsize)d, stride = WS_ROW_STRIDE (t), square = ws_attention_square (self);
  float *packed = scratch, *dropped = scratch + WS_ROW_STRIDE (packed_floats (self));

  for (guint head = 0; head < self->h; head++, p += square)
    {
      const float *q = qkv + head * width, *k = q + d, *v = k + d; /* q[0, head, :] */
      const float *used = p;

      multiply (self, packed,
                (HeadProduct){ q, wide, 1, .b = k, .b_row = 1, .b_column = wide, .k = width, .n = t,
                               .c = p, .c_row = stride });
      ws_hyper_kernels ()->softmax (p, t, t, stride, 1.0f / sqrtf ((float)width));
      if (dropout != NULL && dropout->p > 0)
        {
          memcpy (dropped, p, square * sizeof (float));
          ws_dropout_apply (dropout, site + head, row, dropped, mask, square);
          mask += square;
          used = dropped;
        }
      multiply (self, packed,
                (HeadProduct){ used, stride, 1, .b = v, .b_row = wide, .b_column = 1, .k = t,
                               .n = width, .c = o + head * width, .c_row = d });
    }
}

void
ws_attention_backward (const WsAttention *self,
                       const float       *qkv,
                       const float       *p,
                       const WsDropout   *dropout,
                       const guint8      *mask,
                       const float       *do_,
                       float             *dqkv,
                       float             *scratch)
{
  guint    t = self->t, d = self->d, width = d / self->h;
  gsize    wide = 3 * (gsize)d, stride = WS_ROW_STRIDE (t), square = ws_attention_square (self);
  float   *packed = scratch, *dp = scratch + WS_ROW_STRIDE (packed_floats (self));
  float   *dropped = dp + square;
  gboolean drops = dropout != NULL && dropout->p > 0;

  for (guint head = 0; head < self->h; head++, p += square)
    {
      const float *q = qkv + head * width, *k = q + d, *v = k + d;
      float       *dq = dqkv + head * width, *dk = dq + d, *dv = dk + d;
      const float *go = do_ + head * width, *used = p;

      if (drops)
        {
          ws_dropout_repeat (dropout, mask, p, dropped, square);
          used = dropped;
        }
      multiply (self, packed, /* dv = usedᵀ·do */
                (HeadProduct){ used, 1, stride, .b = go, .b_row = d, .b_column = 1, .k = t,
                               .n = width, .c = dv, .c_row = wide });
      multiply (self, packed, /* dp = do·vᵀ */
                (HeadProduct){ go, d, 1, .b = v, .b_row = 1, .b_column = wide, .k = width, .n = t,
                               .c = dp, .c_row = stride });
      if (drops)
        {
          ws_dropout_repeat (dropout, mask, dp, dp, square);
          mask += square;
        }
      ws_hyper_kernels ()->softmax_backward (p, dp, t, t, stride, 1.0f / sqrtf ((float)width));
      multiply (self, packed, /* dq = dp·k */
                (HeadProduct){ dp, stride, 1, .b = k, .b_row = wide, .b_column = 1, .k = t,
                               .n = width, .c = dq, .c_row = wide });
      multiply (self, packed, /* dk = dpᵀ·q */
                (HeadProduct){ dp, 1, stride, .b = q, .b_row = wide, .b_column = 1, .k = t,
                               .n = width, .c = dk, .c_row = wide });
    }
}
