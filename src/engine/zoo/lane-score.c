/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/lane-private.h"
#include "zoo/lane-math.h"

/* Cross-entropy of the softmax. A NaN or an infinity among the logits of a lane makes that lane's
 * loss a NaN or an infinity, and no other's. */
void
WS_LANE (ws_lane_score) (const guint8 *labels, float scale, WsLaneBuffers *b)
{
  const V *logits = v_in (b->logits);
  V       *d = v_out (b->dlogits);
  V        top = logits[0], best = v_set (0), sum = v_set (0), own = v_set (0);
  V        label = v_set (0), e[WS_LANE_CLASSES];

  for (guint l = 0; l < LANES; l++)
    label[l] = (float)labels[l];
  for (guint c = 1; c < WS_LANE_CLASSES; c++)
    {
      M higher = v_gt (logits[c], top);

      top = v_pick (higher, logits[c], top);
      best = v_pick (higher, v_set ((float)c), best);
    }
  for (guint c = 0; c < WS_LANE_CLASSES; c++)
    {
      e[c] = v_exp (logits[c] - top);
      sum += e[c];
      own = v_pick (v_eq (label, v_set ((float)c)), logits[c], own);
    }
  *v_out (b->loss) = v_log (sum) - (own - top);
  *v_out (b->best) = best;
  *v_out (b->hit) = v_pick (v_eq (best, label), v_set (1.0f), v_set (0));
  if (scale == 0.0f)
    return;

  sum = scale / sum;
  for (guint c = 0; c < WS_LANE_CLASSES; c++)
    d[c] = v_fma (e[c], sum, v_pick (v_eq (label, v_set ((float)c)), v_set (-scale), v_set (0)));
}

/* A NaN or a +∞ among the logits of a lane makes that lane's classes NaN. */
INLINE void
softmax (const V *logits, V *p)
{
  V top = logits[0], sum = v_set (0);

  for (guint c = 1; c < WS_LANE_CLASSES; c++)
    top = v_pick (v_gt (logits[c], top), logits[c], top);
  for (guint c = 0; c < WS_LANE_CLASSES; c++)
    {
      p[c] = v_exp (logits[c] - top);
      sum += p[c];
    }
  sum = 1.0f / sum;
  for (guint c = 0; c < WS_LANE_CLASSES; c++)
    p[c] *= sum;
}

void
WS_LANE (ws_lane_teach) (float scale, WsLaneBuffers *b)
{
  const V *target = v_in (b->target);
  V       *d = v_out (b->dlogits), p[WS_LANE_CLASSES];

  softmax (v_in (b->logits), p);
  for (guint c = 0; c < WS_LANE_CLASSES; c++)
    d[c] = (p[c] - target[c]) * scale;
}

void
WS_LANE (ws_lane_remember) (WsLaneBuffers *b)
{
  softmax (v_in (b->logits), v_out (b->target));
}

/* With r = (p - target)/C, the gradient of Σ (p - target)²/C by logit c is 2 p_c (r_c - Σ r p). */
void
WS_LANE (ws_lane_compare) (const float *scale, WsLaneBuffers *b)
{
  const float share = 1.0f / WS_LANE_CLASSES;
  const V    *target = v_in (b->target);
  V          *d = v_out (b->dlogits), twice = *v_in (scale) * 2.0f;
  V           p[WS_LANE_CLASSES], r[WS_LANE_CLASSES], loss = v_set (0), mean = v_set (0);

  softmax (v_in (b->logits), p);
  for (guint c = 0; c < WS_LANE_CLASSES; c++)
    {
      V off = p[c] - target[c];

      r[c] = off * share;
      loss = v_fma (off, r[c], loss);
      mean = v_fma (r[c], p[c], mean);
    }
  *v_out (b->behaviour) = loss;
  for (guint c = 0; c < WS_LANE_CLASSES; c++)
    d[c] = v_fma (twice * p[c], r[c] - mean, d[c]);
}
