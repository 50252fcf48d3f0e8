/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/same.h"

#include "hyper/config.h"
#include "lab/experiment.h"

#include <json-glib/json-glib.h>

static gboolean is_same (JsonNode *old, JsonNode *asked, JsonNode *usual);

static gboolean
is_number (JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

/* 1 and 1.0 are the same, whoever wrote them. */
static gboolean
is_same_value (JsonNode *old, JsonNode *asked)
{
  double a, b;

  if (!JSON_NODE_HOLDS_VALUE (old) || !JSON_NODE_HOLDS_VALUE (asked) || !is_number (old) ||
      !is_number (asked))
    return json_node_equal (old, asked);
  a = json_node_get_double (old);
  b = json_node_get_double (asked);
  return !(a < b) && !(a > b);
}

static JsonNode *
get_member (JsonNode *node, const char *name)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
             ? json_object_get_member (json_node_get_object (node), name)
             : NULL;
}

static gboolean
is_same_object (JsonNode *old, JsonNode *asked, JsonNode *usual)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init (&iter, json_node_get_object (asked));
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonNode *other = get_member (old, name), *otherwise = get_member (usual, name);

      if (other == NULL && otherwise == NULL)
        return FALSE;
      if (!is_same (other != NULL ? other : otherwise, node, otherwise))
        return FALSE;
    }
  /* A setting that this version does not know may have been anything. */
  json_object_iter_init (&iter, json_node_get_object (old));
  while (json_object_iter_next (&iter, &name, &node))
    if (get_member (asked, name) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_same (JsonNode *old, JsonNode *asked, JsonNode *usual)
{
  if (JSON_NODE_HOLDS_OBJECT (old) && JSON_NODE_HOLDS_OBJECT (asked))
    return is_same_object (old, asked, usual);
  return is_same_value (old, asked);
}

static JsonNode *
parse_object (const char *json)
{
  JsonNode *node = json_from_string (json != NULL ? json : "", NULL);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return node;
  g_clear_pointer (&node, json_node_unref);
  return NULL;
}

/* (transfer full) */
static JsonNode *
usual_config (void)
{
  WsHyperConfig    config;
  g_autofree char *json = NULL;

  if (!ws_hyper_config_preset ("compact", &config, NULL))
    return NULL;
  json = ws_hyper_config_to_json (&config);
  return parse_object (json);
}

gboolean
ws_same_request (const char *kind, const char *old, const char *asked)
{
  g_autoptr (JsonNode) a = parse_object (old), b = parse_object (asked), usual = NULL;

  if (a == NULL || b == NULL)
    return FALSE;
  if (g_str_equal (kind, "hyper") || g_str_equal (kind, "experiment"))
    {
      const WsExperimentSettings none = { 0 };
      g_autofree char           *settings = ws_experiment_settings_to_json (&none);

      usual = parse_object (g_str_equal (kind, "hyper") ? "{}" : settings);
      json_object_set_member (json_node_get_object (usual), "config", usual_config ());
    }
  return is_same (a, b, usual);
}

gboolean
ws_same_training (const char *old, const char *asked)
{
  g_autoptr (JsonNode) a = parse_object (old), b = parse_object (asked), usual = usual_config ();

  if (a == NULL || b == NULL)
    return FALSE;
  json_object_remove_member (json_node_get_object (a), "preset");
  json_object_remove_member (json_node_get_object (b), "preset");
  return is_same (a, b, usual);
}
