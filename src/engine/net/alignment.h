/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/arch.h"

G_BEGIN_DECLS

/**
 * WsAlignment:
 *
 * One element of an architecture's symmetry group: an order, and for odd activations a sign, of each
 * free hidden layer's outputs, undone on the inputs of the next layer. It changes a network's numbers
 * and not its function. Layers that are not free (logits, and outputs that a skip adds to others) keep
 * their order. METHOD.md 3 and 7.
 *
 * @order and @sign have one value a token (arch->n_tokens), layer by layer: new neuron i of layer l is
 * old neuron order[first_token + i] of that layer times sign[first_token + i], which is 1 or -1.
 */
typedef struct
{
  const WsArch *arch;
  guint32      *order;
  gint8        *sign;
} WsAlignment;

WsAlignment *ws_alignment_new         (const WsArch *arch); /* changes nothing */
WsAlignment *ws_alignment_copy        (const WsAlignment *self);
void         ws_alignment_free        (WsAlignment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsAlignment, ws_alignment_free)
gboolean     ws_alignment_is_identity (const WsAlignment *self);
/* Any state of any network of this architecture, flat to flat (P); @out and @w must not overlap. */
void         ws_alignment_apply       (const WsAlignment *self, const float *w, float *out);
WsAlignment *ws_alignment_invert      (const WsAlignment *self);
/* @second after @first. */
WsAlignment *ws_alignment_compose     (const WsAlignment *first, const WsAlignment *second);

/* Whether the outputs of @layer may change sign: it is free, @act is odd (tanh), and no pool, which
 * takes maxima, lies between the layer and the next. */
gboolean     ws_arch_can_flip         (const WsArch *arch, WsActivation act, guint layer);

G_END_DECLS
