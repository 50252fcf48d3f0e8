/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WsTaskFunc:
 * @index: 0 … n-1, which piece of work
 * @data: as given
 *
 * One piece of parallel work. Results must depend on @index alone, never on the thread.
 */
typedef void (*WsTaskFunc) (guint index, gpointer data);

/* The one pool of worker threads of the process. The default is the number of usable cores;
 * OpenBLAS is set to one thread a call, so the two never oversubscribe. */
void  ws_pool_set_threads (guint n_threads);
guint ws_pool_get_threads (void);
/* Products outside of the pool call this first: it sets OpenBLAS to one thread a call if nothing
 * has asked the pool for anything yet. */
void  ws_pool_own_blas    (void);

/* Lets this thread give way to those that answer a hand: the pool's workers and jobs' threads call
 * it, the caller of ws_pool_run() keeps its own priority. */
void  ws_pool_give_way    (void);

/**
 * ws_pool_run:
 * @n: number of pieces
 * @func: called once for every index in 0 … n-1, on pool threads and on the caller's
 *
 * Runs all pieces and returns when the last has ended. Pieces are handed out in order, one at
 * a time. May be called from several threads at once (they share the workers) but not from
 * inside a piece: a nested call runs its pieces on the calling thread.
 */
void  ws_pool_run         (guint      n,
                           WsTaskFunc func,
                           gpointer   data);

G_END_DECLS
