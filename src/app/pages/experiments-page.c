/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/experiments-page-private.h"

#include "app/pages/scenes.h"

#include "app/claim-list.h"
#include "app/experiment-fields.h"

#include <glib/gi18n.h>

#define NOTES_HEIGHT 150

G_DEFINE_FINAL_TYPE (WsExperimentsPage, ws_experiments_page, WS_TYPE_PAGE)

const WsExperimentRun *
ws_experiments_page_get_run (WsExperimentsPage *self)
{
  return self->data != NULL ? ws_experiment_data_find (self->data, self->data->shown) : NULL;
}

/* -- what has been found -- */

/* What is chosen, or what there is instead. */
static void
choose_view (WsExperimentsPage *self)
{
  GAction *action =
      g_action_map_lookup_action (G_ACTION_MAP (ws_page_get_actions (WS_PAGE (self))), "view");
  const char *view = self->wanted_view != NULL ? self->wanted_view : "figure";
  gboolean    has_figure = self->data != NULL && self->data->figure != NULL, has_claims;

  has_claims =
      self->data != NULL && self->data->table != NULL && self->data->table->decisions->len > 0;
  if (!has_figure && g_str_equal (view, "figure"))
    view = "claims";
  if (!has_claims && g_str_equal (view, "claims"))
    view = has_figure ? "figure" : "notes";
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (view));
  gtk_widget_set_visible (self->view_buttons, has_figure || has_claims);
  gtk_widget_set_visible (self->figure_button, has_figure);
  gtk_widget_set_visible (self->claims_button, has_claims);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->view_stack), view) == 0)
    return;
  gtk_stack_set_visible_child_name (self->view_stack, view);
  /* words need less room; a figure gets its share again */
  if (g_str_equal (view, "notes"))
    gtk_paned_set_position (self->paned, NOTES_HEIGHT);
  else
    g_object_set (self->paned, "position-set", FALSE, NULL);
}

static void
show_run (WsExperimentsPage *self)
{
  const WsExperimentRun *run = ws_experiments_page_get_run (self);
  g_autofree char       *about = NULL, *notes = NULL, *settings = NULL, *day = NULL;

  if (run == NULL)
    {
      ws_plot_view_set_figure (self->plot, NULL);
      ws_experiment_table_set_table (self->table, NULL);
      return;
    }
  settings = ws_experiment_describe (&run->settings);
  day = g_strndup (run->info->created, 10);
  about = g_strdup_printf (_ ("Run %" G_GINT64_FORMAT " · %s · %s"), run->info->id, settings, day);
  notes = ws_claim_dup_notes (self->data->table);
  ws_claim_list_fill (self->claims, self->data->table);
  gtk_label_set_label (self->about_label, about);
  gtk_label_set_label (self->notes_label, notes);
  ws_plot_view_set_label (self->plot, _ (self->chosen->title));
  ws_plot_view_set_figure (self->plot, self->data->figure);
  ws_experiment_table_set_table (self->table, self->data->table);
  choose_view (self);
}

static void
fill_runs (WsExperimentsPage *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  const WsExperimentRun *run;
  guint                  n, selected = 0;

  for (n = 0; (run = ws_experiment_data_get_run (self->data, self->chosen->name, n)) != NULL; n++)
    {
      g_autofree char *title = ws_experiment_run_dup_title (run);

      gtk_string_list_append (list, title);
      if (run->info->id == self->data->shown)
        selected = n;
    }
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->run_dropdown, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->run_dropdown, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->run_dropdown), n > 1);
  self->is_filling = FALSE;
}

static void
update_actions (WsExperimentsPage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  ws_page_set_action_enabled (WS_PAGE (self), "train",
                              session != NULL && ws_session_get_newest_zoo (session) != NULL &&
                                  !ws_session_is_read_only (session));
}

/* The form, where there is nothing else to show. */
static void
choose_side (WsExperimentsPage *self)
{
  gboolean has_run = ws_experiments_page_get_run (self) != NULL;
  gboolean is_form = self->wants_form || !has_run;

  if (!has_run && self->started != NULL && !self->wants_form &&
      g_str_equal (self->started, self->chosen->name))
    gtk_stack_set_visible_child_name (self->side_stack, "beginning");
  else
    gtk_stack_set_visible_child_name (self->side_stack, is_form ? "form" : "results");
  gtk_widget_set_visible (self->new_button, !is_form);
  gtk_widget_set_visible (self->export_button, !is_form);
  gtk_widget_set_visible (self->back_button, is_form && has_run);
  ws_page_set_action_enabled (WS_PAGE (self), "export-data", !is_form);
  if (is_form)
    ws_experiments_page_update_estimate (self);
  else
    update_actions (self);
}

static void
data_done (gpointer result, const GError *error, gpointer user_data)
{
  WsExperimentsPage *self = user_data;

  if (result == NULL)
    {
      ws_notice_show_error (self->notice, _ ("The experiments were not read"), error);
      return;
    }
  g_clear_pointer (&self->data, ws_experiment_data_free);
  self->data = result;
  gtk_stack_set_visible_child_name (self->stack, "ready");
  fill_runs (self);
  show_run (self);
  choose_side (self);
  ws_experiments_page_update_job (self);
}

void
ws_experiments_page_reload (WsExperimentsPage *self)
{
  WsExperimentQuestion *question;
  WsSession            *session = ws_page_get_session (WS_PAGE (self));

  if (session == NULL || self->chosen == NULL)
    return;
  question = g_new0 (WsExperimentQuestion, 1);
  g_strlcpy (question->name, self->chosen->name, sizeof question->name);
  question->run = self->run;
  ws_session_read (session, &self->data_slot, ws_experiment_data_read, question, g_free,
                   (GDestroyNotify)ws_experiment_data_free, data_done, self);
}

/* -- choosing -- */

static void
row_selected_cb (GtkListBox *list, GtkListBoxRow *row, WsExperimentsPage *self)
{
  const WsExperiment *experiment =
      row != NULL ? ws_experiment_list ()[gtk_list_box_row_get_index (row)] : NULL;

  if (experiment == NULL || experiment == self->chosen)
    return;
  self->chosen = experiment;
  self->run = 0;
  self->wants_form = FALSE;
  gtk_label_set_label (self->title_label, _ (experiment->title));
  gtk_label_set_label (self->summary_label, _ (experiment->summary));
  ws_experiment_form_set_experiment (self->form, experiment);
  ws_experiments_page_reload (self);
}

static void
run_selected_cb (WsExperimentsPage *self)
{
  const WsExperimentRun *run;

  if (self->is_filling || self->chosen == NULL)
    return;
  run = ws_experiment_data_get_run (self->data, self->chosen->name,
                                    gtk_drop_down_get_selected (self->run_dropdown));
  if (run == NULL)
    return;
  self->run = run->info->id;
  self->wants_form = FALSE;
  ws_experiments_page_reload (self);
}

static void
form_changed_cb (WsExperimentsPage *self)
{
  ws_experiments_page_update_estimate (self);
}

static void
new_run_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WsExperimentsPage *self = data;

  self->wants_form = TRUE;
  choose_side (self);
  gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
}

static void
show_results_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WsExperimentsPage *self = data;

  self->wants_form = FALSE;
  choose_side (self);
  gtk_widget_grab_focus (self->new_button);
}

static void
view_action (GSimpleAction *action, GVariant *state, gpointer data)
{
  WsExperimentsPage *self = data;

  g_free (self->wanted_view);
  self->wanted_view = g_variant_dup_string (state, NULL);
  choose_view (self);
}

/* -- page -- */

/* The experiment that was run last is what one wants to see first. */
static gpointer
newest_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) infos = ws_project_list_experiments (project, NULL, error);

  if (infos == NULL)
    return NULL;
  for (guint i = infos->len; i-- > 0;)
    {
      const WsExperimentInfo *info = g_ptr_array_index (infos, i);

      if (ws_experiment_lookup (info->name, NULL) != NULL)
        return g_strdup (info->name);
    }
  return g_strdup ("");
}

static void
newest_done (gpointer result, const GError *error, gpointer user_data)
{
  WsExperimentsPage         *self = user_data;
  const WsExperiment *const *list = ws_experiment_list ();
  int                        row = 0;

  if (result == NULL)
    {
      data_done (NULL, error, self);
      return;
    }
  for (int i = 0; list[i] != NULL; i++)
    if (g_str_equal (list[i]->name, result))
      row = i;
  g_free (result);
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, row));
}

static void
update_state (WsExperimentsPage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  gboolean   has_zoo = session != NULL && ws_session_get_newest_zoo (session) != NULL;

  update_actions (self);
  if (!has_zoo)
    gtk_stack_set_visible_child_name (self->stack, "empty");
  else if (self->data == NULL)
    gtk_stack_set_visible_child_name (self->stack, "busy");
  if (session != NULL && ws_session_is_read_only (session))
    ws_notice_show (self->notice, WS_NOTICE_INFO,
                    _ ("This document is open for reading only: nothing can be run in it."), NULL,
                    NULL);
}

static void
session_changed_cb (WsExperimentsPage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  update_state (self);
  if (ws_session_get_newest_zoo (session) == NULL)
    return;
  if (self->chosen != NULL)
    ws_experiments_page_reload (self);
  else
    ws_session_read (session, &self->data_slot, newest_func, NULL, NULL, g_free, newest_done, self);
}

static void
forget (WsExperimentsPage *self)
{
  g_clear_handle_id (&self->estimate_id, g_source_remove);
  g_clear_handle_id (&self->read_id, g_source_remove);
  ws_read_slot_clear (&self->data_slot);
  ws_read_slot_clear (&self->estimate_slot);
  g_clear_pointer (&self->data, ws_experiment_data_free);
  g_clear_pointer (&self->started, g_free);
  g_clear_object (&self->chooser);
  self->chosen = NULL;
  self->run = 0;
  self->wants_form = FALSE;
}

static void
ws_experiments_page_set_session (WsPage *page, WsSession *session)
{
  WsExperimentsPage *self = WS_EXPERIMENTS_PAGE (page);
  WsSession         *old = ws_page_get_session (page);

  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, self);
  forget (self);
  WS_PAGE_CLASS (ws_experiments_page_parent_class)->set_session (page, session);
  if (self->form == NULL)
    return; /* while the page goes away */
  ws_notice_hide (self->notice);
  gtk_list_box_unselect_all (self->list);
  gtk_widget_set_visible (GTK_WIDGET (self->run_dropdown), FALSE);
  ws_experiment_form_set_session (self->form, session);
  ws_job_watch_set_session (self->watch, session);
  if (session == NULL)
    {
      update_state (self);
      return;
    }
  g_signal_connect_object (session, "changed", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  session_changed_cb (self);
}

static void
ws_experiments_page_dispose (GObject *object)
{
  WsExperimentsPage *self = WS_EXPERIMENTS_PAGE (object);

  forget (self);
  g_clear_pointer (&self->wanted_view, g_free);
  g_clear_object (&self->watch);
  gtk_widget_dispose_template (GTK_WIDGET (self), WS_TYPE_EXPERIMENTS_PAGE);
  G_OBJECT_CLASS (ws_experiments_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, notice);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, side_stack);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, view_stack);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, run_dropdown);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, list);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, summary_label);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, about_label);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, notes_label);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, estimate_label);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, view_buttons);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, figure_button);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, claims_button);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, claims);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, paned);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, rest_box);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, rest_label);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, busy_box);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, progress);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, plot);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, table);
  gtk_widget_class_bind_template_child (widget_class, WsExperimentsPage, form);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, run_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
}

static void
ws_experiments_page_class_init (WsExperimentsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WsPageClass    *page_class = WS_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_experiments_page_dispose;
  page_class->name = "experiments";
  page_class->title = N_ ("Experiments");
  page_class->icon_name = "ws-experiments-symbolic";
  page_class->set_session = ws_experiments_page_set_session;
  page_class->make_scene = ws_experiments_page_make_scene;
  page_class->show_scene = ws_experiments_page_show_scene;
  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  g_type_ensure (WS_TYPE_EXPERIMENT_FORM);
  g_type_ensure (WS_TYPE_EXPERIMENT_TABLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/weightscape/Weightscape/ui/experiments-page.ui");
  bind_children (widget_class);
}

static void
ws_experiments_page_init (WsExperimentsPage *self)
{
  static const GActionEntry entries[] = {
    { .name = "new-run", .activate = new_run_action },
    { .name = "show-results", .activate = show_results_action },
    { .name = "view", .parameter_type = "s", .state = "'figure'", .change_state = view_action },
  };

  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
  ws_experiments_page_init_runs (self);
  ws_experiments_page_init_export (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  ws_experiments_page_fill_list (self);
}
