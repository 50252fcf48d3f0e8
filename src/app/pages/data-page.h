/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/page.h"

G_BEGIN_DECLS

/* Choose and trust the images that all networks are trained on. UX.md 4.2. */
#define WS_TYPE_DATA_PAGE (ws_data_page_get_type ())
G_DECLARE_FINAL_TYPE (WsDataPage, ws_data_page, WS, DATA_PAGE, WsPage)

G_END_DECLS
