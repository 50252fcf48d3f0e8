/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/bandwidth.h"

#include "core/error.h"
#include "core/numeric.h"
#include "core/pool.h"
#include "sample/mlp-lanes.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_ROWS 512
#define LOT 64 /* dimensions between two looks at the job */

/* -- scores -- */

/* Squares of distances from row @i to the rows outside of its fold, and their number. */
static guint
find_squares (const float *x, guint n, guint d, const guint32 *fold, guint i, float *squares)
{
  const float *own = x + (gsize)i * d;
  guint        n_others = 0;

  for (guint k = 0; k < n; k++)
    {
      const float *other = x + (gsize)k * d;
      double       sum = 0;

      if (fold[k] == fold[i])
        continue;
      for (guint j = 0; j < d; j++)
        sum += ((double)own[j] - (double)other[j]) * ((double)own[j] - (double)other[j]);
      squares[n_others++] = (float)sum;
    }
  return n_others;
}

void
ws_bandwidth_score (const float   *x,
                    guint          n,
                    guint          d,
                    const guint32 *fold,
                    const double  *h,
                    guint          n_h,
                    double        *score)
{
  g_autofree float *squares = g_new (float, n);

  memset (score, 0, n_h * sizeof *score);
  for (guint i = 0; i < n; i++)
    {
      guint n_others = find_squares (x, n, d, fold, i, squares);
      float least = squares[0];

      for (guint k = 1; k < n_others; k++)
        least = MIN (least, squares[k]);
      for (guint b = 0; b < n_h; b++)
        {
          double factor = -0.5 / (h[b] * h[b]);
          double sum = ws_mlp_sum_of_exp (n_others, squares, least, (float)factor);

          score[b] += log (sum / n_others) + factor * (double)least - d * log (h[b]) -
                      d * 0.5 * log (2 * G_PI);
        }
    }
}

void
ws_bandwidth_list (double scale, double *h)
{
  for (guint b = 0; b < WS_BANDWIDTH_TRIES; b++)
    h[b] = scale * pow (10, -2 + 0.2 * b);
}

/* -- rows and folds -- */

/* What is scored: rows in the order of their folds. */
typedef struct
{
  guint        n, dim;
  guint32     *row, *fold; /* n */
  const float *x;
  float       *h; /* dim */
  guint        first;
} Choice;

static void
choice_clear (Choice *self)
{
  g_free (self->row);
  g_free (self->fold);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Choice, choice_clear)

/* Networks are numbered as they come; number modulo folds is the fold. */
static guint
deal_folds (const WsSampleRows *rows, guint32 *fold)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  guint n_networks;

  for (guint i = 0; i < rows->n; i++)
    {
      gpointer network = GUINT_TO_POINTER (rows->network != NULL ? rows->network[i] : i), found;

      if (!g_hash_table_lookup_extended (places, network, NULL, &found))
        {
          found = GUINT_TO_POINTER (g_hash_table_size (places));
          g_hash_table_insert (places, network, found);
        }
      fold[i] = GPOINTER_TO_UINT (found);
    }
  n_networks = g_hash_table_size (places);
  for (guint i = 0; i < rows->n; i++)
    fold[i] %= WS_BANDWIDTH_FOLDS;
  return n_networks;
}

/* %FALSE where there are no two folds. */
static gboolean
choice_init (Choice *self, const WsSampleRows *rows, float *h)
{
  g_autofree guint32 *fold = g_new (guint32, rows->n);
  guint               n = MIN (rows->n, MAX_ROWS), place = 0;

  *self = (Choice){ .n = n, .dim = rows->dim, .x = rows->x, .h = h };
  if (deal_folds (rows, fold) < 2)
    return FALSE;
  self->row = g_new (guint32, n);
  self->fold = g_new (guint32, n);
  for (guint f = 0; f < WS_BANDWIDTH_FOLDS; f++)
    for (guint k = 0; k < n; k++)
      {
        guint32 i = (guint32)((guint64)k * rows->n / n); /* evenly among all */

        if (fold[i] != f)
          continue;
        self->row[place] = i;
        self->fold[place++] = f;
      }
  return self->fold[0] != self->fold[n - 1];
}

static float
take_best (const float *x, guint d, double scale, const Choice *choice)
{
  double h[WS_BANDWIDTH_TRIES], score[WS_BANDWIDTH_TRIES];
  guint  best = 0;

  if (!(scale > 0))
    return 0; /* all alike, and so are draws */
  ws_bandwidth_list (scale, h);
  ws_bandwidth_score (x, choice->n, d, choice->fold, h, WS_BANDWIDTH_TRIES, score);
  for (guint b = 1; b < WS_BANDWIDTH_TRIES; b++)
    if (score[b] > score[best])
      best = b;
  return (float)h[best];
}

static void
choose_one (guint index, gpointer data)
{
  const Choice     *self = data;
  guint             j = self->first + index;
  g_autofree float *column = g_new (float, self->n);

  for (guint i = 0; i < self->n; i++)
    column[i] = self->x[(gsize)self->row[i] * self->dim + j];
  self->h[j] = take_best (column, 1, ws_std (column, self->n), self);
}

static void
choose_joint (const Choice *self)
{
  guint             dim = self->dim;
  g_autofree float *x = g_new (float, (gsize)self->n *dim), *column = g_new (float, self->n);
  double            variance = 0;

  for (guint i = 0; i < self->n; i++)
    memcpy (x + (gsize)i * dim, self->x + (gsize)self->row[i] * dim, dim * sizeof *x);
  for (guint j = 0; j < dim; j++)
    {
      for (guint i = 0; i < self->n; i++)
        column[i] = x[(gsize)i * dim + j];
      variance += pow (ws_std (column, self->n), 2) / dim;
    }
  self->h[0] = take_best (x, dim, sqrt (variance), self);
}

gboolean
ws_bandwidth_choose (
    const WsSampleRows *rows, gboolean is_joint, float *h, const WsStage *stage, GError **error)
{
  g_auto (Choice) choice = { 0 };

  if (!choice_init (&choice, rows, h))
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE,
                           _ ("cross-validation of a bandwidth needs rows of two networks or "
                              "more"));
      return FALSE;
    }
  if (is_joint)
    {
      choose_joint (&choice);
      return ws_stage_report (stage, 1, error);
    }
  for (; choice.first < rows->dim; choice.first += LOT)
    {
      guint n = MIN (LOT, rows->dim - choice.first);

      ws_pool_run (n, choose_one, &choice);
      if (!ws_stage_report (stage, (choice.first + n) / (double)rows->dim, error))
        return FALSE;
    }
  return TRUE;
}
