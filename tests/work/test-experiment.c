/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

#include "project/experiment.h"

static WsExperimentSettings
settings_of (const char *name)
{
  g_autoptr (GError) error = NULL;
  WsExperimentSettings settings;

  ws_experiment_settings_init (&settings, name, "compact", TRUE, &error);
  g_assert_no_error (error);
  settings.config = hyper_request (4).config;
  settings.count = 3;
  return settings;
}

static WsProject *
make_zoo (const char *path)
{
  WsProject   *project = open_project (path, WS_PROJECT_CREATE);
  WsZooRequest zoo = zoo_request (12, 2, 100);

  train_zoo (project, &zoo);
  return project;
}

static WsJob *
new_job (WsProject *project, const WsExperimentSettings *settings)
{
  g_autoptr (GError) error = NULL;
  WsJob *job = ws_experiment_work_new (project, settings, &error);

  g_assert_no_error (error);
  return job;
}

/* All but what the clock says. */
#define RESULTS                                                                                    \
  "SELECT unit, seed, config, json_remove (measures, '$.seconds') FROM experiment_result "         \
  "ORDER BY id"

static GPtrArray *
load_results (WsProject *project, gint64 run)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *results = ws_project_load_experiment_results (project, run, &error);

  g_assert_no_error (error);
  return results;
}

static const WsExperimentResult *
find_result (GPtrArray *results, const char *unit)
{
  for (guint i = 0; i < results->len; i++)
    {
      const WsExperimentResult *result = g_ptr_array_index (results, i);

      if (g_str_equal (result->unit, unit))
        return result;
    }
  g_error ("there is no result of %s", unit);
}

static double
get_measure (const WsExperimentResult *result, const char *name)
{
  g_autoptr (JsonNode) root = json_from_string (result->measures_json, NULL);
  JsonNode *node = json_object_get_member (json_node_get_object (root), name);

  g_assert_nonnull (node);
  return JSON_NODE_HOLDS_NULL (node) ? (double)NAN : json_node_get_double (node);
}

/* Each unit leaves a row with its configuration and seed, and the representation that it is about;
 * networks that are drawn are not kept. */
static void
test_units (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsExperimentSettings settings = settings_of ("lwln-ablation");
  g_autoptr (GPtrArray) results = NULL, populations = NULL;
  g_autoptr (JsonNode) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char          *json = NULL;
  const WsExperimentResult *with, *drawn, *zoo;
  JsonObject               *r2;
  gint64                    run;

  place_init (&place);
  project = make_zoo (place.path);
  run = finish_job (new_job (project, &settings));
  results = load_results (project, run);
  g_assert_cmpuint (results->len, ==, 7);
  zoo = find_result (results, "zoo");
  ws_assert_close (get_measure (zoo, "pair_ratio"), 1, 0.1); /* three of eight */
  g_assert_cmpfloat (get_measure (zoo, "n"), ==, 16);
  with = find_result (results, "with-lwln/42");
  drawn = find_result (results, "with-lwln/42/kde-dim");
  g_assert_cmpint (with->hyper, !=, 0);
  g_assert_cmpint (drawn->hyper, ==, with->hyper);
  g_assert_cmpuint (with->seed, ==, 42);
  g_assert_nonnull (strstr (with->config_json, "\"lwln\":true"));
  g_assert_cmpfloat (get_measure (drawn, "n"), ==, 3);
  g_assert_cmpfloat (get_measure (drawn, "images"), ==, 0);

  /* the numbers are the report's */
  json = ws_project_dup_report (project, 1, with->hyper, WS_HYPER_REPORT);
  report = json_from_string (json, NULL);
  r2 = json_object_get_object_member (
      json_object_get_object_member (json_node_get_object (report), "r2"), "test");
  g_assert_cmpfloat (get_measure (with, "r2"), ==, json_object_get_double_member (r2, "all"));
  g_assert_cmpfloat (
      get_measure (with, "r2.fc1"), ==,
      json_object_get_double_member (json_object_get_object_member (r2, "layers"), "fc1"));
  populations = ws_project_list_populations (project, &error);
  g_assert_cmpuint (populations->len, ==, 1);
}

/* Beside the zoo, at the epoch that the images last for. */
static void
assert_budget (WsProject *project, const WsExperimentResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_finding_free);
  const WsFinding *finding;

  ws_findings_add (findings, result->config_json, result->measures_json, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (findings->len, ==, 1);
  finding = g_ptr_array_index (findings, 0);
  g_assert_cmpuint (finding->epoch, ==, 1);
  g_assert_cmpuint (finding->each->len, ==, 3);
  g_assert_cmpfloat (ws_finding_get (finding, "acc"), >, 0);
  g_assert_cmpfloat (ws_finding_get (finding, "pair_ratio"), >, 0);
}

/* A point of the frontier begins with the base's parameters, and says that it saw images. */
static void
test_frontier (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsExperimentSettings settings = settings_of ("frontier");
  g_autoptr (GPtrArray) results = NULL;
  const WsExperimentResult *base, *same, *point;

  place_init (&place);
  project = make_zoo (place.path);
  g_strlcpy (settings.weights, "0,0.5", sizeof settings.weights);
  settings.go_on_epochs = 2;
  settings.config.task_images = 4;
  results = load_results (project, finish_job (new_job (project, &settings)));
  base = find_result (results, "weights-only/42");
  same = find_result (results, "task-weight-0/42");
  point = find_result (results, "task-weight-0.5/42");
  g_assert_cmpfloat (get_measure (base, "images"), ==, 0);
  g_assert_cmpfloat (get_measure (same, "images"), ==, 0);
  g_assert_cmpfloat (get_measure (point, "images"), ==, 1);
  g_assert_cmpfloat (get_measure (find_result (results, "task-weight-0.5/42/kde"), "images"), ==,
                     1);
  g_assert_cmpfloat (get_measure (point, "epochs"), ==, 2);
  g_assert_cmpfloat (get_measure (point, "r2"), !=, get_measure (base, "r2"));
  g_assert_cmpfloat (get_measure (point, "r2"), !=, get_measure (same, "r2"));
  /* new networks that saw as many images: less than an epoch of them is one */
  assert_budget (project, find_result (results, "b-t-as-many-images/42/budget"));
  /* more noise takes decoded networks further away from what they were */
  g_assert_cmpfloat (get_measure (find_result (results, "noise-0.08/42"), "novelty"), >,
                     get_measure (find_result (results, "noise-0.01/42"), "novelty"));
}

/* A run with more seeds, or of another experiment, takes what is there; settings that came since an
 * older version wrote its run down do not make another run. */
static void
test_reuse (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsExperimentSettings settings = settings_of ("lwln-ablation"), presets = settings_of ("presets");
  g_autoptr (GPtrArray) first = NULL, both = NULL, other = NULL;
  g_autofree char *parameters = NULL, *still = NULL;
  gint64           run;
  guint            n;

  place_init (&place);
  project = make_zoo (place.path);
  run = finish_job (new_job (project, &settings));
  first = load_results (project, run);
  parameters = dup_checksum (place.path, "SELECT * FROM hyper WHERE id <= 2 ORDER BY id", &n);
  g_assert_cmpuint (n, ==, 2);

  settings.n_seeds = 2;
  both = load_results (project, finish_job (new_job (project, &settings)));
  g_assert_cmpuint (both->len, ==, 13);
  for (guint i = 0; i < first->len; i++)
    {
      const WsExperimentResult *result = g_ptr_array_index (first, i);
      const WsExperimentResult *again = find_result (both, result->unit);

      g_assert_cmpstr (again->measures_json, ==, result->measures_json);
      g_assert_cmpint (again->hyper, ==, result->hyper);
    }
  g_assert_cmpint (count_rows (place.path, "hyper"), ==, 4);
  g_assert_cmpint (ask_number (place.path, "SELECT count (*) FROM report WHERE key = 'hyper'"), ==,
                   4);
  still = dup_checksum (place.path, "SELECT * FROM hyper WHERE id <= 2 ORDER BY id", &n);
  g_assert_cmpstr (still, ==, parameters);

  other = load_results (project, finish_job (new_job (project, &presets)));
  g_assert_cmpint (find_result (other, "compact-changed/42")->hyper, ==,
                   find_result (first, "with-lwln/42")->hyper);
  g_assert_cmpint (count_rows (place.path, "hyper"), ==, 4);

  run_sql (place.path, "UPDATE experiment SET settings = json_remove (settings, '$.config.keep')");
  run_sql (place.path, "DELETE FROM job");
  settings.n_seeds = 1;
  g_assert_cmpint (finish_job (new_job (project, &settings)), ==, run);
  g_assert_cmpint (count_rows (place.path, "experiment"), ==, 3);
}

/* Stopped in the middle and made again from its record, it finds the same. */
static void
test_cancel_and_go_on (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *other = NULL;
  g_autoptr (WsProject) project = NULL, whole = NULL;
  WsExperimentSettings settings = settings_of ("lwln-ablation");
  g_autoptr (WsJob) job = NULL, again = NULL;

  place_init (&place);
  project = make_zoo (place.path);
  other = g_build_filename (place.folder, "whole.wscape", NULL);
  whole = make_zoo (other);
  finish_job (new_job (whole, &settings));

  job = new_job (project, &settings);
  cancel_at (job, place.path, "experiment_result", 2);
  if (ws_job_get_state (job) == WS_JOB_CANCELLED)
    {
      g_autoptr (WsJobRecord) record = NULL;
      g_autofree char *params = NULL;

      g_strlcpy (settings.population, "zoo", sizeof settings.population);
      params = ws_experiment_settings_to_json (&settings);
      record = ws_project_find_job (project, "experiment", params, NULL);
      g_assert_nonnull (record);
      again = ws_work_resume (project, record, NULL);
      g_assert_cmpint (ws_work_get_record (again), ==, ws_work_get_record (job));
      run_job (again);
    }
  assert_same_content (place.path, other, RESULTS);
}

/* What stands there is not done again; nothing is drawn from what diverged, and all else goes on.
 */
static void
test_diverged (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsExperimentSettings settings = settings_of ("lwln-ablation");
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (WsExperimentInfo) info = g_new0 (WsExperimentInfo, 1), newest = NULL;
  g_autoptr (WsTable) table = NULL;
  g_autoptr (GError) error = NULL;
  const WsExperimentResult lost = {
    .unit = (char *)"with-lwln/42",
    .seed = 42,
    .config_json = (char *)"{\"group\":\"with LWLN\",\"method\":\"reconstruct\"}",
    .measures_json = (char *)"{\"failed\":1}"
  };
  guint n_done, n_units;

  place_init (&place);
  project = make_zoo (place.path);
  g_strlcpy (settings.population, "zoo", sizeof settings.population);
  info->name = g_strdup ("lwln-ablation");
  info->population = 1;
  info->settings_json = ws_experiment_settings_to_json (&settings);
  ws_project_begin_experiment (project, info, &error);
  ws_project_add_experiment_result (project, info->id, &lost, &error);
  g_assert_no_error (error);

  g_assert_cmpint (finish_job (new_job (project, &settings)), ==, info->id);
  results = load_results (project, info->id);
  g_assert_cmpuint (results->len, ==, 7);
  g_assert_cmpint (count_rows (place.path, "hyper"), ==, 1);
  g_assert_cmpfloat (get_measure (find_result (results, "with-lwln/42/kde"), "failed"), ==, 1);
  g_assert_true (isfinite (get_measure (find_result (results, "without-lwln/42/kde"), "acc")));
  newest = ws_work_find_experiment (project, "lwln-ablation", 0, &error);
  g_assert_no_error (error);
  table = ws_work_make_experiment_table (project, newest, &n_done, &n_units, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_done, ==, 7);
  g_assert_cmpuint (n_units, ==, 7);
  g_assert_nonnull (strstr (g_array_index (table->notes, char *, 2), "3."));
}

static void
test_refusals (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsExperimentSettings settings = settings_of ("frontier");
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  g_strlcpy (settings.weights, "1,x", sizeof settings.weights);
  g_assert_null (ws_experiment_work_new (project, &settings, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "\"x\"");
  g_strlcpy (settings.weights, "1", sizeof settings.weights);
  job = new_job (project, &settings);
  ws_job_start (job);
  g_assert_false (ws_job_wait (job, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FOUND, "no zoo");
  g_assert_cmpint (count_rows (place.path, "experiment"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/experiment/units", test_units);
  g_test_add_func ("/work/experiment/frontier", test_frontier);
  g_test_add_func ("/work/experiment/reuse", test_reuse);
  g_test_add_func ("/work/experiment/cancel-and-go-on", test_cancel_and_go_on);
  g_test_add_func ("/work/experiment/diverged", test_diverged);
  g_test_add_func ("/work/experiment/refusals", test_refusals);
  return g_test_run ();
}
