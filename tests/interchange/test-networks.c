/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/error.h"
#include "interchange/networks.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define N 3

/* Weights that tell network and place apart, and are no round numbers. */
typedef struct
{
  WsNetworks     networks;
  float         *weights;
  WsEpochMetrics metrics[N];
} Zoo;

static const guint32 models[N] = { 0, 1, 4 };
static const guint32 epochs[N] = { 25, 25, 24 };

static void
zoo_init (Zoo *zoo, const char *arch, guint channels)
{
  g_autoptr (GError) error = NULL;
  const WsArch *a = ws_arch_lookup (arch, channels, &error);

  g_assert_no_error (error);
  zoo->weights = g_new (float, N * a->n_params);
  for (guint i = 0; i < N; i++)
    {
      for (gsize p = 0; p < a->n_params; p++)
        zoo->weights[i * a->n_params + p] = (float)(i + 1) / 3.f - (float)p * 1e-3f;
      zoo->metrics[i] = (WsEpochMetrics){ .train_loss = 0.1f,
                                          .train_acc = 0.9f,
                                          .val_loss = NAN,
                                          .val_acc = NAN,
                                          .test_loss = 1.f / 3.f,
                                          .test_acc = 0.5f + 0.1f * (float)i };
    }
  zoo->networks = (WsNetworks){ .arch = a,
                                .origin = "population \"zoo\"\nof a test",
                                .n = N,
                                .weights = zoo->weights,
                                .model = models,
                                .epoch = epochs,
                                .metrics = zoo->metrics };
}

static void
zoo_clear (Zoo *zoo)
{
  g_free (zoo->weights);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Zoo, zoo_clear)

static GBytes *
write_as (const Zoo *zoo, const char *name)
{
  g_autoptr (GError) error = NULL;
  const WsWeightFormat *format = ws_weight_format_lookup (name, &error);

  g_assert_no_error (error);
  return format->write (&zoo->networks);
}

/* Little-endian, whatever the machine. */
static float
float_at (const guint8 *bytes, gsize index)
{
  guint32 bits;
  float   value;

  memcpy (&bits, bytes + 4 * index, 4);
  bits = GUINT32_FROM_LE (bits);
  memcpy (&value, &bits, 4);
  return value;
}

static void
assert_equal (float a, float b)
{
  g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
}

static void
test_raw (void)
{
  g_auto (Zoo) zoo = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize         size;

  zoo_init (&zoo, "cnn-s", 1);
  bytes = write_as (&zoo, "raw");
  data = g_bytes_get_data (bytes, &size);
  g_assert_cmpuint (size, ==, 4 * N * zoo.networks.arch->n_params);
  for (gsize i = 0; i < size / 4; i++)
    assert_equal (float_at (data, i), zoo.weights[i]);
}

static void
test_csv (void)
{
  g_auto (Zoo) zoo = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) head = NULL;
  gsize P, size;

  zoo_init (&zoo, "cnn-s", 1);
  P = zoo.networks.arch->n_params;
  bytes = write_as (&zoo, "csv");
  text = g_strndup (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 2 + N + 1);
  g_assert_true (g_str_has_prefix (lines[0], "# population \"zoo\" of a test"));
  head = g_strsplit (lines[1], ",", -1);
  g_assert_cmpuint (g_strv_length (head), ==, 8 + P);
  g_assert_cmpstr (head[0], ==, "seed");
  g_assert_cmpstr (head[8], ==, "module_list.0.weight.0");
  g_assert_cmpstr (head[8 + 200], ==, "module_list.0.bias.0");
  g_assert_cmpstr (head[8 + P - 1], ==, "module_list.11.bias.9");
  for (guint i = 0; i < N; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[2 + i], ",", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 8 + P);
      g_assert_cmpint (atoi (cells[0]), ==, (int)models[i] + 1);
      g_assert_cmpint (atoi (cells[1]), ==, (int)epochs[i]);
      g_assert_cmpstr (cells[4], ==, ""); /* not measured */
      assert_equal ((float)g_ascii_strtod (cells[6], NULL), zoo.metrics[i].test_loss);
      for (gsize p = 0; p < P; p++)
        assert_equal ((float)g_ascii_strtod (cells[8 + p], NULL), zoo.weights[i * P + p]);
    }
}

/* -- safetensors, read by a reader of our own -- */

typedef struct
{
  JsonNode     *head;
  const guint8 *tensors;
  gsize         n_bytes; /* of the tensors */
} Safe;

static void
safe_read (Safe *safe, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize            size;
  const guint8    *data = g_bytes_get_data (bytes, &size);
  guint64          length;

  memcpy (&length, data, 8);
  length = GUINT64_FROM_LE (length);
  g_assert_cmpuint (length % 8, ==, 0);
  g_assert_cmpuint (8 + length, <=, size);
  text = g_strndup ((const char *)data + 8, (gsize)length);
  safe->head = json_from_string (text, &error);
  g_assert_no_error (error);
  safe->tensors = data + 8 + length;
  safe->n_bytes = size - 8 - (gsize)length;
}

static JsonArray *
get_array (const Safe *safe, const char *tensor, const char *name)
{
  JsonObject *object = json_object_get_object_member (json_node_get_object (safe->head), tensor);

  g_assert_cmpstr (json_object_get_string_member (object, "dtype"), ==, "F32");
  return json_object_get_array_member (object, name);
}

static void
assert_shape (const Safe *safe, const char *tensor, const char *want)
{
  JsonArray *shape = get_array (safe, tensor, "shape");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (shape); i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "," : "",
                            (int)json_array_get_int_element (shape, i));
  g_assert_cmpstr (text->str, ==, want);
}

/* The offsets of all tensors follow each other without a gap and cover everything. */
static void
assert_covered (const Safe *safe)
{
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (safe->head));
  gint64 end = 0;

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonArray *offsets;

      if (g_str_equal (l->data, "__metadata__"))
        continue;
      offsets = get_array (safe, l->data, "data_offsets");
      g_assert_cmpint (json_array_get_int_element (offsets, 0), ==, end);
      end = json_array_get_int_element (offsets, 1);
    }
  g_assert_cmpint (end, ==, (gint64)safe->n_bytes);
}

static void
test_safetensors_stacked (void)
{
  g_auto (Zoo) zoo = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  Safe       safe;
  JsonArray *offsets;
  gsize      P, start;

  zoo_init (&zoo, "cnn-s", 3);
  P = zoo.networks.arch->n_params;
  bytes = write_as (&zoo, "safetensors");
  safe_read (&safe, bytes);
  g_assert_cmpuint (safe.n_bytes, ==, 4 * N * P);
  assert_covered (&safe);
  assert_shape (&safe, "module_list.0.weight", "3,8,3,5,5");
  assert_shape (&safe, "module_list.0.bias", "3,8");
  assert_shape (&safe, "module_list.9.weight", "3,20,36");
  assert_shape (&safe, "module_list.11.bias", "3,10");
  /* the second network's fc1 weights */
  offsets = get_array (&safe, "module_list.9.weight", "data_offsets");
  start = (gsize)json_array_get_int_element (offsets, 0) / 4;
  for (gsize i = 0; i < 720; i++)
    assert_equal (float_at (safe.tensors, start + 720 + i),
                  zoo.weights[P + zoo.networks.arch->layers[3].w_start + i]);
  json_node_unref (safe.head);
}

static void
test_safetensors_single (void)
{
  g_auto (Zoo) zoo = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  Safe safe;

  zoo_init (&zoo, "cnn-4conv", 1);
  zoo.networks.n = 1;
  zoo.networks.is_single = TRUE;
  bytes = write_as (&zoo, "safetensors");
  safe_read (&safe, bytes);
  assert_covered (&safe);
  assert_shape (&safe, "layers.0.weight", "8,1,5,5");
  assert_shape (&safe, "layers.12.bias", "10");
  /* that layer has none */
  g_assert_false (json_object_has_member (json_node_get_object (safe.head), "layers.3.bias"));
  for (gsize p = 0; p < zoo.networks.arch->n_params; p++)
    assert_equal (float_at (safe.tensors, p), zoo.weights[p]);
  json_node_unref (safe.head);
}

/* -- files -- */

static void
test_export (void)
{
  g_auto (Zoo) zoo = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("ws-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "zoo.raw", NULL);
  g_autofree char *lost = g_build_filename (folder, "none", "zoo.raw", NULL);
  g_autoptr (GBytes) want = NULL;
  g_autofree char *got = NULL;
  g_autoptr (GDir) dir = NULL;
  gsize size;

  zoo_init (&zoo, "cnn-s", 1);
  want = write_as (&zoo, "raw");
  /* twice: what was there is replaced, and no temporary file stays */
  for (guint i = 0; i < 2; i++)
    {
      ws_networks_export (&zoo.networks, ws_weight_format_lookup ("raw", NULL), path, &error);
      g_assert_no_error (error);
    }
  g_file_get_contents (path, &got, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (got, size, g_bytes_get_data (want, NULL), g_bytes_get_size (want));
  g_assert_false (
      ws_networks_export (&zoo.networks, ws_weight_format_lookup ("raw", NULL), lost, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, lost));
  dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "zoo.raw");
  g_assert_null (g_dir_read_name (dir));
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_too_many (void)
{
  g_auto (Zoo) zoo = { 0 };
  g_autoptr (GError) error = NULL;

  zoo_init (&zoo, "cnn-s", 1);
  zoo.networks.n = G_MAXUINT;
  g_assert_false (ws_networks_export (&zoo.networks, ws_weight_format_lookup ("csv", NULL),
                                      "/nowhere/zoo.csv", &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_SHAPE);
}

static void
test_lookup (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ws_weight_format_lookup ("research", &error));
  g_assert_error (error, WS_ERROR, WS_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "raw, csv, safetensors"));
  for (guint i = 0; ws_weight_format_list ()[i] != NULL; i++)
    g_assert_true (ws_weight_format_lookup (ws_weight_format_list ()[i]->name, NULL) ==
                   ws_weight_format_list ()[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/interchange/raw", test_raw);
  g_test_add_func ("/interchange/csv", test_csv);
  g_test_add_func ("/interchange/safetensors/stacked", test_safetensors_stacked);
  g_test_add_func ("/interchange/safetensors/single", test_safetensors_single);
  g_test_add_func ("/interchange/export", test_export);
  g_test_add_func ("/interchange/too-many", test_too_many);
  g_test_add_func ("/interchange/lookup", test_lookup);
  return g_test_run ();
}
