/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/dataset.h"

#include "core/error.h"
#include "data-test.h"

#define RECORD 3073

static const char names[] =
    "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";

/* Pixel @p of record @i of a file with the number @file. */
static guint8
pixel (guint file, guint i, guint p)
{
  return (guint8)(file * 50 + i * 7 + p * 3);
}

static guint8 *
make_records (guint file, guint n)
{
  guint8 *records = g_malloc ((gsize)n * RECORD);

  for (guint i = 0; i < n; i++)
    {
      records[i * RECORD] = (guint8)((file + i) % 10);
      for (guint p = 0; p < RECORD - 1; p++)
        records[i * RECORD + 1 + p] = pixel (file, i, p);
    }
  return records;
}

static void
write_records (const Place *place, const char *name, guint file, guint n)
{
  g_autofree guint8 *records = make_records (file, n);

  write_file (place, name, records, (gsize)n * RECORD);
}

/* Batches 1 and 4 of 3 + 2 train images, and 4 test images. */
static void
write_set (const Place *place)
{
  write_records (place, "data_batch_1.bin", 1, 3);
  write_records (place, "data_batch_4.bin", 4, 2);
  write_records (place, "test_batch.bin", 0, 4);
  write_file (place, "batches.meta.txt", names, sizeof names - 1);
}

static void
assert_file (const WsImages *images, guint first, guint file, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (images->labels[first + i], ==, (file + i) % 10);
      for (guint p = 0; p < RECORD - 1; p++)
        g_assert_cmpuint (images->pixels[(gsize)(first + i) * (RECORD - 1) + p], ==,
                          pixel (file, i, p));
    }
}

static void
test_read (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (WsDatasetInfo) info = NULL;
  g_autoptr (WsTensorImages) train = NULL;

  place_init (&place);
  write_set (&place);
  set = ws_dataset_load (place.folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (set->train->n, ==, 5);
  g_assert_cmpuint (set->test->n, ==, 4);
  g_assert_true (set->train->channels == 3 && set->train->height == 32 && set->train->width == 32);
  assert_file (set->train, 0, 1, 3);
  assert_file (set->train, 3, 4, 2);
  assert_file (set->test, 0, 0, 4);
  g_assert_cmpuint (g_strv_length (set->class_names), ==, 10);
  g_assert_cmpstr (set->class_names[9], ==, "truck");
  g_assert_cmpstr (set->source, ==, "CIFAR-10, binary version");
  g_assert_cmpuint (ws_dataset_get_net_channels (set), ==, 3);
  g_assert_true (ws_dataset_split (set, 4, 1, &train, NULL, NULL, &error));
  g_assert_true (train->channels == 3 && train->height == 28 && train->width == 28);

  info = ws_dataset_read_info (place.folder, &error);
  g_assert_no_error (error);
  g_assert_true (info->images_train == 5 && info->images_test == 4);
  g_assert_true (info->channels == 3 && info->net_channels == 3 && info->width == 32);
}

/* Names that are not there, too few, or no text are no names; the images are read all the same. */
static void
test_names (void)
{
  static const char *const bad[] = { "airplane\nautomobile\n", "",
                                     "\xff\n1\n2\n3\n4\n5\n6\n7\n8\n9\n" };
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_set (&place);
  for (guint i = 0; i <= G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (WsDataset) set = NULL;

      if (i < G_N_ELEMENTS (bad))
        write_file (&place, "batches.meta.txt", bad[i], strlen (bad[i]));
      else
        remove_file (&place, "batches.meta.txt");
      set = ws_dataset_load (place.folder, NULL);
      g_assert_nonnull (set);
      g_assert_null (set->class_names);
    }
}

static void
test_missing (void)
{
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_set (&place);
  remove_file (&place, "test_batch.bin");
  assert_load_fails (place.folder, WS_ERROR, WS_ERROR_NOT_FOUND, "no file test_batch.bin");
  write_set (&place);
  remove_file (&place, "data_batch_1.bin");
  remove_file (&place, "data_batch_4.bin");
  assert_load_fails (place.folder, WS_ERROR, WS_ERROR_NOT_FOUND, "no file data_batch_1.bin");
}

/* Files of any other size than whole records, and labels of no class. */
static void
test_damaged (void)
{
  g_auto (Place) place = { 0 };
  g_autofree guint8 *records = make_records (4, 3);
  g_autoptr (WsDatasetInfo) info = NULL;
  static const gsize sizes[] = { 0, 1, RECORD - 1, RECORD + 1, 2 * RECORD - 1, 3 * RECORD - 100 };

  place_init (&place);
  write_set (&place);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("data_batch_4.bin: %" G_GSIZE_FORMAT " bytes", sizes[i]);

      write_file (&place, "data_batch_4.bin", records, sizes[i]);
      assert_load_fails (place.folder, WS_ERROR, WS_ERROR_FORMAT, text);
    }
  info = ws_dataset_read_info (place.folder, NULL);
  g_assert_null (info);
  for (guint label = 10; label < 256; label += 35)
    {
      records[2 * RECORD] = (guint8)label;
      write_file (&place, "data_batch_4.bin", records, 3 * RECORD);
      assert_load_fails (place.folder, WS_ERROR, WS_ERROR_FORMAT, "record 2, at byte 6146");
    }
}

/* A folder in a file's place is no file. */
static void
test_no_file (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *path = NULL;

  place_init (&place);
  write_set (&place);
  remove_file (&place, "test_batch.bin");
  path = g_build_filename (place.folder, "test_batch.bin", NULL);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  assert_load_fails (place.folder, WS_ERROR, WS_ERROR_FORMAT, "not a plain file");
}

/* Where a machine has some of the published images; the sums are NumPy's and Pillow's. */
static void
test_official (void)
{
  g_autofree char *path = find_official ("cifar10");
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  set = ws_dataset_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (set->sha256, ==,
                   "836d2737600ee6532376ebd4561345552ecd640a734589efc1d7de5f1c8ad363");
  g_assert_cmpint (sum_framed (set->test, &set->preprocess), ==, 286913472);
  g_assert_cmpstr (set->class_names[6], ==, "frog");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/cifar/read", test_read);
  g_test_add_func ("/data/cifar/names", test_names);
  g_test_add_func ("/data/cifar/missing", test_missing);
  g_test_add_func ("/data/cifar/damaged", test_damaged);
  g_test_add_func ("/data/cifar/no-file", test_no_file);
  g_test_add_func ("/data/cifar/official", test_official);
  return g_test_run ();
}
