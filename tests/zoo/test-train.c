/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/group-private.h"
#include "zoo-store.h"

#include "core/error.h"
#include "core/pool.h"
#include "core/random.h"

#include <math.h>
#include <stdlib.h>

/* Same bits whatever the grouping, the number of threads, the level with FMA and the interruptions.
 */

/* -- what comes out -- */

static void
test_results (void)
{
  g_auto (Store) store = { 0 };
  WsZooPlan plan;
  double    start = 0, end = 0;

  plan_init (&plan);
  plan.n_epochs = 20;
  store_init (&store, 0, N_MODELS, plan.n_epochs);
  train_well (&plan, &store);
  for (guint m = 0; m < N_MODELS; m++)
    {
      float w[P], loss, acc;
      g_autoptr (GError) error = NULL;

      /* Epoch 0 is the untrained network. */
      ws_arch_init_weights (plan.arch, plan.recipe.init, plan.seed, m, w);
      g_assert_cmpmem (store.weights + (gsize)m * P, sizeof w, w, sizeof w);
      ws_zoo_evaluate (plan.arch, plan.recipe.act, w, 1, plan.train, &loss, &acc, NULL, NULL,
                       &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (store.metrics[m].train_loss, ==, loss);
      g_assert_cmpfloat (store.metrics[m].train_acc, ==, acc);
      for (guint e = 0; e <= plan.n_epochs; e++)
        {
          const WsEpochMetrics *metrics = &store.metrics[place (&store, m, e)];

          g_assert_true (store.there[place (&store, m, e)]);
          g_assert_true (isfinite (metrics->train_loss) && isfinite (metrics->val_loss) &&
                         isfinite (metrics->test_loss));
          g_assert_true (metrics->train_acc >= 0 && metrics->train_acc <= 1);
        }
      ws_zoo_evaluate (plan.arch, plan.recipe.act,
                       store.weights + place (&store, m, plan.n_epochs) * P, 1, plan.test, &loss,
                       &acc, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (store.metrics[place (&store, m, plan.n_epochs)].test_loss, ==, loss);
      g_assert_cmpfloat (store.metrics[place (&store, m, plan.n_epochs)].test_acc, ==, acc);
      start += (double)store.metrics[m].test_acc / N_MODELS;
      end += (double)store.metrics[place (&store, m, plan.n_epochs)].test_acc / N_MODELS;
    }
  g_test_message ("mean test accuracy %.3f before, %.3f after %u epochs of %u images", start, end,
                  plan.n_epochs, N_TRAIN);
  g_assert_cmpfloat (start, <, 0.2);
  g_assert_cmpfloat (end, >, 0.4);
}

static void
test_no_epochs (void)
{
  g_auto (Store) store = { 0 };
  WsZooPlan plan;

  plan_init (&plan);
  plan.n_epochs = 0;
  plan.val = NULL;
  store_init (&store, 0, N_MODELS, 0);
  train_well (&plan, &store);
  for (guint m = 0; m < N_MODELS; m++)
    {
      g_assert_true (store.there[m]);
      g_assert_true (isnan (store.metrics[m].val_loss) && isnan (store.metrics[m].val_acc));
      g_assert_true (isfinite (store.metrics[m].test_loss));
    }
}

/* -- same bits -- */

static const Store *
get_whole (void)
{
  static Store store;
  WsZooPlan    plan;

  if (store.there == NULL)
    {
      plan_init (&plan);
      store_init (&store, 0, N_MODELS, N_EPOCHS);
      ws_pool_set_threads (1);
      train_well (&plan, &store);
      ws_pool_set_threads (0);
    }
  return &store;
}

static void
test_threads (void)
{
  for (guint n_threads = 2; n_threads <= 3; n_threads++)
    {
      g_auto (Store) store = { 0 };
      WsZooPlan plan;

      plan_init (&plan);
      store_init (&store, 0, N_MODELS, N_EPOCHS);
      ws_pool_set_threads (n_threads);
      train_well (&plan, &store);
      ws_pool_set_threads (0);
      assert_same (&store, get_whole ());
    }
}

static void
test_grouping (void)
{
  static const guint parts[][2] = { { 0, 1 }, { 3, 5 }, { 5, 16 }, { 20, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_auto (Store) store = { 0 };
      WsZooPlan plan;

      plan_init (&plan);
      plan.first_model = parts[i][0];
      plan.n_models = parts[i][1];
      store_init (&store, plan.first_model, plan.n_models, N_EPOCHS);
      train_well (&plan, &store);
      assert_same (&store, get_whole ());
    }
}

/* The nth call of the sink fails, or cancels, or asks for an early end; then the training goes on
 * from what was saved, in other groups. */
static void
test_interruptions (void)
{
  for (guint nth = 1; nth <= 2 * (N_EPOCHS + 1); nth++)
    for (guint way = nth % 2; way < 3; way += 2)
      {
        g_auto (Store) store = { 0 };
        g_autoptr (GError) error = NULL;
        WsZooPlan plan;

        plan_init (&plan);
        store_init (&store, 0, N_MODELS, N_EPOCHS);
        store.fail_at = way == 0 ? nth : 0;
        store.cancel_at = way == 1 ? nth : 0;
        store.finish_at = way == 2 ? nth : 0;
        train (&plan, &store, &error);
        if (way == 0)
          g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
        /* A cancel in the last call finds nothing left to stop. */
        if (way == 1 && error != NULL)
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        if (way == 1 && nth < 2 * N_EPOCHS)
          g_assert_nonnull (error);
        if (way == 2)
          g_assert_no_error (error);
        store.fail_at = store.cancel_at = store.finish_at = 0;

        /* Some models alone first, so that the last run meets models at different epochs. */
        plan.first_model = 4;
        plan.n_models = 3;
        train_well (&plan, &store);
        plan.first_model = 0;
        plan.n_models = N_MODELS;
        train_well (&plan, &store);
        assert_same (&store, get_whole ());
        train_well (&plan, &store);
        g_assert_cmpuint (store.n_calls, ==, 0);
      }
}

static void
test_more_epochs (void)
{
  g_auto (Store) store = { 0 };
  WsZooPlan plan;

  plan_init (&plan);
  store_init (&store, 0, N_MODELS, N_EPOCHS);
  for (plan.n_epochs = 1; plan.n_epochs <= N_EPOCHS; plan.n_epochs++)
    train_well (&plan, &store);
  assert_same (&store, get_whole ());
}

/* -- levels -- */

/* Six steps of one group by the kernels of @level; @out: 8 models' weights and moments. */
static void
train_at_level (WsCpuLevel level, const WsZooPlan *plan, float *out)
{
  g_autoptr (WsLaneGroup) group = ws_lane_group_new (ws_lane_kernels_get (level), &plan->recipe,
                                                     ws_lane_program_get (plan->arch));
  g_autofree guint32 *all = g_new (guint32, 16 * N_TRAIN);
  const guint32      *orders[16];
  double              loss[16] = { 0 };
  guint               hits[16] = { 0 };
  float               w[P];

  for (guint l = 0; l < 16; l++)
    {
      WsStream stream;

      orders[l] = all + l * N_TRAIN;
      ws_stream_init (&stream, 9, WS_PURPOSE_IMAGE_ORDER, l, 1);
      ws_stream_permutation (&stream, all + l * N_TRAIN, N_TRAIN);
    }
  for (guint l = 0; l < group->kernels->lanes; l++)
    {
      ws_arch_init_weights (plan->arch, plan->recipe.init, plan->seed, l, w);
      ws_lane_group_put (group, l, w, NULL, ws_recipe_model_lr (&plan->recipe, plan->seed, l));
    }
  for (guint step = 0; step < 6; step++)
    ws_lane_group_step (group, plan->train, orders, step * 10, 10, loss, hits, NULL, NULL);
  for (guint l = 0; l < MIN (8, group->kernels->lanes); l++)
    ws_lane_group_get (group, l, out + l * 3 * P, out + l * 3 * P + P);
}

static void
test_levels (void)
{
  g_autofree float *wide = g_new0 (float, 8 * 3 * P), *narrow = g_new0 (float, 8 * 3 * P);
  WsZooPlan         plan;

  if (ws_cpu_get_level () < WS_CPU_V4 || ws_lane_kernels_get (WS_CPU_V3) == NULL)
    {
      g_test_message ("this machine has one level with FMA only");
      return;
    }
  plan_init (&plan);
  for (guint act = WS_ACT_TANH; act <= WS_ACT_LEAKY_RELU; act++)
    for (guint optim = WS_OPTIM_ADAM; optim <= WS_OPTIM_SGD; optim++)
      {
        plan.recipe.act = (WsActivation)act;
        plan.recipe.optim = (WsOptimiser)optim;
        plan.recipe.init = act == WS_ACT_TANH ? WS_INIT_UNIFORM : WS_INIT_KAIMING_UNIFORM;
        train_at_level (WS_CPU_V3, &plan, narrow);
        train_at_level (WS_CPU_V4, &plan, wide);
        g_assert_cmpmem (narrow, sizeof (float) * 8 * 3 * P, wide, sizeof (float) * 8 * 3 * P);
      }
}

static char *own_path;

static char *
digest_at_level (const char *level)
{
  char  *argv[] = { own_path, (char *)"--digest", NULL };
  char **env = g_environ_setenv (g_get_environ (), "WS_CPU", level, TRUE);
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int   status;

  g_spawn_sync (NULL, argv, env, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  g_strfreev (env);
  return output;
}

static void
print_digest (void)
{
  const Store     *store = get_whole ();
  g_autofree char *digest = g_compute_checksum_for_data (
      G_CHECKSUM_SHA256, (const guchar *)store->weights,
      sizeof (float) * P * (gsize)store->n_models * (store->n_epochs + 1));

  g_print ("%s %s\n", ws_cpu_level_get_name (ws_lane_kernels_best ()->level), digest);
}

/* The whole trainer in processes of their own, by WS_CPU. */
static void
test_level_processes (void)
{
  g_autofree char *wide = NULL, *narrow = NULL, *plain = NULL;

  plain = digest_at_level ("portable");
  g_assert_true (g_str_has_prefix (plain, "portable "));
  if (ws_cpu_get_level () < WS_CPU_V4 || ws_lane_kernels_get (WS_CPU_V3) == NULL)
    {
      g_test_message ("this machine has one level with FMA only");
      return;
    }
  wide = digest_at_level ("v4");
  narrow = digest_at_level ("v3");
  g_assert_true (g_str_has_prefix (wide, "v4 "));
  g_assert_true (g_str_has_prefix (narrow, "v3 "));
  g_assert_cmpstr (wide + 3, ==, narrow + 3);
}

/* -- models that go bad -- */

/* A network that was saved with a NaN stays bad alone. */
static void
test_bad_start (void)
{
  const guint sick[] = { 2, 17 };
  g_auto (Store) store = { 0 };
  WsZooPlan plan;

  plan_init (&plan);
  plan.n_epochs = 0;
  store_init (&store, 0, N_MODELS, N_EPOCHS);
  train_well (&plan, &store);
  store.weights[sick[0] * P + 100] = NAN;
  store.weights[sick[1] * P + 2400] = INFINITY;
  plan.n_epochs = N_EPOCHS;
  train_well (&plan, &store);
  for (guint m = 0; m < N_MODELS; m++)
    {
      if (m != sick[0] && m != sick[1])
        {
          assert_same_model (&store, get_whole (), m);
          continue;
        }
      g_assert_true (store.diverged[place (&store, m, 1)]);
      g_assert_true (isnan (store.metrics[place (&store, m, 1)].train_loss));
      g_assert_false (store.there[place (&store, m, 2)]);
    }
}

/* With weight decay 1, rates above 3 multiply the weights at each step: those models diverge, are
 * saved once, and the rest goes on, also after an interruption. */
static void
test_divergence (void)
{
  g_auto (Store) store = { 0 }, again = { 0 };
  g_autoptr (GError) error = NULL;
  WsZooPlan plan;
  guint     n_diverged = 0, n_good = 0;

  plan_init (&plan);
  plan.recipe.act = WS_ACT_RELU;
  plan.recipe.optim = WS_OPTIM_SGD;
  plan.recipe.momentum = 0.5f;
  plan.recipe.weight_decay = 1;
  plan.recipe.lr = 0.1f;
  plan.recipe.lr_max = 10;
  store_init (&store, 0, N_MODELS, N_EPOCHS);
  train_well (&plan, &store);
  for (guint m = 0; m < N_MODELS; m++)
    {
      gboolean has_diverged = FALSE;

      for (guint e = 0; e <= N_EPOCHS; e++)
        {
          g_assert_cmpint (store.there[place (&store, m, e)], ==, !has_diverged);
          has_diverged |= store.diverged[place (&store, m, e)];
        }
      n_diverged += has_diverged;
      n_good += !has_diverged;
    }
  g_test_message ("%u of %u diverged", n_diverged, N_MODELS);
  g_assert_cmpuint (n_diverged, >, 1);
  g_assert_cmpuint (n_good, >, 1);

  store_init (&again, 0, N_MODELS, N_EPOCHS);
  again.fail_at = 5;
  train (&plan, &again, &error);
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  again.fail_at = 0;
  train_well (&plan, &again);
  for (guint m = 0; m < N_MODELS; m++)
    for (guint e = 0; e <= N_EPOCHS; e++)
      {
        gsize at = place (&store, m, e);

        g_assert_cmpint (again.there[at], ==, store.there[at]);
        g_assert_cmpmem (again.weights + at * P, sizeof (float) * P, store.weights + at * P,
                         sizeof (float) * P);
      }
}

/* -- wrong plans -- */

static void
test_bad_plans (void)
{
  g_auto (Store) store = { 0 };
  g_autoptr (GError) error = NULL;
  const WsZooSink sink = { .epoch_done = epoch_done, .load = load, .data = &store };
  WsTensorImages  none = { .n = 0, .channels = 1, .height = 28, .width = 28 };
  WsZooPlan       plan;

  store_init (&store, 0, N_MODELS, N_EPOCHS);
  plan_init (&plan);
  plan.arch = ws_arch_lookup ("cnn-s", 3, NULL);
  g_assert_false (ws_zoo_train (&plan, &sink, NULL, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_SHAPE);
  g_clear_error (&error);

  plan_init (&plan);
  plan.train = &none;
  g_assert_false (ws_zoo_train (&plan, &sink, NULL, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
  g_clear_error (&error);

  plan_init (&plan);
  plan.recipe.batch = 0;
  g_assert_false (ws_zoo_train (&plan, &sink, NULL, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
  g_assert_cmpuint (store.n_calls, ==, 0);
}

int
main (int argc, char **argv)
{
  if (argc == 2 && g_str_equal (argv[1], "--digest"))
    {
      print_digest ();
      return EXIT_SUCCESS;
    }
  own_path = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoo/train/results", test_results);
  g_test_add_func ("/zoo/train/no-epochs", test_no_epochs);
  g_test_add_func ("/zoo/train/threads", test_threads);
  g_test_add_func ("/zoo/train/grouping", test_grouping);
  g_test_add_func ("/zoo/train/interruptions", test_interruptions);
  g_test_add_func ("/zoo/train/more-epochs", test_more_epochs);
  g_test_add_func ("/zoo/train/levels", test_levels);
  g_test_add_func ("/zoo/train/level-processes", test_level_processes);
  g_test_add_func ("/zoo/train/bad-start", test_bad_start);
  g_test_add_func ("/zoo/train/divergence", test_divergence);
  g_test_add_func ("/zoo/train/bad-plans", test_bad_plans);
  return g_test_run ();
}
