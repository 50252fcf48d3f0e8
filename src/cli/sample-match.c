/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/sample-match.h"

#include "cli/output.h"
#include "cli/zoo-summary.h"

#include <math.h>

/* The same draws give the same networks, so a line that was done already needs no second
 * population. */

/* @settings is what a population was drawn with: all settings of its method, in an older document
 * its bandwidth alone. */
static double
get_setting (JsonObject *settings, const WsSamplerSetting *setting)
{
  JsonObject *own = ws_object_get_object (settings, "settings");
  double      value = ws_object_get_number (own != NULL ? own : settings, setting->key);

  return isfinite (value) ? value : setting->preset;
}

static gboolean
has_same_refinement (JsonObject *settings, const WsRefinement *refine)
{
  g_autofree char *text = ws_refinement_to_text (refine);

  return g_str_equal (json_object_get_string_member_with_default (settings, "refine", ""), text);
}

static gboolean
has_same_settings (const WsPopulation *population, const WsSampleRequest *request)
{
  g_autoptr (JsonNode) node = ws_output_parse (population->settings_json);
  JsonObject      *settings = node != NULL ? json_node_get_object (node) : NULL;
  const WsSampler *sampler = ws_sampler_lookup (request->method, NULL);
  double           values[WS_SAMPLER_MAX_SETTINGS];

  if (settings == NULL || json_object_get_boolean_member_with_default (
                              settings, "all_epochs", !request->all_epochs) != request->all_epochs)
    return FALSE;
  if (!has_same_refinement (settings, &request->refine))
    return FALSE;
  if (!ws_sample_request_get_values (request, values, NULL))
    return FALSE;
  for (guint i = 0; sampler != NULL && i < ws_sampler_count_settings (sampler); i++)
    {
      double value = get_setting (settings, &sampler->settings[i]);

      /* older documents have single precision */
      if (!(fabs (value - values[i]) <= 1e-6 * fabs (values[i])))
        return FALSE;
    }
  return TRUE;
}

/* Drawn from the representation that would be asked now, or from its zoo. */
static gboolean
has_same_origin (const WsPopulation *population, const WsHyperInfo *info)
{
  if (population->hyper != 0)
    return info != NULL && info->id == population->hyper;
  return info == NULL || info->population == population->parent;
}

static gboolean
is_scored (WsProject *project, const WsPopulation *population)
{
  guint              n = 0;
  g_autofree double *values = ws_zoo_load_accuracies (project, population->id, &n, NULL);

  for (guint i = 0; values != NULL && i < n; i++)
    if (isfinite (values[i]))
      return TRUE;
  return FALSE;
}

gint64
ws_sample_find_done (WsProject *project, const WsSampleRequest *request)
{
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, NULL);
  g_autoptr (WsHyperInfo) info =
      ws_project_find_hyper (project, request->hyper[0] != '\0' ? request->hyper : NULL, NULL);
  g_autofree char *target =
      g_str_equal (request->method, "random") ? NULL : ws_target_to_text (&request->target);

  for (guint i = list != NULL ? list->len : 0; i > 0; i--)
    {
      const WsPopulation *p = g_ptr_array_index (list, i - 1);

      if (g_strcmp0 (p->method, request->method) == 0 && g_strcmp0 (p->target, target) == 0 &&
          p->n == request->count && p->seed == request->seed &&
          (request->name[0] == '\0' || g_str_equal (request->name, p->name)) &&
          has_same_settings (p, request) && has_same_origin (p, info) &&
          (!request->evaluate || is_scored (project, p)))
        return p->id;
    }
  return 0;
}
