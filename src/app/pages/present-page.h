/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/page.h"

G_BEGIN_DECLS

/* The talk: its scenes in their order, what is said of each, the show, and the show as a PDF. */
#define WS_TYPE_PRESENT_PAGE (ws_present_page_get_type ())
G_DECLARE_FINAL_TYPE (WsPresentPage, ws_present_page, WS, PRESENT_PAGE, WsPage)

/* The scene that is chosen, from 0. */
guint ws_present_page_get_chosen (WsPresentPage *self);
void  ws_present_page_choose (WsPresentPage *self, guint scene);

G_END_DECLS
