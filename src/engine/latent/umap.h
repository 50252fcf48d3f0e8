/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"

G_BEGIN_DECLS

/**
 * WsUmapConfig:
 * @n_neighbours: of a row, itself counted as umap-learn does; at least 3 and at most n
 * @n_components: 2 or 3
 * @n_epochs: 0 takes 750 up to 10,000 rows and 300 above; umap-learn takes 500 and 200, and by a
 *   half more neighbours stay neighbours (0.272 instead of 0.260 on 3,000 latents)
 * @min_dist: how near places may lie, 0 … 1 (the published sampler: 0.01)
 * @min_recall: of the neighbours, see ws_knn_new()
 * @seed: the same seed gives the same bits for any number of threads
 */
typedef struct
{
  guint   n_neighbours, n_components, n_epochs;
  double  min_dist, min_recall;
  guint64 seed;
} WsUmapConfig;

/* 15 neighbours, 2 components, min_dist 0.1, recall 0.95, seed 42. */
void ws_umap_config_init (WsUmapConfig *self);

/* A map of rows (McInnes, Healy and Melville 2018; METHOD.md 5.2). */
typedef struct
{
  WsUmapConfig config; /* n_epochs as it was used */
  guint        n, d;
  double       a, b;   /* closeness in the map is 1 / (1 + a·distance^(2b)) */
  double       recall; /* of the neighbours; NaN for a map that came from places */
  float       *y;      /* n × n_components */
} WsUmap;

/**
 * ws_umap_new:
 * @x: n × d rows
 * @stage: (nullable): progress and cancel
 * @watch: (nullable): sees the map as it moves, about a hundred times
 *
 * Fuzzy neighbourhood graph, spectral start (principal components where the graph falls apart),
 * then stochastic gradient steps. Vertices are dealt into blocks that meet two by two, so threads
 * never share an edge; pushes see the places of a few meetings ago.
 *
 * Returns: (nullable): %NULL with @error %WS_ERROR_SHAPE, %WS_ERROR_VALUE, %WS_ERROR_NOT_FINITE
 *   or cancelled
 */
WsUmap *ws_umap_new (const float        *x,
                     guint               n,
                     guint               d,
                     const WsUmapConfig *config,
                     const WsStage      *stage,
                     WsMapFunc           watch,
                     gpointer            data,
                     GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* A map that was made before, from its places @y (n × n_components). */
WsUmap *ws_umap_new_from_places (const float        *y,
                                 guint               n,
                                 guint               d,
                                 const WsUmapConfig *config,
                                 GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void    ws_umap_free (WsUmap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsUmap, ws_umap_free)

/**
 * ws_umap_transform:
 * @x: the rows the map was made of
 * @rows: n_rows × d new rows
 * @places: (out caller-allocates): n_rows × n_components
 *
 * Places new rows among the others, which stay: weighted mean of their neighbours' places, then a
 * third of the epochs of gradient steps. A row's place does not depend on the rows it came with.
 */
gboolean ws_umap_transform (const WsUmap  *self,
                            const float   *x,
                            const float   *rows,
                            guint          n_rows,
                            float         *places,
                            const WsStage *stage,
                            GError       **error);

G_END_DECLS
