/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/arch.h"

G_BEGIN_DECLS

/* Between a flat vector and the tokens of one layer (METHOD.md 3): token k is the weights of neuron
 * k, then its bias. @tokens: n_out × token_width. Values are moved to (x - @shift)·@scale and back.
 */
void ws_tokens_read (const WsLayer *layer, const float *w, float shift, float scale, float *tokens);
void
ws_tokens_write (const WsLayer *layer, const float *tokens, float shift, float scale, float *w);

G_END_DECLS
