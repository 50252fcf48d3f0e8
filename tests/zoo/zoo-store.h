/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "zoo-test.h"

#include "core/error.h"

#define N_MODELS 21 /* no multiple of any lane count */
#define N_EPOCHS 3
#define N_TRAIN 65 /* no multiple of the batch */
#define P 2464     /* of cnn-s */

/* A sink that keeps everything in memory and can stop the training in three ways. */
typedef struct
{
  gsize           n_params;
  guint           first, n_models, n_epochs;
  gboolean       *there, *diverged; /* (epoch, model) */
  float          *weights, *moments;
  WsEpochMetrics *metrics;
  guint           n_calls, fail_at, cancel_at, finish_at; /* 1 is the first call; 0 never */
  WsJob          *job;
  gboolean (*start) (gpointer data, guint model, float *weights, GError **error);
} Store;

static inline void
store_init_for (Store *self, const WsArch *arch, guint first, guint n_models, guint n_epochs)
{
  gsize n = (gsize)n_models * (n_epochs + 1);

  *self = (Store){
    .n_params = arch->n_params, .first = first, .n_models = n_models, .n_epochs = n_epochs
  };
  self->there = g_new0 (gboolean, n);
  self->diverged = g_new0 (gboolean, n);
  self->weights = g_new0 (float, n * self->n_params);
  self->moments = g_new0 (float, n * 2 * self->n_params);
  self->metrics = g_new0 (WsEpochMetrics, n);
}

static inline void
store_init (Store *self, guint first, guint n_models, guint n_epochs)
{
  store_init_for (self, ws_arch_lookup ("cnn-s", 1, NULL), first, n_models, n_epochs);
}

static inline void
store_clear (Store *self)
{
  g_free (self->there);
  g_free (self->diverged);
  g_free (self->weights);
  g_free (self->moments);
  g_free (self->metrics);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Store, store_clear)

static inline gsize
place (const Store *self, guint model, guint epoch)
{
  return (gsize)epoch * self->n_models + model - self->first;
}

static inline gboolean
epoch_done (
    gpointer data, const guint *models, const WsModelState *states, guint n_models, GError **error)
{
  Store *self = data;
  gsize  n = self->n_params;

  self->n_calls++;
  if (self->n_calls == self->fail_at)
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_STORAGE, "the disk is full");
      return FALSE;
    }
  if (self->n_calls == self->cancel_at)
    ws_job_cancel (self->job);
  if (self->n_calls == self->finish_at)
    ws_job_finish_early (self->job);
  for (guint i = 0; i < n_models; i++)
    {
      gsize at = place (self, models[i], states[i].epoch);

      /* Each state comes once, and in order. */
      g_assert_false (self->there[at]);
      g_assert_true (states[i].epoch == 0 ||
                     self->there[place (self, models[i], states[i].epoch - 1)]);
      self->there[at] = TRUE;
      self->diverged[at] = states[i].diverged;
      self->metrics[at] = states[i].metrics;
      memcpy (self->weights + at * n, states[i].weights, sizeof (float) * n);
      memcpy (self->moments + at * 2 * n, states[i].moments, sizeof (float) * 2 * n);
    }
  return TRUE;
}

static inline gboolean
load (gpointer data, guint model, guint *epoch, float *weights, float *moments, gboolean *diverged)
{
  Store *self = data;
  gsize  n = self->n_params;

  for (guint e = self->n_epochs + 1; e-- > 0;)
    {
      gsize at = place (self, model, e);

      if (!self->there[at])
        continue;
      *epoch = e;
      *diverged = self->diverged[at];
      memcpy (weights, self->weights + at * n, sizeof (float) * n);
      memcpy (moments, self->moments + at * 2 * n, sizeof (float) * 2 * n);
      return TRUE;
    }
  return FALSE;
}

static inline void
plan_init (WsZooPlan *plan)
{
  static WsTensorImages *train, *val, *test;

  if (train == NULL)
    {
      g_autoptr (WsDataset) set = load_small ();

      train = take_images (set->train, N_TRAIN);
      val = take_images (set->test, 20);
      test = take_images (set->test, 50);
    }
  *plan = (WsZooPlan){ .arch = ws_arch_lookup ("cnn-s", 1, NULL),
                       .n_models = N_MODELS,
                       .n_epochs = N_EPOCHS,
                       .seed = 7,
                       .train = train,
                       .val = val,
                       .test = test };
  ws_recipe_for_dataset ("fashion-mnist", &plan->recipe);
  plan->recipe.init = WS_INIT_KAIMING_UNIFORM;
  plan->recipe.lr = 1e-3f;
  plan->recipe.lr_max = 1e-2f;
  plan->recipe.weight_decay = 1e-4f;
  plan->recipe.momentum = 0.9f;
}

static inline gboolean
train_func (WsJob *job, gpointer data, GError **error)
{
  gpointer *both = data;

  return ws_zoo_train (both[0], both[1], job, error);
}

/* Runs to the end or to where @store stops it. */
static inline void
train (const WsZooPlan *plan, Store *store, GError **error)
{
  const WsZooSink sink = { epoch_done, load, store->start, store };
  gpointer        both[2] = { (gpointer)plan, (gpointer)&sink };
  g_autoptr (WsJob) job = ws_job_new ("zoo", "training", train_func, both, NULL);

  store->n_calls = 0;
  store->job = job;
  ws_job_run_sync (job, error);
  store->job = NULL;
}

static inline void
train_well (const WsZooPlan *plan, Store *store)
{
  g_autoptr (GError) error = NULL;

  train (plan, store, &error);
  g_assert_no_error (error);
}

/* All that @got has of model @model is what @want has of @other, to the bit. */
static inline void
assert_same_models (const Store *got, guint model, const Store *want, guint other)
{
  gsize n = got->n_params;

  for (guint e = 0; e <= got->n_epochs; e++)
    {
      gsize a = place (got, model, e), b = place (want, other, e);

      g_assert_cmpint (got->there[a], ==, want->there[b]);
      g_assert_cmpint (got->diverged[a], ==, want->diverged[b]);
      if (!got->there[a])
        continue;
      g_assert_cmpmem (got->weights + a * n, sizeof (float) * n, want->weights + b * n,
                       sizeof (float) * n);
      g_assert_cmpmem (got->moments + a * 2 * n, sizeof (float) * 2 * n, want->moments + b * 2 * n,
                       sizeof (float) * 2 * n);
      g_assert_cmpmem (&got->metrics[a], sizeof got->metrics[a], &want->metrics[b],
                       sizeof want->metrics[b]);
    }
}

static inline void
assert_same_model (const Store *got, const Store *want, guint model)
{
  assert_same_models (got, model, want, model);
}

static inline void
assert_same (const Store *got, const Store *want)
{
  for (guint m = got->first; m < got->first + got->n_models; m++)
    assert_same_model (got, want, m);
}
