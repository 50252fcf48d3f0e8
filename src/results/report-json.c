/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/report-json.h"

#include <math.h>

static double
number_of (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : (double)NAN;
}

double
ws_report_get_number (JsonObject *object, const char *name)
{
  return object != NULL ? number_of (json_object_get_member (object, name)) : (double)NAN;
}

guint
ws_report_get_count (JsonObject *object, const char *name)
{
  double value = ws_report_get_number (object, name);

  return value >= 0.0 && value < 1e9 ? (guint)value : 0;
}

JsonObject *
ws_report_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

double *
ws_report_get_numbers (JsonObject *object, const char *name, guint *n)
{
  JsonNode  *node = object != NULL ? json_object_get_member (object, name) : NULL;
  JsonArray *array;
  double    *values;

  *n = 0;
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  array = json_node_get_array (node);
  *n = json_array_get_length (array);
  values = g_new (double, MAX (*n, 1));
  for (guint i = 0; i < *n; i++)
    values[i] = number_of (json_array_get_element (array, i));
  return values;
}
