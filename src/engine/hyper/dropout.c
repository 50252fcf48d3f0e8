/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/dropout.h"

#include "core/random.h"
#include "hyper/wide.h"

void
ws_dropout_apply (const WsDropout *self, guint site, guint row, float *x, guint8 *mask, gsize n)
{
  guint32  threshold = (guint32)(self->p * 65536.0f + 0.5f);
  WsStream stream;

  ws_stream_init (&stream, self->seed, WS_PURPOSE_DROPOUT, self->step, site << 20 | row);
  for (gsize i = 0; i < n; i += 2)
    {
      guint32 word = ws_stream_u32 (&stream);

      mask[i] = (word & 0xffff) >= threshold;
      if (i + 1 < n)
        mask[i + 1] = word >> 16 >= threshold;
    }
  ws_dropout_repeat (self, mask, x, x, n);
}

WS_WIDE void
ws_dropout_repeat (const WsDropout *self, const guint8 *mask, const float *x, float *out, gsize n)
{
  float scale = 1.0f / (1.0f - self->p);

  for (gsize i = 0; i < n; i++)
    out[i] = mask[i] ? x[i] * scale : 0.0f;
}
