/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/error.h"
#include "core/numeric.h"
#include "project/joblog.h"
#include "representation-test.h"

/* A zoo of three networks and two epochs, a representation, latents, places, two jobs. */
static WsProject *
make_project (const char *path, WsHyper *model)
{
  WsProject *project = open_project (path, WS_PROJECT_CREATE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) state = g_bytes_new_static ("state", 5);
  const gint64       checkpoints[2] = { 1, 2 };
  const float        z[8] = { 0.1f, -0.2f, 0.3f, 1e-4f, 5, -6, 7, 1.f / 3 };
  WsProjection       projection = { .hyper = 1, .method = (char *)"pca", .q = 4, .k = 2 };
  gint64             id = add_population (project, "zoo", "zoo", 3), half, job;
  const WsHyperEpoch epoch = { .epoch = 1, .loss = 1 };

  for (guint e = 0; e < 2; e++)
    save_epoch (project, id, 0, 3, e, TRUE, &error);
  add_trained_hyper (project, id, model);
  half = add_hyper (project, "half", id, model);
  ws_project_save_hyper_epoch (project, half, &epoch, state, &error);
  ws_project_save_latents (project, 1, checkpoints, z, 2, 4, &error);
  ws_project_add_projection (project, &projection, &error);
  ws_project_save_points (project, projection.id, checkpoints, z, 2, 2, &error);
  ws_project_add_report (project, id, 1, "hyper", "{\"r2\": 0.1}", &error);
  job = ws_project_add_job (project, "zoo", "done", "{}", &error);
  ws_project_set_job_state (project, job, "done", NULL, &error);
  ws_project_set_meta (project, "job.1.result", "1 then", &error);
  ws_project_add_job (project, "hyper", "not done", "{}", &error);
  ws_project_set_meta (project, "job.2.process", "host 1 2", &error);
  ws_project_set_meta (project, "title", "mine", &error);
  g_assert_no_error (error);
  return project;
}

/* Half precision: 11 bits, and no smaller steps than 2^-25. */
static void
assert_close_halves (const float *got, const float *want, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      float error = fabsf (got[i] - want[i]);

      g_assert_true (error <= fabsf (want[i]) * 0x1p-11f + 0x1p-25f);
      g_assert_cmpfloat (got[i], ==, ws_half_to_float (ws_half_from_float (want[i])));
    }
}

static WsStates *
load_all (WsProject *project)
{
  const WsStateQuery query = { .epoch_last = 100, .with_weights = TRUE };
  g_autoptr (GError) error = NULL;
  WsStates *states = ws_project_load_states (project, 1, &query, &error);

  g_assert_no_error (error);
  return states;
}

/* Weights of epochs that are not kept stay behind, but for each network's last state. */
static void
test_keep (void)
{
  g_auto (Place) place = { 0 };
  const gboolean keep[] = { FALSE, TRUE };
  g_autoptr (WsHyper) model = new_model ();
  g_autoptr (WsProject) project = NULL, small = NULL;
  g_autoptr (WsStates) states = NULL, all = NULL, metrics = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  WsStateQuery     query = { .epoch_last = WS_EPOCH_LAST };
  guint            expected = 0;

  place_init (&place);
  path = g_build_filename (place.folder, "small.wscape", NULL);
  project = make_project (place.path, model);
  g_assert_true (ws_project_write_compact (project, path, keep, G_N_ELEMENTS (keep), &error));
  g_assert_no_error (error);
  small = open_project (path, WS_PROJECT_READ_ONLY);
  all = load_all (project);
  states = load_all (small);
  for (guint i = 0; i < all->n; i++)
    expected += all->epoch[i] == 1 || i + 1 == all->n || all->model[i + 1] != all->model[i];
  g_assert_cmpuint (expected, <, all->n);
  g_assert_cmpuint (states->n, ==, expected);
  metrics = ws_project_load_states (small, 1, &query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (metrics->n, ==, all->n);
}

static void
test_copy (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsHyper) model = new_model (), small_model = NULL;
  g_autoptr (WsProject) project = NULL, small = NULL;
  g_autoptr (WsStates) states = NULL, small_states = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *title = NULL, *result = NULL, *process = NULL, *report = NULL;
  const gint64     checkpoints[2] = { 1, 2 };
  float            z[8], small_z[8], places[4], small_places[4];

  place_init (&place);
  path = g_build_filename (place.folder, "small.wscape", NULL);
  project = make_project (place.path, model);
  g_assert_true (ws_project_write_compact (project, path, NULL, 0, &error));
  g_assert_no_error (error);

  small = open_project (path, WS_PROJECT_READ_ONLY);
  states = load_all (project);
  small_states = load_all (small);
  g_assert_cmpuint (small_states->n, ==, 6);
  assert_close_halves (small_states->weights, states->weights, 6 * ARCH_PARAMS);
  for (guint i = 0; i < 6; i++)
    assert_same (small_states->metrics[i].test_acc, states->metrics[i].test_acc);
  small_model = ws_project_load_hyper (small, 1, &error);
  g_assert_no_error (error);
  assert_close_halves (ws_hyper_get_params (small_model), ws_hyper_get_params (model),
                       ws_hyper_get_n_autoencoder (model));
  g_assert_cmpmem (ws_hyper_get_sigma (small_model), 20, ws_hyper_get_sigma (model), 20);
  ws_project_load_latents (project, 1, checkpoints, 2, 4, z, &error);
  g_assert_cmpint (ws_project_load_latents (small, 1, checkpoints, 2, 4, small_z, &error), ==, 2);
  assert_close_halves (small_z, z, 8);
  ws_project_load_points (project, 1, checkpoints, 2, 2, places, &error);
  g_assert_cmpint (ws_project_load_points (small, 1, checkpoints, 2, 2, small_places, &error), ==,
                   2);
  g_assert_cmpmem (small_places, sizeof small_places, places, sizeof places);
  report = ws_project_dup_report (small, 1, 1, "hyper");
  g_assert_cmpstr (report, ==, "{\"r2\": 0.1}");
  title = ws_project_dup_meta (small, "title");
  g_assert_cmpstr (title, ==, "mine");

  /* what matters only while work goes on */
  jobs = ws_project_list_unfinished_jobs (small, &error);
  g_assert_cmpuint (jobs->len, ==, 0);
  result = ws_project_dup_meta (small, "job.1.result");
  g_assert_cmpstr (result, ==, "1 then");
  process = ws_project_dup_meta (small, "job.2.process");
  g_assert_null (process);
  g_clear_object (&small);
  g_assert_cmpint (ask_number (path, "SELECT count (*) FROM train_state"), ==, 0);
  g_assert_cmpint (ask_number (path, "SELECT count (*) FROM hyper_state"), ==, 0);
  g_assert_cmpint (ask_number (path, "SELECT count (*) FROM job"), ==, 1);
  g_assert_cmpint (ask_number (path, "SELECT count (*) FROM pragma_foreign_key_check"), ==, 0);
  g_assert_cmpint (ask_number (path, "SELECT sum (length (data)) FROM weights"), ==,
                   6 * 2 * ARCH_PARAMS);
  g_assert_cmpint (ask_number (path, "PRAGMA page_count"), <,
                   ask_number (place.path, "PRAGMA page_count"));
}

/* The copy is a document: it goes on being one, and a copy of the copy loses nothing more. */
static void
test_copy_of_copy (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsHyper) model = new_model ();
  g_autoptr (WsProject) project = NULL, small = NULL, again = NULL;
  g_autoptr (WsStates) states = NULL, again_states = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *other = NULL;

  place_init (&place);
  path = g_build_filename (place.folder, "small.wscape", NULL);
  other = g_build_filename (place.folder, "smaller.wscape", NULL);
  project = make_project (place.path, model);
  g_assert_true (ws_project_write_compact (project, path, NULL, 0, &error));
  small = open_project (path, WS_PROJECT_READ_WRITE);
  save_epoch (small, 1, 0, 3, 2, TRUE, &error);
  g_assert_no_error (error);
  states = load_all (small);
  g_assert_cmpuint (states->n, ==, 9);
  g_assert_true (ws_project_write_compact (small, other, NULL, 0, &error));
  g_assert_no_error (error);
  again = open_project (other, WS_PROJECT_READ_ONLY);
  again_states = load_all (again);
  assert_close_halves (again_states->weights, states->weights, 9 * ARCH_PARAMS);
}

/* What 16 bits cannot hold keeps 32. */
static void
test_large_numbers (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL, small = NULL;
  g_autoptr (WsStates) states = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree float *w = g_new0 (float, 2 * ARCH_PARAMS);
  g_autofree char  *path = NULL;

  place_init (&place);
  path = g_build_filename (place.folder, "small.wscape", NULL);
  project = open_project (place.path, WS_PROJECT_CREATE);
  add_population (project, "samples", "samples", 2);
  w[7] = 1e6f;
  w[ARCH_PARAMS + 1] = INFINITY;
  w[ARCH_PARAMS + 2] = NAN;
  w[ARCH_PARAMS + 3] = 65504;
  ws_project_add_networks (project, 1, w, 2, ARCH_PARAMS, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ws_project_write_compact (project, path, NULL, 0, &error));
  small = open_project (path, WS_PROJECT_READ_ONLY);
  states = load_all (small);
  for (gsize i = 0; i < 2 * ARCH_PARAMS; i++)
    assert_same (states->weights[i], w[i]);
  g_assert_cmpint (ask_number (path, "SELECT count (*) FROM weights WHERE dtype = 'f16'"), ==, 1);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_refusals (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsHyper) model = new_model ();
  g_autoptr (WsProject) project = NULL, open = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *nowhere = NULL, *link = NULL, *before = NULL, *after = NULL;
  gsize            size, size_after;
  guint            n_files;

  place_init (&place);
  path = g_build_filename (place.folder, "small.wscape", NULL);
  nowhere = g_build_filename (place.folder, "nowhere", "small.wscape", NULL);
  link = g_build_filename (place.folder, "link.wscape", NULL);
  project = make_project (place.path, model);

  /* itself, by whatever name */
  g_assert_false (ws_project_write_compact (project, place.path, NULL, 0, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
  g_clear_error (&error);
  g_assert_cmpint (symlink (place.path, link), ==, 0);
  g_assert_false (ws_project_write_compact (project, link, NULL, 0, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
  g_clear_error (&error);
  g_assert_false (ws_project_write_compact (project, nowhere, NULL, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* over a document that somebody works in */
  open = open_project (path, WS_PROJECT_CREATE);
  ws_project_set_meta (open, "title", "theirs", &error);
  n_files = count_files (place.folder);
  g_assert_false (ws_project_write_compact (project, path, NULL, 0, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  g_clear_error (&error);
  g_clear_object (&open);

  /* a source that stops half-way: the target stays what it was */
  g_file_get_contents (path, &before, &size, &error);
  g_assert_no_error (error);
  g_clear_object (&project);
  run_sql (place.path, "ALTER TABLE weights ADD COLUMN surplus TEXT");
  project = open_project (place.path, WS_PROJECT_READ_ONLY);
  g_assert_false (ws_project_write_compact (project, path, NULL, 0, &error));
  g_assert_nonnull (error);
  g_file_get_contents (path, &after, &size_after, NULL);
  g_assert_cmpmem (after, size_after, before, size);
  g_clear_object (&project);
  g_assert_cmpuint (count_files (place.folder), <=, n_files); /* no piece is left */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/compact/copy", test_copy);
  g_test_add_func ("/project/compact/keep", test_keep);
  g_test_add_func ("/project/compact/copy-of-copy", test_copy_of_copy);
  g_test_add_func ("/project/compact/large-numbers", test_large_numbers);
  g_test_add_func ("/project/compact/refusals", test_refusals);
  return g_test_run ();
}
