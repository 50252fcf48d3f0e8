/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/page.h"

G_BEGIN_DECLS

/* Make networks that nobody trained. UX.md 4.6. */
#define WS_TYPE_SAMPLE_PAGE (ws_sample_page_get_type ())
G_DECLARE_FINAL_TYPE (WsSamplePage, ws_sample_page, WS, SAMPLE_PAGE, WsPage)

G_END_DECLS
