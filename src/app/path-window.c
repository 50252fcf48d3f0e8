/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/path-data.h"
#include "app/path-window.h"

#include "app/plot-view.h"

#include <glib/gi18n.h>

#define STEP_MS 120 /* of playing */

struct _WsPathWindow
{
  AdwWindow parent_instance;

  GtkStack        *stack;
  AdwStatusPage   *error_page;
  WsPlotView      *profile_plot, *kernels_plot;
  GtkScale        *step_scale;
  GtkToggleButton *play_button;

  WsSession     *session; /* a reference */
  WsMapData     *data;    /* a reference */
  WsReadSlot     slot;
  WsPathProfile *profile; /* (nullable): while it is measured */
  guint          timeout;
};

G_DEFINE_FINAL_TYPE (WsPathWindow, ws_path_window, ADW_TYPE_WINDOW)

/* -- steps ---------------------------------------------------------------------------------------
 */

static void
step_cb (WsPathWindow *self)
{
  guint step = (guint)(gtk_range_get_value (GTK_RANGE (self->step_scale)) - 0.5);
  g_autoptr (WsFigure) figure = NULL, kernels = NULL;
  g_autofree char *source = NULL;

  if (self->profile == NULL || step >= self->profile->n)
    return;
  /* Translators: a document, a representation, a kind of map */
  source = g_strdup_printf (_ ("%s, representation %s, %s"), ws_session_get_title (self->session),
                            self->data->hyper->name, self->data->projection->method);
  figure = ws_path_figure (self->profile, source, step);
  kernels = ws_path_kernels_figure (self->profile, self->data->arch, source, step);
  ws_plot_view_set_figure (self->profile_plot, figure);
  ws_plot_view_set_figure (self->kernels_plot, kernels);
}

static gboolean
play_cb (gpointer user_data)
{
  WsPathWindow *self = user_data;
  double        step = gtk_range_get_value (GTK_RANGE (self->step_scale));

  if (step < self->profile->n)
    {
      gtk_range_set_value (GTK_RANGE (self->step_scale), step + 1);
      return G_SOURCE_CONTINUE;
    }
  self->timeout = 0;
  gtk_toggle_button_set_active (self->play_button, FALSE);
  return G_SOURCE_REMOVE;
}

static void
toggled_cb (WsPathWindow *self)
{
  gboolean plays = gtk_toggle_button_get_active (self->play_button);

  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), plays
                                                                ? "media-playback-pause-symbolic"
                                                                : "media-playback-start-symbolic");
  if (!plays || self->profile == NULL)
    return;
  if (gtk_range_get_value (GTK_RANGE (self->step_scale)) >= self->profile->n)
    gtk_range_set_value (GTK_RANGE (self->step_scale), 1); /* again from the start */
  self->timeout = g_timeout_add (STEP_MS, play_cb, self);
}

static void
play_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsPathWindow *self = WS_PATH_WINDOW (widget);

  gtk_toggle_button_set_active (self->play_button,
                                !gtk_toggle_button_get_active (self->play_button));
}

/* -- reading -------------------------------------------------------------------------------------
 */

static void
read_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsPathWindow *self = user_data;

  if (error != NULL)
    {
      adw_status_page_set_description (self->error_page, error->message);
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  self->profile = result;
  gtk_range_set_range (GTK_RANGE (self->step_scale), 1, self->profile->n);
  gtk_range_set_increments (GTK_RANGE (self->step_scale), 1, 8);
  step_cb (self);
  gtk_stack_set_visible_child_name (self->stack, "ready");
  gtk_widget_grab_focus (GTK_WIDGET (self->step_scale));
}

/* -- window --------------------------------------------------------------------------------------
 */

static void
ws_path_window_dispose (GObject *object)
{
  WsPathWindow *self = WS_PATH_WINDOW (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  ws_read_slot_clear (&self->slot);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), WS_TYPE_PATH_WINDOW);
  g_clear_pointer (&self->profile, ws_path_profile_free);
  g_clear_pointer (&self->data, ws_map_data_unref);
  G_OBJECT_CLASS (ws_path_window_parent_class)->dispose (object);
}

static void
ws_path_window_class_init (WsPathWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_path_window_dispose;
  g_type_ensure (WS_TYPE_PLOT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/path-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WsPathWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, WsPathWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, WsPathWindow, profile_plot);
  gtk_widget_class_bind_template_child (widget_class, WsPathWindow, kernels_plot);
  gtk_widget_class_bind_template_child (widget_class, WsPathWindow, step_scale);
  gtk_widget_class_bind_template_child (widget_class, WsPathWindow, play_button);
  gtk_widget_class_install_action (widget_class, "path.play", NULL, play_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "path.play",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
ws_path_window_init (WsPathWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->step_scale, "value-changed", G_CALLBACK (step_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->play_button, "toggled", G_CALLBACK (toggled_cb), self,
                           G_CONNECT_SWAPPED);
}

void
ws_path_window_present (
    GtkWidget *widget, WsSession *session, WsMapData *data, const WsPathStop *stops, guint n)
{
  WsPathWindow   *self = g_object_new (WS_TYPE_PATH_WINDOW, NULL);
  WsPathQuestion *question = g_new0 (WsPathQuestion, 1);
  GtkRoot        *root = gtk_widget_get_root (widget);

  self->session = g_object_ref (session);
  self->data = ws_map_data_ref (data);
  question->data = ws_map_data_ref (data);
  question->stops = g_array_new (FALSE, FALSE, sizeof (WsPathStop));
  g_array_append_vals (question->stops, stops, n);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  ws_session_read (session, &self->slot, ws_path_load, question,
                   (GDestroyNotify)ws_path_question_free, (GDestroyNotify)ws_path_profile_free,
                   read_cb, self);
  gtk_window_present (GTK_WINDOW (self));
}
