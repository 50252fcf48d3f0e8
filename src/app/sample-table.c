/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/sample-table.h"

#include "results/map-text.h"
#include "results/sample-item.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct
{
  const guint *n_images;
  char *(*text) (WsSampleItem *item, guint n_images);
} Column;

static char *
name_text (WsSampleItem *item, guint n_images)
{
  return g_strdup (ws_sample_item_get_name (item));
}

static char *
from_text (WsSampleItem *item, guint n_images)
{
  return g_strdup (ws_sample_item_get_from (item));
}

static char *
accuracy_text (WsSampleItem *item, guint n_images)
{
  return ws_text_accuracy_short (ws_sample_item_get_accuracy (item), n_images);
}

static char *
number_text (double value)
{
  return isfinite (value) ? g_strdup_printf ("%.3f", value) : g_strdup ("–");
}

static char *
distance_text (WsSampleItem *item, guint n_images)
{
  return number_text (ws_sample_item_get_distance (item));
}

static char *
overlap_text (WsSampleItem *item, guint n_images)
{
  return number_text (ws_sample_item_get_overlap (item));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer chars)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), 0.0f);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 5);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), GPOINTER_TO_UINT (chars));
  gtk_widget_add_css_class (text, "numeric");
  gtk_list_item_set_child (list_item, text);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, Column *column)
{
  WsSampleItem    *item = gtk_list_item_get_item (list_item);
  g_autofree char *text = column->text (item, *column->n_images);

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (list_item)), text);
}

static void
add_column (GtkColumnView *table,
            const char    *title,
            const char    *property,
            guint          chars,
            const guint   *n_images,
            char *(*text) (WsSampleItem *, guint))
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Column             *column = g_new (Column, 1);
  GtkExpression      *sort_by = gtk_property_expression_new (WS_TYPE_SAMPLE_ITEM, NULL, property);
  g_autoptr (GtkSorter) sorter = NULL;
  g_autoptr (GtkColumnViewColumn) view_column = NULL;

  *column = (Column){ n_images, text };
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (chars));
  g_signal_connect_data (factory, "bind", G_CALLBACK (bind_cb), column,
                         (GClosureNotify)(void (*) (void))g_free, 0);
  sorter = GTK_SORTER (gtk_numeric_sorter_new (sort_by));
  view_column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_sorter (view_column, sorter);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_expand (view_column, TRUE);
  gtk_column_view_append_column (table, view_column);
}

GtkSingleSelection *
ws_sample_table_setup (GtkColumnView *table, GListStore *items, const guint *n_images)
{
  GtkSortListModel   *sorted;
  GtkSingleSelection *selection;

  add_column (table, _ ("Name"), "number", 16, n_images, name_text);
  add_column (table, _ ("Nearest network"), "number", 9, n_images, from_text);
  add_column (table, _ ("Test accuracy"), "accuracy", 17, n_images, accuracy_text);
  /* Translators: to the nearest network of the zoo */
  add_column (table, _ ("Distance"), "distance", 8, n_images, distance_text);
  /* Translators: share of errors in common with the zoo's most alike network */
  add_column (table, _ ("Shared errors"), "overlap", 8, n_images, overlap_text);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (items)),
                                    g_object_ref (gtk_column_view_get_sorter (table)));
  selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_column_view_set_model (table, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  return selection;
}
