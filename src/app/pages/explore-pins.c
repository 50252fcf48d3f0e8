/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/explore-page-private.h"

#include "app/network-window.h"
#include "app/path-window.h"

#include <glib/gi18n.h>

/* Networks that are looked into, pinned and compared: those under the pointer, trained ones and
 * those that are decoded from a place. */

/* The network under the pointer or the crosshair, else the one that was clicked; -1: none. */
static gint
get_state (WsExplorePage *self)
{
  gint hovered = ws_map_view_get_hovered (self->map);

  return hovered >= 0 ? hovered : ws_map_view_get_pinned (self->map);
}

static gboolean
has_place (WsExplorePage *self)
{
  const WsDecoded *answer = ws_decode_card_get_answer (self->decode);

  return answer != NULL && answer->weights != NULL;
}

void
ws_explore_page_update_pins (WsExplorePage *self)
{
  gboolean is_there = self->data != NULL && (get_state (self) >= 0 || has_place (self));

  ws_page_set_action_enabled (WS_PAGE (self), "look-inside", is_there);
  ws_page_set_action_enabled (WS_PAGE (self), "pin", is_there);
  ws_page_set_action_enabled (WS_PAGE (self), "compare", ws_pin_list_get_n (self->pins) > 0);
  ws_page_set_action_enabled (WS_PAGE (self), "walk", ws_pin_list_get_n (self->pins) > 1);
}

/* An empty place is what is pointed at where no network is; one that was clicked before lies
 * elsewhere. */
static gboolean
points_at_place (WsExplorePage *self)
{
  return ws_map_view_get_hovered (self->map) < 0 && has_place (self);
}

static void
look_inside_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage   *self = user_data;
  const WsDecoded *answer = ws_decode_card_get_answer (self->decode);
  WsNetworkKey    *key;

  if (points_at_place (self))
    {
      key = g_new0 (WsNetworkKey, 1);
      key->population = self->data->hyper->population;
      key->weights = g_memdup2 (answer->weights, sizeof (float) * self->data->arch->n_params);
    }
  else
    key = ws_network_card_dup_key (self->card);
  if (key != NULL)
    ws_network_window_present (GTK_WIDGET (self), ws_page_get_session (WS_PAGE (self)), key);
}

static void
pin_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;
  gint           state = get_state (self);

  if (points_at_place (self))
    ws_pin_list_add_place (self->pins, ws_decode_card_get_answer (self->decode));
  else if (state >= 0)
    ws_pin_list_add_state (self->pins, (guint)state);
}

static void
compare_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  ws_pin_list_compare (WS_EXPLORE_PAGE (user_data)->pins);
}

static void
walk_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  ws_pin_list_walk (WS_EXPLORE_PAGE (user_data)->pins);
}

static void
vote_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  ws_vote_card_vote (WS_EXPLORE_PAGE (user_data)->vote);
}

/* A network is looked into, an empty place is pinned. */
static void
double_clicked_cb (WsExplorePage *self)
{
  if (points_at_place (self))
    pin_cb (NULL, NULL, self);
  else if (get_state (self) >= 0)
    look_inside_cb (NULL, NULL, self);
}

/* Places alone: a line that passes near a network does not jump to it. */
static void
path_drawn_cb (WsExplorePage *self, GArray *places)
{
  guint                  n = places->len / 2;
  g_autofree WsPathStop *stops = g_new (WsPathStop, n);

  for (guint i = 0; i < n; i++)
    stops[i] = (WsPathStop){ -1, g_array_index (places, double, 2 * i),
                             g_array_index (places, double, 2 * i + 1) };
  ws_path_window_present (GTK_WIDGET (self), ws_page_get_session (WS_PAGE (self)), self->data,
                          stops, n);
}

static void
pins_changed_cb (WsExplorePage *self)
{
  g_autofree char   *letters = NULL;
  g_autofree double *xy = ws_pin_list_dup_places (self->pins, &letters);

  ws_map_view_set_places (self->map, xy, letters, ws_pin_list_get_n (self->pins));
  ws_explore_page_update_pins (self);
}

static const GActionEntry entries[] = {
  { .name = "look-inside", .activate = look_inside_cb },
  { .name = "pin", .activate = pin_cb },
  { .name = "compare", .activate = compare_cb },
  { .name = "walk", .activate = walk_cb },
  { .name = "vote", .activate = vote_cb },
};

void
ws_explore_page_setup_pins (WsExplorePage *self)
{
  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
  g_signal_connect_swapped (self->map, "double-clicked", G_CALLBACK (double_clicked_cb), self);
  g_signal_connect_swapped (self->map, "path-drawn", G_CALLBACK (path_drawn_cb), self);
  g_signal_connect_swapped (self->decode, "answered", G_CALLBACK (ws_explore_page_update_pins),
                            self);
  g_signal_connect_swapped (self->pins, "changed", G_CALLBACK (pins_changed_cb), self);
  ws_explore_page_update_pins (self);
}
