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

/* A number in its column, or a dash. */
static void
print_number (double value, int digits)
{
  if (isfinite (value))
    printf ("  %12.*f", digits, value);
  else
    printf ("  %14s", "–"); /* it has two bytes more than columns */
}

static void
print_size (JsonObject *size)
{
  static const char *const names[] = { "acc_mean",      "acc_std", "majority_acc_mean",
                                       "members_mean",  "gain",    "disagreement",
                                       "error_overlap", "oracle" };

  printf ("%6.0f", ws_object_get_number (size, "size"));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    print_number (ws_object_get_number (size, names[i]), 4);
  putchar ('\n');
}

/* The job's report is the document that --json promises. */
static WsExit
print_ensembles (const WsCall *call, WsProject *project, gint64 id)
{
  g_autoptr (JsonNode) report = NULL;
  g_autofree char *json = ws_project_dup_report (project, id, 0, WS_ENSEMBLE_REPORT);
  g_autofree char *data = NULL;
  JsonObject      *object;
  JsonArray       *sizes;

  if (call->json && json != NULL)
    {
      puts (json);
      return WS_EXIT_DONE;
    }
  report = ws_output_parse (json);
  object = report != NULL ? json_node_get_object (report) : NULL;
  sizes = object != NULL ? json_object_get_array_member (object, "sizes") : NULL;
  if (sizes == NULL)
    return WS_EXIT_FAILED;
  data = g_path_get_basename (json_object_get_string_member_with_default (object, "data", ""));
  printf (_ ("Ensembles of %s: %.0f networks, %.0f test images of %s, %.0f draws of each size\n"),
          json_object_get_string_member_with_default (object, "population", ""),
          ws_object_get_number (object, "n"), ws_object_get_number (object, "images"), data,
          ws_object_get_number (object, "draws"));
  printf ("%6s  %12s  %12s  %12s  %12s  %12s  %12s  %12s  %12s\n", _ ("size"), _ ("soft vote"),
          _ ("deviation"), _ ("majority"), _ ("members"), _ ("gain"), _ ("disagreement"),
          _ ("same errors"), _ ("any right"));
  for (guint i = 0; i < json_array_get_length (sizes); i++)
    print_size (json_array_get_object_element (sizes, i));
  return WS_EXIT_DONE;
}

static WsExit
vote (WsCall *call, const WsEnsembleRequest *request)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;
  WsExit result;

  if (!ws_document_open (&document, call, WS_PROJECT_READ_WRITE))
    return WS_EXIT_FAILED;
  job = ws_ensemble_work_new (document.project, request, &error);
  result = ws_call_run_job (call, job, error);
  return result == WS_EXIT_DONE ? print_ensembles (call, document.project, ws_work_get_result (job))
                                : result;
}

static WsExit
run (WsCall *call)
{
  g_autofree char *population = NULL, *data = NULL, *size = NULL, *epoch = NULL, *seed = NULL,
                  *draws = NULL;
  const GOptionEntry entries[] = {
    { "population", 0, 0, G_OPTION_ARG_STRING, &population, N_ ("The networks"), N_ ("POP") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &size,
      N_ ("How many vote, or several such numbers (default: 1,2,3,5,10,… up to all)"), N_ ("K") },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data,
      N_ ("Image set (default: the one they were trained on)"), N_ ("D") },
    { "epoch", 0, 0, G_OPTION_ARG_STRING, &epoch, N_ ("Which states (default: last)"), N_ ("E") },
    { "draws", 0, 0, G_OPTION_ARG_STRING, &draws, N_ ("Ensembles of each size (default: 20)"),
      N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &seed, N_ ("Seed of who votes together (default: 1)"),
      N_ ("S") },
    { NULL },
  };
  WsEnsembleRequest request = { .epoch = WS_EPOCH_LAST, .draws = WS_ENSEMBLE_DRAWS, .seed = 1 };
  WsExit            result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (population == NULL)
    return ws_call_refuse (call, _ ("--population POP is missing"));
  if (!ws_call_take_text (call, "--population", population, request.population,
                          sizeof request.population) ||
      !ws_call_take_text (call, "--size", size, request.sizes, sizeof request.sizes) ||
      !ws_call_take_text (call, "--data", data, request.data, sizeof request.data) ||
      !ws_call_take_whole (call, "--epoch", epoch, 0, G_MAXINT, &request.epoch) ||
      !ws_call_take_whole (call, "--draws", draws, 1, WS_ENSEMBLE_MAX_DRAWS, &request.draws) ||
      !ws_call_take_seed (call, "--seed", seed, &request.seed))
    return WS_EXIT_USAGE;
  return vote (call, &request);
}

const WsCommand ws_command_ensemble = {
  .name = "ensemble",
  .arguments = "P",
  .summary = N_ ("Lets the networks of a population vote"),
  .details = N_ ("Soft votes are means of class probabilities; the gain is over the mean of the "
                 "members alone."),
  .example = "wscape ensemble my.wscape --population zoo --size 1,5,10",
  .run = run,
};
