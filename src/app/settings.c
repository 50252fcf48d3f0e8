/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/settings.h"
#include "core/pool.h"

#include <adwaita.h>

#define SCHEMA "org.weightscape.Weightscape"

GSettings *
ws_settings_get (void)
{
  static GSettings *settings;
  static gboolean   is_asked;

  if (!is_asked)
    {
      GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
      g_autoptr (GSettingsSchema) schema = NULL;

      is_asked = TRUE;
      if (source != NULL)
        schema = g_settings_schema_source_lookup (source, SCHEMA, TRUE);
      if (schema != NULL)
        settings = g_settings_new_full (schema, NULL, NULL);
    }
  return settings;
}

static void
apply_cb (GSettings *settings, const char *key, gpointer data)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };
  int                         scheme = g_settings_get_enum (settings, "color-scheme");
  int                         threads = g_settings_get_int (settings, "threads");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[CLAMP (scheme, 0, 2)]);
  ws_pool_set_threads (threads > 0 ? (guint)threads : g_get_num_processors ());
}

void
ws_settings_apply (void)
{
  GSettings *settings = ws_settings_get ();

  if (settings == NULL)
    return;
  g_signal_connect (settings, "changed", G_CALLBACK (apply_cb), NULL);
  apply_cb (settings, NULL, NULL);
}
