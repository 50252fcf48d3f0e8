/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/aligner.h"
#include "work/map-private.h"

#include "core/error.h"
#include "core/numeric.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAP_COMPONENTS 3

/* -- the map's plane -- */

WsProjection *
ws_work_fit_projection (
    WsProject *project, WsHyper *hyper, gint64 hyper_id, WsStates *used, WsJob *job, GError **error)
{
  guint             q = ws_hyper_get_n_latents (hyper), n = 0;
  g_autofree float *z = ws_work_latents (project, hyper, hyper_id, used, TRUE, job, error);
  g_autoptr (WsPca) pca = NULL;
  g_autoptr (WsProjection) self = NULL;
  const WsStage stage = { .job = job, .to = 1, .total = 1, .unit = _ ("planes fitted") };

  if (z == NULL)
    return NULL;
  for (guint i = 0; i < used->n; i++)
    if (used->split[i] == WS_SPLIT_TRAIN && ws_all_finite (z + (gsize)i * q, q))
      memmove (z + (gsize)n++ * q, z + (gsize)i * q, sizeof (float) * q);
  pca = ws_pca_new (z, n, q, MIN (MAP_COMPONENTS, q), &stage, error);
  if (pca == NULL)
    return NULL;
  self = g_new0 (WsProjection, 1);
  self->hyper = hyper_id;
  self->method = g_strdup ("pca");
  self->q = pca->q;
  self->k = pca->k;
  self->mean = g_memdup2 (pca->mean, sizeof (float) * pca->q);
  self->basis = g_memdup2 (pca->components, sizeof (float) * pca->q * pca->k);
  self->variance = g_memdup2 (pca->variance, sizeof (double) * pca->k);
  self->total_variance = pca->total_variance;
  return ws_project_add_projection (project, self, error) ? g_steal_pointer (&self) : NULL;
}

void
ws_projection_place (const WsProjection *self, const float *z, guint n, float *places)
{
  const WsPca pca = { .q = self->q,
                      .k = self->k,
                      .mean = self->mean,
                      .components = self->basis,
                      .variance = self->variance,
                      .total_variance = self->total_variance };

  ws_pca_transform (&pca, z, n, places);
}

/* -- one population -- */

static void
drop_not_finite (WsStates *states)
{
  g_autofree guint32 *index = g_new (guint32, MAX (states->n, 1));
  guint               n = 0;

  for (guint i = 0; i < states->n; i++)
    if (ws_all_finite (states->weights + i * states->n_params, states->n_params))
      index[n++] = i;
  ws_states_take_rows (states, index, n);
}

static gboolean
save_epoch (WsProject          *project,
            WsHyper            *hyper,
            gint64              hyper_id,
            const WsProjection *projection,
            const WsStates     *states,
            const float        *z,
            GError            **error)
{
  guint             q = ws_hyper_get_n_latents (hyper);
  g_autofree float *places = NULL;
  gboolean          good;

  if (!ws_project_begin (project, error))
    return FALSE;
  good = ws_project_save_latents (project, hyper_id, states->checkpoint, z, states->n, q, error);
  if (good && projection != NULL)
    {
      places = g_new (float, (gsize)states->n * projection->k);
      ws_projection_place (projection, z, states->n, places);
      good = ws_project_save_points (project, projection->id, states->checkpoint, places, states->n,
                                     projection->k, error);
    }
  if (good && ws_project_commit (project, error))
    return TRUE;
  ws_project_rollback (project);
  return FALSE;
}

gboolean
ws_work_embed_population (WsProject          *project,
                          WsHyper            *hyper,
                          gint64              hyper_id,
                          WsAligner          *aligner,
                          const WsPopulation *population,
                          const WsProjection *projection,
                          WsJob              *job,
                          guint              *done,
                          guint               total,
                          GError            **error)
{
  /* Samples keep the latent that they were decoded from. */
  gboolean again = population->hyper != hyper_id;

  for (guint epoch = 0; epoch <= population->n_epochs; epoch++)
    {
      WsStateQuery query = { .epoch_first = epoch, .epoch_last = epoch, .with_weights = TRUE };
      g_autoptr (WsStates) states = ws_project_load_states (project, population->id, &query, error);
      g_autofree float *z = NULL;

      if (states == NULL)
        return FALSE;
      drop_not_finite (states);
      if (states->n > 0)
        {
          if (again && !ws_aligner_turn_states (aligner, population, states, job, error))
            return FALSE;
          z = ws_work_latents (project, hyper, hyper_id, states, again, job, error);
          if (z == NULL || !save_epoch (project, hyper, hyper_id, projection, states, z, error))
            return FALSE;
        }
      *done += population->n;
      ws_job_report (job, *done, MAX (total, *done), _ ("states placed"));
      if (!ws_job_tick (job, error))
        return FALSE;
    }
  return TRUE;
}

/* -- latents alone -- */

/* Latents of all kept states of @population; those that are there are taken as they are. */
static gboolean
complete_latents (const WsMapWork    *work,
                  WsAligner          *aligner,
                  const WsPopulation *population,
                  guint              *done,
                  guint               total,
                  GError            **error)
{
  guint q = ws_hyper_get_n_latents (work->hyper);

  for (guint epoch = 0; epoch <= population->n_epochs; epoch++)
    {
      WsStateQuery query = { .epoch_first = epoch, .epoch_last = epoch, .with_weights = TRUE };
      g_autoptr (WsStates) states =
          ws_project_load_states (work->project, population->id, &query, error);
      g_autofree float *stored = NULL, *z = NULL;
      gint64            n_stored;

      if (states == NULL)
        return FALSE;
      drop_not_finite (states);
      stored = g_new (float, MAX ((gsize)states->n * q, 1));
      n_stored = ws_project_load_latents (work->project, work->hyper_id, states->checkpoint,
                                          states->n, q, stored, error);
      if (n_stored < 0)
        return FALSE;
      if (n_stored < states->n)
        {
          if (!ws_aligner_turn_states (aligner, population, states, work->job, error))
            return FALSE;
          z = ws_work_latents (work->project, work->hyper, work->hyper_id, states, FALSE, work->job,
                               error);
          if (z == NULL ||
              !save_epoch (work->project, work->hyper, work->hyper_id, NULL, states, z, error))
            return FALSE;
        }
      *done += population->n;
      ws_job_report (work->job, *done, MAX (total, *done), _ ("states read"));
      if (!ws_job_tick (work->job, error))
        return FALSE;
    }
  return TRUE;
}

/* -- the job -- */

static gboolean
fit_plane (const WsMapWork *work, WsAligner *aligner, const WsPopulation *zoo, GError **error)
{
  g_autoptr (WsStates) used =
      ws_work_load_used_states (work->project, zoo, ws_hyper_get_config (work->hyper),
                                1 << WS_SPLIT_TRAIN, FALSE, NULL, error);
  g_autoptr (WsProjection) projection = NULL;

  if (used == NULL || !ws_aligner_turn_states (aligner, zoo, used, work->job, error))
    return FALSE;
  projection =
      ws_work_fit_projection (work->project, work->hyper, work->hyper_id, used, work->job, error);
  return projection != NULL && ws_work_complete_places (work, projection, error) >= 0;
}

/* The map of the document that is asked for. (nullable): %NULL without @error when there is none */
static WsProjection *
find_map (const WsMapWork *work, GError **error)
{
  return ws_work_is_map_method (work->method)
             ? ws_work_find_map (work, error)
             : ws_project_find_projection (work->project, work->hyper_id, work->method, error);
}

static gboolean
make_or_complete (
    WsWork *job, const WsMapWork *work, const WsPopulation *zoo, guint total, GError **error)
{
  g_autoptr (WsAligner) aligner = ws_aligner_new (work->project, work->hyper, zoo);
  g_autoptr (WsProjection) there = NULL;
  g_autoptr (GError) problem = NULL;
  guint  done = 0;
  gint64 n_new;

  for (guint i = 0; i < work->populations->len; i++)
    if (!complete_latents (work, aligner, g_ptr_array_index (work->populations, i), &done, total,
                           error))
      return FALSE;
  there = find_map (work, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (there == NULL)
    return ws_work_is_map_method (work->method) ? ws_work_make_map (work, error)
                                                : fit_plane (work, aligner, zoo, error);
  if (!ws_work_show_map (work, there, error))
    return FALSE;
  n_new = ws_work_complete_places (work, there, error);
  if (n_new == 0)
    ws_work_set_was_there (job);
  return n_new >= 0;
}

/* Those that the representation can read; @n_states counts theirs. */
static GPtrArray *
list_populations (WsProject *project, const WsArch *arch, guint *n_states, GError **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, error);

  *n_states = 0;
  for (guint i = list != NULL ? list->len : 0; i > 0; i--)
    {
      const WsPopulation *population = g_ptr_array_index (list, i - 1);

      if (g_str_equal (population->arch, arch->name) && population->channels == arch->channels)
        *n_states += population->n * (population->n_epochs + 1);
      else
        g_ptr_array_remove_index (list, i - 1);
    }
  return g_steal_pointer (&list);
}

static gboolean
embed_run (WsWork *work, WsJob *job, GError **error)
{
  const WsEmbedRequest *request = work->request;
  WsProject            *project = work->project;
  g_autoptr (WsHyperInfo) info =
      ws_project_find_hyper (project, request->hyper[0] != '\0' ? request->hyper : NULL, error);
  g_autoptr (WsPopulation) zoo = NULL;
  g_autoptr (WsHyper) hyper = NULL;
  g_autoptr (GPtrArray) list = NULL;
  WsMapWork map = {
    .project = project, .job = job, .method = request->projection, .settings = request->map
  };
  guint total;

  if (info == NULL)
    return FALSE;
  if (!info->complete)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                   "the representation %s is not trained to its end yet", info->name);
      return FALSE;
    }
  hyper = ws_project_load_hyper (project, info->id, error);
  if (hyper == NULL || !ws_work_set_result (work, info->id, info->created, error))
    return FALSE;
  zoo = ws_project_get_population (project, info->population, error);
  list = list_populations (project, ws_hyper_get_arch (hyper), &total, error);
  if (zoo == NULL || list == NULL)
    return FALSE;
  map.hyper = hyper;
  map.hyper_id = info->id;
  map.zoo = zoo->id;
  map.populations = list;
  return make_or_complete (work, &map, zoo, total, error);
}

WsJob *
ws_embed_work_new (WsProject *project, const WsEmbedRequest *request, GError **error)
{
  g_autofree char *title = NULL;

  g_return_val_if_fail (WS_IS_PROJECT (project), NULL);
  if (!g_str_equal (request->projection, "pca") && !ws_work_is_map_method (request->projection))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "there is no projection \"%s\"; known: %s",
                   request->projection, WS_PROJECTION_METHODS);
      return NULL;
    }
  if (!ws_map_settings_check (&request->map, request->projection, error))
    return NULL;
  /* Translators: %s is PCA, UMAP or t-SNE */
  title = g_strdup_printf (_ ("Map by %s"), ws_projection_get_title (request->projection));
  return ws_work_new (project, "embed", title, ws_embed_request_to_json (request), request,
                      sizeof *request, FALSE, embed_run, error);
}
