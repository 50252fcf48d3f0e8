/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/arch.h"

#include "core/error.h"
#include "ws-test.h"

static const WsArch *
lookup (const char *name, guint channels)
{
  g_autoptr (GError) error = NULL;
  const WsArch *arch = ws_arch_lookup (name, channels, &error);

  g_assert_no_error (error);
  g_assert_nonnull (arch);
  return arch;
}

/* -- the numbers of METHOD.md 2.1 and 2.5 -- */

typedef struct
{
  const char *name, *key;
  guint start, length, n_out, kernel_area, n_in, width; /* kernel_area: of fc1, its 9 places */
} Row;

static const Row cnn_s[2][5] = {
  { { "conv1", "module_list.0", 0, 208, 8, 25, 1, 26 },
    { "conv2", "module_list.3", 208, 1206, 6, 25, 8, 201 },
    { "conv3", "module_list.6", 1414, 100, 4, 4, 6, 25 },
    { "fc1", "module_list.9", 1514, 740, 20, 9, 4, 37 },
    { "fc2", "module_list.11", 2254, 210, 10, 1, 20, 21 } },
  { { "conv1", "module_list.0", 0, 608, 8, 25, 3, 76 },
    { "conv2", "module_list.3", 608, 1206, 6, 25, 8, 201 },
    { "conv3", "module_list.6", 1814, 100, 4, 4, 6, 25 },
    { "fc1", "module_list.9", 1914, 740, 20, 9, 4, 37 },
    { "fc2", "module_list.11", 2654, 210, 10, 1, 20, 21 } },
};

/* The residual paths' 98 (114) values come after all of CNN-s. */
static const Row res[2][3] = {
  { { "res1", "res1_conv", 2464, 16, 8, 1, 1, 2 },
    { "res2", "res2_conv", 2480, 54, 6, 1, 8, 9 },
    { "res3", "res3_conv", 2534, 28, 4, 1, 6, 7 } },
  { { "res1", "res1_conv", 2864, 32, 8, 1, 3, 4 },
    { "res2", "res2_conv", 2896, 54, 6, 1, 8, 9 },
    { "res3", "res3_conv", 2950, 28, 4, 1, 6, 7 } },
};

static const Row four[2][6] = {
  { { "conv1", "layers.0", 0, 208, 8, 25, 1, 26 },
    { "conv2", "layers.3", 208, 800, 4, 25, 8, 200 },
    { "conv3", "layers.5", 1008, 384, 6, 16, 4, 64 },
    { "conv4", "layers.7", 1392, 216, 4, 9, 6, 54 },
    { "fc1", "layers.10", 1608, 666, 18, 9, 4, 37 },
    { "fc2", "layers.12", 2274, 190, 10, 1, 18, 19 } },
  { { "conv1", "layers.0", 0, 608, 8, 25, 3, 76 },
    { "conv2", "layers.3", 608, 800, 4, 25, 8, 200 },
    { "conv3", "layers.5", 1408, 384, 6, 16, 4, 64 },
    { "conv4", "layers.7", 1792, 216, 4, 9, 6, 54 },
    { "fc1", "layers.10", 2008, 666, 18, 9, 4, 37 },
    { "fc2", "layers.12", 2674, 190, 10, 1, 18, 19 } },
};

static void
assert_rows (const WsArch *arch, guint first, const Row *rows, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const WsLayer *layer = &arch->layers[first + i];
      const Row     *row = &rows[i];
      guint          n_weights = row->n_out * row->kernel_area * row->n_in;

      g_assert_cmpstr (layer->name, ==, row->name);
      g_assert_cmpstr (layer->torch_key, ==, row->key);
      g_assert_cmpuint (layer->w_start, ==, row->start);
      g_assert_cmpuint (layer->length, ==, row->length);
      g_assert_cmpuint (layer->b_start, ==, row->start + n_weights);
      g_assert_cmpuint (layer->n_out, ==, row->n_out);
      g_assert_cmpuint (layer->spatial_in * layer->kernel * layer->kernel, ==, row->kernel_area);
      g_assert_cmpuint (layer->n_in, ==, row->n_in * layer->spatial_in);
      g_assert_cmpuint (layer->token_width, ==, row->width);
      g_assert_cmpint (layer->has_bias, ==, row->length > n_weights);
      g_assert_cmpint (layer->kind, ==,
                       g_str_has_prefix (layer->name, "fc") ? WS_LAYER_LINEAR : WS_LAYER_CONV);
      g_assert_cmpint (layer->is_skip, ==, g_str_has_prefix (layer->name, "res"));
    }
}

static void
test_cnn_s (void)
{
  for (guint c = 0; c < 2; c++)
    {
      const WsArch *arch = lookup ("cnn-s", c ? 3 : 1);

      g_assert_cmpuint (arch->n_layers, ==, 5);
      g_assert_cmpuint (arch->n_params, ==, c ? 2864 : 2464);
      g_assert_cmpuint (arch->n_tokens, ==, 48);
      assert_rows (arch, 0, cnn_s[c], 5);
    }
}

static void
test_cnn_s_res (void)
{
  for (guint c = 0; c < 2; c++)
    {
      const WsArch *arch = lookup ("cnn-s-res", c ? 3 : 1);

      g_assert_cmpuint (arch->n_layers, ==, 8);
      g_assert_cmpuint (arch->n_params, ==, c ? 2864 + 114 : 2464 + 98);
      g_assert_cmpuint (arch->n_tokens, ==, 48 + 18);
      assert_rows (arch, 0, cnn_s[c], 5);
      assert_rows (arch, 5, res[c], 3);
    }
}

static void
test_4conv (void)
{
  static const char *const id_keys[] = { "conv1", "conv2", "conv3", "conv4", "fc5", "fc6" };

  for (guint c = 0; c < 2; c++)
    {
      const WsArch *arch = lookup ("cnn-4conv", c ? 3 : 1);
      const WsArch *id = lookup ("cnn-4conv-id", c ? 3 : 1);
      Row           rows[6];

      memcpy (rows, four[c], sizeof rows);
      g_assert_cmpuint (arch->n_params, ==, c ? 2864 : 2464);
      g_assert_cmpuint (arch->n_layers, ==, 6);
      g_assert_cmpuint (arch->n_tokens, ==, 8 + 4 + 6 + 4 + 18 + 10);
      assert_rows (arch, 0, rows, 6);
      for (guint i = 0; i < 6; i++)
        rows[i].key = id_keys[i];
      g_assert_cmpuint (id->n_params, ==, arch->n_params);
      g_assert_cmpuint (id->n_tokens, ==, arch->n_tokens);
      assert_rows (id, 0, rows, 6);
    }
}

/* -- what holds for all -- */

static void
test_whole (void)
{
  for (guint a = 0; ws_arch_list ()[a] != NULL; a++)
    for (guint channels = 1; channels <= 3; channels += 2)
      {
        const WsArch *arch = lookup (ws_arch_list ()[a], channels);
        gsize         place = 0;
        guint         tokens = 0;
        const WsOp   *last = &arch->ops[arch->n_ops - 1];

        g_assert_cmpstr (arch->name, ==, ws_arch_list ()[a]);
        g_assert_true (arch->height == 28 && arch->width == 28 && arch->n_classes == 10);
        g_assert_cmpuint (arch->channels, ==, channels);
        for (guint l = 0; l < arch->n_layers; l++)
          {
            g_assert_cmpuint (arch->layers[l].w_start, ==, place);
            g_assert_cmpuint (arch->layers[l].first_token, ==, tokens);
            g_assert_cmpuint (arch->layers[l].n_out * arch->layers[l].token_width, ==,
                              arch->layers[l].length);
            place += arch->layers[l].length;
            tokens += arch->layers[l].n_out;
          }
        g_assert_cmpuint (place, ==, arch->n_params);
        g_assert_cmpuint (tokens, ==, arch->n_tokens);
        g_assert_cmpuint (last->channels * last->height * last->width, ==, 10);
        for (guint i = 0; i < arch->n_ops; i++)
          g_assert_cmpuint (arch->ops[i].a, <=, i);
        g_assert_true (arch == lookup (arch->name, channels)); /* one of each */
      }
}

/* Sizes of all maps: 28→24→12→8→4→3 and 28→24→12→8→5→3. */
static void
test_maps (void)
{
  static const guint cnn[12][2] = {
    { 8, 24 }, { 8, 12 }, { 8, 12 }, { 6, 8 },  { 6, 4 },  { 6, 4 },
    { 4, 3 },  { 4, 3 },  { 36, 1 }, { 20, 1 }, { 20, 1 }, { 10, 1 }
  };
  static const guint conv4[13][2] = { { 8, 24 }, { 8, 12 }, { 8, 12 }, { 4, 8 }, { 4, 8 },
                                      { 6, 5 },  { 6, 5 },  { 4, 3 },  { 4, 3 }, { 36, 1 },
                                      { 18, 1 }, { 18, 1 }, { 10, 1 } };
  const WsArch      *s = lookup ("cnn-s", 1), *f = lookup ("cnn-4conv", 3);

  g_assert_cmpuint (s->n_ops, ==, 12);
  for (guint i = 0; i < 12; i++)
    g_assert_true (s->ops[i].channels == cnn[i][0] && s->ops[i].height == cnn[i][1] &&
                   s->ops[i].width == cnn[i][1]);
  g_assert_cmpuint (f->n_ops, ==, 13);
  for (guint i = 0; i < 13; i++)
    g_assert_true (f->ops[i].channels == conv4[i][0] && f->ops[i].height == conv4[i][1] &&
                   f->ops[i].width == conv4[i][1]);
}

static void
test_refusals (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ws_arch_lookup ("cnn-x", 1, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_NOT_FOUND, "cnn-s, cnn-s-res, cnn-4conv, cnn-4conv-id");
  g_assert_null (ws_arch_lookup ("cnn-s", 2, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_SHAPE, "2 channels");
  g_assert_null (ws_arch_lookup ("cnn-s", 0, NULL));
}

static void
test_names (void)
{
  static const char *const acts[] = { "tanh", "relu", "gelu", "sigmoid", "silu", "leaky-relu" };
  static const char *const inits[] = { "uniform",        "normal",         "kaiming-uniform",
                                       "kaiming-normal", "xavier-uniform", "xavier-normal" };
  WsActivation             act = WS_ACT_GELU;
  WsInit                   init = WS_INIT_NORMAL;

  g_assert_false (ws_activation_parse ("Tanh", &act));
  g_assert_false (ws_activation_parse ("", &act));
  g_assert_cmpint (act, ==, WS_ACT_GELU);
  g_assert_false (ws_init_parse ("kaiming", &init));
  g_assert_cmpint (init, ==, WS_INIT_NORMAL);
  for (guint i = 0; i < 6; i++)
    {
      g_assert_true (ws_activation_parse (acts[i], &act));
      g_assert_cmpstr (ws_activation_get_name (act), ==, acts[i]);
      g_assert_true (ws_init_parse (inits[i], &init));
      g_assert_cmpstr (ws_init_get_name (init), ==, inits[i]);
    }
  /* as the research code spells them */
  g_assert_true (ws_init_parse ("kaiming_uniform", &init));
  g_assert_cmpint (init, ==, WS_INIT_KAIMING_UNIFORM);
  g_assert_true (ws_activation_parse ("leaky_relu", &act));
  g_assert_cmpint (act, ==, WS_ACT_LEAKY_RELU);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/arch/cnn-s", test_cnn_s);
  g_test_add_func ("/net/arch/cnn-s-res", test_cnn_s_res);
  g_test_add_func ("/net/arch/4conv", test_4conv);
  g_test_add_func ("/net/arch/whole", test_whole);
  g_test_add_func ("/net/arch/maps", test_maps);
  g_test_add_func ("/net/arch/refusals", test_refusals);
  g_test_add_func ("/net/arch/names", test_names);
  return g_test_run ();
}
