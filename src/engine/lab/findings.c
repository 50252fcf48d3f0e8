/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/experiment.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

void
ws_finding_free (WsFinding *self)
{
  g_free (self->group);
  g_free (self->method);
  g_free (self->data);
  g_free (self->arch);
  g_clear_pointer (&self->each, g_array_unref);
  g_ptr_array_unref (self->names);
  g_array_unref (self->values);
  g_free (self);
}

/* Two units may tell of the same networks. */
static gboolean
is_told_before (GPtrArray *findings, guint n, guint64 seed)
{
  for (guint i = 0; i < n; i++)
    {
      const WsFinding *finding = g_ptr_array_index (findings, i);

      if (finding->seed == seed && finding->each != NULL)
        return TRUE;
    }
  return FALSE;
}

GArray *
ws_findings_collect (GPtrArray *findings)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < findings->len; i++)
    {
      const WsFinding *finding = g_ptr_array_index (findings, i);

      if (finding->each != NULL && !is_told_before (findings, i, finding->seed))
        g_array_append_vals (all, finding->each->data, finding->each->len);
    }
  return all;
}

double
ws_finding_get (const WsFinding *self, const char *name)
{
  for (guint i = 0; i < self->names->len; i++)
    if (g_str_equal (g_ptr_array_index (self->names, i), name))
      return g_array_index (self->values, double, i);
  return (double)NAN;
}

/* -- from stored text -- */

static JsonNode *
parse_object (const char *json, GError **error)
{
  JsonNode *root = json_from_string (json != NULL ? json : "", NULL);

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return root;
  g_clear_pointer (&root, json_node_unref);
  g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, "a result of an experiment is no JSON object");
  return NULL;
}

static void
take_measures (WsFinding *self, JsonObject *object)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      double value =
          JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) != G_TYPE_STRING
              ? json_node_get_double (node)
              : (double)NAN;

      g_ptr_array_add (self->names, g_strdup (name));
      g_array_append_val (self->values, value);
    }
}

/* Numbers; words among them are not known, and lists are for others. */
static GArray *
take_numbers (JsonObject *object, const char *name)
{
  JsonNode  *node = json_object_get_member (object, name);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  GArray *numbers = NULL;

  if (array == NULL)
    return NULL;
  numbers = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      double value = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_double (element) : (double)NAN;

      g_array_append_val (numbers, value);
    }
  return numbers;
}

static guint
get_count (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
             ? (guint)CLAMP (json_node_get_int (node), 0, G_MAXINT)
             : 0;
}

static char *
dup_text (JsonObject *object, const char *name)
{
  JsonNode   *node = json_object_get_member (object, name);
  const char *text =
      node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  return text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
}

static WsFinding *
make_finding (JsonObject *unit, JsonObject *measures)
{
  WsFinding *self = g_new0 (WsFinding, 1);

  self->group = dup_text (unit, "group");
  self->method = dup_text (unit, "method");
  if (self->group == NULL)
    self->group = g_strdup ("");
  if (self->method == NULL)
    self->method = g_strdup ("");
  self->data = dup_text (unit, "data");
  self->arch = dup_text (unit, "arch");
  self->seed =
      g_ascii_strtoull (json_object_get_string_member_with_default (unit, "seed", "0"), NULL, 10);
  self->epoch = get_count (measures, "epoch");
  self->size = get_count (measures, "size");
  self->each = take_numbers (measures, "each");
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  take_measures (self, measures);
  return self;
}

gboolean
ws_findings_add (GPtrArray  *findings,
                 const char *unit_json,
                 const char *measures_json,
                 GError    **error)
{
  g_autoptr (JsonNode) unit = parse_object (unit_json, error);
  g_autoptr (JsonNode) measures = unit != NULL ? parse_object (measures_json, error) : NULL;
  JsonObject *object;
  JsonNode   *points;

  if (measures == NULL)
    return FALSE;
  object = json_node_get_object (measures);
  points = json_object_get_member (object, "points");
  if (points == NULL || !JSON_NODE_HOLDS_ARRAY (points))
    {
      g_ptr_array_add (findings, make_finding (json_node_get_object (unit), object));
      return TRUE;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (points)); i++)
    {
      JsonNode *point = json_array_get_element (json_node_get_array (points), i);

      if (JSON_NODE_HOLDS_OBJECT (point))
        g_ptr_array_add (findings,
                         make_finding (json_node_get_object (unit), json_node_get_object (point)));
    }
  return TRUE;
}
