/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The window in which a figure becomes a file: format, size, theme, type, and a true preview. */
#define WS_TYPE_PLOT_EXPORT (ws_plot_export_get_type ())
G_DECLARE_FINAL_TYPE (WsPlotExport, ws_plot_export, WS, PLOT_EXPORT, AdwWindow)

/* @figure: (nullable): only for tests; @title: (nullable): becomes the suggested file name */
GtkWidget *ws_plot_export_new (WsFigure *figure, const char *title);

G_END_DECLS
