/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/experiment-private.h"

#include "core/error.h"
#include "core/numeric.h"
#include "hyper/lwln.h"
#include "lab/novelty.h"
#include "zoo/soft-vote.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static char *
end (JsonBuilder *builder)
{
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

/* -- representations -- */

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static double
get_std (JsonObject *object, const char *name)
{
  JsonNode  *node = object != NULL ? json_object_get_member (object, name) : NULL;
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint             n = array != NULL ? json_array_get_length (array) : 0;
  g_autofree float *values = g_new (float, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    values[i] = JSON_NODE_HOLDS_VALUE (json_array_get_element (array, i))
                    ? (float)json_array_get_double_element (array, i)
                    : NAN;
  return n > 1 && ws_all_finite (values, n) ? ws_std (values, n) : (double)NAN;
}

static void
add_r2 (JsonBuilder *builder, JsonObject *r2, const WsArch *arch)
{
  JsonObject *layers = get_object (get_object (r2, "test"), "layers");
  double      sum = 0, lowest = (double)INFINITY, highest = (double)-INFINITY;

  ws_json_add_number (builder, "r2", ws_json_get_number (get_object (r2, "test"), "all"));
  ws_json_add_number (builder, "r2_validation",
                      ws_json_get_number (get_object (r2, "validation"), "all"));
  ws_json_add_number (builder, "r2_train", ws_json_get_number (get_object (r2, "train"), "all"));
  for (guint l = 0; l < arch->n_layers; l++)
    {
      g_autofree char *name = g_strdup_printf ("r2.%s", arch->layers[l].name);
      double           value = ws_json_get_number (layers, arch->layers[l].name);

      ws_json_add_number (builder, name, value);
      sum += value;
      lowest = fmin (lowest, value);
      highest = fmax (highest, value);
    }
  ws_json_add_number (builder, "r2_mean", sum / arch->n_layers);
  ws_json_add_number (builder, "r2_min", lowest);
  ws_json_add_number (builder, "r2_spread", highest - lowest);
}

static void
add_decoded (JsonBuilder *builder, JsonObject *decoded)
{
  JsonObject *test = get_object (decoded, "test"), *all = get_object (test, "all_epochs");
  double      original = ws_json_get_number (test, "original_acc_mean");
  double      acc = ws_json_get_number (test, "decoded_acc_mean");

  ws_json_add_number (builder, "n", ws_json_get_number (test, "n"));
  ws_json_add_number (builder, "acc", acc);
  ws_json_add_number (builder, "acc_std", get_std (test, "decoded"));
  ws_json_add_number (builder, "original", original);
  ws_json_add_number (builder, "kept", acc / original);
  ws_json_add_number (builder, "rank", ws_json_get_number (test, "rank_correlation"));
  ws_json_add_number (builder, "rank_all", ws_json_get_number (all, "rank_correlation"));
  ws_json_add_number (builder, "n_all", ws_json_get_number (all, "n"));
}

static void
add_probes (JsonBuilder *builder, JsonObject *probes)
{
  static const char *const targets[] = { "test_acc", "epoch", "ggap" };

  for (guint t = 0; t < G_N_ELEMENTS (targets); t++)
    {
      JsonObject      *part = get_object (probes, targets[t]);
      g_autofree char *z = g_strdup_printf ("probe_%s", targets[t]);
      g_autofree char *statistics = g_strdup_printf ("probe_%s_statistics", targets[t]);
      g_autofree char *weights = g_strdup_printf ("probe_%s_weights", targets[t]);

      ws_json_add_number (builder, z, ws_json_get_number (part, "z"));
      ws_json_add_number (builder, statistics, ws_json_get_number (part, "statistics"));
      ws_json_add_number (builder, weights, ws_json_get_number (part, "weights"));
    }
}

char *
ws_experiment_measure_hyper (WsProject          *project,
                             const WsPopulation *zoo,
                             const WsHyperInfo  *info,
                             gboolean            saw_images,
                             GError            **error)
{
  g_autofree char *json = ws_project_dup_report (project, zoo->id, info->id, WS_HYPER_REPORT);
  g_autoptr (JsonNode) root = json_from_string (json != NULL ? json : "", NULL);
  g_autoptr (GArray) history = ws_project_load_hyper_history (project, info->id, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  JsonObject   *report;
  const WsArch *arch;
  WsActivation  act;

  if (history == NULL || !ws_population_get_network (zoo, &arch, &act, error))
    return NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "%s was not measured", info->name);
      return NULL;
    }
  report = json_node_get_object (root);
  json_builder_begin_object (builder);
  add_decoded (builder, get_object (report, "decoded"));
  add_r2 (builder, get_object (report, "r2"), arch);
  add_probes (builder, get_object (report, "probes"));
  ws_json_add_number (builder, "epochs", info->epochs);
  ws_json_add_number (builder, "parameters", (double)info->n_params);
  ws_json_add_number (builder, "seconds",
                      history->len > 0
                          ? g_array_index (history, WsHyperEpoch, history->len - 1).seconds
                          : (double)NAN);
  ws_json_add_number (builder, "images", saw_images);
  return end (builder);
}

/* -- sets of networks: how different, and what they get wrong together -- */

#define MAX_NETWORKS 200

typedef struct
{
  const WsArch         *arch;
  WsActivation          act;
  const WsTensorImages *images;
  const float          *sigma; /* of the zoo's train split, whatever the representation counts in */
  WsJob                *job;
} Judge;

/* METHOD.md 7, diagnostic 6, in units of the layers. */
static double
get_pair_distance (const Judge *self, const float *w, guint n)
{
  gsize             n_params = self->arch->n_params;
  g_autofree float *scaled = g_memdup2 (w, sizeof (float) * n * n_params);

  for (guint i = 0; i < n; i++)
    for (guint l = 0; l < self->arch->n_layers; l++)
      for (gsize j = 0; j < self->arch->layers[l].length; j++)
        scaled[i * n_params + self->arch->layers[l].w_start + j] /= self->sigma[l];
  return ws_mean_pair_distance (scaled, n, (guint)n_params);
}

static double
get_pair_overlap (const guint8 *predictions, const guint8 *labels, guint n, guint n_images)
{
  double sum = 0;
  guint  n_pairs = 0;

  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; k < n; k++)
      {
        double overlap = ws_error_overlap (predictions + (gsize)i * n_images,
                                           predictions + (gsize)k * n_images, labels, n_images);

        if (!isfinite (overlap))
          continue;
        sum += overlap;
        n_pairs++;
      }
  return n_pairs > 0 ? sum / n_pairs : (double)NAN;
}

/* Of those networks together, by the mean of their probabilities, and the mean of each alone. */
static gboolean
add_ensemble (const Judge *self,
              JsonBuilder *builder,
              const float *w,
              guint        n,
              const float *acc,
              GError     **error)
{
  g_autofree double *share = g_new (double, (gsize)self->images->n * self->arch->n_classes);
  double             together, alone = n > 0 ? ws_mean (acc, n) : (double)NAN;

  if (!ws_zoo_soft_vote (self->arch, self->act, w, n, self->images, share, self->job, error))
    return FALSE;
  together = n > 0 ? ws_zoo_get_soft_accuracy (self->arch, self->images, share) : (double)NAN;
  ws_json_add_number (builder, "ensemble_n", n);
  ws_json_add_number (builder, "ensemble_soft", together);
  ws_json_add_number (builder, "ensemble_members", alone);
  ws_json_add_number (builder, "ensemble_gain", together - alone);
  return TRUE;
}

static gboolean
add_together (const Judge *self, JsonBuilder *builder, const float *w, guint n, GError **error)
{
  guint              n_images = self->images->n;
  g_autofree guint8 *predictions = NULL;
  g_autofree float  *acc = NULL;

  n = MIN (n, MAX_NETWORKS);
  predictions = g_new (guint8, MAX ((gsize)n * n_images, 1));
  acc = g_new (float, MAX (n, 1));
  if (!ws_zoo_evaluate (self->arch, self->act, w, n, self->images, NULL, acc, predictions,
                        self->job, error) ||
      !ws_job_tick (self->job, error))
    return FALSE;
  ws_json_add_number (builder, "pair_distance", get_pair_distance (self, w, n));
  ws_json_add_number (builder, "pair_overlap",
                      get_pair_overlap (predictions, self->images->labels, n, n_images));
  return add_ensemble (self, builder, w, n, acc, error) && ws_job_tick (self->job, error);
}

/* Rows @index of @states, copied together. */
static float *
gather (const WsStates *states, const guint32 *index, guint n)
{
  float *out = g_new (float, MAX (n * states->n_params, 1));

  for (guint i = 0; i < n; i++)
    memcpy (out + i * states->n_params, states->weights + index[i] * states->n_params,
            sizeof (float) * states->n_params);
  return out;
}

/* Of the last state of each network. */
static double
get_zoo_pair_distance (const Judge *self, const WsStates *rows)
{
  g_autofree guint32 *index = g_new (guint32, MAX (rows->n, 1));
  guint               n = ws_states_last_rows (rows, -1, MAX_NETWORKS, index);
  g_autofree float   *w = gather (rows, index, n);

  return get_pair_distance (self, w, n);
}

static void
add_accuracy (JsonBuilder *builder, const float *acc, guint n)
{
  ws_json_add_number (builder, "n", n);
  ws_json_add_number (builder, "acc", n > 0 ? ws_mean (acc, n) : (double)NAN);
  ws_json_add_number (builder, "acc_std", n > 1 ? ws_std (acc, n) : (double)NAN);
  ws_json_add_numbers (builder, "each", acc, n);
}

char *
ws_experiment_measure_accuracy (SampleRun *run, gboolean saw_images)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_accuracy (builder, run->acc, run->n);
  ws_json_add_number (builder, "asked", run->asked);
  ws_json_add_number (builder, "images", saw_images);
  return end (builder);
}

char *
ws_experiment_measure_draws (SampleRun  *run,
                             const char *report,
                             gboolean    saw_images,
                             GError    **error)
{
  g_autofree float *sigma = g_new (float, run->arch->n_layers);
  const Judge       judge = { run->arch, run->act, run->images, sigma, run->job };
  g_autoptr (JsonNode) root = json_from_string (report, NULL);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  JsonObject *novelty = json_node_get_object (root);

  ws_lwln_sigma (run->arch, run->rows->weights, run->rows->n, sigma);
  json_builder_begin_object (builder);
  add_accuracy (builder, run->acc, run->n);
  ws_json_add_number (builder, "asked", run->asked);
  ws_json_add_number (builder, "novelty", ws_json_get_number (novelty, "distance_ratio"));
  ws_json_add_number (builder, "aligned_novelty",
                      ws_json_get_number (novelty, "aligned_distance_ratio"));
  ws_json_add_number (builder, "overlap", ws_json_get_number (novelty, "overlap_mean"));
  ws_json_add_number (builder, "train_overlap", ws_json_get_number (novelty, "train_overlap_mean"));
  ws_json_add_number (builder, "copy_overlap", ws_json_get_number (novelty, "copy_overlap_mean"));
  if (!add_together (&judge, builder, run->weights, run->n, error))
    return NULL;
  ws_json_add_number (builder, "pair_ratio",
                      get_pair_distance (&judge, run->weights, MIN (run->n, MAX_NETWORKS)) /
                          get_zoo_pair_distance (&judge, run->rows));
  ws_json_add_number (builder, "images", saw_images);
  return end (builder);
}

/* -- the zoo -- */

/* The last of the target's states of each network, at most @limit of them, evenly. */
static guint
choose_networks (const WsStates *rows, const guint32 *selected, guint n, guint limit, guint32 *out)
{
  guint n_out = 0;

  for (guint i = 0; i < n; i++)
    if (i + 1 == n || rows->model[selected[i + 1]] != rows->model[selected[i]])
      out[n_out++] = selected[i];
  if (n_out <= limit)
    return n_out;
  for (guint i = 0; i < limit; i++)
    out[i] = out[(guint64)i * n_out / limit];
  return limit;
}

/* How much the layers differ in scale: where they do not, counting in their units changes nothing.
 */
static double
get_scale_ratio (const Judge *self)
{
  float least = self->sigma[0], most = self->sigma[0];

  for (guint l = 1; l < self->arch->n_layers; l++)
    {
      least = MIN (least, self->sigma[l]);
      most = MAX (most, self->sigma[l]);
    }
  return (double)(most / least);
}

static gboolean
add_zoo (const Judge    *judge,
         JsonBuilder    *builder,
         const WsStates *rows,
         const WsUnit   *unit,
         GError        **error)
{
  g_autofree guint32 *selected = g_new (guint32, MAX (rows->n, 1));
  g_autofree guint32 *chosen = g_new (guint32, MAX (rows->n, 1));
  g_autofree float   *acc = g_new (float, MAX (rows->n, 1)), *w = NULL;
  guint               n_selected, n;

  for (guint i = 0; i < rows->n; i++)
    acc[i] = rows->metrics[i].test_acc;
  n_selected = ws_target_select (&unit->target, acc, rows->n, selected);
  n = choose_networks (rows, selected, n_selected, unit->count, chosen);
  for (guint i = 0; i < n_selected; i++)
    acc[i] = rows->metrics[selected[i]].test_acc;
  add_accuracy (builder, acc, n_selected);
  w = gather (rows, chosen, n);
  if (!add_together (judge, builder, w, n, error))
    return FALSE;
  ws_json_add_number (builder, "pair_ratio",
                      get_pair_distance (judge, w, MIN (n, MAX_NETWORKS)) /
                          get_zoo_pair_distance (judge, rows));
  ws_json_add_number (builder, "scale_ratio", get_scale_ratio (judge));
  return TRUE;
}

/* Images, and the zoo that others are held against. */
typedef struct
{
  Judge           judge;
  WsStates       *rows; /* the zoo's used states of its train split */
  WsTensorImages *images;
  float          *sigma;
} Zoo;

static void
zoo_clear (Zoo *self)
{
  g_clear_pointer (&self->rows, ws_states_free);
  g_clear_pointer (&self->images, ws_tensor_images_unref);
  g_free (self->sigma);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Zoo, zoo_clear)

static gboolean
zoo_load (Zoo                 *self,
          WsProject           *project,
          const WsPopulation  *zoo,
          const WsHyperConfig *config,
          WsJob               *job,
          GError             **error)
{
  Judge *judge = &self->judge;

  judge->job = job;
  self->rows =
      ws_work_load_used_states (project, zoo, config, 1 << WS_SPLIT_TRAIN, FALSE, NULL, error);
  if (self->rows == NULL || !ws_population_get_network (zoo, &judge->arch, &judge->act, error))
    return FALSE;
  judge->images = self->images = ws_work_load_images (zoo, NULL, "test", error);
  if (self->images == NULL)
    return FALSE;
  if (self->rows->n < 2)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "%s has fewer than two usable states of training networks", zoo->name);
      return FALSE;
    }
  judge->sigma = self->sigma = g_new (float, judge->arch->n_layers);
  ws_lwln_sigma (judge->arch, self->rows->weights, self->rows->n, self->sigma);
  return TRUE;
}

char *
ws_experiment_measure_networks (WsProject           *project,
                                const WsPopulation  *zoo,
                                const WsHyperConfig *config,
                                const WsStates      *states,
                                guint                epoch,
                                WsJob               *job,
                                GError             **error)
{
  g_auto (Zoo) beside = { .rows = NULL };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree float *acc = g_new (float, MAX (states->n, 1));

  if (!zoo_load (&beside, project, zoo, config, job, error))
    return NULL;
  for (guint i = 0; i < states->n; i++)
    acc[i] = states->metrics[i].test_acc;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "points");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  ws_json_add_number (builder, "epoch", epoch);
  add_accuracy (builder, acc, states->n);
  if (!add_together (&beside.judge, builder, states->weights, states->n, error))
    return NULL;
  ws_json_add_number (
      builder, "pair_ratio",
      get_pair_distance (&beside.judge, states->weights, MIN (states->n, MAX_NETWORKS)) /
          get_zoo_pair_distance (&beside.judge, beside.rows));
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

char *
ws_experiment_measure_zoo (WsProject           *project,
                           const WsPopulation  *zoo,
                           const WsHyperConfig *config,
                           const WsUnit        *unit,
                           WsJob               *job,
                           GError             **error)
{
  g_auto (Zoo) self = { .rows = NULL };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!zoo_load (&self, project, zoo, config, job, error))
    return NULL;
  json_builder_begin_object (builder);
  return add_zoo (&self.judge, builder, self.rows, unit, error) ? end (builder) : NULL;
}
