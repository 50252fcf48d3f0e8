/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/lwln.h"

#include "core/pool.h"

#include <math.h>

/* Adds @n values that lie @stride apart by halves: a fixed tree. */
static double
tree_sum (const double *x, guint n, guint stride)
{
  if (n == 0)
    return 0;
  if (n == 1)
    return x[0];
  return tree_sum (x, n / 2, stride) + tree_sum (x + (gsize)(n / 2) * stride, n - n / 2, stride);
}

/* -- σ of each layer -- */

typedef struct
{
  const WsArch *arch;
  const float  *w;
  const double *mean; /* NULL in the first pass */
  double       *sums; /* (n, n_layers) */
} SigmaWork;

/* One state: sums of its layers' values, or of their squared distances from the mean. */
static void
sum_state (guint index, gpointer data)
{
  const SigmaWork *work = data;
  const WsArch    *arch = work->arch;
  const float     *w = work->w + index * arch->n_params; /* w[index, :] */

  for (guint l = 0; l < arch->n_layers; l++)
    {
      const WsLayer *layer = &arch->layers[l];
      const float   *x = w + layer->w_start;
      double         mean = work->mean != NULL ? work->mean[l] : 0, sum = 0;

      for (gsize i = 0; i < layer->length; i++)
        {
          double distance = (double)x[i] - mean;

          sum += work->mean != NULL ? distance * distance : distance;
        }
      work->sums[(gsize)index * arch->n_layers + l] = sum;
    }
}

void
ws_lwln_sigma (const WsArch *arch, const float *w, guint n, float *sigma)
{
  g_autofree double *sums = g_new (double, (gsize)MAX (n, 1) * arch->n_layers);
  g_autofree double *mean = g_new (double, arch->n_layers);
  SigmaWork          work = { .arch = arch, .w = w, .sums = sums };

  g_return_if_fail (n > 0);

  ws_pool_run (n, sum_state, &work);
  for (guint l = 0; l < arch->n_layers; l++)
    mean[l] = tree_sum (sums + l, n, arch->n_layers) / ((double)n * (double)arch->layers[l].length);
  work.mean = mean;
  ws_pool_run (n, sum_state, &work);
  for (guint l = 0; l < arch->n_layers; l++)
    {
      double count = (double)n * (double)arch->layers[l].length;
      double variance = tree_sum (sums + l, n, arch->n_layers) / (count - 1);

      sigma[l] = MAX ((float)sqrt (variance), WS_LWLN_FLOOR);
    }
}

/* -- the loss -- */

typedef struct
{
  const WsArch *arch;
  const float  *sigma;
  const float  *w_hat, *target;
  float        *dw_hat;
  double        scale;
  const double *count; /* values whose mean a layer is a part of */
  double       *sums;  /* (rows, n_layers) */
} LossWork;

/* Squares of differences in four sums, so that they need not wait for one another. */
static double
layer_error (const float *a, const float *b, gsize n)
{
  double sum[4] = { 0 };
  gsize  i = 0;

  for (; i + 4 <= n; i += 4)
    for (guint k = 0; k < 4; k++)
      {
        double difference = (double)a[i + k] - (double)b[i + k];

        sum[k] += difference * difference;
      }
  for (; i < n; i++)
    {
      double difference = (double)a[i] - (double)b[i];

      sum[0] += difference * difference;
    }
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void
row_loss (guint index, gpointer data)
{
  const LossWork *work = data;
  const WsArch   *arch = work->arch;

  for (guint l = 0; l < arch->n_layers; l++)
    {
      const WsLayer *layer = &arch->layers[l];
      gsize          start = index * arch->n_params + layer->w_start; /* [index, layer l] */
      const float   *w_hat = work->w_hat + start, *target = work->target + start;
      double         sigma = (double)work->sigma[l], weight = 1 / (sigma * sigma);

      work->sums[(gsize)index * arch->n_layers + l] =
          layer_error (w_hat, target, layer->length) * weight;
      if (work->dw_hat != NULL)
        {
          float factor = (float)(work->scale * 2 / work->count[l] * weight);

          for (gsize i = 0; i < layer->length; i++)
            work->dw_hat[start + i] = factor * (w_hat[i] - target[i]);
        }
    }
}

double
ws_lwln_loss (const WsArch *arch,
              WsReduction   reduction,
              const float  *sigma,
              const float  *w_hat,
              const float  *target,
              guint         rows,
              float         scale,
              float        *dw_hat,
              double       *layers)
{
  double             total = 0;
  g_autofree double *sums = g_new (double, (gsize)MAX (rows, 1) * arch->n_layers);
  g_autofree double *count = g_new (double, arch->n_layers);
  LossWork           work = {
              .arch = arch,
              .sigma = sigma,
              .w_hat = w_hat,
              .target = target,
              .dw_hat = dw_hat,
              .scale = (double)scale,
              .count = count,
              .sums = sums,
  };

  g_return_val_if_fail (rows > 0, 0);

  for (guint l = 0; l < arch->n_layers; l++)
    count[l] = (double)rows * (double)(reduction == WS_REDUCTION_LAYER_MEAN ? arch->layers[l].length
                                                                            : arch->n_params);
  ws_pool_run (rows, row_loss, &work);
  for (guint l = 0; l < arch->n_layers; l++)
    {
      double sum = tree_sum (sums + l, rows, arch->n_layers);

      total += sum / count[l];
      if (layers != NULL)
        layers[l] = sum / ((double)rows * (double)arch->layers[l].length);
    }
  return total;
}
