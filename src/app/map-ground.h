/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"
#include "work/landscape.h"

G_BEGIN_DECLS

/* What lies under the points of a map: a landscape, ready to be drawn. Immutable but for its
 * opacity. */
typedef struct
{
  WsLandscapeView *view;
  GPtrArray       *lines; /* (element-type WsContour) */
  double           opacity;
  double           lo, hi; /* of the colours */
  double           step;   /* between the lines */
  char            *label;  /* of the colour bar */
  WsFormat         format;
  gboolean         shares_color; /* with the points, which tell the same */
} WsMapGround;

void ws_map_ground_free (WsMapGround *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsMapGround, ws_map_ground_free)

/**
 * ws_map_ground_apply:
 * @self: (nullable): takes away what was there
 * @label: (nullable), @format: of what the points tell
 *
 * Puts the landscape under the map of @figure, or a newer one in the place of an older.
 */
void
ws_map_ground_apply (const WsMapGround *self, WsFigure *figure, const char *label, WsFormat format);

G_END_DECLS
