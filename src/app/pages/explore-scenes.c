/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/explore-page-private.h"

#include "app/map-state.h"
#include "app/pages/scenes.h"

#include <glib/gi18n.h>

/* The map as a scene, and back. */

WsScene *
ws_explore_page_make_scene (WsPage *page, GtkWidget *plot)
{
  WsExplorePage   *self = WS_EXPLORE_PAGE (page);
  g_autofree char *color = ws_map_colors_dup_name (self->colors);
  g_autofree char *title = NULL;
  WsSceneView     *view = ws_map_state_save (self->map, color);
  WsMapColumn      column;

  if (view == NULL)
    return NULL;
  if (ws_scene_color_find (color, &column))
    /* Translators: title of a slide; %s is a property such as "Test accuracy" */
    title = g_strdup_printf (_ ("%s on the latent map"), ws_map_column_get_label (column));
  return ws_scene_of_view (view, plot, title);
}

void
ws_explore_page_show_scene (WsPage *page, const WsSceneView *view)
{
  WsExplorePage   *self = WS_EXPLORE_PAGE (page);
  WsHyperItem     *item = ws_session_find_hyper (ws_page_get_session (page), view->subject);
  g_autofree char *json = NULL;

  if (item == NULL)
    return;
  json = ws_scene_view_to_json (view);
  g_clear_pointer (&self->scene, ws_scene_view_free);
  self->scene = ws_scene_view_parse (json, NULL);
  g_free (self->hyper);
  self->hyper = g_strdup (ws_hyper_item_get_info (item)->name);
  ws_projection_choice_choose (self->projection,
                               view->projection != NULL ? view->projection : "pca");
  ws_explore_page_reload (self);
}

static void
set_layers (WsExplorePage *self, guint layers)
{
  static const struct
  {
    const char *action;
    guint       layer;
  } table[] = {
    { "layer-states", WS_MAP_LAYER_STATES }, { "layer-samples", WS_MAP_LAYER_SAMPLES },
    { "trails", WS_MAP_LAYER_TRAILS },       { "layer-splits", WS_MAP_LAYER_SPLITS },
    { "layer-last", WS_MAP_LAYER_LAST },
  };
  GActionGroup *actions = G_ACTION_GROUP (ws_page_get_actions (WS_PAGE (self)));

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_action_group_change_action_state (actions, table[i].action,
                                        g_variant_new_boolean ((layers & table[i].layer) != 0));
}

void
ws_explore_page_apply_scene (WsExplorePage *self)
{
  g_autoptr (WsSceneView) view = g_steal_pointer (&self->scene);
  GActionGroup *actions = G_ACTION_GROUP (ws_page_get_actions (WS_PAGE (self)));

  if (view == NULL || self->data->hyper->id != view->subject)
    return;
  set_layers (self, view->layers);
  g_action_group_change_action_state (actions, "reverse",
                                      g_variant_new_boolean (view->is_reversed));
  ws_map_colors_choose (self->colors,
                        view->color != NULL ? view->color : ws_scene_color_name (WS_MAP_TEST_ACC));
  ws_population_toggles_hide (self->populations, self->data, view->hidden);
  ws_map_state_restore (self->map, view);
}
