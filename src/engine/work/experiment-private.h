/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/experiment.h"
#include "work/sample-private.h"

G_BEGIN_DECLS

/* -- a run, "experiment-work.c" -- */
typedef struct
{
  WsWork                     *work;
  WsJob                      *job;
  const WsExperimentSettings *settings;
  WsPopulation               *zoo;
  WsExperimentInfo           *info;
  GArray                     *units;   /* of WsUnit */
  GPtrArray                  *results; /* of WsExperimentResult */
} ExperimentRun;

const WsUnit *ws_experiment_get_unit (const ExperimentRun *run, guint i);
/* NULL while it is not done. */
const WsExperimentResult *ws_experiment_find_result (const ExperimentRun *run, const WsUnit *unit);
/* Learned from images too, itself or what it goes on from. */
gboolean ws_experiment_saw_images (const ExperimentRun *run, const WsUnit *unit);
/* The representation of the unit's parent. (transfer full) */
WsHyperInfo *
ws_experiment_find_parent (const ExperimentRun *run, const WsUnit *unit, GError **error);

/* -- units about networks, "experiment-networks.c": what they measured, as JSON (transfer full) --
 */
char *
ws_experiment_run_sample (ExperimentRun *run, const WsUnit *unit, gint64 *hyper, GError **error);
/* The networks of a tuning unit, trained or found again. (transfer full) */
WsPopulation *ws_experiment_train (ExperimentRun *run, const WsUnit *unit, GError **error);
char *ws_experiment_run_tuning (ExperimentRun *run, const WsUnit *unit, GError **error);
char *ws_experiment_run_ensembles (ExperimentRun *run, const WsUnit *unit, GError **error);
/* New networks with as many image passes as the parent's representation took, "experiment-budget.c". */
char *ws_experiment_run_budget (ExperimentRun *run, const WsUnit *unit, GError **error);

/* -- what other runs in the document have found, "experiment-reuse.c" -- */
/* Of the same settings, if perhaps in an older version's words: their text; else @settings_json.
 * (transfer full) */
char *ws_experiment_find_settings (WsProject          *project,
                                   const WsPopulation *zoo,
                                   const char         *name,
                                   const char         *settings_json);
/* The name of a representation that was trained in the same way, from the same zoo and parent.
 * (transfer full) (nullable) */
char *ws_experiment_find_hyper (WsProject            *project,
                                const WsPopulation   *zoo,
                                const WsHyperRequest *request);
/* Measures of the same unit, @unit_json of its JSON, about @hyper (zoo: 0) by this version of the
 * engine. (transfer full) (nullable) */
char *ws_experiment_find_measures (WsProject           *project,
                                   const WsPopulation  *zoo,
                                   const WsHyperConfig *config,
                                   const char          *unit_json,
                                   gint64               hyper);

/* -- measures, "experiment-measure.c" -- */
/* What units measure, as JSON objects of numbers (transfer full); NULL with @error. The names are
 * those of lab/findings.c, and a few more that its tables do not show. */

/* Out of the representation's own report and history. @saw_images: its training, or that of one it
 * goes on from, did. */
char *ws_experiment_measure_hyper (WsProject          *project,
                                   const WsPopulation *zoo,
                                   const WsHyperInfo  *info,
                                   gboolean            saw_images,
                                   GError            **error);
/* How accurate the draws of a run are, and what was asked for. */
char *ws_experiment_measure_accuracy (SampleRun *run, gboolean saw_images);
/* The draws of a run that has made them; @report: its novelty. */
char *ws_experiment_measure_draws (SampleRun  *run,
                                   const char *report,
                                   gboolean    saw_images,
                                   GError    **error);
/* The networks of @states, of the zoo's kind, beside the zoo, as one point of a table at @epoch. */
char *ws_experiment_measure_networks (WsProject           *project,
                                      const WsPopulation  *zoo,
                                      const WsHyperConfig *config,
                                      const WsStates      *states,
                                      guint                epoch,
                                      WsJob               *job,
                                      GError             **error);
/* The networks of the zoo that a sampler would draw from. */
char *ws_experiment_measure_zoo (WsProject           *project,
                                 const WsPopulation  *zoo,
                                 const WsHyperConfig *config,
                                 const WsUnit        *unit,
                                 WsJob               *job,
                                 GError             **error);

G_END_DECLS
