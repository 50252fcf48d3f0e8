/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo-store.h"

#include "core/pool.h"

#include <math.h>

/* Zoos of the architectures beside CNN-s: same bits whatever the grouping, the threads and the
 * interruptions, and they learn. */

#define MODELS 19 /* no multiple of any lane count */

static void
plan_for (WsZooPlan *plan, const char *arch)
{
  plan_init (plan);
  plan->arch = ws_arch_lookup (arch, 1, NULL);
  plan->n_models = MODELS;
}

static void
check_bits (const char *arch)
{
  g_auto (Store) whole = { 0 }, threads = { 0 }, part = { 0 }, resumed = { 0 };
  g_autoptr (GError) error = NULL;
  WsZooPlan plan;

  plan_for (&plan, arch);
  store_init_for (&whole, plan.arch, 0, MODELS, N_EPOCHS);
  ws_pool_set_threads (1);
  train_well (&plan, &whole);
  store_init_for (&threads, plan.arch, 0, MODELS, N_EPOCHS);
  ws_pool_set_threads (3);
  train_well (&plan, &threads);
  ws_pool_set_threads (0);
  assert_same (&threads, &whole);

  store_init_for (&resumed, plan.arch, 0, MODELS, N_EPOCHS);
  resumed.fail_at = 4;
  train (&plan, &resumed, &error);
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  resumed.fail_at = 0;
  train_well (&plan, &resumed);
  assert_same (&resumed, &whole);

  plan.first_model = 7;
  plan.n_models = 3;
  store_init_for (&part, plan.arch, 7, 3, N_EPOCHS);
  train_well (&plan, &part);
  assert_same (&part, &whole);
}

static void
test_bits (void)
{
  for (const char *const *name = ws_arch_list () + 1; *name != NULL; name++)
    check_bits (*name);
}

static void
test_learning (void)
{
  enum
  {
    EPOCHS = 20
  };

  for (const char *const *name = ws_arch_list () + 1; *name != NULL; name++)
    {
      g_auto (Store) store = { 0 };
      WsZooPlan plan;
      double    start = 0, end = 0;

      plan_for (&plan, *name);
      plan.n_epochs = EPOCHS;
      store_init_for (&store, plan.arch, 0, MODELS, EPOCHS);
      train_well (&plan, &store);
      for (guint m = 0; m < MODELS; m++)
        {
          start += (double)store.metrics[place (&store, m, 0)].test_acc / MODELS;
          end += (double)store.metrics[place (&store, m, EPOCHS)].test_acc / MODELS;
        }
      g_test_message ("%s: mean test accuracy %.3f before, %.3f after %u epochs of %u images",
                      *name, start, end, EPOCHS, N_TRAIN);
      g_assert_cmpfloat (start, <, 0.2);
      g_assert_cmpfloat (end, >, 0.35);
    }
}

/* More images, more time; the same answer twice, for any architecture. */
static void
test_estimate (void)
{
  for (const char *const *name = ws_arch_list (); *name != NULL; name++)
    {
      WsZooPlan plan;
      double    once;

      plan_for (&plan, *name);
      once = ws_zoo_estimate_seconds (&plan);
      g_assert_true (once > 0 && isfinite (once));
      g_assert_cmpfloat (ws_zoo_estimate_seconds (&plan), ==, once);
      plan.n_epochs = 2 * N_EPOCHS;
      g_assert_cmpfloat (ws_zoo_estimate_seconds (&plan), >, 1.2 * once);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoo/archs/bits", test_bits);
  g_test_add_func ("/zoo/archs/learning", test_learning);
  g_test_add_func ("/zoo/archs/estimate", test_estimate);
  return g_test_run ();
}
