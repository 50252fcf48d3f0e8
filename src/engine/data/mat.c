/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/mat-private.h"

#include "core/error.h"
#include "data/bytes-private.h"

#include <string.h>

/* "MAT-File Format", The MathWorks: a header of 128 bytes, then elements, each a tag of type and
 * size and its bytes. A variable is an element of the type "matrix", in which its flags, sizes,
 * name and values are elements again; a compressed element is one of these, packed by zlib. */
#define HEADER 128
#define TAG 8
#define BEGINNING ((gsize)1 << 16) /* of the file, where sizes are looked for first */
#define MAX_NAME 63

enum
{
  TYPE_INT8 = 1,
  TYPE_UINT8 = 2,
  TYPE_INT32 = 5,
  TYPE_UINT32 = 6,
  TYPE_DOUBLE = 9,
  TYPE_MATRIX = 14,
  TYPE_COMPRESSED = 15,
};

enum
{
  CLASS_DOUBLE = 6,
  CLASS_UINT8 = 9,
};

#define FLAG_COMPLEX 0x800

/* One matrix, read from front to back. */
typedef struct
{
  const char   *path;
  gsize         position; /* in the file, of the element */
  GInputStream *stream;   /* of the matrix's bytes, unpacked */
  gsize         left;     /* of them */
  gboolean      is_packed;
} Matrix;

typedef struct
{
  guint32  type, size, padding; /* bytes; padding: behind them, to the next multiple of eight */
  gboolean is_small;            /* its bytes are in the tag, at @small */
  guint8   small[4];
} Tag;

static guint32
get_u32 (const guint8 *b)
{
  return b[0] | (guint32)b[1] << 8 | (guint32)b[2] << 16 | (guint32)b[3] << 24;
}

static gboolean G_GNUC_PRINTF (3, 4)
    refuse (const Matrix *matrix, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list          args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
               "%s: in the variable at byte %" G_GSIZE_FORMAT ", %s", matrix->path,
               matrix->position, text);
  return FALSE;
}

/* -- the elements of a matrix -- */

static gboolean
take (Matrix *self, gpointer buffer, gsize n, const char *what, GError **error)
{
  if (n > self->left)
    return refuse (self, error, "%s go on behind its end", what);
  self->left -= n;
  return ws_bytes_read_exactly (self->stream, self->path, buffer, n, what, error);
}

static gboolean
take_tag (Matrix *self, Tag *tag, const char *what, GError **error)
{
  guint8 bytes[TAG];

  if (!take (self, bytes, TAG, what, error))
    return FALSE;
  tag->type = get_u32 (bytes);
  tag->size = get_u32 (bytes + 4);
  tag->padding = (8 - tag->size % 8) % 8;
  tag->is_small = tag->type >> 16 != 0;
  if (!tag->is_small)
    return TRUE;
  tag->size = tag->type >> 16;
  tag->type &= 0xffff;
  tag->padding = 0;
  if (tag->size > 4)
    return refuse (self, error, "a small element has %u bytes, 4 are the most", tag->size);
  memcpy (tag->small, bytes + 4, 4);
  return TRUE;
}

/* Reads an element of @type with at most @max bytes. */
static gboolean
take_element (Matrix     *self,
              guint32     type,
              guint8     *buffer,
              gsize       max,
              gsize      *n,
              const char *what,
              GError    **error)
{
  guint8 unused[8];
  Tag    tag;

  if (!take_tag (self, &tag, what, error))
    return FALSE;
  if (tag.type != type || tag.size > max)
    return refuse (self, error, "%s have type %u and %u bytes, expected type %u and at most %u",
                   what, tag.type, tag.size, type, (guint)max);
  *n = tag.size;
  if (tag.is_small)
    {
      memcpy (buffer, tag.small, tag.size);
      return TRUE;
    }
  return take (self, buffer, tag.size, what, error) &&
         take (self, unused, tag.padding, what, error);
}

/* Flags, sizes and name. */
static gboolean
take_head (Matrix *self, guint *flags, WsMatArray *out, char name[MAX_NAME + 1], GError **error)
{
  guint8 bytes[4 * WS_MAT_MAX_DIMS];
  gsize  n;

  if (!take_element (self, TYPE_UINT32, bytes, 8, &n, "the flags", error))
    return FALSE;
  if (n != 8)
    return refuse (self, error, "the flags have %u bytes, expected 8", (guint)n);
  *flags = get_u32 (bytes);
  if (!take_element (self, TYPE_INT32, bytes, sizeof bytes, &n, "the sizes", error))
    return FALSE;
  if (n % 4 != 0 || n < 8)
    return refuse (self, error, "the sizes have %u bytes, expected 4 for each of 2 to %u", (guint)n,
                   WS_MAT_MAX_DIMS);
  out->n_dims = (guint)n / 4;
  out->n = 1;
  for (guint i = 0; i < out->n_dims; i++)
    {
      out->dims[i] = get_u32 (bytes + 4 * i);
      if (out->dims[i] == 0 || !g_size_checked_mul (&out->n, out->n, out->dims[i]) ||
          out->n > WS_BYTES_MAX)
        return refuse (self, error, "size %u is %u: empty, or more than 1 GiB", i + 1,
                       out->dims[i]);
    }
  if (!take_element (self, TYPE_INT8, (guint8 *)name, MAX_NAME, &n, "the letters of its name",
                     error))
    return FALSE;
  name[n] = '\0';
  return TRUE;
}

/* -- values -- */

static gboolean
convert_doubles (const Matrix *self, const guint8 *bytes, WsMatArray *out, GError **error)
{
  out->values = g_malloc (out->n);
  for (gsize i = 0; i < out->n; i++)
    {
      guint64 bits = get_u32 (bytes + 8 * i) | (guint64)get_u32 (bytes + 8 * i + 4) << 32;
      double  value;

      memcpy (&value, &bits, sizeof value);
      out->values[i] = value >= 0 && value <= 255 ? (guint8)value : 0;
      if (!(out->values[i] == value))
        {
          g_clear_pointer (&out->values, g_free);
          return refuse (self, error,
                         "value %" G_GSIZE_FORMAT " is %g, expected a whole number from 0 to 255",
                         i, value);
        }
    }
  return TRUE;
}

static gboolean
take_values (Matrix *self, WsMatArray *out, GError **error)
{
  g_autofree guint8 *bytes = NULL;
  guint8             unused[8];
  gsize              width;
  Tag                tag;

  if (!take_tag (self, &tag, "the values", error))
    return FALSE;
  if (tag.type != TYPE_UINT8 && tag.type != TYPE_DOUBLE)
    return refuse (self, error, "the values have type %u, expected %u (bytes) or %u (doubles)",
                   tag.type, TYPE_UINT8, TYPE_DOUBLE);
  width = tag.type == TYPE_DOUBLE ? sizeof (double) : 1;
  if (tag.size / width != out->n || tag.size % width != 0 || tag.size > WS_BYTES_MAX)
    return refuse (self, error, "the values have %u bytes, its sizes make %" G_GSIZE_FORMAT,
                   tag.size, out->n * width);
  if (tag.is_small)
    bytes = g_memdup2 (tag.small, tag.size);
  else if (tag.size > self->left)
    return refuse (self, error, "the values go on behind its end");
  else
    {
      bytes = ws_bytes_read_new (self->stream, self->path, tag.size, "the values", error);
      if (bytes == NULL)
        return FALSE;
      self->left -= tag.size;
      /* Some writers leave out what would only fill up the last element. */
      if (!take (self, unused, MIN (tag.padding, self->left), "the values", error))
        return FALSE;
    }
  if (self->left > 0)
    return refuse (self, error, "%" G_GSIZE_FORMAT " bytes come behind the values", self->left);
  if (self->is_packed && !ws_bytes_expect_end (self->stream, self->path, tag.size, error))
    return FALSE;
  if (tag.type == TYPE_DOUBLE)
    return convert_doubles (self, bytes, out, error);
  out->values = g_steal_pointer (&bytes);
  return TRUE;
}

/* -- the variables of a file -- */

/* The file, or its first @n bytes. */
typedef struct
{
  const char   *path;
  const guint8 *bytes;
  gsize         n;
  gboolean      is_whole;
} Contents;

/* A stream of the matrix in the element of @size bytes at @position. */
static gboolean
open_matrix (
    const Contents *contents, guint32 type, gsize position, gsize size, Matrix *out, GError **error)
{
  gsize there = MIN (size, contents->n - position - TAG);
  g_autoptr (GInputStream) plain =
      g_memory_input_stream_new_from_data (contents->bytes + position + TAG, (gssize)there, NULL);
  g_autoptr (GZlibDecompressor) unzip = NULL;
  guint8 bytes[TAG];

  out->path = contents->path;
  out->position = position;
  out->is_packed = type == TYPE_COMPRESSED;
  out->left = size;
  if (!out->is_packed)
    {
      out->stream = g_steal_pointer (&plain);
      return TRUE;
    }
  unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  out->stream = g_converter_input_stream_new (plain, G_CONVERTER (unzip));
  if (!ws_bytes_read_exactly (out->stream, out->path, bytes, TAG, "a variable's tag", error))
    return FALSE;
  out->left = get_u32 (bytes + 4);
  if (get_u32 (bytes) != TYPE_MATRIX)
    return refuse (out, error, "the type is %u, expected %u, a matrix", get_u32 (bytes),
                   TYPE_MATRIX);
  return TRUE;
}

/* Reads the matrix if it is the wanted one. */
static gboolean
try_matrix (Matrix     *matrix,
            const char *variable,
            gboolean    with_values,
            WsMatArray *out,
            gboolean   *is_found,
            GError    **error)
{
  char  name[MAX_NAME + 1];
  guint flags = 0;

  *is_found = FALSE;
  if (!take_head (matrix, &flags, out, name, error))
    return FALSE;
  *is_found = g_str_equal (name, variable);
  if (!*is_found)
    return TRUE;
  if (((flags & 0xff) != CLASS_UINT8 && (flags & 0xff) != CLASS_DOUBLE) ||
      (flags & FLAG_COMPLEX) != 0)
    return refuse (matrix, error, "\"%s\" has class %u, expected real bytes (%u) or doubles (%u)",
                   variable, flags & 0xff, CLASS_UINT8, CLASS_DOUBLE);
  return !with_values || take_values (matrix, out, error);
}

static gboolean
check_header (const Contents *contents, GError **error)
{
  const guint8 *end = contents->bytes + HEADER;

  if (contents->n >= HEADER && end[-2] == 'I' && end[-1] == 'M' && end[-3] == 1)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
               "%s: this is not a little-endian MATLAB file of version 5", contents->path);
  return FALSE;
}

static gboolean
find_variable (const Contents *contents,
               const char     *variable,
               gboolean        with_values,
               WsMatArray     *out,
               GError        **error)
{
  if (!check_header (contents, error))
    return FALSE;
  for (gsize at = HEADER; contents->n - at >= TAG;)
    {
      guint32  type = get_u32 (contents->bytes + at);
      gsize    size = get_u32 (contents->bytes + at + 4);
      gboolean is_found = FALSE, is_good = TRUE;

      if (contents->is_whole && size > contents->n - at - TAG)
        {
          g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                       "%s: the element at byte %" G_GSIZE_FORMAT " has %" G_GSIZE_FORMAT
                       " bytes, %" G_GSIZE_FORMAT " are left of the file",
                       contents->path, at, size, contents->n - at - TAG);
          return FALSE;
        }
      if (type == TYPE_MATRIX || type == TYPE_COMPRESSED)
        {
          Matrix matrix = { 0 };

          is_good = open_matrix (contents, type, at, size, &matrix, error) &&
                    try_matrix (&matrix, variable, with_values, out, &is_found, error);
          g_clear_object (&matrix.stream);
        }
      if (!is_good || is_found)
        return is_good;
      at += TAG + MIN (size, contents->n - at - TAG);
    }
  g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, "%s: there is no variable \"%s\" in it",
               contents->path, variable);
  return FALSE;
}

gboolean
ws_mat_read (
    const char *path, const char *variable, gboolean with_values, WsMatArray *out, GError **error)
{
  Contents contents = { .path = path };
  gsize    size;

  memset (out, 0, sizeof *out);
  if (!ws_bytes_count_records (path, 1, &size, error))
    return FALSE;
  for (guint pass = with_values || size <= BEGINNING; pass < 2; pass++)
    {
      g_autofree guint8 *bytes = NULL;
      gboolean           is_found;

      contents.is_whole = pass == 1;
      contents.n = contents.is_whole ? size : BEGINNING;
      contents.bytes = bytes = ws_bytes_read_beginning (path, contents.n, error);
      if (bytes == NULL)
        return FALSE;
      is_found =
          find_variable (&contents, variable, with_values, out, contents.is_whole ? error : NULL);
      if (is_found || contents.is_whole)
        return is_found;
    }
  g_return_val_if_reached (FALSE);
}
