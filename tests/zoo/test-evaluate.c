/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/bench.h"
#include "zoo-test.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/pool.h"
#include "core/random.h"

#include <math.h>

#define N_IMAGES 150 /* one chunk of 128 and a short one, whose last lanes are empty */

static WsTensorImages *
get_images (void)
{
  g_autoptr (WsDataset) set = load_small ();

  return take_images (set->test, N_IMAGES);
}

static float *
make_networks (const WsArch *arch, guint n)
{
  float *weights = g_new (float, n * arch->n_params);

  for (guint i = 0; i < n; i++)
    ws_arch_init_weights (arch, WS_INIT_KAIMING_NORMAL, 3, i, weights + i * arch->n_params);
  return weights;
}

/* Loss, accuracy and every prediction as the reference gives them. */
static void
compare (const WsArch *arch, WsActivation act, guint n_models, const WsTensorImages *images)
{
  g_autofree float  *weights = make_networks (arch, n_models);
  g_autofree float  *loss = g_new (float, n_models), *acc = g_new (float, n_models);
  g_autofree guint8 *predictions = g_new (guint8, n_models * images->n);
  g_autofree double *w = g_new (double, arch->n_params);
  g_autoptr (GError) error = NULL;

  g_assert_true (
      ws_zoo_evaluate (arch, act, weights, n_models, images, loss, acc, predictions, NULL, &error));
  g_assert_no_error (error);
  for (guint m = 0; m < n_models; m++)
    {
      guint  n_correct, n_hits = 0, n_pixels = arch->channels * 784;
      double want;

      for (gsize i = 0; i < arch->n_params; i++)
        w[i] = (double)weights[m * arch->n_params + i];
      want =
          ws_arch_loss_ref (arch, act, w, images->x, images->labels, images->n, NULL, &n_correct);
      g_assert_true (fabs ((double)loss[m] - want) <= 1e-5 * want);
      g_assert_cmpfloat (acc[m], ==, (float)((double)n_correct / images->n));
      for (guint i = 0; i < images->n; i++)
        {
          double logits[10];
          guint  best = 0;

          n_hits += predictions[m * images->n + i] == images->labels[i];
          ws_arch_forward_ref (arch, act, w, images->x + i * n_pixels, logits);
          for (guint c = 1; c < 10; c++)
            if (logits[c] > logits[best])
              best = c;
          g_assert_cmpuint (predictions[m * images->n + i], ==, best);
        }
      g_assert_cmpuint (n_hits, ==, n_correct);
    }
}

static void
test_reference (void)
{
  g_autoptr (WsTensorImages) images = get_images ();

  compare (ws_arch_lookup ("cnn-s", 1, NULL), WS_ACT_TANH, 3, images);
  compare (ws_arch_lookup ("cnn-s", 1, NULL), WS_ACT_GELU, 2, images);
}

static void
test_other_archs (void)
{
  g_autoptr (WsDataset) set = load_small ();
  g_autoptr (WsTensorImages) images = take_images (set->test, 19);

  for (const char *const *name = ws_arch_list () + 1; *name != NULL; name++)
    compare (ws_arch_lookup (*name, 1, NULL), WS_ACT_TANH, 2, images);
}

static void
test_three_channels (void)
{
  WsTensorImages images = { .n = 40, .channels = 3, .height = 28, .width = 28, .n_classes = 10 };
  WsStream       stream;

  ws_stream_init (&stream, 4, WS_PURPOSE_TEST, 0, 0);
  images.x = WS_ALIGNED_FLOATS (images.n * 3 * 784);
  images.labels = g_new0 (guint8, images.n);
  for (guint i = 0; i < images.n * 3 * 784; i++)
    images.x[i] = ws_stream_normal (&stream);
  for (const char *const *name = ws_arch_list (); *name != NULL; name++)
    compare (ws_arch_lookup (*name, 3, NULL), WS_ACT_RELU, 2, &images);
  ws_aligned_free (images.x);
  g_free (images.labels);
}

/* A network's numbers are the same alone, among others, and on any number of threads. */
static void
test_same_answer (void)
{
  enum
  {
    N = 37
  };
  const WsArch     *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_autofree float *weights = make_networks (arch, N);
  g_autoptr (WsTensorImages) images = get_images ();
  float loss[N], acc[N], loss1[N], acc1[N];
  g_autoptr (GError) error = NULL;

  ws_zoo_evaluate (arch, WS_ACT_TANH, weights, N, images, loss, acc, NULL, NULL, &error);
  g_assert_no_error (error);
  ws_pool_set_threads (1);
  ws_zoo_evaluate (arch, WS_ACT_TANH, weights, N, images, loss1, acc1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (loss, sizeof loss, loss1, sizeof loss1);
  g_assert_cmpmem (acc, sizeof acc, acc1, sizeof acc1);
  ws_pool_set_threads (0);
  for (guint i = 0; i < N; i++)
    {
      ws_zoo_evaluate (arch, WS_ACT_TANH, weights + i * arch->n_params, 1, images, loss1, acc1,
                       NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (loss1[0], ==, loss[i]);
      g_assert_cmpfloat (acc1[0], ==, acc[i]);
    }
}

static void
test_not_finite (void)
{
  const WsArch     *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_autofree float *weights = make_networks (arch, 4);
  g_autoptr (WsTensorImages) images = get_images ();
  float good[4], loss[4], acc[4];
  g_autoptr (GError) error = NULL;

  ws_zoo_evaluate (arch, WS_ACT_RELU, weights, 4, images, good, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  weights[arch->n_params + 700] = NAN;
  weights[2 * arch->n_params + 3] = INFINITY;
  ws_zoo_evaluate (arch, WS_ACT_RELU, weights, 4, images, loss, acc, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (isnan (loss[1]) && isnan (loss[2]));
  g_assert_true (acc[1] >= 0 && acc[1] <= 1);
  g_assert_cmpfloat (loss[0], ==, good[0]);
  g_assert_cmpfloat (loss[3], ==, good[3]);
}

static void
test_wrong_images (void)
{
  const WsArch     *arch = ws_arch_lookup ("cnn-s", 3, NULL);
  g_autofree float *weights = make_networks (arch, 1);
  g_autoptr (WsTensorImages) images = get_images ();
  g_autoptr (GError) error = NULL;
  float loss;

  g_assert_false (
      ws_zoo_evaluate (arch, WS_ACT_TANH, weights, 1, images, &loss, NULL, NULL, NULL, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_SHAPE);
  g_clear_error (&error);
  arch = ws_arch_lookup ("cnn-s", 1, NULL);
  images->labels[7] = 10;
  g_assert_false (
      ws_zoo_evaluate (arch, WS_ACT_TANH, weights, 1, images, &loss, NULL, NULL, NULL, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_SHAPE);
  g_clear_error (&error);
  images->n = 0;
  g_assert_false (
      ws_zoo_evaluate (arch, WS_ACT_TANH, weights, 1, images, &loss, NULL, NULL, NULL, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
}

static gboolean
evaluate_cancelled (WsJob *job, gpointer data, GError **error)
{
  const WsArch     *arch = ws_arch_lookup (data, 1, NULL);
  g_autofree float *weights = make_networks (arch, 2);
  g_autoptr (WsTensorImages) images = get_images ();
  float loss[2];

  ws_job_cancel (job);
  return ws_zoo_evaluate (arch, WS_ACT_TANH, weights, 2, images, loss, NULL, NULL, job, error);
}

static void
test_cancel (void)
{
  static const char *const archs[] = { "cnn-s", "cnn-4conv-id" };

  for (guint i = 0; i < G_N_ELEMENTS (archs); i++)
    {
      g_autoptr (WsJob) job =
          ws_job_new ("evaluate", "scoring", evaluate_cancelled, (gpointer)archs[i], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (ws_job_run_sync (job, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_estimate (void)
{
  WsTensorImages images = { .n = 1000, .channels = 1, .height = 28, .width = 28 };
  WsZooPlan      plan = { .arch = ws_arch_lookup ("cnn-s", 1, NULL),
                          .n_models = 1000,
                          .n_epochs = 10,
                          .train = &images,
                          .test = &images };
  double         once, twice;

  ws_recipe_for_dataset ("mnist", &plan.recipe);
  once = ws_zoo_estimate_seconds (&plan);
  g_assert_true (once > 0 && isfinite (once));
  g_assert_cmpfloat (ws_zoo_estimate_seconds (&plan), ==, once);
  plan.n_epochs = 20;
  twice = ws_zoo_estimate_seconds (&plan);
  g_assert_true (twice > 1.5 * once && twice < 2 * once);
}

static void
test_bench (void)
{
  double      peak;
  GArray     *rows;
  const guint n_threads = 2;

  ws_pool_set_threads (n_threads);
  rows = ws_zoo_bench (3, 0.02, &peak);
  ws_pool_set_threads (0);
  g_assert_true (peak > 0 && isfinite (peak));
  g_assert_cmpuint (rows->len, ==, 4);
  for (guint i = 0; i < rows->len; i++)
    {
      const WsZooBenchRow *row = &g_array_index (rows, WsZooBenchRow, i);

      g_assert_cmpstr (row->arch, ==, "cnn-s");
      g_assert_cmpuint (row->batch, ==, i < 2 ? 10 : 100);
      g_assert_cmpuint (row->threads, ==, i % 2 + 1);
      g_assert_true (row->min > 0 && row->min <= row->model_images_per_s &&
                     row->model_images_per_s <= row->max);
      /* 466,152 multiply-adds: ZOO_KERNELS's count. */
      g_assert_true (fabs (row->gflops - row->model_images_per_s * 2 * 466152e-9) <=
                     1e-9 * row->gflops);
      g_assert_true (row->real_share_of_peak < row->share_of_peak);
    }
  g_array_unref (rows);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoo/evaluate/reference", test_reference);
  g_test_add_func ("/zoo/evaluate/other-archs", test_other_archs);
  g_test_add_func ("/zoo/evaluate/three-channels", test_three_channels);
  g_test_add_func ("/zoo/evaluate/same-answer", test_same_answer);
  g_test_add_func ("/zoo/evaluate/not-finite", test_not_finite);
  g_test_add_func ("/zoo/evaluate/wrong-images", test_wrong_images);
  g_test_add_func ("/zoo/evaluate/cancel", test_cancel);
  g_test_add_func ("/zoo/evaluate/estimate", test_estimate);
  g_test_add_func ("/zoo/evaluate/bench", test_bench);
  return g_test_run ();
}
