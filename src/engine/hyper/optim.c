/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/optim.h"

#include "core/pool.h"

#include <math.h>

/* Values in one piece of work: a quarter of a MiB a vector, little next to what a piece costs. */
#define PIECE ((gsize)65536)

#define BETA1 0.9
#define BETA2 0.999

static guint
count_pieces (gsize n)
{
  return (guint)((n + PIECE - 1) / PIECE);
}

/* -- Adam -- */

WsAdamRates
ws_adam_rates (float lr, float weight_decay, float decay, float grad_scale, guint64 step)
{
  return ws_adam_rates_with (BETA1, lr, weight_decay, decay, grad_scale, step);
}

WsAdamRates
ws_adam_rates_with (
    double beta1, float lr, float weight_decay, float decay, float grad_scale, guint64 step)
{
  return (WsAdamRates){
    .weight_decay = weight_decay,
    .grad_scale = grad_scale,
    .decay = (float)(1 - (double)lr * (double)decay),
    .step_size = (float)((double)lr / (1 - pow (beta1, (double)step))),
    .root = (float)(1 / sqrt (1 - pow (BETA2, (double)step))),
    .beta1 = (float)beta1,
    .fresh = (float)(1 - beta1),
  };
}

typedef struct
{
  gsize        n;
  float       *w, *m, *v;
  const float *g;
  WsAdamRates  rates;
} AdamWork;

static void
adam_piece (guint index, gpointer data)
{
  const AdamWork *work = data;
  gsize           i = index * PIECE;

  ws_hyper_kernels ()->adam (&work->rates, MIN (PIECE, work->n - i), work->w + i, work->m + i,
                             work->v + i, work->g + i);
}

void
ws_adam_run (const WsAdamRates *rates, gsize n, float *w, float *m, float *v, const float *g)
{
  AdamWork work = { n, w, m, v, g, *rates };

  ws_pool_run (count_pieces (n), adam_piece, &work);
}

void
ws_adam_step (gsize        n,
              float       *w,
              float       *m,
              float       *v,
              const float *g,
              float        lr,
              float        weight_decay,
              float        decay,
              float        grad_scale,
              guint64      step)
{
  WsAdamRates rates;

  g_return_if_fail (step > 0);

  rates = ws_adam_rates (lr, weight_decay, decay, grad_scale, step);
  ws_adam_run (&rates, n, w, m, v, g);
}

void
ws_adam_step_range (gsize        start,
                    gsize        n,
                    float       *w,
                    float       *m,
                    float       *v,
                    const float *g,
                    float        lr,
                    float        weight_decay,
                    float        decay,
                    float        grad_scale,
                    guint64      step)
{
  ws_adam_step (n, w + start, m + start, v + start, g + start, lr, weight_decay, decay, grad_scale,
                step);
}

/* -- norm -- */

typedef struct
{
  gsize        n;
  const float *g;
  double      *sums; /* one a piece */
} NormWork;

static void
norm_piece (guint index, gpointer data)
{
  const NormWork *work = data;
  gsize           start = index * PIECE, n = MIN (PIECE, work->n - start), i = 0;
  const float    *g = work->g + start;
  double          sum[8] = { 0 };

  for (; i + 8 <= n; i += 8)
    for (guint k = 0; k < 8; k++)
      sum[k] += (double)g[i + k] * (double)g[i + k];
  for (; i < n; i++)
    sum[0] += (double)g[i] * (double)g[i];
  work->sums[index] =
      ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
}

static double
tree_sum (const double *x, guint n)
{
  if (n <= 1)
    return n == 0 ? 0 : x[0];
  return tree_sum (x, n / 2) + tree_sum (x + n / 2, n - n / 2);
}

double
ws_gradient_norm (const float *g, gsize n)
{
  g_autofree double *sums = g_new (double, count_pieces (n) + 1);
  NormWork           work = { .n = n, .g = g, .sums = sums };

  ws_pool_run (count_pieces (n), norm_piece, &work);
  return sqrt (tree_sum (sums, count_pieces (n)));
}

/* -- learning rate -- */

#define RISE 0.3       /* share of the steps with a rising rate */
#define FIRST_DIV 25.0 /* largest rate over the first */
#define LAST_DIV 1e4   /* first rate over the last */

static double
cosine_between (double from, double to, double share)
{
  return to + (from - to) / 2 * (1 + cos (G_PI * share));
}

static double
one_cycle (double lr, guint64 step, guint64 total_steps)
{
  double at = (double)MIN (step, total_steps - 1);
  double top = RISE * (double)total_steps - 1, last = (double)(total_steps - 1);

  if (at <= top)
    return cosine_between (lr / FIRST_DIV, lr, top > 0 ? at / top : 1);
  return cosine_between (lr, lr / FIRST_DIV / LAST_DIV, (at - top) / (last - top));
}

/* Share of the rate at which the first steps go: it rises by equal parts, from one part on. */
static double
warm_up (double n_warm, guint64 step)
{
  return n_warm > 0 ? MIN (1.0, ((double)step + 1) / n_warm) : 1;
}

static double
cosine (double lr, double n_warm, guint64 step, guint64 total_steps)
{
  double past = (double)MIN (step, total_steps) - n_warm;

  return past > 0 ? cosine_between (lr, 0, past / ((double)total_steps - n_warm)) : lr;
}

float
ws_schedule_lr (const WsHyperConfig *config,
                guint64              step,
                guint64              total_steps,
                float                plateau_factor)
{
  double lr = (double)config->lr, n_warm = round ((double)config->warmup * (double)total_steps);

  g_return_val_if_fail (total_steps > 0, 0);

  switch (config->schedule)
    {
    case WS_SCHEDULE_ONE_CYCLE:
      return (float)one_cycle (lr, step, total_steps);
    case WS_SCHEDULE_PLATEAU:
      return (float)(lr * warm_up (n_warm, step)) * plateau_factor;
    case WS_SCHEDULE_COSINE:
      return (float)(cosine (lr, n_warm, step, total_steps) * warm_up (n_warm, step));
    case WS_SCHEDULE_CONSTANT:
    default:
      return (float)(lr * warm_up (n_warm, step));
    }
}

#define PLATEAU_THRESHOLD 1e-4
#define PLATEAU_PATIENCE 10
#define PLATEAU_FACTOR 0.3f

void
ws_plateau_init (WsPlateau *self)
{
  *self = (WsPlateau){ .best = INFINITY, .bad = 0, .factor = 1 };
}

void
ws_plateau_update (WsPlateau *self, float loss)
{
  if ((double)loss < (double)self->best * (1 - PLATEAU_THRESHOLD))
    {
      self->best = loss;
      self->bad = 0;
    }
  else if (++self->bad > PLATEAU_PATIENCE)
    {
      self->factor *= PLATEAU_FACTOR;
      self->bad = 0;
    }
}
