/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/cpu.h"

G_BEGIN_DECLS

/* @rows rows of @n floats, @stride apart; one row may say 0 or 1. */
typedef struct
{
  const float *start;
  gsize        n;
  guint        rows;
  gsize        stride;
} WsStretch;

/**
 * WsProduct:
 *
 * C = A·B and what follows it element by element, on one thread. A is read where it lies, B
 * mostly from memory that was packed for it. Every value of C is one chain of multiply-adds in the
 * order of k, whatever m, n and the machine's vectors are; so rows do not depend on their company,
 * and all levels with FMA give the same bits.
 *
 * c = [relu] (bias + A·B + add), then 0 where gate is not above 0.
 */
typedef struct
{
  guint        m, n, k;
  const float *a;
  gsize        a_row, a_step; /* A[i, p] = a[i·a_row + p·a_step]; one of them is 1 */
  const float *b;             /* k × n, packed */
  gsize b_row; /* 0; or B lies as it is, row after row so far apart, and what follows its last row
                  may be read up to a whole vector */
  float       *c;
  gsize        c_row;
  const float *bias; /* n; nullable */
  const float *add;  /* m × n; nullable; may be c */
  gsize        add_row;
  const float *gate; /* m × n; nullable; may be c */
  gsize        gate_row;
  gboolean     relu;
  /* What is read soon after, asked for from memory meanwhile: up to three stretches of floats. */
  WsStretch ahead[3];
} WsProduct;

/* One step of Adam for a run of values; see ws_adam_step(). */
typedef struct
{
  float weight_decay, grad_scale;
  float decay;     /* factor on w before the step */
  float step_size; /* lr / (1 − β1^t) */
  float root;      /* 1 / √(1 − β2^t) */
  float beta1, fresh; /* β1, and 1 − β1 */
} WsAdamRates;

/* What most of the time goes into, built for each level (kernel-*.c). Rows of @stride floats: a
 * multiple of WS_ROW_ALIGN, so that the last vector of a row may be written whole. */
typedef struct
{
  WsCpuLevel level;
  /* Columns of B are packed in panels; panel @index of those that @n columns need starts at column
   * @first, and at k·@first in packed memory. */
  guint (*count_panels) (guint n);
  void (*find_panel) (guint n, guint index, guint *first, guint *width);
  /* Packs B[p, j] = b[p·row + j·column], one of the two 1; packed: WS_PACKED (k, n) floats. */
  void (*pack) (const float *b, gsize row, gsize column, guint k, guint n, float *packed);
  void (*product) (const WsProduct *product);
  /* Rows of t scores become probabilities of scale·score; then dp becomes the gradient of scores.
   */
  void (*softmax) (float *s, guint rows, guint t, gsize stride, float scale);
  void (*softmax_backward) (
      const float *p, float *dp, guint rows, guint t, gsize stride, float scale);
  void (*norm) (guint        n,
                guint        d,
                const float *x,
                const float *alpha,
                const float *bias,
                float       *y,
                float       *stats);
  void (*norm_again) (guint        n,
                      guint        d,
                      const float *x,
                      const float *stats,
                      const float *alpha,
                      const float *bias,
                      float       *y);
  void (*norm_backward) (guint        n,
                         guint        d,
                         const float *x,
                         const float *stats,
                         const float *alpha,
                         const float *dy,
                         float       *dx,
                         float       *dalpha,
                         float       *dbias);
  /* sums[j] += Σ over rows of x[i, j] */
  void (*add_columns) (guint n, guint width, const float *x, gsize stride, float *sums);
  void (*adam) (const WsAdamRates *rates, gsize n, float *w, float *m, float *v, const float *g);
} WsHyperKernels;

#define WS_ROW_ALIGN 16
#define WS_ROW_STRIDE(n) (((gsize)(n) + WS_ROW_ALIGN - 1) / WS_ROW_ALIGN * WS_ROW_ALIGN)
#define WS_PACKED(k, n) ((gsize)(k)*WS_ROW_STRIDE (n))

/* Of this machine's level; and of one level, NULL if not built. */
const WsHyperKernels *ws_hyper_kernels (void);
const WsHyperKernels *ws_hyper_kernels_get (WsCpuLevel level);

extern const WsHyperKernels ws_hyper_kernels_portable, ws_hyper_kernels_v2, ws_hyper_kernels_v3,
    ws_hyper_kernels_v4;

/* -- between the files of one level -- */
#define WS_HYPER_DECLARE(suffix)                                                                   \
  extern void  ws_kernel_product_##suffix (const WsProduct *product);                              \
  extern void  ws_kernel_pack_##suffix (const float *b, gsize row, gsize column, guint k, guint n, \
                                        float *packed);                                            \
  extern guint ws_kernel_count_panels_##suffix (guint n);                                          \
  extern void  ws_kernel_find_panel_##suffix (guint n, guint index, guint *first, guint *width);

WS_HYPER_DECLARE (portable)
WS_HYPER_DECLARE (v2)
WS_HYPER_DECLARE (v3)
WS_HYPER_DECLARE (v4)

G_END_DECLS
