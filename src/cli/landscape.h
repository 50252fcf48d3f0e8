/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "cli/call.h"
#include "work/landscape.h"
#include "plot/figure.h"

G_BEGIN_DECLS

#define WS_LANDSCAPE_CELLS 64
#define WS_LANDSCAPE_MOST_CELLS 1024

/* One plane, a part of it, and what has been measured there. */
typedef struct
{
  WsLandscapeSource *source;
  WsLandscape       *known;
  WsLatticeWindow    window;
  gint               coarsest, finest;
} WsCliLandscape;

/* @cells, @images: 0 for the usual numbers; @window: (nullable): where the networks of the zoo lie,
 * and a little more to both sides, as a slide is wide. */
WsCliLandscape *ws_cli_landscape_new (WsProject             *project,
                                      const WsProjection    *projection,
                                      guint                  cells,
                                      guint                  images,
                                      const WsLatticeWindow *window,
                                      GError               **error);
void            ws_cli_landscape_free (WsCliLandscape *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsCliLandscape, ws_cli_landscape_free)

/* (transfer full): what is left to measure, (element-type WsLatticePoint) */
GArray  *ws_cli_landscape_list (const WsCliLandscape *self);
void     ws_cli_landscape_add (WsCliLandscape         *self,
                               const WsLatticePoint   *points,
                               const WsLandscapeValue *values,
                               guint                   n);
gboolean ws_cli_landscape_measure (WsCliLandscape *self, GError **error);
/* Accuracies under the points of a map, whose values go up to @most. */
void ws_cli_landscape_draw (const WsCliLandscape *self, WsPanel *panel, double most);
/* One line about the cells, the lines and the hatches. (transfer full) */
char *ws_cli_landscape_describe (const WsCliLandscape *self);

G_END_DECLS
