/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/figures.h"
#include "core/error.h"
#include "results/experiment-figure.h"

#include <glib/gi18n.h>

static WsFigure *
make (WsProject *project, const char *name, GError **error)
{
  g_autoptr (WsExperimentInfo) info = ws_work_find_experiment (project, name, 0, error);
  g_autoptr (WsTable) table = NULL;
  WsFigure *figure;
  guint     n_done, n_units;

  if (info != NULL)
    table = ws_work_make_experiment_table (project, info, &n_done, &n_units, error);
  if (table == NULL)
    return NULL;
  figure = ws_experiment_figure_new (table, info, ws_project_get_path (project));
  if (figure == NULL)
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                 _ ("%s: the experiment \"%s\" has too few units done to be drawn: %u of %u"),
                 ws_project_get_path (project), name, n_done, n_units);
  return figure;
}

#define KIND(variable, experiment, text)                                                           \
  static WsFigure *make_##variable (WsProject *project, const WsFigureChoice *choice,              \
                                    GError **error)                                                \
  {                                                                                                \
    return make (project, experiment, error);                                                      \
  }                                                                                                \
  const WsFigureKind ws_figure_##variable = { "experiment-" experiment, text, make_##variable }

KIND (lwln_ablation, "lwln-ablation", N_ ("R² by layer and accuracies with and without LWLN"));
KIND (alignment, "alignment", N_ ("R² and accuracies for each way to align networks"));
KIND (frontier, "frontier", N_ ("accuracy against diversity and copying, by task weight"));
KIND (presets, "presets", N_ ("what a preset reaches, and how much seeds differ"));
KIND (in_distribution, "in-distribution", N_ ("accuracy of drawn networks as they train"));
KIND (transfer, "transfer", N_ ("accuracy of drawn networks as they train on other data"));
KIND (architectures, "architectures", N_ ("accuracy of drawn weights in other architectures"));
KIND (ensembles, "ensembles", N_ ("accuracy of ensembles by size"));
KIND (targeting, "targeting", N_ ("obtained accuracy against what was asked for"));
KIND (experiment_novelty, "novelty", N_ ("accuracy against copying, by sampler"));
