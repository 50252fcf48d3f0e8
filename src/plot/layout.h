/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"
#include "plot/geometry.h"

G_BEGIN_DECLS

/* Where everything of a figure lies at one size: pure geometry, the same for every output. */

typedef enum
{
  WS_TEXT_TITLE,
  WS_TEXT_SUBTITLE,
  WS_TEXT_SOURCE,
  WS_TEXT_PANEL_TITLE,
  WS_TEXT_AXIS,
  WS_TEXT_TICK_X,
  WS_TEXT_TICK_Y,
  WS_TEXT_LEGEND,
  WS_TEXT_COLORBAR,
  WS_TEXT_RULE,
  WS_TEXT_NOTE,
  WS_TEXT_CAPTION,
  WS_TEXT_EMPTY,
  WS_TEXT_FIGURE_CAPTION,
} WsTextRole;

/* One line of text as it is drawn: every text of a figure is one of these. */
typedef struct
{
  WsTextRole role;
  char      *text;
  WsRect     box;   /* what it covers, after turning */
  double     x, y;  /* left end of the base line (lower end when turned) */
  double     width; /* along the base line */
  double     size;
  gboolean   is_bold;
  gboolean   is_turned; /* 90° against the clock */
  WsColor    color;
} WsTextItem;

typedef struct
{
  WsRect        plot;         /* the inside of the axes */
  WsRect        color_bar;    /* w 0: none */
  WsRect        legend;       /* w 0: none */
  WsLegendPlace legend_place; /* what AUTO chose: set it to keep the legend still while panning */
  WsView        view;         /* data <-> pixels */
  double        value_lo, value_hi; /* range of the colour scale */
} WsPanelLayout;

typedef struct _WsFigureLayout WsFigureLayout;

/**
 * ws_figure_layout:
 * @width: figure units, as in ws_figure_render()
 *
 * Returns: (transfer full): free with ws_figure_layout_free()
 */
WsFigureLayout      *
ws_figure_layout (const WsFigure *figure, double width, double height, const WsTheme *theme);
void ws_figure_layout_free (WsFigureLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsFigureLayout, ws_figure_layout_free)

const WsPanelLayout *ws_figure_layout_get_panel (const WsFigureLayout *self, guint panel);
guint                ws_figure_layout_get_n_texts (const WsFigureLayout *self);
const WsTextItem    *ws_figure_layout_get_text (const WsFigureLayout *self, guint i);
/* Index of the panel whose axes contain the pixel, or -1. */
gint ws_figure_layout_panel_at (const WsFigureLayout *self, double x_px, double y_px);

typedef struct
{
  gint   panel, series; /* -1: nothing near */
  gsize  index;
  double distance_px;
} WsPick;

/**
 * ws_figure_pick_nearest:
 * @max_px: how far away it may be; 12 at least for pointers
 *
 * The nearest point (scatter), sample (line, band) or bar of a panel under a pixel, hidden ones
 * left out; a plain scan, about 0.1 ms for 100,000 points.
 *
 * Returns: %TRUE when there is one
 */
gboolean ws_figure_pick_nearest (const WsFigure       *figure,
                                 const WsFigureLayout *layout,
                                 guint                 panel,
                                 double                x_px,
                                 double                y_px,
                                 double                max_px,
                                 WsPick               *pick);

/* Which points of a scatter series lie in a lasso (@xy: corners in pixels) or rectangle; @inside
 * (nullable) has the length of the series. Hidden points are never inside. */
gsize ws_figure_pick_polygon (const WsFigure       *figure,
                              const WsFigureLayout *layout,
                              guint                 panel,
                              guint                 series,
                              const double         *xy,
                              gsize                 n_corners,
                              guint8               *inside);
gsize ws_figure_pick_rect (const WsFigure       *figure,
                           const WsFigureLayout *layout,
                           guint                 panel,
                           guint                 series,
                           const WsRect         *rect_px,
                           guint8               *inside);

/* The bin edges of a panel's histograms, (transfer full) n_bins + 1 values; %NULL when it has none.
 * Pure: for selecting the networks of a bin. */
double *ws_panel_dup_bin_edges (const WsPanel *panel, guint *n_bins);

G_END_DECLS
