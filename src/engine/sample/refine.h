/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/images.h"
#include "latent/stage.h"
#include "net/arch.h"

G_BEGIN_DECLS

/* What can be done to draws of any method before they are used. All that is reported of refined draws
 * stands beside the plain ones. METHOD.md 7 (SANE). */

typedef enum
{
  WS_RESCALE_NONE,
  WS_RESCALE_WEIGHTS, /* each layer's weights, and its biases, get the mean and spread that training networks have there */
  WS_RESCALE_LOGITS,  /* each class's output gets the mean and spread over train images that it has in training networks:
                       the nearest to SANE's batch norm statistics in a network without batch norm. Labels are not used. */
} WsRescaling;

/**
 * WsRefinement:
 * @reject: k: of k draws the one whose accuracy is predicted best stays (a ridge probe of training networks)
 * @subsample: k: of k draws the one that is best on a few hundred validation images stays
 *
 * All 0 is plain. Refined draw i is a choice among the plain draws i, i + 2^18, i + 2·2^18, … of the
 * same seed, as many as @reject × @subsample: of each @reject of them, in this order, one stays; of
 * those @subsample, scaled, one. The first of equals stays. So a refined draw follows from the seed and
 * its number alone, more draws only append, and those of no refinement are among the candidates.
 * (SANE keeps the best of all candidates; here each place has candidates of its own, which is a little
 * less choosy and keeps what was asked of each draw.)
 */
typedef struct
{
  guint       reject, subsample;
  WsRescaling scale;
} WsRefinement;

#define WS_REFINE_MOST 64         /* of each */
#define WS_REFINE_STRIDE (1 << 18) /* numbers between candidates of a draw */

gboolean ws_refinement_is_plain    (const WsRefinement *self);
/* Candidates of each draw. */
guint    ws_refinement_count_draws (const WsRefinement *self);
/* Adds what @text asks for: "reject=4", "subsample=4", "scale", "scale=logits", or several with commas between.
 * %FALSE with @error %WS_ERROR_VALUE. */
gboolean ws_refinement_add         (WsRefinement *self, const char *text, GError **error);
/* (transfer full): in the order in which things are done; "" for plain. */
char    *ws_refinement_to_text     (const WsRefinement *self);

/* -- scale -- */

typedef struct _WsScaler WsScaler;

/* @rows: n × P training networks, n > 0, in the order of neurons (and with the signs) that draws have. */
WsScaler *ws_scaler_new_weights (const WsArch *arch, const float *rows, guint n);
/* @rows: n × P training networks, n > 0; @images: lent. %NULL with @error %WS_ERROR_SHAPE or cancelled. */
WsScaler *ws_scaler_new_logits  (const WsArch *arch, WsActivation act, const float *rows, guint n,
                                 const WsTensorImages *images, WsJob *job, GError **error);
void      ws_scaler_free        (WsScaler *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsScaler, ws_scaler_free)
/* Changes @n networks (P) in place, on the pool. What has no spread, or is not finite, gets its mean alone or stays. */
gboolean  ws_scaler_apply       (const WsScaler *self, float *w, guint n, WsJob *job, GError **error);

G_END_DECLS
