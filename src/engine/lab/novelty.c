/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/novelty.h"

#include "core/pool.h"

#include <math.h>

double
ws_error_overlap (const guint8 *predictions_a,
                  const guint8 *predictions_b,
                  const guint8 *labels,
                  guint         n)
{
  guint both = 0, any = 0;

  for (guint i = 0; i < n; i++)
    {
      guint wrong_a = predictions_a[i] != labels[i], wrong_b = predictions_b[i] != labels[i];

      both += wrong_a & wrong_b;
      any += wrong_a | wrong_b;
    }
  return any > 0 ? (double)both / any : (double)NAN;
}

typedef struct
{
  const guint8 *a, *b, *labels;
  guint         n_b, n_images;
  float        *overlap;
  guint32      *index;
} OverlapSearch;

static void
search_overlap (guint i, gpointer data)
{
  const OverlapSearch *s = data;
  double               best = (double)NAN;
  guint32              where = G_MAXUINT32;

  for (guint k = 0; k < s->n_b; k++)
    {
      double overlap = ws_error_overlap (s->a + (gsize)i * s->n_images,
                                         s->b + (gsize)k * s->n_images, s->labels, s->n_images);

      if (where == G_MAXUINT32 ? !isnan (overlap) : overlap > best)
        {
          best = overlap;
          where = k;
        }
    }
  s->overlap[i] = (float)best;
  if (s->index != NULL)
    s->index[i] = where;
}

void
ws_error_overlap_max (const guint8 *a,
                      guint         n_a,
                      const guint8 *b,
                      guint         n_b,
                      const guint8 *labels,
                      guint         n_images,
                      float        *overlap,
                      guint32      *index)
{
  OverlapSearch search = { a, b, labels, n_b, n_images, overlap, index };

  ws_pool_run (n_a, search_overlap, &search);
}

double
ws_disagreement (const guint8 *predictions_a, const guint8 *predictions_b, guint n)
{
  guint differ = 0;

  for (guint i = 0; i < n; i++)
    differ += predictions_a[i] != predictions_b[i];
  return n > 0 ? (double)differ / n : (double)NAN;
}

double
ws_mean_disagreement (const guint8 *predictions, guint n, guint n_images)
{
  double agree = 0, pairs = (double)n * (n - 1.0) / 2 * n_images;

  for (guint i = 0; i < n_images; i++)
    {
      guint says[256] = { 0 };

      /* Each network agrees with those before it that said the same. */
      for (guint m = 0; m < n; m++)
        agree += says[predictions[(gsize)m * n_images + i]]++;
    }
  return n > 1 && n_images > 0 ? 1 - agree / pairs : (double)NAN;
}

double
ws_mean_pair_distance (const float *rows, guint n, guint dim)
{
  double total = 0;

  if (n < 2)
    return (double)NAN;
  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; k < n; k++)
      {
        double sum = 0;

        for (guint j = 0; j < dim; j++)
          {
            double difference = (double)rows[(gsize)i * dim + j] - (double)rows[(gsize)k * dim + j];

            sum += difference * difference;
          }
        total += sqrt (sum);
      }
  return total / ((double)n * (n - 1) / 2);
}
