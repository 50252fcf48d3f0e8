/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/hyper-page-private.h"

#include "app/pages/scenes.h"

#include "results/hyper-figures.h"
#include "app/hyper-finished.h"
#include "app/hyper-names.h"
#include "work/work.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WsHyperPage, ws_hyper_page, WS_TYPE_PAGE)

/* -- what is shown --------------------------------------------------------------------------------
 */

static gboolean
is_log (WsHyperPage *self)
{
  GActionMap *map = G_ACTION_MAP (ws_page_get_actions (WS_PAGE (self)));
  g_autoptr (GVariant) state = g_action_get_state (g_action_map_lookup_action (map, "log-axis"));

  return g_variant_get_boolean (state);
}

static gboolean
is_training (WsHyperPage *self)
{
  return ws_job_watch_get_job (self->watch) != NULL;
}

static const WsHyperEpoch *
epochs (WsHyperPage *self)
{
  return (const WsHyperEpoch *)(void *)self->history->data;
}

static void
show_loss (WsHyperPage *self)
{
  g_autoptr (WsFigure) loss =
      ws_hyper_loss_figure (epochs (self), self->history->len, is_log (self));

  ws_plot_view_set_figure (self->loss_plot, loss);
}

static void
show_checks (WsHyperPage *self)
{
  g_autoptr (GPtrArray) checks = ws_hyper_checks (epochs (self), self->history->len, self->report);

  ws_check_list_show (self->check_list, checks);
  gtk_widget_set_visible (GTK_WIDGET (self->check_list), checks->len > 0);
}

static void
show_results (WsHyperPage *self)
{
  g_autoptr (WsFigure) r2 = ws_hyper_r2_figure (epochs (self), self->history->len);
  g_autoptr (WsFigure) layers =
      ws_hyper_layers_figure (epochs (self), self->history->len, self->report, self->arch);
  g_autoptr (WsFigure) decode = ws_hyper_decode_figure (self->report);
  gboolean has_any = self->history->len > 0 || is_training (self);

  gtk_stack_set_visible_child_name (self->result_stack, has_any ? "results" : "untrained");
  show_loss (self);
  ws_plot_view_set_figure (self->r2_plot, r2);
  ws_plot_view_set_figure (self->layers_plot, layers);
  ws_plot_view_set_figure (self->decode_plot, decode);
  show_checks (self);
  gtk_label_set_label (self->about_label, self->about != NULL ? self->about : "");
  gtk_widget_set_visible (GTK_WIDGET (self->about_label), self->about != NULL);
  gtk_widget_set_visible (self->explore_button, self->report != NULL && !is_training (self));
}

static void
forget_results (WsHyperPage *self)
{
  g_array_set_size (self->history, 0);
  g_clear_pointer (&self->report, ws_hyper_report_free);
  g_clear_pointer (&self->about, g_free);
  self->arch = NULL;
}

/* -- reading a finished one -----------------------------------------------------------------------
 */

static void
finished_done_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsHyperPage *self = user_data;
  g_autoptr (WsHyperFinished) finished = result;

  if (error != NULL)
    {
      ws_notice_show_error (self->notice, _ ("Reading the representation"), error);
      return;
    }
  if (finished == NULL)
    return;
  forget_results (self);
  g_array_unref (self->history);
  self->history = g_steal_pointer (&finished->history);
  self->report = g_steal_pointer (&finished->report);
  self->about = g_steal_pointer (&finished->about);
  self->arch = finished->arch;
  show_results (self);
}

static void
read_finished (WsHyperPage *self)
{
  WsSession   *session = ws_page_get_session (WS_PAGE (self));
  WsHyperItem *newest = ws_session_get_newest_hyper (session);
  const char  *name = self->hyper;

  if (name == NULL && newest != NULL)
    name = ws_hyper_item_get_name (newest);
  if (name == NULL)
    {
      forget_results (self);
      show_results (self);
      return;
    }
  ws_session_read (session, &self->slot, ws_hyper_finished_read, g_strdup (name), g_free,
                   (GDestroyNotify)ws_hyper_finished_free, finished_done_cb, self);
}

/* -- choosing -------------------------------------------------------------------------------------
 */

static void
population_chosen_cb (WsHyperPage *self)
{
  ws_hyper_page_suggest_preset (self);
  ws_hyper_page_update_cost (self);
}

static void
settings_changed_cb (WsHyperPage *self)
{
  self->has_chosen = TRUE;
  ws_hyper_page_update_cost (self);
}

/* Only zoos have the states to learn from. */
static gboolean
is_zoo (gpointer item, gpointer user_data)
{
  return ws_population_item_is_zoo (item);
}

static void
update_state (WsHyperPage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  gboolean   has_zoo = session != NULL && ws_session_get_newest_zoo (session) != NULL;
  gboolean   has_hyper =
      session != NULL && g_list_model_get_n_items (ws_session_get_hypers (session)) > 0;

  gtk_stack_set_visible_child_name (self->stack, has_zoo || has_hyper ? "ready" : "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->hyper_dropdown), has_hyper && !is_training (self));
  if (session != NULL && ws_session_is_read_only (session))
    ws_notice_show (self->notice, WS_NOTICE_INFO,
                    _ ("This document is open for reading only: nothing can be trained in it."),
                    NULL, NULL);
  ws_hyper_page_update_cost (self);
}

static void
fill_hypers (WsHyperPage *self)
{
  guint selected;
  g_autoptr (GtkStringList) names =
      ws_hyper_names_new (ws_page_get_session (WS_PAGE (self)), FALSE, self->hyper, &selected);

  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->hyper_dropdown, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->hyper_dropdown, selected);
  self->is_filling = FALSE;
}

static void
hyper_selected_cb (WsHyperPage *self)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->hyper_dropdown);

  if (self->is_filling || chosen == NULL)
    return;
  g_free (self->hyper);
  self->hyper = g_strdup (gtk_string_object_get_string (chosen));
  read_finished (self);
}

static void
session_changed_cb (WsHyperPage *self)
{
  fill_hypers (self);
  update_state (self);
  if (!is_training (self))
    read_finished (self);
}

/* -- the training that runs -- */

static void
take_snapshot (WsHyperPage *self)
{
  g_autoptr (GObject) snapshot = ws_job_watch_dup_snapshot (self->watch);
  const WsHyperEpoch *rows;
  guint               n;

  self->is_stale = FALSE;
  if (!WS_IS_HYPER_SNAPSHOT (snapshot))
    return;
  rows = ws_hyper_snapshot_get (WS_HYPER_SNAPSHOT (snapshot), &n, &self->arch);
  g_array_set_size (self->history, 0);
  if (n > 0)
    g_array_append_vals (self->history, rows, n);
  show_results (self);
}

static void
snapshot_cb (WsHyperPage *self)
{
  if (self->is_shown)
    take_snapshot (self);
  else
    self->is_stale = TRUE;
}

static void
progress_cb (WsHyperPage *self)
{
  g_autofree char *status = ws_job_watch_dup_status (self->watch);
  WsJob           *job = ws_job_watch_get_job (self->watch);

  gtk_inscription_set_text (self->busy_label, status != NULL ? status : "");
  gtk_progress_bar_set_fraction (self->progress, ws_job_watch_get_fraction (self->watch));
  gtk_button_set_label (GTK_BUTTON (self->pause_button),
                        job != NULL && ws_job_get_state (job) == WS_JOB_PAUSED ? _ ("Resume")
                                                                               : _ ("Pause"));
}

static void
failed_cb (WsHyperPage *self, const GError *error)
{
  ws_notice_show_error (self->notice, _ ("Training the representation"), error);
}

static void
cancelled_cb (WsHyperPage *self)
{
  ws_notice_show (
      self->notice, WS_NOTICE_INFO,
      _ ("The training was cancelled. What it had learned is kept: train again with the "
         "same settings to go on."),
      NULL, NULL);
}

static void
job_changed_cb (WsHyperPage *self)
{
  gboolean is_running = ws_job_watch_get_job (self->watch) != NULL;

  if (is_running)
    {
      ws_read_slot_clear (&self->slot);
      forget_results (self);
      show_results (self);
    }
  gtk_widget_set_visible (self->busy_box, is_running);
  ws_page_set_action_enabled (WS_PAGE (self), "keep-best", is_running);
  ws_page_set_action_enabled (WS_PAGE (self), "cancel", is_running);
  update_state (self);
}

/* -- actions --------------------------------------------------------------------------------------
 */

static void
train_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WsHyperPage      *self = user_data;
  WsSession        *session = ws_page_get_session (WS_PAGE (self));
  WsPopulationItem *item = ws_hyper_page_get_population (self);
  WsHyperRequest    request = { .name = "" };
  g_autoptr (GError) error = NULL;
  WsJob *job;

  if (session == NULL || item == NULL)
    return;
  g_strlcpy (request.population, ws_population_item_get_name (item), sizeof request.population);
  request.config = *ws_hyper_settings_get_config (self->settings);
  job = ws_hyper_work_new (ws_session_get_project (session), &request, &error);
  if (job == NULL)
    {
      ws_notice_show_error (self->notice, _ ("Training the representation"), error);
      return;
    }
  ws_notice_hide (self->notice);
  g_clear_pointer (&self->hyper, g_free); /* the new one is what one wants to see */
  ws_session_run (session, job);
}

static void
keep_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WsHyperPage *self = user_data;
  WsJob       *job = ws_job_watch_get_job (self->watch);

  if (job != NULL)
    ws_job_finish_early (job);
}

static void
cancel_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ws_job_watch_cancel (WS_HYPER_PAGE (user_data)->watch);
}

static void
log_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  g_simple_action_set_state (action, value);
  show_loss (user_data);
}

static const GActionEntry entries[] = {
  { .name = "train", .activate = train_cb },
  { .name = "keep-best", .activate = keep_cb },
  { .name = "cancel", .activate = cancel_cb },
  { .name = "log-axis", .state = "true", .change_state = log_cb },
};

/* -- page -----------------------------------------------------------------------------------------
 */

static void
forget (WsHyperPage *self)
{
  ws_read_slot_clear (&self->slot);
  ws_read_slot_clear (&self->estimate_slot);
  g_clear_handle_id (&self->estimate_id, g_source_remove);
  g_clear_pointer (&self->hyper, g_free);
  forget_results (self);
}

static void
ws_hyper_page_set_session (WsPage *page, WsSession *session)
{
  WsHyperPage *self = WS_HYPER_PAGE (page);
  WsSession   *old = ws_page_get_session (page);
  GtkFilter   *filter;

  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, self);
  forget (self);
  ws_notice_hide (self->notice);
  self->has_chosen = FALSE;
  WS_PAGE_CLASS (ws_hyper_page_parent_class)->set_session (page, session);
  ws_job_watch_set_session (self->watch, session);
  if (session == NULL)
    {
      adw_combo_row_set_model (self->population_row, NULL);
      job_changed_cb (self);
      return;
    }
  filter = GTK_FILTER (gtk_custom_filter_new (is_zoo, NULL, NULL));
  {
    g_autoptr (GtkFilterListModel) zoos =
        gtk_filter_list_model_new (g_object_ref (ws_session_get_populations (session)), filter);

    adw_combo_row_set_model (self->population_row, G_LIST_MODEL (zoos));
  }
  g_signal_connect_object (session, "changed", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  session_changed_cb (self);
}

static void
ws_hyper_page_set_shown (WsPage *page, gboolean shown)
{
  WsHyperPage *self = WS_HYPER_PAGE (page);

  self->is_shown = shown;
  if (shown && self->is_stale && is_training (self))
    take_snapshot (self);
}

static void
ws_hyper_page_dispose (GObject *object)
{
  WsHyperPage *self = WS_HYPER_PAGE (object);

  if (self->history != NULL)
    forget (self);
  g_clear_object (&self->watch);
  g_clear_pointer (&self->history, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), WS_TYPE_HYPER_PAGE);
  G_OBJECT_CLASS (ws_hyper_page_parent_class)->dispose (object);
}

static void
ws_hyper_page_class_init (WsHyperPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WsPageClass    *page_class = WS_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_hyper_page_dispose;
  page_class->name = "hyper";
  page_class->title = N_ ("Hyper-representation");
  page_class->icon_name = "ws-hyper-symbolic";
  page_class->set_session = ws_hyper_page_set_session;
  page_class->make_scene = ws_hyper_page_make_scene;
  page_class->show_scene = ws_hyper_page_show_scene;
  page_class->set_shown = ws_hyper_page_set_shown;

  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  g_type_ensure (WS_TYPE_CHECK_LIST);
  g_type_ensure (WS_TYPE_HYPER_SETTINGS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/hyper-page.ui");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, 0, "page.log-axis", NULL);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, notice);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, result_stack);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, hyper_dropdown);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, population_row);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, settings);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, cost_label);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, about_label);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, images_label);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, time_label);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, busy_box);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, explore_button);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, progress);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, loss_plot);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, r2_plot);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, layers_plot);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, decode_plot);
  gtk_widget_class_bind_template_child (widget_class, WsHyperPage, check_list);
}

static void
ws_hyper_page_init (WsHyperPage *self)
{
  static const char *const kinds[] = { "hyper", NULL };
  g_autoptr (GtkExpression) label = NULL;

  self->watch = ws_job_watch_new (kinds);
  g_signal_connect_object (self->watch, "notify::job", G_CALLBACK (job_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "progress", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "snapshot", G_CALLBACK (snapshot_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "cancelled", G_CALLBACK (cancelled_cb), self,
                           G_CONNECT_SWAPPED);
  self->history = g_array_new (FALSE, TRUE, sizeof (WsHyperEpoch));
  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
  gtk_widget_init_template (GTK_WIDGET (self));
  label = gtk_property_expression_new (WS_TYPE_POPULATION_ITEM, NULL, "label");
  adw_combo_row_set_expression (self->population_row, label);
  g_signal_connect_swapped (self->population_row, "notify::selected-item",
                            G_CALLBACK (population_chosen_cb), self);
  g_signal_connect_swapped (self->settings, "changed", G_CALLBACK (settings_changed_cb), self);
  g_signal_connect_swapped (self->hyper_dropdown, "notify::selected",
                            G_CALLBACK (hyper_selected_cb), self);
}
