/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/map-view-private.h"

#include <string.h>

/* What lies under the hand, and what is chosen: a network with all of its states. */

gint
ws_map_view_pick (WsMapView *self, double x, double y, double max_px)
{
  const WsFigureLayout *layout = ws_map_canvas_get_layout (self->canvas);
  WsPick                pick;

  if (layout == NULL || self->data == NULL ||
      !ws_figure_pick_nearest (ws_map_canvas_get_figure (self->canvas), layout, 0, x, y, max_px,
                               &pick))
    return -1;
  return ws_map_look_find_state (&self->look, (guint)pick.series, pick.index);
}

void
ws_map_view_activate (WsMapView *self, gint state, gboolean toggle)
{
  const WsMapNetwork *net;
  gboolean            was_selected;

  if (self->data == NULL)
    return;
  if (state < 0)
    {
      if (!toggle)
        {
          ws_map_view_set_pinned (self, -1);
          ws_map_view_select (self, NULL);
        }
      return;
    }
  net = ws_map_data_get_network (self->data, self->data->network[state]);
  was_selected = self->selected[state] != 0;
  if (!toggle)
    memset (self->selected, 0, self->data->n);
  for (guint i = net->first; i < net->first + net->n; i++)
    self->selected[i] = !(toggle && was_selected) && ws_map_look_shows (&self->look, i);
  ws_map_view_set_pinned (self, state);
  ws_map_view_selection_changed (self);
}

void
ws_map_view_select (WsMapView *self, const guint8 *states)
{
  if (self->data == NULL || (states == NULL && self->n_selected == 0))
    return;
  for (guint i = 0; i < self->data->n; i++)
    self->selected[i] = states != NULL && states[i] != 0;
  ws_map_view_selection_changed (self);
}

void
ws_map_view_select_all (WsMapView *self)
{
  if (self->data == NULL)
    return;
  for (guint i = 0; i < self->data->n; i++)
    self->selected[i] = ws_map_look_shows (&self->look, i);
  ws_map_view_selection_changed (self);
}

const guint8 *
ws_map_view_get_selection (WsMapView *self, guint *n_selected)
{
  *n_selected = self->n_selected;
  return self->selected;
}
