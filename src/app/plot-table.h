/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A figure's numbers as a table: to read, to copy, to save as CSV. */
#define WS_TYPE_PLOT_TABLE (ws_plot_table_get_type ())
G_DECLARE_FINAL_TYPE (WsPlotTable, ws_plot_table, WS, PLOT_TABLE, AdwWindow)

GtkWidget *ws_plot_table_new (WsFigure *figure, const char *title);

/* The rows of the table, the first is the header: (element-type GStrv) (transfer container). Cells
 * that do not apply are empty; numbers in C locale with all digits. */
GPtrArray *ws_plot_table_rows (const WsFigure *figure);

G_END_DECLS
