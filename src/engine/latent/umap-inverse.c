/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/umap-inverse.h"

#include "core/error.h"
#include "core/numeric.h"
#include "core/pool.h"
#include "core/random.h"
#include "hyper/wide.h"
#include "latent/delaunay.h"
#include "latent/umap-forces.h"
#include "latent/umap-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* METHOD.md 5.2, step 6. */
#define N_EPOCHS 100
#define FIRST_RATE 0.25f
#define LEAST 1e-6f
#define LOT 8     /* places between two looks at the job */
#define FOUND 256 /* the same while they are only found in the mesh */

typedef struct
{
  const WsUmap       *map;
  const float        *x, *places;
  const WsDelaunay   *mesh;
  const WsFuzzyScale *scales;
  float              *rows;
  guint               first;
  guint64             seed;
  WsJob              *job; /* (nullable) */
} Inverse;

/* A row of the map near the place that is asked for. */
typedef struct
{
  float   distance;
  guint32 row;
} Near;

static float
get_closeness (const WsUmap *map, float distance)
{
  return (float)(1 / (1 + map->a * pow ((double)distance, 2 * map->b)));
}

/* @out: mean of rows by their closeness on the map. */
static void
mix_rows (const WsUmap *map, const float *x, const Near *near, guint n, float *out)
{
  g_autofree double *sum = g_new0 (double, map->d);
  double             total = 0;

  for (guint j = 0; j < n; j++)
    {
      double       weight = (double)get_closeness (map, near[j].distance);
      const float *row = x + (gsize)near[j].row * map->d;

      total += weight;
      for (guint c = 0; c < map->d; c++)
        sum[c] += weight * (double)row[c];
    }
  for (guint c = 0; c < map->d; c++)
    out[c] = (float)(sum[c] / total);
}

static gboolean
check_places (const WsUmap *map, const float *places, guint n_places, GError **error)
{
  if (ws_all_finite (places, (gsize)n_places * map->config.n_components))
    return TRUE;
  g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                       "places of a map that are not all finite");
  return FALSE;
}

/* -- as published -- */

static int
compare_near (const void *a, const void *b)
{
  const Near *left = a, *right = b;

  if (left->distance < right->distance || left->distance > right->distance)
    return left->distance < right->distance ? -1 : 1;
  return (left->row > right->row) - (left->row < right->row);
}

/* Rows around @first by edges of the mesh, ring after ring, until more than @wanted have been
 * visited and their neighbours listed: (transfer full), *n of them. */
static guint32 *
list_around (const Inverse *inverse, guint32 first, guint wanted, guint *n)
{
  guint32           *queue = g_new (guint32, inverse->map->n);
  g_autofree guint8 *is_listed = g_new0 (guint8, inverse->map->n);
  guint              n_listed = 1;

  queue[0] = first;
  is_listed[first] = TRUE;
  for (guint i = 0; i < n_listed && i < wanted; i++)
    {
      guint          n_next;
      const guint32 *next = ws_delaunay_get_neighbours (inverse->mesh, queue[i], &n_next);

      for (guint j = 0; j < n_next; j++)
        if (!is_listed[next[j]])
          {
            is_listed[next[j]] = TRUE;
            queue[n_listed++] = next[j];
          }
    }
  *n = n_listed;
  return queue;
}

/* The @n rows nearest to @place among those around it. */
static Near *
find_neighbourhood (const Inverse *inverse, const float *place, guint *n)
{
  const WsUmap       *map = inverse->map;
  guint               n_components = map->config.n_components, n_listed;
  guint               wanted = MIN (map->d, map->n);
  gboolean            is_inside;
  guint               simplex = ws_delaunay_find (inverse->mesh, place, &is_inside);
  guint32             first = ws_delaunay_get_simplex (inverse->mesh, simplex)[0];
  g_autofree guint32 *rows = list_around (inverse, first, wanted, &n_listed);
  Near               *near = g_new (Near, n_listed);

  for (guint i = 0; i < n_listed; i++)
    {
      const float *other = map->y + (gsize)rows[i] * n_components;
      float        square = 0;

      for (guint c = 0; c < n_components; c++)
        square += (place[c] - other[c]) * (place[c] - other[c]);
      near[i] = (Near){ sqrtf (square), rows[i] };
    }
  qsort (near, n_listed, sizeof *near, compare_near);
  *n = MIN (wanted, n_listed);
  return near;
}

/* Eight sums in one order, whatever the vector width. */
WS_WIDE static float
get_distance (const float *a, const float *b, guint d)
{
  float        sums[8] = { 0 }, rest = 0;
  const float *end = a + d;

  for (; end - a >= 8; a += 8, b += 8)
    for (int l = 0; l < 8; l++)
      sums[l] += (a[l] - b[l]) * (a[l] - b[l]);
  for (; a < end; a++, b++)
    rest += (*a - *b) * (*a - *b);
  return sqrtf (((sums[0] + sums[4]) + (sums[2] + sums[6])) +
                ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest);
}

/* @x += rate·clip (factor·(x - other)) */
WS_WIDE static void
step_row (float *restrict x, const float *restrict other, guint d, float factor, float rate)
{
  for (guint c = 0; c < d; c++)
    {
      float step = factor * (x[c] - other[c]);

      step = step < -WS_UMAP_MAX_STEP ? -WS_UMAP_MAX_STEP : step;
      step = step > WS_UMAP_MAX_STEP ? WS_UMAP_MAX_STEP : step;
      x[c] += rate * step;
    }
}

static void
push_away (const Inverse *inverse, guint32 k, float rate, float *out)
{
  guint        d = inverse->map->d;
  const float *other = inverse->x + (gsize)k * d;
  WsFuzzyScale scale = inverse->scales[k];
  float        distance = get_distance (out, other, d);
  float        beyond = MAX (distance - scale.rho, LEAST);
  float        closeness = expf (-beyond / (scale.sigma + LEAST));

  step_row (out, other, d, closeness / ((1 - closeness) * scale.sigma + LEAST) / (LEAST + distance),
            rate);
}

/* Steps toward the rows near the place and away from any others. Rows draw alike, so that a place
 * gives the same row whatever it came with. */
static void
refine_row (const Inverse *inverse, const Near *near, guint n, float *out)
{
  guint             d = inverse->map->d;
  g_autofree float *weight = g_new (float, n), *due = g_new (float, n);

  for (guint j = 0; j < n; j++)
    {
      weight[j] = get_closeness (inverse->map, near[j].distance);
      due[j] = weight[0] / weight[j]; /* the nearest is the heaviest */
    }
  /* A place of a wide space takes long: a cancel is heard between. */
  for (guint epoch = 0;
       epoch < N_EPOCHS && (inverse->job == NULL || !ws_job_is_cancelled (inverse->job)); epoch++)
    for (guint j = 0; j < n; j++)
      {
        const float *row = inverse->x + (gsize)near[j].row * d;
        float        rate = FIRST_RATE * (1 - (float)epoch / N_EPOCHS);
        float        sigma = inverse->scales[near[j].row].sigma;
        guint64      counter = ws_umap_mix (inverse->seed + (guint64)epoch * n + j);

        if (due[j] > (float)epoch)
          continue;
        due[j] += weight[0] / weight[j];
        step_row (out, row, d,
                  -1 / (weight[j] * sigma + LEAST) / (LEAST + get_distance (out, row, d)), rate);
        for (guint s = 0; s < WS_UMAP_NEGATIVES; s++)
          push_away (inverse, ws_umap_draw (&counter, inverse->map->n), rate, out);
      }
}

static void
invert_published (guint index, gpointer data)
{
  const Inverse   *inverse = data;
  const WsUmap    *map = inverse->map;
  gsize            i = inverse->first + index;
  float           *out = inverse->rows + i * map->d;
  guint            n;
  g_autofree Near *near =
      find_neighbourhood (inverse, inverse->places + i * map->config.n_components, &n);

  mix_rows (map, inverse->x, near, n, out);
  refine_row (inverse, near, n, out);
}

struct _WsUmapInverter
{
  const WsUmap *map;
  const float  *x;
  WsDelaunay   *mesh;
  WsFuzzyScale *scales;
  guint64       seed;
};

WsUmapInverter *
ws_umap_inverter_new (const WsUmap *map, const float *x, const WsStage *stage, GError **error)
{
  WsStage meshing = ws_stage_part (stage, 0, 0.3), search = ws_stage_part (stage, 0.3, 1);
  g_autoptr (WsUmapInverter) self = g_new0 (WsUmapInverter, 1);
  g_autoptr (WsKnn) knn = NULL;
  WsStream stream;

  self->map = map;
  self->x = x;
  self->mesh = ws_delaunay_new (map->y, map->n, map->config.n_components, &meshing, error);
  if (self->mesh == NULL)
    return NULL;
  knn = ws_knn_new (x, map->n, map->d, map->config.n_neighbours - 1, map->config.min_recall,
                    &search, error);
  if (knn == NULL)
    return NULL;
  self->scales = ws_fuzzy_scales_new (knn, &search, error);
  if (self->scales == NULL)
    return NULL;
  ws_stream_init (&stream, map->config.seed, WS_PURPOSE_PROJECTION, 7, 0);
  self->seed = (guint64)ws_stream_u32 (&stream) << 32;
  self->seed |= ws_stream_u32 (&stream);
  return g_steal_pointer (&self);
}

void
ws_umap_inverter_free (WsUmapInverter *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->mesh, ws_delaunay_free);
  g_free (self->scales);
  g_free (self);
}

const WsDelaunay *
ws_umap_inverter_get_mesh (const WsUmapInverter *self)
{
  return self->mesh;
}

gboolean
ws_umap_inverter_run (const WsUmapInverter *self,
                      const float          *places,
                      guint                 n_places,
                      float                *rows,
                      const WsStage        *stage,
                      GError              **error)
{
  Inverse inverse = { .map = self->map,
                      .x = self->x,
                      .places = places,
                      .mesh = self->mesh,
                      .scales = self->scales,
                      .rows = rows,
                      .seed = self->seed,
                      .job = stage != NULL ? stage->job : NULL };

  if (!check_places (self->map, places, n_places, error))
    return FALSE;
  for (; inverse.first < n_places; inverse.first += LOT)
    {
      ws_pool_run (MIN (LOT, n_places - inverse.first), invert_published, &inverse);
      if (!ws_stage_report (stage, MIN (1.0, (inverse.first + LOT) / (double)n_places), error))
        return FALSE;
    }
  return TRUE;
}

/* -- plain -- */

static gboolean
run_neighbours (Inverse *inverse, guint n_places, const WsStage *stage, GError **error)
{
  const WsUmap *map = inverse->map;
  guint         k = MIN (map->config.n_neighbours, map->n);
  g_autoptr (WsKnn) found = ws_knn_query (inverse->places, n_places, map->y, map->n,
                                          map->config.n_components, k, stage, error);
  g_autofree Near *near = g_new (Near, k);

  if (found == NULL)
    return FALSE;
  for (guint i = 0; i < n_places; i++)
    {
      for (guint j = 0; j < k; j++)
        near[j] = (Near){ found->distance[(gsize)i * k + j], found->index[(gsize)i * k + j] };
      mix_rows (map, inverse->x, near, k, inverse->rows + (gsize)i * map->d);
    }
  return TRUE;
}

static gboolean
find_inside (const WsUmap     *map,
             const WsDelaunay *mesh,
             const float      *places,
             guint             n_places,
             gboolean         *inside,
             const WsStage    *stage,
             GError          **error)
{
  for (guint i = 0; i < n_places; i++)
    {
      ws_delaunay_find (mesh, places + (gsize)i * map->config.n_components, &inside[i]);
      if (i % FOUND == 0 && !ws_stage_report (stage, 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
invert_plainly (const WsUmap  *self,
                const float   *x,
                const float   *places,
                guint          n_places,
                float         *rows,
                gboolean      *inside,
                const WsStage *stage,
                GError       **error)
{
  Inverse inverse = { .map = self, .x = x, .places = places, .rows = rows };
  WsStage meshing = ws_stage_part (stage, 0, 0.1), inverting = ws_stage_part (stage, 0.1, 1);
  g_autoptr (WsDelaunay) mesh = NULL;

  if (!check_places (self, places, n_places, error))
    return FALSE;
  if (inside != NULL)
    {
      mesh = ws_delaunay_new (self->y, self->n, self->config.n_components, &meshing, error);
      if (mesh == NULL || !find_inside (self, mesh, places, n_places, inside, &meshing, error))
        return FALSE;
    }
  return run_neighbours (&inverse, n_places, &inverting, error);
}

gboolean
ws_umap_inverse (const WsUmap  *self,
                 const float   *x,
                 WsUmapInverse  method,
                 const float   *places,
                 guint          n_places,
                 float         *rows,
                 gboolean      *inside,
                 const WsStage *stage,
                 GError       **error)
{
  WsStage preparing = ws_stage_part (stage, 0, 0.4), inverting = ws_stage_part (stage, 0.4, 1);
  g_autoptr (WsUmapInverter) inverter = NULL;

  if (n_places == 0)
    return TRUE;
  if (method == WS_UMAP_INVERSE_NEIGHBOURS)
    return invert_plainly (self, x, places, n_places, rows, inside, stage, error);
  if (!check_places (self, places, n_places, error))
    return FALSE;
  inverter = ws_umap_inverter_new (self, x, &preparing, error);
  return inverter != NULL &&
         (inside == NULL ||
          find_inside (self, inverter->mesh, places, n_places, inside, &preparing, error)) &&
         ws_umap_inverter_run (inverter, places, n_places, rows, &inverting, error);
}
