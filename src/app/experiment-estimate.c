/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/experiment-estimate.h"

#include "app/experiment-data.h"
#include "app/experiment-fields.h"
#include "app/hyper-estimate.h"
#include "results/map-text.h"
#include "app/zoo-estimate.h"
#include "project/population.h"

#include <glib/gi18n.h>

/* The run that would be gone on with: what it has done need not be done again. (nullable): none */
static GPtrArray *
load_done (WsProject *project, const WsExperimentSettings *settings, gint64 *run, GError **error)
{
  g_autoptr (GPtrArray) infos = ws_project_list_experiments (project, settings->name, error);

  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      const WsExperimentInfo *info = g_ptr_array_index (infos, i);
      WsExperimentSettings    other;

      if (!ws_experiment_settings_from_json (info->settings_json, &other, NULL) ||
          !ws_experiment_is_same (settings, &other))
        continue;
      *run = info->id;
      return ws_project_load_experiment_results (project, info->id, error);
    }
  return NULL;
}

static gboolean
is_done (GPtrArray *done, const WsUnit *unit)
{
  for (guint i = 0; done != NULL && i < done->len; i++)
    if (g_str_equal (((const WsExperimentResult *)g_ptr_array_index (done, i))->unit, unit->name))
      return TRUE;
  return FALSE;
}

typedef struct
{
  guint  n_left, n_trained; /* trained: representations, and networks further */
  double seconds;           /* of the trainings; NaN where not known */
} Cost;

/* How many states a training learns from; most units learn from the same. */
typedef struct
{
  WsPopulation *zoo;
  const WsArch *arch;
  guint         first, last, n; /* epochs, and what was counted for them */
  gboolean      is_counted;
} Source;

static gboolean
add_training (
    Source *source, WsProject *project, const WsHyperConfig *config, Cost *cost, GError **error)
{
  if (!source->is_counted || source->first != config->epoch_first ||
      source->last != config->epoch_last)
    {
      if (!ws_hyper_count_states (project, source->zoo, config, &source->n, error))
        return FALSE;
      source->first = config->epoch_first;
      source->last = config->epoch_last;
      source->is_counted = TRUE;
    }
  cost->n_trained++;
  cost->seconds +=
      ws_hyper_estimate_seconds (config, source->arch, source->n, ws_hyper_measure_peak ());
  return TRUE;
}

static gboolean
add_tuning (const Source *source, const WsUnit *unit, Cost *cost, GError **error)
{
  const WsPopulation *zoo = source->zoo;
  const WsArch       *arch = source->arch;
  WsRecipe            recipe;

  if (unit->arch[0] != '\0')
    arch = ws_arch_lookup (unit->arch, zoo->channels, error);
  if (arch == NULL || !ws_recipe_from_json (zoo->recipe_json, &recipe, error))
    return FALSE;
  cost->n_trained++;
  cost->seconds += ws_zoo_estimate_training (unit->data[0] != '\0' ? unit->data : zoo->data, arch,
                                             &recipe, unit->count, unit->epochs);
  return TRUE;
}

static gboolean
add_up (WsProject                  *project,
        const WsExperimentSettings *settings,
        GArray                     *units,
        GPtrArray                  *done,
        Cost                       *cost,
        GError                    **error)
{
  g_autoptr (WsPopulation) zoo = ws_project_find_population (project, settings->population, error);
  Source       source = { .zoo = zoo };
  WsActivation act;

  if (zoo == NULL || !ws_population_get_network (zoo, &source.arch, &act, error))
    return FALSE;
  for (guint i = 0; i < units->len; i++)
    {
      const WsUnit *unit = &g_array_index (units, WsUnit, i);

      if (is_done (done, unit))
        continue;
      cost->n_left++;
      if (unit->kind == WS_UNIT_HYPER && unit->hyper[0] == '\0' &&
          !add_training (&source, project, &unit->config, cost, error))
        return FALSE;
      if (unit->kind == WS_UNIT_TUNE && !add_tuning (&source, unit, cost, error))
        return FALSE;
    }
  return TRUE;
}

static char *
dup_cost (const Cost *cost)
{
  g_autofree char *units =
      g_strdup_printf (ngettext ("%u unit", "%u units", cost->n_left), cost->n_left);
  g_autofree char *time = NULL;

  if (cost->n_trained == 0)
    return g_steal_pointer (&units);
  time = ws_text_duration (cost->seconds);
  /* Translators: "9 units · 2 trainings: about 7 min, and the measuring" */
  return g_strdup_printf (ngettext ("%s · %u training: %s, and the measuring",
                                    "%s · %u trainings: %s, and the measuring", cost->n_trained),
                          units, cost->n_trained, time);
}

gpointer
ws_experiment_estimate_read (WsProject    *project,
                             gpointer      data,
                             GCancellable *cancellable,
                             GError      **error)
{
  const WsExperimentSettings *settings = data;
  g_autoptr (GArray) units = ws_experiment_make_units (settings, error);
  g_autoptr (GPtrArray) done = NULL;
  g_autofree char *text = NULL;
  Cost             cost = { 0 };
  gint64           run = 0;

  if (units == NULL)
    return NULL;
  done = load_done (project, settings, &run, NULL);
  if (!add_up (project, settings, units, done, &cost, error))
    return NULL;
  if (cost.n_left == 0)
    return g_strdup_printf (_ ("Run %" G_GINT64_FORMAT " has these settings and is finished."),
                            run);
  text = dup_cost (&cost);
  return run != 0 ? g_strdup_printf (_ ("Goes on with run %" G_GINT64_FORMAT ": %s"), run, text)
                  : g_steal_pointer (&text);
}
