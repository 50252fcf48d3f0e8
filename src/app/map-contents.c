/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-view-private.h"

#include <math.h>
#include <string.h>

/* What a map shows: its data, colours, layers. */

/* Rows of the old data are found in the new by their checkpoints. */
static void
carry_over (WsMapView *self, WsMapData *data, guint8 *selected, gint *pinned)
{
  g_autoptr (GHashTable) rows = g_hash_table_new (g_int64_hash, g_int64_equal);

  *pinned = -1;
  if (self->data == NULL || (self->n_selected == 0 && self->pinned < 0))
    return;
  for (guint i = 0; i < data->n; i++)
    g_hash_table_insert (rows, &data->checkpoint[i], GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < self->data->n; i++)
    {
      guint row = GPOINTER_TO_UINT (g_hash_table_lookup (rows, &self->data->checkpoint[i]));

      if (row > 0 && self->selected[i])
        selected[row - 1] = 1;
      if (row > 0 && self->pinned == (gint)i)
        *pinned = (gint)row - 1;
    }
}

void
ws_map_view_set_data (WsMapView *self, WsMapData *data)
{
  g_autofree guint8 *selected = g_new0 (guint8, data != NULL ? MAX (data->n, 1) : 1);
  gint               pinned = -1;
  gboolean           same_space =
      self->data != NULL && data != NULL && self->data->hyper->id == data->hyper->id;
  gboolean same_map = same_space && self->data->projection->id == data->projection->id;

  ws_map_view_set_hovered (self, -1);
  if (same_space)
    carry_over (self, data, selected, &pinned);
  g_clear_pointer (&self->value, g_free); /* belongs to the old rows */
  ws_map_view_set_pinned (self, -1);
  if (data != NULL)
    ws_map_data_ref (data);
  g_clear_pointer (&self->data, ws_map_data_unref);
  self->data = data;
  g_free (self->selected);
  self->selected = g_steal_pointer (&selected);
  self->has_crosshair = FALSE;
  ws_map_view_selection_changed (self);
  ws_map_view_set_pinned (self, pinned);
  if (!same_map)
    ws_map_view_fit (self);
}

void
ws_map_view_move (WsMapView *self, WsMapData *data)
{
  g_return_if_fail (self->data != NULL && self->data->n == data->n);

  ws_map_data_ref (data);
  ws_map_data_unref (self->data);
  self->data = data;
  self->has_crosshair = FALSE;
  ws_map_view_set_hovered (self, -1);
  ws_map_view_rebuild (self);
  ws_map_view_fit (self);
}

WsMapData *
ws_map_view_get_data (WsMapView *self)
{
  return self->data;
}

void
ws_map_view_set_color (
    WsMapView *self, const double *value, const char *label, WsFormat format, gboolean is_reversed)
{
  double *copy = NULL;

  if (value != NULL && self->data != NULL)
    {
      copy = g_new (double, MAX (self->data->n, 1));
      memcpy (copy, value, sizeof (double) * self->data->n);
    }
  g_free (self->value);
  self->value = copy;
  g_free (self->label);
  self->label = g_strdup (label);
  self->look.format = format;
  self->look.is_reversed = is_reversed;
  ws_map_view_rebuild (self);
  ws_map_view_tell_color (self);
}

void
ws_map_view_set_layers (WsMapView *self, guint layers)
{
  self->look.layers = layers;
  ws_map_view_set_hovered (self, -1);
  ws_map_view_rebuild (self);
}

guint
ws_map_view_get_layers (WsMapView *self)
{
  return self->look.layers;
}

void
ws_map_view_set_point_size (WsMapView *self, double size)
{
  self->look.size = size;
  ws_map_view_rebuild (self);
}

void
ws_map_view_set_populations (WsMapView *self, guint64 mask)
{
  self->look.populations = mask;
  ws_map_view_set_hovered (self, -1);
  ws_map_view_rebuild (self);
}

void
ws_map_view_set_ghosts (WsMapView *self, const float *xy, const double *value, guint n)
{
  g_clear_pointer (&self->ghost_xy, g_free);
  g_clear_pointer (&self->ghost_value, g_free);
  self->look.n_ghosts = n;
  if (n > 0)
    {
      self->ghost_xy = g_memdup2 (xy, sizeof (float) * 2 * n);
      if (value != NULL)
        self->ghost_value = g_memdup2 (value, sizeof (double) * n);
    }
  ws_map_view_rebuild (self);
}

void
ws_map_view_set_tool (WsMapView *self, WsMapTool tool)
{
  self->tool = tool;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   tool == WS_MAP_TOOL_PAN ? "default" : "crosshair");
}

gint
ws_map_view_get_hovered (WsMapView *self)
{
  return self->hovered;
}

gint
ws_map_view_get_pinned (WsMapView *self)
{
  return self->pinned;
}

WsFigure *
ws_map_view_get_figure (WsMapView *self)
{
  return ws_map_canvas_get_figure (self->canvas);
}
