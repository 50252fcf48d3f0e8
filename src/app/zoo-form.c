/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/zoo-form.h"
#include "core/error.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _WsZooForm
{
  AdwBin     parent_instance;
  WsSession *session;
  gboolean   is_filling; /* rows are being set, not used */

  AdwComboRow   *data, *activation, *init, *optimiser;
  GtkSpinButton *networks, *epochs, *seed, *batch, *images;
  AdwEntryRow   *name, *lr, *lr_max, *momentum, *weight_decay, *keep;
  AdwActionRow  *images_row;
};

static guint signal_changed;

G_DEFINE_FINAL_TYPE (WsZooForm, ws_zoo_form, ADW_TYPE_BIN)

static const char *const optimisers[] = { "adam", "sgd", NULL };

static void
changed_cb (WsZooForm *self)
{
  if (!self->is_filling)
    g_signal_emit (self, signal_changed, 0);
}

static void
optimiser_cb (WsZooForm *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->momentum),
                          adw_combo_row_get_selected (self->optimiser) == WS_OPTIM_SGD);
  changed_cb (self);
}

/* -- filling -- */

static void
set_number (AdwEntryRow *row, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.6g", value);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
show_recipe (WsZooForm *self, const WsRecipe *recipe)
{
  adw_combo_row_set_selected (self->activation, recipe->act);
  adw_combo_row_set_selected (self->init, recipe->init);
  adw_combo_row_set_selected (self->optimiser, recipe->optim);
  set_number (self->lr, (double)recipe->lr);
  if (recipe->lr_max > recipe->lr)
    set_number (self->lr_max, (double)recipe->lr_max);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->lr_max), "");
  set_number (self->momentum, (double)recipe->momentum);
  set_number (self->weight_decay, (double)recipe->weight_decay);
  gtk_spin_button_set_value (self->batch, recipe->batch);
}

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
  show_recipe (self, &recipe);
  if (ws_dataset_item_get_n_train (item) > 0)
    {
      g_autofree char *subtitle = g_strdup_printf (
          /* Translators: the row's number 0 means as many images as the published recipe */
          _ ("0: as published, of %'u"), ws_dataset_item_get_n_train (item));

      adw_action_row_set_subtitle (self->images_row, subtitle);
      gtk_adjustment_set_upper (gtk_spin_button_get_adjustment (self->images),
                                ws_dataset_item_get_n_train (item));
    }
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
  gtk_spin_button_set_value (self->images, 0);
  /* faster than published, and different for each: so few images must show something soon */
  set_number (self->lr, 0.001);
  set_number (self->lr_max, 0.004);
}

/* -- reading -- */

/* The recipe's own parser judges each row, so that the rules are in one place. */
static gboolean
read_row (GtkWidget *row, WsRecipe *recipe, const char *key, GError **error)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  gboolean    is_good = ws_recipe_set (recipe, key, text, error);

  if (is_good)
    gtk_widget_remove_css_class (row, "error");
  else
    gtk_widget_add_css_class (row, "error");
  return is_good;
}

static gboolean
read_rates (WsZooForm *self, WsRecipe *recipe, GError **error)
{
  const char *upper = gtk_editable_get_text (GTK_EDITABLE (self->lr_max));

  if (!read_row (GTK_WIDGET (self->lr), recipe, "lr", error) ||
      !read_row (GTK_WIDGET (self->weight_decay), recipe, "weight-decay", error))
    return FALSE;
  recipe->lr_max = recipe->lr;
  gtk_widget_remove_css_class (GTK_WIDGET (self->lr_max), "error");
  if (*upper != '\0' && !read_row (GTK_WIDGET (self->lr_max), recipe, "lr-max", error))
    return FALSE;
  return recipe->optim != WS_OPTIM_SGD ||
         read_row (GTK_WIDGET (self->momentum), recipe, "momentum", error);
}

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
  request->recipe.act = adw_combo_row_get_selected (self->activation);
  request->recipe.init = adw_combo_row_get_selected (self->init);
  request->recipe.optim = adw_combo_row_get_selected (self->optimiser);
  request->recipe.batch = (guint)gtk_spin_button_get_value_as_int (self->batch);
  if (gtk_spin_button_get_value_as_int (self->images) > 0) /* 0: as published */
    request->recipe.n_train = (guint)gtk_spin_button_get_value_as_int (self->images);
  if (!read_rates (self, &request->recipe, error) || !ws_recipe_validate (&request->recipe, error))
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
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/zoo-form.ui");
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, data);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, activation);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, init);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, optimiser);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, networks);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, epochs);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, seed);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, batch);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, images);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, images_row);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, name);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, lr);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, lr_max);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, momentum);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, weight_decay);
  gtk_widget_class_bind_template_child (widget_class, WsZooForm, keep);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, optimiser_cb);
  gtk_widget_class_bind_template_callback (widget_class, data_cb);
}

/* The names that the engine knows, in the order of its numbers. */
static void
fill_names (WsZooForm *self)
{
  g_autoptr (GtkStringList) acts = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) inits = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) optims = gtk_string_list_new (optimisers);

  for (guint i = WS_ACT_TANH; i <= WS_ACT_GELU; i++) /* the lane kernels' activations */
    gtk_string_list_append (acts, ws_activation_get_name (i));
  for (guint i = WS_INIT_UNIFORM; i <= WS_INIT_XAVIER_NORMAL; i++)
    gtk_string_list_append (inits, ws_init_get_name (i));
  adw_combo_row_set_model (self->activation, G_LIST_MODEL (acts));
  adw_combo_row_set_model (self->init, G_LIST_MODEL (inits));
  adw_combo_row_set_model (self->optimiser, G_LIST_MODEL (optims));
}

static void
ws_zoo_form_init (WsZooForm *self)
{
  g_autoptr (GtkExpression) label = NULL;

  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  label = gtk_property_expression_new (WS_TYPE_DATASET_ITEM, NULL, "label");
  adw_combo_row_set_expression (self->data, label);
  fill_names (self);
  self->is_filling = FALSE;
  optimiser_cb (self);
}
