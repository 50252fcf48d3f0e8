/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "core/random.h"
#include "data/dataset.h"
#include "ws-test.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* A folder of its own for each test, removed at its end. */
typedef struct
{
  char *folder, *images, *labels; /* paths of two files in it, not there yet */
} Place;

static inline void
place_init (Place *place)
{
  g_autoptr (GError) error = NULL;

  place->folder = g_dir_make_tmp ("ws-data-XXXXXX", &error);
  g_assert_no_error (error);
  place->images = g_build_filename (place->folder, "images", NULL);
  place->labels = g_build_filename (place->folder, "labels", NULL);
}

static inline void
place_clear (Place *place)
{
  g_autoptr (GDir) dir = g_dir_open (place->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (place->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  g_free (place->folder);
  g_free (place->images);
  g_free (place->labels);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

/* In place, and cut off afterwards: there are thousands, and file systems bring every new file that
 * takes another's name to the disk. */
static inline void
write_bytes (const char *path, const void *bytes, gsize n)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, bytes, n), ==, (gssize)n);
  g_assert_cmpint (ftruncate (fd, (off_t)n), ==, 0);
  g_assert_cmpint (close (fd), ==, 0);
}

/* Random pixels and labels of stream (12, TEST, @a). */
static inline WsImages *
random_images (guint32 a, guint n, guint height, guint width)
{
  gsize    size = (gsize)n * height * width;
  guint8  *pixels = g_malloc (size), *labels = g_malloc (n);
  WsStream stream;

  ws_stream_init (&stream, 12, WS_PURPOSE_TEST, a, 0);
  for (gsize i = 0; i < size; i++)
    pixels[i] = (guint8)ws_stream_u32 (&stream);
  for (guint i = 0; i < n; i++)
    labels[i] = (guint8)ws_stream_below (&stream, 10);
  return ws_images_new (n, 1, height, width, 10, pixels, labels);
}

/* A folder of official files beside the checkout, or NULL where a machine has none. */
static inline char *
find_official (const char *name)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("WS_TEST_SOURCE_ROOT"), "..", "shared", "data", name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&path) : NULL;
}

/* The sum of all pixels, 0 … 255, after the set's own framing. */
static inline gint64
sum_framed (const WsImages *images, const WsPreprocess *preprocess)
{
  WsPreprocess rule = { .std = 1, .framing = preprocess->framing };
  g_autoptr (WsTensorImages) framed = ws_tensor_images_new (images, &rule, NULL, images->n);
  gint64 sum = 0;

  for (gsize i = 0; i < (gsize)framed->n * framed->channels * 28 * 28; i++)
    sum += lround ((double)framed->x[i] * 255);
  return sum;
}

static inline void
assert_load_fails (const char *folder, GQuark domain, int code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = ws_dataset_load (folder, &error);

  g_assert_null (set);
  ws_test_error (&error, domain, code, word);
}

static inline void
write_file (const Place *place, const char *name, const void *bytes, gsize n)
{
  g_autofree char *path = g_build_filename (place->folder, name, NULL);

  write_bytes (path, bytes, n);
}

static inline void
remove_file (const Place *place, const char *name)
{
  g_autofree char *path = g_build_filename (place->folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}
