/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/plot-error.h"
#include "plot/theme.h"

#include "plot-test.h"

#define TWO_STEPS (2.6 / 255)

static void
assert_color (WsColor got, double r, double g, double b)
{
  plot_assert_close (got.r, r, TWO_STEPS);
  plot_assert_close (got.g, g, TWO_STEPS);
  plot_assert_close (got.b, b, TWO_STEPS);
}

/* Published values between the anchors that the tables keep. */
static void
test_maps (void)
{
  assert_color (ws_colormap_get (WS_COLORMAP_VIRIDIS, 0, FALSE), 0.267004, 0.004874, 0.329415);
  assert_color (ws_colormap_get (WS_COLORMAP_VIRIDIS, 128 / 255.0, FALSE), 0.127568, 0.566949,
                0.550556);
  assert_color (ws_colormap_get (WS_COLORMAP_VIRIDIS, 196 / 255.0, FALSE), 0.395174, 0.797475,
                0.367757);
  assert_color (ws_colormap_get (WS_COLORMAP_VIRIDIS, 1, FALSE), 0.993248, 0.906157, 0.143936);
  assert_color (ws_colormap_get (WS_COLORMAP_CIVIDIS, 128 / 255.0, FALSE), 0.488697, 0.485318,
                0.471008);
  assert_color (ws_colormap_get (WS_COLORMAP_CIVIDIS, 64 / 255.0, FALSE), 0.263738, 0.307831,
                0.422789);
  assert_color (ws_colormap_get (WS_COLORMAP_CIVIDIS, 1, FALSE), 0.995737, 0.909344, 0.217772);
  assert_color (ws_colormap_get (WS_COLORMAP_GREY, 0.5, FALSE), 0.5, 0.5, 0.5);
  /* out of range is the end, not a number is the grey of missing values */
  assert_color (ws_colormap_get (WS_COLORMAP_GREY, 7, FALSE), 1, 1, 1);
  assert_color (ws_colormap_get (WS_COLORMAP_GREY, -7, FALSE), 0, 0, 0);
  assert_color (ws_colormap_get (WS_COLORMAP_VIRIDIS, (double)NAN, FALSE), 0.55, 0.55, 0.55);
}

/* Lightness tells the order, so that maps can be read in grey. */
static void
test_lightness (void)
{
  WsColor black = { 0, 0, 0, 1 };

  for (WsColormap map = WS_COLORMAP_VIRIDIS; map <= WS_COLORMAP_CIVIDIS; map++)
    for (guint i = 1; i < 256; i++)
      {
        WsColor a = ws_colormap_get (map, (i - 1) / 255.0, FALSE),
                b = ws_colormap_get (map, i / 255.0, FALSE);

        g_assert_cmpfloat (ws_color_contrast (&b, &black), >,
                           ws_color_contrast (&a, &black) - 0.003);
      }
  for (int is_dark = 0; is_dark < 2; is_dark++)
    {
      WsColor middle = ws_colormap_get (WS_COLORMAP_DIVERGING, 0.5, is_dark);
      WsColor low = ws_colormap_get (WS_COLORMAP_DIVERGING, 0, is_dark),
              high = ws_colormap_get (WS_COLORMAP_DIVERGING, 1, is_dark);

      g_assert_cmpfloat (ws_color_contrast (&middle, &low), >, 3);
      g_assert_cmpfloat (ws_color_contrast (&middle, &high), >, 3);
      g_assert_cmpfloat (low.b, >, low.r);
      g_assert_cmpfloat (high.r, >, high.b);
    }
}

/* The numbers that UX.md tells. */
static void
test_contrast (void)
{
  WsColor white = { 1, 1, 1, 1 }, dark = { 0x1e / 255.0, 0x1e / 255.0, 0x1e / 255.0, 1 },
          black = { 0, 0, 0, 1 };
  WsColor orange = ws_class_color (5, FALSE), sky = ws_class_color (6, FALSE),
          yellow = ws_class_color (7, FALSE);

  plot_assert_close (ws_color_contrast (&black, &white), 21, 1e-9);
  plot_assert_close (ws_color_contrast (&orange, &white), 2.3, 0.05);
  plot_assert_close (ws_color_contrast (&sky, &white), 2.3, 0.05);
  plot_assert_close (ws_color_contrast (&yellow, &white), 1.3, 0.05);
  plot_assert_close (ws_color_contrast (&black, &dark), 1.3, 0.05);
  for (guint c = 0; c < 5; c++)
    {
      WsColor on_light = ws_class_color (c, FALSE);

      g_assert_cmpfloat (ws_color_contrast (&on_light, &white), >, 3);
    }
  for (guint c = 0; c < 8; c++)
    {
      WsColor on_dark = ws_class_color (c, TRUE);

      g_assert_cmpfloat (ws_color_contrast (&on_dark, &dark), >, 3);
    }
}

static void
test_classes (void)
{
  for (guint a = 0; a < 56; a++)
    for (guint b = 0; b < a; b++)
      {
        WsColor  ca = ws_class_color (a, FALSE), cb = ws_class_color (b, FALSE);
        gboolean same = fabs (ca.r - cb.r) + fabs (ca.g - cb.g) + fabs (ca.b - cb.b) < 0.01;

        g_assert_false (same && ws_class_marker (a) == ws_class_marker (b));
      }
  g_assert_cmpuint (ws_class_dash (0), ==, 0);
  g_assert_cmpuint (ws_class_dash (8), ==, 1);
}

static void
test_themes (void)
{
  static const char *const names[] = { "light", "dark", "slide", "slide-dark" };
  WsTheme                  theme;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (ws_theme_parse (names[i], &theme, &error));
      g_assert_no_error (error);
      g_assert_cmpint (theme.kind, ==, i);
      g_assert_cmpfloat (ws_color_contrast (&theme.text, &theme.background), >, 7);
      g_assert_cmpfloat (ws_color_contrast (&theme.muted, &theme.background), >, 4.5);
      if (i >= WS_THEME_SLIDE)
        {
          g_assert_cmpfloat (theme.text_size, >=, 18);
          g_assert_cmpfloat (theme.line_width, >=, 2);
        }
    }
  ws_theme_init (&theme, WS_THEME_LIGHT);
  ws_theme_fit (&theme, 2000, 2000);
  plot_assert_close (theme.text_size, 11, 1e-12);
  ws_theme_fit (&theme, 245, 184);
  plot_assert_close (theme.text_size, 7.2, 0.21);
  ws_theme_fit (&theme, 10, 10);
  plot_assert_close (theme.text_size, 7, 1e-12);
}

static void
test_theme_error (void)
{
  WsTheme theme;

  g_autoptr (GError) error = NULL;

  g_assert_false (ws_theme_parse ("neon", &theme, &error));
  g_assert_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_THEME);
  g_assert_cmpstr (error->message, ==,
                   "theme \"neon\" is not known, expected light, dark, slide or slide-dark");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/color/maps", test_maps);
  g_test_add_func ("/plot/color/lightness", test_lightness);
  g_test_add_func ("/plot/color/contrast", test_contrast);
  g_test_add_func ("/plot/color/classes", test_classes);
  g_test_add_func ("/plot/theme/parse", test_themes);
  g_test_add_func ("/plot/theme/error", test_theme_error);
  return g_test_run ();
}
