/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/lwln.h"

#include "hyper-test.h"

#define ROWS 3

static const WsArch *
cnn_s (void)
{
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);

  g_assert_nonnull (arch);
  return arch;
}

/* Rows whose layers have scales of .02 to 2. */
static float *
new_rows (const WsArch *arch, guint n, guint32 which)
{
  float *w = g_new (float, n * arch->n_params);

  fill_normal (w, n * arch->n_params, which, 1);
  for (guint r = 0; r < n; r++)
    for (guint l = 0; l < arch->n_layers; l++)
      for (gsize i = 0; i < arch->layers[l].length; i++)
        w[r * arch->n_params + arch->layers[l].w_start + i] *= 0.02f * powf (3, (float)l);
  return w;
}

static void
test_sigma (void)
{
  const WsArch     *arch = cnn_s ();
  const guint       n = 37;
  g_autofree float *w = new_rows (arch, n, 1);
  float             sigma[8], again[8];

  for (guint r = 0; r < n; r++) /* a layer far from 0, and one that never moves */
    {
      for (gsize i = 0; i < arch->layers[1].length; i++)
        w[r * arch->n_params + arch->layers[1].w_start + i] += 50;
      for (gsize i = 0; i < arch->layers[2].length; i++)
        w[r * arch->n_params + arch->layers[2].w_start + i] = 0.3f;
    }
  ws_pool_set_threads (1);
  ws_lwln_sigma (arch, w, n, sigma);
  ws_pool_set_threads (4);
  ws_lwln_sigma (arch, w, n, again);
  assert_same_bits (sigma, again, arch->n_layers);

  for (guint l = 0; l < arch->n_layers; l++)
    {
      const WsLayer *layer = &arch->layers[l];
      double         count = (double)n * (double)layer->length, mean = 0, square = 0;

      for (guint r = 0; r < n; r++)
        for (gsize i = 0; i < layer->length; i++)
          mean += (double)w[r * arch->n_params + layer->w_start + i] / count;
      for (guint r = 0; r < n; r++)
        for (gsize i = 0; i < layer->length; i++)
          square += pow ((double)w[r * arch->n_params + layer->w_start + i] - mean, 2);
      /* rounded to float once */
      assert_close ((double)sigma[l] / (l == 2 ? 1e-4 : sqrt (square / (count - 1))), 1, 1e-7);
    }
}

static void
test_one_state (void)
{
  const WsArch     *arch = cnn_s ();
  g_autofree float *w = new_rows (arch, 1, 2);
  float             sigma[8];

  ws_lwln_sigma (arch, w, 1, sigma);
  for (guint l = 0; l < arch->n_layers; l++)
    g_assert_cmpfloat (sigma[l], >, 0.01f);
}

/* Reconstructions of @target that miss it by a normal error. */
static float *
new_guesses (const WsArch *arch, const float *target, guint rows)
{
  float *w_hat = new_rows (arch, rows, 4);

  for (gsize i = 0; i < rows * arch->n_params; i++)
    w_hat[i] += target[i];
  return w_hat;
}

static void
test_value (void)
{
  const WsArch     *arch = cnn_s ();
  g_autofree float *target = new_rows (arch, ROWS, 3), *w_hat = new_guesses (arch, target, ROWS);
  float             sigma[8];
  double            layers[8], loss, total = 0;

  ws_lwln_sigma (arch, target, ROWS, sigma);
  loss = ws_lwln_loss (arch, WS_REDUCTION_GLOBAL_MEAN, sigma, w_hat, target, ROWS, 1, NULL, layers);
  for (guint l = 0; l < arch->n_layers; l++)
    {
      const WsLayer *layer = &arch->layers[l];
      double         sum = 0;

      for (guint r = 0; r < ROWS; r++)
        for (gsize i = 0; i < layer->length; i++)
          {
            gsize k = r * arch->n_params + layer->w_start + i;

            sum += pow (((double)w_hat[k] - (double)target[k]) / (double)sigma[l], 2);
          }
      assert_close (layers[l], sum / (ROWS * (double)layer->length), 1e-12);
      total += sum;
    }
  assert_close (loss, total / (ROWS * (double)arch->n_params), 1e-12);
  /* the error has the size of σ in each layer: that is what the normalisation is for */
  for (guint l = 0; l < arch->n_layers; l++)
    assert_close (layers[l], 1, 0.25);
  g_assert_cmpfloat (
      ws_lwln_loss (arch, WS_REDUCTION_GLOBAL_MEAN, sigma, target, target, ROWS, 1, NULL, NULL), ==,
      0);
}

/* Every layer counts alike: its mean and its gradient do not know how large the others are. */
static void
test_layer_mean (void)
{
  const WsArch     *arch = cnn_s ();
  gsize             P = arch->n_params, n = ROWS * P;
  g_autofree float *target = new_rows (arch, ROWS, 3), *w_hat = new_guesses (arch, target, ROWS);
  g_autofree float *whole = g_new (float, n), *each = g_new (float, n);
  float             sigma[8];
  double            layers[8], loss, total = 0;

  ws_lwln_sigma (arch, target, ROWS, sigma);
  ws_lwln_loss (arch, WS_REDUCTION_GLOBAL_MEAN, sigma, w_hat, target, ROWS, 1, whole, NULL);
  loss = ws_lwln_loss (arch, WS_REDUCTION_LAYER_MEAN, sigma, w_hat, target, ROWS, 1, each, layers);
  for (guint l = 0; l < arch->n_layers; l++)
    {
      double share = (double)arch->layers[l].length / (double)P;

      total += layers[l];
      for (gsize i = 0; i < arch->layers[l].length; i++)
        assert_close ((double)each[arch->layers[l].w_start + i] * share,
                      whole[arch->layers[l].w_start + i], 1e-7);
    }
  assert_close (loss, total, 1e-12);
}

static void
test_gradient (void)
{
  const WsArch     *arch = cnn_s ();
  const float       scale = 0.7f;
  gsize             n = ROWS * arch->n_params;
  g_autofree float *target = new_rows (arch, ROWS, 3), *w_hat = new_guesses (arch, target, ROWS);
  g_autofree float *dw_hat = g_new (float, n), *in_place = NULL;
  float             sigma[8];

  for (gsize i = 0; i < n; i++) /* multiples of a power of 2, so that the steps below are exact */
    w_hat[i] = rintf (w_hat[i] * 0x1p14f) * 0x1p-14f;
  in_place = g_memdup2 (w_hat, n * sizeof *w_hat);
  ws_lwln_sigma (arch, target, ROWS, sigma);
  ws_lwln_loss (arch, WS_REDUCTION_GLOBAL_MEAN, sigma, w_hat, target, ROWS, scale, dw_hat, NULL);
  ws_lwln_loss (arch, WS_REDUCTION_GLOBAL_MEAN, sigma, in_place, target, ROWS, scale, in_place,
                NULL);
  assert_same_bits (in_place, dw_hat, n);

  /* A square has no third derivative, so a wide step is exact but for rounding: 1e-16 of the loss
   * of order 1, over a difference of order 1e-3 of it. */
  for (gsize i = 0; i < n; i += 61)
    {
      float  middle = w_hat[i], up = middle + 0.5f, down = middle - 0.5f;
      double rise;

      w_hat[i] = up;
      rise =
          ws_lwln_loss (arch, WS_REDUCTION_GLOBAL_MEAN, sigma, w_hat, target, ROWS, 1, NULL, NULL);
      w_hat[i] = down;
      rise -=
          ws_lwln_loss (arch, WS_REDUCTION_GLOBAL_MEAN, sigma, w_hat, target, ROWS, 1, NULL, NULL);
      w_hat[i] = middle;
      rise *= (double)scale / ((double)up - (double)down);
      g_assert_cmpfloat (fabs ((double)dw_hat[i] - rise), <=, 1e-6 * fabs (rise) + 1e-11);
    }
}

static void
test_same_bits (void)
{
  const WsArch     *arch = cnn_s ();
  const guint       rows = 70;
  gsize             n = rows * arch->n_params;
  g_autofree float *target = new_rows (arch, rows, 5), *w_hat = new_guesses (arch, target, rows);
  g_autofree float *one = g_new (float, n), *four = g_new (float, n);
  double            loss[2], layers[2][8];
  float             sigma[8];

  ws_lwln_sigma (arch, target, rows, sigma);
  ws_pool_set_threads (1);
  loss[0] =
      ws_lwln_loss (arch, WS_REDUCTION_GLOBAL_MEAN, sigma, w_hat, target, rows, 1, one, layers[0]);
  ws_pool_set_threads (4);
  loss[1] =
      ws_lwln_loss (arch, WS_REDUCTION_GLOBAL_MEAN, sigma, w_hat, target, rows, 1, four, layers[1]);
  assert_same_bits (loss, loss + 1, 1);
  assert_same_bits (layers[0], layers[1], arch->n_layers);
  assert_same_bits (one, four, n);
}

static void
test_not_finite (void)
{
  const WsArch     *arch = cnn_s ();
  g_autofree float *target = new_rows (arch, ROWS, 3), *w_hat = new_guesses (arch, target, ROWS);
  float             sigma[8];
  double            layers[8];

  ws_lwln_sigma (arch, target, ROWS, sigma);
  w_hat[arch->n_params + arch->layers[3].w_start + 1] = NAN;
  g_assert_true (isnan (
      ws_lwln_loss (arch, WS_REDUCTION_GLOBAL_MEAN, sigma, w_hat, target, ROWS, 1, NULL, layers)));
  for (guint l = 0; l < arch->n_layers; l++)
    g_assert_cmpint (isnan (layers[l]), ==, l == 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hyper/lwln/sigma", test_sigma);
  g_test_add_func ("/hyper/lwln/one-state", test_one_state);
  g_test_add_func ("/hyper/lwln/value", test_value);
  g_test_add_func ("/hyper/lwln/gradient", test_gradient);
  g_test_add_func ("/hyper/lwln/same-bits", test_same_bits);
  g_test_add_func ("/hyper/lwln/not-finite", test_not_finite);
  g_test_add_func ("/hyper/lwln/layer-mean", test_layer_mean);
  return g_test_run ();
}
