/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/transfer.h"

#include "core/error.h"
#include "core/numeric.h"
#include "ws-test.h"

#include <string.h>

#define MARK -77.0f /* no weight */

static const WsArch *
lookup (const char *name, guint channels)
{
  const WsArch *arch = ws_arch_lookup (name, channels, NULL);

  g_assert_nonnull (arch);
  return arch;
}

/* Numbers that tell where they come from. */
static float *
count_up (gsize n)
{
  float *w = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    w[i] = (float)i;
  return w;
}

static float *
transfer (const WsArch     *from,
          const WsArch     *to,
          const float      *w,
          WsTransferControl control,
          guint             model,
          gsize             n_taken)
{
  g_autoptr (GError) error = NULL;
  float *out = g_new (float, to->n_params);

  for (gsize i = 0; i < to->n_params; i++)
    out[i] = MARK;
  g_assert_cmpuint (ws_arch_transfer (from, to, w, control, 3, model, out, &error), ==, n_taken);
  g_assert_no_error (error);
  g_assert_cmpuint (ws_arch_count_transferred (from, to, NULL), ==, n_taken);
  return out;
}

static void
test_same (void)
{
  for (guint channels = 1; channels <= 3; channels += 2)
    for (guint i = 0; ws_arch_list ()[i] != NULL; i++)
      {
        const WsArch     *arch = lookup (ws_arch_list ()[i], channels);
        g_autofree float *w = count_up (arch->n_params);
        g_autofree float *out = transfer (arch, arch, w, WS_TRANSFER_PLAIN, 0, arch->n_params);

        g_assert_cmpmem (out, sizeof *w * arch->n_params, w, sizeof *w * arch->n_params);
      }
}

/* The residual network takes the plain one's tensors, its skip paths stay as they were; and back.
 */
static void
test_residual (void)
{
  const WsArch     *plain = lookup ("cnn-s", 1), *residual = lookup ("cnn-s-res", 1);
  g_autofree float *w = count_up (residual->n_params);
  g_autofree float *out = transfer (plain, residual, w, WS_TRANSFER_PLAIN, 0, 2464);
  g_autofree float *back = transfer (residual, plain, w, WS_TRANSFER_PLAIN, 0, 2464);

  g_assert_cmpuint (residual->n_params, ==, 2464 + 98);
  g_assert_cmpmem (out, sizeof *w * 2464, w, sizeof *w * 2464);
  g_assert_cmpmem (back, sizeof *w * 2464, w, sizeof *w * 2464);
  for (gsize i = 2464; i < residual->n_params; i++)
    g_assert_true (out[i] == MARK);
}

/* METHOD.md 2.5: the flat vector in its order. The first convolution is the old one, the last ten
 * are the old biases. */
static void
test_poured (void)
{
  static const char *const names[] = { "cnn-4conv", "cnn-4conv-id" };
  const WsArch            *plain = lookup ("cnn-s", 1);

  for (guint i = 0; i < 2; i++)
    {
      const WsArch     *to = lookup (names[i], 1);
      const WsLayer    *conv2 = &plain->layers[1];
      g_autofree float *w = count_up (plain->n_params);
      g_autofree float *out = transfer (plain, to, w, WS_TRANSFER_PLAIN, 0, 2464);
      g_autofree float *back = transfer (to, plain, out, WS_TRANSFER_PLAIN, 0, 2464);
      g_autofree float *residual =
          transfer (to, lookup ("cnn-s-res", 1), out, WS_TRANSFER_PLAIN, 0, 2464);

      g_assert_cmpmem (out, sizeof *w * 2464, w, sizeof *w * 2464);
      g_assert_cmpmem (back, sizeof *w * 2464, w, sizeof *w * 2464);
      g_assert_cmpmem (residual, sizeof *w * 2464, w, sizeof *w * 2464);
      g_assert_true (residual[2464] == MARK);
      /* four whole filters of the old second convolution */
      g_assert_cmpuint (to->layers[1].w_start, ==, conv2->w_start);
      g_assert_cmpuint (to->layers[1].length, ==, 4 * 8 * 25);
    }
}

/* What one layer holds stays its own, in another order, weights apart from biases. */
static void
test_shuffled (void)
{
  const WsArch     *plain = lookup ("cnn-s", 1), *to = lookup ("cnn-s-res", 1);
  g_autofree float *w = count_up (plain->n_params);
  g_autofree float *out = transfer (plain, to, w, WS_TRANSFER_SHUFFLED, 0, 2464);
  g_autofree float *again = transfer (plain, to, w, WS_TRANSFER_SHUFFLED, 0, 2464);
  g_autofree float *other = transfer (plain, to, w, WS_TRANSFER_SHUFFLED, 1, 2464);
  guint             n_moved = 0;

  g_assert_cmpmem (out, sizeof *w * to->n_params, again, sizeof *w * to->n_params);
  g_assert_cmpint (memcmp (out, other, sizeof *w * to->n_params), !=, 0);
  for (guint l = 0; l < plain->n_layers; l++)
    {
      const WsLayer     *layer = &plain->layers[l];
      gsize              end = layer->w_start + layer->length;
      g_autofree guint8 *seen = g_new0 (guint8, plain->n_params);

      for (gsize i = layer->w_start; i < end; i++)
        {
          gboolean is_bias = i >= layer->b_start;
          gsize    from = (gsize)out[i];

          g_assert_cmpuint (from, >=, is_bias ? layer->b_start : layer->w_start);
          g_assert_cmpuint (from, <, is_bias ? end : layer->b_start);
          g_assert_false (seen[from]);
          seen[from] = TRUE;
          n_moved += from != i;
        }
    }
  g_assert_cmpuint (n_moved, >, 2400);
  for (gsize i = 2464; i < to->n_params; i++)
    g_assert_true (out[i] == MARK);
}

/* Only mean and spread of each layer are left. */
static void
test_gaussian (void)
{
  const WsArch     *plain = lookup ("cnn-s", 1), *to = lookup ("cnn-4conv", 1);
  g_autofree float *w = g_new (float, plain->n_params), *out = NULL;

  ws_arch_init_weights (plain, WS_INIT_UNIFORM, 1, 0, w);
  out = transfer (plain, to, w, WS_TRANSFER_GAUSSIAN, 0, 2464);
  for (guint l = 0; l < 5; l++)
    {
      const WsLayer *layer = &to->layers[l];
      gsize          n = layer->b_start - layer->w_start;
      double         std = ws_std (w + layer->w_start, n);

      ws_assert_close (ws_mean (out + layer->w_start, n), ws_mean (w + layer->w_start, n),
                       4 * std / sqrt ((double)n));
      ws_assert_close (ws_std (out + layer->w_start, n), std, 0.3 * std);
      g_assert_cmpint (memcmp (out + layer->w_start, w + layer->w_start, sizeof *w * n), !=, 0);
    }
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  WsTransferControl control;

  g_assert_cmpuint (ws_arch_count_transferred (lookup ("cnn-s", 1), lookup ("cnn-s", 3), &error),
                    ==, 0);
  g_assert_error (error, WS_ERROR, WS_ERROR_SHAPE);
  g_assert_nonnull (strstr (error->message, "1 × 28 × 28"));
  g_assert_nonnull (strstr (error->message, "3 × 28 × 28"));
  g_clear_error (&error);
  g_assert_false (ws_transfer_control_parse ("mixed", &control, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
  for (guint i = 0; i <= WS_TRANSFER_GAUSSIAN; i++)
    {
      g_assert_true (ws_transfer_control_parse (ws_transfer_control_get_name ((WsTransferControl)i),
                                                &control, NULL));
      g_assert_cmpuint (control, ==, i);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/transfer/same", test_same);
  g_test_add_func ("/net/transfer/residual", test_residual);
  g_test_add_func ("/net/transfer/poured", test_poured);
  g_test_add_func ("/net/transfer/shuffled", test_shuffled);
  g_test_add_func ("/net/transfer/gaussian", test_gaussian);
  g_test_add_func ("/net/transfer/refused", test_refused);
  return g_test_run ();
}
