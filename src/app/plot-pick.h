/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"
#include "plot/layout.h"

G_BEGIN_DECLS

/* What lies under a place of a figure, and where. For histograms @index is the bin. */
typedef struct
{
  gint   panel, series; /* -1: nothing */
  gsize  index;
  double x_px, y_px; /* of the mark itself */
  WsRect bin;        /* w 0: not a bin */
} WsPlotPick;

/* The nearest thing within @max_px of a pixel. */
gboolean ws_plot_pick_at (const WsFigure       *figure,
                          const WsFigureLayout *layout,
                          double                x_px,
                          double                y_px,
                          double                max_px,
                          WsPlotPick           *pick);
/* The next (@step 1) or the previous (-1) thing in the order of series and points; from the first
 * when @pick is nothing. */
gboolean ws_plot_pick_step (const WsFigure       *figure,
                            const WsFigureLayout *layout,
                            gint                  step,
                            WsPlotPick           *pick);
/* "train: Epoch 3, Test accuracy 0.71"; (transfer full) */
char *ws_plot_pick_describe (const WsFigure *figure, const WsPlotPick *pick);
/* Values of a histogram's series that lie in bin @bin of @edges. */
guint ws_plot_count_in_bin (const WsSeries *series, const double *edges, guint n_bins, guint bin);

G_END_DECLS
