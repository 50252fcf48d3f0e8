/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "net/align.h"

#include <math.h>
#include <string.h>

/* The slow, obvious pass in double precision: plain loops over the op list, nothing clever. */

static double
activate (WsActivation act, double x)
{
  switch (act)
    {
    case WS_ACT_TANH:
      return tanh (x);
    case WS_ACT_RELU:
      return x > 0 ? x : 0;
    case WS_ACT_GELU:
      return x * 0.5 * (1 + erf (x * G_SQRT2 / 2));
    case WS_ACT_SIGMOID:
      return 1 / (1 + exp (-x));
    case WS_ACT_SILU:
      return x / (1 + exp (-x));
    case WS_ACT_LEAKY_RELU:
    default:
      return x > 0 ? x : 0.01 * x;
    }
}

static double
activate_slope (WsActivation act, double x)
{
  double s;

  switch (act)
    {
    case WS_ACT_TANH:
      return 1 - tanh (x) * tanh (x);
    case WS_ACT_RELU:
      return x > 0 ? 1 : 0;
    case WS_ACT_GELU:
      return 0.5 * (1 + erf (x * G_SQRT2 / 2)) + x * exp (-x * x / 2) / sqrt (2 * G_PI);
    case WS_ACT_SIGMOID:
      s = 1 / (1 + exp (-x));
      return s * (1 - s);
    case WS_ACT_SILU:
      s = 1 / (1 + exp (-x));
      return s * (1 + x * (1 - s));
    case WS_ACT_LEAKY_RELU:
    default:
      return x > 0 ? 1 : 0.01;
    }
}

static gsize
value_length (const WsArch *self, guint number)
{
  const WsOp *op;

  if (number == 0)
    return (gsize)self->channels * self->height * self->width;
  op = &self->ops[number - 1];
  return (gsize)op->channels * op->height * op->width;
}

typedef struct
{
  const WsArch *arch;
  WsActivation  act;
  const double *w;
  double       *dw;
  double      **values;    /* n_ops + 1, channel-major */
  double      **gradients; /* likewise */
} Pass;

static void
input_sizes (const Pass *pass, const WsOp *op, guint *channels, guint *height, guint *width)
{
  const WsOp *in = op->a > 0 ? &pass->arch->ops[op->a - 1] : NULL;

  *channels = in != NULL ? in->channels : pass->arch->channels;
  *height = in != NULL ? in->height : pass->arch->height;
  *width = in != NULL ? in->width : pass->arch->width;
}

/* One convolution (a linear layer is one of 1×1 on a 1×1 map): forward, or with @backward the
 * gradients of its weights and input. */
static void
pass_layer (Pass *pass, const WsOp *op, guint number, gboolean backward)
{
  const WsLayer *layer = &pass->arch->layers[op->layer];
  guint          channels, height, width, k = layer->kernel;
  const double  *in = pass->values[op->a];
  double        *out = pass->values[number], *din = pass->gradients[op->a];

  input_sizes (pass, op, &channels, &height, &width);
  for (guint o = 0; o < layer->n_out; o++)
    for (guint y = 0; y < op->height; y++)
      for (guint x = 0; x < op->width; x++)
        {
          gsize  place = ((gsize)o * op->height + y) * op->width + x;
          double sum = layer->has_bias ? pass->w[layer->b_start + o] : 0;
          double d = backward ? pass->gradients[number][place] : 0;

          for (guint c = 0; c < layer->n_in; c++)
            for (guint ky = 0; ky < k; ky++)
              for (guint kx = 0; kx < k; kx++)
                {
                  gsize i = ((gsize)c * height + y + ky) * width + x + kx;
                  gsize j = layer->w_start + (((gsize)o * layer->n_in + c) * k + ky) * k + kx;

                  sum += pass->w[j] * in[i];
                  if (backward)
                    {
                      pass->dw[j] += d * in[i];
                      din[i] += d * pass->w[j];
                    }
                }
          out[place] = sum;
          if (backward && layer->has_bias)
            pass->dw[layer->b_start + o] += d;
        }
}

static void
pass_pool (Pass *pass, const WsOp *op, guint number, gboolean backward)
{
  guint channels, height, width;

  input_sizes (pass, op, &channels, &height, &width);
  for (guint c = 0; c < channels; c++)
    for (guint y = 0; y < op->height; y++)
      for (guint x = 0; x < op->width; x++)
        {
          const double *in = pass->values[op->a];
          gsize         best = ((gsize)c * height + y * op->stride) * width + x * op->stride;
          gsize         place = ((gsize)c * op->height + y) * op->width + x;

          /* Strictly greater: the first maximum in scan order wins ties. */
          for (guint ky = 0; ky < op->size; ky++)
            for (guint kx = 0; kx < op->size; kx++)
              {
                gsize i = ((gsize)c * height + y * op->stride + ky) * width + x * op->stride + kx;

                if (in[i] > in[best])
                  best = i;
              }
          pass->values[number][place] = in[best];
          if (backward)
            pass->gradients[op->a][best] += pass->gradients[number][place];
        }
}

static void
pass_crop (Pass *pass, const WsOp *op, guint number, gboolean backward)
{
  guint channels, height, width;

  input_sizes (pass, op, &channels, &height, &width);
  for (guint c = 0; c < channels; c++)
    for (guint y = 0; y < op->height; y++)
      for (guint x = 0; x < op->width; x++)
        {
          gsize i = ((gsize)c * height + op->offset + y * op->stride) * width + op->offset +
                    x * op->stride;
          gsize place = ((gsize)c * op->height + y) * op->width + x;

          pass->values[number][place] = pass->values[op->a][i];
          if (backward)
            pass->gradients[op->a][i] += pass->gradients[number][place];
        }
}

static void
pass_pointwise (Pass *pass, const WsOp *op, guint number, gboolean backward)
{
  gsize n = value_length (pass->arch, number);

  for (gsize i = 0; i < n; i++)
    {
      double a = pass->values[op->a][i], d = backward ? pass->gradients[number][i] : 0;

      if (op->kind == WS_OP_ACT)
        {
          pass->values[number][i] = activate (pass->act, a);
          if (backward)
            pass->gradients[op->a][i] += d * activate_slope (pass->act, a);
        }
      else /* flatten: channel-major already; add: both get the gradient */
        {
          pass->values[number][i] = op->kind == WS_OP_ADD ? a + pass->values[op->b][i] : a;
          if (backward)
            pass->gradients[op->a][i] += d;
          if (backward && op->kind == WS_OP_ADD)
            pass->gradients[op->b][i] += d;
        }
    }
}

static void
pass_op (Pass *pass, guint i, gboolean backward)
{
  const WsOp *op = &pass->arch->ops[i];

  switch (op->kind)
    {
    case WS_OP_CONV:
    case WS_OP_LINEAR:
      pass_layer (pass, op, i + 1, backward);
      break;
    case WS_OP_MAXPOOL:
      pass_pool (pass, op, i + 1, backward);
      break;
    case WS_OP_CROP:
      pass_crop (pass, op, i + 1, backward);
      break;
    case WS_OP_ACT:
    case WS_OP_FLATTEN:
    case WS_OP_ADD:
    default:
      pass_pointwise (pass, op, i + 1, backward);
      break;
    }
}

static void
pass_init (Pass *pass, const WsArch *arch, WsActivation act, const double *w, double *dw)
{
  *pass = (Pass){ .arch = arch, .act = act, .w = w, .dw = dw };
  pass->values = g_new0 (double *, arch->n_ops + 1);
  pass->gradients = g_new0 (double *, arch->n_ops + 1);
  for (guint i = 0; i <= arch->n_ops; i++)
    {
      pass->values[i] = g_new0 (double, value_length (arch, i));
      pass->gradients[i] = g_new0 (double, value_length (arch, i));
    }
}

static void
pass_clear (Pass *pass)
{
  for (guint i = 0; i <= pass->arch->n_ops; i++)
    {
      g_free (pass->values[i]);
      g_free (pass->gradients[i]);
    }
  g_free (pass->values);
  g_free (pass->gradients);
}

static void
pass_forward (Pass *pass, const float *x)
{
  for (gsize i = 0; i < value_length (pass->arch, 0); i++)
    pass->values[0][i] = (double)x[i];
  for (guint i = 0; i < pass->arch->n_ops; i++)
    pass_op (pass, i, FALSE);
}

void
ws_arch_forward_ref (
    const WsArch *self, WsActivation act, const double *w, const float *x, double *logits)
{
  Pass pass;

  pass_init (&pass, self, act, w, NULL);
  pass_forward (&pass, x);
  memcpy (logits, pass.values[self->n_ops], self->n_classes * sizeof *logits);
  pass_clear (&pass);
}

double *
ws_arch_trace_ref (
    const WsArch *self, WsActivation act, const double *w, const float *x, gsize *start)
{
  double *trace;
  Pass    pass;

  start[0] = 0;
  for (guint v = 0; v <= self->n_ops; v++)
    start[v + 1] = start[v] + value_length (self, v);
  trace = g_new (double, start[self->n_ops + 1]);
  pass_init (&pass, self, act, w, NULL);
  pass_forward (&pass, x);
  for (guint v = 0; v <= self->n_ops; v++)
    memcpy (trace + start[v], pass.values[v], value_length (self, v) * sizeof *trace);
  pass_clear (&pass);
  return trace;
}

double
ws_arch_score_ref (const WsArch       *self,
                   WsActivation        act,
                   const double       *w,
                   const float *const *x,
                   guint               n,
                   WsScoreRef          score,
                   gpointer            data,
                   double             *dw)
{
  double sum = 0;
  Pass   pass;

  pass_init (&pass, self, act, w, dw);
  for (guint i = 0; i < n; i++)
    {
      pass_forward (&pass, x[i]);
      if (dw != NULL)
        for (guint v = 0; v <= self->n_ops; v++)
          memset (pass.gradients[v], 0, value_length (self, v) * sizeof (double));
      sum += score (data, i, pass.values[self->n_ops],
                    dw != NULL ? pass.gradients[self->n_ops] : NULL);
      if (dw != NULL)
        for (guint op = self->n_ops; op-- > 0;)
          pass_op (&pass, op, TRUE);
    }
  pass_clear (&pass);
  return sum;
}

typedef struct
{
  const guint8 *labels;
  guint         n, n_classes, n_correct;
} CrossEntropy;

/* One image's part of the mean. */
static double
cross_entropy (gpointer data, guint image, const double *logits, double *dlogits)
{
  CrossEntropy *self = data;
  double        sum = 1; /* the best logit's own term */
  guint         best = 0, label = self->labels[image];

  for (guint c = 1; c < self->n_classes; c++)
    if (logits[c] > logits[best])
      best = c;
  for (guint c = 0; c < self->n_classes; c++)
    sum += c != best ? exp (logits[c] - logits[best]) : 0;
  self->n_correct += best == label;
  if (dlogits != NULL)
    for (guint c = 0; c < self->n_classes; c++)
      dlogits[c] = (exp (logits[c] - logits[best]) / sum - (c == label ? 1 : 0)) / self->n;
  return logits[best] + log (sum) - logits[label];
}

void
ws_arch_units_ref (
    const WsArch *arch, WsActivation act, const double *w, const float *x, float *units)
{
  Pass pass;

  pass_init (&pass, arch, act, w, NULL);
  pass_forward (&pass, x);
  for (guint l = 0; l < arch->n_layers; l++)
    {
      guint value, start, places;

      if (ws_arch_find_units (arch, l, &value, &start, &places))
        for (guint i = 0; i < arch->layers[l].n_out * places; i++)
          units[start + i] = (float)pass.values[value][i];
    }
  pass_clear (&pass);
}

double
ws_arch_loss_ref (const WsArch *self,
                  WsActivation  act,
                  const double *w,
                  const float  *x,
                  const guint8 *labels,
                  guint         n,
                  double       *dw,
                  guint        *n_correct)
{
  CrossEntropy             score = { labels, n, self->n_classes, 0 };
  gsize                    size = value_length (self, 0);
  g_autofree const float **images = g_new (const float *, MAX (n, 1));
  double                   loss;

  for (guint i = 0; i < n; i++)
    images[i] = x + i * size;
  if (dw != NULL)
    memset (dw, 0, self->n_params * sizeof *dw);
  loss = ws_arch_score_ref (self, act, w, images, n, cross_entropy, &score, dw);
  if (n_correct != NULL)
    *n_correct = score.n_correct;
  return n > 0 ? loss / n : (double)NAN;
}
