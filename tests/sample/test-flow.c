/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/random.h"
#include "sample/flow-private.h"
#include "ws-test.h"

#include <math.h>

/* Three states each of 400 networks. Dimension 0 rises with the rank, 1 is at one of two places, 2
 * is their product, 3 is noise, 4 is the same everywhere. */
#define N_ROWS 1200
#define DIM 5
#define N 2000

static float              x[N_ROWS * DIM], rank[N_ROWS];
static guint32            network[N_ROWS];
static const WsSampleRows rows = {
  .x = x, .rank = rank, .network = network, .n = N_ROWS, .dim = DIM
};

static void
fill_rows (void)
{
  WsStream stream;

  ws_stream_init (&stream, 51, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < N_ROWS; i++)
    {
      float *row = x + i * DIM;

      rank[i] = (float)i / (N_ROWS - 1);
      network[i] = i / 3;
      row[0] = 2 * rank[i] - 1 + 0.05f * ws_stream_normal (&stream);
      row[1] =
          (ws_stream_u32 (&stream) % 2 == 0 ? -1.0f : 1.0f) + 0.1f * ws_stream_normal (&stream);
      row[2] = row[0] * row[1];
      row[3] = 0.3f * ws_stream_normal (&stream);
      row[4] = 7;
    }
}

typedef struct
{
  const char *key;
  double      value;
} Told;

static WsSamplerModel *
make (const char *name, const WsSampleRows *given, const Told *told, guint n_told)
{
  g_autoptr (GError) error = NULL;
  const WsSampler *sampler = ws_sampler_lookup (name, &error);
  WsSamplerModel  *model;
  double           values[WS_SAMPLER_MAX_SETTINGS];

  g_assert_no_error (error);
  ws_sampler_preset (sampler, values);
  for (guint i = 0; i < n_told; i++)
    g_assert_true (ws_sampler_set (sampler, values, told[i].key, told[i].value, &error));
  model = ws_sampler_model_new (sampler, given, values, 4, NULL, &error);
  g_assert_no_error (error);
  return model;
}

static float *
draw (WsSamplerModel *model, double rank_low, double rank_high, guint n, guint dim)
{
  const WsDrawing drawing = { .seed = 6, .n = n, .rank_low = rank_low, .rank_high = rank_high };
  g_autoptr (GError) error = NULL;
  float *out = g_new (float, (gsize)n *dim);

  ws_sampler_model_draw (model, &drawing, out, NULL, NULL, &error);
  g_assert_no_error (error);
  return out;
}

static void
get_moments (const float *data, guint n, guint dim, guint j, double *mean, double *std)
{
  double square = 0;

  *mean = 0;
  for (guint i = 0; i < n; i++)
    *mean += (double)data[(gsize)i * dim + j] / n;
  for (guint i = 0; i < n; i++)
    square += pow ((double)data[(gsize)i * dim + j] - *mean, 2);
  *std = sqrt (square / (n - 1));
}

/* -- the gradient -- */

/* The loss along a direction: small steps of parameters in single precision have no more than some
 * four digits, and the direction of the gradient itself shows each of its parts. */
static double
find_slope (WsFlow *flow, const float *along, double step)
{
  g_autofree float *moved = g_new (float, flow->mlp.n_params), *unused = NULL;
  double            loss[2];

  unused = g_new (float, flow->mlp.n_params);
  for (guint side = 0; side < 2; side++)
    {
      for (gsize i = 0; i < flow->mlp.n_params; i++)
        moved[i] = flow->params[i] + (float)(side == 0 ? -step : step) * along[i];
      loss[side] = ws_flow_find_loss (flow, moved, NULL, unused);
    }
  return (loss[1] - loss[0]) / (2 * step);
}

static void
test_gradient (void)
{
  static const double values[] = { 10, 37, 1e-3, 0, 24, 512 };
  const WsSampler    *sampler = ws_sampler_lookup ("flow", NULL);
  WsFlow             *flow = sampler->create (&rows, values, 9, NULL, NULL);
  gsize               n = flow->mlp.n_params;
  g_autofree float   *gradient = g_new (float, n), *along = g_new (float, n);
  WsStream            stream;

  ws_stream_init (&stream, 52, WS_PURPOSE_TEST, 0, 0);
  for (gsize i = flow->mlp.weight[flow->mlp.n_layers - 1]; i < n; i++)
    flow->params[i] = 0.1f * ws_stream_normal (&stream); /* zeros would hide the other layers */
  ws_flow_find_loss (flow, flow->params, NULL, gradient);
  for (guint l = 0; l < flow->mlp.n_layers; l++) /* a layer alone, along its own gradient */
    {
      gsize  end = l + 1 < flow->mlp.n_layers ? flow->mlp.weight[l + 1] : n;
      double square = 0;

      for (gsize i = 0; i < n; i++)
        {
          along[i] = i >= flow->mlp.weight[l] && i < end ? gradient[i] : 0;
          square += (double)along[i] * (double)along[i];
        }
      g_assert_cmpfloat (square, >, 1e-6);
      for (gsize i = 0; i < n; i++)
        along[i] /= (float)sqrt (square);
      ws_assert_close (find_slope (flow, along, 2e-3) / sqrt (square), 1, 3e-3);
    }
  for (guint k = 0; k < 5; k++) /* and all together, anywhere */
    {
      double product = 0, square = 0;

      for (gsize i = 0; i < n; i++)
        {
          along[i] = ws_stream_normal (&stream) / sqrtf ((float)n);
          product += (double)along[i] * (double)gradient[i];
          square += (double)gradient[i] * (double)gradient[i];
        }
      ws_assert_close (find_slope (flow, along, 1e-2), product, 3e-3 * sqrt (square / n));
    }
  sampler->destroy (flow);
}

/* -- what is drawn -- */

/* A network that adds nothing leaves the normal distribution of the rows, covariances and all. */
static void
test_unlearned (void)
{
  static const Told told[] = { { "steps", 1 }, { "rate", 0 }, { "width", 8 } };

  for (guint k = 0; k < 2; k++)
    {
      g_autoptr (WsSamplerModel) model = make (k == 0 ? "flow" : "weight-flow", &rows, told, 3);
      g_autoptr (GError) error = NULL;
      g_autofree float *out = NULL;
      double            losses[2], mean, std, wanted_mean, wanted_std, product = 0;

      g_assert_true (ws_sampler_model_learn (model, 1, losses, NULL, &error));
      out = draw (model, 0, 1, N, DIM);
      for (guint j = 0; j < DIM; j++)
        {
          get_moments (out, N, DIM, j, &mean, &std);
          get_moments (x, N_ROWS, DIM, j, &wanted_mean, &wanted_std);
          ws_assert_close (mean, wanted_mean, 5 * wanted_std / sqrt (N) + 1e-5);
          ws_assert_close (std, wanted_std, 5 * wanted_std / sqrt (2.0 * N) + 1e-5);
        }
      for (guint i = 0; i < N; i++)
        product += (double)out[i * DIM] * (double)out[i * DIM + 2] / N;
      for (guint i = 0; i < N_ROWS; i++)
        product -= (double)x[i * DIM] * (double)x[i * DIM + 2] / N_ROWS;
      ws_assert_close (product, 0, 0.05);
    }
}

/* … for the rank that is asked for, and as wide as told: dimension 0 is 2·rank − 1 and 0.05 wide.
 */
static void
test_temperature (void)
{
  for (guint k = 0; k < 3; k++)
    {
      const Told told[] = {
        { "steps", 1 }, { "rate", 0 }, { "width", 8 }, { "temperature", k / 2.0 }
      };
      g_autoptr (WsSamplerModel) model = make ("flow", &rows, told, 4);
      g_autoptr (GError) error = NULL;
      g_autofree float *out = NULL;
      double            losses[2], mean, std;

      g_assert_true (ws_sampler_model_learn (model, 1, losses, NULL, &error));
      out = draw (model, 0.9, 0.9, N, DIM);
      get_moments (out, N, DIM, 0, &mean, &std);
      ws_assert_close (mean, 0.8, 0.02);
      ws_assert_close (std, 0.05 * k / 2, 0.003);
      get_moments (out, N, DIM, 3, &mean, &std);
      ws_assert_close (mean, 0, 0.1);
      ws_assert_close (std, 0.3 * k / 2, 0.02);
    }
}

/* What a normal distribution cannot know, and what depends on the rank. */
static void
test_learned (void)
{
  static const Told told[] = {
    { "steps", 1500 }, { "width", 64 }, { "batch", 64 }, { "rate", 2e-3 }, { "dropout", 0 }
  };
  static const double asked[][2] = { { 0, 0.2 }, { 0.4, 0.6 }, { 0.8, 1 }, { 0, 1 } };
  g_autoptr (WsSamplerModel) model = make ("flow", &rows, told, 5);
  g_autoptr (GError) error = NULL;
  double first[2], last[2];

  g_assert_true (ws_sampler_model_learn (model, 1, first, NULL, &error));
  g_assert_true (ws_sampler_model_learn (model, 1399, last, NULL, &error));
  g_assert_true (ws_sampler_model_learn (model, 100, last, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (last[0], <, 0.7 * first[0]);
  g_assert_cmpfloat (last[1], <, 0.7 * first[1]);
  for (guint k = 0; k < G_N_ELEMENTS (asked); k++)
    {
      g_autofree float *out = draw (model, asked[k][0], asked[k][1], N, DIM);
      double            middle = asked[k][0] + asked[k][1] - 1, width = asked[k][1] - asked[k][0];
      double            mean, std, far = 0;
      guint             n_positive = 0, n_between = 0;

      get_moments (out, N, DIM, 0, &mean, &std);
      ws_assert_close (mean, middle, 0.1);
      ws_assert_close (std, 2 * width / sqrt (12), 0.1);
      for (guint i = 0; i < N; i++)
        {
          const float *z = out + i * DIM;

          n_positive += z[1] > 0;
          n_between += fabsf (z[1]) < 0.5f;
          far += fabs ((double)z[2] - (double)z[0] * (double)z[1]) / N;
          ws_assert_close ((double)z[4], 7, 1e-4);
        }
      ws_assert_close (n_positive / (double)N, 0.5, 0.1);
      g_assert_cmpfloat (n_between / (double)N, <, 0.2); /* normal: 0.38 */
      g_assert_cmpfloat (far, <, 0.3);                   /* normal: 0.5 */
    }
}

/* Of one row nothing can be learned; two equal ones give no more than themselves. */
static void
test_alone (void)
{
  static const Told    told[] = { { "steps", 2 }, { "width", 8 } };
  static const float   two[] = { 1, 2, 3, 1, 2, 3 }, ranks[] = { 0, 1 };
  static const guint32 same[] = { 3, 3 };
  const WsSampleRows   one = { two, ranks, same, 1, 3 }, both = { two, ranks, same, 2, 3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsSamplerModel) model = make ("flow", &both, told, 2);
  g_autofree float *out = NULL;
  double            losses[2];

  g_assert_null (
      ws_sampler_model_new (ws_sampler_lookup ("flow", NULL), &one, NULL, 1, NULL, &error));
  ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "two rows");
  g_assert_true (ws_sampler_model_learn (model, 2, losses, NULL, &error));
  out = draw (model, 0, 1, 10, 3);
  for (guint i = 0; i < 30; i++)
    ws_assert_close ((double)out[i], 1 + i % 3, 1e-3);
}

/* Latents that are tanh's stay within its range. */
static void
test_tanh (void)
{
  static const Told  told[] = { { "steps", 1 }, { "rate", 0 }, { "width", 8 } };
  float              corners[8][2], ranks[8] = { 0 };
  const WsSampleRows given = { .x = corners[0], .rank = ranks, .n = 8, .dim = 2 };
  g_autoptr (WsSamplerModel) model = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree float *out = NULL;
  double            losses[2];
  guint             n_at_end = 0;

  for (guint i = 0; i < 8; i++)
    {
      corners[i][0] = i % 2 == 0 ? -0.9f : 0.9f;
      corners[i][1] = i % 3 == 0 ? -1 : 0.8f;
    }
  model = make ("flow", &given, told, 3);
  g_assert_true (ws_sampler_model_learn (model, 1, losses, NULL, &error));
  out = draw (model, 0, 1, 100, 2);
  for (guint i = 0; i < 200; i++)
    {
      g_assert_true (fabsf (out[i]) <= 1);
      n_at_end += fabsf (out[i]) >= 1;
    }
  g_assert_cmpuint (n_at_end, >, 5);
}

/* What another shape has learned is not taken. */
static void
test_foreign (void)
{
  static const Told told[][2] = { { { "steps", 2 }, { "width", 8 } },
                                  { { "steps", 2 }, { "width", 10 } },
                                  { { "steps", 3 }, { "width", 8 } } };
  g_autoptr (WsSamplerModel) model = make ("flow", &rows, told[0], 2);
  g_autoptr (GBytes) bytes = ws_sampler_model_save (model);

  for (guint k = 1; k < 3; k++)
    {
      g_autoptr (WsSamplerModel) other = make ("flow", &rows, told[k], 2);
      g_autoptr (GError) error = NULL;

      g_assert_false (ws_sampler_model_restore (other, bytes, &error));
      ws_test_error (&error, WS_ERROR, WS_ERROR_VALUE, "flow");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fill_rows ();
  g_test_add_func ("/sample/flow/gradient", test_gradient);
  g_test_add_func ("/sample/flow/unlearned", test_unlearned);
  g_test_add_func ("/sample/flow/temperature", test_temperature);
  g_test_add_func ("/sample/flow/learned", test_learned);
  g_test_add_func ("/sample/flow/alone", test_alone);
  g_test_add_func ("/sample/flow/tanh", test_tanh);
  g_test_add_func ("/sample/flow/foreign", test_foreign);
  return g_test_run ();
}
