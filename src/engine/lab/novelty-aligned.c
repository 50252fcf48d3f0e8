/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/novelty.h"

#include "core/pool.h"
#include "net/align.h"

#include <math.h>
#include <string.h>

#define N_CANDIDATES 8
#define SEED 0

static double
get_distance (const float *a, const float *b, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      double difference = (double)a[i] - (double)b[i];

      sum += difference * difference;
    }
  return sqrt (sum);
}

/* -- to one reference -- */

typedef struct
{
  const WsArch *arch;
  WsActivation  act;
  const float  *reference;
  float        *w;
} Rows;

static void
align_row (guint i, gpointer data)
{
  const Rows       *rows = data;
  gsize             n = rows->arch->n_params;
  float            *w = rows->w + i * n;
  g_autofree float *room = NULL;
  g_autoptr (WsAlignment) found =
      ws_align_by_weights (rows->arch, rows->act, rows->reference, w, TRUE, SEED, NULL);

  if (found == NULL)
    return;
  room = g_new (float, n);
  ws_alignment_apply (found, w, room);
  memcpy (w, room, sizeof *w * n);
}

void
ws_align_rows (const WsArch *arch, WsActivation act, const float *reference, float *w, guint n)
{
  Rows rows = { arch, act, reference, w };

  ws_pool_run (n, align_row, &rows);
}

/* -- to each other -- */

typedef struct
{
  const WsArch  *arch;
  WsActivation   act;
  const float   *a, *b;
  const guint32 *group_a, *group_b;
  guint          m;
  float         *distance;
  guint32       *index;
} Search;

typedef struct
{
  double  distance;
  guint32 index, group;
} Candidate;

/* Puts @new among the @n nearest, one a group; returns how many there are then. */
static guint
add_candidate (Candidate *list, guint n, Candidate new)
{
  guint place;

  for (guint k = 0; k < n; k++)
    if (list[k].group == new.group)
      {
        if (list[k].distance <= new.distance)
          return n;
        memmove (list + k, list + k + 1, sizeof *list * (n - k - 1));
        n--;
        break;
      }
  if (n == N_CANDIDATES && !(new.distance < list[n - 1].distance))
    return n;
  n = MIN (n + 1, N_CANDIDATES);
  for (place = n - 1; place > 0 && new.distance < list[place - 1].distance; place--)
    list[place] = list[place - 1];
  list[place] = new;
  return n;
}

/* The nearest of each group to row @i, of the nearest groups; nearest first. Returns how many. */
static guint
find_candidates (const Search *s, guint i, Candidate *list)
{
  const float *a = s->a + i * s->arch->n_params;
  guint        n = 0;

  for (guint k = 0; k < s->m; k++)
    {
      Candidate new = { .index = k, .group = s->group_b != NULL ? s->group_b[k] : k };

      if (s->group_a != NULL && s->group_b != NULL && s->group_a[i] == s->group_b[k])
        continue;
      new.distance = get_distance (a, s->b + k * s->arch->n_params, s->arch->n_params);
      if (isfinite (new.distance))
        n = add_candidate (list, n, new);
    }
  return n;
}

static void
search_row (guint i, gpointer data)
{
  const Search     *s = data;
  gsize             size = s->arch->n_params;
  const float      *a = s->a + i * size;
  g_autofree float *room = g_new (float, size);
  Candidate         list[N_CANDIDATES];
  double            best = (double)INFINITY;
  guint32           index = G_MAXUINT32;
  guint             n = find_candidates (s, i, list);

  for (guint k = 0; k < n; k++)
    {
      const float *b = s->b + list[k].index * size;
      g_autoptr (WsAlignment) found = ws_align_by_weights (s->arch, s->act, a, b, TRUE, SEED, NULL);
      double d = list[k].distance;

      if (found != NULL)
        {
          ws_alignment_apply (found, b, room);
          d = MIN (d, get_distance (a, room, size));
        }
      if (d < best)
        {
          best = d;
          index = list[k].index;
        }
    }
  s->distance[i] = n > 0 ? (float)best : NAN;
  if (s->index != NULL)
    s->index[i] = index;
}

void
ws_nearest_aligned (const WsArch  *arch,
                    WsActivation   act,
                    const float   *a,
                    const guint32 *group_a,
                    guint          n,
                    const float   *b,
                    const guint32 *group_b,
                    guint          m,
                    float         *distance,
                    guint32       *index)
{
  Search search = { arch, act, a, b, group_a, group_b, m, distance, index };

  ws_pool_run (n, search_row, &search);
}
