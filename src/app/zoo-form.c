/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/zoo-form.h"

#include "app/recipe-row.h"
#include "core/error.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WsZooForm
{
  AdwBin     parent_instance;
  WsSession *session;
  gboolean   is_filling; /* rows are being set, not used */

  AdwComboRow   *data;
  WsRecipeRow   *recipe;
  GtkSpinButton *networks, *epochs, *seed;
  AdwEntryRow   *name, *keep;
};

static guint signal_changed;

G_DEFINE_FINAL_TYPE (WsZooForm, ws_zoo_form, ADW_TYPE_BIN)

static void
changed_cb (WsZooForm *self)
{
  if (!self->is_filling)
    g_signal_emit (self, signal_changed, 0);
}

/* -- filling -- */

static void
show_dataset (WsZooForm *self)
{
  const char      *key = ws_session_get_dataset (self->session);
  WsDatasetItem   *item = key != NULL ? ws_session_find_dataset (self->session, key) : NULL;
  GListModel      *model = ws_session_get_datasets (self->session);
  WsRecipe         recipe;
  g_autofree char *base = NULL;

  if (item == NULL)
    return;
  self->is_filling = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WsDatasetItem) row = g_list_model_get_item (model, i);

      if (row == item)
        adw_combo_row_set_selected (self->data, i);
    }
  base = g_path_get_basename (key);
  ws_recipe_for_dataset (base, &recipe);
  ws_recipe_row_show (self->recipe, &recipe);
  ws_recipe_row_set_available (self->recipe, ws_dataset_item_get_n_train (item));
  self->is_filling = FALSE;
  changed_cb (self);
}

static void
data_cb (WsZooForm *self)
{
  WsDatasetItem *item = adw_combo_row_get_selected_item (self->data);

  if (self->is_filling || item == NULL || self->session == NULL)
    return;
  ws_session_choose_dataset (self->session, ws_dataset_item_get_key (item),
                             ws_dataset_item_get_n_train (item), ws_dataset_item_get_n_test (item),
                             ws_dataset_item_get_channels (item));
}

void
ws_zoo_form_set_session (WsZooForm *self, WsSession *session)
{
  g_return_if_fail (WS_IS_ZOO_FORM (self));
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  self->is_filling = TRUE;
  adw_combo_row_set_model (self->data, session != NULL ? ws_session_get_datasets (session) : NULL);
  self->is_filling = FALSE;
  if (session == NULL)
    return;
  g_signal_connect_object (session, "notify::dataset", G_CALLBACK (show_dataset), self,
                           G_CONNECT_SWAPPED);
  show_dataset (self);
}

void
ws_zoo_form_choose_small (WsZooForm *self)
{
  static const char *const small = "fashion-mnist-small";
  WsDatasetItem           *item;

  g_return_if_fail (WS_IS_ZOO_FORM (self) && self->session != NULL);
  item = ws_session_find_dataset (self->session, small);
  if (item != NULL)
    ws_session_choose_dataset (self->session, small, ws_dataset_item_get_n_train (item),
                               ws_dataset_item_get_n_test (item),
                               ws_dataset_item_get_channels (item));
  gtk_spin_button_set_value (self->networks, 32);
  gtk_spin_button_set_value (self->epochs, 5);
  ws_recipe_row_set_images (self->recipe, 0);
  /* faster than published, and different for each: so few images must show something soon */
  ws_recipe_row_set_rates (self->recipe, 0.001, 0.004);
}

/* -- reading -- */

gboolean
ws_zoo_form_get_request (WsZooForm *self, WsZooRequest *request, GError **error)
{
  WsDatasetItem   *item = adw_combo_row_get_selected_item (self->data);
  g_autofree char *base = NULL;

  g_return_val_if_fail (WS_IS_ZOO_FORM (self), FALSE);
  memset (request, 0, sizeof *request);
  if (item == NULL)
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                           _ ("no images are chosen; the page Data has them"));
      return FALSE;
    }
  base = g_path_get_basename (ws_dataset_item_get_key (item));
  ws_recipe_for_dataset (base, &request->recipe);
  if (!ws_recipe_row_read (self->recipe, &request->recipe, error))
    return FALSE;
  g_strlcpy (request->name, gtk_editable_get_text (GTK_EDITABLE (self->name)),
             sizeof request->name);
  g_strlcpy (request->data, ws_dataset_item_get_key (item), sizeof request->data);
  g_strlcpy (request->arch, "cnn-s", sizeof request->arch);
  g_strlcpy (request->keep, gtk_editable_get_text (GTK_EDITABLE (self->keep)),
             sizeof request->keep);
  request->n_models = (guint)gtk_spin_button_get_value_as_int (self->networks);
  request->n_epochs = (guint)gtk_spin_button_get_value_as_int (self->epochs);
  request->seed = (guint64)gtk_spin_button_get_value (self->seed);
  return TRUE;
}

/* -- class -- */

static void
ws_zoo_form_dispose (GObject *object)
{
  g_clear_object (&WS_ZOO_FORM (object)->session);
  G_OBJECT_CLASS (ws_zoo_form_parent_class)->dispose (object);
}

static void
ws_zoo_form_class_init (WsZooFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_zoo_form_dispose;
  signal_changed = g_signal_new ("changed", WS_TYPE_ZOO_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  g_type_ensure (WS_TYPE_RECIPE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/zoo-form.ui");
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, data);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, recipe);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, networks);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, epochs);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, seed);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, name);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, keep);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, data_cb);
}

static void
ws_zoo_form_init (WsZooForm *self)
{
  g_autoptr (GtkExpression) label = NULL;

  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  label = gtk_property_expression_new (WS_TYPE_DATASET_ITEM, NULL, "label");
  adw_combo_row_set_expression (self->data, label);
  self->is_filling = FALSE;
}
