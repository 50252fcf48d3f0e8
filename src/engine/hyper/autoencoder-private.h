/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/autoencoder.h"
#include "hyper/block.h"
#include "hyper/neck.h"

G_BEGIN_DECLS

/* One stack of blocks with its sequence of inputs: seq[b] goes into block b, seq[L] comes out. */
typedef struct
{
  guint         t; /* positions */
  guint         first_site;
  WsBlockPlace *at;
  WsBlock      *blocks; /* L */
  float       **seq;    /* L + 1: rows × t × d */
} WsStack;

struct _WsPass
{
  WsHyper         *hyper; /* lent */
  guint            max_rows, part_rows, group_rows;
  gboolean         is_training;
  const WsDropout *dropout;
  guint            first_row; /* of the batch */
  WsStop           stop;
  const WsUpdate  *update;
  WsStack          encoder, decoder;
  WsNeckPass      *neck;
  guint            n_encoded, n_begun, first_decoded, n_decoded;
  const float     *z; /* begun */
  /* By layer of the network: layer l starts at rows × its first value (token values) or rows × its
   * first token × d (embedded tokens), rows one behind the other. */
  float *in_tokens;    /* max_rows × P: what is embedded */
  float *out_tokens;   /* part_rows × P: decoded, then its gradient */
  float *out_embedded; /* part_rows × T·d: what is de-embedded */
  float *d_embedded;   /* part_rows × T·d: gradient of embedded tokens */
  /* max_rows × S·d: what the decoder starts from, in the end its gradient; then the gradient of the
   * encoder's sequence on its way down */
  float          *wide;
  float          *dx; /* part_rows × T·d: gradient of the decoder's sequence on its way down */
  float          *shift, *scale; /* a layer each: values are read as (w - shift)·scale */
  float          *packed;        /* weights of the block at work */
  WsBlockGradient gradient;
  GPtrArray      *memory; /* all of the above, for freeing */
  gsize           n_bytes;
  /* the work under way, for its pieces */
  struct
  {
    WsStack     *stack;
    guint        block, first, n; /* rows in the stack's memory */
    gboolean     is_forward;
    const float *in;
    float       *out, *dx, *dparams;
  } now;
};

/* Runs @func on the pool: pieces 0 … @n - 1, or a piece for every group of the rows at work. */
void ws_pass_run (WsPass *self, guint n, void (*func) (guint piece, gpointer pass));
void ws_pass_run_groups (WsPass *self, void (*func) (guint group, gpointer pass));
/* Rows of @group among those at work, in the stack's memory. */
void         ws_pass_group_range (WsPass *self, guint group, guint *first, guint *n);
float       *ws_pass_scratch (WsPass *self);
WsBlockSetup ws_pass_block_setup (WsPass *self);
void         ws_pass_pack (WsPass *self);

/* Where layer @l's token values and embedded tokens start, for @row of @rows. */
gsize ws_pass_token_offset (WsPass *self, guint rows, guint l, guint row);
gsize ws_pass_embedded_offset (WsPass *self, guint rows, guint l, guint row);

G_END_DECLS
