/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

/* The object in tests/golden/@name.json; free the parser after its last use. */
static inline JsonObject *
golden_load (const char *name, JsonParser **parser)
{
  g_autofree char *file = g_strdup_printf ("%s.json", name);
  g_autofree char *path =
      g_build_filename (g_getenv ("WS_TEST_SOURCE_ROOT"), "tests", "golden", file, NULL);
  g_autoptr (GError) error = NULL;

  *parser = json_parser_new_immutable ();
  json_parser_load_from_file (*parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (*parser));
}

/* (transfer full): the numbers of array @member, which must be @n. */
static inline double *
golden_numbers (JsonObject *object, const char *member, guint n)
{
  JsonArray *array = json_object_get_array_member (object, member);
  double    *numbers = g_new (double, MAX (n, 1));

  g_assert_nonnull (array);
  g_assert_cmpuint (json_array_get_length (array), ==, n);
  for (guint i = 0; i < n; i++)
    numbers[i] = json_array_get_double_element (array, i);
  return numbers;
}
