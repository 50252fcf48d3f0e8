/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/frame.h"

#include "core/error.h"
#include "core/numeric.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define FLOOR 1e-4 /* of scales: METHOD.md 5.3 */
#define SHARE 0.999

static WsFrame *
frame_new (guint dim, guint n)
{
  WsFrame *self = g_new0 (WsFrame, 1);

  self->dim = dim;
  self->n = n;
  self->mean = g_new0 (float, n);
  self->scale = g_new0 (float, n);
  return self;
}

void
ws_frame_free (WsFrame *self)
{
  if (self == NULL)
    return;
  g_free (self->mean);
  g_free (self->scale);
  g_free (self->slope);
  ws_pca_free (self->pca);
  g_free (self);
}

static gboolean
are_tanh (const WsSampleRows *rows)
{
  for (gsize i = 0; i < (gsize)rows->n * rows->dim; i++)
    if (!(fabsf (rows->x[i]) <= 1))
      return FALSE;
  return TRUE;
}

WsFrame *
ws_frame_new_standard (const WsSampleRows *rows)
{
  WsFrame          *self = frame_new (rows->dim, rows->dim);
  g_autofree float *column = g_new (float, rows->n);

  for (guint j = 0; j < rows->dim; j++)
    {
      for (guint i = 0; i < rows->n; i++)
        column[i] = rows->x[(gsize)i * rows->dim + j];
      self->mean[j] = (float)ws_mean (column, rows->n);
      self->scale[j] = (float)MAX (FLOOR, ws_std (column, rows->n));
    }
  self->is_tanh = are_tanh (rows);
  return self;
}

/* What the last components hold is hardly more than rounding, which division by their deviations
 * would blow up. */
static guint
count_components (const WsPca *pca)
{
  double sum = 0;
  guint  n = 0;

  while (n < pca->k && (n == 0 || (sum < SHARE * pca->total_variance && pca->variance[n] > 0)))
    sum += pca->variance[n++];
  return n;
}

/* x −= or += slope·(rank − middle) */
static void
move_by_rank (const WsFrame *self, const float *rank, guint n_rows, float sign, float *x)
{
  for (guint i = 0; i < n_rows && self->slope != NULL; i++, x += self->dim)
    {
      float step = sign * (float)((double)rank[i] - self->middle);

      for (guint j = 0; j < self->dim; j++)
        x[j] += step * self->slope[j];
    }
}

static void
fit_slope (WsFrame *self, const WsSampleRows *rows)
{
  g_autofree double *product = g_new0 (double, rows->dim);
  double             square = 0;

  self->middle = ws_mean (rows->rank, rows->n);
  self->slope = g_new0 (float, rows->dim);
  for (guint i = 0; i < rows->n; i++)
    {
      double       beside = (double)rows->rank[i] - self->middle;
      const float *row = rows->x + (gsize)i * rows->dim;

      square += beside * beside;
      for (guint j = 0; j < rows->dim; j++)
        product[j] += beside * (double)row[j];
    }
  for (guint j = 0; j < rows->dim && square > 0; j++)
    self->slope[j] = (float)(product[j] / square);
}

WsFrame *
ws_frame_new_components (const WsSampleRows *rows,
                         guint               n_max,
                         const WsStage      *stage,
                         GError            **error)
{
  guint             most = MIN (n_max, MIN (rows->n - 1, rows->dim));
  g_autofree float *rest = g_memdup2 (rows->x, (gsize)rows->n * rows->dim * sizeof *rest);
  g_autoptr (WsFrame) self = NULL;

  if (rows->n < 2)
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE,
                           _ ("methods that learn need two rows at least, not 1"));
      return NULL;
    }
  self = frame_new (rows->dim, most);
  self->is_tanh = are_tanh (rows);
  if (rows->rank != NULL)
    fit_slope (self, rows);
  move_by_rank (self, rows->rank, rows->n, -1, rest);
  self->pca = ws_pca_new (rest, rows->n, rows->dim, most, stage, error);
  if (self->pca == NULL)
    return NULL;
  self->n = self->pca->k = count_components (self->pca);
  for (guint c = 0; c < self->n; c++)
    self->scale[c] = (float)MAX (FLOOR, sqrt (self->pca->variance[c]));
  return g_steal_pointer (&self);
}

void
ws_frame_enter (const WsFrame *self, const float *x, const float *rank, guint n_rows, float *y)
{
  g_autofree float *rest = g_memdup2 (x, (gsize)n_rows * self->dim * sizeof *rest);

  move_by_rank (self, rank, n_rows, -1, rest);
  if (self->pca != NULL)
    ws_pca_transform (self->pca, rest, n_rows, y);
  else
    memcpy (y, rest, (gsize)n_rows * self->n * sizeof *y);
  for (guint i = 0; i < n_rows; i++, y += self->n)
    for (guint j = 0; j < self->n; j++)
      y[j] = (y[j] - self->mean[j]) / self->scale[j];
}

void
ws_frame_leave (const WsFrame *self, const float *y, const float *rank, guint n_rows, float *x)
{
  g_autofree float *scaled = g_new (float, (gsize)n_rows * self->n);

  for (gsize i = 0; i < (gsize)n_rows * self->n; i++)
    scaled[i] = self->mean[i % self->n] + self->scale[i % self->n] * y[i];
  if (self->pca != NULL)
    ws_pca_inverse (self->pca, scaled, n_rows, x);
  else
    memcpy (x, scaled, (gsize)n_rows * self->n * sizeof *x);
  move_by_rank (self, rank, n_rows, 1, x);
  for (gsize i = 0; self->is_tanh && i < (gsize)n_rows * self->dim; i++)
    x[i] = CLAMP (x[i], -1, 1);
}
