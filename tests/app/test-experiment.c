/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

/* What the page of experiments offers, says of runs, and shows of their tables. */

#include "app/claim-list.h"
#include "app/experiment-data.h"
#include "app/experiment-estimate.h"
#include "app/experiment-fields.h"
#include "app/experiment-table.h"
#include "results/experiment-figure.h"
#include "results/experiment-text.h"

#include "map-document.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

static void
init (WsExperimentSettings *settings, const char *name)
{
  g_autoptr (GError) error = NULL;

  ws_experiment_settings_init (settings, name, "compact", TRUE, &error);
  g_assert_no_error (error);
  g_strlcpy (settings->population, "zoo", sizeof settings->population);
}

/* -- settings -- */

static void
test_fields (void)
{
  const WsExperiment *const *list = ws_experiment_list ();
  WsExperimentSettings       settings;

  for (guint i = 0; list[i] != NULL; i++)
    {
      init (&settings, list[i]->name);
      g_assert_true (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_SEEDS));
      g_assert_cmpint (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_WEIGHTS), ==,
                       g_str_equal (list[i]->name, "frontier"));
      g_assert_cmpint (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_GO_ON), ==,
                       g_str_equal (list[i]->name, "frontier"));
      /* also while something is typed that is no list of weights yet */
      g_strlcpy (settings.weights, "0,x", sizeof settings.weights);
      g_assert_cmpint (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_WEIGHTS), ==,
                       g_str_equal (list[i]->name, "frontier"));
    }
  init (&settings, "targeting"); /* draws a share of the count */
  g_assert_true (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_COUNT));
  init (&settings, "lwln-ablation");
  g_assert_true (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_CONFIG));
  g_assert_true (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_COUNT));
  g_assert_false (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_HYPER));
  g_assert_false (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_DATA));
  g_assert_false (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_TUNE_EPOCHS));

  /* not even its units can be listed without other data; and what is there is not trained */
  init (&settings, "transfer");
  g_assert_true (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_DATA));
  g_assert_true (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_TUNE_EPOCHS));
  g_assert_true (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_HYPER));
  g_assert_true (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_CONFIG));
  g_strlcpy (settings.hyper, "small", sizeof settings.hyper);
  g_assert_false (ws_experiment_uses (&settings, WS_EXPERIMENT_FIELD_CONFIG));
}

/* -- claims -- */

static void
test_claims (void)
{
  const WsDecision holds = { (char *)"C3", (char *)"drawn above new", WS_CLAIM_HOLDS, 0.25, 0.125,
                             0.375 };
  const WsDecision fails = { (char *)"C4", (char *)"sooner", WS_CLAIM_FAILS, -0.5, -0.625, -0.25 };
  const WsDecision open = { (char *)"C5", (char *)"later", WS_CLAIM_OPEN,
                            (double)NAN,  (double)NAN,     (double)NAN };
  g_autoptr (WsTable) table = ws_table_new ("claims");
  g_autofree char *numbers = NULL, *negative = NULL, *none = NULL, *notes = NULL;

  ws_table_add_decision (table, &holds);
  ws_table_add_note (table, "C3, drawn above new: holds, +0.250");
  ws_table_add_note (table, "C3 is also a note in Munich.");
  numbers = ws_claim_dup_numbers (&holds);
  negative = ws_claim_dup_numbers (&fails);
  none = ws_claim_dup_numbers (&open);
  notes = ws_claim_dup_notes (table);
  g_assert_cmpstr (ws_claim_get_verdict (&holds), ==, "Holds");
  g_assert_cmpstr (ws_claim_get_verdict (&fails), ==, "Does not hold");
  g_assert_cmpstr (ws_claim_get_verdict (&open), ==, "Not measured yet");
  g_assert_cmpstr (numbers, ==, "+0.250 (+0.125 to +0.375)");
  g_assert_cmpstr (negative, ==, "−0.500 (−0.625 to −0.250)");
  g_assert_cmpstr (none, ==, "");
  /* what the list says is not said again */
  g_assert_cmpstr (notes, ==, "C3 is also a note in Munich.");
}

/* -- figures -- */

static void
add_row (WsTable *table, const char *group, double epoch, double accuracy)
{
  guint row = ws_table_add_row (table);

  ws_table_set_text (table, row, 0, group);
  ws_table_set_text (table, row, 1, "kde");
  ws_table_set_text (table, row, 2, "/somewhere/mnist");
  ws_table_set_text (table, row, 3, "cnn-s");
  ws_table_set_number (table, row, 4, epoch, (double)NAN);
  ws_table_set_number (table, row, 5, accuracy, (double)NAN);
  ws_table_set_number (table, row, 6, accuracy - 0.125, (double)NAN);
  ws_table_set_number (table, row, 7, accuracy + 0.125, (double)NAN);
}

/* A line a group as it trains, with its band; nothing while there is but one epoch. */
static void
test_curves (void)
{
  static const char *const columns[] = { "group", "method",   "data",    "arch",
                                         "epoch", "acc_mean", "acc_low", "acc_high" };
  g_autoptr (WsTable) table = ws_table_new ("curves");
  const WsExperimentInfo info = { 1,    (char *)"in-distribution", 1,
                                  NULL, (char *)"2026-01-01",      (char *)"1" };
  g_autoptr (WsFigure) figure = NULL;
  g_autofree char *text = NULL;
  WsPanel         *panel;
  guint            n_scatter = 0;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    ws_table_add_column (table, columns[i], columns[i], NULL, 3);
  add_row (table, "B_T", 0, 0.125);
  add_row (table, "S_KDE30", 0, 0.5);
  g_assert_null (ws_experiment_figure_new (table, &info, "/somewhere/my.wscape"));
  add_row (table, "B_T", 1, 0.5);
  add_row (table, "S_KDE30", 1, 0.75);
  figure = ws_experiment_figure_new (table, &info, "/somewhere/my.wscape");
  g_assert_nonnull (figure);
  panel = ws_figure_get_panel (figure, 0);
  for (guint i = 0; i < ws_panel_get_n_series (panel); i++)
    {
      const WsSeries *series = ws_panel_get_series (panel, i);

      g_assert_cmpuint (series->n, ==, 2);
      if (series->kind != WS_SERIES_SCATTER)
        continue;
      n_scatter++;
      g_assert_true (series->joined);
      if (g_str_equal (series->name, "S_KDE30"))
        g_assert_cmpfloat (series->y[1], ==, 0.75);
    }
  g_assert_cmpuint (n_scatter, ==, 2);
  text = ws_figure_describe (figure);
  g_assert_null (strstr (text, "somewhere")); /* folders are nobody's business */
}

static void
test_same (void)
{
  WsExperimentSettings a, b;

  init (&a, "frontier");
  b = a;
  g_assert_true (ws_experiment_is_same (&a, &b));
  /* the recipe's own weights, written down */
  g_strlcpy (b.weights, "0,0.1,1", sizeof b.weights);
  g_assert_true (ws_experiment_is_same (&a, &b));
  b.config.seed++;
  g_assert_false (ws_experiment_is_same (&a, &b));
  b = a;
  g_strlcpy (b.population, "other", sizeof b.population);
  g_assert_false (ws_experiment_is_same (&a, &b));
}

static void
test_words (void)
{
  WsExperimentSettings settings;
  g_autofree char     *about = NULL, *command = NULL, *changed = NULL;

  init (&settings, "frontier");
  settings.config.seed = 5;
  settings.n_seeds = 3;
  about = ws_experiment_describe (&settings);
  g_assert_nonnull (strstr (about, "quick"));
  g_assert_nonnull (strstr (about, "5–7"));
  g_assert_nonnull (strstr (about, "24 networks"));
  command = ws_experiment_dup_command (&settings, "/a b/my.wscape");
  g_assert_cmpstr (command, ==,
                   "wscape experiment run '/a b/my.wscape' frontier --quick --population zoo "
                   "--preset compact --seed 5 --seeds 3 --count 24");
  g_strlcpy (settings.weights, "0,0.5", sizeof settings.weights);
  settings.go_on_epochs = 7;
  settings.config.epochs = 9;
  changed = ws_experiment_dup_command (&settings, "my.wscape");
  g_assert_true (g_str_has_suffix (changed, " --weights 0,0.5 --go-on-epochs 7 --set epochs=9"));
}

/* -- runs of a document -- */

typedef struct
{
  MapDocument document;
  gint64      first, second;
} Fixture;

static gint64
add_run (Fixture *f, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  g_autofree char     *json = NULL;
  WsExperimentSettings settings;
  WsExperimentInfo     info = { .name = (char *)"lwln-ablation", .population = f->document.zoo };

  init (&settings, info.name);
  settings.config.seed = seed;
  info.settings_json = json = ws_experiment_settings_to_json (&settings);
  g_assert_true (ws_project_begin_experiment (f->document.project, &info, &error));
  g_assert_no_error (error);
  g_free (info.created);
  g_free (info.version);
  return info.id;
}

static void
add_result (Fixture *f, gint64 run, guint unit, const char *measures)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) units = NULL;
  g_autofree char     *json = NULL;
  WsExperimentSettings settings;
  const WsUnit        *done;
  WsExperimentResult   result = { 0 };

  init (&settings, "lwln-ablation");
  settings.config.seed = run == f->first ? 1 : 2;
  units = ws_experiment_make_units (&settings, &error);
  g_assert_no_error (error);
  done = &g_array_index (units, WsUnit, unit);
  json = ws_unit_to_json (done, (const WsUnit *)(gpointer)units->data);
  result.unit = (char *)done->name;
  result.seed = done->seed;
  result.config_json = json;
  result.measures_json = (char *)measures;
  g_assert_true (ws_project_add_experiment_result (f->document.project, run, &result, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->document.folder = g_dir_make_tmp ("ws-experiment-XXXXXX", &error);
  g_assert_no_error (error);
  f->document.path = g_build_filename (f->document.folder, "runs.wscape", NULL);
  f->document.project = ws_project_open (f->document.path, WS_PROJECT_CREATE, &error);
  g_assert_no_error (error);
  f->document.arch = ws_arch_lookup ("cnn-s", 1, &error);
  map_document_add_zoo (&f->document);
  map_document_add_hyper (&f->document);
  map_document_add_map (&f->document);
  f->first = add_run (f, 1);
  f->second = add_run (f, 2);
  add_result (f, f->first, 0, "{\"acc\":0.75,\"n\":20}");
  add_result (f, f->first, 1,
              "{\"acc\":0.5,\"n\":3,\"r2\":0.25,\"r2.conv1\":-0.125,\"r2.fc1\":0.5}");
}

static void
remove_file (const char *path, const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);

  g_unlink (name);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->document.project);
  remove_file (f->document.path, "");
  remove_file (f->document.path, "-wal");
  remove_file (f->document.path, "-shm");
  g_rmdir (f->document.folder);
  g_free (f->document.path);
  g_free (f->document.folder);
  g_free (f->document.weights);
}

static WsExperimentData *
read_data (Fixture *f, const char *name, gint64 run)
{
  g_autoptr (GError) error = NULL;
  WsExperimentQuestion question = { .run = run };
  WsExperimentData    *data;

  g_strlcpy (question.name, name, sizeof question.name);
  data = ws_experiment_data_read (f->document.project, &question, NULL, &error);
  g_assert_no_error (error);
  return data;
}

static void
test_runs (Fixture *f, gconstpointer unused)
{
  g_autoptr (WsExperimentData) newest = read_data (f, "lwln-ablation", 0);
  g_autoptr (WsExperimentData) first = read_data (f, "lwln-ablation", f->first);
  g_autoptr (WsExperimentData) other = read_data (f, "alignment", f->first);
  const WsExperimentRun *run;
  WsExperimentSettings   settings;
  g_autofree char       *title = NULL;

  g_assert_cmpint (newest->shown, ==, f->second);
  g_assert_null (newest->figure); /* no row yet */
  g_assert_cmpuint (ws_experiment_data_count (newest, "lwln-ablation"), ==, 2);
  g_assert_cmpuint (ws_experiment_data_count (newest, "alignment"), ==, 0);

  g_assert_cmpint (first->shown, ==, f->first);
  g_assert_nonnull (first->figure);
  run = ws_experiment_data_find (first, f->first);
  g_assert_cmpuint (run->n_done, ==, 2);
  g_assert_cmpuint (run->n_units, ==, 7);
  g_assert_false (ws_experiment_run_is_finished (run));
  title = ws_experiment_run_dup_title (run);
  g_assert_nonnull (strstr (title, "2 of 7"));

  /* a run of another experiment is not shown as one of this */
  g_assert_cmpint (other->shown, ==, 0);
  g_assert_null (other->table);

  init (&settings, "lwln-ablation");
  settings.config.seed = 1;
  run = ws_experiment_data_find_same (newest, &settings);
  g_assert_nonnull (run);
  g_assert_cmpint (run->info->id, ==, f->first);
  settings.count++;
  g_assert_null (ws_experiment_data_find_same (newest, &settings));
}

static void
test_table (Fixture *f, gconstpointer unused)
{
  g_autoptr (WsExperimentData) data = read_data (f, "lwln-ablation", f->first);
  g_autoptr (GPtrArray) cells = NULL;
  guint  n_fixed, accuracy = 0, conv1 = 0;
  char **titles, **row;

  cells = ws_experiment_table_dup_cells (data->table, &n_fixed);
  g_assert_cmpuint (cells->len, ==, 3);
  g_assert_cmpuint (n_fixed, ==, 2);
  titles = cells->pdata[0];
  row = cells->pdata[2];
  g_assert_cmpstr (row[0], ==, "with LWLN");
  g_assert_cmpstr (row[1], ==, "reconstruct");
  for (guint i = 0; titles[i] != NULL; i++)
    {
      g_assert_cmpstr (titles[i], !=, "architecture"); /* the same in all rows: silent */
      if (g_str_equal (titles[i], "accuracy"))
        accuracy = i;
      if (g_str_equal (titles[i], "conv1"))
        conv1 = i;
    }
  g_assert_cmpstr (row[accuracy], ==, "0.500");
  g_assert_cmpstr (titles[accuracy + 1], ==, "published"); /* beside ours */
  g_assert_cmpstr (row[accuracy + 1], ==, "–");
  g_assert_cmpstr (row[conv1], ==, "−0.125");
}

static void
test_texts (Fixture *f, gconstpointer unused)
{
  g_autoptr (WsExperimentData) data = read_data (f, "lwln-ablation", f->first);
  const WsExperimentRun *run = ws_experiment_data_find (data, f->first);
  g_autofree char       *text = NULL, *json = NULL, *csv = NULL, *latex = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  text = ws_experiment_dup_text (run->info, data->table, 2, 7, WS_RESULT_TEXT);
  g_assert_nonnull (strstr (text, "2 of 7 units"));
  csv = ws_experiment_dup_text (run->info, data->table, 2, 7, WS_RESULT_CSV);
  g_assert_true (g_str_has_prefix (csv, "group,method,"));
  latex = ws_experiment_dup_text (run->info, data->table, 2, 7, WS_RESULT_LATEX);
  g_assert_nonnull (strstr (latex, "\\begin{tabular}"));
  json = ws_experiment_dup_text (run->info, data->table, 2, 7, WS_RESULT_JSON);
  root = json_from_string (json, NULL);
  g_assert_nonnull (root);
  object = json_node_get_object (root);
  g_assert_cmpint (json_object_get_int_member (object, "units_done"), ==, 2);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "rows")), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (
                       json_object_get_object_member (object, "settings"), "population"),
                   ==, "zoo");
}

/* What is done is not counted again; what cannot be is said. */
static void
test_estimate (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  WsExperimentSettings settings;
  g_autofree char     *rest = NULL, *all = NULL;

  init (&settings, "lwln-ablation");
  settings.config.seed = 1;
  rest = ws_experiment_estimate_read (f->document.project, &settings, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (rest, "run 1"));
  g_assert_nonnull (strstr (rest, "5 units · 1 training:"));
  settings.config.seed = 9;
  all = ws_experiment_estimate_read (f->document.project, &settings, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (all, "7 units · 2 trainings:"));
  g_strlcpy (settings.population, "nobody", sizeof settings.population);
  g_assert_null (ws_experiment_estimate_read (f->document.project, &settings, NULL, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/experiment/fields", test_fields);
  g_test_add_func ("/experiment/claims", test_claims);
  g_test_add_func ("/experiment/curves", test_curves);
  g_test_add_func ("/experiment/same", test_same);
  g_test_add_func ("/experiment/words", test_words);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/experiment/runs", test_runs);
  ADD ("/experiment/table", test_table);
  ADD ("/experiment/texts", test_texts);
  ADD ("/experiment/estimate", test_estimate);
  return g_test_run ();
}
