/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/job.h"
#include "core/job-private.h"
#include "core/pool.h"
#include "core/sync.h"

/* At most 20 notifications a second reach the owner. */
#define NOTIFY_INTERVAL_US 50000

struct _WsJob
{
  GObject parent_instance;

  char          *kind, *title;
  WsJobFunc      func;
  gpointer       data;
  GDestroyNotify destroy;
  GMainContext  *context; /* the owner's */

  WsMutex    mutex; /* guards all below; no callback is called with it held */
  WsCond     resumed;
  WsJobState state;
  gboolean   pause_wanted, cancelled, finish_early;
  WsProgress progress;
  gint64     started, paused_at, paused_for; /* monotonic µs */
  gint64     ended_at;
  GObject   *snapshot;
  GError    *error;
  gboolean   ended, ended_emitted;
  gboolean   thread_ref; /* the ended thread's reference, dropped by whoever emits "ended" */
  GSource   *pending;    /* (owned) (nullable): the one notification under way */
  gint64     last_notify;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_FRACTION,
  PROP_STATUS,
  PROP_SNAPSHOT,
  N_PROPS
};

enum
{
  ENDED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WsJob, ws_job, G_TYPE_OBJECT)

static double
elapsed_locked (WsJob *self)
{
  gint64 now;

  if (self->started == 0)
    return 0;
  now = self->ended_at != 0    ? self->ended_at
        : self->paused_at != 0 ? self->paused_at
                               : g_get_monotonic_time ();
  return (double)(now - self->started - self->paused_for) * 1e-6;
}

/* -- notification, on the owner's context -- */

static void
notify_all (WsJob *self)
{
  GSource *source;
  gboolean late, emit_ended;

  ws_mutex_lock (&self->mutex);
  source = g_steal_pointer (&self->pending);
  self->last_notify = g_get_monotonic_time ();
  late = self->ended_emitted; /* nothing is said after "ended" */
  emit_ended = self->ended && !late;
  self->ended_emitted |= emit_ended;
  ws_mutex_unlock (&self->mutex);

  for (guint i = PROP_STATE; i < N_PROPS && !late; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  if (emit_ended)
    g_signal_emit (self, signals[ENDED], 0);
  if (source != NULL)
    {
      g_source_destroy (source);
      g_source_unref (source);
    }
  if (emit_ended && self->thread_ref)
    g_object_unref (self);
}

static gboolean
notify_cb (gpointer data)
{
  notify_all (data);
  return G_SOURCE_REMOVE;
}

typedef enum
{
  NOTIFY_SOON,    /* with what else comes within the interval */
  NOTIFY_AT_ONCE, /* a change of state */
  NOTIFY_ENDED,   /* the last one; a thread that says so hands its reference over */
} Urgency;

/* There is at most one source; a new urgent reason makes it ready at once. It is attached under the
 * lock, so that whoever takes it from @pending may destroy it: GLib calls nothing of ours while it
 * holds a context's lock. After NOTIFY_ENDED from the thread the job may be gone. */
static void
queue_notify (WsJob *self, Urgency urgency, gboolean from_thread)
{
  ws_mutex_lock (&self->mutex);
  if (self->ended)
    {
      ws_mutex_unlock (&self->mutex);
      return;
    }
  if (urgency == NOTIFY_ENDED)
    {
      self->ended = TRUE;
      self->thread_ref = from_thread;
    }
  if (self->pending == NULL)
    {
      gint64 wait = self->last_notify + NOTIFY_INTERVAL_US - g_get_monotonic_time ();

      self->pending = g_timeout_source_new (wait > 0 ? (guint)(wait / 1000 + 1) : 0);
      g_source_set_callback (self->pending, notify_cb, g_object_ref (self), g_object_unref);
      g_source_attach (self->pending, self->context);
    }
  if (urgency != NOTIFY_SOON)
    g_source_set_ready_time (self->pending, 0);
  ws_mutex_unlock (&self->mutex);
}

/* -- running -- */

static void
run (WsJob *self)
{
  GError  *error = NULL;
  gboolean good = self->func (self, self->data, &error);

  ws_mutex_lock (&self->mutex);
  self->ended_at = self->paused_at != 0 ? self->paused_at : g_get_monotonic_time ();
  if (good)
    self->state = WS_JOB_DONE;
  else
    {
      if (error == NULL)
        error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
      self->state = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? WS_JOB_CANCELLED
                                                                              : WS_JOB_FAILED;
      self->error = error;
    }
  ws_mutex_unlock (&self->mutex);
}

static gpointer
thread_main (gpointer data)
{
  WsJob *self = data;

  ws_pool_give_way ();
  run (self);
  /* Hands over this thread's reference too: the job and its data end on the owner's context. */
  queue_notify (self, NOTIFY_ENDED, TRUE);
  return NULL;
}

static gboolean
begin (WsJob *self)
{
  gboolean good;

  ws_mutex_lock (&self->mutex);
  good = self->state == WS_JOB_QUEUED;
  if (good)
    {
      self->state = self->pause_wanted ? WS_JOB_PAUSED : WS_JOB_RUNNING;
      self->started = g_get_monotonic_time ();
      if (self->pause_wanted)
        self->paused_at = self->started;
    }
  ws_mutex_unlock (&self->mutex);
  return good;
}

void
ws_job_start (WsJob *self)
{
  g_return_if_fail (WS_IS_JOB (self));

  if (!begin (self))
    return;
  queue_notify (self, NOTIFY_AT_ONCE, FALSE);
  g_thread_unref (g_thread_new (self->kind, thread_main, g_object_ref (self)));
}

gboolean
ws_job_run_sync (WsJob *self, GError **error)
{
  g_return_val_if_fail (WS_IS_JOB (self), FALSE);

  if (begin (self))
    {
      run (self);
      ws_mutex_lock (&self->mutex);
      self->ended = TRUE;
      ws_mutex_unlock (&self->mutex);
      notify_all (self);
    }
  if (self->error != NULL && error != NULL)
    *error = g_error_copy (self->error);
  return self->state == WS_JOB_DONE;
}

gboolean
ws_job_wait (WsJob *self, GError **error)
{
  gboolean ended = FALSE;

  g_return_val_if_fail (WS_IS_JOB (self), FALSE);

  while (!ended)
    {
      ws_mutex_lock (&self->mutex);
      ended = self->ended_emitted;
      ws_mutex_unlock (&self->mutex);
      if (!ended)
        g_main_context_iteration (self->context, TRUE);
    }
  if (self->error != NULL && error != NULL)
    *error = g_error_copy (self->error);
  return self->state == WS_JOB_DONE;
}

void
ws_job_pause (WsJob *self)
{
  g_return_if_fail (WS_IS_JOB (self));

  ws_mutex_lock (&self->mutex);
  self->pause_wanted = TRUE;
  if (self->state == WS_JOB_RUNNING)
    {
      self->state = WS_JOB_PAUSED;
      self->paused_at = g_get_monotonic_time ();
    }
  ws_mutex_unlock (&self->mutex);
  queue_notify (self, NOTIFY_SOON, FALSE);
}

static void
go_on_locked (WsJob *self)
{
  self->pause_wanted = FALSE;
  if (self->state == WS_JOB_PAUSED)
    {
      self->state = WS_JOB_RUNNING;
      if (self->paused_at != 0)
        self->paused_for += g_get_monotonic_time () - self->paused_at;
      self->paused_at = 0;
    }
  ws_cond_broadcast (&self->resumed);
}

void
ws_job_resume (WsJob *self)
{
  g_return_if_fail (WS_IS_JOB (self));

  ws_mutex_lock (&self->mutex);
  go_on_locked (self);
  ws_mutex_unlock (&self->mutex);
  queue_notify (self, NOTIFY_SOON, FALSE);
}

void
ws_job_cancel (WsJob *self)
{
  gboolean never_ran = FALSE;

  g_return_if_fail (WS_IS_JOB (self));

  ws_mutex_lock (&self->mutex);
  self->cancelled = TRUE;
  if (self->state == WS_JOB_QUEUED)
    {
      never_ran = TRUE;
      self->state = WS_JOB_CANCELLED;
      self->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
    }
  else
    go_on_locked (self);
  ws_mutex_unlock (&self->mutex);
  queue_notify (self, never_ran ? NOTIFY_ENDED : NOTIFY_SOON, FALSE);
}

void
ws_job_finish_early (WsJob *self)
{
  g_return_if_fail (WS_IS_JOB (self));

  ws_mutex_lock (&self->mutex);
  self->finish_early = TRUE;
  go_on_locked (self);
  ws_mutex_unlock (&self->mutex);
  queue_notify (self, NOTIFY_SOON, FALSE);
}

/* -- from the work -- */

void
ws_job_report (WsJob *self, double done, double total, const char *unit)
{
  ws_mutex_lock (&self->mutex);
  ws_progress_report (&self->progress, elapsed_locked (self), done, total, unit);
  ws_mutex_unlock (&self->mutex);
  queue_notify (self, NOTIFY_SOON, FALSE);
}

void
ws_job_set_part (WsJob *self, guint part, guint n_parts, const char *title)
{
  ws_mutex_lock (&self->mutex);
  ws_progress_set_part (&self->progress, part, n_parts, title);
  ws_mutex_unlock (&self->mutex);
  queue_notify (self, NOTIFY_SOON, FALSE);
}

void
ws_job_publish (WsJob *self, GObject *snapshot)
{
  GObject *old;

  ws_mutex_lock (&self->mutex);
  old = self->snapshot;
  self->snapshot = snapshot;
  ws_mutex_unlock (&self->mutex);
  g_clear_object (&old);
  queue_notify (self, NOTIFY_SOON, FALSE);
}

gboolean
ws_job_tick (WsJob *self, GError **error)
{
  gboolean cancelled;

  ws_mutex_lock (&self->mutex);
  while (self->pause_wanted && !self->cancelled)
    ws_cond_wait (&self->resumed, &self->mutex);
  cancelled = self->cancelled;
  ws_mutex_unlock (&self->mutex);
  if (cancelled)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  return !cancelled;
}

gboolean
ws_job_is_cancelled (WsJob *self)
{
  gboolean cancelled;

  ws_mutex_lock (&self->mutex);
  cancelled = self->cancelled;
  ws_mutex_unlock (&self->mutex);
  return cancelled;
}

gboolean
ws_job_should_finish (WsJob *self)
{
  gboolean finish;

  ws_mutex_lock (&self->mutex);
  finish = self->finish_early;
  ws_mutex_unlock (&self->mutex);
  return finish;
}

/* -- reading -- */

const char *
ws_job_get_kind (WsJob *self)
{
  return self->kind;
}

const char *
ws_job_get_title (WsJob *self)
{
  return self->title;
}

WsJobState
ws_job_get_state (WsJob *self)
{
  WsJobState state;

  ws_mutex_lock (&self->mutex);
  state = self->state;
  ws_mutex_unlock (&self->mutex);
  return state;
}

gboolean
ws_job_is_active (WsJob *self)
{
  return ws_job_get_state (self) <= WS_JOB_PAUSED;
}

double
ws_job_get_fraction (WsJob *self)
{
  double fraction;

  ws_mutex_lock (&self->mutex);
  fraction = self->state == WS_JOB_DONE ? 1 : ws_progress_get_fraction (&self->progress);
  ws_mutex_unlock (&self->mutex);
  return fraction;
}

double
ws_job_get_rate (WsJob *self)
{
  double rate;

  ws_mutex_lock (&self->mutex);
  rate = ws_progress_get_rate (&self->progress);
  ws_mutex_unlock (&self->mutex);
  return rate;
}

double
ws_job_get_eta (WsJob *self)
{
  double eta;

  ws_mutex_lock (&self->mutex);
  eta = self->ended_at != 0 ? -1 : ws_progress_get_eta (&self->progress, elapsed_locked (self));
  ws_mutex_unlock (&self->mutex);
  return eta;
}

double
ws_job_get_elapsed (WsJob *self)
{
  double elapsed;

  ws_mutex_lock (&self->mutex);
  elapsed = elapsed_locked (self);
  ws_mutex_unlock (&self->mutex);
  return elapsed;
}

char *
ws_job_dup_status (WsJob *self)
{
  char *text;

  ws_mutex_lock (&self->mutex);
  /* A job that has ended has no time left to name; a clock at 0 names none. */
  text = ws_progress_dup_text (&self->progress, self->ended_at != 0 ? 0 : elapsed_locked (self),
                               self->state != WS_JOB_PAUSED);
  ws_mutex_unlock (&self->mutex);
  return text;
}

GObject *
ws_job_dup_snapshot (WsJob *self)
{
  GObject *snapshot;

  ws_mutex_lock (&self->mutex);
  snapshot = self->snapshot != NULL ? g_object_ref (self->snapshot) : NULL;
  ws_mutex_unlock (&self->mutex);
  return snapshot;
}

const GError *
ws_job_get_error (WsJob *self)
{
  const GError *error;

  ws_mutex_lock (&self->mutex);
  error = self->error;
  ws_mutex_unlock (&self->mutex);
  return error;
}

/* -- object -- */

static void
ws_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WsJob *self = WS_JOB (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, ws_job_get_state (self));
      break;
    case PROP_FRACTION:
      g_value_set_double (value, ws_job_get_fraction (self));
      break;
    case PROP_STATUS:
      g_value_take_string (value, ws_job_dup_status (self));
      break;
    case PROP_SNAPSHOT:
      g_value_take_object (value, ws_job_dup_snapshot (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ws_job_finalize (GObject *object)
{
  WsJob *self = WS_JOB (object);

  if (self->destroy != NULL)
    self->destroy (self->data);
  g_clear_object (&self->snapshot);
  g_clear_error (&self->error);
  g_main_context_unref (self->context);
  ws_mutex_clear (&self->mutex);
  ws_cond_clear (&self->resumed);
  g_free (self->kind);
  g_free (self->title);
  G_OBJECT_CLASS (ws_job_parent_class)->finalize (object);
}

static void
ws_job_class_init (WsJobClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = ws_job_get_property;
  object_class->finalize = ws_job_finalize;
  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, WS_JOB_CANCELLED, WS_JOB_QUEUED, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  properties[PROP_SNAPSHOT] = g_param_spec_object ("snapshot", NULL, NULL, G_TYPE_OBJECT, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[ENDED] =
      g_signal_new ("ended", WS_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ws_job_init (WsJob *self)
{
  self->context = g_main_context_ref_thread_default ();
  ws_mutex_init (&self->mutex);
  ws_cond_init (&self->resumed);
}

WsJob *
ws_job_new (
    const char *kind, const char *title, WsJobFunc func, gpointer data, GDestroyNotify destroy)
{
  WsJob *self = g_object_new (WS_TYPE_JOB, NULL);

  self->kind = g_strdup (kind);
  self->title = g_strdup (title);
  self->func = func;
  self->data = data;
  self->destroy = destroy;
  return self;
}
