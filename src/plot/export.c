/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "plot/export.h"

#include "plot/export-private.h"
#include "plot/plot-error.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define LEAST_PIXELS 32
#define MOST_PIXELS 16384

/* -- sizes -- */

static const struct
{
  const char  *name;
  WsExportSize size;
} known_sizes[] = {
  { "slide", { 960, 540, 2 } }, { "slide-4k", { 960, 540, 4 } },   { "4:3", { 720, 540, 2 } },
  { "half", { 480, 540, 2 } },  { "column", { 244.8, 183.6, 4 } }, { "square", { 540, 540, 2 } },
};

const char *const *
ws_export_size_names (void)
{
  static const char *const names[] = {
    "slide", "slide-4k", "4:3", "half", "column", "square", NULL
  };

  return names;
}

static gboolean
read_pair (const char *text, double *w, double *h, const char **rest)
{
  char *end;

  *w = g_ascii_strtod (text, &end);
  if (end == text || (*end != 'x' && *end != 'X'))
    return FALSE;
  text = end + 1;
  *h = g_ascii_strtod (text, &end);
  *rest = end;
  return end != text && isfinite (*w) && isfinite (*h) && *w > 0 && *h > 0;
}

gboolean
ws_export_size_parse (const char *text, WsExportSize *size, GError **error)
{
  static const struct
  {
    const char *unit;
    double      points; /* of one unit; 0: pixels */
  } units[] = { { "", 0 },    { "px", 0 },         { "pt", 1 },
                { "in", 72 }, { "mm", 72 / 25.4 }, { "cm", 72 / 2.54 } };
  const char *rest = "";
  double      w = 0, h = 0;

  text = text != NULL ? text : "";
  for (guint i = 0; i < G_N_ELEMENTS (known_sizes); i++)
    if (strcmp (text, known_sizes[i].name) == 0 || (i == 0 && strcmp (text, "16:9") == 0))
      {
        *size = known_sizes[i].size;
        return TRUE;
      }
  if (read_pair (text, &w, &h, &rest))
    for (guint i = 0; i < G_N_ELEMENTS (units); i++)
      if (strcmp (rest, units[i].unit) == 0)
        {
          /* half steps: type keeps its share of the picture, hairlines stay even */
          double scale = units[i].points > 0 ? 2 : fmax (1, floor (2 * fmin (w, h) / 540) / 2);
          double factor = units[i].points > 0 ? units[i].points : 1 / scale;

          *size = (WsExportSize){ w * factor, h * factor, scale };
          w = round (size->width * scale);
          h = round (size->height * scale);
          if (fmin (w, h) >= LEAST_PIXELS && fmax (w, h) <= MOST_PIXELS)
            return TRUE;
          g_set_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_SIZE,
                       "size \"%s\" gives %.0f x %.0f pixels, expected %d to %d each way", text, w,
                       h, LEAST_PIXELS, MOST_PIXELS);
          return FALSE;
        }
  g_set_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_SIZE,
               "size \"%s\" cannot be read, expected a form like 1920x1080, 86x60mm or slide",
               text);
  return FALSE;
}

/* -- bytes -- */

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
finish (GByteArray *bytes, cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  g_set_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_WRITE, "picture could not be drawn: %s",
               cairo_status_to_string (status));
  return NULL;
}

static GBytes *
make_png (const WsFigure *figure, const WsExportSize *size, const WsTheme *theme, GError **error)
{
  int w = (int)round (size->width * size->scale), h = (int)round (size->height * size->scale);
  cairo_surface_t *surface = cairo_image_surface_create (
      theme->is_transparent ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24, w, h);
  cairo_t       *cr = cairo_create (surface);
  GByteArray    *bytes = g_byte_array_new ();
  cairo_status_t status;

  cairo_scale (cr, w / size->width, h / size->height);
  ws_figure_render (figure, cr, size->width, size->height, theme);
  cairo_destroy (cr);
  status = cairo_surface_write_to_png_stream (surface, append_cb, bytes);
  cairo_surface_destroy (surface);
  return finish (bytes, status, error);
}

static void
set_pdf_metadata (cairo_surface_t *surface, const WsFigure *figure)
{
  const char *title = ws_figure_get_title (figure);

  /* a fixed date, so that the same figure is the same file */
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Weightscape");
  if (title != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
}

static GBytes *
make_pdf (const WsFigure *const *figures,
          guint                  n,
          const WsExportSize    *size,
          const WsTheme         *theme,
          GError               **error)
{
  GByteArray      *bytes = g_byte_array_new ();
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (append_cb, bytes, size->width, size->height);
  cairo_t       *cr = cairo_create (surface);
  cairo_status_t status;

  if (n > 0)
    set_pdf_metadata (surface, figures[0]);
  for (guint i = 0; i < n; i++)
    {
      ws_figure_render (figures[i], cr, size->width, size->height, theme);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return finish (bytes, status, error);
}

static GBytes *
make_svg (const WsFigure *figure, const WsExportSize *size, const WsTheme *theme, GError **error)
{
  GByteArray      *bytes = g_byte_array_new ();
  cairo_surface_t *surface =
      cairo_svg_surface_create_for_stream (append_cb, bytes, size->width, size->height);
  cairo_t       *cr = cairo_create (surface);
  cairo_status_t status;

  g_autoptr (WsFigureLayout) layout = ws_figure_layout (figure, size->width, size->height, theme);

  ws_figure_render_layers (figure, layout, cr, theme, WS_LAYER_ALL & ~WS_LAYER_TEXT);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    ws_svg_add_texts (bytes, figure, layout, theme);
  return finish (bytes, status, error);
}

GBytes *
ws_figure_export_bytes (const WsFigure     *figure,
                        const char         *format,
                        const WsExportSize *size,
                        const WsTheme      *theme,
                        GError            **error)
{
  if (g_ascii_strcasecmp (format, "png") == 0)
    return make_png (figure, size, theme, error);
  if (g_ascii_strcasecmp (format, "svg") == 0)
    return make_svg (figure, size, theme, error);
  if (g_ascii_strcasecmp (format, "pdf") == 0)
    return make_pdf (&figure, 1, size, theme, error);
  g_set_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_FORMAT,
               "format \"%s\" is not known, expected png, svg or pdf", format);
  return NULL;
}

/* -- files -- */

static gboolean
fail_at (const char *path, const char *temporary, int fd, int saved_errno, GError **error)
{
  if (fd >= 0)
    close (fd);
  if (temporary != NULL)
    g_unlink (temporary);
  g_set_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_WRITE, "%s: picture could not be written: %s",
               path, g_strerror (saved_errno));
  return FALSE;
}

/* Temporary name beside it, sync, rename: @path is either what it was or whole. */
static gboolean
write_file (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  gsize            size, done = 0;
  const char      *data = g_bytes_get_data (bytes, &size);
  int              fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);

  if (fd < 0)
    return fail_at (path, NULL, -1, errno, error);
  while (done < size)
    {
      gssize n = write (fd, data + done, size - done);

      if (n < 0 && errno != EINTR)
        return fail_at (path, temporary, fd, errno, error);
      done += n > 0 ? (gsize)n : 0;
    }
  if (fsync (fd) != 0)
    return fail_at (path, temporary, fd, errno, error);
  if (close (fd) != 0)
    return fail_at (path, temporary, -1, errno, error);
  if (g_rename (temporary, path) != 0)
    return fail_at (path, temporary, -1, errno, error);
  return TRUE;
}

gboolean
ws_figure_export (const WsFigure     *figure,
                  const char         *path,
                  const WsExportSize *size,
                  const WsTheme      *theme,
                  GError            **error)
{
  g_autofree char *name = g_path_get_basename (path);
  const char      *dot = strrchr (name, '.');

  g_autoptr (GBytes) bytes = NULL;

  if (dot == NULL || dot == name)
    {
      g_set_error (error, WS_PLOT_ERROR, WS_PLOT_ERROR_FORMAT,
                   "%s: file name has no ending, expected .png, .svg or .pdf", path);
      return FALSE;
    }
  bytes = ws_figure_export_bytes (figure, dot + 1, size, theme, error);
  if (bytes == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  return write_file (path, bytes, error);
}

gboolean
ws_figures_export_pdf (const WsFigure *const *figures,
                       guint                  n_figures,
                       const char            *path,
                       const WsExportSize    *size,
                       const WsTheme         *theme,
                       GError               **error)
{
  g_autoptr (GBytes) bytes = make_pdf (figures, n_figures, size, theme, error);

  if (bytes == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  return write_file (path, bytes, error);
}
