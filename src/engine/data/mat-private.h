/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WS_MAT_MAX_DIMS 4

/* One array of a MATLAB 5 file: @n numbers, the first dimension fastest, all whole and from 0 to
 * 255, whatever type the file stores them as. */
typedef struct
{
  guint   n_dims, dims[WS_MAT_MAX_DIMS];
  gsize   n;
  guint8 *values; /* g_free(); NULL where only the sizes were asked for */
} WsMatArray;

/**
 * ws_mat_read:
 * @variable: the array's name in the file
 * @with_values: FALSE for the sizes only, which reads no more than the beginning of the file where
 *   that has them
 *
 * Reads arrays of bytes and of doubles, plain or zlib-compressed, little-endian, of version 5 ("-v7"
 * too, not "-v7.3"). Everything in the file is a claim: no memory is taken before the bytes are
 * there, and a compressed array's own sum is checked.
 */
gboolean ws_mat_read (const char *path, const char *variable, gboolean with_values,
                      WsMatArray *out, GError **error);

G_END_DECLS
