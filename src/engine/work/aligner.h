/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "work/work-private.h"

G_BEGIN_DECLS

/**
 * WsAligner:
 *
 * Turns weights to how a representation sees them: the one step between the document and
 * ws_hyper_encode() or ws_hyper_train(), for whoever encodes anything. Where the configuration says
 * align none, it changes nothing and costs nothing.
 *
 * Every network is aligned to the representation's reference (METHOD.md 7). The alignment of a
 * network in the document is decided on its last kept state that is finite, and turns all its states.
 * A network without one, or whose activations overflow, stays as it is. Deterministic, whatever the
 * thread count.
 */
typedef struct _WsAligner WsAligner;

/* @hyper is to have its reference before anything is turned. @zoo: what it learned from, whose images
 * show what neurons do; lent, as @hyper and @project. */
WsAligner *ws_aligner_new  (WsProject *project, WsHyper *hyper, const WsPopulation *zoo);
void       ws_aligner_free (WsAligner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsAligner, ws_aligner_free)

/* Gives @hyper the reference that it will have: of @states, as the document has them, the best
 * network of the train split at its last one. The same for the same states. */
void       ws_aligner_choose_reference (WsHyper *hyper, const WsStates *states);
/* Turns the weights of some states of @population, once. */
gboolean   ws_aligner_turn_states      (WsAligner *self, const WsPopulation *population, WsStates *states,
                                        WsJob *job, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Turns networks that the document does not have yet, each by itself; with the zoo's activation. */
gboolean   ws_aligner_turn_networks    (WsAligner *self, float *w, guint n, WsJob *job, GError **error)
                                        G_GNUC_WARN_UNUSED_RESULT;
/* The members of WS_HYPER_REPORT's "align", about the population that was turned last. */
void       ws_aligner_add_report       (const WsAligner *self, JsonBuilder *builder);

G_END_DECLS
