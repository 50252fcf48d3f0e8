/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/page.h"

G_BEGIN_DECLS

/* Ask a question, run it with repeats, keep the answer. UX.md 4.8. */
#define WS_TYPE_EXPERIMENTS_PAGE (ws_experiments_page_get_type ())
G_DECLARE_FINAL_TYPE (WsExperimentsPage, ws_experiments_page, WS, EXPERIMENTS_PAGE, WsPage)

G_END_DECLS
