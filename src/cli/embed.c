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

/* -- the request -- */

/* Options as they are written. */
typedef struct
{
  char *method, *hyper, *neighbours, *min_dist, *perplexity, *seed;
} EmbedOptions;

static void
options_clear (EmbedOptions *self)
{
  g_free (self->method);
  g_free (self->hyper);
  g_free (self->neighbours);
  g_free (self->min_dist);
  g_free (self->perplexity);
  g_free (self->seed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EmbedOptions, options_clear)

static gboolean
take_map_settings (const WsCall *call, const EmbedOptions *o, WsMapSettings *map)
{
  map->given = (o->neighbours != NULL ? WS_MAP_NEIGHBOURS : 0) |
               (o->min_dist != NULL ? WS_MAP_MIN_DIST : 0) |
               (o->perplexity != NULL ? WS_MAP_PERPLEXITY : 0) |
               (o->seed != NULL ? WS_MAP_SEED : 0);
  return ws_call_take_whole (call, "--neighbours", o->neighbours, WS_MAP_MIN_NEIGHBOURS,
                             WS_MAP_MAX_NEIGHBOURS, &map->neighbours) &&
         ws_call_take_number (call, "--min-dist", o->min_dist, 0, 1, &map->min_dist) &&
         ws_call_take_number (call, "--perplexity", o->perplexity, 1, WS_MAP_MAX_PERPLEXITY,
                              &map->perplexity) &&
         ws_call_take_seed (call, "--map-seed", o->seed, &map->seed);
}

static gboolean
make_request (const WsCall *call, const EmbedOptions *o, WsEmbedRequest *request)
{
  static const struct
  {
    WsMapSetting setting;
    const char  *option, *method;
  } owners[] = {
    { WS_MAP_NEIGHBOURS, "--neighbours", "umap" },
    { WS_MAP_MIN_DIST, "--min-dist", "umap" },
    { WS_MAP_PERPLEXITY, "--perplexity", "tsne" },
  };

  if (!ws_call_take_text (call, "--project", o->method != NULL ? o->method : "pca",
                          request->projection, sizeof request->projection) ||
      !ws_call_take_text (call, "--hyper", o->hyper, request->hyper, sizeof request->hyper) ||
      !take_map_settings (call, o, &request->map))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (owners); i++)
    if ((request->map.given & owners[i].setting) &&
        !g_str_equal (request->projection, owners[i].method))
      {
        ws_call_refuse (call, _ ("%s goes with --project %s"), owners[i].option, owners[i].method);
        return FALSE;
      }
  if ((request->map.given & WS_MAP_SEED) && g_str_equal (request->projection, "pca"))
    {
      ws_call_refuse (call, _ ("%s goes with --project %s"), "--map-seed", "umap, tsne");
      return FALSE;
    }
  return TRUE;
}

static WsExit
run (WsCall *call)
{
  g_auto (EmbedOptions) o = { 0 };
  const GOptionEntry entries[] = {
    { "project", 0, 0, G_OPTION_ARG_STRING, &o.method, N_ ("How the map is made (default: pca)"),
      N_ ("pca|umap|tsne") },
    { "hyper", 0, 0, G_OPTION_ARG_STRING, &o.hyper, N_ ("The representation (default: the newest)"),
      N_ ("NAME") },
    { "neighbours", 0, 0, G_OPTION_ARG_STRING, &o.neighbours,
      N_ ("UMAP: states that a state is near to, itself counted; 3 to 1000 (default: 15)"),
      N_ ("N") },
    { "min-dist", 0, 0, G_OPTION_ARG_STRING, &o.min_dist,
      N_ ("UMAP: how near places may lie; 0 to 1 (default: 0.1)"), N_ ("D") },
    { "perplexity", 0, 0, G_OPTION_ARG_STRING, &o.perplexity,
      N_ ("t-SNE: about how many states a state is near to; 1 to 500 (default: 30)"), N_ ("P") },
    { "map-seed", 0, 0, G_OPTION_ARG_STRING, &o.seed,
      N_ ("UMAP, t-SNE: seed of the map's draws (default: 42, 1)"), N_ ("S") },
    { NULL },
  };
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;
  WsEmbedRequest request = { 0 };
  WsExit         result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (!make_request (call, &o, &request))
    return WS_EXIT_USAGE;
  if (!ws_document_open (&document, call, WS_PROJECT_READ_WRITE))
    return WS_EXIT_FAILED;
  job = ws_embed_work_new (document.project, &request, &error);
  result = ws_call_run_job (call, job, error);
  if (result != WS_EXIT_DONE)
    return result;
  if (ws_work_was_there (job) && !call->json)
    puts (_ ("Was done already."));
  return print_map (call, document.project, o.hyper, request.projection);
}

const WsCommand ws_command_embed = {
  .name = "embed",
  .arguments = "P",
  .summary = N_ ("Places every network of P in the latent space and on the map"),
  .details = N_ (
      "A map that P has already with the same settings is not made again: networks that came "
      "since\n"
      "get their places on it. Other settings make another map. P keeps all of them, and figures\n"
      "and the desktop show the one of each kind that was asked for last."),
  .example = "wscape embed my.wscape --project umap --neighbours 30 --min-dist 0.2",
  .run = run,
};
