/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/reader-private.h"

#include "core/error.h"
#include "data/bytes-private.h"

#include <math.h>
#include <string.h>

/* The zip-code digits of "The Elements of Statistical Learning": text, one image a line, its digit
 * and then 16 × 16 values from -1 (paper) to 1 (ink), row after row. */
#define SIDE 16
#define N_VALUES (SIDE * SIDE)
#define N_CLASSES 10
#define MAX_LINE 16384 /* 257 numbers of 60 letters */
#define MAX_TEXT ((gsize)1 << 28)

static const char *const file_names[2] = { "zip.train", "zip.test" };

static gboolean
is_there (const char *folder)
{
  return ws_reader_has_any (folder, file_names, G_N_ELEMENTS (file_names), TRUE);
}

/* -- lines -- */

typedef struct
{
  GInputStream *stream;
  char         *path;
  gsize         start, end; /* of what is in the buffer and not yet a line */
  gsize         total;      /* bytes of text so far */
  guint         number;     /* of the line given last, from 1 */
  gboolean      is_at_end;
  char          buffer[MAX_LINE + 1];
} Lines;

static void
lines_free (Lines *self)
{
  g_clear_object (&self->stream);
  g_free (self->path);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lines, lines_free)

static Lines *
lines_open (const char *folder, WsPart part, GError **error)
{
  g_autoptr (Lines) self = g_new0 (Lines, 1);

  self->path = ws_reader_require_file (folder, file_names[part], TRUE, error);
  if (self->path == NULL)
    return NULL;
  self->stream = ws_bytes_open (self->path, error);
  return self->stream != NULL ? g_steal_pointer (&self) : NULL;
}

static gboolean
fill (Lines *self, GError **error)
{
  gssize n;

  memmove (self->buffer, self->buffer + self->start, self->end - self->start);
  self->end -= self->start;
  self->start = 0;
  if (self->end == MAX_LINE)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "%s: line %u is longer than %u letters, a digit and %u values are shorter",
                   self->path, self->number + 1, MAX_LINE, N_VALUES);
      return FALSE;
    }
  n = g_input_stream_read (self->stream, self->buffer + self->end, MAX_LINE - self->end, NULL,
                           error);
  if (n < 0)
    {
      g_prefix_error (error, "%s: after line %u the file is damaged: ", self->path, self->number);
      return FALSE;
    }
  self->end += (gsize)n;
  self->total += (gsize)n;
  self->is_at_end = n == 0;
  if (self->total > MAX_TEXT)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "%s: after line %u the text is longer than %u MiB", self->path, self->number,
                   (guint)(MAX_TEXT >> 20));
      return FALSE;
    }
  return TRUE;
}

/* The next line that is not blank, its end cut off; *@line is NULL after the last. */
static gboolean
lines_next (Lines *self, char **line, gsize *length, GError **error)
{
  for (;;)
    {
      char *from = self->buffer + self->start;
      char *newline = memchr (from, '\n', self->end - self->start);

      if (newline == NULL && !self->is_at_end)
        {
          if (!fill (self, error))
            return FALSE;
          continue;
        }
      *line = NULL;
      if (newline == NULL && self->start == self->end)
        return TRUE;
      if (newline == NULL)
        newline = self->buffer + self->end;
      *newline = '\0';
      self->start = MIN ((gsize)(newline - self->buffer) + 1, self->end);
      self->number++;
      *length = (gsize)(newline - from);
      if (strspn (from, " \t\r") == *length)
        continue;
      *line = from;
      return TRUE;
    }
}

/* -- images -- */

/* Reads the number at *@at and steps behind it; NAN if there is none from @low to @high. */
static double
next_number (char **at, double low, double high)
{
  char  *end;
  double value = g_ascii_strtod (*at, &end);

  if (end == *at || (*end != '\0' && strchr (" \t\r", *end) == NULL) ||
      !(value >= low && value <= high))
    return NAN;
  *at = end;
  return value;
}

static gboolean
parse_line (
    const Lines *lines, char *line, gsize length, guint8 *label, guint8 *pixels, GError **error)
{
  char  *at = line;
  double digit = next_number (&at, 0, N_CLASSES - 1);

  if (!(digit == floor (digit)))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "%s: line %u begins with no digit from 0 to %u", lines->path, lines->number,
                   N_CLASSES - 1);
      return FALSE;
    }
  *label = (guint8)digit;
  for (guint i = 0; i < N_VALUES; i++)
    {
      double value = next_number (&at, -1, 1);

      if (isnan (value))
        {
          g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                       "%s: in line %u, value %u of %u is not a number from -1 to 1", lines->path,
                       lines->number, i + 1, N_VALUES);
          return FALSE;
        }
      pixels[i] = (guint8)round ((value + 1) / 2 * 255);
    }
  at += strspn (at, " \t\r");
  if (at != line + length)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, "%s: line %u goes on after %u values",
                   lines->path, lines->number, N_VALUES);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_count (const Lines *lines, guint n, GError **error)
{
  if (n == 0)
    g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, "%s: there are no images in it", lines->path);
  return n > 0;
}

/* There is no header: the lines have to be counted. */
static gboolean
read_sizes (const char *folder, WsPart part, WsImages *sizes, GError **error)
{
  g_autoptr (Lines) lines = lines_open (folder, part, error);
  char *line;
  gsize length;
  guint n = 0;

  if (lines == NULL)
    return FALSE;
  for (;; n++)
    {
      if (!lines_next (lines, &line, &length, error))
        return FALSE;
      if (line == NULL)
        break;
    }
  sizes->n = n;
  sizes->channels = 1;
  sizes->height = sizes->width = SIDE;
  return check_count (lines, n, error);
}

static WsImages *
read_part (const char *folder, WsPart part, GError **error)
{
  g_autoptr (Lines) lines = lines_open (folder, part, error);
  g_autoptr (GByteArray) pixels = g_byte_array_new (), labels = g_byte_array_new ();
  guint8 image[N_VALUES], label;
  char  *line;
  gsize  length;
  guint  n;

  if (lines == NULL)
    return NULL;
  for (;;)
    {
      if (!lines_next (lines, &line, &length, error))
        return NULL;
      if (line == NULL)
        break;
      if (!parse_line (lines, line, length, &label, image, error))
        return NULL;
      g_byte_array_append (pixels, image, N_VALUES);
      g_byte_array_append (labels, &label, 1);
    }
  n = labels->len;
  if (!check_count (lines, n, error))
    return NULL;
  return ws_images_new (n, 1, SIDE, SIDE, N_CLASSES,
                        g_byte_array_free (g_steal_pointer (&pixels), FALSE),
                        g_byte_array_free (g_steal_pointer (&labels), FALSE));
}

const WsReader ws_usps_reader = {
  .source = "USPS digits, text files",
  .files = "USPS has zip.train and zip.test",
  .preprocess = { .mean = 0.1307f, .std = 0.3081f },
  .is_there = is_there,
  .read_sizes = read_sizes,
  .read = read_part,
};
