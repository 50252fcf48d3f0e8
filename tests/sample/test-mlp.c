/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/mlp.h"

#include "core/pool.h"
#include "core/random.h"
#include "sample/mlp-lanes.h"
#include "ws-test.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* -- the slow, obvious network: one row at a time, in double -- */

#define MAX_WIDTH 128

static const WsMlpDropout masks = { .seed = 77, .step = 9 };

/* Factor of feature @f of row @row, whose stream holds 16 rows and goes feature by feature. */
static double
reference_mask (const WsMlpLayer *layer, guint l, guint row, guint f)
{
  WsStream stream;
  guint32  word = 0;

  ws_stream_init (&stream, masks.seed, WS_PURPOSE_SAMPLER_DROPOUT, masks.step, l << 24 | row / 16);
  for (guint i = 0; i <= f * 8 + row % 16 / 2; i++)
    word = ws_stream_u32 (&stream);
  word = row % 2 == 0 ? word & 0xffff : word >> 16;
  return word >= lround (65536 * (double)layer->dropout) ? 1 / (1 - (double)layer->dropout) : 0;
}

static void
reference_norm (guint n, double *x, const double *gain, const double *shift)
{
  double mean = 0, variance = 0;

  for (guint f = 0; f < n; f++)
    mean += x[f] / n;
  for (guint f = 0; f < n; f++)
    variance += (x[f] - mean) * (x[f] - mean) / n;
  for (guint f = 0; f < n; f++)
    x[f] = gain[f] * (x[f] - mean) / sqrt (variance + 1e-5) + shift[f];
}

static double
reference_activation (WsMlpActivation activation, double x)
{
  if (activation == WS_MLP_LEAKY_RELU)
    return x > 0 ? x : 0.2 * x;
  return activation == WS_MLP_GELU ? x * 0.5 * (1 + erf (x / sqrt (2))) : x;
}

/* @x: the row's inputs; becomes its outputs. */
static void
reference_row (const WsMlp *mlp, const double *params, gboolean drop, guint row, double *x)
{
  double y[MAX_WIDTH];

  for (guint l = 0; l < mlp->n_layers; l++)
    {
      const WsMlpLayer *layer = &mlp->layers[l];
      guint             n_in = ws_mlp_inputs (mlp, l);

      for (guint f = 0; f < layer->n_out; f++)
        {
          y[f] = params[mlp->bias[l] + f];
          for (guint j = 0; j < n_in; j++)
            y[f] += params[mlp->weight[l] + f * n_in + j] * x[j];
        }
      if (layer->norm)
        reference_norm (layer->n_out, y, params + mlp->gain[l], params + mlp->shift[l]);
      for (guint f = 0; f < layer->n_out; f++)
        x[f] = reference_activation (layer->activation, y[f]) *
               (drop && layer->dropout > 0 ? reference_mask (layer, l, row, f) : 1);
    }
}

/* -- networks and batches of all kinds -- */

typedef struct
{
  const char *name;
  guint       n_in, n_layers, n_rows;
  WsMlpLayer  layers[WS_MLP_MAX_LAYERS];
} Case;

static const Case cases[] = {
  { "linear", 3, 1, 1, { { 2, FALSE, WS_MLP_LINEAR, 0 } } },
  { "leaky", 5, 2, 17, { { 9, FALSE, WS_MLP_LEAKY_RELU, 0 }, { 1, FALSE, WS_MLP_LINEAR, 0 } } },
  { "gelu", 7, 2, 8, { { 6, FALSE, WS_MLP_GELU, 0 }, { 4, TRUE, WS_MLP_GELU, 0 } } },
  { "norm", 4, 2, 31, { { 50, TRUE, WS_MLP_LINEAR, 0 }, { 3, FALSE, WS_MLP_LINEAR, 0 } } },
  { "flow",
    100,
    4,
    33,
    { { 49, TRUE, WS_MLP_GELU, 0.25f },
      { 24, TRUE, WS_MLP_GELU, 0.25f },
      { 49, TRUE, WS_MLP_GELU, 0.25f },
      { 97, FALSE, WS_MLP_LINEAR, 0 } } },
  { "dropped", 6, 1, 20, { { 5, FALSE, WS_MLP_LINEAR, 0.5f } } },
};

/* A network with its batch, loss = Σ c·y. */
typedef struct
{
  WsMlp      mlp;
  WsMlpPass *pass;
  float     *params, *gradient;
  float     *c; /* rows × outputs */
  guint      n_out;
} Batch;

static void
fill_input (WsMlpPass *pass, guint first)
{
  for (guint i = 0; i < pass->n_rows; i++)
    {
      WsStream stream;

      ws_stream_init (&stream, 2, WS_PURPOSE_TEST, first + i, 0);
      for (guint j = 0; j < pass->mlp->n_in; j++)
        pass->x[0][j * pass->stride + i] = ws_stream_normal (&stream);
    }
}

static void
batch_init (Batch *self, const Case *from)
{
  WsStream stream;

  ws_mlp_init (&self->mlp, from->n_in, from->layers, from->n_layers);
  self->n_out = from->layers[from->n_layers - 1].n_out;
  self->pass = ws_mlp_pass_new (&self->mlp, from->n_rows);
  self->params = g_new (float, self->mlp.n_params);
  self->gradient = g_new (float, self->mlp.n_params);
  self->c = g_new (float, (gsize)from->n_rows * self->n_out);
  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, 0, 0);
  for (gsize i = 0; i < self->mlp.n_params; i++)
    {
      self->params[i] = 0.3f * ws_stream_normal (&stream);
      self->gradient[i] = NAN; /* to be filled, not added to */
    }
  for (gsize i = 0; i < (gsize)from->n_rows * self->n_out; i++)
    self->c[i] = ws_stream_normal (&stream);
  fill_input (self->pass, 0);
}

static void
batch_clear (Batch *self)
{
  ws_mlp_pass_free (self->pass);
  g_free (self->params);
  g_free (self->gradient);
  g_free (self->c);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

static void
run_backward (Batch *self)
{
  float *dy = self->pass->dx[self->mlp.n_layers];

  for (guint i = 0; i < self->pass->n_rows; i++)
    for (guint f = 0; f < self->n_out; f++)
      dy[f * self->pass->stride + i] = self->c[i * self->n_out + f];
  ws_mlp_backward (&self->mlp, self->params, TRUE, self->pass, self->gradient);
}

static void
get_row (const Batch *self, guint row, double *x)
{
  for (guint j = 0; j < self->mlp.n_in; j++)
    x[j] = (double)self->pass->x[0][j * self->pass->stride + row];
}

static double *
in_double (const float *x, gsize n)
{
  double *out = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    out[i] = (double)x[i];
  return out;
}

static void
test_forward (gconstpointer data)
{
  g_auto (Batch) self = { 0 };
  g_autofree double *params = NULL;

  batch_init (&self, data);
  params = in_double (self.params, self.mlp.n_params);
  for (guint drop = 0; drop < 2; drop++)
    {
      ws_mlp_forward (&self.mlp, self.params, drop ? &masks : NULL, self.pass);
      for (guint i = 0; i < self.pass->n_rows; i++)
        {
          double x[MAX_WIDTH];

          get_row (&self, i, x);
          reference_row (&self.mlp, params, drop, i, x);
          for (guint f = 0; f < self.n_out; f++)
            ws_assert_close (self.pass->x[self.mlp.n_layers][f * self.pass->stride + i], x[f],
                             2e-5 * MAX (1, fabs (x[f])));
        }
    }
}

/* -- gradients against central differences of the double path -- */

static double
row_loss (const Batch *self, const double *params, guint row, guint input, double step)
{
  double x[MAX_WIDTH], loss = 0;

  get_row (self, row, x);
  if (input != G_MAXUINT)
    x[input] += step;
  reference_row (&self->mlp, params, TRUE, row, x);
  for (guint f = 0; f < self->n_out; f++)
    loss += x[f] * (double)self->c[row * self->n_out + f];
  return loss;
}

static double
whole_loss (const Batch *self, const double *params)
{
  double loss = 0;

  for (guint i = 0; i < self->pass->n_rows; i++)
    loss += row_loss (self, params, i, G_MAXUINT, 0);
  return loss;
}

#define CHECKS 150 /* of the parameters, spread over all */

static void
test_gradient (gconstpointer data)
{
  g_auto (Batch) self = { 0 };
  g_autofree double *params = NULL;
  gsize              every;

  batch_init (&self, data);
  params = in_double (self.params, self.mlp.n_params);
  ws_mlp_forward (&self.mlp, self.params, &masks, self.pass);
  run_backward (&self);
  every = MAX (1, self.mlp.n_params / CHECKS);
  for (gsize p = 0; p < self.mlp.n_params; p += every)
    {
      double at = params[p], h = cbrt (DBL_EPSILON) * MAX (1, fabs (at)), slope;

      params[p] = at + h;
      slope = whole_loss (&self, params);
      params[p] = at - h;
      slope = (slope - whole_loss (&self, params)) / (2 * h);
      params[p] = at;
      ws_assert_close (self.gradient[p], slope, 5e-5 * MAX (1, fabs (slope)));
    }
  for (guint i = 0; i < self.pass->n_rows; i += 5)
    for (guint j = 0; j < self.mlp.n_in; j += 3)
      {
        double h = cbrt (DBL_EPSILON);
        double slope =
            (row_loss (&self, params, i, j, h) - row_loss (&self, params, i, j, -h)) / (2 * h);

        ws_assert_close (self.pass->dx[0][j * self.pass->stride + i], slope,
                         5e-5 * MAX (1, fabs (slope)));
      }
}

/* -- the same bits -- */

static void
test_threads (gconstpointer data)
{
  g_auto (Batch) one = { 0 }, many = { 0 };
  guint  n_threads = ws_pool_get_threads ();
  gsize  size;
  Batch *both[] = { &one, &many };

  for (guint k = 0; k < 2; k++)
    {
      ws_pool_set_threads (k == 0 ? 1 : 3);
      batch_init (both[k], data);
      ws_mlp_forward (&both[k]->mlp, both[k]->params, &masks, both[k]->pass);
      run_backward (both[k]);
    }
  ws_pool_set_threads (n_threads);
  size = one.n_out * one.pass->stride * sizeof (float);
  g_assert_cmpmem (one.pass->x[one.mlp.n_layers], size, many.pass->x[one.mlp.n_layers], size);
  size = one.mlp.n_in * one.pass->stride * sizeof (float);
  g_assert_cmpmem (one.pass->dx[0], size, many.pass->dx[0], size);
  size = one.mlp.n_params * sizeof (float);
  g_assert_cmpmem (one.gradient, size, many.gradient, size);
}

/* Rows 16 … of the batch alone are what they are among all. */
static void
test_company (gconstpointer data)
{
  g_auto (Batch) self = { 0 };
  g_autoptr (WsMlpPass) alone = NULL;
  guint n, last;

  batch_init (&self, data);
  if (self.pass->n_rows <= 16)
    return;
  n = self.pass->n_rows - 16;
  last = self.mlp.n_layers;
  alone = ws_mlp_pass_new (&self.mlp, n);
  fill_input (alone, 16);
  ws_mlp_forward (&self.mlp, self.params, NULL, self.pass);
  ws_mlp_forward (&self.mlp, self.params, NULL, alone);
  for (guint f = 0; f < self.n_out; f++)
    g_assert_cmpmem (self.pass->x[last] + f * self.pass->stride + 16, n * sizeof (float),
                     alone->x[last] + f * alone->stride, n * sizeof (float));
}

static void
test_dropout (void)
{
  static const WsMlpLayer layer = { 600, FALSE, WS_MLP_LINEAR, 0.1f };
  const guint             n_rows = 40;
  WsMlp                   mlp;
  g_autoptr (WsMlpPass) pass = NULL;
  g_autofree float *params = NULL;
  WsMlpDropout      other = masks;
  double            sum = 0;
  guint             dropped = 0, same = 0;

  ws_mlp_init (&mlp, 1, &layer, 1);
  params = g_new0 (float, mlp.n_params);
  for (guint f = 0; f < layer.n_out; f++)
    params[mlp.bias[0] + f] = 1;
  pass = ws_mlp_pass_new (&mlp, n_rows);
  ws_mlp_forward (&mlp, params, &masks, pass);
  for (guint i = 0; i < n_rows * layer.n_out; i++)
    {
      float y = pass->x[1][i % layer.n_out * pass->stride + i / layer.n_out];

      sum += (double)y;
      dropped += y == 0;
    }
  ws_assert_close (dropped / 24000.0, 0.1, 5 * sqrt (0.1 * 0.9 / 24000));
  ws_assert_close (sum / 24000, 1, 5 * sqrt (0.1 / 0.9 / 24000));
  /* another step drops others: both drop one of a hundred */
  memcpy (pass->dx[1], pass->x[1], layer.n_out * pass->stride * sizeof (float));
  other.step++;
  ws_mlp_forward (&mlp, params, &other, pass);
  for (gsize i = 0; i < layer.n_out * pass->stride; i++)
    same += pass->x[1][i] == 0 && pass->dx[1][i] == 0;
  g_assert_cmpuint (same, >, 0);
  g_assert_cmpuint (same, <, 500);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (gconstpointer);
  } checks[] = { { "forward", test_forward },
                 { "gradient", test_gradient },
                 { "threads", test_threads },
                 { "company", test_company } };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 0; k < G_N_ELEMENTS (checks); k++)
      {
        g_autofree char *path =
            g_strdup_printf ("/sample/mlp/%s/%s", checks[k].name, cases[i].name);

        g_test_add_data_func (path, &cases[i], checks[k].func);
      }
  g_test_add_func ("/sample/mlp/dropout", test_dropout);
  return g_test_run ();
}
