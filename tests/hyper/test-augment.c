/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/augment.h"

#include "hyper-test.h"

/* Views that only permute. */
static WsHyperConfig
permuting (void)
{
  WsHyperConfig config;

  g_assert_true (ws_hyper_config_preset ("compact", &config, NULL));
  config.permute = TRUE;
  config.erase_p = 0;
  config.noise = 0;
  config.seed = 7;
  return config;
}

static const WsArch *
cnn_s (void)
{
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);

  g_assert_nonnull (arch);
  return arch;
}

static void
logits_of (const WsArch *arch, const float *w, const float *image, double *logits)
{
  g_autofree double *wide = g_new (double, arch->n_params);

  for (gsize i = 0; i < arch->n_params; i++)
    wide[i] = (double)w[i];
  ws_arch_forward_ref (arch, WS_ACT_TANH, wide, image, logits);
}

static void
test_same_function (void)
{
  WsHyperConfig config = permuting ();

  for (guint which = 0; ws_arch_list ()[which] != NULL; which++)
    for (guint channels = 1; channels <= 3; channels += 2)
      {
        const WsArch     *arch = ws_arch_lookup (ws_arch_list ()[which], channels, NULL);
        gsize             n_pixels = (gsize)channels * arch->height * arch->width;
        g_autofree float *w = g_new (float, arch->n_params), *image = g_new (float, n_pixels);
        g_autofree float *input = g_new (float, arch->n_params);
        g_autofree float *target = g_new (float, arch->n_params);
        double            want[16], got[16];

        g_assert_cmpuint (arch->n_classes, <=, 16);
        ws_arch_init_weights (arch, WS_INIT_KAIMING_UNIFORM, 3, which, w);
        fill_normal (image, n_pixels, which, 1);
        logits_of (arch, w, image, want);
        for (guint row = 0; row < 4; row++)
          {
            ws_augment_view (arch, &config, row, 0, row % 2, w, input, target);
            assert_same_bits (input, target, arch->n_params);
            g_assert_true (memcmp (target, w, arch->n_params * sizeof *w) != 0);
            logits_of (arch, target, image, got);
            /* the same sums in double, in another order */
            for (guint c = 0; c < arch->n_classes; c++)
              assert_close (got[c], want[c], 1e-12);
          }
      }
}

/* Which old neuron became neuron @i of @layer, from a view of weights that are their own places. */
static guint
source_of (const WsLayer *layer, const float *view, guint i)
{
  return (guint)view[layer->b_start + i] - (guint)layer->b_start;
}

static void
test_uniform (void)
{
  const guint       n_draws = 20000;
  const WsArch     *arch = cnn_s ();
  WsHyperConfig     config = permuting ();
  g_autofree float *w = g_new (float, arch->n_params), *input = g_new (float, arch->n_params);
  g_autofree float *target = g_new (float, arch->n_params);
  guint             count[4][20][20] = { { { 0 } } }, order[4][4][4] = { { { 0 } } };

  for (gsize i = 0; i < arch->n_params; i++)
    w[i] = (float)i;
  for (guint draw = 0; draw < n_draws; draw++)
    {
      ws_augment_view (arch, &config, draw / 8, draw / 2 % 4, draw % 2, w, input, target);
      for (guint l = 0; l < 4; l++)
        for (guint i = 0; i < arch->layers[l].n_out; i++)
          count[l][i][source_of (&arch->layers[l], target, i)]++;
      order[source_of (&arch->layers[2], target, 0)][source_of (&arch->layers[2], target, 1)]
           [source_of (&arch->layers[2], target, 2)]++;
      for (guint i = 0; i < arch->layers[4].n_out; i++)
        g_assert_cmpuint (source_of (&arch->layers[4], target, i), ==, i);
    }

  /* every neuron at every place, and conv3's 24 orders: within five deviations of a count */
  for (guint l = 0; l < 4; l++)
    for (guint i = 0; i < arch->layers[l].n_out; i++)
      for (guint j = 0; j < arch->layers[l].n_out; j++)
        {
          double expected = (double)n_draws / arch->layers[l].n_out;

          g_assert_cmpfloat (fabs (count[l][i][j] - expected), <, 5 * sqrt (expected));
        }
  for (guint i = 0; i < 64; i++)
    {
      guint  a = i / 16, b = i / 4 % 4, c = i % 4;
      double expected = a != b && b != c && a != c ? n_draws / 24.0 : 0;

      g_assert_cmpfloat (fabs (order[a][b][c] - expected), <=, 5 * sqrt (expected));
    }
}

static void
test_erase (void)
{
  const guint       n_draws = 4000;
  const WsArch     *arch = cnn_s ();
  guint             n = (guint)arch->n_params, n_erased = 0, shortest = n, longest = 0;
  WsHyperConfig     config = permuting ();
  g_autofree float *w = g_new (float, n), *input = g_new (float, n), *target = g_new (float, n);

  config.permute = FALSE;
  config.erase_p = 0.5f;
  config.erase_lo = 0.02f;
  config.erase_hi = 0.33f;
  for (guint i = 0; i < n; i++)
    w[i] = 1 + (float)i;
  for (guint draw = 0; draw < n_draws; draw++)
    {
      guint start = 0, length = 0;

      ws_augment_view (arch, &config, draw, 0, 0, w, input, target);
      assert_same_bits (input, target, n);
      while (start < n && target[start] > 0)
        start++;
      while (start + length < n && !(target[start + length] > 0))
        length++;
      assert_same_bits (target, w, start);
      assert_same_bits (target + start + length, w + start + length, n - start - length);
      if (length == 0)
        continue;
      n_erased++;
      shortest = MIN (shortest, length);
      longest = MAX (longest, length);
      g_assert_cmpuint (start + length, <, n);
    }
  /* half of the views, lengths from 2 % to 33 % and near both ends */
  g_assert_cmpfloat (fabs (n_erased - n_draws / 2.0), <, 5 * sqrt (n_draws / 4.0));
  g_assert_cmpuint (shortest, >=, n * 2 / 100);
  g_assert_cmpuint (shortest, <, n * 3 / 100);
  g_assert_cmpuint (longest, <=, n * 33 / 100);
  g_assert_cmpuint (longest, >, n * 31 / 100);
}

static void
test_noise (void)
{
  const WsArch     *arch = cnn_s ();
  guint             n = (guint)arch->n_params, n_used = 0;
  WsHyperConfig     plain = permuting (), noisy;
  g_autofree float *w = g_new (float, n), *input = g_new (float, n), *target = g_new (float, n);
  g_autofree float *clean = g_new (float, n);
  double            sum = 0, square = 0;

  plain.erase_p = 1;
  noisy = plain;
  noisy.noise = 0.1f;
  fill_normal (w, n, 1, 1);
  for (guint row = 0; row < 20; row++)
    {
      ws_augment_view (arch, &plain, row, 0, 0, w, input, clean);
      ws_augment_view (arch, &noisy, row, 0, 0, w, input, target);
      assert_same_bits (target, clean, n);
      for (guint i = 0; i < n; i++)
        {
          double ratio = (double)input[i] / (double)target[i] - 1;

          if (fabsf (target[i]) < 1e-30f)
            {
              g_assert_cmpfloat (fabsf (input[i]), <, 1e-30f);
              continue;
            }
          sum += ratio;
          square += ratio * ratio;
          n_used++;
        }
    }
  g_assert_cmpfloat (fabs (sum / n_used), <, 5 * 0.1 / sqrt (n_used));
  g_assert_cmpfloat (fabs (sqrt (square / n_used) / 0.1 - 1), <, 5 / sqrt (2.0 * n_used));
}

static void
test_addresses (void)
{
  const WsArch     *arch = cnn_s ();
  gsize             n = arch->n_params;
  WsHyperConfig     config = permuting ();
  g_autofree float *w = g_new (float, n), *input = g_new (float, n);
  g_autofree float *targets = g_new (float, 7 * n);

  fill_normal (w, n, 2, 1);
  config.erase_p = 1;
  config.noise = 0.1f;
  ws_augment_view (arch, &config, 5, 9, 0, w, input, targets);
  ws_augment_view (arch, &config, 5, 9, 1, w, input, targets + n);
  ws_augment_view (arch, &config, 5, 10, 0, w, input, targets + 2 * n);
  ws_augment_view (arch, &config, 5, 10, 1, w, input, targets + 3 * n);
  ws_augment_view (arch, &config, 6, 9, 0, w, input, targets + 4 * n);
  config.seed++;
  ws_augment_view (arch, &config, 5, 9, 0, w, input, targets + 5 * n);
  for (guint a = 0; a < 6; a++)
    for (guint b = 0; b < a; b++)
      g_assert_true (memcmp (targets + a * n, targets + b * n, n * sizeof *w) != 0);
  config.seed--;
  ws_augment_view (arch, &config, 5, 9, 0, w, input, targets + 6 * n);
  assert_same_bits (targets + 6 * n, targets, n);

  config.permute = FALSE;
  config.erase_p = 0;
  config.noise = 0;
  ws_augment_view (arch, &config, 5, 9, 0, w, input, targets);
  assert_same_bits (targets, w, n);
  assert_same_bits (input, w, n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hyper/augment/same-function", test_same_function);
  g_test_add_func ("/hyper/augment/uniform", test_uniform);
  g_test_add_func ("/hyper/augment/erase", test_erase);
  g_test_add_func ("/hyper/augment/noise", test_noise);
  g_test_add_func ("/hyper/augment/addresses", test_addresses);
  return g_test_run ();
}
