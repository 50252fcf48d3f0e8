/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/map-view.h"

G_BEGIN_DECLS

/* @json: one line, without its end: size, points, and milliseconds from before-paint to
 * after-paint of the frame clock: least, median, 95th percentile, most. */
typedef void (*WsMapMeasured) (const char *json, gpointer data);

/**
 * ws_map_measure:
 * @view: mapped, with data
 *
 * Pans and zooms for @n_frames frames (after ten to warm up), then goes back to the whole map and
 * calls @done once, on the main loop. Answers issue 3's bar of 16 ms a frame.
 */
void ws_map_measure (WsMapView *view, guint n_frames, WsMapMeasured done, gpointer data);

G_END_DECLS
