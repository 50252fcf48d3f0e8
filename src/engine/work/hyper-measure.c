/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/aligner.h"

#include "core/numeric.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define N_SPLITS 3
#define N_STEPS 4

typedef struct
{
  WsHyper            *hyper;
  WsAligner          *aligner;
  const WsArch       *arch;
  const WsPopulation *population;
  const WsStates     *states;
  WsJob              *job;
  guint               q;
  float              *z, *decoded; /* of all of them: n × q, n × P */
  WsStates           *all;         /* states of every kept epoch: training is what varies most */
  float              *all_z;
} Measure;

static void
measure_clear (Measure *self)
{
  g_clear_pointer (&self->z, g_free);
  g_clear_pointer (&self->decoded, g_free);
  g_clear_pointer (&self->all, ws_states_free);
  g_clear_pointer (&self->all_z, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Measure, measure_clear)

/* Rows of one split, copied together. */
static float *
gather (const Measure *self, const float *rows, guint split, guint *n)
{
  gsize  n_params = self->arch->n_params;
  float *out = g_new (float, MAX (self->states->n * n_params, 1));

  *n = 0;
  for (guint i = 0; i < self->states->n; i++)
    if (self->states->split[i] == split)
      memcpy (out + (*n)++ * n_params, rows + i * n_params, sizeof (float) * n_params);
  return out;
}

static void
begin_object (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

/* -- reconstruction -- */

static void
add_r2 (const Measure *self, JsonBuilder *builder, const char *name, const float *guess)
{
  begin_object (builder, name);
  for (guint split = 0; split < N_SPLITS; split++)
    {
      guint             n = 0;
      g_autofree float *w = gather (self, self->states->weights, split, &n);
      g_autofree float *w_hat = gather (self, guess, split, &n);
      g_autofree float *layers = g_new (float, self->arch->n_layers);
      float             all = NAN;

      for (guint l = 0; l < self->arch->n_layers; l++)
        layers[l] = NAN;
      if (n > 0)
        ws_hyper_r2 (self->hyper, w, w_hat, n, &all, layers);
      begin_object (builder, ws_split_get_name (split));
      ws_json_add_count (builder, "n", n);
      ws_json_add_number (builder, "all", (double)all);
      begin_object (builder, "layers");
      for (guint l = 0; l < self->arch->n_layers; l++)
        ws_json_add_number (builder, self->arch->layers[l].name, (double)layers[l]);
      json_builder_end_object (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

/* -- what needs no network at all -- */

/* In the units of the loss, so that the comparison is with the best plane for this very loss. */
static void
scale_layers (const Measure *self, float *rows, guint n, gboolean back)
{
  const float *sigma = ws_hyper_get_sigma (self->hyper);

  for (guint i = 0; i < n; i++)
    for (guint l = 0; l < self->arch->n_layers; l++)
      {
        const WsLayer *layer = &self->arch->layers[l];
        float         *w = rows + i * self->arch->n_params + layer->w_start;
        float          factor = back ? sigma[l] : 1 / sigma[l];

        for (gsize j = 0; j < layer->length; j++)
          w[j] *= factor;
      }
}

/* Every state put back from its coordinates on @k principal axes of the train split. */
static float *
guess_by_pca (const Measure *self, guint *k, GError **error)
{
  guint             n = 0;
  g_autofree float *train = gather (self, self->states->weights, WS_SPLIT_TRAIN, &n);
  gsize             size = self->states->n * self->arch->n_params;
  g_autofree float *guess = g_memdup2 (self->states->weights, sizeof (float) * size);
  g_autofree float *places = NULL;
  g_autoptr (WsPca) pca = NULL;
  const WsStage stage = {
    .job = self->job, .from = 1, .to = 2, .total = N_STEPS, .unit = _ ("measurements")
  };

  *k = MIN (self->q, MIN (n, (guint)self->arch->n_params));
  scale_layers (self, train, n, FALSE);
  scale_layers (self, guess, self->states->n, FALSE);
  pca = ws_pca_new (train, n, (guint)self->arch->n_params, *k, &stage, error);
  if (pca == NULL)
    return NULL;
  places = g_new (float, (gsize)self->states->n **k);
  for (guint i = 0; i < self->states->n; i += 64)
    {
      guint  rows = MIN (64, self->states->n - i);
      float *some = guess + i * self->arch->n_params;

      if (!ws_job_tick (self->job, error))
        return NULL;
      ws_pca_transform (pca, some, rows, places);
      ws_pca_inverse (pca, places, rows, some);
    }
  scale_layers (self, guess, self->states->n, TRUE);
  return g_steal_pointer (&guess);
}

static gboolean
add_baselines (const Measure *self, JsonBuilder *builder, GError **error)
{
  gsize             n_params = self->arch->n_params;
  g_autofree float *mean = g_new (float, self->states->n *n_params);
  g_autofree float *pca = NULL;
  guint             k;

  for (guint i = 0; i < self->states->n; i++)
    memcpy (mean + i * n_params, ws_hyper_get_mean (self->hyper), sizeof (float) * n_params);
  pca = guess_by_pca (self, &k, error);
  if (pca == NULL)
    return FALSE;
  begin_object (builder, "baselines");
  add_r2 (self, builder, "mean", mean);
  ws_json_add_count (builder, "pca_components", k);
  add_r2 (self, builder, "pca", pca);
  json_builder_end_object (builder);
  return TRUE;
}

/* -- all of it -- */

static gboolean
step (const Measure *self, guint done, GError **error)
{
  ws_job_report (self->job, done, N_STEPS, _ ("measurements"));
  return ws_job_tick (self->job, error);
}

static gboolean
load_all (Measure *self, WsProject *project, const WsHyperInfo *info, GError **error)
{
  self->all = ws_work_load_used_states (project, self->population,
                                        ws_hyper_get_config (self->hyper), 0, TRUE, NULL, error);
  if (self->all == NULL ||
      !ws_aligner_turn_states (self->aligner, self->population, self->all, self->job, error))
    return FALSE;
  self->all_z = ws_work_latents (project, self->hyper, info->id, self->all, TRUE, self->job, error);
  return self->all_z != NULL;
}

gboolean
ws_work_measure_hyper (WsWork             *work,
                       WsHyper            *hyper,
                       const WsHyperInfo  *info,
                       WsAligner          *aligner,
                       const WsPopulation *population,
                       const WsStates     *states,
                       WsJob              *job,
                       GError            **error)
{
  g_auto (Measure) self = { .hyper = hyper,
                            .aligner = aligner,
                            .arch = ws_hyper_get_arch (hyper),
                            .population = population,
                            .states = states,
                            .job = job,
                            .q = ws_hyper_get_n_latents (hyper) };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *report = NULL;

  self.z = g_new (float, (gsize)states->n *self.q);
  self.decoded = g_new (float, states->n * states->n_params);
  json_builder_begin_object (builder);
  if (!step (&self, 0, error) ||
      !ws_work_encode (hyper, states->weights, states->n, self.z, job, error) ||
      !ws_work_decode (hyper, self.z, states->n, self.decoded, job, error) ||
      !step (&self, 1, error))
    return FALSE;
  add_r2 (&self, builder, "r2", self.decoded);
  if (!add_baselines (&self, builder, error) || !step (&self, 2, error) ||
      !load_all (&self, work->project, info, error) ||
      !ws_work_add_decoded (builder, hyper, population, states, self.decoded, self.all, self.all_z,
                            job, error) ||
      !step (&self, 3, error) ||
      !ws_work_add_probes (builder, self.arch, self.all, self.all_z, self.q, job, error))
    return FALSE;
  begin_object (builder, "align");
  ws_aligner_add_report (aligner, builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  report = ws_json_builder_dup_text (builder);
  return step (&self, N_STEPS, error) &&
         ws_project_add_report (work->project, population->id, info->id, WS_HYPER_REPORT, report,
                                error);
}
