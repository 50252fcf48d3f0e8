/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/welcome.h"
#include "app/demo.h"
#include "app/notice.h"
#include "app/recents.h"

#include <glib/gi18n.h>

struct _WsWelcome
{
  AdwBin     parent_instance;
  WsNotice  *notice;
  GtkWidget *demo, *create, *recents, *list;
};

G_DEFINE_FINAL_TYPE (WsWelcome, ws_welcome, ADW_TYPE_BIN)

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, WsWelcome *self)
{
  const char *path = g_object_get_data (G_OBJECT (row), "path");

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-path", "s", path);
}

static void
remove_clicked_cb (GtkButton *button, WsWelcome *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);

  ws_recents_remove (g_object_get_data (G_OBJECT (row), "path"));
  ws_welcome_refresh (self);
}

static gboolean
list_key_cb (
    GtkEventControllerKey *key, guint keyval, guint keycode, GdkModifierType state, WsWelcome *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *row;

  if (keyval != GDK_KEY_Delete || focus == NULL)
    return GDK_EVENT_PROPAGATE;
  row =
      GTK_IS_LIST_BOX_ROW (focus) ? focus : gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW);
  if (row == NULL)
    return GDK_EVENT_PROPAGATE;
  ws_recents_remove (g_object_get_data (G_OBJECT (row), "path"));
  ws_welcome_refresh (self);
  return GDK_EVENT_STOP;
}

static GtkWidget *
create_row (WsWelcome *self, WsRecent *recent)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *icon = gtk_image_new_from_icon_name ("ws-explore-symbolic");
  GtkWidget       *remove = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *subtitle = ws_recent_dup_subtitle (recent);
  g_autofree char *label = NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ws_recent_get_title (recent));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !ws_recent_is_missing (recent));
  if (ws_recent_is_missing (recent))
    gtk_widget_add_css_class (row, "missing");
  gtk_widget_set_tooltip_text (row, ws_recent_get_path (recent));
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_add_css_class (remove, "circular");
  gtk_widget_set_tooltip_text (remove, _ ("Remove from the list (Delete)"));
  /* Translators: %s is a project's name */
  label = g_strdup_printf (_ ("Remove %s from the list"), ws_recent_get_title (recent));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect (remove, "clicked", G_CALLBACK (remove_clicked_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (ws_recent_get_path (recent)), g_free);
  return row;
}

void
ws_welcome_refresh (WsWelcome *self)
{
  g_autoptr (GListModel) recents = ws_recents_list ();
  g_autofree char *demo = ws_demo_dup_shipped_path ();
  gboolean         has_demo = demo != NULL;
  GtkWidget       *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < g_list_model_get_n_items (recents); i++)
    {
      g_autoptr (WsRecent) recent = g_list_model_get_item (recents, i);

      gtk_list_box_append (GTK_LIST_BOX (self->list), create_row (self, recent));
    }
  gtk_widget_set_visible (self->recents, g_list_model_get_n_items (recents) > 0);
  gtk_widget_set_visible (self->demo, has_demo);
  /* one suggestion at a time: the demo, or a new project where there is none */
  if (has_demo)
    gtk_widget_remove_css_class (self->create, "suggested-action");
  else
    gtk_widget_add_css_class (self->create, "suggested-action");
  ws_notice_hide (self->notice);
}

void
ws_welcome_show_error (WsWelcome *self, const char *what, const GError *error)
{
  ws_notice_show_error (self->notice, what, error);
}

static void
ws_welcome_class_init (WsWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (WS_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, WsWelcome, notice);
  gtk_widget_class_bind_template_child (widget_class, WsWelcome, demo);
  gtk_widget_class_bind_template_child (widget_class, WsWelcome, create);
  gtk_widget_class_bind_template_child (widget_class, WsWelcome, recents);
  gtk_widget_class_bind_template_child (widget_class, WsWelcome, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
ws_welcome_init (WsWelcome *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (key, "key-pressed", G_CALLBACK (list_key_cb), self);
  gtk_widget_add_controller (self->list, key);
  ws_welcome_refresh (self);
}
