/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli-test.h"

#include <signal.h>
#include <sqlite3.h>

#define ZOO                                                                                        \
  "--data fashion-mnist-small --models 12 --epochs 2 --seed 7 --train-images 200 --keep-epochs "   \
  "all"
#define TINY                                                                                       \
  "--set d=16 --set h=2 --set f=16 --set L=1 --set q=6 --set epochs=3 --set batch=8 --count 4"
#define ABLATION "experiment run %s lwln-ablation --quick " TINY
#define N_UNITS 7 /* the zoo, and twice a representation with two draws */

static void
train_zoo (const Place *place, const char *document)
{
  g_autofree char *line = g_strdup_printf ("zoo train %s " ZOO, document);

  run_quiet (place, line);
}

static char *
dup_ablation (const char *document)
{
  return g_strdup_printf (ABLATION, document);
}

/* Asked outside of the program, while it writes. */
static gint64
count_results (const Place *place, const char *document)
{
  g_autofree char *path = place_path (place, document);
  sqlite3         *db = NULL;
  sqlite3_stmt    *statement = NULL;
  gint64           n = 0;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
    {
      sqlite3_busy_timeout (db, 5000);
      if (sqlite3_prepare_v2 (db, "SELECT count (*) FROM experiment_result", -1, &statement,
                              NULL) == SQLITE_OK &&
          sqlite3_step (statement) == SQLITE_ROW)
        n = sqlite3_column_int64 (statement, 0);
      sqlite3_finalize (statement);
    }
  sqlite3_close (db);
  return n;
}

static char *
dup_table (const Place *place, const char *document, const char *format)
{
  g_autofree char *line =
      g_strdup_printf ("experiment table %s lwln-ablation --format %s", document, format);

  return run_good (place, line);
}

/* SIGKILL, or SIGINT, once so many units are written down or the process has ended. */
static void
stop_at (const Place *place, const char *document, gint64 n, int signal_number)
{
  g_autofree char *line = dup_ablation (document);
  g_autoptr (GSubprocess) process = start (place, line);
  g_auto (Result) result = { 0 };

  while (g_subprocess_get_identifier (process) != NULL && count_results (place, document) < n)
    g_main_context_iteration (NULL, FALSE);
  g_subprocess_send_signal (process, signal_number);
  result = finish (process);
  g_assert_cmpint (result.status, !=, 1);
}

/* Killed and stopped on the way, it ends in the table of a run without a break. */
static void
test_resume (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *whole_line = dup_ablation ("whole.wscape");
  g_autofree char *cut_line = dup_ablation ("cut.wscape");
  g_autofree char *whole = NULL, *cut = NULL, *again = NULL, *text = NULL;
  gint64           n_before;

  place_init (&place);
  train_zoo (&place, "whole.wscape");
  train_zoo (&place, "cut.wscape");
  run_quiet (&place, whole_line);
  stop_at (&place, "cut.wscape", 1, SIGKILL);
  stop_at (&place, "cut.wscape", 3, SIGINT);
  n_before = count_results (&place, "cut.wscape");
  g_assert_cmpint (n_before, >=, 1);
  stop_at (&place, "cut.wscape", 4, SIGKILL);
  g_assert_cmpint (count_results (&place, "cut.wscape"), >=, n_before);
  text = run_good (&place, cut_line);
  g_assert_nonnull (strstr (text, "without LWLN"));
  g_assert_cmpint (count_results (&place, "cut.wscape"), ==, N_UNITS);

  whole = dup_table (&place, "whole.wscape", "csv");
  cut = dup_table (&place, "cut.wscape", "csv");
  g_assert_cmpstr (cut, ==, whole);
  again = run_good (&place, cut_line);
  g_assert_true (g_str_has_prefix (again, "Was done already. "));
  g_assert_cmpint (count_results (&place, "cut.wscape"), ==, N_UNITS);
}

static void
check_json (const Place *place)
{
  g_autoptr (JsonNode) root = run_json (place, "experiment table a.wscape lwln-ablation");
  JsonObject *object = as_object (root), *row;
  JsonArray  *rows;

  assert_members (object, "experiment run created version units units_done settings rows");
  g_assert_cmpstr (json_object_get_string_member (object, "experiment"), ==, "lwln-ablation");
  g_assert_cmpint (json_object_get_int_member (object, "units_done"), ==, N_UNITS);
  g_assert_cmpint (json_object_get_int_member (object, "units"), ==, N_UNITS);
  rows = json_object_get_array_member (object, "rows");
  g_assert_cmpuint (json_array_get_length (rows), ==, N_UNITS);
  for (guint i = 0; i < N_UNITS; i++)
    {
      row = json_array_get_object_element (rows, i);
      assert_members (row, "population method data arch epoch n acc_mean acc_std novelty "
                           "published_mean published_std");
      g_assert_cmpstr (json_object_get_string_member (row, "population"), ==, "zoo");
      g_assert_cmpstr (json_object_get_string_member (row, "arch"), ==, "cnn-s");
      assert_fraction (row, "acc_mean");
    }
  row = json_array_get_object_element (rows, 1);
  g_assert_cmpstr (json_object_get_string_member (row, "group"), ==, "with LWLN");
  g_assert_cmpfloat (get_number (row, "r2.conv1_mean"), <=, 1);
}

/* What a run made does not stand before what a person trains. */
static void
check_own_first (const Place *place)
{
  g_autoptr (JsonNode) info = NULL;
  JsonArray *list;

  info = run_json (place, "hyper info a.wscape");
  list = json_object_get_array_member (as_object (info), "hypers");
  g_assert_cmpuint (json_array_get_length (list), ==, 2);
}

static void
test_table (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *line = dup_ablation ("a.wscape");
  g_autofree char *text = NULL, *csv = NULL, *latex = NULL, *more = NULL, *newest = NULL;

  place_init (&place);
  train_zoo (&place, "a.wscape");
  run_bad (&place, "experiment table a.wscape lwln-ablation", 1, "not run yet");
  run_quiet (&place, line);
  check_json (&place);
  check_own_first (&place);
  text = dup_table (&place, "a.wscape", "text");
  csv = dup_table (&place, "a.wscape", "csv");
  latex = dup_table (&place, "a.wscape", "latex");
  g_assert_nonnull (strstr (text, "not published (to us)"));
  g_assert_true (g_str_has_prefix (csv, "group,method,population,"));
  g_assert_nonnull (strstr (latex, "\\begin{tabular}"));

  /* other settings are another run; the first one stays */
  more = g_strconcat (line, " --seeds 2", NULL);
  run_quiet (&place, more);
  newest = dup_table (&place, "a.wscape", "csv");
  g_assert_cmpstr (newest, !=, csv);
  g_clear_pointer (&newest, g_free);
  newest = run_good (&place, "experiment table a.wscape lwln-ablation --format csv --run 1");
  g_assert_cmpstr (newest, ==, csv);
  run_bad (&place, "experiment table a.wscape presets --run 1", 1, "lwln-ablation");
  run_bad (&place, "experiment table a.wscape lwln-ablation --run 9", 1, "number 9");
}

static void
test_usage (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *list = NULL;

  place_init (&place);
  list = run_good (&place, "experiment list");
  g_assert_nonnull (strstr (list, "lwln-ablation"));
  g_assert_nonnull (strstr (list, "frontier"));
  run_bad (&place, "experiment run no.wscape nothing", 2, "nothing");
  run_bad (&place, "experiment run no.wscape presets --set nothing=1", 2, "nothing");
  run_bad (&place, "experiment run no.wscape presets --preset nothing", 2, "nothing");
  run_bad (&place, "experiment run no.wscape presets --seeds 101", 2, "seeds");
  run_bad (&place, "experiment run no.wscape frontier --weights x", 2, "\"x\"");
  run_bad (&place, "experiment run no.wscape presets", 1, "no.wscape");
  run_bad (&place, "experiment table no.wscape presets --format pdf", 2, "pdf");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/experiment/resume", test_resume);
  g_test_add_func ("/cli/experiment/table", test_table);
  g_test_add_func ("/cli/experiment/usage", test_usage);
  return g_test_run ();
}
