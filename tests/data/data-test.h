/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/images.h"

#include "core/random.h"
#include "ws-test.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

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

static inline void
write_bytes (const char *path, const void *bytes, gsize n)
{
  g_autoptr (GError) error = NULL;

  /* without a sync each: there are thousands */
  g_file_set_contents_full (path, bytes, (gssize)n, G_FILE_SET_CONTENTS_CONSISTENT, 0666, &error);
  g_assert_no_error (error);
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
