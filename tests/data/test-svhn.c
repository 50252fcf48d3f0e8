/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/dataset.h"

#include "core/error.h"
#include "data-test.h"
#include "data/mat-private.h"

#define SIDE 32
#define N_PIXELS (3 * SIDE * SIDE)
#define HEADER 128

/* -- a writer of MATLAB files, as far as needed -- */

typedef enum
{
  PLAIN,
  PACKED,
  DOUBLES, /* plain, the values as doubles */
} Form;

static void
add_u32 (GByteArray *to, guint32 value)
{
  const guint8 bytes[4] = { (guint8)value, (guint8)(value >> 8), (guint8)(value >> 16),
                            (guint8)(value >> 24) };

  g_byte_array_append (to, bytes, 4);
}

static void
add_element (GByteArray *to, guint32 type, const void *bytes, guint n)
{
  static const guint8 zeros[8] = { 0 };

  if (n > 0 && n <= 4)
    {
      add_u32 (to, n << 16 | type);
      g_byte_array_append (to, bytes, n);
      g_byte_array_append (to, zeros, 4 - n);
      return;
    }
  add_u32 (to, type);
  add_u32 (to, n);
  g_byte_array_append (to, bytes, n);
  g_byte_array_append (to, zeros, (8 - n % 8) % 8);
}

static void
add_header (GByteArray *to)
{
  guint8 header[HEADER];

  memset (header, ' ', sizeof header);
  memcpy (header, "MATLAB 5.0 MAT-file", 19);
  memcpy (header + 124, "\0\1IM", 4);
  g_byte_array_append (to, header, HEADER);
}

/* Packs all bytes of @from behind those of @to. */
static void
add_packed (GByteArray *to, const GByteArray *from)
{
  g_autoptr (GZlibCompressor) zip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 6);
  gsize              room = from->len + 1024, n_read, n_written;
  g_autofree guint8 *packed = g_malloc (room);

  g_assert_cmpint (g_converter_convert (G_CONVERTER (zip), from->data, from->len, packed, room,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL),
                   ==, G_CONVERTER_FINISHED);
  add_u32 (to, 15);
  add_u32 (to, (guint32)n_written);
  g_byte_array_append (to, packed, (guint)n_written);
}

static void
add_variable (GByteArray   *to,
              const char   *name,
              const gint32 *dims,
              guint         n_dims,
              const guint8 *values,
              guint         n,
              Form          form)
{
  g_autoptr (GByteArray) body = g_byte_array_new (), whole = g_byte_array_new ();
  g_autofree double *doubles = g_new (double, n);
  const guint32      flags[2] = { form == DOUBLES ? 6 : 9, 0 };

  for (guint i = 0; i < n; i++)
    doubles[i] = values[i];
  add_element (body, 6, flags, 8);
  add_element (body, 5, dims, 4 * n_dims);
  add_element (body, 1, name, (guint)strlen (name));
  if (form == DOUBLES)
    add_element (body, 9, doubles, 8 * n);
  else
    add_element (body, 2, values, n);
  add_u32 (whole, 14);
  add_u32 (whole, body->len);
  g_byte_array_append (whole, body->data, body->len);
  if (form == PACKED)
    add_packed (to, whole);
  else
    g_byte_array_append (to, whole->data, whole->len);
}

static guint8
pixel (guint i, guint c, guint y, guint x)
{
  return (guint8)(i * 101 + c * 31 + y * 7 + x * 3);
}

/* A file of @n images, column after column, and their labels 10, 1, 2 … */
static GByteArray *
make_file (guint n, Form form)
{
  GByteArray        *file = g_byte_array_new ();
  g_autofree guint8 *pixels = g_malloc ((gsize)n * N_PIXELS), *labels = g_malloc (n);
  const gint32       x_dims[4] = { SIDE, SIDE, 3, (gint32)n }, y_dims[2] = { (gint32)n, 1 };
  gsize              at = 0;

  for (guint i = 0; i < n; i++)
    {
      labels[i] = (guint8)((i + 9) % 10 + 1);
      for (guint c = 0; c < 3; c++)
        for (guint x = 0; x < SIDE; x++)
          for (guint y = 0; y < SIDE; y++)
            pixels[at++] = pixel (i, c, y, x);
    }
  add_header (file);
  add_variable (file, "X", x_dims, n == 1 ? 3 : 4, pixels, n * N_PIXELS, form);
  add_variable (file, "y", y_dims, 2, labels, n, form);
  return file;
}

static void
write_train (const Place *place, const GByteArray *file)
{
  write_file (place, "train_32x32.mat", file->data, file->len);
}

static void
write_set (const Place *place, Form form)
{
  g_autoptr (GByteArray) train = make_file (12, form), test = make_file (1, form);

  write_train (place, train);
  write_file (place, "test_32x32.mat", test->data, test->len);
}

/* -- reading -- */

static void
check_read (Form form)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (WsDatasetInfo) info = NULL;
  g_autoptr (WsTensorImages) train = NULL;
  g_autofree char *text = NULL;
  const guint8    *at;

  place_init (&place);
  write_set (&place, form);
  set = ws_dataset_load (place.folder, &error);
  g_assert_no_error (error);
  g_assert_true (set->train->n == 12 && set->test->n == 1);
  g_assert_true (set->train->channels == 3 && set->train->width == SIDE);
  at = set->train->pixels;
  for (guint i = 0; i < 12; i++)
    {
      g_assert_cmpuint (set->train->labels[i], ==, i % 10);
      for (guint c = 0; c < 3; c++)
        for (guint y = 0; y < SIDE; y++)
          for (guint x = 0; x < SIDE; x++)
            g_assert_cmpuint (*at++, ==, pixel (i, c, y, x));
    }
  g_assert_cmpuint (ws_dataset_get_net_channels (set), ==, 1);
  text = ws_dataset_describe_pixels (set);
  g_assert_cmpstr (text, ==, "grey, the middle 28 × 28, (p/255 − 0.5)/0.5");
  g_assert_true (ws_dataset_split (set, 12, 0, &train, NULL, NULL, &error));
  g_assert_true (train->channels == 1 && train->height == 28);

  info = ws_dataset_read_info (place.folder, &error);
  g_assert_no_error (error);
  g_assert_true (info->images_train == 12 && info->images_test == 1);
  g_assert_true (info->channels == 3 && info->net_channels == 1 && info->height == SIDE);
}

static void
test_read (void)
{
  check_read (PLAIN);
  check_read (PACKED);
  check_read (DOUBLES);
}

/* Variables before and between the two are stepped over, also where they are long. */
static void
test_others (void)
{
  const gint32 dims[2] = { 300, 300 };
  g_auto (Place) place = { 0 };
  g_autoptr (GByteArray) file = g_byte_array_new (), good = make_file (4, PACKED);
  g_autofree guint8 *noise = g_malloc (300 * 300);
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (WsDatasetInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  WsStream stream;

  place_init (&place);
  write_set (&place, PLAIN);
  ws_stream_init (&stream, 12, WS_PURPOSE_TEST, 41, 0);
  for (guint i = 0; i < 300 * 300; i++)
    noise[i] = (guint8)ws_stream_u32 (&stream);
  add_header (file);
  add_variable (file, "noise", dims, 2, noise, 300 * 300, PACKED);
  add_variable (file, "a_name_of_many_letters", dims, 2, noise, 300 * 300, PLAIN);
  g_byte_array_append (file, good->data + HEADER, good->len - HEADER);
  write_train (&place, file);
  set = ws_dataset_load (place.folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (set->train->n, ==, 4);
  info = ws_dataset_read_info (place.folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (info->images_train, ==, 4);
}

/* Where a machine has files of the published form; the sums are SciPy's and Pillow's. */
static void
test_official (void)
{
  g_autofree char *path = find_official ("svhn");
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  set = ws_dataset_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (set->sha256, ==,
                   "cc9513f6b2dff8f73210092cd8726d9fa3035d7eb90969441b7db4850dd7fb94");
  g_assert_cmpint (sum_framed (set->test, &set->preprocess), ==, 1003605);
}

/* -- what is damaged is refused -- */

static void
assert_refused (const Place *place, const GByteArray *file, const char *word)
{
  write_train (place, file);
  assert_load_fails (place->folder, WS_ERROR, WS_ERROR_FORMAT, word);
}

static void
test_truncated (void)
{
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_set (&place, PLAIN);
  for (Form form = PLAIN; form <= DOUBLES; form++)
    {
      g_autoptr (GByteArray) file = make_file (2, form);

      for (guint n = 0; n < file->len; n += n < HEADER + 80 ? 1 : 37)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (WsDataset) set = NULL;

          write_file (&place, "train_32x32.mat", file->data, n);
          set = ws_dataset_load (place.folder, &error);
          g_assert_null (set);
          g_assert_nonnull (error);
          g_assert_nonnull (strstr (error->message, "train_32x32.mat"));
        }
    }
}

static void
test_header (void)
{
  static const guint places[] = { 125, 126, 127 };
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_set (&place, PLAIN);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GByteArray) file = make_file (2, PLAIN);

      file->data[places[i]] ^= 3;
      assert_refused (&place, file, "version 5");
    }
}

/* A file with one X of its own, and a y of two labels. */
static GByteArray *
make_odd (const char *name, const gint32 *dims, guint n_dims, guint n)
{
  GByteArray        *file = g_byte_array_new ();
  g_autofree guint8 *values = g_malloc0 (MAX (n, 2));
  const gint32       y_dims[2] = { 2, 1 };

  values[0] = values[1] = 1;
  add_header (file);
  add_variable (file, name, dims, n_dims, values, n, PACKED);
  add_variable (file, "y", y_dims, 2, values, 2, PLAIN);
  return file;
}

static void
test_sizes (void)
{
  static const struct
  {
    const char *name, *word;
    gint32      dims[5];
    guint       n_dims, n;
  } cases[] = {
    { "Z", "no variable \"X\"", { 32, 32, 3, 2 }, 4, 2 * N_PIXELS },
    { "X", "32 × 31 × 3", { 32, 31, 3, 2 }, 4, 2 * 32 * 31 * 3 },
    { "X", "32 × 96 × 1", { 32, 96 }, 2, N_PIXELS },
    { "X", "X has 3 images", { 32, 32, 3, 3 }, 4, 3 * N_PIXELS },
    { "X", "its sizes make 6144", { 32, 32, 3, 2 }, 4, 2 * N_PIXELS - 1 },
    { "X", "size 4 is 0", { 32, 32, 3, 0 }, 4, 10 },
    { "X", "more than 1 GiB", { 32, 32, 3, G_MAXINT32 }, 4, 10 },
    { "X", "more than 1 GiB", { -1, -1, -1, -1 }, 4, 10 },
    { "X", "its sizes make", { 32, 32, 3, 300000 }, 4, 10 },
    { "X", "the sizes have", { 32, 32, 3, 2, 1 }, 5, 2 * N_PIXELS },
    { "X", "the sizes have", { 32 }, 1, 32 },
  };
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_set (&place, PLAIN);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file =
          make_odd (cases[i].name, cases[i].dims, cases[i].n_dims, cases[i].n);

      assert_refused (&place, file, cases[i].word);
    }
}

static void
test_labels (void)
{
  static const guint8 labels[] = { 0, 11, 255 };
  static const double numbers[] = { NAN, INFINITY, -1, 0.5, 256, 1e300, 11 };
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_set (&place, PLAIN);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autoptr (GByteArray) file = make_file (8, PLAIN);

      file->data[file->len - 3] = labels[i]; /* the last eight bytes are the labels */
      assert_refused (&place, file, "y[5] is");
    }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GByteArray) file = make_file (8, DOUBLES);

      memcpy (file->data + file->len - 8, &numbers[i], 8);
      assert_refused (&place, file, numbers[i] == 11 ? "y[7] is 11" : "value 7 is");
    }
}

/* A packed variable whose own sum is of other bytes, or that goes on behind its values. */
static void
test_packed_sum (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GByteArray) file = make_file (8, PACKED), longer = g_byte_array_new ();
  g_autoptr (GByteArray) inner = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  place_init (&place);
  write_set (&place, PLAIN);
  file->data[file->len - 1] ^= 1;
  write_train (&place, file);
  g_assert_null (ws_dataset_load (place.folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "train_32x32.mat"));

  /* zeros without end, which say that they are a matrix of four gigabytes */
  add_u32 (inner, 14);
  add_u32 (inner, G_MAXUINT32);
  g_byte_array_set_size (inner, 1 << 20);
  memset (inner->data + 8, 0, inner->len - 8);
  add_header (longer);
  add_packed (longer, inner);
  assert_refused (&place, longer, "the flags have type 0");
}

static void
test_missing (void)
{
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_set (&place, PLAIN);
  remove_file (&place, "test_32x32.mat");
  assert_load_fails (place.folder, WS_ERROR, WS_ERROR_NOT_FOUND, "no file test_32x32.mat");
}

/* -- any bytes: an error, or an array that fits its own sizes -- */

/* A small file, changed: in the packed form before it is packed too, so that what is inside is
 * reached. */
static GByteArray *
make_changed (WsStream *stream, Form form)
{
  GByteArray  *file = g_byte_array_new ();
  const gint32 dims[2] = { 5, 3 };
  guint8       values[15];
  g_autoptr (GByteArray) body = g_byte_array_new ();

  for (guint i = 0; i < sizeof values; i++)
    values[i] = (guint8)(i + 1);
  add_variable (body, "y", dims, 2, values, sizeof values, form == PACKED ? PLAIN : form);
  for (guint k = ws_stream_below (stream, 4); k > 0; k--)
    {
      guint8 *at = &body->data[ws_stream_below (stream, body->len)];

      *at = ws_stream_below (stream, 2) == 0 ? (guint8)ws_stream_u32 (stream)
                                             : (guint8)(1u << ws_stream_below (stream, 8));
    }
  if (ws_stream_below (stream, 4) == 0)
    g_byte_array_set_size (body, 1 + ws_stream_below (stream, body->len));
  add_header (file);
  if (form == PACKED)
    add_packed (file, body);
  else
    g_byte_array_append (file, body->data, body->len);
  if (form == PACKED && ws_stream_below (stream, 2) == 0)
    file->data[HEADER + ws_stream_below (stream, file->len - HEADER)] =
        (guint8)ws_stream_u32 (stream);
  return file;
}

static void
test_fuzz (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *path = NULL;
  guint            n_read = 0, n_refused = 0;
  WsStream         stream;

  place_init (&place);
  path = g_build_filename (place.folder, "any.mat", NULL);
  ws_stream_init (&stream, 12, WS_PURPOSE_TEST, 42, 0);
  for (guint round = 0; round < 6000; round++)
    {
      g_autoptr (GByteArray) file = make_changed (&stream, round % 3);
      g_autoptr (GError) error = NULL;
      WsMatArray array;
      gboolean   with_values = round % 5 != 0, is_read;
      gsize      n = 1;

      write_bytes (path, file->data, file->len);
      is_read = ws_mat_read (path, "y", with_values, &array, &error);
      g_assert_true (is_read == (error == NULL));
      g_assert_true (is_read || array.values == NULL);
      n_read += is_read;
      n_refused += !is_read;
      if (!is_read)
        continue;
      for (guint i = 0; i < array.n_dims; i++)
        n *= array.dims[i];
      g_assert_cmpuint (array.n, ==, n);
      g_assert_true ((array.values != NULL) == with_values);
      if (with_values)
        g_free (g_compute_checksum_for_data (G_CHECKSUM_MD5, array.values, array.n));
      g_free (array.values);
    }
  g_remove (path);
  g_assert_cmpuint (n_read, >, 500);
  g_assert_cmpuint (n_refused, >, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/svhn/read", test_read);
  g_test_add_func ("/data/svhn/others", test_others);
  g_test_add_func ("/data/svhn/official", test_official);
  g_test_add_func ("/data/svhn/truncated", test_truncated);
  g_test_add_func ("/data/svhn/header", test_header);
  g_test_add_func ("/data/svhn/sizes", test_sizes);
  g_test_add_func ("/data/svhn/labels", test_labels);
  g_test_add_func ("/data/svhn/packed-sum", test_packed_sum);
  g_test_add_func ("/data/svhn/missing", test_missing);
  g_test_add_func ("/data/svhn/fuzz", test_fuzz);
  return g_test_run ();
}
