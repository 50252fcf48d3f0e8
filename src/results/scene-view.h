/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/map-figure.h"

G_BEGIN_DECLS

/* The figures of the pages that can stand in a talk. */
typedef enum
{
  WS_SCENE_MAP,
  WS_SCENE_ZOO_ACCURACY,
  WS_SCENE_ZOO_LOSS,
  WS_SCENE_ZOO_HISTOGRAM,
  WS_SCENE_HYPER_LOSS,
  WS_SCENE_HYPER_R2,
  WS_SCENE_HYPER_LAYERS,
  WS_SCENE_HYPER_DECODED,
  WS_SCENE_SAMPLES,
  WS_SCENE_FINETUNE,
  WS_SCENE_EXPERIMENT,
  WS_SCENE_N_FIGURES,
} WsSceneFigure;

/* What the map's colour can be beside the columns and the statistics of layers. */
#define WS_SCENE_COLOR_POPULATION "population"
/* The most rows of any list that is read: what comes from a file has a limit. */
#define WS_SCENE_MAX_ROWS 1000000

/**
 * WsSceneView:
 *
 * All that a page needs to show a figure again: never numbers of the figure, which are read from
 * the document each time.
 */
typedef struct
{
  WsSceneFigure figure;
  gint64        subject; /* representation, population or experiment's run; fine-tuning: see runs */
  char         *name;    /* (nullable): what it was called, to say what is gone */
  gboolean      is_log;

  /* -- fine-tuning -- */
  GArray  *runs; /* of gint64: the first population of each */
  gboolean is_loss, has_quantiles, has_single;

  /* -- the map -- */
  char    *projection; /* (nullable): "pca", … */
  char    *options;    /* (nullable): how that was made; another map has no use for the camera */
  char    *color;      /* (nullable): ws_scene_color_name(): test accuracy */
  gboolean is_reversed;
  guint    layers;   /* WsMapLayers */
  GArray  *hidden;   /* of gint64: populations that are switched off */
  GArray  *selected; /* of gint64: checkpoints */
  gint64   pinned;   /* checkpoint, 0: none */
  gboolean has_camera;
  double   camera[4]; /* x from, to, y from, to; without one the whole map is shown */
} WsSceneView;

WsSceneView *ws_scene_view_new (WsSceneFigure figure, gint64 subject, const char *name);
void         ws_scene_view_free (WsSceneView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsSceneView, ws_scene_view_free)

/* (transfer full) */
char *ws_scene_view_to_json (const WsSceneView *self);
/* Whatever @json is: a view that can be worked with, or %WS_ERROR_FORMAT. */
WsSceneView *ws_scene_view_parse (const char *json, GError **error);

/* A figure's name in scenes, "map"; and back: %FALSE where there is none of it. */
const char *ws_scene_figure_get_name (WsSceneFigure figure);
gboolean    ws_scene_figure_find (const char *name, WsSceneFigure *figure);

/* The page that it is a view of: "explore". */
const char *ws_scene_view_get_page (const WsSceneView *self);
/* Of what kind it is, for people: "Latent map". */
const char *ws_scene_view_get_kind (const WsSceneView *self);

/* The names of the map's colours in scenes; statistics of layers have their own. */
const char *ws_scene_color_name (WsMapColumn column);
/* %FALSE: it is no column. */
gboolean ws_scene_color_find (const char *name, WsMapColumn *column);

G_END_DECLS
