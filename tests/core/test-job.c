/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/error.h"
#include "core/job.h"
#include "core/sync.h"

#include "ws-test.h"

/* Work and owner speak by handshake: the work stops at numbered doors, which the owner opens. */
typedef struct
{
  WsMutex   mutex;
  WsCond    changed;
  guint     arrived, opened; /* doors */
  gboolean  may_resume;      /* set just before ws_job_resume() and its like */
  gboolean  ticked_before;   /* a tick of the paused job came back before that */
  guint     n_runs;
  pthread_t work_thread, destroy_thread;
  gboolean  is_destroyed;
} Shared;

#define SHARED_INIT                                                                                \
  {                                                                                                \
    .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER                        \
  }

static void
pass_door (Shared *s, guint door)
{
  ws_mutex_lock (&s->mutex);
  s->arrived = door;
  ws_cond_broadcast (&s->changed);
  while (s->opened < door)
    ws_cond_wait (&s->changed, &s->mutex);
  ws_mutex_unlock (&s->mutex);
}

static void
wait_for_door (Shared *s, guint door)
{
  ws_mutex_lock (&s->mutex);
  while (s->arrived < door)
    ws_cond_wait (&s->changed, &s->mutex);
  ws_mutex_unlock (&s->mutex);
}

static void
open_door (Shared *s, guint door)
{
  ws_mutex_lock (&s->mutex);
  s->opened = door;
  ws_cond_broadcast (&s->changed);
  ws_mutex_unlock (&s->mutex);
}

static void
allow_resume (Shared *s)
{
  ws_mutex_lock (&s->mutex);
  s->may_resume = TRUE;
  ws_mutex_unlock (&s->mutex);
}

static void
destroy_shared (gpointer data)
{
  Shared *s = data;

  s->destroy_thread = pthread_self ();
  s->is_destroyed = TRUE;
}

/* -- what the owner hears -- */

typedef struct
{
  GMainContext *context;
  WsJob        *job;
  pthread_t     owner;
  guint         n_notified, n_ended;
  gboolean      after_ended;
  double        last_fraction;
} Ear;

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  Ear *ear = data;

  g_assert_true (pthread_equal (pthread_self (), ear->owner));
  ear->after_ended |= ear->n_ended > 0;
  if (g_str_equal (pspec->name, "fraction"))
    {
      ear->n_notified++;
      g_object_get (object, "fraction", &ear->last_fraction, NULL);
    }
}

static void
ended_cb (WsJob *job, gpointer data)
{
  Ear *ear = data;

  g_assert_true (pthread_equal (pthread_self (), ear->owner));
  g_assert_false (ws_job_is_active (job));
  ear->n_ended++;
}

/* A job on a context of its own, so that what is left on it can be seen. */
static void
ear_init (Ear *ear, WsJobFunc func, gpointer data, GDestroyNotify destroy)
{
  *ear = (Ear){ .context = g_main_context_new (), .owner = pthread_self () };
  g_main_context_push_thread_default (ear->context);
  ear->job = ws_job_new ("test", "A test", func, data, destroy);
  g_signal_connect (ear->job, "notify", G_CALLBACK (notify_cb), ear);
  g_signal_connect (ear->job, "ended", G_CALLBACK (ended_cb), ear);
  g_object_add_weak_pointer (G_OBJECT (ear->job), (gpointer *)&ear->job);
}

/* The job has ended once, said nothing after it, and nobody but the owner holds it. */
static void
ear_clear (Ear *ear)
{
  g_assert_cmpuint (ear->n_ended, ==, 1);
  g_object_unref (ear->job);
  g_assert_null (ear->job);
  while (g_main_context_iteration (ear->context, FALSE))
    ;
  g_assert_false (ear->after_ended);
  g_main_context_pop_thread_default (ear->context);
  g_main_context_unref (ear->context);
}

/* -- running to the end -- */

static gboolean
three_steps (WsJob *job, gpointer data, GError **error)
{
  Shared *s = data;

  s->work_thread = pthread_self ();
  for (guint i = 1; i <= 3; i++)
    {
      pass_door (s, i);
      if (!ws_job_tick (job, error))
        return FALSE;
      ws_job_report (job, i, 3, "steps");
    }
  return TRUE;
}

static void
test_done (void)
{
  Shared           s = SHARED_INIT;
  g_autofree char *status = NULL;
  g_autoptr (GError) error = NULL;
  guint state;
  Ear   ear;

  ear_init (&ear, three_steps, &s, destroy_shared);
  g_assert_cmpstr (ws_job_get_kind (ear.job), ==, "test");
  g_assert_cmpstr (ws_job_get_title (ear.job), ==, "A test");
  g_assert_cmpint (ws_job_get_state (ear.job), ==, WS_JOB_QUEUED);
  g_assert_true (ws_job_is_active (ear.job));
  g_assert_cmpfloat (ws_job_get_elapsed (ear.job), ==, 0);
  ws_job_start (ear.job);
  g_assert_cmpint (ws_job_get_state (ear.job), ==, WS_JOB_RUNNING);
  open_door (&s, 1);
  wait_for_door (&s, 2);
  ws_assert_close (ws_job_get_fraction (ear.job), 1.0 / 3, 1e-12);
  g_assert_cmpfloat (ws_job_get_eta (ear.job), <, 0);
  open_door (&s, 3);
  g_assert_true (ws_job_wait (ear.job, &error));
  g_assert_no_error (error);
  g_assert_false (pthread_equal (s.work_thread, ear.owner));
  g_assert_null (ws_job_get_error (ear.job));
  g_assert_false (ws_job_is_active (ear.job));
  g_object_get (ear.job, "state", &state, "status", &status, NULL);
  g_assert_cmpuint (state, ==, WS_JOB_DONE);
  g_assert_true (g_str_has_prefix (status, "3 of 3 steps"));
  g_assert_cmpfloat (ear.last_fraction, ==, 1);
  g_assert_cmpfloat (ws_job_get_elapsed (ear.job), ==, ws_job_get_elapsed (ear.job));
  g_assert_true (ws_job_wait (ear.job, NULL)); /* asking again is allowed */
  g_assert_false (s.is_destroyed);
  ear_clear (&ear);
  g_assert_true (s.is_destroyed);
  g_assert_true (pthread_equal (s.destroy_thread, ear.owner));
}

static void
test_start_twice (void)
{
  Shared s = SHARED_INIT;
  Ear    ear;

  open_door (&s, 3);
  ear_init (&ear, three_steps, &s, NULL);
  ws_job_start (ear.job);
  ws_job_start (ear.job);
  g_assert_true (ws_job_wait (ear.job, NULL));
  ws_job_start (ear.job);
  g_assert_cmpint (ws_job_get_state (ear.job), ==, WS_JOB_DONE);
  ear_clear (&ear);
}

/* The owner lets go at once: the job lives on its thread and ends on the owner's context. */
static void
test_dropped_early (void)
{
  Shared s = SHARED_INIT;
  Ear    ear;

  ear_init (&ear, three_steps, &s, destroy_shared);
  ws_job_start (ear.job);
  wait_for_door (&s, 1);
  g_object_unref (ear.job);
  g_assert_nonnull (ear.job);
  open_door (&s, 3);
  while (ear.job != NULL)
    g_main_context_iteration (ear.context, TRUE);
  g_assert_cmpuint (ear.n_ended, ==, 1);
  g_assert_true (s.is_destroyed);
  g_assert_true (pthread_equal (s.destroy_thread, ear.owner));
  g_main_context_pop_thread_default (ear.context);
  g_main_context_unref (ear.context);
}

/* -- failing -- */

static gboolean
fail_with (WsJob *job, gpointer data, GError **error)
{
  if (data != NULL)
    g_set_error_literal (error, WS_ERROR, WS_ERROR_DIVERGED, data);
  return FALSE;
}

static void
test_failed (void)
{
  g_autoptr (GError) error = NULL;
  Ear ear;

  ear_init (&ear, fail_with, (gpointer) "left the numbers", NULL);
  ws_job_start (ear.job);
  g_assert_false (ws_job_wait (ear.job, &error));
  g_assert_cmpint (ws_job_get_state (ear.job), ==, WS_JOB_FAILED);
  g_assert_error (ws_job_get_error (ear.job), WS_ERROR, WS_ERROR_DIVERGED);
  ws_test_error (&error, WS_ERROR, WS_ERROR_DIVERGED, "left the numbers");
  g_assert_false (ws_job_wait (ear.job, NULL));
  ear_clear (&ear);
}

static void
test_false_alone (void)
{
  Ear ear;

  ear_init (&ear, fail_with, NULL, NULL);
  ws_job_start (ear.job);
  g_assert_false (ws_job_wait (ear.job, NULL));
  g_assert_cmpint (ws_job_get_state (ear.job), ==, WS_JOB_CANCELLED);
  ear_clear (&ear);
}

/* -- pausing -- */

/* Ticks once after each door and notes whether the owner had allowed it. */
static gboolean
tick_at_doors (WsJob *job, gpointer data, GError **error)
{
  Shared  *s = data;
  gboolean go_on;

  for (guint i = 1; i <= 2; i++)
    {
      pass_door (s, i);
      go_on = ws_job_tick (job, error);
      ws_mutex_lock (&s->mutex);
      s->ticked_before |= i == 2 && !s->may_resume;
      s->n_runs++;
      ws_mutex_unlock (&s->mutex);
      if (!go_on)
        return FALSE;
    }
  return TRUE;
}

static gboolean
quick (WsJob *job, gpointer data, GError **error)
{
  return TRUE;
}

/* Pauses at door 2 and lets the work run into the pause. */
static void
pause_at_door (Ear *ear, Shared *s)
{
  ws_job_start (ear->job);
  open_door (s, 1);
  wait_for_door (s, 2);
  ws_job_pause (ear->job);
  g_assert_cmpint (ws_job_get_state (ear->job), ==, WS_JOB_PAUSED);
  open_door (s, 2);
  /* Other jobs come and go meanwhile: a tick that did not block would be back by now. */
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (WsJob) other = ws_job_new ("other", "Other", quick, NULL, NULL);

      ws_job_start (other);
      g_assert_true (ws_job_wait (other, NULL));
    }
}

static void
test_pause (void)
{
  Shared s = SHARED_INIT;
  double elapsed;
  Ear    ear;

  ear_init (&ear, tick_at_doors, &s, NULL);
  pause_at_door (&ear, &s);
  elapsed = ws_job_get_elapsed (ear.job);
  g_assert_cmpfloat (ws_job_get_elapsed (ear.job), ==, elapsed); /* the clock stands still */
  g_assert_true (ws_job_is_active (ear.job));
  ws_job_pause (ear.job); /* twice is once */
  allow_resume (&s);
  ws_job_resume (ear.job);
  g_assert_true (ws_job_wait (ear.job, NULL));
  g_assert_false (s.ticked_before);
  g_assert_cmpuint (s.n_runs, ==, 2);
  g_assert_cmpfloat (ws_job_get_elapsed (ear.job), >=, elapsed);
  ws_job_pause (ear.job); /* too late to matter */
  ws_job_resume (ear.job);
  g_assert_cmpint (ws_job_get_state (ear.job), ==, WS_JOB_DONE);
  ear_clear (&ear);
}

static void
test_pause_queued (void)
{
  Shared s = SHARED_INIT;
  Ear    ear;

  ear_init (&ear, tick_at_doors, &s, NULL);
  ws_job_pause (ear.job);
  g_assert_cmpint (ws_job_get_state (ear.job), ==, WS_JOB_QUEUED);
  ws_job_start (ear.job);
  g_assert_cmpint (ws_job_get_state (ear.job), ==, WS_JOB_PAUSED);
  wait_for_door (&s, 1);
  g_assert_cmpfloat (ws_job_get_elapsed (ear.job), ==, 0);
  open_door (&s, 2);
  allow_resume (&s);
  ws_job_resume (ear.job);
  g_assert_true (ws_job_wait (ear.job, NULL));
  ear_clear (&ear);
}

static void
test_finish_early (void)
{
  Shared s = SHARED_INIT;
  Ear    ear;

  ear_init (&ear, tick_at_doors, &s, NULL);
  g_assert_false (ws_job_should_finish (ear.job));
  pause_at_door (&ear, &s);
  allow_resume (&s);
  ws_job_finish_early (ear.job); /* also wakes a paused one */
  g_assert_true (ws_job_should_finish (ear.job));
  g_assert_false (ws_job_is_cancelled (ear.job));
  g_assert_true (ws_job_wait (ear.job, NULL));
  g_assert_cmpint (ws_job_get_state (ear.job), ==, WS_JOB_DONE);
  g_assert_cmpfloat (ws_job_get_fraction (ear.job), ==, 1);
  g_assert_false (s.ticked_before);
  ear_clear (&ear);
}

/* -- cancelling -- */

static void
assert_cancelled (Ear *ear)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_job_wait (ear->job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (ws_job_get_state (ear->job), ==, WS_JOB_CANCELLED);
  g_assert_error (ws_job_get_error (ear->job), G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The first tick after ws_job_cancel() has returned says so: latency is one tick's distance. */
static void
test_cancel (void)
{
  Shared s = SHARED_INIT;
  Ear    ear;

  ear_init (&ear, tick_at_doors, &s, NULL);
  allow_resume (&s);
  ws_job_start (ear.job);
  open_door (&s, 1);
  wait_for_door (&s, 2);
  g_assert_false (ws_job_is_cancelled (ear.job));
  ws_job_cancel (ear.job);
  g_assert_true (ws_job_is_cancelled (ear.job));
  ws_job_cancel (ear.job);
  open_door (&s, 2);
  assert_cancelled (&ear);
  g_assert_cmpuint (s.n_runs, ==, 2);
  ear_clear (&ear);
}

static void
test_cancel_paused (void)
{
  Shared s = SHARED_INIT;
  Ear    ear;

  ear_init (&ear, tick_at_doors, &s, NULL);
  pause_at_door (&ear, &s);
  allow_resume (&s);
  ws_job_cancel (ear.job);
  assert_cancelled (&ear);
  g_assert_false (s.ticked_before);
  ear_clear (&ear);
}

static gboolean
must_not_run (WsJob *job, gpointer data, GError **error)
{
  g_error ("a cancelled job has run");
  return FALSE;
}

static void
test_cancel_queued (void)
{
  Ear ear;

  ear_init (&ear, must_not_run, NULL, NULL);
  ws_job_cancel (ear.job);
  g_assert_cmpint (ws_job_get_state (ear.job), ==, WS_JOB_CANCELLED);
  ws_job_start (ear.job);
  ws_job_cancel (ear.job);
  g_assert_false (ws_job_run_sync (ear.job, NULL));
  assert_cancelled (&ear);
  ear_clear (&ear);
}

/* The end is told at once, also just after something else was. */
static void
test_end_at_once (void)
{
  Ear ear;

  ear_init (&ear, must_not_run, NULL, NULL);
  ws_job_pause (ear.job);
  g_assert_true (g_main_context_iteration (ear.context, FALSE));
  g_assert_cmpuint (ear.n_notified, ==, 1);
  ws_job_pause (ear.job); /* this one waits its turn */
  ws_job_cancel (ear.job);
  g_assert_true (g_main_context_iteration (ear.context, FALSE));
  g_assert_cmpuint (ear.n_notified, ==, 2);
  g_assert_cmpuint (ear.n_ended, ==, 1);
  ear_clear (&ear);
}

static gboolean
cancel_at (WsJob *job, gpointer data, GError **error)
{
  guint *left = data;

  while (ws_job_tick (job, error))
    {
      if (*left == 0)
        return TRUE;
      if (--*left == 0)
        ws_job_cancel (job);
    }
  g_assert_error (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return FALSE;
}

/* Cancelled at the nth of its ticks, for every n. */
static void
test_cancel_nth (void)
{
  for (guint n = 1; n < 20; n++)
    {
      guint left = n;
      Ear   ear;

      ear_init (&ear, cancel_at, &left, NULL);
      g_assert_false (ws_job_run_sync (ear.job, NULL));
      g_assert_cmpuint (left, ==, 0);
      assert_cancelled (&ear);
      ear_clear (&ear);
    }
}

/* -- progress and snapshots -- */

static gboolean
report_much (WsJob *job, gpointer data, GError **error)
{
  for (guint i = 1; i <= 200000; i++)
    ws_job_report (job, i, 200000, "reports");
  return TRUE;
}

/* However fast the reports, a notification comes at most every 50 ms, and at start and end. */
static void
test_coalescing (void)
{
  gint64 start = g_get_monotonic_time ();
  double seconds;
  Ear    ear;

  ear_init (&ear, report_much, NULL, NULL);
  ws_job_start (ear.job);
  g_assert_true (ws_job_wait (ear.job, NULL));
  seconds = (double)(g_get_monotonic_time () - start) * 1e-6;
  g_assert_cmpfloat (ear.n_notified, <=, 3 + seconds / 0.05);
  g_assert_cmpfloat (ear.last_fraction, ==, 1);
  ear_clear (&ear);
}

static gboolean
publish_two (WsJob *job, gpointer data, GError **error)
{
  GObject **snapshots = data;

  ws_job_publish (job, g_object_ref (snapshots[0]));
  ws_job_publish (job, g_object_ref (snapshots[1]));
  return TRUE;
}

static void
test_snapshot (void)
{
  GObject *snapshots[2] = { g_object_new (G_TYPE_OBJECT, NULL),
                            g_object_new (G_TYPE_OBJECT, NULL) };
  g_autoptr (GObject) got = NULL, property = NULL;
  Ear ear;

  ear_init (&ear, publish_two, snapshots, NULL);
  g_assert_null (ws_job_dup_snapshot (ear.job));
  ws_job_start (ear.job);
  g_assert_true (ws_job_wait (ear.job, NULL));
  got = ws_job_dup_snapshot (ear.job);
  g_object_get (ear.job, "snapshot", &property, NULL);
  g_assert_true (got == snapshots[1] && property == snapshots[1]);
  g_clear_object (&got);
  g_clear_object (&property);
  ear_clear (&ear);
  for (guint i = 0; i < 2; i++)
    {
      g_object_add_weak_pointer (snapshots[i], (gpointer *)&snapshots[i]);
      g_object_unref (snapshots[i]); /* ours was the last reference */
      g_assert_null (snapshots[i]);
    }
}

/* -- on the calling thread -- */

static void
test_run_sync (void)
{
  Shared s = SHARED_INIT;
  g_autoptr (GError) error = NULL;
  Ear ear;

  open_door (&s, 3);
  ear_init (&ear, three_steps, &s, destroy_shared);
  g_assert_true (ws_job_run_sync (ear.job, &error));
  g_assert_no_error (error);
  g_assert_true (pthread_equal (s.work_thread, ear.owner));
  g_assert_cmpint (ws_job_get_state (ear.job), ==, WS_JOB_DONE);
  g_assert_cmpuint (ear.n_ended, ==, 1);
  g_assert_cmpfloat (ear.last_fraction, ==, 1);
  ear_clear (&ear);

  ear_init (&ear, fail_with, (gpointer) "too bad", NULL);
  g_assert_false (ws_job_run_sync (ear.job, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_DIVERGED, "too bad");
  ear_clear (&ear);
}

/* A job that has ended names no time that is left. */
static gboolean
stop_half_way (WsJob *job, gpointer data, GError **error)
{
  ws_job_report (job, 1, 2, "halves");
  return TRUE;
}

static void
test_ended_status (void)
{
  g_autofree char *status = NULL;
  Ear              ear;

  ear_init (&ear, stop_half_way, NULL, NULL);
  g_assert_true (ws_job_run_sync (ear.job, NULL));
  status = ws_job_dup_status (ear.job);
  g_assert_cmpstr (status, ==, "1 of 2 halves");
  g_assert_cmpfloat (ws_job_get_eta (ear.job), ==, -1);
  ear_clear (&ear);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/job/done", test_done);
  g_test_add_func ("/core/job/start-twice", test_start_twice);
  g_test_add_func ("/core/job/dropped-early", test_dropped_early);
  g_test_add_func ("/core/job/failed", test_failed);
  g_test_add_func ("/core/job/false-alone", test_false_alone);
  g_test_add_func ("/core/job/pause", test_pause);
  g_test_add_func ("/core/job/pause-queued", test_pause_queued);
  g_test_add_func ("/core/job/finish-early", test_finish_early);
  g_test_add_func ("/core/job/cancel", test_cancel);
  g_test_add_func ("/core/job/cancel-paused", test_cancel_paused);
  g_test_add_func ("/core/job/cancel-queued", test_cancel_queued);
  g_test_add_func ("/core/job/end-at-once", test_end_at_once);
  g_test_add_func ("/core/job/cancel-nth", test_cancel_nth);
  g_test_add_func ("/core/job/coalescing", test_coalescing);
  g_test_add_func ("/core/job/snapshot", test_snapshot);
  g_test_add_func ("/core/job/run-sync", test_run_sync);
  g_test_add_func ("/core/job/ended-status", test_ended_status);
  return g_test_run ();
}
