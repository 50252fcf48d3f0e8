/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/finetune-table.h"

#include <glib/gi18n.h>

#define N_COLUMNS (2 + WS_FINETUNE_TABLE_EPOCHS) /* name and count before the epochs */
#define COLUMN_LAST (WS_FINETUNE_TABLE_EPOCHS - 1)

/* The epochs at which METHOD.md 5.5 and the published tables look. */
static const guint epochs[COLUMN_LAST] = { 0, 1, 5, 25, 50 };

struct _WsFinetuneTable
{
  AdwBin               parent_instance;
  GtkColumnView       *table;
  GtkColumnViewColumn *columns[N_COLUMNS];
  GtkStringList       *rows; /* labels of the populations; what else a row says is looked up */
  WsFinetuneView      *view;
  WsFinetuneLook       look;
};

G_DEFINE_FINAL_TYPE (WsFinetuneTable, ws_finetune_table, ADW_TYPE_BIN)

/* -- what it says -- */

const WsCurveRow *
ws_finetune_table_get_row (const WsTunedCurve *curve, guint column)
{
  return column == COLUMN_LAST ? ws_tuned_curve_get_last (curve)
                               : ws_tuned_curve_get_row (curve, epochs[column]);
}

gboolean
ws_finetune_table_has_column (const WsFinetuneView *view, guint column)
{
  if (column < COLUMN_LAST)
    return epochs[column] <= view->n_epochs;
  /* where all have ended at one of the epochs before, it would say that again */
  for (guint i = 0; i < view->curves->len; i++)
    {
      const WsTunedCurve *curve = ws_finetune_view_get_curve (view, i);
      gboolean            is_there = FALSE;

      for (guint k = 0; k < COLUMN_LAST; k++)
        is_there |= epochs[k] == curve->n_epochs && curve->n_epochs == view->n_epochs;
      if (!is_there)
        return TRUE;
    }
  return FALSE;
}

static char *
column_title (guint column, const WsFinetuneLook *look)
{
  if (column == 0 && look->has_quantiles && !look->is_loss)
    return g_strdup (_ ("Median"));
  if (column == 0)
    /* Translators: mean and standard deviation */
    return g_strdup (_ ("Mean ± sd"));
  if (column == 1)
    return g_strdup ("n");
  if (column - 2 == COLUMN_LAST)
    /* Translators: the last epoch of each */
    return g_strdup (_ ("Last epoch"));
  /* Translators: column of a table */
  return g_strdup_printf (_ ("Epoch %u"), epochs[column - 2]);
}

static char *
cell_text (const WsFinetuneView *view, const WsFinetuneLook *look, guint row, guint column)
{
  const WsTunedCurve *curve = ws_finetune_view_get_curve (view, row);
  const WsCurveRow   *last = ws_tuned_curve_get_last (curve);

  if (column == 0)
    return ws_finetune_view_dup_label (view, row);
  if (column == 1 && last != NULL && last->n_diverged > 0)
    /* Translators: networks, and how many of them have diverged */
    return g_strdup_printf (_ ("%u (%u diverged)"), curve->n_models, last->n_diverged);
  if (column == 1)
    return g_strdup_printf ("%u", curve->n_models);
  return ws_finetune_text_row (ws_finetune_table_get_row (curve, column - 2), look);
}

static gboolean
is_shown (const WsFinetuneView *view, guint column)
{
  return column < 2 || ws_finetune_table_has_column (view, column - 2);
}

char *
ws_finetune_table_dup_text (const WsFinetuneView *view, const WsFinetuneLook *look)
{
  GString *text = g_string_new (NULL);

  for (guint c = 0; c < N_COLUMNS; c++)
    if (is_shown (view, c))
      {
        g_autofree char *title = column_title (c, look);

        g_string_append_printf (text, "%s%s", c > 0 ? "\t" : "", title);
      }
  for (guint i = 0; i < view->curves->len; i++)
    for (guint c = 0; c < N_COLUMNS; c++)
      if (is_shown (view, c))
        {
          g_autofree char *cell = cell_text (view, look, i, c);

          g_string_append_printf (text, "%s%s", c > 0 ? "\t" : "\n", cell);
        }
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

/* -- cells -- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer column)
{
  GtkWidget *text = gtk_inscription_new (NULL);
  guint      cell = GPOINTER_TO_UINT (column);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), 0);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  /* what an epoch says is never cut: the table scrolls. 11 chars hold 13 narrow ones. */
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), cell == 0 ? 9 : cell == 1 ? 3 : 11);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), cell == 0 ? 18 : cell == 1 ? 4 : 13);
  gtk_widget_add_css_class (text, "numeric");
  gtk_list_item_set_child (list_item, text);
  g_object_set_data (G_OBJECT (list_item), "column", column);
}

static void
set_tooltip (WsFinetuneTable *self, GtkWidget *child, guint row, guint column)
{
  const WsTunedCurve *curve = ws_finetune_view_get_curve (self->view, row);
  const WsCurveRow   *at = column < 2 ? NULL : ws_finetune_table_get_row (curve, column - 2);
  g_autofree char    *text = NULL;

  if (column == 0)
    text = g_strdup (curve->name);
  else if (at != NULL)
    text = ws_finetune_text_details (at, &self->look);
  gtk_widget_set_tooltip_text (child, text);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, WsFinetuneTable *self)
{
  guint            column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (list_item), "column"));
  GtkWidget       *child = gtk_list_item_get_child (list_item);
  g_autofree char *text = NULL;

  if (self->view == NULL || gtk_list_item_get_position (list_item) >= self->view->curves->len)
    return;
  text = cell_text (self->view, &self->look, gtk_list_item_get_position (list_item), column);
  gtk_inscription_set_text (GTK_INSCRIPTION (child), text);
  set_tooltip (self, child, gtk_list_item_get_position (list_item), column);
}

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WsFinetuneTable *self = WS_FINETUNE_TABLE (widget);

  if (self->view != NULL)
    {
      g_autofree char *text = ws_finetune_table_dup_text (self->view, &self->look);

      gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
    }
}

void
ws_finetune_table_set_view (WsFinetuneTable *self, WsFinetuneView *view, const WsFinetuneLook *look)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  g_return_if_fail (WS_IS_FINETUNE_TABLE (self));
  if (view != NULL)
    ws_finetune_view_ref (view);
  g_clear_pointer (&self->view, ws_finetune_view_unref);
  self->view = view;
  if (view != NULL)
    {
      self->look = *look;
      for (guint c = 0; c < N_COLUMNS; c++)
        {
          g_autofree char *title = column_title (c, look);

          gtk_column_view_column_set_title (self->columns[c], title);
          gtk_column_view_column_set_visible (self->columns[c], is_shown (view, c));
        }
      for (guint i = 0; i < view->curves->len; i++)
        g_ptr_array_add (labels, ws_finetune_view_dup_label (view, i));
    }
  g_ptr_array_add (labels, NULL);
  gtk_string_list_splice (self->rows, 0, n_old, (const char *const *)labels->pdata);
}

/* -- class -- */

static void
ws_finetune_table_dispose (GObject *object)
{
  WsFinetuneTable *self = WS_FINETUNE_TABLE (object);

  g_clear_pointer (&self->view, ws_finetune_view_unref);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (ws_finetune_table_parent_class)->dispose (object);
}

static void
ws_finetune_table_class_init (WsFinetuneTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ws_finetune_table_dispose;
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
}

static void
add_column (WsFinetuneTable *self, guint column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autofree char    *title = column_title (column, &self->look);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (column));
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  self->columns[column] = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (self->columns[column], TRUE);
  gtk_column_view_column_set_expand (self->columns[column], column != 1);
  gtk_column_view_append_column (self->table, self->columns[column]);
  g_object_unref (self->columns[column]); /* the table holds it */
}

static void
ws_finetune_table_init (WsFinetuneTable *self)
{
  GtkWidget          *scrolled = gtk_scrolled_window_new ();
  GtkSingleSelection *selection;

  self->rows = gtk_string_list_new (NULL);
  self->table = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->table), "data-table");
  gtk_widget_add_css_class (GTK_WIDGET (self->table), "dense");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->table), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Fine-tuned populations by epoch"), -1);
  for (guint c = 0; c < N_COLUMNS; c++)
    add_column (self, c);
  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection); /* the table holds it */
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->table));
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}
