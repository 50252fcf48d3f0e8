/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/array-private.h"
#include "plot/layout.h"
#include "plot/text-private.h"

#include "demo-figures.h"
#include "plot-test.h"

static const double sizes[][2] = { { 960, 540 }, { 900, 600 }, { 640, 480 }, { 480, 540 },
                                   { 320, 240 }, { 245, 184 }, { 540, 540 }, { 1400, 300 },
                                   { 160, 120 }, { 40, 30 } };

static void
assert_texts_apart (const WsFigureLayout *layout, const char *what)
{
  guint n = ws_figure_layout_get_n_texts (layout);

  for (guint a = 0; a < n; a++)
    for (guint b = a + 1; b < n; b++)
      {
        const WsTextItem *x = ws_figure_layout_get_text (layout, a),
                         *y = ws_figure_layout_get_text (layout, b);

        if (ws_rect_intersects (&x->box, &y->box))
          g_error ("%s: \"%s\" (%.1f %.1f %.1f %.1f) lies on \"%s\" (%.1f %.1f %.1f %.1f)", what,
                   x->text, x->box.x, x->box.y, x->box.w, x->box.h, y->text, y->box.x, y->box.y,
                   y->box.w, y->box.h);
      }
}

static void
assert_texts_inside (const WsFigureLayout *layout, double w, double h, const char *what)
{
  for (guint a = 0; a < ws_figure_layout_get_n_texts (layout); a++)
    {
      const WsTextItem *item = ws_figure_layout_get_text (layout, a);

      if (item->box.x < -0.5 || item->box.y < -0.5 || item->box.x + item->box.w > w + 0.5 ||
          item->box.y + item->box.h > h + 0.5)
        g_error ("%s: \"%s\" (%.1f %.1f %.1f %.1f) leaves the picture", what, item->text,
                 item->box.x, item->box.y, item->box.w, item->box.h);
    }
}

/* Every kind of figure, every theme, from a slide to a thumbnail. */
static void
test_no_overlap (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (demo_kinds); k++)
    {
      g_autoptr (WsFigure) figure = demo_kinds[k].make ();

      for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
        for (WsThemeKind t = WS_THEME_LIGHT; t <= WS_THEME_SLIDE; t++)
          {
            WsTheme          theme;
            g_autofree char *what = g_strdup_printf ("%s %gx%g theme %d", demo_kinds[k].name,
                                                     sizes[s][0], sizes[s][1], t);

            g_autoptr (WsFigureLayout) layout = NULL;

            ws_theme_init (&theme, t);
            layout = ws_figure_layout (figure, sizes[s][0], sizes[s][1], &theme);
            assert_texts_apart (layout, what);
            assert_texts_inside (layout, sizes[s][0], sizes[s][1], what);
            for (guint p = 0; p < ws_figure_get_n_panels (figure); p++)
              {
                const WsRect *plot = &ws_figure_layout_get_panel (layout, p)->plot;

                g_assert_cmpfloat (plot->w, >, 0);
                g_assert_cmpfloat (plot->h, >, 0);
                if (plot->x + plot->w > sizes[s][0] + 0.5 || plot->y + plot->h > sizes[s][1] + 0.5)
                  g_error ("%s: axes of panel %u leave the picture", what, p);
              }
          }
    }
}

/* The overlap test above must be able to fail. */
static void
test_overlap_is_seen (void)
{
  if (g_test_subprocess ())
    {
      WsTheme     theme;
      WsTextMeter meter;
      WsTextStyle style = { WS_TEXT_NOTE, 11, FALSE, { 0, 0, 0, 1 }, 0, WS_ANCHOR_TOP };
      WsRect      a, b;

      g_autoptr (GArray) items = ws_text_items_new ();

      ws_theme_init (&theme, WS_THEME_LIGHT);
      ws_text_meter_init (&meter, &theme);
      ws_text_add (items, &meter, "one", &style, 10, 10);
      ws_text_add (items, &meter, "two", &style, 14, 12);
      ws_text_meter_clear (&meter);
      a = ws_array_index (items, WsTextItem, 0).box;
      b = ws_array_index (items, WsTextItem, 1).box;
      if (ws_rect_intersects (&a, &b))
        g_error ("lies on");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*lies on*");
}

/* A big enough picture leaves nothing away. */
static gboolean
has_text (const WsFigureLayout *layout, const char *text)
{
  for (guint i = 0; i < ws_figure_layout_get_n_texts (layout); i++)
    if (strcmp (ws_figure_layout_get_text (layout, i)->text, text) == 0)
      return TRUE;
  return FALSE;
}

static void
test_texts (void)
{
  g_autoptr (WsFigure) figure = demo_decode ();
  g_autoptr (WsFigureLayout) layout = NULL;
  WsTheme theme;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  layout = ws_figure_layout (figure, 900, 600, &theme);
  g_assert_true (has_text (layout, "Decoded networks keep 93 % of their accuracy"));
  g_assert_true (has_text (layout, "Original accuracy"));
  g_assert_true (has_text (layout, "Decoded accuracy"));
  g_assert_true (has_text (layout, "demo.wscape · 2026-05-02 · seed 7"));
  g_assert_true (has_text (layout, "same accuracy"));
  g_assert_true (has_text (layout, "networks"));
  g_assert_true (has_text (layout, "n\u00a0=\u00a036"));
  g_assert_true (has_text (layout, "1 not finite"));
  theme.has_source = FALSE;
  {
    g_autoptr (WsFigureLayout) without = ws_figure_layout (figure, 900, 600, &theme);

    g_assert_false (has_text (without, "demo.wscape · 2026-05-02 · seed 7"));
  }
}

static void
test_equal_axes (void)
{
  g_autoptr (WsFigure) decode = demo_decode ();
  g_autoptr (WsFigure) map = demo_map ();
  WsTheme theme;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  for (guint s = 0; s < 6; s++)
    {
      g_autoptr (WsFigureLayout) a = ws_figure_layout (decode, sizes[s][0], sizes[s][1], &theme);
      g_autoptr (WsFigureLayout) b = ws_figure_layout (map, sizes[s][0], sizes[s][1], &theme);
      const WsPanelLayout *square = ws_figure_layout_get_panel (a, 0),
                          *wide = ws_figure_layout_get_panel (b, 0);

      plot_assert_close (square->plot.w / square->plot.h, 1, 1e-6);
      plot_assert_close (square->view.x.lo, square->view.y.lo, 1e-12);
      plot_assert_close (square->view.x.hi, square->view.y.hi, 1e-12);
      plot_assert_close ((wide->view.x.hi - wide->view.x.lo) / wide->plot.w,
                         (wide->view.y.hi - wide->view.y.lo) / wide->plot.h, 1e-9);
    }
}

/* No data point lies under an automatic legend of a small scatter. */
static void
test_legend_off_data (void)
{
  g_autoptr (WsFigure) figure = demo_decode ();
  WsTheme theme;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  for (guint s = 0; s < 4; s++)
    {
      g_autoptr (WsFigureLayout) layout =
          ws_figure_layout (figure, sizes[s][0], sizes[s][1], &theme);
      const WsPanelLayout *panel = ws_figure_layout_get_panel (layout, 0);
      const WsSeries      *series = ws_panel_get_series (ws_figure_get_panel (figure, 0), 0);

      g_assert_cmpfloat (panel->legend.w, >, 0);
      for (gsize i = 0; i < series->n; i++)
        g_assert_false (ws_rect_contains (&panel->legend,
                                          ws_scale_map (&panel->view.x, series->x[i]),
                                          ws_scale_map (&panel->view.y, series->y[i])));
    }
}

static void
test_shared_legend (void)
{
  g_autoptr (WsFigure) figure = demo_curves ();
  g_autoptr (WsFigureLayout) layout = NULL;
  WsTheme theme;
  guint   n = 0;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  layout = ws_figure_layout (figure, 900, 600, &theme);
  for (guint i = 0; i < ws_figure_layout_get_n_texts (layout); i++)
    n += strcmp (ws_figure_layout_get_text (layout, i)->text, "ReLU, Adam") == 0;
  g_assert_cmpuint (n, ==, 1);
  /* the axes of a row begin and end at one height */
  plot_assert_close (ws_figure_layout_get_panel (layout, 0)->plot.y,
                     ws_figure_layout_get_panel (layout, 1)->plot.y, 1e-9);
  plot_assert_close (ws_figure_layout_get_panel (layout, 0)->plot.h,
                     ws_figure_layout_get_panel (layout, 1)->plot.h, 1e-9);
}

/* -- data that break drawings -- */

static void
test_extremes (void)
{
  static const double values[][4] = { { 5, 5, 5, 5 },
                                      { 0, 0, 0, 0 },
                                      { 1e-30, 2e-30, 3e-30, 4e-30 },
                                      { 1e30, -1e30, 1e29, 0 },
                                      { (double)NAN, (double)NAN, (double)NAN, (double)NAN },
                                      { (double)NAN, 1, HUGE_VAL, 2 },
                                      { 1e308, -1e308, 0, 1 },
                                      { 1e-320, 0, 1e-320, 0 },
                                      { -1, -2, 0, -4 },
                                      { 1, 1 + 1e-14, 1, 1 },
                                      { 3, (double)NAN, (double)NAN, (double)NAN },
                                      { 123456789, 123456790, 123456791, 123456789 } };
  WsTheme             theme;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  for (guint v = 0; v < G_N_ELEMENTS (values); v++)
    for (guint kind = 0; kind < 6; kind++)
      for (WsScaleKind scale = WS_SCALE_LINEAR; scale <= WS_SCALE_LOG; scale++)
        {
          g_autoptr (WsFigure) figure = ws_figure_new ();
          g_autoptr (WsFigureLayout) layout = NULL;
          g_autofree char *what = g_strdup_printf ("values %u, kind %u, scale %d", v, kind, scale);
          WsPanel         *panel = ws_figure_add_panel (figure);
          const double    *y = values[v];

          ws_figure_set_title (figure, "Extreme");
          ws_panel_set_axis (panel, WS_AXIS_Y, "y", scale, WS_FORMAT_AUTO);
          ws_panel_add_rule (panel, WS_RULE_HORIZONTAL, 0, "zero");
          if (kind == 0)
            ws_series_set_value (ws_panel_add_scatter (panel, "points", y, y, 4, 0), y);
          else if (kind == 1)
            ws_panel_add_line (panel, "line", NULL, y, 4, 0);
          else if (kind == 2)
            ws_panel_add_band (panel, "band", y, y, y, y, 4, 0);
          else if (kind == 3)
            ws_panel_add_bars (panel, "bars", y, NULL, NULL, 4, 0);
          else if (kind == 4)
            ws_panel_add_histogram (panel, "histogram", y, 4, 0);
          else
            ws_panel_add_violin (panel, "violin", y, 4, 0);
          layout = ws_figure_layout (figure, 500, 400, &theme);
          assert_texts_apart (layout, what);
          assert_texts_inside (layout, 500, 400, what);
          g_assert_cmpfloat (ws_figure_layout_get_panel (layout, 0)->view.y.lo, <,
                             ws_figure_layout_get_panel (layout, 0)->view.y.hi);
        }
}

static void
test_skipped (void)
{
  double x[] = { 1, 2, (double)NAN, 4, 5 }, y[] = { 1, (double)NAN, (double)NAN, 0, -3 };

  g_autoptr (WsFigure) figure = ws_figure_new ();
  const guint8 hidden[] = { 0, WS_POINT_HIDDEN, 0, 0, WS_POINT_HIDDEN };
  WsPanel     *panel = ws_figure_add_panel (figure);
  WsSeries    *series = ws_panel_add_scatter (panel, "a", x, y, 5, 0);

  g_assert_cmpuint (ws_figure_count_skipped (figure), ==, 2);
  ws_panel_set_axis (panel, WS_AXIS_Y, NULL, WS_SCALE_LOG, WS_FORMAT_AUTO);
  g_assert_cmpuint (ws_figure_count_skipped (figure), ==, 4);
  ws_series_set_flags (series, hidden); /* what is not to be seen is not missed */
  g_assert_cmpuint (ws_figure_count_skipped (figure), ==, 2);
}

static void
test_empty (void)
{
  g_autoptr (WsFigure) none = ws_figure_new (), empty = demo_empty (), hollow = ws_figure_new ();
  g_autoptr (WsFigureLayout) a = NULL, b = NULL, c = NULL;
  WsTheme theme;

  ws_theme_init (&theme, WS_THEME_DARK);
  a = ws_figure_layout (none, 300, 200, &theme);
  g_assert_cmpuint (ws_figure_layout_get_n_texts (a), ==, 0);
  g_assert_cmpint (ws_figure_layout_panel_at (a, 10, 10), ==, -1);
  b = ws_figure_layout (empty, 900, 600, &theme);
  g_assert_true (has_text (b, "Accuracy over epochs"));
  ws_panel_add_line (ws_figure_add_panel (hollow), "nothing", NULL, NULL, 0, 0);
  c = ws_figure_layout (hollow, 300, 200, &theme);
  g_assert_true (has_text (c, "Nothing to show yet"));
}

/* Some lines under every kind of figure take their room from the panels, and lie on nothing. */
static void
test_caption (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (demo_kinds); k++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      {
        g_autoptr (WsFigure) figure = demo_kinds[k].make ();
        g_autoptr (WsFigureLayout) layout = NULL;
        g_autofree char *what =
            g_strdup_printf ("%s %gx%g", demo_kinds[k].name, sizes[s][0], sizes[s][1]);
        WsTheme theme;

        ws_figure_set_caption (figure, "Good networks lie together.\nSo one can draw there, and "
                                       "what is drawn is nearly as good as what was trained.");
        ws_theme_init (&theme, WS_THEME_SLIDE);
        layout = ws_figure_layout (figure, sizes[s][0], sizes[s][1], &theme);
        assert_texts_apart (layout, what);
        assert_texts_inside (layout, sizes[s][0], sizes[s][1], what);
        if (s == 0)
          g_assert_true (has_text (layout, "Good networks lie together."));
      }
}

static void
test_describe (void)
{
  g_autoptr (WsFigure) figure = demo_finetune ();
  g_autofree char *text = ws_figure_describe (figure);

  g_assert_true (g_str_has_prefix (
      text,
      "Sampled starts are ahead from the first step; Test accuracy over Epoch of fine-tuning; "
      "sampled from the top 30 %, mean with band, n = 6, 0.610 to "));
  ws_figure_set_caption (figure, "That is the point");
  g_free (text);
  text = ws_figure_describe (figure);
  g_assert_true (g_str_has_suffix (text, "; That is the point"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/layout/no-overlap", test_no_overlap);
  g_test_add_func ("/plot/layout/overlap-is-seen", test_overlap_is_seen);
  g_test_add_func ("/plot/layout/texts", test_texts);
  g_test_add_func ("/plot/layout/equal-axes", test_equal_axes);
  g_test_add_func ("/plot/layout/legend-off-data", test_legend_off_data);
  g_test_add_func ("/plot/layout/shared-legend", test_shared_legend);
  g_test_add_func ("/plot/layout/extremes", test_extremes);
  g_test_add_func ("/plot/layout/skipped", test_skipped);
  g_test_add_func ("/plot/layout/empty", test_empty);
  g_test_add_func ("/plot/layout/caption", test_caption);
  g_test_add_func ("/plot/layout/describe", test_describe);
  return g_test_run ();
}
