/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/dropout.h"

G_BEGIN_DECLS

/**
 * WsAttention:
 * @t: number of tokens
 * @d: model width
 * @h: heads; d/h values each
 *
 * Multi-head self-attention of one row's tokens: softmax (q·kᵀ/√(d/h)) of all pairs of tokens, with
 * dropout on the probabilities, times v. METHOD.md 4.1. @qkv: t × 3·d, queries, keys and values
 * side by side; @o: t × d, heads side by side; @p: h squares of probabilities before dropout;
 * @mask: as many bytes, used when there is dropout; @scratch: ws_attention_scratch_floats(). @site:
 * dropout site of head 0, each further head the next one.
 */
typedef struct
{
  guint t, d, h;
} WsAttention;

/* A square of t rows, each of a whole number of vectors: zeros behind the t-th value. */
gsize ws_attention_square (const WsAttention *self);
gsize ws_attention_scratch_floats (const WsAttention *self);

void ws_attention_forward (const WsAttention *self,
                           const float       *qkv,
                           const WsDropout   *dropout,
                           guint              site,
                           guint              row,
                           float             *p,
                           guint8            *mask,
                           float             *o,
                           float             *scratch);
/* @do_: t × d; @dqkv: t × 3·d, overwritten. */
void ws_attention_backward (const WsAttention *self,
                            const float       *qkv,
                            const float       *p,
                            const WsDropout   *dropout,
                            const guint8      *mask,
                            const float       *do_,
                            float             *dqkv,
                            float             *scratch);

G_END_DECLS
