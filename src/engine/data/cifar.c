/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/reader-private.h"

#include "core/error.h"
#include "data/bytes-private.h"

#include <string.h>

/* CIFAR-10's binary version: records of a label and three planes of 32 × 32, red, green, blue. */
#define SIDE 32
#define CHANNELS 3
#define N_PIXELS (CHANNELS * SIDE * SIDE)
#define RECORD (1 + N_PIXELS)
#define N_CLASSES 10
#define N_BATCHES 5

/* The test part's file, then the train part's: as many of these as there are. */
static const char *const file_names[1 + N_BATCHES] = { "test_batch.bin",   "data_batch_1.bin",
                                                       "data_batch_2.bin", "data_batch_3.bin",
                                                       "data_batch_4.bin", "data_batch_5.bin" };

static gboolean
is_there (const char *folder)
{
  return ws_reader_has_any (folder, file_names, G_N_ELEMENTS (file_names), FALSE);
}

/* (transfer full): the paths of a part's files; NULL with @error if there is none. */
static GPtrArray *
list_files (const char *folder, WsPart part, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  guint first = part == WS_PART_TEST ? 0 : 1;
  guint end = part == WS_PART_TEST ? 1 : G_N_ELEMENTS (file_names);

  for (guint i = first; i < end; i++)
    if (ws_reader_has_any (folder, &file_names[i], 1, FALSE))
      g_ptr_array_add (paths, g_build_filename (folder, file_names[i], NULL));
  if (paths->len > 0)
    return g_steal_pointer (&paths);
  /* says which file it is that is not there */
  g_free (ws_reader_require_file (folder, file_names[first], FALSE, error));
  return NULL;
}

static gboolean
count_records (GPtrArray *paths, gsize counts[N_BATCHES], gsize *n, GError **error)
{
  *n = 0;
  for (guint i = 0; i < paths->len; i++)
    {
      if (!ws_bytes_count_records (g_ptr_array_index (paths, i), RECORD, &counts[i], error))
        return FALSE;
      *n += counts[i];
    }
  return TRUE;
}

static gboolean
read_sizes (const char *folder, WsPart part, WsImages *sizes, GError **error)
{
  g_autoptr (GPtrArray) paths = list_files (folder, part, error);
  gsize counts[N_BATCHES], n;

  if (paths == NULL || !count_records (paths, counts, &n, error))
    return FALSE;
  sizes->n = (guint)n;
  sizes->channels = CHANNELS;
  sizes->height = sizes->width = SIDE;
  return TRUE;
}

/* Appends one file's images. */
static gboolean
append_file (const char *path, gsize n, guint8 *pixels, guint8 *labels, GError **error)
{
  g_autofree guint8 *records = ws_bytes_read_beginning (path, n * RECORD, error);

  if (records == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      const guint8 *record = records + i * RECORD;

      if (record[0] >= N_CLASSES)
        {
          g_set_error (error, WS_ERROR, WS_ERROR_FORMAT,
                       "%s: the label of record %" G_GSIZE_FORMAT ", at byte %" G_GSIZE_FORMAT
                       ", is %u, expected a class from 0 to %u",
                       path, i, i * RECORD, record[0], N_CLASSES - 1);
          return FALSE;
        }
      labels[i] = record[0];
      memcpy (pixels + i * N_PIXELS, record + 1, N_PIXELS);
    }
  return TRUE;
}

static WsImages *
read_part (const char *folder, WsPart part, GError **error)
{
  g_autoptr (GPtrArray) paths = list_files (folder, part, error);
  g_autofree guint8 *pixels = NULL, *labels = NULL;
  gsize              counts[N_BATCHES], n, first = 0;

  if (paths == NULL || !count_records (paths, counts, &n, error))
    return NULL;
  pixels = g_malloc (n * N_PIXELS);
  labels = g_malloc (n);
  for (guint i = 0; i < paths->len; i++)
    {
      if (!append_file (g_ptr_array_index (paths, i), counts[i], pixels + first * N_PIXELS,
                        labels + first, error))
        return NULL;
      first += counts[i];
    }
  return ws_images_new ((guint)n, CHANNELS, SIDE, SIDE, N_CLASSES, g_steal_pointer (&pixels),
                        g_steal_pointer (&labels));
}

static char **
read_class_names (const char *folder)
{
  return ws_reader_read_names (folder, "batches.meta.txt", N_CLASSES);
}

const WsReader ws_cifar_reader = {
  .source = "CIFAR-10, binary version",
  .files = "CIFAR-10 has data_batch_1.bin and test_batch.bin",
  .preprocess = { .mean = 0.5f, .std = 0.5f },
  .is_there = is_there,
  .read_sizes = read_sizes,
  .read = read_part,
  .read_class_names = read_class_names,
};
