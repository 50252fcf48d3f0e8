/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/head.h"

#include "hyper-test.h"

#include <float.h>

#define ROWS 6

static WsHyperConfig
small_config (void)
{
  WsHyperConfig config;

  g_assert_true (ws_hyper_config_preset ("paper", &config, NULL));
  config.q = 7;
  config.head_layers = 2;
  config.head_width = 9;
  config.head_out = 4;
  return config;
}

/* Σ weights·p of the head in double precision, written out from METHOD.md 4.1; @p nullable. */
static double
plain_head (const WsHyperConfig *config,
            const double        *params,
            const double        *z,
            const float         *weights,
            double              *p)
{
  g_autofree double *x = g_memdup2 (z, ROWS * config->q * sizeof *z);
  guint              n_in = config->q, n_out = config->head_out;
  double             total = 0;

  for (guint layer = 0; layer <= config->head_layers; layer++)
    {
      guint              n = layer == config->head_layers ? n_out : config->head_width;
      g_autofree double *y = g_new (double, ROWS *n);

      for (guint r = 0; r < ROWS; r++)
        for (guint o = 0; o < n; o++)
          {
            double sum = params[n * n_in + o];

            for (guint i = 0; i < n_in; i++)
              sum += params[o * n_in + i] * x[r * n_in + i];
            y[r * n + o] = layer == config->head_layers ? sum : MAX (sum, 0);
          }
      params += n * n_in + n;
      g_free (x);
      x = g_steal_pointer (&y);
      n_in = n;
    }
  for (guint o = 0; o < n_out; o++)
    {
      double mean = 0, variance = 0;

      for (guint r = 0; r < ROWS; r++)
        mean += x[r * n_out + o] / ROWS;
      for (guint r = 0; r < ROWS; r++)
        variance += pow (x[r * n_out + o] - mean, 2) / ROWS;
      for (guint r = 0; r < ROWS; r++)
        {
          double value =
              params[o] * (x[r * n_out + o] - mean) / sqrt (variance + 1e-5) + params[n_out + o];

          total += (double)weights[r * n_out + o] * value;
          if (p != NULL)
            p[r * n_out + o] = value;
        }
    }
  return total;
}

typedef struct
{
  WsHyperConfig config;
  gsize         n;
  float        *params, *z, *dp;
  double       *wide_params, *wide_z;
} Case;

static void
case_init (Case *self)
{
  self->config = small_config ();
  self->n = ws_head_n_params (&self->config, self->config.q);
  self->params = g_new (float, self->n);
  self->z = g_new (float, ROWS * self->config.q);
  self->dp = g_new (float, ROWS * self->config.head_out);
  fill_normal (self->params, self->n, 1, 0.5f);
  fill_normal (self->z, ROWS * self->config.q, 2, 1);
  fill_normal (self->dp, ROWS * self->config.head_out, 3, 1);
  self->wide_params = g_new (double, self->n);
  self->wide_z = g_new (double, ROWS * self->config.q);
  for (gsize i = 0; i < self->n; i++)
    self->wide_params[i] = (double)self->params[i];
  for (gsize i = 0; i < ROWS * self->config.q; i++)
    self->wide_z[i] = (double)self->z[i];
}

static void
case_clear (Case *self)
{
  g_free (self->params);
  g_free (self->z);
  g_free (self->dp);
  g_free (self->wide_params);
  g_free (self->wide_z);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static double
slope_at (const Case *self, double *x)
{
  double middle = *x, h = cbrt (DBL_EPSILON) * MAX (1, fabs (middle)), rise;

  *x = middle + h;
  rise = plain_head (&self->config, self->wide_params, self->wide_z, self->dp, NULL);
  *x = middle - h;
  rise -= plain_head (&self->config, self->wide_params, self->wide_z, self->dp, NULL);
  *x = middle;
  return rise / (2 * h);
}

static void
test_forward (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (WsHead) head = NULL;
  float  p[ROWS * 4];
  double want[ROWS * 4];

  case_init (&self);
  head = ws_head_new (&self.config, self.config.q, ROWS + 3);
  ws_head_forward (head, self.params, self.z, ROWS, p);
  plain_head (&self.config, self.wide_params, self.wide_z, self.dp, want);
  /* sums of at most ten floats, three times over */
  for (guint i = 0; i < ROWS * 4; i++)
    assert_close (p[i], want[i], 1e-5);
}

static void
test_gradient (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (WsHead) head = NULL;
  g_autofree float *dparams = NULL, *dz = NULL;
  float             p[ROWS * 4];

  case_init (&self);
  head = ws_head_new (&self.config, self.config.q, ROWS);
  dparams = g_new (float, self.n);
  dz = g_new (float, ROWS *self.config.q);
  for (gsize i = 0; i < self.n; i++)
    dparams[i] = 2; /* gradients are added */
  ws_head_forward (head, self.params, self.z, ROWS, p);
  ws_head_backward (head, self.params, self.dp, dparams, dz);
  for (gsize i = 0; i < self.n; i++)
    assert_close (dparams[i] - 2, slope_at (&self, self.wide_params + i), 2e-5);
  for (gsize i = 0; i < ROWS * self.config.q; i++)
    assert_close (dz[i], slope_at (&self, self.wide_z + i), 2e-5);
}

static void
test_tensors (void)
{
  static const char *const names[] = {
    "projection_head.layers.0.weight", "projection_head.layers.0.bias",
    "projection_head.layers.2.weight", "projection_head.layers.2.bias",
    "projection_head.layers.4.weight", "projection_head.layers.4.bias",
    "projection_head.layers.5.weight", "projection_head.layers.5.bias",
  };
  static const guint sizes[][2] = { { 9, 7 }, { 9, 1 }, { 9, 9 }, { 9, 1 },
                                    { 4, 9 }, { 4, 1 }, { 4, 1 }, { 4, 1 } };
  WsHyperConfig      config = small_config (), paper;
  gsize              place = 0;

  g_assert_cmpuint (ws_head_n_tensors (&config), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = NULL;
      gsize            start;
      guint            rows, cols;

      ws_head_describe_tensor (&config, config.q, i, &name, &start, &rows, &cols);
      g_assert_cmpstr (name, ==, names[i]);
      g_assert_cmpuint (start, ==, place);
      g_assert_cmpuint (rows, ==, sizes[i][0]);
      g_assert_cmpuint (cols, ==, sizes[i][1]);
      place += (gsize)rows * cols;
    }
  g_assert_cmpuint (ws_head_n_params (&config, config.q), ==, place);

  /* as published */
  g_assert_true (ws_hyper_config_preset ("paper", &paper, NULL));
  g_assert_cmpuint (ws_head_n_params (&paper, paper.q), ==, 781750);
  config.gamma = 0;
  g_assert_cmpuint (ws_head_n_params (&config, config.q), ==, 0);
  g_assert_cmpuint (ws_head_n_tensors (&config), ==, 0);
}

static void
test_init (void)
{
  WsHyperConfig     config = small_config ();
  g_autofree float *params = NULL;
  WsStream          stream;
  double            square = 0;

  config.q = 100;
  config.head_width = 300;
  params = g_new (float, ws_head_n_params (&config, config.q));
  ws_stream_init (&stream, 5, WS_PURPOSE_TEST, 0, 0);
  ws_head_init_params (&config, config.q, &stream, params);
  for (guint i = 0; i < 30000; i++)
    square += (double)params[i] * (double)params[i] / 30000;
  assert_close (square / (2.0 / 100), 1, 5 * sqrt (2.0 / 30000));
  g_assert_cmpfloat (params[30000], ==, 0.01f);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpfloat (params[ws_head_n_params (&config, config.q) - 1 - i], ==, 0);
      g_assert_cmpfloat (params[ws_head_n_params (&config, config.q) - 5 - i], ==, 1);
      g_assert_cmpfloat (params[ws_head_n_params (&config, config.q) - 9 - i], ==, 0.01f);
    }
}

/* Enough rows and outputs for several pieces of work. */
static void
test_same_bits (void)
{
  const guint       rows = 100;
  WsHyperConfig     config = small_config ();
  gsize             n;
  g_autofree float *params = NULL, *z = NULL;
  float            *out[2][3];

  config.q = 96;
  config.head_width = 80;
  n = ws_head_n_params (&config, config.q);
  params = g_new (float, n);
  z = g_new (float, rows *config.q);
  fill_normal (params, n, 1, 0.1f);
  fill_normal (z, rows * config.q, 2, 1);
  for (guint run = 0; run < 2; run++)
    {
      g_autoptr (WsHead) head = ws_head_new (&config, config.q, rows);

      ws_pool_set_threads (run == 0 ? 1 : 4);
      out[run][0] = g_new (float, rows *config.head_out);
      out[run][1] = g_new0 (float, n);
      out[run][2] = g_new (float, rows *config.q);
      ws_head_forward (head, params, z, rows, out[run][0]);
      ws_head_backward (head, params, z, out[run][1], out[run][2]);
    }
  assert_same_bits (out[0][0], out[1][0], rows * config.head_out);
  assert_same_bits (out[0][1], out[1][1], n);
  assert_same_bits (out[0][2], out[1][2], rows * config.q);
  for (guint i = 0; i < 6; i++)
    g_free (out[i / 3][i % 3]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hyper/head/forward", test_forward);
  g_test_add_func ("/hyper/head/gradient", test_gradient);
  g_test_add_func ("/hyper/head/tensors", test_tensors);
  g_test_add_func ("/hyper/head/init", test_init);
  g_test_add_func ("/hyper/head/same-bits", test_same_bits);
  return g_test_run ();
}
