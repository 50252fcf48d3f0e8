/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/experiment-private.h"

#include "core/error.h"
#include "project/experiment.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* One unit after the other; each is written down when it is done, and is never done again, by
 * another run neither. A unit that is cut off goes on from what the trainer had saved, with the
 * same bits. */

static void
run_clear (ExperimentRun *run)
{
  g_clear_pointer (&run->zoo, ws_population_free);
  g_clear_pointer (&run->info, ws_experiment_info_free);
  g_clear_pointer (&run->units, g_array_unref);
  g_clear_pointer (&run->results, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExperimentRun, run_clear)

const WsUnit *
ws_experiment_get_unit (const ExperimentRun *run, guint i)
{
  return &g_array_index (run->units, WsUnit, i);
}

const WsExperimentResult *
ws_experiment_find_result (const ExperimentRun *run, const WsUnit *unit)
{
  for (guint i = 0; i < run->results->len; i++)
    {
      const WsExperimentResult *result = g_ptr_array_index (run->results, i);

      if (g_str_equal (result->unit, unit->name))
        return result;
    }
  return NULL;
}

/* -- before the first unit -- */

static gboolean
prepare (ExperimentRun *run, GError **error)
{
  WsProject       *project = run->work->project;
  g_autofree char *settings = NULL;

  run->zoo = ws_work_find_population (project, run->settings->population, error);
  run->units = run->zoo != NULL ? ws_experiment_make_units (run->settings, error) : NULL;
  if (run->units == NULL)
    return FALSE;
  run->info = g_new0 (WsExperimentInfo, 1);
  run->info->name = g_strdup (run->settings->name);
  run->info->population = run->zoo->id;
  settings = ws_experiment_settings_to_json (run->settings);
  run->info->settings_json =
      ws_experiment_find_settings (project, run->zoo, run->settings->name, settings);
  if (!ws_project_begin_experiment (project, run->info, error) ||
      !ws_work_set_result (run->work, run->info->id, run->info->created, error))
    return FALSE;
  run->results = ws_project_load_experiment_results (project, run->info->id, error);
  return run->results != NULL;
}

/* -- one unit -- */

/* NaN where it was not measured. */
static double
get_measure (const ExperimentRun *run, const WsUnit *unit, const char *name)
{
  const WsExperimentResult *result = ws_experiment_find_result (run, unit);
  g_autoptr (JsonNode) root =
      result != NULL ? json_from_string (result->measures_json, NULL) : NULL;

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root)
             ? ws_json_get_number (json_node_get_object (root), name)
             : (double)NAN;
}

/* Learned from images too, itself or what it goes on from. */
gboolean
ws_experiment_saw_images (const ExperimentRun *run, const WsUnit *unit)
{
  for (; unit != NULL;
       unit = unit->parent >= 0 ? ws_experiment_get_unit (run, (guint)unit->parent) : NULL)
    {
      if (unit->kind == WS_UNIT_HYPER && unit->hyper[0] == '\0' &&
          ws_hyper_config_uses_images (&unit->config))
        return TRUE;
      /* one that is there has said it of itself */
      if (unit->kind == WS_UNIT_HYPER && unit->hyper[0] != '\0' &&
          get_measure (run, unit, "images") > 0)
        return TRUE;
    }
  return FALSE;
}

WsHyperInfo *
ws_experiment_find_parent (const ExperimentRun *run, const WsUnit *unit, GError **error)
{
  const WsUnit             *parent = ws_experiment_get_unit (run, (guint)unit->parent);
  const WsExperimentResult *result = ws_experiment_find_result (run, parent);
  g_autoptr (GPtrArray) list = ws_project_list_hypers (run->work->project, error);

  for (guint i = 0; list != NULL && result != NULL && i < list->len; i++)
    {
      const WsHyperInfo *info = g_ptr_array_index (list, i);

      if (info->id == result->hyper && info->complete)
        return ws_project_find_hyper (run->work->project, info->name, error);
    }
  if (list != NULL)
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                 "the representation of %s is not in the document any more", parent->name);
  return NULL;
}

/* That of the same training where an experiment has made it; else one that no other training has,
 * and that is the same when this one is cut off. */
static void
name_hyper (const ExperimentRun *run, const WsUnit *unit, WsHyperRequest *request)
{
  g_autofree char *there = ws_experiment_find_hyper (run->work->project, run->zoo, request);
  g_autofree char *config = ws_hyper_config_to_json (&unit->config);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %s %s %s", run->zoo->id,
                                           run->zoo->created, request->from, config);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *slug = g_strdelimit (g_strdup (unit->name), "/", '-');

  if (there != NULL)
    g_strlcpy (request->name, there, sizeof request->name);
  else
    g_snprintf (request->name, sizeof request->name, "%.40s-%.7s", slug, sum);
}

/* One that is there. */
static char *
look_at_hyper (ExperimentRun *run, const WsUnit *unit, gint64 *hyper, GError **error)
{
  WsProject *project = run->work->project;
  g_autoptr (WsHyperInfo) info = ws_project_find_hyper (project, unit->hyper, error);
  WsHyperConfig config;

  if (info == NULL || !ws_hyper_config_from_json (info->config_json, &config, error))
    return NULL;
  if (!info->complete || info->population != run->zoo->id)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   info->complete
                       ? "the representation %s is not of the zoo %s"
                       : "the representation %s of the zoo %s is not trained to its end yet",
                   info->name, run->zoo->name);
      return NULL;
    }
  *hyper = info->id;
  return ws_experiment_measure_hyper (project, run->zoo, info,
                                      ws_hyper_config_uses_images (&config), error);
}

static char *
run_hyper (ExperimentRun *run, const WsUnit *unit, gint64 *hyper, GError **error)
{
  WsHyperRequest request = { .config = unit->config };
  g_autoptr (WsHyperInfo) info = NULL, parent = NULL;

  if (unit->hyper[0] != '\0')
    return look_at_hyper (run, unit, hyper, error);
  if (unit->parent >= 0)
    {
      parent = ws_experiment_find_parent (run, unit, error);
      if (parent == NULL)
        return NULL;
      g_strlcpy (request.from, parent->name, sizeof request.from);
    }
  g_strlcpy (request.population, run->zoo->name, sizeof request.population);
  name_hyper (run, unit, &request);
  info = ws_work_make_hyper (run->work, run->job, &request, error);
  if (info == NULL)
    return NULL;
  *hyper = info->id;
  return ws_experiment_measure_hyper (run->work->project, run->zoo, info,
                                      ws_experiment_saw_images (run, unit), error);
}

/* What another run has measured of the same zoo or draws. */
static char *
find_measures (const ExperimentRun *run, const WsUnit *unit, gint64 *hyper)
{
  const WsExperimentResult *parent =
      unit->parent >= 0
          ? ws_experiment_find_result (run, ws_experiment_get_unit (run, (guint)unit->parent))
          : NULL;
  g_autofree char *json = ws_unit_to_json (unit, (const WsUnit *)(gpointer)run->units->data);

  if ((unit->kind != WS_UNIT_ZOO && unit->kind != WS_UNIT_SAMPLE) || unit->is_kept || (unit->parent >= 0 && (parent == NULL || parent->hyper == 0)))
    return NULL;
  *hyper = parent != NULL ? parent->hyper : 0;
  return ws_experiment_find_measures (run->work->project, run->zoo, &run->settings->config, json,
                                      *hyper);
}

static char *
run_unit (ExperimentRun *run, const WsUnit *unit, gint64 *hyper, GError **error)
{
  char *measures = find_measures (run, unit, hyper);

  if (measures != NULL)
    return measures;
  switch (unit->kind)
    {
    case WS_UNIT_HYPER:
      return run_hyper (run, unit, hyper, error);
    case WS_UNIT_SAMPLE:
      return ws_experiment_run_sample (run, unit, hyper, error);
    case WS_UNIT_TUNE:
      return ws_experiment_run_tuning (run, unit, error);
    case WS_UNIT_BUDGET:
      return ws_experiment_run_budget (run, unit, error);
    case WS_UNIT_ENSEMBLE:
      return ws_experiment_run_ensembles (run, unit, error);
    case WS_UNIT_ZOO:
    default:
      return ws_experiment_measure_zoo (run->work->project, run->zoo, &run->settings->config, unit,
                                        run->job, error);
    }
}

/* -- all of them -- */

static gboolean
add_result (
    ExperimentRun *run, const WsUnit *unit, gint64 hyper, const char *measures, GError **error)
{
  WsExperimentResult *result = g_new0 (WsExperimentResult, 1);

  result->unit = g_strdup (unit->name);
  result->seed = unit->seed;
  result->config_json = ws_unit_to_json (unit, (const WsUnit *)(gpointer)run->units->data);
  result->hyper = hyper;
  result->measures_json = g_strdup (measures);
  g_ptr_array_add (run->results, result);
  run->work->saved = "units";
  return ws_project_add_experiment_result (run->work->project, run->info->id, result, error);
}

/* Nothing can be drawn from what diverged; that it did is a finding, too. */
static gboolean
is_lost (const ExperimentRun *run, const WsUnit *unit)
{
  return unit->parent >= 0 &&
         get_measure (run, ws_experiment_get_unit (run, (guint)unit->parent), "failed") > 0;
}

static gboolean
do_unit (ExperimentRun *run, const WsUnit *unit, GError **error)
{
  GError          *problem = NULL;
  gint64           hyper = 0;
  g_autofree char *measures =
      is_lost (run, unit) ? g_strdup ("{\"failed\":1}") : run_unit (run, unit, &hyper, &problem);

  if (g_error_matches (problem, WS_ERROR, WS_ERROR_DIVERGED))
    {
      g_clear_error (&problem);
      measures = g_strdup ("{\"failed\":1}");
    }
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  return add_result (run, unit, hyper, measures, error);
}

static char *
dup_unit_title (const WsUnit *unit)
{
  if (unit->kind == WS_UNIT_ZOO)
    return g_strdup (unit->group);
  if (unit->kind == WS_UNIT_HYPER)
    /* Translators: what is trained, and the seed of its random numbers */
    return g_strdup_printf (_ ("%s, seed %" G_GUINT64_FORMAT), unit->group, unit->seed);
  if (unit->kind == WS_UNIT_TUNE || unit->kind == WS_UNIT_BUDGET)
    /* Translators: which networks are trained, and the seed of the random numbers */
    return g_strdup_printf (_ ("training %s, seed %" G_GUINT64_FORMAT), unit->group, unit->seed);
  if (unit->kind == WS_UNIT_ENSEMBLE)
    /* Translators: which networks vote, and the seed of the random numbers */
    return g_strdup_printf (_ ("votes of %s, seed %" G_GUINT64_FORMAT), unit->group, unit->seed);
  /* Translators: what is drawn from, the seed of the random numbers, the short name of a method */
  return g_strdup_printf (_ ("%s, seed %" G_GUINT64_FORMAT ", %s"), unit->group, unit->seed,
                          unit->method);
}

static gboolean
experiment_run (WsWork *work, WsJob *job, GError **error)
{
  g_auto (ExperimentRun) run = { .work = work, .job = job, .settings = work->request };

  if (!prepare (&run, error))
    return FALSE;
  for (guint i = 0; i < run.units->len; i++)
    {
      const WsUnit    *unit = ws_experiment_get_unit (&run, i);
      g_autofree char *title = dup_unit_title (unit);

      ws_job_set_part (job, i, run.units->len, title);
      if (!ws_job_tick (job, error))
        return FALSE;
      if (ws_experiment_find_result (&run, unit) == NULL && !do_unit (&run, unit, error))
        return FALSE;
    }
  return TRUE;
}

WsJob *
ws_experiment_work_new (WsProject *project, const WsExperimentSettings *settings, GError **error)
{
  WsExperimentSettings own = *settings;
  g_autoptr (GArray) units = NULL;
  g_autofree char *title = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (project), NULL);
  ws_work_name_population (project, own.population, sizeof own.population);
  ws_work_make_path_absolute (own.data, sizeof own.data);
  units = ws_experiment_make_units (&own, error);
  if (units == NULL)
    return NULL;
  /* Translators: %s is the name of an experiment, such as "lwln-ablation" */
  title = g_strdup_printf (_ ("Experiment %s"), own.name);
  return ws_work_new (project, "experiment", title, ws_experiment_settings_to_json (&own), &own,
                      sizeof own, TRUE, experiment_run, error);
}
