/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/delaunay.h"
#include "latent/umap.h"

G_BEGIN_DECLS

/**
 * WsUmapInverse:
 * @WS_UMAP_INVERSE_NEIGHBOURS: mean of the rows whose places are nearest, by their closeness
 * @WS_UMAP_INVERSE_PUBLISHED: umap-learn's: neighbourhood in the Delaunay triangulation, their
 *   mean, then gradient steps toward it. Outside of the hull umap-learn takes whichever simplex is
 *   last; here it is the nearest one.
 */
typedef enum
{
  WS_UMAP_INVERSE_NEIGHBOURS,
  WS_UMAP_INVERSE_PUBLISHED,
} WsUmapInverse;

/**
 * ws_umap_inverse:
 * @x: the rows the map was made of
 * @places: n_places × n_components points of the map
 * @rows: (out caller-allocates): n_places × d
 * @inside: (nullable) (out caller-allocates): n_places, whether each is inside of the map's hull
 */
gboolean ws_umap_inverse (const WsUmap  *self,
                          const float   *x,
                          WsUmapInverse  method,
                          const float   *places,
                          guint          n_places,
                          float         *rows,
                          gboolean      *inside,
                          const WsStage *stage,
                          GError       **error);

/* What %WS_UMAP_INVERSE_PUBLISHED finds out once about a map, for many calls. Map and rows are lent as
 * long as it lives; it may be used from several threads. */
typedef struct _WsUmapInverter WsUmapInverter;

WsUmapInverter   *ws_umap_inverter_new      (const WsUmap *map, const float *x, const WsStage *stage, GError **error)
                                             G_GNUC_WARN_UNUSED_RESULT;
void              ws_umap_inverter_free     (WsUmapInverter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsUmapInverter, ws_umap_inverter_free)
/* Of the map's places. */
const WsDelaunay *ws_umap_inverter_get_mesh (const WsUmapInverter *self);
gboolean          ws_umap_inverter_run      (const WsUmapInverter *self, const float *places, guint n_places,
                                             float *rows, const WsStage *stage, GError **error);

G_END_DECLS
