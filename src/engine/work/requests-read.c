/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work-private.h"

#include "core/error.h"

#include <math.h>
#include <string.h>

/* -- reading: documents come from elsewhere too, so nothing is taken on trust -- */

typedef struct
{
  JsonNode   *root;
  JsonObject *object;
  GError     *error;
} Reader;

static gboolean
open_reader (Reader *self, const char *json)
{
  *self = (Reader){ 0 };
  self->root = json_from_string (json != NULL ? json : "", NULL);
  if (self->root != NULL && JSON_NODE_HOLDS_OBJECT (self->root))
    self->object = json_node_get_object (self->root);
  else
    self->error = g_error_new (WS_ERROR, WS_ERROR_FORMAT, "the job's request is no JSON object");
  return self->object != NULL;
}

static gboolean
close_reader (Reader *self, GError **error)
{
  gboolean good = self->error == NULL;

  g_clear_pointer (&self->root, json_node_unref);
  if (!good)
    g_propagate_error (error, self->error);
  return good;
}

static JsonNode *
member (Reader *self, const char *name, GType type)
{
  JsonNode *node = self->object != NULL ? json_object_get_member (self->object, name) : NULL;

  if (self->error != NULL)
    return NULL;
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      (json_node_get_value_type (node) != type &&
       !(type == G_TYPE_DOUBLE && json_node_get_value_type (node) == G_TYPE_INT64)))
    {
      self->error = g_error_new (WS_ERROR, WS_ERROR_FORMAT,
                                 "the job's request has no \"%s\" of the right kind", name);
      return NULL;
    }
  return node;
}

static void
get_text (Reader *self, const char *name, char *out, gsize size)
{
  JsonNode *node = member (self, name, G_TYPE_STRING);

  if (node != NULL && g_strlcpy (out, json_node_get_string (node), size) >= size)
    self->error =
        g_error_new (WS_ERROR, WS_ERROR_FORMAT, "the job's request has a \"%s\" over %u bytes",
                     name, (guint)size - 1);
}

static guint
get_count (Reader *self, const char *name)
{
  JsonNode *node = member (self, name, G_TYPE_INT64);

  return node != NULL ? (guint)CLAMP (json_node_get_int (node), 0, G_MAXINT) : 0;
}

static double
get_number (Reader *self, const char *name)
{
  JsonNode *node = member (self, name, G_TYPE_DOUBLE);

  return node != NULL ? json_node_get_double (node) : 0;
}

static gboolean
get_flag (Reader *self, const char *name)
{
  JsonNode *node = member (self, name, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}

static guint64
get_seed (Reader *self)
{
  char text[24] = "";

  get_text (self, "seed", text, sizeof text);
  return g_ascii_strtoull (text, NULL, 10);
}

/* (transfer full) */
static char *
get_object (Reader *self, const char *name)
{
  JsonNode *node = self->object != NULL ? json_object_get_member (self->object, name) : NULL;

  if (self->error != NULL)
    return NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      self->error =
          g_error_new (WS_ERROR, WS_ERROR_FORMAT, "the job's request has no object \"%s\"", name);
      return NULL;
    }
  return json_to_string (node, FALSE);
}

gboolean
ws_zoo_request_from_json (const char *json, WsZooRequest *out, GError **error)
{
  g_autofree char *recipe = NULL;
  Reader           reader;

  memset (out, 0, sizeof *out);
  if (open_reader (&reader, json))
    {
      get_text (&reader, "name", out->name, sizeof out->name);
      get_text (&reader, "data", out->data, sizeof out->data);
      get_text (&reader, "arch", out->arch, sizeof out->arch);
      out->n_models = get_count (&reader, "n_models");
      out->n_epochs = get_count (&reader, "n_epochs");
      out->seed = get_seed (&reader);
      get_text (&reader, "keep", out->keep, sizeof out->keep);
      recipe = get_object (&reader, "recipe");
      if (recipe != NULL)
        ws_recipe_from_json (recipe, &out->recipe, &reader.error);
    }
  return close_reader (&reader, error);
}

gboolean
ws_hyper_request_from_json (const char *json, WsHyperRequest *out, GError **error)
{
  g_autofree char *config = NULL;
  Reader           reader;

  memset (out, 0, sizeof *out);
  if (open_reader (&reader, json))
    {
      get_text (&reader, "name", out->name, sizeof out->name);
      get_text (&reader, "population", out->population, sizeof out->population);
      if (json_object_has_member (reader.object, "from"))
        get_text (&reader, "from", out->from, sizeof out->from);
      config = get_object (&reader, "config");
      if (config != NULL)
        ws_hyper_config_from_json (config, &out->config, &reader.error);
    }
  return close_reader (&reader, error);
}

/* Settings that are not there are not asked for. */
static void
get_map_settings (Reader *self, WsMapSettings *out)
{
  static const struct
  {
    const char  *name;
    WsMapSetting setting;
  } settings[] = {
    { "seed", WS_MAP_SEED },
    { "neighbours", WS_MAP_NEIGHBOURS },
    { "min_dist", WS_MAP_MIN_DIST },
    { "perplexity", WS_MAP_PERPLEXITY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (json_object_has_member (self->object, settings[i].name))
      out->given |= settings[i].setting;
  if (out->given & WS_MAP_SEED)
    out->seed = get_seed (self);
  if (out->given & WS_MAP_NEIGHBOURS)
    out->neighbours = get_count (self, "neighbours");
  if (out->given & WS_MAP_MIN_DIST)
    out->min_dist = get_number (self, "min_dist");
  if (out->given & WS_MAP_PERPLEXITY)
    out->perplexity = get_number (self, "perplexity");
}

gboolean
ws_embed_request_from_json (const char *json, WsEmbedRequest *out, GError **error)
{
  Reader reader;

  memset (out, 0, sizeof *out);
  if (open_reader (&reader, json))
    {
      get_text (&reader, "hyper", out->hyper, sizeof out->hyper);
      get_text (&reader, "projection", out->projection, sizeof out->projection);
      get_map_settings (&reader, &out->map);
    }
  return close_reader (&reader, error);
}

static void
add_setting (Reader *self, WsSampleRequest *out, const char *key, JsonNode *node)
{
  WsSampleSetting *setting = out->settings + out->n_settings;

  if (self->error != NULL)
    return;
  if (out->n_settings < WS_SAMPLER_MAX_SETTINGS && JSON_NODE_HOLDS_VALUE (node) &&
      (json_node_get_value_type (node) == G_TYPE_DOUBLE ||
       json_node_get_value_type (node) == G_TYPE_INT64) &&
      g_strlcpy (setting->key, key, sizeof setting->key) < sizeof setting->key)
    {
      setting->value = json_node_get_double (node);
      out->n_settings++;
      return;
    }
  memset (setting->key, 0, sizeof setting->key);
  self->error = g_error_new (WS_ERROR, WS_ERROR_FORMAT,
                             "the job's request has settings that no sampling method has");
}

/* Settings that are not there are not asked for. */
static void
get_sample_settings (Reader *self, WsSampleRequest *out)
{
  JsonNode      *node = json_object_get_member (self->object, "settings");
  JsonObjectIter iter;
  const char    *key;

  if (self->error != NULL)
    return;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      self->error =
          g_error_new (WS_ERROR, WS_ERROR_FORMAT, "the job's request has no object \"settings\"");
      return;
    }
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &key, &node))
    add_setting (self, out, key, node);
}

/* Before there were refinements, all draws were plain. */
static void
get_refinement (Reader *self, WsSampleRequest *out)
{
  char text[80] = "";

  if (!json_object_has_member (self->object, "refine"))
    return;
  get_text (self, "refine", text, sizeof text);
  if (self->error == NULL)
    ws_refinement_add (&out->refine, text, &self->error);
}

/* Before there were settings every method had a bandwidth, 0 for its own, used or not. */
static void
get_bandwidth (Reader *self, WsSampleRequest *out)
{
  double bandwidth = get_number (self, "bandwidth");

  if (self->error == NULL && bandwidth > 0)
    ws_sample_request_set (out, "bandwidth", bandwidth, NULL);
}

gboolean
ws_sample_request_from_json (const char *json, WsSampleRequest *out, GError **error)
{
  char   target[80] = "";
  Reader reader;

  memset (out, 0, sizeof *out);
  if (open_reader (&reader, json))
    {
      get_text (&reader, "name", out->name, sizeof out->name);
      get_text (&reader, "hyper", out->hyper, sizeof out->hyper);
      get_text (&reader, "method", out->method, sizeof out->method);
      get_text (&reader, "target", target, sizeof target);
      out->count = get_count (&reader, "count");
      if (json_object_has_member (reader.object, "bandwidth"))
        get_bandwidth (&reader, out);
      else
        get_sample_settings (&reader, out);
      out->seed = get_seed (&reader);
      out->evaluate = get_flag (&reader, "evaluate");
      out->all_epochs = get_flag (&reader, "all_epochs");
      get_refinement (&reader, out);
      if (reader.error == NULL)
        ws_target_parse (target, &out->target, &reader.error);
    }
  return close_reader (&reader, error);
}

static void
get_populations (Reader *self, WsFinetuneRequest *out)
{
  JsonNode  *node = json_object_get_member (self->object, "populations");
  JsonArray *list =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list) && i < WS_FINETUNE_MAX; i++)
    {
      JsonNode   *element = json_array_get_element (list, i);
      const char *name = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_string (element) : NULL;

      if (name == NULL || g_strlcpy (out->population[i], name, sizeof out->population[i]) >=
                              sizeof out->population[i])
        break;
      out->n_populations++;
    }
  if (self->error == NULL && (list == NULL || out->n_populations < json_array_get_length (list)))
    self->error =
        g_error_new (WS_ERROR, WS_ERROR_FORMAT,
                     "the job's request does not name up to %u populations", WS_FINETUNE_MAX);
}

gboolean
ws_finetune_request_from_json (const char *json, WsFinetuneRequest *out, GError **error)
{
  g_autofree char *recipe = NULL;
  Reader           reader;

  memset (out, 0, sizeof *out);
  if (open_reader (&reader, json))
    {
      get_text (&reader, "name", out->name, sizeof out->name);
      get_populations (&reader, out);
      out->scratch = get_count (&reader, "scratch");
      out->count = get_count (&reader, "count");
      get_text (&reader, "split", out->split, sizeof out->split);
      get_text (&reader, "from", out->from, sizeof out->from);
      get_text (&reader, "data", out->data, sizeof out->data);
      get_text (&reader, "arch", out->arch, sizeof out->arch);
      get_text (&reader, "control", out->control, sizeof out->control);
      get_text (&reader, "teacher", out->teacher, sizeof out->teacher);
      out->teacher_weight = get_number (&reader, "teacher_weight");
      out->n_epochs = get_count (&reader, "n_epochs");
      out->seed = get_seed (&reader);
      get_text (&reader, "keep", out->keep, sizeof out->keep);
      recipe = get_object (&reader, "recipe");
      if (recipe != NULL)
        ws_recipe_from_json (recipe, &out->recipe, &reader.error);
    }
  return close_reader (&reader, error);
}

gboolean
ws_evaluate_request_from_json (const char *json, WsEvaluateRequest *out, GError **error)
{
  Reader reader;

  memset (out, 0, sizeof *out);
  if (open_reader (&reader, json))
    {
      get_text (&reader, "population", out->population, sizeof out->population);
      get_text (&reader, "data", out->data, sizeof out->data);
      get_text (&reader, "split", out->split, sizeof out->split);
      get_text (&reader, "epochs", out->epochs, sizeof out->epochs);
    }
  return close_reader (&reader, error);
}

gboolean
ws_ensemble_request_from_json (const char *json, WsEnsembleRequest *out, GError **error)
{
  Reader reader;

  memset (out, 0, sizeof *out);
  out->epoch = WS_EPOCH_LAST;
  if (open_reader (&reader, json))
    {
      get_text (&reader, "population", out->population, sizeof out->population);
      get_text (&reader, "data", out->data, sizeof out->data);
      get_text (&reader, "sizes", out->sizes, sizeof out->sizes);
      if (json_object_has_member (reader.object, "epoch"))
        out->epoch = get_count (&reader, "epoch");
      out->draws = get_count (&reader, "draws");
      out->seed = get_seed (&reader);
    }
  return close_reader (&reader, error);
}
