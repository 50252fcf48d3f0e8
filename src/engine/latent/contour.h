/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line along which a value is the same. */
typedef struct
{
  double   value;
  gboolean is_closed; /* the last place is the first */
  guint    n;
  double  *xy; /* n × 2 */
} WsContour;

void ws_contour_free (WsContour *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsContour, ws_contour_free)

/**
 * ws_contours:
 * @grid: ny × nx values at the places (column, row)
 * @skip: (nullable): (ny - 1) × (nx - 1), 1 for squares between four values to be left out
 * @value: what the lines are of
 *
 * Marching squares. A line goes only through squares whose four values are numbers; within one it
 * crosses an edge where the straight line between the two values has @value, and where two ways are
 * possible the mean of the four decides. What is equal to @value counts as above it. Lines have
 * what is above on their left. Pure.
 *
 * Returns: (transfer container) (element-type WsContour): in units of the grid
 */
GPtrArray *ws_contours (const double *grid, guint nx, guint ny, const guint8 *skip, double value);

/* Of 1, 2 and 5 times a power of ten, the least step that is not below @least. */
double ws_contour_step (double least);

G_END_DECLS
