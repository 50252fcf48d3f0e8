/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/finetune-private.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>

static void
run_clear (FinetuneRun *run)
{
  ws_training_clear (&run->training);
  for (guint p = 0; p < MAX_PARTS; p++)
    g_clear_pointer (&run->origins[p].starts, g_free);
  g_clear_pointer (&run->streams, g_free);
  g_clear_pointer (&run->teachers, g_free);
  g_clear_pointer (&run->targets, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FinetuneRun, run_clear)

static GObject *
make_snapshot (WsTraining *training)
{
  const FinetuneRun *run = (const FinetuneRun *)training;
  WsFinetuneCurve    curves[MAX_PARTS];

  for (guint p = 0; p < training->n_parts; p++)
    curves[p] = (WsFinetuneCurve){ .name = run->parts[p].population->name,
                                   .source = run->origins[p].name,
                                   .population = run->parts[p].population->id,
                                   .n_models = run->parts[p].n,
                                   .metrics = run->parts[p].metrics };
  return ws_finetune_snapshot_new (curves, training->n_parts, training->plan.n_epochs);
}

/* The recipe's first weights, and over them what the source has. */
static gboolean
start_network (WsTraining *training, guint part, guint model, float *weights, GError **error)
{
  const FinetuneRun *run = (const FinetuneRun *)training;
  const Origin      *origin = &run->origins[part];
  const WsZooPlan   *plan = &training->plan;
  g_autofree float  *source = NULL;

  ws_arch_init_weights (plan->arch, plan->recipe.init, plan->seed, model, weights);
  if (origin->name == NULL)
    return TRUE;
  if (origin->arch == NULL)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                   "%s, whose networks were to be trained on, is there no more", origin->name);
      return FALSE;
    }
  source = g_new (float, origin->arch->n_params);
  return ws_project_load_weights (training->work->project, origin->starts[model], source,
                                  origin->arch->n_params, error) &&
         ws_arch_transfer (origin->arch, plan->arch, source, run->control, plan->seed, model,
                           weights, error) > 0;
}

static gboolean
train (FinetuneRun *run, GError **error)
{
  return ws_training_load (&run->training, error) && ws_finetune_ask_teacher (run, error) &&
         ws_training_run (&run->training, error) && ws_finetune_add_reports (run, error);
}

/* A whole run; the request is complete. */
static gboolean
run_all (FinetuneRun *run, GError **error)
{
  const WsFinetuneRequest *request = run->request;
  WsZooPlan               *plan = &run->training.plan;

  plan->recipe = request->recipe;
  plan->n_epochs = request->n_epochs;
  plan->seed = request->seed;
  run->training.start = start_network;
  run->training.snapshot = make_snapshot;
  run->training.keep = ws_keep_parse (request->keep, request->n_epochs, error);
  if (run->training.keep == NULL ||
      !ws_transfer_control_parse (request->control, &run->control, error) ||
      !ws_training_load_images (&run->training, request->data, request->arch, error) ||
      !ws_finetune_find_parts (run, error) || !ws_job_tick (run->training.job, error) ||
      !ws_finetune_add_parts (run, error))
    return FALSE;
  if (train (run, error))
    return TRUE;
  ws_training_drop_empty (&run->training);
  return FALSE;
}

/* -- as a job -- */

static char *
name_run (const WsWork *work)
{
  return g_strdup_printf ("job %" G_GINT64_FORMAT, work->record);
}

static gboolean
finetune_run (WsWork *work, WsJob *job, GError **error)
{
  g_autofree char *name = name_run (work);
  g_auto (FinetuneRun)
      run = { .training = { .work = work, .job = job }, .request = work->request, .name = name };

  return run_all (&run, error);
}

gboolean
ws_finetune_work_is_whole (WsWork *work)
{
  g_autofree char *name = name_run (work);

  return ws_finetune_has_parts (work->project, work->request, name);
}

/* -- as a part of another -- */

GPtrArray *
ws_work_finetune (
    WsWork *work, WsJob *job, const WsFinetuneRequest *request, const char *name, GError **error)
{
  WsFinetuneRequest own = *request;
  g_auto (FinetuneRun) run = { .training = { .work = work, .job = job, .is_part = TRUE },
                               .request = &own,
                               .name = name };

  if (!ws_finetune_complete_request (work->project, &own, error) || !run_all (&run, error))
    return NULL;
  return ws_finetune_list_results (work->project, run.parts[0].population->id, error);
}

static char *
make_title (const WsFinetuneRequest *request)
{
  g_autofree char *names = NULL;
  GPtrArray       *list = g_ptr_array_new ();

  for (guint i = 0; i < request->n_populations; i++)
    g_ptr_array_add (list, (gpointer)request->population[i]);
  g_ptr_array_add (list, NULL);
  names = g_strjoinv (", ", (char **)list->pdata);
  g_ptr_array_unref (list);
  if (request->n_populations == 0)
    return g_strdup (_ ("Training from scratch"));
  /* Translators: %s are names of populations of networks */
  return g_strdup_printf (_ ("Fine-tuning %s"), names);
}

WsJob *
ws_finetune_work_new (WsProject *project, const WsFinetuneRequest *request, GError **error)
{
  WsFinetuneRequest own = *request;
  g_autofree char  *title = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (project), NULL);
  if (!ws_finetune_complete_request (project, &own, error))
    return NULL;
  title = make_title (&own);
  return ws_work_new (project, "finetune", title, ws_finetune_request_to_json (&own), &own,
                      sizeof own, TRUE, finetune_run, error);
}
