/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/map-data.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/* What the map shows; one can switch each on its own. */
typedef enum
{
  WS_MAP_LAYER_STATES = 1 << 0,  /* points of the zoo */
  WS_MAP_LAYER_SAMPLES = 1 << 1, /* points of all other populations, and ghosts */
  WS_MAP_LAYER_TRAILS = 1 << 2,  /* the training path of every network, faint */
  WS_MAP_LAYER_SPLITS = 1 << 3,  /* fill tells the split of the network */
  WS_MAP_LAYER_LAST = 1 << 4,    /* only the last state of every network */
  WS_MAP_LAYER_DEFAULT = WS_MAP_LAYER_STATES | WS_MAP_LAYER_SAMPLES | WS_MAP_LAYER_SPLITS,
} WsMapLayers;

/* Everything that decides the look of a map but where one looks; all lent for the call. */
typedef struct
{
  const WsMapData *data;
  guint            layers;      /* WsMapLayers */
  guint64          populations; /* bit i: population i is shown */

  const double *value; /* (nullable): colour, one number for each state */
  const char   *label; /* of the colour bar */
  WsFormat      format;
  gboolean      is_reversed;

  double size; /* of the points, 1: as in exports; small maps have smaller ones */

  const guint8 *selected; /* (nullable): 1 for selected states; with any, the others are dimmed */

  /* new networks that fall onto the map: n_ghosts × 2 places, and their colour values, NaN until
   * scored */
  guint         n_ghosts;
  const float  *ghost_xy;
  const double *ghost_value;
} WsMapLook;

/**
 * ws_map_figure_new:
 *
 * The latent map as a figure: a trail for each network of the zoos, then one scatter for each
 * population that is shown, then the ghosts. ws_map_look_find_state() tells which is which.
 *
 * Returns: (transfer full): free with ws_figure_unref()
 */
WsFigure *ws_map_figure_new (const WsMapLook *look);

/* The colour of a state that no scale of its own has been chosen for. */
const char *ws_map_column_get_label (WsMapColumn column); /* translated */
WsFormat    ws_map_column_get_format (WsMapColumn column);

/* The state behind element @index of series @series, -1 for none (a ghost). */
gint ws_map_look_find_state (const WsMapLook *look, guint series, gsize index);
/* The population whose scatter series @series is, -1 when it is something else. */
gint ws_map_look_find_population (const WsMapLook *look, guint series);

/* Is this state drawn (population and layers on)? Then it can be picked too. */
gboolean ws_map_look_shows (const WsMapLook *look, guint state);

G_END_DECLS
