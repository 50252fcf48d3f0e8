/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

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

G_END_DECLS
