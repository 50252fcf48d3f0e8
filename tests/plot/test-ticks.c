/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/array-private.h"
#include "plot/ticks.h"

#include "plot-test.h"

/* Labels joined by "|", minor ticks as "." */
static char *
labels (WsScaleKind kind, double lo, double hi, guint n, WsFormat format)
{
  g_autoptr (GArray) ticks = ws_ticks_new (kind, lo, hi, n, format);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < ticks->len; i++)
    {
      const WsTick *tick = &ws_array_index (ticks, WsTick, i);

      g_string_append_printf (out, "%s%s", i > 0 ? "|" : "",
                              tick->label != NULL ? tick->label : ".");
      g_assert_cmpfloat (tick->value, >=, lo - 1e-9 * fabs (lo) - 1e-12 * fabs (hi - lo));
      g_assert_cmpfloat (tick->value, <=, hi + 1e-9 * fabs (hi) + 1e-12 * fabs (hi - lo));
      if (i > 0)
        g_assert_cmpfloat (tick->value, >, ws_array_index (ticks, WsTick, i - 1).value);
    }
  return g_string_free (out, FALSE);
}

typedef struct
{
  WsScaleKind kind;
  double      lo, hi;
  guint       n;
  WsFormat    format;
  const char *want;
} Case;

static const Case cases[] = {
  { WS_SCALE_LINEAR, 0, 1, 5, WS_FORMAT_AUTO, "0.0|0.2|0.4|0.6|0.8|1.0" },
  { WS_SCALE_LINEAR, 0, 1, 4, WS_FORMAT_AUTO, "0.00|0.25|0.50|0.75|1.00" },
  { WS_SCALE_LINEAR, 0.1, 0.93, 5, WS_FORMAT_PERCENT, "20 %|40 %|60 %|80 %" },
  { WS_SCALE_LINEAR, 0.8, 0.83, 3, WS_FORMAT_PERCENT, "80 %|81 %|82 %|83 %" },
  { WS_SCALE_LINEAR, 0.8, 0.81, 4, WS_FORMAT_PERCENT, "80.00 %|80.25 %|80.50 %|80.75 %|81.00 %" },
  { WS_SCALE_LINEAR, -3, 3, 6, WS_FORMAT_AUTO, "−3|−2|−1|0|1|2|3" },
  { WS_SCALE_LINEAR, 0, 60000, 6, WS_FORMAT_COUNT, "0|10,000|20,000|30,000|40,000|50,000|60,000" },
  { WS_SCALE_LINEAR, 0, 3, 8, WS_FORMAT_COUNT, "0|1|2|3" },
  { WS_SCALE_LINEAR, 0, 0.4, 5, WS_FORMAT_COUNT, "0" },
  { WS_SCALE_LINEAR, 0, 12, 5, WS_FORMAT_COUNT, "0|5|10" },
  { WS_SCALE_LINEAR, 0, 1234, 5, WS_FORMAT_AUTO, "0|250|500|750|1,000" },
  { WS_SCALE_LINEAR, 0, 5e6, 5, WS_FORMAT_AUTO, "0|1×10⁶|2×10⁶|3×10⁶|4×10⁶|5×10⁶" },
  { WS_SCALE_LINEAR, 0, 2e-30, 4, WS_FORMAT_AUTO, "0|0.5×10⁻³⁰|1.0×10⁻³⁰|1.5×10⁻³⁰|2.0×10⁻³⁰" },
  { WS_SCALE_LINEAR, -1e30, 1e30, 2, WS_FORMAT_AUTO, "−1×10³⁰|0|1×10³⁰" },
  { WS_SCALE_LINEAR, 0, 0.004, 4, WS_FORMAT_FRACTION, "0.000|0.001|0.002|0.003|0.004" },
  { WS_SCALE_LOG, 0.01, 100, 5, WS_FORMAT_AUTO,
    "0.01|.|.|.|.|.|.|.|.|0.1|.|.|.|.|.|.|.|.|1|.|.|.|.|.|.|.|.|10|.|.|.|.|.|.|.|.|100" },
  { WS_SCALE_LOG, 0.05, 2.5, 6, WS_FORMAT_AUTO, "0.05|.|.|.|.|0.1|0.2|.|.|0.5|.|.|.|.|1|2" },
  { WS_SCALE_LOG, 1e-12, 1, 4, WS_FORMAT_AUTO, "10⁻¹²|.|.|10⁻⁹|.|.|10⁻⁶|.|.|0.001|.|.|1" },
  { WS_SCALE_LOG, 31, 34, 4, WS_FORMAT_AUTO, "31|32|33|34" },
};

static void
test_labels (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case      *c = &cases[i];
      g_autofree char *got = labels (c->kind, c->lo, c->hi, c->n, c->format);
      g_auto (GStrv) parts = g_strsplit (c->want, " ", -1); /* the space before % does not break */
      g_autofree char *want = g_strjoinv ("\u00a0", parts);

      g_assert_cmpstr (got, ==, want);
    }
}

/* Wherever a range lies, two ticks at least say how long it is. */
static void
test_at_least_two (void)
{
  for (guint n = 2; n <= 8; n++)
    for (double lo = -1.7; lo < 1; lo += 0.0137)
      for (double size = 0.011; size < 40; size *= 1.31)
        {
          g_autoptr (GArray) ticks =
              ws_ticks_new (WS_SCALE_LINEAR, lo, lo + size, n, WS_FORMAT_AUTO);

          g_assert_cmpuint (ticks->len, >=, 2);
          g_assert_cmpuint (ticks->len, <=, n + 4);
        }
}

static void
test_steps (void)
{
  plot_assert_close (ws_ticks_step (0, 1, 5), 0.2, 1e-15);
  plot_assert_close (ws_ticks_step (0, 1, 4), 0.25, 1e-15);
  plot_assert_close (ws_ticks_step (0, 100, 3), 50, 1e-12);
  plot_assert_close (ws_ticks_step (-1e308, 1e308, 4), 5e307, 1e293);
  /* about as many as asked for, on any range */
  for (double size = 1e-20; size < 1e20; size *= 3.7)
    for (guint n = 2; n <= 10; n++)
      {
        double per = size / ws_ticks_step (0, size, n);

        g_assert_cmpfloat (per, <=, n * 1.201);
        g_assert_cmpfloat (per, >=, n * 0.45);
      }
}

static void
test_numbers (void)
{
  static const struct
  {
    double      value, step;
    WsFormat    format;
    const char *want;
  } numbers[] = {
    { 1200, 1, WS_FORMAT_COUNT, "1,200" },
    { 0.8123, 0.01, WS_FORMAT_FRACTION, "0.81" },
    { -0.001, 0.01, WS_FORMAT_FRACTION, "0.00" },
    { 0.8123, 0.01, WS_FORMAT_PERCENT, "81\u00a0%" },
    { -12.5, 0, WS_FORMAT_AUTO, "−12.5" },
    { 0, 0, WS_FORMAT_AUTO, "0" },
    { 1234567, 0, WS_FORMAT_AUTO, "1.23×10⁶" },
    { 1e-30, 0, WS_FORMAT_AUTO, "1.00×10⁻³⁰" },
    { 1234567, 1, WS_FORMAT_COUNT, "1,234,567" },
    { (double)NAN, 0, WS_FORMAT_AUTO, "not a number" },
    { -HUGE_VAL, 0, WS_FORMAT_AUTO, "−∞" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *got =
          ws_number_format (numbers[i].value, numbers[i].step, numbers[i].format);

      g_assert_cmpstr (got, ==, numbers[i].want);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/ticks/labels", test_labels);
  g_test_add_func ("/plot/ticks/at-least-two", test_at_least_two);
  g_test_add_func ("/plot/ticks/steps", test_steps);
  g_test_add_func ("/plot/ticks/numbers", test_numbers);
  return g_test_run ();
}
