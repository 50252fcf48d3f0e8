/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/error.h"
#include "project/project-test.h"
#include "work/work-private.h"
#include "ws-test.h"

#include <math.h>

/* Real images, few networks: what the jobs do is the same as with many. */

#define DATA "fashion-mnist-small"

static inline WsZooRequest
zoo_request (guint n_models, guint n_epochs, guint n_train)
{
  WsZooRequest request = { .arch = "cnn-s", .n_models = n_models, .n_epochs = n_epochs, .seed = 7 };

  g_strlcpy (request.name, "zoo", sizeof request.name);
  g_strlcpy (request.data, DATA, sizeof request.data);
  g_strlcpy (request.keep, "all", sizeof request.keep);
  ws_recipe_for_dataset ("fashion-mnist", &request.recipe);
  request.recipe.n_train = n_train;
  request.recipe.n_val = 50;
  request.recipe.lr = request.recipe.lr_max = 3e-3f;
  request.recipe.init = WS_INIT_KAIMING_UNIFORM;
  return request;
}

static inline void
run_job (WsJob *job)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (job);
  ws_job_start (job);
  ws_job_wait (job, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ws_job_get_state (job), ==, WS_JOB_DONE);
}

/* The result of a job that must succeed. */
static inline gint64
finish_job (WsJob *job)
{
  gint64 result;

  run_job (job);
  result = ws_work_get_result (job);
  g_assert_cmpint (result, >, 0);
  g_object_unref (job);
  return result;
}

static inline gint64
train_zoo (WsProject *project, const WsZooRequest *request)
{
  g_autoptr (GError) error = NULL;
  WsJob *job = ws_zoo_work_new (project, request, &error);

  g_assert_no_error (error);
  return finish_job (job);
}

static inline WsHyperRequest
hyper_request (guint n_epochs)
{
  WsHyperRequest request = { .name = "tiny" };
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_hyper_config_preset ("compact", &request.config, &error));
  g_strlcpy (request.config.preset, "custom", sizeof request.config.preset);
  request.config.d = 16;
  request.config.h = 2;
  request.config.f = 16;
  request.config.L = 1;
  request.config.q = 6;
  request.config.head_layers = 1;
  request.config.head_width = 8;
  request.config.head_out = 4;
  request.config.batch = 8;
  request.config.epochs = n_epochs;
  request.config.eval_every = 2;
  return request;
}

static inline gint64
train_hyper (WsProject *project, const WsHyperRequest *request)
{
  g_autoptr (GError) error = NULL;
  WsJob *job = ws_hyper_work_new (project, request, &error);

  g_assert_no_error (error);
  return finish_job (job);
}

/* Twelve networks of three epochs, and what was learned from them. */
static inline WsProject *
make_trained_project (const char *path)
{
  WsProject     *project = open_project (path, WS_PROJECT_CREATE);
  WsZooRequest   zoo = zoo_request (12, 3, 200);
  WsHyperRequest hyper = hyper_request (6);

  train_zoo (project, &zoo);
  train_hyper (project, &hyper);
  return project;
}

/* All bytes that a query gives, as one checksum; @n_rows tells how many rows there were. */
static inline char *
dup_checksum (const char *path, const char *sql, guint *n_rows)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  sqlite3      *db = NULL;
  sqlite3_stmt *statement = NULL;

  *n_rows = 0;
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      (*n_rows)++;
      for (int i = 0; i < sqlite3_column_count (statement); i++)
        {
          const void *blob = sqlite3_column_blob (statement, i);

          g_checksum_update (checksum, (const guchar *)"|", 1);
          if (blob != NULL)
            g_checksum_update (checksum, blob, sqlite3_column_bytes (statement, i));
        }
    }
  g_assert_cmpint (sqlite3_finalize (statement), ==, SQLITE_OK);
  sqlite3_close (db);
  return g_strdup (g_checksum_get_string (checksum));
}

/* What training made: nothing that depends on the clock. */
#define ZOO_CONTENT                                                                                \
  "SELECT m.idx, c.epoch, c.train_loss, c.train_acc, c.val_loss, c.val_acc, c.test_loss, "         \
  "c.test_acc, m.split, w.data FROM model m JOIN population p ON p.id = m.population "             \
  "JOIN checkpoint c ON c.model = m.id LEFT JOIN weights w ON w.checkpoint = c.id "                \
  "WHERE p.name = 'zoo' ORDER BY m.idx, c.epoch"
#define HYPER_PARAMETERS                                                                           \
  "SELECT t.name, t.data, h.sigma, h.mean FROM hyper_tensor t JOIN hyper h ON h.id = t.hyper "     \
  "ORDER BY t.name"
#define HYPER_HISTORY                                                                              \
  "SELECT e.epoch, e.lr, e.loss, e.loss_rec, e.loss_contrast, e.r2_train, e.r2_validation, "       \
  "e.r2_test FROM hyper_epoch e ORDER BY e.epoch"
#define LATENTS "SELECT checkpoint, data FROM latent ORDER BY checkpoint"
#define REPORTS "SELECT key, json FROM report ORDER BY id"

static inline void
assert_same_content (const char *path, const char *other, const char *sql)
{
  guint            n, n_other;
  g_autofree char *a = dup_checksum (path, sql, &n), *b = dup_checksum (other, sql, &n_other);

  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, ==, n_other);
  g_assert_cmpstr (a, ==, b);
}

/* Asked while another connection or process writes. */
static inline gint64
count_rows (const char *path, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s", table);
  sqlite3         *db = NULL;
  sqlite3_stmt    *statement = NULL;
  gint64           n = 0;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
    {
      sqlite3_busy_timeout (db, 5000);
      if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK &&
          sqlite3_step (statement) == SQLITE_ROW)
        n = sqlite3_column_int64 (statement, 0);
      sqlite3_finalize (statement);
    }
  sqlite3_close (db);
  return n;
}

/* Cancels a job as soon as a table has so many rows. Whether the job was quicker is not decided
 * here: the result must be the same. */
static inline void
cancel_at (WsJob *job, const char *path, const char *table, gint64 n_rows)
{
  ws_job_start (job);
  while (ws_job_is_active (job) && count_rows (path, table) < n_rows)
    g_main_context_iteration (NULL, FALSE);
  ws_job_cancel (job);
  ws_job_wait (job, NULL);
}

static inline char *
dup_job_state (WsProject *project, gint64 record)
{
  g_autofree char *path = g_strdup (ws_project_get_path (project));
  sqlite3         *db = NULL;
  sqlite3_stmt    *statement = NULL;
  char            *state = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_prepare_v2 (db, "SELECT state FROM job WHERE id = ?", -1, &statement, NULL), ==,
      SQLITE_OK);
  sqlite3_bind_int64 (statement, 1, record);
  if (sqlite3_step (statement) == SQLITE_ROW)
    state = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return state;
}

static inline void
assert_job_state (WsProject *project, gint64 record, const char *want)
{
  g_autofree char *state = dup_job_state (project, record);

  g_assert_cmpstr (state, ==, want);
}

/* -- processes that are killed -- */

/* The test program again, as "--child WHAT PATH"; main() hands it to its own function. */
static inline GSubprocess *
start_child (const char *program, const char *what, const char *path)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program,
                                         "--child", what, path, NULL);

  g_assert_no_error (error);
  return child;
}

/* SIGKILL once a table has so many rows, or when the child has ended. TRUE: it was killed. */
static inline gboolean
kill_at (GSubprocess *child, const char *path, const char *table, gint64 n_rows)
{
  g_autoptr (GError) error = NULL;

  while (g_subprocess_get_identifier (child) != NULL && count_rows (path, table) < n_rows)
    g_main_context_iteration (NULL, FALSE);
  g_subprocess_force_exit (child);
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_if_signaled (child))
    return TRUE;
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
  return FALSE;
}

/* Makes the one unfinished job of a document again, as the program does when it is opened. */
static inline WsJob *
resume_job (WsProject *project)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = ws_project_list_unfinished_jobs (project, &error);
  WsJob *job;

  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, 1);
  job = ws_work_resume (project, g_ptr_array_index (jobs, 0), &error);
  g_assert_no_error (error);
  return job;
}
