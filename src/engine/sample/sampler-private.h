/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "sample/sampler.h"

G_BEGIN_DECLS

extern const WsSampler ws_sampler_kde, ws_sampler_kde_dim, ws_sampler_kde_joint;
extern const WsSampler ws_sampler_midpoint;
extern const WsSampler ws_sampler_weight_kde, ws_sampler_weight_kde_joint;

gboolean ws_sampler_check (guint n_rows, guint dim, float bandwidth, GError **error);

/* The densities of kde.c, which weight-kde.c applies to weights. */
gboolean ws_kde_draw_dim   (const float *rows, guint n_rows, guint dim, float bandwidth, guint64 seed, guint n,
                            float *out, guint32 *from, GError **error);
gboolean ws_kde_draw_joint (const float *rows, guint n_rows, guint dim, float bandwidth, guint64 seed, guint n,
                            float *out, guint32 *from, GError **error);

G_END_DECLS
