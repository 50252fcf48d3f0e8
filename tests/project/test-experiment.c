/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "project/experiment.h"

#include "core/error.h"
#include "representation-test.h"

static gint64
begin_run (WsProject *project, gint64 population, const char *settings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsExperimentInfo) info = g_new0 (WsExperimentInfo, 1);

  info->name = g_strdup ("lwln-ablation");
  info->population = population;
  info->settings_json = g_strdup (settings);
  g_assert_true (ws_project_begin_experiment (project, info, &error));
  g_assert_no_error (error);
  g_assert_cmpint (info->id, >, 0);
  g_assert_nonnull (info->created);
  g_assert_nonnull (info->version);
  return info->id;
}

static gboolean
add_result (WsProject *project, gint64 run, const char *unit, gint64 hyper, GError **error)
{
  const WsExperimentResult result = { .unit = (char *)unit,
                                      .seed = G_MAXUINT64,
                                      .config_json = (char *)"{\"lwln\":true}",
                                      .hyper = hyper,
                                      .measures_json = (char *)"{\"acc\":0.5}" };

  return ws_project_add_experiment_result (project, run, &result, error);
}

/* The same settings are the same run; others, or another zoo, are a new one. */
static void
test_runs (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (GPtrArray) all = NULL, none = NULL;
  g_autoptr (WsExperimentInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  gint64 zoo, other, first;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  zoo = add_population (project, "zoo", "zoo", 2);
  other = add_population (project, "other", "zoo", 2);
  first = begin_run (project, zoo, "{\"n_seeds\":1}");
  g_assert_cmpint (begin_run (project, zoo, "{\"n_seeds\":1}"), ==, first);
  g_assert_cmpint (begin_run (project, zoo, "{\"n_seeds\":2}"), !=, first);
  g_assert_cmpint (begin_run (project, other, "{\"n_seeds\":1}"), !=, first);
  all = ws_project_list_experiments (project, "lwln-ablation", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpint (((WsExperimentInfo *)g_ptr_array_index (all, 0))->id, ==, first);
  none = ws_project_list_experiments (project, "frontier", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  info = ws_project_get_experiment (project, first, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->population, ==, zoo);
  g_assert_cmpstr (info->settings_json, ==, "{\"n_seeds\":1}");
  g_assert_null (ws_project_get_experiment (project, 99, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
}

/* A result is written once, and outlives the zoo and the representation that it is about. */
static void
test_results (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) model = new_model ();
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (WsExperimentInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  const WsExperimentResult *result;
  gint64                    zoo, hyper, run;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  zoo = add_population (project, "zoo", "zoo", 2);
  hyper = add_trained_hyper (project, zoo, model);
  run = begin_run (project, zoo, "{}");
  g_assert_true (add_result (project, run, "with/1", hyper, &error));
  g_assert_true (add_result (project, run, "with/1/kde", hyper, &error));
  g_assert_no_error (error);
  g_assert_false (add_result (project, run, "with/1", 0, &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_true (ws_project_delete_population (project, zoo, &error));
  run_sql (place.path, "PRAGMA foreign_keys = ON; DELETE FROM hyper");

  results = ws_project_load_experiment_results (project, run, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 2);
  result = g_ptr_array_index (results, 0);
  g_assert_cmpstr (result->unit, ==, "with/1");
  g_assert_cmpuint (result->seed, ==, G_MAXUINT64);
  g_assert_cmpstr (result->config_json, ==, "{\"lwln\":true}");
  g_assert_cmpstr (result->measures_json, ==, "{\"acc\":0.5}");
  g_assert_cmpint (result->hyper, ==, 0);
  info = ws_project_get_experiment (project, run, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->population, ==, 0);
}

/* What a person trained is the newest, whatever an experiment trained after it. */
static void
test_own_first (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  g_autoptr (WsHyper) model = new_model ();
  g_autoptr (WsHyperInfo) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  gint64 zoo, own, made;

  place_init (&place);
  project = open_project (place.path, WS_PROJECT_CREATE);
  zoo = add_population (project, "zoo", "zoo", 2);
  own = add_trained_hyper (project, zoo, model);
  made = add_hyper (project, "with-1", zoo, model);
  ws_project_save_hyper (project, made, model, &error);
  g_assert_no_error (error);
  before = ws_project_find_hyper (project, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (before->id, ==, made);
  g_assert_true (add_result (project, begin_run (project, zoo, "{}"), "with/1", made, &error));
  after = ws_project_find_hyper (project, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (after->id, ==, own);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/experiment/runs", test_runs);
  g_test_add_func ("/project/experiment/results", test_results);
  g_test_add_func ("/project/experiment/own-first", test_own_first);
  return g_test_run ();
}
