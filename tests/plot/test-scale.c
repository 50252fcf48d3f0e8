/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/scale.h"
#include "plot/stats-private.h"
#include "plot/ticks.h"

#include "plot-test.h"

#include <float.h>

static void
test_map (void)
{
  WsScale linear = { WS_SCALE_LINEAR, -2, 6, 100, 500 }, upward = { WS_SCALE_LINEAR, 0, 1, 400, 0 };
  WsScale log = { WS_SCALE_LOG, 0.01, 100, 0, 400 };

  plot_assert_close (ws_scale_map (&linear, -2), 100, 1e-12);
  plot_assert_close (ws_scale_map (&linear, 2), 300, 1e-12);
  plot_assert_close (ws_scale_map (&upward, 0.25), 300, 1e-12);
  plot_assert_close (ws_scale_map (&log, 1), 200, 1e-9);
  plot_assert_close (ws_scale_map (&log, 10), 300, 1e-9);
  g_assert_true (isnan (ws_scale_map (&log, 0)));
  g_assert_true (isnan (ws_scale_map (&log, -3)));
  g_assert_true (isnan (ws_scale_map (&linear, (double)NAN)));
  g_assert_true (isnan (ws_scale_map (&linear, HUGE_VAL)));
  for (double px = 0; px <= 400; px += 37)
    {
      plot_assert_close (ws_scale_map (&linear, ws_scale_unmap (&linear, px)), px, 1e-9);
      plot_assert_close (ws_scale_map (&upward, ws_scale_unmap (&upward, px)), px, 1e-9);
      plot_assert_close (ws_scale_map (&log, ws_scale_unmap (&log, px)), px, 1e-9);
    }
}

static void
test_range (void)
{
  double values[] = { 3, (double)NAN, -1, HUGE_VAL, 0, 7, -HUGE_VAL };
  double lo = HUGE_VAL, hi = -HUGE_VAL;

  g_assert_cmpuint (ws_scale_range (WS_SCALE_LINEAR, values, G_N_ELEMENTS (values), &lo, &hi), ==,
                    3);
  g_assert_cmpfloat (lo, ==, -1);
  g_assert_cmpfloat (hi, ==, 7);
  lo = HUGE_VAL;
  hi = -HUGE_VAL;
  g_assert_cmpuint (ws_scale_range (WS_SCALE_LOG, values, G_N_ELEMENTS (values), &lo, &hi), ==, 5);
  g_assert_cmpfloat (lo, ==, 3);
  g_assert_cmpfloat (hi, ==, 7);
}

/* Whatever goes in, a range comes out that can be drawn. */
static void
test_pad (void)
{
  static const double ranges[][2] = { { 0, 1 },
                                      { 5, 5 },
                                      { 0, 0 },
                                      { 1e30, 1e30 },
                                      { 1e-30, 2e-30 },
                                      { -1e30, 1e30 },
                                      { HUGE_VAL, -HUGE_VAL },
                                      { -DBL_MAX, DBL_MAX },
                                      { DBL_MAX, DBL_MAX },
                                      { 1, 1 + 1e-15 },
                                      { -3, -3 },
                                      { DBL_MIN, 2 * DBL_MIN },
                                      { -1e-320, 1e-320 } };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    for (WsScaleKind kind = WS_SCALE_LINEAR; kind <= WS_SCALE_LOG; kind++)
      {
        double  lo = ranges[i][0], hi = ranges[i][1];
        WsScale scale;

        ws_scale_pad (kind, 0.05, &lo, &hi);
        g_assert_true (isfinite (lo) && isfinite (hi));
        g_assert_cmpfloat (lo, <, hi);
        if (kind == WS_SCALE_LOG)
          g_assert_cmpfloat (lo, >, 0);
        scale = (WsScale){ kind, lo, hi, 0, 100 };
        plot_assert_close (ws_scale_map (&scale, lo), 0, 1e-6);
        plot_assert_close (ws_scale_map (&scale, hi), 100, 1e-6);
        {
          GArray *ticks = ws_ticks_new (kind, lo, hi, 6, WS_FORMAT_AUTO);

          g_assert_cmpuint (ticks->len, >=, 1);
          g_assert_cmpuint (ticks->len, <=, 200);
          g_array_unref (ticks);
        }
      }
  {
    double lo = 0, hi = 10;

    ws_scale_pad (WS_SCALE_LINEAR, 0.05, &lo, &hi);
    plot_assert_close (lo, -0.5, 1e-12);
    plot_assert_close (hi, 10.5, 1e-12);
  }
}

static void
test_quantiles (void)
{
  double             values[] = { 4, (double)NAN, 1, 3, 2 };
  gsize              n;
  g_autofree double *sorted = ws_stats_sorted (values, 5, &n);

  g_assert_cmpuint (n, ==, 4);
  plot_assert_close (ws_stats_quantile (sorted, n, 0), 1, 0);
  plot_assert_close (ws_stats_quantile (sorted, n, 0.25), 1.75, 1e-12);
  plot_assert_close (ws_stats_quantile (sorted, n, 0.5), 2.5, 1e-12);
  plot_assert_close (ws_stats_quantile (sorted, n, 1), 4, 0);
}

static void
test_bins (void)
{
  double             values[] = { 0, 0.1, 0.19, 0.2, 0.5, 1, (double)NAN }, counts[10], sum = 0;
  guint              n;
  g_autofree double *edges = ws_stats_bin_edges (0, 1, 0, 0.1, &n);

  g_assert_cmpuint (n, ==, 10);
  plot_assert_close (edges[0], 0, 0);
  plot_assert_close (edges[3], 0.3, 1e-12);
  plot_assert_close (edges[10], 1, 1e-12);
  ws_stats_count (values, G_N_ELEMENTS (values), edges, n, counts);
  plot_assert_close (counts[0], 1, 0);
  plot_assert_close (counts[1], 2, 0);
  plot_assert_close (counts[2], 1, 0);
  plot_assert_close (counts[9], 1, 0); /* the greatest value is in the last bin */
  for (guint b = 0; b < n; b++)
    sum += counts[b];
  plot_assert_close (sum, 6, 0);
}

/* A density is one, whatever the number of values; equal values have none. */
static void
test_density (void)
{
  g_autofree double *values = g_new (double, 5000);
  double             density[400], equal[] = { 2, 2, 2, 2, 2, 2 };

  for (guint n = 50; n <= 5000; n *= 10)
    {
      double sum = 0, lo = -8, hi = 8;

      for (guint i = 0; i < n; i++)
        values[i] = -2 + 4 * (i + 0.5) / n;
      ws_stats_density (values, n, lo, hi, 400, density);
      for (guint g = 0; g < 400; g++)
        sum += density[g] * (hi - lo) / 399;
      plot_assert_close (sum, 1, 1e-3);
      plot_assert_close (density[200], 0.25, 0.01);
    }
  ws_stats_density (equal, 6, 0, 4, 400, density);
  for (guint g = 0; g < 400; g++)
    plot_assert_close (density[g], 0, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/scale/map", test_map);
  g_test_add_func ("/plot/scale/range", test_range);
  g_test_add_func ("/plot/scale/pad", test_pad);
  g_test_add_func ("/plot/stats/quantiles", test_quantiles);
  g_test_add_func ("/plot/stats/bins", test_bins);
  g_test_add_func ("/plot/stats/density", test_density);
  return g_test_run ();
}
