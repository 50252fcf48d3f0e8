/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "results/map-figure.h"

#include "hyper/train.h"

#include <glib/gi18n.h>
#include <math.h>

const char *
ws_map_column_get_label (WsMapColumn column)
{
  switch (column)
    {
    case WS_MAP_TEST_ACC:
      return _ ("Test accuracy");
    case WS_MAP_TRAIN_ACC:
      return _ ("Training accuracy");
    case WS_MAP_GAP:
      /* Translators: training accuracy less test accuracy */
      return _ ("Generalisation gap");
    case WS_MAP_TEST_LOSS:
      return _ ("Test loss (nats)");
    case WS_MAP_EPOCH:
      return _ ("Epoch");
    case WS_MAP_N_COLUMNS:
    default:
      g_return_val_if_reached ("");
    }
}

WsFormat
ws_map_column_get_format (WsMapColumn column)
{
  switch (column)
    {
    case WS_MAP_TEST_ACC:
    case WS_MAP_TRAIN_ACC:
    case WS_MAP_GAP:
      return WS_FORMAT_FRACTION;
    case WS_MAP_EPOCH:
      return WS_FORMAT_COUNT;
    case WS_MAP_TEST_LOSS:
    case WS_MAP_N_COLUMNS:
    default:
      return WS_FORMAT_AUTO;
    }
}

static gboolean
is_zoo (const WsMapPopulation *population)
{
  return g_str_equal (population->population->kind, "zoo");
}

gboolean
ws_map_look_shows (const WsMapLook *look, guint state)
{
  const WsMapNetwork    *net = ws_map_data_get_network (look->data, look->data->network[state]);
  const WsMapPopulation *population = ws_map_data_get_population (look->data, net->population);

  if (!isfinite (look->data->x[state])) /* not placed yet, on a map that is being made */
    return FALSE;
  if ((look->populations >> MIN (net->population, 63) & 1) == 0)
    return FALSE;
  if ((look->layers & WS_MAP_LAYER_LAST) != 0 && state != net->first + net->n - 1)
    return FALSE;
  return (look->layers & (is_zoo (population) ? WS_MAP_LAYER_STATES : WS_MAP_LAYER_SAMPLES)) != 0;
}

static WsFill
fill_of_split (guint8 split)
{
  switch ((WsSplit)split)
    {
    case WS_SPLIT_VAL:
      return WS_FILL_RING;
    case WS_SPLIT_TEST:
      return WS_FILL_HALF;
    case WS_SPLIT_TRAIN:
    default:
      return WS_FILL_FULL;
    }
}

/* One without places (a zoo in the making) has no name in the legend either. */
static gboolean
has_population (const WsMapLook *look, guint i)
{
  return (look->populations >> MIN (i, 63) & 1) != 0 &&
         ws_map_data_get_population (look->data, i)->n > 0;
}

static gboolean
has_trails (const WsMapLook *look, guint i)
{
  return (look->layers & WS_MAP_LAYER_TRAILS) != 0 && has_population (look, i) &&
         ws_population_is_trained (ws_map_data_get_population (look->data, i)->population);
}

/* Series come in the order in which ws_map_figure_new() adds them: a trail for each network, then
 * the populations. Gives what series @series is: a network (trail), else a population, else none.
 */
static gboolean
find_series (const WsMapLook *look, guint series, gint *network, gint *population)
{
  *network = *population = -1;
  for (guint i = 0; look->data != NULL && i < look->data->populations->len; i++)
    {
      const WsMapPopulation *p = ws_map_data_get_population (look->data, i);

      if (!has_trails (look, i))
        continue;
      if (series < p->n_networks)
        {
          *network = (gint)(p->first_network + series);
          return TRUE;
        }
      series -= p->n_networks;
    }
  for (guint i = 0; look->data != NULL && i < look->data->populations->len; i++)
    if (has_population (look, i) && series-- == 0)
      {
        *population = (gint)i;
        return TRUE;
      }
  return FALSE;
}

gint
ws_map_look_find_population (const WsMapLook *look, guint series)
{
  gint network, population;

  find_series (look, series, &network, &population);
  return population;
}

gint
ws_map_look_find_state (const WsMapLook *look, guint series, gsize index)
{
  gint network, population;

  if (!find_series (look, series, &network, &population))
    return -1;
  if (population >= 0)
    {
      const WsMapPopulation *p = ws_map_data_get_population (look->data, (guint)population);

      return index < p->n ? (gint)(p->first + index) : -1;
    }
  else
    {
      const WsMapNetwork *net = ws_map_data_get_network (look->data, (guint)network);
      guint               state = net->first + (guint)index;

      return index < net->n && ws_map_look_shows (look, state) ? (gint)state : -1;
    }
}

static void
add_population (WsPanel *panel, const WsMapLook *look, guint index)
{
  const WsMapData       *data = look->data;
  const WsMapPopulation *population = ws_map_data_get_population (data, index);
  guint                  first = population->first, n = population->n;
  g_autofree guint8     *fill = g_new0 (guint8, MAX (n, 1));
  g_autofree guint8     *flags = g_new0 (guint8, MAX (n, 1));
  WsSeries              *series;

  for (guint i = 0; i < n; i++)
    {
      const WsMapNetwork *net = ws_map_data_get_network (data, data->network[first + i]);

      fill[i] = (guint8)fill_of_split (net->split);
      if (!ws_map_look_shows (look, first + i))
        flags[i] |= WS_POINT_HIDDEN;
      else if (look->selected != NULL && look->selected[first + i])
        flags[i] |= WS_POINT_HIGHLIGHT;
    }
  series = ws_panel_add_scatter (panel, population->population->name, data->x + first,
                                 data->y + first, n, population->class_index);
  series->n_shown = population->n_networks;
  series->size = look->size * (is_zoo (population) ? 1.0 : 1.5);
  if (look->value != NULL)
    ws_series_set_value (series, look->value + first);
  if (is_zoo (population) && (look->layers & WS_MAP_LAYER_SPLITS) != 0)
    ws_series_set_fill (series, fill); /* only trained networks have been split */
  ws_series_set_flags (series, flags);
}

/* A series for each path: one long path that crosses itself thousands of times is slow to stroke.
 */
static void
add_trails (WsPanel *panel, const WsMapLook *look, guint index)
{
  const WsMapData       *data = look->data;
  const WsMapPopulation *population = ws_map_data_get_population (data, index);

  for (guint i = 0; i < population->n_networks; i++)
    {
      const WsMapNetwork *net = ws_map_data_get_network (data, population->first_network + i);
      WsSeries *series = ws_panel_add_line (panel, NULL, data->x + net->first, data->y + net->first,
                                            net->n, population->class_index);

      series->is_thin = TRUE;
      series->opacity = look->selected != NULL ? 0.3 : 0.7; /* a selection stands out */
    }
}

static void
add_ghosts (WsPanel *panel, const WsMapLook *look)
{
  guint              n = look->n_ghosts;
  g_autofree double *x = g_new (double, n);
  g_autofree double *y = g_new (double, n);
  g_autofree guint8 *flags = g_new0 (guint8, n);
  guint              n_scored = 0;
  WsSeries          *series;

  for (guint i = 0; i < n; i++)
    {
      x[i] = (double)look->ghost_xy[2 * i];
      y[i] = (double)look->ghost_xy[2 * i + 1];
      if (look->ghost_value == NULL || !isfinite (look->ghost_value[i]))
        flags[i] = WS_POINT_GHOST;
      else
        n_scored++;
    }
  series = ws_panel_add_scatter (panel, _ ("New samples"), x, y, n, look->data->populations->len);
  series->marker = WS_MARKER_DIAMOND;
  series->size = 1.7 * look->size;
  series->n_shown = n;
  if (look->ghost_value != NULL && n_scored > 0)
    ws_series_set_value (series, look->ghost_value);
  ws_series_set_flags (series, flags);
}

/* Lengths mean something on a plane of principal components alone. */
static gboolean
is_plane (const WsProjection *projection)
{
  return projection->variance != NULL && projection->total_variance > 0.0;
}

/* "z₁ (31 % of the variance)" */
static char *
axis_label (const WsProjection *projection, guint axis)
{
  static const char *const names[] = { "z₁", "z₂" };

  if (!is_plane (projection))
    /* Translators: an axis of a map whose lengths mean nothing: "t-SNE 1 (no units)" */
    return g_strdup_printf (_ ("%s %u (no units)"), ws_projection_get_title (projection->method),
                            axis + 1);
  /* Translators: %s is a principal component, %.0f its share of the variance */
  return g_strdup_printf (_ ("%s (%.0f %% of the variance)"), names[axis],
                          100.0 * projection->variance[axis] / projection->total_variance);
}

WsFigure *
ws_map_figure_new (const WsMapLook *look)
{
  WsFigure        *figure = ws_figure_new ();
  WsPanel         *panel = ws_figure_add_panel (figure);
  const WsMapData *data = look->data;

  ws_figure_set_empty (figure, _ ("No latent map yet"));
  if (data == NULL)
    return figure;
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *label = axis_label (data->projection, i);

      ws_panel_set_axis (panel, i == 0 ? WS_AXIS_X : WS_AXIS_Y, label, WS_SCALE_LINEAR,
                         WS_FORMAT_AUTO);
    }
  ws_panel_set_equal (panel, TRUE);
  /* Translators: unit of the scale bar of a latent map */
  ws_panel_set_map_style (panel, TRUE, is_plane (data->projection) ? _ ("z") : NULL);
  /* a fixed place: it must not jump while the map is moved */
  ws_panel_set_legend (panel, data->populations->len + (look->n_ghosts > 0) > 1 ? WS_LEGEND_ABOVE
                                                                                : WS_LEGEND_NONE);
  if (look->value != NULL)
    {
      ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, (double)NAN, (double)NAN, look->label,
                          look->format);
      ws_panel_set_color_reversed (panel, look->is_reversed);
    }
  for (guint i = 0; i < data->populations->len; i++)
    if (has_trails (look, i))
      add_trails (panel, look, i);
  for (guint i = 0; i < data->populations->len; i++)
    if (has_population (look, i))
      add_population (panel, look, i);
  if (look->n_ghosts > 0 && (look->layers & WS_MAP_LAYER_SAMPLES) != 0)
    add_ghosts (panel, look);
  return figure;
}
