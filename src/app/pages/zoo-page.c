/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/zoo-page-private.h"

#include "app/pages/scenes.h"

#include "app/zoo-estimate.h"
#include "app/network-window.h"
#include "work/work.h"

#include <glib/gi18n.h>

#define ESTIMATE_MS 300

G_DEFINE_FINAL_TYPE (WsZooPage, ws_zoo_page, WS_TYPE_PAGE)

/* -- showing -- */

static gboolean
is_loss (WsZooPage *self)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (
      G_ACTION_GROUP (ws_page_get_actions (WS_PAGE (self))), "metric");

  return g_str_equal (g_variant_get_string (state, NULL), "loss");
}

void
ws_zoo_page_draw_part (WsZooPage *self, guint part)
{
  g_autoptr (WsFigure) figure = NULL;
  g_autofree char *summary = NULL;

  switch (part)
    {
    case 0:
      figure = ws_zoo_curves_figure (self->view, is_loss (self));
      ws_plot_view_set_figure (self->curves, figure);
      break;
    case 1:
      figure = ws_zoo_histogram_figure (self->view);
      ws_plot_view_set_figure (self->histogram, figure);
      break;
    default:
      summary = ws_zoo_view_dup_summary (self->view);
      ws_zoo_table_set_view (self->table, self->view, ws_zoo_page_is_training_shown (self));
      gtk_inscription_set_text (self->summary, summary);
      break;
    }
}

static void
draw (WsZooPage *self)
{
  self->next_part = 0;
  self->is_stale = self->view != NULL && !self->is_shown;
  if (self->view != NULL && self->is_shown)
    for (guint part = 0; part < WS_ZOO_PAGE_N_PARTS; part++)
      ws_zoo_page_draw_part (self, part);
}

void
ws_zoo_page_choose_stack (WsZooPage *self)
{
  const char *child = "empty";

  if (self->view != NULL)
    child = "ready";
  else if (self->job != NULL || self->shown != 0)
    child = "busy";
  gtk_stack_set_visible_child_name (self->stack, child);
  /* one suggestion at a time */
  if (g_str_equal (child, "empty"))
    gtk_widget_remove_css_class (self->train, "suggested-action");
  else
    gtk_widget_add_css_class (self->train, "suggested-action");
}

static void
read_done (gpointer result, const GError *error, gpointer user_data)
{
  WsZooPage *self = user_data;

  if (result == NULL)
    {
      ws_notice_show_error (self->notice, _ ("The zoo was not read"), error);
      return;
    }
  g_clear_pointer (&self->view, ws_zoo_view_unref);
  self->view = result;
  if (ws_zoo_page_is_training_shown (self))
    {
      g_autoptr (GObject) snapshot = ws_job_dup_snapshot (self->job);
      g_autoptr (WsZooView) base = g_steal_pointer (&self->view);

      self->view = ws_zoo_view_update (base, WS_ZOO_SNAPSHOT (snapshot));
    }
  draw (self);
  ws_zoo_page_choose_stack (self);
}

static void
show_population (WsZooPage *self, gint64 id)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  if (id != self->shown)
    {
      g_clear_pointer (&self->view, ws_zoo_view_unref);
      ws_zoo_table_set_view (self->table, NULL, FALSE);
    }
  self->shown = id;
  ws_read_slot_clear (&self->slot);
  if (id != 0)
    {
      gint64 *key = g_new (gint64, 1);

      *key = id;
      ws_session_read (session, &self->slot, ws_zoo_view_read, key, g_free,
                       (GDestroyNotify)ws_zoo_view_unref, read_done, self);
    }
  ws_zoo_page_choose_stack (self);
}

/* -- which zoo -- */

static gboolean
is_zoo_cb (gpointer item, gpointer data)
{
  return ws_population_item_is_zoo (WS_POPULATION_ITEM (item));
}

static void
sync_picker (WsZooPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->zoos));

  self->is_syncing = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->picker), n > 1);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WsPopulationItem) item = g_list_model_get_item (G_LIST_MODEL (self->zoos), i);

      if (ws_population_item_get_id (item) == self->shown)
        gtk_drop_down_set_selected (self->picker, i);
    }
  self->is_syncing = FALSE;
}

static void
picked_cb (GtkDropDown *picker, GParamSpec *pspec, WsZooPage *self)
{
  WsPopulationItem *item = gtk_drop_down_get_selected_item (picker);

  if (self->is_syncing || item == NULL || ws_page_get_session (WS_PAGE (self)) == NULL)
    return;
  self->follow_job = FALSE;
  show_population (self, ws_population_item_get_id (item));
}

/* The document has changed: show the same zoo with its new numbers, or the newest. */
static void
session_changed_cb (WsSession *session, WsZooPage *self)
{
  WsPopulationItem *newest = ws_session_get_newest_zoo (session);
  gint64            id = newest != NULL ? ws_population_item_get_id (newest) : 0;

  if (self->shown != 0 && !self->follow_job &&
      ws_session_find_population (session, self->shown) != NULL)
    id = self->shown;
  show_population (self, id);
  sync_picker (self);
}

/* -- the estimate -- */

static void
estimate_done (gpointer result, const GError *error, gpointer user_data)
{
  WsZooPage *self = user_data;

  gtk_label_set_text (self->estimate, result != NULL ? result : "");
  g_free (result);
}

static gboolean
estimate_cb (gpointer data)
{
  WsZooPage *self = data;
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  g_autoptr (GError) error = NULL;
  WsZooRequest request;

  self->estimate_id = 0;
  if (session == NULL)
    return G_SOURCE_REMOVE;
  if (!ws_zoo_form_get_request (self->form, &request, &error))
    {
      ws_read_slot_clear (&self->estimate_slot);
      gtk_label_set_text (self->estimate, error->message);
      ws_page_set_action_enabled (WS_PAGE (self), "train", FALSE);
      return G_SOURCE_REMOVE;
    }
  ws_page_set_action_enabled (WS_PAGE (self), "train", !ws_session_is_read_only (session));
  ws_session_read (session, &self->estimate_slot, ws_zoo_estimate_read,
                   g_memdup2 (&request, sizeof request), g_free, g_free, estimate_done, self);
  return G_SOURCE_REMOVE;
}

static void
form_changed_cb (WsZooForm *form, WsZooPage *self)
{
  g_clear_handle_id (&self->estimate_id, g_source_remove);
  self->estimate_id = g_timeout_add (ESTIMATE_MS, estimate_cb, self);
}

/* -- actions -- */

static void
train_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WsZooPage *self = WS_ZOO_PAGE (data);
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  g_autoptr (GError) error = NULL;
  WsZooRequest request;
  WsJob       *job = NULL;

  if (session == NULL)
    return;
  ws_notice_hide (self->notice);
  if (ws_zoo_form_get_request (self->form, &request, &error))
    job = ws_zoo_work_new (ws_session_get_project (session), &request, &error);
  if (job == NULL)
    {
      ws_notice_show_error (self->notice, _ ("The training was not started"), error);
      return;
    }
  self->follow_job = TRUE;
  if (ws_session_is_busy (session))
    ws_page_toast (WS_PAGE (self), _ ("Queued: it starts when the work before it is done"));
  ws_session_run (session, job);
}

static void
train_small_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ws_zoo_form_choose_small (WS_ZOO_PAGE (data)->form);
  train_action (NULL, NULL, data);
}

static void
cancel_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WsZooPage *self = WS_ZOO_PAGE (data);

  if (self->job != NULL)
    ws_session_cancel (ws_page_get_session (WS_PAGE (self)), self->job);
}

static void
metric_changed_action (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_simple_action_set_state (action, state);
  draw (WS_ZOO_PAGE (data));
}

/* A bin of the histogram selects its networks in the table. */
static void
bin_picked_cb (WsPlotView *plot, int panel, int series, guint64 index, WsZooPage *self)
{
  WsFigure          *figure = ws_plot_view_get_figure (plot);
  guint              n_bins, n;
  g_autofree double *edges =
      ws_panel_dup_bin_edges (ws_figure_get_panel (figure, (guint)panel), &n_bins);
  g_autofree char *text = NULL;

  if (index >= n_bins)
    return;
  n = ws_zoo_table_select_accuracy (self->table, edges[index], edges[index + 1]);
  text = g_strdup_printf (ngettext ("%u network selected", "%u networks selected", n), n);
  ws_page_toast (WS_PAGE (self), text);
}

/* A row of the table is looked into. */
static void
opened_cb (WsZooTable *table, guint model, WsZooPage *self)
{
  WsNetworkKey *key;

  if (self->shown == 0)
    return; /* its zoo is not there yet */
  key = g_new0 (WsNetworkKey, 1);
  key->population = self->shown;
  key->model = model;
  key->epoch = WS_EPOCH_LAST;
  ws_network_window_present (GTK_WIDGET (self), ws_page_get_session (WS_PAGE (self)), key);
}

/* -- page -- */

static void
ws_zoo_page_set_session (WsPage *page, WsSession *session)
{
  WsZooPage *self = WS_ZOO_PAGE (page);
  WsSession *old = ws_page_get_session (page);

  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, self);
  ws_read_slot_clear (&self->slot);
  ws_read_slot_clear (&self->estimate_slot);
  g_clear_handle_id (&self->estimate_id, g_source_remove);
  ws_zoo_page_set_job (self, NULL);
  g_clear_pointer (&self->view, ws_zoo_view_unref);
  self->shown = 0;
  self->follow_job = FALSE;
  WS_PAGE_CLASS (ws_zoo_page_parent_class)->set_session (page, session);
  if (self->form == NULL)
    return; /* while the page goes away */
  self->is_syncing = TRUE;
  gtk_filter_list_model_set_model (self->zoos,
                                   session != NULL ? ws_session_get_populations (session) : NULL);
  self->is_syncing = FALSE;
  ws_zoo_form_set_session (self->form, session);
  ws_zoo_table_set_view (self->table, NULL, FALSE);
  if (session == NULL)
    return;
  ws_notice_hide (self->notice);
  g_signal_connect_object (session, "changed", G_CALLBACK (session_changed_cb), self, 0);
  g_signal_connect_object (session, "notify::job", G_CALLBACK (ws_zoo_page_follow_session), self,
                           G_CONNECT_SWAPPED);
  ws_zoo_page_follow_session (self);
  session_changed_cb (session, self);
  ws_page_set_action_enabled (page, "train", !ws_session_is_read_only (session));
  ws_page_set_action_enabled (page, "train-small", !ws_session_is_read_only (session));
}

static void
ws_zoo_page_set_shown (WsPage *page, gboolean shown)
{
  WsZooPage *self = WS_ZOO_PAGE (page);

  self->is_shown = shown;
  if (shown && self->is_stale)
    draw (self);
}

static void
ws_zoo_page_dispose (GObject *object)
{
  WsZooPage *self = WS_ZOO_PAGE (object);

  ws_read_slot_clear (&self->slot);
  ws_read_slot_clear (&self->estimate_slot);
  g_clear_handle_id (&self->live_id, g_source_remove);
  g_clear_handle_id (&self->estimate_id, g_source_remove);
  g_clear_object (&self->job);
  g_clear_object (&self->zoos);
  g_clear_pointer (&self->view, ws_zoo_view_unref);
  G_OBJECT_CLASS (ws_zoo_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, picker);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, notice);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, form);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, table);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, curves);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, histogram);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, estimate);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, summary);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, job_status);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, train);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, job_box);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, job_bar);
  gtk_widget_class_bind_template_child (widget_class, WsZooPage, pause);
  gtk_widget_class_bind_template_callback (widget_class, picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, bin_picked_cb);
}

static void
ws_zoo_page_class_init (WsZooPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WsPageClass    *page_class = WS_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_zoo_page_dispose;
  page_class->name = "zoo";
  page_class->title = N_ ("Zoo");
  page_class->icon_name = "ws-zoo-symbolic";
  page_class->set_session = ws_zoo_page_set_session;
  page_class->make_scene = ws_zoo_page_make_scene;
  page_class->show_scene = ws_zoo_page_show_scene;
  page_class->set_shown = ws_zoo_page_set_shown;
  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  g_type_ensure (WS_TYPE_ZOO_FORM);
  g_type_ensure (WS_TYPE_ZOO_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/zoo-page.ui");
  bind_children (widget_class);
}

static void
ws_zoo_page_init (WsZooPage *self)
{
  static const GActionEntry entries[] = {
    { .name = "train", .activate = train_action },
    { .name = "train-small", .activate = train_small_action },
    { .name = "cancel", .activate = cancel_action },
    { .name = "metric",
      .parameter_type = "s",
      .state = "'accuracy'",
      .change_state = metric_changed_action },
  };
  g_autoptr (GtkExpression) label =
      gtk_property_expression_new (WS_TYPE_POPULATION_ITEM, NULL, "label");

  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
  gtk_widget_init_template (GTK_WIDGET (self));
  self->zoos =
      gtk_filter_list_model_new (NULL, GTK_FILTER (gtk_custom_filter_new (is_zoo_cb, NULL, NULL)));
  gtk_drop_down_set_expression (self->picker, label);
  gtk_drop_down_set_model (self->picker, G_LIST_MODEL (self->zoos));
  g_signal_connect_object (self->table, "opened", G_CALLBACK (opened_cb), self, 0);
}
