/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include "core/error.h"
#include "core/numeric.h"
#include "latent/pca.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Networks moved along the direction in which a ridge probe sees the rank of their accuracy rise.
 */

#define N_PENALTIES 13
#define HELD 5 /* every fifth network chooses the penalty */

/* rank ≈ middle + slope·(x − mean), and the way to go: along the slope itself, or along how
 * networks change with what the probe says (their covariance times the slope: Haufe et al. 2014).
 * The slope is the shortest way, and leads away from networks. */
typedef struct
{
  guint    dim;
  gboolean is_pattern;
  float   *mean, *slope, *way;
  double   middle, gain; /* slope·way */
} Probe;

typedef struct
{
  WsSampleRows rows;
  Probe        probe;
  double       beyond;
} Direction;

enum
{
  BEYOND,
  PATTERN
};

static const WsSamplerSetting settings[] = {
  [BEYOND] = { "beyond", N_ ("Ranks beyond those asked for"), WS_SETTING_NUMBER, 0, -10, 10 },
  [PATTERN] = { "pattern", N_ ("As networks change, not straight"), WS_SETTING_SWITCH, 1, 0, 1 },
  { 0 },
};

/* -- the probe -- */

static double
predict (const Probe *self, const float *x)
{
  double sum = self->middle;

  for (guint j = 0; j < self->dim; j++)
    sum += (double)self->slope[j] * ((double)x[j] - (double)self->mean[j]);
  return sum;
}

/* Of principal components a penalty leaves each its own share: products with the ranks are divided
 * by the component's square and the penalty. */
static void
fit (Probe *self, const WsPca *pca, const double *product, guint n, double penalty)
{
  memset (self->slope, 0, self->dim * sizeof *self->slope);
  memset (self->way, 0, self->dim * sizeof *self->way);
  memcpy (self->mean, pca->mean, self->dim * sizeof *self->mean);
  self->gain = 0;
  for (guint c = 0; c < pca->k; c++)
    {
      double square = pca->variance[c] * (n - 1), share, part;

      if (!(square > 0))
        break;
      share = product[c] / (square + penalty);
      part = self->is_pattern ? pca->variance[c] * share : share;
      self->gain += share * part;
      for (guint j = 0; j < self->dim; j++)
        {
          self->slope[j] += (float)share * pca->components[(gsize)c * self->dim + j];
          self->way[j] += (float)part * pca->components[(gsize)c * self->dim + j];
        }
    }
}

/* Components of rows and their products with the ranks: (transfer full), %NULL with @error. */
static WsPca *
describe (const WsSampleRows *rows,
          double             *middle,
          double            **product,
          const WsStage      *stage,
          GError            **error)
{
  guint             k = MIN (rows->n - 1, rows->dim);
  WsPca            *pca = ws_pca_new (rows->x, rows->n, rows->dim, k, stage, error);
  g_autofree float *y = g_new (float, (gsize)rows->n *k);

  if (pca == NULL)
    return NULL;
  *middle = ws_mean (rows->rank, rows->n);
  *product = g_new0 (double, k);
  ws_pca_transform (pca, rows->x, rows->n, y);
  for (guint i = 0; i < rows->n; i++)
    for (guint c = 0; c < k; c++)
      (*product)[c] += ((double)rows->rank[i] - *middle) * (double)y[(gsize)i * k + c];
  return pca;
}

static double
get_penalty (const WsPca *pca, guint n, guint number)
{
  return pca->variance[0] * (n - 1) * pow (10, 1 - 0.5 * number);
}

/* Rows of networks that are held out, or of the others. */
static WsSampleRows
take (const WsSampleRows *rows, gboolean is_held)
{
  float       *x = g_new (float, (gsize)rows->n * rows->dim), *rank = g_new (float, rows->n);
  WsSampleRows part = { .x = x, .rank = rank, .dim = rows->dim };

  for (guint i = 0; i < rows->n; i++)
    {
      guint network = rows->network != NULL ? rows->network[i] : i;

      if ((network % HELD == HELD - 1) != is_held)
        continue;
      memcpy (x + (gsize)part.n * rows->dim, rows->x + (gsize)i * rows->dim, rows->dim * sizeof *x);
      rank[part.n++] = rows->rank[i];
    }
  return part;
}

static void
give_back (WsSampleRows *part)
{
  g_free ((float *)part->x);
  g_free ((float *)part->rank);
}

/* The number of the penalty that errs least on networks that it has not seen. */
static gboolean
choose_penalty (
    Probe *probe, const WsSampleRows *rows, guint *best, const WsStage *stage, GError **error)
{
  WsSampleRows known = take (rows, FALSE), held = take (rows, TRUE);
  g_autoptr (WsPca) pca = NULL;
  g_autofree double *product = NULL;
  double             least = (double)INFINITY;
  gboolean           goes_on = TRUE;

  *best = N_PENALTIES / 2;
  if (known.n > 1 && held.n > 0)
    {
      pca = describe (&known, &probe->middle, &product, stage, error);
      goes_on = pca != NULL;
    }
  for (guint p = 0; pca != NULL && p < N_PENALTIES; p++)
    {
      double sum = 0;

      fit (probe, pca, product, known.n, get_penalty (pca, known.n, p));
      for (guint i = 0; i < held.n; i++)
        sum += pow (predict (probe, held.x + (gsize)i * held.dim) - (double)held.rank[i], 2);
      if (sum < least)
        {
          least = sum;
          *best = p;
        }
    }
  give_back (&known);
  give_back (&held);
  return goes_on;
}

/* -- the method -- */

static void
destroy (gpointer data)
{
  Direction *self = data;

  g_free (self->probe.mean);
  g_free (self->probe.slope);
  g_free (self->probe.way);
  g_free (self);
}

static gboolean
learn (Direction *self, const WsStage *stage, GError **error)
{
  const WsSampleRows *rows = &self->rows;
  WsStage choosing = ws_stage_part (stage, 0, 0.5), fitting = ws_stage_part (stage, 0.5, 1);
  g_autoptr (WsPca) pca = NULL;
  g_autofree double *product = NULL;
  guint              number;

  if (rows->n > 1)
    {
      if (!choose_penalty (&self->probe, rows, &number, stage != NULL ? &choosing : NULL, error))
        return FALSE;
      pca = describe (rows, &self->probe.middle, &product, stage != NULL ? &fitting : NULL, error);
      if (pca == NULL)
        return FALSE;
      fit (&self->probe, pca, product, rows->n, get_penalty (pca, rows->n, number));
    }
  if (self->probe.gain > 0)
    return TRUE;
  g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE,
                       _ ("the direction method needs networks of different accuracy"));
  return FALSE;
}

static gpointer
create (const WsSampleRows   *rows,
        const double         *values,
        G_GNUC_UNUSED guint64 seed,
        const WsStage        *stage,
        GError              **error)
{
  Direction *self = g_new0 (Direction, 1);

  self->rows = *rows;
  self->beyond = values[BEYOND];
  self->probe.dim = rows->dim;
  self->probe.mean = g_new0 (float, rows->dim);
  self->probe.slope = g_new0 (float, rows->dim);
  self->probe.way = g_new0 (float, rows->dim);
  self->probe.is_pattern = values[PATTERN] > 0;
  if (learn (self, stage, error))
    return self;
  destroy (self);
  return NULL;
}

/* A row, moved so far that the probe sees the rank that is asked for in it. */
static gboolean
draw (gpointer         data,
      const WsDrawing *drawing,
      float           *out,
      guint32         *from,
      const WsStage   *stage,
      GError         **error)
{
  const Direction *self = data;
  const Probe     *probe = &self->probe;
  guint            dim = self->rows.dim;

  for (guint s = 0; s < drawing->n; s++)
    {
      WsStream     stream;
      const float *row;
      guint32      i;
      double       rank, step;

      ws_draw_open (&stream, drawing->seed, drawing->first + s);
      i = ws_stream_below (&stream, self->rows.n);
      rank = drawing->rank_low +
             (double)ws_stream_uniform (&stream) * (drawing->rank_high - drawing->rank_low);
      row = self->rows.x + (gsize)i * dim;
      step = (rank + self->beyond - predict (probe, row)) / probe->gain;
      for (guint j = 0; j < dim; j++)
        out[(gsize)s * dim + j] = (float)((double)row[j] + step * (double)probe->way[j]);
      if (from != NULL)
        from[s] = i;
      if (!ws_stage_report (stage, (s + 1.0) / drawing->n, error))
        return FALSE;
    }
  return TRUE;
}

const WsSampler ws_sampler_direction = {
  .name = "direction",
  .title = N_ ("Along accuracy"),
  .source =
      N_ ("ours: a training latent moved along a ridge probe's direction to the accuracy that "
          "is asked for, and beyond"),
  .space = WS_SPACE_LATENT,
  .is_conditional = TRUE,
  .settings = settings,
  .create = create,
  .destroy = destroy,
  .draw = draw,
};
