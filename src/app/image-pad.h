/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsImagePad:
 *
 * One small image that can be drawn on: the mouse paints (the secondary button wipes out), and with
 * the focus arrow keys move a pen, Space paints and Delete wipes out. Role IMG. Signal "changed" ():
 * after every stroke of the brush, not for ws_image_pad_set_image().
 */
#define WS_TYPE_IMAGE_PAD (ws_image_pad_get_type ())
G_DECLARE_FINAL_TYPE (WsImagePad, ws_image_pad, WS, IMAGE_PAD, GtkWidget)

GtkWidget *ws_image_pad_new (void);
/* @pixels: channels × height × width, 8 bit, copied; @channels 1 or 3. */
void ws_image_pad_set_image (
    WsImagePad *self, const guint8 *pixels, guint channels, guint height, guint width);
/* All black, of the size it has. */
void ws_image_pad_clear (WsImagePad *self);
/* (nullable) (transfer none): before the first image there is none */
const guint8 *ws_image_pad_get_pixels (WsImagePad *self);

G_END_DECLS
