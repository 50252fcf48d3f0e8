/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads only the header of an IDX file of bytes with @n_dims dimensions (at most 4), plain or gzip;
 * the same checks and errors as ws_idx_read(). */
gboolean ws_idx_read_sizes (const char *path,
                            guint       n_dims,
                            guint32    *dims,
                            GError    **error);

G_END_DECLS
