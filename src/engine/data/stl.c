/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/reader-private.h"

#include "core/error.h"
#include "data/bytes-private.h"
#include "data/planes-private.h"

/* STL-10's binary version: images of three planes of 96 × 96, column after column; beside them a
 * file of labels, 1 … 10. The unlabelled images are no part of the set. */
#define SIDE 96
#define CHANNELS 3
#define N_PIXELS ((gsize)CHANNELS * SIDE * SIDE)
#define N_CLASSES 10

/* Images, then labels, of the train and the test part. */
static const char *const file_names[4] = { "train_X.bin", "train_y.bin", "test_X.bin",
                                           "test_y.bin" };

static gboolean
is_there (const char *folder)
{
  return ws_reader_has_any (folder, file_names, G_N_ELEMENTS (file_names), FALSE);
}

/* The paths of a part's two files, which have to belong together. */
static gboolean
find_files (const char *folder, WsPart part, char **images, char **labels, gsize *n, GError **error)
{
  gsize n_labels;

  *images = ws_reader_require_file (folder, file_names[2 * part], FALSE, error);
  if (*images == NULL)
    return FALSE;
  *labels = ws_reader_require_file (folder, file_names[2 * part + 1], FALSE, error);
  if (*labels == NULL || !ws_bytes_count_records (*images, N_PIXELS, n, error) ||
      !ws_bytes_count_records (*labels, 1, &n_labels, error))
    return FALSE;
  if (n_labels == *n)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
               "%s has %" G_GSIZE_FORMAT " labels, but %s has %" G_GSIZE_FORMAT " images", *labels,
               n_labels, *images, *n);
  return FALSE;
}

static gboolean
read_sizes (const char *folder, WsPart part, WsImages *sizes, GError **error)
{
  g_autofree char *images = NULL, *labels = NULL;
  gsize            n;

  if (!find_files (folder, part, &images, &labels, &n, error))
    return FALSE;
  sizes->n = (guint)n;
  sizes->channels = CHANNELS;
  sizes->height = sizes->width = SIDE;
  return TRUE;
}

static guint8 *
read_labels (const char *path, gsize n, GError **error)
{
  g_autofree guint8 *labels = ws_bytes_read_beginning (path, n, error);

  for (gsize i = 0; labels != NULL && i < n; i++)
    {
      if (labels[i] < 1 || labels[i] > N_CLASSES)
        {
          g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                       "%s: the label at byte %" G_GSIZE_FORMAT
                       " is %u, expected a class from 1 to %u",
                       path, i, labels[i], N_CLASSES);
          return NULL;
        }
      labels[i]--;
    }
  return g_steal_pointer (&labels);
}

static WsImages *
read_part (const char *folder, WsPart part, GError **error)
{
  g_autofree char   *image_path = NULL, *label_path = NULL;
  g_autofree guint8 *pixels = NULL, *labels = NULL;
  gsize              n;

  if (!find_files (folder, part, &image_path, &label_path, &n, error))
    return NULL;
  labels = read_labels (label_path, n, error);
  pixels = labels != NULL ? ws_bytes_read_beginning (image_path, n * N_PIXELS, error) : NULL;
  if (pixels == NULL)
    return NULL;
  ws_planes_transpose (pixels, n * CHANNELS, SIDE);
  return ws_images_new ((guint)n, CHANNELS, SIDE, SIDE, N_CLASSES, g_steal_pointer (&pixels),
                        g_steal_pointer (&labels));
}

static char **
read_class_names (const char *folder)
{
  return ws_reader_read_names (folder, "class_names.txt", N_CLASSES);
}

const WsReader ws_stl_reader = {
  .source = "STL-10, binary version, the labelled images",
  .files = "STL-10 has train_X.bin, train_y.bin, test_X.bin and test_y.bin",
  .preprocess = { .mean = 0.5f, .std = 0.5f },
  .is_there = is_there,
  .read_sizes = read_sizes,
  .read = read_part,
  .read_class_names = read_class_names,
};
