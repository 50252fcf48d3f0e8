/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/page.h"

G_BEGIN_DECLS

/* See whether a start is a better start. UX.md 4.7. */
#define WS_TYPE_FINETUNE_PAGE (ws_finetune_page_get_type ())
G_DECLARE_FINAL_TYPE (WsFinetunePage, ws_finetune_page, WS, FINETUNE_PAGE, WsPage)

G_END_DECLS
