/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "zoo/train.h"

G_BEGIN_DECLS

#define WS_CURVE_QUANTILES 7

/* 0, .05, .3, .5, .7, .95, 1: METHOD.md 5.5. */
extern const double ws_curve_quantiles[WS_CURVE_QUANTILES];

/* What the networks of a population say at one epoch; NaN where nothing was measured. */
typedef struct
{
  guint  epoch;
  guint  n;          /* networks in the test metrics: those with finite ones */
  guint  n_diverged; /* at this epoch or before */
  double acc_mean, acc_std, acc_low,
      acc_high; /* test images; the 95 % band of the mean by bootstrap */
  double acc_quantiles[WS_CURVE_QUANTILES];
  double loss_mean, loss_std, loss_low, loss_high;
  double train_loss, train_acc, val_loss, val_acc; /* means */
} WsCurveRow;

/**
 * ws_curve_make_row:
 * @metrics: of the networks at @epoch, NaN where not measured
 * @diverged_at: (nullable): of each network the epoch at which it diverged; %G_MAXUINT where it did
 * not
 * @resamples: of the bootstrap; 0 leaves the bands out, as for live plots
 *
 * The same bits whatever calls it.
 *
 * Returns: %FALSE where no network was measured and none diverged: no row
 */
gboolean ws_curve_make_row (const WsEpochMetrics *metrics,
                            guint                 n_models,
                            guint                 epoch,
                            const guint          *diverged_at,
                            guint                 resamples,
                            guint64               seed,
                            WsCurveRow           *row);
/* (element-type WsCurveRow) (transfer full): all rows; @metrics in [epoch][model] order. */
GArray *ws_curve_new (const WsEpochMetrics *metrics,
                      guint                 n_models,
                      guint                 n_epochs,
                      const guint          *diverged_at,
                      guint                 resamples,
                      guint64               seed);

G_END_DECLS
