/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/hyper-settings.h"

#include "app/hyper-fields.h"

#include <glib/gi18n.h>
#include <math.h>

#define SPIN_CHARS 6

struct _WsHyperSettings
{
  AdwPreferencesGroup parent_instance;

  WsHyperConfig config;
  AdwComboRow  *preset;
  GtkWidget   **row, **control; /* of each field; lent by the rows */
  gboolean      is_filling;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsHyperSettings, ws_hyper_settings, ADW_TYPE_PREFERENCES_GROUP)

/* -- between the structure and the rows -----------------------------------------------------------
 */

static double
read_control (GtkWidget *control, const WsHyperField *field)
{
  switch (field->kind)
    {
    case WS_HYPER_FIELD_BOOLEAN:
      return gtk_switch_get_active (GTK_SWITCH (control)) ? 1.0 : 0.0;
    case WS_HYPER_FIELD_CHOICE:
      return adw_combo_row_get_selected (ADW_COMBO_ROW (control));
    case WS_HYPER_FIELD_UINT:
    case WS_HYPER_FIELD_UINT64:
    case WS_HYPER_FIELD_FLOAT:
    default:
      return gtk_spin_button_get_value (GTK_SPIN_BUTTON (control));
    }
}

static void
write_control (GtkWidget *control, const WsHyperField *field, double value)
{
  switch (field->kind)
    {
    case WS_HYPER_FIELD_BOOLEAN:
      gtk_switch_set_active (GTK_SWITCH (control), value > 0.5);
      break;
    case WS_HYPER_FIELD_CHOICE:
      adw_combo_row_set_selected (ADW_COMBO_ROW (control), (guint)value);
      break;
    case WS_HYPER_FIELD_UINT:
    case WS_HYPER_FIELD_UINT64:
    case WS_HYPER_FIELD_FLOAT:
    default:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (control), value);
      break;
    }
}

/* A spin button rounds to its digits: only a real change counts. */
static gboolean
is_same (const WsHyperField *field, double value, double old)
{
  double allowed = 1e-9 * (1.0 + fabs (value));

  if (field->kind == WS_HYPER_FIELD_FLOAT)
    allowed = MAX (allowed, 0.5 * pow (10.0, -(double)field->digits));
  return fabs (value - old) <= allowed;
}

/* Only what means something now is seen. */
static void
show_used (WsHyperSettings *self)
{
  guint               n;
  const WsHyperField *fields = ws_hyper_fields_get (&n);

  for (guint i = 0; i < n; i++)
    gtk_widget_set_visible (self->row[i],
                            fields[i].is_used == NULL || fields[i].is_used (&self->config));
}

static void
show_preset (WsHyperSettings *self)
{
  const char *const *names = ws_hyper_config_list_presets ();
  guint              preset = 0;

  while (names[preset] != NULL && !g_str_equal (names[preset], self->config.preset))
    preset++; /* none: "custom", which comes last */
  self->is_filling = TRUE;
  adw_combo_row_set_selected (self->preset, preset);
  self->is_filling = FALSE;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->preset),
                               ws_hyper_preset_get_subtitle (self->config.preset));
}

static void
changed_cb (WsHyperSettings *self)
{
  guint               n;
  const WsHyperField *fields = ws_hyper_fields_get (&n);
  gboolean            has_changed = FALSE, is_custom = FALSE;

  if (self->is_filling)
    return;
  for (guint i = 0; i < n; i++)
    {
      double value = read_control (self->control[i], &fields[i]);

      if (is_same (&fields[i], value, ws_hyper_field_read (&fields[i], &self->config)))
        continue;
      ws_hyper_field_write (&fields[i], &self->config, value);
      has_changed = TRUE;
      /* a preset is still the same preset with another seed */
      is_custom |= fields[i].kind != WS_HYPER_FIELD_UINT64;
    }
  if (!has_changed)
    return;
  if (is_custom)
    g_strlcpy (self->config.preset, "custom", sizeof self->config.preset);
  show_preset (self);
  show_used (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* -- rows -----------------------------------------------------------------------------------------
 */

static int
spin_output_cb (GtkSpinButton *spin, gpointer data)
{
  g_autofree char *text = g_strdup_printf ("%.4g", gtk_spin_button_get_value (spin));

  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static GtkWidget *
new_spin (const WsHyperField *field)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (field->lo, field->hi, field->step);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), field->digits);
  if (field->kind == WS_HYPER_FIELD_FLOAT)
    g_signal_connect (spin, "output", G_CALLBACK (spin_output_cb), NULL);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), SPIN_CHARS); /* whatever the range */
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  return spin;
}

static GtkWidget *
new_choice (const WsHyperField *field)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; field->choices[i] != NULL; i++)
    gtk_string_list_append (list, _ (field->choices[i]));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (row), TRUE); /* beside the title it has no room */
  return row;
}

static GtkWidget *
new_row (WsHyperSettings *self, guint i)
{
  guint               n;
  const WsHyperField *field = &ws_hyper_fields_get (&n)[i];
  const char         *title = _ (field->title);
  GtkWidget          *row, *control;
  const char         *property = "value";

  if (field->kind == WS_HYPER_FIELD_CHOICE)
    {
      row = control = new_choice (field);
      property = "selected";
    }
  else
    {
      row = adw_action_row_new ();
      control = field->kind == WS_HYPER_FIELD_BOOLEAN ? gtk_switch_new () : new_spin (field);
      if (field->kind == WS_HYPER_FIELD_BOOLEAN)
        property = "active";
      gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
      gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      title, -1);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (field->subtitle != NULL && field->kind == WS_HYPER_FIELD_CHOICE)
    gtk_widget_set_tooltip_text (row, _ (field->subtitle));
  else if (field->subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (field->subtitle));
  self->control[i] = control;
  self->row[i] = row;
  {
    g_autofree char *notify = g_strconcat ("notify::", property, NULL);

    g_signal_connect_swapped (control, notify, G_CALLBACK (changed_cb), self);
  }
  return row;
}

static void
preset_selected_cb (WsHyperSettings *self)
{
  GtkStringObject *chosen = adw_combo_row_get_selected_item (self->preset);
  WsHyperConfig    config;
  guint            selected = adw_combo_row_get_selected (self->preset);
  const char      *name = ws_hyper_config_list_presets ()[selected];

  if (self->is_filling || chosen == NULL)
    return;
  if (name == NULL) /* "custom" comes by changing something */
    {
      show_preset (self);
      return;
    }
  if (ws_hyper_config_preset (name, &config, NULL))
    {
      ws_hyper_settings_set_config (self, &config);
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

static void
add_presets (WsHyperSettings *self)
{
  const char *const *names = ws_hyper_config_list_presets ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    gtk_string_list_append (list, ws_hyper_preset_get_title (names[i]));
  gtk_string_list_append (list, ws_hyper_preset_get_title ("custom"));
  self->preset = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->preset), _ ("Preset"));
  adw_combo_row_set_model (self->preset, G_LIST_MODEL (list));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->preset));
  g_signal_connect_swapped (self->preset, "notify::selected", G_CALLBACK (preset_selected_cb),
                            self);
}

/* The few that people change first, then the others in groups that open. */
static void
add_fields (WsHyperSettings *self)
{
  guint               n;
  const WsHyperField *fields = ws_hyper_fields_get (&n);
  AdwExpanderRow     *groups[WS_HYPER_N_GROUPS] = { NULL };

  self->row = g_new0 (GtkWidget *, n);
  self->control = g_new0 (GtkWidget *, n);
  for (guint i = 0; i < n; i++)
    {
      WsHyperGroup group = fields[i].group;
      GtkWidget   *row = new_row (self, i);

      if (group == WS_HYPER_GROUP_MAIN)
        {
          adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
          continue;
        }
      if (groups[group] == NULL)
        {
          groups[group] = ADW_EXPANDER_ROW (adw_expander_row_new ());
          adw_preferences_row_set_title (ADW_PREFERENCES_ROW (groups[group]),
                                         ws_hyper_group_get_title (group));
          adw_expander_row_set_subtitle (groups[group], ws_hyper_group_get_subtitle (group));
          adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (groups[group]));
        }
      adw_expander_row_add_row (groups[group], row);
    }
}

static void
ws_hyper_settings_finalize (GObject *object)
{
  WsHyperSettings *self = WS_HYPER_SETTINGS (object);

  g_free (self->row);
  g_free (self->control);
  G_OBJECT_CLASS (ws_hyper_settings_parent_class)->finalize (object);
}

static void
ws_hyper_settings_class_init (WsHyperSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ws_hyper_settings_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
ws_hyper_settings_init (WsHyperSettings *self)
{
  WsHyperConfig config;

  self->is_filling = TRUE;
  add_presets (self);
  add_fields (self);
  self->is_filling = FALSE;
  if (ws_hyper_config_preset ("compact", &config, NULL))
    ws_hyper_settings_set_config (self, &config);
}

GtkWidget *
ws_hyper_settings_new (void)
{
  return g_object_new (WS_TYPE_HYPER_SETTINGS, NULL);
}

const WsHyperConfig *
ws_hyper_settings_get_config (WsHyperSettings *self)
{
  return &self->config;
}

void
ws_hyper_settings_set_config (WsHyperSettings *self, const WsHyperConfig *config)
{
  guint               n;
  const WsHyperField *fields = ws_hyper_fields_get (&n);

  self->config = *config;
  self->is_filling = TRUE;
  for (guint i = 0; i < n; i++)
    write_control (self->control[i], &fields[i], ws_hyper_field_read (&fields[i], config));
  self->is_filling = FALSE;
  show_preset (self);
  show_used (self);
}
