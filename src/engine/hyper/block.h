/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/attention.h"
#include "hyper/hyper-private.h"

G_BEGIN_DECLS

/**
 * WsBlock:
 *
 * What one transformer block leaves for its backward pass, for all rows of a micro-batch; METHOD.md
 * 4.1. n = rows × t. The g arrays are filled by the backward pass: gradients of the outputs of
 * dense layers, from which the parameters' gradients are made.
 */
typedef struct
{
  float  *x;           /* n × d input; not owned: the block before wrote it */
  float  *n1, *stats1; /* n × d; n × 2 */
  float  *qkv;         /* n × 3·d */
  float  *p;           /* rows × h × t × t */
  float  *o;           /* n × d */
  float  *mid;         /* n × d: after attention's residual */
  float  *n2, *stats2; /* n × d; n × 2 */
  float  *hidden;      /* n × f, after relu and dropout */
  guint8 *p_mask, *out_mask, *hidden_mask, *ff_mask; /* dropout only */
  float  *g_qkv, *g_out, *g_hidden, *g_ff;           /* training only */
  float  *d_norm; /* groups × 4·d: α, β of both norms, one part a group */
} WsBlock;

/* What a block needs to know to run. @site: first dropout site of this block (h + 3 of them). */
typedef struct
{
  WsAttention         attention;
  guint               f;
  const float        *params;
  const WsBlockPlace *at;
  const WsDropout    *dropout; /* NULL in evaluation */
  guint               site;
  guint               first_row; /* of the micro-batch in the batch */
} WsBlockSetup;

/* Rows @first … @first + @n_rows - 1: from block->x to @out (may not be block->x). @scratch: as
 * ws_block_scratch_floats() says. */
void ws_block_forward (const WsBlockSetup *setup,
                       WsBlock            *block,
                       guint               first,
                       guint               n_rows,
                       float              *out,
                       float              *scratch);
/* @dx (n × d, these rows): the gradient of the output becomes that of the input. @group: which part
 * of d_norm to overwrite. */
void  ws_block_backward (const WsBlockSetup *setup,
                         WsBlock            *block,
                         guint               first,
                         guint               n_rows,
                         guint               group,
                         float              *dx,
                         float              *scratch);
gsize ws_block_scratch_floats (const WsAttention *attention, guint n_rows);

G_END_DECLS
