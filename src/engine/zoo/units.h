/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/images.h"
#include "net/align.h"

G_BEGIN_DECLS

/**
 * ws_zoo_units:
 * @w: P
 * @units: images->n × ws_arch_count_units(), in its order
 *
 * What the free hidden neurons of one network say to each image, by the lane kernels. Runs on the calling thread, for pieces of work of the
 * pool: a network each. Fails with %WS_ERROR_SHAPE where the images do not suit.
 */
gboolean ws_zoo_units (const WsArch *arch, WsActivation act, const float *w, const WsTensorImages *images,
                       float *units, GError **error);

G_END_DECLS
