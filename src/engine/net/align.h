/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/alignment.h"

G_BEGIN_DECLS

/**
 * ws_align_by_weights:
 * @arch, @act: of both networks
 * @reference: P: the network to be like
 * @w: P: the network to be aligned
 * @signs: signs too, where they are free
 * @seed: of the order in which layers are visited
 *
 * Maximises the inner product of the reference and the aligned network, which minimises their
 * distance: layers are visited in random order and each is assigned exactly, given its neighbours,
 * until none improves (at most 100 rounds). METHOD.md 7, after Git Re-Basin. Starts twice: from
 * matching layers by their inputs alone from front to back, and by their outputs alone from back to
 * front; the better end counts. Neither looks at the order that @w has, so but for exact ties every
 * element of the group gives the same aligned network. Pure.
 *
 * Returns: (transfer full): NULL with %WS_ERROR_NOT_FINITE
 */
WsAlignment *ws_align_by_weights (const WsArch *arch, WsActivation act, const float *reference, const float *w,
                                  gboolean signs, guint64 seed, GError **error);

/**
 * ws_align_by_units:
 * @reference: n_images × ws_arch_count_units() of the network to be like
 * @units: the same of the network to be aligned, on the same images
 *
 * Maximises each layer's sum of correlations between matched neurons, over images and places (of
 * their absolute values where signs are free and wanted). A neuron that never changes correlates with
 * none. Pure.
 *
 * Returns: (transfer full): NULL with %WS_ERROR_NOT_FINITE
 */
WsAlignment *ws_align_by_units   (const WsArch *arch, WsActivation act, const float *reference,
                                  const float *units, guint n_images, gboolean signs, GError **error);

/* -- what the neurons of free hidden layers say, after their activation: for one image layer after
 * layer, neuron by neuron, each place by place -- */
guint    ws_arch_count_units (const WsArch *arch);
/* Those of one layer: the number of its activation's value, where they start, and how many places
 * each neuron has (all nullable). %FALSE where the layer is not free. */
gboolean ws_arch_find_units  (const WsArch *arch, guint layer, guint *value, guint *start, guint *places);
/* The slow, obvious pass; @units: ws_arch_count_units(). */
void     ws_arch_units_ref   (const WsArch *arch, WsActivation act, const double *w, const float *x, float *units);

G_END_DECLS
