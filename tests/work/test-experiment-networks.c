/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work-test.h"

#include "project/experiment.h"

/* Experiments about networks, on a representation that is there. */

static WsExperimentSettings
settings_of (const char *name)
{
  g_autoptr (GError) error = NULL;
  WsExperimentSettings settings;

  ws_experiment_settings_init (&settings, name, "compact", TRUE, &error);
  g_assert_no_error (error);
  g_strlcpy (settings.hyper, "tiny", sizeof settings.hyper);
  settings.count = 3;
  settings.tune_epochs = 2;
  return settings;
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

static WsTable *
make_table (WsProject *project, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsExperimentInfo) info = ws_work_find_experiment (project, name, 0, &error);
  guint    n_done, n_units;
  WsTable *table;

  g_assert_no_error (error);
  table = ws_work_make_experiment_table (project, info, &n_done, &n_units, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_done, ==, n_units);
  return table;
}

static double
get_number (const WsTable *table, const char *group, guint epoch, guint size, const char *key)
{
  for (guint row = 0; row < ws_table_get_n_rows (table); row++)
    {
      const WsCell *own_size = ws_table_find_cell (table, row, "size");

      if (g_str_equal (ws_table_find_cell (table, row, "group")->text, group) &&
          lround (ws_table_find_cell (table, row, "epoch")->mean) == epoch &&
          (isfinite (own_size->mean) ? lround (own_size->mean) : 0) == size)
        return ws_table_find_cell (table, row, key)->mean;
    }
  g_error ("no row of %s at epoch %u, size %u", group, epoch, size);
}

/* Networks that stay are the draws; what they are at epoch 0 of training is what they were drawn
 * as, and who votes alone is as good as the members. */
static void
test_ensembles (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsExperimentSettings settings = settings_of ("ensembles");
  g_autoptr (WsTable) table = NULL;
  double drawn, together;

  place_init (&place);
  project = make_trained_project (place.path);
  finish_job (new_job (project, &settings));
  table = make_table (project, "ensembles");
  drawn = get_number (table, "S_KDE30", 0, 0, "acc_mean");
  ws_assert_close (get_number (table, "S_KDE30, trained on", 0, 0, "acc_mean"), drawn, 1e-6);
  g_assert_cmpfloat (get_number (table, "B_T", 2, 0, "acc_mean"), >, 0);
  together = get_number (table, "S_KDE30", 0, 1, "members_mean");
  ws_assert_close (get_number (table, "S_KDE30", 0, 1, "acc_mean"), together, 1e-6);
  g_assert_cmpfloat (get_number (table, "zoo", 0, 3, "acc_mean"), >, 0);
  g_assert_cmpuint (table->decisions->len, ==, 3);
  /* three networks never are ten */
  g_assert_cmpint (g_array_index (table->decisions, WsDecision, 0).verdict, ==, WS_CLAIM_OPEN);
}

/* Killed between units and in the middle of one, it ends in the same numbers; done again, nothing
 * is made twice. */
static void
test_cancel_and_go_on (void)
{
  g_auto (Place) place = { 0 }, whole = { 0 };
  g_autoptr (WsProject) project = NULL, other = NULL;
  WsExperimentSettings settings = settings_of ("architectures");
  g_autoptr (WsJob) job = NULL, again = NULL;
  guint n;

  place_init (&place);
  place_init (&whole);
  project = make_trained_project (place.path);
  other = make_trained_project (whole.path);
  finish_job (new_job (other, &settings));

  job = new_job (project, &settings);
  cancel_at (job, place.path, "population WHERE kind = 'finetuned'", 1);
  again = new_job (project, &settings);
  run_job (again);
  assert_same_content (place.path, whole.path, RESULTS);
  assert_same_content (
      place.path, whole.path,
      /* names end in a sum of what they come from, which has its time */
      "SELECT substr (p.name, 1, length (p.name) - 8), c.epoch, c.test_acc, w.data FROM population "
      "p JOIN model m "
      "ON m.population = p.id JOIN checkpoint c ON c.model = m.id LEFT JOIN weights "
      "w ON w.checkpoint = c.id ORDER BY 1, m.idx, c.epoch");
  g_free (dup_checksum (place.path, "SELECT id FROM population", &n));
  g_assert_cmpuint (n, ==, 1 + 1 + 9); /* the zoo, the draws, three starts of three architectures */
}

/* On other data, and what was asked for against what came. */
static void
test_other_data (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsExperimentSettings settings = settings_of ("transfer");
  g_autoptr (GError) error = NULL;
  g_autoptr (WsTable) table = NULL;

  place_init (&place);
  project = make_trained_project (place.path);
  g_assert_null (ws_experiment_work_new (project, &settings, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "name the data set");
  g_strlcpy (settings.data, DATA, sizeof settings.data);
  finish_job (new_job (project, &settings));
  table = make_table (project, "transfer");
  g_assert_cmpfloat (get_number (table, "B_F", 0, 0, "acc_mean"), >, 0);
  g_assert_cmpfloat (get_number (table, "B_T", 2, 0, "acc_mean"), >, 0);
  g_assert_cmpuint (table->decisions->len, ==, 5);
}

static void
test_targeting (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsProject) project = NULL;
  WsExperimentSettings settings = settings_of ("targeting");
  g_autoptr (WsTable) table = NULL;

  place_init (&place);
  project = make_trained_project (place.path);
  finish_job (new_job (project, &settings));
  table = make_table (project, "targeting");
  g_assert_cmpuint (table->decisions->len, ==, 4);
  for (guint i = 0; i < table->decisions->len; i++)
    {
      const WsDecision *decision = &g_array_index (table->decisions, WsDecision, i);

      g_assert_cmpfloat (fabs (decision->difference), <=, 1);
      g_assert_cmpfloat (decision->low, <, decision->high);
    }
  g_assert_cmpfloat (get_number (table, "rank 0 to 0.125", 0, 0, "asked_mean"), <,
                     get_number (table, "rank 0.875 to 1", 0, 0, "asked_mean"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/experiment-networks/ensembles", test_ensembles);
  g_test_add_func ("/work/experiment-networks/cancel-and-go-on", test_cancel_and_go_on);
  g_test_add_func ("/work/experiment-networks/other-data", test_other_data);
  g_test_add_func ("/work/experiment-networks/targeting", test_targeting);
  return g_test_run ();
}
