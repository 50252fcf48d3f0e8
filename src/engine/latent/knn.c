/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/knn.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/numeric.h"
#include "core/pool.h"
#include "hyper/wide.h"
#include "latent/knn-private.h"
#include "latent/pca.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Candidates beyond k: room for rounding, so that few rows are in doubt. */
#define SPARE 8
/* Principal components that choose candidates, and how many of those a neighbour. */
#define N_COMPONENTS 64
#define CANDIDATES 2
/* Rows on which the recall of an approximate search is measured. */
#define N_PROBES 256
/* Below this many multiply-adds the exact search costs no time worth saving. */
#define SMALL_WORK 2e10
#define LOT 256     /* rows between two looks at the job */
#define COLUMNS 64  /* of one piece of a mean */
#define PLACED 8192 /* the same for products that take little time */

/* Rows moved to their mean, where products in single precision lose least. */
typedef struct
{
  float *x, *norm;
  double max_norm;
} Centred;

typedef struct
{
  const float   *a, *b;
  const float   *norm_a;
  double         max_norm_b;
  const guint32 *own; /* as in WsKnnSearch */
  gboolean       is_same;
  guint          n, m, d, room, first;
  WsKnnEntry    *heaps;    /* (nullable): none, every row is searched in double */
  gboolean       is_final; /* candidates are taken as they are */
  guint8        *doubtful;
  WsKnn         *found;
} Refine;

/* Eight sums in one order, whatever the vector width. */
WS_WIDE static double
get_square (const float *a, const float *b, guint d)
{
  double       sums[8] = { 0 }, rest = 0;
  const float *end = a + d;

  for (; end - a >= 8; a += 8, b += 8)
    for (int l = 0; l < 8; l++)
      {
        double difference = (double)a[l] - (double)b[l];

        sums[l] += difference * difference;
      }
  for (; a < end; a++, b++)
    rest += ((double)*a - (double)*b) * ((double)*a - (double)*b);
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) +
         rest;
}

static void
store_row (WsKnn *found, guint i, const WsKnnEntry *entries)
{
  for (guint c = 0; c < found->k; c++)
    {
      found->index[(gsize)i * found->k + c] = entries[c].index;
      found->distance[(gsize)i * found->k + c] = (float)sqrt (entries[c].key);
    }
}

/* Exact distances of the candidates of a row. It is in doubt when a row that was left out could,
 * by the rounding of its product, be nearer than the last that is taken. */
static void
refine_row (guint index, gpointer data)
{
  Refine      *r = data;
  guint        i = r->first + index;
  WsKnnEntry  *heap = r->heaps + (gsize)i * r->room;
  const float *row = r->a + (gsize)i * r->d;
  double       last = heap[0].key, slack;

  for (guint c = 0; c < r->room; c++)
    {
      /* Rows lie anywhere in memory. */
      if (c + 1 < r->room)
        for (guint j = 0; j < r->d; j += 16)
          __builtin_prefetch (r->b + (gsize)heap[c + 1].index * r->d + j);
      heap[c].key = get_square (row, r->b + (gsize)heap[c].index * r->d, r->d);
    }
  qsort (heap, r->room, sizeof *heap, ws_knn_entry_compare);
  store_row (r->found, i, heap);
  /* Errors of a float sum of d products grow as the root of d; eight times that is rare. */
  slack = (double)FLT_EPSILON * (8 + sqrt ((double)r->d)) * ((double)r->norm_a[i] + r->max_norm_b);
  r->doubtful[i] = !r->is_final && r->room < r->m - (r->is_same || r->own != NULL) &&
                   !(heap[r->found->k - 1].key < last - slack);
}

static void
search_row (guint index, gpointer data)
{
  Refine                *r = data;
  guint                  i = r->first + index, k = r->found->k;
  guint32                own = r->is_same ? i : r->own != NULL ? r->own[i] : G_MAXUINT32;
  const float           *row = r->a + (gsize)i * r->d;
  g_autofree WsKnnEntry *heap = NULL;

  if (!r->doubtful[i])
    return;
  heap = g_new (WsKnnEntry, k);
  ws_knn_heap_clear (heap, k);
  for (guint j = 0; j < r->m; j++)
    if (j != own)
      ws_knn_heap_offer (heap, k,
                         (WsKnnEntry){ get_square (row, r->b + (gsize)j * r->d, r->d), j });
  qsort (heap, k, sizeof *heap, ws_knn_entry_compare);
  store_row (r->found, i, heap);
}

static gboolean
refine (Refine *r, const WsStage *stage, GError **error)
{
  for (r->first = 0; r->first < r->n; r->first += LOT)
    {
      ws_pool_run (MIN (LOT, r->n - r->first), refine_row, r);
      if (!ws_stage_report (stage, r->first / (double)r->n, error))
        return FALSE;
    }
  /* Doubtful rows are rare but may be all rows of a set of copies. */
  for (r->first = 0; r->first < r->n; r->first += 8)
    {
      guint    n = MIN (8, r->n - r->first);
      gboolean any = FALSE;

      for (guint i = 0; i < n; i++)
        any |= r->doubtful[r->first + i];
      if (!any)
        continue;
      ws_pool_run (n, search_row, r);
      if (!ws_stage_report (stage, 1, error))
        return FALSE;
    }
  return TRUE;
}

/* -- rows around their mean -- */

typedef struct
{
  const float  *x;
  const double *mean;
  guint         n, d;
  Centred      *out;
} Centring;

static void
centre_block (guint index, gpointer data)
{
  Centring *c = data;

  for (guint i = index * LOT; i < MIN (c->n, (index + 1) * LOT); i++)
    {
      float *row = c->out->x + (gsize)i * c->d;
      double norm = 0;

      for (guint j = 0; j < c->d; j++)
        {
          row[j] = (float)((double)c->x[(gsize)i * c->d + j] - c->mean[j]);
          norm += (double)row[j] * (double)row[j];
        }
      c->out->norm[i] = (float)norm;
    }
}

static void
centred_init (Centred *self, const float *x, guint n, guint d, const double *mean)
{
  Centring centring = { x, mean, n, d, self };

  self->x = WS_ALIGNED_FLOATS ((gsize)n * d);
  self->norm = g_new (float, n);
  self->max_norm = 0;
  ws_pool_run ((n + LOT - 1) / LOT, centre_block, &centring);
  for (guint i = 0; i < n; i++)
    self->max_norm = MAX (self->max_norm, (double)self->norm[i]);
}

static void
centred_clear (Centred *self)
{
  ws_aligned_free (self->x);
  g_free (self->norm);
}

typedef struct
{
  const float *x;
  guint        n, d;
  double      *mean;
} Mean;

static void
mean_columns (guint piece, gpointer data)
{
  Mean *m = data;
  guint first = piece * COLUMNS, end = MIN (m->d, first + COLUMNS);

  for (guint i = 0; i < m->n; i++)
    for (guint j = first; j < end; j++)
      m->mean[j] += (double)m->x[(gsize)i * m->d + j];
  for (guint j = first; j < end; j++)
    m->mean[j] /= m->n;
}

static double *
get_mean (const float *x, guint n, guint d)
{
  Mean mean = { x, n, d, g_new0 (double, d) };

  ws_pool_run ((d + COLUMNS - 1) / COLUMNS, mean_columns, &mean);
  return mean.mean;
}

/* -- searches -- */

static WsKnn *
knn_new (guint n, guint k)
{
  WsKnn *self = g_new0 (WsKnn, 1);

  self->n = n;
  self->k = k;
  self->recall = 1;
  self->index = g_new (guint32, (gsize)n * k);
  self->distance = g_new (float, (gsize)n *k);
  return self;
}

/* Neighbours of rows of @a among those of @b, by the rows themselves. */
static WsKnn *
search_exact (const float   *a,
              const Centred *centred_a,
              const guint32 *own,
              gboolean       is_same,
              guint          n,
              const float   *b,
              const Centred *centred_b,
              guint          m,
              guint          d,
              guint          k,
              const WsStage *stage,
              GError       **error)
{
  g_autoptr (WsKnn) found = knn_new (n, k);
  guint                  room = MIN (k + SPARE, m - (is_same || own != NULL));
  g_autofree WsKnnEntry *heaps = g_new (WsKnnEntry, (gsize)n * room);
  g_autofree guint8     *doubtful = g_new0 (guint8, n);
  WsKnnSearch            search = { .a = centred_a->x,
                                    .b = centred_b->x,
                                    .norm_a = centred_a->norm,
                                    .norm_b = centred_b->norm,
                                    .n = n,
                                    .m = m,
                                    .d = d,
                                    .room = room,
                                    .own = own,
                                    .is_same = is_same,
                                    .heaps = heaps };
  Refine                 r = { .a = a,
                               .b = b,
                               .norm_a = centred_a->norm,
                               .max_norm_b = centred_b->max_norm,
                               .own = own,
                               .is_same = is_same,
                               .n = n,
                               .m = m,
                               .d = d,
                               .room = room,
                               .heaps = heaps,
                               .doubtful = doubtful,
                               .found = found };
  WsStage first = ws_stage_part (stage, 0, 0.9), second = ws_stage_part (stage, 0.9, 1);

  if (!ws_knn_search_run (&search, &first, error) || !refine (&r, &second, error))
    return NULL;
  return g_steal_pointer (&found);
}

/* Share of the true neighbours of some rows that @found has. */
static gboolean
measure_recall (WsKnn         *found,
                const float   *x,
                const Centred *centred,
                guint          d,
                const WsStage *stage,
                GError       **error)
{
  guint               n = found->n, k = found->k, n_probes = MIN (N_PROBES, n);
  g_autofree guint32 *own = g_new (guint32, n_probes);
  g_autofree float   *rows = g_new (float, (gsize)n_probes *d);
  Centred             probes = { g_new (float, (gsize)n_probes *d), g_new (float, n_probes), 0 };
  g_autoptr (WsKnn) exact = NULL;
  WsStage check = ws_stage_part (stage, 0.95, 1);
  guint   n_found = 0;

  for (guint p = 0; p < n_probes; p++)
    {
      guint i = (guint)((guint64)p * n / n_probes);

      own[p] = i;
      memcpy (rows + (gsize)p * d, x + (gsize)i * d, d * sizeof *rows);
      memcpy (probes.x + (gsize)p * d, centred->x + (gsize)i * d, d * sizeof *rows);
      probes.norm[p] = centred->norm[i];
    }
  exact = search_exact (rows, &probes, own, FALSE, n_probes, x, centred, n, d, k, &check, error);
  for (guint p = 0; exact != NULL && p < n_probes; p++)
    for (guint c = 0; c < k; c++)
      n_found += found->distance[(gsize)own[p] * k + c] <= exact->distance[(gsize)p * k + k - 1];
  g_free (probes.x);
  g_free (probes.norm);
  found->recall = n_found / ((double)n_probes * k);
  return exact != NULL;
}

/* Candidates by products of the leading principal components. The full norms in the key stand for
 * the rest, which rows hardly share: |a - b|² is about |a|² + |b|² - 2·a'·b'. */
static WsKnn *
search_components (const float   *x,
                   const Centred *centred,
                   guint          n,
                   guint          d,
                   guint          k,
                   const WsStage *stage,
                   GError       **error)
{
  WsStage axes = ws_stage_part (stage, 0, 0.2);
  g_autoptr (WsKnn) found = NULL;
  g_autoptr (WsPca) pca = ws_pca_new (x, n, d, N_COMPONENTS, &axes, error);
  guint                  room = MIN (CANDIDATES * k + SPARE, n - 1);
  g_autofree float      *places = NULL;
  g_autofree WsKnnEntry *heaps = NULL;
  g_autofree guint8     *doubtful = NULL;
  WsStage first = ws_stage_part (stage, 0.2, 0.8), second = ws_stage_part (stage, 0.8, 0.95);

  if (pca == NULL || !ws_stage_report (stage, 0.2, error))
    return NULL;
  found = knn_new (n, k);
  places = g_new (float, (gsize)n *N_COMPONENTS);
  heaps = g_new (WsKnnEntry, (gsize)n * room);
  doubtful = g_new0 (guint8, n);
  for (guint i = 0; i < n; i += PLACED)
    {
      ws_pca_transform (pca, x + (gsize)i * d, MIN (PLACED, n - i),
                        places + (gsize)i * N_COMPONENTS);
      if (!ws_stage_report (stage, 0.2, error))
        return NULL;
    }
  {
    WsKnnSearch search = { .a = places,
                           .b = places,
                           .norm_a = centred->norm,
                           .norm_b = centred->norm,
                           .n = n,
                           .m = n,
                           .d = N_COMPONENTS,
                           .room = room,
                           .is_same = TRUE,
                           .heaps = heaps };
    Refine      r = { .a = x,
                      .b = x,
                      .norm_a = centred->norm,
                      .is_same = TRUE,
                      .n = n,
                      .m = n,
                      .d = d,
                      .room = room,
                      .heaps = heaps,
                      .is_final = TRUE,
                      .doubtful = doubtful,
                      .found = found };

    if (!ws_knn_search_run (&search, &first, error) || !refine (&r, &second, error))
      return NULL;
  }
  if (!measure_recall (found, x, centred, d, stage, error))
    return NULL;
  return g_steal_pointer (&found);
}

static gboolean
check_rows (const float *x, guint n, guint d, const Centred *centred, GError **error)
{
  if (ws_all_finite (x, (gsize)n * d) && centred->max_norm <= (double)FLT_MAX / 8)
    return TRUE;
  g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                       "nearest neighbours of values that are not all finite");
  return FALSE;
}

WsKnn *
ws_knn_new (const float   *x,
            guint          n,
            guint          d,
            guint          k,
            double         min_recall,
            const WsStage *stage,
            GError       **error)
{
  g_autofree double *mean = NULL;
  g_autoptr (WsKnn) found = NULL;
  Centred centred;

  if (k < 1 || k >= n || d < 1)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   "%u nearest neighbours of each of %u rows of %u values: there are %u others", k,
                   n, d, n > 0 ? n - 1 : 0);
      return NULL;
    }
  ws_pool_own_blas ();
  mean = get_mean (x, n, d);
  if (!ws_stage_report (stage, 0, error))
    return NULL;
  centred_init (&centred, x, n, d, mean);
  if (check_rows (x, n, d, &centred, error) && ws_stage_report (stage, 0, error))
    {
      g_autoptr (GError) stop = NULL;

      if (min_recall < 1 && d > 2 * N_COMPONENTS && (double)n * n * d > SMALL_WORK)
        found = search_components (x, &centred, n, d, k, stage, &stop);
      if (found != NULL && found->recall < min_recall)
        g_clear_pointer (&found, ws_knn_free);
      if (stop != NULL)
        g_propagate_error (error, g_steal_pointer (&stop));
      else if (found == NULL)
        found = search_exact (x, &centred, NULL, TRUE, n, x, &centred, n, d, k, stage, error);
    }
  centred_clear (&centred);
  return g_steal_pointer (&found);
}

WsKnn *
ws_knn_query (const float   *a,
              guint          n,
              const float   *b,
              guint          m,
              guint          d,
              guint          k,
              const WsStage *stage,
              GError       **error)
{
  g_autofree double *mean = NULL;
  WsKnn             *found = NULL;
  Centred            centred_a, centred_b;

  if (k < 1 || k > m || d < 1)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   "%u nearest neighbours among %u rows of %u values", k, m, d);
      return NULL;
    }
  ws_pool_own_blas ();
  mean = get_mean (b, m, d);
  centred_init (&centred_a, a, n, d, mean);
  centred_init (&centred_b, b, m, d, mean);
  if (check_rows (a, n, d, &centred_a, error) && check_rows (b, m, d, &centred_b, error))
    found = search_exact (a, &centred_a, NULL, FALSE, n, b, &centred_b, m, d, k, stage, error);
  centred_clear (&centred_a);
  centred_clear (&centred_b);
  return found;
}

void
ws_knn_free (WsKnn *self)
{
  if (self == NULL)
    return;
  g_free (self->index);
  g_free (self->distance);
  g_free (self);
}
