/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/sample-settings.h"

#include <glib/gi18n.h>
#include <math.h>

#define SPIN_CHARS 6

struct _WsSampleSettings
{
  AdwPreferencesGroup parent_instance;

  const WsSampler *method;
  guint            n;
  GtkWidget       *row[WS_SAMPLER_MAX_SETTINGS], *control[WS_SAMPLER_MAX_SETTINGS]; /* lent */
};

G_DEFINE_FINAL_TYPE (WsSampleSettings, ws_sample_settings, ADW_TYPE_PREFERENCES_GROUP)

/* -- one row --------------------------------------------------------------------------------------
 */

static int
spin_output_cb (GtkSpinButton *spin, gpointer data)
{
  g_autofree char *text = g_strdup_printf ("%.4g", gtk_spin_button_get_value (spin));

  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

/* A step is the preset's leading digit or a tenth of it; one digit more can be typed. */
static GtkWidget *
new_spin (const WsSamplerSetting *setting)
{
  gboolean   is_number = setting->kind == WS_SETTING_NUMBER;
  double     size = setting->preset > 0 ? floor (log10 (setting->preset)) : 0;
  double     step = is_number ? pow (10, MIN (size, -1)) : pow (10, MAX (size - 1, 0));
  guint      digits = is_number ? (guint)MIN (1 - MIN (size, -1), 12) : 0;
  GtkWidget *spin = gtk_spin_button_new_with_range (setting->low, setting->high, step);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), digits);
  if (is_number)
    g_signal_connect (spin, "output", G_CALLBACK (spin_output_cb), NULL);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), setting->preset);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), SPIN_CHARS);
  return spin;
}

static double
read_control (GtkWidget *control)
{
  if (GTK_IS_SWITCH (control))
    return gtk_switch_get_active (GTK_SWITCH (control)) ? 1 : 0;
  return gtk_spin_button_get_value (GTK_SPIN_BUTTON (control));
}

static void
add_row (WsSampleSettings *self, const WsSamplerSetting *setting)
{
  GtkWidget *row = adw_action_row_new (), *control;

  if (setting->kind == WS_SETTING_SWITCH)
    {
      control = gtk_switch_new ();
      gtk_switch_set_active (GTK_SWITCH (control), setting->preset > 0.5);
    }
  else
    control = new_spin (setting);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (setting->title));
  if (g_str_equal (setting->key, "bandwidth"))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Larger is newer but worse"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  /* This names the control, too. */
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  self->row[self->n] = row;
  self->control[self->n++] = control;
}

/* A bandwidth that is found is not set. */
static void
bind_bandwidth (WsSampleSettings *self)
{
  GtkWidget *row = NULL, *chooses = NULL;

  for (guint i = 0; i < self->n; i++)
    if (g_str_equal (self->method->settings[i].key, "bandwidth"))
      row = self->row[i];
    else if (g_str_equal (self->method->settings[i].key, "choose-bandwidth"))
      chooses = self->control[i];
  if (row != NULL && chooses != NULL)
    g_object_bind_property (chooses, "active", row, "sensitive",
                            G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
}

/* -- all of them ----------------------------------------------------------------------------------
 */

void
ws_sample_settings_set_method (WsSampleSettings *self, const WsSampler *method)
{
  guint n = ws_sampler_count_settings (method);

  if (method == self->method)
    return;
  for (guint i = 0; i < self->n; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->row[i]);
  self->method = method;
  self->n = 0;
  for (guint i = 0; i < n; i++)
    add_row (self, &method->settings[i]);
  bind_bandwidth (self);
}

gboolean
ws_sample_settings_fill (WsSampleSettings *self, WsSampleRequest *request, GError **error)
{
  for (guint i = 0; i < self->n; i++)
    {
      const WsSamplerSetting *setting = &self->method->settings[i];
      double                  value = read_control (self->control[i]);

      /* A spin button rounds: what nobody touched stays what it was. */
      if (fabs (value - setting->preset) <= 1e-9 * (1 + fabs (setting->preset)))
        continue;
      if (!ws_sample_request_set (request, setting->key, value, error))
        return FALSE;
    }
  return TRUE;
}

static void
ws_sample_settings_class_init (WsSampleSettingsClass *klass)
{
}

static void
ws_sample_settings_init (WsSampleSettings *self)
{
}

GtkWidget *
ws_sample_settings_new (void)
{
  return g_object_new (WS_TYPE_SAMPLE_SETTINGS, NULL);
}
