/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/reader-private.h"

#include "core/error.h"
#include "data/bytes-private.h"

/* IDX: magic 0, 0, type (8 = unsigned byte), number of dimensions; big-endian sizes; the bytes. */
#define MAX_SIDE 4096

/* Reads and checks magic and sizes; returns the number of values, 0 with @error. */
static gsize
read_header (GInputStream *stream, const char *path, guint n_dims, guint32 *dims, GError **error)
{
  guint8  header[4 + 4 * 4];
  gsize   total = 1;
  guint32 magic, expected = 0x800 + n_dims;

  if (!ws_bytes_read_exactly (stream, path, header, 4, "magic number", error))
    return 0;
  magic = (guint32)header[0] << 24 | (guint32)header[1] << 16 | (guint32)header[2] << 8 | header[3];
  if (magic != expected)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "%s: the magic number is 0x%08x, an IDX file of %u-dimensional bytes has 0x%08x",
                   path, magic, n_dims, expected);
      return 0;
    }
  if (!ws_bytes_read_exactly (stream, path, header + 4, (gsize)4 * n_dims, "sizes", error))
    return 0;
  for (guint i = 0; i < n_dims; i++)
    {
      const guint8 *b = header + 4 + 4 * i;

      dims[i] = (guint32)b[0] << 24 | (guint32)b[1] << 16 | (guint32)b[2] << 8 | b[3];
      if (dims[i] == 0 || !g_size_checked_mul (&total, total, dims[i]) || total > WS_BYTES_MAX)
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

/* Reads a whole IDX file of unsigned bytes with @n_dims dimensions. */
static guint8 *
read_array (const char *path, guint n_dims, guint32 *dims, GError **error)
{
  g_autoptr (GInputStream) stream = ws_bytes_open (path, error);
  g_autofree guint8 *values = NULL;
  gsize              total;

  total = stream != NULL ? read_header (stream, path, n_dims, dims, error) : 0;
  if (total == 0)
    return NULL;
  values = ws_bytes_read_new (stream, path, total, "values", error);
  if (values == NULL || !ws_bytes_expect_end (stream, path, total, error))
    return NULL;
  return g_steal_pointer (&values);
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

/* -- a folder of the four official files -- */

/* Images, then labels, of the train and the test part. */
static const char *const file_names[4] = { "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                           "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" };

static gboolean
is_there (const char *folder)
{
  return ws_reader_has_any (folder, file_names, G_N_ELEMENTS (file_names), TRUE);
}

static gboolean
find_files (const char *folder, WsPart part, char **images, char **labels, GError **error)
{
  *images = ws_reader_require_file (folder, file_names[2 * part], TRUE, error);
  *labels = *images != NULL ? ws_reader_require_file (folder, file_names[2 * part + 1], TRUE, error)
                            : NULL;
  return *labels != NULL;
}

static gboolean
read_sizes (const char *folder, WsPart part, WsImages *sizes, GError **error)
{
  g_autofree char *images = NULL, *labels = NULL;
  g_autoptr (GInputStream) stream = NULL;
  guint32 dims[3];

  if (!find_files (folder, part, &images, &labels, error))
    return FALSE;
  stream = ws_bytes_open (images, error);
  if (stream == NULL || read_header (stream, images, 3, dims, error) == 0)
    return FALSE;
  sizes->n = dims[0];
  sizes->channels = 1;
  sizes->height = dims[1];
  sizes->width = dims[2];
  return TRUE;
}

static WsImages *
read_part (const char *folder, WsPart part, GError **error)
{
  g_autofree char *images = NULL, *labels = NULL;

  return find_files (folder, part, &images, &labels, error) ? ws_idx_read (images, labels, error)
                                                            : NULL;
}

const WsReader ws_idx_reader = {
  .source = "IDX files",
  .files = "IDX has train-images-idx3-ubyte and so on",
  .preprocess = { .mean = 0.5f, .std = 0.5f },
  .is_there = is_there,
  .read_sizes = read_sizes,
  .read = read_part,
};
