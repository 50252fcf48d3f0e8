/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "zoo/lane-private.h"
#include "zoo/train.h"

G_BEGIN_DECLS

/* Models that train side by side, one a lane: at most kernels->lanes of them, all at the same
 * epoch. The lanes left over hold zeros and never step. One thread at a time. */
typedef struct
{
  const WsLaneKernels *kernels;
  WsRecipe             recipe;
  const WsLaneProgram *program;
  WsLaneBuffers       *buffers;
  float               *w, *dw, *m, *v; /* [parameter][lane], kernel order */
  float               *lr, *alive;     /* a lane */
  guint64              n_steps;        /* taken by the models so far */
  const float         *targets;        /* WsZooPlan's */
  float                target_weight;
} WsLaneGroup;

WsLaneGroup *ws_lane_group_new (const WsLaneKernels *kernels,
                                const WsRecipe      *recipe,
                                const WsLaneProgram *program);
void         ws_lane_group_free (WsLaneGroup *self);
/* A model into a lane, and out of it; @moments (2·P, nullable) as in WsModelState. */
void ws_lane_group_put (
    WsLaneGroup *self, guint lane, const float *weights, const float *moments, float lr);
void ws_lane_group_get (const WsLaneGroup *self, guint lane, float *weights, float *moments);

/* One step on @n images: lane l sees images orders[l][first … first + n - 1]. Adds each lane's
 * losses and hits to @loss and @hits. A lane whose loss is not finite is no longer alive and keeps
 * its weights. %FALSE, without the step, if @job (nullable) was cancelled. */
gboolean ws_lane_group_step (WsLaneGroup          *self,
                             const WsTensorImages *images,
                             const guint32 *const *orders,
                             guint                 first,
                             guint                 n,
                             double               *loss,
                             guint                *hits,
                             WsJob                *job,
                             GError              **error);

/* Whether networks of @arch can be scored on @images. */
gboolean ws_zoo_check_images (const WsArch *arch, const WsTensorImages *images, GError **error);
/* The kernels of this machine. */
const WsLaneKernels *ws_lane_kernels_best (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsLaneGroup, ws_lane_group_free)

G_END_DECLS
