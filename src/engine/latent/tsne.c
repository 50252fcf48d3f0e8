/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/tsne.h"

#include "core/error.h"
#include "core/pool.h"
#include "core/random.h"
#include "latent/knn.h"
#include "latent/pca.h"
#include "latent/tsne-private.h"

#include <math.h>
#include <string.h>

#define PIECES 48     /* of parallel work; sums are taken in their order */
#define SORT_EVERY 10 /* iterations; the tree is as good in between, only slower */
#define START 1e-4    /* standard deviation of the first coordinate */
#define NOISE 1e-8    /* of a coordinate that the rows do not fill */
#define MIN_GAIN 0.01f
#define MIN_SIZE 1e-5 /* root mean square below which places are made as large as at the start */
#define SEARCH_SHARE 0.14 /* of the progress: neighbours … */
#define START_SHARE 0.15  /* … start … */
#define DESCENT_SHARE 0.99

void
ws_tsne_config_init (WsTsneConfig *self)
{
  *self = (WsTsneConfig){ .perplexity = 30,
                          .theta = 0.5,
                          .exaggeration = 12,
                          .n_iterations = 1000,
                          .n_early = 250,
                          .seed = 1 };
}

static gboolean
check (const WsTsneConfig *config, guint n, GError **error)
{
  if (n < 2)
    g_set_error (error, WS_ERROR, WS_ERROR_SHAPE, "a t-SNE of %u rows: it needs two", n);
  else if (!(config->perplexity >= 1 && config->perplexity < 1e6))
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "a perplexity of %g: it is 1 or more",
                 config->perplexity);
  else if (!(config->theta >= 0 && config->theta <= 1))
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "theta is %g: it is from 0 to 1", config->theta);
  else if (!(config->exaggeration >= 1 && config->exaggeration < 1e6 &&
             config->learning_rate >= 0 && config->learning_rate < 1e9))
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                 "an exaggeration of %g or a learning rate of %g is out of range",
                 config->exaggeration, config->learning_rate);
  else
    return TRUE;
  return FALSE;
}

/* -- start -- */

static WsTsneGraph *
find_graph (const float        *x,
            guint               n,
            guint               q,
            const WsTsneConfig *config,
            const WsStage      *stage,
            GError            **error)
{
  double  perplexity = MAX (1, MIN (config->perplexity, (n - 1) / 3.0));
  guint   k = MIN (n - 1, (guint)(3 * perplexity + 1));
  WsStage search = ws_stage_part (stage, 0, 0.8), widths = ws_stage_part (stage, 0.8, 1);
  g_autoptr (WsKnn) knn = ws_knn_new (x, n, q, k, 1, &search, error);
  g_autofree double *distance2 = NULL;

  if (knn == NULL)
    return NULL;
  distance2 = g_new (double, (gsize)n *k);
  for (gsize i = 0; i < (gsize)n * k; i++)
    distance2[i] = (double)knn->distance[i] * (double)knn->distance[i];
  return ws_tsne_graph_new (knn->index, distance2, n, k, perplexity, &widths, error);
}

/* The principal components, made small. Where the rows fill one dimension or none, a little noise
 * gives the others a direction. */
static gboolean
begin (
    const float *x, guint n, guint q, guint64 seed, float *y, const WsStage *stage, GError **error)
{
  guint k = MIN (2, MIN (n, q));
  g_autoptr (WsPca) pca = ws_pca_new (x, n, q, k, stage, error);
  g_autofree float *places = g_new (float, (gsize)n *k);
  double            scale;
  WsStream          stream;

  if (pca == NULL)
    return FALSE;
  ws_pca_transform (pca, x, n, places);
  scale = pca->variance[0] > 0 ? START / sqrt (pca->variance[0] * (n - 1) / n) : 0;
  ws_stream_init (&stream, seed, WS_PURPOSE_PROJECTION, 0, 0);
  for (guint i = 0; i < n; i++)
    for (guint a = 0; a < 2; a++)
      if (a < k && pca->variance[a] > 0)
        y[2 * (gsize)i + a] = (float)(scale * (double)places[(gsize)i * k + a]);
      else
        y[2 * (gsize)i + a] = (float)NOISE * ws_stream_normal (&stream);
  return TRUE;
}

/* -- descent -- */

/* The rate at which early exaggeration just does not overshoot, and never slow: scikit-learn's. Its
 * 50 throws a handful of points out of all bounds, hence n / 4, the same limit without
 * exaggeration. */
static float
get_rate (const WsTsneConfig *config, guint n)
{
  double rate = MAX (n / config->exaggeration / 4, MIN (50, n / 4.0));

  return (float)(config->learning_rate > 0 ? config->learning_rate : rate);
}

typedef struct
{
  const WsTsneGraph *graph;
  guint              n;
  float             *y, *next;    /* n × 2; all pulls see the places of one iteration */
  float             *push, *pull; /* n × 2 */
  float             *step, *gain; /* n × 2 */
  float              exaggeration, momentum, rate;
  double             z, slope2[PIECES];
  const WsStage     *stage;
} Descent;

static void
step_piece (guint piece, gpointer data)
{
  Descent *run = data;
  gsize    from = (guint64)run->n * piece / PIECES, to = (guint64)run->n * (piece + 1) / PIECES;
  float    inverse_z = (float)(1 / run->z);
  double   sum = 0;

  run->slope2[piece] = 0;
  if (ws_stage_is_cancelled (run->stage))
    return;
  ws_tsne_graph_pull (run->graph, run->y, (guint)from, (guint)(to - from), run->pull);
  for (gsize i = 2 * from; i < 2 * to; i++)
    {
      float slope = 4 * (run->exaggeration * run->pull[i] - run->push[i] * inverse_z);
      float gain = run->step[i] * slope < 0 ? run->gain[i] + 0.2f : run->gain[i] * 0.8f;

      sum += (double)slope * (double)slope;
      run->gain[i] = MAX (gain, MIN_GAIN);
      run->step[i] = run->momentum * run->step[i] - run->rate * (run->gain[i] * slope);
      run->next[i] = run->y[i] + run->step[i];
    }
  run->slope2[piece] = sum;
}

/* One iteration; the norm of the gradient, not a number where the places are not. */
static double
step (Descent *run, WsTsneTree *tree)
{
  float *swap = run->y;
  double slope2 = 0;

  run->z = ws_tsne_tree_repel (tree, run->y, run->push, run->stage);
  ws_pool_run (PIECES, step_piece, run);
  run->y = run->next;
  run->next = swap;
  for (guint piece = 0; piece < PIECES; piece++)
    slope2 += run->slope2[piece];
  return sqrt (slope2);
}

/* Moves the places about zero. Rows without groups contract while their attraction is exaggerated,
 * a factor in each iteration, until nothing is left that could grow again. So small, all forces are
 * linear: only the shape counts, and is kept. */
static void
keep_shape (Descent *run)
{
  double mean[2] = { 0, 0 }, sum = 0, factor;

  for (guint i = 0; i < run->n; i++)
    for (guint a = 0; a < 2; a++)
      mean[a] += (double)run->y[2 * (gsize)i + a] / run->n;
  for (guint i = 0; i < run->n; i++)
    for (guint a = 0; a < 2; a++)
      {
        float *place = &run->y[2 * (gsize)i + a];

        *place = (float)((double)*place - mean[a]);
        sum += (double)*place * (double)*place;
      }
  sum = sqrt (sum / run->n);
  factor = sum > 0 && sum < MIN_SIZE ? START / sum : 1;
  for (gsize i = 0; factor > 1 && i < 2 * (gsize)run->n; i++)
    {
      run->y[i] = (float)(factor * (double)run->y[i]);
      run->step[i] = (float)(factor * (double)run->step[i]);
    }
}

static void
start_phase (Descent *run, gboolean is_early, double exaggeration)
{
  for (gsize i = 0; i < 2 * (gsize)run->n; i++)
    {
      run->step[i] = 0;
      run->gain[i] = 1;
    }
  run->exaggeration = is_early ? (float)exaggeration : 1;
  run->momentum = is_early ? 0.5f : 0.8f;
}

static gboolean
descend (Descent            *run,
         WsTsneTree         *tree,
         const WsTsneConfig *config,
         const WsStage      *stage,
         WsMapFunc           func,
         gpointer            data,
         GError            **error)
{
  for (guint i = 0; i < config->n_iterations; i++)
    {
      if (i == 0 || i == config->n_early)
        start_phase (run, i < config->n_early, config->exaggeration);
      if (i % SORT_EVERY == 0)
        {
          keep_shape (run);
          ws_tsne_tree_sort (tree, run->y);
        }
      if (!isfinite (step (run, tree)))
        {
          g_set_error (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                       "t-SNE left all bounds in iteration %u: its learning rate is too large",
                       i + 1);
          return FALSE;
        }
      if (func != NULL && !ws_stage_is_cancelled (stage)) /* then the places are none */
        func (run->y, run->n, 2, i + 1, config->n_iterations, data);
      if (!ws_stage_report (stage, (i + 1.0) / config->n_iterations, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ws_tsne_fit (const float        *x,
             guint               n,
             guint               q,
             const WsTsneConfig *config,
             const WsStage      *stage,
             WsMapFunc           func,
             gpointer            data,
             float              *y,
             double             *kl,
             GError            **error)
{
  WsStage search = ws_stage_part (stage, 0, SEARCH_SHARE);
  WsStage start = ws_stage_part (stage, SEARCH_SHARE, START_SHARE);
  WsStage descent = ws_stage_part (stage, START_SHARE, DESCENT_SHARE);
  WsStage judging = ws_stage_part (stage, DESCENT_SHARE, 1);
  g_autoptr (WsTsneGraph) graph = NULL;
  g_autoptr (WsTsneTree) tree = NULL;
  gsize             size = 2 * (gsize)n;
  g_autofree float *scratch = NULL;
  Descent           run = { .n = n };

  if (!check (config, n, error))
    return FALSE;
  graph = find_graph (x, n, q, config, &search, error);
  if (graph == NULL || !ws_stage_report (&search, 1, error) ||
      !begin (x, n, q, config->seed, y, &start, error))
    return FALSE;
  tree = ws_tsne_tree_new (n, config->theta);
  scratch = g_new0 (float, 6 * size);
  run.graph = graph;
  run.y = scratch;
  run.next = scratch + size;
  run.push = scratch + 2 * size;
  run.pull = scratch + 3 * size;
  run.step = scratch + 4 * size;
  run.gain = scratch + 5 * size;
  run.stage = &descent;
  run.rate = get_rate (config, n);
  memcpy (run.y, y, sizeof *y * size);
  start_phase (&run, FALSE, 1);
  if (!descend (&run, tree, config, &descent, func, data, error))
    return FALSE;
  memcpy (y, run.y, sizeof *y * size);
  if (kl != NULL)
    {
      g_autoptr (WsTsneTree) exact = ws_tsne_tree_new (n, 0);

      ws_tsne_tree_sort (exact, y);
      *kl = ws_tsne_graph_get_kl (graph, y, ws_tsne_tree_repel (exact, y, run.push, &judging));
    }
  return ws_stage_report (&judging, 1, error);
}
