/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/map-view.h"
#include "app/page.h"

G_BEGIN_DECLS

/* The latent map: point, and see the network that lives there. UX.md 4.5. */
#define WS_TYPE_EXPLORE_PAGE (ws_explore_page_get_type ())
G_DECLARE_FINAL_TYPE (WsExplorePage, ws_explore_page, WS, EXPLORE_PAGE, WsPage)

/* For the bench of the map; data when the document has been read. */
WsMapView *ws_explore_page_get_map (WsExplorePage *self);

G_END_DECLS
