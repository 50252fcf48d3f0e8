/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "sample/refine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What is done to draws before they are used, folded away: most want plain ones. */
#define WS_TYPE_REFINE_ROW (ws_refine_row_get_type ())
G_DECLARE_FINAL_TYPE (WsRefineRow, ws_refine_row, WS, REFINE_ROW, AdwExpanderRow)

GtkWidget   *ws_refine_row_new (void);
WsRefinement ws_refine_row_get (WsRefineRow *self);

G_END_DECLS
