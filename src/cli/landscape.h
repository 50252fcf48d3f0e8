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
  guint              cells;
  gint               finest;
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

/* (transfer full): measures what there is to know. */
WsJob *ws_cli_landscape_fill_new (const WsCliLandscape *self);
/* Accuracies under the points of a map, whose values go up to @most. */
void ws_cli_landscape_draw (const WsCliLandscape *self, WsPanel *panel, double most);
/* One line about the cells, the lines and the hatches. (transfer full) */
char *ws_cli_landscape_describe (const WsCliLandscape *self);

G_END_DECLS
