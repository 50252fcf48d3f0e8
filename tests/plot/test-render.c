/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/array-private.h"
#include "plot/draw-private.h"
#include "plot/raster.h"
#include "plot/render.h"

#include "demo-figures.h"
#include "plot-test.h"

/* -- pictures -- */

static cairo_surface_t *
blank (int w, int h, guint32 color)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, w, h);

  cairo_surface_flush (surface);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      ((guint32 *)(void *)(cairo_image_surface_get_data (surface) +
                           y * cairo_image_surface_get_stride (surface)))[x] = color;
  cairo_surface_mark_dirty (surface);
  return surface;
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  return ((guint32 *)(void *)(cairo_image_surface_get_data (surface) +
                              y * cairo_image_surface_get_stride (surface)))[x] &
         0xffffff;
}

static int
channel (guint32 color, int shift)
{
  return (int)(color >> shift & 0xff);
}

typedef struct
{
  int    most;  /* greatest difference of a channel */
  double mean;  /* over all channels */
  double share; /* pixels that differ by more than 48 */
} Difference;

static Difference
compare (cairo_surface_t *a, cairo_surface_t *b)
{
  int        w = cairo_image_surface_get_width (a), h = cairo_image_surface_get_height (a);
  Difference d = { 0 };

  cairo_surface_flush (a);
  cairo_surface_flush (b);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      {
        int most = 0;

        for (int shift = 0; shift < 24; shift += 8)
          {
            int one = abs (channel (pixel (a, x, y), shift) - channel (pixel (b, x, y), shift));

            most = MAX (most, one);
            d.mean += one / (3.0 * w * h);
          }
        d.most = MAX (d.most, most);
        d.share += most > 48 ? 1.0 / (w * h) : 0;
      }
  return d;
}

/* What cannot be explained is kept to be looked at. */
static void
assert_same_picture (cairo_surface_t *got,
                     cairo_surface_t *want,
                     const char      *name,
                     int              most,
                     double           mean,
                     double           share)
{
  Difference d = compare (got, want);

  if (d.most <= most && d.mean <= mean && d.share <= share)
    return;
  {
    g_autofree char *out = g_strdup_printf ("%s.out.png", name),
                    *ref = g_strdup_printf ("%s.ref.png", name);

    cairo_surface_write_to_png (got, out);
    cairo_surface_write_to_png (want, ref);
    g_error ("%s: greatest difference %d (allowed %d), mean %.4f (%.4f), share %.5f (%.5f); see %s "
             "and %s",
             name, d.most, most, d.mean, mean, d.share, share, out, ref);
  }
}

/* -- the raster against cairo -- */

/* At the places that the raster knows exactly, each channel is within 3: cairo rounds up to
 * three layers one after the other. */
static void
test_raster_markers (void)
{
  WsColor       palette[2] = { { 0.2, 0.5, 0.9, 1 }, { 0.9, 0.8, 0.1, 1 } };
  WsRasterStyle style = { .outline = { 0.1, 0.1, 0.1, 0.85 },
                          .paper = { 1, 1, 1, 1 },
                          .opacity = 1 };

  for (WsMarker marker = WS_MARKER_CIRCLE; marker < WS_N_MARKERS; marker++)
    for (WsFill fill = WS_FILL_FULL; fill <= WS_FILL_HOLLOW; fill++)
      for (guint k = 0; k < 4; k++)
        {
          static const double radii[] = { 1.5, 3, 5.3, 14 }, opacities[] = { 1, 0.6, 1, 0.9 };
          float            x = 40 + (float)(0.125 + 0.25 * k), y = 40 + (float)(0.875 - 0.25 * k);
          guint8           color = k % 2;
          WsRasterView     view = { 1, 0, 1, 0 };
          g_autofree char *name = g_strdup_printf ("raster-%d-%d-%u", marker, fill, k);
          cairo_surface_t *fast = blank (80, 80, 0xddeedd), *slow = blank (80, 80, 0xddeedd);
          cairo_t         *cr = cairo_create (slow);

          g_autoptr (WsRaster) raster = ws_raster_new ();

          style.marker = marker;
          style.fill = fill;
          style.radius = radii[k];
          style.outline_width = 0.22 * radii[k];
          style.opacity = opacities[k];
          ws_raster_set_palette (raster, palette, 2);
          g_assert_cmpuint (ws_raster_add_style (raster, &style), ==, 0);
          g_assert_cmpuint (ws_raster_add_style (raster, &style), ==, 0); /* once is enough */
          g_assert_cmpuint (ws_raster_draw (raster, fast, NULL, &view, &x, &y, &color, NULL, 1), ==,
                            1);
          ws_marker_draw (cr, &style, &palette[color], (double)x, (double)y);
          cairo_destroy (cr);
          assert_same_picture (fast, slow, name, 3, 0.2, 0);
          cairo_surface_destroy (fast);
          cairo_surface_destroy (slow);
        }
}

static void
test_raster_edges (void)
{
  float x[] = { -500, 2, 30, 59.9f, 1e30f, (double)NAN, 30 },
        y[] = { 10, 2, 30, 59.9f, 10, 10, HUGE_VAL };
  guint8        color[7] = { 0 }, style[7] = { 0, 0, 0, 0, 0, 0, 0 };
  WsColor       palette = { 1, 0, 0, 1 };
  WsRasterStyle look = { WS_MARKER_CIRCLE, WS_FILL_FULL, 6, 0, { 0, 0, 0, 1 }, { 1, 1, 1, 1 }, 1 };
  WsRasterView  view = { 1, 0, 1, 0 };
  WsRect        clip = { 0, 0, 30, 60 };

  cairo_surface_t *surface = blank (60, 60, 0xffffff);

  g_autoptr (WsRaster) raster = ws_raster_new ();

  g_assert_cmpuint (ws_raster_draw (raster, surface, NULL, &view, x, y, color, style, 7), ==,
                    0); /* no style yet */
  ws_raster_set_palette (raster, &palette, 1);
  ws_raster_add_style (raster, &look);
  g_assert_cmpuint (ws_raster_draw (raster, surface, NULL, &view, x, y, color, style, 7), ==, 3);
  g_assert_cmphex (pixel (surface, 30, 30), ==, 0xff0000);
  g_assert_cmphex (pixel (surface, 0, 0), ==, 0xff0000);
  g_assert_cmphex (pixel (surface, 59, 59), ==, 0xff0000);
  g_assert_cmphex (pixel (surface, 20, 50), ==, 0xffffff);
  cairo_surface_destroy (surface);

  surface = blank (60, 60, 0xffffff);
  style[1] = style[3] = 255;
  g_assert_cmpuint (ws_raster_draw (raster, surface, &clip, &view, x, y, color, style, 7), ==, 1);
  g_assert_cmphex (pixel (surface, 29, 30), ==, 0xff0000);
  g_assert_cmphex (pixel (surface, 30, 30), ==, 0xffffff); /* right of the clip */
  g_assert_cmphex (pixel (surface, 2, 2), ==, 0xffffff);
  cairo_surface_destroy (surface);
}

static cairo_surface_t *
render_slow (const WsFigure *figure, int w, int h, double scale, const WsTheme *theme)
{
  cairo_surface_t *surface = blank ((int)(w * scale), (int)(h * scale), 0);
  cairo_t         *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  ws_figure_render (figure, cr, w, h, theme);
  cairo_destroy (cr);
  return surface;
}

static cairo_surface_t *
render_fast (const WsFigure *figure, int w, int h, double scale, const WsTheme *theme)
{
  cairo_surface_t *surface = blank ((int)(w * scale), (int)(h * scale), 0);

  g_autoptr (WsFigureLayout) layout = ws_figure_layout (figure, w, h, theme);

  ws_figure_render_image (figure, layout, surface, scale, theme);
  return surface;
}

/* Whole figures: points lie at most an eighth of a pixel off, so rims differ a little. */
static void
test_fast_as_slow (void)
{
  static const DemoMaker makers[] = { demo_map, demo_selection, demo_classes, demo_decode,
                                      demo_landscape };

  for (guint m = 0; m < G_N_ELEMENTS (makers); m++)
    for (WsThemeKind kind = WS_THEME_LIGHT; kind <= WS_THEME_DARK; kind++)
      for (int scale = 1; scale <= 2; scale++)
        {
          g_autoptr (WsFigure) figure = makers[m]();
          g_autofree char *name = g_strdup_printf ("figure-%u-%d-%d", m, kind, scale);
          WsTheme          theme;
          cairo_surface_t *fast, *slow;

          ws_theme_init (&theme, kind);
          fast = render_fast (figure, 700, 500, scale, &theme);
          slow = render_slow (figure, 700, 500, scale, &theme);
          assert_same_picture (fast, slow, name, 72, 0.6, 0.001);
          cairo_surface_destroy (fast);
          cairo_surface_destroy (slow);
        }
}

static void
test_figures_without_points_are_equal (void)
{
  g_autoptr (WsFigure) figure = demo_curves ();
  WsTheme          theme;
  cairo_surface_t *fast, *slow;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  fast = render_fast (figure, 700, 500, 1, &theme);
  slow = render_slow (figure, 700, 500, 1, &theme);
  assert_same_picture (fast, slow, "curves", 0, 0, 0);
  cairo_surface_destroy (fast);
  cairo_surface_destroy (slow);
}

/* -- what is drawn where -- */

static void
test_points_lie_on_their_places (void)
{
  double x[] = { 1, 2, 3, (double)NAN }, y[] = { 10, 30, 20, 5 },
         value[] = { 0, 1, (double)NAN, 1 };

  g_autoptr (WsFigure) figure = ws_figure_new ();
  g_autoptr (WsFigureLayout) layout = NULL;
  WsPanel             *panel = ws_figure_add_panel (figure);
  WsSeries            *series = ws_panel_add_scatter (panel, NULL, x, y, 4, 0);
  const WsPanelLayout *place;
  WsTheme              theme;
  cairo_surface_t     *surface;
  guint32              seen[3];

  ws_series_set_value (series, value);
  ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, 0, 1, "v", WS_FORMAT_AUTO);
  series->size = 2;
  ws_theme_init (&theme, WS_THEME_LIGHT);
  layout = ws_figure_layout (figure, 400, 300, &theme);
  place = ws_figure_layout_get_panel (layout, 0);
  surface = render_slow (figure, 400, 300, 1, &theme);
  cairo_surface_flush (surface);
  for (guint i = 0; i < 3; i++)
    seen[i] = pixel (surface, (int)ws_scale_map (&place->view.x, x[i]),
                     (int)ws_scale_map (&place->view.y, y[i]));
  g_assert_cmpint (channel (seen[0], 16), <, 90); /* violet */
  g_assert_cmpint (channel (seen[0], 0), >, 70);
  g_assert_cmpint (channel (seen[1], 16), >, 230); /* yellow */
  g_assert_cmpint (channel (seen[1], 0), <, 80);
  g_assert_cmpint (channel (seen[2], 16), >, 200); /* missing is hollow: paper and grid */
  cairo_surface_destroy (surface);
}

/* All figures, at odd sizes, with data that break drawings: no cairo error, something visible. */
static void
test_all_kinds (void)
{
  static const int sizes[][2] = { { 640, 400 }, { 97, 61 }, { 3, 3 } };

  for (guint k = 0; k < G_N_ELEMENTS (demo_kinds); k++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      for (WsThemeKind t = WS_THEME_LIGHT; t <= WS_THEME_SLIDE_DARK; t++)
        {
          g_autoptr (WsFigure) figure = demo_kinds[k].make ();
          WsTheme          theme;
          cairo_surface_t *surface;
          cairo_surface_t *empty;

          ws_theme_init (&theme, t);
          surface = render_slow (figure, sizes[s][0], sizes[s][1], 1, &theme);
          g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
          empty = blank (sizes[s][0], sizes[s][1], 0);
          g_assert_cmpint (compare (surface, empty).most, >, 0);
          cairo_surface_destroy (surface);
          cairo_surface_destroy (empty);
        }
}

/* Data that break drawings, with pan far away from them. */
static void
test_extremes (void)
{
  static const double values[][4] = { { 5, 5, 5, 5 },
                                      { 1e-30, 2e-30, 3e-30, 4e-30 },
                                      { 1e30, -1e30, 1e29, 0 },
                                      { 1e308, -1e308, 0, 1 },
                                      { 3, (double)NAN, HUGE_VAL, 0 } };
  WsTheme             theme;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  for (guint v = 0; v < G_N_ELEMENTS (values); v++)
    for (int is_far = 0; is_far < 2; is_far++)
      {
        g_autoptr (WsFigure) figure = ws_figure_new ();
        const double    *y = values[v];
        cairo_surface_t *fast, *slow;

        for (guint kind = 0; kind < 6; kind++)
          {
            WsPanel *panel = ws_figure_add_panel (figure);

            ws_panel_set_axis (panel, WS_AXIS_Y, "y",
                               kind % 2 == 0 ? WS_SCALE_LINEAR : WS_SCALE_LOG, WS_FORMAT_AUTO);
            if (is_far)
              ws_panel_set_limits (panel, WS_AXIS_Y, 1e-9, 1.1e-9);
            if (kind == 0)
              ws_series_set_value (ws_panel_add_scatter (panel, "points", y, y, 4, 0), y);
            else if (kind == 1)
              ws_panel_add_line (panel, "line", NULL, y, 4, 0);
            else if (kind == 2)
              ws_panel_add_band (panel, "band", NULL, y, y, y, 4, 0);
            else if (kind == 3)
              ws_panel_add_bars (panel, "bars", y, y, y, 4, 0);
            else if (kind == 4)
              ws_panel_add_histogram (panel, "histogram", y, 4, 0);
            else
              ws_panel_add_violin (panel, "violin", y, 4, 0);
          }
        fast = render_fast (figure, 900, 600, 1, &theme);
        slow = render_slow (figure, 900, 600, 1, &theme);
        g_assert_cmpint (cairo_surface_status (slow), ==, CAIRO_STATUS_SUCCESS);
        assert_same_picture (fast, slow, "extremes", 72, 0.1, 0.001);
        cairo_surface_destroy (fast);
        cairo_surface_destroy (slow);
      }
}

static void
test_transparent (void)
{
  g_autoptr (WsFigure) figure = demo_finetune ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 300, 200);
  cairo_t         *cr = cairo_create (surface);
  WsTheme          theme;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  theme.is_transparent = TRUE;
  ws_figure_render (figure, cr, 300, 200, &theme);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_assert_cmphex (*(guint32 *)(void *)cairo_image_surface_get_data (surface), ==, 0);
  cairo_surface_destroy (surface);
}

/* -- long curves -- */

static void
test_thin (void)
{
  enum
  {
    N = 100000
  };
  g_autofree double *y = g_new (double, N);
  WsView view = { { WS_SCALE_LINEAR, 0, N - 1, 0, 500 }, { WS_SCALE_LINEAR, -1, 1, 300, 0 } };
  double least = HUGE_VAL, greatest = -HUGE_VAL;
  guint  n_breaks = 0;

  g_autoptr (GArray) places = NULL;

  for (guint i = 0; i < N; i++)
    y[i] = 0.3 * sin (i * 0.001);
  y[33333] = 0.95; /* one spike */
  y[70001] = -0.9;
  y[50000] = (double)NAN;
  places = ws_thin_line (&view, NULL, y, 0, N);
  g_assert_cmpuint (places->len, <=, 4 * 502 + 2);
  for (guint i = 0; i < places->len; i++)
    {
      const WsPlace *place = &ws_array_index (places, WsPlace, i);

      if (isnan (place->x))
        {
          n_breaks++;
          continue;
        }
      least = fmin (least, place->y);
      greatest = fmax (greatest, place->y);
    }
  g_assert_cmpuint (n_breaks, ==, 1);
  plot_assert_close (least, ws_scale_map (&view.y, 0.95), 1e-9);
  plot_assert_close (greatest, ws_scale_map (&view.y, -0.9), 1e-9);
  /* short curves are left as they are */
  g_array_unref (places);
  places = ws_thin_line (&view, NULL, y, 0, 100);
  g_assert_cmpuint (places->len, ==, 100);
}

/* -- a landscape under the points of a map -- */

/* A map from -1 to 1 that fills the picture, with a point in its middle and a coarse and a fine
 * grid of cells below it: value 0 but for one fine cell of 1 at the upper right, the right half of
 * the coarse one empty. */
static WsFigure *
make_ground (gboolean has_own_color)
{
  const double coarse[] = { 0.0, (double)NAN, 0.0, (double)NAN };
  double       fine[16];
  const double x = 0.0, y = 0.0, value = 0.5;
  guint8       hatch[4] = { 1, 0, 0, 0 };
  WsFigure    *figure = ws_figure_new ();
  WsPanel     *panel = ws_figure_add_panel (figure);
  WsSeries    *series = ws_panel_add_scatter (panel, NULL, &x, &y, 1, 0);

  for (guint i = 0; i < 16; i++)
    fine[i] = i == 15 ? 1.0 : i == 0 ? HUGE_VAL : (double)NAN;
  ws_series_set_value (series, &value);
  ws_panel_set_map_style (panel, TRUE, NULL);
  ws_panel_set_limits (panel, WS_AXIS_X, -1.0, 1.0);
  ws_panel_set_limits (panel, WS_AXIS_Y, -1.0, 1.0);
  ws_panel_set_color (panel, WS_COLORMAP_VIRIDIS, 0.0, 1.0, NULL, WS_FORMAT_AUTO);
  ws_panel_add_cells (panel, coarse, 2, 2, -1.0, 1.0, -1.0, 1.0);
  ws_panel_add_cells (panel, fine, 4, 4, -1.0, 1.0, -1.0, 1.0);
  ws_panel_set_hatch (panel, hatch, 2, 2, -1.0, 1.0, -1.0, 1.0);
  if (has_own_color)
    ws_panel_set_landscape_color (panel, WS_COLORMAP_CIVIDIS, -1.0, 3.0, "cells", WS_FORMAT_AUTO);
  return figure;
}

static guint32
ground_at (const WsFigure *figure, double x, double y)
{
  WsTheme          theme;
  cairo_surface_t *surface = blank (400, 300, 0);
  guint32          color;
  g_autoptr (WsFigureLayout) layout = NULL;
  const WsPanelLayout *panel;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  layout = ws_figure_layout (figure, 400, 300, &theme);
  panel = ws_figure_layout_get_panel (layout, 0);
  ws_figure_render_image (figure, layout, surface, 1.0, &theme);
  color =
      pixel (surface, (int)ws_scale_map (&panel->view.x, x), (int)ws_scale_map (&panel->view.y, y));
  cairo_surface_destroy (surface);
  return color;
}

static void
assert_color (guint32 got, WsColor want)
{
  g_assert_cmpint (abs (channel (got, 16) - (int)lround (255 * want.r)), <=, 2);
  g_assert_cmpint (abs (channel (got, 8) - (int)lround (255 * want.g)), <=, 2);
  g_assert_cmpint (abs (channel (got, 0) - (int)lround (255 * want.b)), <=, 2);
}

/* Cells are where they belong, fine ones over coarse ones, and what is not known stays empty. */
static void
test_ground (void)
{
  const WsColor white = { 1, 1, 1, 1 };
  const guint8  none[4] = { 0 };
  WsColor       low = ws_colormap_get (WS_COLORMAP_VIRIDIS, 0, FALSE);
  WsColor       high = ws_colormap_get (WS_COLORMAP_VIRIDIS, 1, FALSE);
  g_autoptr (WsFigure) figure = make_ground (FALSE), own = make_ground (TRUE);
  WsPanel *panel = ws_figure_get_panel (figure, 0);

  assert_color (ground_at (figure, -0.3, 0.7), low);
  assert_color (ground_at (figure, 0.8, 0.8), high);
  assert_color (ground_at (figure, 0.3, 0.7), white);
  assert_color (ground_at (figure, 0.8, -0.6), white);
  ws_panel_set_hatch (panel, none, 2, 2, -1.0, 1.0, -1.0, 1.0);
  assert_color (ground_at (figure, -0.8, -0.8), white);
  assert_color (ground_at (figure, -0.3, -0.8), low);
  assert_color (ground_at (own, -0.3, 0.7), ws_colormap_get (WS_COLORMAP_CIVIDIS, 0.25, FALSE));
  assert_color (ground_at (own, 0.8, 0.8), ws_colormap_get (WS_COLORMAP_CIVIDIS, 0.5, FALSE));
  ws_panel_set_landscape_opacity (panel, 0.5);
  assert_color (ground_at (figure, 0.8, 0.8), ws_color_mix (&white, &high, 0.5));
  ws_panel_clear_landscape (panel);
  assert_color (ground_at (figure, -0.3, 0.7), white);
}

/* Strokes in the hatched part and in no other; a contour where it was put; both move no axis. */
static void
test_ground_marks (void)
{
  g_autoptr (WsFigure) figure = make_ground (FALSE), plain = make_ground (FALSE);
  WsPanel     *panel = ws_figure_get_panel (plain, 0);
  const guint8 none[4] = { 0 };
  const double line[] = { -0.9, 0.5, -0.1, 0.5 };
  guint        n_hatched = 0;

  ws_panel_set_hatch (panel, none, 2, 2, -1.0, 1.0, -1.0, 1.0);
  for (int i = 1; i < 20; i++)
    {
      double x = -0.95 + 0.04 * i;

      n_hatched += ground_at (figure, x, -0.6) != ground_at (plain, x, -0.6) ? 1 : 0;
      g_assert_cmphex (ground_at (figure, x, 0.6), ==, ground_at (plain, x, 0.6));
    }
  g_assert_cmpuint (n_hatched, >, 5);
  ws_panel_add_contour (panel, 0.5, line, 2);
  g_assert_cmphex (ground_at (figure, -0.5, 0.5), !=, ground_at (plain, -0.5, 0.5));
  g_assert_cmphex (ground_at (figure, -0.5, 0.7), ==, ground_at (plain, -0.5, 0.7));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/raster/markers", test_raster_markers);
  g_test_add_func ("/plot/raster/edges", test_raster_edges);
  g_test_add_func ("/plot/render/fast-as-slow", test_fast_as_slow);
  g_test_add_func ("/plot/render/without-points", test_figures_without_points_are_equal);
  g_test_add_func ("/plot/render/places", test_points_lie_on_their_places);
  g_test_add_func ("/plot/render/all-kinds", test_all_kinds);
  g_test_add_func ("/plot/render/extremes", test_extremes);
  g_test_add_func ("/plot/render/transparent", test_transparent);
  g_test_add_func ("/plot/render/thin", test_thin);
  g_test_add_func ("/plot/render/ground", test_ground);
  g_test_add_func ("/plot/render/ground-marks", test_ground_marks);
  return g_test_run ();
}
