/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/dropout.h"
#include "hyper/hyper-private.h"
#include "hyper/large.h"

G_BEGIN_DECLS

/**
 * WsPass:
 *
 * Rows on their way through the autoencoder, forward and backward, and what the backward pass needs
 * of them. METHOD.md 4.1. Rows are cut into groups that go through a block side by side on the
 * pool; every sum has one order that depends on sizes only, so the thread count does not change a
 * bit.
 *
 * A pass in training keeps the encoder's values for all its rows, since contrast asks for all
 * latents before any gradient, but the decoder's only for a part of them: rows are decoded, judged
 * and sent back part by part. Calls come in this order:
 *
 *   ws_pass_encode()
 *   ws_pass_begin_decode()
 *   { ws_pass_decode_rows(), ws_pass_backward_rows() } for every part
 *   ws_pass_end_decode()
 *   ws_pass_backward_encode()
 *
 * All calls of a pass come from one thread. Row-major shapes, n rows: weights (n × P), latents (n ×
 * n_latents).
 */
typedef struct _WsPass WsPass;

/* @is_training: keeps every block's values for a backward pass; else memory is shared by blocks and
 * all rows are one part. */
WsPass *ws_pass_new (WsHyper *hyper, guint max_rows, gboolean is_training);
void    ws_pass_free (WsPass *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsPass, ws_pass_free)
/* Bytes that a pass in training takes for each row, beside those of the rows of one part. */
gsize ws_pass_bytes_per_row (WsHyper *hyper);
/* Most rows of one part. */
guint ws_pass_get_part_rows (WsPass *self);

/* Pieces of work are left out once @stop says so (results are then rubbish). */
void ws_pass_set_stop (WsPass *self, gboolean (*stop) (gpointer), gpointer data);
/* @dropout: (nullable): lent until the next call. @first_row: of the pass in the batch. */
void ws_pass_set_dropout (WsPass *self, const WsDropout *dropout, guint first_row);

void ws_pass_encode (WsPass *self, const float *w, guint n, float *z);
/* @z: @n rows of latents, not only those of the last encode; lent until ws_pass_end_decode(). */
void ws_pass_begin_decode (WsPass *self, const float *z, guint n);
/* Rows @first … @first + @n - 1, one part, of those begun: @w_hat: n × P. */
void ws_pass_decode_rows (WsPass *self, guint first, guint n, float *w_hat);
/* Of the part decoded last: @dw_hat (n × P) → @dparams (added to). */
void ws_pass_backward_rows (WsPass *self, const float *dw_hat, float *dparams);
/* When all rows begun have come back: → @dz (n × n_latents, overwritten) and @dparams. */
void ws_pass_end_decode (WsPass *self, float *dz, float *dparams);
/* Of the last encode: @dz, the gradient of the latents @z that it gave → @dparams (added to). */
void ws_pass_backward_encode (WsPass *self, const float *z, const float *dz, float *dparams);

/* With an update (lent; %NULL takes it back) the two calls above do not add the gradients of the
 * weights between latents and sequence to @dparams, but step those weights at once: they are most
 * of a flattening model, and their gradient then is never stored. Right only where each of the two
 * is called once a step. */
void ws_pass_set_update (WsPass *self, const WsUpdate *update);
/* Which parameters those are: two ranges in order of place, which may be empty. */
typedef struct
{
  gsize start, n;
} WsRange;
void ws_pass_get_updated (WsHyper *hyper, WsRange ranges[2]);

/* Decoding of all rows at once, for as many as one part has. */
void ws_pass_decode (WsPass *self, const float *z, guint n, float *w_hat);
void ws_pass_backward_decode (
    WsPass *self, const float *z, const float *dw_hat, float *dz, float *dparams);

G_END_DECLS
