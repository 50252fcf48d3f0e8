/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/recipe.h"

#include "core/error.h"
#include "core/random.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define MAX_RATE 10.0f
#define MAX_BATCH 1000
#define MAX_IMAGES 100000000

/* METHOD.md 2.3. Image counts are given where the cut is not the usual five to one. */
static const WsRecipe published[] = {
  { "mnist",
    WS_ACT_TANH,
    WS_INIT_UNIFORM,
    WS_OPTIM_ADAM,
    3e-4f,
    3e-4f,
    0.9f,
    0,
    10,
    0,
    0,
    { 0.1307f, 0.3081f } },
  { "fashion-mnist",
    WS_ACT_TANH,
    WS_INIT_UNIFORM,
    WS_OPTIM_ADAM,
    3e-4f,
    3e-4f,
    0.9f,
    0,
    10,
    0,
    0,
    { 0.5f, 0.5f } },
  { "svhn",
    WS_ACT_TANH,
    WS_INIT_UNIFORM,
    WS_OPTIM_ADAM,
    3e-3f,
    3e-3f,
    0.9f,
    0,
    10,
    60000,
    13257,
    { 0.5f, 0.5f } },
  { "usps",
    WS_ACT_TANH,
    WS_INIT_UNIFORM,
    WS_OPTIM_ADAM,
    3e-4f,
    3e-4f,
    0.9f,
    1e-3f,
    10,
    6000,
    1291,
    { 0.1307f, 0.3081f } },
  { "cifar10",
    WS_ACT_GELU,
    WS_INIT_KAIMING_UNIFORM,
    WS_OPTIM_ADAM,
    1e-4f,
    1e-4f,
    0.9f,
    1e-2f,
    10,
    42000,
    8000,
    { 0.5f, 0.5f } },
  { "stl10",
    WS_ACT_TANH,
    WS_INIT_KAIMING_UNIFORM,
    WS_OPTIM_ADAM,
    1e-4f,
    1e-4f,
    0.9f,
    1e-3f,
    10,
    4200,
    800,
    { 0.5f, 0.5f } },
};

static const char *const optimiser_names[] = { "adam", "sgd" };

gboolean
ws_recipe_lookup (const char *name, WsRecipe *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (published); i++)
    if (g_str_equal (published[i].name, name))
      {
        *out = published[i];
        return TRUE;
      }
  return FALSE;
}

void
ws_recipe_for_dataset (const char *dataset, WsRecipe *out)
{
  g_autofree char *base = g_strdup (dataset);

  /* A part of a known set, such as fashion-mnist-small, is trained as the whole. */
  if (g_str_has_suffix (base, "-small"))
    base[strlen (base) - strlen ("-small")] = '\0';
  if (ws_recipe_lookup (base, out))
    return;
  ws_recipe_lookup ("fashion-mnist", out);
  g_strlcpy (out->name, "custom", sizeof out->name);
}

/* -- images -- */

/* The published cut with as many validation images; NULL if they are the recipe's own number. */
static const WsRecipe *
find_cut (guint n_val)
{
  for (guint i = 0; n_val > 0 && i < G_N_ELEMENTS (published); i++)
    if (published[i].n_val == n_val)
      return &published[i];
  return NULL;
}

/* Published sizes are whole batches of ten. */
static guint
round_down (guint n)
{
  return n >= 100 ? n - n % 10 : n;
}

void
ws_recipe_count_images (const WsRecipe *self, guint n, guint *n_train, guint *n_val)
{
  guint           usual = round_down (n / 6 * 5);
  const WsRecipe *cut = find_cut (self->n_val);

  *n_train = self->n_train != 0 ? self->n_train : usual;
  *n_val = self->n_val;
  if (*n_val == 0 && *n_train < n)
    *n_val = MIN (n - *n_train, n - usual);
  if (cut == NULL || (guint64)*n_train + *n_val <= n)
    return;
  *n_val = (guint)((guint64)n * cut->n_val / (cut->n_train + cut->n_val));
  if (*n_train == cut->n_train)
    *n_train = round_down (n - *n_val);
  else
    *n_val = MIN (*n_val, *n_train < n ? n - *n_train : 0);
}

/* -- one setting by name -- */

static gboolean
parse_float (const char *key, const char *value, float *out, GError **error)
{
  char  *end;
  double number = g_ascii_strtod (value, &end);

  if (end == value || *end != '\0' || !isfinite (number))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "%s: \"%s\" is not a number", key, value);
      return FALSE;
    }
  *out = (float)number;
  return TRUE;
}

static gboolean
parse_count (const char *key, const char *value, guint *out, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, 0, MAX_IMAGES, &number, NULL))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "%s: \"%s\" is not a whole number from 0 to %u",
                   key, value, MAX_IMAGES);
      return FALSE;
    }
  *out = (guint)number;
  return TRUE;
}

static gboolean
parse_optimiser (const char *name, WsOptimiser *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (optimiser_names); i++)
    if (g_str_equal (optimiser_names[i], name))
      {
        *out = (WsOptimiser)i;
        return TRUE;
      }
  return FALSE;
}

/* @is_known: whether the value of a setting that has names is one of them. */
static gboolean
check_word (
    const char *key, const char *value, gboolean is_known, const char *known, GError **error)
{
  if (!is_known)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "%s: there is no \"%s\"; known: %s", key, value,
                 known);
  return is_known;
}

static gboolean
set_word (WsRecipe *self, const char *key, const char *value, gboolean *is_word, GError **error)
{
  *is_word = TRUE;
  if (g_str_equal (key, "act"))
    return check_word (key, value, ws_activation_parse (value, &self->act),
                       "tanh, relu, gelu, sigmoid, silu, leaky-relu", error);
  if (g_str_equal (key, "init"))
    return check_word (
        key, value, ws_init_parse (value, &self->init),
        "uniform, normal, kaiming-uniform, kaiming-normal, xavier-uniform, xavier-normal", error);
  if (g_str_equal (key, "optim"))
    return check_word (key, value, parse_optimiser (value, &self->optim), "adam, sgd", error);
  *is_word = FALSE;
  return FALSE;
}

static gboolean
set_number (WsRecipe *self, const char *key, const char *value, GError **error)
{
  float lr = self->lr;

  if (g_str_equal (key, "lr"))
    {
      if (!parse_float (key, value, &self->lr, error))
        return FALSE;
      /* One rate for all stays one rate for all. */
      if (self->lr_max <= lr)
        self->lr_max = self->lr;
      return TRUE;
    }
  if (g_str_equal (key, "lr-max"))
    return parse_float (key, value, &self->lr_max, error);
  if (g_str_equal (key, "momentum"))
    return parse_float (key, value, &self->momentum, error);
  if (g_str_equal (key, "weight-decay"))
    return parse_float (key, value, &self->weight_decay, error);
  if (g_str_equal (key, "batch"))
    return parse_count (key, value, &self->batch, error);
  if (g_str_equal (key, "n-train"))
    return parse_count (key, value, &self->n_train, error);
  if (g_str_equal (key, "n-val"))
    return parse_count (key, value, &self->n_val, error);
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
               "a recipe has no setting \"%s\"; known: act, init, optim, lr, lr-max, momentum, "
               "weight-decay, "
               "batch, n-train, n-val",
               key);
  return FALSE;
}

gboolean
ws_recipe_set (WsRecipe *self, const char *key, const char *value, GError **error)
{
  WsRecipe changed = *self;
  gboolean is_word, is_good = set_word (&changed, key, value, &is_word, error);

  if (!is_word)
    is_good = set_number (&changed, key, value, error);
  /* Rates come one after the other: whether they fit together is asked when all are there. */
  if (is_good && !g_str_equal (key, "lr") && !g_str_equal (key, "lr-max"))
    is_good = ws_recipe_validate (&changed, error);
  if (!is_good)
    return FALSE;
  if (memcmp (&changed, self, sizeof changed) != 0)
    g_strlcpy (changed.name, "custom", sizeof changed.name);
  *self = changed;
  return TRUE;
}

/* -- rules -- */

static gboolean
check_range (const char *what, float value, float lo, float hi, gboolean with_ends, GError **error)
{
  gboolean is_inside = with_ends ? value >= lo && value <= hi : value > lo && value <= hi;

  if (!is_inside)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "%s is %g, it must be %s %g and at most %g", what,
                 (double)value, with_ends ? "at least" : "above", (double)lo, (double)hi);
  return is_inside;
}

static gboolean
check_name (const char *name, GError **error)
{
  gboolean is_good = name[0] != '\0' && memchr (name, '\0', sizeof ((WsRecipe *)0)->name) != NULL;

  for (const char *c = name; is_good && *c != '\0'; c++)
    is_good = g_ascii_isalnum (*c) || strchr ("-_. ", *c) != NULL;
  if (!is_good)
    g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE,
                         "a recipe's name has 1 to 31 letters, digits, spaces, points, dashes");
  return is_good;
}

gboolean
ws_recipe_validate (const WsRecipe *self, GError **error)
{
  if (!check_name (self->name, error) ||
      !check_range ("the learning rate", self->lr, 0, MAX_RATE, FALSE, error) ||
      !check_range ("momentum", self->momentum, 0, 0.9999f, TRUE, error) ||
      !check_range ("weight decay", self->weight_decay, 0, 1, TRUE, error) ||
      !check_range ("the standard deviation of the pixels", self->preprocess.std, 0, 1e6f, FALSE,
                    error) ||
      !check_range ("the mean of the pixels", self->preprocess.mean, -1e6f, 1e6f, TRUE, error))
    return FALSE;
  if (self->lr_max != 0 &&
      !check_range ("the highest learning rate", self->lr_max, self->lr, MAX_RATE, TRUE, error))
    return FALSE;
  if (self->batch < 1 || self->batch > MAX_BATCH)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "a batch has 1 to %u images, not %u", MAX_BATCH,
                   self->batch);
      return FALSE;
    }
  if ((guint)self->act > WS_ACT_LEAKY_RELU || (guint)self->init > WS_INIT_XAVIER_NORMAL ||
      (guint)self->optim > WS_OPTIM_SGD)
    {
      g_set_error_literal (
          error, WS_ERROR, WS_ERROR_VALUE,
          "the recipe names an activation, start or optimiser that does not exist");
      return FALSE;
    }
  return TRUE;
}

/* -- JSON -- */

/* The shortest decimal that reads back as the same float. */
static void
append_float (GString *text, const char *key, float value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], format[8];

  for (guint digits = 6; digits <= 9; digits++)
    {
      g_snprintf (format, sizeof format, "%%.%ug", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, (double)value);
      if ((float)g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  g_string_append_printf (text, ", \"%s\": %s", key, buffer);
}

char *
ws_recipe_to_json (const WsRecipe *self)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "{\"name\": \"%s\", \"act\": \"%s\", \"init\": \"%s\", \"optim\": \"%s\"",
                   self->name, ws_activation_get_name (self->act), ws_init_get_name (self->init),
                   optimiser_names[self->optim]);
  append_float (text, "lr", self->lr);
  append_float (text, "lr_max", self->lr_max);
  append_float (text, "momentum", self->momentum);
  append_float (text, "weight_decay", self->weight_decay);
  g_string_append_printf (text, ", \"batch\": %u, \"n_train\": %u, \"n_val\": %u", self->batch,
                          self->n_train, self->n_val);
  append_float (text, "mean", self->preprocess.mean);
  append_float (text, "std", self->preprocess.std);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static const char *
find_text (JsonObject *object, const char *key, GError **error)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  if (node != NULL)
    g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, "recipe: \"%s\" is not a text", key);
  return NULL;
}

static gboolean
read_number (JsonObject *object, const char *key, double lo, double hi, double *out, GError **error)
{
  JsonNode *node = json_object_get_member (object, key);
  GType     type;

  if (node == NULL)
    return TRUE;
  type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;
  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    *out = json_node_get_double (node);
  if ((type != G_TYPE_INT64 && type != G_TYPE_DOUBLE) || !(*out >= lo && *out <= hi))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, "recipe: \"%s\" is not a number from %g to %g",
                   key, lo, hi);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_float (JsonObject *object, const char *key, float *out, GError **error)
{
  double value = (double)*out;

  if (!read_number (object, key, -1e9, 1e9, &value, error))
    return FALSE;
  *out = (float)value;
  return TRUE;
}

static gboolean
read_count (JsonObject *object, const char *key, guint *out, GError **error)
{
  double value = *out;

  if (!read_number (object, key, 0, MAX_IMAGES, &value, error))
    return FALSE;
  *out = (guint)value;
  return TRUE;
}

static gboolean
read_words (JsonObject *object, WsRecipe *out, GError **error)
{
  static const char *const keys[] = { "act", "init", "optim" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *text = find_text (object, keys[i], error);
      gboolean    is_word;

      if (text == NULL && json_object_has_member (object, keys[i]))
        return FALSE;
      if (text != NULL && !set_word (out, keys[i], text, &is_word, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ws_recipe_from_json (const char *json, WsRecipe *out, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;
  JsonNode   *root;
  const char *name;
  WsRecipe    recipe;

  if (!json_parser_load_from_data (parser, json, -1, error))
    {
      g_prefix_error (error, "recipe: ");
      return FALSE;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_FORMAT, "recipe: not a JSON object");
      return FALSE;
    }
  object = json_node_get_object (root);
  name = find_text (object, "name", error);
  if (name == NULL && json_object_has_member (object, "name"))
    return FALSE;
  /* What is left out is as published for that name. */
  ws_recipe_for_dataset (name != NULL ? name : "custom", &recipe);
  if (name != NULL && g_strlcpy (recipe.name, name, sizeof recipe.name) >= sizeof recipe.name)
    recipe.name[0] = '\0';
  if (!read_words (object, &recipe, error) || !read_float (object, "lr", &recipe.lr, error))
    return FALSE;
  recipe.lr_max = recipe.lr;
  if (!read_float (object, "lr_max", &recipe.lr_max, error) ||
      !read_float (object, "momentum", &recipe.momentum, error) ||
      !read_float (object, "weight_decay", &recipe.weight_decay, error) ||
      !read_count (object, "batch", &recipe.batch, error) ||
      !read_count (object, "n_train", &recipe.n_train, error) ||
      !read_count (object, "n_val", &recipe.n_val, error) ||
      !read_float (object, "mean", &recipe.preprocess.mean, error) ||
      !read_float (object, "std", &recipe.preprocess.std, error) ||
      !ws_recipe_validate (&recipe, error))
    return FALSE;
  *out = recipe;
  return TRUE;
}

float
ws_recipe_model_lr (const WsRecipe *self, guint64 seed, guint32 model)
{
  WsStream stream;

  if (!(self->lr_max > self->lr))
    return self->lr;
  /* The model's initial weights are stream 0 of this purpose, its rate is stream 1. */
  ws_stream_init (&stream, seed, WS_PURPOSE_INIT, model, 1);
  return (float)((double)self->lr * exp ((double)ws_stream_uniform (&stream) *
                                         log ((double)self->lr_max / (double)self->lr)));
}
