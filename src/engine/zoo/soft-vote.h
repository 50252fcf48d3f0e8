/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/job.h"
#include "data/images.h"
#include "net/arch.h"

G_BEGIN_DECLS

/**
 * ws_zoo_soft_vote:
 * @weights: n_models × P
 * @share: (out): images->n × C, sums of the networks' probabilities (METHOD.md 5.6)
 * @job: (nullable): pause and cancel
 *
 * What an ensemble says that takes the mean of its members' softmax. A network that says nothing
 * finite about an image does not count for it. The same bits for any number of threads.
 */
gboolean ws_zoo_soft_vote (const WsArch         *arch,
                           WsActivation          act,
                           const float          *weights,
                           guint                 n_models,
                           const WsTensorImages *images,
                           double               *share,
                           WsJob                *job,
                           GError              **error);

/* Fraction of images whose largest share, the first of several, is that of their label. */
double
ws_zoo_get_soft_accuracy (const WsArch *arch, const WsTensorImages *images, const double *share);

G_END_DECLS
