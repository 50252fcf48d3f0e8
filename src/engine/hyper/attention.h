/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

#include "hyper/dropout.h"

G_BEGIN_DECLS

/**
 * WsAttention:
 *
 * Multi-head self-attention of one row's sequence between its projections (METHOD.md 4.1):
 * softmax(q·kᵀ/√(d/h))·v. @qkv: t × 3·d, a position's queries, keys and values side by side.
 */
typedef struct
{
  guint t, d, h; /* positions, model width, heads */
} WsAttention;

/* @p: h × t × t probabilities before dropout, kept for the backward pass; @mask: likewise when
 * @dropout is on (else nullable); @o: t × d; @scratch: t × t floats. */
void ws_attention_forward (const WsAttention *self,
                           const float       *qkv,
                           const WsDropout   *dropout,
                           guint              site,
                           guint              row,
                           float             *p,
                           guint8            *mask,
                           float             *o,
                           float             *scratch);
/* @do_: t × d; @dqkv: t × 3·d, overwritten; @scratch: 2 × t × t floats. */
void ws_attention_backward (const WsAttention *self,
                            const float       *qkv,
                            const float       *p,
                            const WsDropout   *dropout,
                            const guint8      *mask,
                            const float       *do_,
                            float             *dqkv,
                            float             *scratch);

G_END_DECLS
