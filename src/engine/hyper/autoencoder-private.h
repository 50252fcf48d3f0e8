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
  float        *dx;     /* training: rows × t × d, gradient on its way down */
} WsStack;

struct _WsPass
{
  WsHyper         *hyper; /* lent */
  guint            max_rows, n, group_rows, n_groups;
  gboolean         is_training;
  const WsDropout *dropout;
  guint            first_row;
  gboolean (*stop) (gpointer);
  gpointer stop_data;
  WsStack  encoder, decoder;
  WsNeckPass  *neck;
  /* By layer of the network: layer l starts at max_rows × its first value (token values) or
   * max_rows × its first token × d (embedded tokens), rows one behind the other. */
  float     *in_tokens;     /* P a row: what is embedded */
  float     *out_tokens;    /* P a row: decoded, then its gradient */
  float     *out_embedded;  /* T·d a row: what is de-embedded */
  float     *d_embedded;    /* T·d a row: gradient of embedded tokens */
  float     *shift, *scale; /* a layer each: values are read as (w - shift)·scale */
  float     *scratch;       /* a group each */
  gsize      scratch_floats;
  GPtrArray *memory; /* all of the above, for freeing */
  /* arguments of the call under way, for the pieces */
  const float *in;
  float       *out;
};

/* Runs @func on the pool for every group of rows. */
void         ws_pass_groups (WsPass *self, void (*func) (guint group, gpointer pass));
void         ws_pass_group_range (WsPass *self, guint group, guint *first, guint *n);
float       *ws_pass_scratch (WsPass *self, guint group);
WsBlockSetup ws_pass_block_setup (WsPass *self, const WsStack *stack, guint block);

/* Where layer @l's token values and embedded tokens start, for row @row. */
gsize ws_pass_token_offset (WsPass *self, guint l, guint row);
gsize ws_pass_embedded_offset (WsPass *self, guint l, guint row);

G_END_DECLS
