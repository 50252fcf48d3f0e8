/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/config.h"
#include "net/arch.h"

G_BEGIN_DECLS

/**
 * WsHyper:
 *
 * A hyper-representation: transformer autoencoder of network weights, METHOD.md 4.1. Reference
 * counted; immutable but for the trainer. Parameters lie in one flat vector (the projection head's
 * last), with named tensors like the research code's ("encoder.layers.0.attn.q_linear.weight").
 */
typedef struct _WsHyper WsHyper;

typedef struct
{
  char  *name;
  gsize  start, n;
  guint  rows, cols; /* cols 1 for vectors */
} WsHyperTensor;

/* Width of z that a representation of @arch will have; 0 where ws_hyper_new() fails. */
guint    ws_hyper_count_latents (const WsHyperConfig *config, const WsArch *arch);
WsHyper *ws_hyper_new         (const WsHyperConfig *config, const WsArch *arch, GError **error);
WsHyper *ws_hyper_ref         (WsHyper *self);
void     ws_hyper_unref       (WsHyper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsHyper, ws_hyper_unref)

const WsHyperConfig *ws_hyper_get_config (WsHyper *self);
const WsArch        *ws_hyper_get_arch   (WsHyper *self);
guint                ws_hyper_get_n_latents (WsHyper *self); /* width of z: shared ones first, then each token's own */
gsize                ws_hyper_get_n_params (WsHyper *self); /* with the projection head */
gsize                ws_hyper_get_n_autoencoder (WsHyper *self); /* without it: what stays after training */
const WsHyperTensor *ws_hyper_get_tensors  (WsHyper *self, guint *n);
/* Lent: n_params floats (and, for loading, writable). */
float               *ws_hyper_get_params   (WsHyper *self);
/* Lent: σ_l of each layer (n_layers; all 1 without LWLN) and the mean train vector (P), which
 * define loss and R². Both are set by the trainer, and stored with the parameters. */
float               *ws_hyper_get_sigma    (WsHyper *self);
float               *ws_hyper_get_mean     (WsHyper *self);
/* Lent: the network (P) to which all others are aligned before they are encoded; NULL where the configuration
 * says none, and before training. Stored with the parameters. Set (copied) before anybody encodes. */
const float         *ws_hyper_get_reference (WsHyper *self);
void                 ws_hyper_set_reference (WsHyper *self, const float *w);

/* Gives @self the parameters of @from, whose autoencoder must have the same shapes; the projection head, which is not
 * kept after training, stays as it is. */
gboolean ws_hyper_copy_params (WsHyper *self, WsHyper *from, GError **error);

/* Eval mode (no dropout, no augmentation). @w: n × P, @z: n × n_latents. Parallel on the pool; pure: the
 * same input gives the same bits, whatever n and the thread count. */
void ws_hyper_encode (WsHyper *self, const float *w, guint n, float *z);
void ws_hyper_decode (WsHyper *self, const float *z, guint n, float *w);

/* R² = 1 - loss/loss of the mean train vector, the reconstruction's loss as configured (units, reduction); @layers (n_layers) and @all. METHOD.md 4.3. */
void ws_hyper_r2     (WsHyper *self, const float *w, const float *w_hat, guint n, float *all, float *layers);

G_END_DECLS
