/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work-private.h"

#include <string.h>

/* -- writing -- */

static JsonBuilder *
begin (void)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  return builder;
}

static void
add_flag (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/* Seeds use all 64 bits, JSON numbers do not. */
static void
add_seed (JsonBuilder *builder, guint64 seed)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, seed);
  ws_json_add_text (builder, "seed", text);
}

static void
add_object (JsonBuilder *builder, const char *name, char *json)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_value (builder, json_from_string (json, NULL));
  g_free (json);
}

static char *
end (JsonBuilder *builder)
{
  char *text;

  json_builder_end_object (builder);
  text = ws_json_builder_dup_text (builder);
  g_object_unref (builder);
  return text;
}

char *
ws_zoo_request_to_json (const WsZooRequest *request)
{
  JsonBuilder *builder = begin ();

  ws_json_add_text (builder, "name", request->name);
  ws_json_add_text (builder, "data", request->data);
  ws_json_add_text (builder, "arch", request->arch);
  add_object (builder, "recipe", ws_recipe_to_json (&request->recipe));
  ws_json_add_count (builder, "n_models", request->n_models);
  ws_json_add_count (builder, "n_epochs", request->n_epochs);
  add_seed (builder, request->seed);
  ws_json_add_text (builder, "keep", request->keep);
  return end (builder);
}

char *
ws_hyper_request_to_json (const WsHyperRequest *request)
{
  JsonBuilder *builder = begin ();

  ws_json_add_text (builder, "name", request->name);
  ws_json_add_text (builder, "population", request->population);
  if (request->from[0] != '\0')
    ws_json_add_text (builder, "from", request->from);
  add_object (builder, "config", ws_hyper_config_to_json (&request->config));
  return end (builder);
}

char *
ws_embed_request_to_json (const WsEmbedRequest *request)
{
  JsonBuilder *builder = begin ();

  ws_json_add_text (builder, "hyper", request->hyper);
  ws_json_add_text (builder, "projection", request->projection);
  if (request->map.given & WS_MAP_SEED)
    add_seed (builder, request->map.seed);
  if (request->map.given & WS_MAP_NEIGHBOURS)
    ws_json_add_count (builder, "neighbours", request->map.neighbours);
  if (request->map.given & WS_MAP_MIN_DIST)
    ws_json_add_number (builder, "min_dist", request->map.min_dist);
  if (request->map.given & WS_MAP_PERPLEXITY)
    ws_json_add_number (builder, "perplexity", request->map.perplexity);
  return end (builder);
}

char *
ws_sample_request_to_json (const WsSampleRequest *request)
{
  JsonBuilder     *builder = begin ();
  g_autofree char *target = ws_target_to_text (&request->target);

  ws_json_add_text (builder, "name", request->name);
  ws_json_add_text (builder, "hyper", request->hyper);
  ws_json_add_text (builder, "method", request->method);
  ws_json_add_text (builder, "target", target);
  ws_json_add_count (builder, "count", request->count);
  json_builder_set_member_name (builder, "settings");
  json_builder_begin_object (builder);
  for (guint i = 0; i < request->n_settings; i++)
    ws_json_add_number (builder, request->settings[i].key, request->settings[i].value);
  json_builder_end_object (builder);
  add_seed (builder, request->seed);
  add_flag (builder, "evaluate", request->evaluate);
  add_flag (builder, "all_epochs", request->all_epochs);
  if (!ws_refinement_is_plain (&request->refine))
    {
      g_autofree char *refine = ws_refinement_to_text (&request->refine);

      ws_json_add_text (builder, "refine", refine);
    }
  return end (builder);
}

char *
ws_finetune_request_to_json (const WsFinetuneRequest *request)
{
  JsonBuilder *builder = begin ();

  ws_json_add_text (builder, "name", request->name);
  json_builder_set_member_name (builder, "populations");
  json_builder_begin_array (builder);
  for (guint i = 0; i < request->n_populations; i++)
    json_builder_add_string_value (builder, request->population[i]);
  json_builder_end_array (builder);
  ws_json_add_count (builder, "scratch", request->scratch);
  ws_json_add_count (builder, "count", request->count);
  ws_json_add_text (builder, "split", request->split);
  ws_json_add_text (builder, "from", request->from);
  ws_json_add_text (builder, "data", request->data);
  ws_json_add_text (builder, "arch", request->arch);
  ws_json_add_text (builder, "control", request->control);
  ws_json_add_text (builder, "teacher", request->teacher);
  ws_json_add_number (builder, "teacher_weight", request->teacher_weight);
  add_object (builder, "recipe", ws_recipe_to_json (&request->recipe));
  ws_json_add_count (builder, "n_epochs", request->n_epochs);
  add_seed (builder, request->seed);
  ws_json_add_text (builder, "keep", request->keep);
  return end (builder);
}

char *
ws_evaluate_request_to_json (const WsEvaluateRequest *request)
{
  JsonBuilder *builder = begin ();

  ws_json_add_text (builder, "population", request->population);
  ws_json_add_text (builder, "data", request->data);
  ws_json_add_text (builder, "split", request->split);
  ws_json_add_text (builder, "epochs", request->epochs);
  return end (builder);
}

char *
ws_ensemble_request_to_json (const WsEnsembleRequest *request)
{
  JsonBuilder *builder = begin ();

  ws_json_add_text (builder, "population", request->population);
  ws_json_add_text (builder, "data", request->data);
  ws_json_add_text (builder, "sizes", request->sizes);
  if (request->epoch != WS_EPOCH_LAST)
    ws_json_add_count (builder, "epoch", request->epoch);
  ws_json_add_count (builder, "draws", request->draws);
  add_seed (builder, request->seed);
  return end (builder);
}
