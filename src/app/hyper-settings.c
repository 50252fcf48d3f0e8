/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/hyper-settings.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* One table holds all rows: what a field is called, what it does, and its range. */

typedef enum
{
  KIND_UINT,
  KIND_UINT64,
  KIND_FLOAT,
  KIND_BOOLEAN,
  KIND_CHOICE,
} Kind;

typedef struct
{
  const char        *title, *subtitle; /* N_() */
  Kind               kind;
  gsize              offset; /* in WsHyperConfig */
  double             lo, hi, step;
  guint              digits;
  const char *const *choices; /* N_(), in the order of the enumeration */
  gboolean           is_main;
} Setting;

static const char *const compressions[] = { N_ ("One summary token"), N_ ("All tokens"),
                                            N_ ("Each token for itself"),
                                            N_ ("All tokens, and each for itself"), NULL };
static const char *const inits[] = { N_ ("As published"), N_ ("Small, blocks drawn apart"), NULL };
static const char *const necks[] = { N_ ("Linear"), N_ ("Bounded (tanh)"), NULL };
static const char *const contrasts[] = { N_ ("NT-Xent"), N_ ("Positive, as in the published code"),
                                         N_ ("1 − cosine"), NULL };
static const char *const schedules[] = { N_ ("Constant"), N_ ("One cycle"),
                                         N_ ("Reduce on plateau"), N_ ("Cosine"), NULL };
static const char *const reductions[] = { N_ ("All weights alike"), N_ ("All layers alike"), NULL };
static const char *const keeps[] = { N_ ("The last epoch"), N_ ("The best on validation"), NULL };
static const char *const alignments[] = { N_ ("No"), N_ ("By weights"), N_ ("By activations"),
                                          NULL };

#define FIELD(name) G_STRUCT_OFFSET (WsHyperConfig, name)

static const Setting settings[] = {
  { N_ ("Epochs"), N_ ("Passes over all states"), KIND_UINT, FIELD (epochs), 1, 100000, 10, 0, NULL,
    TRUE },
  { N_ ("Latent dimensions"), N_ ("How many numbers stand for one network"), KIND_UINT, FIELD (q),
    1, 4096, 16, 0, NULL, TRUE },
  { N_ ("Batch"), N_ ("States in one step"), KIND_UINT, FIELD (batch), 1, 4096, 8, 0, NULL, TRUE },
  { N_ ("Learning rate"), N_ ("The largest of the schedule"), KIND_FLOAT, FIELD (lr), 1e-6, 0.1,
    1e-4, 6, NULL, TRUE },

  { N_ ("Model width"), N_ ("d: numbers that carry one token"), KIND_UINT, FIELD (d), 8, 4096, 8, 0,
    NULL, FALSE },
  { N_ ("Heads"), N_ ("h: must divide the width"), KIND_UINT, FIELD (h), 1, 64, 1, 0, NULL, FALSE },
  { N_ ("Feed-forward width"), NULL, KIND_UINT, FIELD (f), 8, 8192, 16, 0, NULL, FALSE },
  { N_ ("Blocks"), N_ ("In the encoder and in the decoder"), KIND_UINT, FIELD (L), 1, 24, 1, 0,
    NULL, FALSE },
  { N_ ("Initial weights"), NULL, KIND_CHOICE, FIELD (init), 0, 0, 0, 0, inits, FALSE },
  { N_ ("Standardised weights"), N_ ("Reads and writes in units of each layer’s spread"),
    KIND_BOOLEAN, FIELD (standardise), 0, 0, 0, 0, NULL, FALSE },
  { N_ ("Latent read from"), NULL, KIND_CHOICE, FIELD (compression), 0, 0, 0, 0, compressions,
    FALSE },
  { N_ ("Own latents of a token"), N_ ("Of mean width, where tokens have their own"), KIND_FLOAT,
    FIELD (token_q), 0.01, 1024, 1, 2, NULL, FALSE },
  { N_ ("By width"), N_ ("0: every token has as many, 1: in proportion to its weights"), KIND_FLOAT,
    FIELD (token_spread), 0, 1, 0.1, 2, NULL, FALSE },
  { N_ ("Bottleneck"), NULL, KIND_CHOICE, FIELD (neck), 0, 0, 0, 0, necks, FALSE },
  { N_ ("Dropout"), NULL, KIND_FLOAT, FIELD (dropout), 0, 0.9, 0.05, 2, NULL, FALSE },
  { N_ ("Layer-wise loss normalisation"),
    N_ ("Without it small layers are decoded badly and networks die"), KIND_BOOLEAN, FIELD (lwln),
    0, 0, 0, 0, NULL, FALSE },
  { N_ ("What counts alike"), NULL, KIND_CHOICE, FIELD (reduction), 0, 0, 0, 0, reductions, FALSE },
  { N_ ("Weight of the task loss"),
    N_ ("Decoded networks are tried on images; 0 learns from weights only"), KIND_FLOAT,
    FIELD (task_weight), 0, 1e6, 0.1, 3, NULL, FALSE },
  { N_ ("Weight of the behaviour loss"),
    N_ ("Decoded networks are to answer as their originals do; 0 learns from weights only"),
    KIND_FLOAT, FIELD (behaviour_weight), 0, 1e6, 0.1, 3, NULL, FALSE },
  { N_ ("Images"), N_ ("That a network sees in one step"), KIND_UINT, FIELD (task_images), 1, 4096,
    8, 0, NULL, FALSE },
  { N_ ("New networks"), N_ ("The task loss also tries latents that no network has"), KIND_BOOLEAN,
    FIELD (task_new), 0, 0, 0, 0, NULL, FALSE },
  { N_ ("Images from"), N_ ("Share of the training before these losses begin"), KIND_FLOAT,
    FIELD (task_start), 0, 1, 0.05, 2, NULL, FALSE },
  { N_ ("Rise"), N_ ("Share of the training in which they rise to their weights"), KIND_FLOAT,
    FIELD (task_ramp), 0, 1, 0.05, 2, NULL, FALSE },
  { N_ ("Weight of the contrast"), N_ ("γ: 0 leaves a plain autoencoder"), KIND_FLOAT,
    FIELD (gamma), 0, 1, 0.01, 4, NULL, FALSE },
  { N_ ("Contrast"), NULL, KIND_CHOICE, FIELD (contrast), 0, 0, 0, 0, contrasts, FALSE },
  { N_ ("Temperature"), NULL, KIND_FLOAT, FIELD (temperature), 0.001, 10, 0.01, 3, NULL, FALSE },
  { N_ ("Permute neurons"), N_ ("Fresh, function-preserving views at every visit"), KIND_BOOLEAN,
    FIELD (permute), 0, 0, 0, 0, NULL, FALSE },
  { N_ ("Views of a state"), N_ ("2 with contrast"), KIND_UINT, FIELD (views), 1, 2, 1, 0, NULL,
    FALSE },
  { N_ ("Erasing"), N_ ("Chance that a block of weights is set to zero"), KIND_FLOAT,
    FIELD (erase_p), 0, 1, 0.05, 2, NULL, FALSE },
  { N_ ("Noise"), N_ ("Relative, on the input only"), KIND_FLOAT, FIELD (noise), 0, 1, 0.01, 3,
    NULL, FALSE },
  { N_ ("Schedule"), NULL, KIND_CHOICE, FIELD (schedule), 0, 0, 0, 0, schedules, FALSE },
  { N_ ("Warm-up"), N_ ("Share of the steps with a rising rate; one cycle has its own"), KIND_FLOAT,
    FIELD (warmup), 0, 0.9, 0.05, 2, NULL, FALSE },
  { N_ ("Decoupled decay"), N_ ("As AdamW’s"), KIND_FLOAT, FIELD (decay), 0, 1, 0.01, 4, NULL,
    FALSE },
  { N_ ("Weight decay"), NULL, KIND_FLOAT, FIELD (weight_decay), 0, 1, 1e-6, 9, NULL, FALSE },
  { N_ ("Gradient clip"), N_ ("Largest norm, 0 for none"), KIND_FLOAT, FIELD (clip), 0, 1000, 0.1,
    2, NULL, FALSE },
  { N_ ("Measure every"), N_ ("Epochs between two measurements of R²"), KIND_UINT,
    FIELD (eval_every), 1, 1000, 1, 0, NULL, FALSE },
  { N_ ("Patience"), N_ ("Measurements without a gain before it ends, 0 for none"), KIND_UINT,
    FIELD (patience), 0, 100000, 1, 0, NULL, FALSE },
  { N_ ("Result"), NULL, KIND_CHOICE, FIELD (keep), 0, 0, 0, 0, keeps, FALSE },
  { N_ ("Align networks"), N_ ("Brings neurons into the order of one network"), KIND_CHOICE,
    FIELD (align), 0, 0, 0, 0, alignments, FALSE },
  { N_ ("Align signs"), N_ ("Where the activation is odd"), KIND_BOOLEAN, FIELD (align_signs), 0, 0,
    0, 0, NULL, FALSE },
  { N_ ("First epoch of the zoo"), N_ ("0 and 0: the last five kept"), KIND_UINT,
    FIELD (epoch_first), 0, 10000, 1, 0, NULL, FALSE },
  { N_ ("Last epoch of the zoo"), NULL, KIND_UINT, FIELD (epoch_last), 0, 10000, 1, 0, NULL,
    FALSE },
  { N_ ("Largest weight"), N_ ("States beyond it are left out"), KIND_FLOAT,
    FIELD (weight_threshold), 0.1, 1e6, 1, 1, NULL, FALSE },
  { N_ ("Seed"), NULL, KIND_UINT64, FIELD (seed), 0, 4294967295.0, 1, 0, NULL, FALSE },
};

struct _WsHyperSettings
{
  AdwPreferencesGroup parent_instance;

  WsHyperConfig   config;
  AdwComboRow    *preset;
  AdwExpanderRow *advanced;
  GtkWidget      *control[G_N_ELEMENTS (settings)];
  gboolean        is_filling;
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
get_number (const WsHyperConfig *config, const Setting *setting)
{
  const char *field = (const char *)config + setting->offset;
  double      value = 0.0;

  switch (setting->kind)
    {
    case KIND_UINT:
      value = *(const guint *)(const void *)field;
      break;
    case KIND_UINT64:
      value = (double)*(const guint64 *)(const void *)field;
      break;
    case KIND_FLOAT:
      value = (double)*(const float *)(const void *)field;
      break;
    case KIND_BOOLEAN:
      value = *(const gboolean *)(const void *)field ? 1.0 : 0.0;
      break;
    case KIND_CHOICE: /* all enumerations have the size of int */
    default:
      value = *(const int *)(const void *)field;
      break;
    }
  return value;
}

static void
set_number (WsHyperConfig *config, const Setting *setting, double value)
{
  char *field = (char *)config + setting->offset;

  switch (setting->kind)
    {
    case KIND_UINT:
      *(guint *)(void *)field = (guint)value;
      break;
    case KIND_UINT64:
      *(guint64 *)(void *)field = (guint64)value;
      break;
    case KIND_FLOAT:
      *(float *)(void *)field = (float)value;
      break;
    case KIND_BOOLEAN:
      *(gboolean *)(void *)field = value > 0.5;
      break;
    case KIND_CHOICE:
    default:
      *(int *)(void *)field = (int)value;
      break;
    }
}

static double
read_control (GtkWidget *control, const Setting *setting)
{
  switch (setting->kind)
    {
    case KIND_BOOLEAN:
      return gtk_switch_get_active (GTK_SWITCH (control)) ? 1.0 : 0.0;
    case KIND_CHOICE:
      return adw_combo_row_get_selected (ADW_COMBO_ROW (control));
    case KIND_UINT:
    case KIND_UINT64:
    case KIND_FLOAT:
    default:
      return gtk_spin_button_get_value (GTK_SPIN_BUTTON (control));
    }
}

static void
write_control (GtkWidget *control, const Setting *setting, double value)
{
  switch (setting->kind)
    {
    case KIND_BOOLEAN:
      gtk_switch_set_active (GTK_SWITCH (control), value > 0.5);
      break;
    case KIND_CHOICE:
      adw_combo_row_set_selected (ADW_COMBO_ROW (control), (guint)value);
      break;
    case KIND_UINT:
    case KIND_UINT64:
    case KIND_FLOAT:
    default:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (control), value);
      break;
    }
}

static void
changed_cb (WsHyperSettings *self)
{
  gboolean has_changed = FALSE;

  if (self->is_filling)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      double value = read_control (self->control[i], &settings[i]);

      /* a spin button rounds to its digits: only a real change counts */
      if (fabs (value - get_number (&self->config, &settings[i])) <= 1e-9 * (1.0 + fabs (value)))
        continue;
      if (settings[i].kind == KIND_FLOAT &&
          fabs (value - get_number (&self->config, &settings[i])) <
              0.5 * pow (10.0, -(double)settings[i].digits))
        continue;
      set_number (&self->config, &settings[i], value);
      has_changed = TRUE;
    }
  if (!has_changed)
    return;
  g_strlcpy (self->config.preset, "custom", sizeof self->config.preset);
  self->is_filling = TRUE;
  adw_combo_row_set_selected (
      self->preset, g_list_model_get_n_items (adw_combo_row_get_model (self->preset)) - 1);
  self->is_filling = FALSE;
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
new_spin (const Setting *setting)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (setting->lo, setting->hi, setting->step);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), setting->digits);
  if (setting->kind == KIND_FLOAT)
    g_signal_connect (spin, "output", G_CALLBACK (spin_output_cb), NULL);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  return spin;
}

static GtkWidget *
new_choice (const Setting *setting)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; setting->choices[i] != NULL; i++)
    gtk_string_list_append (list, _ (setting->choices[i]));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  return row;
}

static GtkWidget *
new_row (WsHyperSettings *self, guint i)
{
  const Setting *setting = &settings[i];
  const char    *title = _ (setting->title);
  GtkWidget     *row, *control;
  const char    *property = "value";

  if (setting->kind == KIND_CHOICE)
    {
      row = control = new_choice (setting);
      property = "selected";
    }
  else
    {
      row = adw_action_row_new ();
      control = setting->kind == KIND_BOOLEAN ? gtk_switch_new () : new_spin (setting);
      if (setting->kind == KIND_BOOLEAN)
        property = "active";
      gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
      gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      title, -1);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (setting->subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (setting->subtitle));
  self->control[i] = control;
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

  if (self->is_filling || chosen == NULL || name == NULL)
    return; /* "custom" is what it is */
  if (ws_hyper_config_preset (name, &config, NULL))
    {
      ws_hyper_settings_set_config (self, &config);
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

static const char *
preset_title (const char *name)
{
  if (g_str_equal (name, "compact"))
    return _ ("Compact: minutes");
  if (g_str_equal (name, "balanced"))
    return _ ("Balanced: up to an hour, with images");
  if (g_str_equal (name, "generator"))
    return _ ("Generator: to sample from, with images");
  if (g_str_equal (name, "paper"))
    return _ ("Paper: as published, days");
  return name;
}

static void
add_presets (WsHyperSettings *self)
{
  const char *const *names = ws_hyper_config_list_presets ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    gtk_string_list_append (list, preset_title (names[i]));
  gtk_string_list_append (list, _ ("Custom"));
  self->preset = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->preset), _ ("Preset"));
  adw_combo_row_set_model (self->preset, G_LIST_MODEL (list));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->preset));
  g_signal_connect_swapped (self->preset, "notify::selected", G_CALLBACK (preset_selected_cb),
                            self);
}

static void
ws_hyper_settings_class_init (WsHyperSettingsClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
ws_hyper_settings_init (WsHyperSettings *self)
{
  WsHyperConfig config;

  self->is_filling = TRUE;
  add_presets (self);
  self->advanced = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->advanced), _ ("Advanced"));
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      GtkWidget *row = new_row (self, i);

      if (settings[i].is_main)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      else
        adw_expander_row_add_row (self->advanced, row);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->advanced));
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
  const char *const *names = ws_hyper_config_list_presets ();
  guint              preset = 0;

  self->config = *config;
  while (names[preset] != NULL && !g_str_equal (names[preset], config->preset))
    preset++; /* none: "custom", which comes last */
  self->is_filling = TRUE;
  adw_combo_row_set_selected (self->preset, preset);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    write_control (self->control[i], &settings[i], get_number (config, &settings[i]));
  self->is_filling = FALSE;
}

void
ws_hyper_settings_set_editable (WsHyperSettings *self, gboolean is_editable)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self), is_editable);
}
