/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/soft-vote.h"

#include "core/error.h"
#include "core/pool.h"
#include "core/random.h"
#include "ws-test.h"

#include <math.h>

#define N_MODELS 5
#define N_IMAGES 150 /* more than a piece, and no multiple of any lane count */

static WsTensorImages *
make_images (guint n, guint channels)
{
  WsPreprocess preprocess = { .mean = 0.3f, .std = 0.4f };
  gsize        size = (gsize)n * channels * 784;
  guint8      *pixels = g_new (guint8, size), *labels = g_new (guint8, n);
  WsStream     stream;
  g_autoptr (WsImages) images = NULL;

  ws_stream_init (&stream, 25, WS_PURPOSE_TEST, channels, 0);
  for (gsize i = 0; i < size; i++)
    pixels[i] = (guint8)ws_stream_below (&stream, 256);
  for (guint i = 0; i < n; i++)
    labels[i] = (guint8)ws_stream_below (&stream, 10);
  images = ws_images_new (n, channels, 28, 28, 10, pixels, labels);
  return ws_tensor_images_new (images, &preprocess, NULL, n);
}

static float *
make_networks (const WsArch *arch)
{
  float *w = g_new (float, N_MODELS * arch->n_params);

  for (guint m = 0; m < N_MODELS; m++)
    ws_arch_init_weights (arch, WS_INIT_KAIMING_UNIFORM, 25, m, w + m * arch->n_params);
  return w;
}

/* Sums of softmax by the reference pass, without the networks that are no numbers. */
static void
sum_reference (const WsArch *arch, const float *w, const float *x, double *share)
{
  g_autofree double *wide = g_new (double, arch->n_params);
  double             logits[10];

  memset (share, 0, 10 * sizeof *share);
  for (guint m = 0; m < N_MODELS; m++)
    {
      double sum = 0;

      for (gsize i = 0; i < arch->n_params; i++)
        wide[i] = (double)w[m * arch->n_params + i];
      ws_arch_forward_ref (arch, WS_ACT_TANH, wide, x, logits);
      for (guint c = 0; c < 10; c++)
        sum += exp (logits[c]);
      for (guint c = 0; c < 10 && isfinite (sum); c++)
        share[c] += exp (logits[c]) / sum;
    }
}

static void
test_reference (void)
{
  for (guint a = 0; ws_arch_list ()[a] != NULL; a++)
    {
      guint         n = a == 0 ? N_IMAGES : 11;
      const WsArch *arch = ws_arch_lookup (ws_arch_list ()[a], a == 0 ? 1 : 3, NULL);
      g_autoptr (WsTensorImages) images = make_images (n, arch->channels);
      g_autofree float  *w = make_networks (arch);
      g_autofree double *share = g_new (double, 10 * n);
      g_autoptr (GError) error = NULL;
      guint n_right = 0;

      w[arch->n_params + 3] = NAN;
      g_assert_true (
          ws_zoo_soft_vote (arch, WS_ACT_TANH, w, N_MODELS, images, share, NULL, &error));
      g_assert_no_error (error);
      for (guint i = 0; i < n; i++)
        {
          double want[10];
          guint  best = 0;

          sum_reference (arch, w, images->x + (gsize)i * arch->channels * 784, want);
          for (guint c = 0; c < 10; c++)
            {
              ws_assert_close (share[10 * i + c], want[c], 1e-5);
              if (want[c] > want[best])
                best = c;
            }
          n_right += best == images->labels[i];
        }
      ws_assert_close (ws_zoo_get_soft_accuracy (arch, images, share), n_right / (double)n, 1e-12);
    }
}

static void
test_threads (void)
{
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_autoptr (WsTensorImages) images = make_images (N_IMAGES, 1);
  g_autofree float  *w = make_networks (arch);
  g_autofree double *one = g_new (double, 10 * N_IMAGES), *many = g_new (double, 10 * N_IMAGES);

  ws_pool_set_threads (1);
  g_assert_true (ws_zoo_soft_vote (arch, WS_ACT_GELU, w, N_MODELS, images, one, NULL, NULL));
  ws_pool_set_threads (5);
  g_assert_true (ws_zoo_soft_vote (arch, WS_ACT_GELU, w, N_MODELS, images, many, NULL, NULL));
  ws_pool_set_threads (0);
  g_assert_cmpmem (one, 10 * N_IMAGES * sizeof *one, many, 10 * N_IMAGES * sizeof *many);
}

static void
test_refusal (void)
{
  const WsArch *arch = ws_arch_lookup ("cnn-s", 3, NULL);
  g_autoptr (WsTensorImages) images = make_images (4, 1);
  g_autofree float *w = make_networks (arch);
  double            share[40];
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_zoo_soft_vote (arch, WS_ACT_TANH, w, N_MODELS, images, share, NULL, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_SHAPE);
}

static gboolean
vote_cancelled (WsJob *job, gpointer data, GError **error)
{
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_autoptr (WsTensorImages) images = make_images (N_IMAGES, 1);
  g_autofree float  *w = make_networks (arch);
  g_autofree double *share = g_new (double, 10 * N_IMAGES);

  ws_job_cancel (job);
  return ws_zoo_soft_vote (arch, WS_ACT_TANH, w, N_MODELS, images, share, job, error);
}

static void
test_cancel (void)
{
  g_autoptr (WsJob) job = ws_job_new ("test", "A vote", vote_cancelled, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_job_run_sync (job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoo/soft-vote/reference", test_reference);
  g_test_add_func ("/zoo/soft-vote/threads", test_threads);
  g_test_add_func ("/zoo/soft-vote/refusal", test_refusal);
  g_test_add_func ("/zoo/soft-vote/cancel", test_cancel);
  return g_test_run ();
}
