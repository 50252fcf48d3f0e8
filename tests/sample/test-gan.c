/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler.h"

#include "core/error.h"
#include "core/random.h"
#include "sample/gan-private.h"
#include "ws-test.h"

#include <math.h>

/* Points of a ring in a plane of five dimensions: a normal distribution's would fill it. */
#define N_ROWS 500
#define DIM 5
#define N 1000

static float              x[N_ROWS * DIM];
static const WsSampleRows rows = { .x = x, .n = N_ROWS, .dim = DIM };

static void
fill_rows (void)
{
  WsStream stream;

  ws_stream_init (&stream, 61, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < N_ROWS; i++)
    {
      float *row = x + i * DIM, angle = 2 * (float)G_PI * ws_stream_uniform (&stream);

      row[0] = 3 * cosf (angle);
      row[1] = 3 * sinf (angle);
      row[2] = row[0] + 10;
      row[3] = 0.5f * row[1];
      row[4] = -2; /* has no width */
    }
}

static WsSamplerModel *
make (guint n_steps, double rate, guint batch)
{
  g_autoptr (GError) error = NULL;
  const WsSampler *sampler = ws_sampler_lookup ("gan", &error);
  WsSamplerModel  *model;
  double           values[WS_SAMPLER_MAX_SETTINGS];

  g_assert_no_error (error);
  ws_sampler_preset (sampler, values);
  g_assert_true (ws_sampler_set (sampler, values, "steps", n_steps, &error));
  g_assert_true (ws_sampler_set (sampler, values, "rate", rate, &error));
  g_assert_true (ws_sampler_set (sampler, values, "batch", batch, &error));
  model = ws_sampler_model_new (sampler, &rows, values, 4, NULL, &error);
  g_assert_no_error (error);
  return model;
}

/* -- gradients -- */

typedef double (*LossFunc) (WsGan *self, const float *params, float *gradient);

/* Each layer alone along its own gradient, then all anywhere. */
static void
check_gradient (WsGan *gan, const WsGanSide *side, LossFunc find_loss)
{
  gsize             n = side->mlp.n_params;
  g_autofree float *gradient = g_new (float, n), *along = g_new (float, n);
  g_autofree float *moved = g_new (float, n), *unused = g_new (float, n);
  WsStream          stream;

  ws_stream_init (&stream, 62, WS_PURPOSE_TEST, 0, 0);
  find_loss (gan, side->params, gradient);
  for (guint k = 0; k < side->mlp.n_layers + 4; k++)
    {
      gboolean     is_layer = k < side->mlp.n_layers;
      gsize        start = is_layer ? side->mlp.weight[k] : 0;
      gsize        end = k + 1 < side->mlp.n_layers ? side->mlp.weight[k + 1] : n;
      const double step = 1e-3;
      double       length = 0, slope = 0, loss[2], whole = 0;

      for (gsize i = 0; i < n; i++)
        {
          along[i] = i < start || i >= end ? 0
                     : is_layer            ? gradient[i]
                                           : ws_stream_normal (&stream);
          length += (double)along[i] * (double)along[i];
          whole += (double)gradient[i] * (double)gradient[i];
        }
      g_assert_cmpfloat (length, >, 1e-9);
      for (gsize i = 0; i < n; i++)
        {
          along[i] /= (float)sqrt (length);
          slope += (double)along[i] * (double)gradient[i];
        }
      for (guint s = 0; s < 2; s++)
        {
          for (gsize i = 0; i < n; i++)
            moved[i] = side->params[i] + (float)(s == 0 ? -step : step) * along[i];
          loss[s] = find_loss (gan, moved, unused);
        }
      ws_assert_close ((loss[1] - loss[0]) / (2 * step), slope,
                       is_layer ? 0.01 * slope + 1e-4 : 0.01 * sqrt (whole) + 1e-4);
    }
}

static void
test_gradient (void)
{
  static const double values[] = { 10, 19, 1e-3 };
  const WsSampler    *sampler = ws_sampler_lookup ("gan", NULL);
  WsGan              *gan = sampler->create (&rows, values, 9, NULL, NULL);
  WsStream            stream;

  /* As they begin, made rows are near zero. */
  ws_stream_init (&stream, 63, WS_PURPOSE_TEST, 0, 0);
  for (gsize i = 0; i < gan->generator.mlp.n_params; i++)
    gan->generator.params[i] += 0.05f * ws_stream_normal (&stream);
  for (guint i = 0; i < 50; i++)
    ws_gan_iterate (gan);
  check_gradient (gan, &gan->discriminator, ws_gan_tell);
  check_gradient (gan, &gan->generator, ws_gan_make);
  sampler->destroy (gan);
}

/* Weights that are used have 1 as their largest singular value: no vector gets longer. */
static void
test_norms (void)
{
  static const double values[] = { 10, 16, 1e-3 };
  const WsSampler    *sampler = ws_sampler_lookup ("gan", NULL);
  WsGan              *gan = sampler->create (&rows, values, 9, NULL, NULL);
  const WsMlp        *mlp = &gan->discriminator.mlp;

  for (guint i = 0; i < 200; i++)
    ws_gan_iterate (gan);
  ws_gan_tell (gan, gan->discriminator.params, gan->discriminator.gradient);
  for (guint l = 0; l < mlp->n_layers; l++)
    {
      guint    n_in = ws_mlp_inputs (mlp, l), n_out = mlp->layers[l].n_out;
      double   longest = 0;
      WsStream stream;

      ws_stream_init (&stream, 64, WS_PURPOSE_TEST, l, 0);
      for (guint k = 0; k < 20; k++) /* the vector that is stretched most, then some others */
        {
          double before = 0, after = 0;

          g_autofree double *v = g_new (double, n_in);
          for (guint i = 0; i < n_in; i++)
            {
              v[i] = k == 0 ? (double)gan->right[l][i] : (double)ws_stream_normal (&stream);
              before += v[i] * v[i];
            }
          for (guint o = 0; o < n_out; o++)
            {
              double sum = 0;

              for (guint i = 0; i < n_in; i++)
                sum += (double)gan->used[mlp->weight[l] + (gsize)o * n_in + i] * v[i];
              after += sum * sum;
            }
          longest = MAX (longest, sqrt (after / before));
        }
      ws_assert_close (longest, 1, 0.01);
    }
  sampler->destroy (gan);
}

/* -- what is drawn -- */

static void
test_learned (void)
{
  g_autoptr (WsSamplerModel) model = make (700, 1e-3, 64);
  g_autoptr (GError) error = NULL;
  const WsDrawing   drawing = { .seed = 6, .n = N };
  g_autofree float *out = g_new (float, N *DIM);
  double            losses[4], mean[2] = { 0 }, radius = 0, along = 0;
  guint             quarters[4] = { 0 };

  g_assert_true (ws_sampler_model_learn (model, 700, losses, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (losses[0] > 0 && losses[0] < 2.5); /* 2: it cannot tell */
  g_assert_cmpfloat (losses[3], >, 0.5);
  g_assert_true (ws_sampler_model_draw (model, &drawing, out, NULL, NULL, &error));
  for (guint i = 0; i < N; i++)
    {
      const float *z = out + i * DIM;

      quarters[(z[0] > 0) + 2 * (z[1] > 0)]++;
      mean[0] += (double)z[0] / N;
      mean[1] += (double)z[1] / N;
      radius += hypot ((double)z[0], (double)z[1]) / N;
      along += fabs ((double)z[2] - 10 - (double)z[0]) / N;
      ws_assert_close ((double)z[4], -2, 0.01);
    }
  ws_assert_close (mean[0], 0, 0.6);
  ws_assert_close (mean[1], 0, 0.6);
  ws_assert_close (radius, 3, 0.3);  /* normal: 2.66 and 1.39 wide */
  g_assert_cmpfloat (along, <, 0.4); /* deviation of dimension 0: 2.1 */
  for (guint k = 0; k < 4; k++)
    g_assert_cmpuint (quarters[k], >, N / 8);
}

/* All draws alike are not taken for many networks, nor noise for networks. */
static void
test_collapse (void)
{
  g_autoptr (WsSamplerModel) model = make (1, 0, 64);
  g_autoptr (GError) error = NULL;
  double losses[4];

  g_assert_true (ws_sampler_model_learn (model, 1, losses, NULL, &error));
  g_assert_cmpfloat (losses[3], <, 0.02); /* made rows are within 0.01 of zero: none of the ring */
  g_assert_cmpfloat (losses[2], <, 0.02);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fill_rows ();
  g_test_add_func ("/sample/gan/gradient", test_gradient);
  g_test_add_func ("/sample/gan/norms", test_norms);
  g_test_add_func ("/sample/gan/learned", test_learned);
  g_test_add_func ("/sample/gan/collapse", test_collapse);
  return g_test_run ();
}
