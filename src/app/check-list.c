/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/check-list.h"

#include <glib/gi18n.h>

struct _WsCheckList
{
  AdwPreferencesGroup parent_instance;

  GPtrArray *rows; /* lent by the group */
};

G_DEFINE_FINAL_TYPE (WsCheckList, ws_check_list, ADW_TYPE_PREFERENCES_GROUP)

static GtkWidget *
new_row (const WsHyperCheck *check)
{
  static const struct
  {
    const char *icon, *name, *style;
  } looks[] = {
    [WS_CHECK_GOOD] = { "emblem-ok-symbolic", N_ ("Good"), "success" },
    [WS_CHECK_PLAIN] = { "emblem-documents-symbolic", N_ ("Finding"), "dim-label" },
    [WS_CHECK_DOUBTFUL] = { "dialog-warning-symbolic", N_ ("Doubtful"), "warning" },
  };
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (looks[check->verdict].icon);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), check->text);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), check->why);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (icon, looks[check->verdict].style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (looks[check->verdict].name), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

void
ws_check_list_show (WsCheckList *self, GPtrArray *checks)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < checks->len; i++)
    {
      GtkWidget *row = new_row (g_ptr_array_index (checks, i));

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
ws_check_list_finalize (GObject *object)
{
  g_ptr_array_unref (WS_CHECK_LIST (object)->rows);
  G_OBJECT_CLASS (ws_check_list_parent_class)->finalize (object);
}

static void
ws_check_list_class_init (WsCheckListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ws_check_list_finalize;
}

static void
ws_check_list_init (WsCheckList *self)
{
  self->rows = g_ptr_array_new ();
}
