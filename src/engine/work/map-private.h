/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "work/work-private.h"

G_BEGIN_DECLS

/* What a map that is no plane is made of: every latent in the document. Lent. */
typedef struct
{
  WsProject  *project;
  WsJob      *job;
  WsHyper    *hyper;
  gint64      hyper_id;
  gint64      zoo;         /* population that the representation learned from */
  GPtrArray  *populations; /* (element-type WsPopulation): of its architecture */
  const char *method;
  WsMapSettings settings; /* as they were asked for */
} WsMapWork;

/* Of more states, evenly taken ones hold a map; tests, whose zoos are small, want fewer. */
extern guint ws_work_max_map_rows;

gboolean ws_work_is_map_method (const char *method);
/* Fits, places, judges and stores. */
gboolean ws_work_make_map (const WsMapWork *work, GError **error);

/* -- settings, "map-settings.c" -- */
/* What is not given is as usual for @n states; what is, must suit them. */
gboolean ws_map_settings_complete (WsMapSettings *self, const char *method, guint n, GError **error);
gboolean
ws_map_settings_equal (const WsMapSettings *a, const WsMapSettings *b, const char *method);
void ws_map_settings_write (const WsMapSettings *self, const char *method, JsonBuilder *options);

/* -- maps that are there, "map-places.c" -- */
/* The newest with the same settings that the same states hold. (transfer full) (nullable): %NULL without @error
 * when there is none */
WsProjection *ws_work_find_map (const WsMapWork *work, GError **error);
/* Makes @map, a plane too, the one of its method that is shown. */
gboolean ws_work_show_map (const WsMapWork *work, WsProjection *map, GError **error);
/* Places on @map, a plane too, for all states that have a latent and no place; how many those were, -1 with @error. */
gint64 ws_work_complete_places (const WsMapWork *work, const WsProjection *map, GError **error);

/* Places of @n latents on every such map that the representation has; a map that nothing holds any
 * more is left out. (transfer full) (nullable) */
GPtrArray *ws_work_place_on_maps (WsProject   *project,
                                  gint64       hyper,
                                  gint64       zoo,
                                  const float *z,
                                  guint        n,
                                  WsJob       *job,
                                  GError     **error);
gboolean   ws_work_save_map_places (
      WsProject *project, GPtrArray *maps, const gint64 *checkpoint, guint n, GError **error);

GObject *ws_map_snapshot_new (
    gint64 hyper, const char *method, guint n, const gint64 *checkpoint, const float *xy);

G_END_DECLS
