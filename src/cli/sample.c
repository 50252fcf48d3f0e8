/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/sample-match.h"
#include "cli/sample-methods.h"
#include "cli/session.h"
#include "cli/zoo-summary.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* -- the result -- */

static void
print_json (WsProject          *project,
            const WsPopulation *population,
            JsonObject         *novelty,
            const char         *json,
            const char         *refined)
{
  g_autoptr (GPtrArray) hypers = ws_project_list_hypers (project, NULL);
  JsonBuilder *builder = json_builder_new ();
  const char  *hyper = NULL;

  for (guint i = 0; hypers != NULL && i < hypers->len; i++)
    {
      const WsHyperInfo *info = g_ptr_array_index (hypers, i);

      if (info->id == population->hyper)
        hyper = info->name;
    }
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "population", population->name);
  ws_output_text (builder, "method", population->method);
  ws_output_text (builder, "target", population->target);
  ws_output_count (builder, "n", population->n);
  ws_output_seed (builder, "seed", population->seed);
  ws_output_text (builder, "hyper", hyper);
  ws_output_parsed (builder, "settings", population->settings_json);
  ws_output_number (builder, "acc_mean", ws_object_get_number (novelty, "acc_mean"));
  ws_output_number (builder, "acc_std", ws_object_get_number (novelty, "acc_std"));
  ws_output_number (builder, "loss_mean", ws_object_get_number (novelty, "loss_mean"));
  ws_output_parsed (builder, "novelty", json);
  if (refined != NULL)
    {
      g_autoptr (JsonNode) node = ws_output_parse (refined);
      JsonObject *report = node != NULL ? json_node_get_object (node) : NULL;

      ws_output_number (builder, "plain_acc_mean", ws_object_get_number (report, "plain_acc_mean"));
      ws_output_number (builder, "plain_acc_std", ws_object_get_number (report, "plain_acc_std"));
      ws_output_parsed (builder, "refinement", refined);
    }
  json_builder_end_object (builder);
  ws_output_print (builder);
}

static void
print_ensemble (JsonObject *ensemble)
{
  if (ensemble == NULL)
    return;
  /* Translators: numbers are a count, and accuracies or their differences */
  printf (_ ("  %.0f of them vote %.3f, each alone %.3f, gain %.3f; training networks with %.3f "
             "alone gain %.3f\n"),
          ws_object_get_number (ensemble, "networks"), ws_object_get_number (ensemble, "acc"),
          ws_object_get_number (ensemble, "members"), ws_object_get_number (ensemble, "gain"),
          ws_object_get_number (ensemble, "zoo_members"),
          ws_object_get_number (ensemble, "zoo_gain"));
}

/* Quality is never told without novelty. */
static void
print_novelty (JsonObject *novelty)
{
  double ratio = ws_object_get_number (novelty, "distance_ratio");
  double aligned = ws_object_get_number (novelty, "aligned_distance_ratio");
  double overlap = ws_object_get_number (novelty, "overlap_mean");

  if (isfinite (ratio))
    printf (_ ("  nearest training network: %.2f times as far as training networks are from each "
               "other\n"),
            ratio);
  if (isfinite (aligned))
    printf (_ ("  with all neurons in the same order: %.2f times\n"), aligned);
  if (isfinite (overlap))
    printf (_ ("  errors shared with it: %.2f; between training networks %.2f, of copies %.2f\n"),
            overlap, ws_object_get_number (novelty, "train_overlap_mean"),
            ws_object_get_number (novelty, "copy_overlap_mean"));
}

/* Refined draws are never told without the plain ones. */
static void
print_refinement (const char *refined)
{
  g_autoptr (JsonNode) node = ws_output_parse (refined);
  JsonObject *report = node != NULL ? json_node_get_object (node) : NULL;
  double      acc = ws_object_get_number (report, "plain_acc_mean");

  if (report == NULL)
    return;
  printf (_ ("  refined: %s"), json_object_get_string_member_with_default (report, "refine", ""));
  if (isfinite (acc))
    printf (_ ("; without it: test accuracy %.3f ± %.3f"), acc,
            ws_object_get_number (report, "plain_acc_std"));
  putchar ('\n');
}

static WsExit
print_samples (const WsCall *call, WsProject *project, gint64 id, gboolean was_there)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsPopulation) population = ws_project_get_population (project, id, &error);
  g_autoptr (JsonNode) report = NULL;
  g_autofree char *json = NULL, *line = NULL, *refined = NULL;
  JsonObject      *novelty;

  if (population == NULL)
    return ws_call_fail (call, error);
  json = ws_project_dup_report (project, population->id, population->hyper, WS_NOVELTY_REPORT);
  refined = ws_project_dup_report (project, id, population->hyper, WS_REFINEMENT_REPORT);
  report = ws_output_parse (json);
  novelty = report != NULL ? json_node_get_object (report) : NULL;
  if (call->json)
    {
      print_json (project, population, novelty, json, refined);
      return WS_EXIT_DONE;
    }
  line = ws_zoo_dup_line (project, population, &error);
  if (line == NULL)
    return ws_call_fail (call, error);
  if (was_there)
    fputs (_ ("Was done already. "), stdout);
  puts (line);
  print_refinement (refined);
  print_novelty (novelty);
  print_ensemble (novelty != NULL ? ws_object_get_object (novelty, "ensemble") : NULL);
  return WS_EXIT_DONE;
}

/* -- the request -- */

typedef struct
{
  char    *method, *target, *name, *hyper, *seed, *bandwidth;
  char   **settings, **refinements;
  int      count;
  gboolean all_epochs, not_scored, lists_methods;
} SampleOptions;

static void
options_clear (SampleOptions *self)
{
  g_free (self->method);
  g_free (self->target);
  g_free (self->name);
  g_free (self->hyper);
  g_free (self->seed);
  g_free (self->bandwidth);
  g_strfreev (self->settings);
  g_strfreev (self->refinements);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SampleOptions, options_clear)

static gboolean
take_setting (const WsCall *call, WsSampleRequest *request, const char *key, const char *text)
{
  g_autoptr (GError) error = NULL;
  double value = 0;

  if (!ws_call_take_number (call, key, text, -G_MAXDOUBLE, G_MAXDOUBLE, &value))
    return FALSE;
  if (ws_sample_request_set (request, key, value, &error))
    return TRUE;
  ws_call_refuse (call, "%s", error->message);
  return FALSE;
}

static gboolean
take_settings (const WsCall *call, const SampleOptions *o, WsSampleRequest *request)
{
  if (o->bandwidth != NULL && !take_setting (call, request, "bandwidth", o->bandwidth))
    return FALSE;
  for (guint i = 0; o->settings != NULL && o->settings[i] != NULL; i++)
    {
      g_auto (GStrv) parts = ws_call_split_setting (call, "--set", o->settings[i]);

      if (parts == NULL || !take_setting (call, request, parts[0], parts[1]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_refinements (const WsCall *call, const SampleOptions *o, WsSampleRequest *request)
{
  for (guint i = 0; o->refinements != NULL && o->refinements[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!ws_refinement_add (&request->refine, o->refinements[i], &error))
        {
          ws_call_refuse (call, "--refine: %s", error->message);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
take_target (const WsCall *call, const char *text, WsTarget *target)
{
  g_autoptr (GError) error = NULL;

  g_autofree char *own = NULL;

  *target = WS_TARGET_TOP30;
  if (text == NULL)
    return TRUE;
  /* What a document calls test_acc is accuracy to people. */
  own = g_str_has_prefix (text, "accuracy:")
            ? g_strconcat ("test_acc:", text + strlen ("accuracy:"), NULL)
            : g_strdup (text);
  if (ws_target_parse (own, target, &error))
    return TRUE;
  ws_call_refuse (call, "--target: %s", error->message);
  return FALSE;
}

static gboolean
make_request (const WsCall *call, const SampleOptions *o, WsSampleRequest *request)
{
  request->seed = 1;
  request->evaluate = !o->not_scored;
  request->all_epochs = o->all_epochs;
  if (o->method == NULL || o->count < 0)
    {
      ws_call_refuse (call, _ ("--method and --count are needed"));
      return FALSE;
    }
  return take_target (call, o->target, &request->target) &&
         ws_call_take_text (call, "--method", o->method, request->method, sizeof request->method) &&
         take_settings (call, o, request) && take_refinements (call, o, request) &&
         ws_call_take_text (call, "--name", o->name, request->name, sizeof request->name) &&
         ws_call_take_text (call, "--hyper", o->hyper, request->hyper, sizeof request->hyper) &&
         ws_call_take_seed (call, "--seed", o->seed, &request->seed) &&
         ws_call_take_count (call, "--count", o->count, 1, &request->count);
}

static WsExit
draw (WsCall *call, const WsSampleRequest *request)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;
  gint64 done;
  WsExit result;

  if (!ws_document_open (&document, call, WS_PROJECT_READ_WRITE))
    return WS_EXIT_FAILED;
  done = ws_sample_find_done (document.project, request);
  if (done != 0)
    return print_samples (call, document.project, done, TRUE);
  job = ws_sample_work_new (document.project, request, &error);
  result = ws_call_run_job (call, job, error);
  return result == WS_EXIT_DONE
             ? print_samples (call, document.project, ws_work_get_result (job), FALSE)
             : result;
}

static WsExit
run_sample (WsCall *call)
{
  g_auto (SampleOptions) o = { .count = -1 };
  const GOptionEntry entries[] = {
    { "method", 0, 0, G_OPTION_ARG_STRING, &o.method, N_ ("How to draw"), N_ ("M") },
    { "methods", 0, 0, G_OPTION_ARG_NONE, &o.lists_methods,
      N_ ("Only say which methods there are; needs no P"), NULL },
    { "count", 0, 0, G_OPTION_ARG_INT, &o.count, N_ ("How many networks"), N_ ("N") },
    { "target", 0, 0, G_OPTION_ARG_STRING, &o.target,
      N_ ("What networks are to be like (default: top30)"), N_ ("T") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o.name,
      N_ ("Name of the population (default: method and target)"), N_ ("POP") },
    { "hyper", 0, 0, G_OPTION_ARG_STRING, &o.hyper, N_ ("The representation (default: the newest)"),
      N_ ("NAME") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &o.seed, N_ ("Seed of the draws (default: 1)"), N_ ("S") },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.settings,
      N_ ("A setting of the method; may be given several times"), N_ ("KEY=VALUE") },
    { "bandwidth", 0, 0, G_OPTION_ARG_STRING, &o.bandwidth, N_ ("The same as --set bandwidth=H"),
      N_ ("H") },
    { "refine", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.refinements,
      N_ ("What is done to draws: reject=K, subsample=K, scale or scale=logits; several times"),
      N_ ("R") },
    { "all-epochs", 0, 0, G_OPTION_ARG_NONE, &o.all_epochs,
      N_ ("Draw from every kept state, not only those that were learned from"), NULL },
    { "no-score", 0, 0, G_OPTION_ARG_NONE, &o.not_scored,
      N_ ("Do not score the networks on the test images"), NULL },
    { NULL },
  };
  WsSampleRequest request = { 0 };
  WsExit          result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (o.lists_methods)
    {
      ws_sample_methods_print (call->json);
      return WS_EXIT_DONE;
    }
  return make_request (call, &o, &request) ? draw (call, &request) : WS_EXIT_USAGE;
}

/* The help lists the methods that there are, and their list needs no document. */
static WsExit
run (WsCall *call)
{
  const WsCommand *command = call->command;
  g_autofree char *details = ws_sample_methods_dup_help ();
  WsCommand        own = *command;
  WsExit           result;

  own.details = details;
  if (g_strv_contains ((const char *const *)call->words, "--methods"))
    own.arguments = "";
  call->command = &own;
  result = run_sample (call);
  call->command = command;
  return result;
}

const WsCommand ws_command_sample = {
  .name = "sample",
  .arguments = "P",
  .summary = N_ ("Draws new networks, scores them, says how new they are"),
  .example = "wscape sample my.wscape --method flow --set steps=2000 --target top10 --count 50",
  .run = run,
};
