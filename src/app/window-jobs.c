/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/window-private.h"
#include "app/job-row.h"

#include <glib/gi18n.h>

/* The window's side of jobs: the strip, what it says when one ends, and what an earlier run left
 * unfinished. */

/* The page on which the work of a kind is seen. */
static const char *
page_of_kind (const char *kind)
{
  if (g_str_equal (kind, "embed"))
    return "explore";
  if (g_str_equal (kind, "evaluate") || g_str_equal (kind, "ensemble"))
    return "zoo";
  if (g_str_equal (kind, "experiment"))
    return "experiments";
  return kind; /* zoo, hyper, sample and finetune are named alike */
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  WsWindow  *self = data;
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), ws_job_row_new (self->session, item));
  return row;
}

static void
update_strip (WsWindow *self)
{
  gboolean is_busy = ws_session_is_busy (self->session);

  gtk_widget_set_visible (self->job_frame, is_busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.pause-job", is_busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.cancel-job", is_busy);
}

/* -- ends -- */

static void
notify_desktop (WsWindow *self, WsJob *job, const char *text)
{
  g_autoptr (GNotification) notification = NULL;
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (gtk_window_is_active (GTK_WINDOW (self)) || application == NULL)
    return;
  notification = g_notification_new (ws_job_get_title (job));
  g_notification_set_body (notification, text);
  g_application_send_notification (G_APPLICATION (application), "job", notification);
}

static void
toast_end (WsWindow *self, WsJob *job, const char *text)
{
  AdwToast   *toast = adw_toast_new (text);
  const char *page = page_of_kind (ws_job_get_kind (job));

  if (self->page == NULL || !g_str_equal (ws_page_get_name (self->page), page))
    {
      adw_toast_set_button_label (toast, _ ("Show"));
      adw_toast_set_action_name (toast, "win.page");
      adw_toast_set_action_target (toast, "s", page);
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
job_ended_cb (WsSession *session, WsJob *job, WsWindow *self)
{
  g_autofree char *text = NULL;

  switch (ws_job_get_state (job))
    {
    case WS_JOB_DONE:
      /* Translators: a job's title, such as "Training zoo" */
      text = g_strdup_printf (_ ("Done: %s"), ws_job_get_title (job));
      toast_end (self, job, text);
      notify_desktop (self, job, _ ("Done"));
      break;
    case WS_JOB_CANCELLED:
      /* half a map is no map */
      text = g_str_equal (ws_job_get_kind (job), "embed")
                 ? g_strdup_printf (_ ("Stopped: %s."), ws_job_get_title (job))
                 : g_strdup_printf (_ ("Stopped: %s. What was done is saved."),
                                    ws_job_get_title (job));
      toast_end (self, job, text);
      break;
    case WS_JOB_FAILED:
      ws_notice_show_error (self->notice, ws_job_get_title (job), ws_job_get_error (job));
      notify_desktop (self, job, ws_job_get_error (job)->message);
      break;
    case WS_JOB_QUEUED:
    case WS_JOB_RUNNING:
    case WS_JOB_PAUSED:
    default:
      break;
    }
}

void
ws_window_attach_jobs (WsWindow *self)
{
  gtk_list_box_bind_model (GTK_LIST_BOX (self->job_list), ws_session_get_jobs (self->session),
                           create_row, self, NULL);
  g_signal_connect_object (self->session, "job-ended", G_CALLBACK (job_ended_cb), self, 0);
  g_signal_connect_object (self->session, "notify::busy", G_CALLBACK (update_strip), self,
                           G_CONNECT_SWAPPED);
  update_strip (self);
}

void
ws_window_detach_jobs (WsWindow *self)
{
  if (self->job_list != NULL)
    gtk_list_box_bind_model (GTK_LIST_BOX (self->job_list), NULL, NULL, NULL, NULL);
  g_signal_handlers_disconnect_by_data (self->session, self);
}

/* -- left by an earlier run -- */

static void
describe_unfinished (WsWindow *self)
{
  const WsJobRecord *first = g_ptr_array_index (self->unfinished, 0);
  guint              n = self->unfinished->len;
  g_autofree char   *text = NULL;

  if (n == 1)
    /* Translators: %s is a job's title, such as "Training zoo" */
    text =
        g_strdup_printf (_ ("Not finished last time: %s. What was done is saved."), first->title);
  else
    text = g_strdup_printf (ngettext ("Not finished last time: %s and %u more.",
                                      "Not finished last time: %s and %u more.", n - 1),
                            first->title, n - 1);
  ws_notice_show (self->job_notice, WS_NOTICE_INFO, text, _ ("Resume"), "win.resume-jobs");
  ws_notice_set_second (self->job_notice, _ ("Discard"), "win.discard-jobs");
}

void
ws_window_offer_unfinished (WsWindow *self)
{
  ws_notice_hide (self->job_notice);
  ws_notice_hide (self->notice);
  g_clear_pointer (&self->unfinished, g_ptr_array_unref);
  if (ws_session_is_read_only (self->session))
    return;
  self->unfinished = ws_session_dup_unfinished (self->session);
  if (self->unfinished->len > 0)
    describe_unfinished (self);
}

static void
resume_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsWindow *self = WS_WINDOW (widget);
  g_autoptr (GPtrArray) records = g_steal_pointer (&self->unfinished);

  ws_notice_hide (self->job_notice);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const WsJobRecord *record = g_ptr_array_index (records, i);
      g_autoptr (GError) error = NULL;

      if (!ws_session_resume (self->session, record, &error))
        ws_notice_show_error (self->notice, record->title, error);
    }
}

static void
discard_unfinished (WsWindow *self)
{
  g_autoptr (GPtrArray) records = g_steal_pointer (&self->unfinished);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const WsJobRecord *record = g_ptr_array_index (records, i);
      g_autoptr (GError) error = NULL;

      if (!ws_session_discard (self->session, record, &error))
        ws_notice_show_error (self->notice, record->title, error);
    }
}

static void
discard_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsWindow *self = WS_WINDOW (widget);

  ws_notice_hide (self->job_notice);
  discard_unfinished (self);
  adw_toast_overlay_add_toast (self->toasts,
                               adw_toast_new (_ ("Discarded; the networks made so far stay")));
}

/* -- keys -- */

static WsJob *
dup_running (WsWindow *self)
{
  WsJob *job = NULL;

  if (self->session != NULL)
    g_object_get (self->session, "job", &job, NULL);
  return job;
}

static void
pause_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (WsJob) job = dup_running (WS_WINDOW (widget));

  if (job == NULL)
    return;
  if (ws_job_get_state (job) == WS_JOB_PAUSED)
    ws_job_resume (job);
  else
    ws_job_pause (job);
}

static void
cancel_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (WsJob) job = dup_running (WS_WINDOW (widget));

  if (job != NULL)
    ws_session_cancel (WS_WINDOW (widget)->session, job);
}

void
ws_window_install_job_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.resume-jobs", NULL, resume_action);
  gtk_widget_class_install_action (widget_class, "win.discard-jobs", NULL, discard_action);
  gtk_widget_class_install_action (widget_class, "win.pause-job", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "win.cancel-job", NULL, cancel_action);
}
