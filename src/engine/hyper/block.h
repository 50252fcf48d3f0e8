/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/attention.h"
#include "hyper/hyper-private.h"

G_BEGIN_DECLS

/**
 * WsBlock:
 *
 * What one transformer block leaves for its backward pass, for all rows that the pass holds;
 * METHOD.md 4.1. n = rows × t. Normalised values are not kept: they cost less to make again than to
 * write and read.
 */
typedef struct
{
  float  *x;      /* n × d input; not owned: the block before wrote it */
  float  *stats1; /* n × 2 */
  float  *qkv;    /* n × 3·d */
  float  *p;      /* rows × h squares */
  float  *o;      /* n × d */
  float  *mid;    /* n × d: after attention's residual */
  float  *stats2; /* n × 2 */
  float  *hidden; /* n × f, after relu and dropout */
  guint8 *p_mask, *out_mask, *hidden_mask, *ff_mask; /* dropout only */
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
  guint               first_row; /* of the pass in the batch */
  const float        *packed;    /* weights, as ws_block_pack() left them for this direction */
} WsBlockSetup;

/* The four matrices of a block, packed as products with rows of activations read them, forward
 * (x·Wᵀ) or backward (dy·W): the same for all rows, so packed once before them. Pieces 0 …
 * ws_block_count_packs() - 1 may run side by side. */
gsize ws_block_packed_floats (guint d, guint f);
guint ws_block_count_packs (guint d, guint f);
void  ws_block_pack (const WsBlockSetup *setup, gboolean is_forward, guint piece, float *packed);

/* Rows @first … @first + @n_rows - 1: from block->x to @out (may not be block->x). @scratch: as
 * ws_block_scratch_floats() says. */
void ws_block_forward (const WsBlockSetup *setup,
                       WsBlock            *block,
                       guint               first,
                       guint               n_rows,
                       float              *out,
                       float              *scratch);

/**
 * WsBlockGradient:
 *
 * From the backward pass of some rows (a part of those that the pass holds) to the gradients of a
 * block's parameters: gradients of the outputs of its dense layers, and their inputs packed for the
 * product of both. All blocks share it: each makes its parameters' gradients right after its
 * backward pass. Rows come in groups of the same number, the last one may be smaller.
 */
typedef struct
{
  guint  group_rows;
  float *g_qkv, *g_out, *g_hidden, *g_ff; /* rows × t × (3·d, d, f, d) */
  float *in_qkv, *in_out, *in_hidden,
      *in_ff;  /* packed: n1, o, n2, hidden; a group after the other */
  float *sums; /* groups × (9·d + f): dα, dβ of both norms, biases' gradients */
} WsBlockGradient;

/* Floats of the arrays above for each row; groups of at least one row. */
gsize ws_block_gradient_init (WsBlockGradient *self,
                              guint            d,
                              guint            f,
                              guint            t,
                              guint            rows,
                              guint            group_rows,
                              float *(*take) (gsize n, gpointer data),
                              gpointer data);

/* Rows @first …: @dx (n × d, these rows), the gradient of the output, becomes that of the input.
 * @group: which group of @gradient to overwrite. */
void ws_block_backward (const WsBlockSetup *setup,
                        WsBlock            *block,
                        guint               first,
                        guint               n_rows,
                        WsBlockGradient    *gradient,
                        guint               group,
                        float              *dx,
                        float              *scratch);
/* Adds the gradients of @n_rows rows to @dparams; pieces 0 … ws_block_count_gradients() - 1 may run
 * side by side. */
guint ws_block_count_gradients (guint d, guint f);
void  ws_block_add_gradient (const WsBlockSetup    *setup,
                             const WsBlockGradient *gradient,
                             guint                  n_rows,
                             guint                  piece,
                             float                 *dparams);

gsize ws_block_scratch_floats (const WsAttention *attention, guint n_rows);

G_END_DECLS
