/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/population-checks.h"

#include "app/items.h"
#include "results/map-text.h"

#include <glib/gi18n.h>

/* One population. */
typedef struct
{
  WsPopulationItem *item; /* owned */
  GtkWidget        *row;  /* lent by the expander */
  GtkCheckButton   *check;
} Choice;

struct _WsPopulationChecks
{
  AdwExpanderRow parent_instance;

  GArray     *choices;    /* of Choice, newest first */
  GHashTable *accuracies; /* (nullable): from gint64 to text */
  guint       most;
  gboolean    is_filling;
};

static guint signal_changed;

G_DEFINE_FINAL_TYPE (WsPopulationChecks, ws_population_checks, ADW_TYPE_EXPANDER_ROW)

static void
choice_clear (gpointer data)
{
  g_clear_object (&((Choice *)data)->item);
}

static Choice *
get_choice (WsPopulationChecks *self, guint i)
{
  return &g_array_index (self->choices, Choice, i);
}

GStrv
ws_population_checks_dup_chosen (WsPopulationChecks *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_return_val_if_fail (WS_IS_POPULATION_CHECKS (self), NULL);
  for (guint i = self->choices->len; i > 0; i--)
    if (gtk_check_button_get_active (get_choice (self, i - 1)->check))
      g_strv_builder_add (names, ws_population_item_get_name (get_choice (self, i - 1)->item));
  return g_strv_builder_end (names);
}

static void
update (WsPopulationChecks *self)
{
  g_auto (GStrv) names = ws_population_checks_dup_chosen (self);
  guint            n = g_strv_length (names);
  g_autofree char *text = g_strjoinv (", ", names);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), n > 0 ? text : _ ("None chosen"));
  for (guint i = 0; i < self->choices->len; i++)
    {
      Choice *choice = get_choice (self, i);

      gtk_widget_set_sensitive (choice->row,
                                n < self->most || gtk_check_button_get_active (choice->check));
    }
  g_signal_emit (self, signal_changed, 0);
}

static void
toggled_cb (WsPopulationChecks *self)
{
  if (!self->is_filling)
    update (self);
}

/* -- rows -- */

/* How many there are of which kind, in few words: the rows are narrow. */
static char *
dup_count (const WsPopulation *info)
{
  const char *kind = info->kind;

  if (g_str_equal (kind, "zoo"))
    return g_strdup_printf (ngettext ("%u trained", "%u trained", info->n), info->n);
  if (g_str_equal (kind, "samples"))
    return g_strdup_printf (ngettext ("%u sampled", "%u sampled", info->n), info->n);
  if (g_str_equal (kind, "random"))
    return g_strdup_printf (ngettext ("%u untrained", "%u untrained", info->n), info->n);
  if (g_str_equal (kind, "baseline"))
    return g_strdup_printf (ngettext ("%u weight by weight", "%u weight by weight", info->n),
                            info->n);
  if (g_str_equal (kind, "reconstruction"))
    return g_strdup_printf (ngettext ("%u decoded", "%u decoded", info->n), info->n);
  if (g_str_equal (kind, "finetuned"))
    return g_strdup_printf (ngettext ("%u fine-tuned", "%u fine-tuned", info->n), info->n);
  if (g_str_equal (kind, "scratch"))
    return g_strdup_printf (ngettext ("%u from scratch", "%u from scratch", info->n), info->n);
  return ws_text_networks (info->n);
}

static void
describe (WsPopulationChecks *self, Choice *choice)
{
  const WsPopulation *info = ws_population_item_get_info (choice->item);
  g_autofree char    *count = dup_count (info);
  g_autofree char    *text = NULL;
  const char         *accuracy =
      self->accuracies != NULL ? g_hash_table_lookup (self->accuracies, &info->id) : NULL;

  text = accuracy != NULL ? g_strdup_printf ("%s · %s", count, accuracy) : g_steal_pointer (&count);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (choice->row), text);
  gtk_widget_set_tooltip_text (choice->row, ws_text_population_kind (info));
}

static void
add_choice (WsPopulationChecks *self, WsPopulationItem *item)
{
  Choice choice = { g_object_ref (item), adw_action_row_new (),
                    GTK_CHECK_BUTTON (gtk_check_button_new ()) };

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (choice.row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (choice.row),
                                 ws_population_item_get_name (item));
  gtk_widget_set_valign (GTK_WIDGET (choice.check), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice.check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ws_population_item_get_name (item), -1);
  g_signal_connect_object (choice.check, "toggled", G_CALLBACK (toggled_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (choice.row), GTK_WIDGET (choice.check));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (choice.row), GTK_WIDGET (choice.check));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), choice.row);
  describe (self, &choice);
  g_array_append_val (self->choices, choice);
}

static void
remove_all (WsPopulationChecks *self)
{
  for (guint i = 0; i < self->choices->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), get_choice (self, i)->row);
  g_array_set_size (self->choices, 0);
}

static void
set_chosen (WsPopulationChecks *self, const char *const *names)
{
  self->is_filling = TRUE;
  for (guint i = 0; i < self->choices->len; i++)
    {
      Choice *choice = get_choice (self, i);

      gtk_check_button_set_active (
          choice->check, g_strv_contains (names, ws_population_item_get_name (choice->item)));
    }
  self->is_filling = FALSE;
}

/* What one most likely wants to go on with. */
static void
choose_newest (WsPopulationChecks *self)
{
  const char *names[2] = { NULL };

  for (guint i = 0; i < self->choices->len && names[0] == NULL; i++)
    if (g_str_equal (ws_population_item_get_info (get_choice (self, i)->item)->kind, "samples"))
      names[0] = ws_population_item_get_name (get_choice (self, i)->item);
  if (names[0] == NULL && self->choices->len > 0)
    names[0] = ws_population_item_get_name (get_choice (self, 0)->item);
  set_chosen (self, names);
}

static gboolean
is_tuned (WsPopulationItem *item)
{
  const char *kind = ws_population_item_get_info (item)->kind;

  return g_str_equal (kind, "finetuned") || g_str_equal (kind, "scratch");
}

/* Newest first; those that have been fine-tuned once come last. (transfer full) */
static GPtrArray *
dup_sorted (GListModel *populations)
{
  GPtrArray *sorted = g_ptr_array_new_with_free_func (g_object_unref);
  guint      n = populations != NULL ? g_list_model_get_n_items (populations) : 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = n; i > 0; i--)
      {
        g_autoptr (WsPopulationItem) item = g_list_model_get_item (populations, i - 1);

        if (is_tuned (item) == (pass == 1))
          g_ptr_array_add (sorted, g_steal_pointer (&item));
      }
  return sorted;
}

/* The document has the same rows as the list: nothing moves under the hand. */
static gboolean
is_same (WsPopulationChecks *self, GPtrArray *sorted)
{
  if (sorted->len != self->choices->len)
    return FALSE;
  for (guint i = 0; i < sorted->len; i++)
    if (g_ptr_array_index (sorted, i) != (gpointer)get_choice (self, i)->item)
      return FALSE;
  return TRUE;
}

void
ws_population_checks_fill (WsPopulationChecks *self, GListModel *populations, guint most)
{
  g_auto (GStrv) before = NULL;
  g_autoptr (GPtrArray) sorted = NULL;

  g_return_if_fail (WS_IS_POPULATION_CHECKS (self));
  self->most = most;
  sorted = dup_sorted (populations);
  if (is_same (self, sorted))
    return;
  before = ws_population_checks_dup_chosen (self);
  remove_all (self);
  for (guint i = 0; i < sorted->len; i++)
    add_choice (self, g_ptr_array_index (sorted, i));
  if (before[0] != NULL)
    set_chosen (self, (const char *const *)before);
  else
    choose_newest (self);
  update (self);
}

void
ws_population_checks_choose (WsPopulationChecks *self, const char *const *names)
{
  g_return_if_fail (WS_IS_POPULATION_CHECKS (self));
  set_chosen (self, names);
  update (self);
}

void
ws_population_checks_set_accuracies (WsPopulationChecks *self, GHashTable *texts)
{
  g_return_if_fail (WS_IS_POPULATION_CHECKS (self));
  g_clear_pointer (&self->accuracies, g_hash_table_unref);
  self->accuracies = g_hash_table_ref (texts);
  for (guint i = 0; i < self->choices->len; i++)
    describe (self, get_choice (self, i));
}

/* -- class -- */

static void
ws_population_checks_finalize (GObject *object)
{
  WsPopulationChecks *self = WS_POPULATION_CHECKS (object);

  g_array_unref (self->choices);
  g_clear_pointer (&self->accuracies, g_hash_table_unref);
  G_OBJECT_CLASS (ws_population_checks_parent_class)->finalize (object);
}

static void
ws_population_checks_class_init (WsPopulationChecksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ws_population_checks_finalize;
  signal_changed = g_signal_new ("changed", WS_TYPE_POPULATION_CHECKS, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
ws_population_checks_init (WsPopulationChecks *self)
{
  self->choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  g_array_set_clear_func (self->choices, choice_clear);
}
