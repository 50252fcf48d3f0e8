/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/curves.h"

#include "lab/bootstrap.h"
#include "ws-test.h"

#define N 5
#define EPOCHS 2

static const float acc[EPOCHS][N] = { { 0.1f, 0.2f, 0.3f, 0.4f, 0.5f },
                                      { 0.9f, 0.8f, NAN, 0.7f, 0.1f } };

/* Epochs 0 and 1 of three; the last network diverges at epoch 1, the third was not measured there.
 */
static void
fill (WsEpochMetrics *metrics, guint *diverged_at)
{
  for (guint e = 0; e <= EPOCHS; e++)
    for (guint i = 0; i < N; i++)
      {
        WsEpochMetrics *m = &metrics[e * N + i];

        *m = (WsEpochMetrics){ NAN, NAN, NAN, NAN, NAN, NAN };
        if (e < EPOCHS)
          *m = (WsEpochMetrics){ .train_loss = 2 * acc[e][i],
                                 .train_acc = NAN,
                                 .val_loss = 1,
                                 .val_acc = acc[e][i] / 2,
                                 .test_loss = 1 - acc[e][i],
                                 .test_acc = acc[e][i] };
        diverged_at[i] = i == N - 1 ? 1 : G_MAXUINT;
      }
}

static void
test_rows (void)
{
  WsEpochMetrics metrics[(EPOCHS + 1) * N];
  guint          diverged_at[N];
  g_autoptr (GArray) rows = NULL;
  const WsCurveRow *row;
  double            wide[N], low, high;

  fill (metrics, diverged_at);
  rows = ws_curve_new (metrics, N, EPOCHS, diverged_at, 500, 3);
  g_assert_cmpuint (rows->len, ==, 2);
  row = &g_array_index (rows, WsCurveRow, 0);
  g_assert_cmpuint (row->epoch, ==, 0);
  g_assert_cmpuint (row->n, ==, N);
  g_assert_cmpuint (row->n_diverged, ==, 0);
  ws_assert_close (row->acc_mean, 0.3, 1e-7);
  ws_assert_close (row->acc_std, sqrt (0.025), 1e-7);
  ws_assert_close (row->loss_mean, 0.7, 1e-7);
  ws_assert_close (row->train_loss, 0.6, 1e-7);
  ws_assert_close (row->val_acc, 0.15, 1e-7);
  g_assert_true (isnan (row->train_acc));
  ws_assert_close (row->acc_quantiles[0], 0.1, 1e-7);
  ws_assert_close (row->acc_quantiles[2], 0.22, 1e-7); /* 0.3 of the way, as numpy has it */
  ws_assert_close (row->acc_quantiles[3], 0.3, 1e-7);
  ws_assert_close (row->acc_quantiles[6], 0.5, 1e-7);
  for (guint i = 0; i < N; i++)
    wide[i] = (double)acc[0][i];
  ws_bootstrap_mean (wide, N, 0.95, 500, 3, &low, &high);
  g_assert_cmpfloat (row->acc_low, ==, low);
  g_assert_cmpfloat (row->acc_high, ==, high);
  g_assert_true (row->loss_low < row->loss_mean && row->loss_mean < row->loss_high);

  /* what diverged is counted, but not among the accuracies */
  row = &g_array_index (rows, WsCurveRow, 1);
  g_assert_cmpuint (row->n, ==, 3);
  g_assert_cmpuint (row->n_diverged, ==, 1);
  ws_assert_close (row->acc_mean, 0.8, 1e-7);
}

/* One network has a mean and nothing else; all diverged at once make a row without numbers. */
static void
test_few (void)
{
  WsEpochMetrics metrics[(EPOCHS + 1) * N];
  guint          diverged_at[N];
  WsCurveRow     row;

  fill (metrics, diverged_at);
  g_assert_true (ws_curve_make_row (metrics, 1, 0, NULL, 100, 1, &row));
  ws_assert_close (row.acc_mean, 0.1, 1e-7);
  g_assert_true (isnan (row.acc_std) && isnan (row.acc_low) && isnan (row.loss_high));
  g_assert_true (ws_curve_make_row (metrics + 2 * N - 1, 1, 1, diverged_at + N - 1, 100, 1, &row));
  g_assert_cmpuint (row.n, ==, 0);
  g_assert_cmpuint (row.n_diverged, ==, 1);
  g_assert_true (isnan (row.acc_mean) && isnan (row.acc_quantiles[3]));
  g_assert_false (ws_curve_make_row (metrics + 2 * N, N, 2, NULL, 100, 1, &row));
}

/* Live plots do without bands. */
static void
test_without_bands (void)
{
  WsEpochMetrics metrics[(EPOCHS + 1) * N];
  guint          diverged_at[N];
  WsCurveRow     row;

  fill (metrics, diverged_at);
  g_assert_true (ws_curve_make_row (metrics, N, 0, diverged_at, 0, 1, &row));
  g_assert_true (isnan (row.acc_low) && isnan (row.acc_high));
  ws_assert_close (row.acc_mean, 0.3, 1e-7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/curves/rows", test_rows);
  g_test_add_func ("/lab/curves/few", test_few);
  g_test_add_func ("/lab/curves/without-bands", test_without_bands);
  return g_test_run ();
}
