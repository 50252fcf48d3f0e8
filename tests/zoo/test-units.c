/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/units.h"

#include "core/error.h"
#include "core/random.h"
#include "ws-test.h"

static WsTensorImages *
make_images (guint n, guint channels)
{
  WsPreprocess preprocess = { .mean = 0.3f, .std = 0.4f };
  gsize        size = (gsize)n * channels * 784;
  guint8      *pixels = g_new (guint8, size);
  WsStream     stream;
  g_autoptr (WsImages) images = NULL;

  ws_stream_init (&stream, 24, WS_PURPOSE_TEST, channels, 0);
  for (gsize i = 0; i < size; i++)
    pixels[i] = (guint8)ws_stream_below (&stream, 256);
  images = ws_images_new (n, channels, 28, 28, 10, pixels, g_new0 (guint8, n));
  return ws_tensor_images_new (images, &preprocess, NULL, n);
}

/* Lanes and reference pass say the same, for a number of images that no lane count divides. */
static void
test_reference (void)
{
  static const WsActivation acts[] = { WS_ACT_TANH, WS_ACT_GELU, WS_ACT_RELU };

  for (guint a = 0; ws_arch_list ()[a] != NULL; a++)
    for (guint k = 0; k < 3; k++)
      {
        const WsArch *arch = ws_arch_lookup (ws_arch_list ()[a], k == 1 ? 3 : 1, NULL);
        guint         n = ws_arch_count_units (arch);
        g_autoptr (WsTensorImages) images = make_images (19, arch->channels);
        g_autofree float  *w = g_new (float, arch->n_params), *units = g_new (float, 19 * n);
        g_autofree float  *want = g_new (float, n);
        g_autofree double *wide = g_new (double, arch->n_params);
        g_autoptr (GError) error = NULL;

        ws_arch_init_weights (arch, WS_INIT_KAIMING_UNIFORM, 24, k, w);
        for (gsize i = 0; i < arch->n_params; i++)
          wide[i] = (double)w[i];
        g_assert_true (ws_zoo_units (arch, acts[k], w, images, units, &error));
        g_assert_no_error (error);
        for (guint i = 0; i < 19; i++)
          {
            ws_arch_units_ref (arch, acts[k], wide, images->x + (gsize)i * arch->channels * 784,
                               want);
            for (guint u = 0; u < n; u++)
              ws_assert_close (units[i * n + u], want[u], 2e-5);
          }
      }
}

/* A network moved by any element of the group is brought back by what its neurons say. */
static void
test_recovery (void)
{
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  guint         n = ws_arch_count_units (arch);
  g_autoptr (WsTensorImages) images = make_images (64, 1);
  g_autofree float *w = g_new (float, arch->n_params), *moved = g_new (float, arch->n_params);
  g_autofree float *back = g_new (float, arch->n_params);
  g_autofree float *a = g_new (float, 64 * n), *b = g_new (float, 64 * n);
  g_autoptr (WsAlignment) move = ws_alignment_new (arch), found = NULL;
  WsStream stream;

  ws_arch_init_weights (arch, WS_INIT_KAIMING_NORMAL, 24, 9, w);
  ws_stream_init (&stream, 24, WS_PURPOSE_TEST, 9, 0);
  for (guint l = 0; l < 4; l++)
    ws_stream_permutation (&stream, move->order + arch->layers[l].first_token,
                           arch->layers[l].n_out);
  for (guint t = arch->layers[2].first_token; t < arch->layers[4].first_token; t += 2)
    move->sign[t] = -1;
  ws_alignment_apply (move, w, moved);
  g_assert_true (ws_zoo_units (arch, WS_ACT_TANH, w, images, a, NULL));
  g_assert_true (ws_zoo_units (arch, WS_ACT_TANH, moved, images, b, NULL));
  found = ws_align_by_units (arch, WS_ACT_TANH, a, b, 64, TRUE, NULL);
  ws_alignment_apply (found, moved, back);
  for (gsize i = 0; i < arch->n_params; i++)
    g_assert_cmpfloat (back[i], ==, w[i]);
}

static void
test_refusal (void)
{
  const WsArch *arch = ws_arch_lookup ("cnn-s", 3, NULL);
  g_autoptr (WsTensorImages) images = make_images (4, 1);
  g_autofree float *w = g_new0 (float, arch->n_params), *units = g_new (float, 6000);
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_zoo_units (arch, WS_ACT_TANH, w, images, units, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "1 × 28 × 28");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoo/units/reference", test_reference);
  g_test_add_func ("/zoo/units/recovery", test_recovery);
  g_test_add_func ("/zoo/units/refusal", test_refusal);
  return g_test_run ();
}
