/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/scene-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsStage:
 *
 * The show: a full-screen window with nothing but the slide, and buttons while the pointer moves.
 * Right, Down, Space, Page Down and a click go on, Left, Up, Backspace and Page Up back, Home and
 * End to the ends, a number and Enter to that slide; B turns it black, + and − change the type,
 * Escape ends it. Signal "ended" (uint slide) with the slide that was shown last.
 */
#define WS_TYPE_STAGE (ws_stage_get_type ())
G_DECLARE_FINAL_TYPE (WsStage, ws_stage, WS, STAGE, GtkWindow)

/* Shows @scenes, of at least one, from @first on. @parent: the window that it belongs to. */
GtkWidget *ws_stage_present (GtkWindow *parent, WsSceneList *scenes, guint first);

G_END_DECLS
