/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/page.h"

G_BEGIN_DECLS

/* Train many small networks and see them as a population. UX.md 4.3. */
#define WS_TYPE_ZOO_PAGE (ws_zoo_page_get_type ())
G_DECLARE_FINAL_TYPE (WsZooPage, ws_zoo_page, WS, ZOO_PAGE, WsPage)

G_END_DECLS
