/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/experiment-private.h"

#include "core/error.h"
#include "core/numeric.h"
#include "lab/ensemble.h"

#include <math.h>
#include <string.h>

/* Networks that are drawn, trained further and asked together stay in the document. They are found
 * again by what they come from: the same unit of another run does not make them twice, and one that
 * was cut off goes on. */

/* -- names -- */

/* What the unit's networks follow from, and nothing else. */
static char *
describe (const ExperimentRun *run, const WsUnit *unit)
{
  const WsUnit    *units = (const WsUnit *)(gpointer)run->units->data;
  g_autofree char *own = ws_unit_to_json (unit, units), *parent = NULL;

  if (unit->kind == WS_UNIT_HYPER)
    {
      const WsExperimentResult *result = ws_experiment_find_result (run, unit);

      return g_strdup_printf ("%" G_GINT64_FORMAT, result != NULL ? result->hyper : 0);
    }
  if (unit->parent >= 0)
    parent = describe (run, ws_experiment_get_unit (run, (guint)unit->parent));
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s %s %s", run->zoo->id, run->zoo->created,
                          parent != NULL ? parent : "", own);
}

static char *
dup_checksum (const ExperimentRun *run, const WsUnit *unit)
{
  g_autofree char *text = describe (run, unit);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static void
name_networks (const ExperimentRun *run, const WsUnit *unit, char *name, gsize size)
{
  g_autofree char *sum = dup_checksum (run, unit);
  g_autofree char *slug = g_strdelimit (g_strdup (unit->name), "/", '-');

  g_snprintf (name, size, "%.40s-%.7s", slug, sum);
}

/* Of the unit whose networks these are; the zoo's where there is none. */
static WsPopulation *
find_networks (const ExperimentRun *run, const WsUnit *unit, GError **error)
{
  const WsUnit *parent;
  char          name[64];
  GError       *problem = NULL;
  WsPopulation *population;

  if (unit->parent < 0)
    return ws_project_get_population (run->work->project, run->zoo->id, error);
  parent = ws_experiment_get_unit (run, (guint)unit->parent);
  name_networks (run, parent, name, sizeof name);
  population = ws_project_find_population (run->work->project, name, &problem);
  if (g_error_matches (problem, WS_ERROR, WS_ERROR_NOT_FOUND))
    {
      g_clear_error (&problem);
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                   "the networks of %s (%s) are not in the document any more", parent->name, name);
    }
  else if (problem != NULL)
    g_propagate_error (error, problem);
  return population;
}

/* -- draws -- */

/* The draws stay, unless they are there from a run that was cut off before it wrote them down. */
static gboolean
keep_draws (SampleRun *draws, const char *novelty, GError **error)
{
  g_autoptr (WsPopulation) there =
      ws_project_find_population (draws->work->project, draws->request->name, NULL);

  return there != NULL || ws_sample_run_store (draws, novelty, error);
}

char *
ws_experiment_run_sample (ExperimentRun *run, const WsUnit *unit, gint64 *hyper, GError **error)
{
  g_autoptr (WsHyperInfo) info = ws_experiment_find_parent (run, unit, error);
  WsSampleRequest request = { .target = unit->target,
                              .count = unit->count,
                              .seed = unit->seed,
                              .evaluate = TRUE,
                              .all_epochs = unit->all_epochs };
  g_auto (SampleRun)
      draws = { .work = run->work, .job = run->job, .noise = unit->noise, .is_part = TRUE };
  g_autofree char *novelty = NULL;
  gboolean         saw_images;

  if (info == NULL)
    return NULL;
  *hyper = info->id;
  g_strlcpy (request.hyper, info->name, sizeof request.hyper);
  g_strlcpy (request.method, unit->method, sizeof request.method);
  if (unit->is_kept)
    name_networks (run, unit, request.name, sizeof request.name);
  if (unit->steps > 0 && !ws_sample_request_set (&request, "steps", unit->steps, error))
    return NULL;
  draws.request = &request;
  if (!ws_sample_run_make (&draws, error))
    return NULL;
  /* What draws weights has seen nothing of the representation. */
  saw_images = ws_sample_needs_hyper (draws.method) && ws_experiment_saw_images (run, unit);
  if (unit->is_plain)
    return ws_experiment_measure_accuracy (&draws, saw_images);
  novelty = ws_sample_run_novelty (&draws, error);
  if (novelty == NULL || (unit->is_kept && !keep_draws (&draws, novelty, error)))
    return NULL;
  return ws_experiment_measure_draws (&draws, novelty, saw_images, error);
}

/* -- training further -- */

static const guint told[] = { 0, 1, 2, 5, 10, 25, 50, 100, 200, 500, 1000 };

static gboolean
is_told (guint epoch, guint last)
{
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    if (told[i] == epoch)
      return TRUE;
  return epoch == last;
}

static gboolean
fill_request (ExperimentRun *run, const WsUnit *unit, WsFinetuneRequest *request, GError **error)
{
  g_autoptr (WsPopulation) source = find_networks (run, unit, error);

  if (source == NULL)
    return FALSE;
  *request =
      (WsFinetuneRequest){ .n_populations = 1, .n_epochs = unit->epochs, .seed = unit->seed };
  name_networks (run, unit, request->name, sizeof request->name);
  g_strlcpy (request->population[0], source->name, sizeof request->population[0]);
  g_strlcpy (request->data, unit->data[0] != '\0' ? unit->data : run->zoo->data,
             sizeof request->data);
  g_strlcpy (request->arch, unit->arch[0] != '\0' ? unit->arch : run->zoo->arch,
             sizeof request->arch);
  g_strlcpy (request->control, unit->shuffle ? "shuffled" : "", sizeof request->control);
  if (!ws_finetune_get_recipe (run->work->project, request, &request->recipe, error))
    return FALSE;
  if (g_str_equal (unit->method, "scratch"))
    {
      request->n_populations = 0;
      request->scratch = unit->count;
    }
  else if (unit->parent < 0)
    {
      request->count = unit->count;
      g_strlcpy (request->split, "train", sizeof request->split);
    }
  return TRUE;
}

/* The test metrics of all networks at one epoch. */
static void
add_epoch (JsonBuilder *builder, const WsStates *states, guint epoch)
{
  g_autofree float *acc = g_new (float, MAX (states->n, 1)),
                   *loss = g_new (float, MAX (states->n, 1));
  guint n = 0;

  for (guint i = 0; i < states->n; i++)
    if (states->epoch[i] == epoch && isfinite (states->metrics[i].test_acc))
      {
        acc[n] = states->metrics[i].test_acc;
        loss[n++] = states->metrics[i].test_loss;
      }
  if (n == 0)
    return;
  json_builder_begin_object (builder);
  ws_json_add_number (builder, "epoch", epoch);
  ws_json_add_number (builder, "n", n);
  ws_json_add_number (builder, "acc", ws_mean (acc, n));
  ws_json_add_number (builder, "acc_std", n > 1 ? ws_std (acc, n) : (double)NAN);
  ws_json_add_number (builder, "loss", ws_mean (loss, n));
  ws_json_add_numbers (builder, "each", acc, n);
  json_builder_end_object (builder);
}

static char *
measure_curve (ExperimentRun *run, const WsPopulation *population, guint n_epochs, GError **error)
{
  const WsStateQuery query = { .epoch_first = 0, .epoch_last = n_epochs };
  g_autoptr (WsStates) states =
      ws_project_load_states (run->work->project, population->id, &query, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (states == NULL)
    return NULL;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "points");
  json_builder_begin_array (builder);
  for (guint epoch = 0; epoch <= n_epochs; epoch++)
    if (is_told (epoch, n_epochs))
      add_epoch (builder, states, epoch);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

WsPopulation *
ws_experiment_train (ExperimentRun *run, const WsUnit *unit, GError **error)
{
  WsFinetuneRequest request;
  g_autoptr (GPtrArray) made = NULL;

  if (!fill_request (run, unit, &request, error))
    return NULL;
  made = ws_work_finetune (run->work, run->job, &request, request.name, error);
  return made != NULL ? g_ptr_array_steal_index (made, 0) : NULL;
}

char *
ws_experiment_run_tuning (ExperimentRun *run, const WsUnit *unit, GError **error)
{
  g_autoptr (WsPopulation) networks = ws_experiment_train (run, unit, error);

  return networks != NULL ? measure_curve (run, networks, unit->epochs, error) : NULL;
}

/* -- votes -- */

static void
write_sizes (guint n, char *out, gsize size)
{
  guint             n_sizes;
  g_autofree guint *sizes = ws_ensemble_usual_sizes (n, &n_sizes);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_sizes; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", sizes[i]);
  g_strlcpy (out, text->str, size);
}

/* From a report to points of a table. */
static char *
measure_sizes (const char *report)
{
  g_autoptr (JsonNode) root = json_from_string (report, NULL);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  JsonArray *sizes = json_object_get_array_member (json_node_get_object (root), "sizes");

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "points");
  json_builder_begin_array (builder);
  for (guint i = 0; i < json_array_get_length (sizes); i++)
    {
      JsonObject *size = json_array_get_object_element (sizes, i);

      json_builder_begin_object (builder);
      ws_json_add_number (builder, "size", ws_json_get_number (size, "size"));
      ws_json_add_number (builder, "n", ws_json_get_number (size, "draws"));
      ws_json_add_number (builder, "acc", ws_json_get_number (size, "acc_mean"));
      ws_json_add_number (builder, "acc_std", ws_json_get_number (size, "acc_std"));
      ws_json_add_number (builder, "members", ws_json_get_number (size, "members_mean"));
      ws_json_add_number (builder, "ensemble_gain", ws_json_get_number (size, "gain"));
      ws_json_add_number (builder, "disagreement", ws_json_get_number (size, "disagreement"));
      ws_json_add_number (builder, "pair_overlap", ws_json_get_number (size, "error_overlap"));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

char *
ws_experiment_run_ensembles (ExperimentRun *run, const WsUnit *unit, GError **error)
{
  g_autoptr (WsPopulation) population = find_networks (run, unit, error);
  WsEnsembleRequest request = { .epoch = WS_EPOCH_LAST,
                                .draws = WS_ENSEMBLE_DRAWS,
                                .seed = unit->seed };
  g_autofree char  *report = NULL;

  if (population == NULL)
    return NULL;
  g_strlcpy (request.population, population->name, sizeof request.population);
  write_sizes (MIN (population->n, unit->count), request.sizes, sizeof request.sizes);
  report = ws_work_make_ensembles (run->work, run->job, &request, error);
  return report != NULL ? measure_sizes (report) : NULL;
}
