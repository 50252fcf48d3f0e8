/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/map-private.h"
#include "work/sample-private.h"

static const char *
get_kind (const SampleRun *run)
{
  switch (run->method)
    {
    case METHOD_LATENT:
      return "samples";
    case METHOD_WEIGHTS:
      return run->sampler->learning != NULL ? "samples" : "baseline";
    case METHOD_RECONSTRUCT:
      return "reconstruction";
    case METHOD_RANDOM:
    default:
      return "random";
    }
}

/* -- into the document -- */

static char *
describe_settings (const SampleRun *run)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "settings");
  json_builder_begin_object (builder);
  for (guint i = 0; run->sampler != NULL && i < ws_sampler_count_settings (run->sampler); i++)
    ws_json_add_number (builder, run->sampler->settings[i].key, run->values[i]);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "rows");
  json_builder_add_int_value (builder, run->n_selected);
  json_builder_set_member_name (builder, "all_epochs");
  json_builder_add_boolean_value (builder, run->request->all_epochs);
  if (!ws_refinement_is_plain (&run->request->refine))
    {
      g_autofree char *refine = ws_refinement_to_text (&run->request->refine);

      json_builder_set_member_name (builder, "refine");
      json_builder_add_string_value (builder, refine);
    }
  if (run->learned != 0)
    {
      json_builder_set_member_name (builder, "sampler");
      json_builder_add_int_value (builder, run->learned);
    }
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

#define MAX_BASE 40 /* bytes, so that a number has room behind it */

/* Method, target and refinement, with dashes for what names of files and shells would stumble over.
 */
static char *
make_base_name (const SampleRun *run)
{
  g_autofree char *target = ws_target_to_text (&run->request->target);
  g_autofree char *refine = ws_refinement_to_text (&run->request->refine);
  g_autofree char *both = g_strconcat (target, refine[0] != '\0' ? "-" : "", refine, NULL);
  GString         *name = g_string_new (run->request->method);

  if (run->method == METHOD_RANDOM)
    return g_string_free (name, FALSE);
  g_string_append_c (name, '-');
  for (const char *c = both; *c != '\0'; c++)
    {
      gboolean is_dot = *c == '.' && c > both && g_ascii_isdigit (c[-1]) && g_ascii_isdigit (c[1]);

      if (is_dot || *c == '_' || g_ascii_isalnum (*c))
        g_string_append_c (name, *c);
      else if (name->str[name->len - 1] != '-')
        g_string_append_c (name, '-');
    }
  g_string_truncate (name, MIN (name->len, MAX_BASE));
  while (name->str[name->len - 1] == '-')
    g_string_truncate (name, name->len - 1);
  return g_string_free (name, FALSE);
}

static WsPopulation *
describe_population (const SampleRun *run)
{
  const WsSampleRequest *request = run->request;
  g_autoptr (WsPopulation) self = g_new0 (WsPopulation, 1);
  g_autofree char *base = make_base_name (run);

  self->name = request->name[0] != '\0'
                   ? g_strdup (request->name)
                   : ws_project_free_population_name (run->work->project, base);
  self->kind = g_strdup (get_kind (run));
  self->arch = g_strdup (run->zoo->arch);
  self->channels = run->zoo->channels;
  self->data = g_strdup (run->zoo->data);
  self->recipe_json = g_strdup (run->zoo->recipe_json);
  self->seed = request->seed;
  self->n = run->n;
  self->hyper = ws_sample_needs_hyper (run->method) ? run->info->id : 0;
  self->parent = run->zoo->id;
  self->method = g_strdup (request->method);
  if (run->method != METHOD_RANDOM)
    self->target = ws_target_to_text (&request->target);
  self->settings_json = describe_settings (run);
  return g_steal_pointer (&self);
}

static gboolean
add_rows (
    SampleRun *run, WsPopulation *population, GPtrArray *maps, const char *novelty, GError **error)
{
  WsProject         *project = run->work->project;
  const WsStateQuery query = { .epoch_first = 0, .epoch_last = 0 };
  g_autoptr (WsStates) states = NULL;

  if (!ws_project_add_population (project, population, error) ||
      !ws_project_add_networks (project, population->id, run->weights, run->n, run->arch->n_params,
                                run->parent, error))
    return FALSE;
  states = ws_project_load_states (project, population->id, &query, error);
  if (states == NULL)
    return FALSE;
  if (run->hyper != NULL && !ws_project_save_latents (project, run->info->id, states->checkpoint,
                                                      run->z, run->n, run->q, error))
    return FALSE;
  if (run->projection != NULL &&
      !ws_project_save_points (project, run->projection->id, states->checkpoint, run->places,
                               run->n, run->projection->k, error))
    return FALSE;
  if (!ws_work_save_map_places (project, maps, states->checkpoint, run->n, error))
    return FALSE;
  if (run->images != NULL &&
      !ws_project_save_scores (project, states->checkpoint, run->n, population->data, "test",
                               run->images->n, run->loss, run->acc, error))
    return FALSE;
  return ws_project_add_report (project, population->id, population->hyper, WS_NOVELTY_REPORT,
                                novelty, error) &&
         (run->refinement == NULL ||
          ws_project_add_report (project, population->id, population->hyper, WS_REFINEMENT_REPORT,
                                 run->refinement, error));
}

/* All of it or nothing, and with it that the job is done: gone on with after a crash, it is not
 * made twice. */
gboolean
ws_sample_store (SampleRun *run, GPtrArray *maps, const char *novelty, GError **error)
{
  WsProject *project = run->work->project;
  g_autoptr (WsPopulation) population = NULL;

  if (!ws_project_begin (project, error))
    return FALSE;
  population = describe_population (run);
  if (!add_rows (run, population, maps, novelty, error) ||
      (!run->is_part &&
       !ws_project_set_job_state (project, run->work->record, "done", NULL, error)) ||
      !ws_project_commit (project, error))
    {
      ws_project_rollback (project);
      return FALSE;
    }
  if (run->is_part)
    return TRUE;
  ws_sample_publish (run, run->n, population->id);
  return ws_work_set_result (run->work, population->id, population->created, error);
}
