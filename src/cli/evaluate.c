/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* The job's report is the document that --json promises. */
static WsExit
print_scores (const WsCall *call, WsProject *project, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsPopulation) population = ws_project_find_population (project, name, &error);
  g_autoptr (JsonNode) report = NULL;
  g_autofree char *json = NULL, *data = NULL;
  JsonObject      *scores;

  if (population == NULL)
    return ws_call_fail (call, error);
  json = ws_project_dup_report (project, population->id, 0, WS_EVALUATION_REPORT);
  if (call->json && json != NULL)
    {
      puts (json);
      return WS_EXIT_DONE;
    }
  report = ws_output_parse (json);
  scores = report != NULL ? json_node_get_object (report) : NULL;
  data = g_path_get_basename (
      scores != NULL ? json_object_get_string_member_with_default (scores, "data", "") : "");
  printf (_ ("%s on %.0f %s images of %s: accuracy %.4f ± %.4f, loss %.4f (n = %.0f)\n"), name,
          ws_object_get_number (scores, "images"),
          scores != NULL ? json_object_get_string_member_with_default (scores, "split", "") : "",
          data, ws_object_get_number (scores, "acc_mean"), ws_object_get_number (scores, "acc_std"),
          ws_object_get_number (scores, "loss_mean"), ws_object_get_number (scores, "n"));
  return WS_EXIT_DONE;
}

static WsExit
score (WsCall *call, const WsEvaluateRequest *request)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;
  WsExit result;

  if (!ws_document_open (&document, call, WS_PROJECT_READ_WRITE))
    return WS_EXIT_FAILED;
  job = ws_evaluate_work_new (document.project, request, &error);
  result = ws_call_run_job (call, job, error);
  return result == WS_EXIT_DONE ? print_scores (call, document.project, request->population)
                                : result;
}

static WsExit
run (WsCall *call)
{
  g_autofree char   *population = NULL, *data = NULL, *split = NULL, *epochs = NULL;
  const GOptionEntry entries[] = {
    { "population", 0, 0, G_OPTION_ARG_STRING, &population, N_ ("The networks"), N_ ("POP") },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data,
      N_ ("Image set (default: the one they were trained on)"), N_ ("D") },
    { "split", 0, 0, G_OPTION_ARG_STRING, &split, N_ ("Which images (default: test)"),
      N_ ("train|validation|test") },
    { "epochs", 0, 0, G_OPTION_ARG_STRING, &epochs, N_ ("Which states (default: last)"),
      N_ ("last|all") },
    { NULL },
  };
  WsEvaluateRequest request = { 0 };
  WsExit            result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (population == NULL)
    return ws_call_refuse (call, _ ("--population POP is missing"));
  if (!ws_call_take_text (call, "--population", population, request.population,
                          sizeof request.population) ||
      !ws_call_take_text (call, "--data", data, request.data, sizeof request.data) ||
      !ws_call_take_text (call, "--split", split, request.split, sizeof request.split) ||
      !ws_call_take_text (call, "--epochs", epochs, request.epochs, sizeof request.epochs))
    return WS_EXIT_USAGE;
  return score (call, &request);
}

const WsCommand ws_command_evaluate = {
  .name = "evaluate",
  .arguments = "P",
  .summary = N_ ("Scores a population on images"),
  .example = "wscape evaluate my.wscape --population zoo --split test --json",
  .run = run,
};
