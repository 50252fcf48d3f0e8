/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/window-private.h"

#include "app/map-view.h"
#include "app/pages/present-page.h"
#include "app/plot-view.h"
#include "app/scene-list.h"
#include "app/stage.h"

#include <glib/gi18n.h>

/* Scenes from what is seen, and the show. */

/* The plot that has the focus, or whose menu has it; else the page's first. */
static GtkWidget *
find_meant_plot (WsWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  GtkWidget *plot = NULL;

  if (focus != NULL)
    plot = gtk_widget_get_ancestor (focus, WS_TYPE_PLOT_VIEW);
  if (plot == NULL && focus != NULL)
    plot = gtk_widget_get_ancestor (focus, WS_TYPE_MAP_VIEW);
  return plot != NULL ? plot : ws_window_find_plot (GTK_WIDGET (self->page));
}

static void
toast_gone_cb (WsWindow *self)
{
  g_clear_object (&self->scene_toast);
}

/* Five scenes in a row are one message that changes, not a queue of half a minute. */
static void
toast_added (WsWindow *self, guint place)
{
  g_autofree char *text = g_strdup_printf (_ ("Scene %u added to the talk"), place + 1);

  if (self->scene_toast != NULL)
    {
      adw_toast_set_title (self->scene_toast, text);
      return;
    }
  self->scene_toast = adw_toast_new (text);
  adw_toast_set_button_label (self->scene_toast, _ ("_Show"));
  adw_toast_set_action_name (self->scene_toast, "win.page");
  adw_toast_set_action_target (self->scene_toast, "s", "present");
  g_signal_connect_object (self->scene_toast, "dismissed", G_CALLBACK (toast_gone_cb), self,
                           G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (self->scene_toast));
}

static void
add (WsWindow *self, WsScene *scene)
{
  WsSceneList *scenes = ws_scene_list_of (self->session);

  toast_added (self, ws_scene_list_add (scenes, scene));
}

/* The list comes first: it would take the place of what was added before it. */
static void
loaded_cb (WsSceneList *scenes, GParamSpec *pspec, WsWindow *self)
{
  if (ws_scene_list_is_loading (scenes))
    return;
  g_signal_handlers_disconnect_by_func (scenes, loaded_cb, self);
  if (self->pending_scene != NULL)
    add (self, g_steal_pointer (&self->pending_scene));
  if (self->wants_show)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.present", NULL);
  self->wants_show = FALSE;
}

/* %FALSE: not now, but as soon as it is there. */
static gboolean
is_loaded (WsWindow *self)
{
  WsSceneList *scenes = ws_scene_list_of (self->session);

  if (!ws_scene_list_is_loading (scenes))
    return TRUE;
  g_signal_handlers_disconnect_by_func (scenes, loaded_cb, self);
  g_signal_connect_object (scenes, "notify::loading", G_CALLBACK (loaded_cb), self, 0);
  return FALSE;
}

static void
add_scene_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsWindow *self = WS_WINDOW (widget);
  WsScene  *scene = NULL;

  if (self->session == NULL || self->page == NULL)
    return;
  if (ws_session_is_read_only (self->session))
    {
      ws_notice_show (self->notice, WS_NOTICE_WARNING,
                      _ ("This project is open read-only: no scene was added."), NULL, NULL);
      return;
    }
  scene = ws_page_make_scene (self->page, find_meant_plot (self));
  if (scene == NULL)
    adw_toast_overlay_add_toast (
        self->toasts, adw_toast_new (_ ("There is no figure here yet to make a scene of")));
  else if (is_loaded (self))
    add (self, scene);
  else
    {
      g_clear_pointer (&self->pending_scene, ws_scene_free);
      self->pending_scene = scene;
    }
}

/* -- the show -- */

static void
ended_cb (WsStage *stage, guint slide, WsWindow *self)
{
  if (WS_IS_PRESENT_PAGE (self->page))
    ws_present_page_choose (WS_PRESENT_PAGE (self->page), slide);
}

static void
present_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsWindow    *self = WS_WINDOW (widget);
  WsSceneList *scenes;
  GtkWidget   *stage;
  guint        first = 0;

  if (self->session == NULL)
    return;
  if (!is_loaded (self))
    {
      self->wants_show = TRUE;
      return;
    }
  scenes = ws_scene_list_of (self->session);
  if (WS_IS_PRESENT_PAGE (self->page))
    ws_page_set_shown (self->page, TRUE); /* draws, and keeps what was typed */
  if (g_str_equal (action, "win.present-here") && WS_IS_PRESENT_PAGE (self->page))
    first = ws_present_page_get_chosen (WS_PRESENT_PAGE (self->page));
  if (ws_scene_list_get_n (scenes) == 0)
    {
      ws_window_show_page (self, "present"); /* which says how to make one */
      return;
    }
  stage = ws_stage_present (GTK_WINDOW (self), scenes, first);
  g_signal_connect_object (stage, "ended", G_CALLBACK (ended_cb), self, 0);
}

/* Back to where a scene was made. */
static void
show_scene_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsWindow *self = WS_WINDOW (widget);
  g_autoptr (WsSceneView) view = ws_scene_view_parse (g_variant_get_string (parameter, NULL), NULL);

  if (view == NULL || self->session == NULL ||
      !ws_window_show_page (self, ws_scene_view_get_page (view)))
    return;
  ws_page_show_scene (self->page, view);
}

void
ws_window_install_scene_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.add-scene", NULL, add_scene_action);
  gtk_widget_class_install_action (widget_class, "win.present", NULL, present_action);
  gtk_widget_class_install_action (widget_class, "win.present-here", NULL, present_action);
  gtk_widget_class_install_action (widget_class, "win.show-scene", "s", show_scene_action);
}
