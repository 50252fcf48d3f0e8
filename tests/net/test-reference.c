/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/arch.h"

#include "core/random.h"
#include "golden-test.h"
#include "ws-test.h"

#include <float.h>

/* Weights in ±0.4, images in ±1 and labels, of stream (13, TEST, @number). */
typedef struct
{
  double *w, *dw;
  float  *x;
  guint8 *labels;
} Inputs;

static void
inputs_init (Inputs *in, const WsArch *arch, guint32 number, guint n)
{
  gsize    size = (gsize)arch->channels * 784;
  WsStream weights, images, labels;

  *in = (Inputs){ g_new (double, arch->n_params), g_new (double, arch->n_params),
                  g_new (float, n *size), g_new (guint8, n) };
  ws_stream_init (&weights, 13, WS_PURPOSE_TEST, number, 0);
  ws_stream_init (&images, 13, WS_PURPOSE_TEST, number, 1);
  ws_stream_init (&labels, 13, WS_PURPOSE_TEST, number, 2);
  for (gsize i = 0; i < arch->n_params; i++)
    in->w[i] = (double)(float)(-0.4 + 0.8 * (double)ws_stream_uniform (&weights));
  for (gsize i = 0; i < n * size; i++)
    in->x[i] = (float)(-1 + 2 * (double)ws_stream_uniform (&images));
  for (guint i = 0; i < n; i++)
    in->labels[i] = (guint8)ws_stream_below (&labels, 10);
}

static void
inputs_clear (Inputs *in)
{
  g_free (in->w);
  g_free (in->dw);
  g_free (in->x);
  g_free (in->labels);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Inputs, inputs_clear)

/* -- PyTorch's logits, loss and gradients -- */

/* A gradient's norm and its product with cos (0, 0.1, 0.2 …). */
static void
assert_tensor (JsonObject *gradients, const char *name, const double *g, gsize n, double tolerance)
{
  g_autofree double *want = golden_numbers (gradients, name, 2);
  double             norm = 0, product = 0;

  for (gsize i = 0; i < n; i++)
    {
      norm += g[i] * g[i];
      product += g[i] * cos (0.1 * (double)i);
    }
  ws_assert_close (sqrt (norm), want[0], tolerance * want[0]);
  ws_assert_close (product, want[1], tolerance * want[0]);
}

static void
assert_case (JsonObject *item, guint number, double tolerance)
{
  const WsArch      *arch = ws_arch_lookup (json_object_get_string_member (item, "arch"),
                                            (guint)json_object_get_int_member (item, "channels"), NULL);
  JsonObject        *gradients = json_object_get_object_member (item, "gradients");
  g_autofree double *want = golden_numbers (item, "logits", 30);
  g_auto (Inputs) in = { 0 };
  double       logits[10];
  WsActivation act;
  guint        n_correct, n_tensors = 0;

  g_assert_nonnull (arch);
  g_assert_true (ws_activation_parse (json_object_get_string_member (item, "act"), &act));
  inputs_init (&in, arch, number, 3);
  if (json_object_get_boolean_member (item, "ties")) /* all conv1 gives is its bias */
    memset (in.w, 0, arch->layers[0].b_start * sizeof *in.w);
  for (guint i = 0; i < 3; i++)
    {
      ws_arch_forward_ref (arch, act, in.w, in.x + i * arch->channels * 784, logits);
      for (guint c = 0; c < 10; c++)
        ws_assert_close (logits[c], want[10 * i + c], tolerance);
    }
  ws_assert_close (ws_arch_loss_ref (arch, act, in.w, in.x, in.labels, 3, in.dw, &n_correct),
                   json_object_get_double_member (item, "loss"), tolerance);
  g_assert_cmpuint (n_correct, ==, json_object_get_int_member (item, "correct"));
  for (guint l = 0; l < arch->n_layers; l++)
    {
      const WsLayer   *layer = &arch->layers[l];
      g_autofree char *weight = g_strconcat (layer->name, ".weight", NULL);
      g_autofree char *bias = g_strconcat (layer->name, ".bias", NULL);

      assert_tensor (gradients, weight, in.dw + layer->w_start, layer->b_start - layer->w_start,
                     tolerance);
      if (layer->has_bias)
        assert_tensor (gradients, bias, in.dw + layer->b_start, layer->n_out, tolerance);
      n_tensors += layer->has_bias ? 2 : 1;
    }
  g_assert_cmpuint (n_tensors, ==, json_object_get_size (gradients));
}

static void
test_golden (void)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *golden = golden_load ("net", &parser);
  JsonArray  *cases = json_object_get_array_member (golden, "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 14);
  for (guint c = 0; c < json_array_get_length (cases); c++)
    assert_case (json_array_get_object_element (cases, c), c,
                 json_object_get_double_member (golden, "tolerance"));
}

/* -- finite differences -- */

static void
check_derivative (const WsArch *arch, WsActivation act, Inputs *in, gsize i)
{
  double w = in->w[i], h = cbrt (DBL_EPSILON) * MAX (1, fabs (w)), up, down;

  in->w[i] = w + h;
  up = ws_arch_loss_ref (arch, act, in->w, in->x, in->labels, 1, NULL, NULL);
  in->w[i] = w - h;
  down = ws_arch_loss_ref (arch, act, in->w, in->x, in->labels, 1, NULL, NULL);
  in->w[i] = w;
  /* h² f'''/6 and 2^-52 f/h are each near 1e-10 */
  ws_assert_close ((up - down) / (2 * h), in->dw[i], 2e-9 + 1e-7 * fabs (in->dw[i]));
}

/* Every architecture with every activation: weights all over the vector, and a bias a layer. Random
 * inputs keep away from the kinks of ReLU and of the pools. */
static void
test_differences (void)
{
  for (guint a = 0; ws_arch_list ()[a] != NULL; a++)
    for (guint act = WS_ACT_TANH; act <= WS_ACT_LEAKY_RELU; act++)
      {
        const WsArch *arch = ws_arch_lookup (ws_arch_list ()[a], 1, NULL);
        g_auto (Inputs) in = { 0 };

        inputs_init (&in, arch, 100 + 10 * a + act, 1);
        ws_arch_loss_ref (arch, (WsActivation)act, in.w, in.x, in.labels, 1, in.dw, NULL);
        for (gsize i = 7; i < arch->n_params; i += 53)
          check_derivative (arch, (WsActivation)act, &in, i);
        for (guint l = 0; l < arch->n_layers; l++)
          if (arch->layers[l].has_bias)
            check_derivative (arch, (WsActivation)act, &in, arch->layers[l].b_start);
      }
}

/* -- every value of one pass -- */

static void
test_trace (void)
{
  for (guint a = 0; ws_arch_list ()[a] != NULL; a++)
    {
      const WsArch *arch = ws_arch_lookup (ws_arch_list ()[a], 1, NULL);
      g_auto (Inputs) in = { 0 };
      g_autofree gsize  *start = g_new (gsize, arch->n_ops + 2);
      g_autofree double *trace = NULL;
      double             logits[10];

      inputs_init (&in, arch, 300 + a, 1);
      trace = ws_arch_trace_ref (arch, WS_ACT_TANH, in.w, in.x, start);
      ws_arch_forward_ref (arch, WS_ACT_TANH, in.w, in.x, logits);
      g_assert_cmpuint (start[1] - start[0], ==, 784);
      for (guint i = 0; i < 784; i++)
        g_assert_cmpfloat (trace[i], ==, (double)in.x[i]);
      for (guint i = 0; i < arch->n_ops; i++)
        {
          const WsOp *op = &arch->ops[i];

          g_assert_cmpuint (start[i + 2] - start[i + 1], ==,
                            (gsize)op->channels * op->height * op->width);
          for (gsize k = start[i + 1]; op->kind == WS_OP_ACT && k < start[i + 2]; k++)
            g_assert_cmpfloat (trace[k], ==, tanh (trace[start[op->a] + k - start[i + 1]]));
        }
      for (guint k = 0; k < 10; k++)
        g_assert_cmpfloat (trace[start[arch->n_ops] + k], ==, logits[k]);
    }
}

/* -- the mean over images -- */

static void
test_batch (void)
{
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_auto (Inputs) in = { 0 };
  g_autofree double *one = g_new (double, arch->n_params), *sum = g_new0 (double, arch->n_params);
  double             loss = 0;
  guint              n_correct = 0, n_total;

  inputs_init (&in, arch, 200, 4);
  for (guint i = 0; i < 4; i++)
    {
      loss += ws_arch_loss_ref (arch, WS_ACT_TANH, in.w, in.x + i * 784, in.labels + i, 1, one,
                                &n_total) /
              4;
      n_correct += n_total;
      for (gsize k = 0; k < arch->n_params; k++)
        sum[k] += one[k] / 4;
    }
  ws_assert_close (ws_arch_loss_ref (arch, WS_ACT_TANH, in.w, in.x, in.labels, 4, in.dw, &n_total),
                   loss, 1e-13);
  g_assert_cmpuint (n_total, ==, n_correct);
  for (gsize k = 0; k < arch->n_params; k++)
    ws_assert_close (in.dw[k], sum[k], 1e-14);
  g_assert_true (
      isnan (ws_arch_loss_ref (arch, WS_ACT_TANH, in.w, in.x, in.labels, 0, in.dw, NULL)));
  for (gsize k = 0; k < arch->n_params; k++)
    g_assert_cmpfloat (in.dw[k], ==, 0);
}

/* Logits of any size give a finite loss; equal logits give log 10 and the first class. */
static void
test_extremes (void)
{
  const WsArch *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_auto (Inputs) in = { 0 };
  guint n_correct;

  inputs_init (&in, arch, 201, 1);
  for (gsize i = 0; i < arch->n_params; i++)
    in.w[i] *= 1e4;
  g_assert_true (
      isfinite (ws_arch_loss_ref (arch, WS_ACT_TANH, in.w, in.x, in.labels, 1, in.dw, NULL)));
  memset (in.w, 0, arch->n_params * sizeof *in.w);
  in.labels[0] = 0;
  ws_assert_close (
      ws_arch_loss_ref (arch, WS_ACT_RELU, in.w, in.x, in.labels, 1, in.dw, &n_correct), log (10),
      1e-14);
  g_assert_cmpuint (n_correct, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/reference/golden", test_golden);
  g_test_add_func ("/net/reference/differences", test_differences);
  g_test_add_func ("/net/reference/trace", test_trace);
  g_test_add_func ("/net/reference/batch", test_batch);
  g_test_add_func ("/net/reference/extremes", test_extremes);
  return g_test_run ();
}
