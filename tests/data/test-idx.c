/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/images.h"

#include "core/error.h"
#include "data-test.h"

static void
assert_refused (const Place *place, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsImages) images = ws_idx_read (place->images, place->labels, &error);

  g_assert_null (images);
  ws_test_error (&error, WS_ERROR, WS_ERROR_FORMAT, word);
}

/* Two images of 3×2 and their labels, as bytes to be damaged. */
static const guint8 good_images[16 + 12] = { 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0,   3, 0, 0,
                                             0, 2, 1, 2, 3, 4, 5, 6, 7, 8, 255, 0, 9, 1 };
static const guint8 good_labels[8 + 2] = { 0, 0, 8, 1, 0, 0, 0, 2, 9, 0 };

static void
write_good (const Place *place)
{
  write_bytes (place->images, good_images, sizeof good_images);
  write_bytes (place->labels, good_labels, sizeof good_labels);
}

/* -- what is written comes back -- */

static void
round_trip (gboolean gzip)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsImages) images = random_images (1, 37, 11, 5), got = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize            n_bytes;

  place_init (&place);
  g_assert_true (ws_idx_write (images, place.images, place.labels, gzip, &error));
  g_assert_no_error (error);
  got = ws_idx_read (place.images, place.labels, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (got->n, ==, 37);
  g_assert_cmpuint (got->channels, ==, 1);
  g_assert_cmpuint (got->height, ==, 11);
  g_assert_cmpuint (got->width, ==, 5);
  g_assert_cmpuint (got->n_classes, ==, 10);
  g_assert_cmpmem (got->pixels, 37 * 55, images->pixels, 37 * 55);
  g_assert_cmpmem (got->labels, 37, images->labels, 37);
  g_assert_true (g_file_get_contents (place.labels, &bytes, &n_bytes, NULL));
  g_assert_cmpuint ((guint8)bytes[0], ==, gzip ? 0x1f : 0);
  if (!gzip)
    g_assert_cmpuint (n_bytes, ==, 8 + 37);
}

static void
test_plain (void)
{
  round_trip (FALSE);
}

static void
test_gzip (void)
{
  round_trip (TRUE);
}

static void
test_bytes (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsImages) images = NULL;
  g_autofree char *written = NULL;
  gsize            n;

  place_init (&place);
  write_good (&place);
  images = ws_idx_read (place.images, place.labels, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (images->height, ==, 3);
  g_assert_cmpuint (images->width, ==, 2);
  g_assert_cmpmem (images->pixels, 12, good_images + 16, 12);
  g_assert_cmpuint (images->labels[0], ==, 9);
  g_assert_true (ws_idx_write (images, place.images, place.labels, FALSE, &error));
  g_assert_true (g_file_get_contents (place.images, &written, &n, NULL));
  g_assert_cmpmem (written, n, good_images, sizeof good_images);
}

/* -- what is damaged is refused -- */

static void
test_truncated (void)
{
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_good (&place);
  for (gsize n = 0; n < sizeof good_images; n++)
    {
      write_bytes (place.images, good_images, n);
      assert_refused (&place, place.images);
    }
  write_good (&place);
  for (gsize n = 0; n < sizeof good_labels; n++)
    {
      write_bytes (place.labels, good_labels, n);
      assert_refused (&place, place.labels);
    }
}

/* Packed files end early at any byte, their own check sum included. */
static void
test_truncated_gzip (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsImages) images = random_images (2, 3, 4, 4);
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize            n_bytes;

  place_init (&place);
  g_assert_true (ws_idx_write (images, place.images, place.labels, TRUE, &error));
  g_assert_true (g_file_get_contents (place.images, &bytes, &n_bytes, NULL));
  for (gsize n = 0; n < n_bytes; n++)
    {
      g_autoptr (WsImages) got = NULL;

      write_bytes (place.images, bytes, n);
      got = ws_idx_read (place.images, place.labels, &error);
      g_assert_null (got);
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, place.images));
      g_clear_error (&error);
    }

  bytes[n_bytes - 8] ^= 1; /* the check sum is of other values */
  write_bytes (place.images, bytes, n_bytes);
  g_assert_null (ws_idx_read (place.images, place.labels, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_magic (void)
{
  g_auto (Place) place = { 0 };
  guint8 bytes[sizeof good_images];

  place_init (&place);
  for (guint i = 0; i < 4; i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        write_good (&place);
        memcpy (bytes, good_images, sizeof bytes);
        bytes[i] ^= (guint8)(1 << bit);
        write_bytes (place.images, bytes, sizeof good_images);
        assert_refused (&place, "magic number");
        write_good (&place);
        memcpy (bytes, good_labels, sizeof good_labels);
        bytes[i] ^= (guint8)(1 << bit);
        write_bytes (place.labels, bytes, sizeof good_labels);
        assert_refused (&place, "magic number");
      }
  /* the two files in each other's place */
  write_bytes (place.images, good_labels, sizeof good_labels);
  write_bytes (place.labels, good_images, sizeof good_images);
  assert_refused (&place, "0x00000801");
}

/* Sizes that are claims only: no memory is taken for them. */
static void
test_hostile_sizes (void)
{
  static const guint32 sizes[][3] = {
    { 0xffffffff, 0xffffffff, 0xffffffff },
    { 0x80000000, 2, 1 },
    { 0, 3, 2 },
    { 2, 0, 2 },
    { 2, 3, 0 },
    { 65536, 4096, 4096 },
    { 0x10000, 0x10000, 0x10000 },
    { 1, 4097, 1 },
    { 1, 1, 100000 },
  };
  g_auto (Place) place = { 0 };
  guint8 bytes[sizeof good_images];

  place_init (&place);
  write_good (&place);
  memcpy (bytes, good_images, sizeof bytes);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      for (guint k = 0; k < 12; k++)
        bytes[4 + k] = (guint8)(sizes[i][k / 4] >> (24 - 8 * (k % 4)));
      write_bytes (place.images, bytes, sizeof bytes);
      assert_refused (&place, i < 7 ? "1 GiB" : "a side of");
    }
  /* just under the limits, with few bytes behind it */
  bytes[4] = bytes[5] = bytes[6] = bytes[8] = bytes[9] = bytes[12] = bytes[13] = 0;
  bytes[7] = 64;
  bytes[10] = bytes[14] = 16;
  bytes[11] = bytes[15] = 0;
  write_bytes (place.images, bytes, sizeof bytes);
  assert_refused (&place, "the file ends after 12");
}

static void
test_trailing (void)
{
  g_auto (Place) place = { 0 };
  guint8 bytes[sizeof good_images + 1] = { 0 };

  place_init (&place);
  write_good (&place);
  memcpy (bytes, good_images, sizeof good_images);
  write_bytes (place.images, bytes, sizeof bytes);
  assert_refused (&place, "more bytes than the 12");
  write_good (&place);
  memcpy (bytes, good_labels, sizeof good_labels);
  write_bytes (place.labels, bytes, sizeof good_labels + 1);
  assert_refused (&place, "more bytes than the 2");
}

static void
test_counts_differ (void)
{
  const guint8 three[] = { 0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 1 };
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_good (&place);
  write_bytes (place.labels, three, sizeof three);
  assert_refused (&place, "3 labels");
}

static void
test_label_range (void)
{
  guint8 bytes[sizeof good_labels];
  g_auto (Place) place = { 0 };

  place_init (&place);
  write_good (&place);
  memcpy (bytes, good_labels, sizeof bytes);
  bytes[9] = 10;
  write_bytes (place.labels, bytes, sizeof bytes);
  assert_refused (&place, "label 1 is 10");
}

static void
test_missing (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GError) error = NULL;

  place_init (&place);
  g_assert_null (ws_idx_read (place.images, place.labels, &error));
  ws_test_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, place.images);
  write_bytes (place.images, good_images, sizeof good_images);
  g_assert_null (ws_idx_read (place.images, place.labels, &error));
  ws_test_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, place.labels);
  g_assert_null (ws_idx_read (place.folder, place.labels, &error));
  ws_test_error (&error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, place.folder);
}

static void
test_write_fails (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (WsImages) images = random_images (3, 2, 3, 3);
  g_autoptr (GError) error = NULL;
  g_autofree char *nowhere = NULL;

  place_init (&place);
  nowhere = g_build_filename (place.folder, "no", "such", NULL);
  g_assert_false (ws_idx_write (images, nowhere, place.labels, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ws_idx_write (images, place.images, nowhere, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* -- anything at all: an error or images that fit their own description -- */

static void
test_fuzz (void)
{
  gint64 end = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;
  g_auto (Place) place = { 0 };
  g_autoptr (WsImages) images = random_images (4, 3, 5, 4);
  guint n_read = 0, n_refused = 0;
  struct
  {
    char *bytes;
    gsize n;
  } seeds[4];

  place_init (&place);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_true (ws_idx_write (images, place.images, place.labels, i >= 2, NULL));
      g_assert_true (g_file_get_contents (i % 2 ? place.labels : place.images, &seeds[i].bytes,
                                          &seeds[i].n, NULL));
    }
  for (guint round = 0; round < 200 || g_get_monotonic_time () < end; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WsImages) got = NULL;

      for (guint part = 0; part < 2; part++)
        {
          guint            which = part + 2 * (guint)g_test_rand_int_range (0, 2);
          gsize            n = seeds[which].n;
          g_autofree char *bytes = g_memdup2 (seeds[which].bytes, n);

          for (gint k = g_test_rand_int_range (0, 4); k > 0; k--)
            bytes[g_test_rand_int_range (0, (gint)n)] = (char)g_test_rand_int ();
          if (g_test_rand_int_range (0, 4) == 0)
            n = (gsize)g_test_rand_int_range (0, (gint)n + 1);
          write_bytes (part ? place.labels : place.images, bytes, n);
        }
      got = ws_idx_read (place.images, place.labels, &error);
      g_assert_true ((got != NULL) == (error == NULL));
      n_read += got != NULL;
      n_refused += got == NULL;
      if (got == NULL)
        continue;
      for (guint i = 0; i < got->n; i++)
        g_assert_cmpuint (got->labels[i], <, got->n_classes);
      g_free (g_compute_checksum_for_data (G_CHECKSUM_MD5, got->pixels,
                                           (gsize)got->n * got->height * got->width));
    }
  g_test_message ("%u read, %u refused", n_read, n_refused);
  g_assert_cmpuint (n_read, >, 0);
  g_assert_cmpuint (n_refused, >, 0);
  for (guint i = 0; i < 4; i++)
    g_free (seeds[i].bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/idx/plain", test_plain);
  g_test_add_func ("/data/idx/gzip", test_gzip);
  g_test_add_func ("/data/idx/bytes", test_bytes);
  g_test_add_func ("/data/idx/truncated", test_truncated);
  g_test_add_func ("/data/idx/truncated-gzip", test_truncated_gzip);
  g_test_add_func ("/data/idx/magic", test_magic);
  g_test_add_func ("/data/idx/hostile-sizes", test_hostile_sizes);
  g_test_add_func ("/data/idx/trailing", test_trailing);
  g_test_add_func ("/data/idx/counts-differ", test_counts_differ);
  g_test_add_func ("/data/idx/label-range", test_label_range);
  g_test_add_func ("/data/idx/missing", test_missing);
  g_test_add_func ("/data/idx/write-fails", test_write_fails);
  g_test_add_func ("/data/idx/fuzz", test_fuzz);
  return g_test_run ();
}
