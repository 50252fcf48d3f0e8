/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/path.h"

#include "core/error.h"
#include "core/random.h"
#include "ws-test.h"
#include "zoo/train.h"

#include <math.h>

#define N_IMAGES 200
#define STEPS 8

static WsTensorImages *
make_images (void)
{
  const WsPreprocess preprocess = { .mean = 0.5f, .std = 0.5f };
  guint8            *pixels = g_new (guint8, N_IMAGES * 784), *labels = g_new (guint8, N_IMAGES);
  g_autoptr (WsImages) images = NULL;
  WsStream stream;

  ws_stream_init (&stream, 5, WS_PURPOSE_IMAGE_SPLIT, 0, 0);
  for (guint i = 0; i < N_IMAGES * 784; i++)
    pixels[i] = (guint8)ws_stream_below (&stream, 256);
  for (guint i = 0; i < N_IMAGES; i++)
    labels[i] = (guint8)ws_stream_below (&stream, 10);
  images = ws_images_new (N_IMAGES, 1, 28, 28, 10, pixels, labels);
  return ws_tensor_images_new (images, &preprocess, NULL, N_IMAGES);
}

static WsHyper *
make_hyper (void)
{
  g_autoptr (GError) error = NULL;
  WsHyperConfig config;
  WsHyper      *hyper;

  g_assert_true (ws_hyper_config_preset ("compact", &config, NULL));
  g_assert_true (ws_hyper_config_set (&config, "d", "32", NULL));
  g_assert_true (ws_hyper_config_set (&config, "h", "2", NULL));
  g_assert_true (ws_hyper_config_set (&config, "f", "32", NULL));
  hyper = ws_hyper_new (&config, ws_arch_lookup ("cnn-s", 1, NULL), &error);
  g_assert_no_error (error);
  return hyper;
}

static float *
make_stops (WsHyper *hyper, guint n)
{
  guint    q = ws_hyper_get_n_latents (hyper);
  float   *z = g_new (float, n *q);
  WsStream stream;

  ws_stream_init (&stream, 9, WS_PURPOSE_IMAGE_SPLIT, 0, 0);
  for (guint i = 0; i < n * q; i++)
    z[i] = 8 * ws_stream_uniform (&stream) - 4;
  return z;
}

static WsPathProfile *
measure (WsHyper *hyper, const float *stops, guint n_stops, const WsTensorImages *images)
{
  g_autoptr (GError) error = NULL;
  WsPathProfile *profile = ws_path_measure (hyper, WS_ACT_TANH, WS_PATH_LINEAR, stops, n_stops,
                                            STEPS, images, NULL, &error);

  g_assert_no_error (error);
  return profile;
}

/* All ways meet at the stops, whose lengths are what they are apart in z. */
static void
test_stops (void)
{
  g_autoptr (WsHyper) hyper = make_hyper ();
  g_autoptr (WsTensorImages) images = make_images ();
  g_autofree float *stops = make_stops (hyper, 3);
  g_autoptr (WsPathProfile) profile = measure (hyper, stops, 3, images);
  guint q = ws_hyper_get_n_latents (hyper);

  g_assert_cmpuint (profile->n, ==, 2 * STEPS + 1);
  g_assert_cmpuint (profile->n_stops, ==, 3);
  for (guint s = 0; s < 3; s++)
    {
      guint  at = profile->stop[s];
      double sum = 0;

      g_assert_cmpuint (at, ==, s * STEPS);
      for (guint way = 0; way < WS_N_WAYS; way++)
        {
          /* an aligned network sums in another order */
          ws_assert_close (profile->acc[way][at], profile->acc[WS_WAY_LATENT][at],
                           way == WS_WAY_ALIGNED ? 0.011 : 0);
          ws_assert_close (profile->loss[way][at], profile->loss[WS_WAY_LATENT][at],
                           way == WS_WAY_ALIGNED ? 1e-4 : 0);
        }
      for (guint j = 0; s > 0 && j < q; j++)
        sum += pow ((double)stops[s * q + j] - (double)stops[(s - 1) * q + j], 2);
      if (s > 0)
        ws_assert_close (profile->length[at] - profile->length[profile->stop[s - 1]], sqrt (sum),
                         1e-5 * sqrt (sum));
    }
}

/* Halfway in weights is the mean of the decoded stops, halfway in latents that of the latents. */
static void
test_middle (void)
{
  g_autoptr (WsHyper) hyper = make_hyper ();
  g_autoptr (WsTensorImages) images = make_images ();
  const WsArch     *arch = ws_hyper_get_arch (hyper);
  guint             q = ws_hyper_get_n_latents (hyper);
  g_autofree float *stops = make_stops (hyper, 2), *z = g_new (float, q);
  g_autofree float *w = g_new (float, arch->n_params), *ends = g_new (float, 2 * arch->n_params);
  g_autoptr (WsPathProfile) profile = measure (hyper, stops, 2, images);
  float loss;

  for (guint j = 0; j < q; j++)
    z[j] = 0.5f * stops[j] + 0.5f * stops[q + j];
  ws_hyper_decode (hyper, z, 1, w);
  for (gsize j = 0; j < arch->n_params; j++)
    ws_assert_close (profile->weights[STEPS / 2 * arch->n_params + j], w[j], 1e-5);
  ws_hyper_decode (hyper, stops, 2, ends);
  for (gsize j = 0; j < arch->n_params; j++)
    w[j] = 0.5f * ends[j] + 0.5f * ends[arch->n_params + j];
  g_assert_true (ws_zoo_evaluate (arch, WS_ACT_TANH, w, 1, images, &loss, NULL, NULL, NULL, NULL));
  ws_assert_close (profile->loss[WS_WAY_WEIGHTS][STEPS / 2], loss, 1e-6);
}

static void
test_barrier (void)
{
  double        length[] = { 0, 1, 2, 4 };
  float         acc[] = { 0.8f, 0.5f, 0.7f, 0.4f };
  WsPathProfile self = { .n = 4, .length = length };

  self.acc[WS_WAY_LATENT] = acc;
  ws_assert_close (ws_path_barrier (&self, WS_WAY_LATENT), 0.2, 1e-6);
  acc[1] = NAN;
  ws_assert_close (ws_path_barrier (&self, WS_WAY_LATENT), 0, 1e-6);
  acc[3] = NAN;
  g_assert_true (isnan (ws_path_barrier (&self, WS_WAY_LATENT)));
}

static void
test_not_finite (void)
{
  g_autoptr (WsHyper) hyper = make_hyper ();
  g_autoptr (WsTensorImages) images = make_images ();
  g_autofree float *stops = make_stops (hyper, 2);
  g_autoptr (GError) error = NULL;

  stops[3] = NAN;
  g_assert_null (ws_path_measure (hyper, WS_ACT_TANH, WS_PATH_SPHERICAL, stops, 2, STEPS, images,
                                  NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "stop of the path");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/path/stops", test_stops);
  g_test_add_func ("/lab/path/middle", test_middle);
  g_test_add_func ("/lab/path/barrier", test_barrier);
  g_test_add_func ("/lab/path/not-finite", test_not_finite);
  return g_test_run ();
}
