/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/joblog.h"
#include "project/project-private.h"
#include "project/representation.h"

#include "core/error.h"
#include "project-test.h"
#include "representation-test.h"

/* Documents of older versions, as they were written then. */

static void
make_version_1 (const char *path)
{
  g_autofree char *sql_path = g_test_build_filename (G_TEST_DIST, "project", "version-1.sql", NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (sql_path, &sql, NULL, &error);
  g_assert_no_error (error);
  run_sql (path, sql);
}

static void
assert_contents (WsProject *project)
{
  const WsStateQuery every = { .epoch_last = WS_EPOCH_LAST - 1 },
                     kept = { .epoch_last = 100, .with_weights = TRUE };
  g_autoptr (WsPopulation) population = NULL;
  g_autoptr (WsStates) states = NULL, with_weights = NULL;
  g_autoptr (GPtrArray) jobs = NULL, hypers = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = ws_project_dup_meta (project, "title");

  g_assert_cmpstr (title, ==, "an old one");
  population = ws_project_find_population (project, "old", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (population->n, ==, 2);
  g_assert_cmpuint (population->n_epochs, ==, 1);
  g_assert_true (population->complete);
  g_assert_cmpint (population->hyper, ==, 0);
  g_assert_cmpstr (population->version, ==, "0.0.9 v3");
  states = ws_project_load_states (project, population->id, &every, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (states->n, ==, 4);
  g_assert_cmpfloat (states->metrics[1].test_acc, ==, 0.75f);
  with_weights = ws_project_load_states (project, population->id, &kept, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (with_weights->n, ==, 1);
  jobs = ws_project_list_unfinished_jobs (project, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, 1);
  hypers = ws_project_list_hypers (project, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hypers->len, ==, 0);
}

static char *
read_all (const char *path, gsize *size)
{
  g_autoptr (GError) error = NULL;
  char *data = NULL;

  g_file_get_contents (path, &data, size, &error);
  g_assert_no_error (error);
  return data;
}

static void
assert_unchanged (const char *path, const char *before, gsize size)
{
  gsize            now_size;
  g_autofree char *now = read_all (path, &now_size);

  g_assert_cmpmem (now, now_size, before, size);
}

static void
test_in_place (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL, other = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  make_version_1 (place.path);
  project = open_project (place.path, WS_PROJECT_READ_WRITE);
  assert_contents (project);
  /* what only the new version has */
  ws_project_add_report (project, 1, 0, "evaluation", "{}", &error);
  g_assert_no_error (error);
  other = ws_project_reopen (project, &error);
  g_assert_no_error (error);
  json = ws_project_dup_report (other, 1, 0, "evaluation");
  g_assert_cmpstr (json, ==, "{}");
  g_clear_object (&project);
  g_clear_object (&other);
  g_assert_cmpint (ask_number (place.path, "PRAGMA user_version"), ==, ws_schema_get_version ());
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM pragma_foreign_key_check"), ==,
                   0);
  project = open_project (place.path, WS_PROJECT_READ_ONLY);
  assert_contents (project);
}

/* A representation that was trained before there were a best, a parent and losses with images. */
static void
test_version_4 (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) model = new_model (), got = NULL;
  g_autoptr (WsHyperInfo) info = NULL;
  g_autoptr (GArray) history = NULL;
  g_autoptr (GError) error = NULL;
  const WsHyperEpoch epoch = { .epoch = 1, .loss = 2 };
  gint64             id;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  id = add_trained_hyper (project, add_population (project, "zoo", "zoo", 3), model);
  ws_project_save_hyper_epoch (project, id, &epoch, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&project);
  run_sql (place.path, "DROP TABLE scene; DROP TABLE sampler; DROP TABLE hyper_best; "
                       "ALTER TABLE hyper DROP COLUMN best_epoch; "
                       "ALTER TABLE hyper DROP COLUMN parent; "
                       "ALTER TABLE hyper DROP COLUMN uses_images; "
                       "ALTER TABLE hyper_epoch DROP COLUMN loss_task; "
                       "ALTER TABLE hyper_epoch DROP COLUMN loss_behaviour; "
                       "PRAGMA user_version = 4");
  project = open_project (place.path, WS_PROJECT_READ_WRITE);
  info = ws_project_find_hyper (project, "compact", &error);
  g_assert_no_error (error);
  g_assert_null (info->parent);
  g_assert_false (info->uses_images);
  g_assert_cmpuint (info->best_epoch, ==, 0);
  got = ws_project_load_trained (project, id, WS_HYPER_BEST, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (ws_hyper_get_params (got), ws_hyper_get_n_autoencoder (got) * sizeof (float),
                   ws_hyper_get_params (model),
                   ws_hyper_get_n_autoencoder (model) * sizeof (float));
  history = ws_project_load_hyper_history (project, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (history->len, ==, 1);
  g_assert_true (isnan (g_array_index (history, WsHyperEpoch, 0).loss_task));
}

/* The tables of a migrated document are those of a new one. */
static void
test_same_tables (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *fresh = NULL, *compare = NULL;

  place_init (&place);
  make_version_1 (place.path);
  fresh = g_build_filename (place.folder, "b.wscape", NULL);
  g_object_unref (open_project (place.path, WS_PROJECT_READ_WRITE));
  g_object_unref (open_project (fresh, WS_PROJECT_CREATE));
  compare = g_strdup_printf ("ATTACH '%s' AS fresh; CREATE TABLE difference AS "
                             "SELECT name, sql FROM (SELECT type, name, tbl_name, sql FROM "
                             "main.sqlite_master EXCEPT SELECT type, name, tbl_name, sql FROM "
                             "fresh.sqlite_master) UNION ALL SELECT name, sql FROM (SELECT type, "
                             "name, tbl_name, sql FROM fresh.sqlite_master EXCEPT SELECT type, "
                             "name, tbl_name, sql FROM main.sqlite_master)",
                             fresh);
  run_sql (place.path, compare);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM difference "
                                           "WHERE name <> 'difference'"),
                   ==, 0);
}

/* Reading alone leaves the old document as it is, wherever it lies. */
static void
test_read_only (void)
{
  g_auto (Place) place = { 0 };
  gsize            size;
  g_autofree char *before = NULL;

  place_init (&place);
  make_version_1 (place.path);
  before = read_all (place.path, &size);
  for (int round = 0; round < 2; round++)
    {
      g_autoptr (WsProject) project = open_project (place.path, WS_PROJECT_READ_ONLY);

      assert_contents (project);
      assert_unchanged (place.path, before, size);
      g_assert_cmpint (g_chmod (place.folder, 0555), ==, 0);
    }
}

/* A migration that cannot be done leaves the document in its version. */
static void
test_impossible (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  make_version_1 (place.path);
  run_sql (place.path, "CREATE TABLE point (x)");
  g_assert_null (ws_project_open (place.path, WS_PROJECT_READ_WRITE, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  g_assert_true (g_str_has_prefix (error->message, place.path));
  g_assert_cmpint (ask_number (place.path, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM sqlite_master "
                                           "WHERE name = 'hyper'"),
                   ==, 0);
  run_sql (place.path, "DROP TABLE point");
  project = open_project (place.path, WS_PROJECT_READ_WRITE);
  assert_contents (project);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/migration/in-place", test_in_place);
  g_test_add_func ("/project/migration/version-4", test_version_4);
  g_test_add_func ("/project/migration/same-tables", test_same_tables);
  g_test_add_func ("/project/migration/read-only", test_read_only);
  g_test_add_func ("/project/migration/impossible", test_impossible);
  return g_test_run ();
}
