/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

/* tests/golden/@name, parsed; owned by @parser. */
static inline JsonObject *
load_golden (const char *name, JsonParser *parser)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("WS_TEST_SOURCE_ROOT"), "tests", "golden", name, NULL);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

/* Member @name of @object: numbers, @n of them where that is known. */
static inline double *
get_numbers (JsonObject *object, const char *name, guint n)
{
  JsonArray *array = json_object_get_array_member (object, name);
  double    *values = g_new (double, json_array_get_length (array));

  if (n > 0)
    g_assert_cmpuint (json_array_get_length (array), ==, n);
  for (guint i = 0; i < json_array_get_length (array); i++)
    values[i] = json_array_get_double_element (array, i);
  return values;
}

static inline guint
get_count (JsonObject *object, const char *name)
{
  return (guint)json_object_get_int_member (object, name);
}

static inline double
get_number (JsonObject *object, const char *name)
{
  g_assert_true (json_object_has_member (object, name));
  return json_object_get_double_member (object, name);
}
