/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/idx-private.h"
#include "data/images.h"

#include "core/error.h"

#include <gio/gio.h>
#include <string.h>

/* IDX: magic 0, 0, type (8 = unsigned byte), number of dimensions; big-endian sizes; the bytes. */
#define MAX_BYTES ((gsize)1 << 30)
#define MAX_SIDE 4096
#define CHUNK ((gsize)1 << 16)

/* The file's stream, unpacked if its first bytes are gzip's. */
static GInputStream *
open_stream (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) raw = g_file_read (file, NULL, error);
  g_autoptr (GInputStream) buffered = NULL;
  const guint8 *bytes;
  gsize         n;

  if (raw == NULL)
    return NULL;
  buffered = g_buffered_input_stream_new_sized (G_INPUT_STREAM (raw), CHUNK);
  if (g_buffered_input_stream_fill (G_BUFFERED_INPUT_STREAM (buffered), -1, NULL, error) < 0)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  bytes = g_buffered_input_stream_peek_buffer (G_BUFFERED_INPUT_STREAM (buffered), &n);
  if (n >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b)
    {
      g_autoptr (GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);

      return g_converter_input_stream_new (buffered, G_CONVERTER (unzip));
    }
  return g_steal_pointer (&buffered);
}

static gboolean
read_exactly (GInputStream *stream,
              const char   *path,
              gpointer      buffer,
              gsize         n,
              const char   *what,
              GError      **error)
{
  gsize got = 0;

  if (!g_input_stream_read_all (stream, buffer, n, &got, NULL, error))
    {
      g_prefix_error (error, "%s: %s is damaged: ", path, what);
      return FALSE;
    }
  if (got < n)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "%s: the file ends after %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes of %s",
                   path, got, n, what);
      return FALSE;
    }
  return TRUE;
}

/* Reads and checks magic and sizes; returns the number of values, 0 with @error. */
static gsize
read_header (GInputStream *stream, const char *path, guint n_dims, guint32 *dims, GError **error)
{
  guint8  header[4 + 4 * 4];
  gsize   total = 1;
  guint32 magic, expected = 0x800 + n_dims;

  if (!read_exactly (stream, path, header, 4, "magic number", error))
    return 0;
  magic = (guint32)header[0] << 24 | (guint32)header[1] << 16 | (guint32)header[2] << 8 | header[3];
  if (magic != expected)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "%s: the magic number is 0x%08x, an IDX file of %u-dimensional bytes has 0x%08x",
                   path, magic, n_dims, expected);
      return 0;
    }
  if (!read_exactly (stream, path, header + 4, (gsize)4 * n_dims, "sizes", error))
    return 0;
  for (guint i = 0; i < n_dims; i++)
    {
      const guint8 *b = header + 4 + 4 * i;

      dims[i] = (guint32)b[0] << 24 | (guint32)b[1] << 16 | (guint32)b[2] << 8 | b[3];
      if (dims[i] == 0 || !g_size_checked_mul (&total, total, dims[i]) || total > MAX_BYTES)
        {
          g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                       "%s: dimension %u of size %u is empty or makes the file larger than 1 GiB",
                       path, i + 1, dims[i]);
          return 0;
        }
      /* Small files may claim, or unpack to, one image with sides that no step after could take. */
      if (i > 0 && dims[i] > MAX_SIDE)
        {
          g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                       "%s: images with a side of %u pixels; %u is the most", path, dims[i],
                       MAX_SIDE);
          return 0;
        }
    }
  return total;
}

gboolean
ws_idx_read_sizes (const char *path, guint n_dims, guint32 *dims, GError **error)
{
  g_autoptr (GInputStream) stream = open_stream (path, error);

  return stream != NULL && read_header (stream, path, n_dims, dims, error) > 0;
}

/* Reads a whole IDX file of unsigned bytes with @n_dims dimensions. */
static guint8 *
read_array (const char *path, guint n_dims, guint32 *dims, GError **error)
{
  g_autoptr (GInputStream) stream = open_stream (path, error);
  g_autoptr (GByteArray) array = NULL;
  guint8 extra;
  gsize  total, got = 0;
  gssize n_extra;

  total = stream != NULL ? read_header (stream, path, n_dims, dims, error) : 0;
  if (total == 0)
    return NULL;

  /* Grow as bytes arrive: the header's sizes are a claim, not a reason to take memory. */
  array = g_byte_array_new ();
  while (got < total)
    {
      gsize step = MIN (total - got, CHUNK * 16);

      g_byte_array_set_size (array, (guint)(got + step));
      if (!read_exactly (stream, path, array->data + got, step, "values", error))
        return NULL;
      got += step;
    }
  /* Asking for more also makes a packed file check its own sum. */
  n_extra = g_input_stream_read (stream, &extra, 1, NULL, error);
  if (n_extra < 0)
    {
      g_prefix_error (error, "%s: the end of the file is damaged: ", path);
      return NULL;
    }
  if (n_extra > 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "%s: there are more bytes than the %" G_GSIZE_FORMAT
                   " that its header announces",
                   path, total);
      return NULL;
    }
  return g_byte_array_free (g_steal_pointer (&array), FALSE);
}

WsImages *
ws_idx_read (const char *image_path, const char *label_path, GError **error)
{
  g_autofree guint8 *pixels = NULL, *labels = NULL;
  guint32            image_dims[3], n_labels;
  guint              n_classes = 10;

  pixels = read_array (image_path, 3, image_dims, error);
  if (pixels == NULL)
    return NULL;
  labels = read_array (label_path, 1, &n_labels, error);
  if (labels == NULL)
    return NULL;
  if (n_labels != image_dims[0])
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, "%s has %u labels, but %s has %u images",
                   label_path, n_labels, image_path, image_dims[0]);
      return NULL;
    }
  for (guint i = 0; i < n_labels; i++)
    if (labels[i] >= n_classes)
      {
        g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                     "%s: label %u is %u, expected a class from 0 to %u", label_path, i, labels[i],
                     n_classes - 1);
        return NULL;
      }
  return ws_images_new (image_dims[0], 1, image_dims[1], image_dims[2], n_classes,
                        g_steal_pointer (&pixels), g_steal_pointer (&labels));
}

static gboolean
write_array (const char    *path,
             const guint8  *values,
             const guint32 *dims,
             guint          n_dims,
             gboolean       gzip,
             GError       **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GOutputStream) stream = NULL;
  guint8 header[4 + 4 * 4] = { 0, 0, 8, (guint8)n_dims };
  gsize  total = 1;

  for (guint i = 0; i < n_dims; i++)
    {
      total *= dims[i];
      for (guint b = 0; b < 4; b++)
        header[4 + 4 * i + b] = (guint8)(dims[i] >> (24 - 8 * b));
    }
  stream = G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error));
  if (stream != NULL && gzip)
    {
      g_autoptr (GZlibCompressor) zip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
      GOutputStream *packed = g_converter_output_stream_new (stream, G_CONVERTER (zip));

      g_object_unref (stream);
      stream = packed;
    }
  return stream != NULL &&
         g_output_stream_write_all (stream, header, 4 + 4 * n_dims, NULL, NULL, error) &&
         g_output_stream_write_all (stream, values, total, NULL, NULL, error) &&
         g_output_stream_close (stream, NULL, error);
}

gboolean
ws_idx_write (const WsImages *images,
              const char     *image_path,
              const char     *label_path,
              gboolean        gzip,
              GError        **error)
{
  guint32 dims[3] = { images->n, images->height, images->width };

  g_return_val_if_fail (images->channels == 1, FALSE);

  return write_array (image_path, images->pixels, dims, 3, gzip, error) &&
         write_array (label_path, images->labels, dims, 1, gzip, error);
}
