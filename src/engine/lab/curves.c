/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/curves.h"

#include "core/numeric.h"
#include "lab/bootstrap.h"

#include <math.h>

const double ws_curve_quantiles[WS_CURVE_QUANTILES] = { 0, 0.05, 0.3, 0.5, 0.7, 0.95, 1 };

/* Finite values of the metric at @offset of one epoch; gives their count. */
static guint
collect (const WsEpochMetrics *metrics, guint n_models, gsize offset, float *values)
{
  guint n = 0;

  for (guint i = 0; i < n_models; i++)
    {
      float value = G_STRUCT_MEMBER (float, &metrics[i], offset);

      if (isfinite (value))
        values[n++] = value;
    }
  return n;
}

static double
mean_of (const WsEpochMetrics *metrics, guint n_models, gsize offset, float *values)
{
  guint n = collect (metrics, n_models, offset, values);

  return n > 0 ? ws_mean (values, n) : (double)NAN;
}

static void
add_spread (const float *values,
            guint        n,
            guint        resamples,
            guint64      seed,
            double      *mean,
            double      *std,
            double      *low,
            double      *high)
{
  g_autofree double *wide = g_new (double, MAX (n, 1));

  *mean = n > 0 ? ws_mean (values, n) : (double)NAN;
  *std = n > 1 ? ws_std (values, n) : (double)NAN;
  *low = *high = (double)NAN;
  for (guint i = 0; i < n; i++)
    wide[i] = (double)values[i];
  if (n > 1 && resamples > 0)
    ws_bootstrap_mean (wide, n, WS_BOOTSTRAP_LEVEL, resamples, seed, low, high);
}

static void
fill_row (WsCurveRow           *row,
          const WsEpochMetrics *metrics,
          guint                 n_models,
          guint                 resamples,
          guint64               seed,
          float                *values)
{
  guint n_loss = collect (metrics, n_models, G_STRUCT_OFFSET (WsEpochMetrics, test_loss), values);

  add_spread (values, n_loss, resamples, seed, &row->loss_mean, &row->loss_std, &row->loss_low,
              &row->loss_high);
  row->n = collect (metrics, n_models, G_STRUCT_OFFSET (WsEpochMetrics, test_acc), values);
  add_spread (values, row->n, resamples, seed, &row->acc_mean, &row->acc_std, &row->acc_low,
              &row->acc_high);
  for (guint q = 0; q < WS_CURVE_QUANTILES; q++)
    row->acc_quantiles[q] = ws_quantile (values, row->n, ws_curve_quantiles[q]);
  row->train_loss =
      mean_of (metrics, n_models, G_STRUCT_OFFSET (WsEpochMetrics, train_loss), values);
  row->train_acc = mean_of (metrics, n_models, G_STRUCT_OFFSET (WsEpochMetrics, train_acc), values);
  row->val_loss = mean_of (metrics, n_models, G_STRUCT_OFFSET (WsEpochMetrics, val_loss), values);
  row->val_acc = mean_of (metrics, n_models, G_STRUCT_OFFSET (WsEpochMetrics, val_acc), values);
}

gboolean
ws_curve_make_row (const WsEpochMetrics *metrics,
                   guint                 n_models,
                   guint                 epoch,
                   const guint          *diverged_at,
                   guint                 resamples,
                   guint64               seed,
                   WsCurveRow           *row)
{
  g_autofree WsEpochMetrics *alive = g_new (WsEpochMetrics, MAX (n_models, 1));
  g_autofree float          *values = g_new (float, MAX (n_models, 1));
  guint                      n_alive = 0;
  gboolean                   is_end = FALSE;

  *row = (WsCurveRow){ .epoch = epoch };
  for (guint i = 0; i < n_models; i++)
    if (diverged_at == NULL || diverged_at[i] > epoch)
      alive[n_alive++] = metrics[i];
    else
      is_end |= diverged_at[i] == epoch;
  row->n_diverged = n_models - n_alive;
  fill_row (row, alive, n_alive, resamples, seed, values);
  return row->n > 0 || is_end;
}

GArray *
ws_curve_new (const WsEpochMetrics *metrics,
              guint                 n_models,
              guint                 n_epochs,
              const guint          *diverged_at,
              guint                 resamples,
              guint64               seed)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (WsCurveRow));

  for (guint e = 0; e <= n_epochs; e++)
    {
      WsCurveRow row;

      if (ws_curve_make_row (metrics + (gsize)e * n_models, n_models, e, diverged_at, resamples,
                             seed, &row))
        g_array_append_val (rows, row);
    }
  return rows;
}
