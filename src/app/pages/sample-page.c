/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/sample-page-private.h"

#include "app/network-window.h"
#include "app/pages/scenes.h"

#include "results/sample-item.h"
#include "app/sample-table.h"
#include "work/work.h"

#include <glib/gi18n.h>

#define ROWS_AT_ONCE 10
#define FRAME_MS 20

G_DEFINE_FINAL_TYPE (WsSamplePage, ws_sample_page, WS_TYPE_PAGE)

/* -- showing --------------------------------------------------------------------------------------
 */

/* Some rows a frame: all at once would hold up everything else. */
static gboolean
fill_cb (gpointer data)
{
  WsSamplePage *self = data;
  GPtrArray    *all = self->data->items;
  guint         n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  g_list_store_splice (self->items, n, 0, all->pdata + n, MIN (all->len - n, ROWS_AT_ONCE));
  if (n + ROWS_AT_ONCE < all->len)
    return G_SOURCE_CONTINUE;
  self->fill_id = 0;
  return G_SOURCE_REMOVE;
}

static void
fill_table (WsSamplePage *self)
{
  g_clear_handle_id (&self->fill_id, g_source_remove);
  g_list_store_remove_all (self->items);
  if (self->data->items->len > 0)
    self->fill_id = g_timeout_add (FRAME_MS, fill_cb, self);
}

static void
show_data (WsSamplePage *self)
{
  g_autoptr (WsFigure) figure = ws_sample_data_figure (self->data);
  gboolean has_samples = self->data->samples != NULL;
  gboolean lacks = self->data->n[WS_BESIDE_RANDOM] == 0 || self->data->n[WS_BESIDE_WEIGHT_KDE] == 0;

  self->n_images = self->data->n_images;
  ws_plot_view_set_figure (self->accuracy_plot, figure);
  fill_table (self);
  ws_sample_page_suggest_range (self);
  gtk_stack_set_visible_child_name (self->table_stack, has_samples ? "table" : "none");
  gtk_label_set_label (self->novelty_label, self->data->novelty != NULL ? self->data->novelty
                                            : has_samples ? _ ("Novelty is measured at the end.")
                                                          : "");
  gtk_widget_set_visible (self->baselines_button,
                          lacks && has_samples && ws_job_watch_get_job (self->watch) == NULL);
}

/* There is a representation, or a zoo whose weights somebody wants to draw. */
static gboolean
may_draw (WsSamplePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  return session != NULL && (ws_session_get_newest_hyper (session) != NULL ||
                             (self->weights_only && ws_session_get_newest_zoo (session) != NULL));
}

static gpointer
data_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  return ws_sample_data_load (project, data, error);
}

static void
data_done_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsSamplePage *self = user_data;

  if (error != NULL)
    {
      ws_notice_show_error (self->notice, _ ("Reading the samples"), error);
      return;
    }
  if (result == NULL)
    return;
  gtk_stack_set_visible_child_name (self->stack, may_draw (self) ? "ready" : "empty");
  g_clear_pointer (&self->data, ws_sample_data_free);
  self->data = result;
  show_data (self);
  ws_sample_page_choose_on_map (self);
}

void
ws_sample_page_reload (WsSamplePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  ws_session_read (session, &self->data_slot, data_func, g_strdup (ws_sample_page_get_shown (self)),
                   g_free, (GDestroyNotify)ws_sample_data_free, data_done_cb, self);
  ws_sample_page_read_map (self, ws_sample_page_get_hyper (self));
}

/* -- the sampling that runs -----------------------------------------------------------------------
 */

static void
progress_cb (WsSamplePage *self)
{
  g_autofree char *status = ws_job_watch_dup_status (self->watch);

  gtk_inscription_set_text (self->busy_label, status != NULL ? status : "");
  gtk_progress_bar_set_fraction (self->progress, ws_job_watch_get_fraction (self->watch));
}

static void
update_state (WsSamplePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  gboolean   has_hyper = session != NULL && ws_session_get_newest_hyper (session) != NULL;
  gboolean   has_zoo = session != NULL && ws_session_get_newest_zoo (session) != NULL;
  gboolean   may = may_draw (self) && !ws_session_is_read_only (session);

  ws_page_set_action_enabled (WS_PAGE (self), "weights", has_zoo);
  ws_page_set_action_enabled (WS_PAGE (self), "train", may);
  ws_page_set_action_enabled (WS_PAGE (self), "baselines", may);
  ws_page_set_action_enabled (WS_PAGE (self), "cancel", ws_job_watch_get_job (self->watch) != NULL);
  gtk_widget_set_visible (self->busy_box, ws_job_watch_get_job (self->watch) != NULL);
  if (ws_job_watch_get_job (self->watch) == NULL)
    ws_sample_page_show_losses (self, NULL);
  if (!may_draw (self))
    gtk_stack_set_visible_child_name (self->stack, "empty");
  gtk_widget_set_visible (self->weights_button, has_zoo);
  gtk_widget_set_visible (self->map_card, has_hyper);
  if (session != NULL && ws_session_is_read_only (session))
    ws_notice_show (self->notice, WS_NOTICE_INFO,
                    _ ("This document is open for reading only: nothing can be sampled in it."),
                    NULL, NULL);
}

static void
session_changed_cb (WsSamplePage *self)
{
  ws_sample_page_fill_lists (self);
  ws_sample_page_fill_populations (self);
  update_state (self);
  ws_sample_page_reload (self);
}

/* -- actions --------------------------------------------------------------------------------------
 */

static WsSampleRequest
make_request (WsSamplePage *self, const char *method, WsTarget target)
{
  WsSampleRequest request = { .target = target, .evaluate = TRUE };
  const char     *hyper = ws_sample_page_get_hyper (self);

  g_strlcpy (request.hyper, hyper != NULL ? hyper : "", sizeof request.hyper);
  g_strlcpy (request.method, method, sizeof request.method);
  request.count = (guint)gtk_spin_button_get_value_as_int (self->count_spin);
  request.seed = (guint64)gtk_spin_button_get_value (self->seed_spin);
  return request;
}

static gboolean
run (WsSamplePage *self, const WsSampleRequest *request, GError **error)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  WsJob     *job = ws_sample_work_new (ws_session_get_project (session), request, error);

  if (job != NULL)
    ws_session_run (session, job);
  return job != NULL;
}

static void
run_baseline (WsSamplePage *self, const char *method, WsTarget target)
{
  WsSampleRequest request = make_request (self, method, target);
  g_autoptr (GError) error = NULL;

  if (!run (self, &request, &error))
    ws_notice_show_error (self->notice, _ ("Sampling"), error);
}

static void
run_baselines (WsSamplePage *self)
{
  if (self->data == NULL)
    return;
  if (self->data->n[WS_BESIDE_RANDOM] == 0)
    run_baseline (self, "random", WS_TARGET_ALL);
  if (self->data->n[WS_BESIDE_WEIGHT_KDE] == 0)
    run_baseline (self, "weight-kde", WS_TARGET_TOP30);
}

static void
train_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WsSamplePage   *self = user_data;
  WsTarget        target;
  WsSampleRequest request;
  g_autoptr (GError) error = NULL;

  ws_notice_hide (self->notice);
  if (!ws_sample_page_read_target (self, &target, &error))
    {
      ws_notice_show_error (self->notice, _ ("Sampling"), error);
      return;
    }
  request = make_request (self, ws_sample_page_get_method (self)->name, target);
  request.refine = ws_refine_row_get (self->refine_row); /* of the samples, not of baselines */
  /* The new ones are what one wants to see. */
  g_clear_pointer (&self->samples, g_free);
  self->asked = ws_sample_page_get_method (self)->name;
  if (!ws_sample_settings_fill (self->settings, &request, &error) || !run (self, &request, &error))
    ws_notice_show_error (self->notice, _ ("Sampling"), error);
  else if (gtk_switch_get_active (self->baselines_switch))
    run_baselines (self);
}

static void
baselines_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  run_baselines (user_data);
}

static void
weights_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WsSamplePage *self = user_data;

  self->weights_only = TRUE;
  session_changed_cb (self);
}

static void
cancel_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ws_job_watch_cancel (WS_SAMPLE_PAGE (user_data)->watch);
}

static const GActionEntry entries[] = {
  { .name = "train", .activate = train_cb },
  { .name = "baselines", .activate = baselines_cb },
  { .name = "weights", .activate = weights_cb },
  { .name = "cancel", .activate = cancel_cb },
};

/* A row of the table is looked into. */
static void
row_activated_cb (GtkColumnView *table, guint position, WsSamplePage *self)
{
  g_autoptr (WsSampleItem) item = g_list_model_get_item (G_LIST_MODEL (self->chosen_row), position);
  WsNetworkKey *key;

  if (item == NULL || self->data == NULL || self->data->samples == NULL)
    return;
  key = g_new0 (WsNetworkKey, 1);
  key->population = self->data->samples->id;
  key->model = ws_sample_item_get_number (item) - 1;
  key->epoch = WS_EPOCH_LAST;
  ws_network_window_present (GTK_WIDGET (self), ws_page_get_session (WS_PAGE (self)), key);
}

/* -- page -----------------------------------------------------------------------------------------
 */

static void
forget (WsSamplePage *self)
{
  g_clear_handle_id (&self->fill_id, g_source_remove);
  ws_read_slot_clear (&self->data_slot);
  ws_read_slot_clear (&self->map_slot);
  g_clear_pointer (&self->data, ws_sample_data_free);
  g_clear_pointer (&self->samples, g_free);
  self->asked = NULL;
  self->weights_only = FALSE;
  g_clear_pointer (&self->selection, g_free);
}

static void
ws_sample_page_set_session (WsPage *page, WsSession *session)
{
  WsSamplePage *self = WS_SAMPLE_PAGE (page);
  WsSession    *old = ws_page_get_session (page);

  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, self);
  forget (self);
  ws_notice_hide (self->notice);
  g_list_store_remove_all (self->items);
  ws_map_view_set_data (self->map, NULL);
  WS_PAGE_CLASS (ws_sample_page_parent_class)->set_session (page, session);
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
ws_sample_page_dispose (GObject *object)
{
  WsSamplePage *self = WS_SAMPLE_PAGE (object);

  forget (self);
  g_clear_object (&self->watch);
  g_clear_object (&self->items);
  gtk_widget_dispose_template (GTK_WIDGET (self), WS_TYPE_SAMPLE_PAGE);
  g_clear_pointer (&self->methods, g_ptr_array_unref);
  G_OBJECT_CLASS (ws_sample_page_parent_class)->dispose (object);
}

static void
ws_sample_page_class_init (WsSamplePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WsPageClass    *page_class = WS_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_sample_page_dispose;
  page_class->name = "sample";
  page_class->title = N_ ("Sample");
  page_class->icon_name = "ws-sample-symbolic";
  page_class->set_session = ws_sample_page_set_session;
  page_class->make_scene = ws_sample_page_make_scene;
  page_class->show_scene = ws_sample_page_show_scene;

  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_MAP_VIEW);
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  g_type_ensure (WS_TYPE_SAMPLE_SETTINGS);
  g_type_ensure (WS_TYPE_REFINE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/sample-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, notice);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, stack);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, table_stack);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, samples_dropdown);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, hyper_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, target_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, method_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, property_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, population_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, share_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, from_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, to_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, settings);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, count_spin);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, share_spin);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, from_spin);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, to_spin);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, seed_spin);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, refine_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, baselines_switch);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, busy_box);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, baselines_button);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, learns_label);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, novelty_label);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, progress);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, map_card);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, map);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, weights_button);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, accuracy_card);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, accuracy_plot);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, learning_card);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, losses_plot);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, table);
}

static void
ws_sample_page_init (WsSamplePage *self)
{
  static const char *const kinds[] = { "sample", NULL };

  self->watch = ws_job_watch_new (kinds);
  g_signal_connect_object (self->watch, "notify::job", G_CALLBACK (update_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "progress", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "snapshot", G_CALLBACK (ws_sample_page_drop_snapshot), self,
                           G_CONNECT_SWAPPED);
  self->items = g_list_store_new (WS_TYPE_SAMPLE_ITEM);
  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
  gtk_widget_init_template (GTK_WIDGET (self));
  self->chosen_row = ws_sample_table_setup (self->table, self->items, &self->n_images);
  ws_map_view_set_point_size (self->map, 0.7);
  ws_map_view_set_layers (self->map, WS_MAP_LAYER_STATES | WS_MAP_LAYER_SAMPLES);
  g_signal_connect_object (self->chosen_row, "notify::selected-item",
                           G_CALLBACK (ws_sample_page_mark_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "activate", G_CALLBACK (row_activated_cb), self, 0);
  ws_sample_page_setup_lists (self);
  ws_sample_page_setup_target (self);
}
