/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/finetune-page-private.h"

#include "app/pages/scenes.h"

#include "app/dataset-folder.h"
#include "app/finetune-estimate.h"

#include <glib/gi18n.h>

#define ESTIMATE_MS 300

G_DEFINE_FINAL_TYPE (WsFinetunePage, ws_finetune_page, WS_TYPE_PAGE)

/* -- showing -- */

static gboolean
has_choice (WsFinetunePage *self, const char *action, const char *value)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (
      G_ACTION_GROUP (ws_page_get_actions (WS_PAGE (self))), action);

  return g_variant_is_of_type (state, G_VARIANT_TYPE_BOOLEAN)
             ? g_variant_get_boolean (state)
             : g_str_equal (g_variant_get_string (state, NULL), value);
}

void
ws_finetune_page_draw (WsFinetunePage *self)
{
  const WsFinetuneLook look = { .is_loss = has_choice (self, "metric", "loss"),
                                .has_quantiles = has_choice (self, "spread", "quantiles"),
                                .has_single = has_choice (self, "single", NULL) };
  g_autoptr (WsFigure) figure = NULL;

  self->is_stale = FALSE;
  if (self->view == NULL)
    return;
  figure = ws_finetune_figure (self->view, &look);
  ws_plot_view_set_figure (self->curves, figure);
  ws_plot_view_set_label (self->curves, ws_figure_get_title (figure));
  ws_finetune_table_set_view (self->table, self->view, &look);
  gtk_inscription_set_text (self->summary, self->view->summary);
}

static gboolean
has_networks (WsFinetunePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  return session != NULL && g_list_model_get_n_items (ws_session_get_populations (session)) > 0;
}

void
ws_finetune_page_choose_stack (WsFinetunePage *self)
{
  const char *child = "empty";

  if (!has_networks (self))
    child = "none";
  else if (self->view != NULL && self->view->curves->len > 0)
    child = "ready";
  else if (ws_job_watch_get_job (self->watch) != NULL || self->has_runs)
    child = "busy";
  gtk_stack_set_visible_child_name (self->stack, child);
  gtk_widget_set_visible (self->side, !g_str_equal (child, "none"));
  gtk_widget_set_visible (self->separator, !g_str_equal (child, "none"));
  /* one suggestion at a time */
  if (g_str_equal (child, "empty"))
    gtk_widget_remove_css_class (self->start, "suggested-action");
  else
    gtk_widget_add_css_class (self->start, "suggested-action");
}

static void
picked_cb (WsFinetunePage *self)
{
  if (ws_page_get_session (WS_PAGE (self)) != NULL)
    ws_finetune_page_read_view (self);
}

/* -- the estimate -- */

static void
estimate_done (gpointer result, const GError *error, gpointer user_data)
{
  WsFinetunePage *self = user_data;

  gtk_label_set_text (self->estimate, result != NULL ? result : "");
  g_free (result);
}

static gboolean
estimate_cb (gpointer data)
{
  WsFinetunePage *self = data;
  WsSession      *session = ws_page_get_session (WS_PAGE (self));
  g_autoptr (GError) error = NULL;
  WsFinetuneRequest request;
  gboolean          may;

  self->estimate_id = 0;
  if (session == NULL)
    return G_SOURCE_REMOVE;
  may = ws_finetune_form_get_request (self->form, &request, &error);
  ws_page_set_action_enabled (WS_PAGE (self), "train", may && !ws_session_is_read_only (session));
  if (!may)
    {
      ws_read_slot_clear (&self->estimate_slot);
      gtk_label_set_text (self->estimate, error->message);
    }
  else
    ws_session_read (session, &self->estimate_slot, ws_finetune_estimate_read,
                     g_memdup2 (&request, sizeof request), g_free, g_free, estimate_done, self);
  return G_SOURCE_REMOVE;
}

static void
form_changed_cb (WsFinetunePage *self)
{
  g_clear_handle_id (&self->estimate_id, g_source_remove);
  self->estimate_id = g_timeout_add (ESTIMATE_MS, estimate_cb, self);
}

/* -- a folder of images -- */

static void
folder_done (gpointer result, const GError *error, gpointer user_data)
{
  WsFinetunePage *self = user_data;
  WsSession      *session = ws_page_get_session (WS_PAGE (self));
  g_autoptr (WsDatasetItem) item = result;

  if (item == NULL)
    {
      ws_notice_show_error (self->notice, _ ("The images were not read"), error);
      return;
    }
  ws_session_add_dataset (session, item);
  ws_finetune_form_choose_data (self->form, ws_dataset_item_get_key (item));
}

static void
folder_response_cb (GtkNativeDialog *dialog, int response, WsFinetunePage *self)
{
  WsSession       *session = ws_page_get_session (WS_PAGE (self));
  g_autofree char *path = ws_dataset_folder_dup_path (dialog, response);

  g_clear_object (&self->chooser);
  if (path == NULL || session == NULL)
    return;
  ws_notice_hide (self->notice);
  ws_session_read (session, &self->folder_slot, ws_dataset_folder_read, g_strdup (path), g_free,
                   g_object_unref, folder_done, self);
}

static void
import_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WsFinetunePage *self = WS_FINETUNE_PAGE (data);

  if (self->chooser != NULL)
    return;
  self->chooser = ws_dataset_folder_chooser_new (GTK_WIDGET (self));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (folder_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* -- actions -- */

static void
train_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WsFinetunePage *self = WS_FINETUNE_PAGE (data);
  WsSession      *session = ws_page_get_session (WS_PAGE (self));
  g_autoptr (GError) error = NULL;
  WsFinetuneRequest request;
  WsJob            *job = NULL;

  if (session == NULL)
    return;
  ws_notice_hide (self->notice);
  if (ws_finetune_form_get_request (self->form, &request, &error))
    job = ws_finetune_work_new (ws_session_get_project (session), &request, &error);
  if (job == NULL)
    {
      ws_notice_show_error (self->notice, _ ("The fine-tuning was not started"), error);
      return;
    }
  if (ws_session_is_busy (session))
    ws_page_toast (WS_PAGE (self), _ ("Queued: it starts when the work before it is done"));
  ws_session_run (session, job);
}

static void
train_small_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ws_finetune_form_choose_small (WS_FINETUNE_PAGE (data)->form);
  train_action (NULL, NULL, data);
}

static void
cancel_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ws_job_watch_cancel (WS_FINETUNE_PAGE (data)->watch);
}

static void
look_changed_action (GSimpleAction *action, GVariant *state, gpointer data)
{
  WsFinetunePage *self = WS_FINETUNE_PAGE (data);

  g_simple_action_set_state (action, state);
  /* there are quantiles of the accuracy alone */
  ws_page_set_action_enabled (WS_PAGE (self), "spread", !has_choice (self, "metric", "loss"));
  ws_finetune_page_draw (self);
}

/* -- page -- */

static void
accuracies_done (gpointer result, const GError *error, gpointer user_data)
{
  g_autoptr (GHashTable) texts = result;

  if (texts != NULL) /* without, the rows say less */
    ws_finetune_form_set_accuracies (WS_FINETUNE_PAGE (user_data)->form, texts);
}

static void
session_changed_cb (WsFinetunePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));

  ws_finetune_form_update (self->form);
  ws_session_read (session, &self->accuracies_slot, ws_finetune_accuracies_read, NULL, NULL,
                   (GDestroyNotify)g_hash_table_unref, accuracies_done, self);
  ws_finetune_page_read_runs (self);
  ws_finetune_page_choose_stack (self);
}

static void
ws_finetune_page_set_session (WsPage *page, WsSession *session)
{
  WsFinetunePage *self = WS_FINETUNE_PAGE (page);
  WsSession      *old = ws_page_get_session (page);
  gboolean        may = session != NULL && !ws_session_is_read_only (session);

  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, self);
  ws_finetune_page_forget (self);
  WS_PAGE_CLASS (ws_finetune_page_parent_class)->set_session (page, session);
  if (self->form == NULL)
    return; /* while the page goes away */
  ws_notice_hide (self->notice);
  ws_run_picker_set_runs (self->picker, NULL);
  ws_finetune_table_set_view (self->table, NULL, NULL);
  ws_finetune_form_set_session (self->form, session);
  ws_job_watch_set_session (self->watch, session);
  ws_page_set_action_enabled (page, "train", may);
  ws_page_set_action_enabled (page, "train-small", may);
  if (session == NULL)
    return;
  g_signal_connect_object (session, "changed", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "job-ended", G_CALLBACK (ws_finetune_page_take_ended), self,
                           G_CONNECT_SWAPPED);
  session_changed_cb (self);
  if (!may)
    ws_notice_show (self->notice, WS_NOTICE_INFO,
                    _ ("This document is open for reading only: nothing can be fine-tuned in it."),
                    NULL, NULL);
}

static void
ws_finetune_page_set_shown (WsPage *page, gboolean shown)
{
  WsFinetunePage *self = WS_FINETUNE_PAGE (page);

  self->is_shown = shown;
  if (shown && self->is_stale)
    ws_finetune_page_draw (self);
}

static void
ws_finetune_page_dispose (GObject *object)
{
  WsFinetunePage *self = WS_FINETUNE_PAGE (object);

  ws_finetune_page_forget (self);
  g_clear_object (&self->watch);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (ws_finetune_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, picker);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, notice);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, stack);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, form);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, table);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, curves);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, estimate);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, summary);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, job_status);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, side);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, separator);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, start);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, job_box);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, job_bar);
  gtk_widget_class_bind_template_child (widget_class, WsFinetunePage, pause);
  gtk_widget_class_bind_template_callback (widget_class, picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
}

static void
ws_finetune_page_class_init (WsFinetunePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WsPageClass    *page_class = WS_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_finetune_page_dispose;
  page_class->name = "finetune";
  page_class->title = N_ ("Fine-Tune");
  page_class->icon_name = "ws-finetune-symbolic";
  page_class->set_session = ws_finetune_page_set_session;
  page_class->make_scene = ws_finetune_page_make_scene;
  page_class->show_scene = ws_finetune_page_show_scene;
  page_class->set_shown = ws_finetune_page_set_shown;
  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  g_type_ensure (WS_TYPE_RUN_PICKER);
  g_type_ensure (WS_TYPE_FINETUNE_FORM);
  g_type_ensure (WS_TYPE_FINETUNE_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/finetune-page.ui");
  bind_children (widget_class);
}

static void
ws_finetune_page_init (WsFinetunePage *self)
{
  static const GActionEntry entries[] = {
    { .name = "train", .activate = train_action },
    { .name = "train-small", .activate = train_small_action },
    { .name = "cancel", .activate = cancel_action },
    { .name = "import", .activate = import_action },
    { .name = "metric",
      .parameter_type = "s",
      .state = "'accuracy'",
      .change_state = look_changed_action },
    { .name = "spread",
      .parameter_type = "s",
      .state = "'mean'",
      .change_state = look_changed_action },
    { .name = "single", .state = "true", .change_state = look_changed_action },
  };

  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
  ws_finetune_page_follow_jobs (self);
  gtk_widget_init_template (GTK_WIDGET (self));
}
