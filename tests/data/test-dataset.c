/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/dataset.h"

#include "core/error.h"
#include "data-test.h"

#define SMALL_SHA256 "10e2c73b83c53eb264a8d3eb182ae4a010c75d9782f0813c1625877fd728d637"

static const char *const file_names[4] = { "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                           "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" };

/* Writes a set of @n_train + @n_test images of @side × @side; packed files have their ending. */
static void
write_set (const char *folder, guint n_train, guint n_test, guint side, gboolean gzip)
{
  g_autoptr (WsImages) train = random_images (5, n_train, side, side);
  g_autoptr (WsImages) test = random_images (6, n_test, side, side);
  g_autoptr (GError) error = NULL;

  for (guint part = 0; part < 2; part++)
    {
      g_autofree char *images =
          g_strdup_printf ("%s/%s%s", folder, file_names[2 * part], gzip ? ".gz" : "");
      g_autofree char *labels =
          g_strdup_printf ("%s/%s%s", folder, file_names[2 * part + 1], gzip ? ".gz" : "");

      g_assert_true (ws_idx_write (part ? test : train, images, labels, gzip, &error));
      g_assert_no_error (error);
    }
}

static const WsDatasetInfo *
find_info (GPtrArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    {
      const WsDatasetInfo *info = g_ptr_array_index (list, i);

      if (g_str_equal (info->name, name))
        return info;
    }
  return NULL;
}

/* -- the sets that come with the program and the system -- */

static void
test_bundled (void)
{
  g_autoptr (GPtrArray) list = ws_dataset_list ();
  const WsDatasetInfo *info = find_info (list, "fashion-mnist-small");
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = ws_dataset_load ("fashion-mnist-small", &error);
  guint counts[10] = { 0 };

  g_assert_no_error (error);
  g_assert_nonnull (info);
  g_assert_cmpuint (info->images_train, ==, 5000);
  g_assert_cmpuint (info->images_test, ==, 1000);
  g_assert_true (info->channels == 1 && info->height == 28 && info->width == 28);
  g_assert_cmpstr (set->name, ==, "fashion-mnist-small");
  g_assert_cmpstr (set->path, ==, info->path);
  g_assert_cmpuint (set->train->n, ==, 5000);
  g_assert_cmpuint (set->test->n, ==, 1000);
  g_assert_cmpstr (set->class_names[0], ==, "T-shirt");
  g_assert_cmpstr (set->class_names[9], ==, "Ankle boot");
  g_assert_true (set->preprocess.mean == 0.5f && set->preprocess.std == 0.5f);
  g_assert_cmpstr (set->sha256, ==, SMALL_SHA256);
  g_assert_nonnull (strstr (set->source, "MIT"));
  for (guint i = 0; i < 1000; i++)
    counts[set->test->labels[i]]++;
  for (guint c = 0; c < 10; c++)
    g_assert_cmpuint (counts[c], ==, 100);
}

/* The same files by their folder: same values, a name of their own, no class names. */
static void
test_folder (void)
{
  g_autofree char *folder =
      g_strdup_printf ("%s/data/../data/fashion-mnist-small/", g_getenv ("WS_TEST_SOURCE_ROOT"));
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = ws_dataset_load (folder, &error);
  WsDataset *again;

  g_assert_no_error (error);
  g_assert_cmpstr (set->name, ==, "fashion-mnist-small");
  g_assert_null (strstr (set->path, ".."));
  g_assert_null (set->class_names);
  g_assert_cmpstr (set->sha256, ==, SMALL_SHA256);
  again = ws_dataset_ref (set);
  ws_dataset_unref (again);
  g_assert_cmpuint (set->train->n, ==, 5000);
}

/* Official sets, where a machine has them: they are read in place and hold what they should. */
static void
assert_official (const char *path, const guint *test_counts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = NULL;
  guint counts[10] = { 0 };

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return;
  set = ws_dataset_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (set->train->n, ==, 60000);
  g_assert_cmpuint (set->test->n, ==, 10000);
  for (guint i = 0; i < 10000; i++)
    counts[set->test->labels[i]]++;
  g_assert_cmpmem (counts, sizeof counts, test_counts, sizeof counts);
}

static void
test_official (void)
{
  static const guint mnist[10] = { 980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009 };
  static const guint fashion[10] = { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000 };
  g_autofree char   *shared =
      g_build_filename (g_getenv ("WS_TEST_SOURCE_ROOT"), "..", "shared", "data", "mnist", NULL);
  g_autoptr (GPtrArray) list = ws_dataset_list ();
  const WsDatasetInfo *info = find_info (list, "fashion-mnist");

  assert_official (shared, mnist);
  assert_official ("/usr/share/datasets/fashion-mnist", fashion);
  g_assert_cmpint (info != NULL, ==,
                   g_file_test ("/usr/share/datasets/fashion-mnist", G_FILE_TEST_IS_DIR));
  if (info != NULL)
    g_assert_true (info->images_train == 60000 && info->images_test == 10000);
}

/* -- folders that are no set -- */

static void
assert_refused (const char *name, GQuark domain, int code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = ws_dataset_load (name, &error);

  g_assert_null (set);
  ws_test_error (&error, domain, code, word);
}

static void
test_unknown (void)
{
  assert_refused ("fashion-minst", WS_ERROR, WS_ERROR_NOT_FOUND, "\"fashion-minst\"");
  assert_refused ("/no/such/folder", WS_ERROR, WS_ERROR_NOT_FOUND, "fashion-mnist-small");
  assert_refused ("a[b]", WS_ERROR, WS_ERROR_NOT_FOUND, "a[b]");
  assert_refused ("", WS_ERROR, WS_ERROR_NOT_FOUND, "\"\"");
}

static void
test_incomplete (void)
{
  for (guint missing = 0; missing < 4; missing++)
    {
      g_auto (Place) place = { 0 };
      g_autofree char *path = NULL;

      place_init (&place);
      write_set (place.folder, 4, 3, 28, missing % 2);
      path =
          g_strdup_printf ("%s/%s%s", place.folder, file_names[missing], missing % 2 ? ".gz" : "");
      g_assert_cmpint (g_remove (path), ==, 0);
      assert_refused (place.folder, WS_ERROR, WS_ERROR_NOT_FOUND, file_names[missing]);
    }
}

static void
test_sizes_differ (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsImages) other = random_images (7, 3, 16, 16);
  g_autofree char *images = NULL, *labels = NULL;

  place_init (&place);
  write_set (place.folder, 4, 3, 28, FALSE);
  images = g_build_filename (place.folder, file_names[2], NULL);
  labels = g_build_filename (place.folder, file_names[3], NULL);
  g_assert_true (ws_idx_write (other, images, labels, FALSE, NULL));
  assert_refused (place.folder, WS_ERROR, WS_ERROR_SHAPE, "16×16");
}

/* The same values give the same sum, packed or not; one changed label gives another. */
static void
test_sha256 (void)
{
  g_auto (Place) plain = { 0 }, packed = { 0 };
  g_autoptr (WsDataset) a = NULL, b = NULL, c = NULL;
  g_autoptr (WsImages) test = random_images (6, 3, 28, 28);
  g_autofree char *images = NULL, *labels = NULL;

  place_init (&plain);
  place_init (&packed);
  write_set (plain.folder, 4, 3, 28, FALSE);
  write_set (packed.folder, 4, 3, 28, TRUE);
  a = ws_dataset_load (plain.folder, NULL);
  b = ws_dataset_load (packed.folder, NULL);
  g_assert_cmpuint (strlen (a->sha256), ==, 64);
  g_assert_cmpstr (a->sha256, ==, b->sha256);
  test->labels[2] = (guint8)((test->labels[2] + 1) % 10);
  images = g_build_filename (plain.folder, file_names[2], NULL);
  labels = g_build_filename (plain.folder, file_names[3], NULL);
  g_assert_true (ws_idx_write (test, images, labels, FALSE, NULL));
  c = ws_dataset_load (plain.folder, NULL);
  g_assert_cmpstr (a->sha256, !=, c->sha256);
}

/* -- names that the user gives -- */

static void
test_register (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = NULL, mnist = NULL;
  g_autoptr (GPtrArray) list = NULL;
  const WsDatasetInfo *info;

  place_init (&place);
  write_set (place.folder, 6, 5, 16, TRUE);
  g_assert_true (ws_dataset_register ("my digits ✓", place.folder, &error));
  g_assert_no_error (error);
  g_assert_true (ws_dataset_register ("mnist", place.folder, &error));
  list = ws_dataset_list ();
  info = find_info (list, "my digits ✓");
  g_assert_nonnull (info);
  g_assert_cmpstr (info->path, ==, place.folder);
  g_assert_true (info->images_train == 6 && info->images_test == 5 && info->width == 16);
  set = ws_dataset_load ("my digits ✓", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (set->name, ==, "my digits ✓");
  g_assert_true (set->preprocess.mean == 0.5f && set->preprocess.std == 0.5f);
  mnist = ws_dataset_load ("mnist", &error);
  g_assert_no_error (error);
  g_assert_true (mnist->preprocess.mean == 0.1307f && mnist->preprocess.std == 0.3081f);
}

static void
assert_no_register (const char *name, const char *folder, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_dataset_register (name, folder, &error));
  g_assert_error (error, domain, code);
}

static void
test_register_refusals (void)
{
  static const char *const bad_names[] = { "", "a/b", "[x]", "a\nb", "a\tb", "\x7f", "\xff", "a]" };
  g_auto (Place) place = { 0 };
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *labels = NULL;

  place_init (&place);
  write_set (place.folder, 6, 5, 28, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (bad_names); i++)
    assert_no_register (bad_names[i], place.folder, WS_ERROR, WS_ERROR_VALUE);
  assert_no_register ("fashion-mnist", place.folder, WS_ERROR, WS_ERROR_EXISTS);
  assert_no_register ("absent", "/no/such/folder", WS_ERROR, WS_ERROR_NOT_FOUND);
  labels = g_build_filename (place.folder, file_names[3], NULL);
  write_bytes (labels, "damaged", 7);
  assert_no_register ("damaged", place.folder, WS_ERROR, WS_ERROR_FORMAT);
  list = ws_dataset_list ();
  g_assert_null (find_info (list, "absent"));
  g_assert_null (find_info (list, "damaged"));
}

/* Files of a named set that go away or turn to rubbish later: not listed, one clear error. */
static void
test_register_later (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *images = NULL;

  place_init (&place);
  write_set (place.folder, 6, 5, 28, FALSE);
  g_assert_true (ws_dataset_register ("later", place.folder, NULL));
  images = g_build_filename (place.folder, file_names[0], NULL);
  write_bytes (images, "this is not an image file at all", 32);
  list = ws_dataset_list ();
  g_assert_null (find_info (list, "later"));
  assert_refused ("later", WS_ERROR, WS_ERROR_FORMAT, "magic number");
  g_assert_cmpint (g_remove (images), ==, 0);
  assert_refused ("later", WS_ERROR, WS_ERROR_NOT_FOUND, file_names[0]);
}

/* A register that cannot be read is left alone, and the other sets are there. */
static void
test_register_damaged (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *path =
      g_build_filename (g_get_user_data_dir (), "weightscape", "datasets.ini", NULL);
  g_autofree char *folder = g_path_get_dirname (path), *kept = NULL;
  g_autoptr (GPtrArray) list = NULL;

  place_init (&place);
  write_set (place.folder, 6, 5, 28, FALSE);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  write_bytes (path, "no group\n", 9);
  assert_no_register ("new", place.folder, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE);
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "no group\n");
  list = ws_dataset_list ();
  g_assert_nonnull (find_info (list, "fashion-mnist-small"));
  g_assert_cmpint (g_remove (path), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("ws-home-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (home, "weightscape", NULL);
  g_autofree char *names = g_build_filename (folder, "datasets.ini", NULL);
  int              status;

  /* Not G_TEST_OPTION_ISOLATE_DIRS: what GLib leaks for it hides what we would. */
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/dataset/bundled", test_bundled);
  g_test_add_func ("/data/dataset/folder", test_folder);
  g_test_add_func ("/data/dataset/official", test_official);
  g_test_add_func ("/data/dataset/unknown", test_unknown);
  g_test_add_func ("/data/dataset/incomplete", test_incomplete);
  g_test_add_func ("/data/dataset/sizes-differ", test_sizes_differ);
  g_test_add_func ("/data/dataset/sha256", test_sha256);
  g_test_add_func ("/data/dataset/register", test_register);
  g_test_add_func ("/data/dataset/register-refusals", test_register_refusals);
  g_test_add_func ("/data/dataset/register-later", test_register_later);
  g_test_add_func ("/data/dataset/register-damaged", test_register_damaged);
  status = g_test_run ();
  g_remove (names);
  g_rmdir (folder);
  g_rmdir (home);
  return status;
}
