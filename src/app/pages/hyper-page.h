/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/page.h"

G_BEGIN_DECLS

/* Train the autoencoder of weights, and know whether it is any good. UX.md 4.4. */
#define WS_TYPE_HYPER_PAGE (ws_hyper_page_get_type ())
G_DECLARE_FINAL_TYPE (WsHyperPage, ws_hyper_page, WS, HYPER_PAGE, WsPage)

G_END_DECLS
