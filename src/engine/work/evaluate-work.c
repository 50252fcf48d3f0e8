/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/work-private.h"

#include "core/error.h"
#include "core/numeric.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Networks scored at once: between two lots the progress moves. */
#define LOT 64

static gboolean
score (const WsArch         *arch,
       WsActivation          act,
       const WsStates       *states,
       const WsTensorImages *images,
       float                *loss,
       float                *acc,
       WsJob                *job,
       GError              **error)
{
  for (guint i = 0; i < states->n; i += LOT)
    {
      guint n = MIN (LOT, states->n - i);

      if (!ws_zoo_evaluate (arch, act, states->weights + i * states->n_params, n, images, loss + i,
                            acc + i, NULL, job, error))
        return FALSE;
      ws_job_report (job, i + n, states->n, _ ("states scored"));
      if (!ws_job_tick (job, error))
        return FALSE;
    }
  return TRUE;
}

static char *
write_report (const WsPopulation      *population,
              const WsEvaluateRequest *request,
              const WsStates          *states,
              guint                    n_images,
              const float             *loss,
              const float             *acc)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "population");
  json_builder_add_string_value (builder, population->name);
  json_builder_set_member_name (builder, "data");
  json_builder_add_string_value (builder,
                                 request->data[0] != '\0' ? request->data : population->data);
  json_builder_set_member_name (builder, "split");
  json_builder_add_string_value (builder, request->split);
  json_builder_set_member_name (builder, "n");
  json_builder_add_int_value (builder, states->n);
  json_builder_set_member_name (builder, "images");
  json_builder_add_int_value (builder, n_images);
  ws_json_add_number (builder, "acc_mean", ws_mean (acc, states->n));
  ws_json_add_number (builder, "acc_std", ws_std (acc, states->n));
  ws_json_add_number (builder, "loss_mean", ws_mean (loss, states->n));
  json_builder_set_member_name (builder, "models");
  json_builder_begin_array (builder);
  for (guint i = 0; i < states->n; i++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "id");
      json_builder_add_int_value (builder, (gint64)states->model[i] + 1);
      json_builder_set_member_name (builder, "epoch");
      json_builder_add_int_value (builder, states->epoch[i]);
      ws_json_add_number (builder, "acc", (double)acc[i]);
      ws_json_add_number (builder, "loss", (double)loss[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

static gboolean
store (WsProject               *project,
       const WsPopulation      *population,
       const WsEvaluateRequest *request,
       const WsStates          *states,
       guint                    n_images,
       const float             *loss,
       const float             *acc,
       GError                 **error)
{
  const char      *data = request->data[0] != '\0' ? request->data : population->data;
  g_autofree char *report = write_report (population, request, states, n_images, loss, acc);

  if (!ws_project_begin (project, error))
    return FALSE;
  if (ws_project_save_scores (project, states->checkpoint, states->n, data, request->split,
                              n_images, loss, acc, error) &&
      ws_project_add_report (project, population->id, 0, WS_EVALUATION_REPORT, report, error) &&
      ws_project_commit (project, error))
    return TRUE;
  ws_project_rollback (project);
  return FALSE;
}

static gboolean
evaluate_run (WsWork *work, WsJob *job, GError **error)
{
  const WsEvaluateRequest *request = work->request;
  WsStateQuery             query = { .with_weights = TRUE };
  g_autoptr (WsPopulation) population =
      ws_work_find_population (work->project, request->population, error);
  g_autoptr (WsTensorImages) images = NULL;
  g_autoptr (WsStates) states = NULL;
  g_autofree float *loss = NULL, *acc = NULL;
  const WsArch     *arch;
  WsActivation      act;

  query.epoch_last = WS_EPOCH_LAST;
  query.epoch_first = g_str_equal (request->epochs, "all") ? 0 : WS_EPOCH_LAST;
  if (population == NULL || !ws_population_get_network (population, &arch, &act, error) ||
      !ws_work_set_result (work, population->id, population->created, error))
    return FALSE;
  images = ws_work_load_images (population, request->data, request->split, error);
  if (images == NULL)
    return FALSE;
  states = ws_project_load_states (work->project, population->id, &query, error);
  if (states == NULL)
    return FALSE;
  if (states->n == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "%s has no network with weights to score",
                   population->name);
      return FALSE;
    }
  loss = g_new (float, states->n);
  acc = g_new (float, states->n);
  return score (arch, act, states, images, loss, acc, job, error) &&
         store (work->project, population, request, states, images->n, loss, acc, error);
}

WsJob *
ws_evaluate_work_new (WsProject *project, const WsEvaluateRequest *request, GError **error)
{
  static const char *const splits[] = { "train", "validation", "test", NULL };
  g_autofree char         *title = NULL;
  WsEvaluateRequest        own = *request;

  g_return_val_if_fail (WS_IS_PROJECT (project), NULL);
  if (own.split[0] == '\0')
    g_strlcpy (own.split, "test", sizeof own.split);
  if (own.epochs[0] == '\0')
    g_strlcpy (own.epochs, "last", sizeof own.epochs);
  if (!g_strv_contains (splits, own.split))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "there are train, validation and test images, but not \"%s\"", own.split);
      return NULL;
    }
  if (!g_str_equal (own.epochs, "last") && !g_str_equal (own.epochs, "all"))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "networks are scored at \"last\" or at \"all\" epochs, not at \"%s\"",
                   own.epochs);
      return NULL;
    }
  ws_work_name_population (project, own.population, sizeof own.population);
  ws_work_make_path_absolute (own.data, sizeof own.data);
  /* Translators: %s is the name of a population of networks */
  title = g_strdup_printf (_ ("Scoring %s"), own.population);
  return ws_work_new (project, "evaluate", title, ws_evaluate_request_to_json (&own), &own,
                      sizeof own, FALSE, evaluate_run, error);
}
