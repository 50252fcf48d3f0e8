/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/knn.h"
#include "latent/umap.h"

G_BEGIN_DECLS

/* Closeness of rows as a symmetric sparse matrix: entries start[i] … start[i + 1] - 1 of row i, by
 * rising index, none on the diagonal. */
typedef struct
{
  guint    n;
  gsize   *start; /* n + 1 */
  guint32 *index;
  float   *weight;
} WsFuzzyGraph;

/* Scale of a row's distances: its nearest other row is at @rho, and the closeness of its
 * neighbours, exp(-(distance - rho) / sigma), adds up to log2(n_neighbours). */
typedef struct
{
  float rho, sigma;
} WsFuzzyScale;

/* @distance: the neighbours' distances without the row itself, as ws_knn_new() gives them. %NULL with
 * @error when cancelled, the graph below too. */
WsFuzzyScale *ws_fuzzy_scales_new (const WsKnn *knn, const WsStage *stage, GError **error);
float         ws_fuzzy_closeness (WsFuzzyScale scale, float distance);
/* Scale of a new row among the old ones: rho is 0, and the nearest does not count. */
WsFuzzyScale  ws_fuzzy_scale_of_new (const float *distance, guint k);
WsFuzzyGraph *ws_fuzzy_graph_new (const WsKnn        *knn,
                                  const WsFuzzyScale *scales,
                                  const WsStage      *stage,
                                  GError            **error);
/* Drops entries that would be used in no epoch. */
void ws_fuzzy_graph_prune (WsFuzzyGraph *self, guint n_epochs);
void ws_fuzzy_graph_free (WsFuzzyGraph *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsFuzzyGraph, ws_fuzzy_graph_free)

/* The curve 1/(1 + a·x^(2b)) nearest to 1 below @min_dist and exp(min_dist - x) above. */
void ws_umap_fit_curve (double min_dist, double *a, double *b);

/* First places, each axis within 0 … 10. */
gboolean ws_umap_start (const WsFuzzyGraph *graph,
                        const float        *x,
                        guint               d,
                        guint               n_components,
                        guint64             seed,
                        float              *y,
                        const WsStage      *stage,
                        GError            **error);

gboolean ws_umap_layout (const WsFuzzyGraph *graph,
                         const WsUmap       *map,
                         float              *y,
                         const WsStage      *stage,
                         WsMapFunc           watch,
                         gpointer            data,
                         GError            **error);

G_END_DECLS
