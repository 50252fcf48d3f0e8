/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pixels of the figure, y downwards. */
typedef struct
{
  double x, y, w, h;
} WsRect;

gboolean ws_rect_contains (const WsRect *rect, double x, double y);
gboolean ws_rect_intersects (const WsRect *a, const WsRect *b);

/**
 * ws_polygon_contains:
 * @xy: (array): corners as x0, y0, x1, y1 …, closed by itself
 * @n_corners: number of corners; fewer than 3 contain nothing
 *
 * The lasso test, by the even-odd rule. Pure; any thread.
 */
gboolean ws_polygon_contains (const double *xy, gsize n_corners, double x, double y);

/**
 * ws_polygon_select:
 * @x: (array length=n): places, in the same unit as @xy
 * @y: (array length=n): places
 * @inside: (out caller-allocates) (array length=n) (nullable): 1 for a point inside, else 0
 *
 * ws_polygon_contains() for many points, behind a bounding box. Not finite is outside.
 *
 * Returns: how many points are inside
 */
gsize ws_polygon_select (
    const double *xy, gsize n_corners, const double *x, const double *y, gsize n, guint8 *inside);

/* The same for a rectangle; its corners may come in any order. */
gsize ws_rect_select (double        x0,
                      double        y0,
                      double        x1,
                      double        y1,
                      const double *x,
                      const double *y,
                      gsize         n,
                      guint8       *inside);

G_END_DECLS
