/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo-store.h"

#include "core/error.h"

#include <math.h>

/* First weights of the caller's, and streams that several populations share. */

static guint n_starts[N_MODELS];

/* Weights that no model of the plan would start with. */
static gboolean
start (gpointer data, guint model, float *weights, GError **error)
{
  Store *self = data;

  g_assert_cmpuint (model, >=, self->first);
  g_assert_cmpuint (model, <, self->first + self->n_models);
  n_starts[model]++;
  ws_arch_init_weights (ws_arch_lookup ("cnn-s", 1, NULL), WS_INIT_XAVIER_NORMAL, 99, model,
                        weights);
  return TRUE;
}

static gboolean
start_sick (gpointer data, guint model, float *weights, GError **error)
{
  start (data, model, weights, error);
  if (model == 2)
    weights[1000] = NAN;
  if (model == 20)
    weights[0] = -INFINITY;
  return TRUE;
}

static gboolean
start_failing (gpointer data, guint model, float *weights, GError **error)
{
  if (model < 18)
    return start (data, model, weights, error);
  g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FOUND, "there is no such network");
  return FALSE;
}

static const Store *
get_started (void)
{
  static Store store;
  WsZooPlan    plan;

  if (store.there == NULL)
    {
      plan_init (&plan);
      store_init (&store, 0, N_MODELS, N_EPOCHS);
      store.start = start;
      memset (n_starts, 0, sizeof n_starts);
      train_well (&plan, &store);
      for (guint m = 0; m < N_MODELS; m++)
        g_assert_cmpuint (n_starts[m], ==, 1);
    }
  return &store;
}

/* Epoch 0 holds the weights given, measured; what follows is what follows from saved weights. */
static void
test_weights (void)
{
  const Store *store = get_started ();
  g_auto (Store) saved = { 0 };
  WsZooPlan plan;

  plan_init (&plan);
  store_init (&saved, 0, N_MODELS, N_EPOCHS);
  for (guint m = 0; m < N_MODELS; m++)
    {
      float w[P], loss, acc;
      gsize at = place (store, m, 0);
      g_autoptr (GError) error = NULL;

      ws_arch_init_weights (plan.arch, WS_INIT_XAVIER_NORMAL, 99, m, w);
      g_assert_cmpmem (store->weights + at * P, sizeof w, w, sizeof w);
      for (gsize i = 0; i < 2 * P; i++)
        g_assert_cmpfloat (store->moments[at * 2 * P + i], ==, 0);
      ws_zoo_evaluate (plan.arch, plan.recipe.act, w, 1, plan.train, &loss, &acc, NULL, NULL,
                       &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (store->metrics[at].train_loss, ==, loss);
      g_assert_cmpfloat (store->metrics[at].train_acc, ==, acc);
      ws_zoo_evaluate (plan.arch, plan.recipe.act, w, 1, plan.test, &loss, &acc, NULL, NULL,
                       &error);
      g_assert_cmpfloat (store->metrics[at].test_loss, ==, loss);
      memcpy (saved.weights + at * P, w, sizeof w);
      saved.there[at] = TRUE;
      saved.metrics[at] = store->metrics[at];
    }
  train_well (&plan, &saved);
  assert_same (&saved, store);
}

/* Interrupted: a model that is saved is not asked for again, the others are. */
static void
test_resume (void)
{
  g_auto (Store) store = { 0 };
  g_autoptr (GError) error = NULL;
  const Store *whole = get_started ();
  WsZooPlan    plan;

  plan_init (&plan);
  store_init (&store, 0, N_MODELS, N_EPOCHS);
  store.start = start;
  store.fail_at = 2;
  train (&plan, &store, &error);
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  store.fail_at = 0;
  memset (n_starts, 0, sizeof n_starts);
  train_well (&plan, &store);
  assert_same (&store, whole);
  memset (n_starts, 0, sizeof n_starts);
  train_well (&plan, &store);
  for (guint m = 0; m < N_MODELS; m++)
    g_assert_cmpuint (n_starts[m], ==, 0);
}

static void
test_not_finite (void)
{
  g_auto (Store) store = { 0 };
  WsZooPlan plan;

  plan_init (&plan);
  store_init (&store, 0, N_MODELS, N_EPOCHS);
  store.start = start_sick;
  train_well (&plan, &store);
  for (guint m = 0; m < N_MODELS; m++)
    {
      if (m != 2 && m != 20)
        {
          assert_same_model (&store, get_started (), m);
          continue;
        }
      g_assert_true (store.there[place (&store, m, 0)]);
      g_assert_true (store.diverged[place (&store, m, 0)]);
      g_assert_true (isnan (store.metrics[place (&store, m, 0)].test_loss));
      g_assert_false (store.there[place (&store, m, 1)]);
    }
}

static void
test_failure (void)
{
  g_auto (Store) store = { 0 };
  g_autoptr (GError) error = NULL;
  WsZooPlan plan;

  plan_init (&plan);
  store_init (&store, 0, N_MODELS, N_EPOCHS);
  store.start = start_failing;
  train (&plan, &store, &error);
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_assert_cmpuint (store.n_calls, ==, 0);
}

/* Two populations of one run, the second a model shorter: model 11 + i is model i again, and each
 * is what it is alone, whatever its number. */
static void
test_streams (void)
{
  enum
  {
    HALF = 11
  };
  g_auto (Store) both = { 0 }, own = { 0 }, alone = { 0 };
  guint32   streams[N_MODELS];
  WsZooPlan plan;

  for (guint m = 0; m < N_MODELS; m++)
    streams[m] = m % HALF;
  plan_init (&plan);
  plan.streams = streams;
  store_init (&both, 0, N_MODELS, N_EPOCHS);
  train_well (&plan, &both);
  for (guint m = HALF; m < N_MODELS; m++)
    assert_same_models (&both, m, &both, m - HALF);

  plan.streams = NULL;
  plan.n_models = HALF;
  store_init (&own, 0, HALF, N_EPOCHS);
  train_well (&plan, &own);
  assert_same (&own, &both);

  plan.streams = streams + 3;
  plan.first_model = HALF + 3;
  plan.n_models = 5;
  store_init (&alone, plan.first_model, plan.n_models, N_EPOCHS);
  train_well (&plan, &alone);
  assert_same (&alone, &both);
}

/* With the caller's weights the streams still give the order of images: equal starts and streams,
 * equal models; equal starts and other streams, others. */
static gboolean
start_equal (gpointer data, guint model, float *weights, GError **error)
{
  return start (data, 0, weights, error);
}

static void
test_paired (void)
{
  const guint32 streams[] = { 5, 6, 5 };
  g_auto (Store) store = { 0 };
  WsZooPlan plan;

  plan_init (&plan);
  plan.n_models = G_N_ELEMENTS (streams);
  plan.streams = streams;
  plan.recipe.lr_max = plan.recipe.lr;
  store_init (&store, 0, plan.n_models, N_EPOCHS);
  store.start = start_equal;
  train_well (&plan, &store);
  assert_same_models (&store, 2, &store, 0);
  g_assert_cmpmem (store.weights, sizeof (float) * P, store.weights + P, sizeof (float) * P);
  g_assert_true (memcmp (store.weights + place (&store, 0, 1) * P,
                         store.weights + place (&store, 1, 1) * P, sizeof (float) * P) != 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoo/start/weights", test_weights);
  g_test_add_func ("/zoo/start/resume", test_resume);
  g_test_add_func ("/zoo/start/not-finite", test_not_finite);
  g_test_add_func ("/zoo/start/failure", test_failure);
  g_test_add_func ("/zoo/start/streams", test_streams);
  g_test_add_func ("/zoo/start/paired", test_paired);
  return g_test_run ();
}
