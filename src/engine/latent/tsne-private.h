/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"

G_BEGIN_DECLS

/* -- who is near whom in the latent space -- */

#define WS_TSNE_LANES 16

/* The joint probabilities P: symmetric, sum 1, rows sorted by column. Each row is filled up to a
 * multiple of %WS_TSNE_LANES with zeros that point at the row itself. */
typedef struct
{
  guint    n;
  gsize   *start; /* n + 1, in entries */
  guint32 *column;
  float   *p;
} WsTsneGraph;

/* @index and @distance2: n × k, nearest first, squared distances, without the row itself. */
WsTsneGraph *ws_tsne_graph_new  (const guint32 *index, const double *distance2, guint n, guint k, double perplexity,
                                 const WsStage *stage, GError **error);
void         ws_tsne_graph_free (WsTsneGraph *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsTsneGraph, ws_tsne_graph_free)

/* -- forces on the map -- */

typedef struct _WsTsneTree WsTsneTree;

/* The repulsion of @n points of the plane, by Barnes and Hut: a k-d tree whose leaves hold 16
 * points, each leaf meeting the rest of the tree once. Where a cell is seen under an angle below
 * @theta from everywhere in the leaf, its centre of mass stands for it; 0 is exact. */
WsTsneTree *ws_tsne_tree_new    (guint n, double theta);
void        ws_tsne_tree_free   (WsTsneTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsTsneTree, ws_tsne_tree_free)
/* Sorts the points @y (n × 2) into a new tree. Finite places only. */
void        ws_tsne_tree_sort   (WsTsneTree *self, const float *y);
/* force[i, :] = Σ_j q_ij² (y_i - y_j), q = 1 / (1 + |y_i - y_j|²); returns Z = Σ_{i ≠ j} q_ij. The points may have
 * moved since they were sorted: the result is as good, the more they moved the longer it takes. Once @stage is
 * cancelled it is nothing. */
double      ws_tsne_tree_repel  (WsTsneTree *self, const float *y, float *force, const WsStage *stage);
/* force[i, :] = Σ_j p_ij q_ij (y_i - y_j) for rows @first … @first + @n_rows - 1. */
void        ws_tsne_graph_pull  (const WsTsneGraph *graph, const float *y, guint first, guint n_rows, float *force);

/* Σ p log (p Z / q): the divergence of the map from P. */
double      ws_tsne_graph_get_kl (const WsTsneGraph *graph, const float *y, double z);

G_END_DECLS
