/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/session.h"

G_BEGIN_DECLS

/**
 * WsJobWatch:
 *
 * Follows the running (else waiting) job of some kinds in a session, whichever it is, so that a
 * page connects once. Property "job" (read only, nullable). Signals: "progress" (fraction or
 * status line), "snapshot" (new numbers for live plots), "failed" (GError *error, lent) and
 * "cancelled".
 */
#define WS_TYPE_JOB_WATCH (ws_job_watch_get_type ())
G_DECLARE_FINAL_TYPE (WsJobWatch, ws_job_watch, WS, JOB_WATCH, GObject)

/* @kinds: strv in order of preference, copied */
WsJobWatch *ws_job_watch_new (const char *const *kinds);
void        ws_job_watch_set_session (WsJobWatch *self, WsSession *session); /* (nullable) */
WsJob      *ws_job_watch_get_job (WsJobWatch *self); /* (nullable) (transfer none) */
/* 0 to 1; 0 without a job */
double ws_job_watch_get_fraction (WsJobWatch *self);
/* (transfer full) (nullable) */
char    *ws_job_watch_dup_status (WsJobWatch *self);
GObject *ws_job_watch_dup_snapshot (WsJobWatch *self);
void     ws_job_watch_cancel (WsJobWatch *self);

G_END_DECLS
