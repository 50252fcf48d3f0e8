/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/window-private.h"
#include "app/actions.h"
#include "app/map-view.h"
#include "app/measure.h"
#include "app/network-window.h"
#include "app/pages/data-page.h"
#include "app/pages/experiments-page.h"
#include "app/pages/explore-page.h"
#include "app/pages/finetune-page.h"
#include "app/pages/hyper-page.h"
#include "app/pages/present-page.h"
#include "app/pages/sample-page.h"
#include "app/pages/zoo-page.h"
#include "app/plot-view.h"
#include "app/scene-list.h"
#include "app/settings.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WsWindow, ws_window, ADW_TYPE_APPLICATION_WINDOW)

/* -- the pages: the one table -- */

static GType (*const page_types[]) (void) = {
  ws_data_page_get_type,        ws_zoo_page_get_type,     ws_hyper_page_get_type,
  ws_explore_page_get_type,     ws_sample_page_get_type,  ws_finetune_page_get_type,
  ws_experiments_page_get_type, ws_present_page_get_type,
};

static WsPageClass *
peek_page_class (guint i)
{
  /* kept: the classes' static texts are used for as long as the program runs */
  return g_type_class_ref (page_types[i]());
}

const char **
ws_window_list_pages (void)
{
  const char **names = g_new0 (const char *, G_N_ELEMENTS (page_types) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (page_types); i++)
    names[i] = peek_page_class (i)->name;
  return names;
}

static void
fill_sidebar (WsWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (page_types); i++)
    {
      WsPageClass *klass = peek_page_class (i);
      GtkWidget   *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
      GtkWidget   *label = gtk_label_new (_ (klass->title));
      GtkWidget   *row = gtk_list_box_row_new ();

      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (klass->icon_name));
      gtk_box_append (GTK_BOX (box), label);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (klass->title), -1);
      gtk_list_box_append (GTK_LIST_BOX (self->page_list), row);
    }
}

/* Pages are made when they are first shown: the first frame must not wait for all of them. */
static WsPage *
ensure_page (WsWindow *self, guint i)
{
  WsPageClass *klass = peek_page_class (i);
  GtkWidget   *page = gtk_stack_get_child_by_name (self->page_stack, klass->name);

  if (page == NULL)
    {
      page = g_object_new (page_types[i](), NULL);
      gtk_stack_add_named (self->page_stack, page, klass->name);
      self->pages = g_slist_append (self->pages, page);
      if (self->session != NULL)
        ws_page_set_session (WS_PAGE (page), self->session);
    }
  return WS_PAGE (page);
}

/* Once in the header bar they stay there, in a frame that is hidden while another page is shown:
 * GTK 4.8 complains of a widget that a screen reader knows when it comes to a window again. */
static GtkWidget *
find_frame (WsWindow *self, GtkWidget *widget, gboolean is_end)
{
  GtkWidget *frame = widget != NULL ? gtk_widget_get_parent (widget) : NULL;

  if (widget == NULL || frame != NULL)
    return frame;
  frame = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (frame), widget);
  if (is_end)
    adw_header_bar_pack_end (self->header, frame);
  else
    adw_header_bar_pack_start (self->header, frame);
  return frame;
}

/* The page's own widgets in the header bar. */
static void
swap_header (WsWindow *self, WsPage *page)
{
  if (self->header_start != NULL)
    gtk_widget_set_visible (self->header_start, FALSE);
  if (self->header_end != NULL)
    gtk_widget_set_visible (self->header_end, FALSE);
  self->header_start =
      page != NULL ? find_frame (self, ws_page_get_header_start (page), FALSE) : NULL;
  self->header_end = page != NULL ? find_frame (self, ws_page_get_header_end (page), TRUE) : NULL;
  if (self->header_start != NULL)
    gtk_widget_set_visible (self->header_start, TRUE);
  if (self->header_end != NULL)
    gtk_widget_set_visible (self->header_end, TRUE);
}

static void
change_page (WsWindow *self, WsPage *page)
{
  if (page == self->page)
    return;
  if (self->page != NULL)
    ws_page_set_shown (self->page, FALSE);
  self->page = page;
  swap_header (self, page);
  gtk_widget_insert_action_group (
      GTK_WIDGET (self), "page", page != NULL ? G_ACTION_GROUP (ws_page_get_actions (page)) : NULL);
  if (page == NULL)
    return;
  gtk_stack_set_visible_child (self->page_stack, GTK_WIDGET (page));
  adw_window_title_set_title (self->page_title, ws_page_get_title (page));
  ws_page_set_shown (page, TRUE);
}

gboolean
ws_window_show_page (WsWindow *self, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (page_types); i++)
    if (g_str_equal (peek_page_class (i)->name, name))
      {
        GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->page_list), (int)i);

        g_free (self->page_name);
        self->page_name = g_strdup (peek_page_class (i)->name); /* @name may be the old one */
        gtk_list_box_select_row (GTK_LIST_BOX (self->page_list), row);
        if (self->session != NULL)
          change_page (self, ensure_page (self, i));
        return TRUE;
      }
  return FALSE;
}

static void
row_selected_cb (GtkListBox *list, GtkListBoxRow *row, WsWindow *self)
{
  if (row != NULL && self->session != NULL)
    change_page (self, ensure_page (self, (guint)gtk_list_box_row_get_index (row)));
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, WsWindow *self)
{
  row_selected_cb (list, row, self);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
}

WsPage *
ws_window_get_page (WsWindow *self)
{
  g_return_val_if_fail (WS_IS_WINDOW (self), NULL);
  return self->page;
}

WsSession *
ws_window_get_session (WsWindow *self)
{
  g_return_val_if_fail (WS_IS_WINDOW (self), NULL);
  return self->session;
}

/* -- the session -- */

/* What is looked into belongs to the session. */
static void
close_inspectors (WsWindow *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (WS_IS_NETWORK_WINDOW (l->data) &&
        gtk_window_get_transient_for (GTK_WINDOW (l->data)) == GTK_WINDOW (self))
      gtk_window_destroy (GTK_WINDOW (l->data));
}

void
ws_window_set_session (WsWindow *self, WsSession *session)
{
  if (self->session != NULL)
    ws_window_detach_jobs (self);
  if (!g_set_object (&self->session, session))
    return;
  close_inspectors (self);
  for (GSList *l = self->pages; l != NULL; l = l->next)
    ws_page_set_session (l->data, session);
  if (session == NULL)
    {
      change_page (self, NULL);
      gtk_stack_set_visible_child_name (self->stack, "welcome");
      gtk_window_set_title (GTK_WINDOW (self), "Weightscape");
      return;
    }
  gtk_window_set_title (GTK_WINDOW (self), ws_session_get_title (session));
  adw_window_title_set_title (self->project_title, ws_session_get_title (session));
  adw_window_title_set_subtitle (self->project_title,
                                 ws_session_is_read_only (session) ? _ ("Read only") : "");
  gtk_stack_set_visible_child_name (self->stack, "project");
  ws_window_attach_jobs (self);
  if (!ws_window_show_page (self, self->page_name != NULL ? self->page_name : "data"))
    ws_window_show_page (self, "data");
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  ws_window_offer_unfinished (self);
  gtk_widget_grab_focus (self->page_list);
  ws_measure_frame (GTK_WIDGET (self), "project");
}

/* -- actions -- */

static void
page_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ws_window_show_page (WS_WINDOW (widget), g_variant_get_string (parameter, NULL));
  adw_leaflet_set_visible_child (WS_WINDOW (widget)->leaflet, WS_WINDOW (widget)->content);
}

static void
back_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_leaflet_navigate (WS_WINDOW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
menu_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (WS_WINDOW (widget)->menu_button));
}

static void
fullscreen_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

static void
shortcuts_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWidget *shortcuts = ws_shortcuts_window_new ();

  gtk_window_set_transient_for (GTK_WINDOW (shortcuts), GTK_WINDOW (widget));
  gtk_window_present (GTK_WINDOW (shortcuts));
}

GtkWidget *
ws_window_find_plot (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if ((WS_IS_PLOT_VIEW (widget) && ws_plot_view_get_figure (WS_PLOT_VIEW (widget)) != NULL) ||
      (WS_IS_MAP_VIEW (widget) && ws_map_view_get_data (WS_MAP_VIEW (widget)) != NULL))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ws_window_find_plot (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Plots with the focus handle these keys themselves; otherwise the page's first plot is meant. */
static void
plot_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsWindow  *self = WS_WINDOW (widget);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  GtkWidget *plot = NULL;

  if (focus != NULL && (WS_IS_PLOT_VIEW (focus) || WS_IS_MAP_VIEW (focus)))
    plot = focus;
  else if (self->page != NULL)
    plot = ws_window_find_plot (GTK_WIDGET (self->page));
  if (plot != NULL)
    gtk_widget_activate_action (
        plot, g_str_equal (action, "win.export-figure") ? "plot.export" : "plot.table", NULL);
}

/* -- size -- */

static void
restore_size (WsWindow *self)
{
  GSettings *settings = ws_settings_get ();

  if (settings == NULL)
    return;
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
save_size (WsWindow *self)
{
  GSettings *settings = ws_settings_get ();
  int        width, height;

  if (settings == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, "window-width", CLAMP (width, 360, 10000));
  g_settings_set_int (settings, "window-height", CLAMP (height, 300, 10000));
  g_settings_set_boolean (settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
}

static void
ws_window_unrealize (GtkWidget *widget)
{
  save_size (WS_WINDOW (widget));
  GTK_WIDGET_CLASS (ws_window_parent_class)->unrealize (widget);
}

static void
ws_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ws_window_parent_class)->map (widget);
  ws_measure_frame (widget, "first-frame");
}

/* -- class -- */

static void
ws_window_dispose (GObject *object)
{
  WsWindow *self = WS_WINDOW (object);

  if (self->session != NULL)
    ws_window_detach_jobs (self);
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  for (GSList *l = self->pages; l != NULL; l = l->next)
    ws_page_set_session (l->data, NULL);
  if (self->session != NULL)
    ws_scene_list_flush (self->session);
  g_clear_pointer (&self->pending_scene, ws_scene_free);
  g_clear_object (&self->scene_toast);
  g_clear_pointer (&self->pages, g_slist_free);
  g_clear_object (&self->chooser);
  g_clear_object (&self->session);
  g_clear_pointer (&self->page_name, g_free);
  g_clear_pointer (&self->unfinished, g_ptr_array_unref);
  G_OBJECT_CLASS (ws_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, page_stack);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, page_list);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, job_frame);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, job_list);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, content);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, header);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, back);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, opening_label);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, project_title);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, page_title);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, WsWindow, job_notice);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
ws_window_class_init (WsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_window_dispose;
  widget_class->unrealize = ws_window_unrealize;
  widget_class->map = ws_window_map;
  g_type_ensure (WS_TYPE_NOTICE);
  g_type_ensure (WS_TYPE_WELCOME);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/window.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "win.page", "s", page_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "win.fullscreen", NULL, fullscreen_action);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL, shortcuts_action);
  gtk_widget_class_install_action (widget_class, "win.export-figure", NULL, plot_action);
  gtk_widget_class_install_action (widget_class, "win.show-table", NULL, plot_action);
  ws_window_install_project_actions (widget_class);
  ws_window_install_job_actions (widget_class);
  ws_window_install_scene_actions (widget_class);
}

static void
ws_window_init (WsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_sidebar (self);
  restore_size (self);
}

GtkWidget *
ws_window_new (GtkApplication *application)
{
  return g_object_new (WS_TYPE_WINDOW, "application", application, NULL);
}
