/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "sample/sampler.h"

#include "core/random.h"

G_BEGIN_DECLS

extern const WsSampler ws_sampler_kde, ws_sampler_kde_dim, ws_sampler_kde_joint;
extern const WsSampler ws_sampler_midpoint;
extern const WsSampler ws_sampler_neighbour;
extern const WsSampler ws_sampler_flow, ws_sampler_weight_flow;
extern const WsSampler ws_sampler_gan;
extern const WsSampler ws_sampler_gaussian_full;
extern const WsSampler ws_sampler_direction;
extern const WsSampler ws_sampler_uniform, ws_sampler_gaussian, ws_sampler_jitter;
extern const WsSampler ws_sampler_weight_kde, ws_sampler_weight_kde_joint;

/* The numbers of draw @number. */
static inline void
ws_draw_open (WsStream *stream, guint64 seed, guint number)
{
  ws_stream_init (stream, seed, WS_PURPOSE_SAMPLE, number, 0);
}

/* What kde.c has and weight-kde.c applies to weights. */
extern const WsSamplerSetting ws_kde_settings[];

gpointer ws_kde_create_dim (const WsSampleRows *rows, const double *values, guint64 seed, const WsStage *stage,
                            GError **error);
gpointer ws_kde_create_joint (const WsSampleRows *rows, const double *values, guint64 seed, const WsStage *stage,
                              GError **error);
void     ws_kde_destroy    (gpointer self);
gboolean ws_kde_draw_dim   (gpointer self, const WsDrawing *drawing, float *out, guint32 *from,
                            const WsStage *stage, GError **error);
gboolean ws_kde_draw_joint (gpointer self, const WsDrawing *drawing, float *out, guint32 *from,
                            const WsStage *stage, GError **error);

G_END_DECLS
