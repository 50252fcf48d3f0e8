/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

/* In angle brackets, for this folder has a config.h of its own. */
#include <config.h>

#include "hyper/config.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* -- the settings, in the order of the JSON text -- */

typedef enum
{
  KIND_UINT,
  KIND_UINT64,
  KIND_FLOAT,
  KIND_BOOLEAN,
  KIND_CHOICE, /* an enumeration; all have the size of int */
} Kind;

typedef struct
{
  const char *name;
  Kind        kind;
  gsize       offset;
  double      lo, hi;   /* numbers: both ends allowed */
  const char *names[5]; /* choices, in the order of the enumeration */
} Setting;

#define COUNT(field, lo, hi)                                                                       \
  {                                                                                                \
#field, KIND_UINT, G_STRUCT_OFFSET(WsHyperConfig, field), lo, hi, { NULL }                     \
  }
#define REAL(field, lo, hi)                                                                        \
  {                                                                                                \
#field, KIND_FLOAT, G_STRUCT_OFFSET(WsHyperConfig, field), lo, hi, { NULL }                    \
  }
#define FLAG(field)                                                                                \
  {                                                                                                \
#field, KIND_BOOLEAN, G_STRUCT_OFFSET(WsHyperConfig, field), 0, 1, { NULL }                    \
  }
#define CHOICE(field, ...)                                                                         \
  {                                                                                                \
#field, KIND_CHOICE, G_STRUCT_OFFSET(WsHyperConfig, field), 0, 0, { __VA_ARGS__, NULL }        \
  }

static const Setting settings[] = {
  COUNT (d, 8, 4096),
  COUNT (h, 1, 64),
  COUNT (f, 8, 8192),
  COUNT (L, 1, 24),
  COUNT (q, 1, 4096),
  CHOICE (compression, "token", "linear", "per-token", "mixed"),
  REAL (token_q, 0.01, 1024),
  REAL (token_spread, 0, 1),
  CHOICE (neck, "linear", "tanh"),
  REAL (dropout, 0, 0.9),
  CHOICE (init, "published", "small"),
  FLAG (standardise),
  FLAG (lwln),
  CHOICE (reduction, "global-mean", "layer-mean"),
  CHOICE (contrast, "ntxent", "positive", "cosine"),
  REAL (gamma, 0, 1),
  REAL (temperature, 0.001, 10),
  COUNT (head_layers, 1, 16),
  COUNT (head_width, 1, 8192),
  COUNT (head_out, 1, 4096),
  FLAG (permute),
  COUNT (views, 1, 2),
  REAL (erase_p, 0, 1),
  REAL (erase_lo, 0, 1),
  REAL (erase_hi, 0, 1),
  REAL (noise, 0, 1),
  REAL (lr, 1e-8, 1),
  REAL (weight_decay, 0, 1),
  REAL (decay, 0, 1),
  CHOICE (schedule, "constant", "one-cycle", "plateau", "cosine"),
  REAL (warmup, 0, 0.9),
  REAL (clip, 0, 1e6),
  COUNT (batch, 1, 4096),
  COUNT (epochs, 1, 100000),
  COUNT (eval_every, 1, 100000),
  COUNT (patience, 0, 100000),
  CHOICE (keep, "last", "best"),
  REAL (task_weight, 0, 1e6),
  REAL (behaviour_weight, 0, 1e6),
  COUNT (task_images, 1, 4096),
  FLAG (task_new),
  REAL (task_start, 0, 1),
  REAL (task_ramp, 0, 1),
  COUNT (epoch_first, 0, 10000),
  COUNT (epoch_last, 0, 10000),
  REAL (weight_threshold, 0.1, 1e6),
  CHOICE (align, "none", "weights", "activations"),
  FLAG (align_signs),
  { "seed", KIND_UINT64, G_STRUCT_OFFSET (WsHyperConfig, seed), 0, 0, { NULL } },
};

G_STATIC_ASSERT (sizeof (WsCompression) == sizeof (int) && sizeof (WsSchedule) == sizeof (int));

/* One value out of the struct; the kind says which member counts. */
typedef union
{
  guint    count;
  guint64  count64;
  float    real;
  gboolean flag;
  int      choice;
} Value;

static gsize
value_size (const Setting *setting)
{
  return setting->kind == KIND_UINT64 ? sizeof (guint64) : sizeof (guint);
}

static Value
get_value (const WsHyperConfig *self, const Setting *setting)
{
  Value value = { 0 };

  memcpy (&value, (const char *)self + setting->offset, value_size (setting));
  return value;
}

static void
put_value (WsHyperConfig *self, const Setting *setting, Value value)
{
  memcpy ((char *)self + setting->offset, &value, value_size (setting));
}

static const Setting *
find_setting (const char *key, GError **error)
{
  g_autoptr (GString) known = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_str_equal (settings[i].name, key))
      return &settings[i];
  known = g_string_new (settings[0].name);
  for (guint i = 1; i < G_N_ELEMENTS (settings); i++)
    g_string_append_printf (known, ", %s", settings[i].name);
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
               _ ("there is no setting \"%s\" of a hyper-representation; known: %s"), key,
               known->str);
  return NULL;
}

/* -- text of values -- */

/* The fewest digits that give the same float back. */
static void
print_float (char *text, gsize size, float x)
{
  for (int digits = 6; digits <= 9; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, (int)size, format, (double)x);
      if ((float)g_ascii_strtod (text, NULL) == x)
        return;
    }
}

static void
print_value (char *text, gsize size, const Setting *setting, Value value)
{
  switch (setting->kind)
    {
    case KIND_UINT:
      g_snprintf (text, size, "%u", value.count);
      break;
    case KIND_UINT64:
      g_snprintf (text, size, "%" G_GUINT64_FORMAT, value.count64);
      break;
    case KIND_FLOAT:
      print_float (text, size, value.real);
      break;
    case KIND_BOOLEAN:
      g_strlcpy (text, value.flag ? "true" : "false", size);
      break;
    case KIND_CHOICE:
    default:
      g_strlcpy (text, setting->names[value.choice], size);
      break;
    }
}

/* Says what is wrong with @got as the value of @setting, and what would be right. */
static gboolean
refuse (const Setting *setting, const char *got, GError **error)
{
  g_autofree char *names = NULL;
  char             lo[G_ASCII_DTOSTR_BUF_SIZE], hi[G_ASCII_DTOSTR_BUF_SIZE];

  switch (setting->kind)
    {
    case KIND_BOOLEAN:
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, _ ("%s is \"%s\", must be true or false"),
                   setting->name, got);
      break;
    case KIND_CHOICE:
      names = g_strjoinv (", ", (char **)setting->names);
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, _ ("%s is \"%s\", must be one of: %s"),
                   setting->name, got, names);
      break;
    case KIND_UINT64:
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   _ ("%s is %s, must be a whole number of at most 64 bits"), setting->name, got);
      break;
    case KIND_UINT:
    case KIND_FLOAT:
    default:
      g_ascii_formatd (lo, sizeof lo, "%.10g", setting->lo);
      g_ascii_formatd (hi, sizeof hi, "%.10g", setting->hi);
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   setting->kind == KIND_UINT ? _ ("%s is %s, must be a whole number from %s to %s")
                                              : _ ("%s is %s, must be a number from %s to %s"),
                   setting->name, got, lo, hi);
      break;
    }
  return FALSE;
}

/* The ends are compared as floats: 1e-8 in single precision lies below 1e-8 in double. */
static gboolean
is_in_range (const Setting *setting, Value value)
{
  switch (setting->kind)
    {
    case KIND_UINT:
      return value.count >= setting->lo && value.count <= setting->hi;
    case KIND_FLOAT:
      return value.real >= (float)setting->lo && value.real <= (float)setting->hi;
    case KIND_CHOICE:
      return value.choice >= 0 && value.choice < (int)g_strv_length ((char **)setting->names);
    case KIND_UINT64:
    case KIND_BOOLEAN:
    default:
      return TRUE;
    }
}

static gboolean
parse_flag (const char *text, gboolean *out)
{
  static const char *const words[] = { "false", "true", "no", "yes", "off", "on", "0", "1" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      {
        *out = i % 2 == 1;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_choice (const char *text, const Setting *setting, int *out)
{
  g_autofree char *plain = g_strdelimit (g_strdup (text), "_", '-');

  for (int i = 0; setting->names[i] != NULL; i++)
    if (g_str_equal (plain, setting->names[i]))
      {
        *out = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_value (const char *text, const Setting *setting, Value *out, GError **error)
{
  gboolean good = FALSE;
  guint64  whole = 0;
  char    *end = NULL;

  switch (setting->kind)
    {
    case KIND_UINT:
      good = g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &whole, NULL);
      out->count = (guint)whole;
      break;
    case KIND_UINT64:
      good = g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &out->count64, NULL);
      break;
    case KIND_FLOAT:
      out->real = (float)g_ascii_strtod (text, &end);
      good = end != text && *end == '\0' && isfinite (out->real);
      break;
    case KIND_BOOLEAN:
      good = parse_flag (text, &out->flag);
      break;
    case KIND_CHOICE:
    default:
      good = parse_choice (text, setting, &out->choice);
      break;
    }
  return good && is_in_range (setting, *out) ? TRUE : refuse (setting, text, error);
}

gboolean
ws_hyper_config_set (WsHyperConfig *self, const char *key, const char *value, GError **error)
{
  const Setting *setting = find_setting (key, error);
  Value          parsed = { 0 }, old;

  if (setting == NULL || !parse_value (value, setting, &parsed, error))
    return FALSE;
  old = get_value (self, setting);
  if (memcmp (&old, &parsed, value_size (setting)) == 0)
    return TRUE;
  put_value (self, setting, parsed);
  /* A preset is still the same preset with another seed. */
  if (setting->kind != KIND_UINT64)
    g_strlcpy (self->preset, "custom", sizeof self->preset);
  return TRUE;
}

/* -- the whole -- */

gboolean
ws_hyper_config_uses_images (const WsHyperConfig *self)
{
  return self->task_weight > 0 || self->behaviour_weight > 0 || self->align == WS_ALIGN_ACTIVATIONS;
}

gboolean
ws_hyper_config_validate (const WsHyperConfig *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      Value value = get_value (self, &settings[i]);
      char  text[G_ASCII_DTOSTR_BUF_SIZE];

      if (is_in_range (&settings[i], value))
        continue;
      if (settings[i].kind == KIND_CHOICE)
        g_snprintf (text, sizeof text, "%d", value.choice);
      else
        print_value (text, sizeof text, &settings[i], value);
      return refuse (&settings[i], text, error);
    }
  if (self->d % self->h != 0)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                 _ ("the heads must divide the model width: h is %u, d is %u"), self->h, self->d);
  else if (self->gamma > 0 && self->views != 2)
    g_set_error (
        error, WS_ERROR, WS_ERROR_VALUE,
        _ ("the contrast compares two views of a state: views is %u, must be 2 while gamma "
           "is above 0"),
        self->views);
  else if (self->erase_lo > self->erase_hi)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                 _ ("erase_lo is %g, must not be above erase_hi, which is %g"),
                 (double)self->erase_lo, (double)self->erase_hi);
  else if (self->epoch_first > self->epoch_last)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                 _ ("epoch_first is %u, must not be above epoch_last, which is %u"),
                 self->epoch_first, self->epoch_last);
  else if (self->task_start + self->task_ramp > 1)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                 _ ("task_start and task_ramp are %g and %g of the training, together they must "
                    "not be above 1"),
                 (double)self->task_start, (double)self->task_ramp);
  else
    return TRUE;
  return FALSE;
}

/* Written by hand because json-glib prints .1f with 17 digits; the words need no escapes. */
char *
ws_hyper_config_to_json (const WsHyperConfig *self)
{
  GString *json = g_string_new ("{");

  g_string_append_printf (json, "\"preset\":\"%s\"", self->preset);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      const Setting *setting = &settings[i];
      /* Seeds use all 64 bits, JSON numbers do not. */
      const char *quote = setting->kind == KIND_CHOICE || setting->kind == KIND_UINT64 ? "\"" : "";
      char        text[G_ASCII_DTOSTR_BUF_SIZE];

      print_value (text, sizeof text, setting, get_value (self, setting));
      g_string_append_printf (json, ",\"%s\":%s%s%s", setting->name, quote, text, quote);
    }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/* A JSON value as the text that ws_hyper_config_set() takes; %NULL for what is no single value. */
static char *
node_to_text (JsonNode *node)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return g_strdup (json_node_get_string (node));
    case G_TYPE_BOOLEAN:
      return g_strdup (json_node_get_boolean (node) ? "true" : "false");
    case G_TYPE_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    default:
      return g_strdup (g_ascii_dtostr (text, sizeof text, json_node_get_double (node)));
    }
}

static gboolean
read_preset (const char *name, WsHyperConfig *out, GError **error)
{
  gsize length = name != NULL ? strlen (name) : 0;

  if (length == 0 || length >= sizeof out->preset ||
      strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   _ ("the preset's name is missing or not a name"));
      return FALSE;
    }
  /* Settings that an older document does not know are those of its preset. */
  if (!ws_hyper_config_preset (name, out, NULL))
    ws_hyper_config_preset ("compact", out, NULL);
  return TRUE;
}

static gboolean
read_members (JsonObject *object, WsHyperConfig *out, GError **error)
{
  g_autofree char *preset = json_object_has_member (object, "preset")
                                ? node_to_text (json_object_get_member (object, "preset"))
                                : NULL;
  JsonObjectIter   iter;
  const char      *name;
  JsonNode        *node;

  if (!read_preset (preset, out, error))
    return FALSE;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *text = node_to_text (node);

      if (g_str_equal (name, "preset"))
        continue;
      if (!ws_hyper_config_set (out, name, text != NULL ? text : "", error))
        return FALSE;
    }
  g_strlcpy (out->preset, preset, sizeof out->preset);
  return ws_hyper_config_validate (out, error);
}

gboolean
ws_hyper_config_from_json (const char *json, WsHyperConfig *out, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  WsHyperConfig config;
  JsonNode     *root;
  GError       *local_error = NULL;

  if (!json_parser_load_from_data (parser, json, -1, &local_error))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   _ ("settings of a hyper-representation: not JSON: %s"), local_error->message);
      g_error_free (local_error);
      return FALSE;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   _ ("settings of a hyper-representation: expected a JSON object"));
      return FALSE;
    }
  if (!read_members (json_node_get_object (root), &config, error))
    {
      g_prefix_error (error, _ ("settings of a hyper-representation: "));
      return FALSE;
    }
  *out = config;
  return TRUE;
}
