/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/cpu.h"
#include "zoo/lane-program.h"

G_BEGIN_DECLS

/* The kernels of the lanes: every scalar of the one-model program is a vector of WsLaneKernels.lanes
 * floats, one lane a model (or, when a single model is scored, one lane an image). Arrays are
 * [index][lane], 64-byte aligned. */

/* What a value's forward pass leaves for its backward pass. */
typedef struct
{
  float   *a;     /* the value; of the image it is WsLaneBuffers.x */
  float   *slope; /* of its activation, NULL without one */
  float   *d;     /* the gradient; where the value's gradients merge into the slope, the slope's array */
  gpointer right, lower; /* masks of a pooled convolution: where in its 2×2 window each maximum lay */
  float   *tap;   /* of a max pool: where in its window each maximum lay */
} WsLaneValue;

/* Scratch of one image's pass. */
typedef struct
{
  const WsLaneProgram *program;
  float       *x;             /* image, channels × 784 */
  WsLaneValue *values;        /* program->n_values */
  float       *logits, *dlogits; /* CLASSES: of the last value */
  float       *map;           /* OUT2 × 8 × 8: gradient of the second pooled convolution before its pool */
  float       *loss;          /* 1: loss of this image, a lane each */
  float       *hit;           /* 1: 1 where the arg-max is the label */
  float       *best;          /* 1: arg-max, as a whole number */
  float       *target;        /* CLASSES: outputs that are compared with, or taught */
  float       *behaviour;     /* 1: how far they are from them */
} WsLaneBuffers;

typedef struct
{
  WsCpuLevel level;
  guint      lanes;
  gsize      mask_bytes;
  /* [n_pixels][lane] from one row of n_pixels a lane; n_pixels a multiple of 16. */
  void (*transpose) (const float *const *rows, guint n_pixels, float *x);
  void (*forward)   (WsActivation act, const float *w, WsLaneBuffers *b);
  /* Loss, hit, and with @scale != 0 dlogits = scale · d loss. @labels: one a lane. */
  void (*score)     (const guint8 *labels, float scale, WsLaneBuffers *b);
  /* dlogits = scale · the gradient of the cross-entropy against the target, a distribution. */
  void (*teach)     (float scale, WsLaneBuffers *b);
  /* The softmax of the logits becomes the target. */
  void (*remember)  (WsLaneBuffers *b);
  /* Behaviour: the mean over classes of (softmax - target)², and dlogits += its gradient by a scale a lane. */
  void (*compare)   (const float *scale, WsLaneBuffers *b);
  /* Adds the gradient of the image that forward() and score() have seen to @dw. */
  void (*backward)  (const float *w, float *dw, WsLaneBuffers *b);
  /* One step on all parameters; lanes whose @alive is 0 keep their weights. @lr: step size a lane. */
  void (*adam)      (guint n, float *w, float *m, float *v, const float *dw, const float *lr, const float *alive,
                     float weight_decay, float correction1, float correction2);
  void (*sgd)       (guint n, float *w, float *m, const float *dw, const float *lr, const float *alive,
                     float weight_decay, float momentum);
} WsLaneKernels;

const WsLaneKernels *ws_lane_kernels_get  (WsCpuLevel level); /* NULL if not built */
WsLaneBuffers       *ws_lane_buffers_new  (const WsLaneKernels *kernels, const WsLaneProgram *program);
void                 ws_lane_buffers_free (WsLaneBuffers *self);

/* Denormals are flushed to zero while lanes run: an Adam moment that decays into them would slow its
 * neighbours. Returns what ws_lane_leave() restores. */
guint ws_lane_enter (void);
void  ws_lane_leave (guint state);

extern const WsLaneKernels ws_lane_kernels_portable, ws_lane_kernels_v2, ws_lane_kernels_v3, ws_lane_kernels_v4;

/* -- between the files of one level -- */
#define WS_LANE_DECLARE_STEP(name, suffix) \
  void ws_lane_##name##_forward_##suffix (const WsLaneStep *step, const float *w, WsLaneBuffers *b); \
  void ws_lane_##name##_backward_##suffix (const WsLaneStep *step, const float *w, float *dw, WsLaneBuffers *b);
#define WS_LANE_DECLARE(suffix) \
  WS_LANE_DECLARE_STEP (conv, suffix) \
  WS_LANE_DECLARE_STEP (linear, suffix) \
  WS_LANE_DECLARE_STEP (pool, suffix) \
  WS_LANE_DECLARE_STEP (add, suffix) \
  WS_LANE_DECLARE_STEP (crop, suffix) \
  void ws_lane_pooled_forward_##suffix (const WsLaneStep *step, WsActivation act, const float *w, WsLaneBuffers *b); \
  void ws_lane_pooled_backward_##suffix (const WsLaneStep *step, const float *w, float *dw, WsLaneBuffers *b); \
  void ws_lane_score_##suffix (const guint8 *labels, float scale, WsLaneBuffers *b); \
  void ws_lane_teach_##suffix (float scale, WsLaneBuffers *b); \
  void ws_lane_remember_##suffix (WsLaneBuffers *b); \
  void ws_lane_compare_##suffix (const float *scale, WsLaneBuffers *b); \
  void ws_lane_adam_##suffix (guint n, float *w, float *m, float *v, const float *dw, const float *lr, \
                              const float *alive, float weight_decay, float correction1, float correction2); \
  void ws_lane_sgd_##suffix (guint n, float *w, float *m, const float *dw, const float *lr, const float *alive, \
                             float weight_decay, float momentum); \
  void ws_lane_transpose_##suffix (const float *const *rows, guint n_pixels, float *x);

WS_LANE_DECLARE (portable)
WS_LANE_DECLARE (v2)
WS_LANE_DECLARE (v3)
WS_LANE_DECLARE (v4)

G_END_DECLS
