/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/probe.h"

#include "core/pool.h"

#include <math.h>

typedef struct
{
  const float   *a, *b;
  const guint32 *group_a, *group_b;
  guint          m, d;
  float         *distance;
  guint32       *index;
} Search;

static void
search_row (guint i, gpointer data)
{
  const Search *s = data;
  const float  *a = s->a + (gsize)i * s->d;
  double        best = (double)INFINITY;
  guint32       where = G_MAXUINT32;

  for (guint k = 0; k < s->m; k++)
    {
      const float *b = s->b + (gsize)k * s->d;
      double       sum = 0;

      if (s->group_a != NULL && s->group_b != NULL && s->group_a[i] == s->group_b[k])
        continue;
      for (guint j = 0; j < s->d; j++)
        {
          double difference = (double)a[j] - (double)b[j];

          sum += difference * difference;
        }
      if (sum < best)
        {
          best = sum;
          where = k;
        }
    }
  s->distance[i] = where != G_MAXUINT32 ? (float)sqrt (best) : NAN;
  if (s->index != NULL)
    s->index[i] = where;
}

void
ws_nearest (const float   *a,
            const guint32 *group_a,
            guint          n,
            const float   *b,
            const guint32 *group_b,
            guint          m,
            guint          d,
            float         *distance,
            guint32       *index)
{
  Search search = { a, b, group_a, group_b, m, d, distance, index };

  ws_pool_run (n, search_row, &search);
}
