/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/recipe.h"
#include "cli/session.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

#define DEFAULT_EPOCHS 50 /* METHOD.md 5.5 */

/* -- the result: the reports of the run -- */

/* (element-type JsonNode) (transfer full): that of each population, in the order asked for */
static GPtrArray *
load_reports (WsProject *project, gint64 population, GError **error)
{
  g_autoptr (GPtrArray) populations = ws_finetune_list_results (project, population, error);
  GPtrArray *reports;

  if (populations == NULL)
    return NULL;
  reports = g_ptr_array_new_with_free_func ((GDestroyNotify)json_node_unref);
  for (guint i = 0; i < populations->len; i++)
    {
      const WsPopulation *own = g_ptr_array_index (populations, i);
      g_autofree char    *json = ws_project_dup_report (project, own->id, 0, WS_FINETUNE_REPORT);
      JsonNode           *report = ws_output_parse (json);

      if (report != NULL)
        g_ptr_array_add (reports, report);
    }
  return reports;
}

/* The first one's report, with those of the others in it. */
static void
print_json (GPtrArray *reports)
{
  JsonArray       *others = json_array_new ();
  JsonNode        *first = g_ptr_array_index (reports, 0);
  g_autofree char *text = NULL;

  for (guint i = 1; i < reports->len; i++)
    json_array_add_element (others, json_node_ref (g_ptr_array_index (reports, i)));
  json_object_set_array_member (json_node_get_object (first), "others", others);
  text = json_to_string (first, FALSE);
  puts (text);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/* Those of METHOD.md's tables, and the last. */
static gboolean
is_shown (guint epoch, guint last)
{
  static const guint shown[] = { 0, 1, 5, 25, 50 };

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    if (shown[i] == epoch)
      return TRUE;
  return epoch == last;
}

static void
print_rows (JsonArray *rows)
{
  guint n = json_array_get_length (rows), last = 0;

  if (n > 0)
    last = (guint)ws_object_get_number (json_array_get_object_element (rows, n - 1), "epoch");
  printf (_ ("  epoch     n  accuracy ± std       95 %% band          loss\n"));
  for (guint i = 0; i < n; i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      guint       epoch = (guint)ws_object_get_number (row, "epoch");

      if (is_shown (epoch, last))
        printf ("  %5u %5.0f    %.4f ± %.4f  %.4f – %.4f  %8.4f\n", epoch,
                ws_object_get_number (row, "n"), ws_object_get_number (row, "acc_mean"),
                ws_object_get_number (row, "acc_std"), ws_object_get_number (row, "acc_low"),
                ws_object_get_number (row, "acc_high"), ws_object_get_number (row, "loss_mean"));
    }
}

static void
print_text (GPtrArray *reports, gboolean was_there)
{
  if (was_there)
    puts (_ ("Was done already."));
  for (guint i = 0; i < reports->len; i++)
    {
      JsonObject      *report = json_node_get_object (g_ptr_array_index (reports, i));
      g_autofree char *data = g_path_get_basename (get_text (report, "data"));
      const char      *source = get_text (report, "source");
      guint            n = (guint)ws_object_get_number (report, "n");
      g_autofree char *from =
          source != NULL ? g_strdup_printf (_ ("from %s"), source) : g_strdup (_ ("from scratch"));

      /* Translators: name, number, "from zoo" or "from scratch", architecture, image set */
      printf (ngettext ("%s: %u network %s (%s, %s)\n", "%s: %u networks %s (%s, %s)\n", n),
              get_text (report, "population"), n, from, get_text (report, "arch"), data);
      print_rows (json_object_get_array_member (report, "curves"));
    }
}

static WsExit
print_result (const WsCall *call, WsProject *project, WsJob *job)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reports = load_reports (project, ws_work_get_result (job), &error);

  if (reports == NULL)
    return ws_call_fail (call, error);
  if (call->json && reports->len > 0)
    print_json (reports);
  else
    print_text (reports, ws_work_was_there (job));
  return WS_EXIT_DONE;
}

/* -- the request -- */

/* Options as they are written. */
typedef struct
{
  char  *population, *data, *arch, *name, *seed, *keep, *from, *split, *control, *teacher, *weight;
  char **with, **recipe;
  int    scratch, count, epochs, train_images;
} Options;

static void
options_clear (Options *self)
{
  char **const texts[] = { &self->population, &self->data,    &self->arch,  &self->name,
                           &self->seed,       &self->keep,    &self->from,  &self->split,
                           &self->control,    &self->teacher, &self->weight };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*texts[i]);
  g_strfreev (self->with);
  g_strfreev (self->recipe);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
add_population (const WsCall      *call,
                const char        *option,
                const char        *name,
                WsFinetuneRequest *request)
{
  if (request->n_populations == WS_FINETUNE_MAX)
    {
      ws_call_refuse (call, _ ("at most %u populations are tuned in one run"), WS_FINETUNE_MAX);
      return FALSE;
    }
  return ws_call_take_text (call, option, name, request->population[request->n_populations++],
                            sizeof request->population[0]);
}

static gboolean
add_populations (const WsCall *call, const Options *o, WsFinetuneRequest *request)
{
  if (o->population != NULL && !add_population (call, "--population", o->population, request))
    return FALSE;
  for (guint i = 0; o->with != NULL && o->with[i] != NULL; i++)
    {
      g_auto (GStrv) names = g_strsplit (o->with[i], ",", -1);

      for (guint k = 0; names[k] != NULL; k++)
        if (!add_population (call, "--with", g_strstrip (names[k]), request))
          return FALSE;
    }
  if (request->n_populations > 0 || (o->scratch > 0 && o->data != NULL))
    return TRUE;
  ws_call_refuse (call, _ ("--population POP is missing"));
  return FALSE;
}

static gboolean
take_texts (const WsCall *call, const Options *o, WsFinetuneRequest *request)
{
  return ws_call_take_text (call, "--data", o->data, request->data, sizeof request->data) &&
         ws_call_take_text (call, "--arch", o->arch, request->arch, sizeof request->arch) &&
         ws_call_take_text (call, "--name", o->name, request->name, sizeof request->name) &&
         ws_call_take_text (call, "--keep-epochs", o->keep, request->keep, sizeof request->keep) &&
         ws_call_take_text (call, "--from", o->from, request->from, sizeof request->from) &&
         ws_call_take_text (call, "--split", o->split, request->split, sizeof request->split) &&
         ws_call_take_text (call, "--control", o->control, request->control,
                            sizeof request->control) &&
         ws_call_take_text (call, "--teacher", o->teacher, request->teacher,
                            sizeof request->teacher);
}

static gboolean
make_request (const WsCall *call, const Options *o, WsFinetuneRequest *request)
{
  request->seed = 1;
  if (!add_populations (call, o, request) || !take_texts (call, o, request) ||
      !ws_call_take_seed (call, "--seed", o->seed, &request->seed) ||
      !ws_call_take_count (call, "--scratch", o->scratch, 0, &request->scratch) ||
      !ws_call_take_count (call, "--count", o->count, 0, &request->count) ||
      !ws_call_take_count (call, "--epochs", o->epochs, 0, &request->n_epochs) ||
      !ws_call_take_number (call, "--teacher-weight", o->weight, 1e-6, 1, &request->teacher_weight))
    return FALSE;
  if (o->weight == NULL || o->teacher != NULL)
    return TRUE;
  ws_call_refuse (call, _ ("--teacher-weight needs a --teacher"));
  return FALSE;
}

/* The recipe that would be taken, changed as asked. */
static gboolean
change_recipe (const WsCall      *call,
               WsProject         *project,
               const Options     *o,
               WsFinetuneRequest *request,
               WsExit            *result)
{
  g_autoptr (GError) error = NULL;
  guint n_train = 0;

  if (o->recipe == NULL && o->train_images == 0)
    return TRUE;
  if (!ws_finetune_get_recipe (project, request, &request->recipe, &error))
    {
      *result = ws_call_fail (call, error);
      return FALSE;
    }
  *result = WS_EXIT_USAGE;
  if (!ws_call_change_recipe (call, o->recipe, &request->recipe) ||
      !ws_call_take_count (call, "--train-images", o->train_images, 0, &n_train))
    return FALSE;
  if (n_train > 0)
    request->recipe.n_train = n_train;
  return TRUE;
}

static WsExit
finetune (WsCall *call, const Options *o, WsFinetuneRequest *request)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;
  WsExit result;

  if (!ws_document_open (&document, call,
                         request->n_populations > 0 ? WS_PROJECT_READ_WRITE : WS_PROJECT_CREATE))
    return WS_EXIT_FAILED;
  if (change_recipe (call, document.project, o, request, &result))
    {
      job = ws_finetune_work_new (document.project, request, &error);
      result = ws_call_run_job (call, job, error);
      if (result == WS_EXIT_DONE)
        return print_result (call, document.project, job);
    }
  g_clear_object (&job); /* closes its connection */
  ws_document_abandon (&document);
  return result;
}

static WsExit
run (WsCall *call)
{
  g_auto (Options) o = { .epochs = DEFAULT_EPOCHS };
  const GOptionEntry entries[] = {
    { "population", 0, 0, G_OPTION_ARG_STRING, &o.population, N_ ("The networks to train on"),
      N_ ("POP") },
    { "with", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.with,
      N_ ("More populations in the same run; may be repeated"), N_ ("POP,…") },
    { "scratch", 0, 0, G_OPTION_ARG_INT, &o.scratch,
      N_ ("Besides, train N networks from scratch (default: 0)"), N_ ("N") },
    { "count", 0, 0, G_OPTION_ARG_INT, &o.count,
      N_ ("The first N networks of each population (default: all)"), N_ ("N") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &o.from,
      N_ ("Epoch that trained networks go on from (default: last)"), N_ ("last|EPOCH") },
    { "split", 0, 0, G_OPTION_ARG_STRING, &o.split,
      N_ ("Of a zoo, only these networks (default: all)"), N_ ("train|validation|test") },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &o.data,
      N_ ("Image set (default: the one they were trained on)"), N_ ("D") },
    { "arch", 0, 0, G_OPTION_ARG_STRING, &o.arch,
      N_ ("Architecture that they are put into (default: their own)"), N_ ("A") },
    { "control", 0, 0, G_OPTION_ARG_STRING, &o.control,
      N_ ("What is done to each layer's weights first (default: none)"),
      N_ ("none|shuffled|gaussian") },
    { "teacher", 0, 0, G_OPTION_ARG_STRING, &o.teacher,
      N_ ("Learn what this population says together, not the labels"), N_ ("POP") },
    { "teacher-weight", 0, 0, G_OPTION_ARG_STRING, &o.weight,
      N_ ("Its share of the loss, the labels have the rest (default: 1)"), N_ ("W") },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &o.epochs, N_ ("How long (default: 50)"), N_ ("E") },
    { "recipe", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.recipe,
      N_ ("A published recipe's name, or settings of it; may be repeated"),
      N_ ("NAME|KEY=VALUE,…") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &o.seed, N_ ("Seed of every draw (default: 1)"),
      N_ ("S") },
    { "train-images", 0, 0, G_OPTION_ARG_INT, &o.train_images,
      N_ ("Train on the first N images of the cut"), N_ ("N") },
    { "keep-epochs", 0, 0, G_OPTION_ARG_STRING, &o.keep,
      N_ ("Epochs whose weights are kept (default: 0,last)"), N_ ("all|0,5,21-25") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o.name,
      N_ ("Name of the result; several get it before their own (default: POP-tuned)"),
      N_ ("NAME") },
    { NULL },
  };
  WsFinetuneRequest request = { 0 };
  WsExit            result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  return make_request (call, &o, &request) ? finetune (call, &o, &request) : WS_EXIT_USAGE;
}

const WsCommand ws_command_finetune = {
  .name = "finetune",
  .arguments = "P",
  .summary = N_ ("Trains populations on, on the same or other images, and follows their accuracy"),
  .details = N_ (
      "Network i of every population sees the images in the same order, so that they compare; "
      "each\n"
      "has the same bits alone and among others, however often it was interrupted. The recipe is "
      "the\n"
      "population's own, on another image set that set's published one (see: wscape zoo train\n"
      "--help). In another architecture layers of the same name and shape are taken over; where\n"
      "some are missing, all weights are poured in in their order. --control shows what their\n"
      "places are worth. The same line again goes on, or says that all is done."),
  .example = "wscape finetune my.wscape --population kde-top30 --with zoo --scratch 32 "
             "--data mnist --epochs 25",
  .run = run,
};
