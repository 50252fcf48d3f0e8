/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/recipe-row.h"

#include <glib/gi18n.h>

struct _WsRecipeRow
{
  AdwExpanderRow parent_instance;
  gboolean       is_filling; /* rows are being set, not used */

  AdwComboRow   *activation, *init, *optimiser;
  GtkSpinButton *batch, *images;
  AdwEntryRow   *lr, *lr_max, *momentum, *weight_decay;
  AdwActionRow  *images_row;
};

enum
{
  PROP_HAS_ACTIVATION = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint       signal_changed;

G_DEFINE_FINAL_TYPE (WsRecipeRow, ws_recipe_row, ADW_TYPE_EXPANDER_ROW)

static const char *const optimisers[] = { "adam", "sgd", NULL };

static void
changed_cb (WsRecipeRow *self)
{
  if (!self->is_filling)
    g_signal_emit (self, signal_changed, 0);
}

static void
optimiser_cb (WsRecipeRow *self)
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

void
ws_recipe_row_set_rates (WsRecipeRow *self, double lr, double lr_max)
{
  g_return_if_fail (WS_IS_RECIPE_ROW (self));
  set_number (self->lr, lr);
  if (lr_max > lr)
    set_number (self->lr_max, lr_max);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->lr_max), "");
}

void
ws_recipe_row_show (WsRecipeRow *self, const WsRecipe *recipe)
{
  g_return_if_fail (WS_IS_RECIPE_ROW (self));
  self->is_filling = TRUE;
  adw_combo_row_set_selected (self->activation, recipe->act);
  adw_combo_row_set_selected (self->init, recipe->init);
  adw_combo_row_set_selected (self->optimiser, recipe->optim);
  ws_recipe_row_set_rates (self, (double)recipe->lr, (double)recipe->lr_max);
  set_number (self->momentum, (double)recipe->momentum);
  set_number (self->weight_decay, (double)recipe->weight_decay);
  gtk_spin_button_set_value (self->batch, recipe->batch);
  self->is_filling = FALSE;
}

void
ws_recipe_row_set_available (WsRecipeRow *self, guint n_train)
{
  g_return_if_fail (WS_IS_RECIPE_ROW (self));
  if (n_train > 0)
    {
      g_autofree char *subtitle = g_strdup_printf (
          /* Translators: the row's number 0 means as many images as the published recipe */
          _ ("0: as published, of %'u"), n_train);

      self->is_filling = TRUE; /* a smaller upper end may change the value */
      adw_action_row_set_subtitle (self->images_row, subtitle);
      gtk_adjustment_set_upper (gtk_spin_button_get_adjustment (self->images), n_train);
      self->is_filling = FALSE;
    }
}

void
ws_recipe_row_set_images (WsRecipeRow *self, guint n_train)
{
  g_return_if_fail (WS_IS_RECIPE_ROW (self));
  gtk_spin_button_set_value (self->images, n_train);
}

/* -- reading -- */

/* The recipe's own parser judges each row, so that the rules are in one place. */
static gboolean
read_row (AdwEntryRow *row, WsRecipe *recipe, const char *key, GError **error)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  gboolean    is_good = ws_recipe_set (recipe, key, text, error);

  if (is_good)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  return is_good;
}

static gboolean
read_rates (WsRecipeRow *self, WsRecipe *recipe, GError **error)
{
  const char *upper = gtk_editable_get_text (GTK_EDITABLE (self->lr_max));

  if (!read_row (self->lr, recipe, "lr", error) ||
      !read_row (self->weight_decay, recipe, "weight-decay", error))
    return FALSE;
  recipe->lr_max = recipe->lr;
  gtk_widget_remove_css_class (GTK_WIDGET (self->lr_max), "error");
  if (*upper != '\0' && !read_row (self->lr_max, recipe, "lr-max", error))
    return FALSE;
  return recipe->optim != WS_OPTIM_SGD || read_row (self->momentum, recipe, "momentum", error);
}

gboolean
ws_recipe_row_read (WsRecipeRow *self, WsRecipe *recipe, GError **error)
{
  g_return_val_if_fail (WS_IS_RECIPE_ROW (self), FALSE);
  if (gtk_widget_get_visible (GTK_WIDGET (self->activation)))
    recipe->act = adw_combo_row_get_selected (self->activation);
  recipe->init = adw_combo_row_get_selected (self->init);
  recipe->optim = adw_combo_row_get_selected (self->optimiser);
  recipe->batch = (guint)gtk_spin_button_get_value_as_int (self->batch);
  if (gtk_spin_button_get_value_as_int (self->images) > 0) /* 0: as published */
    recipe->n_train = (guint)gtk_spin_button_get_value_as_int (self->images);
  return read_rates (self, recipe, error) && ws_recipe_validate (recipe, error);
}

/* -- class -- */

static void
ws_recipe_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HAS_ACTIVATION)
    g_value_set_boolean (value,
                         gtk_widget_get_visible (GTK_WIDGET (WS_RECIPE_ROW (object)->activation)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ws_recipe_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HAS_ACTIVATION)
    gtk_widget_set_visible (GTK_WIDGET (WS_RECIPE_ROW (object)->activation),
                            g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ws_recipe_row_class_init (WsRecipeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = ws_recipe_row_get_property;
  G_OBJECT_CLASS (klass)->set_property = ws_recipe_row_set_property;
  properties[PROP_HAS_ACTIVATION] = g_param_spec_boolean (
      "has-activation", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  signal_changed = g_signal_new ("changed", WS_TYPE_RECIPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/recipe-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WsRecipeRow, activation);
  gtk_widget_class_bind_template_child (widget_class, WsRecipeRow, init);
  gtk_widget_class_bind_template_child (widget_class, WsRecipeRow, optimiser);
  gtk_widget_class_bind_template_child (widget_class, WsRecipeRow, lr);
  gtk_widget_class_bind_template_child (widget_class, WsRecipeRow, lr_max);
  gtk_widget_class_bind_template_child (widget_class, WsRecipeRow, momentum);
  gtk_widget_class_bind_template_child (widget_class, WsRecipeRow, weight_decay);
  gtk_widget_class_bind_template_child (widget_class, WsRecipeRow, batch);
  gtk_widget_class_bind_template_child (widget_class, WsRecipeRow, images);
  gtk_widget_class_bind_template_child (widget_class, WsRecipeRow, images_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, optimiser_cb);
}

/* The names that the engine knows, in the order of its numbers. */
static void
fill_names (WsRecipeRow *self)
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
ws_recipe_row_init (WsRecipeRow *self)
{
  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_names (self);
  self->is_filling = FALSE;
  optimiser_cb (self);
}
