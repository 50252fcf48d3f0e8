/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/layout.h"

#include "demo-figures.h"
#include "plot-test.h"

static void
test_polygon (void)
{
  /* a C: its mouth is outside */
  static const double c[] = { 0, 0, 10, 0, 10, 3, 3, 3, 3, 7, 10, 7, 10, 10, 0, 10 };
  static const double line[] = { 0, 0, 5, 5 };

  g_assert_true (ws_polygon_contains (c, 8, 1, 5));
  g_assert_true (ws_polygon_contains (c, 8, 8, 1));
  g_assert_true (ws_polygon_contains (c, 8, 8, 9));
  g_assert_false (ws_polygon_contains (c, 8, 8, 5));
  g_assert_false (ws_polygon_contains (c, 8, -1, 5));
  g_assert_false (ws_polygon_contains (c, 8, (double)NAN, 5));
  g_assert_false (ws_polygon_contains (line, 2, 2, 2));
  g_assert_false (ws_polygon_contains (NULL, 0, 2, 2));
}

static void
test_select (void)
{
  static const double square[] = { 0, 0, 4, 0, 4, 4, 0, 4 };
  static const double x[] = { 1, 5, 2, (double)NAN, -1 }, y[] = { 1, 1, 3, 1, 2 };
  guint8              inside[5];

  g_assert_cmpuint (ws_polygon_select (square, 4, x, y, 5, inside), ==, 2);
  g_assert_cmpmem (inside, 5, ((guint8[]){ 1, 0, 1, 0, 0 }), 5);
  g_assert_cmpuint (ws_rect_select (4, 4, 0, 0, x, y, 5, inside), ==, 2); /* corners in any order */
  g_assert_cmpmem (inside, 5, ((guint8[]){ 1, 0, 1, 0, 0 }), 5);
  g_assert_cmpuint (ws_rect_select (0, 0, 4, 4, x, y, 5, NULL), ==, 2);
}

/* The nearest point by the plain definition, for places all over the axes. */
static void
test_nearest (void)
{
  g_autoptr (WsFigure) figure = demo_classes ();
  g_autoptr (WsFigureLayout) layout = NULL;
  WsTheme              theme;
  const WsPanelLayout *panel;
  const WsSeries      *series = ws_panel_get_series (ws_figure_get_panel (figure, 0), 0);

  ws_theme_init (&theme, WS_THEME_LIGHT);
  layout = ws_figure_layout (figure, 800, 600, &theme);
  panel = ws_figure_layout_get_panel (layout, 0);
  for (guint k = 0; k < 300; k++)
    {
      double x = panel->plot.x + panel->plot.w * (k % 20) / 19.0,
             y = panel->plot.y + panel->plot.h * (k / 20) / 14.0;
      double least = HUGE_VAL;
      WsPick pick;

      for (gsize i = 0; i < series->n; i++)
        least = fmin (least, hypot (ws_scale_map (&panel->view.x, series->x[i]) - x,
                                    ws_scale_map (&panel->view.y, series->y[i]) - y));
      if (ws_figure_pick_nearest (figure, layout, 0, x, y, 12, &pick))
        {
          plot_assert_close (pick.distance_px, least, 1e-9);
          g_assert_cmpfloat (least, <=, 12);
          g_assert_cmpint (pick.series, ==, 0);
        }
      else
        {
          g_assert_cmpfloat (least, >, 12);
          g_assert_cmpint (pick.series, ==, -1);
        }
    }
}

static void
test_hidden (void)
{
  double x[] = { 0, 1 }, y[] = { 0, 1 };
  guint8 flags[] = { WS_POINT_HIDDEN, 0 }, inside[2];

  g_autoptr (WsFigure) figure = ws_figure_new ();
  g_autoptr (WsFigureLayout) layout = NULL;
  WsPanel             *panel = ws_figure_add_panel (figure);
  const WsPanelLayout *place;
  WsTheme              theme;
  WsPick               pick;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  ws_series_set_flags (ws_panel_add_scatter (panel, NULL, x, y, 2, 0), flags);
  layout = ws_figure_layout (figure, 400, 300, &theme);
  place = ws_figure_layout_get_panel (layout, 0);
  g_assert_false (ws_figure_pick_nearest (figure, layout, 0, ws_scale_map (&place->view.x, 0),
                                          ws_scale_map (&place->view.y, 0), 12, &pick));
  g_assert_true (ws_figure_pick_nearest (figure, layout, 0, ws_scale_map (&place->view.x, 1),
                                         ws_scale_map (&place->view.y, 1), 12, &pick));
  g_assert_cmpuint (pick.index, ==, 1);
  g_assert_cmpuint (ws_figure_pick_rect (figure, layout, 0, 0, &place->plot, inside), ==, 1);
  g_assert_cmpmem (inside, 2, ((guint8[]){ 0, 1 }), 2);
  {
    const WsRect *r = &place->plot;
    double lasso[] = { r->x, r->y, r->x + r->w, r->y, r->x + r->w, r->y + r->h, r->x, r->y + r->h };

    g_assert_cmpuint (ws_figure_pick_polygon (figure, layout, 0, 0, lasso, 4, inside), ==, 1);
  }
  g_assert_cmpint (ws_figure_layout_panel_at (layout, place->plot.x + 5, place->plot.y + 5), ==, 0);
  g_assert_cmpint (ws_figure_layout_panel_at (layout, 1, 1), ==, -1);
}

/* A bar is hit anywhere inside, a bin tells its number. */
static void
test_bars (void)
{
  g_autoptr (WsFigure) bars = demo_bars (), histogram = demo_histogram ();
  g_autoptr (WsFigureLayout) a = NULL, b = NULL;
  g_autofree double   *edges = NULL;
  WsTheme              theme;
  WsPick               pick;
  const WsPanelLayout *place;
  const WsSeries      *zoo = ws_panel_get_series (ws_figure_get_panel (histogram, 0), 0);
  guint                n_bins, in_bin = 0;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  a = ws_figure_layout (bars, 900, 600, &theme);
  place = ws_figure_layout_get_panel (a, 0);
  g_assert_true (ws_figure_pick_nearest (bars, a, 0, ws_scale_map (&place->view.x, 2),
                                         ws_scale_map (&place->view.y, 0.1), 12, &pick));
  g_assert_cmpint (pick.series, ==, 1); /* the middle one of three */
  g_assert_cmpuint (pick.index, ==, 2);
  plot_assert_close (pick.distance_px, 0, 0);

  b = ws_figure_layout (histogram, 900, 600, &theme);
  place = ws_figure_layout_get_panel (b, 0);
  edges = ws_panel_dup_bin_edges (ws_figure_get_panel (histogram, 0), &n_bins);
  g_assert_true (ws_figure_pick_nearest (histogram, b, 0, ws_scale_map (&place->view.x, 0.71),
                                         ws_scale_map (&place->view.y, 25), 12, &pick));
  g_assert_cmpint (pick.series, ==, 0);
  g_assert_cmpuint (pick.index, <, n_bins);
  g_assert_cmpfloat (edges[pick.index], <=, 0.71);
  g_assert_cmpfloat (edges[pick.index + 1], >, 0.71);
  for (gsize i = 0; i < zoo->n; i++)
    in_bin += zoo->y[i] >= edges[pick.index] && zoo->y[i] < edges[pick.index + 1];
  g_assert_cmpuint (in_bin, >, 25); /* the place was inside its bar */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/pick/polygon", test_polygon);
  g_test_add_func ("/plot/pick/select", test_select);
  g_test_add_func ("/plot/pick/nearest", test_nearest);
  g_test_add_func ("/plot/pick/hidden", test_hidden);
  g_test_add_func ("/plot/pick/bars", test_bars);
  return g_test_run ();
}
