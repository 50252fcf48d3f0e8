/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-state.h"

#include "app/map-view-private.h"

#include <math.h>

/* States lie by network and epoch: their numbers are sorted, so that neighbours become ranges. */
static gint
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

  return x < y ? -1 : x > y;
}

static void
save_populations (WsMapView *self, WsSceneView *view)
{
  for (guint i = 0; i < self->data->populations->len; i++)
    if ((self->look.populations >> MIN (i, 63) & 1) == 0)
      g_array_append_val (view->hidden, ws_map_data_get_population (self->data, i)->population->id);
}

/* The whole map is no camera: it stays whole when points come. */
static void
save_camera (WsMapView *self, WsSceneView *view)
{
  WsMapWindow window;

  if (!ws_map_canvas_is_zoomed (self->canvas) || !ws_map_canvas_get_window (self->canvas, &window))
    return;
  view->has_camera = TRUE;
  view->camera[0] = window.x_lo;
  view->camera[1] = window.x_hi;
  view->camera[2] = window.y_lo;
  view->camera[3] = window.y_hi;
}

WsSceneView *
ws_map_state_save (WsMapView *self, const char *color)
{
  const WsMapData *data = self->data;
  WsSceneView     *view;

  if (data == NULL || data->projection->id == 0) /* none, or one in the making */
    return NULL;
  view = ws_scene_view_new (WS_SCENE_MAP, data->hyper->id, data->hyper->name);
  view->projection = g_strdup (data->projection->method);
  view->options = g_strdup (data->projection->options);
  view->color = g_strdup (color);
  view->is_reversed = self->look.is_reversed;
  view->layers = self->look.layers;
  save_populations (self, view);
  for (guint i = 0; self->n_selected > 0 && i < data->n; i++)
    if (self->selected[i])
      g_array_append_val (view->selected, data->checkpoint[i]);
  g_array_sort (view->selected, compare_ids);
  if (self->pinned >= 0)
    view->pinned = data->checkpoint[self->pinned];
  save_camera (self, view);
  return view;
}

void
ws_map_state_restore (WsMapView *self, const WsSceneView *view)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree guint8 *states = NULL;
  gint               pinned = -1;
  WsMapWindow        window;

  if (self->data == NULL)
    return;
  states = g_new0 (guint8, MAX (self->data->n, 1));
  for (guint i = 0; i < view->selected->len; i++)
    g_hash_table_add (wanted, &g_array_index (view->selected, gint64, i));
  for (guint i = 0; i < self->data->n; i++)
    {
      states[i] = g_hash_table_contains (wanted, &self->data->checkpoint[i]) != FALSE;
      if (self->data->checkpoint[i] == view->pinned)
        pinned = (gint)i;
    }
  ws_map_view_select (self, states);
  ws_map_view_set_pinned (self, pinned);
  if (!view->has_camera || g_strcmp0 (view->options, self->data->projection->options) != 0)
    {
      ws_map_view_fit (self);
      return;
    }
  window = (WsMapWindow){ view->camera[0], view->camera[1], view->camera[2], view->camera[3] };
  ws_map_view_move_window (self, &window);
}
