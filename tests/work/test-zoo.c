/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

static const char *program;

static void
test_end_to_end (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest       request = zoo_request (5, 2, 300);
  const WsStateQuery every = { .epoch_last = 100 },
                     kept = { .epoch_last = 100, .with_weights = TRUE };
  g_autoptr (WsJob) job = NULL;
  g_autoptr (GObject) snapshot = NULL;
  g_autoptr (WsPopulation) population = NULL;
  g_autoptr (WsStates) states = NULL, with_weights = NULL;
  g_autoptr (GError) error = NULL;
  const WsEpochMetrics *live;
  guint                 n_models, n_epochs;
  gint64                shown;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  g_strlcpy (request.keep, "0", sizeof request.keep);
  job = ws_zoo_work_new (project, &request, &error);
  g_assert_no_error (error);
  assert_job_state (project, ws_work_get_record (job), "queued");
  run_job (job);
  assert_job_state (project, ws_work_get_record (job), "done");
  g_assert_false (ws_work_was_there (job));

  population = ws_project_get_population (project, ws_work_get_result (job), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (population->name, ==, "zoo");
  g_assert_cmpstr (population->kind, ==, "zoo");
  g_assert_cmpstr (population->data, ==, DATA);
  g_assert_cmpuint (population->n, ==, 5);
  g_assert_cmpuint (population->n_epochs, ==, 2);
  g_assert_true (population->complete);
  states = ws_project_load_states (project, population->id, &every, &error);
  g_assert_cmpuint (states->n, ==, 15);
  with_weights = ws_project_load_states (project, population->id, &kept, &error);
  g_assert_cmpuint (with_weights->n, ==, 10); /* the last is always kept */
  g_assert_no_error (error);
  for (guint i = 0; i < states->n; i++)
    {
      g_assert_true (isfinite (states->metrics[i].test_loss));
      g_assert_true (isfinite (states->metrics[i].val_acc));
      g_assert_true (isfinite (states->metrics[i].train_loss));
    }
  /* it learns */
  g_assert_cmpfloat (states->metrics[2].test_loss, <, states->metrics[0].test_loss);

  snapshot = ws_job_dup_snapshot (job);
  live = ws_zoo_snapshot_get (WS_ZOO_SNAPSHOT (snapshot), &n_models, &n_epochs, &shown);
  g_assert_cmpuint (n_models, ==, 5);
  g_assert_cmpuint (n_epochs, ==, 2);
  g_assert_cmpint (shown, ==, population->id);
  for (guint i = 0; i < states->n; i++)
    g_assert_cmpfloat (live[states->epoch[i] * 5 + states->model[i]].test_acc, ==,
                       states->metrics[i].test_acc);
  g_assert_cmpint (count_rows (place.path, "train_state"), ==, 0);
}

/* Architectures of another size than CNN-s. */
static void
test_other_arch (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest       request = zoo_request (3, 2, 300);
  const WsStateQuery query = { .epoch_last = 100, .with_weights = TRUE };
  g_autoptr (WsPopulation) population = NULL;
  g_autoptr (WsStates) states = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  g_strlcpy (request.arch, "cnn-s-res", sizeof request.arch);
  population = ws_project_get_population (project, train_zoo (project, &request), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (population->arch, ==, "cnn-s-res");
  states = ws_project_load_states (project, population->id, &query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (states->n, ==, 9);
  for (guint m = 0; m < 3; m++)
    g_assert_cmpfloat (states->metrics[3 * m + 2].test_loss, <, states->metrics[3 * m].test_loss);
}

/* The same request again finds that it was done; another seed is another zoo. */
static void
test_was_there (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest request = zoo_request (2, 1, 50);
  g_autoptr (WsJob) again = NULL, taken = NULL, cancelled = NULL;
  g_autoptr (GError) error = NULL;
  gint64 first;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  first = train_zoo (project, &request);
  again = ws_zoo_work_new (project, &request, &error);
  run_job (again);
  g_assert_true (ws_work_was_there (again));
  g_assert_cmpint (ws_work_get_result (again), ==, first);
  g_assert_cmpint (count_rows (place.path, "population"), ==, 1);
  g_assert_cmpint (count_rows (place.path, "job"), ==, 1);

  /* called off before its turn, it stays done */
  cancelled = ws_zoo_work_new (project, &request, &error);
  ws_job_cancel (cancelled);
  g_assert_false (ws_job_wait (cancelled, NULL));
  assert_job_state (project, ws_work_get_record (cancelled), "done");

  request.seed++;
  taken = ws_zoo_work_new (project, &request, &error);
  g_assert_no_error (error);
  ws_job_start (taken);
  g_assert_false (ws_job_wait (taken, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_EXISTS);
  assert_job_state (project, ws_work_get_record (taken), "failed");
  request.name[0] = '\0';
  g_assert_cmpint (train_zoo (project, &request), !=, first);
  /* a zoo that was deleted is made again */
  g_clear_error (&error);
  ws_project_delete_population (project, first, &error);
  g_assert_no_error (error);
  request = zoo_request (2, 1, 50);
  g_assert_cmpint (train_zoo (project, &request), !=, first);
}

/* The bits of a zoo do not depend on how often it was stopped. */
static void
test_cancel_and_go_on (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) whole = NULL, broken = NULL;
  WsZooRequest request = zoo_request (18, 3, 300);
  g_autoptr (GError) error = NULL;

  place_init (&place);
  place_init (&other);
  whole = open_project (place.path, WS_PROJECT_CREATE);
  broken = open_project (other.path, WS_PROJECT_CREATE);
  train_zoo (whole, &request);
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (WsJob) job = ws_zoo_work_new (broken, &request, &error);

      g_assert_no_error (error);
      cancel_at (job, other.path, "checkpoint", 18 * i);
      g_assert_cmpint (ws_work_get_record (job), ==, 1);
    }
  train_zoo (broken, &request);
  assert_same_content (place.path, other.path, ZOO_CONTENT);
  g_assert_cmpint (count_rows (other.path, "train_state"), ==, 0);
  g_assert_cmpint (count_rows (other.path, "population"), ==, 1);
  g_assert_cmpint (count_rows (other.path, "job"), ==, 1);
}

/* Called off before anything was there, nothing is there. */
static void
test_cancel_at_once (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsZooRequest request = zoo_request (40, 3, 4000);
  g_autoptr (WsJob) queued = NULL, started = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  queued = ws_zoo_work_new (project, &request, &error);
  ws_job_cancel (queued);
  g_assert_false (ws_job_wait (queued, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_job_state (project, ws_work_get_record (queued), "cancelled");
  g_assert_cmpint (count_rows (place.path, "population"), ==, 0);
  jobs = ws_project_list_unfinished_jobs (project, NULL);
  g_assert_cmpuint (jobs->len, ==, 0);
  g_clear_error (&error);

  started = ws_zoo_work_new (project, &request, &error);
  g_assert_no_error (error);
  assert_job_state (project, ws_work_get_record (started), "queued");
  ws_job_start (started);
  ws_job_cancel (started);
  g_assert_false (ws_job_wait (started, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_job_state (project, ws_work_get_record (started), "cancelled");
  g_assert_cmpint (count_rows (place.path, "population"), ==, 0);
}

/* -- killed -- */

static int
child (const char *path)
{
  g_autoptr (WsProject) project = ws_project_open (path, WS_PROJECT_CREATE, NULL);
  WsZooRequest request = zoo_request (18, 3, 300);
  g_autoptr (WsJob) job = ws_zoo_work_new (project, &request, NULL);

  return ws_job_run_sync (job, NULL) ? 0 : 1;
}

static void
test_kill (void)
{
  g_auto (Place) place = { 0 }, other = { 0 };
  g_autoptr (WsProject) whole = NULL, broken = NULL;
  WsZooRequest request = zoo_request (18, 3, 300);
  gboolean     was_killed = FALSE;

  place_init (&place);
  place_init (&other);
  whole = open_project (place.path, WS_PROJECT_CREATE);
  train_zoo (whole, &request);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GSubprocess) process = start_child (program, "zoo", other.path);

      was_killed = kill_at (process, other.path, i == 0 ? "job" : "checkpoint",
                            i == 0 ? 1 : g_test_rand_int_range (1, 54));
    }
  broken = open_project (other.path, WS_PROJECT_READ_WRITE);
  if (was_killed && ask_number (other.path, "SELECT state <> 'done' FROM job"))
    finish_job (resume_job (broken));
  assert_same_content (place.path, other.path, ZOO_CONTENT);
  g_assert_cmpint (count_rows (other.path, "population"), ==, 1);
  g_assert_cmpint (ask_number (other.path, "SELECT count (*) FROM meta WHERE key GLOB "
                                           "'job.*.process'"),
                   ==, 0);
}

/* Two programs, one request: the second says so and changes nothing. */
static void
test_two_processes (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (WsJob) job = NULL;
  g_autoptr (GError) error = NULL;
  WsZooRequest request = zoo_request (18, 3, 300);

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  process = start_child (program, "zoo", place.path);
  while (count_rows (place.path, "checkpoint") < 1)
    g_main_context_iteration (NULL, FALSE);
  job = ws_zoo_work_new (project, &request, &error);
  g_assert_no_error (error);
  ws_job_start (job);
  if (!ws_job_wait (job, &error))
    {
      g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
      g_assert_nonnull (strstr (error->message, "working on the same request"));
    }
  else
    g_assert_true (ws_work_was_there (job)); /* the other was quicker */
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  g_assert_cmpint (count_rows (place.path, "population"), ==, 1);
  g_assert_cmpint (count_rows (place.path, "checkpoint"), ==, 72);
}

/* -- refusals -- */

static void
assert_refused (WsProject *project, WsZooRequest request, int code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = ws_zoo_work_new (project, &request, &error);

  if (job != NULL)
    {
      ws_job_start (job);
      g_assert_false (ws_job_wait (job, &error));
    }
  g_assert_error (error, WS_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, words);
  g_assert_cmpint (count_rows (ws_project_get_path (project), "population"), ==, 0);
}

static void
test_refusals (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL, reader = NULL;
  WsZooRequest good = zoo_request (2, 1, 50), request;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  request = good;
  request.n_models = 0;
  assert_refused (project, request, WS_ERROR_VALUE, "networks");
  request = good;
  request.n_epochs = 1000000;
  assert_refused (project, request, WS_ERROR_VALUE, "epochs");
  request = good;
  g_strlcpy (request.arch, "cnn-xxl", sizeof request.arch);
  assert_refused (project, request, WS_ERROR_VALUE, "cnn-s");
  request = good;
  g_strlcpy (request.keep, "1-", sizeof request.keep);
  assert_refused (project, request, WS_ERROR_VALUE, "21-25");
  request = good;
  g_strlcpy (request.data, "no-such-set", sizeof request.data);
  assert_refused (project, request, WS_ERROR_NOT_FOUND, "no-such-set");
  request = good;
  request.recipe.batch = 0;
  assert_refused (project, request, WS_ERROR_VALUE, "");
  request = good;
  request.recipe.n_train = 1000000;
  assert_refused (project, request, WS_ERROR_VALUE, "");
  reader = open_project (place.path, WS_PROJECT_READ_ONLY);
  assert_refused (reader, good, WS_ERROR_STORAGE, "reading only");
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return child (argv[3]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/zoo/end-to-end", test_end_to_end);
  g_test_add_func ("/work/zoo/other-arch", test_other_arch);
  g_test_add_func ("/work/zoo/was-there", test_was_there);
  g_test_add_func ("/work/zoo/cancel-and-go-on", test_cancel_and_go_on);
  g_test_add_func ("/work/zoo/cancel-at-once", test_cancel_at_once);
  g_test_add_func ("/work/zoo/kill", test_kill);
  g_test_add_func ("/work/zoo/two-processes", test_two_processes);
  g_test_add_func ("/work/zoo/refusals", test_refusals);
  return g_test_run ();
}
