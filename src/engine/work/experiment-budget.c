/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/experiment-private.h"

/* A control of representations that learn from images: what the same images give when new networks
 * are simply trained on them. METHOD.md 7. */

/* Of the representation and those that it goes on from. */
static gboolean
count_passes (const ExperimentRun *run, const WsHyperInfo *info, double *passes, GError **error)
{
  WsProject    *project = run->work->project;
  WsHyperConfig config;
  g_autoptr (WsStates) states = NULL;
  g_autoptr (WsHyperInfo) parent = NULL;

  if (!ws_hyper_config_from_json (info->config_json, &config, error))
    return FALSE;
  states = ws_work_load_used_states (project, run->zoo, &config, 1 << WS_SPLIT_TRAIN, FALSE, NULL,
                                     error);
  if (states == NULL)
    return FALSE;
  *passes += (double)ws_hyper_count_image_passes (&config, states->n, info->epochs);
  if (info->parent == NULL)
    return TRUE;
  parent = ws_project_find_hyper (project, info->parent, error);
  return parent != NULL && count_passes (run, parent, passes, error);
}

/* Full passes over the zoo's train images for each of @count networks; 0 where the representation
 * saw none. */
static gboolean
count_epochs (const ExperimentRun *run, const WsUnit *unit, guint *n_epochs, GError **error)
{
  g_autoptr (WsHyperInfo) info = ws_experiment_find_parent (run, unit, error);
  g_autoptr (WsTensorImages) images = NULL;
  double passes = 0;

  if (info == NULL || !count_passes (run, info, &passes, error))
    return FALSE;
  images = ws_work_load_images (run->zoo, NULL, "train", error);
  if (images == NULL)
    return FALSE;
  *n_epochs = passes > 0 ? (guint)MAX (1, passes / ((double)images->n * unit->count) + 0.5) : 0;
  return TRUE;
}

char *
ws_experiment_run_budget (ExperimentRun *run, const WsUnit *unit, GError **error)
{
  guint        n_epochs;
  WsUnit       training = *unit;
  WsStateQuery last = { .with_weights = TRUE };
  g_autoptr (WsPopulation) networks = NULL;
  g_autoptr (WsStates) states = NULL;

  if (!count_epochs (run, unit, &n_epochs, error))
    return NULL;
  if (n_epochs == 0)
    return g_strdup ("{\"points\":[]}");
  /* found again by what it is, whatever representation took as many */
  training.kind = WS_UNIT_TUNE;
  training.parent = -1;
  training.epochs = n_epochs;
  last.epoch_first = last.epoch_last = n_epochs;
  networks = ws_experiment_train (run, &training, error);
  if (networks == NULL)
    return NULL;
  states = ws_project_load_states (run->work->project, networks->id, &last, error);
  return states != NULL
             ? ws_experiment_measure_networks (run->work->project, run->zoo, &run->settings->config,
                                               states, n_epochs, run->job, error)
             : NULL;
}
