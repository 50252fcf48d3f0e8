/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/sample-methods.h"

#include "cli/output.h"
#include "sample/sampler.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* What is no sampler, to compare with (work/work.h). */
static const struct
{
  const char *name, *title, *source;
} others[] = {
  { "random", N_ ("Untrained"), N_ ("control: networks that nobody trained") },
  { "reconstruct", N_ ("Reconstructed"), N_ ("control: networks of the zoo, encoded and decoded") },
};

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
  const WsSampler *const *list = ws_sampler_list ();
  GString *text = g_string_new (_ ("Methods and their settings, as they are preset (--methods says "
                                   "more):"));

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_string_append_printf (text, "\n  %-*s", NAME_WIDTH - 2, list[i]->name);
      append_settings (text, list[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_string_append_printf (text, "\n  %-*s %s", NAME_WIDTH - 2, others[i].name,
                            _ (others[i].source));
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
  /* Translators: name, title, preset value, least and greatest value of a setting */
  printf (setting->kind == WS_SETTING_NUMBER
              ? _ ("      %-12s %s: %g (a number from %g to %g)\n")
              : _ ("      %-12s %s: %g (a whole number from %g to %g)\n"),
          setting->key, _ (setting->title), setting->preset, setting->low, setting->high);
}

static void
print_text (void)
{
  const WsSampler *const *list = ws_sampler_list ();

  for (guint i = 0; list[i] != NULL; i++)
    {
      printf ("%s: %s\n      %s\n", list[i]->name, _ (list[i]->title), _ (list[i]->source));
      for (guint k = 0; k < ws_sampler_count_settings (list[i]); k++)
        print_setting (&list[i]->settings[k]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    printf ("%s: %s\n      %s\n", others[i].name, _ (others[i].title), _ (others[i].source));
}

static void
begin_method (JsonBuilder *builder,
              const char  *name,
              const char  *title,
              const char  *source,
              const char  *space)
{
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "name", name);
  ws_output_text (builder, "title", _ (title));
  ws_output_text (builder, "source", _ (source));
  ws_output_text (builder, "space", space);
}

static void
add_sampler (JsonBuilder *builder, const WsSampler *sampler)
{
  static const char *const kinds[] = { "number", "count", "switch" };

  begin_method (builder, sampler->name, sampler->title, sampler->source, spaces[sampler->space]);
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
  const WsSampler *const *list = ws_sampler_list ();
  JsonBuilder            *builder = json_builder_new ();

  ws_output_begin_object (builder, NULL);
  ws_output_begin_array (builder, "methods");
  for (guint i = 0; list[i] != NULL; i++)
    add_sampler (builder, list[i]);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      begin_method (builder, others[i].name, others[i].title, others[i].source, NULL);
      ws_output_flag (builder, "conditional", FALSE);
      ws_output_flag (builder, "learns", FALSE);
      ws_output_begin_array (builder, "settings");
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
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
