/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"

#include "core/error.h"
#include "project/experiment.h"

#include <glib/gi18n-lib.h>

/* Tables are made from the document alone. */

WsExperimentInfo *
ws_work_find_experiment (WsProject *project, const char *name, gint64 id, GError **error)
{
  g_autoptr (WsExperimentInfo) info = NULL;
  g_autoptr (GPtrArray) list = NULL;

  if (id != 0)
    {
      info = ws_project_get_experiment (project, id, error);
      if (info == NULL || g_str_equal (info->name, name))
        return g_steal_pointer (&info);
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                   _ ("%s: run %" G_GINT64_FORMAT " is one of \"%s\", not of \"%s\""),
                   ws_project_get_path (project), id, info->name, name);
      return NULL;
    }
  list = ws_project_list_experiments (project, name, error);
  if (list == NULL)
    return NULL;
  if (list->len > 0)
    return ws_project_get_experiment (
        project, ((WsExperimentInfo *)g_ptr_array_index (list, list->len - 1))->id, error);
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s: the experiment \"%s\" was not run yet"),
               ws_project_get_path (project), name);
  return NULL;
}

/* @n_results: units that were done, which may have several findings each. */
static GPtrArray *
load_findings (WsProject *project, gint64 id, guint *n_results, GError **error)
{
  g_autoptr (GPtrArray) results = ws_project_load_experiment_results (project, id, error);
  g_autoptr (GPtrArray) findings = NULL;

  if (results == NULL)
    return NULL;
  *n_results = results->len;
  findings = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_finding_free);
  for (guint i = 0; i < results->len; i++)
    {
      const WsExperimentResult *result = g_ptr_array_index (results, i);

      if (!ws_findings_add (findings, result->config_json, result->measures_json, error))
        return NULL;
    }
  return g_steal_pointer (&findings);
}

WsTable *
ws_work_make_experiment_table (
    WsProject *project, const WsExperimentInfo *info, guint *n_done, guint *n_units, GError **error)
{
  const WsExperiment *experiment = ws_experiment_lookup (info->name, error);
  g_autoptr (WsPopulation) zoo = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GArray) units = NULL;
  WsExperimentSettings settings;
  WsFindingPlace       place = { 0 };

  if (experiment == NULL ||
      !ws_experiment_settings_from_json (info->settings_json, &settings, error))
    return NULL;
  units = ws_experiment_make_units (&settings, NULL);
  findings = load_findings (project, info->id, n_done, error);
  if (findings == NULL)
    return NULL;
  *n_units = units != NULL ? units->len : *n_done;
  if (info->population != 0)
    zoo = ws_project_get_population (project, info->population, NULL);
  place.population = settings.population;
  place.data = zoo != NULL ? zoo->data : "";
  place.arch = zoo != NULL ? zoo->arch : "";
  return ws_experiment_make_table (experiment, findings, &place);
}
