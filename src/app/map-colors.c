/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-colors.h"

#include "latent/probe.h"
#include "results/scene-view.h"

#include <glib/gi18n.h>

struct _WsMapColors
{
  GtkBox parent_instance;

  GtkDropDown *dropdown;
  WsMapView   *map;        /* lent */
  WsNotice    *notice;     /* lent */
  WsSession   *session;    /* a reference */
  WsMapData   *data;       /* a reference */
  double      *statistics; /* (n_features, n) of @data; NULL until asked for */
  WsReadSlot   slot;
  gboolean     is_reversed, is_filling;
};

enum
{
  PROP_BUSY = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (WsMapColors, ws_map_colors, GTK_TYPE_BOX)

/* Rows of the list: the fixed columns, the population, then the statistics of the layers. */
#define ROW_POPULATION ((guint)WS_MAP_N_COLUMNS)
#define ROW_STATISTICS (ROW_POPULATION + 1)

static void read_statistics (WsMapColors *self);

static void
apply (WsMapColors *self)
{
  guint              row = gtk_drop_down_get_selected (self->dropdown);
  g_autofree double *values = NULL;
  g_autofree char   *label = NULL;

  if (self->data == NULL || row == GTK_INVALID_LIST_POSITION)
    return;
  if (row < ROW_POPULATION)
    {
      values = ws_map_data_column (self->data, (WsMapColumn)row);
      ws_map_view_set_color (self->map, values, ws_map_column_get_label ((WsMapColumn)row),
                             ws_map_column_get_format ((WsMapColumn)row), self->is_reversed);
    }
  else if (row == ROW_POPULATION)
    ws_map_view_set_color (self->map, NULL, NULL, WS_FORMAT_AUTO, FALSE);
  else if (self->statistics == NULL)
    read_statistics (self);
  else
    {
      label = ws_weight_statistics_name (self->data->arch, row - ROW_STATISTICS);
      ws_map_view_set_color (self->map,
                             self->statistics + (gsize)(row - ROW_STATISTICS) * self->data->n,
                             label, WS_FORMAT_AUTO, self->is_reversed);
    }
}

static gpointer
statistics_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  return ws_map_data_load_statistics (data, project, error);
}

static void
statistics_done_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsMapColors *self = user_data;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  if (error != NULL)
    {
      ws_notice_show_error (self->notice, _ ("Reading the weights"), error);
      return;
    }
  g_free (self->statistics);
  self->statistics = result;
  apply (self);
}

static void
read_statistics (WsMapColors *self)
{
  if (self->session == NULL || ws_read_slot_is_busy (&self->slot))
    return;
  ws_session_read (self->session, &self->slot, statistics_func, ws_map_data_ref (self->data),
                   (GDestroyNotify)ws_map_data_unref, g_free, statistics_done_cb, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
fill (WsMapColors *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = gtk_drop_down_get_selected (self->dropdown);

  for (guint i = 0; i < WS_MAP_N_COLUMNS; i++)
    gtk_string_list_append (list, ws_map_column_get_label ((WsMapColumn)i));
  gtk_string_list_append (list, _ ("Population"));
  for (guint f = 0; self->data != NULL && f < ws_weight_statistics_count (self->data->arch); f++)
    gtk_string_list_take (list, ws_weight_statistics_name (self->data->arch, f));
  if (selected >= g_list_model_get_n_items (G_LIST_MODEL (list)))
    selected = 0;
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->dropdown, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->dropdown, selected);
  self->is_filling = FALSE;
}

static void
selected_cb (WsMapColors *self)
{
  if (!self->is_filling)
    apply (self);
}

void
ws_map_colors_set_target (WsMapColors *self, WsMapView *map, WsNotice *notice)
{
  self->map = map;
  self->notice = notice;
}

void
ws_map_colors_set_data (WsMapColors *self, WsSession *session, WsMapData *data)
{
  ws_read_slot_clear (&self->slot);
  g_clear_pointer (&self->statistics, g_free);
  g_set_object (&self->session, session);
  if (data != NULL)
    ws_map_data_ref (data);
  g_clear_pointer (&self->data, ws_map_data_unref);
  self->data = data;
  fill (self);
  apply (self);
}

void
ws_map_colors_set_reversed (WsMapColors *self, gboolean is_reversed)
{
  self->is_reversed = is_reversed;
  apply (self);
}

gboolean
ws_map_colors_is_accuracy (WsMapColors *self)
{
  return gtk_drop_down_get_selected (self->dropdown) == WS_MAP_TEST_ACC;
}

gboolean
ws_map_colors_is_busy (WsMapColors *self)
{
  return ws_read_slot_is_busy (&self->slot);
}

/* The name of a row in scenes. */
static char *
dup_row_name (WsMapColors *self, guint row)
{
  if (row < ROW_POPULATION)
    return g_strdup (ws_scene_color_name ((WsMapColumn)row));
  if (row == ROW_POPULATION || self->data == NULL)
    return g_strdup (WS_SCENE_COLOR_POPULATION);
  return ws_weight_statistics_name (self->data->arch, row - ROW_STATISTICS);
}

char *
ws_map_colors_dup_name (WsMapColors *self)
{
  guint row = gtk_drop_down_get_selected (self->dropdown);

  return row != GTK_INVALID_LIST_POSITION ? dup_row_name (self, row) : NULL;
}

void
ws_map_colors_choose (WsMapColors *self, const char *name)
{
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (self->dropdown));

  for (guint row = 0; row < n; row++)
    {
      g_autofree char *own = dup_row_name (self, row);

      if (g_strcmp0 (own, name) == 0)
        gtk_drop_down_set_selected (self->dropdown, row);
    }
}

static void
ws_map_colors_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_BUSY)
    g_value_set_boolean (value, ws_map_colors_is_busy (WS_MAP_COLORS (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ws_map_colors_dispose (GObject *object)
{
  WsMapColors *self = WS_MAP_COLORS (object);

  ws_read_slot_clear (&self->slot);
  g_clear_object (&self->session);
  g_clear_pointer (&self->data, ws_map_data_unref);
  g_clear_pointer (&self->statistics, g_free);
  G_OBJECT_CLASS (ws_map_colors_parent_class)->dispose (object);
}

static void
ws_map_colors_class_init (WsMapColorsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ws_map_colors_get_property;
  object_class->dispose = ws_map_colors_dispose;
  properties[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ws_map_colors_init (WsMapColors *self)
{
  g_autoptr (GtkExpression) text =
      gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->dropdown = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_drop_down_set_expression (self->dropdown, text);
  gtk_drop_down_set_enable_search (self->dropdown, TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->dropdown), _ ("What the colour of a point tells"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dropdown), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Colour"), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->dropdown), _ ("Colour"));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->dropdown));
  fill (self);
  g_signal_connect_swapped (self->dropdown, "notify::selected", G_CALLBACK (selected_cb), self);
}
