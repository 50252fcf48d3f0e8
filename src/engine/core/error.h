/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WsError:
 * @WS_ERROR_FORMAT: a file is not what it should be (magic, truncated, damaged); choose another
 * @WS_ERROR_SHAPE: sizes do not fit together; choose matching data, architecture or representation
 * @WS_ERROR_NOT_FINITE: a NaN or an infinity where a number is needed
 * @WS_ERROR_DIVERGED: training left the finite numbers; use a smaller learning rate
 * @WS_ERROR_VERSION: the document was written by a newer program; update
 * @WS_ERROR_NOT_FOUND: no such data set, population, method …
 * @WS_ERROR_EXISTS: the name is taken; choose another
 * @WS_ERROR_STORAGE: the document cannot be read or written (disk full, read-only, damaged)
 * @WS_ERROR_VALUE: a setting is outside its range
 *
 * What the engine can fail with. Codes are only ever appended. Cancelling is
 * %G_IO_ERROR_CANCELLED, and problems of plain files stay %G_IO_ERROR.
 * Messages say what, where, expected and got, in one sentence.
 */
typedef enum
{
  WS_ERROR_FORMAT,
  WS_ERROR_SHAPE,
  WS_ERROR_NOT_FINITE,
  WS_ERROR_DIVERGED,
  WS_ERROR_VERSION,
  WS_ERROR_NOT_FOUND,
  WS_ERROR_EXISTS,
  WS_ERROR_STORAGE,
  WS_ERROR_VALUE,
} WsError;

#define WS_ERROR (ws_error_quark ())
GQuark ws_error_quark (void);

G_END_DECLS
