/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include "core/memory.h"
#include "core/pool.h"
#include "sample/gaussian.h"
#include "sample/mlp-lanes.h"

#include <cblas.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The normal distribution with all covariances: of few rows in many dimensions they are shrunk
 * toward equal variances (Ledoit and Wolf 2004), so that no direction is shut. */

typedef struct
{
  guint  n, dim;
  float *mean;
  float *beside;          /* n × dim: rows less their mean */
  float  of_rows, of_all; /* factors of what rows and what plain noise give */
} Gaussian;

static const WsSamplerSetting settings[] = {
  { "temperature", N_ ("Temperature"), WS_SETTING_NUMBER, 1, 0, 10 },
  { 0 },
};

/* -- shrinkage -- */

/* Σ (x_i·x_k)² over all pairs of rows, which is the same for columns: of the fewer. */
static double
sum_squared_products (const float *x, guint n, guint dim)
{
  gboolean           by_rows = n < dim;
  guint              side = by_rows ? n : dim;
  gsize              size = (gsize)n * dim;
  g_autofree double *wide = g_new (double, size), *products = g_new (double, (gsize)side *side);
  double             sum = 0;

  for (gsize i = 0; i < size; i++)
    wide[i] = (double)x[i];
  ws_pool_own_blas ();
  cblas_dsyrk (CblasRowMajor, CblasLower, by_rows ? CblasNoTrans : CblasTrans, (int)side,
               (int)(by_rows ? dim : n), 1, wide, (int)dim, 0, products, (int)side);
  for (guint i = 0; i < side; i++)
    for (guint k = 0; k <= i; k++)
      sum += (k < i ? 2 : 1) * products[(gsize)i * side + k] * products[(gsize)i * side + k];
  return sum;
}

void
ws_gaussian_shrink (const float *x, guint n, guint dim, double *share, double *variance)
{
  double trace = 0, fourth = 0, products = sum_squared_products (x, n, dim) / n / n;
  double beta, delta;

  for (guint i = 0; i < n; i++)
    {
      double square = 0;

      for (guint j = 0; j < dim; j++)
        square += (double)x[(gsize)i * dim + j] * (double)x[(gsize)i * dim + j];
      trace += square / n;
      fourth += square * square;
    }
  *variance = trace / dim;
  beta = (fourth / n - products) / n / dim;
  delta = (products - 2 * *variance * trace + dim * *variance * *variance) / dim;
  beta = MIN (beta, delta);
  *share = beta > 0 ? beta / delta : 0;
}

/* -- the method -- */

static void
destroy (gpointer data)
{
  Gaussian *self = data;

  g_free (self->mean);
  g_free (self->beside);
  g_free (self);
}

static gpointer
create (const WsSampleRows          *rows,
        const double                *values,
        G_GNUC_UNUSED guint64        seed,
        G_GNUC_UNUSED const WsStage *stage,
        G_GNUC_UNUSED GError       **error)
{
  Gaussian *self = g_new (Gaussian, 1);
  gsize     size = (gsize)rows->n * rows->dim;
  double    share, variance;

  *self = (Gaussian){ .n = rows->n,
                      .dim = rows->dim,
                      .mean = g_new (float, rows->dim),
                      .beside = g_memdup2 (rows->x, size * sizeof (float)) };
  for (guint j = 0; j < rows->dim; j++)
    {
      double mean = 0;

      for (guint i = 0; i < rows->n; i++)
        mean += (double)rows->x[(gsize)i * rows->dim + j] / rows->n;
      self->mean[j] = (float)mean;
      for (guint i = 0; i < rows->n; i++)
        self->beside[(gsize)i * rows->dim + j] -= self->mean[j];
    }
  ws_gaussian_shrink (self->beside, rows->n, rows->dim, &share, &variance);
  self->of_rows = (float)(values[0] * sqrt ((1 - share) / rows->n));
  self->of_all = (float)(values[0] * sqrt (share * variance));
  return self;
}

/* What pieces of a lot have in common. */
typedef struct
{
  const Gaussian  *self;
  const WsDrawing *drawing;
  float           *out;
  guint            first;
} Lot;

/* mean + √(1 − δ)·Xcᵀ·ε/√n + √(δ·μ)·ε′ */
static void
draw_one (guint index, gpointer data)
{
  const Lot      *lot = data;
  const Gaussian *self = lot->self;
  guint           s = lot->first + index;
  float          *place = lot->out + (gsize)s * self->dim;
  WsStream        stream;

  ws_draw_open (&stream, lot->drawing->seed, lot->drawing->first + s);
  for (guint j = 0; j < self->dim; j++)
    place[j] = self->mean[j] + self->of_all * ws_stream_normal (&stream);
  for (guint i = 0; i < self->n; i++)
    ws_mlp_add_times (self->dim, place, self->of_rows * ws_stream_normal (&stream),
                      self->beside + (gsize)i * self->dim);
}

#define LOT 32 /* draws between two looks at the job */

static gboolean
draw (gpointer         data,
      const WsDrawing *drawing,
      float           *out,
      guint32         *from,
      const WsStage   *stage,
      GError         **error)
{
  Lot lot = { data, drawing, out, 0 };

  for (; lot.first < drawing->n; lot.first += LOT)
    {
      guint n = MIN (LOT, drawing->n - lot.first);

      ws_pool_run (n, draw_one, &lot);
      for (guint s = lot.first; from != NULL && s < lot.first + n; s++)
        from[s] = G_MAXUINT32; /* from no one row */
      if (!ws_stage_report (stage, (lot.first + n) / (double)drawing->n, error))
        return FALSE;
    }
  return TRUE;
}

const WsSampler ws_sampler_gaussian_full = {
  .name = "gaussian-full",
  .title = N_ ("Gaussian with covariances"),
  .source = N_ ("baseline, ours: mean and covariances, shrunk after Ledoit and Wolf"),
  .space = WS_SPACE_LATENT,
  .settings = settings,
  .create = create,
  .destroy = destroy,
  .draw = draw,
};
