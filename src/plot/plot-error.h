/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WsPlotError:
 * @WS_PLOT_ERROR_FORMAT: the file name ends in no known picture format; use .png, .svg or .pdf
 * @WS_PLOT_ERROR_SIZE: a size cannot be read or is out of range; write it as 1920x1080
 * @WS_PLOT_ERROR_WRITE: the picture could not be written; choose another place
 * @WS_PLOT_ERROR_THEME: no such theme; use light, dark or slide
 *
 * What the plot library can fail with. Codes are only ever appended.
 */
typedef enum
{
  WS_PLOT_ERROR_FORMAT,
  WS_PLOT_ERROR_SIZE,
  WS_PLOT_ERROR_WRITE,
  WS_PLOT_ERROR_THEME,
} WsPlotError;

#define WS_PLOT_ERROR (ws_plot_error_quark ())
GQuark ws_plot_error_quark (void);

G_END_DECLS
