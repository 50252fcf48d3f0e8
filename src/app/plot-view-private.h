/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/plot-pick.h"
#include "app/plot-view.h"

G_BEGIN_DECLS

#define WS_PLOT_HIT_PX 14.0

struct _WsPlotView
{
  GtkWidget       parent_instance;
  WsFigure       *figure;
  WsFigureLayout *layout;
  GskRenderNode  *node; /* the drawing, kept while only marks change */
  WsTheme         theme;
  char           *label;
  int             min_height;
  int             drawn_width, drawn_height;
  GtkWidget      *readout, *menu;
  WsPlotPick      pick;
  double          cross_x, cross_y; /* keyboard crosshair, px; NaN when not in use */
  double          hand_x, hand_y;   /* where the pointer was told of last, px */
};

/* plot-view.c */
gboolean ws_plot_view_ensure_layout (WsPlotView *self);
void     ws_plot_view_emit_picked (WsPlotView *self);
/* plot-input.c: hand and keyboard */
void ws_plot_view_init_input (WsPlotView *self);
void ws_plot_view_show_pick (WsPlotView *self);

G_END_DECLS
