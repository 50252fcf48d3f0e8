/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"

G_BEGIN_DECLS

/* How far a map can be believed. */
typedef struct
{
  double trustworthiness; /* 1: nobody is near on the map who is not near in the latent space */
  double recall;          /* share of the k nearest rows that are among the k nearest on the map */
  guint  n_rows;          /* that were looked at */
} WsQuality;

/**
 * ws_quality_measure:
 * @x: n × q rows
 * @y: n × n_components places of the same rows
 * @k: neighbours, 1 … (n - 1) / 2
 * @stage: (nullable): progress and cancel
 *
 * Trustworthiness after Venna and Kaski (2001), as scikit-learn defines it, and neighbour recall,
 * from distances in double precision; equal distances in the order of rows. Up to 5,000 rows are all
 * looked at. Of more, 2,000 drawn once and for all are, each against all others, so each figure is
 * then an estimate (its standard error is about 0.003 at most for recall).
 *
 * Returns: %FALSE with @error %WS_ERROR_SHAPE, %WS_ERROR_NOT_FINITE or cancelled
 */
gboolean ws_quality_measure (const float   *x,
                             guint          n,
                             guint          q,
                             const float   *y,
                             guint          n_components,
                             guint          k,
                             const WsStage *stage,
                             WsQuality     *quality,
                             GError       **error);

G_END_DECLS
