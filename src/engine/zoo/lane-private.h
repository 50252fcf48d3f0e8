/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/cpu.h"
#include "net/arch.h"

G_BEGIN_DECLS

/* The lane program of CNN-s: every scalar of the one-model program is a vector of WsLaneKernels.lanes
 * floats, one lane a model (or, when a single model is scored, one lane an image). Arrays are
 * [index][lane], 64-byte aligned.
 *
 * Weights lie in kernel order: convolutions 1 and 2 [in][ky][kx][out] as the forward kernel reads
 * them, all else as in the flat vector; ws_lane_order() gives the flat index of each. */

enum
{
  WS_LANE_SIDE = 28,     /* image */
  WS_LANE_SIDE1 = 12,    /* after block 1 */
  WS_LANE_SIDE2 = 4,     /* after block 2 */
  WS_LANE_SIDE3 = 3,     /* after block 3 */
  WS_LANE_OUT1 = 8,
  WS_LANE_OUT2 = 6,
  WS_LANE_OUT3 = 4,
  WS_LANE_FC1 = 20,
  WS_LANE_CLASSES = 10,
  WS_LANE_N1 = WS_LANE_OUT1 * WS_LANE_SIDE1 * WS_LANE_SIDE1,
  WS_LANE_N2 = WS_LANE_OUT2 * WS_LANE_SIDE2 * WS_LANE_SIDE2,
  WS_LANE_N3 = WS_LANE_OUT3 * WS_LANE_SIDE3 * WS_LANE_SIDE3,
};

/* Starts of the layers in the flat (and kernel-order) vector. */
typedef struct
{
  guint channels;
  guint w1, b1, w2, b2, w3, b3, w4, b4, w5, b5, n_params;
} WsLaneLayout;

/* Scratch of one image's pass. The d arrays hold the activation's slope after the forward pass and
 * the gradient after the backward pass. */
typedef struct
{
  float   *x;                 /* image, channels × 784 */
  float   *a1, *d1;           /* N1 */
  float   *a2, *d2;           /* N2 */
  float   *a3, *d3;           /* N3 */
  float   *a4, *d4;           /* FC1 */
  float   *logits, *dlogits;  /* CLASSES */
  float   *map2;              /* OUT2 × 8 × 8: gradient of block 2 before its pool */
  gpointer right1, lower1, right2, lower2; /* masks: where in its 2×2 window each pooled maximum lay */
  float   *loss;              /* 1: loss of this image, a lane each */
  float   *hit;               /* 1: 1 where the arg-max is the label */
  float   *best;              /* 1: arg-max, as a whole number */
  float   *target;            /* CLASSES: outputs that are compared with, or taught */
  float   *behaviour;         /* 1: how far they are from them */
} WsLaneBuffers;

typedef struct
{
  WsCpuLevel level;
  guint      lanes;
  gsize      mask_bytes;
  /* [n_pixels][lane] from one row of n_pixels a lane; n_pixels a multiple of 16. */
  void (*transpose) (const float *const *rows, guint n_pixels, float *x);
  void (*forward)   (const WsLaneLayout *layout, WsActivation act, const float *w, WsLaneBuffers *b);
  /* Loss, hit, and with @scale != 0 dlogits = scale · d loss. @labels: one a lane. */
  void (*score)     (const guint8 *labels, float scale, WsLaneBuffers *b);
  /* dlogits = scale · the gradient of the cross-entropy against the target, a distribution. */
  void (*teach)     (float scale, WsLaneBuffers *b);
  /* The softmax of the logits becomes the target. */
  void (*remember)  (WsLaneBuffers *b);
  /* Behaviour: the mean over classes of (softmax - target)², and dlogits += its gradient by a scale a lane. */
  void (*compare)   (const float *scale, WsLaneBuffers *b);
  /* Adds the gradient of the image that forward() and score() have seen to @dw. */
  void (*backward)  (const WsLaneLayout *layout, const float *w, float *dw, WsLaneBuffers *b);
  /* One step on all parameters; lanes whose @alive is 0 keep their weights. @lr: step size a lane. */
  void (*adam)      (guint n, float *w, float *m, float *v, const float *dw, const float *lr, const float *alive,
                     float weight_decay, float correction1, float correction2);
  void (*sgd)       (guint n, float *w, float *m, const float *dw, const float *lr, const float *alive,
                     float weight_decay, float momentum);
} WsLaneKernels;

void                 ws_lane_layout_init  (WsLaneLayout *self, guint channels);
/* order[i]: the flat index of kernel-order parameter i. */
void                 ws_lane_order        (const WsLaneLayout *layout, guint32 *order);
const WsLaneKernels *ws_lane_kernels_get  (WsCpuLevel level); /* NULL if not built */
WsLaneBuffers       *ws_lane_buffers_new  (const WsLaneKernels *kernels, guint channels);
void                 ws_lane_buffers_free (WsLaneBuffers *self);

/* Denormals are flushed to zero while lanes run: an Adam moment that decays into them would slow its
 * neighbours. Returns what ws_lane_leave() restores. */
guint ws_lane_enter (void);
void  ws_lane_leave (guint state);

extern const WsLaneKernels ws_lane_kernels_portable, ws_lane_kernels_v2, ws_lane_kernels_v3, ws_lane_kernels_v4;

/* -- between the files of one level -- */
#define WS_LANE_DECLARE(suffix) \
  void ws_lane_conv_forward_##suffix (const WsLaneLayout *layout, WsActivation act, const float *w, WsLaneBuffers *b); \
  void ws_lane_dense_forward_##suffix (const WsLaneLayout *layout, WsActivation act, const float *w, WsLaneBuffers *b); \
  void ws_lane_dense_backward_##suffix (const WsLaneLayout *layout, const float *w, float *dw, WsLaneBuffers *b); \
  void ws_lane_conv_backward_##suffix (const WsLaneLayout *layout, const float *w, float *dw, WsLaneBuffers *b); \
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
