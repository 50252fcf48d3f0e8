/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"
#include "plot/layout.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsPlotView:
 *
 * Shows a figure: ws_figure_render() on a cairo node, at most once a frame, light or dark as the
 * style is. Role IMG with the label given and a description from ws_figure_describe(); takes the
 * focus; pointing (or the arrow keys) reads out the nearest point in a label inside the widget.
 * Actions: plot.export (Ctrl+E), plot.table (Ctrl+T), plot.copy-table; also in its context menu.
 *
 * Properties: "label" (accessible name, "Accuracy by epoch"), "min-height" (px, 180).
 * Signal "picked" (int panel, int series, uint64 index): a point, bar or bin was clicked, or Enter
 * pressed on it; for a histogram @index is the bin, for others the point. Bins by
 * ws_panel_dup_bin_edges().
 */
#define WS_TYPE_PLOT_VIEW (ws_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (WsPlotView, ws_plot_view, WS, PLOT_VIEW, GtkWidget)

GtkWidget *ws_plot_view_new (void);
/* Takes a reference; NULL shows nothing. The figure must not be changed afterwards: build a new one
 * (they are cheap) and set that. */
void        ws_plot_view_set_figure (WsPlotView *self, WsFigure *figure);
WsFigure   *ws_plot_view_get_figure (WsPlotView *self); /* (nullable) (transfer none) */
void        ws_plot_view_set_label (WsPlotView *self, const char *label);
const char *ws_plot_view_get_label (WsPlotView *self);

/* -- shared with other widgets that draw figures, such as the map -- */
/* The theme of figures on @widget: light or dark, its font's size, high contrast, no background. */
void ws_plot_theme_for_widget (GtkWidget *widget, WsTheme *theme);
/* Ctrl+E: PNG, SVG or PDF with size, theme and text size; the preview is the drawing. */
void ws_plot_export_present (GtkWidget *widget, WsFigure *figure, const char *title);
/* Ctrl+T: the figure's numbers as a table that can be copied and saved as CSV. */
void ws_plot_table_present (GtkWidget *widget, WsFigure *figure, const char *title);
/* The same numbers as text; @separator '\t' or ','. (transfer full) */
char *ws_plot_table_text (const WsFigure *figure, char separator);

G_END_DECLS
