/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lane-fixture.h"

/* Programs of the lanes: what an architecture becomes, and that any becomes something right. */

/* -- an architecture that no one has: odd sizes, layers without biases, values read twice -- */

static WsLayer layers[] = {
  { .name = "a", .kind = WS_LAYER_CONV, .n_out = 3, .n_in = 1, .kernel = 3, .has_bias = TRUE },
  { .name = "b", .kind = WS_LAYER_CONV, .n_out = 2, .n_in = 3, .kernel = 7 },
  { .name = "c", .kind = WS_LAYER_CONV, .n_out = 2, .n_in = 3, .kernel = 1, .has_bias = TRUE },
  { .name = "d", .kind = WS_LAYER_CONV, .n_out = 2, .n_in = 2, .kernel = 5, .has_bias = TRUE },
  { .name = "e", .kind = WS_LAYER_LINEAR, .n_out = 7, .n_in = 8, .kernel = 1 },
  { .name = "f", .kind = WS_LAYER_LINEAR, .n_out = 10, .n_in = 7, .kernel = 1, .has_bias = TRUE },
};

static WsOp ops[] = {
  { .kind = WS_OP_CONV, .a = 0, .layer = 0, .channels = 3, .height = 26, .width = 26 },
  { .kind = WS_OP_MAXPOOL,
    .a = 1,
    .size = 3,
    .stride = 2,
    .channels = 3,
    .height = 12,
    .width = 12 },
  { .kind = WS_OP_ACT, .a = 2, .channels = 3, .height = 12, .width = 12 },
  { .kind = WS_OP_CONV, .a = 3, .layer = 1, .channels = 2, .height = 6, .width = 6 },
  { .kind = WS_OP_ACT, .a = 4, .channels = 2, .height = 6, .width = 6 },
  { .kind = WS_OP_MAXPOOL, .a = 3, .size = 7, .stride = 1, .channels = 3, .height = 6, .width = 6 },
  { .kind = WS_OP_CONV, .a = 6, .layer = 2, .channels = 2, .height = 6, .width = 6 },
  { .kind = WS_OP_ADD, .a = 5, .b = 7, .channels = 2, .height = 6, .width = 6 },
  { .kind = WS_OP_ACT, .a = 8, .channels = 2, .height = 6, .width = 6 },
  { .kind = WS_OP_CROP,
    .a = 9,
    .size = 2,
    .stride = 3,
    .offset = 1,
    .channels = 2,
    .height = 2,
    .width = 2 },
  { .kind = WS_OP_CONV, .a = 9, .layer = 3, .channels = 2, .height = 2, .width = 2 },
  { .kind = WS_OP_ADD, .a = 10, .b = 11, .channels = 2, .height = 2, .width = 2 },
  { .kind = WS_OP_FLATTEN, .a = 12, .channels = 8, .height = 1, .width = 1 },
  { .kind = WS_OP_LINEAR, .a = 13, .layer = 4, .channels = 7, .height = 1, .width = 1 },
  { .kind = WS_OP_ACT, .a = 14, .channels = 7, .height = 1, .width = 1 },
  { .kind = WS_OP_LINEAR, .a = 15, .layer = 5, .channels = 10, .height = 1, .width = 1 },
};

static const WsArch *
get_odd_arch (void)
{
  static WsArch arch = { .name = "odd",
                         .channels = 1,
                         .height = 28,
                         .width = 28,
                         .n_classes = 10,
                         .n_layers = G_N_ELEMENTS (layers),
                         .layers = layers,
                         .n_ops = G_N_ELEMENTS (ops),
                         .ops = ops };

  arch.n_params = 0;
  for (guint l = 0; l < G_N_ELEMENTS (layers); l++)
    {
      WsLayer *layer = &layers[l];
      gsize    n = (gsize)layer->n_out * layer->n_in * layer->kernel * layer->kernel;

      layer->w_start = arch.n_params;
      layer->b_start = layer->w_start + n;
      layer->length = n + (layer->has_bias ? layer->n_out : 0);
      arch.n_params += layer->length;
    }
  return &arch;
}

static void
test_odd (gconstpointer data)
{
  WsCpuLevel    level = (WsCpuLevel)GPOINTER_TO_UINT (data);
  const WsArch *arch = get_odd_arch ();
  g_autoptr (WsLaneProgram) program = ws_lane_program_new (arch);

  for (guint act = WS_ACT_TANH; act <= WS_ACT_LEAKY_RELU; act++)
    {
      g_auto (Fixture) fixture = { NULL };

      fixture_init (&fixture, level, program);
      fixture.tolerance = SKIP_TOLERANCE;
      fixture_fill (&fixture, arch, WS_INIT_KAIMING_UNIFORM);
      fixture_run (&fixture, (WsActivation)act);
      for (guint l = 0; l < fixture.kernels->lanes; l++)
        compare_to_reference (&fixture, arch, (WsActivation)act, l);
    }
}

static void
test_odd_levels (void)
{
  const WsArch *arch = get_odd_arch ();
  g_autoptr (WsLaneProgram) program = ws_lane_program_new (arch);
  g_auto (Fixture) narrow = { NULL }, wide = { NULL };

  if (!machine_runs (WS_CPU_V3) || !machine_runs (WS_CPU_V4))
    {
      g_test_message ("this machine has one level with FMA only");
      return;
    }
  fixture_init (&narrow, WS_CPU_V3, program);
  fixture_init (&wide, WS_CPU_V4, program);
  fixture_fill (&narrow, arch, WS_INIT_KAIMING_NORMAL);
  fixture_fill (&wide, arch, WS_INIT_KAIMING_NORMAL);
  fixture_run (&narrow, WS_ACT_GELU);
  fixture_run (&wide, WS_ACT_GELU);
  for (guint l = 0; l < 8; l++)
    for (guint i = 0; i < arch->n_params; i++)
      g_assert_cmpmem (&narrow.dw[i * 8 + l], sizeof (float), &wide.dw[i * 16 + l], sizeof (float));
}

/* -- those that there are -- */

typedef struct
{
  const char *arch;
  guint       n_steps;
  int         kinds[16];
} Want;

static void
test_steps (void)
{
  static const Want wants[] = {
    { "cnn-s",
      5,
      { WS_LANE_POOLED1, WS_LANE_POOLED2, WS_LANE_CONV, WS_LANE_LINEAR, WS_LANE_LINEAR } },
    { "cnn-s-res",
      14,
      { WS_LANE_POOLED1, WS_LANE_POOL, WS_LANE_CONV, WS_LANE_ADD, WS_LANE_POOLED2, WS_LANE_POOL,
        WS_LANE_CONV, WS_LANE_ADD, WS_LANE_CONV, WS_LANE_POOL, WS_LANE_CONV, WS_LANE_ADD,
        WS_LANE_LINEAR, WS_LANE_LINEAR } },
    { "cnn-4conv",
      6,
      { WS_LANE_POOLED1, WS_LANE_CONV, WS_LANE_CONV, WS_LANE_CONV, WS_LANE_LINEAR,
        WS_LANE_LINEAR } },
    { "cnn-4conv-id",
      8,
      { WS_LANE_POOLED1, WS_LANE_CONV, WS_LANE_CONV, WS_LANE_CONV, WS_LANE_CROP, WS_LANE_ADD,
        WS_LANE_LINEAR, WS_LANE_LINEAR } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wants); i++)
    {
      const WsArch        *arch = ws_arch_lookup (wants[i].arch, 3, NULL);
      const WsLaneProgram *program = ws_lane_program_get (arch);

      g_assert_true (program == ws_lane_program_get (arch));
      g_assert_true (program != ws_lane_program_get (ws_arch_lookup (wants[i].arch, 1, NULL)));
      g_assert_cmpuint (program->n_steps, ==, wants[i].n_steps);
      for (guint s = 0; s < program->n_steps; s++)
        g_assert_cmpint ((int)program->steps[s].kind, ==, wants[i].kinds[s]);
    }
}

/* The flat index of every weight, once. */
static void
test_order (void)
{
  for (const char *const *name = ws_arch_list (); *name != NULL; name++)
    for (guint channels = 1; channels <= 3; channels += 2)
      {
        const WsLaneProgram *program = ws_lane_program_get (ws_arch_lookup (*name, channels, NULL));
        g_autofree guint8   *is_there = g_new0 (guint8, program->n_params);

        for (guint i = 0; i < program->n_params; i++)
          {
            g_assert_cmpuint (program->order[i], <, program->n_params);
            g_assert_cmpuint (is_there[program->order[i]]++, ==, 0);
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint level = WS_CPU_PORTABLE; level <= WS_CPU_V4; level++)
    if (machine_runs ((WsCpuLevel)level))
      {
        g_autofree char *path =
            g_strdup_printf ("/zoo/program/odd/%s", ws_cpu_level_get_name ((WsCpuLevel)level));

        g_test_add_data_func (path, GUINT_TO_POINTER (level), test_odd);
      }
  g_test_add_func ("/zoo/program/odd-levels", test_odd_levels);
  g_test_add_func ("/zoo/program/steps", test_steps);
  g_test_add_func ("/zoo/program/order", test_order);
  return g_test_run ();
}
