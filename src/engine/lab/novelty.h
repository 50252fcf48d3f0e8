/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/arch.h"

G_BEGIN_DECLS

/* Intersection over union of the wrong predictions of two networks on the same n images; NaN when
 * neither errs. METHOD.md 7, diagnostic 2. */
double ws_error_overlap  (const guint8 *predictions_a, const guint8 *predictions_b, const guint8 *labels, guint n);
/* For each of @n_a networks the largest overlap with any of @n_b, and whose. */
void   ws_error_overlap_max (const guint8 *a, guint n_a, const guint8 *b, guint n_b, const guint8 *labels,
                             guint n_images, float *overlap, guint32 *index);
/* Share of images on which two networks say different classes; NaN without images. METHOD.md 7, diagnostic 3. */
double ws_disagreement   (const guint8 *predictions_a, const guint8 *predictions_b, guint n);
/* Mean of that over all pairs of @n networks: from how many say what, and so without a cost in pairs. NaN for one. */
double ws_mean_disagreement (const guint8 *predictions, guint n, guint n_images);
/* Mean pairwise Euclidean distance of n rows. */
double ws_mean_pair_distance (const float *rows, guint n, guint dim);

/* -- what is left of a distance when neurons come in the same order (and signs): METHOD.md 7 -- */

/* Aligns each of @n networks (P) in place to @reference by weights, signs where they are free. Those that are not
 * finite stay as they are. */
void   ws_align_rows         (const WsArch *arch, WsActivation act, const float *reference, float *w, guint n);
/**
 * ws_nearest_aligned:
 * @a, @b: n and m networks, aligned to one reference
 * @group_a: (nullable): networks of the same group do not count
 * @group_b: (nullable): states of one network are a group; else each is its own
 * @distance: (out): n; NaN where there is none
 * @index: (out) (nullable): n: which of @b, G_MAXUINT32 for none
 *
 * The nearest of @b to each of @a. What is aligned to a third network is only nearly aligned to each
 * other, so the nearest of each of the nearest few groups is aligned once more to the network itself,
 * and the least distance counts.
 */
void   ws_nearest_aligned    (const WsArch *arch, WsActivation act, const float *a, const guint32 *group_a, guint n,
                              const float *b, const guint32 *group_b, guint m, float *distance, guint32 *index);

G_END_DECLS
