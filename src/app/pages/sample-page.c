/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/sample-page-private.h"

#include "app/hyper-names.h"
#include "app/sample-item.h"
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
  gtk_stack_set_visible_child_name (self->table_stack, has_samples ? "table" : "none");
  gtk_label_set_label (self->novelty_label, self->data->novelty != NULL ? self->data->novelty
                                            : has_samples ? _ ("Novelty is measured at the end.")
                                                          : "");
  gtk_widget_set_visible (self->baselines_button,
                          lacks && has_samples && ws_job_watch_get_job (self->watch) == NULL);
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
  gtk_stack_set_visible_child_name (self->stack, result != NULL ? "ready" : "empty");
  if (result == NULL)
    return;
  g_clear_pointer (&self->data, ws_sample_data_free);
  self->data = result;
  show_data (self);
  ws_sample_page_choose_on_map (self);
}

static const char *
chosen_hyper (WsSamplePage *self)
{
  GtkStringObject *chosen = adw_combo_row_get_selected_item (self->hyper_row);

  return chosen != NULL ? gtk_string_object_get_string (chosen) : NULL;
}

static void
reload (WsSamplePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  ws_session_read (session, &self->data_slot, data_func, g_strdup (self->samples), g_free,
                   (GDestroyNotify)ws_sample_data_free, data_done_cb, self);
  ws_sample_page_read_map (self, chosen_hyper (self));
}

/* -- lists ----------------------------------------------------------------------------------------
 */

static void
fill_hypers (WsSamplePage *self)
{
  g_autofree char *wanted = g_strdup (chosen_hyper (self));
  guint            selected;
  g_autoptr (GtkStringList) names =
      ws_hyper_names_new (ws_page_get_session (WS_PAGE (self)), TRUE, wanted, &selected);

  self->is_filling = TRUE;
  adw_combo_row_set_model (self->hyper_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->hyper_row, selected);
  self->is_filling = FALSE;
}

static void
fill_samples (WsSamplePage *self)
{
  GListModel *populations = ws_session_get_populations (ws_page_get_session (WS_PAGE (self)));
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = GTK_INVALID_LIST_POSITION, n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (populations); i++)
    {
      g_autoptr (WsPopulationItem) item = g_list_model_get_item (populations, i);
      const WsPopulation *info = ws_population_item_get_info (item);

      if (!g_str_equal (info->kind, "samples"))
        continue;
      if (self->samples == NULL || g_str_equal (info->name, self->samples))
        selected = n; /* the last one is the newest */
      gtk_string_list_append (list, info->name);
      n++;
    }
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->samples_dropdown, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->samples_dropdown, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->samples_dropdown), n > 0);
  self->is_filling = FALSE;
}

static void
samples_selected_cb (WsSamplePage *self)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->samples_dropdown);

  if (self->is_filling || chosen == NULL)
    return;
  g_free (self->samples);
  self->samples = g_strdup (gtk_string_object_get_string (chosen));
  reload (self);
}

/* What the chosen representation has seen. */
static void
show_source (WsSamplePage *self)
{
  GListModel *hypers = ws_session_get_hypers (ws_page_get_session (WS_PAGE (self)));
  const char *name = chosen_hyper (self), *text = "";

  for (guint i = 0; name != NULL && i < g_list_model_get_n_items (hypers); i++)
    {
      g_autoptr (WsHyperItem) item = g_list_model_get_item (hypers, i);

      if (g_str_equal (ws_hyper_item_get_name (item), name))
        text = ws_hyper_item_get_info (item)->uses_images ? _ ("Saw weights and images")
                                                          : _ ("Saw weights alone");
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->hyper_row), text);
}

static void
hyper_selected_cb (WsSamplePage *self)
{
  if (self->is_filling || ws_page_get_session (WS_PAGE (self)) == NULL)
    return;
  show_source (self);
  reload (self);
}

/* Rows of the method list: the samplers, then the reconstruction of the zoo itself. */
static const WsSampler *
chosen_method (WsSamplePage *self)
{
  return ws_sampler_list ()[adw_combo_row_get_selected (self->method_row)];
}

/* What stands after a colon elsewhere is a line of its own here. */
static char *
dup_sentence (const char *text)
{
  g_autofree char *first = g_utf8_strup (text, g_utf8_next_char (text) - text);

  return g_strconcat (first, g_utf8_next_char (text), NULL);
}

static const WsSamplerSetting *
find_bandwidth (const WsSampler *method)
{
  for (guint i = 0; i < ws_sampler_count_settings (method); i++)
    if (g_str_equal (method->settings[i].key, "bandwidth"))
      return &method->settings[i];
  return NULL;
}

static void
method_selected_cb (WsSamplePage *self)
{
  const WsSampler        *method = chosen_method (self);
  const WsSamplerSetting *bandwidth = find_bandwidth (method);
  g_autofree char        *source = dup_sentence (_ (method->source));

  gtk_label_set_label (self->source_label, source);
  if (bandwidth != NULL)
    gtk_spin_button_set_value (self->bandwidth_spin, bandwidth->preset);
  gtk_widget_set_visible (GTK_WIDGET (self->bandwidth_row), bandwidth != NULL);
}

static void
fill_methods (WsSamplePage *self)
{
  const WsSampler *const *methods = ws_sampler_list ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; methods[i] != NULL; i++)
    gtk_string_list_append (list, _ (methods[i]->title));
  adw_combo_row_set_model (self->method_row, G_LIST_MODEL (list));
  method_selected_cb (self);
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
  gboolean   may = has_hyper && !ws_session_is_read_only (session);

  ws_page_set_action_enabled (WS_PAGE (self), "train", may);
  ws_page_set_action_enabled (WS_PAGE (self), "baselines", may);
  ws_page_set_action_enabled (WS_PAGE (self), "cancel", ws_job_watch_get_job (self->watch) != NULL);
  gtk_widget_set_visible (self->busy_box, ws_job_watch_get_job (self->watch) != NULL);
  if (!has_hyper)
    gtk_stack_set_visible_child_name (self->stack, "empty");
  if (session != NULL && ws_session_is_read_only (session))
    ws_notice_show (self->notice, WS_NOTICE_INFO,
                    _ ("This document is open for reading only: nothing can be sampled in it."),
                    NULL, NULL);
}

static void
failed_cb (WsSamplePage *self, const GError *error)
{
  ws_notice_show_error (self->notice, _ ("Sampling"), error);
}

static void
session_changed_cb (WsSamplePage *self)
{
  fill_hypers (self);
  fill_samples (self);
  show_source (self);
  update_state (self);
  reload (self);
}

/* -- actions --------------------------------------------------------------------------------------
 */

static gboolean
run (WsSamplePage *self, const char *method, WsTarget target, double bandwidth)
{
  WsSession      *session = ws_page_get_session (WS_PAGE (self));
  WsSampleRequest request = { .name = "" };
  g_autoptr (GError) error = NULL;
  WsJob *job;

  g_strlcpy (request.hyper, chosen_hyper (self), sizeof request.hyper);
  g_strlcpy (request.method, method, sizeof request.method);
  request.target = target;
  request.count = (guint)gtk_spin_button_get_value_as_int (self->count_spin);
  if (bandwidth > 0)
    ws_sample_request_set (&request, "bandwidth", bandwidth, NULL);
  request.seed = (guint64)gtk_spin_button_get_value (self->seed_spin);
  request.evaluate = TRUE;
  job = ws_sample_work_new (ws_session_get_project (session), &request, &error);
  if (job == NULL)
    {
      ws_notice_show_error (self->notice, _ ("Sampling"), error);
      return FALSE;
    }
  ws_session_run (session, job);
  return TRUE;
}

static void
run_baselines (WsSamplePage *self)
{
  if (self->data == NULL)
    return;
  if (self->data->n[WS_BESIDE_RANDOM] == 0)
    run (self, "random", WS_TARGET_ALL, 0);
  if (self->data->n[WS_BESIDE_WEIGHT_KDE] == 0)
    run (self, "weight-kde", WS_TARGET_TOP30, 0);
}

static void
train_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const WsTarget   targets[] = { WS_TARGET_TOP30, WS_TARGET_LOW30, WS_TARGET_ALL };
  WsSamplePage    *self = user_data;
  const WsSampler *method = chosen_method (self);
  guint            target = adw_combo_row_get_selected (self->target_row);

  if (chosen_hyper (self) == NULL || target >= G_N_ELEMENTS (targets))
    return;
  ws_notice_hide (self->notice);
  g_clear_pointer (&self->samples, g_free); /* the new ones are what one wants to see */
  if (run (self, method->name, targets[target],
           find_bandwidth (method) != NULL ? gtk_spin_button_get_value (self->bandwidth_spin)
                                           : 0) &&
      gtk_switch_get_active (self->baselines_switch))
    run_baselines (self);
}

static void
baselines_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  run_baselines (user_data);
}

static void
cancel_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ws_job_watch_cancel (WS_SAMPLE_PAGE (user_data)->watch);
}

static const GActionEntry entries[] = {
  { .name = "train", .activate = train_cb },
  { .name = "baselines", .activate = baselines_cb },
  { .name = "cancel", .activate = cancel_cb },
};

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

  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_MAP_VIEW);
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/sample-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, notice);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, stack);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, table_stack);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, samples_dropdown);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, hyper_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, target_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, method_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, bandwidth_row);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, count_spin);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, bandwidth_spin);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, seed_spin);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, baselines_switch);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, busy_box);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, baselines_button);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, source_label);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, novelty_label);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, progress);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, map);
  gtk_widget_class_bind_template_child (widget_class, WsSamplePage, accuracy_plot);
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
  g_signal_connect_object (self->watch, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  self->items = g_list_store_new (WS_TYPE_SAMPLE_ITEM);
  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
  gtk_widget_init_template (GTK_WIDGET (self));
  self->chosen_row = ws_sample_table_setup (self->table, self->items, &self->n_images);
  ws_map_view_set_point_size (self->map, 0.7);
  ws_map_view_set_layers (self->map, WS_MAP_LAYER_STATES | WS_MAP_LAYER_SAMPLES);
  g_signal_connect_object (self->chosen_row, "notify::selected-item",
                           G_CALLBACK (ws_sample_page_mark_row), self, G_CONNECT_SWAPPED);
  fill_methods (self);
  g_signal_connect_swapped (self->method_row, "notify::selected", G_CALLBACK (method_selected_cb),
                            self);
  g_signal_connect_swapped (self->hyper_row, "notify::selected", G_CALLBACK (hyper_selected_cb),
                            self);
  g_signal_connect_swapped (self->samples_dropdown, "notify::selected",
                            G_CALLBACK (samples_selected_cb), self);
}
