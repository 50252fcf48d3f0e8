/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/scene-private.h"

#include "core/error.h"
#include "latent/probe.h"
#include "plot/ticks.h"

#include <glib/gi18n.h>
#include <math.h>

#define PIN_SIZE 2.4

static GHashTable *
new_set (const GArray *ids)
{
  GHashTable *set = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (set, &g_array_index (ids, gint64, i));
  return set;
}

/* Colours as everywhere in the program: by the place among all populations of the document. */
static gboolean
number_classes (WsProject *project, WsMapData *data, GError **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    for (guint p = 0; p < data->populations->len; p++)
      {
        WsMapPopulation *population = g_ptr_array_index (data->populations, p);

        if (population->population->id == ((WsPopulation *)g_ptr_array_index (list, i))->id)
          population->class_index = i;
      }
  return list != NULL;
}

static guint64
show_populations (const WsSceneView *view, const WsMapData *data)
{
  g_autoptr (GHashTable) hidden = new_set (view->hidden);
  guint64 mask = G_MAXUINT64;

  for (guint i = 0; i < data->populations->len; i++)
    if (g_hash_table_contains (hidden, &ws_map_data_get_population (data, i)->population->id))
      mask &= ~(G_GUINT64_CONSTANT (1) << MIN (i, 63));
  return mask;
}

/* (nullable): nothing of what was selected is there. */
static guint8 *
select_states (const WsSceneView *view, const WsMapData *data)
{
  g_autoptr (GHashTable) wanted = new_set (view->selected);
  g_autofree guint8 *selected = g_new0 (guint8, MAX (data->n, 1));
  guint              n = 0;

  for (guint i = 0; view->selected->len > 0 && i < data->n; i++)
    n += selected[i] = g_hash_table_contains (wanted, &data->checkpoint[i]) != FALSE;
  return n > 0 ? g_steal_pointer (&selected) : NULL;
}

/* -- colour -- */

static gint
find_statistic (const WsMapData *data, const char *name)
{
  for (guint f = 0; f < ws_weight_statistics_count (data->arch); f++)
    {
      g_autofree char *own = ws_weight_statistics_name (data->arch, f);

      if (g_strcmp0 (own, name) == 0)
        return (gint)f;
    }
  return -1;
}

/* @values: (transfer full) (nullable): none for the colours of the populations. */
static gboolean
load_color (WsProject         *project,
            const WsSceneView *view,
            const WsMapData   *data,
            WsMapLook         *look,
            double           **values,
            GError           **error)
{
  WsMapColumn        column = WS_MAP_TEST_ACC;
  gint               statistic = -1;
  g_autofree double *all = NULL;

  if (g_strcmp0 (view->color, WS_SCENE_COLOR_POPULATION) == 0)
    return TRUE;
  if (view->color != NULL && !ws_scene_color_find (view->color, &column))
    statistic = find_statistic (data, view->color);
  if (statistic >= 0)
    {
      all = ws_map_data_load_statistics (data, project, error);
      if (all == NULL)
        return FALSE;
      *values = g_memdup2 (all + (gsize)statistic * data->n, sizeof (double) * MAX (data->n, 1));
      look->label = view->color;
      look->format = WS_FORMAT_AUTO;
      return TRUE;
    }
  *values = ws_map_data_column (data, column);
  look->label = ws_map_column_get_label (column);
  look->format = ws_map_column_get_format (column);
  return TRUE;
}

/* -- what is said -- */

/* "PCA of compact · 240 networks, 1,200 states", what is shown of it alone. */
static void
set_texts (WsFigure *figure, WsProject *project, const WsMapLook *look)
{
  const WsMapData   *data = look->data;
  g_autofree char   *file = g_path_get_basename (ws_project_get_path (project));
  g_autofree char   *day = g_strndup (data->hyper->created, 10);
  g_autofree char   *networks = NULL, *states = NULL, *subtitle = NULL, *source = NULL;
  g_autofree guint8 *seen = g_new0 (guint8, MAX (data->networks->len, 1));
  guint              n_networks = 0, n_states = 0;

  for (guint i = 0; i < data->n; i++)
    if (ws_map_look_shows (look, i))
      {
        n_networks += seen[data->network[i]] == 0;
        seen[data->network[i]] = 1;
        n_states++;
      }
  networks = ws_number_format (n_networks, 1.0, WS_FORMAT_COUNT);
  states = ws_number_format (n_states, 1.0, WS_FORMAT_COUNT);
  /* Translators: PCA or t-SNE, name of a representation, two counts */
  subtitle = g_strdup_printf (_ ("%s of %s · %s networks, %s states"),
                              ws_projection_get_title (data->projection->method), data->hyper->name,
                              networks, states);
  source = g_strdup_printf ("%s · %s · %s", file, data->hyper->name, day);
  if (look->label != NULL)
    {
      /* Translators: title of a slide; %s is a property such as "Test accuracy" */
      g_autofree char *title = g_strdup_printf (_ ("%s on the latent map"), look->label);

      ws_figure_set_title (figure, title);
    }
  ws_figure_set_subtitle (figure, subtitle);
  ws_figure_set_source (figure, source);
}

/* The network that was looked at, and the way that it came. */
static void
add_pin (WsFigure *figure, const WsSceneView *view, const WsMapData *data)
{
  static const WsColor vermillion = { 0.835, 0.369, 0.0, 1.0 };
  const guint8         highlight = WS_POINT_HIGHLIGHT;
  const WsMapNetwork  *net;
  g_autofree char     *name = NULL;
  WsPanel             *panel = ws_figure_get_panel (figure, 0);
  WsSeries            *series;
  guint                i = 0;

  while (i < data->n && data->checkpoint[i] != view->pinned)
    i++;
  if (view->pinned == 0 || i == data->n)
    return;
  net = ws_map_data_get_network (data, data->network[i]);
  name = ws_map_data_dup_network_name (data, data->network[i]);
  series = ws_panel_add_line (panel, NULL, data->x + net->first, data->y + net->first, net->n, 0);
  series->has_color = TRUE;
  series->color = vermillion;
  series->size = 0.7;
  series = ws_panel_add_scatter (panel, name, &data->x[i], &data->y[i], 1, 0);
  series->has_color = TRUE;
  series->color = vermillion;
  series->marker = WS_MARKER_STAR;
  series->size = PIN_SIZE;
  series->n_shown = 0;
  if (view->selected->len > 0) /* the others are dimmed */
    ws_series_set_flags (series, &highlight);
}

/* Another map of the same name has its points elsewhere: better all of it than an empty part. */
static void
set_camera (WsFigure *figure, const WsSceneView *view, const WsMapData *data)
{
  WsPanel *panel = ws_figure_get_panel (figure, 0);

  if (!view->has_camera || g_strcmp0 (view->options, data->projection->options) != 0)
    return;
  ws_panel_set_limits (panel, WS_AXIS_X, view->camera[0], view->camera[1]);
  ws_panel_set_limits (panel, WS_AXIS_Y, view->camera[2], view->camera[3]);
}

static WsMapData *
load_map (WsProject *project, const WsSceneView *view, GError **error)
{
  g_autoptr (WsHyperInfo) info = ws_scene_find_hyper (project, view, error);
  const char *method = view->projection != NULL ? view->projection : "pca";
  GError     *problem = NULL;
  WsMapData  *data;

  if (info == NULL)
    return NULL;
  data = ws_map_data_load (project, info->name, method, &problem);
  if (data == NULL && problem == NULL)
    g_set_error (&problem, WS_ERROR, WS_ERROR_NOT_FOUND,
                 _ ("The %s map of “%s” is no longer in this document."),
                 ws_projection_get_title (method), info->name);
  if (problem != NULL)
    g_propagate_error (error, problem);
  return data;
}

WsFigure *
ws_scene_draw_map (WsProject *project, const WsSceneView *view, char **map, GError **error)
{
  g_autoptr (WsMapData) data = load_map (project, view, error);
  g_autofree guint8 *selected = NULL;
  g_autofree double *values = NULL;
  WsMapLook          look = { .data = data, .layers = view->layers, .size = 1.0 };
  WsFigure          *figure;

  if (data == NULL || !number_classes (project, data, error) ||
      !load_color (project, view, data, &look, &values, error))
    return NULL;
  selected = select_states (view, data);
  look.populations = show_populations (view, data);
  look.selected = selected;
  look.value = values;
  look.is_reversed = view->is_reversed;
  figure = ws_map_figure_new (&look);
  set_texts (figure, project, &look);
  add_pin (figure, view, data);
  set_camera (figure, view, data);
  *map = g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, data->hyper->id,
                          data->projection->id);
  return figure;
}
