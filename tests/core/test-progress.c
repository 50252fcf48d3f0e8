/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/job-private.h"

#include "ws-test.h"

/* The clock is an argument, so nothing here waits. */

static void
assert_text (const WsProgress *progress, double seconds, const char *want)
{
  g_autofree char *text = ws_progress_dup_text (progress, seconds, TRUE);

  g_assert_cmpstr (text, ==, want);
}

static void
test_empty (void)
{
  WsProgress p = { 0 };

  g_assert_cmpfloat (ws_progress_get_fraction (&p), ==, 0);
  g_assert_cmpfloat (ws_progress_get_rate (&p), ==, 0);
  g_assert_cmpfloat (ws_progress_get_eta (&p, 100), ==, -1);
  assert_text (&p, 100, "");
  ws_progress_report (&p, 100, 5, 0, "networks"); /* a total that nobody knows */
  g_assert_cmpfloat (ws_progress_get_fraction (&p), ==, 0);
  g_assert_cmpfloat (ws_progress_get_eta (&p, 100), ==, -1);
  assert_text (&p, 100, "");
}

static void
test_fraction (void)
{
  WsProgress p = { 0 };

  ws_progress_report (&p, 1, 3, 4, "networks");
  g_assert_cmpfloat (ws_progress_get_fraction (&p), ==, 0.75);
  ws_progress_report (&p, 1, 5, 4, NULL);
  g_assert_cmpfloat (ws_progress_get_fraction (&p), ==, 1);
  ws_progress_report (&p, 1, -1, 4, NULL);
  g_assert_cmpfloat (ws_progress_get_fraction (&p), ==, 0);
}

/* Hidden until a tenth and five seconds; then what the rate says, never below nothing. */
static void
test_eta (void)
{
  WsProgress p = { 0 };

  for (double t = 0; t <= 4.5; t += 0.5)
    {
      ws_progress_report (&p, t, 20 * t, 200, "networks");
      g_assert_cmpfloat (ws_progress_get_eta (&p, t), ==, -1); /* too early */
    }
  ws_progress_report (&p, 5, 100, 200, NULL);
  ws_assert_close (ws_progress_get_eta (&p, 5), 5, 1e-9);
  ws_progress_report (&p, 6, 100, 2000, NULL);
  g_assert_cmpfloat (ws_progress_get_eta (&p, 6), ==, -1); /* under a tenth */
  ws_progress_report (&p, 7, 210, 200, NULL);
  g_assert_cmpfloat (ws_progress_get_eta (&p, 7), ==, 0); /* more than announced */
}

static void
test_still (void)
{
  WsProgress p = { 0 };

  for (guint i = 0; i < 20; i++)
    ws_progress_report (&p, i, 50, 100, "networks");
  g_assert_cmpfloat (ws_progress_get_rate (&p), ==, 0);
  g_assert_cmpfloat (ws_progress_get_eta (&p, 19), ==, -1);
  assert_text (&p, 19, "50 of 100 networks");
}

/* The rate is that of the last ten seconds, also with more reports than the ring has places. */
static void
test_window (void)
{
  WsProgress p = { 0 };
  double     done = 0;

  for (guint i = 0; i < 10000; i++) /* 100 s at 5 a second, a report each 10 ms */
    ws_progress_report (&p, i * 0.01, done = i * 0.05, 5000, "networks");
  ws_assert_close (ws_progress_get_rate (&p), 5, 1e-6);
  for (guint i = 0; i <= 1200; i++) /* then 12 s at 50 a second */
    ws_progress_report (&p, 100 + i * 0.01, done + i * 0.5, 5000, "networks");
  ws_assert_close (ws_progress_get_rate (&p), 50, 1e-6);
  g_assert_cmpuint (p.n_marks, <=, WS_PROGRESS_MARKS);
}

/* A second phase begins below the first one's last report, even one between two marks. */
static void
test_anew (void)
{
  WsProgress p = { 0 };

  for (guint i = 0; i <= 20; i++)
    ws_progress_report (&p, i, 10 * i, 200, "networks");
  ws_progress_report (&p, 20.1, 205, 210, NULL); /* too soon for a mark */
  ws_progress_report (&p, 20.2, 200, 400, "states");
  g_assert_cmpfloat (ws_progress_get_rate (&p), ==, 0);
  ws_progress_report (&p, 21.2, 201, 400, NULL);
  ws_assert_close (ws_progress_get_rate (&p), 1, 1e-9);
}

static void
test_text (void)
{
  WsProgress p = { 0 };

  ws_progress_report (&p, 0, 0, 240, "networks");
  assert_text (&p, 0, "0 of 240 networks");
  ws_progress_report (&p, 10, 14, 240, NULL);
  assert_text (&p, 10, "14 of 240 networks · 1.4 networks/s");
  ws_progress_report (&p, 12, 86.6, 240, NULL); /* a rate between */
  ws_progress_report (&p, 60, 100, 240, NULL);
  ws_progress_report (&p, 70, 114, 240, NULL);
  assert_text (&p, 70, "114 of 240 networks · 1.4 networks/s · about 1 min 30 s left");
  ws_progress_report (&p, 80, 238, 240, NULL);
  assert_text (&p, 80, "238 of 240 networks · 12.4 networks/s · about 1 s left");
  {
    g_autofree char *paused = ws_progress_dup_text (&p, 80, FALSE);

    g_assert_cmpstr (paused, ==, "238 of 240 networks");
  }

  p = (WsProgress){ 0 };
  ws_progress_report (&p, 0, 1e6, 4e6, "images");
  ws_progress_report (&p, 8, 1e6 + 2000, 4e6, NULL);
  assert_text (&p, 8, "1,002,000 of 4,000,000 images · 250 images/s · about 3 h 19 min left");

  p = (WsProgress){ 0 };
  ws_progress_report (&p, 0, 0.5, 2.5, "epochs");
  ws_progress_report (&p, 10, 0.5 + 1e-12, 2.5, NULL);
  g_assert_cmpfloat (ws_progress_get_eta (&p, 10), >, 1e12); /* and its text has a number */
  {
    g_autofree char *text = ws_progress_dup_text (&p, 10, TRUE);

    g_assert_true (g_str_has_prefix (text, "0 of 2.5 epochs"));
    g_assert_nonnull (strstr (text, "277777 h 46 min"));
  }
}

/* Parts share the bar alike; a part that begins a new phase does not take the bar back. */
static void
test_parts (void)
{
  WsProgress p = { 0 };

  ws_progress_set_part (&p, 1, 4, "second");
  g_assert_cmpfloat (ws_progress_get_fraction (&p), ==, 0.25);
  assert_text (&p, 0, "2 of 4: second");
  ws_progress_report (&p, 0, 5, 10, "epochs");
  g_assert_cmpfloat (ws_progress_get_fraction (&p), ==, 0.375);
  ws_progress_report (&p, 1, 10, 10, NULL);
  ws_progress_report (&p, 2, 1, 4, "measurements");
  g_assert_cmpfloat (ws_progress_get_fraction (&p), ==, 0.5);
  assert_text (&p, 2, "2 of 4: second · 1 of 4 measurements");
  g_assert_cmpfloat (ws_progress_get_eta (&p, 100), ==, -1);
  ws_progress_set_part (&p, 2, 4, "third");
  g_assert_cmpfloat (ws_progress_get_fraction (&p), ==, 0.5);
  assert_text (&p, 3, "3 of 4: third");
}

static void
test_long_unit (void)
{
  g_autofree char *unit = g_strnfill (200, 'x');
  WsProgress       p = { 0 };

  ws_progress_report (&p, 0, 1, 2, unit);
  g_assert_cmpuint (strlen (p.unit), ==, sizeof p.unit - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/progress/empty", test_empty);
  g_test_add_func ("/core/progress/fraction", test_fraction);
  g_test_add_func ("/core/progress/eta", test_eta);
  g_test_add_func ("/core/progress/still", test_still);
  g_test_add_func ("/core/progress/window", test_window);
  g_test_add_func ("/core/progress/anew", test_anew);
  g_test_add_func ("/core/progress/text", test_text);
  g_test_add_func ("/core/progress/parts", test_parts);
  g_test_add_func ("/core/progress/long-unit", test_long_unit);
  return g_test_run ();
}
