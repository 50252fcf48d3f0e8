/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/training.h"
#include "work/work-private.h"

#include "core/cpu.h"
#include "core/error.h"

#include <glib/gi18n-lib.h>

#define MAX_MODELS 100000
#define MAX_EPOCHS 10000

/* One run of a zoo: a training of one population. */
typedef struct
{
  WsTraining          training;
  WsTrainedPart       part;
  const WsZooRequest *request;
} ZooRun;

static void
run_clear (ZooRun *run)
{
  ws_training_clear (&run->training);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZooRun, run_clear)

static GObject *
make_snapshot (WsTraining *training)
{
  const WsTrainedPart *part = &training->parts[0];

  return ws_zoo_snapshot_new (part->metrics, part->n, training->plan.n_epochs,
                              part->population->id);
}

static void
fill_plan (ZooRun *run)
{
  WsZooPlan *plan = &run->training.plan;

  plan->recipe = run->request->recipe;
  plan->n_models = run->part.n = run->request->n_models;
  plan->n_epochs = run->request->n_epochs;
  plan->seed = run->request->seed;
}

static gboolean
add_population (ZooRun *run, GError **error)
{
  WsWork             *work = run->training.work;
  const WsZooRequest *request = run->request;
  g_autoptr (WsPopulation) population = g_new0 (WsPopulation, 1);
  g_autoptr (JsonBuilder) settings = json_builder_new ();

  population->name = request->name[0] != '\0'
                         ? g_strdup (request->name)
                         : ws_project_free_population_name (work->project, "zoo");
  population->kind = g_strdup ("zoo");
  population->arch = g_strdup (request->arch);
  population->channels = run->training.plan.arch->channels;
  population->data = g_strdup (request->data);
  population->recipe_json = ws_recipe_to_json (&run->training.plan.recipe);
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
  run->part.population = ws_project_get_population (work->project, population->id, error);
  if (run->part.population == NULL ||
      !ws_work_set_result (work, run->part.population->id, run->part.population->created, error) ||
      !ws_project_commit (work->project, error))
    {
      ws_project_rollback (work->project);
      g_clear_pointer (&run->part.population, ws_population_free);
      return FALSE;
    }
  return TRUE;
}

static gboolean
train (ZooRun *run, GError **error)
{
  WsWork *work = run->training.work;
  gint64  id = ws_work_find_result (work);

  if (id != 0)
    run->part.population = ws_project_get_population (work->project, id, error);
  else if (!add_population (run, error))
    return FALSE;
  return run->part.population != NULL && ws_training_load (&run->training, error) &&
         ws_training_run (&run->training, error);
}

static gboolean
zoo_run (WsWork *work, WsJob *job, GError **error)
{
  g_auto (ZooRun)
      run = { .training = { .work = work, .job = job, .n_parts = 1, .snapshot = make_snapshot },
              .request = work->request };

  run.training.parts = &run.part;
  run.training.keep = ws_keep_parse (run.request->keep, run.request->n_epochs, error);
  fill_plan (&run);
  if (run.training.keep == NULL ||
      !ws_training_load_images (&run.training, run.request->data, run.request->arch, error) ||
      !ws_job_tick (job, error))
    return FALSE;
  if (train (&run, error))
    return TRUE;
  ws_training_drop_empty (&run.training);
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
