/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

/* How many states of a population have a place on the map. */
static gint64
count_places (WsProject          *project,
              const WsProjection *projection,
              const WsPopulation *population,
              GError            **error)
{
  const WsStateQuery query = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  g_autoptr (WsStates) states = ws_project_load_states (project, population->id, &query, error);
  g_autofree float *places = NULL;

  if (states == NULL)
    return -1;
  places = g_new (float, (gsize)MAX (states->n, 1) * projection->k);
  return states->n == 0 ? 0
                        : ws_project_load_points (project, projection->id, states->checkpoint,
                                                  states->n, projection->k, places, error);
}

static void
add_shares (JsonBuilder *builder, const WsProjection *projection)
{
  ws_output_begin_array (builder, "variance_shares");
  for (guint i = 0; projection->variance != NULL && i < projection->k; i++)
    json_builder_add_double_value (builder, projection->variance[i] / projection->total_variance);
  json_builder_end_array (builder);
}

/* What the map is worth, as the job measured it: members "rows", "quality" and settings. */
static void
add_options (JsonBuilder *builder, const WsProjection *projection)
{
  g_autoptr (JsonNode) root =
      projection->options != NULL ? json_from_string (projection->options, NULL) : NULL;
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, &name, &value))
    {
      json_builder_set_member_name (builder, name);
      json_builder_add_value (builder, json_node_copy (value));
    }
}

/* One line for people. */
static void
print_quality (const WsProjection *projection)
{
  g_autoptr (JsonNode) root =
      projection->options != NULL ? json_from_string (projection->options, NULL) : NULL;
  JsonObject *options =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *quality;

  if (options == NULL || !json_object_has_member (options, "quality"))
    return;
  quality = json_object_get_object_member (options, "quality");
  printf (
      _ ("trustworthiness %.3f; of the %d nearest states of a state %.0f %% are near on the map\n"),
      json_object_get_double_member_with_default (quality, "trustworthiness", (double)NAN),
      (int)json_object_get_int_member_with_default (quality, "neighbours", 0),
      100.0 * json_object_get_double_member_with_default (quality, "recall", (double)NAN));
}

static WsExit
print_map (const WsCall *call, WsProject *project, const char *hyper, const char *method)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsHyperInfo) info = ws_project_find_hyper (project, hyper, &error);
  g_autoptr (WsProjection) projection =
      info != NULL ? ws_project_find_projection (project, info->id, method, &error) : NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (projection == NULL)
    return ws_call_fail (call, error);
  list = ws_project_list_populations (project, &error);
  if (list == NULL)
    return ws_call_fail (call, error);
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "hyper", info->name);
  ws_output_text (builder, "projection", projection->method);
  add_shares (builder, projection);
  add_options (builder, projection);
  ws_output_begin_array (builder, "populations");
  for (guint i = 0; i < list->len; i++)
    {
      const WsPopulation *population = g_ptr_array_index (list, i);
      gint64              n = count_places (project, projection, population, &error);

      if (n < 0)
        return ws_call_fail (call, error);
      ws_output_begin_object (builder, NULL);
      ws_output_text (builder, "name", population->name);
      ws_output_count (builder, "states", n);
      json_builder_end_object (builder);
      if (!call->json)
        printf (_ ("%s: %" G_GINT64_FORMAT " states on the %s map of %s\n"), population->name, n,
                ws_projection_get_title (projection->method), info->name);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (call->json)
    ws_output_print (g_steal_pointer (&builder));
  else
    print_quality (projection);
  return WS_EXIT_DONE;
}

static WsExit
run (WsCall *call)
{
  g_autofree char   *method = NULL, *hyper = NULL;
  const GOptionEntry entries[] = {
    { "project", 0, 0, G_OPTION_ARG_STRING, &method, N_ ("How the map is made (default: pca)"),
      N_ ("pca|umap|tsne") },
    { "hyper", 0, 0, G_OPTION_ARG_STRING, &hyper, N_ ("The representation (default: the newest)"),
      N_ ("NAME") },
    { NULL },
  };
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;
  WsEmbedRequest request = { 0 };
  WsExit         result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (!ws_call_take_text (call, "--project", method != NULL ? method : "pca", request.projection,
                          sizeof request.projection) ||
      !ws_call_take_text (call, "--hyper", hyper, request.hyper, sizeof request.hyper))
    return WS_EXIT_USAGE;
  if (!ws_document_open (&document, call, WS_PROJECT_READ_WRITE))
    return WS_EXIT_FAILED;
  job = ws_embed_work_new (document.project, &request, &error);
  result = ws_call_run_job (call, job, error);
  return result == WS_EXIT_DONE ? print_map (call, document.project, hyper, request.projection)
                                : result;
}

const WsCommand ws_command_embed = {
  .name = "embed",
  .arguments = "P",
  .summary = N_ ("Places every network of P in the latent space and on the map"),
  .example = "wscape embed my.wscape --project tsne",
  .run = run,
};
