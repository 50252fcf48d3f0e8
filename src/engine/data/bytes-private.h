/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* No file of images is taken for larger than this, packed or not. */
#define WS_BYTES_MAX ((gsize)1 << 30)

/* The file's stream, unpacked if its first bytes are gzip's. */
GInputStream *ws_bytes_open         (const char *path, GError **error);
/* @what: the part of the file that the bytes are, for messages. */
gboolean      ws_bytes_read_exactly (GInputStream *stream, const char *path, gpointer buffer,
                                     gsize n, const char *what, GError **error);
/* (transfer full): @n bytes. Memory grows as they arrive: a header's sizes are a claim, not a
 * reason to take memory. */
guint8       *ws_bytes_read_new     (GInputStream *stream, const char *path, gsize n,
                                     const char *what, GError **error);
/* Whether nothing comes after the @total bytes that were announced; a packed file checks its own
 * sum here. */
gboolean      ws_bytes_expect_end   (GInputStream *stream, const char *path, gsize total,
                                     GError **error);

/* For plain files of whole records of @record bytes, whose number only the file's size tells: */
gboolean      ws_bytes_count_records (const char *path, gsize record, gsize *n, GError **error);
/* (transfer full): the first @n bytes of a plain file that has as many. */
guint8       *ws_bytes_read_beginning (const char *path, gsize n, GError **error);

G_END_DECLS
