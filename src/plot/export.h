/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/render.h"

G_BEGIN_DECLS

/* Size of an exported picture. PDF and SVG are width × height points; a PNG has
 * round (width × scale) by round (height × scale) pixels. */
typedef struct
{
  double width, height; /* points, 1/72 inch */
  double scale;         /* pixels to a point, PNG only */
} WsExportSize;

/* Names for menus, in order: slide, slide-4k, 4:3, half, column, square. NULL-terminated, lent. */
const char *const *ws_export_size_names (void);

/**
 * ws_export_size_parse:
 * @text: a name of ws_export_size_names() (16:9 is slide), "1920x1080" (pixels), or with a unit:
 *   "13.33x7.5in", "86x60mm", "960x540pt"
 * @error: return location (%WS_PLOT_ERROR_SIZE)
 *
 * Pixels are turned into points so that type keeps its proportion: 1920 × 1080 is 960 × 540 at 2.
 * At most 16,384 pixels a side, at least 32.
 */
gboolean ws_export_size_parse (const char   *text,
                               WsExportSize *size,
                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ws_figure_export:
 * @path: ends in .png, .svg or .pdf
 * @error: return location (%WS_PLOT_ERROR)
 *
 * Draws the figure into a file: written under a temporary name, synced, renamed, so that @path is
 * either what it was or whole. The same figure gives the same bytes (no dates inside). Text stays
 * text in SVG and PDF. Locale independent. Any thread.
 */
gboolean ws_figure_export (const WsFigure     *figure,
                           const char         *path,
                           const WsExportSize *size,
                           const WsTheme      *theme,
                           GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/* Several figures as the pages of one PDF. */
gboolean ws_figures_export_pdf (const WsFigure *const *figures,
                                guint                  n_figures,
                                const char            *path,
                                const WsExportSize    *size,
                                const WsTheme         *theme,
                                GError               **error) G_GNUC_WARN_UNUSED_RESULT;

/* The bytes of a picture: @format is "png", "svg" or "pdf". (transfer full) (nullable) */
GBytes *ws_figure_export_bytes (const WsFigure     *figure,
                                const char         *format,
                                const WsExportSize *size,
                                const WsTheme      *theme,
                                GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
