/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli-test.h"

#include <sqlite3.h>

/* -- a folder of IDX files, each of which can be spoilt -- */

#define N_IMAGES 20
#define SIDE 28

static const char *const names[4] = { "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                      "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" };

static void
append_u32 (GByteArray *bytes, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (bytes, (const guint8 *)&big, 4);
}

static GByteArray *
make_file (guint which)
{
  GByteArray *bytes = g_byte_array_new ();
  gboolean    is_images = which % 2 == 0;
  guint       n = is_images ? N_IMAGES * SIDE * SIDE : N_IMAGES;

  append_u32 (bytes, is_images ? 2051 : 2049);
  append_u32 (bytes, N_IMAGES);
  if (is_images)
    {
      append_u32 (bytes, SIDE);
      append_u32 (bytes, SIDE);
    }
  for (guint i = 0; i < n; i++)
    {
      guint8 value = (guint8)(is_images ? i * 31 % 256 : i % 10);

      g_byte_array_append (bytes, &value, 1);
    }
  return bytes;
}

typedef enum
{
  GOOD,
  TRUNCATED,
  WRONG_MAGIC,
  FEWER_LABELS,
  NO_LABELS,
} Spoil;

static void
write_folder (const Place *place, const char *name, Spoil spoil)
{
  g_autofree char *folder = place_path (place, name);

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autoptr (GByteArray) bytes = make_file (i);
      g_autoptr (GError) error = NULL;

      if (i == 0 && spoil == TRUNCATED)
        g_byte_array_set_size (bytes, bytes->len / 2);
      if (i == 0 && spoil == WRONG_MAGIC)
        bytes->data[2] = 0x42;
      if (i == 1 && spoil == FEWER_LABELS)
        {
          bytes->data[7]--;
          g_byte_array_set_size (bytes, bytes->len - 1);
        }
      if (i == 1 && spoil == NO_LABELS)
        continue;
      g_file_set_contents (path, (const char *)bytes->data, bytes->len, &error);
      g_assert_no_error (error);
    }
}

static void
assert_absent (const Place *place, const char *name)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (name, endings[i], NULL);
      g_autofree char *path = place_path (place, file);

      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_images (void)
{
  static const struct
  {
    Spoil       spoil;
    const char *name, *part;
  } cases[] = {
    { TRUNCATED, "truncated", "train-images" },
    { WRONG_MAGIC, "magic", "train-images" },
    { FEWER_LABELS, "fewer", "19" },
    { NO_LABELS, "without", "train-labels" },
  };
  g_auto (Place) place = { 0 };
  g_autofree char *good = NULL;

  place_init (&place);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *info = g_strconcat ("data info ", cases[i].name, NULL);
      g_autofree char *import = g_strconcat ("data import mine --from ", cases[i].name, NULL);
      g_autofree char *train =
          g_strconcat ("zoo train new.wscape --models 1 --epochs 1 --data ", cases[i].name, NULL);

      write_folder (&place, cases[i].name, cases[i].spoil);
      run_bad (&place, info, 1, cases[i].part);
      run_bad (&place, import, 1, cases[i].part);
      run_bad (&place, train, 1, cases[i].part);
      assert_absent (&place, "new.wscape");
    }
  run_bad (&place, "data info mine", 1, "mine");
  write_folder (&place, "good", GOOD);
  good = run_good (&place, "data info good");
  g_assert_nonnull (strstr (good, "20 train and 20 test images"));
}

static void
test_import (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (JsonNode) info = NULL;
  g_autoptr (JsonNode) list = NULL;
  JsonArray *array;
  gboolean   is_there = FALSE;

  place_init (&place);
  write_folder (&place, "digits", GOOD);
  info = run_json (&place, "data import mine --from digits");
  assert_members (as_object (info), "name images_train images_test channels height width path "
                                    "sha256 classes counts_train counts_test preprocess");
  g_assert_cmpstr (json_object_get_string_member (as_object (info), "name"), ==, "mine");
  list = run_json (&place, "data list");
  g_assert_true (JSON_NODE_HOLDS_ARRAY (list));
  array = json_node_get_array (list);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *set = json_array_get_object_element (array, i);

      assert_members (set, "name images_train images_test channels height width path");
      is_there |= g_str_equal (json_object_get_string_member (set, "name"), "mine");
    }
  g_assert_true (is_there);
  run_bad (&place, "data import fashion-mnist --from digits", 1, "fashion-mnist");
}

/* -- documents -- */

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
copy (const Place *place, const char *from, const char *to)
{
  g_autoptr (GBytes) bytes = read_bytes (place, from);
  g_autofree char *path = place_path (place, to);
  g_autoptr (GError) error = NULL;
  gsize       size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_file_set_contents (path, data, (gssize)size, &error);
  g_assert_no_error (error);
}

static void
assert_same (const Place *place, const char *a, const char *b)
{
  g_autoptr (GBytes) bytes_a = read_bytes (place, a);
  g_autoptr (GBytes) bytes_b = read_bytes (place, b);

  g_assert_true (g_bytes_equal (bytes_a, bytes_b));
}

#define TRAIN(p) "zoo train " p " --data good --models 1 --epochs 0"

static void
test_documents (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *newer = NULL, *read_only = NULL, *damaged = NULL, *info = NULL;
  FILE            *file;

  place_init (&place);
  write_folder (&place, "good", GOOD);
  run_quiet (&place, TRAIN ("a.wscape"));

  copy (&place, "a.wscape", "newer.wscape");
  newer = place_path (&place, "newer.wscape");
  run_sql (newer, "PRAGMA user_version = 999");
  copy (&place, "newer.wscape", "newer-before");
  run_bad (&place, "zoo info newer.wscape", 1, "version 999");
  run_bad (&place, TRAIN ("newer.wscape"), 1, "version 999");
  assert_same (&place, "newer.wscape", "newer-before");

  copy (&place, "a.wscape", "fixed.wscape");
  read_only = place_path (&place, "fixed.wscape");
  g_assert_cmpint (g_chmod (read_only, 0444), ==, 0);
  run_bad (&place, "zoo train fixed.wscape --data good --models 2 --epochs 0", 1, "read-only");
  run_bad (&place, "embed fixed.wscape", 1, "read-only");
  info = run_good (&place, "zoo info fixed.wscape");
  g_assert_nonnull (strstr (info, "zoo: 1 network"));
  assert_same (&place, "fixed.wscape", "a.wscape");

  copy (&place, "a.wscape", "damaged.wscape");
  damaged = place_path (&place, "damaged.wscape");
  file = g_fopen (damaged, "r+b");
  g_assert_nonnull (file);
  g_assert_cmpint (fputs ("this is no database any more", file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
  run_bad (&place, "zoo info damaged.wscape", 1, "damaged.wscape");
  run_bad (&place, TRAIN ("damaged.wscape"), 1, "damaged.wscape");
}

/* A page in the middle is overwritten: the head is well, the rows are not. */
static void
test_damaged_rows (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *path = NULL;
  char             rubbish[4096];
  gsize            size;
  FILE            *file;

  place_init (&place);
  write_folder (&place, "good", GOOD);
  run_quiet (&place, TRAIN ("a.wscape"));
  {
    g_autoptr (GBytes) bytes = read_bytes (&place, "a.wscape");

    size = g_bytes_get_size (bytes);
  }
  path = place_path (&place, "a.wscape");
  memset (rubbish, 0xa5, sizeof rubbish);
  file = g_fopen (path, "r+b");
  g_assert_nonnull (file);
  /* everything behind the first page */
  for (gsize at = sizeof rubbish; at + sizeof rubbish <= size; at += sizeof rubbish)
    {
      g_assert_cmpint (fseek (file, (long)at, SEEK_SET), ==, 0);
      g_assert_cmpuint (fwrite (rubbish, 1, sizeof rubbish, file), ==, sizeof rubbish);
    }
  g_assert_cmpint (fclose (file), ==, 0);
  run_bad (&place, "zoo info a.wscape", 1, "a.wscape");
  run_bad (&place, "figure a.wscape curves -o a.png", 1, "a.wscape");
  run_bad (&place, "export a.wscape --population zoo --format raw -o a.raw", 1, "a.wscape");
  assert_absent (&place, "a.png");
  assert_absent (&place, "a.raw");
}

static void
test_names (void)
{
  static const struct
  {
    const char *line, *part;
  } bad[] = {
    { "zoo info absent.wscape", "absent.wscape" },
    { "hyper train absent.wscape", "absent.wscape" },
    { "zoo train sub/new.wscape --data good --models 1 --epochs 0", "sub" },
    { "zoo train new.wscape --data nonsense --models 1 --epochs 0", "nonsense" },
    { "zoo train new.wscape --data good --arch nonsense --models 1 --epochs 0", "cnn-s" },
    { "zoo train new.wscape --data good --models 1 --epochs 0 --keep-epochs x", "x" },
    { "data info nonsense", "nonsense" },
    { "hyper train a.wscape --population nonsense", "nonsense" },
    { "hyper train a.wscape --from nobody", "nobody" },
    { "embed a.wscape", "representation" },
    { "embed a.wscape --project nonsense", "pca" },
    { "sample a.wscape --method nonsense --count 1", "kde" },
    { "sample a.wscape --method kde --count 1", "representation" },
    { "evaluate a.wscape --population nonsense", "nonsense" },
    { "evaluate a.wscape --population zoo --split nonsense", "nonsense" },
    { "evaluate a.wscape --population zoo --data nonsense", "nonsense" },
    { "finetune a.wscape --population nonsense", "nonsense" },
    { "finetune a.wscape --population zoo --with zoo", "twice" },
    { "finetune a.wscape --population zoo --arch nonsense", "cnn-s" },
    { "finetune a.wscape --population zoo --data nonsense", "nonsense" },
    { "finetune a.wscape --population zoo --from 99", "zoo" },
    { "finetune a.wscape --population zoo --control nonsense", "shuffled" },
    { "finetune a.wscape --population zoo --teacher nonsense", "nonsense" },
    { "figure a.wscape map -o a.png", "representation" },
    { "figure a.wscape samples -o a.png", "samples" },
    { "figure a.wscape curves -o a.png --population nonsense", "nonsense" },
    { "figure a.wscape curves -o a.bmp", "bmp" },
    { "figure a.wscape curves -o sub/a.png", "sub/a.png" },
    { "export a.wscape --population nonsense --format raw -o a.raw", "nonsense" },
    { "export a.wscape --population zoo --format research -o a", "raw, csv, safetensors" },
    { "export a.wscape --population zoo --format pt -o a.pt", "raw, csv, safetensors" },
    { "export a.wscape --population zoo --format raw --epoch 7 -o a.raw", "epoch" },
    { "export a.wscape --population zoo --format raw --model 9 -o a.raw", "9" },
    { "export a.wscape --population zoo --format raw -o sub/a.raw", "sub/a.raw" },
    { "compact a.wscape -o sub/a.wscape", "sub" },
    { "report a.wscape -o a.wscape/report", "a.wscape" },
  };
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_folder (&place, "good", GOOD);
  run_quiet (&place, TRAIN ("a.wscape"));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    run_bad (&place, bad[i].line, 1, bad[i].part);
  assert_absent (&place, "new.wscape");
  assert_absent (&place, "absent.wscape");
  assert_absent (&place, "a.png");
  assert_absent (&place, "a.raw");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/input/images", test_images);
  g_test_add_func ("/cli/input/import", test_import);
  g_test_add_func ("/cli/input/documents", test_documents);
  g_test_add_func ("/cli/input/damaged-rows", test_damaged_rows);
  g_test_add_func ("/cli/input/names", test_names);
  return g_test_run ();
}
