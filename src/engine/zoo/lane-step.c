/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-vec.h"

/* The optimisers of METHOD.md 2.3, with PyTorch's order of operations. Lanes that are not alive are
 * written back unchanged, whatever their gradients hold. */

#define BETA1 0.9f
#define BETA2 0.999f
#define EPSILON 1e-8f

void
WS_LANE (ws_lane_adam) (guint        n,
                        float       *w,
                        float       *m,
                        float       *v,
                        const float *dw,
                        const float *lr,
                        const float *alive,
                        float        weight_decay,
                        float        correction1,
                        float        correction2)
{
  V       *weights = v_out (w), *first = v_out (m), *second = v_out (v);
  const V *gradients = v_in (dw);
  V        step = *v_in (lr) * correction1;
  M        live = v_gt (*v_in (alive), v_set (0));

  for (guint i = 0; i < n; i++)
    {
      V old = weights[i], m0 = first[i], v0 = second[i];
      V g = v_fma (v_set (weight_decay), old, gradients[i]);
      V m1 = v_fma (g, v_set (1.0f - BETA1), m0 * BETA1);
      V v1 = v_fma (g * (1.0f - BETA2), g, v0 * BETA2);
      V scale = v_fma (v_sqrt (v1), v_set (correction2), v_set (EPSILON));

      weights[i] = v_pick (live, v_fma (-step, m1 / scale, old), old);
      first[i] = v_pick (live, m1, m0);
      second[i] = v_pick (live, v1, v0);
    }
}

void
WS_LANE (ws_lane_sgd) (guint        n,
                       float       *w,
                       float       *m,
                       const float *dw,
                       const float *lr,
                       const float *alive,
                       float        weight_decay,
                       float        momentum)
{
  V       *weights = v_out (w), *velocity = v_out (m);
  const V *gradients = v_in (dw);
  V        step = *v_in (lr);
  M        live = v_gt (*v_in (alive), v_set (0));

  for (guint i = 0; i < n; i++)
    {
      V old = weights[i], m0 = velocity[i];
      V g = v_fma (v_set (weight_decay), old, gradients[i]);
      V m1 = v_fma (m0, v_set (momentum), g);

      weights[i] = v_pick (live, v_fma (-step, m1, old), old);
      velocity[i] = v_pick (live, m1, m0);
    }
}
