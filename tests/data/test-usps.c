/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/dataset.h"

#include "core/error.h"
#include "data-test.h"

#define N_VALUES 256

/* One image a line, as the published files have them: train with four decimals, test without. */
static char *
make_text (guint n, gboolean is_short)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (text, is_short ? "%u" : "%u.0000", (i * 3 + 1) % 10);
      for (guint v = 0; v < N_VALUES; v++)
        {
          int thousandths = (int)((i * 31 + v * 17) % 2001) - 1000;

          g_string_append_printf (text, is_short ? " %.3g" : " %.4f", thousandths / 1000.0);
        }
      g_string_append (text, is_short ? "\n" : " \n");
    }
  return g_string_free (text, FALSE);
}

static void
write_text (const Place *place, const char *name, const char *text, gsize n, gboolean gzip)
{
  g_autofree char *path = g_strdup_printf ("%s/%s%s", place->folder, name, gzip ? ".gz" : "");
  g_autoptr (GZlibCompressor) zip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  g_autofree char *packed = g_malloc (n + 1024);
  gsize            n_read, n_written;

  if (!gzip)
    {
      write_bytes (path, text, n);
      return;
    }
  g_assert_cmpint (g_converter_convert (G_CONVERTER (zip), text, n, packed, n + 1024,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL),
                   ==, G_CONVERTER_FINISHED);
  g_assert_cmpuint (n_read, ==, n);
  write_bytes (path, packed, n_written);
}

/* A set of 5 + 3 images. */
static void
write_set (const Place *place, gboolean gzip)
{
  g_autofree char *train = make_text (5, FALSE), *test = make_text (3, TRUE);

  write_text (place, "zip.train", train, strlen (train), gzip);
  write_text (place, "zip.test", test, strlen (test), gzip);
}

static void
assert_values (const WsImages *images, guint n)
{
  g_assert_cmpuint (images->n, ==, n);
  g_assert_true (images->channels == 1 && images->height == 16 && images->width == 16);
  g_assert_cmpuint (images->n_classes, ==, 10);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (images->labels[i], ==, (i * 3 + 1) % 10);
      for (guint v = 0; v < N_VALUES; v++)
        {
          int steps = (int)((i * 31 + v * 17) % 2001); /* of 1/2000; the nearest of 0 … 255 */

          g_assert_cmpint (ABS (images->pixels[i * N_VALUES + v] * 2000 - steps * 255), <=, 1000);
        }
    }
}

static void
check_read (gboolean gzip)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = NULL;
  g_autofree char *text = NULL;

  place_init (&place);
  write_set (&place, gzip);
  set = ws_dataset_load (place.folder, &error);
  g_assert_no_error (error);
  assert_values (set->train, 5);
  assert_values (set->test, 3);
  text = ws_dataset_describe_pixels (set);
  g_assert_cmpstr (text, ==, "resized to 28 × 28, (p/255 − 0.1307)/0.3081");
}

static void
test_read (void)
{
  check_read (FALSE);
  check_read (TRUE);
}

/* Ends of lines of all makes, blank lines and a last line without an end hold the same images. */
static void
test_line_ends (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *text = make_text (5, FALSE);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *odd = g_strjoinv ("\r\n\n \t\n", lines);
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  write_set (&place, FALSE);
  write_text (&place, "zip.train", odd, strlen (odd), FALSE);
  set = ws_dataset_load (place.folder, &error);
  g_assert_no_error (error);
  assert_values (set->train, 5);
  g_clear_pointer (&set, ws_dataset_unref);

  g_strchomp (text);
  write_text (&place, "zip.train", text, strlen (text), FALSE);
  set = ws_dataset_load (place.folder, &error);
  g_assert_no_error (error);
  assert_values (set->train, 5);
}

/* The whole published set, where a machine has it; its sums are NumPy's and Pillow's. */
static void
test_official (void)
{
  static const guint train[10] = { 1194, 1005, 731, 658, 652, 556, 664, 645, 542, 644 };
  static const guint test[10] = { 359, 264, 198, 166, 200, 160, 170, 147, 166, 177 };
  g_autofree char   *path = find_official ("usps");
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (GError) error = NULL;
  guint counts[10] = { 0 };

  if (path == NULL)
    return;
  set = ws_dataset_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (set->sha256, ==,
                   "ff569fb9e10f43633568f0f4729cd3fc76b4dbc9aec527ea0bf8435718ff8c31");
  g_assert_cmpint (sum_framed (set->train, &set->preprocess), ==, 371381245);
  g_assert_cmpint (sum_framed (set->test, &set->preprocess), ==, 107510304);
  for (guint i = 0; i < set->train->n; i++)
    counts[set->train->labels[i]]++;
  g_assert_cmpmem (counts, sizeof counts, train, sizeof train);
  memset (counts, 0, sizeof counts);
  for (guint i = 0; i < set->test->n; i++)
    counts[set->test->labels[i]]++;
  g_assert_cmpmem (counts, sizeof counts, test, sizeof test);
}

static void
test_list (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_listed = FALSE;

  place_init (&place);
  write_set (&place, TRUE);
  g_assert_true (ws_dataset_register ("zip codes", place.folder, &error));
  g_assert_no_error (error);
  list = ws_dataset_list ();
  for (guint i = 0; i < list->len; i++)
    {
      const WsDatasetInfo *info = g_ptr_array_index (list, i);

      if (!g_str_equal (info->name, "zip codes"))
        continue;
      is_listed = TRUE;
      g_assert_true (info->images_train == 5 && info->images_test == 3);
      g_assert_true (info->channels == 1 && info->height == 16 && info->width == 16);
    }
  g_assert_true (is_listed);
}

/* -- what is damaged is refused, with its place -- */

static void
assert_refused (const Place *place, const char *word)
{
  assert_load_fails (place->folder, WS_ERROR, WS_ERROR_FORMAT, word);
}

/* Puts @value in the place of value number @which (0: the label) of line 3. */
static void
write_changed (const Place *place, guint which, const char *value)
{
  g_autofree char *text = make_text (5, TRUE);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) values = g_strsplit (lines[2], " ", -1);
  g_autofree char *joined = NULL;

  g_free (values[which]);
  values[which] = g_strdup (value);
  g_free (lines[2]);
  lines[2] = g_strjoinv (" ", values);
  joined = g_strjoinv ("\n", lines);
  write_text (place, "zip.train", joined, strlen (joined), FALSE);
}

static void
test_values (void)
{
  static const char *const bad[] = { "nan", "NaN",  "inf", "-inf", "1.001", "-1.001", "1e30",
                                     "ink", "0.5x", "0,5", "",     "-",     "0.1.2" };
  static const char *const labels[] = { "10", "-1", "nan", "2.5", "x", "1e300", "2;" };
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_set (&place, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      write_changed (&place, 34, bad[i]);
      /* an empty one is one too few */
      assert_refused (&place, bad[i][0] != '\0' ? "in line 3, value 34 of 256" : "line 3");
    }
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      write_changed (&place, 0, labels[i]);
      assert_refused (&place, "line 3 begins with no digit");
    }
  write_changed (&place, 256, "0.5 0.5");
  assert_refused (&place, "line 3 goes on");
  write_changed (&place, 100, "0.5 0.5");
  assert_refused (&place, "line 3 goes on");
}

/* A text that ends early ends inside of a line, or has fewer images; never anything else. */
static void
test_truncated (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *text = make_text (2, TRUE);
  gsize            n = strlen (text), n_first = (gsize)(strchr (text, '\n') - text);

  place_init (&place);
  write_set (&place, FALSE);
  write_text (&place, "zip.train", text, 0, FALSE);
  assert_refused (&place, "no images");
  for (gsize i = 1; i < n_first; i += 7)
    {
      write_text (&place, "zip.train", text, i, FALSE);
      assert_refused (&place, "line 1");
    }
  for (gsize i = n_first + 2; i < n - 7; i += 7)
    {
      write_text (&place, "zip.train", text, i, FALSE);
      assert_refused (&place, "line 2");
    }
}

static void
test_truncated_gzip (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *path = NULL, *bytes = NULL;
  gsize            n;

  place_init (&place);
  write_set (&place, TRUE);
  path = g_build_filename (place.folder, "zip.test.gz", NULL);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize i = 0; i < n; i += 11)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WsDataset) set = NULL;

      write_bytes (path, bytes, i);
      set = ws_dataset_load (place.folder, &error);
      g_assert_null (set);
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, path));
    }
}

/* Small packed files of endless lines, or of endless blank ones, stop at a limit. */
static void
test_bombs (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *long_line = g_strnfill (1 << 20, '1');
  g_autofree char *nothing = g_strnfill (1 << 20, '\n');
  char             with_nul[] = "1 0.5\0 0.5\n";

  place_init (&place);
  write_set (&place, TRUE);
  write_text (&place, "zip.train", long_line, 1 << 20, TRUE);
  assert_refused (&place, "line 1 is longer than 16384");
  write_text (&place, "zip.train", nothing, 1 << 20, TRUE);
  assert_refused (&place, "no images");
  write_text (&place, "zip.train", with_nul, sizeof with_nul - 1, TRUE);
  assert_refused (&place, "in line 1, value 2");
}

static void
test_missing (void)
{
  static const char *const names[2] = { "zip.train", "zip.test" };

  for (guint i = 0; i < 2; i++)
    {
      g_auto (Place) place = { 0 };

      place_init (&place);
      write_set (&place, FALSE);
      remove_file (&place, names[i]);
      assert_load_fails (place.folder, WS_ERROR, WS_ERROR_NOT_FOUND, names[i]);
    }
}

/* Any text: an error, or images that fit their own description. */
static void
test_fuzz (void)
{
  static const char letters[] = "0123456789 .-+eEnaif\n\r\t\0x,";
  g_auto (Place) place = { 0 };
  g_autofree char *text = make_text (3, TRUE);
  gsize            n_text = strlen (text);
  guint            n_read = 0, n_refused = 0;
  WsStream         stream;

  place_init (&place);
  write_set (&place, FALSE);
  ws_stream_init (&stream, 12, WS_PURPOSE_TEST, 40, 0);
  for (guint round = 0; round < 600; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WsDataset) set = NULL;
      g_autofree char *changed = g_memdup2 (text, n_text);
      gsize            n = n_text;

      for (guint k = ws_stream_below (&stream, 4); k > 0; k--)
        changed[ws_stream_below (&stream, (guint32)n_text)] =
            letters[ws_stream_below (&stream, sizeof letters - 1)];
      if (ws_stream_below (&stream, 4) == 0)
        n = ws_stream_below (&stream, (guint32)n_text + 1);
      write_text (&place, "zip.test", changed, n, round % 8 == 0);
      if (round % 8 == 0)
        remove_file (&place, "zip.test");
      set = ws_dataset_load (place.folder, &error);
      g_assert_true ((set != NULL) == (error == NULL));
      n_read += set != NULL;
      n_refused += set == NULL;
      if (set == NULL)
        continue;
      g_assert_cmpuint (set->test->n, <=, 3);
      for (guint i = 0; i < set->test->n; i++)
        g_assert_cmpuint (set->test->labels[i], <, 10);
    }
  g_assert_cmpuint (n_read, >, 0);
  g_assert_cmpuint (n_refused, >, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("ws-home-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (home, "weightscape", NULL);
  g_autofree char *names = g_build_filename (folder, "datasets.ini", NULL);
  int              status;

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/usps/read", test_read);
  g_test_add_func ("/data/usps/line-ends", test_line_ends);
  g_test_add_func ("/data/usps/official", test_official);
  g_test_add_func ("/data/usps/list", test_list);
  g_test_add_func ("/data/usps/values", test_values);
  g_test_add_func ("/data/usps/truncated", test_truncated);
  g_test_add_func ("/data/usps/truncated-gzip", test_truncated_gzip);
  g_test_add_func ("/data/usps/bombs", test_bombs);
  g_test_add_func ("/data/usps/missing", test_missing);
  g_test_add_func ("/data/usps/fuzz", test_fuzz);
  status = g_test_run ();
  g_remove (names);
  g_rmdir (folder);
  g_rmdir (home);
  return status;
}
