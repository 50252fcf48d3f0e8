/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/attention.h"
#include "hyper/large.h"
#include "hyper/linear.h"
#include "hyper/norm.h"
#include "hyper/optim.h"
#include "hyper/tokens.h"

#include "core/memory.h"
#include "core/pool.h"
#include "core/random.h"

#include "ws-test.h"

#include <math.h>
#include <string.h>

/* Every layer of the transformer against a slow version in double precision, written out from
 * METHOD.md 4.1, and its gradients against central differences of that version. */

#define STEP 1e-5

static void
fill (double *x, gsize n, guint number)
{
  WsStream stream;

  ws_stream_init (&stream, 7, WS_PURPOSE_TEST, number, 0);
  for (gsize i = 0; i < n; i++)
    x[i] = (double)ws_stream_normal (&stream);
}

static float *
to_floats (const double *x, gsize n)
{
  float *f = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    f[i] = (float)x[i];
  return f;
}

/* A function of many values: Σ g·layer(x), with what else the layer needs in @data. */
typedef double (*Total) (const double *x, gconstpointer data);

/* Compares the gradient of @total at @x with @dx. The analytic side is in single precision: its
 * error grows with the sums, which here have at most some hundreds of terms of size about 1. */
static void
check_gradient (
    Total total, double *x, gsize n, gconstpointer data, const float *dx, double tolerance)
{
  for (gsize i = 0; i < n; i++)
    {
      double old = x[i], up, down;

      x[i] = old + STEP;
      up = total (x, data);
      x[i] = old - STEP;
      down = total (x, data);
      x[i] = old;
      ws_assert_close ((double)dx[i], (up - down) / (2 * STEP), tolerance);
    }
}

/* -- Norm -- */

enum
{
  NORM_ROWS = 3,
  NORM_D = 21
};

typedef struct
{
  const double *x, *alpha, *bias, *g;
} NormData;

static double
plain_norm (const double *x, const double *alpha, const double *bias, const double *g, double *y)
{
  double total = 0;

  for (guint r = 0; r < NORM_ROWS; r++)
    {
      double mean = 0, s = 0;

      for (guint i = 0; i < NORM_D; i++)
        mean += x[r * NORM_D + i] / NORM_D;
      for (guint i = 0; i < NORM_D; i++)
        s += (x[r * NORM_D + i] - mean) * (x[r * NORM_D + i] - mean);
      s = sqrt (s / (NORM_D - 1));
      for (guint i = 0; i < NORM_D; i++)
        {
          double value = alpha[i] * (x[r * NORM_D + i] - mean) / (s + 1e-6) + bias[i];

          if (y != NULL)
            y[r * NORM_D + i] = value;
          total += g[r * NORM_D + i] * value;
        }
    }
  return total;
}

static double
norm_of_x (const double *x, gconstpointer data)
{
  const NormData *n = data;

  return plain_norm (x, n->alpha, n->bias, n->g, NULL);
}

static double
norm_of_alpha (const double *alpha, gconstpointer data)
{
  const NormData *n = data;

  return plain_norm (n->x, alpha, n->bias, n->g, NULL);
}

static double
norm_of_bias (const double *bias, gconstpointer data)
{
  const NormData *n = data;

  return plain_norm (n->x, n->alpha, bias, n->g, NULL);
}

static void
test_norm (void)
{
  enum
  {
    N = NORM_ROWS * NORM_D
  };
  double   x[N], alpha[NORM_D], bias[NORM_D], g[N], y[N];
  NormData data = { x, alpha, bias, g };
  float    got[N], stats[2 * NORM_ROWS], dx[N], dalpha[NORM_D] = { 0 }, dbias[NORM_D] = { 0 };
  g_autofree float *fx = NULL, *fa = NULL, *fb = NULL, *fg = NULL;

  fill (x, N, 1);
  fill (alpha, NORM_D, 2);
  fill (bias, NORM_D, 3);
  fill (g, N, 4);
  fx = to_floats (x, N);
  fa = to_floats (alpha, NORM_D);
  fb = to_floats (bias, NORM_D);
  fg = to_floats (g, N);

  ws_norm_forward (NORM_ROWS, NORM_D, fx, fa, fb, got, stats);
  plain_norm (x, alpha, bias, g, y);
  for (guint i = 0; i < N; i++)
    ws_assert_close ((double)got[i], y[i], 1e-5);

  /* it adds to what is there */
  for (guint i = 0; i < N; i++)
    dx[i] = 1;
  ws_norm_backward (NORM_ROWS, NORM_D, fx, stats, fa, fg, dx, dalpha, dbias);
  for (guint i = 0; i < N; i++)
    dx[i] -= 1;
  check_gradient (norm_of_x, x, N, &data, dx, 1e-4);
  check_gradient (norm_of_alpha, alpha, NORM_D, &data, dalpha, 1e-4);
  check_gradient (norm_of_bias, bias, NORM_D, &data, dbias, 1e-4);
}

/* A row without spread stays finite, both ways. */
static void
test_norm_constant (void)
{
  float x[8], y[8], stats[2], one[8], zero[8] = { 0 }, dx[8] = { 0 }, da[8] = { 0 }, db[8] = { 0 };

  for (guint i = 0; i < 8; i++)
    {
      x[i] = 3;
      one[i] = 1;
    }
  ws_norm_forward (1, 8, x, one, zero, y, stats);
  ws_norm_backward (1, 8, x, stats, one, one, dx, da, db);
  for (guint i = 0; i < 8; i++)
    {
      ws_assert_close ((double)y[i], 0, 0);
      g_assert_true (isfinite (dx[i]));
    }
}

/* -- attention -- */

enum
{
  T = 7,
  D = 6,
  HEADS = 2,
  QKV = T * 3 * D,
  OUT = T * D,
  STRIDE = 16, /* of a row of probabilities */
  SQUARE = T * STRIDE
};

typedef struct
{
  const double *g;
  const guint8 *mask; /* nullable */
  double        keep; /* 1/(1 - p) */
} AttentionData;

static double
attention_weight (const double *qkv, const AttentionData *data, guint head, guint i, guint j)
{
  enum
  {
    WIDTH = D / HEADS
  };
  double score[T], sum = 0;

  for (guint k = 0; k < T; k++)
    {
      score[k] = 0;
      for (guint c = 0; c < WIDTH; c++)
        score[k] += qkv[i * 3 * D + head * WIDTH + c] * qkv[k * 3 * D + D + head * WIDTH + c];
      score[k] = exp (score[k] / sqrt (WIDTH));
      sum += score[k];
    }
  if (data->mask != NULL)
    return data->mask[head * SQUARE + i * STRIDE + j] ? data->keep * score[j] / sum : 0;
  return score[j] / sum;
}

static double
plain_attention (const double *qkv, const AttentionData *data, double *o)
{
  enum
  {
    WIDTH = D / HEADS
  };
  double total = 0;

  for (guint i = 0; i < T; i++)
    for (guint c = 0; c < D; c++)
      {
        double value = 0;

        for (guint j = 0; j < T; j++)
          value += attention_weight (qkv, data, c / WIDTH, i, j) * qkv[j * 3 * D + 2 * D + c];
        if (o != NULL)
          o[i * D + c] = value;
        total += data->g[i * D + c] * value;
      }
  return total;
}

static double
attention_of_qkv (const double *qkv, gconstpointer data)
{
  return plain_attention (qkv, data, NULL);
}

static void
check_attention (float p)
{
  const WsAttention attention = { T, D, HEADS };
  const WsDropout   dropout = { p, 3, 5 };
  double            qkv[QKV], g[OUT], o[OUT];
  guint8            mask[HEADS * SQUARE];
  AttentionData     data = { g, p > 0 ? mask : NULL, 1 / (1 - (double)p) };
  float            *probabilities = WS_ALIGNED_FLOATS (HEADS * SQUARE), got[OUT], dqkv[QKV];
  g_autofree float *f_qkv = NULL, *f_g = NULL;
  g_autofree float *scratch = g_new (float, ws_attention_scratch_floats (&attention));

  g_assert_cmpuint (ws_attention_square (&attention), ==, SQUARE);
  fill (qkv, QKV, 5);
  fill (g, OUT, 6);
  f_qkv = to_floats (qkv, QKV);
  f_g = to_floats (g, OUT);
  ws_attention_forward (&attention, f_qkv, &dropout, 0, 1, probabilities, mask, got, scratch);
  plain_attention (qkv, &data, o);
  for (guint i = 0; i < OUT; i++)
    ws_assert_close ((double)got[i], o[i], 1e-5);
  ws_attention_backward (&attention, f_qkv, probabilities, &dropout, mask, f_g, dqkv, scratch);
  check_gradient (attention_of_qkv, qkv, QKV, &data, dqkv, 1e-4);
  ws_aligned_free (probabilities);
}

static void
test_attention (void)
{
  check_attention (0);
}

static void
test_attention_dropout (void)
{
  check_attention (0.4f);
}

/* -- dropout -- */

static void
test_dropout (void)
{
  const WsDropout    dropout = { 0.25f, 11, 2 };
  const gsize        n = 40000;
  g_autofree float  *x = g_new (float, n), *again = g_new (float, n);
  g_autofree guint8 *mask = g_new (guint8, n), *other = g_new (guint8, n);
  guint              kept = 0, same = 0;

  for (gsize i = 0; i < n; i++)
    x[i] = again[i] = 3;
  ws_dropout_apply (&dropout, 4, 9, x, mask, n);
  for (gsize i = 0; i < n; i++)
    {
      ws_assert_close ((double)x[i], mask[i] ? 4 : 0, 1e-6);
      kept += mask[i];
    }
  /* standard deviation of the share is 0.0022 */
  ws_assert_close (kept / (double)n, 0.75, 0.011);

  ws_dropout_apply (&dropout, 4, 9, again, other, n);
  g_assert_cmpmem (mask, n, other, n);
  ws_dropout_apply (&dropout, 4, 10, again, other, n);
  for (gsize i = 0; i < n; i++)
    same += mask[i] == other[i];
  ws_assert_close (same / (double)n, 0.75 * 0.75 + 0.25 * 0.25, 0.013); /* rows are independent */
}

/* -- dense layers -- */

static void
test_linear (void)
{
  enum
  {
    N = 5,
    IN = 9,
    OUT_D = 70
  }; /* more outputs than one piece has */
  double            x[N * IN], w[OUT_D * IN], b[OUT_D], dy[N * OUT_D];
  float             y[N * OUT_D], dx[N * IN], dw[OUT_D * IN] = { 0 }, db[OUT_D] = { 0 };
  g_autofree float *fx = NULL, *fw = NULL, *fb = NULL, *fdy = NULL;
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (WsLinearGradient));
  WsLinearGradient gradient;

  fill (x, N * IN, 7);
  fill (w, OUT_D * IN, 8);
  fill (b, OUT_D, 9);
  fill (dy, N * OUT_D, 10);
  fx = to_floats (x, N * IN);
  fw = to_floats (w, OUT_D * IN);
  fb = to_floats (b, OUT_D);
  fdy = to_floats (dy, N * OUT_D);

  ws_linear_forward (N, IN, OUT_D, fx, IN, fw, fb, y, OUT_D);
  ws_linear_backward (N, IN, OUT_D, fdy, OUT_D, fw, IN, FALSE, dx, IN);
  gradient = (WsLinearGradient){ N, IN, OUT_D, fx, fdy, IN, OUT_D, dw, db };
  g_array_append_val (list, gradient);
  ws_linear_gradients (list, NULL, NULL);

  for (guint r = 0; r < N; r++)
    for (guint o = 0; o < OUT_D; o++)
      {
        double sum = b[o];

        for (guint i = 0; i < IN; i++)
          sum += w[o * IN + i] * x[r * IN + i];
        ws_assert_close ((double)y[r * OUT_D + o], sum, 1e-5);
      }
  for (guint r = 0; r < N; r++)
    for (guint i = 0; i < IN; i++)
      {
        double sum = 0;

        for (guint o = 0; o < OUT_D; o++)
          sum += dy[r * OUT_D + o] * w[o * IN + i];
        ws_assert_close ((double)dx[r * IN + i], sum, 1e-4);
      }
  for (guint o = 0; o < OUT_D; o++)
    {
      double bias = 0;

      for (guint r = 0; r < N; r++)
        bias += dy[r * OUT_D + o];
      ws_assert_close ((double)db[o], bias, 1e-5);
      for (guint i = 0; i < IN; i++)
        {
          double sum = 0;

          for (guint r = 0; r < N; r++)
            sum += dy[r * OUT_D + o] * x[r * IN + i];
          ws_assert_close ((double)dw[o * IN + i], sum, 1e-5);
        }
    }
}

/* -- dense layers with many weights and few rows -- */

/* Sums and shapes larger than what is cut into pieces, either way, and rows that fill no vector. */
static void
check_large (guint n, guint n_in, guint n_out)
{
  const WsStop       go_on = { NULL, NULL };
  gsize              n_w = (gsize)n_in * n_out;
  g_autofree double *x = g_new (double, n *n_in), *w = g_new (double, n_w);
  g_autofree double *b = g_new (double, n_out), *dy = g_new (double, n *n_out);
  g_autofree float  *fx = NULL, *fw = NULL, *fb = NULL, *fdy = NULL;
  g_autofree float  *y = g_new (float, n *n_out), *dx = g_new (float, n *n_in);
  g_autofree float  *dw = g_new0 (float, n_w), *db = g_new0 (float, n_out);
  WsLinearGradient   gradient;

  fill (x, n * n_in, 11);
  fill (w, n_w, 12);
  fill (b, n_out, 13);
  fill (dy, n * n_out, 14);
  fx = to_floats (x, n * n_in);
  fw = to_floats (w, n_w);
  fb = to_floats (b, n_out);
  fdy = to_floats (dy, n * n_out);
  ws_large_forward (n, n_in, n_out, fx, n_in, fw, fb, y, n_out, go_on);
  ws_large_backward (n, n_in, n_out, fdy, n_out, fw, dx, n_in, go_on);
  gradient = (WsLinearGradient){ n, n_in, n_out, fx, fdy, n_in, n_out, dw, db };
  ws_large_gradient (&gradient, NULL, 0, 0, go_on);
  ws_large_gradient (&gradient, NULL, 0, 0, go_on); /* it adds */

  for (guint r = 0; r < n; r++)
    {
      for (guint o = 0; o < n_out; o += 7)
        {
          double sum = b[o];

          for (guint i = 0; i < n_in; i++)
            sum += w[(gsize)o * n_in + i] * x[r * n_in + i];
          ws_assert_close ((double)y[r * n_out + o], sum, 2e-3); /* of some thousand terms */
        }
      for (guint i = 0; i < n_in; i += 7)
        {
          double sum = 0;

          for (guint o = 0; o < n_out; o++)
            sum += dy[r * n_out + o] * w[(gsize)o * n_in + i];
          ws_assert_close ((double)dx[r * n_in + i], sum, 2e-3);
        }
    }
  for (guint o = 0; o < n_out; o++)
    {
      double bias = 0;

      for (guint r = 0; r < n; r++)
        bias += 2 * dy[r * n_out + o];
      ws_assert_close ((double)db[o], bias, 1e-4);
      for (guint i = o % 5; i < n_in; i += 5)
        {
          double sum = 0;

          for (guint r = 0; r < n; r++)
            sum += 2 * dy[r * n_out + o] * x[r * n_in + i];
          ws_assert_close ((double)dw[(gsize)o * n_in + i], sum, 1e-4);
        }
    }
}

static void
test_large (void)
{
  check_large (5, 3001, 37);
  check_large (19, 37, 3001);
  check_large (3, 700, 530);
  check_large (1, 1, 1);
}

/* Stepped at once: the same bits as with the gradient stored and a step of all afterwards. */
static void
test_large_update (void)
{
  enum
  {
    N = 6,
    IN = 1100,
    OUT_D = 530,
    SIZE = IN * OUT_D + OUT_D
  };
  const WsStop       go_on = { NULL, NULL };
  g_autofree double *x = g_new (double, N *IN), *dy = g_new (double, N *OUT_D);
  g_autofree double *start = g_new (double, SIZE);
  g_autofree float  *fx = NULL, *fdy = NULL, *g = g_new0 (float, SIZE);
  float             *all[2][3];
  WsLinearGradient   gradient;
  WsUpdate           update = { .rates = ws_adam_rates (0.01f, 0.1f, 0.2f, 1, 3) };

  fill (x, N * IN, 15);
  fill (dy, N * OUT_D, 16);
  fill (start, SIZE, 17);
  fx = to_floats (x, N * IN);
  fdy = to_floats (dy, N * OUT_D);
  for (guint way = 0; way < 2; way++)
    for (guint i = 0; i < 3; i++)
      {
        all[way][i] = to_floats (start, SIZE);
        for (gsize k = 0; i == 2 && k < SIZE; k++)
          all[way][i][k] = fabsf (all[way][i][k]);
      }
  gradient = (WsLinearGradient){ N, IN, OUT_D, fx, fdy, IN, OUT_D, g, g + IN * OUT_D };
  ws_large_gradient (&gradient, NULL, 0, 0, go_on);
  ws_adam_run (&update.rates, SIZE, all[0][0], all[0][1], all[0][2], g);
  update.params = all[1][0];
  update.m = all[1][1];
  update.v = all[1][2];
  ws_large_gradient (&gradient, &update, 0, IN * OUT_D, go_on);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpmem (all[0][i], SIZE * sizeof (float), all[1][i], SIZE * sizeof (float));
      g_free (all[0][i]);
      g_free (all[1][i]);
    }
}

/* -- tokens -- */

static void
test_tokens (void)
{
  const WsArch     *arch = ws_arch_lookup ("cnn-s", 3, NULL);
  g_autofree float *w = g_new (float, arch->n_params), *back = g_new0 (float, arch->n_params);
  g_autofree float *tokens = g_new (float, arch->n_params);

  for (gsize i = 0; i < arch->n_params; i++)
    w[i] = (float)i;
  for (guint l = 0; l < arch->n_layers; l++)
    {
      const WsLayer *layer = &arch->layers[l];
      guint          width = layer->token_width;

      ws_tokens_read (layer, w, 0, 1, tokens);
      /* token k: the weights of neuron k, its bias last */
      for (guint k = 0; k < layer->n_out; k++)
        {
          ws_assert_close ((double)tokens[k * width], (double)(layer->w_start + k * (width - 1)),
                           0);
          ws_assert_close ((double)tokens[k * width + width - 1], (double)(layer->b_start + k), 0);
        }
      ws_tokens_read (layer, w, 100, 0.5f, tokens);
      ws_assert_close ((double)tokens[0], ((double)layer->w_start - 100) / 2, 0);
      ws_tokens_write (layer, tokens, 100, 0.5f, back);
    }
  g_assert_cmpmem (w, arch->n_params * sizeof *w, back, arch->n_params * sizeof *back);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hyper/layers/norm", test_norm);
  g_test_add_func ("/hyper/layers/norm-constant", test_norm_constant);
  g_test_add_func ("/hyper/layers/attention", test_attention);
  g_test_add_func ("/hyper/layers/attention-dropout", test_attention_dropout);
  g_test_add_func ("/hyper/layers/dropout", test_dropout);
  g_test_add_func ("/hyper/layers/linear", test_linear);
  g_test_add_func ("/hyper/layers/large", test_large);
  g_test_add_func ("/hyper/layers/large-update", test_large_update);
  g_test_add_func ("/hyper/layers/tokens", test_tokens);
  return g_test_run ();
}
