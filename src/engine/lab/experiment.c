/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/experiment.h"
#include "lab/recipes.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const WsExperiment *const experiments[] = {
  &ws_experiment_in_distribution,
  &ws_experiment_transfer,
  &ws_experiment_architectures,
  &ws_experiment_ensembles,
  &ws_experiment_targeting,
  &ws_experiment_novelty,
  &ws_experiment_lwln_ablation,
  &ws_experiment_alignment,
  &ws_experiment_frontier,
  &ws_experiment_presets,
  NULL,
};

const WsExperiment *const *
ws_experiment_list (void)
{
  return experiments;
}

const WsExperiment *
ws_experiment_lookup (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; experiments[i] != NULL; i++)
    {
      if (g_str_equal (name, experiments[i]->name))
        return experiments[i];
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", experiments[i]->name);
    }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("there is no experiment \"%s\"; known: %s"),
               name, names->str);
  return NULL;
}

/* -- settings -- */

#define COUNT 100
#define QUICK_COUNT 24
#define TUNE_EPOCHS 50
#define QUICK_TUNE_EPOCHS 5
#define QUICK_SHARE 10 /* of the epochs */
#define SEEDS 3

gboolean
ws_experiment_settings_init (WsExperimentSettings *self,
                             const char           *name,
                             const char           *preset,
                             gboolean              quick,
                             GError              **error)
{
  const WsExperiment *experiment = ws_experiment_lookup (name, error);

  memset (self, 0, sizeof *self);
  if (experiment == NULL || !ws_hyper_config_preset (preset, &self->config, error))
    return FALSE;
  g_strlcpy (self->name, name, sizeof self->name);
  g_strlcpy (self->preset, preset, sizeof self->preset);
  self->quick = quick;
  self->count = quick ? QUICK_COUNT : COUNT;
  self->tune_epochs = quick ? QUICK_TUNE_EPOCHS : TUNE_EPOCHS;
  /* A point of the frontier costs as much as a representation. */
  self->n_seeds = quick || experiment == &ws_experiment_frontier ? 1 : SEEDS;
  if (quick)
    {
      self->config.epochs = MAX (2, self->config.epochs / QUICK_SHARE);
      self->config.eval_every = MIN (self->config.eval_every, self->config.epochs);
    }
  return TRUE;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_count (JsonBuilder *builder, const char *name, guint value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_config (JsonBuilder *builder, const WsHyperConfig *config)
{
  g_autofree char *json = ws_hyper_config_to_json (config);

  json_builder_set_member_name (builder, "config");
  json_builder_add_value (builder, json_from_string (json, NULL));
}

static char *
end (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

char *
ws_experiment_settings_to_json (const WsExperimentSettings *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_text (builder, "name", self->name);
  add_text (builder, "population", self->population);
  add_text (builder, "preset", self->preset);
  add_config (builder, &self->config);
  add_count (builder, "n_seeds", self->n_seeds);
  add_count (builder, "count", self->count);
  add_count (builder, "go_on_epochs", self->go_on_epochs);
  add_text (builder, "weights", self->weights);
  add_text (builder, "hyper", self->hyper);
  add_text (builder, "data", self->data);
  add_count (builder, "tune_epochs", self->tune_epochs);
  json_builder_set_member_name (builder, "quick");
  json_builder_add_boolean_value (builder, self->quick);
  return end (builder);
}

static gboolean
take_text (JsonObject *object, const char *name, char *out, gsize size, GError **error)
{
  const char *text = json_object_get_string_member_with_default (object, name, NULL);

  if (text != NULL && g_strlcpy (out, text, size) < size)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, "the experiment has no \"%s\" of the right kind",
               name);
  return FALSE;
}

static guint
take_count (JsonObject *object, const char *name)
{
  return (guint)CLAMP (json_object_get_int_member_with_default (object, name, 0), 0, G_MAXINT);
}

static gboolean
take_settings (JsonObject *object, WsExperimentSettings *out, GError **error)
{
  JsonNode        *config = json_object_get_member (object, "config");
  g_autofree char *text = config != NULL ? json_to_string (config, FALSE) : g_strdup ("");

  if (!take_text (object, "name", out->name, sizeof out->name, error) ||
      !take_text (object, "population", out->population, sizeof out->population, error) ||
      !take_text (object, "preset", out->preset, sizeof out->preset, error) ||
      !take_text (object, "weights", out->weights, sizeof out->weights, error) ||
      !ws_hyper_config_from_json (text, &out->config, error))
    return FALSE;
  /* what older versions did not know */
  take_text (object, "hyper", out->hyper, sizeof out->hyper, NULL);
  take_text (object, "data", out->data, sizeof out->data, NULL);
  out->tune_epochs = take_count (object, "tune_epochs");
  out->n_seeds = take_count (object, "n_seeds");
  out->count = take_count (object, "count");
  out->go_on_epochs = take_count (object, "go_on_epochs");
  out->quick = json_object_get_boolean_member_with_default (object, "quick", FALSE);
  return TRUE;
}

gboolean
ws_experiment_settings_from_json (const char *json, WsExperimentSettings *out, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (json != NULL ? json : "", NULL);

  memset (out, 0, sizeof *out);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return take_settings (json_node_get_object (root), out, error);
  g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, "the experiment's settings are no JSON object");
  return FALSE;
}

/* -- units -- */

#define MAX_SEEDS 100
#define MAX_COUNT 10000

/* A quick look learns for a tenth of the steps here, too. */
static void
make_quick (WsUnit *unit)
{
  const WsSampler *sampler =
      unit->kind == WS_UNIT_SAMPLE ? ws_sampler_lookup (unit->method, NULL) : NULL;
  double values[WS_SAMPLER_MAX_SETTINGS];

  if (sampler == NULL || sampler->learning == NULL)
    return;
  ws_sampler_preset (sampler, values);
  for (guint i = 0; i < ws_sampler_count_settings (sampler); i++)
    if (g_str_equal (sampler->settings[i].key, "steps"))
      unit->steps = MAX (1, (guint)values[i] / QUICK_SHARE);
}

GArray *
ws_experiment_make_units (const WsExperimentSettings *settings, GError **error)
{
  const WsExperiment *self = ws_experiment_lookup (settings->name, error);
  g_autoptr (GArray) units = g_array_new (FALSE, TRUE, sizeof (WsUnit));

  if (self == NULL)
    return NULL;
  if (settings->n_seeds < 1 || settings->n_seeds > MAX_SEEDS || settings->count < 2 ||
      settings->count > MAX_COUNT)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   _ ("an experiment has 1 to %u seeds and 2 to %u networks a draw, not %u and %u"),
                   MAX_SEEDS, MAX_COUNT, settings->n_seeds, settings->count);
      return NULL;
    }
  if (!self->make_units (settings, units, error))
    return NULL;
  for (guint i = 0; i < units->len; i++)
    {
      WsUnit *unit = &g_array_index (units, WsUnit, i);

      if (settings->quick)
        make_quick (unit);
      if (unit->kind == WS_UNIT_HYPER && unit->hyper[0] == '\0' &&
          !ws_hyper_config_validate (&unit->config, error))
        return NULL;
    }
  return g_steal_pointer (&units);
}

static void
add_flag (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, TRUE);
}

static void
add_tuning (JsonBuilder *builder, const WsUnit *unit)
{
  add_count (builder, "epochs", unit->epochs);
  if (unit->data[0] != '\0')
    add_text (builder, "data", unit->data);
  if (unit->arch[0] != '\0')
    add_text (builder, "arch", unit->arch);
  if (unit->shuffle)
    add_flag (builder, "shuffle");
}

char *
ws_unit_to_json (const WsUnit *self, const WsUnit *units)
{
  static const char *const kinds[] = { "zoo", "hyper", "sample", "tune", "ensemble", "budget" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *target = ws_target_to_text (&self->target);
  char             seed[24];

  json_builder_begin_object (builder);
  add_text (builder, "kind", kinds[self->kind]);
  add_text (builder, "group", self->group);
  add_text (builder, "method", self->method);
  g_snprintf (seed, sizeof seed, "%" G_GUINT64_FORMAT, self->seed);
  add_text (builder, "seed", seed);
  if (self->parent >= 0)
    add_text (builder, "from", units[self->parent].name);
  if (self->kind == WS_UNIT_HYPER && self->hyper[0] != '\0')
    add_text (builder, "hyper", self->hyper);
  else if (self->kind == WS_UNIT_HYPER)
    add_config (builder, &self->config);
  else if (self->kind == WS_UNIT_TUNE || self->kind == WS_UNIT_ENSEMBLE ||
           self->kind == WS_UNIT_BUDGET)
    add_count (builder, "count", self->count);
  else
    {
      add_text (builder, "target", target);
      add_count (builder, "count", self->count);
    }
  if (self->noise > 0)
    {
      json_builder_set_member_name (builder, "noise");
      json_builder_add_double_value (builder, (double)self->noise);
    }
  if (self->steps > 0)
    add_count (builder, "steps", self->steps);
  if (self->all_epochs)
    add_flag (builder, "all_epochs");
  if (self->is_plain)
    add_flag (builder, "plain");
  if (self->kind == WS_UNIT_TUNE)
    add_tuning (builder, self);
  return end (builder);
}
