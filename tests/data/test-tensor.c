/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "data/dataset.h"

#include "core/error.h"
#include "data-test.h"
#include "data/resize-private.h"
#include "golden-test.h"

#include <float.h>

/* -- preprocessing -- */

/* An image that has each of the 256 values. */
static void
test_values (void)
{
  const WsPreprocess rules[] = { { 0.5f, 0.5f }, { 0.1307f, 0.3081f }, { 0, 1 } };
  g_autoptr (WsImages) images = random_images (8, 2, 28, 28);

  for (guint p = 0; p < 784; p++)
    images->pixels[784 + p] = (guint8)p;
  for (guint r = 0; r < G_N_ELEMENTS (rules); r++)
    {
      g_autoptr (WsTensorImages) tensor = ws_tensor_images_new (images, &rules[r], NULL, 2);

      g_assert_cmpuint ((guintptr)tensor->x % 64, ==, 0);
      for (guint p = 0; p < 784; p++)
        ws_assert_close (tensor->x[784 + p],
                         ((p & 255) / 255.0 - (double)rules[r].mean) / (double)rules[r].std,
                         4 * (double)FLT_EPSILON / (double)rules[r].std);
    }
}

static void
test_index (void)
{
  const WsPreprocess rule = { 0.5f, 0.5f };
  const guint32      index[] = { 4, 0, 4, 2 };
  g_autoptr (WsImages) images = random_images (9, 5, 28, 28);
  g_autoptr (WsTensorImages) all = ws_tensor_images_new (images, &rule, NULL, 5);
  g_autoptr (WsTensorImages) some = ws_tensor_images_new (images, &rule, index, 4);
  g_autoptr (WsTensorImages) none = ws_tensor_images_new (images, &rule, NULL, 0);
  g_autoptr (WsTensorImages) again = ws_tensor_images_ref (some);

  g_assert_true (some->n == 4 && some->channels == 1 && some->height == 28 && some->width == 28);
  g_assert_cmpuint (some->n_classes, ==, 10);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpuint (some->labels[i], ==, images->labels[index[i]]);
      g_assert_cmpmem (some->x + i * 784, 784 * sizeof (float), all->x + index[i] * 784,
                       784 * sizeof (float));
    }
  g_assert_cmpuint (none->n, ==, 0);
  g_assert_true (again == some);
}

/* Three channels stay three, each resized by itself. */
static void
test_channels (void)
{
  const WsPreprocess rule = { 0, 1 };
  g_autoptr (WsImages) grey = random_images (10, 6, 32, 32);
  g_autoptr (WsTensorImages) apart = ws_tensor_images_new (grey, &rule, NULL, 6), together = NULL;
  g_autoptr (WsImages) colour =
      ws_images_new (2, 3, 32, 32, 10, g_memdup2 (grey->pixels, 6 * 1024), g_memdup2 ("\1\2", 2));

  together = ws_tensor_images_new (colour, &rule, NULL, 2);
  g_assert_cmpuint (together->channels, ==, 3);
  g_assert_cmpmem (together->x, 6 * 784 * sizeof (float), apart->x, 6 * 784 * sizeof (float));
  g_assert_true (together->labels[0] == 1 && together->labels[1] == 2);
}

/* -- resizing, byte for byte as Pillow -- */

static void
test_resize_golden (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonArray *cases = json_object_get_array_member (golden_load ("resize", &parser), "cases");

  for (guint c = 0; c < json_array_get_length (cases); c++)
    {
      JsonObject *item = json_array_get_object_element (cases, c);
      const char *hex = json_object_get_string_member (item, "hex");
      guint       width = (guint)json_object_get_int_member (item, "width");
      guint       height = (guint)json_object_get_int_member (item, "height");
      g_autoptr (WsImages) images = random_images (c, 1, height, width);
      guint8 got[784];

      ws_resize_bilinear (images->pixels, width, height, got, 28, 28);
      g_assert_cmpuint (strlen (hex), ==, 2 * sizeof got);
      for (guint p = 0; p < sizeof got; p++)
        g_assert_cmpint (got[p], ==,
                         16 * g_ascii_xdigit_value (hex[2 * p]) +
                             g_ascii_xdigit_value (hex[2 * p + 1]));
    }
}

/* Weights sum to one: what is even stays even, at every size. */
static void
test_resize_even (void)
{
  guint8 in[100 * 100], out[28 * 28];

  for (guint side = 1; side <= 100; side++)
    for (guint value = 0; value < 256; value += 51)
      {
        memset (in, (int)value, side * side);
        ws_resize_bilinear (in, side, side, out, 28, 28);
        for (guint p = 0; p < sizeof out; p++)
          g_assert_cmpuint (out[p], ==, value);
      }
}

/* -- the cut into train, validation and test -- */

/* A set whose images say their own number. */
static WsDataset *
numbered_set (guint n_train, guint n_test)
{
  WsDataset *set = g_new0 (WsDataset, 1);

  g_atomic_ref_count_init (&set->ref_count);
  set->name = g_strdup ("numbered");
  set->preprocess = (WsPreprocess){ 0, 1 };
  set->train = random_images (1, n_train, 28, 28);
  set->test = random_images (2, n_test, 28, 28);
  for (guint part = 0; part < 2; part++)
    for (guint i = 0; i < (part ? n_test : n_train); i++)
      {
        guint8 *pixels = (part ? set->test : set->train)->pixels + i * 784;

        pixels[0] = (guint8)i;
        pixels[1] = (guint8)(i >> 8);
      }
  return set;
}

static guint
number_of (const WsTensorImages *images, guint i)
{
  return (guint)lrintf (images->x[i * 784] * 255) +
         256 * (guint)lrintf (images->x[i * 784 + 1] * 255);
}

static void
test_split (void)
{
  g_autoptr (WsDataset) set = numbered_set (700, 30);
  g_autoptr (WsTensorImages) train = NULL, val = NULL, test = NULL, less = NULL, same = NULL;
  g_autoptr (GError) error = NULL;
  guint seen[700] = { 0 }, in_place = 0;

  g_assert_true (ws_dataset_split (set, 490, 210, &train, &val, &test, &error));
  g_assert_no_error (error);
  g_assert_true (train->n == 490 && val->n == 210 && test->n == 30);
  for (guint i = 0; i < 700; i++)
    {
      const WsTensorImages *part = i < 490 ? train : val;
      guint                 k = i < 490 ? i : i - 490, number = number_of (part, k);

      g_assert_cmpuint (number, <, 700);
      g_assert_cmpuint (part->labels[k], ==, set->train->labels[number]);
      seen[number]++;
      in_place += number == i;
    }
  for (guint i = 0; i < 700; i++)
    g_assert_cmpuint (seen[i], ==, 1);
  g_assert_cmpuint (in_place, <, 10); /* one is the mean of a random order */
  for (guint i = 0; i < 30; i++)
    g_assert_cmpuint (number_of (test, i), ==, i);

  /* fewer to train on: the same first ones, and the same validation images */
  g_assert_true (ws_dataset_split (set, 70, 210, &less, &same, NULL, &error));
  g_assert_cmpmem (less->x, 70 * 784 * sizeof (float), train->x, 70 * 784 * sizeof (float));
  g_assert_cmpmem (same->x, 210 * 784 * sizeof (float), val->x, 210 * 784 * sizeof (float));
}

/* Which images a zoo was trained on is stored knowledge: the order never changes. Worked out from
 * the definition in Python (tests/golden/streams.py). */
static void
test_split_order (void)
{
  static const guint want[10] = { 0, 2, 9, 8, 6, 5, 7, 1, 4, 3 };
  g_autoptr (WsDataset) set = numbered_set (10, 1);
  g_autoptr (WsTensorImages) train = NULL;

  g_assert_true (ws_dataset_split (set, 10, 0, &train, NULL, NULL, NULL));
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (number_of (train, i), ==, want[i]);
}

static void
test_split_edges (void)
{
  g_autoptr (WsDataset) set = numbered_set (10, 3);
  g_autoptr (WsTensorImages) train = NULL, val = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_dataset_split (set, 0, 0, &train, &val, NULL, &error));
  g_assert_true (train->n == 0 && val->n == 0);
  g_assert_true (ws_dataset_split (set, 10, 0, NULL, NULL, NULL, &error));
  g_assert_false (ws_dataset_split (set, 11, 0, NULL, NULL, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "10 train images");
  g_assert_false (ws_dataset_split (set, 6, 5, NULL, NULL, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "6 to train on and 5 to validate");
  g_assert_false (ws_dataset_split (set, 6, G_MAXUINT, NULL, NULL, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "numbered");
}

/* Grey by ITU-R 601 as Pillow rounds it, then the middle of 28 × 28; the colours stay in the set.
 */
static void
test_grey_crop (void)
{
  const WsPreprocess rule = { .std = 1, .framing = WS_FRAMING_GREY_CROP };
  const guint        height = 32, width = 35, area = 32 * 35;
  g_autoptr (WsImages) planes = random_images (60, 6, height, width);
  g_autoptr (WsImages) images = NULL;
  g_autoptr (WsTensorImages) got = NULL;

  images = ws_images_new (2, 3, height, width, 10, g_steal_pointer (&planes->pixels),
                          g_steal_pointer (&planes->labels));
  g_assert_cmpuint (ws_preprocess_get_channels (&rule, 3), ==, 1);
  got = ws_tensor_images_new (images, &rule, NULL, 2);
  g_assert_true (got->channels == 1 && got->height == 28 && got->width == 28);
  for (guint i = 0; i < 2; i++)
    for (guint y = 0; y < 28; y++)
      for (guint x = 0; x < 28; x++)
        {
          const guint8 *p = images->pixels + i * 3 * area + (y + 2) * width + x + 3;
          double        grey = 0.299 * p[0] + 0.587 * p[area] + 0.114 * p[2 * area];

          ws_assert_close (got->x[(i * 28 + y) * 28 + x] * 255, grey, 0.51);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/tensor/values", test_values);
  g_test_add_func ("/data/tensor/index", test_index);
  g_test_add_func ("/data/tensor/channels", test_channels);
  g_test_add_func ("/data/tensor/resize-golden", test_resize_golden);
  g_test_add_func ("/data/tensor/resize-even", test_resize_even);
  g_test_add_func ("/data/tensor/split", test_split);
  g_test_add_func ("/data/tensor/split-order", test_split_order);
  g_test_add_func ("/data/tensor/split-edges", test_split_edges);
  g_test_add_func ("/data/tensor/grey-crop", test_grey_crop);
  return g_test_run ();
}
