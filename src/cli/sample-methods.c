/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/sample-methods.h"

#include "cli/output.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static gboolean
is_control (const WsSampler *method)
{
  return method->create == NULL;
}

/* -- help -- */

#define NAME_WIDTH 18
#define LINE_WIDTH 88

static void
append_settings (GString *text, const WsSampler *sampler)
{
  gsize start = text->len;

  for (guint i = 0; i < ws_sampler_count_settings (sampler); i++)
    {
      const WsSamplerSetting *setting = &sampler->settings[i];
      char                    word[64];

      g_snprintf (word, sizeof word, " %s=%g", setting->key, setting->preset);
      if (text->len - start + NAME_WIDTH + strlen (word) > LINE_WIDTH)
        {
          g_string_append_printf (text, "\n%*s", NAME_WIDTH, "");
          start = text->len;
        }
      g_string_append (text, word);
    }
}

char *
ws_sample_methods_dup_help (void)
{
  const WsSampler *const *list = ws_sample_list_methods ();
  GString *text = g_string_new (_ ("Methods and their settings, as they are preset (--methods says "
                                   "more):"));

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_string_append_printf (text, "\n  %-*s", NAME_WIDTH - 2, list[i]->name);
      if (is_control (list[i]))
        g_string_append_printf (text, " %s", _ (list[i]->source));
      else
        append_settings (text, list[i]);
    }
  g_string_append_printf (text, "\n\n%s",
                          _ ("Targets: all; top30, low5 (percent, by accuracy); accuracy:0.7..0.8 "
                             "(or loss, ggap,\nepoch; either end may be open); in:POPULATION (what "
                             "it holds or came from)."));
  return g_string_free (text, FALSE);
}

/* -- listing -- */

static const char *const spaces[] = { "latents", "weights", "aligned-weights" };

static void
print_setting (const WsSamplerSetting *setting)
{
  if (setting->kind == WS_SETTING_SWITCH)
    /* Translators: name, title and preset value of a setting */
    printf (_ ("      %-16s %s: %g (0 is no, 1 is yes)\n"), setting->key, _ (setting->title),
            setting->preset);
  else
    /* Translators: name, title, preset value, least and greatest value of a setting */
    printf (setting->kind == WS_SETTING_NUMBER
                ? _ ("      %-16s %s: %g (a number from %g to %.7g)\n")
                : _ ("      %-16s %s: %.7g (a whole number from %g to %.7g)\n"),
            setting->key, _ (setting->title), setting->preset, setting->low, setting->high);
}

static void
print_text (void)
{
  const WsSampler *const *list = ws_sample_list_methods ();

  for (guint i = 0; list[i] != NULL; i++)
    {
      printf ("%s: %s\n      %s\n", list[i]->name, _ (list[i]->title), _ (list[i]->source));
      for (guint k = 0; k < ws_sampler_count_settings (list[i]); k++)
        print_setting (&list[i]->settings[k]);
    }
}

static void
add_method (JsonBuilder *builder, const WsSampler *sampler)
{
  static const char *const kinds[] = { "number", "count", "switch" };

  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "name", sampler->name);
  ws_output_text (builder, "title", _ (sampler->title));
  ws_output_text (builder, "source", _ (sampler->source));
  ws_output_text (builder, "space", is_control (sampler) ? NULL : spaces[sampler->space]);
  ws_output_flag (builder, "conditional", sampler->is_conditional);
  ws_output_flag (builder, "learns", sampler->learning != NULL);
  ws_output_begin_array (builder, "settings");
  for (guint i = 0; i < ws_sampler_count_settings (sampler); i++)
    {
      const WsSamplerSetting *setting = &sampler->settings[i];

      ws_output_begin_object (builder, NULL);
      ws_output_text (builder, "key", setting->key);
      ws_output_text (builder, "title", _ (setting->title));
      ws_output_text (builder, "kind", kinds[setting->kind]);
      ws_output_number (builder, "preset", setting->preset);
      ws_output_number (builder, "low", setting->low);
      ws_output_number (builder, "high", setting->high);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (void)
{
  const WsSampler *const *list = ws_sample_list_methods ();
  JsonBuilder            *builder = json_builder_new ();

  ws_output_begin_object (builder, NULL);
  ws_output_begin_array (builder, "methods");
  for (guint i = 0; list[i] != NULL; i++)
    add_method (builder, list[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  ws_output_print (builder);
}

void
ws_sample_methods_print (gboolean json)
{
  if (json)
    print_json ();
  else
    print_text ();
}
