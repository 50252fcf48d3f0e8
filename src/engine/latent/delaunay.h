/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"

G_BEGIN_DECLS

/* Delaunay triangulation of points of the plane or of space: triangles or tetrahedra. Points are
 * moved by some millionths of their extent (joggled), so that no four are on one circle and no
 * three on one line; on that grid all decisions are exact. */
typedef struct _WsDelaunay WsDelaunay;

/**
 * ws_delaunay_new:
 * @points: n × dim, finite
 * @dim: 2 or 3
 * @stage: (nullable): progress and cancel
 *
 * The same points give the same simplices. n^(4/3) at most in practice.
 *
 * Returns: (nullable): %NULL with @error %WS_ERROR_SHAPE for fewer than dim + 1 points,
 *   or cancelled
 */
WsDelaunay *ws_delaunay_new (const float   *points,
                             guint          n,
                             guint          dim,
                             const WsStage *stage,
                             GError       **error) G_GNUC_WARN_UNUSED_RESULT;
void ws_delaunay_free (WsDelaunay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsDelaunay, ws_delaunay_free)

guint ws_delaunay_get_n_simplices (const WsDelaunay *self);
/* dim + 1 points. */
const guint32 *ws_delaunay_get_simplex (const WsDelaunay *self, guint simplex);
/* The simplex that contains @place, or where none does the nearest; @is_inside says which. */
guint ws_delaunay_find (const WsDelaunay *self, const float *place, gboolean *is_inside);
/* Points that share an edge with @point, rising; *n of them. */
const guint32 *ws_delaunay_get_neighbours (const WsDelaunay *self, guint point, guint *n);

G_END_DECLS
