/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/experiment-private.h"

#include "project/experiment.h"
#include "work/same.h"

/* Runs of experiments share units: one with three seeds has that with one seed in it, and two
 * experiments may train the same. What the document has is not made twice. */

/* Runs about @zoo, newest first; @name NULL for all. (element-type WsExperimentInfo) */
static GPtrArray *
list_runs (WsProject *project, const WsPopulation *zoo, const char *name)
{
  g_autoptr (GPtrArray) all = ws_project_list_experiments (project, name, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_experiment_info_free);

  for (guint i = all != NULL ? all->len : 0; i-- > 0;)
    if (((const WsExperimentInfo *)g_ptr_array_index (all, i))->population == zoo->id)
      g_ptr_array_add (list, g_ptr_array_steal_index (all, i));
  return list;
}

char *
ws_experiment_find_settings (WsProject          *project,
                             const WsPopulation *zoo,
                             const char         *name,
                             const char         *settings_json)
{
  g_autoptr (GPtrArray) runs = list_runs (project, zoo, name);

  for (guint i = 0; i < runs->len; i++)
    {
      const WsExperimentInfo *info = g_ptr_array_index (runs, i);

      if (ws_same_request ("experiment", info->settings_json, settings_json))
        return g_strdup (info->settings_json);
    }
  return g_strdup (settings_json);
}

/* -- representations -- */

/* Only an experiment's own: what people trained is theirs, and stays apart from what tables are
 * about. */
static GHashTable *
list_hypers (WsProject *project, const WsPopulation *zoo)
{
  g_autoptr (GPtrArray) runs = list_runs (project, zoo, NULL);
  GHashTable *hypers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < runs->len; i++)
    {
      const WsExperimentInfo *info = g_ptr_array_index (runs, i);
      g_autoptr (GPtrArray) results = ws_project_load_experiment_results (project, info->id, NULL);

      for (guint k = 0; results != NULL && k < results->len; k++)
        {
          const WsExperimentResult *result = g_ptr_array_index (results, k);

          if (result->hyper != 0)
            g_hash_table_add (hypers, g_memdup2 (&result->hyper, sizeof result->hyper));
        }
    }
  return hypers;
}

char *
ws_experiment_find_hyper (WsProject            *project,
                          const WsPopulation   *zoo,
                          const WsHyperRequest *request)
{
  g_autoptr (GPtrArray) list = ws_project_list_hypers (project, NULL);
  g_autoptr (GHashTable) own = list_hypers (project, zoo);
  g_autofree char *config = ws_hyper_config_to_json (&request->config);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const WsHyperInfo *info = g_ptr_array_index (list, i);

      if (info->complete && info->population == zoo->id &&
          g_str_equal (info->parent != NULL ? info->parent : "", request->from) &&
          g_hash_table_contains (own, &info->id) && ws_same_training (info->config_json, config))
        return g_strdup (info->name);
    }
  return NULL;
}

/* -- zoos and draws -- */

/* The states that are looked at. */
static gboolean
uses_same_states (const char *settings_json, const WsHyperConfig *config)
{
  WsExperimentSettings settings;

  return ws_experiment_settings_from_json (settings_json, &settings, NULL) &&
         settings.config.epoch_first == config->epoch_first &&
         settings.config.epoch_last == config->epoch_last &&
         !(settings.config.weight_threshold < config->weight_threshold) &&
         !(settings.config.weight_threshold > config->weight_threshold);
}

char *
ws_experiment_find_measures (WsProject           *project,
                             const WsPopulation  *zoo,
                             const WsHyperConfig *config,
                             const char          *unit_json,
                             gint64               hyper)
{
  g_autoptr (GPtrArray) runs = list_runs (project, zoo, NULL);
  g_autofree char *version = ws_project_dup_engine_version ();

  for (guint i = 0; i < runs->len; i++)
    {
      const WsExperimentInfo *info = g_ptr_array_index (runs, i);
      g_autoptr (GPtrArray) results = ws_project_load_experiment_results (project, info->id, NULL);

      for (guint k = 0; results != NULL && k < results->len; k++)
        {
          const WsExperimentResult *result = g_ptr_array_index (results, k);

          if (result->hyper == hyper && g_str_equal (result->config_json, unit_json) &&
              g_str_equal (result->version, version) &&
              uses_same_states (info->settings_json, config))
            return g_strdup (result->measures_json);
        }
    }
  return NULL;
}
