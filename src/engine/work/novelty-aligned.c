/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/novelty-private.h"

#include "core/numeric.h"
#include "lab/novelty.h"

#include <math.h>
#include <string.h>

/* METHOD.md 7, diagnostics 1 and 6 ask for distances after alignment: in another order of neurons a
 * copy is as far away as any network. */

typedef struct
{
  WsNovelty   *self;
  const float *reference;
  GError     **error;
} Aligner;

/* (transfer full): @n networks aligned to the reference, in lots, between which a cancel is heard.
 */
static float *
align (const Aligner *aligner, const float *w, guint n)
{
  WsNovelty        *self = aligner->self;
  g_autofree float *out = g_new (float, MAX (n * self->P, 1));

  if (n > 0)
    memcpy (out, w, sizeof *w * n * self->P);
  for (guint i = 0; i < n; i += WS_NOVELTY_LOT)
    {
      if (!ws_job_tick (self->job, aligner->error))
        return NULL;
      ws_align_rows (self->arch, self->in->act, aligner->reference, out + i * self->P,
                     MIN (WS_NOVELTY_LOT, n - i));
    }
  return g_steal_pointer (&out);
}

/* Alignment by steps finds no more than a local optimum: where the order that the networks have is
 * the better one, it counts. */
static void
take_lesser (
    float *distance, guint32 *index, const float *plain, const guint32 *plain_index, guint n)
{
  for (guint i = 0; i < n; i++)
    if (plain[i] < distance[i] || isnan (distance[i]))
      {
        distance[i] = plain[i];
        if (index != NULL)
          index[i] = plain_index[i];
      }
}

/* (transfer full): distances to the nearest of the aligned @refs. */
static float *
find_nearest (const Aligner *aligner,
              const float   *w,
              const guint32 *group,
              guint          n,
              const float   *refs,
              guint32       *index)
{
  WsNovelty        *self = aligner->self;
  g_autofree float *distance = g_new (float, MAX (n, 1));

  for (guint i = 0; i < n; i += WS_NOVELTY_LOT)
    {
      if (!ws_job_tick (self->job, aligner->error))
        return NULL;
      ws_nearest_aligned (self->arch, self->in->act, w + i * self->P,
                          group != NULL ? group + i : NULL, MIN (WS_NOVELTY_LOT, n - i), refs,
                          self->model, self->n_refs, distance + i,
                          index != NULL ? index + i : NULL);
    }
  return g_steal_pointer (&distance);
}

/* The representation's own reference, or the best network of those that draws may come from. */
static const float *
choose_reference (const WsNovelty *self)
{
  const WsStates *rows = self->in->rows;
  const float    *own = self->in->hyper != NULL ? ws_hyper_get_reference (self->in->hyper) : NULL;
  guint           best = 0;

  for (guint i = 1; i < rows->n; i++)
    if (rows->metrics[i].test_acc > rows->metrics[best].test_acc ||
        (isfinite (rows->metrics[i].test_acc) && !isfinite (rows->metrics[best].test_acc)))
      best = i;
  return own != NULL || rows->n == 0 ? own : rows->weights + best * self->P;
}

/* Of the networks as they were trained. */
static gboolean
measure_zoo_pairs (const Aligner *aligner)
{
  WsNovelty        *self = aligner->self;
  g_autofree float *rows = g_new (float, MAX (self->n_train * self->P, 1)), *aligned = NULL;

  for (guint i = 0; i < self->n_train; i++)
    memcpy (rows + i * self->P, self->in->rows->weights + self->row[self->train[i]] * self->P,
            sizeof *rows * self->P);
  aligned = align (aligner, rows, self->n_train);
  if (aligned == NULL)
    return FALSE;
  self->aligned_zoo_pairs = ws_novelty_get_pair_distance (aligned, self->n_train, self->P);
  return TRUE;
}

gboolean
ws_novelty_measure_aligned (WsNovelty *self, GError **error)
{
  Aligner           aligner = { self, choose_reference (self), error };
  guint             n = self->in->n;
  g_autofree float *draws = NULL, *refs = NULL, *train = NULL, *copies = NULL;

  self->aligned_nearest = g_new (guint32, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    self->aligned_nearest[i] = G_MAXUINT32;
  self->aligned_pairs = self->aligned_zoo_pairs = (double)NAN;
  if (aligner.reference == NULL || !ws_all_finite (aligner.reference, self->P))
    return TRUE;
  if ((draws = align (&aligner, self->in->weights, n)) == NULL ||
      (refs = align (&aligner, self->refs, self->n_refs)) == NULL ||
      (train = align (&aligner, self->train_w, self->n_train)) == NULL ||
      (copies = align (&aligner, self->copies, self->n_copies)) == NULL ||
      !measure_zoo_pairs (&aligner))
    return FALSE;
  self->aligned_pairs = ws_novelty_get_pair_distance (draws, n, self->P);
  g_free (self->aligned_distance);
  self->aligned_distance = find_nearest (&aligner, draws, NULL, n, refs, self->aligned_nearest);
  if (self->aligned_distance == NULL)
    return FALSE;
  take_lesser (self->aligned_distance, self->aligned_nearest, self->distance, self->nearest, n);
  self->aligned_train_distance =
      find_nearest (&aligner, train, self->train_model, self->n_train, refs, NULL);
  if (self->aligned_train_distance == NULL)
    return FALSE;
  take_lesser (self->aligned_train_distance, NULL, self->train_distance, NULL, self->n_train);
  self->aligned_copy_distance = find_nearest (&aligner, copies, NULL, self->n_copies, refs, NULL);
  if (self->aligned_copy_distance == NULL)
    return FALSE;
  take_lesser (self->aligned_copy_distance, NULL, self->copy_distance, NULL, self->n_copies);
  return TRUE;
}
