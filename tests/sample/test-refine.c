/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/refine.h"

#include "core/error.h"
#include "core/pool.h"
#include "core/random.h"
#include "ws-test.h"

/* -- words -- */

static void
test_text (void)
{
  static const struct
  {
    const char *asked, *text;
    guint       draws;
  } good[] = {
    { "reject=4", "reject=4", 4 },
    { "scale", "scale=weights", 1 },
    { "scale=logits", "scale=logits", 1 },
    { "subsample=3, scale,reject=2", "reject=2,scale=weights,subsample=3", 6 },
    { "reject=2,reject=64", "reject=64", 64 },
  };
  static const char *const bad[] = { "",          "reject", "reject=1", "reject=65", "reject=x",
                                     "scale=all", "sub=3",  "scale,",   "rejects=4" };
  WsRefinement             plain = { 0 };
  g_autofree char         *nothing = ws_refinement_to_text (&plain);

  g_assert_true (ws_refinement_is_plain (&plain));
  g_assert_cmpuint (ws_refinement_count_draws (&plain), ==, 1);
  g_assert_cmpstr (nothing, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      WsRefinement     self = { 0 }, again = { 0 };
      g_autofree char *text = NULL;

      g_assert_true (ws_refinement_add (&self, good[i].asked, NULL));
      text = ws_refinement_to_text (&self);
      g_assert_cmpstr (text, ==, good[i].text);
      g_assert_cmpuint (ws_refinement_count_draws (&self), ==, good[i].draws);
      g_assert_false (ws_refinement_is_plain (&self));
      g_assert_true (ws_refinement_add (&again, text, NULL));
      g_assert_cmpmem (&again, sizeof again, &self, sizeof self);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      WsRefinement self = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (ws_refinement_add (&self, bad[i], &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "reject=K");
    }
}

/* -- scale -- */

enum
{
  ROWS = 6
};

/* Networks whose layers are as wide as training networks', some more, some less. */
static float *
make_rows (const WsArch *arch, guint32 number, float width)
{
  float *rows = g_new (float, ROWS * arch->n_params);

  for (guint i = 0; i < ROWS; i++)
    {
      WsStream stream;

      ws_stream_init (&stream, 41, WS_PURPOSE_TEST, number, i);
      for (gsize j = 0; j < arch->n_params; j++)
        rows[i * arch->n_params + j] =
            width * (1 + 0.1f * (float)i) * (ws_stream_normal (&stream) + 0.2f);
    }
  return rows;
}

static void
measure (const float *x, gsize n, gsize stride, double *mean, double *spread)
{
  double squares = 0;

  *mean = 0;
  for (gsize i = 0; i < n; i++)
    *mean += (double)x[i * stride] / (double)n;
  for (gsize i = 0; i < n; i++)
    squares += pow ((double)x[i * stride] - *mean, 2) / (double)n;
  *spread = sqrt (squares);
}

/* All networks then have, layer by layer, what training networks have on average. */
static void
test_weights (void)
{
  const WsArch     *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_autofree float *rows = make_rows (arch, 0, 0.3f), *w = make_rows (arch, 1, 2);
  g_autofree float *bad = g_memdup2 (w, sizeof *w * arch->n_params);
  g_autoptr (WsScaler) scaler = ws_scaler_new_weights (arch, rows, ROWS);

  g_assert_true (ws_scaler_apply (scaler, w, ROWS, NULL, NULL));
  for (guint l = 0; l < arch->n_layers; l++)
    for (guint part = 0; part < 2; part++)
      {
        const WsLayer *layer = &arch->layers[l];
        gsize          start = part == 0 ? layer->w_start : layer->b_start;
        gsize          n = part == 0 ? layer->length - layer->n_out : layer->n_out;
        double         want_mean = 0, want_spread = 0, mean, spread;

        for (guint i = 0; i < ROWS; i++)
          {
            measure (rows + i * arch->n_params + start, n, 1, &mean, &spread);
            want_mean += mean / ROWS;
            want_spread += spread / ROWS;
          }
        for (guint i = 0; i < ROWS; i++)
          {
            measure (w + i * arch->n_params + start, n, 1, &mean, &spread);
            ws_assert_close (mean, want_mean, 1e-5);
            ws_assert_close (spread, want_spread, 1e-5);
          }
      }
  bad[77] = NAN; /* nothing sensible can be done to it */
  g_assert_true (ws_scaler_apply (scaler, bad, 1, NULL, NULL));
  g_assert_true (isnan (bad[77]) && isfinite (bad[0]));
}

static WsTensorImages *
make_images (guint n, guint channels)
{
  WsPreprocess preprocess = { .mean = 0.3f, .std = 0.4f };
  gsize        size = (gsize)n * channels * 784;
  guint8      *pixels = g_new (guint8, size), *labels = g_new0 (guint8, n);
  WsStream     stream;
  g_autoptr (WsImages) images = NULL;

  ws_stream_init (&stream, 42, WS_PURPOSE_TEST, channels, 0);
  for (gsize i = 0; i < size; i++)
    pixels[i] = (guint8)ws_stream_below (&stream, 256);
  images = ws_images_new (n, channels, 28, 28, 10, pixels, labels);
  return ws_tensor_images_new (images, &preprocess, NULL, n);
}

static void
find_logits (const WsArch *arch, const float *w, const WsTensorImages *images, float *logits)
{
  g_autofree double *wide = g_new (double, arch->n_params);
  double             one[10];

  for (gsize j = 0; j < arch->n_params; j++)
    wide[j] = (double)w[j];
  for (guint i = 0; i < images->n; i++)
    {
      ws_arch_forward_ref (arch, WS_ACT_TANH, wide, images->x + (gsize)i * arch->channels * 784,
                           one);
      for (guint c = 0; c < 10; c++)
        logits[10 * i + c] = (float)one[c];
    }
}

/* By the fast pass and by the slow one; hidden layers stay as they are. */
static void
check_logits (const char *name, guint channels, guint n_images)
{
  const WsArch     *arch = ws_arch_lookup (name, channels, NULL);
  const WsLayer    *last = &arch->layers[arch->n_layers - 1];
  g_autofree float *rows = make_rows (arch, 2, 0.1f), *w = make_rows (arch, 3, 0.2f);
  g_autofree float *before = g_memdup2 (w, sizeof *w * ROWS * arch->n_params);
  g_autofree float *logits = g_new (float, 10 * n_images);
  g_autoptr (WsTensorImages) images = make_images (n_images, channels);
  g_autoptr (GError) error = NULL;
  g_autoptr (WsScaler) scaler =
      ws_scaler_new_logits (arch, WS_ACT_TANH, rows, ROWS, images, NULL, &error);
  double want_mean[10] = { 0 }, want_spread[10] = { 0 }, mean, spread;

  g_assert_no_error (error);
  g_assert_true (ws_scaler_apply (scaler, w, ROWS, NULL, NULL));
  for (guint i = 0; i < ROWS; i++)
    {
      find_logits (arch, rows + i * arch->n_params, images, logits);
      for (guint c = 0; c < 10; c++)
        {
          measure (logits + c, n_images, 10, &mean, &spread);
          want_mean[c] += mean / ROWS;
          want_spread[c] += spread / ROWS;
        }
    }
  for (guint i = 0; i < ROWS; i++)
    {
      find_logits (arch, w + i * arch->n_params, images, logits);
      for (guint c = 0; c < 10; c++)
        {
          measure (logits + c, n_images, 10, &mean, &spread);
          ws_assert_close (mean, want_mean[c], 0.01); /* the lanes have a quick tanh */
          ws_assert_close (spread, want_spread[c], 0.01);
        }
      g_assert_cmpmem (w + i * arch->n_params, sizeof *w * last->w_start,
                       before + i * arch->n_params, sizeof *w * last->w_start);
    }
}

static void
test_logits (void)
{
  check_logits ("cnn-s", 1, 40);
  check_logits ("cnn-s", 3, 9);
  check_logits ("cnn-4conv-id", 3, 5);
}

static void
test_threads (void)
{
  const WsArch     *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_autofree float *rows = make_rows (arch, 2, 0.1f), *one = make_rows (arch, 3, 0.2f);
  g_autofree float *many = g_memdup2 (one, sizeof *one * ROWS * arch->n_params);
  g_autoptr (WsTensorImages) images = make_images (20, 1), other = make_images (20, 3);
  g_autoptr (WsScaler) scaler = NULL, again = NULL;
  g_autoptr (GError) error = NULL;

  ws_pool_set_threads (1);
  scaler = ws_scaler_new_logits (arch, WS_ACT_TANH, rows, ROWS, images, NULL, NULL);
  g_assert_true (ws_scaler_apply (scaler, one, ROWS, NULL, NULL));
  ws_pool_set_threads (5);
  again = ws_scaler_new_logits (arch, WS_ACT_TANH, rows, ROWS, images, NULL, NULL);
  g_assert_true (ws_scaler_apply (again, many, ROWS, NULL, NULL));
  ws_pool_set_threads (0);
  g_assert_cmpmem (one, sizeof *one * ROWS * arch->n_params, many,
                   sizeof *one * ROWS * arch->n_params);
  g_assert_null (ws_scaler_new_logits (arch, WS_ACT_TANH, rows, ROWS, other, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "cnn-s");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/refine/text", test_text);
  g_test_add_func ("/sample/refine/weights", test_weights);
  g_test_add_func ("/sample/refine/logits", test_logits);
  g_test_add_func ("/sample/refine/threads", test_threads);
  return g_test_run ();
}
