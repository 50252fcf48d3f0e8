/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/novelty-private.h"

#include "core/numeric.h"
#include "lab/novelty.h"

#include <math.h>
#include <string.h>

/* METHOD.md 7, diagnostics 3 and 4: whether draws say different things, and whether it helps them.
 * Better networks agree more, so what an ensemble of draws gains is compared with what as good
 * networks gain. */

#define VOTERS 24

/* -- disagreement -- */

void
ws_novelty_measure_disagreement (WsNovelty *self, const WsNoveltySays *says)
{
  g_autofree guint32 *place = g_new0 (guint32, MAX (self->n_refs, 1));
  guint               n = says->n_images;
  double              copies = 0;

  for (guint k = 0; k < says->n_judges; k++)
    place[says->judge[k]] = k;
  for (guint i = 0; i < self->in->n; i++)
    if (self->nearest[i] < self->n_refs)
      self->nearest_disagreement[i] = (float)ws_disagreement (
          says->draws + (gsize)i * n, says->judges + (gsize)place[self->nearest[i]] * n, n);
  for (guint i = 0; i < self->n_copies; i++)
    copies += ws_disagreement (says->copies + (gsize)i * n, says->train + (gsize)i * n, n);
  self->disagreement = ws_mean_disagreement (says->draws, self->in->n, n);
  self->train_disagreement = ws_mean_disagreement (says->train, self->n_train, n);
  self->copy_disagreement = self->n_copies > 0 ? copies / self->n_copies : (double)NAN;
}

/* -- training networks that are as good -- */

typedef struct
{
  const WsNovelty *novelty;
  WsStates        *states;  /* of all epochs, no weights */
  gboolean        *is_lost; /* epoch by epoch: no weights were kept */
  guint32         *voter;   /* n: draws */
  guint32         *chosen;  /* n: of states */
  float           *w;       /* n × P */
  guint            n;
} Match;

static void
match_clear (Match *self)
{
  g_clear_pointer (&self->states, ws_states_free);
  g_free (self->is_lost);
  g_free (self->voter);
  g_free (self->chosen);
  g_free (self->w);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Match, match_clear)

/* For one draw after the other the state of a network not chosen yet whose accuracy is nearest; how
 * many there are. */
static guint
choose (Match *self)
{
  const WsStates      *states = self->states;
  g_autofree gboolean *is_used = g_new0 (gboolean, MAX (self->novelty->in->zoo->n, 1));

  for (guint i = 0; i < self->n; i++)
    {
      float   acc = self->novelty->in->acc[self->voter[i]], least = INFINITY;
      guint32 best = G_MAXUINT32;

      for (guint s = 0; s < states->n; s++)
        {
          float difference = fabsf (states->metrics[s].test_acc - acc);

          if (!is_used[states->model[s]] && !self->is_lost[states->epoch[s]] && difference < least)
            {
              least = difference;
              best = s;
            }
        }
      if (best == G_MAXUINT32)
        return i;
      is_used[states->model[best]] = TRUE;
      self->chosen[i] = best;
    }
  return self->n;
}

/* Copies the weights of chosen states of one epoch; %FALSE with an @error or where none were kept.
 */
static gboolean
load_epoch (Match *self, guint epoch, GError **error)
{
  const WsStateQuery query = { epoch, epoch, 1 << WS_SPLIT_TRAIN, TRUE };
  gsize              P = self->novelty->P;
  g_autoptr (WsStates) there = ws_project_load_states (self->novelty->in->project,
                                                       self->novelty->in->zoo->id, &query, error);

  if (there == NULL)
    return FALSE;
  for (guint i = 0; i < self->n; i++)
    {
      guint k = 0;

      if (self->states->epoch[self->chosen[i]] != epoch)
        continue;
      while (k < there->n && there->checkpoint[k] != self->states->checkpoint[self->chosen[i]])
        k++;
      if (k == there->n || !ws_all_finite (there->weights + k * P, P))
        {
          self->is_lost[epoch] = TRUE;
          return FALSE;
        }
      memcpy (self->w + i * P, there->weights + k * P, sizeof (float) * P);
    }
  return TRUE;
}

/* %FALSE with no error: another choice is needed. */
static gboolean
load_chosen (Match *self, GError **error)
{
  g_autofree gboolean *is_loaded = g_new0 (gboolean, self->novelty->in->zoo->n_epochs + 1);

  for (guint i = 0; i < self->n; i++)
    {
      guint epoch = self->states->epoch[self->chosen[i]];

      if (!ws_job_tick (self->novelty->job, error))
        return FALSE;
      if (!is_loaded[epoch] && !load_epoch (self, epoch, error))
        return FALSE;
      is_loaded[epoch] = TRUE;
    }
  return TRUE;
}

static void
choose_voters (Match *self)
{
  const WsNoveltyInput *in = self->novelty->in;

  self->voter = g_new (guint32, VOTERS);
  self->chosen = g_new (guint32, VOTERS);
  self->w = g_new (float, VOTERS * self->novelty->P);
  for (guint i = 0; i < in->n && self->n < VOTERS; i++)
    if (isfinite (in->acc[i]) &&
        ws_all_finite (in->weights + i * self->novelty->P, self->novelty->P))
      self->voter[self->n++] = i;
}

/* Leaves n at 0 where there are no two of each. */
static gboolean
find_match (Match *self, GError **error)
{
  const WsNoveltyInput *in = self->novelty->in;
  const WsStateQuery    query = { 0, in->zoo->n_epochs, 1 << WS_SPLIT_TRAIN, FALSE };
  GError               *problem = NULL;

  choose_voters (self);
  self->is_lost = g_new0 (gboolean, in->zoo->n_epochs + 1);
  self->states = ws_project_load_states (in->project, in->zoo->id, &query, error);
  if (self->states == NULL)
    return FALSE;
  do
    {
      self->n = choose (self);
      if (self->n < 2)
        {
          self->n = 0;
          return TRUE;
        }
      if (load_chosen (self, &problem))
        return TRUE;
    }
  while (problem == NULL);
  g_propagate_error (error, problem);
  return FALSE;
}

/* -- votes -- */

static gboolean
vote (WsNovelty            *self,
      const float          *w,
      const guint32        *index,
      guint                 n,
      const WsTensorImages *images,
      WsEnsembleSize       *out,
      GError              **error)
{
  gsize             size = (gsize)images->n * self->arch->n_classes;
  g_autofree float *p = g_new (float, MAX (n * size, 1));
  g_autoptr (WsEnsemble) ensemble = ws_ensemble_new (n, self->arch->n_classes, &n, 1, 1, 0);

  for (guint i = 0; i < n; i++)
    if (!ws_work_find_probabilities (self->arch, self->in->act,
                                     w + (index != NULL ? index[i] : i) * self->P, images,
                                     p + i * size, self->job, error))
      return FALSE;
  ws_ensemble_add (ensemble, p, images->labels, images->n);
  ws_ensemble_measure (ensemble, 0, out);
  return TRUE;
}

gboolean
ws_novelty_measure_ensembles (WsNovelty *self, GError **error)
{
  g_auto (Match) match = { .novelty = self };
  WsTensorImages images;

  if (self->in->images == NULL || self->in->acc == NULL)
    return TRUE;
  if (!find_match (&match, error))
    return FALSE;
  if (match.n == 0)
    return TRUE;
  images = *self->in->images; /* the first of them, lent */
  images.n = MIN (images.n, WS_NOVELTY_IMAGES);
  if (!vote (self, self->in->weights, match.voter, match.n, &images, &self->vote, error) ||
      !vote (self, match.w, NULL, match.n, &images, &self->zoo_vote, error))
    return FALSE;
  self->n_voters = match.n;
  return TRUE;
}

void
ws_novelty_add_ensembles (const WsNovelty *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "ensemble");
  if (self->n_voters == 0)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "networks");
  json_builder_add_int_value (builder, self->n_voters);
  json_builder_set_member_name (builder, "images");
  json_builder_add_int_value (builder, MIN (self->in->images->n, WS_NOVELTY_IMAGES));
  ws_json_add_number (builder, "acc", self->vote.acc_mean);
  ws_json_add_number (builder, "members", self->vote.members_mean);
  ws_json_add_number (builder, "gain", self->vote.gain);
  ws_json_add_number (builder, "disagreement", self->vote.disagreement);
  ws_json_add_number (builder, "error_overlap", self->vote.overlap);
  ws_json_add_number (builder, "zoo_acc", self->zoo_vote.acc_mean);
  ws_json_add_number (builder, "zoo_members", self->zoo_vote.members_mean);
  ws_json_add_number (builder, "zoo_gain", self->zoo_vote.gain);
  ws_json_add_number (builder, "zoo_disagreement", self->zoo_vote.disagreement);
  ws_json_add_number (builder, "zoo_error_overlap", self->zoo_vote.overlap);
  json_builder_end_object (builder);
}
