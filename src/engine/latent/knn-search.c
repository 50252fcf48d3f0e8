/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/knn-private.h"

#include "core/memory.h"
#include "core/pool.h"
#include "core/sync.h"
#include "hyper/wide.h"

#include <cblas.h>
#include <math.h>

#define BLOCK 384
#define CHUNK 32 /* keys that are looked at together; divides BLOCK */
/* Products between two looks at the job: about 20 ms on two cores. */
#define LOT 12

typedef struct
{
  WsKnnSearch *search;
  guint        n_blocks_b;
  guint32     *pairs;   /* block of a << 16 | block of b */
  guint        first;   /* of the lot */
  float       *keys;    /* LOT × BLOCK × BLOCK */
  float       *limit_a; /* key of the last candidate of each row, blocks padded */
  float       *limit_b; /* the same array where a is b, else all -inf */
  float       *norm_b;  /* padded by +inf */
  WsMutex     *locks;   /* of the lists of a block */
} Run;

void
ws_knn_heap_clear (WsKnnEntry *heap, guint room)
{
  for (guint i = 0; i < room; i++)
    heap[i] = (WsKnnEntry){ (double)INFINITY, G_MAXUINT32 };
}

void
ws_knn_heap_offer (WsKnnEntry *heap, guint room, WsKnnEntry entry)
{
  guint place = 0;

  if (!ws_knn_entry_before (&entry, &heap[0]))
    return;
  while (TRUE)
    {
      guint child = 2 * place + 1;

      if (child >= room)
        break;
      if (child + 1 < room && ws_knn_entry_before (&heap[child], &heap[child + 1]))
        child++;
      if (!ws_knn_entry_before (&entry, &heap[child]))
        break;
      heap[place] = heap[child];
      place = child;
    }
  heap[place] = entry;
}

int
ws_knn_entry_compare (const void *a, const void *b)
{
  return ws_knn_entry_before (b, a) - ws_knn_entry_before (a, b);
}

/* Products become keys; marks the chunks in which one may enter a list. */
WS_WIDE static void
mark_row (float *restrict keys,
          const float *restrict norm_b,
          const float *restrict limit_b,
          float norm_a,
          float limit_a,
          guint n_chunks,
          guint8 *restrict marks)
{
  for (; n_chunks > 0; n_chunks--, keys += CHUNK, norm_b += CHUNK, limit_b += CHUNK, marks++)
    {
      int lanes[CHUNK], any = 0;

      for (int l = 0; l < CHUNK; l++)
        {
          keys[l] = norm_a + norm_b[l] - 2 * keys[l];
          lanes[l] = (keys[l] <= limit_a) | (keys[l] <= limit_b[l]);
        }
      for (int l = 0; l < CHUNK; l++)
        any |= lanes[l];
      *marks = (guint8)any;
    }
}

static void
offer (WsKnnSearch *search, float *limits, guint row, float key, guint32 index)
{
  WsKnnEntry *heap = search->heaps + (gsize)row * search->room;

  if (!(key <= limits[row]))
    return;
  ws_knn_heap_offer (heap, search->room, (WsKnnEntry){ (double)key, index });
  limits[row] = (float)heap[0].key;
}

static void
scan_row (Run *run, guint i, guint first_b, guint n_b, float *keys)
{
  WsKnnSearch *s = run->search;
  guint8       marks[BLOCK / CHUNK];
  guint        n_chunks = (n_b + CHUNK - 1) / CHUNK;
  gboolean     is_diagonal = s->is_same && i >= first_b && i < first_b + n_b;

  mark_row (keys, run->norm_b + first_b, run->limit_b + first_b, s->norm_a[i], run->limit_a[i],
            n_chunks, marks);
  for (guint c = 0; c < n_chunks; c++)
    for (guint l = c * CHUNK; marks[c] && l < MIN (n_b, (c + 1) * CHUNK); l++)
      {
        guint j = first_b + l;

        if (s->is_same ? i == j : s->own != NULL && s->own[i] == j)
          continue;
        offer (s, run->limit_a, i, keys[l], j);
        if (s->is_same && !is_diagonal)
          offer (s, run->limit_a, j, keys[l], i);
      }
}

static void
search_pair (guint index, gpointer data)
{
  Run         *run = data;
  WsKnnSearch *s = run->search;
  guint        pair = run->pairs[run->first + index], block_a = pair >> 16, block_b = pair & 0xffff;
  guint        first_a = block_a * BLOCK, first_b = block_b * BLOCK;
  guint        n_a = MIN (BLOCK, s->n - first_a), n_b = MIN (BLOCK, s->m - first_b);
  float       *keys = run->keys + (gsize)index * BLOCK * BLOCK;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int)n_a, (int)n_b, (int)s->d, 1,
               s->a + (gsize)first_a * s->d, (int)s->d, s->b + (gsize)first_b * s->d, (int)s->d, 0,
               keys, BLOCK);
  /* Blocks of pairs are in rising order: no two threads wait for each other. */
  ws_mutex_lock (&run->locks[block_a]);
  if (s->is_same && block_a != block_b)
    ws_mutex_lock (&run->locks[block_b]);
  for (guint i = 0; i < n_a; i++)
    scan_row (run, first_a + i, first_b, n_b, keys + (gsize)i * BLOCK);
  if (s->is_same && block_a != block_b)
    ws_mutex_unlock (&run->locks[block_b]);
  ws_mutex_unlock (&run->locks[block_a]);
}

static guint
list_pairs (Run *run, guint n_blocks_a)
{
  guint n_pairs = 0;

  run->pairs = g_new (guint32, (gsize)n_blocks_a * run->n_blocks_b);
  for (guint a = 0; a < n_blocks_a; a++)
    for (guint b = run->search->is_same ? a : 0; b < run->n_blocks_b; b++)
      run->pairs[n_pairs++] = a << 16 | b;
  return n_pairs;
}

static float *
new_filled (gsize n, float value)
{
  float *x = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    x[i] = value;
  return x;
}

gboolean
ws_knn_search_run (WsKnnSearch *self, const WsStage *stage, GError **error)
{
  guint               n_blocks_a = (self->n + BLOCK - 1) / BLOCK;
  guint               n_blocks_b = (self->m + BLOCK - 1) / BLOCK, n_pairs;
  Run                 run = { .search = self, .n_blocks_b = n_blocks_b };
  g_autofree float   *limit_a = new_filled ((gsize)n_blocks_a * BLOCK, INFINITY);
  g_autofree float   *norm_b = new_filled ((gsize)n_blocks_b * BLOCK, INFINITY), *limit_b = NULL;
  g_autofree WsMutex *locks = g_new (WsMutex, n_blocks_a);
  gboolean            result = TRUE;

  run.limit_a = limit_a;
  if (self->is_same)
    run.limit_b = limit_a;
  else
    run.limit_b = limit_b = new_filled ((gsize)n_blocks_b * BLOCK, -INFINITY);
  run.norm_b = norm_b;
  memcpy (norm_b, self->norm_b, self->m * sizeof *norm_b);
  run.locks = locks;
  for (guint b = 0; b < n_blocks_a; b++)
    ws_mutex_init (&locks[b]);
  run.keys = WS_ALIGNED_FLOATS ((gsize)LOT * BLOCK * BLOCK);
  for (guint i = 0; i < self->n; i++)
    ws_knn_heap_clear (self->heaps + (gsize)i * self->room, self->room);

  n_pairs = list_pairs (&run, n_blocks_a);
  for (run.first = 0; result && run.first < n_pairs; run.first += LOT)
    {
      ws_pool_run (MIN (LOT, n_pairs - run.first), search_pair, &run);
      result = ws_stage_report (stage, MIN (1.0, (run.first + LOT) / (double)n_pairs), error);
    }

  for (guint b = 0; b < n_blocks_a; b++)
    ws_mutex_clear (&locks[b]);
  ws_aligned_free (run.keys);
  g_free (run.pairs);
  return result;
}
