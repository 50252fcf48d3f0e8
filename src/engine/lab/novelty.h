/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Intersection over union of the wrong predictions of two networks on the same n images; NaN when
 * neither errs. METHOD.md 7, diagnostic 2. */
double ws_error_overlap  (const guint8 *predictions_a, const guint8 *predictions_b, const guint8 *labels, guint n);
/* For each of @n_a networks the largest overlap with any of @n_b, and whose. */
void   ws_error_overlap_max (const guint8 *a, guint n_a, const guint8 *b, guint n_b, const guint8 *labels,
                             guint n_images, float *overlap, guint32 *index);
/* Mean pairwise Euclidean distance of n rows. */
double ws_mean_pair_distance (const float *rows, guint n, guint dim);

G_END_DECLS
