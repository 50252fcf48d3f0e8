/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/arch.h"

#include "ws-test.h"

#define N 200 /* networks: 40,000 weights in the smallest layer but one */

typedef struct
{
  double min, max, mean, std;
  gsize  n;
} Spread;

/* Over the weights of one layer of N networks. */
static Spread
measure (const WsArch *arch, const float *w, guint l)
{
  const WsLayer *layer = &arch->layers[l];
  gsize          n_weights = layer->b_start - layer->w_start;
  Spread         spread = { (double)INFINITY, -(double)INFINITY, 0, 0, N * n_weights };
  double         squares = 0;

  for (guint k = 0; k < N; k++)
    for (gsize i = 0; i < n_weights; i++)
      {
        double x = (double)w[k * arch->n_params + layer->w_start + i];

        spread.min = MIN (spread.min, x);
        spread.max = MAX (spread.max, x);
        spread.mean += x / (double)spread.n;
        squares += x * x / (double)spread.n;
      }
  spread.std = sqrt (squares - spread.mean * spread.mean);
  return spread;
}

static float *
draw (const WsArch *arch, WsInit init)
{
  float *w = g_new (float, N * arch->n_params);

  for (guint k = 0; k < N; k++)
    ws_arch_init_weights (arch, init, 15, k, w + k * arch->n_params);
  return w;
}

/* Uniform on (lo, hi): both ends are nearly reached and never left. */
static void
assert_uniform (Spread s, double lo, double hi)
{
  double width = hi - lo;

  g_assert_true (s.min >= lo && s.max <= hi);
  ws_assert_close (s.min, lo, width * 20 / (double)s.n);
  ws_assert_close (s.max, hi, width * 20 / (double)s.n);
  ws_assert_close (s.mean, (lo + hi) / 2, 5 * width / sqrt (12.0 * (double)s.n));
  ws_assert_close (s.std, width / sqrt (12), 5 * width / sqrt (20.0 * (double)s.n));
}

static void
assert_normal (Spread s, double std)
{
  ws_assert_close (s.mean, 0, 5 * std / sqrt ((double)s.n));
  ws_assert_close (s.std, std, 5 * std / sqrt (2.0 * (double)s.n));
  g_assert_cmpfloat (s.max, >, 3 * std); /* no uniform has such tails */
  g_assert_cmpfloat (s.max, <, 7 * std);
}

/* The bounds that METHOD.md 2.2 prints, and the formulas behind them. */
static void
test_rules (void)
{
  static const double kaiming[2][5] = { { 0.4899, 0.1732, 0.5, 0.4082, 0.5477 },
                                        { 0.2828, 0.1732, 0.5, 0.4082, 0.5477 } };

  for (guint c = 0; c < 2; c++)
    for (guint init = WS_INIT_UNIFORM; init <= WS_INIT_XAVIER_NORMAL; init++)
      {
        const WsArch     *arch = ws_arch_lookup ("cnn-s", c ? 3 : 1, NULL);
        g_autofree float *w = draw (arch, (WsInit)init);

        for (guint l = 0; l < 5; l++)
          {
            const WsLayer *layer = &arch->layers[l];
            double         area = layer->kernel * layer->kernel;
            double         fan_in = layer->n_in * area, fan_out = layer->n_out * area;
            double kaiming_bound = sqrt (6 / fan_in), xavier_bound = sqrt (6 / (fan_in + fan_out));
            Spread s = measure (arch, w, l);

            ws_assert_close (kaiming_bound, kaiming[c][l], 5e-5);
            if (init == WS_INIT_UNIFORM)
              assert_uniform (s, 0, 1);
            else if (init == WS_INIT_NORMAL)
              assert_normal (s, 1);
            else if (init == WS_INIT_KAIMING_UNIFORM)
              assert_uniform (s, -kaiming_bound, kaiming_bound);
            else if (init == WS_INIT_KAIMING_NORMAL)
              assert_normal (s, kaiming_bound / sqrt (3));
            else if (init == WS_INIT_XAVIER_UNIFORM)
              assert_uniform (s, -xavier_bound, xavier_bound);
            else
              assert_normal (s, xavier_bound / sqrt (3));
          }
      }
}

static void
test_biases (void)
{
  for (guint a = 0; ws_arch_list ()[a] != NULL; a++)
    for (guint init = WS_INIT_UNIFORM; init <= WS_INIT_XAVIER_NORMAL; init++)
      {
        const WsArch     *arch = ws_arch_lookup (ws_arch_list ()[a], 1, NULL);
        g_autofree float *w = g_new (float, arch->n_params);

        for (gsize i = 0; i < arch->n_params; i++)
          w[i] = NAN;
        ws_arch_init_weights (arch, (WsInit)init, 1, 1, w);
        for (gsize i = 0; i < arch->n_params; i++)
          g_assert_true (isfinite (w[i]));
        for (guint l = 0; l < arch->n_layers; l++)
          for (guint i = 0; arch->layers[l].has_bias && i < arch->layers[l].n_out; i++)
            g_assert_cmpfloat (w[arch->layers[l].b_start + i], ==, 0.01f);
      }
}

/* Skip paths start by Kaiming's rule whatever the others do; the rest is CNN-s's own start. */
static void
test_skips (void)
{
  const WsArch     *arch = ws_arch_lookup ("cnn-s-res", 1, NULL);
  const WsArch     *plain = ws_arch_lookup ("cnn-s", 1, NULL);
  g_autofree float *w = draw (arch, WS_INIT_UNIFORM), *v = draw (plain, WS_INIT_UNIFORM);

  for (guint l = 5; l < 8; l++)
    {
      double bound = sqrt (6.0 / arch->layers[l].n_in);

      assert_uniform (measure (arch, w, l), -bound, bound);
    }
  for (guint k = 0; k < N; k++)
    g_assert_cmpmem (w + k * arch->n_params, plain->n_params * sizeof (float),
                     v + k * plain->n_params, plain->n_params * sizeof (float));
}

/* A start is a function of seed and model number alone. */
static void
test_address (void)
{
  const WsArch     *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  gsize             n_bytes = arch->n_params * sizeof (float);
  g_autofree float *a = g_malloc (n_bytes), *b = g_malloc (n_bytes);

  ws_arch_init_weights (arch, WS_INIT_NORMAL, 7, 17, a);
  ws_arch_init_weights (arch, WS_INIT_NORMAL, 7, 17, b);
  g_assert_cmpmem (a, n_bytes, b, n_bytes);
  ws_arch_init_weights (arch, WS_INIT_NORMAL, 7, 18, b);
  g_assert_true (memcmp (a, b, n_bytes) != 0);
  ws_arch_init_weights (arch, WS_INIT_NORMAL, 8, 17, b);
  g_assert_true (memcmp (a, b, n_bytes) != 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/init/rules", test_rules);
  g_test_add_func ("/net/init/biases", test_biases);
  g_test_add_func ("/net/init/skips", test_skips);
  g_test_add_func ("/net/init/address", test_address);
  return g_test_run ();
}
