/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/contrast.h"

#include "core/pool.h"

#include <math.h>
#include <string.h>

/* Below this a view has no direction: it counts as orthogonal to all, and gets no gradient. */
#define LEAST_NORM 1e-12

typedef struct
{
  double  temperature;
  guint   rows, dim;
  double *u;      /* (rows, dim): directions */
  double *norm;   /* (rows) */
  double *g;      /* (rows, rows): ∂loss/∂s of NT-Xent's logits s = u·uᵀ/T */
  double *losses; /* (rows) */
  float  *dp;
} Contrast;

static guint
partner_of (const Contrast *self, guint row)
{
  return row < self->rows / 2 ? row + self->rows / 2 : row - self->rows / 2;
}

static double
dot (const double *a, const double *b, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

static void
take_directions (Contrast *self, const float *p)
{
  for (guint a = 0; a < self->rows; a++)
    {
      const float *from = p + (gsize)a * self->dim; /* p[a, :] */
      double      *u = self->u + (gsize)a * self->dim;
      double       square = 0;

      for (guint j = 0; j < self->dim; j++)
        square += (double)from[j] * (double)from[j];
      self->norm[a] = sqrt (square);
      for (guint j = 0; j < self->dim; j++)
        u[j] = self->norm[a] < LEAST_NORM ? 0 : (double)from[j] / self->norm[a];
    }
}

/* ∂loss/∂p of one view from that of its direction: only what turns it counts. */
static void
put_gradient (const Contrast *self, guint row, const double *du)
{
  const double *u = self->u + (gsize)row * self->dim; /* u[row, :] */
  float        *dp = self->dp + (gsize)row * self->dim;
  double        along = dot (u, du, self->dim);

  for (guint j = 0; j < self->dim; j++)
    dp[j] = self->norm[row] < LEAST_NORM ? 0 : (float)((du[j] - u[j] * along) / self->norm[row]);
}

/* -- NT-Xent -- */

/* Logits of view @index against all others, their cross-entropy, and its gradient. */
static void
ntxent_row (guint index, gpointer data)
{
  const Contrast *self = data;
  const double   *u = self->u + (gsize)index * self->dim;
  double         *g = self->g + (gsize)index * self->rows; /* g[index, :] */
  guint           partner = partner_of (self, index);
  double          largest = -G_MAXDOUBLE, sum = 0, own;

  for (guint b = 0; b < self->rows; b++)
    {
      g[b] = dot (u, self->u + (gsize)b * self->dim, self->dim) / self->temperature;
      if (b != index && g[b] > largest)
        largest = g[b];
    }
  own = g[partner];
  for (guint b = 0; b < self->rows; b++)
    {
      g[b] = b == index ? 0 : exp (g[b] - largest);
      sum += g[b];
    }
  /* cppcheck-suppress invalidFunctionArg; the largest one's own term is 1 */
  self->losses[index] = largest + log (sum) - own;
  for (guint b = 0; b < self->rows; b++)
    g[b] /= sum * self->rows;
  g[partner] -= 1.0 / self->rows;
}

/* du_a = Σ_b (g_ab + g_ba) u_b / T */
static void
ntxent_gradient_row (guint index, gpointer data)
{
  const Contrast    *self = data;
  g_autofree double *du = g_new0 (double, self->dim);

  for (guint b = 0; b < self->rows; b++)
    {
      const double *u = self->u + (gsize)b * self->dim; /* u[b, :] */
      double        factor =
          (self->g[(gsize)index * self->rows + b] + self->g[(gsize)b * self->rows + index]) /
          self->temperature;

      for (guint j = 0; j < self->dim; j++)
        du[j] += factor * u[j];
    }
  put_gradient (self, index, du);
}

static double
ntxent (Contrast *self)
{
  double sum = 0;

  self->g = g_new (double, (gsize)self->rows * self->rows);
  ws_pool_run (self->rows, ntxent_row, self);
  if (self->dp != NULL)
    ws_pool_run (self->rows, ntxent_gradient_row, self);
  for (guint a = 0; a < self->rows; a++)
    sum += self->losses[a];
  g_clear_pointer (&self->g, g_free);
  return sum / self->rows;
}

/* -- losses of the partners' cosine alone -- */

/* Mean over views of f(cos) for f = (cos/T)²/2B or 1 − cos; every pair is two equal views. */
static double
pairwise (Contrast *self, WsContrast kind)
{
  guint              n_pairs = self->rows / 2;
  double             sum = 0;
  g_autofree double *du = g_new (double, self->dim);

  for (guint a = 0; a < self->rows; a++)
    {
      const double *u = self->u + (gsize)a * self->dim;
      const double *other = self->u + (gsize)partner_of (self, a) * self->dim;
      double        cosine = dot (u, other, self->dim), slope;

      if (kind == WS_CONTRAST_POSITIVE)
        {
          double scaled = cosine / self->temperature;

          sum += scaled * scaled / self->rows;
          slope = 2 * scaled / self->temperature / self->rows / n_pairs;
        }
      else
        {
          sum += 1 - cosine;
          slope = -1.0 / n_pairs;
        }
      if (self->dp == NULL)
        continue;
      for (guint j = 0; j < self->dim; j++)
        du[j] = slope * other[j];
      put_gradient (self, a, du);
    }
  return sum / self->rows;
}

double
ws_contrast_loss (
    WsContrast kind, float temperature, const float *p, guint rows, guint dim, float *dp)
{
  g_autofree double *u = g_new (double, (gsize)rows *dim);
  g_autofree double *norm = g_new (double, rows), *losses = g_new (double, rows);
  Contrast           self = {
              .temperature = (double)temperature,
              .rows = rows,
              .dim = dim,
              .u = u,
              .norm = norm,
              .losses = losses,
              .dp = dp,
  };

  g_return_val_if_fail (rows >= 2 && rows % 2 == 0 && dim > 0, 0);

  take_directions (&self, p);
  return kind == WS_CONTRAST_NTXENT ? ntxent (&self) : pairwise (&self, kind);
}
