/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/reader-private.h"

#include "core/error.h"
#include "data/mat-private.h"
#include "data/planes-private.h"

/* SVHN's cropped digits: MATLAB files of X, 32 × 32 × 3 × n bytes, the first dimension (the row)
 * fastest, and y, n labels 1 … 10, where 10 is the digit 0. */
#define SIDE 32
#define CHANNELS 3
#define N_CLASSES 10

static const char *const file_names[2] = { "train_32x32.mat", "test_32x32.mat" };

static gboolean
is_there (const char *folder)
{
  return ws_reader_has_any (folder, file_names, G_N_ELEMENTS (file_names), FALSE);
}

static gboolean
read_images (const char *path, gboolean with_values, WsMatArray *out, GError **error)
{
  if (!ws_mat_read (path, "X", with_values, out, error))
    return FALSE;
  if (out->n_dims == 3)
    out->dims[out->n_dims++] = 1; /* MATLAB drops a last size of one */
  if (out->n_dims == 4 && out->dims[0] == SIDE && out->dims[1] == SIDE && out->dims[2] == CHANNELS)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
               "%s: X has %u × %u × %u as its first sizes, expected %u × %u × %u", path,
               out->dims[0], out->dims[1], out->n_dims > 2 ? out->dims[2] : 1, SIDE, SIDE,
               CHANNELS);
  g_clear_pointer (&out->values, g_free);
  return FALSE;
}

static gboolean
read_sizes (const char *folder, WsPart part, WsImages *sizes, GError **error)
{
  g_autofree char *path = ws_reader_require_file (folder, file_names[part], FALSE, error);
  WsMatArray       array;

  if (path == NULL || !read_images (path, FALSE, &array, error))
    return FALSE;
  sizes->n = array.dims[3];
  sizes->channels = CHANNELS;
  sizes->height = sizes->width = SIDE;
  return TRUE;
}

/* Makes classes of @n labels. */
static gboolean
convert_labels (const char *path, guint8 *labels, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    {
      if (labels[i] < 1 || labels[i] > N_CLASSES)
        {
          g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                       "%s: y[%" G_GSIZE_FORMAT "] is %u, expected a label from 1 to %u", path, i,
                       labels[i], N_CLASSES);
          return FALSE;
        }
      labels[i] %= N_CLASSES;
    }
  return TRUE;
}

static WsImages *
read_part (const char *folder, WsPart part, GError **error)
{
  g_autofree char   *path = ws_reader_require_file (folder, file_names[part], FALSE, error);
  g_autofree guint8 *pixels = NULL, *labels = NULL;
  WsMatArray         x, y;

  if (path == NULL || !read_images (path, TRUE, &x, error))
    return NULL;
  pixels = x.values;
  if (!ws_mat_read (path, "y", TRUE, &y, error))
    return NULL;
  labels = y.values;
  if (y.n != x.dims[3])
    {
      g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                   "%s: y has %" G_GSIZE_FORMAT " labels, but X has %u images", path, y.n,
                   x.dims[3]);
      return NULL;
    }
  if (!convert_labels (path, labels, y.n, error))
    return NULL;
  ws_planes_transpose (pixels, (gsize)x.dims[3] * CHANNELS, SIDE);
  return ws_images_new (x.dims[3], CHANNELS, SIDE, SIDE, N_CLASSES, g_steal_pointer (&pixels),
                        g_steal_pointer (&labels));
}

const WsReader ws_svhn_reader = {
  .source = "SVHN, cropped digits, MATLAB files",
  .files = "SVHN has train_32x32.mat and test_32x32.mat",
  .preprocess = { .mean = 0.5f, .std = 0.5f, .framing = WS_FRAMING_GREY_CROP },
  .is_there = is_there,
  .read_sizes = read_sizes,
  .read = read_part,
};
