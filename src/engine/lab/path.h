/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/images.h"
#include "hyper/hyper.h"
#include "latent/interpolate.h"

G_BEGIN_DECLS

/* The ways from one network to the next that are told beside each other. */
typedef enum
{
  WS_WAY_LATENT,  /* along the latents, decoded step by step */
  WS_WAY_WEIGHTS, /* straight in weights between the decoded stops: what averaging networks gives */
  WS_WAY_ALIGNED, /* the same after each stop was aligned by weights to the one before (Git Re-Basin) */
  WS_N_WAYS,
} WsWay;

/**
 * WsPathProfile:
 *
 * What networks along a path through latents do. @n steps in all, the stops among them; all ways have
 * the same steps and begin and end with networks of the same function.
 */
typedef struct
{
  guint   n, n_stops, n_images;
  double *length;         /* n: arc length in z from the first stop */
  guint  *stop;           /* n_stops: which steps they are */
  float  *acc[WS_N_WAYS]; /* n each; NaN where decoded weights are not finite */
  float  *loss[WS_N_WAYS];
  float  *weights;        /* n × P, of the latent way */
} WsPathProfile;

/**
 * ws_path_measure:
 * @stops: n_stops × q latents, two or more
 * @n_steps: from one stop to the next
 * @images: that accuracy and loss are measured on
 *
 * Returns: (transfer full): %NULL with @error, also when cancelled. Same bits for any thread count.
 */
WsPathProfile *ws_path_measure (WsHyper              *hyper,
                                WsActivation          act,
                                WsPathKind            kind,
                                const float          *stops,
                                guint                 n_stops,
                                guint                 n_steps,
                                const WsTensorImages *images,
                                WsJob                *job,
                                GError              **error);
void           ws_path_profile_free (WsPathProfile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsPathProfile, ws_path_profile_free)

/* How far the lowest accuracy between the first step and the last lies below the straight line between
 * their accuracies; 0 where none lies below. NaN where an end was not measured. */
double ws_path_barrier (const WsPathProfile *self, WsWay way);

G_END_DECLS
