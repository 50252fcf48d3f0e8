/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/finetune-form.h"

#include "results/map-text.h"
#include "app/population-checks.h"
#include "app/recipe-row.h"
#include "core/error.h"
#include "net/transfer.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WsFinetuneForm
{
  AdwBin     parent_instance;
  WsSession *session;
  gboolean   is_filling;       /* rows are being set, not used */
  gboolean   is_recipe_chosen; /* by hand: it stays whatever else is chosen */

  WsPopulationChecks *populations;
  GtkSpinButton      *count, *scratch, *epochs, *seed, *weight;
  AdwComboRow        *data, *arch, *teacher, *split, *control;
  WsRecipeRow        *recipe;
  AdwEntryRow        *from, *keep, *name;
  AdwExpanderRow     *distillation;
  GtkWidget          *weight_row;

  char      *taken_up;                /* (nullable): selection of the map that was chosen last */
  GPtrArray *keys, *archs, *teachers; /* of the rows after the first, which has none */
};

static guint signal_changed;

G_DEFINE_FINAL_TYPE (WsFinetuneForm, ws_finetune_form, ADW_TYPE_BIN)

static void
changed_cb (WsFinetuneForm *self)
{
  if (!self->is_filling)
    g_signal_emit (self, signal_changed, 0);
}

static guint
read_count (GtkSpinButton *spin)
{
  return (guint)gtk_spin_button_get_value_as_int (spin);
}

/* -- what the rows say -- */

/* (nullable): of the row that is selected; NULL for the first */
static const char *
chosen_key (AdwComboRow *row, GPtrArray *keys)
{
  guint selected = adw_combo_row_get_selected (row);

  return selected > 0 && selected <= keys->len ? g_ptr_array_index (keys, selected - 1) : NULL;
}

static void
take_text (char *out, gsize size, const char *text)
{
  g_strlcpy (out, text != NULL ? text : "", size);
}

static void
take_populations (WsFinetuneForm *self, WsFinetuneRequest *request)
{
  g_auto (GStrv) names = ws_population_checks_dup_chosen (self->populations);

  for (guint i = 0; names[i] != NULL && i < WS_FINETUNE_MAX; i++)
    take_text (request->population[request->n_populations++], sizeof request->population[0],
               names[i]);
}

/* Without populations there are no images and no architecture that were theirs. */
static void
take_places (WsFinetuneForm *self, WsFinetuneRequest *request)
{
  take_text (request->data, sizeof request->data, chosen_key (self->data, self->keys));
  take_text (request->arch, sizeof request->arch, chosen_key (self->arch, self->archs));
  if (request->n_populations == 0 && request->data[0] == '\0')
    take_text (request->data, sizeof request->data, ws_session_get_dataset (self->session));
}

static void
take_more (WsFinetuneForm *self, WsFinetuneRequest *request)
{
  static const char *const splits[] = { "", "train", "validation", "test" };
  guint                    split = adw_combo_row_get_selected (self->split);

  take_text (request->split, sizeof request->split, splits[MIN (split, 3u)]);
  take_text (request->from, sizeof request->from,
             gtk_editable_get_text (GTK_EDITABLE (self->from)));
  take_text (
      request->control, sizeof request->control,
      ws_transfer_control_get_name ((WsTransferControl)adw_combo_row_get_selected (self->control)));
  take_text (request->keep, sizeof request->keep,
             gtk_editable_get_text (GTK_EDITABLE (self->keep)));
  take_text (request->name, sizeof request->name,
             gtk_editable_get_text (GTK_EDITABLE (self->name)));
  take_text (request->teacher, sizeof request->teacher, chosen_key (self->teacher, self->teachers));
  if (request->teacher[0] != '\0')
    request->teacher_weight = gtk_spin_button_get_value (self->weight);
}

/* The texts that are free to be wrong. */
static gboolean
check_texts (const WsFinetuneForm *self, const WsFinetuneRequest *request, GError **error)
{
  g_autofree gboolean *keep = ws_keep_parse (request->keep, request->n_epochs, error);
  guint64              epoch;

  if (keep == NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->keep), "error");
      return FALSE;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->keep), "error");
  if (request->from[0] != '\0' && !g_str_equal (request->from, "last") &&
      !g_ascii_string_to_unsigned (request->from, 10, 0, G_MAXUINT16, &epoch, NULL))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->from), "error");
      g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE,
                           _ ("From epoch: a number, or nothing for the last"));
      return FALSE;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->from), "error");
  return TRUE;
}

/* (nullable): of the first that is chosen */
static const WsPopulation *
first_chosen (WsFinetuneForm *self)
{
  g_auto (GStrv) names = ws_population_checks_dup_chosen (self->populations);
  GListModel *model = self->session != NULL ? ws_session_get_populations (self->session) : NULL;

  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WsPopulationItem) item = g_list_model_get_item (model, i);

      if (names[0] != NULL && g_str_equal (ws_population_item_get_name (item), names[0]))
        return ws_population_item_get_info (item);
    }
  return NULL;
}

/* Another data set's recipe may have another activation; networks keep the one they have. */
static gboolean
take_recipe (WsFinetuneForm *self, WsFinetuneRequest *request, GError **error)
{
  const WsPopulation *first = first_chosen (self);
  const WsArch       *arch;

  return ws_finetune_get_recipe (ws_session_get_project (self->session), request, &request->recipe,
                                 error) &&
         (first == NULL || ws_population_get_network (first, &arch, &request->recipe.act, error)) &&
         ws_recipe_row_read (self->recipe, &request->recipe, error);
}

gboolean
ws_finetune_form_get_request (WsFinetuneForm *self, WsFinetuneRequest *request, GError **error)
{
  g_return_val_if_fail (WS_IS_FINETUNE_FORM (self) && self->session != NULL, FALSE);
  memset (request, 0, sizeof *request);
  take_populations (self, request);
  request->count = read_count (self->count);
  request->scratch = read_count (self->scratch);
  request->n_epochs = read_count (self->epochs);
  request->seed = (guint64)gtk_spin_button_get_value (self->seed);
  if (request->n_populations == 0 && request->scratch == 0)
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE,
                           _ ("Choose networks to start from, or some from scratch"));
      return FALSE;
    }
  take_places (self, request);
  take_more (self, request);
  return check_texts (self, request, error) && take_recipe (self, request, error);
}

/* -- what follows from what is chosen -- */

/* The recipe that these networks and images have by themselves. */
static void
show_recipe (WsFinetuneForm *self)
{
  WsFinetuneRequest request = { .n_epochs = 1 };
  WsRecipe          recipe;
  const char       *key = chosen_key (self->data, self->keys);
  WsDatasetItem    *item = NULL;

  if (self->session == NULL)
    return;
  take_populations (self, &request);
  take_places (self, &request);
  if (!self->is_recipe_chosen &&
      ws_finetune_get_recipe (ws_session_get_project (self->session), &request, &recipe, NULL))
    ws_recipe_row_show (self->recipe, &recipe);
  if (key != NULL)
    item = ws_session_find_dataset (self->session, key);
  if (item != NULL)
    ws_recipe_row_set_available (self->recipe, ws_dataset_item_get_n_train (item));
}

/* Takes @titles, and keeps what is chosen where its key is still there. */
static void
set_list (WsFinetuneForm *self,
          AdwComboRow    *row,
          GPtrArray     **keys,
          GPtrArray      *fresh,
          GtkStringList  *titles)
{
  g_autofree char *chosen = g_strdup (chosen_key (row, *keys));
  guint            selected = 0;

  for (guint i = 0; chosen != NULL && i < fresh->len; i++)
    if (g_str_equal (g_ptr_array_index (fresh, i), chosen))
      selected = i + 1;
  self->is_filling = TRUE;
  adw_combo_row_set_model (row, G_LIST_MODEL (titles));
  adw_combo_row_set_selected (row, selected);
  self->is_filling = FALSE;
  g_ptr_array_unref (*keys);
  *keys = fresh;
  g_object_unref (titles);
}

static void
fill_data (WsFinetuneForm *self)
{
  const WsPopulation *first = first_chosen (self);
  const char         *own = first != NULL ? first->data : ws_session_get_dataset (self->session);
  g_autofree char    *own_name = own != NULL ? ws_text_dataset (own) : NULL;
  GListModel         *datasets = ws_session_get_datasets (self->session);
  GtkStringList      *titles = gtk_string_list_new (NULL);
  GPtrArray          *keys = g_ptr_array_new_with_free_func (g_free);

  if (first == NULL)
    gtk_string_list_take (titles, g_strdup (own_name != NULL ? own_name : _ ("None")));
  else
    /* Translators: the images that networks were trained on */
    gtk_string_list_append (titles, _ ("Their own"));
  for (guint i = 0; i < g_list_model_get_n_items (datasets); i++)
    {
      g_autoptr (WsDatasetItem) item = g_list_model_get_item (datasets, i);
      g_autofree char *label = NULL;

      g_object_get (item, "label", &label, NULL);
      gtk_string_list_append (titles, label);
      g_ptr_array_add (keys, g_strdup (ws_dataset_item_get_key (item)));
    }
  set_list (self, self->data, &self->keys, keys, titles);
}

/* Only those into which the weights go. */
static void
fill_archs (WsFinetuneForm *self)
{
  const WsPopulation *first = first_chosen (self);
  const char *const  *names = ws_arch_list ();
  const WsArch  *own = first != NULL ? ws_arch_lookup (first->arch, first->channels, NULL) : NULL;
  GtkStringList *titles = gtk_string_list_new (NULL);
  GPtrArray     *keys = g_ptr_array_new_with_free_func (g_free);

  if (own != NULL)
    /* Translators: the architecture that networks have already */
    gtk_string_list_append (titles, _ ("Their own"));
  else
    gtk_string_list_append (titles, names[0]);
  for (guint i = 0; names[i] != NULL; i++)
    {
      const WsArch *to = own != NULL ? ws_arch_lookup (names[i], own->channels, NULL) : NULL;

      if (own != NULL ? to == NULL || to == own || ws_arch_count_transferred (own, to, NULL) == 0
                      : i == 0)
        continue;
      gtk_string_list_append (titles, names[i]);
      g_ptr_array_add (keys, g_strdup (names[i]));
    }
  set_list (self, self->arch, &self->archs, keys, titles);
}

static void
fill_teachers (WsFinetuneForm *self)
{
  GListModel    *populations = ws_session_get_populations (self->session);
  GtkStringList *titles = gtk_string_list_new (NULL);
  GPtrArray     *keys = g_ptr_array_new_with_free_func (g_free);

  /* Translators: no teacher: networks learn from the labels alone */
  gtk_string_list_append (titles, _ ("None"));
  for (guint i = 0; i < g_list_model_get_n_items (populations); i++)
    {
      g_autoptr (WsPopulationItem) item = g_list_model_get_item (populations, i);

      gtk_string_list_append (titles, ws_population_item_get_name (item));
      g_ptr_array_add (keys, g_strdup (ws_population_item_get_name (item)));
    }
  set_list (self, self->teacher, &self->teachers, keys, titles);
}

/* What "their own" is, or how much of the weights comes over. */
static void
show_places (WsFinetuneForm *self)
{
  const WsPopulation *first = first_chosen (self);
  const char         *name = chosen_key (self->arch, self->archs);
  const WsArch *own = first != NULL ? ws_arch_lookup (first->arch, first->channels, NULL) : NULL;
  const WsArch *to =
      own != NULL && name != NULL ? ws_arch_lookup (name, own->channels, NULL) : NULL;
  g_autofree char *images = NULL;
  g_autofree char *arch = NULL;

  if (first != NULL && chosen_key (self->data, self->keys) == NULL)
    images = ws_text_dataset (first->data);
  if (to != NULL)
    /* Translators: how much of a network's weights comes from another */
    arch =
        g_strdup_printf (_ ("%u %% comes over"),
                         (guint)(100 * ws_arch_count_transferred (own, to, NULL) / to->n_params));
  else if (own != NULL)
    arch = g_strdup (own->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->data), images != NULL ? images : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->arch), arch != NULL ? arch : "");
}

static void
populations_cb (WsFinetuneForm *self)
{
  if (self->is_filling || self->session == NULL)
    return;
  fill_data (self);
  fill_archs (self);
  show_places (self);
  show_recipe (self);
  changed_cb (self);
}

static void
data_cb (WsFinetuneForm *self)
{
  if (self->is_filling)
    return;
  show_places (self);
  show_recipe (self);
  changed_cb (self);
}

static void
arch_cb (WsFinetuneForm *self)
{
  if (self->is_filling)
    return;
  show_places (self);
  changed_cb (self);
}

static void
teacher_cb (WsFinetuneForm *self)
{
  const char *teacher = chosen_key (self->teacher, self->teachers);
  /* Translators: networks learn what this population says */
  g_autofree char *text = teacher != NULL ? g_strdup_printf (_ ("From %s"), teacher) : NULL;

  gtk_widget_set_sensitive (self->weight_row, teacher != NULL);
  adw_expander_row_set_subtitle (self->distillation,
                                 text != NULL ? text : _ ("Learn what an ensemble says"));
  changed_cb (self);
}

static void
recipe_cb (WsFinetuneForm *self)
{
  self->is_recipe_chosen = TRUE;
  changed_cb (self);
}

void
ws_finetune_form_choose_data (WsFinetuneForm *self, const char *key)
{
  g_return_if_fail (WS_IS_FINETUNE_FORM (self) && self->session != NULL);
  fill_data (self);
  for (guint i = 0; i < self->keys->len; i++)
    if (g_str_equal (g_ptr_array_index (self->keys, i), key))
      adw_combo_row_set_selected (self->data, i + 1);
}

void
ws_finetune_form_choose_small (WsFinetuneForm *self)
{
  g_return_if_fail (WS_IS_FINETUNE_FORM (self));
  gtk_spin_button_set_value (self->count, 5);
  gtk_spin_button_set_value (self->scratch, 5);
  gtk_spin_button_set_value (self->epochs, 5);
}

/* -- the document -- */

void
ws_finetune_form_set_accuracies (WsFinetuneForm *self, GHashTable *texts)
{
  g_return_if_fail (WS_IS_FINETUNE_FORM (self));
  ws_population_checks_set_accuracies (self->populations, texts);
}

/* What somebody has just selected on the map is what is to be trained; it may be unchosen then. */
static void
take_up_selection (WsFinetuneForm *self)
{
  const char *kept = ws_session_get_selection (self->session);

  if (kept == NULL || g_strcmp0 (kept, self->taken_up) == 0)
    return;
  g_free (self->taken_up);
  self->taken_up = g_strdup (kept);
  ws_population_checks_choose (self->populations, (const char *const[]){ kept, NULL });
}

void
ws_finetune_form_update (WsFinetuneForm *self)
{
  g_return_if_fail (WS_IS_FINETUNE_FORM (self));
  if (self->session == NULL)
    return;
  self->is_filling = TRUE;
  ws_population_checks_fill (self->populations, ws_session_get_populations (self->session),
                             WS_FINETUNE_MAX);
  take_up_selection (self);
  self->is_filling = FALSE;
  fill_teachers (self);
  populations_cb (self);
}

void
ws_finetune_form_set_session (WsFinetuneForm *self, WsSession *session)
{
  g_return_if_fail (WS_IS_FINETUNE_FORM (self));
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (ws_session_get_datasets (self->session), self);
    }
  g_set_object (&self->session, session);
  self->is_recipe_chosen = FALSE;
  if (session == NULL)
    {
      self->is_filling = TRUE;
      ws_population_checks_fill (self->populations, NULL, WS_FINETUNE_MAX);
      self->is_filling = FALSE;
      return;
    }
  g_signal_connect_object (ws_session_get_datasets (session), "items-changed",
                           G_CALLBACK (fill_data), self, G_CONNECT_SWAPPED);
  ws_finetune_form_update (self);
}

/* -- class -- */

static void
ws_finetune_form_dispose (GObject *object)
{
  g_clear_object (&WS_FINETUNE_FORM (object)->session);
  g_clear_pointer (&WS_FINETUNE_FORM (object)->taken_up, g_free);
  G_OBJECT_CLASS (ws_finetune_form_parent_class)->dispose (object);
}

static void
ws_finetune_form_finalize (GObject *object)
{
  WsFinetuneForm *self = WS_FINETUNE_FORM (object);

  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->archs);
  g_ptr_array_unref (self->teachers);
  G_OBJECT_CLASS (ws_finetune_form_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, populations);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, count);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, scratch);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, epochs);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, seed);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, weight);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, weight_row);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, distillation);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, data);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, arch);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, teacher);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, split);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, control);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, recipe);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, from);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, keep);
  gtk_widget_class_bind_template_child (widget_class, WsFinetuneForm, name);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, populations_cb);
  gtk_widget_class_bind_template_callback (widget_class, data_cb);
  gtk_widget_class_bind_template_callback (widget_class, arch_cb);
  gtk_widget_class_bind_template_callback (widget_class, teacher_cb);
  gtk_widget_class_bind_template_callback (widget_class, recipe_cb);
}

static void
ws_finetune_form_class_init (WsFinetuneFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_finetune_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = ws_finetune_form_finalize;
  signal_changed = g_signal_new ("changed", WS_TYPE_FINETUNE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  g_type_ensure (WS_TYPE_POPULATION_CHECKS);
  g_type_ensure (WS_TYPE_RECIPE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/finetune-form.ui");
  bind_children (widget_class);
}

static void
ws_finetune_form_init (WsFinetuneForm *self)
{
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->archs = g_ptr_array_new_with_free_func (g_free);
  self->teachers = g_ptr_array_new_with_free_func (g_free);
  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->is_filling = FALSE;
  teacher_cb (self);
}
