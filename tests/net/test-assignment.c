/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/assignment.h"

#include "core/error.h"
#include "core/random.h"
#include "golden-test.h"
#include "ws-test.h"

static double
solve (const double *values, guint n, gboolean maximise, guint32 *columns)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *is_taken = g_new0 (guint8, n + 1);
  double             total, sum = 0;

  g_assert_true (ws_assignment_solve (values, n, maximise, columns, &total, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (columns[i], <, n);
      g_assert_false (is_taken[columns[i]]);
      is_taken[columns[i]] = TRUE;
      sum += values[(gsize)i * n + columns[i]];
    }
  g_assert_cmpfloat (total, ==, sum);
  return total;
}

/* The best total of rows @row … n - 1 with the columns that @free has. */
static double
search (const double *values, guint n, guint row, guint free, double sign)
{
  double best = (double)-INFINITY;

  if (row == n)
    return 0;
  for (guint j = 0; j < n; j++)
    if (free & 1u << j)
      best = MAX (best, sign * values[row * n + j] +
                            search (values, n, row + 1, free & ~(1u << j), sign));
  return best;
}

static void
test_brute_force (void)
{
  WsStream stream;

  ws_stream_init (&stream, 20, WS_PURPOSE_TEST, 0, 0);
  for (guint n = 0; n <= 7; n++)
    for (guint k = 0; k < 20; k++)
      {
        double  values[49];
        guint32 columns[7];

        /* wide and narrow, with many ties in every other one */
        for (guint i = 0; i < n * n; i++)
          values[i] = k % 2 ? (double)ws_stream_below (&stream, 4) - 1.5
                            : pow (10, k % 5) * (double)ws_stream_normal (&stream);
        ws_assert_close (solve (values, n, TRUE, columns), search (values, n, 0, (1u << n) - 1, 1),
                         1e-9);
        ws_assert_close (solve (values, n, FALSE, columns),
                         -search (values, n, 0, (1u << n) - 1, -1), 1e-9);
      }
}

static void
check_case (JsonObject *want, const double *values, gboolean maximise)
{
  guint       n = (guint)json_object_get_int_member (want, "n");
  JsonObject *part = json_object_get_object_member (want, maximise ? "largest" : "smallest");
  JsonArray  *list = json_object_get_array_member (part, "columns");
  g_autofree guint32 *columns = g_new (guint32, n);

  ws_assert_close (solve (values, n, maximise, columns),
                   json_object_get_double_member (part, "total"), 1e-12);
  if (json_object_get_boolean_member (want, "ties"))
    return;
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (columns[i], ==, json_array_get_int_element (list, i));
}

static void
test_golden (void)
{
  JsonParser *parser;
  JsonArray  *cases = json_object_get_array_member (golden_load ("assignment", &parser), "cases");

  for (guint k = 0; k < json_array_get_length (cases); k++)
    {
      JsonObject        *want = json_array_get_object_element (cases, k);
      guint              n = (guint)json_object_get_int_member (want, "n");
      g_autofree double *values = g_new (double, (gsize)n *n);
      WsStream           stream;

      ws_stream_init (&stream, 21, WS_PURPOSE_TEST, k, 0);
      for (guint i = 0; i < n * n; i++)
        {
          values[i] = -1 + 2 * (double)ws_stream_uniform (&stream);
          if (json_object_get_boolean_member (want, "ties"))
            values[i] = rint (4 * values[i]) / 4; /* to even, as numpy */
        }
      check_case (want, values, TRUE);
      check_case (want, values, FALSE);
    }
  g_object_unref (parser);
}

/* Equal values everywhere, and rows that all want the same column. */
static void
test_ties (void)
{
  double  values[36] = { 0 };
  guint32 columns[6], again[6];

  g_assert_cmpfloat (solve (values, 6, TRUE, columns), ==, 0);
  for (guint i = 0; i < 6; i++)
    values[6 * i + 2] = 10;
  g_assert_cmpfloat (solve (values, 6, TRUE, columns), ==, 10);
  g_assert_cmpfloat (solve (values, 6, FALSE, again), ==, 10);
  solve (values, 6, TRUE, again);
  g_assert_cmpmem (columns, sizeof columns, again, sizeof again);
}

static void
test_hostile (void)
{
  static const double bad[] = { (double)NAN, (double)INFINITY, (double)-INFINITY };
  double              values[9] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  guint32             columns[3];
  g_autoptr (GError) error = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (bad); k++)
    {
      values[5] = bad[k];
      g_assert_false (ws_assignment_solve (values, 3, TRUE, columns, NULL, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FINITE, "row 1 and column 2");
    }
  values[5] = 1e300; /* far apart, but good */
  g_assert_cmpfloat (solve (values, 3, TRUE, columns), >=, 1e300);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/assignment/brute-force", test_brute_force);
  g_test_add_func ("/net/assignment/golden", test_golden);
  g_test_add_func ("/net/assignment/ties", test_ties);
  g_test_add_func ("/net/assignment/hostile", test_hostile);
  return g_test_run ();
}
