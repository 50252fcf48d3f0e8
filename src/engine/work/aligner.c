/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/aligner.h"

#include "core/numeric.h"
#include "core/pool.h"
#include "zoo/units.h"

#include <math.h>
#include <string.h>

#define N_IMAGES 256 /* twice as many give the same distances */
#define LOT 16       /* networks between two looks for a cancel */

struct _WsAligner
{
  WsProject          *project;
  WsHyper            *hyper;
  const WsPopulation *zoo;
  WsTensorImages     *images;          /* by activations, once they are needed */
  float              *reference_units; /* likewise */

  gint64        population; /* whose alignments these are; 0 for none */
  guint         n;
  WsAlignment **alignments;     /* n; NULL for a network that stays as it is */
  float        *before, *after; /* n: distances from the reference; NaN likewise */
};

static void
forget_population (WsAligner *self)
{
  for (guint i = 0; i < self->n; i++)
    ws_alignment_free (self->alignments[i]);
  g_clear_pointer (&self->alignments, g_free);
  g_clear_pointer (&self->before, g_free);
  g_clear_pointer (&self->after, g_free);
  self->n = 0;
  self->population = 0;
}

WsAligner *
ws_aligner_new (WsProject *project, WsHyper *hyper, const WsPopulation *zoo)
{
  WsAligner *self = g_new0 (WsAligner, 1);

  self->project = project;
  self->hyper = hyper;
  self->zoo = zoo;
  return self;
}

void
ws_aligner_free (WsAligner *self)
{
  if (self == NULL)
    return;
  forget_population (self);
  g_clear_pointer (&self->images, ws_tensor_images_unref);
  g_free (self->reference_units);
  g_free (self);
}

static WsAlign
get_method (const WsAligner *self)
{
  return ws_hyper_get_config (self->hyper)->align;
}

/* -- the reference -- */

void
ws_aligner_choose_reference (WsHyper *hyper, const WsStates *states)
{
  guint best = G_MAXUINT;

  if (ws_hyper_get_config (hyper)->align == WS_ALIGN_NONE)
    return;
  for (guint i = 0; i < states->n; i++)
    {
      float acc = states->metrics[i].test_acc;

      if (states->split[i] != WS_SPLIT_TRAIN ||
          (i + 1 < states->n && states->model[i + 1] == states->model[i]))
        continue;
      if (best == G_MAXUINT || acc > states->metrics[best].test_acc ||
          (isfinite (acc) && !isfinite (states->metrics[best].test_acc)))
        best = i;
    }
  if (best != G_MAXUINT)
    ws_hyper_set_reference (hyper, states->weights + best * states->n_params);
}

/* What the reference's neurons say; read once. */
static gboolean
prepare_units (WsAligner *self, GError **error)
{
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (WsTensorImages) images = NULL;
  g_autofree float *units = NULL;
  const WsArch     *arch;
  WsActivation      act;

  if (get_method (self) != WS_ALIGN_ACTIVATIONS || self->images != NULL)
    return TRUE;
  if (!ws_population_get_network (self->zoo, &arch, &act, error))
    return FALSE;
  set = ws_dataset_load (self->zoo->data, error);
  if (set == NULL ||
      !ws_dataset_split (set, MIN (N_IMAGES, set->train->n), 0, &images, NULL, NULL, error))
    return FALSE;
  units = g_new (float, (gsize)images->n *ws_arch_count_units (arch));
  if (!ws_zoo_units (arch, act, ws_hyper_get_reference (self->hyper), images, units, error))
    return FALSE;
  self->images = g_steal_pointer (&images);
  self->reference_units = g_steal_pointer (&units);
  return TRUE;
}

/* -- deciding -- */

typedef struct
{
  const WsAligner *self;
  const WsArch    *arch;
  WsActivation     act;
  const float     *weights; /* n × P */
  const guint32   *index;   /* of each row among the results */
  WsAlignment    **alignments;
  float           *before, *after;
  guint            first;
} Decision;

static double
get_distance (const float *a, const float *b, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += ((double)a[i] - (double)b[i]) * ((double)a[i] - (double)b[i]);
  return sqrt (sum);
}

static void
decide_piece (guint i, gpointer data)
{
  const Decision      *d = data;
  const WsHyperConfig *config = ws_hyper_get_config (d->self->hyper);
  const float         *w = d->weights + (d->first + i) * d->arch->n_params;
  const float         *reference = ws_hyper_get_reference (d->self->hyper);
  guint                index = d->index[d->first + i];
  g_autofree float    *aligned = g_new (float, d->arch->n_params), *units = NULL;
  g_autoptr (WsAlignment) found = NULL;

  if (config->align == WS_ALIGN_WEIGHTS)
    found = ws_align_by_weights (d->arch, d->act, reference, w, config->align_signs, config->seed,
                                 NULL);
  else
    {
      const WsTensorImages *images = d->self->images;

      units = g_new (float, (gsize)images->n *ws_arch_count_units (d->arch));
      if (ws_zoo_units (d->arch, d->act, w, images, units, NULL))
        found = ws_align_by_units (d->arch, d->act, d->self->reference_units, units, images->n,
                                   config->align_signs, NULL);
    }
  if (found == NULL)
    return;
  ws_alignment_apply (found, w, aligned);
  d->before[index] = (float)get_distance (w, reference, d->arch->n_params);
  d->after[index] = (float)get_distance (aligned, reference, d->arch->n_params);
  d->alignments[index] = g_steal_pointer (&found);
}

/* In lots, between which a cancel is heard. */
static gboolean
decide (Decision *decision, guint n, WsJob *job, GError **error)
{
  for (guint i = 0; i < n; i += LOT)
    {
      if (!ws_job_tick (job, error))
        return FALSE;
      decision->first = i;
      ws_pool_run (MIN (LOT, n - i), decide_piece, decision);
    }
  return TRUE;
}

/* Keeps the finite states of networks that are not decided yet; @is_decided then has them too. */
static void
take_undecided (WsStates *states, guint8 *is_decided, guint n_models)
{
  g_autofree guint32 *index = g_new (guint32, MAX (states->n, 1));
  guint               n = 0;

  for (guint i = 0; i < states->n; i++)
    if (states->model[i] < n_models && !is_decided[states->model[i]] &&
        ws_all_finite (states->weights + i * states->n_params, states->n_params))
      {
        is_decided[states->model[i]] = TRUE;
        index[n++] = i;
      }
  ws_states_take_rows (states, index, n);
}

/* Almost always the first look has all networks; the others are for those that diverged. */
static gboolean
decide_population (WsAligner *self, const WsPopulation *population, WsJob *job, GError **error)
{
  g_autofree guint8 *is_decided = g_new0 (guint8, MAX (population->n, 1));
  Decision           decision = { .self = self };
  guint              n_decided = 0;

  if (self->population == population->id)
    return TRUE;
  forget_population (self);
  if (!prepare_units (self, error) ||
      !ws_population_get_network (population, &decision.arch, &decision.act, error))
    return FALSE;
  self->n = population->n;
  self->alignments = g_new0 (WsAlignment *, MAX (population->n, 1));
  self->before = g_new (float, MAX (population->n, 1));
  self->after = g_new (float, MAX (population->n, 1));
  for (guint i = 0; i < population->n; i++)
    self->before[i] = self->after[i] = NAN;
  decision.alignments = self->alignments;
  decision.before = self->before;
  decision.after = self->after;
  for (guint k = 0; k <= population->n_epochs + 1 && n_decided < population->n; k++)
    {
      guint        epoch = k == 0 ? WS_EPOCH_LAST : population->n_epochs + 1 - k;
      WsStateQuery query = { .epoch_first = epoch, .epoch_last = epoch, .with_weights = TRUE };
      g_autoptr (WsStates) states =
          ws_project_load_states (self->project, population->id, &query, error);

      if (states == NULL)
        return FALSE;
      take_undecided (states, is_decided, population->n);
      decision.weights = states->weights;
      decision.index = states->model;
      if (!decide (&decision, states->n, job, error))
        return FALSE;
      n_decided += states->n;
    }
  self->population = population->id;
  return TRUE;
}

/* -- turning -- */

gboolean
ws_aligner_turn_states (
    WsAligner *self, const WsPopulation *population, WsStates *states, WsJob *job, GError **error)
{
  g_autofree float *room = NULL;

  if (get_method (self) == WS_ALIGN_NONE)
    return TRUE;
  if (!decide_population (self, population, job, error))
    return FALSE;
  room = g_new (float, MAX (states->n_params, 1));
  for (guint i = 0; i < states->n; i++)
    {
      const WsAlignment *alignment = self->alignments[states->model[i]];
      float             *w = states->weights + i * states->n_params;

      if (alignment == NULL)
        continue;
      ws_alignment_apply (alignment, w, room);
      memcpy (w, room, sizeof *w * states->n_params);
    }
  return ws_job_tick (job, error);
}

gboolean
ws_aligner_turn_networks (WsAligner *self, float *w, guint n, WsJob *job, GError **error)
{
  g_autofree guint32 *index = NULL;
  g_autofree float   *room = NULL, *distances = NULL;
  WsAlignment       **alignments;
  Decision            decision = { .self = self, .weights = w };
  gboolean            good;

  if (get_method (self) == WS_ALIGN_NONE || n == 0)
    return TRUE;
  if (!prepare_units (self, error) ||
      !ws_population_get_network (self->zoo, &decision.arch, &decision.act, error))
    return FALSE;
  index = g_new (guint32, n);
  for (guint i = 0; i < n; i++)
    index[i] = i;
  room = g_new (float, decision.arch->n_params);
  distances = g_new (float, n);
  alignments = g_new0 (WsAlignment *, n);
  decision.index = index;
  decision.alignments = alignments;
  decision.before = decision.after = distances;
  good = decide (&decision, n, job, error);
  for (guint i = 0; i < n; i++)
    {
      if (good && alignments[i] != NULL)
        {
          ws_alignment_apply (alignments[i], w + i * decision.arch->n_params, room);
          memcpy (w + i * decision.arch->n_params, room, sizeof *w * decision.arch->n_params);
        }
      ws_alignment_free (alignments[i]);
    }
  g_free (alignments);
  return good;
}

/* -- the report -- */

void
ws_aligner_add_report (const WsAligner *self, JsonBuilder *builder)
{
  static const char *const methods[] = { "none", "weights", "activations" };
  const WsHyperConfig     *config = ws_hyper_get_config (self->hyper);
  double                   before = 0, after = 0;
  guint                    n = 0, reference = G_MAXUINT;

  for (guint i = 0; i < self->n; i++)
    {
      if (self->before[i] == 0)
        reference = i;
      else if (isfinite (self->before[i]))
        {
          before += (double)self->before[i];
          after += (double)self->after[i];
          n++;
        }
    }
  json_builder_set_member_name (builder, "method");
  json_builder_add_string_value (builder, methods[config->align]);
  json_builder_set_member_name (builder, "signs");
  json_builder_add_boolean_value (builder, config->align_signs);
  json_builder_set_member_name (builder, "reference");
  if (reference != G_MAXUINT)
    json_builder_add_int_value (builder, reference);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "networks");
  json_builder_add_int_value (builder, n);
  ws_json_add_number (builder, "distance_before", n > 0 ? before / n : (double)NAN);
  ws_json_add_number (builder, "distance_after", n > 0 ? after / n : (double)NAN);
}
