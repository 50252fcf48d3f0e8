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

/* Draws are from a representation; who trains or votes is drawn before and stays, or was trained.
 */
static void
assert_parent (GArray *units, const WsUnit *unit)
{
  const WsUnit *parent = unit->parent >= 0 ? &g_array_index (units, WsUnit, unit->parent) : NULL;

  switch (unit->kind)
    {
    case WS_UNIT_SAMPLE:
      g_assert_nonnull (parent);
      g_assert_cmpint (parent->kind, ==, WS_UNIT_HYPER);
      break;
    case WS_UNIT_TUNE:
      g_assert_cmpuint (unit->epochs, >, 0);
      if (parent == NULL)
        g_assert_true (g_str_equal (unit->method, "scratch") || g_str_equal (unit->method, "zoo"));
      else
        g_assert_true (parent->kind == WS_UNIT_SAMPLE && parent->is_kept);
      break;
    case WS_UNIT_ENSEMBLE:
      if (parent != NULL)
        g_assert_true (parent->kind == WS_UNIT_TUNE || parent->is_kept);
      break;
    case WS_UNIT_BUDGET:
      g_assert_nonnull (parent);
      g_assert_cmpint (parent->kind, ==, WS_UNIT_HYPER);
      break;
    case WS_UNIT_ZOO:
    case WS_UNIT_HYPER:
    default:
      if (parent != NULL)
        g_assert_cmpint (parent->kind, ==, WS_UNIT_HYPER);
    }
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
        g_autoptr (GArray) units = NULL;
        g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

        g_strlcpy (settings.data, "mnist", sizeof settings.data);
        units = units_of (&settings);
        for (guint k = 0; k < units->len; k++)
          {
            const WsUnit *unit = &g_array_index (units, WsUnit, k);

            g_assert_true (g_hash_table_add (names, (gpointer)unit->name));
            g_assert_cmpuint (strlen (unit->name), <, sizeof unit->name - 1);
            g_assert_true (unit->group[0] != '\0' && unit->method[0] != '\0');
            g_assert_cmpint (unit->parent, <, (int)k);
            assert_parent (units, unit);
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

static void
add_finding (
    GPtrArray *findings, const char *group, const char *method, guint seed, const char *measures)
{
  g_autofree char *unit =
      g_strdup_printf ("{\"kind\":\"hyper\",\"group\":\"%s\",\"method\":\"%s\",\"seed\":\"%u\"}",
                       group, method, seed);
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_findings_add (findings, unit, measures, &error));
  g_assert_no_error (error);
}

static WsTable *
make_table (void)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_finding_free);
  const WsFindingPlace place = { "zoo", "/data/mnist", "cnn-s" };
  const WsExperiment  *experiment = ws_experiment_lookup ("lwln-ablation", NULL);

  add_finding (findings, "with", "reconstruct", 1,
               "{\"n\":10,\"acc\":0.5,\"r2\":0.25,\"r2.a\":0.5,\"r2.b\":1}");
  add_finding (findings, "with", "kde", 1, "{\"n\":100,\"acc\":0.5,\"r2\":null}");
  add_finding (findings, "without", "kde", 1, "{\"failed\":1}");
  add_finding (findings, "with", "reconstruct", 2,
               "{\"n\":10,\"acc\":0.25,\"r2\":0.75,\"r2.a\":0.5,\"r2.b\":0}");
  return ws_experiment_make_table (experiment, findings, &place);
}

static void
test_rows (void)
{
  g_autoptr (WsTable) table = make_table ();
  const WsCell *cell;

  g_assert_cmpuint (ws_table_get_n_rows (table), ==, 3);
  g_assert_cmpstr (ws_table_find_cell (table, 0, "group")->text, ==, "with");
  g_assert_cmpstr (ws_table_find_cell (table, 0, "data")->text, ==, "mnist"); /* a folder's name */
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

static gboolean
published (const char *method,
           const char *data,
           const char *other_data,
           const char *other_arch,
           guint       epoch,
           double     *mean,
           double     *std)
{
  const WsPublishedKey key = { method, data, other_data, other_arch, epoch };

  return ws_published_accuracy (&key, mean, std);
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
  g_assert_true (published ("scratch", "stl10", NULL, NULL, 50, &mean, &std));
  ws_assert_close (mean, 0.39, 1e-12);
  g_assert_false (published ("kde", "usps", NULL, NULL, 0, &mean, &std));
  g_assert_false (published ("kde", "mnist", NULL, NULL, 5, &mean, &std));
  g_assert_true (published ("zoo", "svhn", "/data/mnist", NULL, 1, &mean, &std));
  ws_assert_close (mean, 0.844, 1e-12);
  g_assert_false (published ("zoo", "mnist", "svhn", NULL, 1, &mean, &std));
  g_assert_true (published ("kde", "svhn", NULL, "cnn-4conv", 5, &mean, &std));
  ws_assert_close (mean, 0.578, 1e-12);
  g_assert_false (published ("kde", "mnist", NULL, "cnn-4conv", 5, &mean, &std));
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

      add_finding (findings, "a", "kde", 1, "{\"n\":10,\"acc\":0.5}");
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

  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_finding_free);

  g_assert_false (ws_findings_add (findings, "{}", "[1]", &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_FORMAT, "object");
  g_assert_false (ws_findings_add (findings, NULL, "{}", &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_FORMAT, "object");
  g_assert_cmpuint (findings->len, ==, 0);
}

/* -- networks: several epochs of a unit, two units of the same networks, claims -- */

static void
add_unit (
    GPtrArray *findings, const char *kind, const char *group, guint seed, const char *measures)
{
  g_autofree char *unit = g_strdup_printf (
      "{\"kind\":\"%s\",\"group\":\"%s\",\"method\":\"kde\",\"seed\":\"%u\"}", kind, group, seed);
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_findings_add (findings, unit, measures, &error));
  g_assert_no_error (error);
}

static const WsDecision *
find_decision (const WsTable *table, const char *part)
{
  for (guint i = 0; i < table->decisions->len; i++)
    if (strstr (g_array_index (table->decisions, WsDecision, i).text, part) != NULL)
      return &g_array_index (table->decisions, WsDecision, i);
  g_assert_not_reached ();
}

static void
test_networks (void)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_finding_free);
  const WsFindingPlace place = { "zoo", "mnist", "cnn-s" };
  g_autoptr (WsTable) table = NULL;

  add_unit (findings, "sample", "S_KDE30", 1,
            "{\"n\":4,\"acc\":0.75,\"novelty\":0.2,\"each\":[0.7,0.8,0.74,0.76]}");
  add_unit (findings, "sample", "S_KDE", 1, "{\"n\":3,\"acc\":0.4,\"each\":[0.39,0.4,0.41]}");
  add_unit (findings, "tune", "S_KDE30", 1,
            "{\"points\":[{\"epoch\":0,\"n\":4,\"acc\":0.75,\"each\":[0.7,0.8,0.74,0.76]},"
            "{\"epoch\":1,\"n\":4,\"acc\":0.85,\"each\":[0.84,0.86,0.85,null]}]}");
  add_unit (findings, "tune", "B_T", 1,
            "{\"points\":[{\"epoch\":0,\"n\":2,\"acc\":0.1,\"each\":[0.09,0.11]},"
            "{\"epoch\":25,\"n\":2,\"acc\":0.95,\"each\":[0.94,0.96]}]}");
  table =
      ws_experiment_make_table (ws_experiment_lookup ("in-distribution", NULL), findings, &place);
  g_assert_cmpuint (ws_table_get_n_rows (table), ==, 5);
  /* what two units tell of the same networks is one row of one seed */
  ws_assert_close (ws_table_find_cell (table, 0, "seeds")->mean, 1, 0);
  ws_assert_close (ws_table_find_cell (table, 0, "acc_mean")->mean, 0.75, 1e-12);
  ws_assert_close (ws_table_find_cell (table, 0, "novelty")->mean, 0.2, 1e-12);
  g_assert_cmpfloat (ws_table_find_cell (table, 0, "acc_low")->mean, <, 0.75);
  g_assert_cmpfloat (ws_table_find_cell (table, 0, "acc_high")->mean, >, 0.75);
  ws_assert_close (ws_table_find_cell (table, 2, "epoch")->mean, 1, 0);
  g_assert_cmpint (find_decision (table, "S_KDE30 than S_KDE")->verdict, ==, WS_CLAIM_HOLDS);
  ws_assert_close (find_decision (table, "S_KDE30 than S_KDE")->difference, 0.35, 1e-12);
  g_assert_cmpint (find_decision (table, "after 1 epoch")->verdict, ==, WS_CLAIM_FAILS);
  ws_assert_close (find_decision (table, "after 1 epoch")->difference, -0.1, 1e-12);
  g_assert_cmpint (find_decision (table, "B_KDE30 at epoch 0")->verdict, ==, WS_CLAIM_OPEN);
}

/* From what was asked for in each unit and what each network has, against the formula. */
static void
test_correlation (void)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_finding_free);
  const WsFindingPlace place = { "zoo", "mnist", "cnn-s" };
  g_autoptr (WsTable) table = NULL;
  const WsDecision *decision;

  add_unit (findings, "sample", "rank 0 to 0.5", 1, "{\"acc\":1,\"asked\":1,\"each\":[1,2,1]}");
  add_unit (findings, "sample", "rank 0.5 to 1", 1, "{\"acc\":1,\"asked\":3,\"each\":[3,2,4]}");
  table = ws_experiment_make_table (ws_experiment_lookup ("targeting", NULL), findings, &place);
  decision = find_decision (table, "S_KDE");
  /* numpy.corrcoef ([1,1,1,3,3,3], [1,2,1,3,2,4]) */
  ws_assert_close (decision->difference, 0.7808688094430303, 1e-12);
  g_assert_cmpfloat (decision->low, <, decision->difference);
  g_assert_cmpint (decision->verdict, ==, WS_CLAIM_OPEN);
  g_assert_cmpint (find_decision (table, "flow")->verdict, ==, WS_CLAIM_OPEN);
}

/* Ensembles of sizes are rows of their own. */
static void
test_ensembles (void)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)ws_finding_free);
  const WsFindingPlace place = { "zoo", "mnist", "cnn-s" };
  g_autoptr (WsTable) table = NULL;

  add_unit (findings, "ensemble", "S_KDE30, trained on", 1,
            "{\"points\":[{\"size\":1,\"n\":20,\"acc\":0.9,\"acc_std\":0.01},"
            "{\"size\":10,\"n\":20,\"acc\":0.96,\"acc_std\":0.002}]}");
  add_unit (findings, "ensemble", "zoo, trained on", 1,
            "{\"points\":[{\"size\":10,\"n\":20,\"acc\":0.94,\"acc_std\":0.002}]}");
  table = ws_experiment_make_table (ws_experiment_lookup ("ensembles", NULL), findings, &place);
  g_assert_cmpuint (ws_table_get_n_rows (table), ==, 3);
  ws_assert_close (ws_table_find_cell (table, 1, "size")->mean, 10, 0);
  ws_assert_close (find_decision (table, "S_KDE30")->difference, 0.02, 1e-12);
  g_assert_cmpint (find_decision (table, "S_KDE30")->verdict, ==, WS_CLAIM_HOLDS);
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
  g_test_add_func ("/lab/experiment/networks", test_networks);
  g_test_add_func ("/lab/experiment/correlation", test_correlation);
  g_test_add_func ("/lab/experiment/ensembles", test_ensembles);
  return g_test_run ();
}
