/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/experiment.h"

#include "core/error.h"
#include "ws-test.h"

#include <math.h>

static WsExperimentSettings
settings_of (const char *name, gboolean quick)
{
  g_autoptr (GError) error = NULL;
  WsExperimentSettings settings;

  ws_experiment_settings_init (&settings, name, "compact", quick, &error);
  g_assert_no_error (error);
  return settings;
}

static GArray *
units_of (const WsExperimentSettings *settings)
{
  g_autoptr (GError) error = NULL;
  GArray *units = ws_experiment_make_units (settings, &error);

  g_assert_no_error (error);
  return units;
}

/* Of every experiment, quick and in full: names of their own that fit, parents that come first and
 * are representations. */
static void
test_units (void)
{
  for (guint i = 0; ws_experiment_list ()[i] != NULL; i++)
    for (guint quick = 0; quick < 2; quick++)
      {
        WsExperimentSettings settings = settings_of (ws_experiment_list ()[i]->name, quick == 1);
        g_autoptr (GArray) units = units_of (&settings);
        g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

        for (guint k = 0; k < units->len; k++)
          {
            const WsUnit *unit = &g_array_index (units, WsUnit, k);

            g_assert_true (g_hash_table_add (names, (gpointer)unit->name));
            g_assert_cmpuint (strlen (unit->name), <, sizeof unit->name - 1);
            g_assert_true (unit->group[0] != '\0' && unit->method[0] != '\0');
            g_assert_cmpint (unit->parent, <, (int)k);
            if (unit->kind == WS_UNIT_SAMPLE)
              g_assert_cmpint (unit->parent, >=, 0);
            if (unit->parent >= 0)
              g_assert_cmpint (g_array_index (units, WsUnit, unit->parent).kind, ==, WS_UNIT_HYPER);
          }
        g_assert_cmpuint (units->len, >, 1);
      }
}

/* The ablation differs in what it is about, and in nothing else. */
static void
test_ablation (void)
{
  WsExperimentSettings settings = settings_of ("lwln-ablation", FALSE);
  g_autoptr (GArray) units = units_of (&settings);
  guint n_with = 0, n_without = 0;

  g_assert_cmpuint (settings.n_seeds, ==, 3);
  for (guint i = 0; i < units->len; i++)
    {
      const WsUnit    *unit = &g_array_index (units, WsUnit, i);
      WsHyperConfig    config = unit->config;
      g_autofree char *got = NULL, *want = NULL;

      if (unit->kind != WS_UNIT_HYPER)
        continue;
      g_assert_cmpuint (unit->seed, ==, unit->config.seed);
      n_with += config.lwln;
      n_without += !config.lwln;
      config.lwln = settings.config.lwln;
      config.seed = settings.config.seed;
      g_strlcpy (config.preset, settings.config.preset, sizeof config.preset);
      got = ws_hyper_config_to_json (&config);
      want = ws_hyper_config_to_json (&settings.config);
      g_assert_cmpstr (got, ==, want);
    }
  g_assert_cmpuint (n_with, ==, 3);
  g_assert_cmpuint (n_without, ==, 3);
  g_assert_cmpuint (units->len, ==, 1 + 6 * 3);
}

static void
test_frontier (void)
{
  WsExperimentSettings settings = settings_of ("frontier", TRUE);
  g_autoptr (GArray) units = NULL;
  guint n_from = 0;

  g_strlcpy (settings.weights, "0,0.5", sizeof settings.weights);
  settings.go_on_epochs = 7;
  units = units_of (&settings);
  for (guint i = 0; i < units->len; i++)
    {
      const WsUnit *unit = &g_array_index (units, WsUnit, i);

      if (unit->kind != WS_UNIT_HYPER || unit->parent < 0)
        continue;
      g_assert_cmpfloat (unit->config.task_weight, ==, n_from == 0 ? 0.0f : 0.5f);
      g_assert_cmpuint (unit->config.epochs, ==, 7);
      g_assert_cmpfloat (g_array_index (units, WsUnit, unit->parent).config.task_weight, ==, 0);
      n_from++;
    }
  g_assert_cmpuint (n_from, ==, 2);
}

static void
assert_refused (const char *name, const char *weights, guint n_seeds, const char *part)
{
  WsExperimentSettings settings = settings_of (name, TRUE);
  g_autoptr (GError) error = NULL;

  g_strlcpy (settings.weights, weights, sizeof settings.weights);
  settings.n_seeds = n_seeds;
  g_assert_null (ws_experiment_make_units (&settings, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, part);
}

static void
test_refusals (void)
{
  g_autoptr (GError) error = NULL;
  WsExperimentSettings settings;

  assert_refused ("frontier", "0,x", 1, "\"x\"");
  assert_refused ("frontier", "0,-1", 1, "\"-1\"");
  assert_refused ("frontier", "1,,2", 1, "\"\"");
  assert_refused ("frontier", "1,nan", 1, "\"nan\"");
  assert_refused ("frontier", "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0", 1, "not 17");
  assert_refused ("lwln-ablation", "", 0, "seeds");
  assert_refused ("lwln-ablation", "", 101, "seeds");
  g_assert_null (ws_experiment_lookup ("nothing", &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FOUND, "lwln-ablation");
  g_assert_false (ws_experiment_settings_init (&settings, "frontier", "nothing", TRUE, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FOUND, "nothing");
}

/* What the document keeps gives the same settings, and so the same units. */
static void
test_settings (void)
{
  WsExperimentSettings settings = settings_of ("frontier", TRUE), back;
  g_autofree char     *json = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;

  g_strlcpy (settings.population, "zoo \"one\"", sizeof settings.population);
  g_strlcpy (settings.weights, "0,0.25", sizeof settings.weights);
  settings.config.seed = G_MAXUINT64;
  settings.config.lr = 0.1f;
  settings.go_on_epochs = 3;
  json = ws_experiment_settings_to_json (&settings);
  g_assert_true (ws_experiment_settings_from_json (json, &back, &error));
  g_assert_no_error (error);
  again = ws_experiment_settings_to_json (&back);
  g_assert_cmpstr (again, ==, json);
  g_assert_cmpuint (back.config.seed, ==, G_MAXUINT64);
  g_assert_cmpstr (back.population, ==, "zoo \"one\"");
  g_assert_true (back.quick);
  g_assert_false (ws_experiment_settings_from_json ("[]", &back, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_FORMAT, "object");
  g_assert_false (ws_experiment_settings_from_json ("{\"name\":\"x\"}", &back, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_FORMAT, "population");
}

/* -- from findings to a table -- */

static WsFinding *
finding (const char *group, const char *method, guint seed, const char *measures)
{
  g_autofree char *unit =
      g_strdup_printf ("{\"kind\":\"hyper\",\"group\":\"%s\",\"method\":\"%s\",\"seed\":\"%u\"}",
                       group, method, seed);
  g_autoptr (GError) error = NULL;
  WsFinding *self = ws_finding_new (unit, measures, &error);

  g_assert_no_error (error);
  return self;
}

static WsTable *
make_table (void)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_finding_free);
  const WsFindingPlace place = { "zoo", "/data/mnist", "cnn-s" };
  const WsExperiment  *experiment = ws_experiment_lookup ("lwln-ablation", NULL);

  g_ptr_array_add (findings,
                   finding ("with", "reconstruct", 1,
                            "{\"n\":10,\"acc\":0.5,\"r2\":0.25,\"r2.a\":0.5,\"r2.b\":1}"));
  g_ptr_array_add (findings, finding ("with", "kde", 1, "{\"n\":100,\"acc\":0.5,\"r2\":null}"));
  g_ptr_array_add (findings, finding ("without", "kde", 1, "{\"failed\":1}"));
  g_ptr_array_add (findings,
                   finding ("with", "reconstruct", 2,
                            "{\"n\":10,\"acc\":0.25,\"r2\":0.75,\"r2.a\":0.5,\"r2.b\":0}"));
  return ws_experiment_make_table (experiment, findings, &place);
}

static void
test_rows (void)
{
  g_autoptr (WsTable) table = make_table ();
  const WsCell *cell;

  g_assert_cmpuint (ws_table_get_n_rows (table), ==, 3);
  g_assert_cmpstr (ws_table_find_cell (table, 0, "group")->text, ==, "with");
  g_assert_cmpstr (ws_table_find_cell (table, 1, "method")->text, ==, "kde");
  g_assert_cmpstr (ws_table_find_cell (table, 2, "group")->text, ==, "without");
  cell = ws_table_find_cell (table, 0, "acc_mean");
  ws_assert_close (cell->mean, 0.375, 1e-15);
  ws_assert_close (cell->std, 0.125 * sqrt (2), 1e-15);
  g_assert_cmpfloat (ws_table_find_cell (table, 0, "seeds")->mean, ==, 2);
  g_assert_cmpfloat (ws_table_find_cell (table, 0, "n")->mean, ==, 10);
  cell = ws_table_find_cell (table, 0, "r2.b_mean");
  ws_assert_close (cell->mean, 0.5, 1e-15);
  /* one seed has no deviation; what was not measured is no zero */
  g_assert_true (isnan (ws_table_find_cell (table, 1, "acc_mean")->std));
  g_assert_true (isnan (ws_table_find_cell (table, 1, "r2_mean")->mean));
  g_assert_true (isnan (ws_table_find_cell (table, 2, "acc_mean")->mean));
  g_assert_nonnull (strstr (g_array_index (table->notes, char *, 2), "1."));
}

/* Beside what the poster says of MNIST; words where it says nothing. */
static void
test_published (void)
{
  g_autoptr (WsTable) table = make_table ();
  double mean, std;

  ws_assert_close (ws_table_find_cell (table, 1, "published_mean")->mean, 0.686, 1e-12);
  ws_assert_close (ws_table_find_cell (table, 1, "published_mean")->std, 0.067, 1e-12);
  g_assert_cmpstr (ws_table_find_cell (table, 0, "published_mean")->text, ==, WS_NOT_PUBLISHED);
  g_assert_true (ws_published_accuracy ("scratch", "stl10", 50, &mean, &std));
  ws_assert_close (mean, 0.39, 1e-12);
  g_assert_false (ws_published_accuracy ("kde", "usps", 0, &mean, &std));
  g_assert_false (ws_published_accuracy ("kde", "mnist", 5, &mean, &std));
}

/* What scripts rely on, in every experiment. */
static void
test_contract (void)
{
  static const char *const keys[] = { "population", "method", "data",           "arch",
                                      "epoch",      "n",      "acc_mean",       "acc_std",
                                      "novelty",    "seeds",  "published_mean", "group" };
  const WsFindingPlace     place = { "zoo", "mnist", "cnn-s" };

  for (guint i = 0; ws_experiment_list ()[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) findings =
          g_ptr_array_new_with_free_func ((GDestroyNotify)ws_finding_free);
      g_autoptr (WsTable) table = NULL;

      g_ptr_array_add (findings, finding ("a", "kde", 1, "{\"n\":10,\"acc\":0.5}"));
      table = ws_experiment_make_table (ws_experiment_list ()[i], findings, &place);
      for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
        if (ws_table_find_cell (table, 0, keys[k]) == NULL)
          g_error ("%s has no %s", ws_experiment_list ()[i]->name, keys[k]);
    }
}

static void
test_damaged (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ws_finding_new ("{}", "[1]", &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_FORMAT, "object");
  g_assert_null (ws_finding_new (NULL, "{}", &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_FORMAT, "object");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/experiment/units", test_units);
  g_test_add_func ("/lab/experiment/ablation", test_ablation);
  g_test_add_func ("/lab/experiment/frontier", test_frontier);
  g_test_add_func ("/lab/experiment/refusals", test_refusals);
  g_test_add_func ("/lab/experiment/settings", test_settings);
  g_test_add_func ("/lab/experiment/rows", test_rows);
  g_test_add_func ("/lab/experiment/published", test_published);
  g_test_add_func ("/lab/experiment/contract", test_contract);
  g_test_add_func ("/lab/experiment/damaged", test_damaged);
  return g_test_run ();
}
