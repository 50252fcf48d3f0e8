/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session.h"
#include "core/error.h"
#include "work/work.h"
#include "interchange/networks.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

static gint64
size_of (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (gint64)info.st_size : -1;
}

/* -- export -- */

typedef struct
{
  char *population, *format, *path;
  int   epoch, model; /* < 0: each network's last, all networks */
} ExportOptions;

static void
options_clear (ExportOptions *self)
{
  g_free (self->population);
  g_free (self->format);
  g_free (self->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExportOptions, options_clear)

/* Keeps only the network of seed number @seed. */
static void
take_one (WsStates *states, guint seed)
{
  for (guint i = 0; i < states->n; i++)
    if (states->model[i] + 1 == seed)
      {
        memmove (states->weights, states->weights + i * states->n_params,
                 sizeof (float) * states->n_params);
        states->model[0] = states->model[i];
        states->epoch[0] = states->epoch[i];
        states->metrics[0] = states->metrics[i];
        states->n = 1;
        return;
      }
  states->n = 0;
}

static WsStates *
load_networks (WsProject           *project,
               const WsPopulation  *population,
               const ExportOptions *o,
               GError             **error)
{
  guint              epoch = o->epoch >= 0 ? (guint)o->epoch : WS_EPOCH_LAST;
  const WsStateQuery query = { .epoch_first = epoch, .epoch_last = epoch, .with_weights = TRUE };
  g_autoptr (WsStates) states = ws_project_load_states (project, population->id, &query, error);

  if (states == NULL)
    return NULL;
  if (o->model >= 0)
    take_one (states, (guint)o->model);
  if (states->n > 0)
    return g_steal_pointer (&states);
  if (o->model >= 0)
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                 _ ("%s: no weights of network %d were kept there"), population->name, o->model);
  else
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s: no weights of that epoch were kept"),
                 population->name);
  return NULL;
}

static void
print_export (const WsCall *call, const ExportOptions *o, const WsNetworks *networks)
{
  JsonBuilder *builder;

  if (!call->json)
    {
      printf (ngettext ("%s: %u network, %" G_GSIZE_FORMAT " weights each\n",
                        "%s: %u networks, %" G_GSIZE_FORMAT " weights each\n", networks->n),
              o->path, networks->n, networks->arch->n_params);
      return;
    }
  builder = json_builder_new ();
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "population", o->population);
  ws_output_text (builder, "format", o->format);
  ws_output_text (builder, "path", o->path);
  ws_output_count (builder, "n", networks->n);
  ws_output_count (builder, "parameters", (gint64)networks->arch->n_params);
  ws_output_count (builder, "bytes", size_of (o->path));
  json_builder_end_object (builder);
  ws_output_print (builder);
}

static gboolean
export_networks (const WsCall         *call,
                 WsProject            *project,
                 const ExportOptions  *o,
                 const WsWeightFormat *format,
                 GError              **error)
{
  g_autoptr (WsPopulation) population = ws_project_find_population (project, o->population, error);
  g_autoptr (WsStates) states = NULL;
  g_autofree char *origin = NULL;
  WsNetworks       networks;
  WsActivation     act;

  if (population == NULL || !ws_population_get_network (population, &networks.arch, &act, error))
    return FALSE;
  states = load_networks (project, population, o, error);
  if (states == NULL)
    return FALSE;
  origin =
      g_strdup_printf ("population %s, %s, %s, data %s, seed %" G_GUINT64_FORMAT ", Weightscape %s",
                       population->name, population->arch, ws_activation_get_name (act),
                       population->data, population->seed, WS_VERSION);
  networks = (WsNetworks){ .arch = networks.arch,
                           .origin = origin,
                           .n = states->n,
                           .weights = states->weights,
                           .model = states->model,
                           .epoch = states->epoch,
                           .metrics = states->metrics,
                           .is_single = o->model >= 0 };
  if (!ws_networks_export (&networks, format, o->path, error))
    return FALSE;
  print_export (call, o, &networks);
  return TRUE;
}

static WsExit
run_export (WsCall *call)
{
  g_auto (ExportOptions) o = { .epoch = -1, .model = -1 };
  const GOptionEntry entries[] = {
    { "population", 0, 0, G_OPTION_ARG_STRING, &o.population, N_ ("The networks"), N_ ("POP") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &o.format, N_ ("How they are written"),
      N_ ("raw|csv|safetensors") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.path, N_ ("The file to write"), N_ ("PATH") },
    { "epoch", 0, 0, G_OPTION_ARG_INT, &o.epoch, N_ ("States of epoch E (default: the last kept)"),
      N_ ("E") },
    { "model", 0, 0, G_OPTION_ARG_INT, &o.model, N_ ("Only the network with this seed number"),
      N_ ("SEED") },
    { NULL },
  };
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  const WsWeightFormat *format;
  WsExit                result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (o.population == NULL || o.format == NULL || o.path == NULL)
    return ws_call_refuse (call, _ ("--population, --format and -o are needed"));
  format = ws_weight_format_lookup (o.format, &error);
  if (format == NULL)
    return ws_call_fail (call, error);
  if (!ws_document_open (&document, call, WS_PROJECT_READ_ONLY))
    return WS_EXIT_FAILED;
  return export_networks (call, document.project, &o, format, &error) ? WS_EXIT_DONE
                                                                      : ws_call_fail (call, error);
}

const WsCommand ws_command_export = {
  .name = "export",
  .arguments = "P",
  .summary = N_ ("Writes the weights of a population for other programs"),
  .details = N_ ("raw: flat vectors, little-endian 32-bit floats, in the order of the seeds.\n"
                 "csv: one network a row, after one line of comment and one of names.\n"
                 "safetensors: tensors named as in PyTorch's state_dict; of a population each is\n"
                 "stacked along a first dimension, with --model it has the shape of one network."),
  .example = "wscape export my.wscape --population zoo --format raw -o zoo.f32",
  .run = run_export,
};

/* -- compact -- */

/* Flags of the epochs that @text keeps, as many as the longest training has. */
static gboolean *
parse_kept (WsProject *project, const char *text, guint *n, GError **error)
{
  g_autoptr (GPtrArray) list = ws_project_list_populations (project, error);
  guint last = 0;

  if (list == NULL)
    return NULL;
  for (guint i = 0; i < list->len; i++)
    last = MAX (last, ((const WsPopulation *)g_ptr_array_index (list, i))->n_epochs);
  *n = last + 1;
  return ws_keep_parse (text, last, error);
}

static WsExit
run_compact (WsCall *call)
{
  g_autofree char     *path = NULL, *kept = NULL;
  g_autofree gboolean *keep = NULL;
  guint                n_keep = 0;
  const GOptionEntry   entries[] = {
      { "output", 'o', 0, G_OPTION_ARG_FILENAME, &path, N_ ("The copy to write"), N_ ("FILE") },
      { "keep-epochs", 0, 0, G_OPTION_ARG_STRING, &kept,
        N_ ("Epochs of zoos whose weights go along (default: all)"), N_ ("LIST") },
      { NULL },
  };
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  JsonBuilder *builder;
  WsExit       result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  if (path == NULL)
    return ws_call_refuse (call, _ ("-o FILE is missing"));
  if (!ws_document_open (&document, call, WS_PROJECT_READ_ONLY))
    return WS_EXIT_FAILED;
  if (kept != NULL)
    {
      keep = parse_kept (document.project, kept, &n_keep, &error);
      if (keep == NULL)
        return ws_call_fail (call, error);
    }
  if (!ws_project_write_compact (document.project, path, keep, n_keep, &error))
    return ws_call_fail (call, error);
  if (!call->json)
    {
      printf (_ ("%s: %.1f MB of %.1f MB\n"), path, 1e-6 * (double)size_of (path),
              1e-6 * (double)size_of (document.path));
      return WS_EXIT_DONE;
    }
  builder = json_builder_new ();
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "path", path);
  ws_output_count (builder, "bytes", size_of (path));
  json_builder_end_object (builder);
  ws_output_print (builder);
  return WS_EXIT_DONE;
}

const WsCommand ws_command_compact = {
  .name = "compact",
  .arguments = "P",
  .summary = N_ ("Writes a smaller copy of P for sharing"),
  .details =
      N_ ("Weights become 16-bit floats; what only an unfinished training needs is left out."),
  .example = "wscape compact my.wscape -o small.wscape --keep-epochs 0,2,8,21-25",
  .run = run_compact,
};
