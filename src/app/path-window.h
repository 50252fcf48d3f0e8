/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/map-data.h"
#include "app/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A stop of a path: a network of the map, or a place of it. */
typedef struct
{
  gint   state; /* -1: the place */
  double x, y;
} WsPathStop;

/**
 * WsPathWindow:
 *
 * What networks along a path over the map do: accuracy and loss against arc length in z, beside the
 * straight way in weights, plain and aligned; the networks are played one after the other.
 */
#define WS_TYPE_PATH_WINDOW (ws_path_window_get_type ())
G_DECLARE_FINAL_TYPE (WsPathWindow, ws_path_window, WS, PATH_WINDOW, AdwWindow)

/* Opens one beside the window of @widget. @stops: two or more, copied. */
void ws_path_window_present (GtkWidget        *widget,
                             WsSession        *session,
                             WsMapData        *data,
                             const WsPathStop *stops,
                             guint             n);

G_END_DECLS
