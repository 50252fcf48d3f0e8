/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/scene-view.h"

#include "results/report-json.h"
#include "core/error.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_DEPTH 8                          /* of brackets: a view has three */
#define MAX_ID (G_GINT64_CONSTANT (1) << 53) /* beyond it nobody else reads JSON exactly */

static const struct
{
  const char *name, *page, *kind;
} figures[] = {
  [WS_SCENE_MAP] = { "map", "explore", N_ ("Latent map") },
  [WS_SCENE_ZOO_ACCURACY] = { "zoo-accuracy", "zoo", N_ ("Accuracy over training") },
  [WS_SCENE_ZOO_LOSS] = { "zoo-loss", "zoo", N_ ("Loss over training") },
  [WS_SCENE_ZOO_HISTOGRAM] = { "zoo-histogram", "zoo", N_ ("Accuracies of a zoo") },
  [WS_SCENE_HYPER_LOSS] = { "hyper-loss", "hyper", N_ ("Losses of a representation") },
  [WS_SCENE_HYPER_R2] = { "hyper-r2", "hyper", N_ ("R² over training") },
  [WS_SCENE_HYPER_LAYERS] = { "hyper-layers", "hyper", N_ ("R² by layer") },
  [WS_SCENE_HYPER_DECODED] = { "hyper-decoded", "hyper", N_ ("Accuracy after decoding") },
  [WS_SCENE_SAMPLES] = { "samples", "sample", N_ ("Samples beside the zoo") },
  [WS_SCENE_FINETUNE] = { "finetune", "finetune", N_ ("Fine-tuning") },
  [WS_SCENE_EXPERIMENT] = { "experiment", "experiments", N_ ("Experiment") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (figures) == WS_SCENE_N_FIGURES);

static const char *const colors[] = {
  [WS_MAP_TEST_ACC] = "test-accuracy",
  [WS_MAP_TRAIN_ACC] = "train-accuracy",
  [WS_MAP_GAP] = "gap",
  [WS_MAP_TEST_LOSS] = "test-loss",
  [WS_MAP_EPOCH] = "epoch",
};

G_STATIC_ASSERT (G_N_ELEMENTS (colors) == WS_MAP_N_COLUMNS);

static const struct
{
  const char *name;
  guint       layer;
} layers[] = {
  { "states", WS_MAP_LAYER_STATES }, { "samples", WS_MAP_LAYER_SAMPLES },
  { "trails", WS_MAP_LAYER_TRAILS }, { "splits", WS_MAP_LAYER_SPLITS },
  { "last", WS_MAP_LAYER_LAST },
};

WsSceneView *
ws_scene_view_new (WsSceneFigure figure, gint64 subject, const char *name)
{
  WsSceneView *self = g_new0 (WsSceneView, 1);

  self->figure = figure;
  self->subject = subject;
  self->name = g_strdup (name);
  self->layers = WS_MAP_LAYER_DEFAULT;
  self->runs = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->hidden = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->selected = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

void
ws_scene_view_free (WsSceneView *self)
{
  g_free (self->name);
  g_free (self->projection);
  g_free (self->options);
  g_free (self->color);
  g_array_unref (self->runs);
  g_array_unref (self->hidden);
  g_array_unref (self->selected);
  g_free (self);
}

const char *
ws_scene_figure_get_name (WsSceneFigure figure)
{
  return figures[figure].name;
}

gboolean
ws_scene_figure_find (const char *name, WsSceneFigure *figure)
{
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    if (g_strcmp0 (name, figures[i].name) == 0)
      {
        *figure = (WsSceneFigure)i;
        return TRUE;
      }
  return FALSE;
}

const char *
ws_scene_view_get_page (const WsSceneView *self)
{
  return figures[self->figure].page;
}

const char *
ws_scene_view_get_kind (const WsSceneView *self)
{
  return _ (figures[self->figure].kind);
}

const char *
ws_scene_color_name (WsMapColumn column)
{
  g_return_val_if_fail (column < WS_MAP_N_COLUMNS, NULL);
  return colors[column];
}

gboolean
ws_scene_color_find (const char *name, WsMapColumn *column)
{
  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    if (g_strcmp0 (name, colors[i]) == 0)
      {
        *column = (WsMapColumn)i;
        return TRUE;
      }
  return FALSE;
}

/* -- writing -- */

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_id (JsonBuilder *builder, const char *name, gint64 id)
{
  if (id == 0)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, id);
}

static void
add_flag (JsonBuilder *builder, const char *name, gboolean is_on)
{
  if (!is_on)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, TRUE);
}

static void
add_ids (JsonBuilder *builder, const char *name, const GArray *ids)
{
  if (ids->len == 0)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < ids->len; i++)
    json_builder_add_int_value (builder, g_array_index (ids, gint64, i));
  json_builder_end_array (builder);
}

/* States of a network have numbers that follow each other: from, to, from, to … */
static void
add_ranges (JsonBuilder *builder, const char *name, const GArray *ids)
{
  guint n = ids->len;

  if (n == 0)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0, last; i < n; i = last + 1)
    {
      gint64 from = g_array_index (ids, gint64, i);

      for (last = i;
           last + 1 < n && g_array_index (ids, gint64, last + 1) - from == (gint64)(last + 1 - i);
           last++)
        ;
      json_builder_add_int_value (builder, from);
      json_builder_add_int_value (builder, g_array_index (ids, gint64, last));
    }
  json_builder_end_array (builder);
}

static void
add_map (JsonBuilder *builder, const WsSceneView *self)
{
  add_text (builder, "projection", self->projection);
  add_text (builder, "options", self->options);
  add_text (builder, "color", self->color);
  add_flag (builder, "reversed", self->is_reversed);
  json_builder_set_member_name (builder, "layers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    if ((self->layers & layers[i].layer) != 0)
      json_builder_add_string_value (builder, layers[i].name);
  json_builder_end_array (builder);
  add_ids (builder, "hidden", self->hidden);
  add_ranges (builder, "selected", self->selected);
  add_id (builder, "pinned", self->pinned);
  if (!self->has_camera)
    return;
  json_builder_set_member_name (builder, "camera");
  json_builder_begin_array (builder);
  for (guint i = 0; i < 4; i++)
    json_builder_add_double_value (builder, self->camera[i]);
  json_builder_end_array (builder);
}

char *
ws_scene_view_to_json (const WsSceneView *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "page", figures[self->figure].page);
  add_text (builder, "figure", figures[self->figure].name);
  add_id (builder, "subject", self->subject);
  add_text (builder, "name", self->name);
  add_flag (builder, "log", self->is_log);
  if (self->figure == WS_SCENE_FINETUNE)
    {
      add_ids (builder, "runs", self->runs);
      add_flag (builder, "loss", self->is_loss);
      add_flag (builder, "quantiles", self->has_quantiles);
      add_flag (builder, "single", self->has_single);
    }
  if (self->figure == WS_SCENE_MAP)
    add_map (builder, self);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

/* -- reading -- */

/* The parser goes one step down its stack for each bracket. */
static gboolean
is_deep (const char *json)
{
  gboolean is_in_string = FALSE;
  int      depth = 0;

  for (const char *p = json; *p != '\0'; p++)
    if (is_in_string)
      {
        if (*p == '\\' && p[1] != '\0')
          p++;
        else if (*p == '"')
          is_in_string = FALSE;
      }
    else if (*p == '"')
      is_in_string = TRUE;
    else if (*p == '[' || *p == '{')
      {
        if (++depth > MAX_DEPTH)
          return TRUE;
      }
    else if (*p == ']' || *p == '}')
      depth--;
  return FALSE;
}

/* (nullable): lent */
static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* 0 for what is no number of a row. */
static gint64
id_of (JsonNode *node)
{
  gint64 id = node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                      json_node_get_value_type (node) == G_TYPE_INT64
                  ? json_node_get_int (node)
                  : 0;

  return id > 0 && id <= MAX_ID ? id : 0;
}

static gboolean
get_flag (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

/* (nullable): lent */
static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static void
read_ids (JsonObject *object, const char *name, GArray *ids)
{
  JsonArray *array = get_array (object, name);
  guint      n = array != NULL ? MIN (json_array_get_length (array), WS_SCENE_MAX_ROWS) : 0;

  for (guint i = 0; i < n; i++)
    {
      gint64 id = id_of (json_array_get_element (array, i));

      if (id > 0)
        g_array_append_val (ids, id);
    }
}

static void
read_ranges (JsonObject *object, const char *name, GArray *ids)
{
  JsonArray *array = get_array (object, name);
  guint      n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i + 1 < n; i += 2)
    {
      gint64 from = id_of (json_array_get_element (array, i));
      gint64 to = id_of (json_array_get_element (array, i + 1));

      if (from == 0)
        continue;
      for (gint64 id = from; id <= to && ids->len < WS_SCENE_MAX_ROWS; id++)
        g_array_append_val (ids, id);
    }
}

static void
read_layers (WsSceneView *self, JsonObject *object)
{
  JsonArray *array = get_array (object, "layers");
  guint      n = array != NULL ? json_array_get_length (array) : 0;

  if (array != NULL)
    self->layers = 0;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      for (guint l = 0; l < G_N_ELEMENTS (layers); l++)
        if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
            g_str_equal (json_node_get_string (node), layers[l].name))
          self->layers |= layers[l].layer;
    }
}

static void
read_camera (WsSceneView *self, JsonObject *object)
{
  guint              n;
  g_autofree double *values = ws_report_get_numbers (object, "camera", &n);

  if (values == NULL || n != 4)
    return;
  for (guint i = 0; i < 4; i++)
    if (!isfinite (values[i]) || fabs (values[i]) > 1e30)
      return;
  if (!(values[0] < values[1]) || !(values[2] < values[3]))
    return;
  for (guint i = 0; i < 4; i++)
    self->camera[i] = values[i];
  self->has_camera = TRUE;
}

static void
read_map (WsSceneView *self, JsonObject *object)
{
  self->projection = g_strdup (get_text (object, "projection"));
  self->options = g_strdup (get_text (object, "options"));
  self->color = g_strdup (get_text (object, "color"));
  self->is_reversed = get_flag (object, "reversed");
  read_layers (self, object);
  read_ids (object, "hidden", self->hidden);
  read_ranges (object, "selected", self->selected);
  self->pinned = id_of (json_object_get_member (object, "pinned"));
  read_camera (self, object);
}

static WsSceneView *
read_view (JsonObject *object, GError **error)
{
  WsSceneFigure figure;
  WsSceneView  *self;

  if (!ws_scene_figure_find (get_text (object, "figure"), &figure))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   _ ("This scene shows something that this version of Weightscape does not "
                      "know."));
      return NULL;
    }
  self = ws_scene_view_new (figure, id_of (json_object_get_member (object, "subject")),
                            get_text (object, "name"));
  self->is_log = get_flag (object, "log");
  self->is_loss = get_flag (object, "loss");
  self->has_quantiles = get_flag (object, "quantiles");
  self->has_single = get_flag (object, "single");
  read_ids (object, "runs", self->runs);
  read_map (self, object);
  return self;
}

WsSceneView *
ws_scene_view_parse (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  g_return_val_if_fail (json != NULL, NULL);
  if (!g_utf8_validate (json, -1, NULL) || is_deep (json) ||
      !json_parser_load_from_data (parser, json, -1, NULL) ||
      (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, _ ("The settings of this scene are damaged."));
      return NULL;
    }
  return read_view (json_node_get_object (root), error);
}
