/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/aligner.h"
#include "work/map-private.h"
#include "work/sample-private.h"

#include "core/error.h"
#include "core/numeric.h"
#include "core/random.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_COUNT 10000
#define LOT 16 /* networks that fall onto the map together */

void
ws_sample_run_clear (SampleRun *run)
{
  g_clear_pointer (&run->zoo, ws_population_free);
  g_clear_pointer (&run->info, ws_hyper_info_free);
  g_clear_pointer (&run->aligner, ws_aligner_free);
  g_clear_pointer (&run->hyper, ws_hyper_unref);
  g_clear_pointer (&run->projection, ws_projection_free);
  g_clear_pointer (&run->images, ws_tensor_images_unref);
  g_clear_pointer (&run->rows, ws_states_free);
  g_clear_pointer (&run->rows_z, g_free);
  g_clear_pointer (&run->selected, g_free);
  g_clear_pointer (&run->rank, g_free);
  g_clear_pointer (&run->weights, g_free);
  g_clear_pointer (&run->z, g_free);
  g_clear_pointer (&run->places, g_free);
  g_clear_pointer (&run->xy, g_free);
  g_clear_pointer (&run->loss, g_free);
  g_clear_pointer (&run->acc, g_free);
  g_clear_pointer (&run->parent, g_free);
  g_clear_pointer (&run->model, ws_sampler_model_free);
  g_clear_pointer (&run->model_x, g_free);
  g_clear_pointer (&run->model_network, g_free);
  g_clear_pointer (&run->refinement, g_free);
}

/* -- the method -- */

static gboolean
find_method (const char *name, SampleMethod *method, const WsSampler **sampler, GError **error)
{
  *sampler = NULL;
  *method = METHOD_RANDOM;
  if (g_str_equal (name, "random"))
    return TRUE;
  *method = METHOD_RECONSTRUCT;
  if (g_str_equal (name, "reconstruct"))
    return TRUE;
  *sampler = ws_sampler_lookup (name, error);
  if (*sampler == NULL)
    {
      if (error != NULL && *error != NULL)
        {
          char *longer = g_strconcat ((*error)->message, ", random, reconstruct", NULL);

          g_free ((*error)->message);
          (*error)->message = longer;
        }
      return FALSE;
    }
  *method = (*sampler)->space == WS_SPACE_LATENT ? METHOD_LATENT : METHOD_WEIGHTS;
  return TRUE;
}

gboolean
ws_sample_needs_hyper (SampleMethod method)
{
  return method == METHOD_LATENT || method == METHOD_RECONSTRUCT;
}

/* The named representation or the newest that is trained. NULL with no error when there is none and
 * the method can do without. */
static WsHyperInfo *
find_hyper (WsProject *project, const char *name, SampleMethod method, GError **error)
{
  GError *problem = NULL;
  g_autoptr (WsHyperInfo) info =
      ws_project_find_hyper (project, name[0] != '\0' ? name : NULL, &problem);

  if (info != NULL && info->complete)
    return g_steal_pointer (&info);
  if (info != NULL)
    problem = g_error_new (WS_ERROR, WS_ERROR_NOT_FOUND,
                           "the representation %s is not trained to its end yet", info->name);
  if (name[0] == '\0' && !ws_sample_needs_hyper (method) &&
      g_error_matches (problem, WS_ERROR, WS_ERROR_NOT_FOUND))
    g_clear_error (&problem);
  else
    g_propagate_error (error, problem);
  return NULL;
}

/* -- before drawing -- */

static gboolean
open_hyper (SampleRun *run, GError **error)
{
  WsProject *project = run->work->project;
  GError    *problem = NULL;

  run->info = find_hyper (project, run->request->hyper, run->method, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (run->info == NULL)
    return TRUE;
  run->hyper = ws_project_load_hyper (project, run->info->id, error);
  if (run->hyper == NULL)
    return FALSE;
  run->q = ws_hyper_get_n_latents (run->hyper);
  run->projection = ws_project_find_projection (project, run->info->id, "pca", &problem);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

/* Latents of the rows. The rows stay as they are: draws in weight space are from them. */
static gboolean
load_latents (SampleRun *run, GError **error)
{
  WsProject        *project = run->work->project;
  WsStates         *rows = run->rows;
  gsize             size = rows->n * rows->n_params;
  g_autofree float *z = g_new (float, MAX ((gsize)rows->n * run->q, 1)), *raw = NULL;
  gint64            n_stored =
      ws_project_load_latents (project, run->info->id, rows->checkpoint, rows->n, run->q, z, error);

  if (n_stored < 0)
    return FALSE;
  if (n_stored == rows->n)
    {
      run->rows_z = g_steal_pointer (&z);
      return TRUE;
    }
  raw = g_memdup2 (rows->weights, sizeof (float) * size);
  if (!ws_aligner_turn_states (run->aligner, run->zoo, rows, run->job, error))
    return FALSE;
  run->rows_z = ws_work_latents (project, run->hyper, run->info->id, rows, FALSE, run->job, error);
  if (size > 0)
    memcpy (rows->weights, raw, sizeof (float) * size);
  return run->rows_z != NULL;
}

static gboolean
load_rows (SampleRun *run, GError **error)
{
  WsProject    *project = run->work->project;
  WsHyperConfig config;

  if (run->hyper != NULL)
    config = *ws_hyper_get_config (run->hyper);
  else if (!ws_hyper_config_preset ("compact", &config, error))
    return FALSE;
  run->rows = ws_work_load_used_states (project, run->zoo, &config, 1 << WS_SPLIT_TRAIN,
                                        run->request->all_epochs, NULL, error);
  if (run->rows == NULL)
    return FALSE;
  if (run->hyper == NULL)
    return TRUE;
  run->aligner = ws_aligner_new (project, run->hyper, run->zoo);
  return load_latents (run, error);
}

static gboolean
prepare (SampleRun *run, GError **error)
{
  const WsSampleRequest *request = run->request;

  if (!find_method (request->method, &run->method, &run->sampler, error))
    return FALSE;
  if (!ws_sample_request_get_values (request, run->values, error) || !open_hyper (run, error))
    return FALSE;
  run->zoo = run->info != NULL
                 ? ws_project_get_population (run->work->project, run->info->population, error)
                 : ws_work_find_population (run->work->project, "", error);
  if (run->zoo == NULL || !ws_population_get_network (run->zoo, &run->arch, &run->act, error))
    return FALSE;
  if (request->evaluate)
    run->images = ws_work_load_images (run->zoo, NULL, "test", error);
  return (run->images != NULL || !request->evaluate) && load_rows (run, error);
}

/* -- drawing -- */

void
ws_sample_publish (SampleRun *run, guint n, gint64 population)
{
  ws_job_publish (run->job, ws_sample_snapshot_new (population, n, run->xy, run->acc));
}

static void
place (SampleRun *run, guint first, guint n)
{
  guint  k = run->projection->k;
  float *places = run->places + (gsize)first * k;

  ws_projection_place (run->projection, run->z + (gsize)first * run->q, n, places);
  for (guint i = 0; i < n; i++)
    for (guint axis = 0; axis < 2 && axis < k; axis++)
      run->xy[2 * ((gsize)first + i) + axis] = places[(gsize)i * k + axis];
}

/* Each network's noise follows from the seed and its number. */
static void
add_noise (SampleRun *run, float *all, guint first, guint n)
{
  const float *sigma = ws_hyper_get_sigma (run->hyper);

  for (guint i = first; i < first + n; i++)
    {
      float   *w = all + i * run->arch->n_params;
      WsStream stream;

      ws_stream_init (&stream, run->request->seed, WS_PURPOSE_SAMPLE, i,
                      2); /* 0: draws, 1: copies */
      for (guint l = 0; l < run->arch->n_layers; l++)
        for (gsize j = 0; j < run->arch->layers[l].length; j++)
          w[run->arch->layers[l].w_start + j] += run->noise * sigma[l] * ws_stream_normal (&stream);
    }
}

/* Latents of networks that were drawn in weight space, which stay as they were drawn. */
static gboolean
encode_lot (SampleRun *run, const float *w, guint first, guint n, GError **error)
{
  g_autofree float *turned = g_memdup2 (w, sizeof *w * n * run->arch->n_params);

  return ws_aligner_turn_networks (run->aligner, turned, n, run->job, error) &&
         ws_work_encode (run->hyper, turned, n, run->z + (gsize)first * run->q, run->job, error);
}

static gboolean
decode_lot (SampleRun *run, const float *z, float *w, guint first, guint n, GError **error)
{
  if (!ws_work_decode (run->hyper, z + (gsize)first * run->q, n, w + first * run->arch->n_params,
                       run->job, error))
    return FALSE;
  if (run->noise > 0)
    add_noise (run, w, first, n);
  return TRUE;
}

gboolean
ws_sample_decode (SampleRun *run, const float *z, float *w, GError **error)
{
  for (guint i = 0; i < run->n; i += LOT)
    if (!ws_job_tick (run->job, error) || !decode_lot (run, z, w, i, MIN (LOT, run->n - i), error))
      return FALSE;
  return TRUE;
}

/* From what was drawn to a network on the map and its score. */
static gboolean
make_lot (SampleRun *run, guint first, guint n, GError **error)
{
  float *w = run->weights + first * run->arch->n_params;

  if (ws_sample_needs_hyper (run->method))
    {
      if (!run->is_made && !decode_lot (run, run->z, run->weights, first, n, error))
        return FALSE;
    }
  else if (run->hyper != NULL && !encode_lot (run, w, first, n, error))
    return FALSE;
  if (run->projection != NULL)
    place (run, first, n);
  return run->images == NULL ||
         ws_zoo_evaluate (run->arch, run->act, w, n, run->images, run->loss + first,
                          run->acc + first, NULL, run->job, error);
}

static gboolean
make_networks (SampleRun *run, GError **error)
{
  run->xy = g_new (float, (gsize)2 * run->n);
  run->loss = g_new (float, run->n);
  run->acc = g_new (float, run->n);
  for (guint i = 0; i < run->n; i++)
    run->xy[2 * i] = run->xy[2 * i + 1] = run->loss[i] = run->acc[i] = NAN;
  if (run->projection != NULL)
    run->places = g_new (float, (gsize)run->n * run->projection->k);
  for (guint i = 0; i < run->n; i += LOT)
    {
      guint n = MIN (LOT, run->n - i);

      if (!make_lot (run, i, n, error))
        return FALSE;
      ws_job_report (run->job, i + n, run->n, _ ("networks"));
      ws_sample_publish (run, i + n, 0);
      if (!ws_job_tick (run->job, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ws_sample_run_make (SampleRun *run, GError **error)
{
  return prepare (run, error) && ws_sample_draw (run, error) && ws_sample_refine (run, error) &&
         make_networks (run, error);
}

char *
ws_sample_run_novelty (SampleRun *run, GError **error)
{
  gboolean         is_decoded = ws_sample_needs_hyper (run->method);
  g_autofree char *invariance =
      is_decoded && run->images != NULL
          ? ws_work_find_invariance (run->work->project, run->hyper, run->info->id, run->aligner,
                                     run->zoo, run->rows, run->images, run->job, error)
          : NULL;
  const WsNoveltyInput input = {
    .project = run->work->project,
    .invariance = invariance,
    /* Only what was decoded is compared with decoded networks. */
    .hyper = is_decoded ? run->hyper : NULL,
    .zoo = run->zoo,
    .rows = run->rows,
    .images = run->images,
    .act = run->act,
    .weights = run->weights,
    .z = run->z,
    .rows_z = run->rows_z,
    .q = run->q,
    .acc = run->images != NULL ? run->acc : NULL,
    .loss = run->images != NULL ? run->loss : NULL,
    .n = run->n,
  };

  if (invariance == NULL && is_decoded && run->images != NULL)
    return NULL;
  return ws_work_novelty (&input, run->job, error);
}

/* -- the job -- */

gboolean
ws_sample_run_store (SampleRun *run, const char *novelty, GError **error)
{
  g_autoptr (GPtrArray) maps =
      run->hyper != NULL ? ws_work_place_on_maps (run->work->project, run->info->id, run->zoo->id,
                                                  run->z, run->n, run->job, error)
                         : g_ptr_array_new ();

  return maps != NULL && ws_job_tick (run->job, error) &&
         ws_sample_store (run, maps, novelty, error);
}

static gboolean
sample_run (WsWork *work, WsJob *job, GError **error)
{
  g_auto (SampleRun) run = { .work = work, .job = job, .request = work->request };
  g_autofree char *novelty = NULL;

  if (!ws_sample_run_make (&run, error))
    return FALSE;
  novelty = ws_sample_run_novelty (&run, error);
  return novelty != NULL && ws_sample_run_store (&run, novelty, error);
}

/* -- the request -- */

static gboolean
check_request (WsProject *project, const WsSampleRequest *request, GError **error)
{
  double values[WS_SAMPLER_MAX_SETTINGS];
  g_autoptr (WsPopulation) taken = NULL;

  if (request->count < 1 || request->count > MAX_COUNT)
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE, "1 to %u networks are drawn, not %u", MAX_COUNT,
                 request->count);
  else if (request->name[0] != '\0' &&
           (taken = ws_project_find_population (project, request->name, NULL)) != NULL)
    g_set_error (error, WS_ERROR, WS_ERROR_EXISTS,
                 "%s: there is a population \"%s\" already; choose another name",
                 ws_project_get_path (project), request->name);
  else
    return ws_sample_request_get_values (request, values, error) &&
           ws_sample_check_refinement (request, error);
  return FALSE;
}

/* @params: (nullable): the words of an older version's request */
static WsJob *
new_job (WsProject *project, const WsSampleRequest *request, const char *params, GError **error)
{
  g_autofree char *title = NULL;
  g_autoptr (WsHyperInfo) info = NULL;
  WsSampleRequest  own = *request;
  const WsSampler *sampler;
  SampleMethod     method;
  GError          *problem = NULL;

  if (!find_method (own.method, &method, &sampler, error) || !check_request (project, &own, error))
    return NULL;
  info = find_hyper (project, own.hyper, method, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  /* The newest of today, whatever comes before its turn. */
  if (info != NULL)
    g_strlcpy (own.hyper, info->name, sizeof own.hyper);
  /* Translators: %u is a number of networks, %s the short name of a sampling method */
  title = g_strdup_printf (_ ("Drawing %u networks (%s)"), own.count, own.method);
  return ws_work_new (project, "sample", title,
                      params != NULL ? g_strdup (params) : ws_sample_request_to_json (&own), &own,
                      sizeof own, FALSE, sample_run, error);
}

WsJob *
ws_sample_work_new (WsProject *project, const WsSampleRequest *request, GError **error)
{
  g_return_val_if_fail (WS_IS_PROJECT (project), NULL);
  return new_job (project, request, NULL, error);
}

WsJob *
ws_sample_work_resume (WsProject             *project,
                       const WsSampleRequest *request,
                       const char            *params,
                       GError               **error)
{
  return new_job (project, request, params, error);
}
