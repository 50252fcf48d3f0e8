/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 64-byte aligned, zeroed memory for vectors and matrices; aborts only as g_malloc does.
 * ws_aligned_try_new returns NULL when the size overflows or the system refuses. */
gpointer ws_aligned_new0    (gsize n_bytes);
gpointer ws_aligned_try_new (gsize n, gsize element_size);
void     ws_aligned_free    (gpointer memory);

#define WS_ALIGNED_FLOATS(n) ((float *) ws_aligned_new0 (sizeof (float) * (gsize) (n)))

/* Bump allocator for per-step scratch: reset keeps the memory. Returned blocks are 64-byte
 * aligned and NOT cleared. One thread at a time. */
typedef struct _WsArena WsArena;

WsArena *ws_arena_new   (void);
void     ws_arena_free  (WsArena *self);
float   *ws_arena_floats (WsArena *self, gsize n);
gpointer ws_arena_bytes (WsArena *self, gsize n_bytes);
void     ws_arena_reset (WsArena *self);
gsize    ws_arena_get_peak (WsArena *self); /* bytes */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsArena, ws_arena_free)

G_END_DECLS
