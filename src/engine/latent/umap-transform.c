/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "core/error.h"
#include "core/pool.h"
#include "core/random.h"
#include "hyper/wide.h"
#include "latent/umap-forces.h"
#include "latent/umap-private.h"

#include <math.h>
#include <string.h>

#define FIRST_RATE 0.25f
#define LOT 64 /* rows between two looks at the job */

typedef struct
{
  const WsUmap *map;
  const WsKnn  *near;
  float        *places;
  guint         first, n_epochs;
  guint64       seed;
} Placing;

/* Weighted mean of the neighbours' places; a row that is one of the old ones is where that is. */
static void
start_place (const WsUmap *map, const guint32 *index, const float *weight, guint k, float *place)
{
  double total = 0, sum[3] = { 0 };

  for (guint j = 0; j < k && (j == 0 || weight[0] < 1); j++)
    {
      total += (double)weight[j];
      for (guint c = 0; c < map->config.n_components; c++)
        sum[c] +=
            (double)weight[j] * (double)map->y[(gsize)index[j] * map->config.n_components + c];
    }
  for (guint c = 0; c < map->config.n_components; c++)
    place[c] = (float)(sum[c] / total);
}

/* One use of a tie between @place and old place @other; only @place moves. */
static inline __attribute__ ((always_inline)) void
use_tie (const WsUmap *map,
         WsUmapLanes  *lanes,
         guint32       other,
         guint64       counter,
         float         rate,
         float        *place,
         int           n)
{
  for (int c = 0; c < n; c++)
    lanes->delta[c][0] = place[c] - map->y[(gsize)other * (gsize)n + (gsize)c];
  for (int s = 1; s <= WS_UMAP_NEGATIVES; s++)
    {
      guint32 k = ws_umap_draw (&counter, map->n);

      lanes->weight[s] = 1;
      for (int c = 0; c < n; c++)
        lanes->delta[c][s] = place[c] - map->y[(gsize)k * (gsize)n + (gsize)c];
    }
  ws_umap_lanes_run (lanes, (float)map->a, (float)map->b, 1 / rate, n);
  for (int c = 0; c < n; c++)
    place[c] += rate * (lanes->step[c][0] + ws_umap_lanes_sum (lanes->step[c], 1));
}

static inline __attribute__ ((always_inline)) void
place_row (const Placing *p, const guint32 *index, const float *weight, float *place, int n)
{
  guint             k = p->near->k;
  g_autofree float *due = g_new (float, k);
  WsUmapLanes       lanes;

  ws_umap_lanes_init (&lanes, (float)p->map->b, 1, (float)p->map->a);
  /* The nearest row is the heaviest; ties that would never be used are left out by their period. */
  for (guint j = 0; j < k; j++)
    due[j] = weight[0] / weight[j];
  for (guint epoch = 0; epoch < p->n_epochs; epoch++)
    for (guint j = 0; j < k; j++)
      {
        float rate = FIRST_RATE * (1 - (float)epoch / (float)p->n_epochs);

        if (due[j] > (float)epoch)
          continue;
        due[j] += weight[0] / weight[j];
        use_tie (p->map, &lanes, index[j], ws_umap_mix (p->seed + (guint64)epoch * k + j), rate,
                 place, n);
      }
}

WS_WIDE static void
place_row_2 (const Placing *p, const guint32 *index, const float *weight, float *place)
{
  place_row (p, index, weight, place, 2);
}

WS_WIDE static void
place_row_3 (const Placing *p, const guint32 *index, const float *weight, float *place)
{
  place_row (p, index, weight, place, 3);
}

static void
place_piece (guint index, gpointer data)
{
  const Placing    *p = data;
  gsize             i = p->first + index;
  guint             k = p->near->k, n_components = p->map->config.n_components;
  const float      *distance = p->near->distance + i * k;
  const guint32    *near = p->near->index + i * k;
  float            *place = p->places + i * n_components;
  g_autofree float *weight = g_new (float, k);
  WsFuzzyScale      scale = ws_fuzzy_scale_of_new (distance, k);

  for (guint j = 0; j < k; j++)
    weight[j] = ws_fuzzy_closeness (scale, distance[j]);
  start_place (p->map, near, weight, k, place);
  if (n_components == 2)
    place_row_2 (p, near, weight, place);
  else
    place_row_3 (p, near, weight, place);
}

gboolean
ws_umap_transform (const WsUmap  *self,
                   const float   *x,
                   const float   *rows,
                   guint          n_rows,
                   float         *places,
                   const WsStage *stage,
                   GError       **error)
{
  WsStage search = ws_stage_part (stage, 0, 0.5), steps = ws_stage_part (stage, 0.5, 1);
  g_autoptr (WsKnn) near = NULL;
  Placing  placing = { .map = self,
                       .places = places,
                       .n_epochs = MAX (1, self->config.n_epochs / 3) };
  WsStream stream;

  if (n_rows == 0)
    return TRUE;
  near =
      ws_knn_query (rows, n_rows, x, self->n, self->d, self->config.n_neighbours, &search, error);
  if (near == NULL)
    return FALSE;
  placing.near = near;
  /* All rows draw alike: a row's place does not depend on those it came with. */
  ws_stream_init (&stream, self->config.seed, WS_PURPOSE_PROJECTION, 4, 0);
  placing.seed = (guint64)ws_stream_u32 (&stream) << 32;
  placing.seed |= ws_stream_u32 (&stream);
  for (; placing.first < n_rows; placing.first += LOT)
    {
      ws_pool_run (MIN (LOT, n_rows - placing.first), place_piece, &placing);
      if (!ws_stage_report (&steps, MIN (1.0, (placing.first + LOT) / (double)n_rows), error))
        return FALSE;
    }
  return TRUE;
}
