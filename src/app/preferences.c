/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/preferences.h"
#include "app/settings.h"

#include <glib/gi18n.h>

struct _WsPreferences
{
  AdwPreferencesWindow parent_instance;
  AdwComboRow         *scheme;
  AdwActionRow        *threads_row;
  GtkSpinButton       *threads;
};

G_DEFINE_FINAL_TYPE (WsPreferences, ws_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* Combo rows have a position, the setting an enum with the same numbers. */
static gboolean
scheme_to_row (GValue *value, GVariant *variant, gpointer data)
{
  g_value_set_uint (value, (guint)g_settings_get_enum (data, "color-scheme"));
  return TRUE;
}

static GVariant *
scheme_from_row (const GValue *value, const GVariantType *type, gpointer data)
{
  static const char *const nicks[] = { "follow", "light", "dark" };

  return g_variant_new_string (nicks[MIN (g_value_get_uint (value), 2u)]);
}

static void
ws_preferences_class_init (WsPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, WsPreferences, scheme);
  gtk_widget_class_bind_template_child (widget_class, WsPreferences, threads_row);
  gtk_widget_class_bind_template_child (widget_class, WsPreferences, threads);
}

static void
ws_preferences_init (WsPreferences *self)
{
  GSettings       *settings = ws_settings_get ();
  g_autofree char *cores = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  cores =
      g_strdup_printf (ngettext ("0 uses the %u core of this computer",
                                 "0 uses all %u cores of this computer", g_get_num_processors ()),
                       g_get_num_processors ());
  adw_action_row_set_subtitle (self->threads_row, cores);
  if (settings == NULL)
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->scheme), FALSE);
      gtk_widget_set_sensitive (GTK_WIDGET (self->threads_row), FALSE);
      return;
    }
  g_settings_bind_with_mapping (settings, "color-scheme", self->scheme, "selected",
                                G_SETTINGS_BIND_DEFAULT, scheme_to_row, scheme_from_row, settings,
                                NULL);
  g_settings_bind (settings, "threads", self->threads, "value", G_SETTINGS_BIND_DEFAULT);
}

GtkWidget *
ws_preferences_new (void)
{
  return g_object_new (WS_TYPE_PREFERENCES, NULL);
}
