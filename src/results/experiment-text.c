/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/experiment-text.h"

#include <glib/gi18n.h>

void
ws_experiment_note_unfinished (WsTable *table, guint n_done, guint n_units)
{
  g_autofree char *note = NULL;

  if (n_done >= n_units)
    return;
  note = g_strdup_printf (_ ("Not finished: %u of %u units are done."), n_done, n_units);
  ws_table_add_note (table, note);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_count (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_settings (JsonBuilder *builder, const char *json)
{
  JsonNode *node = json != NULL ? json_from_string (json, NULL) : NULL;

  json_builder_set_member_name (builder, "settings");
  if (node != NULL)
    json_builder_add_value (builder, node);
  else
    json_builder_add_null_value (builder);
}

static char *
dup_json (const WsExperimentInfo *info, const WsTable *table, guint n_done, guint n_units)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "experiment", info->name);
  add_text (builder, "title", table->title);
  add_count (builder, "run", info->id);
  add_text (builder, "created", info->created);
  add_text (builder, "version", info->version);
  add_count (builder, "units", n_units);
  add_count (builder, "units_done", n_done);
  add_settings (builder, info->settings_json);
  ws_table_add_json (table, builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  return g_strconcat (text, "\n", NULL);
}

char *
ws_experiment_dup_text (const WsExperimentInfo *info,
                        const WsTable          *table,
                        guint                   n_done,
                        guint                   n_units,
                        WsResultFormat          format)
{
  static const WsTableFormat formats[] = { [WS_RESULT_TEXT] = WS_TABLE_TEXT,
                                           [WS_RESULT_CSV] = WS_TABLE_CSV,
                                           [WS_RESULT_LATEX] = WS_TABLE_LATEX };

  return format == WS_RESULT_JSON ? dup_json (info, table, n_done, n_units)
                                  : ws_table_dup (table, formats[format]);
}
