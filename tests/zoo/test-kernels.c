/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lane-fixture.h"

/* The lane kernels of every level that this machine has. */

static void
check_reference (WsCpuLevel level, const WsArch *arch, WsActivation act)
{
  g_auto (Fixture) fixture = { NULL };
  double worst = 0;

  fixture_init (&fixture, level, ws_lane_program_get (arch));
  g_assert_cmpuint (fixture.program->n_params, ==, arch->n_params);
  fixture_fill (&fixture, arch, WS_INIT_KAIMING_UNIFORM);
  if (g_str_equal (arch->name, "cnn-s-res"))
    fixture.tolerance = SKIP_TOLERANCE;
  fixture_run (&fixture, act);
  /* All lanes of one program have the same code; first and last are enough. */
  for (guint l = 0; l < fixture.kernels->lanes; l += fixture.kernels->lanes - 1)
    worst = MAX (worst, compare_to_reference (&fixture, arch, act, l));
  g_test_message ("%s, %s, %u channels, %s: worst tensor off by %.2g",
                  ws_cpu_level_get_name (level), arch->name, arch->channels,
                  ws_activation_get_name (act), worst);
}

static void
test_reference (gconstpointer data)
{
  WsCpuLevel level = (WsCpuLevel)GPOINTER_TO_UINT (data);

  for (const char *const *name = ws_arch_list (); *name != NULL; name++)
    for (guint channels = 1; channels <= 3; channels += 2)
      for (guint act = WS_ACT_TANH; act <= WS_ACT_LEAKY_RELU; act++)
        /* The activations are the same ones everywhere. */
        if (g_str_equal (*name, "cnn-s") || act % 4 == channels / 2)
          check_reference (level, ws_arch_lookup (*name, channels, NULL), (WsActivation)act);
}

/* Whether parameter @flat is of one of the 24 taps that test_ties() empties. */
static gboolean
is_other_tap (const WsArch *arch, gsize flat)
{
  const WsLayer *first = &arch->layers[0], *second = &arch->layers[1];

  if (flat < first->b_start)
    return flat % 25 != 12;
  return flat >= second->w_start && flat < second->b_start && (flat - second->w_start) % 25 != 6;
}

/* Kernels of one tap over images of two values: most windows of both pools are exact ties between
 * places whose patches differ, so the gradients of the other taps tell which place won. */
static void
test_ties (gconstpointer data)
{
  WsCpuLevel    level = (WsCpuLevel)GPOINTER_TO_UINT (data);
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_auto (Fixture) fixture = { NULL };
  guint lanes;

  fixture_init (&fixture, level, ws_lane_program_get (arch));
  fixture_fill (&fixture, arch, WS_INIT_XAVIER_NORMAL);
  lanes = fixture.kernels->lanes;
  for (guint i = 0; i < arch->n_params; i++)
    if (is_other_tap (arch, fixture.order[i]))
      for (guint l = 0; l < lanes; l++)
        fixture.w[i * lanes + l] = fixture.flat[l * arch->n_params + fixture.order[i]] = 0;
  for (guint i = 0; i < lanes * N_IMAGES * 784; i++)
    fixture.x[i] = fixture.x[i] > 0 ? 0.5f : -0.5f;
  fixture_run (&fixture, WS_ACT_TANH);
  for (guint l = 0; l < lanes; l++)
    compare_to_reference (&fixture, arch, WS_ACT_TANH, l);
}

/* v3 and v4 are one program in two widths: equal bit for bit. */
static void
check_levels_equal (const WsArch *arch, WsActivation act)
{
  g_auto (Fixture) narrow = { NULL }, wide = { NULL };
  WsInit init = act % 2 ? WS_INIT_UNIFORM : WS_INIT_KAIMING_NORMAL;

  fixture_init (&narrow, WS_CPU_V3, ws_lane_program_get (arch));
  fixture_init (&wide, WS_CPU_V4, ws_lane_program_get (arch));
  fixture_fill (&narrow, arch, init);
  fixture_fill (&wide, arch, init);
  fixture_run (&narrow, act);
  fixture_run (&wide, act);
  for (guint l = 0; l < 8; l++)
    {
      g_assert_cmpmem (narrow.loss[l], sizeof narrow.loss[l], wide.loss[l], sizeof wide.loss[l]);
      for (guint i = 0; i < arch->n_params; i++)
        g_assert_cmpmem (&narrow.dw[i * 8 + l], sizeof (float), &wide.dw[i * 16 + l],
                         sizeof (float));
    }
}

static void
test_levels_equal (void)
{
  if (!machine_runs (WS_CPU_V3) || !machine_runs (WS_CPU_V4))
    {
      g_test_message ("this machine has one level with FMA only");
      return;
    }
  for (const char *const *name = ws_arch_list (); *name != NULL; name++)
    for (guint channels = 1; channels <= 3; channels += 2)
      for (guint act = WS_ACT_TANH; act <= WS_ACT_LEAKY_RELU; act++)
        check_levels_equal (ws_arch_lookup (*name, channels, NULL), (WsActivation)act);
}

/* What one lane holds is nothing to the others. */
static void
check_bad_lane (WsCpuLevel level, const WsArch *arch)
{
  const float bad[] = { NAN, INFINITY, -INFINITY, 3e38f };
  g_auto (Fixture) good = { NULL };

  fixture_init (&good, level, ws_lane_program_get (arch));
  fixture_fill (&good, arch, WS_INIT_KAIMING_UNIFORM);
  fixture_run (&good, WS_ACT_GELU);
  for (guint k = 0; k < G_N_ELEMENTS (bad); k++)
    {
      g_auto (Fixture) fixture = { NULL };
      guint lanes = good.kernels->lanes, sick = k % lanes;

      fixture_init (&fixture, level, ws_lane_program_get (arch));
      fixture_fill (&fixture, arch, WS_INIT_KAIMING_UNIFORM);
      for (guint i = 0; i < arch->n_params; i += 7)
        fixture.w[i * lanes + sick] = bad[k];
      fixture_run (&fixture, WS_ACT_GELU);
      g_assert_false (isfinite (fixture.loss[sick][0]));
      for (guint l = 0; l < lanes; l++)
        {
          if (l == sick)
            continue;
          g_assert_cmpmem (fixture.loss[l], sizeof fixture.loss[l], good.loss[l],
                           sizeof good.loss[l]);
          for (guint i = 0; i < arch->n_params; i++)
            g_assert_cmpmem (&fixture.dw[i * lanes + l], sizeof (float), &good.dw[i * lanes + l],
                             sizeof (float));
        }
    }
}

static void
test_bad_lane (gconstpointer data)
{
  for (const char *const *name = ws_arch_list (); *name != NULL; name++)
    check_bad_lane ((WsCpuLevel)GPOINTER_TO_UINT (data), ws_arch_lookup (*name, 1, NULL));
}

/* What scores logits needs buffers, of whatever program. */
static const WsLaneProgram *
get_any_program (void)
{
  return ws_lane_program_get (ws_arch_lookup ("cnn-s", 1, NULL));
}

/* Loss of given logits in float, against double. */
static void
test_score (gconstpointer data)
{
  const WsLaneKernels *kernels = ws_lane_kernels_get ((WsCpuLevel)GPOINTER_TO_UINT (data));
  WsLaneBuffers       *b = ws_lane_buffers_new (kernels, get_any_program ());
  guint8               labels[MAX_LANES];
  WsStream             stream;

  ws_stream_init (&stream, 3, WS_PURPOSE_TEST, 0, 0);
  for (guint round = 0; round < 200; round++)
    {
      float width = round % 2 ? 1 : 60;

      for (guint i = 0; i < 10 * kernels->lanes; i++)
        b->logits[i] = width * ws_stream_normal (&stream);
      for (guint l = 0; l < kernels->lanes; l++)
        labels[l] = (guint8)ws_stream_below (&stream, 10);
      kernels->score (labels, 0.1f, b);
      for (guint l = 0; l < kernels->lanes; l++)
        {
          double top = -(double)INFINITY, sum = 0, loss;
          guint  best = 0;

          for (guint c = 0; c < 10; c++)
            if ((double)b->logits[c * kernels->lanes + l] > top)
              {
                top = (double)b->logits[c * kernels->lanes + l];
                best = c;
              }
          for (guint c = 0; c < 10; c++)
            sum += exp ((double)b->logits[c * kernels->lanes + l] - top);
          loss = log (sum) + top - (double)b->logits[labels[l] * kernels->lanes + l];
          g_assert_true (fabs ((double)b->loss[l] - loss) <= 4e-7 * (1 + loss));
          g_assert_cmpfloat (b->best[l], ==, (float)best);
          g_assert_cmpfloat (b->hit[l], ==, best == labels[l] ? 1.0f : 0.0f);
          for (guint c = 0; c < 10; c++)
            {
              double p = exp ((double)b->logits[c * kernels->lanes + l] - top) / sum;
              double want = 0.1 * (p - (c == labels[l] ? 1 : 0));

              g_assert_true (fabs ((double)b->dlogits[c * kernels->lanes + l] - want) <= 1e-7);
            }
        }
    }
  ws_lane_buffers_free (b);
}

/* Distance of two softmaxes, and its gradient, against double. */
static void
test_compare (gconstpointer data)
{
  const WsLaneKernels *kernels = ws_lane_kernels_get ((WsCpuLevel)GPOINTER_TO_UINT (data));
  WsLaneBuffers       *b = ws_lane_buffers_new (kernels, get_any_program ());
  guint                lanes = kernels->lanes;
  float               *scale = WS_ALIGNED_FLOATS (lanes);
  WsStream             stream;

  ws_stream_init (&stream, 3, WS_PURPOSE_TEST, 1, 0);
  for (guint l = 0; l < lanes; l++)
    scale[l] = l % 3 == 2 ? 0 : (float)l + 1;
  for (guint round = 0; round < 200; round++)
    {
      float  width = round % 2 ? 1 : 30;
      double target[10][MAX_LANES];

      for (guint i = 0; i < 10 * lanes; i++)
        b->logits[i] = width * ws_stream_normal (&stream);
      kernels->remember (b);
      for (guint i = 0; i < 10 * lanes; i++)
        {
          target[i / lanes][i % lanes] = (double)b->target[i];
          b->logits[i] = width * ws_stream_normal (&stream);
          b->dlogits[i] = 0.25f;
        }
      kernels->compare (scale, b);
      for (guint l = 0; l < lanes; l++)
        {
          double p[10], sum = 0, loss = 0, mean = 0, total = 0;

          for (guint c = 0; c < 10; c++)
            sum += p[c] = exp ((double)b->logits[c * lanes + l]);
          for (guint c = 0; c < 10; c++)
            {
              p[c] /= sum;
              loss += pow (p[c] - target[c][l], 2) / 10;
              mean += p[c] * (p[c] - target[c][l]) / 10;
              total += target[c][l];
            }
          g_assert_true (fabs (total - 1) <= 1e-6);
          g_assert_true (fabs ((double)b->behaviour[l] - loss) <= 1e-7);
          for (guint c = 0; c < 10; c++)
            {
              double want = 2 * p[c] * ((p[c] - target[c][l]) / 10 - mean);

              g_assert_true (fabs ((double)b->dlogits[c * lanes + l] - 0.25 -
                                   (double)scale[l] * want) <= 1e-7 * (1 + (double)scale[l]));
            }
        }
    }
  ws_aligned_free (scale);
  ws_lane_buffers_free (b);
}

/* Behaviour and gradient of some logits in the first 8 lanes of @level. */
static void
compare_some (WsCpuLevel level, float *behaviour, float *dlogits)
{
  const WsLaneKernels *kernels = ws_lane_kernels_get (level);
  WsLaneBuffers       *b = ws_lane_buffers_new (kernels, get_any_program ());
  float               *scale = WS_ALIGNED_FLOATS (kernels->lanes);
  WsStream             stream;

  ws_stream_init (&stream, 3, WS_PURPOSE_TEST, 2, 0);
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint c = 0; c < 10; c++)
        for (guint l = 0; l < 8; l++)
          b->logits[c * kernels->lanes + l] = 3 * ws_stream_normal (&stream);
      if (pass == 0)
        kernels->remember (b);
    }
  for (guint l = 0; l < 8; l++)
    scale[l] = ws_stream_uniform (&stream);
  kernels->compare (scale, b);
  for (guint l = 0; l < 8; l++)
    {
      behaviour[l] = b->behaviour[l];
      for (guint c = 0; c < 10; c++)
        dlogits[c * 8 + l] = b->dlogits[c * kernels->lanes + l];
    }
  ws_aligned_free (scale);
  ws_lane_buffers_free (b);
}

static void
test_compare_levels (void)
{
  float narrow[8], wide[8], dnarrow[80], dwide[80];

  if (!machine_runs (WS_CPU_V3) || !machine_runs (WS_CPU_V4))
    {
      g_test_message ("this machine has one level with FMA only");
      return;
    }
  compare_some (WS_CPU_V3, narrow, dnarrow);
  compare_some (WS_CPU_V4, wide, dwide);
  g_assert_cmpmem (narrow, sizeof narrow, wide, sizeof wide);
  g_assert_cmpmem (dnarrow, sizeof dnarrow, dwide, sizeof dwide);
}

static void
test_transpose (gconstpointer data)
{
  const WsLaneKernels *kernels = ws_lane_kernels_get ((WsCpuLevel)GPOINTER_TO_UINT (data));
  guint                lanes = kernels->lanes, n = 48;
  g_autofree float    *rows = g_new (float, n *lanes + 1);
  float               *out = WS_ALIGNED_FLOATS (n * lanes);
  const float         *starts[MAX_LANES];

  for (guint i = 0; i <= n * lanes; i++)
    rows[i] = (float)i;
  for (guint l = 0; l < lanes; l++)
    starts[l] = rows + 1 + l * n; /* no alignment is promised */
  kernels->transpose (starts, n, out);
  for (guint i = 0; i < n; i++)
    for (guint l = 0; l < lanes; l++)
      g_assert_cmpfloat (out[i * lanes + l], ==, starts[l][i]);
  ws_aligned_free (out);
}

/* Where tanh saturates in float, the slope is exactly 0, as in PyTorch. */
static void
test_saturation (gconstpointer data)
{
  WsCpuLevel    level = (WsCpuLevel)GPOINTER_TO_UINT (data);
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_auto (Fixture) fixture = { NULL };
  gboolean is_moving = FALSE;

  fixture_init (&fixture, level, ws_lane_program_get (arch));
  fixture_fill (&fixture, arch, WS_INIT_UNIFORM);
  for (guint i = 0; i < fixture.kernels->lanes * N_IMAGES * 784; i++)
    fixture.x[i] = 1;
  fixture_run (&fixture, WS_ACT_TANH);
  for (guint i = 0; i < fixture.program->n_params * fixture.kernels->lanes; i++)
    {
      if (fixture.order[i / fixture.kernels->lanes] < arch->layers[2].w_start)
        g_assert_cmpfloat (fixture.dw[i], ==, 0);
      is_moving |= fixture.dw[i] != 0;
    }
  g_assert_true (is_moving);
}

static void
add (WsCpuLevel level, const char *name, GTestDataFunc func)
{
  g_autofree char *path =
      g_strdup_printf ("/zoo/kernels/%s/%s", name, ws_cpu_level_get_name (level));

  g_test_add_data_func (path, GUINT_TO_POINTER (level), func);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint level = WS_CPU_PORTABLE; level <= WS_CPU_V4; level++)
    {
      if (!machine_runs ((WsCpuLevel)level))
        continue;
      add ((WsCpuLevel)level, "reference", test_reference);
      add ((WsCpuLevel)level, "ties", test_ties);
      add ((WsCpuLevel)level, "bad-lane", test_bad_lane);
      add ((WsCpuLevel)level, "score", test_score);
      add ((WsCpuLevel)level, "compare", test_compare);
      add ((WsCpuLevel)level, "transpose", test_transpose);
      add ((WsCpuLevel)level, "saturation", test_saturation);
    }
  g_test_add_func ("/zoo/kernels/levels-equal", test_levels_equal);
  g_test_add_func ("/zoo/kernels/compare-levels", test_compare_levels);
  return g_test_run ();
}
