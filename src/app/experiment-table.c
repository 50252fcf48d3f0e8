/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/experiment-table.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_CHARS 34
#define STEP 80.0 /* pixels that Left and Right go */

struct _WsExperimentTable
{
  AdwBin             parent_instance;
  GPtrArray         *cells; /* (nullable): of GStrv, titles first */
  guint              n_fixed;
  GListStore        *rows; /* of GtkStringList */
  GtkMultiSelection *selection;
  GtkStack          *stack;
  GtkWidget         *scrollbar;
  GtkAdjustment     *leads; /* of the two downward ones, that moved last; lent */
  guint              idle_id, follow_id;
  GtkColumnView     *fixed, *moving;
  GtkScrolledWindow *fixed_scroll, *moving_scroll;
};

G_DEFINE_FINAL_TYPE (WsExperimentTable, ws_experiment_table, ADW_TYPE_BIN)

/* -- the cells as text -- */

static void
append_number (GString *text, double value, guint digits)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE + 320], format[8];

  g_snprintf (format, sizeof format, "%%.%uf", MIN (digits, 9));
  g_ascii_formatd (number, sizeof number, format, fabs (value));
  /* a real minus is as wide as a digit */
  g_string_append_printf (text, "%s%s", value < 0 ? "−" : "", number);
}

static char *
dup_cell (const WsColumn *column, const WsCell *cell)
{
  GString *text;

  if (cell->text != NULL)
    /* the column's title says what it is, and most rows have none */
    return g_strdup (g_str_equal (cell->text, WS_NOT_PUBLISHED) ? "–" : cell->text);
  if (!isfinite (cell->mean))
    return g_strdup ("–");
  text = g_string_new (NULL);
  append_number (text, cell->mean, column->digits);
  if (isfinite (cell->std))
    {
      g_string_append (text, " ± ");
      append_number (text, cell->std, column->digits);
    }
  return g_string_free (text, FALSE);
}

static guint
find_column (const WsTable *table, const char *key)
{
  for (guint i = 0; i < table->columns->len; i++)
    if (g_str_equal (ws_table_get_column (table, i)->key, key))
      return i;
  return G_MAXUINT;
}

/* The columns that are seen, in the order in which they are. */
static GArray *
list_columns (const WsTable *table)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));
  guint   published = find_column (table, "published_mean");
  guint   ours = find_column (table, "acc_mean"), high = find_column (table, "acc_high");

  if (published != G_MAXUINT &&
      (ours == G_MAXUINT || ws_table_get_column (table, published)->is_silent ||
       ws_table_get_column (table, ours)->is_silent))
    published = G_MAXUINT;
  if (ours != G_MAXUINT && high == ours + 2) /* its band belongs to it */
    ours = high;
  for (guint i = 0; i < table->columns->len; i++)
    {
      if (ws_table_get_column (table, i)->is_silent || i == published)
        continue;
      g_array_append_val (order, i);
      if (i == ours && published != G_MAXUINT)
        g_array_append_val (order, published);
    }
  return order;
}

/* Words at the left say what a row is. */
static guint
count_fixed (const WsTable *table, GArray *order)
{
  guint n = 0;

  while (n < order->len && n < 2 &&
         ws_table_get_cell (table, 0, g_array_index (order, guint, n))->text != NULL)
    n++;
  return n;
}

GPtrArray *
ws_experiment_table_dup_cells (const WsTable *table, guint *n_fixed)
{
  g_autoptr (GArray) order = list_columns (table);
  guint      n_rows = ws_table_get_n_rows (table);
  GPtrArray *cells = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);

  for (guint row = 0; row <= n_rows; row++)
    {
      char **words = g_new0 (char *, order->len + 1);

      for (guint k = 0; k < order->len; k++)
        {
          guint           i = g_array_index (order, guint, k);
          const WsColumn *column = ws_table_get_column (table, i);

          words[k] = row == 0 ? g_strdup (column->title)
                              : dup_cell (column, ws_table_get_cell (table, row - 1, i));
        }
      g_ptr_array_add (cells, words);
    }
  *n_fixed = n_rows > 0 ? count_fixed (table, order) : 0;
  return cells;
}

/* -- columns of widgets -- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer chars)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), 0); /* as the titles stand */
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), GPOINTER_TO_UINT (chars));
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), GPOINTER_TO_UINT (chars));
  gtk_widget_add_css_class (text, "numeric");
  gtk_list_item_set_child (item, text);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkStringList *row = gtk_list_item_get_item (item);
  const char    *text = gtk_string_list_get_string (row, GPOINTER_TO_UINT (column));
  GtkWidget     *child = gtk_list_item_get_child (item);

  gtk_inscription_set_text (GTK_INSCRIPTION (child), text);
  if (g_strcmp0 (text, "–") == 0)
    gtk_widget_add_css_class (child, "dim-label");
  else
    gtk_widget_remove_css_class (child, "dim-label");
}

static glong
get_width (const WsExperimentTable *self, guint column)
{
  glong width = 3;

  /* titles are set in a bolder face than what stands below them */
  for (guint row = 1; row < self->cells->len; row++)
    width = MAX (width, g_utf8_strlen (((char **)self->cells->pdata[row])[column], -1));
  return MIN (width, MAX_CHARS);
}

static void
clear_columns (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (view, column);
    }
}

static void
make_columns (WsExperimentTable *self)
{
  char **titles = self->cells->pdata[0];
  guint  n = g_strv_length (titles);

  clear_columns (self->fixed);
  clear_columns (self->moving);
  for (guint i = 0; i < n; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (titles[i], factory);

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb),
                        GUINT_TO_POINTER ((guint)get_width (self, i)));
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (i));
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_expand (column, i + 1 == n);
      gtk_column_view_append_column (i < self->n_fixed ? self->fixed : self->moving, column);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->fixed_scroll), self->n_fixed > 0);
}

/* -- rows -- */

static gboolean
is_same_strv (gconstpointer a, gconstpointer b)
{
  return g_strv_equal (a, b);
}

static void
fill_rows (WsExperimentTable *self, GPtrArray *old)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = 1;
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  while (old != NULL && first < old->len && first < self->cells->len &&
         is_same_strv (old->pdata[first], self->cells->pdata[first]))
    first++;
  for (guint row = first; row < self->cells->len; row++)
    g_ptr_array_add (fresh, gtk_string_list_new ((const char *const *)self->cells->pdata[row]));
  g_list_store_splice (self->rows, first - 1, n_old - (first - 1), fresh->pdata, fresh->len);
}

void
ws_experiment_table_set_table (WsExperimentTable *self, const WsTable *table)
{
  g_autoptr (GPtrArray) old = NULL;
  guint    n_fixed = 0;
  gboolean is_alike;

  g_return_if_fail (WS_IS_EXPERIMENT_TABLE (self));
  gtk_stack_set_visible_child_name (
      self->stack, table != NULL && ws_table_get_n_rows (table) > 0 ? "rows" : "nothing");
  if (table == NULL || ws_table_get_n_rows (table) == 0)
    {
      g_clear_pointer (&self->cells, g_ptr_array_unref);
      g_list_store_remove_all (self->rows);
      return;
    }
  old = g_steal_pointer (&self->cells);
  self->cells = ws_experiment_table_dup_cells (table, &n_fixed);
  /* widths are those of what was there: grown tables are measured anew */
  is_alike = old != NULL && old->len == self->cells->len && n_fixed == self->n_fixed &&
             is_same_strv (old->pdata[0], self->cells->pdata[0]);
  self->n_fixed = n_fixed;
  fill_rows (self, old);
  if (!is_alike)
    make_columns (self);
}

/* -- copying -- */

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsExperimentTable *self = WS_EXPERIMENT_TABLE (widget);
  g_autoptr (GtkBitset) chosen =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint row = 0; self->cells != NULL && row < self->cells->len; row++)
    {
      g_autofree char *line = NULL;

      if (row > 0 && !gtk_bitset_is_empty (chosen) && !gtk_bitset_contains (chosen, row - 1))
        continue;
      line = g_strjoinv ("\t", self->cells->pdata[row]);
      g_string_append_printf (text, "%s\n", line);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
scroll_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsExperimentTable *self = WS_EXPERIMENT_TABLE (widget);
  GtkAdjustment     *across = gtk_scrolled_window_get_hadjustment (self->moving_scroll);

  gtk_adjustment_set_value (across, gtk_adjustment_get_value (across) +
                                        STEP * g_variant_get_int32 (parameter));
}

/* -- class -- */

static void
ws_experiment_table_dispose (GObject *object)
{
  WsExperimentTable *self = WS_EXPERIMENT_TABLE (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_handle_id (&self->follow_id, g_source_remove);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_object (&self->rows);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (ws_experiment_table_parent_class)->dispose (object);
}

static void
ws_experiment_table_class_init (WsExperimentTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_experiment_table_dispose;
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "table.scroll", "i", scroll_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
}

static GtkColumnView *
new_view (WsExperimentTable *self, const char *label, GtkScrolledWindow **scroll)
{
  GtkColumnView *view =
      GTK_COLUMN_VIEW (gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection))));

  gtk_widget_add_css_class (GTK_WIDGET (view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  *scroll = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_child (*scroll, GTK_WIDGET (view));
  return view;
}

static gboolean
follow_cb (gpointer data)
{
  WsExperimentTable *self = data;
  GtkAdjustment     *fixed = gtk_scrolled_window_get_vadjustment (self->fixed_scroll);
  GtkAdjustment     *moving = gtk_scrolled_window_get_vadjustment (self->moving_scroll);

  self->follow_id = 0;
  gtk_adjustment_set_value (self->leads == fixed ? moving : fixed,
                            gtk_adjustment_get_value (self->leads));
  return G_SOURCE_REMOVE;
}

/* Both halves show the same rows. A list also moves while it is laid out, when the other must not
 * be disturbed: the other follows before the next frame. */
static void
down_changed_cb (GtkAdjustment *down, WsExperimentTable *self)
{
  self->leads = down;
  if (self->follow_id == 0)
    self->follow_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, follow_cb, self, NULL);
}

static gboolean
show_scrollbar_cb (gpointer data)
{
  WsExperimentTable *self = data;
  GtkAdjustment     *across = gtk_scrolled_window_get_hadjustment (self->moving_scroll);

  self->idle_id = 0;
  gtk_widget_set_visible (self->scrollbar, gtk_adjustment_get_upper (across) >
                                               gtk_adjustment_get_page_size (across) + 0.5);
  return G_SOURCE_REMOVE;
}

/* Shown only while there is something to scroll, and not from within the layout that finds out. */
static void
across_changed_cb (WsExperimentTable *self)
{
  if (self->idle_id == 0)
    self->idle_id = g_idle_add (show_scrollbar_cb, self);
}

/* Before the lists, which take these keys and do nothing with them. */
static void
add_keys (WsExperimentTable *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (GDK_KEY_Left, 0),
                                       gtk_named_action_new ("table.scroll"), "i", -1));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (GDK_KEY_Right, 0),
                                       gtk_named_action_new ("table.scroll"), "i", 1));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
ws_experiment_table_init (WsExperimentTable *self)
{
  GtkWidget     *grid = gtk_grid_new (), *line = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  GtkWidget     *nothing = gtk_label_new (_ ("A row appears when its first unit is done."));
  GtkAdjustment *across;

  self->rows = g_list_store_new (GTK_TYPE_STRING_LIST);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  self->fixed = new_view (self, _ ("Rows of the table"), &self->fixed_scroll);
  self->moving = new_view (self, _ ("Numbers of the table"), &self->moving_scroll);
  gtk_scrolled_window_set_policy (self->fixed_scroll, GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
  /* its own bar would take height from one of the two */
  gtk_scrolled_window_set_policy (self->moving_scroll, GTK_POLICY_EXTERNAL, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_hexpand (GTK_WIDGET (self->moving_scroll), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->moving_scroll), TRUE);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->moving_scroll),
                           "value-changed", G_CALLBACK (down_changed_cb), self, 0);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->fixed_scroll),
                           "value-changed", G_CALLBACK (down_changed_cb), self, 0);
  across = gtk_scrolled_window_get_hadjustment (self->moving_scroll);
  self->scrollbar = gtk_scrollbar_new (GTK_ORIENTATION_HORIZONTAL, across);
  g_signal_connect_object (across, "changed", G_CALLBACK (across_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->fixed_scroll), 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), line, 1, 0, 1, 2);
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->moving_scroll), 2, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), self->scrollbar, 2, 1, 1, 1);
  gtk_widget_set_visible (self->scrollbar, FALSE);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self), "view");
  gtk_widget_add_css_class (nothing, "dim-label");
  add_keys (self);
  gtk_stack_add_named (self->stack, nothing, "nothing");
  gtk_stack_add_named (self->stack, grid, "rows");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}
