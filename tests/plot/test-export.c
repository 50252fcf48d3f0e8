/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/export.h"
#include "plot/plot-error.h"

#include "demo-figures.h"
#include "plot-test.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>

static const WsExportSize small = { 480, 320, 1.5 };

static GBytes *
bytes_of (const WsFigure *figure, const char *format)
{
  g_autoptr (GError) error = NULL;
  WsTheme theme;
  GBytes *bytes;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  bytes = ws_figure_export_bytes (figure, format, &small, &theme, &error);
  g_assert_no_error (error);
  g_assert_nonnull (bytes);
  return bytes;
}

/* Also behind zero bytes. */
static const char *
find (const char *data, gsize n, const char *what)
{
  return memmem (data, n, what, strlen (what));
}

static guint32
big_endian (const guint8 *p)
{
  return (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3];
}

static void
test_png (void)
{
  g_autoptr (WsFigure) figure = demo_violin ();
  g_autoptr (GBytes) bytes = bytes_of (figure, "png");
  gsize         n;
  const guint8 *data = g_bytes_get_data (bytes, &n);

  g_assert_cmpuint (n, >, 1000);
  g_assert_cmpmem (data, 8, "\x89PNG\r\n\x1a\n", 8);
  g_assert_cmpuint (big_endian (data + 16), ==, 720);
  g_assert_cmpuint (big_endian (data + 20), ==, 480);
}

/* All inflated streams of a PDF, one after the other. */
static GString *
pdf_streams (GBytes *bytes)
{
  gsize       n;
  const char *data = g_bytes_get_data (bytes, &n), *at = data;
  GString    *out = g_string_new (NULL);

  while ((at = find (at, n - (gsize)(at - data), "stream\n")) != NULL)
    {
      g_autoptr (GConverter) inflate =
          G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
      const char      *end = find (at, n - (gsize)(at - data), "endstream");
      g_autofree char *buffer = g_malloc (1 << 22);
      gsize            n_read, n_written;

      at += strlen ("stream\n");
      if (end == NULL || end < at)
        break;
      if (g_converter_convert (inflate, at, (gsize)(end - at), buffer, 1 << 22,
                               G_CONVERTER_INPUT_AT_END, &n_read, &n_written,
                               NULL) != G_CONVERTER_ERROR)
        g_string_append_len (out, buffer, (gssize)n_written);
      at = end + strlen ("endstream");
    }
  return out;
}

/* Text stays text: the page shows glyphs of a font, and the font maps them to letters. */
static void
test_pdf (void)
{
  g_autoptr (WsFigure) figure = demo_curves ();
  g_autoptr (GBytes) bytes = bytes_of (figure, "pdf");
  g_autoptr (GString) streams = pdf_streams (bytes);
  gsize       n;
  const char *data = g_bytes_get_data (bytes, &n);

  g_assert_cmpmem (data, 5, "%PDF-", 5);
  g_assert_nonnull (find (data, n, "/FontDescriptor"));
  g_assert_nonnull (find (data, n, "/ToUnicode"));
  g_assert_nonnull (find (data, n, "/MediaBox [ 0 0 480 320 ]"));
  g_assert_nonnull (find (streams->str, streams->len, "BT\n"));
  g_assert_true (find (streams->str, streams->len, "]TJ") != NULL ||
                 find (streams->str, streams->len, ")Tj") != NULL ||
                 find (streams->str, streams->len, ">Tj") != NULL);
  g_assert_nonnull (find (streams->str, streams->len, "begincmap"));
  g_assert_nonnull (find (streams->str, streams->len, "<0041>")); /* the A of Accuracy */
}

static void
test_svg (void)
{
  g_autoptr (WsFigure) figure = demo_curves ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) error = NULL;
  GMarkupParser parser = { 0 };
  gsize         n;
  const char   *data;

  ws_figure_set_title (figure, "5 < 6 & \"so on\"");
  bytes = bytes_of (figure, "svg");
  data = g_bytes_get_data (bytes, &n);
  g_assert_nonnull (find (data, n, ">Accuracy on test images</text>"));
  g_assert_nonnull (find (data, n, "rotate(-90)"));
  g_assert_nonnull (find (data, n, ">5 &lt; 6 &amp; &quot;so on&quot;</text>"));
  g_assert_nonnull (find (data, n, "<title>5 &lt; 6"));
  g_assert_null (find (data, n, "glyph"));
  context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_assert_true (g_markup_parse_context_parse (context, data, (gssize)n, &error));
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_no_error (error);
}

static void
test_same_bytes (void)
{
  static const char *const formats[] = { "png", "svg", "pdf" };

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++)
    {
      g_autoptr (WsFigure) figure = demo_map ();
      g_autoptr (GBytes) first = bytes_of (figure, formats[f]);
      g_autoptr (GBytes) second = NULL;

      second = bytes_of (figure, formats[f]);
      g_assert_true (g_bytes_equal (first, second));
      if (f == 2)
        {
          gsize       n;
          const char *data = g_bytes_get_data (first, &n);

          g_assert_nonnull (find (data, n, "/CreationDate (20000101"));
        }
    }
}

/* -- files -- */

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("ws-plot-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static guint
count_files (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

static void
test_files (void)
{
  static const char *const names[] = { "a.png", "b.svg", "c.pdf", "D.PNG" };
  g_autoptr (WsFigure) figure = demo_bars ();
  g_autofree char *folder = make_folder ();
  WsTheme          theme;

  ws_theme_init (&theme, WS_THEME_DARK);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autofree char *contents = NULL;
      gsize            n;

      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, "old", -1, NULL));
      g_assert_true (ws_figure_export (figure, path, &small, &theme, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &contents, &n, NULL));
      g_assert_cmpuint (n, >, 1000);
    }
  g_assert_cmpuint (count_files (folder), ==, G_N_ELEMENTS (names)); /* no temporary file is left */
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
test_pages (void)
{
  g_autoptr (WsFigure) a = demo_bars (), b = demo_forest ();
  const WsFigure  *pages[] = { a, b };
  g_autofree char *folder = make_folder (), *path = g_build_filename (folder, "all.pdf", NULL),
                  *contents = NULL;
  gsize   n;
  WsTheme theme;

  g_autoptr (GError) error = NULL;

  ws_theme_init (&theme, WS_THEME_SLIDE);
  g_assert_true (ws_figures_export_pdf (pages, 2, path, &small, &theme, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, &n, NULL));
  g_assert_nonnull (find (contents, n, "/Count 2"));
  g_unlink (path);
  g_rmdir (folder);
}

/* What fails leaves what was there, and no rubbish beside it. */
static void
test_file_errors (void)
{
  g_autoptr (WsFigure) figure = demo_bars ();
  g_autofree char *folder = make_folder ();
  g_autofree char *nowhere = g_build_filename (folder, "not", "there.png", NULL);
  g_autofree char *unknown = g_build_filename (folder, "figure.jpeg", NULL);
  g_autofree char *bare = g_build_filename (folder, "figure", NULL);
  g_autofree char *taken = g_build_filename (folder, "taken.png", NULL);
  WsTheme          theme;

  g_autoptr (GError) error = NULL;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  g_assert_false (ws_figure_export (figure, nowhere, &small, &theme, &error));
  g_assert_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_WRITE);
  g_assert_true (g_str_has_prefix (error->message, nowhere));
  g_clear_error (&error);
  g_assert_false (ws_figure_export (figure, unknown, &small, &theme, &error));
  g_assert_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (ws_figure_export (figure, bare, &small, &theme, &error));
  g_assert_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_cmpuint (count_files (folder), ==, 0);
  g_assert_cmpint (g_mkdir (taken, 0700), ==, 0); /* a folder cannot be replaced by a picture */
  g_assert_false (ws_figure_export (figure, taken, &small, &theme, &error));
  g_assert_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_WRITE);
  g_assert_cmpuint (count_files (folder), ==, 1);
  g_rmdir (taken);
  g_rmdir (folder);
}

/* The disk is full in the middle of the file: what was there stays, nothing is left beside it. */
static void
test_full_disk (void)
{
  g_autoptr (WsFigure) figure = demo_bars ();
  g_autofree char *folder = make_folder (), *path = g_build_filename (folder, "a.png", NULL);
  g_autofree char *contents = NULL;
  struct rlimit    before, limit;
  void (*handler) (int) = signal (SIGXFSZ, SIG_IGN);
  gboolean is_written;
  WsTheme  theme;

  g_autoptr (GError) error = NULL;

  ws_theme_init (&theme, WS_THEME_LIGHT);
  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 2000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  is_written = ws_figure_export (figure, path, &small, &theme, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, handler);
  g_assert_false (is_written);
  g_assert_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_WRITE);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "old");
  g_assert_cmpuint (count_files (folder), ==, 1);
  g_unlink (path);
  g_rmdir (folder);
}

/* -- sizes -- */

static void
test_sizes (void)
{
  static const struct
  {
    const char *text;
    double      w, h, scale;
  } good[] = {
    { "slide", 960, 540, 2 },      { "16:9", 960, 540, 2 },      { "slide-4k", 960, 540, 4 },
    { "4:3", 720, 540, 2 },        { "half", 480, 540, 2 },      { "column", 244.8, 183.6, 4 },
    { "square", 540, 540, 2 },     { "1920x1080", 960, 540, 2 }, { "3840x2160", 960, 540, 4 },
    { "800x600", 800, 600, 1 },    { "800x600px", 800, 600, 1 }, { "400X300", 400, 300, 1 },
    { "13.5x7.5in", 972, 540, 2 }, { "254x127mm", 720, 360, 2 }, { "960x540pt", 960, 540, 2 },
  };
  static const char *const bad[] = {
    "",         "big", "800",     "800x",        "x600",  "800x600furlongs",
    "-800x600", "0x0", "nanxnan", "99999x99999", "10x10", "1e9x1in"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      WsExportSize size;

      g_autoptr (GError) error = NULL;

      g_assert_true (ws_export_size_parse (good[i].text, &size, &error));
      g_assert_no_error (error);
      plot_assert_close (size.width, good[i].w, 1e-9);
      plot_assert_close (size.height, good[i].h, 1e-9);
      plot_assert_close (size.scale, good[i].scale, 1e-12);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      WsExportSize size;

      g_autoptr (GError) error = NULL;

      g_assert_false (ws_export_size_parse (bad[i], &size, &error));
      g_assert_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_SIZE);
    }
  for (const char *const *name = ws_export_size_names (); *name != NULL; name++)
    {
      WsExportSize size;

      g_assert_true (ws_export_size_parse (*name, &size, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/export/png", test_png);
  g_test_add_func ("/plot/export/pdf", test_pdf);
  g_test_add_func ("/plot/export/svg", test_svg);
  g_test_add_func ("/plot/export/same-bytes", test_same_bytes);
  g_test_add_func ("/plot/export/files", test_files);
  g_test_add_func ("/plot/export/pages", test_pages);
  g_test_add_func ("/plot/export/file-errors", test_file_errors);
  g_test_add_func ("/plot/export/full-disk", test_full_disk);
  g_test_add_func ("/plot/export/sizes", test_sizes);
  return g_test_run ();
}
