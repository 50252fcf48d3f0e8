/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/quality.h"

#include "core/error.h"
#include "core/numeric.h"
#include "core/pool.h"
#include "core/random.h"
#include "hyper/wide.h"

#include <cblas.h>
#include <math.h>

#define ALL_ROWS 5000
#define SAMPLE_ROWS 2000
#define PIECE 64    /* rows of one piece of work */
#define COLUMNS 512 /* of one product */
#define LOT 4       /* pieces between two looks at the job */

typedef struct
{
  const float   *x, *y;
  guint          n, q, n_components, k, m;
  const guint32 *row; /* m: the rows that are looked at */
  double        *norm2;
  guint          first;          /* piece of this lot */
  double        *penalty, *kept; /* m: ranks beyond k; neighbours that are so on the map too */
  const WsStage *stage;
} Measure;

static void
to_double (const float *x, gsize n, double *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = (double)x[i];
}

/* Squared distances of some rows to all: @distance2 has n columns. */
static void
find_distances (const Measure *m, const guint32 *row, guint n_rows, double *distance2)
{
  g_autofree double *a = g_new (double, (gsize)n_rows * m->q);
  g_autofree double *b = g_new (double, (gsize)COLUMNS * m->q);

  for (guint r = 0; r < n_rows; r++)
    to_double (m->x + (gsize)row[r] * m->q, m->q, a + (gsize)r * m->q);
  for (guint first = 0; first < m->n && !ws_stage_is_cancelled (m->stage); first += COLUMNS)
    {
      guint n_columns = MIN (COLUMNS, m->n - first);

      to_double (m->x + (gsize)first * m->q, (gsize)n_columns * m->q, b);
      cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int)n_rows, (int)n_columns, (int)m->q,
                   -2, a, (int)m->q, b, (int)m->q, 0, distance2 + first, (int)m->n);
    }
  for (guint r = 0; r < n_rows; r++)
    {
      double *d = distance2 + (gsize)r * m->n;

      for (guint j = 0; j < m->n; j++)
        d[j] += m->norm2[row[r]] + m->norm2[j];
      d[row[r]] = (double)INFINITY; /* a row is not its own neighbour */
    }
}

/* The @k nearest places of row @i's, in no order; @near: k pairs of scratch. */
static void
find_places (const Measure *m, guint i, guint32 *index, double *distance2)
{
  const float *own = m->y + (gsize)i * m->n_components;
  guint        n = 0;

  for (guint j = 0; j < m->n; j++)
    {
      const float *place = m->y + (gsize)j * m->n_components;
      double       d = 0;
      guint        at;

      for (guint c = 0; c < m->n_components; c++)
        d += ((double)place[c] - (double)own[c]) * ((double)place[c] - (double)own[c]);
      if (j == i || (n == m->k && d >= distance2[n - 1]))
        continue;
      n += n < m->k;
      for (at = n - 1; at > 0 && distance2[at - 1] > d; at--)
        {
          distance2[at] = distance2[at - 1];
          index[at] = index[at - 1];
        }
      distance2[at] = d;
      index[at] = j;
    }
}

/* Place of row @j among all by distance, from 1. */
WS_WIDE static guint
get_rank (const double *distance2, guint n, guint j)
{
  double own = distance2[j];
  guint  rank = 1;

  for (guint i = 0; i < j; i++)
    rank += distance2[i] <= own;
  for (guint i = j + 1; i < n; i++)
    rank += distance2[i] < own;
  return rank;
}

static void
measure_piece (guint piece, gpointer data)
{
  Measure            *m = data;
  guint               first = (m->first + piece) * PIECE, n_rows = MIN (PIECE, m->m - first);
  g_autofree double  *distance2 = g_new (double, (gsize)n_rows * m->n);
  g_autofree double  *near = g_new (double, m->k);
  g_autofree guint32 *index = g_new (guint32, m->k);

  find_distances (m, m->row + first, n_rows, distance2);
  for (guint r = 0; r < n_rows && !ws_stage_is_cancelled (m->stage); r++)
    {
      find_places (m, m->row[first + r], index, near);
      for (guint j = 0; j < m->k; j++)
        {
          guint rank = get_rank (distance2 + (gsize)r * m->n, m->n, index[j]);

          if (rank > m->k)
            m->penalty[first + r] += rank - m->k;
          else
            m->kept[first + r] += 1;
        }
    }
}

static gboolean
run (Measure *m, const WsStage *stage, GError **error)
{
  guint n_pieces = (m->m + PIECE - 1) / PIECE;

  ws_pool_own_blas ();
  for (guint i = 0; i < m->n; i++)
    for (guint j = 0; j < m->q; j++)
      m->norm2[i] += (double)m->x[(gsize)i * m->q + j] * (double)m->x[(gsize)i * m->q + j];
  for (m->first = 0; m->first < n_pieces; m->first += LOT)
    {
      ws_pool_run (MIN (LOT, n_pieces - m->first), measure_piece, m);
      if (!ws_stage_report (stage, MIN (1, (m->first + LOT) / (double)n_pieces), error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ws_quality_measure (const float   *x,
                    guint          n,
                    guint          q,
                    const float   *y,
                    guint          n_components,
                    guint          k,
                    const WsStage *stage,
                    WsQuality     *quality,
                    GError       **error)
{
  guint               m = n <= ALL_ROWS ? n : SAMPLE_ROWS;
  g_autofree guint32 *row = g_new (guint32, MAX (n, 1));
  g_autofree double *norm2 = g_new0 (double, MAX (n, 1)), *sums = g_new0 (double, 2 * (gsize)m + 1);
  Measure  measure = { x, y, n, q, n_components, k, m, row, norm2, 0, sums, sums + m, stage };
  double   penalty = 0, kept = 0;
  WsStream stream;

  if (k < 1 || n < 3 || k > (n - 1) / 2)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   "the %u nearest of %u rows: a map is judged by less than half of them", k, n);
      return FALSE;
    }
  if (!ws_all_finite (x, (gsize)n * q) || !ws_all_finite (y, (gsize)n * n_components))
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                           "a map of values that are not all finite");
      return FALSE;
    }
  ws_stream_init (&stream, 0, WS_PURPOSE_PROJECTION, n, 0);
  ws_stream_permutation (&stream, row, n);
  if (!run (&measure, stage, error))
    return FALSE;
  for (guint i = 0; i < m; i++)
    {
      penalty += measure.penalty[i];
      kept += measure.kept[i];
    }
  *quality = (WsQuality){
    .trustworthiness = 1 - penalty * 2 / ((double)m * k * (2.0 * n - 3.0 * k - 1)),
    .recall = kept / ((double)m * k),
    .n_rows = m,
  };
  return TRUE;
}
