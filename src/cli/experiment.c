/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session.h"
#include "results/experiment-text.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* -- list -- */

static WsExit
run_list (WsCall *call)
{
  const WsExperiment *const *list = ws_experiment_list ();
  JsonBuilder               *builder;
  WsExit                     result;

  if (!ws_call_parse (call, NULL, &result))
    return result;
  if (!call->json)
    {
      for (guint i = 0; list[i] != NULL; i++)
        printf ("%-14s %s\n%-14s %s\n", list[i]->name, _ (list[i]->title), "",
                _ (list[i]->summary));
      return WS_EXIT_DONE;
    }
  builder = json_builder_new ();
  ws_output_begin_array (builder, NULL);
  for (guint i = 0; list[i] != NULL; i++)
    {
      ws_output_begin_object (builder, NULL);
      ws_output_text (builder, "name", list[i]->name);
      ws_output_text (builder, "title", _ (list[i]->title));
      ws_output_text (builder, "summary", _ (list[i]->summary));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  ws_output_print (builder);
  return WS_EXIT_DONE;
}

const WsCommand ws_command_experiment_list = {
  .name = "experiment list",
  .arguments = "",
  .summary = N_ ("Lists the experiments"),
  .example = "wscape experiment list",
  .run = run_list,
};

/* -- table -- */

static WsExit
print_table (const WsCall           *call,
             WsProject              *project,
             const WsExperimentInfo *info,
             WsResultFormat          format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsTable) table = NULL;
  g_autofree char *text = NULL;
  guint            n_done, n_units;

  table = ws_work_make_experiment_table (project, info, &n_done, &n_units, &error);
  if (table == NULL)
    return ws_call_fail (call, error);
  ws_experiment_note_unfinished (table, n_done, n_units);
  text = ws_experiment_dup_text (info, table, n_done, n_units, format);
  fputs (text, stdout);
  return WS_EXIT_DONE;
}

static gboolean
take_format (const WsCall *call, const char *text, WsResultFormat *format)
{
  static const char *const names[] = { "text", "csv", "latex", "json" };

  *format = call->json ? WS_RESULT_JSON : WS_RESULT_TEXT;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], text))
      {
        *format = (WsResultFormat)i;
        return TRUE;
      }
  ws_call_refuse (call, _ ("--format is text, csv, latex or json, not \"%s\""), text);
  return FALSE;
}

static WsExit
run_table (WsCall *call)
{
  g_auto (WsDocument) document = { 0 };
  g_autofree char   *format_text = NULL;
  gint64             id = 0;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_text, N_ ("How to print it (default: text)"),
      N_ ("text|csv|latex|json") },
    { "run", 0, 0, G_OPTION_ARG_INT64, &id, N_ ("Number of the run (default: the newest)"),
      N_ ("N") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsExperimentInfo) info = NULL;
  WsResultFormat format;
  WsExit         result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (!take_format (call, format_text, &format))
    return WS_EXIT_USAGE;
  if (ws_experiment_lookup (call->arguments[1], &error) == NULL)
    return ws_call_refuse (call, "%s", error->message);
  if (!ws_document_open (&document, call, WS_PROJECT_READ_ONLY))
    return WS_EXIT_FAILED;
  info = ws_work_find_experiment (document.project, call->arguments[1], id, &error);
  return info != NULL ? print_table (call, document.project, info, format)
                      : ws_call_fail (call, error);
}

const WsCommand ws_command_experiment_table = {
  .name = "experiment table",
  .arguments = "P NAME",
  .summary = N_ ("Prints what an experiment has found"),
  .details = N_ ("The table is made from the document alone, also of a run that is not finished."),
  .example = "wscape experiment table my.wscape lwln-ablation --format latex",
  .run = run_table,
};

/* -- run -- */

typedef struct
{
  char    *preset, *population, *seed, *weights, *hyper, *data;
  char   **settings;
  int      n_seeds, count, go_on_epochs, epochs;
  gboolean quick;
} RunOptions;

static void
options_clear (RunOptions *self)
{
  g_free (self->preset);
  g_free (self->population);
  g_free (self->seed);
  g_free (self->weights);
  g_free (self->hyper);
  g_free (self->data);
  g_strfreev (self->settings);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunOptions, options_clear)

static gboolean
apply_settings (const WsCall *call, char **settings, WsHyperConfig *config)
{
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    {
      g_auto (GStrv) pair = ws_call_split_setting (call, "--set", settings[i]);
      g_autoptr (GError) error = NULL;

      if (pair == NULL)
        return FALSE;
      if (!ws_hyper_config_set (config, pair[0], pair[1], &error))
        {
          ws_call_refuse (call, "%s", error->message);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
make_settings (const WsCall *call, const RunOptions *o, WsExperimentSettings *settings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) units = NULL;

  if (!ws_experiment_settings_init (settings, call->arguments[1],
                                    o->preset != NULL ? o->preset : "compact", o->quick, &error))
    {
      ws_call_refuse (call, "%s", error->message);
      return FALSE;
    }
  if (!ws_call_take_text (call, "--population", o->population, settings->population,
                          sizeof settings->population) ||
      !ws_call_take_text (call, "--weights", o->weights, settings->weights,
                          sizeof settings->weights) ||
      !ws_call_take_text (call, "--hyper", o->hyper, settings->hyper, sizeof settings->hyper) ||
      !ws_call_take_text (call, "--data", o->data, settings->data, sizeof settings->data) ||
      !(o->epochs == 0 ||
        ws_call_take_count (call, "--epochs", o->epochs, 1, &settings->tune_epochs)) ||
      !apply_settings (call, o->settings, &settings->config) ||
      !ws_call_take_seed (call, "--seed", o->seed, &settings->config.seed) ||
      !(o->n_seeds == 0 ||
        ws_call_take_count (call, "--seeds", o->n_seeds, 1, &settings->n_seeds)) ||
      !(o->count == 0 || ws_call_take_count (call, "--count", o->count, 2, &settings->count)) ||
      !(o->go_on_epochs == 0 ||
        ws_call_take_count (call, "--go-on-epochs", o->go_on_epochs, 1, &settings->go_on_epochs)))
    return FALSE;
  units = ws_experiment_make_units (settings, &error);
  if (units != NULL)
    return TRUE;
  ws_call_refuse (call, "%s", error->message);
  return FALSE;
}

static WsExit
experiment (WsCall *call, const WsExperimentSettings *settings)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;
  g_autoptr (WsExperimentInfo) info = NULL;
  WsExit result;

  if (!ws_document_open (&document, call, WS_PROJECT_READ_WRITE))
    return WS_EXIT_FAILED;
  job = ws_experiment_work_new (document.project, settings, &error);
  result = ws_call_run_job (call, job, error);
  if (result != WS_EXIT_DONE)
    return result;
  info =
      ws_work_find_experiment (document.project, settings->name, ws_work_get_result (job), &error);
  if (info == NULL)
    return ws_call_fail (call, error);
  if (ws_work_was_there (job) && !call->json)
    fputs (_ ("Was done already. "), stdout);
  return print_table (call, document.project, info, call->json ? WS_RESULT_JSON : WS_RESULT_TEXT);
}

static WsExit
run_run (WsCall *call)
{
  g_auto (RunOptions) o = { 0 };
  const GOptionEntry entries[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &o.quick,
      N_ ("One seed, a tenth of the epochs, few networks: minutes"), NULL },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &o.preset,
      N_ ("Of the representations (default: compact)"), N_ ("NAME") },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.settings,
      N_ ("Change one setting of the preset; may be repeated"), N_ ("KEY=VALUE") },
    { "seeds", 0, 0, G_OPTION_ARG_INT, &o.n_seeds, N_ ("How many seeds"), N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &o.seed, N_ ("The first seed (default: the preset's)"),
      N_ ("S") },
    { "count", 0, 0, G_OPTION_ARG_INT, &o.count, N_ ("Networks of each draw"), N_ ("N") },
    { "population", 0, 0, G_OPTION_ARG_STRING, &o.population, N_ ("The zoo (default: the newest)"),
      N_ ("POP") },
    { "hyper", 0, 0, G_OPTION_ARG_STRING, &o.hyper,
      N_ ("Experiments about networks: a representation that is there (default: train one)"),
      N_ ("NAME") },
    { "data", 0, 0, G_OPTION_ARG_STRING, &o.data,
      N_ ("transfer: the data set that networks are trained on"), N_ ("NAME|FOLDER") },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &o.epochs, N_ ("Of fine-tuning (default: 50, quick: 5)"),
      N_ ("E") },
    { "weights", 0, 0, G_OPTION_ARG_STRING, &o.weights,
      N_ ("frontier: weights of the task loss, as in 0,0.1,1"), N_ ("LIST") },
    { "go-on-epochs", 0, 0, G_OPTION_ARG_INT, &o.go_on_epochs,
      N_ ("frontier: epochs of each continuation (default: half of the first training)"),
      N_ ("E") },
    { NULL },
  };
  WsExperimentSettings settings;
  WsExit               result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  return make_settings (call, &o, &settings) ? experiment (call, &settings) : WS_EXIT_USAGE;
}

const WsCommand ws_command_experiment_run = {
  .name = "experiment run",
  .arguments = "P NAME",
  .summary = N_ ("Runs an experiment and prints its table"),
  .details = N_ (
      "NAME: see experiment list. Units are done one after the other and written down as they are\n"
      "done; the same line goes on where it was stopped. Other settings are another run."),
  .example = "wscape experiment run my.wscape lwln-ablation --quick",
  .run = run_run,
};
