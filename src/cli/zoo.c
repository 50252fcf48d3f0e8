/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/recipe.h"
#include "cli/session.h"
#include "cli/zoo-summary.h"
#include "work/work.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* -- train: the recipe -- */

/* The published recipe of the set's name (a folder has its last part), changed as asked. */
static gboolean
make_recipe (const WsCall *call, const char *data, char **changes, WsRecipe *recipe)
{
  g_autofree char *absolute = g_canonicalize_filename (data, NULL);
  g_autofree char *name =
      g_file_test (data, G_FILE_TEST_IS_DIR) ? g_path_get_basename (absolute) : g_strdup (data);

  ws_recipe_for_dataset (name, recipe);
  return ws_call_change_recipe (call, changes, recipe);
}

/* -- train: the result -- */

static WsExit
print_zoo (const WsCall *call, WsProject *project, gint64 id, gboolean was_there)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WsPopulation) population = ws_project_get_population (project, id, &error);
  g_autofree char *line = NULL;

  if (population == NULL)
    return ws_call_fail (call, error);
  if (call->json)
    {
      JsonBuilder *builder = json_builder_new ();

      if (!ws_zoo_add_json (project, population, builder, &error))
        {
          g_object_unref (builder);
          return ws_call_fail (call, error);
        }
      ws_output_print (builder);
      return WS_EXIT_DONE;
    }
  line = ws_zoo_dup_line (project, population, &error);
  if (line == NULL)
    return ws_call_fail (call, error);
  if (was_there)
    fputs (_ ("Was done already. "), stdout);
  puts (line);
  return WS_EXIT_DONE;
}

static WsExit
train (WsCall *call, const WsZooRequest *request)
{
  g_auto (WsDocument) document = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WsJob) job = NULL;
  WsExit result;

  if (!ws_document_open (&document, call, WS_PROJECT_CREATE))
    return WS_EXIT_FAILED;
  job = ws_zoo_work_new (document.project, request, &error);
  result = ws_call_run_job (call, job, error);
  if (result == WS_EXIT_DONE)
    return print_zoo (call, document.project, ws_work_get_result (job), ws_work_was_there (job));
  g_clear_object (&job); /* closes its connection */
  ws_document_abandon (&document);
  return result;
}

/* Options as they are written. */
typedef struct
{
  char  *data, *arch, *name, *seed, *keep;
  char **recipe;
  int    models, epochs, train_images;
} TrainOptions;

static void
options_clear (TrainOptions *self)
{
  g_free (self->data);
  g_free (self->arch);
  g_free (self->name);
  g_free (self->seed);
  g_free (self->keep);
  g_strfreev (self->recipe);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TrainOptions, options_clear)

static gboolean
make_request (const WsCall *call, const TrainOptions *o, WsZooRequest *request)
{
  guint n_train = 0;

  if (o->data == NULL || o->models < 0 || o->epochs < 0)
    {
      ws_call_refuse (call, _ ("--data, --models and --epochs are needed"));
      return FALSE;
    }
  request->seed = 1;
  if (!make_recipe (call, o->data, o->recipe, &request->recipe) ||
      !ws_call_take_text (call, "--data", o->data, request->data, sizeof request->data) ||
      !ws_call_take_text (call, "--arch", o->arch, request->arch, sizeof request->arch) ||
      !ws_call_take_text (call, "--name", o->name, request->name, sizeof request->name) ||
      !ws_call_take_text (call, "--keep-epochs", o->keep, request->keep, sizeof request->keep) ||
      !ws_call_take_seed (call, "--seed", o->seed, &request->seed) ||
      !ws_call_take_count (call, "--models", o->models, 1, &request->n_models) ||
      !ws_call_take_count (call, "--epochs", o->epochs, 0, &request->n_epochs) ||
      !ws_call_take_count (call, "--train-images", o->train_images, 0, &n_train))
    return FALSE;
  if (n_train > 0)
    request->recipe.n_train = n_train;
  return TRUE;
}

static WsExit
run_train (WsCall *call)
{
  g_auto (TrainOptions) o = { .models = -1, .epochs = -1 };
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &o.data, N_ ("Image set: a known name or a folder"),
      N_ ("D") },
    { "arch", 0, 0, G_OPTION_ARG_STRING, &o.arch, N_ ("Architecture (default: cnn-s)"), N_ ("A") },
    { "models", 0, 0, G_OPTION_ARG_INT, &o.models, N_ ("How many networks"), N_ ("N") },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &o.epochs, N_ ("How long each is trained"), N_ ("E") },
    { "recipe", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.recipe,
      N_ ("A published recipe's name, or settings of it; may be repeated"),
      N_ ("NAME|KEY=VALUE,…") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &o.seed, N_ ("Seed of every draw (default: 1)"),
      N_ ("S") },
    { "train-images", 0, 0, G_OPTION_ARG_INT, &o.train_images,
      N_ ("Train on the first N images of the cut"), N_ ("N") },
    { "keep-epochs", 0, 0, G_OPTION_ARG_STRING, &o.keep,
      N_ ("Epochs whose weights are kept (default: all)"), N_ ("all|0,5,21-25") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o.name, N_ ("Name of the zoo (default: zoo, zoo-2, …)"),
      N_ ("NAME") },
    { NULL },
  };
  WsZooRequest request = { 0 };
  WsExit       result;

  if (!ws_call_parse (call, entries, &result))
    return result;
  return make_request (call, &o, &request) ? train (call, &request) : WS_EXIT_USAGE;
}

const WsCommand ws_command_zoo_train = {
  .name = "zoo train",
  .arguments = "P",
  .summary = N_ ("Trains a population of networks; P is made if it is not there"),
  .details = N_ (
      "Each image set brings its published recipe (mnist, fashion-mnist, svhn, usps, cifar10,\n"
      "stl10). Settings: act=tanh|relu|gelu|sigmoid|silu|leaky_relu, init, optim=adam|sgd, lr,\n"
      "lr-max (each network draws its own between lr and lr-max), momentum, weight-decay, batch,\n"
      "n-train, n-val. The same seed gives the same bits, whatever the threads and however often "
      "it\n"
      "was interrupted; the same line again goes on, or says that all is done."),
  .example = "wscape zoo train my.wscape --data fashion-mnist --models 64 --epochs 10 "
             "--recipe lr=0.0005,batch=20",
  .run = run_train,
};

/* -- info -- */

static gboolean
print_json (WsProject *project, GPtrArray *list, GError **error)
{
  JsonBuilder *builder = json_builder_new ();

  ws_output_begin_object (builder, NULL);
  ws_output_begin_array (builder, "populations");
  for (guint i = 0; i < list->len; i++)
    if (!ws_zoo_add_json (project, g_ptr_array_index (list, i), builder, error))
      {
        g_object_unref (builder);
        return FALSE;
      }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  ws_output_print (builder);
  return TRUE;
}

static gboolean
print_epochs (WsProject *project, const WsPopulation *population, GError **error)
{
  const WsStateQuery query = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  g_autoptr (WsStates) states = ws_project_load_states (project, population->id, &query, error);
  g_autoptr (GArray) epochs = NULL;

  if (states == NULL)
    return FALSE;
  epochs = ws_zoo_summarise (states);
  if (epochs->len < 2)
    return TRUE;
  printf (_ ("  epoch     n  train loss  train acc  test loss  test acc ± std\n"));
  for (guint i = 0; i < epochs->len; i++)
    {
      const WsEpochSummary *s = &g_array_index (epochs, WsEpochSummary, i);

      printf ("  %5u %5u  %10.4f %10.4f %10.4f    %.4f ± %.4f\n", s->epoch, s->n, s->train_loss,
              s->train_acc, s->test_loss, s->test_acc_mean, s->test_acc_std);
    }
  return TRUE;
}

static gboolean
print_text (WsProject *project, GPtrArray *list, GError **error)
{
  for (guint i = 0; i < list->len; i++)
    {
      const WsPopulation *population = g_ptr_array_index (list, i);
      g_autofree char    *line = ws_zoo_dup_line (project, population, error);

      if (line == NULL)
        return FALSE;
      puts (line);
      if (!print_epochs (project, population, error))
        return FALSE;
    }
  return TRUE;
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
  list = ws_project_list_populations (document.project, &error);
  if (list != NULL && (call->json ? print_json (document.project, list, &error)
                                  : print_text (document.project, list, &error)))
    return WS_EXIT_DONE;
  return ws_call_fail (call, error);
}

const WsCommand ws_command_zoo_info = {
  .name = "zoo info",
  .arguments = "P",
  .summary = N_ ("Says which populations P has, and how good they are"),
  .example = "wscape zoo info my.wscape --json",
  .run = run_info,
};
