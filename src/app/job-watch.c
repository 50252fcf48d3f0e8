/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/job-watch.h"

struct _WsJobWatch
{
  GObject parent_instance;

  char     **kinds;
  WsSession *session; /* a reference */
  WsJob     *job;     /* a reference */
};

enum
{
  PROP_JOB = 1,
  N_PROPS,
};

enum
{
  PROGRESS,
  SNAPSHOT,
  FAILED,
  CANCELLED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsJobWatch, ws_job_watch, G_TYPE_OBJECT)

static void
progress_cb (WsJobWatch *self)
{
  g_signal_emit (self, signals[PROGRESS], 0);
}

static void
snapshot_cb (WsJobWatch *self)
{
  g_signal_emit (self, signals[SNAPSHOT], 0);
}

static void
follow (WsJobWatch *self, WsJob *job)
{
  if (job == self->job)
    return;
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_set_object (&self->job, job);
  if (job != NULL)
    {
      g_signal_connect_swapped (job, "notify::fraction", G_CALLBACK (progress_cb), self);
      g_signal_connect_swapped (job, "notify::status", G_CALLBACK (progress_cb), self);
      g_signal_connect_swapped (job, "notify::snapshot", G_CALLBACK (snapshot_cb), self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
  progress_cb (self);
}

static void
look_again (WsJobWatch *self)
{
  WsJob *job = NULL;

  for (guint i = 0; self->session != NULL && job == NULL && self->kinds[i] != NULL; i++)
    job = ws_session_find_job (self->session, self->kinds[i]);
  follow (self, job);
}

static void
ended_cb (WsJobWatch *self, WsJob *job)
{
  WsJobState state = ws_job_get_state (job);

  if (g_strv_contains ((const char *const *)self->kinds, ws_job_get_kind (job)))
    {
      if (state == WS_JOB_FAILED)
        g_signal_emit (self, signals[FAILED], 0, ws_job_get_error (job));
      else if (state == WS_JOB_CANCELLED)
        g_signal_emit (self, signals[CANCELLED], 0);
    }
  look_again (self);
}

void
ws_job_watch_set_session (WsJobWatch *self, WsSession *session)
{
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (ws_session_get_jobs (self->session), self);
    }
  g_set_object (&self->session, session);
  if (session != NULL)
    {
      g_signal_connect_swapped (session, "notify::job", G_CALLBACK (look_again), self);
      g_signal_connect_swapped (session, "job-ended", G_CALLBACK (ended_cb), self);
      g_signal_connect_swapped (ws_session_get_jobs (session), "items-changed",
                                G_CALLBACK (look_again), self);
    }
  look_again (self);
}

static void
ws_job_watch_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_JOB)
    g_value_set_object (value, WS_JOB_WATCH (object)->job);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ws_job_watch_dispose (GObject *object)
{
  WsJobWatch *self = WS_JOB_WATCH (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (ws_session_get_jobs (self->session), self);
    }
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->session);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (ws_job_watch_parent_class)->dispose (object);
}

static void
ws_job_watch_finalize (GObject *object)
{
  g_strfreev (WS_JOB_WATCH (object)->kinds);
  G_OBJECT_CLASS (ws_job_watch_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, guint n_params)
{
  return g_signal_new (name, WS_TYPE_JOB_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       n_params, G_TYPE_ERROR);
}

static void
ws_job_watch_class_init (WsJobWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ws_job_watch_get_property;
  object_class->dispose = ws_job_watch_dispose;
  object_class->finalize = ws_job_watch_finalize;
  properties[PROP_JOB] =
      g_param_spec_object ("job", NULL, NULL, WS_TYPE_JOB,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[PROGRESS] = new_signal ("progress", 0);
  signals[SNAPSHOT] = new_signal ("snapshot", 0);
  signals[FAILED] = new_signal ("failed", 1);
  signals[CANCELLED] = new_signal ("cancelled", 0);
}

static void
ws_job_watch_init (WsJobWatch *self)
{
}

WsJobWatch *
ws_job_watch_new (const char *const *kinds)
{
  WsJobWatch *self = g_object_new (WS_TYPE_JOB_WATCH, NULL);

  self->kinds = g_strdupv ((char **)kinds);
  return self;
}

WsJob *
ws_job_watch_get_job (WsJobWatch *self)
{
  return self->job;
}

double
ws_job_watch_get_fraction (WsJobWatch *self)
{
  return self->job != NULL ? CLAMP (ws_job_get_fraction (self->job), 0.0, 1.0) : 0.0;
}

char *
ws_job_watch_dup_status (WsJobWatch *self)
{
  return self->job != NULL ? ws_job_dup_status (self->job) : NULL;
}

GObject *
ws_job_watch_dup_snapshot (WsJobWatch *self)
{
  return self->job != NULL ? ws_job_dup_snapshot (self->job) : NULL;
}

void
ws_job_watch_cancel (WsJobWatch *self)
{
  if (self->session != NULL && self->job != NULL)
    ws_session_cancel (self->session, self->job);
}
