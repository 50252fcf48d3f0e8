/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/table.h"

#include "ws-test.h"

#include <math.h>

/* Two rows: one with everything, one with what is missing and what needs care. */
static WsTable *
make_table (void)
{
  WsTable *table = ws_table_new ("A_table & more");
  guint    name = ws_table_add_column (table, "setting", "group", NULL, 0);
  guint    n = ws_table_add_column (table, "n", "n", NULL, 0);
  guint    acc = ws_table_add_column (table, "R²", "acc_mean", "acc_std", 3);
  guint    data = ws_table_add_column (table, "data", "data", NULL, 0);
  guint    published = ws_table_add_column (table, "published", "p_mean", "p_std", 2);
  guint    row = ws_table_add_row (table);

  ws_table_get_column (table, data)->is_silent = TRUE;
  ws_table_set_text (table, row, name, "with");
  ws_table_set_number (table, row, n, 12, (double)NAN);
  ws_table_set_number (table, row, acc, 0.5, 0.0625);
  ws_table_set_text (table, row, data, "mnist");
  ws_table_set_number (table, row, published, 0.686, 0.067);
  row = ws_table_add_row (table);
  ws_table_set_text (table, row, name, "with \"out\", 30 %");
  ws_table_set_text (table, row, data, "mnist");
  ws_table_set_number (table, row, acc, 0.25, (double)NAN);
  ws_table_set_text (table, row, published, WS_NOT_PUBLISHED);
  ws_table_add_note (table, "A note.");
  g_assert_cmpuint (ws_table_get_n_rows (table), ==, 2);
  return table;
}

static void
assert_printed (WsTableFormat format, const char *want)
{
  g_autoptr (WsTable) table = make_table ();
  g_autofree char *text = ws_table_dup (table, format);

  g_assert_cmpstr (text, ==, want);
}

static void
test_text (void)
{
  assert_printed (WS_TABLE_TEXT, "A_table & more\n\n"
                                 "setting            n             R²              published\n"
                                 "with              12  0.500 ± 0.062            0.69 ± 0.07\n"
                                 "with \"out\", 30 %   –          0.250  not published (to us)\n"
                                 "\nA note.\n");
}

static void
test_csv (void)
{
  assert_printed (WS_TABLE_CSV,
                  "group,n,acc_mean,acc_std,data,p_mean,p_std\r\n"
                  "with,12,0.5,0.0625,mnist,0.686,0.067\r\n"
                  "\"with \"\"out\"\", 30 %\",,0.25,,mnist,not published (to us),\r\n");
}

static void
test_latex (void)
{
  assert_printed (WS_TABLE_LATEX, "% A\\_table \\& more\n\\begin{tabular}{lrrr}\n\\hline\n"
                                  "setting & n & R$^2$ & published \\\\\n\\hline\n"
                                  "with & 12 & 0.500 $\\pm$ 0.062 & 0.69 $\\pm$ 0.07 \\\\\n"
                                  "with \"out\", 30 \\% & -- & 0.250 & not published (to us) \\\\\n"
                                  "\\hline\n\\end{tabular}\n% A note.\n");
}

/* Scripts get numbers or null, never words in their place. */
static void
test_json (void)
{
  g_autoptr (WsTable) table = make_table ();
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  ws_table_add_json (table, builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  g_assert_cmpstr (text, ==,
                   "{\"rows\":[{\"group\":\"with\",\"n\":12,\"acc_mean\":0.5,\"acc_std\":0.0625,"
                   "\"data\":\"mnist\",\"p_mean\":0.68600000000000005,\"p_std\":0."
                   "067000000000000004},"
                   "{\"group\":\"with \\\"out\\\", 30 %\",\"n\":null,\"acc_mean\":0.25,\"acc_std\":"
                   "null,\"data\":\"mnist\",\"p_mean\":null,\"p_std\":null}]}");
}

static void
test_find (void)
{
  g_autoptr (WsTable) table = make_table ();

  g_assert_cmpfloat (ws_table_find_cell (table, 0, "acc_mean")->mean, ==, 0.5);
  g_assert_cmpstr (ws_table_find_cell (table, 1, "p_mean")->text, ==, WS_NOT_PUBLISHED);
  g_assert_null (ws_table_find_cell (table, 0, "nothing"));
}

static void
test_summarise (void)
{
  const double values[] = { 1, (double)NAN, 4, 7, (double)INFINITY };
  double       mean, std;

  ws_table_summarise (values, 5, &mean, &std);
  ws_assert_close (mean, 4, 1e-15);
  ws_assert_close (std, 3, 1e-15);
  ws_table_summarise (values, 1, &mean, &std);
  ws_assert_close (mean, 1, 0);
  g_assert_true (isnan (std));
  ws_table_summarise (values + 1, 1, &mean, &std);
  g_assert_true (isnan (mean) && isnan (std));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/table/text", test_text);
  g_test_add_func ("/lab/table/csv", test_csv);
  g_test_add_func ("/lab/table/latex", test_latex);
  g_test_add_func ("/lab/table/json", test_json);
  g_test_add_func ("/lab/table/find", test_find);
  g_test_add_func ("/lab/table/summarise", test_summarise);
  return g_test_run ();
}
