/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/bytes-private.h"

#include "core/error.h"

#define CHUNK ((gsize)1 << 16)

GInputStream *
ws_bytes_open (const char *path, GError **error)
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

gboolean
ws_bytes_read_exactly (GInputStream *stream,
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

guint8 *
ws_bytes_read_new (
    GInputStream *stream, const char *path, gsize n, const char *what, GError **error)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  gsize got = 0;

  while (got < n)
    {
      gsize step = MIN (n - got, CHUNK * 16);

      g_byte_array_set_size (array, (guint)(got + step));
      if (!ws_bytes_read_exactly (stream, path, array->data + got, step, what, error))
        return NULL;
      got += step;
    }
  return g_byte_array_free (g_steal_pointer (&array), FALSE);
}

gboolean
ws_bytes_expect_end (GInputStream *stream, const char *path, gsize total, GError **error)
{
  guint8 extra;
  gssize n_extra = g_input_stream_read (stream, &extra, 1, NULL, error);

  if (n_extra < 0)
    {
      g_prefix_error (error, "%s: the end of the file is damaged: ", path);
      return FALSE;
    }
  if (n_extra > 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "%s: there are more bytes than the %" G_GSIZE_FORMAT
                   " that its header announces",
                   path, total);
      return FALSE;
    }
  return TRUE;
}

gboolean
ws_bytes_count_records (const char *path, gsize record, gsize *n, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                         G_FILE_QUERY_INFO_NONE, NULL, error);
  goffset size;

  if (info == NULL)
    return FALSE;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT, "%s: this is not a plain file", path);
      return FALSE;
    }
  size = g_file_info_get_size (info);
  if (size == 0 || size % (goffset)record != 0 || size > (goffset)WS_BYTES_MAX)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "%s: %" G_GOFFSET_FORMAT " bytes, expected a multiple of %" G_GSIZE_FORMAT
                   " and at most 1 GiB",
                   path, size, record);
      return FALSE;
    }
  *n = (gsize)size / record;
  return TRUE;
}

guint8 *
ws_bytes_read_beginning (const char *path, gsize n, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);

  return stream != NULL ? ws_bytes_read_new (G_INPUT_STREAM (stream), path, n, "it", error) : NULL;
}
