/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/output.h"

#include <math.h>
#include <stdio.h>

static void
set_name (JsonBuilder *builder, const char *name)
{
  if (name != NULL)
    json_builder_set_member_name (builder, name);
}

void
ws_output_text (JsonBuilder *builder, const char *name, const char *value)
{
  set_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
ws_output_count (JsonBuilder *builder, const char *name, gint64 value)
{
  set_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
ws_output_flag (JsonBuilder *builder, const char *name, gboolean value)
{
  set_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
ws_output_number (JsonBuilder *builder, const char *name, double value)
{
  set_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
ws_output_seed (JsonBuilder *builder, const char *name, guint64 seed)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);

  if (seed > G_MAXINT64)
    ws_output_text (builder, name, text);
  else
    ws_output_count (builder, name, (gint64)seed);
}

void
ws_output_parsed (JsonBuilder *builder, const char *name, const char *json)
{
  JsonNode *node = json != NULL ? json_from_string (json, NULL) : NULL;

  set_name (builder, name);
  if (node != NULL)
    json_builder_add_value (builder, node);
  else
    json_builder_add_null_value (builder);
}

void
ws_output_begin_object (JsonBuilder *builder, const char *name)
{
  set_name (builder, name);
  json_builder_begin_object (builder);
}

void
ws_output_begin_array (JsonBuilder *builder, const char *name)
{
  set_name (builder, name);
  json_builder_begin_array (builder);
}

void
ws_output_print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;

  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  puts (text);
  g_object_unref (builder);
}

/* -- reading -- */

JsonNode *
ws_output_parse (const char *json)
{
  JsonNode *node = json != NULL ? json_from_string (json, NULL) : NULL;

  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    g_clear_pointer (&node, json_node_unref);
  return node;
}

JsonObject *
ws_object_get_object (JsonObject *self, const char *name)
{
  JsonNode *node = self != NULL ? json_object_get_member (self, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static double
get_number (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : (double)NAN;
}

double
ws_object_get_number (JsonObject *self, const char *name)
{
  return self != NULL ? get_number (json_object_get_member (self, name)) : (double)NAN;
}

double *
ws_object_get_numbers (JsonObject *self, const char *name, guint *n)
{
  JsonNode  *node = self != NULL ? json_object_get_member (self, name) : NULL;
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  double *values;

  *n = array != NULL ? json_array_get_length (array) : 0;
  values = g_new (double, MAX (*n, 1));
  for (guint i = 0; i < *n; i++)
    values[i] = get_number (json_array_get_element (array, i));
  return values;
}
