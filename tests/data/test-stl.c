/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/dataset.h"

#include "core/error.h"
#include "data-test.h"

#define SIDE 96
#define N_PIXELS (3 * SIDE * SIDE)

static const char names[] = "airplane\nbird\ncar\ncat\ndeer\ndog\nhorse\nmonkey\nship\ntruck\n";

static guint8
pixel (guint i, guint c, guint y, guint x)
{
  return (guint8)(i * 101 + c * 31 + y * 7 + x);
}

/* One part of @n images, planes column after column. */
static void
write_part (const Place *place, const char *part, guint n)
{
  g_autofree char   *images = g_strdup_printf ("%s_X.bin", part);
  g_autofree char   *label_name = g_strdup_printf ("%s_y.bin", part);
  g_autofree guint8 *pixels = g_malloc ((gsize)n * N_PIXELS), *labels = g_malloc (n);
  gsize              at = 0;

  for (guint i = 0; i < n; i++)
    {
      labels[i] = (guint8)(i % 10 + 1);
      for (guint c = 0; c < 3; c++)
        for (guint x = 0; x < SIDE; x++)
          for (guint y = 0; y < SIDE; y++)
            pixels[at++] = pixel (i, c, y, x);
    }
  write_file (place, images, pixels, at);
  write_file (place, label_name, labels, n);
}

static void
write_set (const Place *place)
{
  write_part (place, "train", 12);
  write_part (place, "test", 3);
  write_file (place, "class_names.txt", names, sizeof names - 1);
}

static void
test_read (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (WsDatasetInfo) info = NULL;
  const guint8 *at;

  place_init (&place);
  write_set (&place);
  write_file (&place, "unlabeled_X.bin", "1", 1); /* no part of the set */
  set = ws_dataset_load (place.folder, &error);
  g_assert_no_error (error);
  g_assert_true (set->train->n == 12 && set->test->n == 3);
  g_assert_true (set->train->channels == 3 && set->train->height == SIDE);
  at = set->train->pixels;
  for (guint i = 0; i < 12; i++)
    {
      g_assert_cmpuint (set->train->labels[i], ==, i % 10);
      for (guint c = 0; c < 3; c++)
        for (guint y = 0; y < SIDE; y++)
          for (guint x = 0; x < SIDE; x++)
            g_assert_cmpuint (*at++, ==, pixel (i, c, y, x));
    }
  g_assert_cmpstr (set->class_names[7], ==, "monkey");

  info = ws_dataset_read_info (place.folder, &error);
  g_assert_no_error (error);
  g_assert_true (info->images_train == 12 && info->images_test == 3 && info->height == SIDE);
}

static void
test_missing (void)
{
  static const char *const files[] = { "train_X.bin", "train_y.bin", "test_X.bin", "test_y.bin" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_auto (Place) place = { 0 };

      place_init (&place);
      write_set (&place);
      remove_file (&place, files[i]);
      assert_load_fails (place.folder, WS_ERROR, WS_ERROR_NOT_FOUND, files[i]);
    }
}

static void
test_damaged (void)
{
  g_auto (Place) place = { 0 };
  g_autofree guint8 *zeros = g_malloc0 (13 * N_PIXELS);
  guint8             labels[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2 };

  place_init (&place);
  write_set (&place);
  write_file (&place, "train_X.bin", zeros, 12 * N_PIXELS - 1);
  assert_load_fails (place.folder, WS_ERROR, WS_ERROR_FORMAT, "a multiple of 27648");
  write_file (&place, "train_X.bin", zeros, 0);
  assert_load_fails (place.folder, WS_ERROR, WS_ERROR_FORMAT, "train_X.bin: 0 bytes");
  write_file (&place, "train_X.bin", zeros, 13 * N_PIXELS);
  assert_load_fails (place.folder, WS_ERROR, WS_ERROR_FORMAT, "12 labels");
  write_file (&place, "train_X.bin", zeros, 12 * N_PIXELS);
  for (guint i = 0; i < 2; i++)
    {
      labels[5] = i == 0 ? 0 : 11;
      write_file (&place, "train_y.bin", labels, sizeof labels);
      assert_load_fails (place.folder, WS_ERROR, WS_ERROR_FORMAT, "label at byte 5");
    }
}

/* Where a machine has some images of the published kind, taken for both parts; the sums are NumPy's
 * and Pillow's. */
static void
test_official (void)
{
  static const char *const files[] = { "X", "y" };
  g_auto (Place) place = { 0 };
  g_autofree char *path = find_official ("stl10");
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  if (path == NULL)
    return;
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *from = g_strdup_printf ("%s/train_%s.bin", path, files[i]);
      g_autofree char *train = g_strdup_printf ("train_%s.bin", files[i]);
      g_autofree char *test = g_strdup_printf ("test_%s.bin", files[i]), *bytes = NULL;
      gsize            n;

      g_assert_true (g_file_get_contents (from, &bytes, &n, NULL));
      write_file (&place, train, bytes, n);
      write_file (&place, test, bytes, n);
    }
  set = ws_dataset_load (place.folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (set->sha256, ==,
                   "543d64a1fcc6c4c9b35124c96b59e6cc5ae022df82251cacece12dd83a806c9c");
  g_assert_cmpint (sum_framed (set->train, &set->preprocess), ==, 9401300);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/stl/read", test_read);
  g_test_add_func ("/data/stl/missing", test_missing);
  g_test_add_func ("/data/stl/damaged", test_damaged);
  g_test_add_func ("/data/stl/official", test_official);
  return g_test_run ();
}
