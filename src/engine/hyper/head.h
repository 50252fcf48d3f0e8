/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/random.h"
#include "hyper/config.h"

G_BEGIN_DECLS

/**
 * WsHead:
 *
 * Projection head: Linear latents→width, ReLU; (layers − 1) × (Linear width→width, ReLU); Linear
 * width→out; BatchNorm1d. Used by the contrastive loss only, dropped after training, so the norm
 * knows batch statistics (biased variance, ε 1e-5) and no running ones. Holds what backward needs
 * from the last forward. One thread at a time; its products run on the pool in pieces that depend on
 * sizes only. Source: METHOD.md, 4.1.
 *
 * Parameters are one flat vector in the order of the tensors, Linear weights (out, in).
 */
typedef struct _WsHead WsHead;

/* 0 when gamma is 0: then there is no head. */
gsize    ws_head_n_params  (const WsHyperConfig *config,
                            guint                n_latents);
guint    ws_head_n_tensors (const WsHyperConfig *config);
/* Tensor @index in order of place: a new name ("projection_head.layers.0.weight"), where it starts in
 * the head's parameters, and its shape (cols 1 for vectors). */
void     ws_head_describe_tensor (const WsHyperConfig *config,
                                  guint                n_latents,
                                  guint                index,
                                  char               **name,
                                  gsize               *start,
                                  guint               *rows,
                                  guint               *cols);
/* Kaiming normal weights, N(0, 2/fan_in), biases 0.01; the norm starts as 1 and 0. */
void     ws_head_init_params (const WsHyperConfig *config,
                              guint                n_latents,
                              WsStream            *stream,
                              float               *params);

WsHead  *ws_head_new      (const WsHyperConfig *config,
                           guint                n_latents,
                           guint                max_rows);
void     ws_head_free     (WsHead *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsHead, ws_head_free)

/* @z: (rows, latents), lent until the backward pass; @p: (rows, out), overwritten. rows ≤ max_rows. */
void     ws_head_forward  (WsHead      *self,
                           const float *params,
                           const float *z,
                           guint        rows,
                           float       *p);
/* Of the last forward: @dp: (rows, out); @dparams: added to; @dz: (rows, latents), overwritten. */
void     ws_head_backward (WsHead      *self,
                           const float *params,
                           const float *dp,
                           float       *dparams,
                           float       *dz);

G_END_DECLS
