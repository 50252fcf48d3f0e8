/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/hyper-private.h"
#include "hyper/large.h"

G_BEGIN_DECLS

/* Counts the latents of networks of @arch; METHOD.md 4.1, and config.h for the compressions. */
void ws_latent_places_init (WsLatentPlaces *self, const WsHyperConfig *config, const WsArch *arch);
void ws_latent_places_clear (WsLatentPlaces *self);

/**
 * WsNeckPass:
 *
 * The narrow part of the autoencoder: between the encoder's last sequence and the latents, and
 * between the latents and the decoder's first sequence (without its table of positions). Shared
 * latents read the compression token or all tokens and are written to all tokens; own latents read
 * and write their token only; with both, the decoder's sequence is the sum. Works on the pool in
 * pieces that depend on sizes only: the same bits for any thread count.
 *
 * Row-major shapes: seq n × S × d (decoder: n × T × d), latents n × n_latents.
 */
typedef struct _WsNeckPass WsNeckPass;

/* @group_rows: rows that are one piece of work on own latents. */
WsNeckPass *ws_neck_new (WsHyper *hyper, guint max_rows, guint group_rows, gboolean is_training);
void        ws_neck_free (WsNeckPass *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsNeckPass, ws_neck_free)
/* Floats that a neck in training takes for each row. */
gsize ws_neck_floats_per_row (WsHyper *hyper);
/* Pieces of work are left out once @stop says so (results are then rubbish). */
void ws_neck_set_stop (WsNeckPass *self, gboolean (*stop) (gpointer), gpointer data);

void ws_neck_encode (WsNeckPass *self, const float *seq, guint n, float *z);
void ws_neck_decode (WsNeckPass *self, const float *z, guint n, float *seq);
/* Of the last decode, of @n rows: @dseq → @dz (overwritten) and @dparams (added to). With @update
 * shared latents' weights are stepped at once instead (see large.h). */
void ws_neck_backward_decode (WsNeckPass     *self,
                              const float    *z,
                              const float    *dseq,
                              guint           n,
                              float          *dz,
                              float          *dparams,
                              const WsUpdate *update);
/* Of the last encode, of @n rows, whose @seq and @z are given again: @dz → @dseq (overwritten) and
 * @dparams; @update as above. */
void ws_neck_backward_encode (WsNeckPass     *self,
                              const float    *seq,
                              const float    *z,
                              const float    *dz,
                              guint           n,
                              float          *dseq,
                              float          *dparams,
                              const WsUpdate *update);

G_END_DECLS
