/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/work-private.h"

#include "core/error.h"
#include "core/numeric.h"
#include "lab/ensemble.h"
#include "zoo/soft-vote.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Probabilities of all members for so many images as fit into this come at once: 200 networks on
 * 10,000 images would be 80 MB. */
#define LOT_BYTES (16 << 20)
#define LEAST_IMAGES 64
#define MAX_SIZES 32

typedef struct
{
  WsWork                  *work;
  WsJob                   *job;
  const WsEnsembleRequest *request;
  WsPopulation            *population;
  const WsArch            *arch;
  WsActivation             act;
  WsTensorImages          *images;
  WsStates                *states; /* finite ones */
  guint                    n_dropped;
  guint                   *sizes, n_sizes;
} Run;

static void
run_clear (Run *self)
{
  g_clear_pointer (&self->population, ws_population_free);
  g_clear_pointer (&self->images, ws_tensor_images_unref);
  g_clear_pointer (&self->states, ws_states_free);
  g_clear_pointer (&self->sizes, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* -- sizes -- */

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *)a, y = *(const guint *)b;

  return x < y ? -1 : x > y;
}

/* (transfer full): rising, each once. */
static guint *
parse_sizes (const char *text, guint *n, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autofree guint *sizes = g_new (guint, MAX_SIZES);
  guint             n_all = g_strv_length (parts), n_own = 0;

  if (n_all > MAX_SIZES)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, _ ("at most %u sizes of ensembles, not %u"),
                   MAX_SIZES, n_all);
      return NULL;
    }
  for (guint i = 0; i < n_all; i++)
    {
      guint64 size;

      if (!g_ascii_string_to_unsigned (g_strstrip (parts[i]), 10, 1, G_MAXINT, &size, NULL))
        {
          g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                       _ ("\"%s\" is no size of an ensemble; a list such as 1,5,10 is"), text);
          return NULL;
        }
      sizes[i] = (guint)size;
    }
  qsort (sizes, n_all, sizeof *sizes, compare_sizes);
  for (guint i = 0; i < n_all; i++)
    if (i == 0 || sizes[i] != sizes[i - 1])
      sizes[n_own++] = sizes[i];
  *n = n_own;
  return g_steal_pointer (&sizes);
}

static gboolean
choose_sizes (Run *self, GError **error)
{
  guint n = self->states->n;

  if (self->request->sizes[0] == '\0')
    {
      self->sizes = ws_ensemble_usual_sizes (n, &self->n_sizes);
      return TRUE;
    }
  self->sizes = parse_sizes (self->request->sizes, &self->n_sizes, error);
  if (self->sizes == NULL)
    return FALSE;
  if (self->sizes[self->n_sizes - 1] <= n)
    return TRUE;
  g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
               _ ("%s has %u networks that can vote, too few for an ensemble of %u"),
               self->population->name, n, self->sizes[self->n_sizes - 1]);
  return FALSE;
}

/* -- members -- */

/* A network that is no number has no vote. */
static void
drop_infinite (Run *self)
{
  WsStates           *states = self->states;
  g_autofree guint32 *index = g_new (guint32, MAX (states->n, 1));
  guint               n = 0;

  for (guint i = 0; i < states->n; i++)
    if (ws_all_finite (states->weights + i * states->n_params, states->n_params))
      index[n++] = i;
  self->n_dropped = states->n - n;
  ws_states_take_rows (states, index, n);
}

static gboolean
prepare (Run *self, GError **error)
{
  WsProject         *project = self->work->project;
  guint              epoch = self->request->epoch;
  const WsStateQuery query = { .epoch_first = epoch, .epoch_last = epoch, .with_weights = TRUE };

  self->population = ws_work_find_population (project, self->request->population, error);
  if (self->population == NULL ||
      !ws_population_get_network (self->population, &self->arch, &self->act, error))
    return FALSE;
  self->images = ws_work_load_images (self->population, self->request->data, "test", error);
  if (self->images == NULL)
    return FALSE;
  self->states = ws_project_load_states (project, self->population->id, &query, error);
  if (self->states == NULL)
    return FALSE;
  drop_infinite (self);
  if (self->states->n > 0)
    return choose_sizes (self, error);
  if (epoch == WS_EPOCH_LAST)
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, _ ("%s has no network with weights to vote"),
                 self->population->name);
  else
    g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                 _ ("%s has kept no weights of epoch %u that could vote"), self->population->name,
                 epoch);
  return FALSE;
}

/* -- votes -- */

gboolean
ws_work_find_probabilities (const WsArch         *arch,
                            WsActivation          act,
                            const float          *w,
                            const WsTensorImages *images,
                            float                *p,
                            WsJob                *job,
                            GError              **error)
{
  gsize              size = (gsize)images->n * arch->n_classes;
  g_autofree double *share = g_new (double, size);

  if (!ws_zoo_soft_vote (arch, act, w, 1, images, share, job, error))
    return FALSE;
  for (gsize k = 0; k < size; k++)
    p[k] = (float)share[k];
  return TRUE;
}

/* @p: [member][image][class] of the lot. */
static gboolean
find_probabilities (Run *self, const WsTensorImages *lot, guint first, float *p, GError **error)
{
  guint n = self->states->n;
  gsize size = (gsize)lot->n * self->arch->n_classes;

  for (guint m = 0; m < n; m++, p += size)
    {
      if (!ws_work_find_probabilities (self->arch, self->act,
                                       self->states->weights + m * self->states->n_params, lot, p,
                                       self->job, error))
        return FALSE;
      ws_job_report (self->job, (guint64)first * n + (guint64)lot->n * (m + 1),
                     (guint64)self->images->n * n, _ ("votes"));
    }
  return ws_job_tick (self->job, error);
}

static gboolean
vote (Run *self, WsEnsemble *ensemble, GError **error)
{
  guint             C = self->arch->n_classes, n = self->states->n;
  gsize             n_pixels = (gsize)self->arch->channels * self->arch->height * self->arch->width;
  guint             n_lot = (guint)MAX (LOT_BYTES / (sizeof (float) * C * n), LEAST_IMAGES);
  g_autofree float *p = NULL;

  n_lot = MIN (n_lot, self->images->n);
  p = g_new (float, (gsize)n *n_lot *C);
  for (guint first = 0; first < self->images->n; first += n_lot)
    {
      WsTensorImages lot = *self->images; /* some of them, lent */

      lot.n = MIN (n_lot, self->images->n - first);
      lot.x += first * n_pixels;
      lot.labels += first;
      if (!find_probabilities (self, &lot, first, p, error))
        return FALSE;
      ws_ensemble_add (ensemble, p, lot.labels, lot.n);
    }
  return ws_job_tick (self->job, error);
}

/* -- the report -- */

static void
add_size (JsonBuilder *builder, const WsEnsembleSize *size)
{
  json_builder_begin_object (builder);
  ws_json_add_count (builder, "size", size->size);
  ws_json_add_count (builder, "draws", size->n_draws);
  ws_json_add_number (builder, "acc_mean", size->acc_mean);
  ws_json_add_number (builder, "acc_std", size->acc_std);
  ws_json_add_number (builder, "acc_low", size->acc_low);
  ws_json_add_number (builder, "acc_high", size->acc_high);
  ws_json_add_number (builder, "majority_acc_mean", size->majority_mean);
  ws_json_add_number (builder, "majority_acc_std", size->majority_std);
  ws_json_add_number (builder, "members_mean", size->members_mean);
  ws_json_add_number (builder, "members_std", size->members_std);
  ws_json_add_number (builder, "gain", size->gain);
  ws_json_add_number (builder, "gain_low", size->gain_low);
  ws_json_add_number (builder, "gain_high", size->gain_high);
  ws_json_add_number (builder, "disagreement", size->disagreement);
  ws_json_add_number (builder, "error_overlap", size->overlap);
  ws_json_add_number (builder, "oracle", size->oracle);
  json_builder_end_object (builder);
}

static char *
write_report (const Run *self, const WsEnsemble *ensemble)
{
  const WsEnsembleRequest *request = self->request;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  char seed[24];

  g_snprintf (seed, sizeof seed, "%" G_GUINT64_FORMAT, request->seed);
  json_builder_begin_object (builder);
  ws_json_add_text (builder, "population", self->population->name);
  ws_json_add_text (builder, "data",
                    request->data[0] != '\0' ? request->data : self->population->data);
  json_builder_set_member_name (builder, "epoch");
  if (request->epoch == WS_EPOCH_LAST)
    json_builder_add_null_value (builder);
  else
    json_builder_add_int_value (builder, request->epoch);
  ws_json_add_count (builder, "n", self->states->n);
  ws_json_add_count (builder, "dropped", self->n_dropped);
  ws_json_add_count (builder, "images", self->images->n);
  ws_json_add_count (builder, "draws", request->draws);
  ws_json_add_text (builder, "seed", seed);
  json_builder_set_member_name (builder, "sizes");
  json_builder_begin_array (builder);
  for (guint s = 0; s < self->n_sizes; s++)
    {
      WsEnsembleSize size;

      ws_ensemble_measure (ensemble, s, &size);
      add_size (builder, &size);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

/* -- the job -- */

static char *
make_report (Run *self, GError **error)
{
  g_autoptr (WsEnsemble) ensemble = NULL;

  if (!prepare (self, error))
    return NULL;
  ensemble = ws_ensemble_new (self->states->n, self->arch->n_classes, self->sizes, self->n_sizes,
                              self->request->draws, self->request->seed);
  return vote (self, ensemble, error) ? write_report (self, ensemble) : NULL;
}

static gboolean
ensemble_run (WsWork *work, WsJob *job, GError **error)
{
  g_auto (Run) self = { .work = work, .job = job, .request = work->request };
  g_autofree char *report = make_report (&self, error);

  return report != NULL &&
         ws_work_set_result (work, self.population->id, self.population->created, error) &&
         ws_project_add_report (work->project, self.population->id, 0, WS_ENSEMBLE_REPORT, report,
                                error);
}

char *
ws_work_make_ensembles (WsWork *work, WsJob *job, const WsEnsembleRequest *request, GError **error)
{
  g_auto (Run) self = { .work = work, .job = job, .request = request };

  return make_report (&self, error);
}

WsJob *
ws_ensemble_work_new (WsProject *project, const WsEnsembleRequest *request, GError **error)
{
  g_autofree char  *title = NULL;
  g_autofree guint *sizes = NULL;
  WsEnsembleRequest own = *request;
  guint             n;

  g_return_val_if_fail (WS_IS_PROJECT (project), NULL);
  if (own.draws < 1 || own.draws > WS_ENSEMBLE_MAX_DRAWS)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   _ ("1 to %u ensembles of each size are drawn, not %u"), WS_ENSEMBLE_MAX_DRAWS,
                   own.draws);
      return NULL;
    }
  if (own.sizes[0] != '\0' && (sizes = parse_sizes (own.sizes, &n, error)) == NULL)
    return NULL;
  ws_work_name_population (project, own.population, sizeof own.population);
  ws_work_make_path_absolute (own.data, sizeof own.data);
  /* Translators: %s is the name of a population of networks */
  title = g_strdup_printf (_ ("Ensembles of %s"), own.population);
  return ws_work_new (project, "ensemble", title, ws_ensemble_request_to_json (&own), &own,
                      sizeof own, FALSE, ensemble_run, error);
}
