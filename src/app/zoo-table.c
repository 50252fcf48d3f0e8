/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/zoo-table.h"
#include "app/network-item.h"
#include "plot/ticks.h"

#include <glib/gi18n.h>
#include <math.h>

#define ROWS_AT_ONCE 30
#define FRAME_MS 20

struct _WsZooTable
{
  AdwBin             parent_instance;
  GtkColumnView     *view;
  GListStore        *items;
  GtkMultiSelection *selection;
  WsZooView         *shown; /* what the rows tell of */
  gboolean           is_training;
  guint              fill_id, next_row;
};

G_DEFINE_FINAL_TYPE (WsZooTable, ws_zoo_table, ADW_TYPE_BIN)

static guint signal_opened;

typedef enum
{
  CELL_NAME,
  CELL_SPLIT,
  CELL_LR,
  CELL_EPOCH,
  CELL_ACCURACY,
  CELL_LOSS,
  CELL_STATE,
} Cell;

static const struct
{
  const char *title, *property;
  guint       chars; /* what it takes */
} columns[] = {
  [CELL_NAME] = { N_ ("Network"), "model", 8 },
  [CELL_SPLIT] = { N_ ("Split"), "split", 9 },
  [CELL_LR] = { N_ ("Learning rate"), "lr", 10 },
  [CELL_EPOCH] = { N_ ("Epoch"), "epoch", 5 },
  [CELL_ACCURACY] = { N_ ("Test accuracy"), "accuracy", 8 },
  [CELL_LOSS] = { N_ ("Test loss"), "loss", 7 },
  [CELL_STATE] = { N_ ("State"), "state", 9 },
};

static char *
cell_text (WsNetworkItem *item, Cell cell)
{
  const char *const splits[] = { N_ ("train"), N_ ("validation"), N_ ("test") };
  g_autofree char  *state = NULL;
  guint             model, split, epoch;
  double            lr, accuracy, loss;

  g_object_get (item, "model", &model, "split", &split, "epoch", &epoch, "lr", &lr, "accuracy",
                &accuracy, "loss", &loss, "state", &state, NULL);
  switch (cell)
    {
    case CELL_NAME:
      /* Translators: a network's name in the table, from 1 */
      return g_strdup_printf (_ ("net-%03u"), model + 1);
    case CELL_SPLIT:
      return g_strdup (_ (splits[MIN (split, 2u)]));
    case CELL_LR:
      return ws_number_format (lr, 0, WS_FORMAT_AUTO);
    case CELL_EPOCH:
      return g_strdup_printf ("%u", epoch);
    case CELL_ACCURACY:
      return isnan (accuracy) ? g_strdup ("–") : g_strdup_printf ("%.4f", accuracy);
    case CELL_LOSS:
      return isnan (loss) ? g_strdup ("–") : g_strdup_printf ("%.4f", loss);
    case CELL_STATE:
    default:
      return g_steal_pointer (&state);
    }
}

static void
refresh_cell (GtkListItem *list_item)
{
  Cell             cell = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (list_item), "cell"));
  WsNetworkItem   *item = gtk_list_item_get_item (list_item);
  g_autofree char *text = item != NULL ? cell_text (item, cell) : NULL;

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (list_item)), text);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer cell)
{
  /* its size does not follow its text: live rows would lay out the whole table at every epoch */
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), 0); /* as the titles stand */
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 3);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), columns[GPOINTER_TO_UINT (cell)].chars);
  gtk_widget_add_css_class (text, "numeric");
  gtk_list_item_set_child (list_item, text);
  g_object_set_data (G_OBJECT (list_item), "cell", cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer cell)
{
  g_signal_connect_swapped (gtk_list_item_get_item (list_item), "notify::epoch",
                            G_CALLBACK (refresh_cell), list_item);
  refresh_cell (list_item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer cell)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), refresh_cell,
                                        list_item);
}

static GtkColumnViewColumn *
add_column (WsZooTable *self, Cell cell)
{
  gpointer            data = GUINT_TO_POINTER ((guint)cell);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkExpression      *value =
      gtk_property_expression_new (WS_TYPE_NETWORK_ITEM, NULL, columns[cell].property);
  g_autoptr (GtkSorter) sorter = cell == CELL_STATE ? GTK_SORTER (gtk_string_sorter_new (value))
                                                    : GTK_SORTER (gtk_numeric_sorter_new (value));
  GtkColumnViewColumn *column = gtk_column_view_column_new (_ (columns[cell].title), factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), data);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), data);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), data);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (self->view, column);
  g_object_unref (column);
  return column;
}

/* Rows as tab-separated text, the selected ones or all. */
static char *
dup_text (WsZooTable *self)
{
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  gboolean all = gtk_bitset_is_empty (selected);
  GString *text = g_string_new (NULL);

  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    g_string_append_printf (text, "%s%s", c > 0 ? "\t" : "", _ (columns[c].title));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr (WsNetworkItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (!all && !gtk_bitset_contains (selected, i))
        continue;
      for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
        {
          g_autofree char *cell = cell_text (item, c);

          g_string_append_printf (text, "%s%s", c > 0 ? "\t" : "", cell);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *text = dup_text (WS_ZOO_TABLE (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
ws_zoo_table_dispose (GObject *object)
{
  WsZooTable *self = WS_ZOO_TABLE (object);

  g_clear_handle_id (&self->fill_id, g_source_remove);
  g_clear_pointer (&self->shown, ws_zoo_view_unref);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (ws_zoo_table_parent_class)->dispose (object);
}

static void
ws_zoo_table_class_init (WsZooTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_zoo_table_dispose;
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
  signal_opened = g_signal_new ("opened", WS_TYPE_ZOO_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
activate_cb (GtkColumnView *view, guint position, WsZooTable *self)
{
  g_autoptr (WsNetworkItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    g_signal_emit (self, signal_opened, 0, ws_network_item_get_model (item));
}

static void
ws_zoo_table_init (WsZooTable *self)
{
  GtkWidget        *scrolled = gtk_scrolled_window_new ();
  GtkSortListModel *sorted;

  self->items = g_list_store_new (WS_TYPE_NETWORK_ITEM);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Networks of the zoo"), -1);
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    {
      GtkColumnViewColumn *column = add_column (self, c);

      if (c == CELL_ACCURACY)
        gtk_column_view_sort_by_column (self->view, column, GTK_SORT_DESCENDING);
    }
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->items)),
                                    g_object_ref (gtk_column_view_get_sorter (self->view)));
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection); /* the view holds it */
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

static void
scroll_to (WsZooTable *self, guint position)
{
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->view)),
                              "list.scroll-to-item", "u", position);
}

/* The list holds on to the row that had been on top: the best one is of more interest. */
static void
put_in_order (WsZooTable *self)
{
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  gtk_sorter_changed (gtk_column_view_get_sorter (self->view), GTK_SORTER_CHANGE_DIFFERENT);
  if (gtk_bitset_is_empty (selected) && g_list_model_get_n_items (G_LIST_MODEL (self->items)) > 0)
    scroll_to (self, 0);
}

/* Some rows at a time: hundreds of them at once would hold up everything else. */
static void
fill_some (WsZooTable *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint end = MIN (self->next_row + ROWS_AT_ONCE, self->shown->n_models);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = self->next_row; i < end; i++)
    {
      g_autoptr (WsNetworkItem) item =
          i < n ? g_list_model_get_item (G_LIST_MODEL (self->items), i) : ws_network_item_new (i);

      ws_network_item_update (item, self->shown, self->is_training);
      if (i >= n)
        g_ptr_array_add (fresh, g_object_ref (item));
    }
  g_list_store_splice (self->items, n, 0, fresh->pdata, fresh->len);
  self->next_row = end;
}

static gboolean
fill_cb (gpointer data)
{
  WsZooTable *self = data;

  fill_some (self);
  if (self->next_row < self->shown->n_models)
    return G_SOURCE_CONTINUE;
  self->fill_id = 0;
  if (!self->is_training) /* rows are put in order when they have come to rest */
    put_in_order (self);
  return G_SOURCE_REMOVE;
}

void
ws_zoo_table_set_view (WsZooTable *self, WsZooView *view, gboolean is_training)
{
  gboolean is_same;

  g_return_if_fail (WS_IS_ZOO_TABLE (self));
  is_same = view != NULL && self->shown != NULL && view->info->id == self->shown->info->id &&
            view->n_models == self->shown->n_models;
  if (view != NULL)
    ws_zoo_view_ref (view);
  g_clear_pointer (&self->shown, ws_zoo_view_unref);
  self->shown = view;
  self->is_training = is_training;
  g_clear_handle_id (&self->fill_id, g_source_remove);
  if (!is_same)
    g_list_store_remove_all (self->items);
  self->next_row = 0;
  if (view != NULL && fill_cb (self) == G_SOURCE_CONTINUE)
    self->fill_id = g_timeout_add (FRAME_MS, fill_cb, self);
}

guint
ws_zoo_table_select_accuracy (WsZooTable *self, double lo, double hi)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);
  guint              n = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_autoptr (GtkBitset) selected = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) all = gtk_bitset_new_range (0, n);

  g_return_val_if_fail (WS_IS_ZOO_TABLE (self), 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WsNetworkItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);
      double accuracy = ws_network_item_get_accuracy (item);

      if (accuracy >= lo && accuracy <= hi)
        gtk_bitset_add (selected, i);
    }
  gtk_selection_model_set_selection (model, selected, all);
  if (!gtk_bitset_is_empty (selected))
    scroll_to (self, gtk_bitset_get_minimum (selected));
  return (guint)gtk_bitset_get_size (selected);
}
