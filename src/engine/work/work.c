/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/work-private.h"

#include "core/error.h"
#include "project/experiment.h"
#include "work/same.h"

#include <string.h>

static GQuark
work_quark (void)
{
  return g_quark_from_static_string ("ws-work");
}

static void
work_free (gpointer data)
{
  WsWork *work = data;

  g_clear_object (&work->project);
  ws_mutex_clear (&work->mutex);
  g_free (work->kind);
  g_free (work->params);
  g_free (work->request);
  g_free (work);
}

/* -- what a request made, remembered beside its record -- */

/* Row numbers are used again once a row is deleted, so the time stamp is part of the memory. */
static char *
result_key (gint64 record)
{
  return g_strdup_printf ("job.%" G_GINT64_FORMAT ".result", record);
}

static char *
dup_created (WsProject *project, const char *kind, gint64 id)
{
  if (g_str_equal (kind, "hyper"))
    {
      g_autoptr (GPtrArray) list = ws_project_list_hypers (project, NULL);

      for (guint i = 0; list != NULL && i < list->len; i++)
        {
          const WsHyperInfo *info = g_ptr_array_index (list, i);

          if (info->id == id)
            return g_strdup (info->created);
        }
      return NULL;
    }
  else if (g_str_equal (kind, "experiment"))
    {
      g_autoptr (WsExperimentInfo) info = ws_project_get_experiment (project, id, NULL);

      return info != NULL ? g_strdup (info->created) : NULL;
    }
  else
    {
      g_autoptr (WsPopulation) population = ws_project_get_population (project, id, NULL);

      return population != NULL ? g_strdup (population->created) : NULL;
    }
}

gint64
ws_work_find_result (WsWork *work)
{
  g_autofree char *key = result_key (work->record);
  g_autofree char *text = ws_project_dup_meta (work->project, key);
  g_autofree char *created = NULL;
  char            *end = NULL;
  gint64           id = text != NULL ? g_ascii_strtoll (text, &end, 10) : 0;

  if (id == 0)
    return 0;
  created = dup_created (work->project, work->kind, id);
  if (created == NULL || end[0] != ' ' || !g_str_equal (created, end + 1))
    return 0;
  ws_mutex_lock (&work->mutex);
  work->result = id;
  ws_mutex_unlock (&work->mutex);
  return id;
}

gboolean
ws_work_set_result (WsWork *work, gint64 id, const char *created, GError **error)
{
  g_autofree char *key = result_key (work->record);
  g_autofree char *text =
      id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT " %s", id, created) : g_strdup ("");

  ws_mutex_lock (&work->mutex);
  work->result = id;
  ws_mutex_unlock (&work->mutex);
  return !work->is_once || ws_project_set_meta (work->project, key, text, error);
}

void
ws_work_set_was_there (WsWork *work)
{
  ws_mutex_lock (&work->mutex);
  work->was_there = TRUE;
  ws_mutex_unlock (&work->mutex);
}

/* -- the job -- */

static gboolean
was_done_before (WsWork *work)
{
  g_autoptr (WsJobRecord) record = NULL;

  if (!work->is_once)
    return FALSE;
  record = ws_project_find_job (work->project, work->kind, work->params, NULL);
  return record != NULL && record->id == work->record && g_str_equal (record->state, "done") &&
         ws_work_find_result (work) != 0 &&
         (!g_str_equal (work->kind, "finetune") || ws_finetune_work_is_whole (work));
}

/* The end of a record: a stop can be gone on with, a failure cannot unless something was kept. */
static void
log_end (WsWork *work, gboolean good, const GError *problem)
{
  g_autoptr (GError) error = NULL;
  const char *state = good ? "done" : "failed";

  if (!good && (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED) || work->saved != NULL))
    state = "cancelled";
  /* When even this cannot be written (disk full), the row says "running" and is gone on with. */
  if (!ws_project_set_job_state (work->project, work->record, state,
                                 problem != NULL ? problem->message : NULL, &error))
    g_debug ("job %" G_GINT64_FORMAT ": %s", work->record, error->message);
}

static gboolean
find_done (WsWork *work)
{
  if (!was_done_before (work))
    return FALSE;
  ws_work_set_was_there (work);
  return TRUE;
}

static gboolean
work_main (WsJob *job, gpointer data, GError **error)
{
  WsWork  *work = data;
  GError  *problem = NULL;
  gboolean good;

  if (find_done (work))
    return TRUE;
  if (!ws_work_claim (work->project, work->record, error))
    return FALSE;
  /* Another process may have ended it until the record was ours. */
  if (find_done (work))
    {
      ws_work_release (work->project, work->record);
      return TRUE;
    }
  good = ws_project_set_job_state (work->project, work->record, "running", NULL, &problem) &&
         work->func (work, job, &problem);
  log_end (work, good, problem);
  ws_work_release (work->project, work->record);
  if (problem != NULL)
    g_propagate_error (error, problem);
  return good;
}

/* A job that was called off while it waited never ran its function. A row that says "done" belongs
 * to an earlier run of the same request. */
static void
ended_cb (WsJob *job, gpointer data)
{
  WsWork *work = data;
  g_autoptr (WsJobRecord) record = NULL;

  if (ws_job_get_state (job) != WS_JOB_CANCELLED)
    return;
  record = ws_project_find_job (work->project, work->kind, work->params, NULL);
  if (record != NULL && record->id == work->record && g_str_equal (record->state, "queued"))
    ws_project_set_job_state (work->project, work->record, "cancelled", NULL, NULL);
}

/* A record of the same request in an older version's words; its text becomes the job's. (nullable):
 * %NULL without @error when there is none */
static WsJobRecord *
find_older_record (WsWork *work, GError **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_jobs (work->project, work->kind, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const WsJobRecord *record = g_ptr_array_index (list, i);

      if (!ws_same_request (work->kind, record->params_json, work->params))
        continue;
      g_free (work->params);
      work->params = g_strdup (record->params_json);
      return g_ptr_array_steal_index (list, i);
    }
  return NULL;
}

static gint64
find_or_add_record (WsWork *work, const char *title, GError **error)
{
  GError *problem = NULL;
  g_autoptr (WsJobRecord) record =
      ws_project_find_job (work->project, work->kind, work->params, &problem);

  if (record == NULL && problem == NULL && work->is_once)
    record = find_older_record (work, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return 0;
    }
  if (record != NULL && (work->is_once || !g_str_equal (record->state, "done")))
    {
      /* Waiting again, and so remembered when the program ends before its turn. */
      if (g_str_equal (record->state, "cancelled") &&
          !ws_project_set_job_state (work->project, record->id, "queued", NULL, error))
        return 0;
      return record->id;
    }
  return ws_project_add_job (work->project, work->kind, title, work->params, error);
}

WsJob *
ws_work_new (WsProject    *project,
             const char   *kind,
             const char   *title,
             char         *params,
             gconstpointer request,
             gsize         request_size,
             gboolean      is_once,
             WsWorkFunc    func,
             GError      **error)
{
  WsWork *work = g_new0 (WsWork, 1);
  WsJob  *job = NULL;

  ws_mutex_init (&work->mutex);
  work->kind = g_strdup (kind);
  work->params = params;
  work->is_once = is_once;
  work->func = func;
  work->request = g_memdup2 (request, request_size);
  if (ws_project_is_read_only (project))
    g_set_error (error, WS_ERROR, WS_ERROR_STORAGE, "%s: the document is open for reading only",
                 ws_project_get_path (project));
  else
    work->project = ws_project_reopen (project, error);
  if (work->project != NULL)
    work->record = find_or_add_record (work, title, error);
  if (work->record <= 0)
    {
      work_free (work);
      return NULL;
    }
  job = ws_job_new (kind, title, work_main, work, work_free);
  g_object_set_qdata (G_OBJECT (job), work_quark (), work);
  g_signal_connect (job, "ended", G_CALLBACK (ended_cb), work);
  return job;
}

gint64
ws_work_get_record (WsJob *job)
{
  WsWork *work = g_object_get_qdata (G_OBJECT (job), work_quark ());

  return work != NULL ? work->record : 0;
}

gint64
ws_work_get_result (WsJob *job)
{
  WsWork *work = g_object_get_qdata (G_OBJECT (job), work_quark ());
  gint64  result = 0;

  if (work != NULL)
    {
      ws_mutex_lock (&work->mutex);
      result = work->result;
      ws_mutex_unlock (&work->mutex);
    }
  return result;
}

gboolean
ws_work_was_there (WsJob *job)
{
  WsWork  *work = g_object_get_qdata (G_OBJECT (job), work_quark ());
  gboolean was_there = FALSE;

  if (work != NULL)
    {
      ws_mutex_lock (&work->mutex);
      was_there = work->was_there;
      ws_mutex_unlock (&work->mutex);
    }
  return was_there;
}
