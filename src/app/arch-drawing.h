/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/arch.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Draws an architecture: from the image to the classes, a stack of maps or a column of units for each
 * layer, skip paths as arcs. Role IMG; the description says the same in words. */
#define WS_TYPE_ARCH_DRAWING (ws_arch_drawing_get_type ())
G_DECLARE_FINAL_TYPE (WsArchDrawing, ws_arch_drawing, WS, ARCH_DRAWING, GtkWidget)

GtkWidget *ws_arch_drawing_new (void);
/* (nullable): static */
void ws_arch_drawing_set_arch (WsArchDrawing *self, const WsArch *arch);

G_END_DECLS
