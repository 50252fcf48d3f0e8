/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/hyper-names.h"

GtkStringList *
ws_hyper_names_new (WsSession *session, gboolean complete_only, const char *wanted, guint *selected)
{
  GListModel    *hypers = ws_session_get_hypers (session);
  WsHyperItem   *newest = ws_session_get_newest_hyper (session);
  GtkStringList *list = gtk_string_list_new (NULL);
  guint          n = 0;

  *selected = GTK_INVALID_LIST_POSITION;
  for (guint i = 0; i < g_list_model_get_n_items (hypers); i++)
    {
      g_autoptr (WsHyperItem) item = g_list_model_get_item (hypers, i);
      const char *name = ws_hyper_item_get_name (item);

      if (complete_only && !ws_hyper_item_get_info (item)->complete)
        continue;
      if (wanted != NULL ? g_str_equal (name, wanted) : item == newest)
        *selected = n;
      gtk_string_list_append (list, name);
      n++;
    }
  if (*selected == GTK_INVALID_LIST_POSITION && n > 0)
    *selected = n - 1;
  return list;
}
