/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/pages/explore-page-private.h"

#include "app/plot-view.h"

#include <glib/gi18n.h>

/* What the buttons, menus and keys of the map do. */

static void
tool_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;
  const char    *name = g_variant_get_string (value, NULL);

  g_simple_action_set_state (action, value);
  ws_map_view_set_tool (self->map, g_str_equal (name, "rectangle") ? WS_MAP_TOOL_RECTANGLE
                                   : g_str_equal (name, "lasso")   ? WS_MAP_TOOL_LASSO
                                   : g_str_equal (name, "path")    ? WS_MAP_TOOL_PATH
                                                                   : WS_MAP_TOOL_PAN);
}

static void
layer_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  static const struct
  {
    const char *action;
    guint       layer;
  } layers[] = {
    { "layer-states", WS_MAP_LAYER_STATES }, { "layer-samples", WS_MAP_LAYER_SAMPLES },
    { "trails", WS_MAP_LAYER_TRAILS },       { "layer-splits", WS_MAP_LAYER_SPLITS },
    { "layer-last", WS_MAP_LAYER_LAST },
  };
  WsExplorePage *self = user_data;
  guint          on = ws_map_view_get_layers (self->map);

  g_simple_action_set_state (action, value);
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    if (g_str_equal (layers[i].action, g_action_get_name (G_ACTION (action))))
      on = g_variant_get_boolean (value) ? on | layers[i].layer : on & ~layers[i].layer;
  ws_map_view_set_layers (self->map, on);
}

static void
reverse_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;

  g_simple_action_set_state (action, value);
  ws_map_colors_set_reversed (self->colors, g_variant_get_boolean (value));
}

static void
decode_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;

  g_simple_action_set_state (action, value);
  ws_decode_card_set_active (self->decode, g_variant_get_boolean (value));
}

static void
inspector_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;

  g_simple_action_set_state (action, value);
  adw_flap_set_reveal_flap (self->flap, g_variant_get_boolean (value));
}

void
ws_explore_page_follow_flap (WsExplorePage *self)
{
  GActionMap *map = G_ACTION_MAP (ws_page_get_actions (WS_PAGE (self)));
  GAction    *action = g_action_map_lookup_action (map, "inspector");

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_boolean (adw_flap_get_reveal_flap (self->flap)));
}

static void
view_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;
  const char    *name = g_action_get_name (G_ACTION (action));

  if (g_str_equal (name, "fit"))
    ws_map_view_fit (self->map);
  else if (g_str_equal (name, "zoom-in"))
    ws_map_view_zoom (self->map, 1.25);
  else if (g_str_equal (name, "zoom-out"))
    ws_map_view_zoom (self->map, 0.8);
  else if (g_str_equal (name, "select-all"))
    ws_map_view_select_all (self->map);
  else if (g_str_equal (name, "select-none"))
    ws_map_view_select (self->map, NULL);
}

static void
make_map_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  ws_explore_page_make_wanted (user_data);
}

static void
cancel_map_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;

  ws_projection_choice_cancel (self->projection);
}

/* -- drawing like what is selected -- */

typedef struct
{
  guint  n;
  gint64 checkpoint[];
} Kept;

static Kept *
list_selected (WsExplorePage *self)
{
  guint         n = 0;
  const guint8 *selected = ws_map_view_get_selection (self->map, &n);
  Kept         *kept = g_malloc0 (sizeof *kept + n * sizeof kept->checkpoint[0]);

  for (guint i = 0; i < self->data->n && kept->n < n; i++)
    if (selected[i])
      kept->checkpoint[kept->n++] = self->data->checkpoint[i];
  return kept;
}

static gpointer
keep_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  const Kept *kept = data;
  g_autoptr (WsPopulation) population =
      ws_project_add_selection (project, _ ("selection"), kept->checkpoint, kept->n, error);

  return population != NULL ? g_strdup (population->name) : NULL;
}

static void
kept_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsExplorePage *self = user_data;
  WsSession     *session = ws_page_get_session (WS_PAGE (self));

  if (error != NULL)
    {
      ws_notice_show_error (self->notice, _ ("Keeping the selection"), error);
      return;
    }
  ws_session_set_selection (session, result);
  g_free (result);
  ws_session_reload (session);
  ws_page_go_to (WS_PAGE (self), self->keep_for);
}

/* Draws like them, or trains them on: either wants them as a population. */
static void
keep_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;

  self->keep_for =
      g_str_equal (g_action_get_name (G_ACTION (action)), "tune") ? "finetune" : "sample";
  ws_session_read (ws_page_get_session (WS_PAGE (self)), &self->keep_slot, keep_func,
                   list_selected (self), g_free, g_free, kept_cb, self);
}

void
ws_explore_page_update_draw_like (WsExplorePage *self)
{
  WsSession *session = ws_page_get_session (WS_PAGE (self));
  guint      n = 0;

  ws_map_view_get_selection (self->map, &n);
  for (guint i = 0; i < 2; i++)
    ws_page_set_action_enabled (WS_PAGE (self), i == 0 ? "draw-like" : "tune",
                                n > 0 && session != NULL && !ws_session_is_read_only (session));
}

static void
export_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WsExplorePage *self = user_data;

  if (self->data != NULL)
    ws_plot_export_present (GTK_WIDGET (self->map), ws_map_view_get_figure (self->map),
                            _ ("Latent map"));
}

static const GActionEntry entries[] = {
  { .name = "tool", .parameter_type = "s", .state = "'pan'", .change_state = tool_cb },
  { .name = "layer-states", .state = "true", .change_state = layer_cb },
  { .name = "layer-samples", .state = "true", .change_state = layer_cb },
  { .name = "trails", .state = "false", .change_state = layer_cb },
  { .name = "layer-splits", .state = "true", .change_state = layer_cb },
  { .name = "layer-last", .state = "false", .change_state = layer_cb },
  { .name = "reverse", .state = "false", .change_state = reverse_cb },
  { .name = "decode", .state = "true", .change_state = decode_cb },
  { .name = "inspector", .state = "true", .change_state = inspector_cb },
  { .name = "fit", .activate = view_cb },
  { .name = "zoom-in", .activate = view_cb },
  { .name = "zoom-out", .activate = view_cb },
  { .name = "select-all", .activate = view_cb },
  { .name = "select-none", .activate = view_cb },
  { .name = "draw-like", .activate = keep_cb },
  { .name = "tune", .activate = keep_cb },
  { .name = "export", .activate = export_cb },
  { .name = "make-map", .activate = make_map_cb },
  { .name = "cancel-map", .activate = cancel_map_cb },
};

void
ws_explore_page_add_actions (WsExplorePage *self)
{
  ws_page_add_actions (WS_PAGE (self), entries, G_N_ELEMENTS (entries));
}
