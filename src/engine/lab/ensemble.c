/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "lab/ensemble.h"

#include "core/pool.h"
#include "core/random.h"
#include "lab/bootstrap.h"
#include "lab/table.h"

#include <math.h>
#include <string.h>

/* Of one draw and size, summed over images. Pairs are counted from how many members say what, so
 * that an image costs one step a member and not one a pair. */
typedef struct
{
  guint64 soft, majority, any; /* images that are right */
  guint64 right;               /* members' right answers */
  guint64 agree;               /* pairs that say the same */
  guint64 both_wrong, any_wrong;
} Counts;

struct _WsEnsemble
{
  guint    n_members, n_classes, n_sizes, n_draws;
  guint    n_images;
  guint64  seed;
  guint   *sizes;
  guint32 *order;  /* n_draws × n_members */
  Counts  *counts; /* n_draws × n_sizes */
};

WsEnsemble *
ws_ensemble_new (guint        n_members,
                 guint        n_classes,
                 const guint *sizes,
                 guint        n_sizes,
                 guint        n_draws,
                 guint64      seed)
{
  WsEnsemble *self = g_new0 (WsEnsemble, 1);

  for (guint s = 0; s < n_sizes; s++)
    g_assert (sizes[s] > (s > 0 ? sizes[s - 1] : 0) && sizes[s] <= n_members);
  self->n_members = n_members;
  self->n_classes = n_classes;
  self->n_sizes = n_sizes;
  self->n_draws = n_draws;
  self->seed = seed;
  self->sizes = g_memdup2 (sizes, sizeof *sizes * n_sizes);
  self->order = g_new (guint32, MAX ((gsize)n_draws * n_members, 1));
  self->counts = g_new0 (Counts, MAX ((gsize)n_draws * n_sizes, 1));
  for (guint d = 0; d < n_draws; d++)
    {
      WsStream stream;

      ws_stream_init (&stream, seed, WS_PURPOSE_ENSEMBLE, d, 0);
      ws_stream_permutation (&stream, self->order + (gsize)d * n_members, n_members);
    }
  return self;
}

void
ws_ensemble_free (WsEnsemble *self)
{
  g_free (self->sizes);
  g_free (self->order);
  g_free (self->counts);
  g_free (self);
}

/* -- voting -- */

typedef struct
{
  const WsEnsemble *self;
  const float      *p;
  const guint8     *labels;
  guint8           *says; /* [member][image] */
  guint             n;
} Vote;

/* The first of the largest. */
static guint
best_of (const float *p, guint n)
{
  guint best = 0;

  for (guint c = 1; c < n; c++)
    if (p[c] > p[best])
      best = c;
  return best;
}

static void
find_says (guint member, gpointer data)
{
  const Vote *v = data;
  guint       C = v->self->n_classes;

  for (guint i = 0; i < v->n; i++)
    v->says[(gsize)member * v->n + i] = (guint8)best_of (v->p + ((gsize)member * v->n + i) * C, C);
}

/* What the members so far say to one image. */
static void
count_image (const double *share, const guint *votes, guint label, guint C, guint size, Counts *out)
{
  guint   soft = 0, majority = 0;
  guint64 right = votes[label], wrong = size - right;

  for (guint c = 1; c < C; c++)
    if (share[c] > share[soft])
      soft = c;
  for (guint c = 1; c < C; c++)
    if (votes[c] > votes[majority] || (votes[c] == votes[majority] && share[c] > share[majority]))
      majority = c;
  out->soft += soft == label;
  out->majority += majority == label;
  out->any += right > 0;
  out->right += right;
  for (guint c = 0; c < C; c++)
    out->agree += (guint64)votes[c] * (votes[c] - MIN (votes[c], 1)) / 2;
  out->both_wrong += wrong * (wrong - MIN (wrong, 1)) / 2;
  out->any_wrong += (guint64)size * (size - 1) / 2 - right * (right - MIN (right, 1)) / 2;
}

static guint
count_draws (const WsEnsemble *self, guint size)
{
  return size == self->n_members ? 1 : self->n_draws;
}

static void
vote_draw (guint draw, gpointer data)
{
  const Vote        *v = data;
  const WsEnsemble  *self = v->self;
  guint              C = self->n_classes, size = 0;
  const guint32     *order = self->order + (gsize)draw * self->n_members;
  g_autofree double *share = g_new0 (double, (gsize)v->n *C);
  g_autofree guint  *votes = g_new0 (guint, (gsize)v->n * C);

  for (guint s = 0; s < self->n_sizes && draw < count_draws (self, self->sizes[s]); s++)
    {
      for (; size < self->sizes[s]; size++)
        {
          const float  *p = v->p + (gsize)order[size] * v->n * C;
          const guint8 *says = v->says + (gsize)order[size] * v->n;

          for (gsize k = 0; k < (gsize)v->n * C; k++)
            share[k] += (double)p[k];
          for (guint i = 0; i < v->n; i++)
            votes[(gsize)i * C + says[i]]++;
        }
      for (guint i = 0; i < v->n; i++)
        count_image (share + (gsize)i * C, votes + (gsize)i * C, v->labels[i], C, size,
                     &self->counts[(gsize)draw * self->n_sizes + s]);
    }
}

void
ws_ensemble_add (WsEnsemble *self, const float *p, const guint8 *labels, guint n)
{
  g_autofree guint8 *says = g_new (guint8, MAX ((gsize)self->n_members * n, 1));
  Vote               vote = { self, p, labels, says, n };

  ws_pool_run (self->n_members, find_says, &vote);
  ws_pool_run (self->n_draws, vote_draw, &vote);
  self->n_images += n;
}

/* -- what came of it -- */

void
ws_ensemble_measure (const WsEnsemble *self, guint index, WsEnsembleSize *out)
{
  guint              size = self->sizes[index], n = count_draws (self, size);
  double             images = self->n_images, pairs = (double)size * (size - 1) / 2 * images * n;
  g_autofree double *acc = g_new (double, n), *members = g_new (double, n);
  g_autofree double *majority = g_new (double, n), *gain = g_new (double, n);
  double             agree = 0, both = 0, any = 0, right = 0, unused;

  for (guint d = 0; d < n; d++)
    {
      const Counts *c = &self->counts[(gsize)d * self->n_sizes + index];

      acc[d] = (double)c->soft / images;
      majority[d] = (double)c->majority / images;
      members[d] = (double)c->right / (images * size);
      gain[d] = acc[d] - members[d];
      agree += (double)c->agree;
      both += (double)c->both_wrong;
      any += (double)c->any_wrong;
      right += (double)c->any;
    }
  *out = (WsEnsembleSize){ .size = size, .n_draws = n };
  ws_table_summarise (acc, n, &out->acc_mean, &out->acc_std);
  ws_table_summarise (majority, n, &out->majority_mean, &out->majority_std);
  ws_table_summarise (members, n, &out->members_mean, &out->members_std);
  ws_table_summarise (gain, n, &out->gain, &unused);
  ws_bootstrap_mean (acc, n, WS_BOOTSTRAP_LEVEL, WS_BOOTSTRAP_RESAMPLES, self->seed, &out->acc_low,
                     &out->acc_high);
  ws_bootstrap_mean (gain, n, WS_BOOTSTRAP_LEVEL, WS_BOOTSTRAP_RESAMPLES, self->seed,
                     &out->gain_low, &out->gain_high);
  out->disagreement = pairs > 0 ? 1 - agree / pairs : (double)NAN;
  out->overlap = any > 0 && size > 1 ? both / any : (double)NAN;
  out->oracle = right / (images * n);
}

guint *
ws_ensemble_usual_sizes (guint n_members, guint *n_sizes)
{
  static const guint few[] = { 1, 2, 3, 5, 10, 15, 25 }, steps[] = { 50, 100, 200 };
  GArray            *sizes = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < G_N_ELEMENTS (few); i++)
    if (few[i] < n_members)
      g_array_append_val (sizes, few[i]);
  for (guint64 ten = 1; 50 * ten < n_members; ten *= 10)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      {
        guint64 wide = steps[i] * ten;
        guint   size = (guint)MIN (wide, n_members);

        if (wide < n_members)
          g_array_append_val (sizes, size);
      }
  if (n_members > 0)
    g_array_append_val (sizes, n_members);
  *n_sizes = sizes->len;
  return (guint *)(gpointer)g_array_free (sizes, FALSE);
}
