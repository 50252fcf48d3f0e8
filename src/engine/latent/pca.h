/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"

G_BEGIN_DECLS

/* Principal components of n × q rows: @k components as k × q rows of unit length (sign: largest
 * |entry| positive), variances (n - 1) in falling order, total variance. Exact, by LAPACK's
 * symmetric eigenproblem of the smaller of covariance and Gram matrix. Components beyond the rank
 * of the rows (n equal networks, or k = n) are rows of zeros with variance 0. */
typedef struct
{
  guint   q, k;
  float  *mean, *components;
  double *variance;
  double  total_variance;
} WsPca;

/* @stage: (nullable): progress and cancel */
WsPca *ws_pca_new       (const float *x, guint n, guint q, guint k, const WsStage *stage, GError **error);
void   ws_pca_free      (WsPca *self);
void   ws_pca_transform (const WsPca *self, const float *x, guint n, float *y); /* y: n × k */
void   ws_pca_inverse   (const WsPca *self, const float *y, guint n, float *x);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsPca, ws_pca_free)

G_END_DECLS
