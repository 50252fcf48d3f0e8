/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/umap-private.h"

#include "core/pool.h"
#include "core/random.h"
#include "hyper/wide.h"
#include "latent/umap-forces.h"

#include <math.h>
#include <string.h>

/* Vertices are dealt into blocks. In one round every block meets one other and their threads touch
 * nothing else, so edges move both ends at once, in one order, on any number of threads. */
#define N_BLOCKS 16
#define N_ROUNDS N_BLOCKS
#define N_PAIRS (N_BLOCKS * (N_BLOCKS + 1) / 2)
#define ROUNDS_PER_LOOK 4 /* pushes see places as they were some rounds ago */
#define N_VIEWS 100

typedef struct
{
  guint32 head, tail;
  float   period; /* epochs between two uses */
  float   due;    /* epoch of the next use */
} Edge;

typedef struct
{
  Edge   *edges; /* by pairs of blocks */
  gsize   start[N_PAIRS + 1];
  float  *y, *seen; /* @seen: what pushes see */
  guint   n, n_components, round, epoch;
  float   a, b, rate;
  guint64 seed;

  const WsStage *stage;
} Layout;

static guint
get_pair (guint a, guint b)
{
  guint lo = MIN (a, b), hi = MAX (a, b);

  return hi * (hi + 1) / 2 + lo;
}

/* One use of an edge: its ends pull each other, and each is pushed by some others. An edge stands
 * for two entries of the graph, so the pull counts twice. */
static inline __attribute__ ((always_inline)) void
use_edge (const Layout *l, WsUmapLanes *lanes, const Edge *edge, guint64 counter, int n)
{
  float *head = l->y + (gsize)edge->head * (gsize)n, *tail = l->y + (gsize)edge->tail * (gsize)n;

  for (int c = 0; c < n; c++)
    lanes->delta[c][0] = head[c] - tail[c];
  for (int s = 1; s <= 2 * WS_UMAP_NEGATIVES; s++)
    {
      gboolean     is_head = s <= WS_UMAP_NEGATIVES;
      guint32      k = ws_umap_draw (&counter, l->n);
      const float *end = is_head ? head : tail, *other = l->seen + (gsize)k * (gsize)n;

      lanes->weight[s] = k == (is_head ? edge->head : edge->tail) ? 0 : 1;
      for (int c = 0; c < n; c++)
        lanes->delta[c][s] = end[c] - other[c];
    }
  ws_umap_lanes_run (lanes, l->a, l->b, 0.5f / l->rate, n);
  for (int c = 0; c < n; c++)
    {
      const float *step = lanes->step[c];

      head[c] += l->rate * (step[0] + ws_umap_lanes_sum (step, 1));
      tail[c] += l->rate * (ws_umap_lanes_sum (step, 1 + WS_UMAP_NEGATIVES) - step[0]);
    }
}

static inline __attribute__ ((always_inline)) void
use_edges (const Layout *l, guint pair, int n)
{
  guint64     epoch_seed = ws_umap_mix (l->seed + l->epoch);
  WsUmapLanes lanes;

  ws_umap_lanes_init (&lanes, l->b, 2, l->a);
  for (gsize e = l->start[pair]; e < l->start[pair + 1]; e++)
    {
      Edge *edge = &l->edges[e];

      if (edge->due > (float)l->epoch)
        continue;
      edge->due += edge->period;
      use_edge (l, &lanes, edge, ws_umap_mix (epoch_seed + e), n);
    }
}

WS_WIDE static void
use_edges_2 (const Layout *l, guint pair)
{
  use_edges (l, pair, 2);
}

WS_WIDE static void
use_edges_3 (const Layout *l, guint pair)
{
  use_edges (l, pair, 3);
}

/* Round 0: every block by itself. Else the blocks sit around a table and all but the last move on
 * one seat a round: each meets each other one once. */
static void
run_meeting (guint index, gpointer data)
{
  const Layout *l = data;
  guint         a = index, b = index, seats = N_BLOCKS - 1;

  if (l->round > 0)
    {
      a = (l->round - 1 + index) % seats;
      b = index == 0 ? seats : (l->round - 1 + seats - index) % seats;
    }
  if (ws_stage_is_cancelled (l->stage))
    return;
  if (l->n_components == 2)
    use_edges_2 (l, get_pair (a, b));
  else
    use_edges_3 (l, get_pair (a, b));
}

static void
run_epoch (Layout *l)
{
  for (l->round = 0; l->round < N_ROUNDS; l->round++)
    {
      if (l->round % ROUNDS_PER_LOOK == 0)
        memcpy (l->seen, l->y, (gsize)l->n * l->n_components * sizeof *l->y);
      ws_pool_run (l->round == 0 ? N_BLOCKS : N_BLOCKS / 2, run_meeting, l);
    }
}

/* Edges by the blocks of their ends, which are dealt at random; those of a pair by their ends. */
static void
deal_edges (Layout *l, const WsFuzzyGraph *graph, WsStream *stream)
{
  g_autofree guint32 *order = g_new (guint32, graph->n), *block = g_new (guint32, graph->n);
  gsize               next[N_PAIRS];
  float               heaviest = 0;

  ws_stream_permutation (stream, order, graph->n);
  for (guint i = 0; i < graph->n; i++)
    block[order[i]] = i % N_BLOCKS;
  for (guint i = 0; i < graph->n; i++)
    for (gsize e = graph->start[i]; e < graph->start[i + 1]; e++)
      {
        heaviest = MAX (heaviest, graph->weight[e]);
        if (graph->index[e] > i)
          l->start[get_pair (block[i], block[graph->index[e]]) + 1]++;
      }
  for (guint p = 0; p < N_PAIRS; p++)
    l->start[p + 1] += l->start[p];
  memcpy (next, l->start, sizeof next);
  l->edges = g_new (Edge, MAX (l->start[N_PAIRS], 1));
  for (guint i = 0; i < graph->n; i++)
    for (gsize e = graph->start[i]; e < graph->start[i + 1]; e++)
      if (graph->index[e] > i)
        {
          float period = heaviest / graph->weight[e];

          l->edges[next[get_pair (block[i], block[graph->index[e]])]++] =
              (Edge){ i, graph->index[e], period, period };
        }
}

gboolean
ws_umap_layout (const WsFuzzyGraph *graph,
                const WsUmap       *map,
                float              *y,
                const WsStage      *stage,
                WsMapFunc           watch,
                gpointer            data,
                GError            **error)
{
  guint             n = graph->n, n_components = map->config.n_components;
  guint             n_epochs = map->config.n_epochs;
  g_autofree float *seen = g_new (float, (gsize)n *n_components);
  g_autofree Edge  *edges = NULL;
  WsStream          stream;
  Layout            layout = { .y = y,
                               .seen = seen,
                               .n = n,
                               .n_components = n_components,
                               .a = (float)map->a,
                               .b = (float)map->b,
                               .stage = stage };

  ws_stream_init (&stream, map->config.seed, WS_PURPOSE_PROJECTION, 1, 0);
  layout.seed = (guint64)ws_stream_u32 (&stream) << 32;
  layout.seed |= ws_stream_u32 (&stream);
  deal_edges (&layout, graph, &stream);
  edges = layout.edges;

  for (guint epoch = 0; epoch < n_epochs; epoch++)
    {
      layout.epoch = epoch;
      layout.rate = 1 - (float)epoch / (float)n_epochs;
      run_epoch (&layout);
      if (!ws_stage_report (stage, (epoch + 1) / (double)n_epochs, error))
        return FALSE;
      if (watch != NULL && (epoch + 1) % MAX (1, n_epochs / N_VIEWS) == 0)
        watch (y, n, n_components, epoch + 1, n_epochs, data);
    }
  return TRUE;
}
