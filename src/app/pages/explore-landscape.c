/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/explore-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

/* The landscape behind the map: its actions, and what the page says of it. */

#define OPACITY_STEP 0.1

static void
update (WsExplorePage *self)
{
  WsMapLandscape  *landscape = self->landscape;
  GActionMap      *map = G_ACTION_MAP (ws_page_get_actions (WS_PAGE (self)));
  gboolean         is_active = ws_map_landscape_is_active (landscape);
  gboolean         is_stopped = ws_map_landscape_is_stopped (landscape);
  g_autofree char *text =
      ws_map_landscape_dup_readout (landscape, self->landscape_x, self->landscape_y);
  g_autofree char *status = ws_map_landscape_dup_status (landscape);

  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "landscape")),
                             g_variant_new_boolean (is_active));
  ws_page_set_action_enabled (WS_PAGE (self), "refine-landscape",
                              ws_map_landscape_can_refine (landscape));
  ws_page_set_action_enabled (WS_PAGE (self), "export-data",
                              ws_map_view_get_ground (self->map) != NULL);
  ws_page_set_action_enabled (WS_PAGE (self), "stop-landscape",
                              ws_map_landscape_is_busy (landscape) || is_stopped);
  gtk_button_set_icon_name (self->stop_landscape,
                            is_stopped ? "media-playback-start-symbolic" : "process-stop-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->stop_landscape),
                               is_stopped ? _ ("Go on measuring (Shift+H)")
                                          : _ ("Stop measuring (Shift+H)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->stop_landscape),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_stopped ? _ ("Go on measuring") : _ ("Stop measuring"), -1);
  gtk_widget_set_visible (GTK_WIDGET (self->stop_landscape),
                          ws_map_landscape_is_busy (landscape) || is_stopped);
  gtk_label_set_label (self->cell_label, text != NULL ? text : "");
  gtk_label_set_label (self->landscape_label, status != NULL ? status : "");
  gtk_widget_set_visible (self->landscape_bar, is_active);
  ws_explore_page_update_busy (self);
}

static void
failed_cb (WsExplorePage *self, const GError *error)
{
  ws_notice_show_error (self->notice, _ ("The landscape"), error);
}

static void
pointed_cb (WsExplorePage *self, double x, double y)
{
  g_autofree char *text = ws_map_landscape_dup_readout (self->landscape, x, y);

  self->landscape_x = x;
  self->landscape_y = y;
  gtk_label_set_label (self->cell_label, text != NULL ? text : "");
}

/* -- actions -- */

static void
landscape_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;

  ws_map_landscape_set_active (self->landscape, g_variant_get_boolean (value));
}

static void
stop_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;

  if (ws_map_landscape_is_stopped (self->landscape))
    ws_map_landscape_go_on (self->landscape);
  else
    ws_map_landscape_stop (self->landscape);
}

static void
refine_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;

  ws_map_landscape_refine (self->landscape);
}

static void
opacity_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;
  gboolean       is_more = g_str_equal (g_action_get_name (G_ACTION (action)), "landscape-more");

  ws_map_landscape_set_opacity (self->landscape, ws_map_landscape_get_opacity (self->landscape) +
                                                     (is_more ? OPACITY_STEP : -OPACITY_STEP));
}

/* -- the table of the cells -- */

static void
chooser_response_cb (GtkNativeDialog *dialog, int response, WsExplorePage *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      ws_map_landscape_write_csv (self->landscape, file);
    }
  g_clear_object (&self->cells_chooser);
}

static void
export_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;
  GtkRoot       *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->cells_chooser != NULL)
    return;
  self->cells_chooser = gtk_file_chooser_native_new (
      _ ("Save Table"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->cells_chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->cells_chooser), _ ("landscape.csv"));
  g_signal_connect_object (self->cells_chooser, "response", G_CALLBACK (chooser_response_cb), self,
                           0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->cells_chooser));
}

void
ws_explore_page_init_landscape (WsExplorePage *self)
{
  static const GActionEntry entries[] = {
    { .name = "landscape", .state = "false", .change_state = landscape_cb },
    { .name = "stop-landscape", .activate = stop_cb },
    { .name = "refine-landscape", .activate = refine_cb },
    { .name = "landscape-more", .activate = opacity_cb },
    { .name = "landscape-less", .activate = opacity_cb },
    { .name = "export-data", .activate = export_cb },
  };

  self->landscape = ws_map_landscape_new (self->map);
  self->landscape_x = self->landscape_y = (double)NAN;
  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
  ws_landscape_rows_set_landscape (self->landscape_rows, self->landscape);
  g_signal_connect_object (self->landscape, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->landscape, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "pointed", G_CALLBACK (pointed_cb), self, G_CONNECT_SWAPPED);
  update (self);
}

void
ws_explore_page_class_init_landscape (GtkWidgetClass *klass)
{
  g_type_ensure (WS_TYPE_LANDSCAPE_ROWS);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_h, 0, "page.landscape", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_h, GDK_SHIFT_MASK, "page.stop-landscape",
                                       NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_bracketleft, 0, "page.landscape-less", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_bracketright, 0, "page.landscape-more", NULL);
  gtk_widget_class_bind_template_child (klass, WsExplorePage, landscape_rows);
  gtk_widget_class_bind_template_child (klass, WsExplorePage, stop_landscape);
  gtk_widget_class_bind_template_child (klass, WsExplorePage, cell_label);
  gtk_widget_class_bind_template_child (klass, WsExplorePage, landscape_bar);
  gtk_widget_class_bind_template_child (klass, WsExplorePage, landscape_label);
}
