/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/aligner.h"
#include "work/sample-private.h"

#include "core/error.h"
#include "core/numeric.h"
#include "latent/probe.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Refinement of draws (sample/refine.h): all n places have their candidates at once, in rounds; a
 * round costs one more set of n networks in memory, however many rounds there are. */

#define VALIDATION_IMAGES 500
#define TRAIN_IMAGES 256
#define MAX_SCALE_ROWS 200 /* training networks whose scale is looked at, chosen evenly */
#define LOT 64             /* networks scored between two looks for a cancel */

/* Of all candidates that were compared. */
typedef struct
{
  double total;
  guint  n;
} Sum;

typedef struct
{
  SampleRun          *run;
  const WsRefinement *how;
  gsize               dim; /* of what the method draws */

  double *probe; /* (nullable): coefficients */
  guint   n_features;
  double  penalty;

  WsTensorImages *validation, *train; /* (nullable) */
  WsScaler       *scaler;             /* (nullable) */

  float *plain; /* n × dim: what was drawn first */
  float *plain_loss, *plain_acc;
  float *predicted, *validation_acc; /* of those that stay */
  Sum    all_predicted, all_validation;
} Refining;

static void
refining_clear (Refining *self)
{
  g_free (self->probe);
  g_clear_pointer (&self->validation, ws_tensor_images_unref);
  g_clear_pointer (&self->scaler, ws_scaler_free);
  g_clear_pointer (&self->train, ws_tensor_images_unref);
  g_free (self->plain);
  g_free (self->plain_loss);
  g_free (self->plain_acc);
  g_free (self->predicted);
  g_free (self->validation_acc);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Refining, refining_clear)

gboolean
ws_sample_check_refinement (const WsSampleRequest *request, GError **error)
{
  gboolean is_random = g_str_equal (request->method, "random");
  gboolean is_fixed = is_random || g_str_equal (request->method, "reconstruct");

  if ((is_random && request->refine.scale != WS_RESCALE_NONE) ||
      (is_fixed && ws_refinement_count_draws (&request->refine) > 1))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   _ ("what the %s method gives cannot be refined so"), request->method);
      return FALSE;
    }
  return TRUE;
}

static void
add_known (Sum *self, const float *values, guint n)
{
  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        self->total += (double)values[i];
        self->n++;
      }
}

static double
get_mean (const Sum *self)
{
  return self->n > 0 ? self->total / self->n : (double)NAN;
}

/* -- what it needs -- */

static gboolean
is_latent (const Refining *self)
{
  return ws_sample_needs_hyper (self->run->method);
}

/* Latents speak for themselves; of weights the probe sees statistics. (transfer full) */
static float *
make_features (const Refining *self, const float *x, guint n)
{
  const WsArch *arch = self->run->arch;
  float        *features = g_new (float, MAX ((gsize)n * self->n_features, 1));

  if (is_latent (self))
    memcpy (features, x, sizeof *x * n * self->n_features);
  else
    ws_weight_statistics (arch, x, n, features);
  return features;
}

static gboolean
fit_probe (Refining *self, GError **error)
{
  SampleRun        *run = self->run;
  const WsStates   *rows = run->rows;
  const WsStage     stage = { run->job, 0, 1, 1, _ ("probe") };
  g_autofree float *y = g_new (float, MAX (rows->n, 1)), *features = NULL;

  self->n_features = is_latent (self) ? run->q : ws_weight_statistics_count (run->arch);
  features = make_features (self, is_latent (self) ? run->rows_z : rows->weights, rows->n);
  for (guint i = 0; i < rows->n; i++)
    y[i] = rows->metrics[i].test_acc;
  self->probe = g_new (double, self->n_features + 1);
  if (ws_probe_fit (features, rows->n, self->n_features, y, rows->model, self->probe,
                    &self->penalty, &stage))
    return ws_job_tick (run->job, error);
  if (ws_job_tick (run->job, error))
    g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                 _ ("%s has too few networks of known accuracy to predict that of others"),
                 run->zoo->name);
  return FALSE;
}

/* Weights of rows like those that draws resemble, in the order of neurons that draws have.
 * (transfer full) */
static float *
copy_scale_rows (const Refining *self, guint *n, GError **error)
{
  SampleRun          *run = self->run;
  gsize               P = run->arch->n_params;
  g_autofree guint32 *row = g_new (guint32, MAX (run->n_selected, 1)), *network = NULL;
  g_autofree float   *w = NULL;
  guint               n_all = 0;

  for (guint i = 0; i < run->n_selected; i++)
    if (run->rank == NULL || ((double)run->rank[i] >= run->rank_low - 1e-6 &&
                              (double)run->rank[i] <= run->rank_high + 1e-6))
      row[n_all++] = run->selected[i];
  *n = MIN (n_all, MAX_SCALE_ROWS);
  w = g_new (float, MAX (*n * P, 1));
  network = g_new (guint32, MAX (*n, 1));
  for (guint i = 0; i < *n; i++)
    {
      guint32 from = row[(guint64)i * n_all / *n];

      memcpy (w + i * P, run->rows->weights + from * P, sizeof *w * P);
      network[i] = run->rows->model[from];
    }
  if (is_latent (self) ? !ws_aligner_turn_networks (run->aligner, w, *n, run->job, error)
                       : run->sampler->space == WS_SPACE_ALIGNED_WEIGHTS &&
                             !ws_sample_align (run, w, network, *n, error))
    return NULL;
  return g_steal_pointer (&w);
}

static gboolean
open_scaler (Refining *self, GError **error)
{
  SampleRun        *run = self->run;
  guint             n;
  g_autofree float *rows = copy_scale_rows (self, &n, error);

  if (rows == NULL)
    return FALSE;
  if (n == 0)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE, _ ("%s has no networks of the scale wanted"),
                   run->zoo->name);
      return FALSE;
    }
  if (self->how->scale == WS_RESCALE_WEIGHTS)
    {
      self->scaler = ws_scaler_new_weights (run->arch, rows, n);
      return TRUE;
    }
  self->train = ws_work_load_images (run->zoo, NULL, "train", error);
  if (self->train == NULL)
    return FALSE;
  self->train->n = MIN (self->train->n, TRAIN_IMAGES);
  self->scaler = ws_scaler_new_logits (run->arch, run->act, rows, n, self->train, run->job, error);
  return self->scaler != NULL;
}

static float *
new_unknown (guint n)
{
  float *values = g_new (float, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    values[i] = NAN;
  return values;
}

static gboolean
prepare (Refining *self, GError **error)
{
  SampleRun *run = self->run;

  self->dim = is_latent (self) ? run->q : run->arch->n_params;
  self->plain = g_memdup2 (is_latent (self) ? run->z : run->weights,
                           sizeof (float) * MAX (run->n * self->dim, 1));
  self->plain_loss = new_unknown (run->n);
  self->plain_acc = new_unknown (run->n);
  self->predicted = new_unknown (run->n);
  self->validation_acc = new_unknown (run->n);
  if (self->how->reject > 1 && !fit_probe (self, error))
    return FALSE;
  if (self->how->subsample > 1)
    {
      self->validation = ws_work_load_images (run->zoo, NULL, "validation", error);
      if (self->validation == NULL)
        return FALSE;
      self->validation->n = MIN (self->validation->n, VALIDATION_IMAGES);
    }
  return self->how->scale == WS_RESCALE_NONE || open_scaler (self, error);
}

/* -- candidates -- */

typedef struct
{
  float  *x; /* n × dim */
  gint64 *parent;
  float  *predicted, *w; /* n; n × P, the same as x where weights are drawn */
} Candidates;

static void
candidates_clear (Candidates *self)
{
  if (self->w != self->x)
    g_free (self->w);
  g_free (self->x);
  g_free (self->parent);
  g_free (self->predicted);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Candidates, candidates_clear)

static void
candidates_init (Candidates *self, const Refining *refining)
{
  const SampleRun *run = refining->run;

  self->x = g_new (float, MAX (run->n * refining->dim, 1));
  self->parent = g_new0 (gint64, MAX (run->n, 1));
  self->predicted = new_unknown (run->n);
  self->w = is_latent (refining) ? g_new (float, MAX (run->n * run->arch->n_params, 1)) : self->x;
}

/* What is not known is worse than anything that is. */
static gboolean
is_better (float value, float old)
{
  return !isnan (value) && !(old >= value);
}

/* Plain draws of round @round, the first of which are there. */
static gboolean
draw_round (Refining *self, guint round, Candidates *out, GError **error)
{
  SampleRun    *run = self->run;
  guint         n_rounds = ws_refinement_count_draws (self->how);
  const WsStage stage = { run->job, (double)round * run->n, (round + 1.0) * run->n,
                          (double)n_rounds * run->n, _ ("draws") };

  if (round > 0)
    return ws_sample_draw_more (run, round * WS_REFINE_STRIDE, out->x, out->parent, &stage, error);
  memcpy (out->x, self->plain, sizeof (float) * run->n * self->dim);
  memcpy (out->parent, run->parent, sizeof *out->parent * run->n);
  return TRUE;
}

static void
predict (Refining *self, Candidates *candidates)
{
  g_autofree float *features = make_features (self, candidates->x, self->run->n);

  for (guint i = 0; i < self->run->n; i++)
    candidates->predicted[i] = (float)ws_probe_predict (
        self->probe, features + (gsize)i * self->n_features, self->n_features);
  add_known (&self->all_predicted, candidates->predicted, self->run->n);
}

/* Of as many rounds as are rejected from, place by place the best. */
static gboolean
draw_chosen (Refining *self, guint turn, Candidates *out, GError **error)
{
  SampleRun *run = self->run;
  guint      n_rounds = MAX (self->how->reject, 1);
  g_auto (Candidates) other = { 0 };

  if (!draw_round (self, turn * n_rounds, out, error))
    return FALSE;
  if (self->probe == NULL)
    return TRUE;
  predict (self, out);
  candidates_init (&other, self);
  for (guint r = 1; r < n_rounds; r++)
    {
      if (!draw_round (self, turn * n_rounds + r, &other, error))
        return FALSE;
      predict (self, &other);
      for (guint i = 0; i < run->n; i++)
        if (is_better (other.predicted[i], out->predicted[i]))
          {
            memcpy (out->x + i * self->dim, other.x + i * self->dim, sizeof (float) * self->dim);
            out->parent[i] = other.parent[i];
            out->predicted[i] = other.predicted[i];
          }
    }
  return TRUE;
}

static gboolean
score (Refining             *self,
       const float          *w,
       const WsTensorImages *images,
       float                *loss,
       float                *acc,
       GError              **error)
{
  SampleRun *run = self->run;

  for (guint i = 0; i < run->n; i += LOT)
    if (!ws_job_tick (run->job, error) ||
        !ws_zoo_evaluate (run->arch, run->act, w + i * run->arch->n_params, MIN (LOT, run->n - i),
                          images, loss != NULL ? loss + i : NULL, acc + i, NULL, run->job, error))
      return FALSE;
  return TRUE;
}

/* From what was drawn to scaled networks. */
static gboolean
finish (Refining *self, Candidates *candidates, GError **error)
{
  SampleRun *run = self->run;

  if (is_latent (self) && !ws_sample_decode (run, candidates->x, candidates->w, error))
    return FALSE;
  return self->scaler == NULL ||
         ws_scaler_apply (self->scaler, candidates->w, run->n, run->job, error);
}

/* The networks that the request without refinement gives. */
static gboolean
measure_plain (Refining *self, GError **error)
{
  SampleRun        *run = self->run;
  g_autofree float *w = NULL;

  if (run->images == NULL)
    return TRUE;
  if (!is_latent (self))
    return score (self, self->plain, run->images, self->plain_loss, self->plain_acc, error);
  w = g_new (float, MAX (run->n * run->arch->n_params, 1));
  return ws_sample_decode (run, self->plain, w, error) &&
         score (self, w, run->images, self->plain_loss, self->plain_acc, error);
}

static void
keep (Refining *self, const Candidates *from, guint i)
{
  SampleRun *run = self->run;
  gsize      P = run->arch->n_params;

  memcpy (run->weights + i * P, from->w + i * P, sizeof (float) * P);
  if (is_latent (self))
    memcpy (run->z + i * self->dim, from->x + i * self->dim, sizeof (float) * self->dim);
  run->parent[i] = from->parent[i];
  self->predicted[i] = from->predicted[i];
}

static gboolean
choose (Refining *self, GError **error)
{
  SampleRun        *run = self->run;
  g_autofree float *acc = new_unknown (run->n);
  g_auto (Candidates) candidates = { 0 };

  candidates_init (&candidates, self);
  for (guint turn = 0; turn < MAX (self->how->subsample, 1); turn++)
    {
      if (!draw_chosen (self, turn, &candidates, error) || !finish (self, &candidates, error) ||
          (self->validation != NULL &&
           !score (self, candidates.w, self->validation, NULL, acc, error)))
        return FALSE;
      for (guint i = 0; i < run->n; i++)
        if (turn == 0 || is_better (acc[i], self->validation_acc[i]))
          {
            keep (self, &candidates, i);
            self->validation_acc[i] = acc[i];
          }
      add_known (&self->all_validation, acc, run->n);
    }
  run->is_made = TRUE;
  return ws_job_tick (run->job, error);
}

/* -- the report -- */

static void
add_mean (JsonBuilder *builder, const char *name, const float *values, guint n)
{
  Sum sum = { 0 };

  add_known (&sum, values, n);
  ws_json_add_number (builder, name, get_mean (&sum));
}

static void
add_count (JsonBuilder *builder, const char *name, const WsTensorImages *images)
{
  json_builder_set_member_name (builder, name);
  if (images != NULL)
    json_builder_add_int_value (builder, images->n);
  else
    json_builder_add_null_value (builder);
}

static char *
write_report (const Refining *self)
{
  guint            n = self->run->n;
  g_autofree char *text = ws_refinement_to_text (self->how);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "refine");
  json_builder_add_string_value (builder, text);
  json_builder_set_member_name (builder, "draws");
  json_builder_add_int_value (builder, ws_refinement_count_draws (self->how));
  add_mean (builder, "plain_acc_mean", self->plain_acc, n);
  ws_json_add_number (builder, "plain_acc_std",
                      n > 1 && ws_all_finite (self->plain_acc, n) ? ws_std (self->plain_acc, n)
                                                                  : (double)NAN);
  add_mean (builder, "plain_loss_mean", self->plain_loss, n);
  json_builder_set_member_name (builder, "predictor");
  if (self->probe != NULL)
    json_builder_add_string_value (builder, is_latent (self) ? "latents" : "statistics");
  else
    json_builder_add_null_value (builder);
  ws_json_add_number (builder, "penalty", self->probe != NULL ? self->penalty : (double)NAN);
  add_mean (builder, "predicted_mean", self->predicted, n);
  ws_json_add_number (builder, "all_predicted_mean", get_mean (&self->all_predicted));
  add_count (builder, "validation_images", self->validation);
  add_mean (builder, "validation_acc_mean", self->validation_acc, n);
  ws_json_add_number (builder, "all_validation_acc_mean", get_mean (&self->all_validation));
  add_count (builder, "train_images", self->train);
  json_builder_end_object (builder);
  return ws_json_builder_dup_text (builder);
}

gboolean
ws_sample_refine (SampleRun *run, GError **error)
{
  g_auto (Refining) self = { .run = run, .how = &run->request->refine };

  if (ws_refinement_is_plain (self.how))
    return TRUE;
  if (!ws_sample_check_refinement (run->request, error) || !prepare (&self, error) ||
      !measure_plain (&self, error) || !choose (&self, error))
    return FALSE;
  run->refinement = write_report (&self);
  return TRUE;
}
