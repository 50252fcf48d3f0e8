/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/aligner.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

guint ws_hyper_checkpoint_seconds = 10;

typedef struct
{
  WsWork               *work;
  WsJob                *job;
  const WsHyperRequest *request;
  gboolean        is_part; /* of a job of another kind, whose result is not this representation */
  WsPopulation   *population;
  const WsArch   *arch;
  WsHyperInfo    *info;
  WsStates       *states; /* that it learns from, all splits */
  WsHyper        *model, *parent;
  gboolean        parent_uses_images;
  WsTensorImages *images; /* where the losses need some */
  WsAligner      *aligner;
  GArray         *history; /* of WsHyperEpoch */
} HyperRun;

static void
run_clear (HyperRun *run)
{
  g_clear_pointer (&run->population, ws_population_free);
  g_clear_pointer (&run->info, ws_hyper_info_free);
  g_clear_pointer (&run->states, ws_states_free);
  g_clear_pointer (&run->aligner, ws_aligner_free);
  g_clear_pointer (&run->model, ws_hyper_unref);
  g_clear_pointer (&run->parent, ws_hyper_unref);
  g_clear_pointer (&run->images, ws_tensor_images_unref);
  g_clear_pointer (&run->history, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HyperRun, run_clear)

static void
publish (HyperRun *run)
{
  ws_job_publish (run->job, ws_hyper_snapshot_new ((gconstpointer)run->history->data,
                                                   run->history->len, run->arch));
}

/* -- the trainer's sink -- */

static gboolean
checkpoint (gpointer data, const WsHyperEpoch *epoch, GBytes *state, GError **error)
{
  HyperRun *run = data;

  if (!ws_project_save_hyper_epoch (run->work->project, run->info->id, epoch, state, error))
    return FALSE;
  if (state != NULL)
    run->work->saved = "state";
  if (epoch == NULL)
    return TRUE;
  /* What lies beyond the state that was gone on from is made again, with the same numbers. */
  while (run->history->len > 0 &&
         g_array_index (run->history, WsHyperEpoch, run->history->len - 1).epoch >= epoch->epoch)
    g_array_set_size (run->history, run->history->len - 1);
  g_array_append_vals (run->history, epoch, 1);
  publish (run);
  return TRUE;
}

/* -- before training -- */

static WsHyperInfo *
find_info (WsProject *project, gint64 id)
{
  g_autoptr (GPtrArray) list = ws_project_list_hypers (project, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const WsHyperInfo *info = g_ptr_array_index (list, i);

      if (info->id == id)
        return ws_project_find_hyper (project, info->name, NULL);
    }
  return NULL;
}

static gboolean
add_info (HyperRun *run, GError **error)
{
  const WsHyperRequest *request = run->request;
  WsProject            *project = run->work->project;
  g_autoptr (WsHyperInfo) info = g_new0 (WsHyperInfo, 1);

  info->name = request->name[0] != '\0'
                   ? g_strdup (request->name)
                   : ws_project_free_hyper_name (project, request->config.preset);
  info->preset = g_strdup (request->config.preset);
  info->config_json = ws_hyper_config_to_json (&request->config);
  info->population = run->population->id;
  info->n_params = ws_hyper_get_n_autoencoder (run->model);
  info->parent = request->from[0] != '\0' ? g_strdup (request->from) : NULL;
  info->uses_images = ws_hyper_config_uses_images (&request->config) || run->parent_uses_images;
  if (!ws_project_begin (project, error))
    return FALSE;
  if (!ws_project_add_hyper (project, info, error))
    {
      ws_project_rollback (project);
      return FALSE;
    }
  run->info = find_info (project, info->id);
  if (run->info == NULL ||
      !(run->is_part || ws_work_set_result (run->work, run->info->id, run->info->created, error)) ||
      !ws_project_commit (project, error))
    {
      ws_project_rollback (project);
      return FALSE;
    }
  return TRUE;
}

static gboolean
load_states (HyperRun *run, GError **error)
{
  const WsHyperRequest *request = run->request;
  guint                 n_split[3] = { 0, 0, 0 }, n_dropped = 0;

  run->states = ws_work_load_used_states (run->work->project, run->population, &request->config, 0,
                                          FALSE, &n_dropped, error);
  if (run->states == NULL)
    return FALSE;
  for (guint i = 0; i < run->states->n; i++)
    n_split[MIN (run->states->split[i], 2)]++;
  if (n_split[WS_SPLIT_TRAIN] < 2)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "%s has %u usable states of training networks in these epochs (%u states were "
                   "dropped for weights that are not finite or above %g), at least 2 are needed",
                   run->population->name, n_split[WS_SPLIT_TRAIN], n_dropped,
                   (double)request->config.weight_threshold);
      return FALSE;
    }
  return TRUE;
}

/* A new representation, with the parameters of another where it is to begin with these. */
static gboolean
make_model (HyperRun *run, GError **error)
{
  const WsHyperRequest *request = run->request;
  WsProject            *project = run->work->project;
  g_autoptr (WsHyperInfo) parent = NULL;

  run->model = ws_hyper_new (&request->config, run->arch, error);
  if (run->model == NULL || request->from[0] == '\0')
    return run->model != NULL;
  parent = ws_project_find_hyper (project, request->from, error);
  if (parent == NULL)
    return FALSE;
  run->parent = ws_project_load_hyper (project, parent->id, error);
  run->parent_uses_images = parent->uses_images;
  if (run->parent == NULL)
    return FALSE;
  if (ws_hyper_copy_params (run->model, run->parent, error))
    return TRUE;
  g_prefix_error (error, _ ("cannot begin with %s: "), request->from);
  return FALSE;
}

/* Images for the losses of what decoded networks do: those that the zoo was trained on. */
static gboolean
load_images (HyperRun *run, GError **error)
{
  const WsHyperConfig *config = ws_hyper_get_config (run->model);

  if (!(config->task_weight > 0 || config->behaviour_weight > 0))
    return TRUE;
  run->images = ws_work_load_images (run->population, NULL, "train", error);
  return run->images != NULL;
}

/* From here on the states are as the representation sees them. */
static gboolean
align_states (HyperRun *run, GError **error)
{
  /* what a parent learned holds for networks that lie as it saw them */
  if (run->parent != NULL && ws_hyper_get_config (run->model)->align != WS_ALIGN_NONE)
    ws_hyper_set_reference (run->model, ws_hyper_get_reference (run->parent));
  if (ws_hyper_get_reference (run->model) == NULL)
    ws_aligner_choose_reference (run->model, run->states);
  run->aligner = ws_aligner_new (run->work->project, run->model, run->population);
  return ws_aligner_turn_states (run->aligner, run->population, run->states, run->job, error);
}

/* @id: of the representation to go on with, or 0. */
static gboolean
prepare (HyperRun *run, gint64 id, GError **error)
{
  const WsHyperRequest *request = run->request;
  WsProject            *project = run->work->project;
  WsActivation          act;

  if (id != 0)
    run->info = find_info (project, id);
  run->population = run->info != NULL
                        ? ws_project_get_population (project, run->info->population, error)
                        : ws_work_find_population (project, request->population, error);
  if (run->population == NULL ||
      !ws_population_get_network (run->population, &run->arch, &act, error) ||
      !load_states (run, error))
    return FALSE;
  if (run->info != NULL && run->info->complete)
    run->model = ws_project_load_hyper (project, run->info->id, error);
  else if (!make_model (run, error) || !load_images (run, error))
    return FALSE;
  if (run->model == NULL || !align_states (run, error) ||
      (run->info == NULL && !add_info (run, error)))
    return FALSE;
  run->history = ws_project_load_hyper_history (project, run->info->id, error);
  return run->history != NULL;
}

/* -- the work -- */

/* The document keeps the last parameters and the best; the configuration says which are the result.
 */
static gboolean
keep (HyperRun *run, const WsHyperBest *best, GError **error)
{
  if (!ws_project_save_trained (run->work->project, run->info->id, run->model, best, error))
    return FALSE;
  if (ws_hyper_get_config (run->model)->keep == WS_KEEP_BEST && best->params != NULL)
    memcpy (ws_hyper_get_params (run->model), best->params,
            ws_hyper_get_n_autoencoder (run->model) * sizeof (float));
  return TRUE;
}

static gboolean
train (HyperRun *run, GError **error)
{
  WsProject *project = run->work->project;
  g_autoptr (GBytes) resume = ws_project_load_hyper_state (project, run->info->id);
  g_auto (WsHyperBest) best = { 0 };
  const WsHyperSink sink = { .checkpoint = checkpoint,
                             .data = run,
                             .checkpoint_seconds = ws_hyper_checkpoint_seconds,
                             .best = &best };
  WsTaskImages      images = { .images = run->images };
  const WsHyperData data = { .n = run->states->n,
                             .weights = run->states->weights,
                             .split = run->states->split,
                             .images = run->images != NULL ? &images : NULL };
  const WsArch     *arch;

  if (!ws_population_get_network (run->population, &arch, &images.act, error))
    return FALSE;
  if (resume == NULL)
    g_array_set_size (run->history, 0);
  else
    run->work->saved = "state";
  publish (run);
  return ws_hyper_train (run->model, &data, &sink, resume, run->job, error) &&
         keep (run, &best, error);
}

static gboolean
embed (HyperRun *run, GError **error)
{
  WsProject *project = run->work->project;
  g_autoptr (WsProjection) projection = NULL;
  guint done = 0, total = run->population->n * (run->population->n_epochs + 1);

  projection =
      ws_work_fit_projection (project, run->model, run->info->id, run->states, run->job, error);
  return projection != NULL &&
         ws_work_embed_population (project, run->model, run->info->id, run->aligner,
                                   run->population, projection, run->job, &done, total, error);
}

/* A report is written in one piece, once all of it is known. */
static gboolean
is_measured (const HyperRun *run)
{
  g_autofree char *report = ws_project_dup_report (run->work->project, run->population->id,
                                                   run->info->id, WS_HYPER_REPORT);

  return run->info->complete && report != NULL;
}

static gboolean
train_and_measure (HyperRun *run, gint64 id, GError **error)
{
  if (!prepare (run, id, error))
    return FALSE;
  if (!run->info->complete && !train (run, error))
    return FALSE;
  run->work->saved = "model";
  publish (run);
  return is_measured (run) || ws_work_measure_hyper (run->work, run->model, run->info, run->aligner,
                                                     run->population, run->states, run->job, error);
}

static gboolean
hyper_run (WsWork *work, WsJob *job, GError **error)
{
  g_auto (HyperRun) run = { .work = work, .job = job, .request = work->request };

  return train_and_measure (&run, ws_work_find_result (work), error) && embed (&run, error);
}

WsHyperInfo *
ws_work_make_hyper (WsWork *work, WsJob *job, const WsHyperRequest *request, GError **error)
{
  g_auto (HyperRun) run = { .work = work, .job = job, .request = request, .is_part = TRUE };
  g_autoptr (WsHyperInfo) old = ws_project_find_hyper (work->project, request->name, NULL);

  return train_and_measure (&run, old != NULL ? old->id : 0, error)
             ? find_info (work->project, run.info->id)
             : NULL;
}

/* @params: (transfer full) */
static WsJob *
new_job (WsProject *project, const WsHyperRequest *request, char *params, GError **error)
{
  g_autofree char *title = NULL;

  if (request->name[0] != '\0')
    /* Translators: %s is the name of a hyper-representation */
    title = g_strdup_printf (_ ("Training representation %s"), request->name);
  else
    title = g_strdup (_ ("Training representation"));
  return ws_work_new (project, "hyper", title, params, request, sizeof *request, TRUE, hyper_run,
                      error);
}

WsJob *
ws_hyper_work_new (WsProject *project, const WsHyperRequest *request, GError **error)
{
  WsHyperRequest own = *request;

  g_return_val_if_fail (WS_IS_PROJECT (project), NULL);
  if (!ws_hyper_config_validate (&own.config, error))
    return NULL;
  ws_work_name_population (project, own.population, sizeof own.population);
  return new_job (project, &own, ws_hyper_request_to_json (&own), error);
}

WsJob *
ws_hyper_work_resume (WsProject            *project,
                      const WsHyperRequest *request,
                      const char           *params,
                      GError              **error)
{
  return new_job (project, request, g_strdup (params), error);
}
