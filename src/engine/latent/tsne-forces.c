/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/tsne-private.h"

#include "core/memory.h"
#include "core/pool.h"
#include "hyper/wide.h"

#include <math.h>
#include <string.h>

#define LANES WS_TSNE_LANES
#define PIECES 48 /* of parallel work; sums are taken in their order */
#define DEPTH 64  /* of the tree: it halves */

typedef float V __attribute__ ((vector_size (4 * LANES), may_alias));

typedef struct
{
  float lo[2], hi[2]; /* the box of its points */
  float centre[2];    /* of their mass */
  float mass;
  guint first, n;    /* its points, in the tree's order */
  guint left, right; /* nodes; 0: a leaf */
} Node;

/* What acts on a leaf: a point, or a cell far away. */
typedef struct
{
  float x, y, mass;
} Source;

struct _WsTsneTree
{
  guint    n, n_nodes, n_leaves;
  float    theta2;
  guint32 *order; /* n: the point in each place of the tree */
  guint   *leaf;  /* n_leaves: nodes, in order of their points */
  Node    *nodes;
  float   *x, *y; /* by place, filled up to whole leaves with the last point */
};

WsTsneTree *
ws_tsne_tree_new (guint n, double theta)
{
  WsTsneTree *self = g_new0 (WsTsneTree, 1);
  guint       n_leaves = MAX (1, (n + LANES - 1) / LANES);

  self->n = n;
  self->theta2 = (float)(theta * theta);
  self->order = g_new (guint32, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    self->order[i] = i;
  self->leaf = g_new (guint, n_leaves);
  self->nodes = g_new0 (Node, 2 * (gsize)n_leaves);
  self->x = WS_ALIGNED_FLOATS (n_leaves * LANES);
  self->y = WS_ALIGNED_FLOATS (n_leaves * LANES);
  return self;
}

void
ws_tsne_tree_free (WsTsneTree *self)
{
  if (self == NULL)
    return;
  g_free (self->order);
  g_free (self->leaf);
  g_free (self->nodes);
  ws_aligned_free (self->x);
  ws_aligned_free (self->y);
  g_free (self);
}

/* -- sorting -- */

static inline gboolean
is_before (const float *y, guint axis, guint32 a, guint32 b)
{
  float ya = y[2 * a + axis], yb = y[2 * b + axis];

  return ya < yb || (ya <= yb && a < b);
}

/* Hoare's selection: afterwards the @k first of @order lie before the others on @axis. */
static void
select_first (guint32 *order, guint n, guint k, const float *y, guint axis)
{
  guint lo = 0, hi = n - 1;

  while (lo < hi)
    {
      guint32 pivot = order[lo + (hi - lo) / 2];
      guint   i = lo, j = hi;

      while (TRUE)
        {
          guint32 swap;

          while (is_before (y, axis, order[i], pivot))
            i++;
          while (is_before (y, axis, pivot, order[j]))
            j--;
          if (i >= j)
            break;
          swap = order[i];
          order[i++] = order[j];
          order[j--] = swap;
        }
      /* order is total, so the halves are [lo, j] and [j + 1, hi], or meet in the pivot */
      if (i == j)
        {
          if (k - 1 == i)
            return;
          if (k - 1 < i)
            hi = i - 1;
          else
            lo = i + 1;
        }
      else if (k - 1 <= j)
        hi = j;
      else
        lo = j + 1;
    }
}

static guint
sort_points (WsTsneTree *self, const float *y, guint first, guint n)
{
  guint number = self->n_nodes++, half, axis;
  Node *node = &self->nodes[number];
  float lo[2] = { INFINITY, INFINITY }, hi[2] = { -INFINITY, -INFINITY };

  node->first = first;
  node->n = n;
  node->mass = (float)n;
  node->left = node->right = 0;
  if (n <= LANES)
    {
      self->leaf[self->n_leaves++] = number;
      return number;
    }
  for (guint i = first; i < first + n; i++)
    for (guint a = 0; a < 2; a++)
      {
        float place = y[2 * self->order[i] + a];

        lo[a] = MIN (lo[a], place);
        hi[a] = MAX (hi[a], place);
      }
  axis = hi[1] - lo[1] > hi[0] - lo[0];
  /* whole leaves on the left, so that only the last leaf of all is not full */
  half = (n / 2 + LANES - 1) / LANES * LANES;
  select_first (self->order + first, n, half, y, axis);
  node->left = sort_points (self, y, first, half);
  node->right = sort_points (self, y, first + half, n - half);
  return number;
}

void
ws_tsne_tree_sort (WsTsneTree *self, const float *y)
{
  self->n_nodes = self->n_leaves = 0;
  if (self->n > 0)
    sort_points (self, y, 0, self->n);
}

/* -- boxes and masses -- */

static void
measure_leaf (WsTsneTree *self, Node *node, const float *y)
{
  double sum[2] = { 0, 0 };

  for (guint a = 0; a < 2; a++)
    {
      node->lo[a] = INFINITY;
      node->hi[a] = -INFINITY;
    }
  for (guint i = node->first; i < node->first + node->n; i++)
    {
      const float *place = y + 2 * (gsize)self->order[i];

      self->x[i] = place[0];
      self->y[i] = place[1];
      for (guint a = 0; a < 2; a++)
        {
          sum[a] += (double)place[a];
          node->lo[a] = MIN (node->lo[a], place[a]);
          node->hi[a] = MAX (node->hi[a], place[a]);
        }
    }
  for (guint i = node->first + node->n; i < node->first + LANES; i++)
    {
      self->x[i] = self->x[node->first];
      self->y[i] = self->y[node->first];
    }
  for (guint a = 0; a < 2; a++)
    node->centre[a] = (float)(sum[a] / node->n);
}

static void
measure (WsTsneTree *self, const float *y)
{
  /* children have higher numbers */
  for (guint number = self->n_nodes; number-- > 0;)
    {
      Node       *node = &self->nodes[number];
      const Node *left = &self->nodes[node->left], *right = &self->nodes[node->right];

      if (node->left == 0)
        {
          measure_leaf (self, node, y);
          continue;
        }
      for (guint a = 0; a < 2; a++)
        {
          node->lo[a] = MIN (left->lo[a], right->lo[a]);
          node->hi[a] = MAX (left->hi[a], right->hi[a]);
          node->centre[a] =
              (left->centre[a] * left->mass + right->centre[a] * right->mass) / node->mass;
        }
    }
}

/* -- repulsion -- */

static inline float
get_gap (float lo, float hi, float x)
{
  return x < lo ? lo - x : x > hi ? x - hi : 0;
}

/* Whether @node is small and far enough for everything in the box of @leaf. */
static inline gboolean
is_far (const Node *node, const Node *leaf, float theta2)
{
  float dx = get_gap (leaf->lo[0], leaf->hi[0], node->centre[0]);
  float dy = get_gap (leaf->lo[1], leaf->hi[1], node->centre[1]);
  float side = MAX (node->hi[0] - node->lo[0], node->hi[1] - node->lo[1]);

  return side * side < theta2 * (dx * dx + dy * dy);
}

static guint
list_sources (const WsTsneTree *self, const Node *leaf, Source *list)
{
  guint stack[DEPTH], n_stack = 0, n = 0;

  stack[n_stack++] = 0;
  while (n_stack > 0)
    {
      const Node *node = &self->nodes[stack[--n_stack]];

      if (is_far (node, leaf, self->theta2))
        list[n++] = (Source){ node->centre[0], node->centre[1], node->mass };
      else if (node->left != 0)
        {
          stack[n_stack++] = node->right;
          stack[n_stack++] = node->left;
        }
      else
        for (guint i = node->first; i < node->first + node->n; i++)
          list[n++] = (Source){ self->x[i], self->y[i], 1 };
    }
  return n;
}

/* All sources on the 16 points of a leaf; two sources share a division. @fx, @fy, @z: a lane each.
 */
WS_WIDE static void
repel_leaf (const float *px, const float *py, const Source *list, guint n, V *fx, V *fy, V *z)
{
  V x = *(const V *)(const void *)px, y = *(const V *)(const void *)py, sum_x = { 0 },
    sum_y = { 0 }, sum_z = { 0 };

  for (guint s = 0; s < n; s += 2)
    {
      V dx = x - list[s].x, dy = y - list[s].y;
      V ex = x - list[s + 1].x, ey = y - list[s + 1].y;
      V d = 1.0f + (dx * dx + dy * dy), e = 1.0f + (ex * ex + ey * ey);
      V r = 1.0f / (d * e);
      V q = e * r, u = d * r;
      V mq = q * list[s].mass, mu = u * list[s + 1].mass;

      sum_z += mq + mu;
      mq *= q;
      mu *= u;
      sum_x += mq * dx + mu * ex;
      sum_y += mq * dy + mu * ey;
    }
  *fx = sum_x;
  *fy = sum_y;
  *z = sum_z;
}

typedef struct
{
  const WsTsneTree *tree;
  const WsStage    *stage;
  float            *force;
  double            z[PIECES];
} Repulsion;

static void
repel_piece (guint piece, gpointer data)
{
  Repulsion         *run = data;
  const WsTsneTree  *tree = run->tree;
  g_autofree Source *list = g_new (Source, (gsize)tree->n + 2);
  guint              from = (guint)((guint64)tree->n_leaves * piece / PIECES);
  guint              to = (guint)((guint64)tree->n_leaves * (piece + 1) / PIECES);
  double             z = 0;

  for (guint l = from; l < to && !ws_stage_is_cancelled (run->stage); l++)
    {
      const Node *leaf = &tree->nodes[tree->leaf[l]];
      guint       n = list_sources (tree, leaf, list);
      V           fx, fy, sum;

      list[n] = (Source){ leaf->centre[0], leaf->centre[1], 0 }; /* there may be an odd one */
      repel_leaf (tree->x + leaf->first, tree->y + leaf->first, list, n, &fx, &fy, &sum);
      for (guint i = 0; i < leaf->n; i++)
        {
          float *force = run->force + 2 * (gsize)tree->order[leaf->first + i];

          force[0] = fx[i];
          force[1] = fy[i];
          z += (double)sum[i];
        }
    }
  run->z[piece] = z;
}

double
ws_tsne_tree_repel (WsTsneTree *self, const float *y, float *force, const WsStage *stage)
{
  Repulsion run = { .tree = self, .stage = stage, .force = force };
  double    z = 0;

  measure (self, y);
  ws_pool_run (PIECES, repel_piece, &run);
  for (guint piece = 0; piece < PIECES; piece++)
    z += run.z[piece];
  return z - self->n; /* each point met itself at distance 0 */
}

/* -- attraction -- */

/* One row; @y as pairs. Lanes are summed as a tree. */
WS_WIDE static void
pull_row (const guint32 *column,
          const float   *p,
          gsize          n,
          const float   *y,
          float          x0,
          float          y0,
          float         *force)
{
  V sum_x = { 0 }, sum_y = { 0 };

  for (gsize k = 0; k < n; k += LANES)
    {
      float ax[LANES] __attribute__ ((aligned (64))), ay[LANES] __attribute__ ((aligned (64)));
      V     dx, dy, w;

      for (guint l = 0; l < LANES; l++)
        {
          ax[l] = y[2 * column[k + l]];
          ay[l] = y[2 * column[k + l] + 1];
        }
      dx = x0 - *(const V *)ax;
      dy = y0 - *(const V *)ay;
      w = *(const V *)(const void *)(p + k) / (1.0f + (dx * dx + dy * dy));
      sum_x += w * dx;
      sum_y += w * dy;
    }
  for (guint half = LANES / 2; half > 0; half /= 2)
    for (guint l = 0; l < half; l++)
      {
        sum_x[l] += sum_x[l + half];
        sum_y[l] += sum_y[l + half];
      }
  force[0] = sum_x[0];
  force[1] = sum_y[0];
}

void
ws_tsne_graph_pull (
    const WsTsneGraph *graph, const float *y, guint first, guint n_rows, float *force)
{
  for (guint i = first; i < first + n_rows; i++)
    pull_row (graph->column + graph->start[i], graph->p + graph->start[i],
              graph->start[i + 1] - graph->start[i], y, y[2 * (gsize)i], y[2 * (gsize)i + 1],
              force + 2 * (gsize)i);
}

/* -- divergence -- */

typedef struct
{
  const WsTsneGraph *graph;
  const float       *y;
  double             z, kl[PIECES];
} Divergence;

static void
diverge_piece (guint piece, gpointer data)
{
  Divergence        *run = data;
  const WsTsneGraph *graph = run->graph;
  guint              from = (guint)((guint64)graph->n * piece / PIECES);
  guint              to = (guint)((guint64)graph->n * (piece + 1) / PIECES);
  double             kl = 0;

  for (guint i = from; i < to; i++)
    for (gsize k = graph->start[i]; k < graph->start[i + 1]; k++)
      {
        gsize  j = graph->column[k];
        double dx = (double)run->y[2 * (gsize)i] - (double)run->y[2 * j];
        double dy = (double)run->y[2 * (gsize)i + 1] - (double)run->y[2 * j + 1];
        double p = (double)graph->p[k];

        if (p > 0)
          kl += p * log (p * run->z * (1 + dx * dx + dy * dy));
      }
  run->kl[piece] = kl;
}

double
ws_tsne_graph_get_kl (const WsTsneGraph *graph, const float *y, double z)
{
  Divergence run = { .graph = graph, .y = y, .z = z };
  double     kl = 0;

  ws_pool_run (PIECES, diverge_piece, &run);
  for (guint piece = 0; piece < PIECES; piece++)
    kl += run.kl[piece];
  return kl;
}
