/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/job-row.h"
#include "app/actions.h"

#include <glib/gi18n.h>

struct _WsJobRow
{
  GtkWidget  parent_instance;
  WsSession *session;
  WsJob     *job;
  WsJobState state; /* that the buttons show */
  gboolean   is_built;
  GtkWidget *box, *title, *bar, *status, *pause, *cancel;
};

G_DEFINE_FINAL_TYPE (WsJobRow, ws_job_row, GTK_TYPE_WIDGET)

static void
set_button (GtkWidget *button, const char *icon, const char *text)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
update_status (WsJobRow *self)
{
  WsJobState       state = ws_job_get_state (self->job);
  g_autofree char *work = ws_job_dup_status (self->job);
  g_autofree char *text = NULL;

  if (state == WS_JOB_QUEUED)
    text = g_strdup (_ ("Waiting for its turn"));
  else if (state == WS_JOB_PAUSED)
    /* Translators: progress of a paused job, such as "87 of 240 networks" */
    text = g_strdup_printf (_ ("Paused · %s"), work != NULL ? work : "");
  else
    text = g_strdup (work != NULL && *work != '\0' ? work : _ ("Getting ready…"));
  /* an inscription: twenty times a second nothing but its own place is drawn again */
  gtk_inscription_set_text (GTK_INSCRIPTION (self->status), text);
}

static void
update_state (WsJobRow *self)
{
  WsJobState state = ws_job_get_state (self->job);
  gboolean   is_paused = state == WS_JOB_PAUSED;

  if (self->is_built && state == self->state)
    return; /* it is told with every progress, and tool tips lay out the window */
  self->is_built = TRUE;
  self->state = state;
  gtk_widget_set_visible (self->bar, state != WS_JOB_QUEUED);
  gtk_widget_set_visible (self->pause, state == WS_JOB_RUNNING || is_paused);
  set_button (self->pause,
              is_paused ? "media-playback-start-symbolic" : "media-playback-pause-symbolic",
              is_paused ? _ ("Resume") : _ ("Pause"));
  set_button (self->cancel, "window-close-symbolic",
              state == WS_JOB_QUEUED ? _ ("Take out of the queue")
                                     : _ ("Cancel; what is done stays"));
  update_status (self);
}

static void
update_fraction (WsJobRow *self)
{
  double           fraction = ws_job_get_fraction (self->job);
  g_autofree char *text = NULL;

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), CLAMP (fraction, 0, 1));
  /* Translators: a job's title and how far it is, for screen readers */
  text = g_strdup_printf (_ ("%s, %.0f percent"), ws_job_get_title (self->job), 100 * fraction);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
}

static void
pause_clicked_cb (GtkButton *button, WsJobRow *self)
{
  if (ws_job_get_state (self->job) == WS_JOB_PAUSED)
    ws_job_resume (self->job);
  else
    ws_job_pause (self->job);
}

static void
cancel_clicked_cb (GtkButton *button, WsJobRow *self)
{
  gtk_widget_set_sensitive (self->cancel, FALSE);
  ws_session_cancel (self->session, self->job);
}

static void
ws_job_row_dispose (GObject *object)
{
  WsJobRow *self = WS_JOB_ROW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (ws_job_row_parent_class)->dispose (object);
}

static void
ws_job_row_class_init (WsJobRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_job_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WsJobRow, box);
  gtk_widget_class_bind_template_child (widget_class, WsJobRow, title);
  gtk_widget_class_bind_template_child (widget_class, WsJobRow, bar);
  gtk_widget_class_bind_template_child (widget_class, WsJobRow, status);
  gtk_widget_class_bind_template_child (widget_class, WsJobRow, pause);
  gtk_widget_class_bind_template_child (widget_class, WsJobRow, cancel);
  gtk_widget_class_bind_template_callback (widget_class, pause_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "job");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
ws_job_row_init (WsJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ws_job_row_new (WsSession *session, WsJob *job)
{
  WsJobRow *self = g_object_new (WS_TYPE_JOB_ROW, NULL);

  if (job == NULL)
    return GTK_WIDGET (self);
  self->session = g_object_ref (session);
  self->job = g_object_ref (job);
  gtk_label_set_text (GTK_LABEL (self->title), ws_job_get_title (job));
  gtk_widget_set_tooltip_text (self->title, ws_job_get_title (job));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ws_job_get_title (job), -1);
  g_signal_connect_object (job, "notify::state", G_CALLBACK (update_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::fraction", G_CALLBACK (update_fraction), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::status", G_CALLBACK (update_status), self,
                           G_CONNECT_SWAPPED);
  update_state (self);
  update_fraction (self);
  return GTK_WIDGET (self);
}
