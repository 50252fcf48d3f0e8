/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/training.h"

#include <math.h>

#define PUBLISH_INTERVAL_US 100000

void
ws_training_clear (WsTraining *self)
{
  for (guint p = 0; p < self->n_parts; p++)
    {
      g_clear_pointer (&self->parts[p].population, ws_population_free);
      g_clear_pointer (&self->parts[p].metrics, g_free);
    }
  g_clear_pointer (&self->plan.train, ws_tensor_images_unref);
  g_clear_pointer (&self->plan.val, ws_tensor_images_unref);
  g_clear_pointer (&self->plan.test, ws_tensor_images_unref);
  g_clear_pointer (&self->keep, g_free);
}

static void
publish (WsTraining *self, gboolean at_once)
{
  gint64 now = g_get_monotonic_time ();

  if (!at_once && now - self->published < PUBLISH_INTERVAL_US)
    return;
  self->published = now;
  ws_job_publish (self->job, self->snapshot (self));
}

gboolean
ws_training_load_images (WsTraining *self, const char *data, const char *arch, GError **error)
{
  g_autoptr (WsDataset) set = ws_dataset_load (data, error);
  WsRecipe *recipe = &self->plan.recipe;
  guint     n_train, n_val;

  if (set == NULL)
    return FALSE;
  self->plan.arch = ws_arch_lookup (arch, ws_dataset_get_net_channels (set), error);
  if (self->plan.arch == NULL)
    return FALSE;
  recipe->preprocess = set->preprocess;
  ws_recipe_count_images (recipe, set->train->n, &n_train, &n_val);
  recipe->n_train = n_train;
  recipe->n_val = n_val;
  return ws_dataset_split (set, n_train, n_val, &self->plan.train,
                           n_val > 0 ? &self->plan.val : NULL, &self->plan.test, error);
}

/* -- the trainer's sink -- */

/* The part of network @number, whose own number in it is *@model. */
static WsTrainedPart *
find_part (WsTraining *self, guint number, guint *model)
{
  for (guint p = 0; p < self->n_parts; p++)
    if (number >= self->parts[p].first && number - self->parts[p].first < self->parts[p].n)
      {
        *model = number - self->parts[p].first;
        return &self->parts[p];
      }
  g_return_val_if_reached (NULL);
}

/* Saves the states of one call that belong to @part and whose epoch is kept (or not). */
static gboolean
save_some (WsTraining          *self,
           const WsTrainedPart *part,
           const guint         *models,
           const WsModelState  *states,
           guint                n,
           gboolean             keep,
           GError             **error)
{
  g_autofree guint        *some = g_new (guint, n);
  g_autofree WsModelState *rows = g_new (WsModelState, n);
  guint                    n_some = 0, model;

  for (guint i = 0; i < n; i++)
    if (find_part (self, models[i], &model) == part && self->keep[states[i].epoch] == keep)
      {
        some[n_some] = model;
        rows[n_some++] = states[i];
      }
  return n_some == 0 ||
         ws_project_save_epoch (self->work->project, part->population->id, some, rows, n_some,
                                self->plan.arch->n_params, keep, error);
}

static gboolean
save_parents (
    WsTraining *self, const guint *models, const WsModelState *states, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      guint                model;
      const WsTrainedPart *part = find_part (self, models[i], &model);

      if (states[i].epoch == 0 && part->parents != NULL &&
          !ws_project_set_parent (self->work->project, part->population->id, model,
                                  part->parents[model], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_all (
    WsTraining *self, const guint *models, const WsModelState *states, guint n, GError **error)
{
  for (guint p = 0; p < self->n_parts; p++)
    if (!save_some (self, &self->parts[p], models, states, n, TRUE, error) ||
        !save_some (self, &self->parts[p], models, states, n, FALSE, error))
      return FALSE;
  return save_parents (self, models, states, n, error);
}

static gboolean
epoch_done (gpointer data, const guint *models, const WsModelState *states, guint n, GError **error)
{
  WsTraining *self = data;
  WsProject  *project = self->work->project;

  if (!ws_project_begin (project, error))
    return FALSE;
  if (!save_all (self, models, states, n, error) || !ws_project_commit (project, error))
    {
      ws_project_rollback (project);
      return FALSE;
    }
  self->work->saved = "epochs";
  for (guint i = 0; i < n; i++)
    {
      guint          model;
      WsTrainedPart *part = find_part (self, models[i], &model);

      part->metrics[(gsize)states[i].epoch * part->n + model] = states[i].metrics;
    }
  publish (self, FALSE);
  return TRUE;
}

static gboolean
load_state (
    gpointer data, guint number, guint *epoch, float *weights, float *moments, gboolean *diverged)
{
  WsTraining          *self = data;
  guint                model;
  const WsTrainedPart *part = find_part (self, number, &model);

  /* A population that is through has no states to go on from, and need not. */
  if (part->population->complete)
    {
      *epoch = self->plan.n_epochs;
      return TRUE;
    }
  return ws_project_load_train_state (self->work->project, part->population->id, model,
                                      self->plan.arch->n_params, epoch, weights, moments, diverged);
}

static gboolean
start_model (gpointer data, guint number, float *weights, GError **error)
{
  WsTraining          *self = data;
  guint                model;
  const WsTrainedPart *part = find_part (self, number, &model);

  return self->start (self, (guint)(part - self->parts), model, weights, error);
}

/* -- the run -- */

/* What an earlier run of the same request has measured already. */
static gboolean
load_metrics (WsTraining *self, WsTrainedPart *part, GError **error)
{
  WsStateQuery query = { .epoch_first = 0, .epoch_last = self->plan.n_epochs };
  gsize        n = ((gsize)self->plan.n_epochs + 1) * part->n;
  g_autoptr (WsStates) states = NULL;

  part->metrics = g_new (WsEpochMetrics, n);
  for (gsize i = 0; i < n; i++)
    part->metrics[i] = (WsEpochMetrics){ NAN, NAN, NAN, NAN, NAN, NAN };
  states = ws_project_load_states (self->work->project, part->population->id, &query, error);
  if (states == NULL)
    return FALSE;
  if (states->n > 0)
    self->work->saved = "epochs";
  for (guint i = 0; i < states->n; i++)
    if (states->model[i] < part->n)
      part->metrics[(gsize)states->epoch[i] * part->n + states->model[i]] = states->metrics[i];
  return TRUE;
}

gboolean
ws_training_load (WsTraining *self, GError **error)
{
  for (guint p = 0; p < self->n_parts; p++)
    if (!load_metrics (self, &self->parts[p], error))
      return FALSE;
  publish (self, TRUE);
  return TRUE;
}

gboolean
ws_training_is_complete (const WsTraining *self)
{
  for (guint p = 0; p < self->n_parts; p++)
    if (!self->parts[p].population->complete)
      return FALSE;
  return TRUE;
}

gboolean
ws_training_run (WsTraining *self, GError **error)
{
  const WsZooSink sink = { .epoch_done = epoch_done,
                           .load = load_state,
                           .start = self->start != NULL ? start_model : NULL,
                           .data = self };

  if (!ws_zoo_train (&self->plan, &sink, self->job, error))
    return FALSE;
  publish (self, TRUE);
  /* Stopped early, some have not reached their last epoch. */
  if (ws_job_should_finish (self->job))
    return TRUE;
  for (guint p = 0; p < self->n_parts; p++)
    if (!ws_project_drop_train_states (self->work->project, self->parts[p].population->id, error))
      return FALSE;
  return TRUE;
}

static gboolean
drop_populations (WsTraining *self)
{
  for (guint p = 0; p < self->n_parts; p++)
    if (!ws_project_delete_population (self->work->project, self->parts[p].population->id, NULL))
      return FALSE;
  return self->is_part || ws_work_set_result (self->work, 0, NULL, NULL);
}

/* On a full disk they may have to stay; then it is still known whose they are, and the next run
 * goes on with them. */
void
ws_training_drop_empty (WsTraining *self)
{
  WsProject *project = self->work->project;

  /* nothing is known of a population whose metrics could not even be read */
  for (guint p = 0; p < self->n_parts; p++)
    if (self->parts[p].population == NULL || self->parts[p].metrics == NULL)
      return;
  if (self->work->saved != NULL)
    return;
  if (!ws_project_begin (project, NULL) || !drop_populations (self) ||
      !ws_project_commit (project, NULL))
    {
      ws_project_rollback (project);
      self->work->saved = "population";
    }
}
