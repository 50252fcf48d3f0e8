/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WsJobState:
 *
 * queued → running ⇄ paused → done | failed | cancelled. A cancelled job has saved what it had
 * and can be started again as a new job that goes on.
 */
typedef enum
{
  WS_JOB_QUEUED,
  WS_JOB_RUNNING,
  WS_JOB_PAUSED,
  WS_JOB_DONE,
  WS_JOB_FAILED,
  WS_JOB_CANCELLED,
} WsJobState;

#define WS_TYPE_JOB (ws_job_get_type ())
G_DECLARE_FINAL_TYPE (WsJob, ws_job, WS, JOB, GObject)

/**
 * WsJobFunc:
 *
 * The work, on the job's own thread. It calls ws_job_tick() at least every 20 ms of work (and
 * may use ws_pool_run() in between), and returns %FALSE with @error when it fails or when
 * ws_job_tick() told it to stop.
 */
typedef gboolean (*WsJobFunc) (WsJob *job, gpointer data, GError **error);

/* @kind: a short word such as "zoo"; @title: for people, translatable, with the subject. */
WsJob *ws_job_new (const char *kind, const char *title, WsJobFunc func, gpointer data,
                   GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

/* -- from the owner's thread (the context the job was made on) -- */
void     ws_job_start   (WsJob *self);
void     ws_job_pause   (WsJob *self);
void     ws_job_resume  (WsJob *self);
void     ws_job_cancel  (WsJob *self);
/* "Stop and keep what you have": the function sees ws_job_should_finish() and ends well. */
void     ws_job_finish_early (WsJob *self);
/* Iterates the owner's context until the job has ended; %FALSE with @error unless done. */
gboolean ws_job_wait    (WsJob *self, GError **error);
/* Runs the function on the calling thread, for tests and nested work. */
gboolean ws_job_run_sync (WsJob *self, GError **error);

/* Properties, all notified on the owner's context, at most 20 times a second: "state",
 * "fraction" (0…1), "status" (one line: unit counts, rate, ETA), "snapshot" (GObject or NULL).
 * Signal "ended" (after the last notify). */
const char   *ws_job_get_kind     (WsJob *self);
const char   *ws_job_get_title    (WsJob *self);
WsJobState    ws_job_get_state    (WsJob *self);
gboolean      ws_job_is_active    (WsJob *self); /* queued, running or paused */
double        ws_job_get_fraction (WsJob *self);
double        ws_job_get_rate     (WsJob *self); /* units per second over recent unpaused work */
double        ws_job_get_eta      (WsJob *self); /* seconds; < 0 until 10 % and 5 s are done */
double        ws_job_get_elapsed  (WsJob *self); /* seconds without pauses */
/* (transfer full): "87 of 240 networks · 1.4 networks/s · about 1 min 50 s left" */
char         *ws_job_dup_status   (WsJob *self);
/* (transfer full) (nullable): what the work last published for live plots */
GObject      *ws_job_dup_snapshot (WsJob *self);
const GError *ws_job_get_error    (WsJob *self); /* once ended */

/* -- from the work -- */
/* Reports done of total (any unit; @unit is a plural noun for people such as "networks"; NULL
 * keeps the last). */
void          ws_job_report       (WsJob *self, double done, double total, const char *unit);
/* From now on reports are about part @part (from 0) of @n_parts equal ones, which has a title for people. */
void          ws_job_set_part     (WsJob *self, guint part, guint n_parts, const char *title);
/* Hands a new immutable snapshot to the owner; (transfer full). Drops an unseen older one. */
void          ws_job_publish      (WsJob *self, GObject *snapshot);
/* Blocks while paused; %FALSE with G_IO_ERROR_CANCELLED once cancelled. Cheap. Any thread. */
gboolean      ws_job_tick         (WsJob *self, GError **error);
/* The same question without blocking, for inner loops on pool threads. */
gboolean      ws_job_is_cancelled (WsJob *self);
gboolean      ws_job_should_finish (WsJob *self);

G_END_DECLS
