/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/pca.h"
#include "sample/sampler.h"

G_BEGIN_DECLS

/* The coordinates in which networks of samplers learn: rows moved to their mean and divided by each
 * coordinate's deviation, where a coordinate is a dimension, or a principal component of what the
 * rank does not say about rows. */
typedef struct
{
  guint    dim;     /* of rows */
  guint    n;       /* coordinates */
  float   *mean;    /* n */
  float   *scale;   /* n */
  WsPca   *pca;     /* NULL: a coordinate is a dimension */
  float   *slope;   /* (nullable): dim: how rows change with the rank, by least squares */
  double   middle;  /* the mean rank */
  gboolean is_tanh; /* rows lie within [-1, 1], and what is drawn shall as well */
} WsFrame;

/* Deviations, but at least 1e-4. */
WsFrame *ws_frame_new_standard   (const WsSampleRows *rows);
/* At most @n_max components, and no more than hold .999 of the variance. */
WsFrame *ws_frame_new_components (const WsSampleRows *rows, guint n_max, const WsStage *stage,
                                  GError **error);
void     ws_frame_free           (WsFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsFrame, ws_frame_free)

/* @x: n_rows × dim; @rank: n_rows, used only with a slope; @y: n_rows × n. */
void     ws_frame_enter          (const WsFrame *self, const float *x, const float *rank, guint n_rows, float *y);
void     ws_frame_leave          (const WsFrame *self, const float *y, const float *rank, guint n_rows, float *x);

G_END_DECLS
