/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Places of a plane that are measured, so that nothing is measured twice whoever looks where: steps
 * are powers of two and every lattice goes through the origin, so a coarse one is a part of every
 * finer one and all of them stay when the view moves. */

/* The place (i, j) · 2^level, exactly. */
typedef struct
{
  gint64 i, j;
  gint   level;
} WsLatticePoint;

typedef struct
{
  double x_lo, x_hi, y_lo, y_hi;
} WsLatticeWindow;

/* nx × ny points from (i, j) on. Each stands for a cell of one step, itself in the middle. */
typedef struct
{
  gint   level;
  gint64 i, j;
  guint  nx, ny;
} WsLatticeGrid;

double ws_lattice_step (gint level);
/* The finest level that has no more than @cells² cells in a window of this size. */
gint ws_lattice_get_level (const WsLatticeWindow *window, guint cells);
/* All points whose cells have a part in the window. */
void ws_lattice_get_grid (const WsLatticeWindow *window, gint level, WsLatticeGrid *grid);
void ws_lattice_place (const WsLatticePoint *point, double *x, double *y);

/* One name for one place: the coarsest level that has it. */
WsLatticePoint ws_lattice_reduce (const WsLatticePoint *point);
guint          ws_lattice_hash (gconstpointer point);               /* of a reduced point */
gboolean       ws_lattice_equal (gconstpointer a, gconstpointer b); /* of reduced points */

/* (transfer full) (element-type WsLatticePoint): all points, reduced, those nearest to the place
 * first; the same order on every machine. */
GArray *ws_lattice_list (const WsLatticeGrid *grid, double x, double y);

G_END_DECLS
