/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>
#include <pthread.h>

G_BEGIN_DECLS

/* Locks of the engine are pthread's, so that ThreadSanitizer sees them (GLib is not
 * instrumented and drowns its reports). Use these names, not GLib's, in src/engine. */
typedef pthread_mutex_t WsMutex;
typedef pthread_cond_t  WsCond;

#define ws_mutex_init(m) pthread_mutex_init ((m), NULL)
#define ws_mutex_clear(m) pthread_mutex_destroy (m)
#define ws_mutex_lock(m) pthread_mutex_lock (m)
#define ws_mutex_unlock(m) pthread_mutex_unlock (m)
#define ws_cond_init(c) pthread_cond_init ((c), NULL)
#define ws_cond_clear(c) pthread_cond_destroy (c)
#define ws_cond_wait(c, m) pthread_cond_wait ((c), (m))
#define ws_cond_signal(c) pthread_cond_signal (c)
#define ws_cond_broadcast(c) pthread_cond_broadcast (c)

G_END_DECLS
