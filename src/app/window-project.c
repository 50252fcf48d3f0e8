/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/window-private.h"
#include "app/demo.h"
#include "app/recents.h"

#include <glib/gi18n.h>

/* Opening and closing documents. */

/* -- opening -- */

static char *
summarize (WsSession *session)
{
  WsPopulationItem *zoo = ws_session_get_newest_zoo (session);
  GString          *text = g_string_new (NULL);

  if (zoo != NULL)
    {
      guint n = ws_population_item_get_info (zoo)->n;

      g_string_append_printf (text, ngettext ("%u network", "%u networks", n), n);
    }
  if (ws_session_get_newest_hyper (session) != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", _ ("latent space"));
  return g_string_free (text, FALSE);
}

static void
remember (WsWindow *self)
{
  g_autofree char *summary = summarize (self->session);

  ws_recents_add (ws_session_get_path (self->session), summary);
}

static void
show_open_error (WsWindow *self, const GError *error)
{
  gtk_stack_set_visible_child_name (self->stack, "welcome");
  ws_welcome_refresh (self->welcome);
  ws_welcome_show_error (self->welcome, _ ("The project was not opened"), error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WsWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WsSession) session = ws_session_open_finish (result, &error);

  if (self->stack == NULL || self->opening == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (g_task_get_cancellable (G_TASK (result)) != self->opening)
    return; /* the person has gone on to another one */
  g_clear_object (&self->opening);
  if (session == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_open_error (self, error);
      return;
    }
  ws_window_set_session (self, session);
  remember (self);
}

static void
start_opening (WsWindow *self, const char *path, gboolean create)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *text = NULL;

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  self->opening = g_cancellable_new ();
  /* Translators: %s is a file name */
  text = g_strdup_printf (_ ("Opening %s…"), base);
  gtk_label_set_text (GTK_LABEL (self->opening_label), text);
  gtk_stack_set_visible_child_name (self->stack, "opening");
  ws_session_open_async (path, create ? WS_PROJECT_CREATE : WS_PROJECT_READ_WRITE, self->opening,
                         opened_cb, g_object_ref (self));
}

static void
demo_copied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WsWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ws_demo_copy_finish (result, &error);

  if (gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (path == NULL)
    show_open_error (self, error);
  else
    {
      if (self->page_name == NULL)
        ws_window_show_page (self, "explore");
      start_opening (self, path, FALSE);
    }
}

static void
open_demo (WsWindow *self)
{
  ws_demo_copy_async (demo_copied_cb, g_object_ref (self));
}

void
ws_window_open (WsWindow *self, const char *path, gboolean create)
{
  g_return_if_fail (WS_IS_WINDOW (self));
  if (ws_demo_is_shipped (path))
    open_demo (self);
  else
    start_opening (self, path, create);
}

/* A window that has a project stays; the other project gets a window of its own. */
static WsWindow *
window_for_project (WsWindow *self)
{
  GtkWidget *other;

  if (self->session == NULL)
    return self;
  other = ws_window_new (gtk_window_get_application (GTK_WINDOW (self)));
  gtk_window_present (GTK_WINDOW (other));
  return WS_WINDOW (other);
}

/* -- choosing files -- */

static GtkFileFilter *
create_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Weightscape projects"));
  gtk_file_filter_add_pattern (filter, "*.wscape");
  return filter;
}

static void
chooser_response_cb (GtkNativeDialog *dialog, int response, WsWindow *self)
{
  gboolean create =
      gtk_file_chooser_get_action (GTK_FILE_CHOOSER (dialog)) == GTK_FILE_CHOOSER_ACTION_SAVE;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);
      g_autofree char *whole = NULL;

      if (path != NULL)
        {
          whole = create && !g_str_has_suffix (path, ".wscape")
                      ? g_strconcat (path, ".wscape", NULL)
                      : g_strdup (path);
          ws_window_open (window_for_project (self), whole, create);
        }
    }
  g_clear_object (&self->chooser);
}

static void
choose (WsWindow *self, gboolean create)
{
  g_autoptr (GtkFileFilter) filter = create_filter ();

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (
      create ? _ ("New Project") : _ ("Open Project"), GTK_WINDOW (self),
      create ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN,
      create ? _ ("C_reate") : _ ("_Open"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  if (create)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _ ("Project.wscape"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* -- a copy -- */

static gpointer
write_copy (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  return ws_project_write_compact (project, data, NULL, 0, error) ? g_strdup (data) : NULL;
}

static void
copy_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WsWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ws_session_call_finish (WS_SESSION (source), result, &error);

  if (gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (path == NULL)
    ws_notice_show_error (self->notice, _ ("The copy was not written"), error);
  else
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Copy saved")));
}

static void
copy_response_cb (GtkNativeDialog *dialog, int response, WsWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT && self->session != NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      ws_session_call_async (self->session, write_copy, g_file_get_path (file), g_free, g_free,
                             NULL, copy_written_cb, g_object_ref (self));
    }
  g_clear_object (&self->chooser);
}

static void
save_copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsWindow        *self = WS_WINDOW (widget);
  g_autofree char *name = NULL;

  if (self->session == NULL || self->chooser != NULL)
    return;
  /* Translators: the suggested name of a project's copy */
  name = g_strdup_printf (_ ("%s copy.wscape"), ws_session_get_title (self->session));
  self->chooser = gtk_file_chooser_native_new (_ ("Save a Copy for Sharing"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (copy_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* -- closing -- */

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WsWindow) self = data;

  ws_session_stop_finish (WS_SESSION (source), result, NULL);
  gtk_window_destroy (GTK_WINDOW (self));
}

void
ws_window_stop_and_close (WsWindow *self)
{
  g_return_if_fail (WS_IS_WINDOW (self));
  if (self->is_closing)
    return;
  if (self->session == NULL || !ws_session_is_busy (self->session))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  self->is_closing = TRUE;
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  ws_session_stop_async (self->session, stopped_cb, g_object_ref (self));
}

static void
close_response_cb (AdwMessageDialog *dialog, const char *response, WsWindow *self)
{
  if (g_str_equal (response, "stop"))
    ws_window_stop_and_close (self);
}

static gboolean
close_request (GtkWindow *window)
{
  WsWindow  *self = WS_WINDOW (window);
  GtkWidget *dialog;

  if (self->session == NULL || !ws_session_is_busy (self->session))
    return GDK_EVENT_PROPAGATE;
  if (self->is_closing)
    return GDK_EVENT_STOP;
  dialog = adw_message_dialog_new (window, _ ("Stop the Work and Close?"),
                                   _ ("What is done so far is saved. The work goes on from there "
                                      "when you open this project again."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep Running"),
                                    "stop", _ ("_Stop and Close"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "stop",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return GDK_EVENT_STOP;
}

/* -- actions -- */

static void
new_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose (WS_WINDOW (widget), TRUE);
}

static void
open_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose (WS_WINDOW (widget), FALSE);
}

static void
open_path_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ws_window_open (window_for_project (WS_WINDOW (widget)), g_variant_get_string (parameter, NULL),
                  FALSE);
}

static void
demo_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  open_demo (window_for_project (WS_WINDOW (widget)));
}

static void
cancel_opening_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsWindow *self = WS_WINDOW (widget);

  if (self->opening == NULL)
    return;
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  gtk_stack_set_visible_child_name (self->stack, self->session != NULL ? "project" : "welcome");
}

static void
close_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

void
ws_window_install_project_actions (GtkWidgetClass *widget_class)
{
  GTK_WINDOW_CLASS (widget_class)->close_request = close_request;
  gtk_widget_class_install_action (widget_class, "win.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.open-path", "s", open_path_action);
  gtk_widget_class_install_action (widget_class, "win.demo", NULL, demo_action);
  gtk_widget_class_install_action (widget_class, "win.cancel-opening", NULL, cancel_opening_action);
  gtk_widget_class_install_action (widget_class, "win.save-copy", NULL, save_copy_action);
  gtk_widget_class_install_action (widget_class, "win.close", NULL, close_action);
}
