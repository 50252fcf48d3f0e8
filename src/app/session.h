/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/items.h"
#include "core/job.h"
#include "project/joblog.h"
#include "project/project.h"

G_BEGIN_DECLS

/**
 * WsSession:
 *
 * One open document: its connection for the main thread, lists of what is in it, and the queue of
 * jobs. Main thread only; heavy reading goes through ws_session_read() or ws_session_call_async(),
 * which give the reader its own connection on a worker thread.
 *
 * Properties (read only, notified): "path", "title", "busy" (a job runs or waits), "read-only",
 * "job" (WsJob that runs now, or NULL), "dataset" (key of the image set that is chosen).
 *
 * Signals:
 * - "changed" (): populations, representations or points of the document have changed, and the
 *   lists are up to date again. Pages read anew what they show.
 * - "job-started" (WsJob *job), "job-ended" (WsJob *job): in their order; "job-ended" comes before
 *   the "changed" that follows it.
 */
#define WS_TYPE_SESSION (ws_session_get_type ())
G_DECLARE_FINAL_TYPE (WsSession, ws_session, WS, SESSION, GObject)

/* Opens the document on a worker thread and fills the lists before it answers. */
void       ws_session_open_async (const char         *path,
                                  WsProjectMode       mode,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
WsSession *ws_session_open_finish (GAsyncResult *result, GError **error);

/* The main thread's connection, lent: for making jobs and for reads of a few rows. */
WsProject  *ws_session_get_project (WsSession *self);
const char *ws_session_get_path (WsSession *self);
const char *ws_session_get_title (WsSession *self); /* base name without .wscape */
gboolean    ws_session_is_read_only (WsSession *self);

/* -- what is in the document: lent, live, main thread only -- */
GListModel *ws_session_get_populations (WsSession *self); /* of WsPopulationItem */
GListModel *ws_session_get_hypers (WsSession *self);      /* of WsHyperItem */
/* (nullable) (transfer none): by id; only as long as the list holds it */
WsPopulationItem *ws_session_find_population (WsSession *self, gint64 id);
WsHyperItem      *ws_session_find_hyper (WsSession *self, gint64 id);
/* (nullable) (transfer none): the newest zoo, the newest complete representation */
WsPopulationItem *ws_session_get_newest_zoo (WsSession *self);
WsHyperItem      *ws_session_get_newest_hyper (WsSession *self);
/* Of WsDatasetItem: the sets of this computer, and folders that were chosen here. */
GListModel *ws_session_get_datasets (WsSession *self);
/* What new zoos are trained on: a known name or a folder; remembered in the document. Choosing one
 * that is not in the list adds it (@n_train and so on as its files say). */
const char *ws_session_get_dataset (WsSession *self);
void        ws_session_choose_dataset (
           WsSession *self, const char *key, guint n_train, guint n_test, guint channels);
/* Puts another set into the list, unless one with its key is there; chooses nothing. */
void ws_session_add_dataset (WsSession *self, WsDatasetItem *item);
/* (nullable) (transfer none) */
WsDatasetItem *ws_session_find_dataset (WsSession *self, const char *key);
/* (nullable): name of the population "selection" that is to be drawn like next; set it before the
 * lists are read again. */
const char *ws_session_get_selection (WsSession *self);
void        ws_session_set_selection (WsSession *self, const char *name);
/* Reads the lists again on a worker thread, then emits "changed". Calls are merged. For those who
 * changed the document other than by a job (renaming, deleting). */
void ws_session_reload (WsSession *self);

/* -- jobs -- */
/* Of WsJob: the one that runs first, then the queue in its order. Ended jobs leave. */
GListModel *ws_session_get_jobs (WsSession *self);
/* Starts @job (transfer full), or puts it at the end of the queue while another one runs. */
void ws_session_run (WsSession *self, WsJob *job);
/* The running or waiting job of a kind, e.g. "zoo"; (nullable) (transfer none) */
WsJob   *ws_session_find_job (WsSession *self, const char *kind);
gboolean ws_session_is_busy (WsSession *self);
/* Cancels a running job, takes a waiting one out of the queue. What is done stays saved. */
void ws_session_cancel (WsSession *self, WsJob *job);
/* Empties the queue, cancels the running job, and calls back when it has ended and saved; it stays
 * in the document as unfinished, so that opening it again offers to go on. */
void     ws_session_stop_async (WsSession *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean ws_session_stop_finish (WsSession *self, GAsyncResult *result, GError **error);
/* (element-type WsJobRecord) (transfer container): left unfinished by an earlier run; owned rows */
GPtrArray *ws_session_dup_unfinished (WsSession *self);
gboolean   ws_session_resume (WsSession *self, const WsJobRecord *record, GError **error);
gboolean   ws_session_discard (WsSession *self, const WsJobRecord *record, GError **error);

/* -- reading -- */
/**
 * WsReadFunc:
 * @project: a connection of this call's own
 * @data: as given; immutable while the call runs
 * @cancellable: look at it now and then in long work
 *
 * Runs on a worker thread; touches no widget and no model. Returns a result, or %NULL with @error.
 */
typedef gpointer (*WsReadFunc) (WsProject    *project,
                                gpointer      data,
                                GCancellable *cancellable,
                                GError      **error);

/* @data_free frees @data after the call, @result_free a result that nobody fetched. */
void     ws_session_call_async (WsSession          *self,
                                WsReadFunc          func,
                                gpointer            data,
                                GDestroyNotify      data_free,
                                GDestroyNotify      result_free,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
gpointer ws_session_call_finish (WsSession *self, GAsyncResult *result, GError **error);

/* A job that is cancelled with a reader's @cancellable, for engine calls that are asked to stop by one.
 * For the reader's thread; @job is NULL without a cancellable. */
typedef struct
{
  WsJob        *job;
  GCancellable *cancellable;
  gulong        handler;
} WsReadJob;

void ws_read_job_init (WsReadJob *self, GCancellable *cancellable);
void ws_read_job_clear (WsReadJob *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WsReadJob, ws_read_job_clear)

/**
 * WsReadSlot:
 *
 * One place on a page that shows the answer of a reader, kept as a plain member (zeroed at start).
 * Asking again makes the earlier question's answer late, and late answers are dropped without a
 * call, so a slot's callback may use its page without further care as long as the page clears the
 * slot in dispose.
 */
typedef struct
{
  GCancellable *current;
} WsReadSlot;

/* @result (transfer full) or NULL with @error (lent). Never called after ws_read_slot_clear() or a
 * newer ws_session_read() on the same slot. */
typedef void (*WsReadDone) (gpointer result, const GError *error, gpointer user_data);

void ws_session_read (WsSession     *self,
                      WsReadSlot    *slot,
                      WsReadFunc     func,
                      gpointer       data,
                      GDestroyNotify data_free,
                      GDestroyNotify result_free,
                      WsReadDone     done,
                      gpointer       user_data);
void ws_read_slot_clear (WsReadSlot *slot);
/* A question is under way: for "busy" looks. */
gboolean ws_read_slot_is_busy (const WsReadSlot *slot);

G_END_DECLS
