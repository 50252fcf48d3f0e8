/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/hyper-summary.h"
#include "cli/output.h"
#include "cli/session.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* -- train -- */

static gboolean
set_one (const WsCall *call, WsHyperConfig *config, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  if (value == NULL || ws_hyper_config_set (config, key, value, &error))
    return TRUE;
  ws_call_refuse (call, "%s", error->message);
  return FALSE;
}

static gboolean
apply_settings (const WsCall *call, char **settings, WsHyperConfig *config)
{
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    {
      g_auto (GStrv) pair = ws_call_split_setting (call, "--set", settings[i]);

      if (pair == NULL || !set_one (call, config, pair[0], pair[1]))
        return FALSE;
    }
  return TRUE;
}

static char *
dup_name (WsProject *project, gint64 id)
{
  g_autoptr (GPtrArray) list = ws_project_list_hypers (project, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const WsHyperInfo *info = g_ptr_array_index (list, i);

      if (info->id == id)
        return g_strdup (info->name);
    }
  return NULL;
}

static WsExit
print_hyper (const WsCall *call, WsProject *project, const char *name, gboolean was_there)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsHyperSummary) summary = ws_hyper_summary_load (project, name, &error);
  g_autofree char *text = NULL;

  if (summary == NULL)
    return ws_call_fail (call, error);
  if (call->json)
    {
      JsonBuilder *builder = json_builder_new ();

      ws_hyper_summary_add_json (summary, builder);
      ws_output_print (builder);
      return WS_EXIT_DONE;
    }
  if (was_there)
    fputs (_ ("Was done already. "), stdout);
  text = ws_hyper_summary_dup_text (summary);
  fputs (text, stdout);
  return WS_EXIT_DONE;
}

static WsExit
train (WsCall *call, const WsHyperRequest *request)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;
  g_autofree char *name = NULL;
  WsExit           result;

  if (!ws_document_open (&document, call, WS_PROJECT_READ_WRITE))
    return WS_EXIT_FAILED;
  job = ws_hyper_work_new (document.project, request, &error);
  result = ws_call_run_job (call, job, error);
  if (result != WS_EXIT_DONE)
    return result;
  name = dup_name (document.project, ws_work_get_result (job));
  return print_hyper (call, document.project, name, ws_work_was_there (job));
}

/* Options as they are written. */
typedef struct
{
  char  *preset, *population, *name, *seed, *epochs, *from;
  char **settings;
} TrainOptions;

static void
options_clear (TrainOptions *self)
{
  g_free (self->preset);
  g_free (self->population);
  g_free (self->name);
  g_free (self->seed);
  g_free (self->epochs);
  g_free (self->from);
  g_strfreev (self->settings);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TrainOptions, options_clear)

/* Where the settings start: at the preset's, or at those of the representation to begin with, whose
 * shapes are needed. */
static WsExit
take_base (WsCall *call, const TrainOptions *o, WsHyperConfig *config)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (WsHyperInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  if (o->from == NULL || o->preset != NULL)
    return ws_hyper_config_preset (o->preset != NULL ? o->preset : "compact", config, &error)
               ? WS_EXIT_DONE
               : ws_call_refuse (call, "%s", error->message);
  if (!ws_document_open (&document, call, WS_PROJECT_READ_ONLY))
    return WS_EXIT_FAILED;
  info = ws_project_find_hyper (document.project, o->from, &error);
  return info != NULL && ws_hyper_config_from_json (info->config_json, config, &error)
             ? WS_EXIT_DONE
             : ws_call_fail (call, error);
}

static WsExit
make_request (WsCall *call, const TrainOptions *o, WsHyperRequest *request)
{
  g_autoptr (GError) error = NULL;
  WsExit result = take_base (call, o, &request->config);

  if (result != WS_EXIT_DONE)
    return result;
  if (!apply_settings (call, o->settings, &request->config) ||
      !set_one (call, &request->config, "epochs", o->epochs) ||
      !set_one (call, &request->config, "seed", o->seed) ||
      !ws_call_take_text (call, "--from", o->from, request->from, sizeof request->from) ||
      !ws_call_take_text (call, "--name", o->name, request->name, sizeof request->name) ||
      !ws_call_take_text (call, "--population", o->population, request->population,
                          sizeof request->population))
    return WS_EXIT_USAGE;
  return ws_hyper_config_validate (&request->config, &error)
             ? WS_EXIT_DONE
             : ws_call_refuse (call, "%s", error->message);
}

static WsExit
run_train (WsCall *call)
{
  g_auto (TrainOptions) o = { 0 };
  const GOptionEntry entries[] = {
    { "preset", 0, 0, G_OPTION_ARG_STRING, &o.preset, N_ ("Where to start (default: compact)"),
      N_ ("NAME") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &o.from,
      N_ ("Begin with the parameters, and unless a preset is named the settings, of a "
          "representation"),
      N_ ("NAME") },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.settings,
      N_ ("Change one setting of the preset; may be repeated"), N_ ("KEY=VALUE") },
    { "epochs", 0, 0, G_OPTION_ARG_STRING, &o.epochs, N_ ("How long to train"), N_ ("E") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &o.seed, N_ ("Seed of every draw"), N_ ("S") },
    { "population", 0, 0, G_OPTION_ARG_STRING, &o.population,
      N_ ("The zoo to learn from (default: the newest)"), N_ ("POP") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o.name, N_ ("Name (default: the preset's)"),
      N_ ("NAME") },
    { NULL },
  };
  WsHyperRequest request = { 0 };
  WsExit         result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  result = make_request (call, &o, &request);
  return result == WS_EXIT_DONE ? train (call, &request) : result;
}

const WsCommand ws_command_hyper_train = {
  .name = "hyper train",
  .arguments = "P",
  .summary = N_ ("Learns a latent space of the weights of a zoo"),
  .details = N_ (
      "Presets: compact (a map, minutes), balanced (a finer map, learned from images too, up to an\n"
      "hour), generator (samples better than the zoo, from images too), paper (as published, days).\n"
      "Settings (--set):\n"
      "  shape     d, h, f, L, q, compression=token|linear|per-token|mixed, token_q, "
      "token_spread,\n"
      "            neck=linear|tanh, init, standardise, dropout\n"
      "  losses    lwln, reduction=global-mean|layer-mean, contrast=ntxent|positive|cosine, "
      "gamma,\n"
      "            temperature, head_layers, head_width, head_out\n"
      "  images    task_weight, behaviour_weight, task_images, task_new, task_start, task_ramp\n"
      "  views     permute, views, erase_p, erase_lo, erase_hi, noise\n"
      "  steps     lr, weight_decay, decay, schedule=constant|one-cycle|plateau|cosine, warmup,\n"
      "            clip, batch, epochs, eval_every, patience, keep=last|best\n"
      "  networks  epoch_first, epoch_last, weight_threshold, align=none|weights|activations,\n"
      "            align_signs, seed\n"
      "Afterwards reconstruction, decoded accuracy and probes are measured, and the map is drawn."),
  .example = "wscape hyper train my.wscape --preset compact --set q=256 --epochs 200",
  .run = run_train,
};

/* -- info -- */

static WsExit
print_json (const WsCall *call, WsProject *project, GPtrArray *list)
{
  JsonBuilder *builder = json_builder_new ();

  ws_output_begin_object (builder, NULL);
  ws_output_begin_array (builder, "hypers");
  for (guint i = 0; i < list->len; i++)
    {
      const WsHyperInfo *info = g_ptr_array_index (list, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (WsHyperSummary) summary = ws_hyper_summary_load (project, info->name, &error);

      if (summary == NULL)
        {
          g_object_unref (builder);
          return ws_call_fail (call, error);
        }
      ws_hyper_summary_add_json (summary, builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  ws_output_print (builder);
  return WS_EXIT_DONE;
}

static WsExit
run_info (WsCall *call)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  WsExit result;

  if (!ws_call_parse (call, NULL, &result))
    return result;
  if (!ws_document_open (&document, call, WS_PROJECT_READ_ONLY))
    return WS_EXIT_FAILED;
  list = ws_project_list_hypers (document.project, &error);
  if (list == NULL)
    return ws_call_fail (call, error);
  if (call->json)
    return print_json (call, document.project, list);
  for (guint i = 0; i < list->len && result != WS_EXIT_FAILED; i++)
    {
      const WsHyperInfo *info = g_ptr_array_index (list, i);

      result = print_hyper (call, document.project, info->name, FALSE);
    }
  return list->len > 0 ? result : WS_EXIT_DONE;
}

const WsCommand ws_command_hyper_info = {
  .name = "hyper info",
  .arguments = "P",
  .summary = N_ ("Says how good the representations are: R², decoding, probes, losses"),
  .example = "wscape hyper info my.wscape --json",
  .run = run_info,
};
