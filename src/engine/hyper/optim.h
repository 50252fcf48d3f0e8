/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/config.h"
#include "hyper/kernels.h"

G_BEGIN_DECLS

/**
 * ws_adam_step:
 * @n: number of parameters
 * @w: parameters, changed in place
 * @m: first moments, 0 before step 1
 * @v: second moments, 0 before step 1
 * @g: gradient
 * @weight_decay: coupled L2: added to the gradient as weight_decay·w, after the scale
 * @decay: decoupled, as torch.optim.AdamW: w shrinks to (1 − lr·decay)·w before the step
 * @grad_scale: factor on @g, for clipping
 * @step: number of this step, from 1
 *
 * One step of Adam as torch.optim.Adam (β .9 and .999, ε 1e-8). Each value depends on its own place
 * only: the same bits for any cut and thread count. Parallel on the pool. Source: METHOD.md, 2.3.
 */
void   ws_adam_step       (gsize        n,
                           float       *w,
                           float       *m,
                           float       *v,
                           const float *g,
                           float        lr,
                           float        weight_decay,
                           float        decay,
                           float        grad_scale,
                           guint64      step);
/* What the steps of all parameters have in common, for those who go through them by themselves. */
WsAdamRates ws_adam_rates (float   lr,
                           float   weight_decay,
                           float   decay,
                           float   grad_scale,
                           guint64 step);
/* The same with another β1: networks that play against each other take .5, so that no step goes on
 * where the other one was. */
WsAdamRates ws_adam_rates_with (double  beta1,
                                float   lr,
                                float   weight_decay,
                                float   decay,
                                float   grad_scale,
                                guint64 step);
void   ws_adam_run        (const WsAdamRates *rates,
                           gsize              n,
                           float             *w,
                           float             *m,
                           float             *v,
                           const float       *g);
/* The same for parameters start … start + n − 1 of vectors that begin at w, m, v and g. */
void   ws_adam_step_range (gsize        start,
                           gsize        n,
                           float       *w,
                           float       *m,
                           float       *v,
                           const float *g,
                           float        lr,
                           float        weight_decay,
                           float        decay,
                           float        grad_scale,
                           guint64      step);

/* Euclidean norm, in double by fixed chunks and a fixed tree; parallel, same bits. */
double ws_gradient_norm   (const float *g,
                           gsize        n);

/**
 * ws_schedule_lr:
 * @step: from 0: the number of steps done
 * @total_steps: steps of the whole training
 * @plateau_factor: #WsPlateau's factor; used by %WS_SCHEDULE_PLATEAU only
 *
 * Learning rate for the next step. %WS_SCHEDULE_ONE_CYCLE is torch's OneCycleLR with its defaults:
 * 30 % rising from lr/25 to lr, then falling to lr/25e4, both along a cosine. The others begin with
 * config's warm-up, whose step i of n takes i/n of the rate (i from 1); %WS_SCHEDULE_COSINE falls from there to 0 as
 * CosineAnnealingLR over the remaining steps.
 */
float  ws_schedule_lr     (const WsHyperConfig *config,
                           guint64              step,
                           guint64              total_steps,
                           float                plateau_factor);

/**
 * WsPlateau:
 *
 * torch's ReduceLROnPlateau: "min", relative threshold 1e-4, patience 10, factor .3; METHOD.md 4.2.
 * A plain value, so that it can be stored with the training.
 */
typedef struct
{
  float best;
  guint bad;
  float factor; /* of the learning rate, starts as 1 */
} WsPlateau;

void ws_plateau_init   (WsPlateau *self);
void ws_plateau_update (WsPlateau *self,
                        float      loss);

G_END_DECLS
