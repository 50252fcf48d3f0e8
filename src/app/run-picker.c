/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/run-picker.h"

#include "results/finetune-view.h"

#include <glib/gi18n.h>

#define MAX_RUNS 4 /* as many can be told apart */

typedef struct
{
  gint64          id;
  GtkWidget      *row;
  GtkCheckButton *check;
} Choice;

struct _WsRunPicker
{
  AdwBin         parent_instance;
  GtkMenuButton *button;
  GtkListBox    *list;
  GArray        *choices; /* of Choice, newest first */
  gint64         wanted;  /* to be checked as soon as it is there; 0: none */
  gboolean       is_filling;
};

static guint signal_changed;

G_DEFINE_FINAL_TYPE (WsRunPicker, ws_run_picker, ADW_TYPE_BIN)

static Choice *
get_choice (WsRunPicker *self, guint i)
{
  return &g_array_index (self->choices, Choice, i);
}

GArray *
ws_run_picker_dup_chosen (WsRunPicker *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_return_val_if_fail (WS_IS_RUN_PICKER (self), NULL);
  for (guint i = self->choices->len; i > 0; i--)
    if (gtk_check_button_get_active (get_choice (self, i - 1)->check))
      g_array_append_val (ids, get_choice (self, i - 1)->id);
  return ids;
}

static void
update (WsRunPicker *self)
{
  g_autoptr (GArray) chosen = ws_run_picker_dup_chosen (self);
  g_autofree char *label = NULL;

  for (guint i = 0; i < self->choices->len; i++)
    {
      Choice *choice = get_choice (self, i);

      gtk_widget_set_sensitive (choice->row, chosen->len < MAX_RUNS ||
                                                 gtk_check_button_get_active (choice->check));
    }
  /* Translators: how many fine-tunings are shown, of how many */
  label = g_strdup_printf (_ ("Runs: %u of %u"), chosen->len, self->choices->len);
  gtk_menu_button_set_label (self->button, label);
  gtk_widget_set_visible (GTK_WIDGET (self), self->choices->len > 0);
}

static void
toggled_cb (WsRunPicker *self)
{
  if (self->is_filling)
    return;
  update (self);
  g_signal_emit (self, signal_changed, 0);
}

static gboolean
contains (GArray *ids, gint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return TRUE;
  return FALSE;
}

static void
add_choice (WsRunPicker *self, const WsFinetuneRun *run, gboolean is_chosen)
{
  Choice choice = { run->id, adw_action_row_new (), GTK_CHECK_BUTTON (gtk_check_button_new ()) };

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (choice.row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (choice.row), run->title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (choice.row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (choice.row), run->subtitle);
  gtk_widget_set_valign (GTK_WIDGET (choice.check), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice.check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  run->title, -1);
  gtk_check_button_set_active (choice.check, is_chosen);
  g_signal_connect_object (choice.check, "toggled", G_CALLBACK (toggled_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (choice.row), GTK_WIDGET (choice.check));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (choice.row), GTK_WIDGET (choice.check));
  gtk_list_box_append (self->list, choice.row);
  g_array_append_val (self->choices, choice);
}

void
ws_run_picker_set_runs (WsRunPicker *self, GPtrArray *runs)
{
  g_autoptr (GArray) chosen = NULL;
  gboolean has_wanted = FALSE;

  g_return_if_fail (WS_IS_RUN_PICKER (self));
  chosen = ws_run_picker_dup_chosen (self);
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    has_wanted |= ((WsFinetuneRun *)g_ptr_array_index (runs, i))->id == self->wanted;
  self->is_filling = TRUE;
  for (guint i = 0; i < self->choices->len; i++)
    gtk_list_box_remove (self->list, get_choice (self, i)->row);
  g_array_set_size (self->choices, 0);
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      const WsFinetuneRun *run = g_ptr_array_index (runs, i);

      add_choice (self, run, has_wanted ? run->id == self->wanted : contains (chosen, run->id));
    }
  if (has_wanted)
    self->wanted = 0;
  g_array_unref (chosen);
  chosen = ws_run_picker_dup_chosen (self);
  if (chosen->len == 0 && self->choices->len > 0) /* nothing yet, or it has been deleted */
    gtk_check_button_set_active (get_choice (self, 0)->check, TRUE);
  self->is_filling = FALSE;
  update (self);
}

void
ws_run_picker_choose (WsRunPicker *self, gint64 run)
{
  gboolean is_there = FALSE;

  g_return_if_fail (WS_IS_RUN_PICKER (self));
  for (guint i = 0; i < self->choices->len; i++)
    is_there |= get_choice (self, i)->id == run;
  self->wanted = is_there ? 0 : run;
  if (!is_there)
    return;
  self->is_filling = TRUE;
  for (guint i = 0; i < self->choices->len; i++)
    gtk_check_button_set_active (get_choice (self, i)->check, get_choice (self, i)->id == run);
  self->is_filling = FALSE;
  update (self);
}

/* -- class -- */

static void
ws_run_picker_finalize (GObject *object)
{
  g_array_unref (WS_RUN_PICKER (object)->choices);
  G_OBJECT_CLASS (ws_run_picker_parent_class)->finalize (object);
}

static void
ws_run_picker_class_init (WsRunPickerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ws_run_picker_finalize;
  signal_changed = g_signal_new ("changed", WS_TYPE_RUN_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
ws_run_picker_init (WsRunPicker *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_margin_start (GTK_WIDGET (self->list), 6);
  gtk_widget_set_margin_end (GTK_WIDGET (self->list), 6);
  gtk_widget_set_margin_top (GTK_WIDGET (self->list), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->list), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Fine-tunings that are shown"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_size_request (scrolled, 420, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_always_show_arrow (self->button, TRUE);
  gtk_menu_button_set_popover (self->button, popover);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Fine-tunings that are shown"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
