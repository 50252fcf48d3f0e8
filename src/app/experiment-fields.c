/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/experiment-fields.h"

#include "app/hyper-fields.h"

#include <glib/gi18n.h>
#include <string.h>

/* -- what means something -- */

/* All that units are told apart by. (nullable): the settings make none */
static char *
dup_units (const WsExperimentSettings *settings)
{
  g_autoptr (GArray) units = ws_experiment_make_units (settings, NULL);
  GString *text;

  if (units == NULL)
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i < units->len; i++)
    {
      const WsUnit    *unit = &g_array_index (units, WsUnit, i);
      g_autofree char *json = ws_unit_to_json (unit, (const WsUnit *)(gpointer)units->data);

      g_string_append_printf (text, "%s %s\n", unit->name, json);
    }
  return g_string_free (text, FALSE);
}

static void
change (WsExperimentSettings *settings, WsExperimentField field)
{
  switch (field)
    {
    case WS_EXPERIMENT_FIELD_CONFIG:
      settings->config.epochs++;
      break;
    case WS_EXPERIMENT_FIELD_COUNT:
      settings->count *= 2;
      break;
    case WS_EXPERIMENT_FIELD_SEEDS:
      settings->n_seeds++;
      break;
    case WS_EXPERIMENT_FIELD_WEIGHTS:
      g_strlcpy (settings->weights, "0.375", sizeof settings->weights);
      break;
    case WS_EXPERIMENT_FIELD_GO_ON:
      settings->go_on_epochs = settings->config.epochs + 1;
      break;
    case WS_EXPERIMENT_FIELD_HYPER:
      g_strlcpy (settings->hyper, "another", sizeof settings->hyper);
      break;
    case WS_EXPERIMENT_FIELD_DATA:
      g_strlcpy (settings->data, "another", sizeof settings->data);
      break;
    case WS_EXPERIMENT_FIELD_TUNE_EPOCHS:
      settings->tune_epochs++;
      break;
    case WS_EXPERIMENT_N_FIELDS:
    default:
      break;
    }
}

gboolean
ws_experiment_uses (const WsExperimentSettings *settings, WsExperimentField field)
{
  WsExperimentSettings own = *settings, other;
  g_autofree char     *units = NULL, *other_units = NULL;

  /* what is being typed may not be a value yet */
  own.weights[0] = '\0';
  own.n_seeds = 1;
  own.count = 64; /* some recipes draw a share of it */
  own.go_on_epochs = 0;
  g_strlcpy (own.data, "some", sizeof own.data);
  if (field == WS_EXPERIMENT_FIELD_HYPER)
    own.hyper[0] = '\0';
  other = own;
  change (&other, field);
  units = dup_units (&own);
  other_units = dup_units (&other);
  return units != NULL && other_units != NULL && !g_str_equal (units, other_units);
}

gboolean
ws_experiment_is_same (const WsExperimentSettings *a, const WsExperimentSettings *b)
{
  g_autofree char *left = NULL, *right = NULL;

  if (!g_str_equal (a->name, b->name) || !g_str_equal (a->population, b->population))
    return FALSE;
  left = dup_units (a);
  right = dup_units (b);
  return left != NULL && g_strcmp0 (left, right) == 0;
}

/* -- words -- */

static void
add_part (GString *text, char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
  g_free (part);
}

char *
ws_experiment_describe (const WsExperimentSettings *s)
{
  GString *text = g_string_new (NULL);

  if (s->quick)
    add_part (text, g_strdup (_ ("quick")));
  add_part (text, g_strdup (s->population));
  if (s->hyper[0] != '\0')
    /* Translators: a representation's name */
    add_part (text, g_strdup_printf (_ ("from %s"), s->hyper));
  if (ws_experiment_uses (s, WS_EXPERIMENT_FIELD_CONFIG))
    /* Translators: a preset and how long it is trained */
    add_part (text, g_strdup_printf (ngettext ("%s, %u epoch", "%s, %u epochs", s->config.epochs),
                                     ws_hyper_preset_get_title (s->preset), s->config.epochs));
  if (ws_experiment_uses (s, WS_EXPERIMENT_FIELD_WEIGHTS) && s->weights[0] != '\0')
    add_part (text, g_strdup_printf (_ ("task weights %s"), s->weights));
  if (s->data[0] != '\0' && ws_experiment_uses (s, WS_EXPERIMENT_FIELD_DATA))
    {
      g_autofree char *data = g_path_get_basename (s->data);

      /* Translators: a data set that networks are trained on */
      add_part (text, g_strdup_printf (_ ("on %s"), data));
    }
  if (ws_experiment_uses (s, WS_EXPERIMENT_FIELD_TUNE_EPOCHS))
    add_part (text, g_strdup_printf (ngettext ("%u epoch of fine-tuning",
                                               "%u epochs of fine-tuning", s->tune_epochs),
                                     s->tune_epochs));
  if (s->n_seeds > 1)
    add_part (text, g_strdup_printf (_ ("seeds %" G_GUINT64_FORMAT "–%" G_GUINT64_FORMAT),
                                     s->config.seed, s->config.seed + s->n_seeds - 1));
  else
    add_part (text, g_strdup_printf (_ ("seed %" G_GUINT64_FORMAT), s->config.seed));
  if (ws_experiment_uses (s, WS_EXPERIMENT_FIELD_COUNT))
    add_part (text, g_strdup_printf (ngettext ("%u network a draw", "%u networks a draw", s->count),
                                     s->count));
  return g_string_free (text, FALSE);
}

/* -- the command line -- */

static JsonObject *
parse_config (const WsHyperConfig *config)
{
  g_autofree char *json = ws_hyper_config_to_json (config);
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  return json_object_ref (json_node_get_object (node));
}

/* Keys whose values are not those that the settings began with; the seed has an option of its own.
 */
static void
add_changes (GString *line, const WsHyperConfig *config, const WsHyperConfig *first)
{
  g_autoptr (JsonObject) own = parse_config (config);
  g_autoptr (JsonObject) other = parse_config (first);
  g_autoptr (GList) keys = json_object_get_members (own);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      JsonNode        *value = json_object_get_member (own, l->data);
      JsonNode        *before = json_object_get_member (other, l->data);
      g_autofree char *text = NULL;

      if (g_str_equal (l->data, "seed") || g_str_equal (l->data, "preset") ||
          (before != NULL && json_node_equal (value, before)))
        continue;
      text = json_node_get_value_type (value) == G_TYPE_STRING
                 ? g_strdup (json_node_get_string (value))
                 : json_to_string (value, FALSE);
      g_string_append_printf (line, " --set %s=%s", (const char *)l->data, text);
    }
}

static void
add_quoted (GString *line, const char *option, const char *text)
{
  g_autofree char *quoted = NULL;

  if (*text == '\0')
    return;
  /* most words need no quotes, and are better read without */
  quoted = strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                         "_-.,/:+@%") == strlen (text)
               ? g_strdup (text)
               : g_shell_quote (text);
  g_string_append_printf (line, " %s%s%s", option, *option != '\0' ? " " : "", quoted);
}

char *
ws_experiment_dup_command (const WsExperimentSettings *s, const char *path)
{
  GString             *line = g_string_new ("wscape experiment run");
  WsExperimentSettings first;

  add_quoted (line, "", path);
  add_quoted (line, "", s->name);
  if (s->quick)
    g_string_append (line, " --quick");
  add_quoted (line, "--population", s->population);
  add_quoted (line, "--preset", s->preset);
  g_string_append_printf (line, " --seed %" G_GUINT64_FORMAT " --seeds %u --count %u",
                          s->config.seed, s->n_seeds, s->count);
  add_quoted (line, "--weights", s->weights);
  add_quoted (line, "--hyper", s->hyper);
  add_quoted (line, "--data", s->data);
  if (ws_experiment_uses (s, WS_EXPERIMENT_FIELD_TUNE_EPOCHS))
    g_string_append_printf (line, " --epochs %u", s->tune_epochs);
  if (s->go_on_epochs > 0)
    g_string_append_printf (line, " --go-on-epochs %u", s->go_on_epochs);
  if (ws_experiment_settings_init (&first, s->name, s->preset, s->quick, NULL))
    add_changes (line, &s->config, &first.config);
  return g_string_free (line, FALSE);
}
