/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/map-landscape.h"

G_BEGIN_DECLS

struct _WsMapLandscape
{
  GObject parent_instance;

  WsMapView *map; /* lent */
  WsSession *session;
  WsMapData *data;

  WsLandscapeSource *source; /* of the plane of @data; NULL until it is read */
  WsLandscape       *known;
  WsReadSlot         slot;

  gboolean is_active, is_stopped;
  guint    cells; /* wanted across the view */
  double   opacity;

  WsLatticeWindow window; /* that is measured and drawn */
  gint            coarsest, finest, finest_ever;

  WsJob *job; /* NULL: nothing to measure */
  gint64 job_start;
  guint  job_from;  /* places known when it began */
  double places, s; /* measured, and how long it took */
  guint  settle;    /* timeout */

  GCancellable *drawing; /* NULL: none */
  gboolean      draws_again;
};

/* -- between the parts -- */
void ws_map_landscape_draw (WsMapLandscape *self);
void ws_map_landscape_stop_drawing (WsMapLandscape *self);
void ws_map_landscape_tell (WsMapLandscape *self);
void ws_map_landscape_fail (WsMapLandscape *self, const GError *error);

G_END_DECLS
