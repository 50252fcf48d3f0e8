/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"
#include "work/landscape.h"

G_BEGIN_DECLS

/* A landscape under a map, the same on screen, in exports and of the command line. */

/* Cells of all levels, coarse ones below, and hatches; contours that were there are gone. */
void ws_landscape_draw_cells (const WsLandscapeView *view, WsPanel *panel);
/* @lines: (element-type WsContour), added */
void ws_landscape_draw_contours (GPtrArray *lines, WsPanel *panel);

/* "Validation accuracy (fraction, n = 2,000 images)" (transfer full) */
char    *ws_landscape_dup_label (WsLandscapeQuantity quantity, guint n_images);
WsFormat ws_landscape_get_format (WsLandscapeQuantity quantity);
/* Between contours: of losses too, about ten of the scale. */
double ws_landscape_get_step (WsLandscapeQuantity quantity, guint n_images, double lo, double hi);

G_END_DECLS
