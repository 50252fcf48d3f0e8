/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/plot-table.h"
#include "app/notice.h"
#include "app/plot-view.h"

#include <glib/gi18n.h>

struct _WsPlotTable
{
  AdwWindow             parent_instance;
  WsFigure             *figure;
  char                 *title;
  GtkFileChooserNative *chooser;
  GtkWidget            *view;
  WsNotice             *notice;
};

G_DEFINE_FINAL_TYPE (WsPlotTable, ws_plot_table, ADW_TYPE_WINDOW)

/* A row is a GtkStringList of cells. */
static void
bind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkStringList *row = gtk_list_item_get_item (item);
  GtkWidget     *label = gtk_list_item_get_child (item);
  const char    *text = gtk_string_list_get_string (row, GPOINTER_TO_UINT (column));

  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
fill (WsPlotTable *self)
{
  g_autoptr (GPtrArray) rows = ws_plot_table_rows (self->figure);
  g_autoptr (GListStore) store = g_list_store_new (GTK_TYPE_STRING_LIST);
  g_autoptr (GtkSelectionModel) selection = NULL;
  char **header = g_ptr_array_index (rows, 0);

  for (guint r = 1; r < rows->len; r++)
    {
      g_autoptr (GtkStringList) row =
          gtk_string_list_new ((const char *const *)g_ptr_array_index (rows, r));

      g_list_store_append (store, row);
    }
  for (guint c = 0; header[c] != NULL; c++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (header[c], factory);

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), GUINT_TO_POINTER (c));
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), GUINT_TO_POINTER (c));
      gtk_column_view_column_set_expand (column, TRUE);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
    }
  selection =
      GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (g_steal_pointer (&store))));
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), selection);
}

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsPlotTable     *self = WS_PLOT_TABLE (widget);
  g_autofree char *text = ws_plot_table_text (self->figure, '\t');

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
chooser_response_cb (GtkNativeDialog *dialog, int response, WsPlotTable *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *text = ws_plot_table_text (self->figure, ',');
      g_autoptr (GError) error = NULL;

      if (!g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE,
                                    NULL, NULL, &error))
        ws_notice_show_error (self->notice, _ ("The table was not written"), error);
    }
  g_clear_object (&self->chooser);
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsPlotTable     *self = WS_PLOT_TABLE (widget);
  g_autofree char *base = g_strdup (self->title != NULL ? self->title : _ ("Table"));
  g_autofree char *name = NULL;

  if (self->chooser != NULL)
    return;
  g_strdelimit (base, "/\\:", '-');
  name = g_strconcat (base, ".csv", NULL);
  self->chooser = gtk_file_chooser_native_new (_ ("Save Table"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
ws_plot_table_dispose (GObject *object)
{
  WsPlotTable *self = WS_PLOT_TABLE (object);

  g_clear_object (&self->chooser);
  g_clear_pointer (&self->figure, ws_figure_unref);
  g_clear_pointer (&self->title, g_free);
  G_OBJECT_CLASS (ws_plot_table_parent_class)->dispose (object);
}

static void
ws_plot_table_class_init (WsPlotTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_plot_table_dispose;
  g_type_ensure (WS_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/weightscape/Weightscape/ui/plot-table.ui");
  gtk_widget_class_bind_template_child (widget_class, WsPlotTable, view);
  gtk_widget_class_bind_template_child (widget_class, WsPlotTable, notice);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "table.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
}

static void
ws_plot_table_init (WsPlotTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ws_plot_table_new (WsFigure *figure, const char *title)
{
  WsPlotTable *self = g_object_new (WS_TYPE_PLOT_TABLE, NULL);

  self->figure = ws_figure_ref (figure);
  self->title = g_strdup (title);
  if (title != NULL)
    gtk_window_set_title (GTK_WINDOW (self), title);
  fill (self);
  return GTK_WIDGET (self);
}

void
ws_plot_table_present (GtkWidget *widget, WsFigure *figure, const char *title)
{
  GtkWidget *window = ws_plot_table_new (figure, title);
  GtkRoot   *root = gtk_widget_get_root (widget);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (window));
}
