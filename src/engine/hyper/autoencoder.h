/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/dropout.h"
#include "hyper/hyper-private.h"

G_BEGIN_DECLS

/**
 * WsPass:
 *
 * One micro-batch on its way through the autoencoder, forward and backward, and what the backward
 * pass needs of it. Rows are cut into groups that go through the transformer side by side on the
 * pool; every product has one fixed shape and every sum one fixed order, so the thread count does
 * not change a bit. METHOD.md 4.1.
 *
 * All calls of a pass come from one thread. Row-major shapes, n rows: weights (n × P), latents (n ×
 * n_latents).
 */
typedef struct _WsPass WsPass;

/* @is_training: keeps every block's values for a backward pass; else memory is shared by blocks. */
WsPass *ws_pass_new (WsHyper *hyper, guint max_rows, gboolean is_training);
void    ws_pass_free (WsPass *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsPass, ws_pass_free)
/* Bytes that a pass in training takes for each row. */
gsize ws_pass_bytes_per_row (WsHyper *hyper);

/* Pieces of work are left out once @stop says so (results are then rubbish). */
void ws_pass_set_stop (WsPass *self, gboolean (*stop) (gpointer), gpointer data);
/* @dropout: (nullable): lent until the next call. @first_row: of the micro-batch in its batch. */
void ws_pass_set_dropout (WsPass *self, const WsDropout *dropout, guint first_row);

void ws_pass_encode (WsPass *self, const float *w, guint n, float *z);
void ws_pass_decode (WsPass *self, const float *z, guint n, float *w_hat);
/* Of the last decode: @dw_hat → @dz (overwritten) and @dparams (added to). */
void ws_pass_backward_decode (
    WsPass *self, const float *z, const float *dw_hat, float *dz, float *dparams);
/* Of the last encode: @dz, the gradient of the latents that it gave → @dparams (added to). */
void ws_pass_backward_encode (WsPass *self, const float *z, const float *dz, float *dparams);

G_END_DECLS
