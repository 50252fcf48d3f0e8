/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/work-private.h"

#include "core/error.h"

WsJob *
ws_work_resume (WsProject *project, const WsJobRecord *record, GError **error)
{
  union
  {
    WsZooRequest      zoo;
    WsHyperRequest    hyper;
    WsEmbedRequest    embed;
    WsSampleRequest   sample;
    WsFinetuneRequest finetune;
    WsEvaluateRequest evaluate;
    WsEnsembleRequest ensemble;

    WsExperimentSettings experiment;
  } request;
  const char *params = record->params_json;

  if (g_str_equal (record->kind, "zoo"))
    return ws_zoo_request_from_json (params, &request.zoo, error)
               ? ws_zoo_work_new (project, &request.zoo, error)
               : NULL;
  if (g_str_equal (record->kind, "hyper"))
    return ws_hyper_request_from_json (params, &request.hyper, error)
               ? ws_hyper_work_resume (project, &request.hyper, params, error)
               : NULL;
  if (g_str_equal (record->kind, "embed"))
    return ws_embed_request_from_json (params, &request.embed, error)
               ? ws_embed_work_new (project, &request.embed, error)
               : NULL;
  if (g_str_equal (record->kind, "sample"))
    return ws_sample_request_from_json (params, &request.sample, error)
               ? ws_sample_work_resume (project, &request.sample, params, error)
               : NULL;
  if (g_str_equal (record->kind, "finetune"))
    return ws_finetune_request_from_json (params, &request.finetune, error)
               ? ws_finetune_work_new (project, &request.finetune, error)
               : NULL;
  if (g_str_equal (record->kind, "evaluate"))
    return ws_evaluate_request_from_json (params, &request.evaluate, error)
               ? ws_evaluate_work_new (project, &request.evaluate, error)
               : NULL;
  if (g_str_equal (record->kind, "ensemble"))
    return ws_ensemble_request_from_json (params, &request.ensemble, error)
               ? ws_ensemble_work_new (project, &request.ensemble, error)
               : NULL;
  if (g_str_equal (record->kind, "experiment"))
    return ws_experiment_settings_from_json (params, &request.experiment, error)
               ? ws_experiment_work_new (project, &request.experiment, error)
               : NULL;
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               "job %" G_GINT64_FORMAT " is of the kind \"%s\", which this version does not know",
               record->id, record->kind);
  return NULL;
}
