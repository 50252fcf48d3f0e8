/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/work-private.h"

#include "core/cpu.h"
#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_MODELS 100000
#define MAX_EPOCHS 10000
#define PUBLISH_INTERVAL_US 100000

/* One run of a zoo: the document on one side, the trainer on the other. */
typedef struct
{
  WsWork             *work;
  WsJob              *job;
  const WsZooRequest *request;
  WsPopulation       *population;
  WsZooPlan           plan;
  gboolean           *keep; /* by epoch */
  WsEpochMetrics     *metrics;
  gint64              published;
} ZooRun;

static void
run_clear (ZooRun *run)
{
  g_clear_pointer (&run->population, ws_population_free);
  g_clear_pointer (&run->plan.train, ws_tensor_images_unref);
  g_clear_pointer (&run->plan.val, ws_tensor_images_unref);
  g_clear_pointer (&run->plan.test, ws_tensor_images_unref);
  g_clear_pointer (&run->keep, g_free);
  g_clear_pointer (&run->metrics, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZooRun, run_clear)

static void
publish (ZooRun *run, gboolean at_once)
{
  gint64 now = g_get_monotonic_time ();

  if (!at_once && now - run->published < PUBLISH_INTERVAL_US)
    return;
  run->published = now;
  ws_job_publish (run->job, ws_zoo_snapshot_new (run->metrics, run->request->n_models,
                                                 run->request->n_epochs, run->population->id));
}

/* -- the trainer's sink -- */

/* Saves the states whose epoch is kept (or not) of one call. */
static gboolean
save_some (ZooRun             *run,
           const guint        *models,
           const WsModelState *states,
           guint               n,
           gboolean            keep,
           GError            **error)
{
  g_autofree guint        *some = g_new (guint, n);
  g_autofree WsModelState *rows = g_new (WsModelState, n);
  guint                    n_some = 0;

  for (guint i = 0; i < n; i++)
    if (run->keep[MIN (states[i].epoch, run->request->n_epochs)] == keep)
      {
        some[n_some] = models[i];
        rows[n_some++] = states[i];
      }
  return n_some == 0 || ws_project_save_epoch (run->work->project, run->population->id, some, rows,
                                               n_some, run->plan.arch->n_params, keep, error);
}

static gboolean
epoch_done (gpointer data, const guint *models, const WsModelState *states, guint n, GError **error)
{
  ZooRun    *run = data;
  WsProject *project = run->work->project;

  if (!ws_project_begin (project, error))
    return FALSE;
  if (!save_some (run, models, states, n, TRUE, error) ||
      !save_some (run, models, states, n, FALSE, error) || !ws_project_commit (project, error))
    {
      ws_project_rollback (project);
      return FALSE;
    }
  run->work->saved = "epochs";
  for (guint i = 0; i < n; i++)
    if (models[i] < run->request->n_models && states[i].epoch <= run->request->n_epochs)
      run->metrics[(gsize)states[i].epoch * run->request->n_models + models[i]] = states[i].metrics;
  publish (run, FALSE);
  return TRUE;
}

static gboolean
load_state (
    gpointer data, guint model, guint *epoch, float *weights, float *moments, gboolean *diverged)
{
  ZooRun *run = data;

  return ws_project_load_train_state (run->work->project, run->population->id, model,
                                      run->plan.arch->n_params, epoch, weights, moments, diverged);
}

/* -- before training -- */

static gboolean
load_plan (ZooRun *run, GError **error)
{
  const WsZooRequest *request = run->request;
  g_autoptr (WsDataset) set = ws_dataset_load (request->data, error);
  guint n_train, n_val;

  if (set == NULL)
    return FALSE;
  run->plan.arch = ws_arch_lookup (request->arch, set->train->channels, error);
  if (run->plan.arch == NULL)
    return FALSE;
  run->plan.recipe = request->recipe;
  run->plan.recipe.preprocess = set->preprocess;
  run->plan.n_models = request->n_models;
  run->plan.n_epochs = request->n_epochs;
  run->plan.seed = request->seed;
  ws_work_count_images (&request->recipe, set->train->n, &n_train, &n_val);
  run->plan.recipe.n_train = n_train;
  run->plan.recipe.n_val = n_val;
  return ws_dataset_split (set, n_train, n_val, &run->plan.train, n_val > 0 ? &run->plan.val : NULL,
                           &run->plan.test, error);
}

static gboolean
add_population (ZooRun *run, GError **error)
{
  WsWork             *work = run->work;
  const WsZooRequest *request = run->request;
  g_autoptr (WsPopulation) population = g_new0 (WsPopulation, 1);
  g_autoptr (JsonBuilder) settings = json_builder_new ();

  population->name = request->name[0] != '\0'
                         ? g_strdup (request->name)
                         : ws_project_free_population_name (work->project, "zoo");
  population->kind = g_strdup ("zoo");
  population->arch = g_strdup (request->arch);
  population->channels = run->plan.arch->channels;
  population->data = g_strdup (request->data);
  population->recipe_json = ws_recipe_to_json (&run->plan.recipe);
  population->seed = request->seed;
  population->n = request->n_models;
  json_builder_begin_object (settings);
  json_builder_set_member_name (settings, "epochs");
  json_builder_add_int_value (settings, request->n_epochs);
  json_builder_set_member_name (settings, "keep");
  json_builder_add_string_value (settings, request->keep);
  json_builder_end_object (settings);
  population->settings_json = ws_json_builder_dup_text (settings);

  /* The population and the memory of whose it is belong together. */
  if (!ws_project_begin (work->project, error))
    return FALSE;
  if (!ws_project_add_population (work->project, population, error))
    {
      ws_project_rollback (work->project);
      return FALSE;
    }
  run->population = ws_project_get_population (work->project, population->id, error);
  if (run->population == NULL ||
      !ws_work_set_result (work, run->population->id, run->population->created, error) ||
      !ws_project_commit (work->project, error))
    {
      ws_project_rollback (work->project);
      g_clear_pointer (&run->population, ws_population_free);
      return FALSE;
    }
  return TRUE;
}

/* What an earlier run of the same request has measured already. */
static gboolean
load_metrics (ZooRun *run, GError **error)
{
  WsStateQuery query = { .epoch_first = 0, .epoch_last = run->request->n_epochs };
  gsize        n = ((gsize)run->request->n_epochs + 1) * run->request->n_models;
  g_autoptr (WsStates) states = NULL;

  run->metrics = g_new (WsEpochMetrics, n);
  for (gsize i = 0; i < n; i++)
    run->metrics[i] = (WsEpochMetrics){ NAN, NAN, NAN, NAN, NAN, NAN };
  states = ws_project_load_states (run->work->project, run->population->id, &query, error);
  if (states == NULL)
    return FALSE;
  if (states->n > 0)
    run->work->saved = "epochs";
  for (guint i = 0; i < states->n; i++)
    if (states->model[i] < run->request->n_models)
      run->metrics[(gsize)states->epoch[i] * run->request->n_models + states->model[i]] =
          states->metrics[i];
  return TRUE;
}

/* A population without one finished epoch is nothing to keep. On a full disk it may have to stay;
 * then it is still known whose it is, and the next run goes on with it. */
static void
drop_empty_population (ZooRun *run)
{
  WsProject *project = run->work->project;

  if (run->population == NULL || run->work->saved != NULL)
    return;
  if (!ws_project_begin (project, NULL) ||
      !ws_project_delete_population (project, run->population->id, NULL) ||
      !ws_work_set_result (run->work, 0, NULL, NULL) || !ws_project_commit (project, NULL))
    {
      ws_project_rollback (project);
      run->work->saved = "population";
    }
}

static gboolean
train (ZooRun *run, GError **error)
{
  const WsZooSink sink = { .epoch_done = epoch_done, .load = load_state, .data = run };
  gint64          id = ws_work_find_result (run->work);

  if (id != 0)
    run->population = ws_project_get_population (run->work->project, id, error);
  else if (!add_population (run, error))
    return FALSE;
  if (run->population == NULL || !load_metrics (run, error))
    return FALSE;
  publish (run, TRUE);
  if (!ws_zoo_train (&run->plan, &sink, run->job, error))
    return FALSE;
  publish (run, TRUE);
  /* Stopped early, some have not reached their last epoch. */
  return ws_job_should_finish (run->job) ||
         ws_project_drop_train_states (run->work->project, run->population->id, error);
}

static gboolean
zoo_run (WsWork *work, WsJob *job, GError **error)
{
  g_auto (ZooRun) run = { .work = work, .job = job, .request = work->request };

  run.keep = ws_keep_parse (run.request->keep, run.request->n_epochs, error);
  if (run.keep == NULL || !load_plan (&run, error) || !ws_job_tick (job, error))
    return FALSE;
  if (train (&run, error))
    return TRUE;
  drop_empty_population (&run);
  return FALSE;
}

/* -- the request -- */

static gboolean
is_known_arch (const char *name)
{
  return g_strv_contains (ws_arch_list (), name);
}

static gboolean
check_request (const WsZooRequest *request, GError **error)
{
  g_autofree gboolean *keep = NULL;

  if (request->n_models < 1 || request->n_models > MAX_MODELS)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "a zoo has 1 to %u networks, not %u", MAX_MODELS,
                 request->n_models);
  else if (request->n_epochs > MAX_EPOCHS)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "networks train for 0 to %u epochs, not %u",
                 MAX_EPOCHS, request->n_epochs);
  else if (!is_known_arch (request->arch))
    {
      g_autofree char *names = g_strjoinv (", ", (char **)ws_arch_list ());

      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "there is no architecture \"%s\"; known: %s",
                   request->arch, names);
    }
  else if (ws_recipe_validate (&request->recipe, error))
    keep = ws_keep_parse (request->keep, request->n_epochs, error);
  return keep != NULL;
}

WsJob *
ws_zoo_work_new (WsProject *project, const WsZooRequest *request, GError **error)
{
  g_autofree char *title = NULL;
  WsZooRequest     own = *request;

  g_return_val_if_fail (WS_IS_PROJECT (project), NULL);
  if (own.arch[0] == '\0')
    g_strlcpy (own.arch, "cnn-s", sizeof own.arch);
  if (own.keep[0] == '\0')
    g_strlcpy (own.keep, "all", sizeof own.keep);
  if (!check_request (&own, error))
    return NULL;
  ws_work_make_path_absolute (own.data, sizeof own.data);
  if (own.name[0] != '\0')
    /* Translators: %s is the name of a zoo */
    title = g_strdup_printf (_ ("Training zoo %s"), own.name);
  else
    title = g_strdup (_ ("Training zoo"));
  return ws_work_new (project, "zoo", title, ws_zoo_request_to_json (&own), &own, sizeof own, TRUE,
                      zoo_run, error);
}
