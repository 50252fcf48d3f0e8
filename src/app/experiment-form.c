/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/experiment-form.h"

#include "app/experiment-fields.h"
#include "app/hyper-fields.h"
#include "app/hyper-names.h"
#include "core/error.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WsExperimentForm
{
  AdwBin              parent_instance;
  WsSession          *session;
  const WsExperiment *experiment;
  gboolean            is_filling; /* rows are being set, not used */

  AdwComboRow        *size, *population, *hyper, *data, *preset;
  GtkFilterListModel *zoos;
  GtkSpinButton      *epochs, *seed, *n_seeds, *count, *go_on_epochs, *tune_epochs;
  AdwEntryRow        *others, *weights;
  GtkWidget          *training_group, *own_group, *count_row, *weights_row, *go_on_row, *tune_row;
};

static guint signal_changed;

G_DEFINE_FINAL_TYPE (WsExperimentForm, ws_experiment_form, ADW_TYPE_BIN)

/* -- rows into settings -- */

static gboolean
is_quick (WsExperimentForm *self)
{
  return adw_combo_row_get_selected (self->size) == 0;
}

static const char *
get_preset (WsExperimentForm *self)
{
  const char *const *names = ws_hyper_config_list_presets ();
  guint              i = adw_combo_row_get_selected (self->preset);

  return i < g_strv_length ((char **)names) ? names[i] : "compact";
}

/* "" trains a new one. */
static const char *
get_hyper (WsExperimentForm *self)
{
  GtkStringObject *chosen = adw_combo_row_get_selected_item (self->hyper);

  return chosen != NULL && adw_combo_row_get_selected (self->hyper) > 0
             ? gtk_string_object_get_string (chosen)
             : "";
}

static const char *
get_data (WsExperimentForm *self)
{
  WsDatasetItem *item = adw_combo_row_get_selected_item (self->data);

  return item != NULL ? ws_dataset_item_get_key (item) : "";
}

static gboolean
apply_others (WsExperimentForm *self, WsHyperConfig *config, GError **error)
{
  g_auto (GStrv) words =
      g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->others)), " ,", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *value = strchr (words[i], '=');

      if (*words[i] == '\0')
        continue;
      if (value == NULL)
        {
          g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                       _ ("a setting is written as KEY=VALUE, not \"%s\""), words[i]);
          return FALSE;
        }
      *value = '\0';
      if (!ws_hyper_config_set (config, words[i], value + 1, error))
        return FALSE;
    }
  return TRUE;
}

static void
mark (gpointer row, gboolean is_good)
{
  if (is_good)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
}

static gboolean
take_text (AdwEntryRow *row, char *out, gsize size, GError **error)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  if (g_strlcpy (out, text, size) < size)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE, _ ("\"%s\" is too long"), text);
  return FALSE;
}

static guint
get_count (GtkSpinButton *spin)
{
  return (guint)gtk_spin_button_get_value_as_int (spin);
}

/* Without judging it as a whole. */
static gboolean
read_rows (WsExperimentForm *self, WsExperimentSettings *s, GError **error)
{
  WsPopulationItem *zoo = adw_combo_row_get_selected_item (self->population);
  gboolean          is_good;

  if (!ws_experiment_settings_init (s, self->experiment->name, get_preset (self), is_quick (self),
                                    error))
    return FALSE;
  if (zoo == NULL)
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                           _ ("there is no zoo in the document yet"));
      return FALSE;
    }
  g_strlcpy (s->population, ws_population_item_get_name (zoo), sizeof s->population);
  s->config.epochs = get_count (self->epochs);
  s->config.eval_every = MIN (s->config.eval_every, s->config.epochs);
  s->config.seed = (guint64)gtk_spin_button_get_value (self->seed);
  s->n_seeds = get_count (self->n_seeds);
  s->count = get_count (self->count);
  if (gtk_widget_get_visible (GTK_WIDGET (self->hyper)))
    g_strlcpy (s->hyper, get_hyper (self), sizeof s->hyper);
  if (gtk_widget_get_visible (GTK_WIDGET (self->data)))
    g_strlcpy (s->data, get_data (self), sizeof s->data);
  if (gtk_widget_get_visible (self->tune_row))
    s->tune_epochs = get_count (self->tune_epochs);
  if (gtk_widget_get_visible (self->go_on_row))
    s->go_on_epochs = get_count (self->go_on_epochs);
  is_good = !gtk_widget_get_visible (self->weights_row) ||
            take_text (self->weights, s->weights, sizeof s->weights, error);
  mark (self->weights, is_good);
  if (!is_good)
    return FALSE;
  is_good = apply_others (self, &s->config, error);
  mark (self->others, is_good);
  return is_good;
}

gboolean
ws_experiment_form_get_settings (WsExperimentForm     *self,
                                 WsExperimentSettings *settings,
                                 GError              **error)
{
  g_autoptr (GArray) units = NULL;
  g_autoptr (GError) problem = NULL;

  g_return_val_if_fail (WS_IS_EXPERIMENT_FORM (self) && self->experiment != NULL, FALSE);
  if (!read_rows (self, settings, error))
    return FALSE;
  units = ws_experiment_make_units (settings, &problem);
  /* what is wrong in numbers the spin buttons do not let through */
  mark (self->weights, units != NULL || !gtk_widget_get_visible (self->weights_row));
  if (units == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return units != NULL;
}

/* -- settings into rows -- */

/* Only what means something is seen. */
static void
show_used (WsExperimentForm *self)
{
  WsExperimentSettings s;
  const struct
  {
    WsExperimentField field;
    GtkWidget        *row;
  } rows[] = { { WS_EXPERIMENT_FIELD_COUNT, self->count_row },
               { WS_EXPERIMENT_FIELD_HYPER, GTK_WIDGET (self->hyper) },
               { WS_EXPERIMENT_FIELD_DATA, GTK_WIDGET (self->data) },
               { WS_EXPERIMENT_FIELD_TUNE_EPOCHS, self->tune_row },
               { WS_EXPERIMENT_FIELD_WEIGHTS, self->weights_row },
               { WS_EXPERIMENT_FIELD_GO_ON, self->go_on_row } };

  if (self->experiment == NULL ||
      !ws_experiment_settings_init (&s, self->experiment->name, get_preset (self), is_quick (self),
                                    NULL))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_set_visible (rows[i].row, ws_experiment_uses (&s, rows[i].field));
  gtk_widget_set_visible (self->own_group, gtk_widget_get_visible (GTK_WIDGET (self->data)) ||
                                               gtk_widget_get_visible (self->tune_row) ||
                                               gtk_widget_get_visible (self->weights_row) ||
                                               gtk_widget_get_visible (self->go_on_row));
  /* none is trained where one that is there is taken */
  if (gtk_widget_get_visible (GTK_WIDGET (self->hyper)))
    g_strlcpy (s.hyper, get_hyper (self), sizeof s.hyper);
  gtk_widget_set_visible (self->training_group,
                          ws_experiment_uses (&s, WS_EXPERIMENT_FIELD_CONFIG));
}

static void
show_words (WsExperimentForm *self)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->size),
                               is_quick (self) ? _ ("A first look: one seed, a tenth of the epochs")
                                               : _ ("Numbers to rely on: all seeds and epochs"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->preset),
                               ws_hyper_preset_get_subtitle (get_preset (self)));
}

/* What the experiment itself begins with. */
static void
fill (WsExperimentForm *self)
{
  WsExperimentSettings s;

  if (self->experiment == NULL ||
      !ws_experiment_settings_init (&s, self->experiment->name, get_preset (self), is_quick (self),
                                    NULL))
    return;
  self->is_filling = TRUE;
  gtk_spin_button_set_value (self->epochs, s.config.epochs);
  gtk_spin_button_set_value (self->seed, (double)s.config.seed);
  gtk_spin_button_set_value (self->n_seeds, s.n_seeds);
  gtk_spin_button_set_value (self->count, s.count);
  gtk_spin_button_set_value (self->go_on_epochs, s.go_on_epochs);
  gtk_spin_button_set_value (self->tune_epochs, s.tune_epochs);
  self->is_filling = FALSE;
  show_words (self);
  show_used (self);
}

static void
changed_cb (WsExperimentForm *self)
{
  if (!self->is_filling)
    g_signal_emit (self, signal_changed, 0);
}

static void
hyper_cb (WsExperimentForm *self)
{
  if (self->is_filling)
    return;
  show_used (self);
  changed_cb (self);
}

/* Another size or preset is another beginning. */
static void
begin_cb (WsExperimentForm *self)
{
  if (self->is_filling)
    return;
  fill (self);
  changed_cb (self);
}

void
ws_experiment_form_set_experiment (WsExperimentForm *self, const WsExperiment *experiment)
{
  g_return_if_fail (WS_IS_EXPERIMENT_FORM (self));
  if (experiment == self->experiment)
    return;
  self->experiment = experiment;
  self->is_filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->weights), "");
  gtk_editable_set_text (GTK_EDITABLE (self->others), "");
  self->is_filling = FALSE;
  fill (self);
  changed_cb (self);
}

static void
choose_newest_zoo (WsExperimentForm *self)
{
  WsPopulationItem *newest = ws_session_get_newest_zoo (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->zoos)); i++)
    {
      g_autoptr (WsPopulationItem) item = g_list_model_get_item (G_LIST_MODEL (self->zoos), i);

      if (item == newest)
        adw_combo_row_set_selected (self->population, i);
    }
}

/* Names of what is there; what was chosen stays chosen. */
static void
fill_hypers (WsExperimentForm *self)
{
  g_autofree char *wanted = g_strdup (get_hyper (self));
  guint            selected;
  g_autoptr (GtkStringList) names = ws_hyper_names_new (self->session, TRUE, wanted, &selected);
  const char *const first[] = { _ ("A new one"), NULL };

  gtk_string_list_splice (names, 0, 0, first);
  self->is_filling = TRUE;
  adw_combo_row_set_model (self->hyper, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->hyper, *wanted != '\0' ? selected + 1 : 0);
  self->is_filling = FALSE;
}

static void
hypers_changed_cb (WsExperimentForm *self)
{
  if (self->session != NULL)
    fill_hypers (self);
}

/* What the zoo was not trained on. */
static void
choose_other_data (WsExperimentForm *self)
{
  WsPopulationItem *zoo = adw_combo_row_get_selected_item (self->population);
  GListModel       *sets = ws_session_get_datasets (self->session);

  for (guint i = 0; zoo != NULL && i < g_list_model_get_n_items (sets); i++)
    {
      g_autoptr (WsDatasetItem) item = g_list_model_get_item (sets, i);
      g_autofree char *own = g_path_get_basename (ws_population_item_get_info (zoo)->data);
      g_autofree char *name = g_path_get_basename (ws_dataset_item_get_key (item));

      if (g_str_has_prefix (name, own) || g_str_has_prefix (own, name))
        continue;
      adw_combo_row_set_selected (self->data, i);
      return;
    }
}

void
ws_experiment_form_set_session (WsExperimentForm *self, WsSession *session)
{
  g_return_if_fail (WS_IS_EXPERIMENT_FORM (self));
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (ws_session_get_hypers (self->session), self);
  g_set_object (&self->session, session);
  self->is_filling = TRUE;
  adw_combo_row_set_model (self->data, session != NULL ? ws_session_get_datasets (session) : NULL);
  gtk_filter_list_model_set_model (self->zoos,
                                   session != NULL ? ws_session_get_populations (session) : NULL);
  if (session != NULL)
    {
      choose_newest_zoo (self);
      choose_other_data (self);
      g_signal_connect_object (ws_session_get_hypers (session), "items-changed",
                               G_CALLBACK (hypers_changed_cb), self, G_CONNECT_SWAPPED);
      fill_hypers (self);
    }
  self->is_filling = FALSE;
  if (self->experiment != NULL)
    changed_cb (self);
}

/* -- class -- */

static void
ws_experiment_form_dispose (GObject *object)
{
  WsExperimentForm *self = WS_EXPERIMENT_FORM (object);

  g_clear_object (&self->session);
  g_clear_object (&self->zoos);
  G_OBJECT_CLASS (ws_experiment_form_parent_class)->dispose (object);
}

static void
ws_experiment_form_class_init (WsExperimentFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_experiment_form_dispose;
  signal_changed = g_signal_new ("changed", WS_TYPE_EXPERIMENT_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/weightscape/Weightscape/ui/experiment-form.ui");
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, size);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, population);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, preset);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, hyper);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, data);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, tune_epochs);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, tune_row);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, epochs);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, seed);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, n_seeds);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, count);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, go_on_epochs);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, others);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, weights);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, training_group);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, own_group);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, count_row);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentForm, go_on_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, hyper_cb);
  gtk_widget_class_bind_template_callback (widget_class, begin_cb);
}

static gboolean
is_zoo_cb (gpointer item, gpointer data)
{
  return ws_population_item_is_zoo (WS_POPULATION_ITEM (item));
}

static void
fill_presets (WsExperimentForm *self)
{
  const char *const *names = ws_hyper_config_list_presets ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      gtk_string_list_append (list, ws_hyper_preset_get_title (names[i]));
      if (g_str_equal (names[i], "compact"))
        selected = i;
    }
  adw_combo_row_set_model (self->preset, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->preset, selected);
}

static void
ws_experiment_form_init (WsExperimentForm *self)
{
  g_autoptr (GtkExpression) label = NULL, data_label = NULL;

  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->weights_row = GTK_WIDGET (self->weights);
  label = gtk_property_expression_new (WS_TYPE_POPULATION_ITEM, NULL, "label");
  self->zoos =
      gtk_filter_list_model_new (NULL, GTK_FILTER (gtk_custom_filter_new (is_zoo_cb, NULL, NULL)));
  adw_combo_row_set_expression (self->population, label);
  adw_combo_row_set_model (self->population, G_LIST_MODEL (self->zoos));
  data_label = gtk_property_expression_new (WS_TYPE_DATASET_ITEM, NULL, "label");
  adw_combo_row_set_expression (self->data, data_label);
  fill_presets (self);
  self->is_filling = FALSE;
}
