/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One channel, PIL's BILINEAR with antialiasing (METHOD.md 2.3): triangle filter whose support is
 * the scale factor (at least 1), weights normalised per output pixel, fixed point with 22
 * fractional bits, horizontal pass first, 8-bit intermediate. */
void ws_resize_bilinear (const guint8 *in,
                         guint         in_width,
                         guint         in_height,
                         guint8       *out,
                         guint         out_width,
                         guint         out_height);

G_END_DECLS
