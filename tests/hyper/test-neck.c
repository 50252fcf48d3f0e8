/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/hyper-private.h"

#include "core/error.h"

#include "train-test.h"

/* How many latents there are and whose, and that every compression learns on every architecture. */

static WsHyper *
new_hyper (const WsHyperConfig *config, const char *name, guint channels)
{
  g_autoptr (GError) error = NULL;
  const WsArch *arch = ws_arch_lookup (name, channels, &error);
  WsHyper      *hyper;

  g_assert_no_error (error);
  hyper = ws_hyper_new (config, arch, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ws_hyper_get_n_latents (hyper), ==, ws_hyper_count_latents (config, arch));
  return hyper;
}

static guint
count (WsHyperConfig *config, WsCompression compression, float token_q, float spread)
{
  g_autoptr (WsHyper) hyper = NULL;

  config->compression = compression;
  config->token_q = token_q;
  config->token_spread = spread;
  hyper = new_hyper (config, "cnn-s", 1);
  return ws_hyper_get_n_latents (hyper);
}

static void
test_counts (Fixture *f, gconstpointer data)
{
  WsHyperConfig config = f->config;

  config.q = 100;
  g_assert_cmpuint (count (&config, WS_COMPRESS_TOKEN, 12, 0), ==, 100);
  g_assert_cmpuint (count (&config, WS_COMPRESS_LINEAR, 12, 0), ==, 100);
  g_assert_cmpuint (count (&config, WS_COMPRESS_PER_TOKEN, 12, 0), ==, 48 * 12);
  g_assert_cmpuint (count (&config, WS_COMPRESS_MIXED, 12, 0), ==, 100 + 48 * 12);
  /* widths 26, 201, 25, 37, 21 of 51⅓ on the average: 6, 47, 6, 9, 5 */
  g_assert_cmpuint (count (&config, WS_COMPRESS_PER_TOKEN, 12, 1), ==,
                    8 * 6 + 6 * 47 + 4 * 6 + 20 * 9 + 10 * 5);
  g_assert_cmpuint (count (&config, WS_COMPRESS_PER_TOKEN, 0.1f, 0), ==, 48); /* at least one */
  g_assert_cmpuint (count (&config, WS_COMPRESS_PER_TOKEN, 1.25f, 1), ==, 8 + 6 * 5 + 4 + 20 + 10);
  config.h = 7; /* does not divide d */
  g_assert_cmpuint (ws_hyper_count_latents (&config, f->arch), ==, 0);
}

/* Shared latents come first, then those of each token: without blocks that mix them, a token's own
 * move its own weights only. */
static void
test_order (Fixture *f, gconstpointer data)
{
  WsHyperConfig config = f->config;
  g_autoptr (WsHyper) hyper = NULL;
  const WsHyperTensor *tensors;
  gsize                P = f->arch->n_params;
  guint                n, n_z, token = 0;
  g_autofree float    *z = NULL, *w = g_new (float, 2 * P);

  config.compression = WS_COMPRESS_MIXED;
  config.token_q = 2;
  config.token_spread = 1;
  config.q = 5;
  hyper = new_hyper (&config, "cnn-s", 1);
  tensors = ws_hyper_get_tensors (hyper, &n);
  for (guint i = 0; i < n; i++) /* what blocks add to the sequence becomes 0 */
    if (strstr (tensors[i].name, "decoder.layers.") != NULL &&
        (strstr (tensors[i].name, ".attn.out.") != NULL || strstr (tensors[i].name, "linear_2")))
      memset (ws_hyper_get_params (hyper) + tensors[i].start, 0, tensors[i].n * sizeof (float));
  n_z = ws_hyper_get_n_latents (hyper);
  z = g_new0 (float, 2 * n_z);
  for (guint l = 0; l < f->arch->n_layers; l++)
    for (guint k = 0; k < f->arch->layers[l].n_out; k++, token++)
      {
        const WsLayer *layer = &f->arch->layers[l];
        guint          n_weights = layer->token_width - 1;
        guint          at = hyper->latents.first[l] + k * hyper->latents.k[l];

        if (token % 7 != 0)
          continue;
        g_assert_cmpuint (at, >=, 5);
        z[n_z + at + hyper->latents.k[l] - 1] = 1;
        ws_hyper_decode (hyper, z, 2, w);
        z[n_z + at + hyper->latents.k[l] - 1] = 0;
        for (gsize i = 0; i < P; i++)
          {
            gboolean is_own =
                (i >= layer->w_start + k * n_weights && i < layer->w_start + (k + 1) * n_weights) ||
                i == layer->b_start + k;

            g_assert_cmpint (w[i] != w[P + i], ==, is_own);
          }
      }
}

/* Every architecture, with 1 and 3 channels: the loss falls. */
static void
test_architectures (Fixture *f, gconstpointer data)
{
  for (guint a = 0; ws_arch_list ()[a] != NULL; a++)
    for (guint channels = 1; channels <= 3; channels += 2)
      {
        const WsArch *arch = ws_arch_lookup (ws_arch_list ()[a], channels, NULL);
        g_auto (Run) run = { 0 };
        g_autoptr (GError) error = NULL;

        f->arch = arch;
        f->weights = g_renew (float, f->weights, N_STATES * arch->n_params);
        for (guint i = 0; i < N_STATES; i++)
          ws_arch_init_weights (arch, WS_INIT_KAIMING_UNIFORM, 1, i,
                                f->weights + i * arch->n_params);
        f->config.compression = GPOINTER_TO_INT (data);
        f->config.token_spread = 1;
        f->config.epochs = 6;
        f->config.gamma = 0;
        f->config.views = 1;
        train (f, &run, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (run.n_epochs, ==, 6);
        g_assert_cmpfloat (run.last.loss, <, run.first_loss);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/hyper/neck/counts", NULL, test_counts);
  ADD ("/hyper/neck/order", NULL, test_order);
  ADD ("/hyper/neck/token", GINT_TO_POINTER (WS_COMPRESS_TOKEN), test_architectures);
  ADD ("/hyper/neck/linear", GINT_TO_POINTER (WS_COMPRESS_LINEAR), test_architectures);
  ADD ("/hyper/neck/per-token", GINT_TO_POINTER (WS_COMPRESS_PER_TOKEN), test_architectures);
  ADD ("/hyper/neck/mixed", GINT_TO_POINTER (WS_COMPRESS_MIXED), test_architectures);
  return g_test_run ();
}
