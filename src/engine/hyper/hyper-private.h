/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/hyper.h"

G_BEGIN_DECLS

/* Where a transformer block's tensors start in the flat parameters. Queries, keys and values lie
 * one behind the other, so that one product makes all three: weights (3·d × d), then biases. */
typedef struct
{
  gsize norm1_alpha, norm1_bias;
  gsize qkv_weight, qkv_bias;
  gsize out_weight, out_bias;
  gsize norm2_alpha, norm2_bias;
  gsize ff1_weight, ff1_bias;
  gsize ff2_weight, ff2_bias;
} WsBlockPlace;

/* Where everything starts. */
typedef struct
{
  gsize        *embed_weight, *embed_bias;  /* a layer each: d × token width; d */
  gsize         comp_token;                 /* d; "token" compression only */
  gsize         encoder_positions;          /* S × d */
  WsBlockPlace *encoder;                    /* L */
  gsize         neck_weight, neck_bias;     /* shared latents: q × (T·d, or d with "token"); q */
  gsize        *token_neck_weight, *token_neck_bias; /* own latents, a layer each: k × d; k */
  gsize         unneck_weight, unneck_bias;          /* T·d × q; T·d */
  gsize *token_unneck_weight, *token_unneck_bias;    /* a layer each: d × k; d */
  gsize         decoder_positions;          /* T × d */
  WsBlockPlace *decoder;                    /* L */
  gsize        *debed_weight, *debed_bias;  /* a layer each: token width × d; token width */
  gsize         head, n_head;               /* projection head; last */
} WsHyperPlaces;

/* What stands where in a row of latents: shared ones first, then the tokens' own, token by token. */
typedef struct
{
  guint  n;        /* all of them */
  guint  n_shared; /* 0: no shared part */
  guint  n_own;    /* of all tokens together, 0: no own part */
  guint *k;        /* own latents of a token, for each layer */
  guint *first;    /* where the own latents of a layer's first token are, in the whole row */
} WsLatentPlaces;

struct _WsHyper
{
  gatomicrefcount ref_count;
  WsHyperConfig   config;
  const WsArch   *arch;
  WsLatentPlaces  latents;
  guint           n_positions; /* S: tokens the encoder reads; one more than T with "token" */
  WsHyperPlaces   at;
  GArray         *tensors; /* of WsHyperTensor */
  gsize           n_params, n_autoencoder;
  float          *params, *sigma, *mean;
  float          *reference; /* P, or NULL */
};

/* places.c: lays out the parameters and names the tensors; sets at, tensors, n_params. */
void ws_hyper_places_init (WsHyper *self);
void ws_hyper_places_clear (WsHyper *self);
/* init.c: initial parameters, METHOD.md 4.1. */
void ws_hyper_init_params (WsHyper *self);

/* Rows that go through the transformer together, one piece of parallel work. Products of a row
 * always have the same shape, so that its bits do not depend on how many rows there are. */
guint ws_hyper_group_rows (const WsHyper *self);

G_END_DECLS
