/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/novelty-private.h"

#include "core/numeric.h"
#include "core/pool.h"
#include "core/random.h"
#include "lab/novelty.h"
#include "latent/probe.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* METHOD.md 7: does a sampler make networks, or copies of its zoo? Every number about the draws
 * stands beside the same number about different training networks, and about noised copies. */

/* Bounds that keep the report a matter of seconds; what they leave out is chosen evenly. */
#define MAX_REFERENCES 1000
#define MAX_TRAIN 150
#define MAX_COPIES 50
#define MAX_PAIRS 300

#define COPY_NOISE 0.02f /* of the published criticism, on every weight */
#define N_STEPS 8

static void
novelty_clear (WsNovelty *self)
{
  g_free (self->row);
  g_free (self->model);
  g_free (self->refs);
  g_free (self->train);
  g_free (self->train_model);
  g_free (self->train_w);
  g_free (self->copies);
  g_free (self->distance);
  g_free (self->train_distance);
  g_free (self->copy_distance);
  g_free (self->nearest);
  g_free (self->z_distance);
  g_free (self->train_z_distance);
  g_free (self->aligned_distance);
  g_free (self->aligned_train_distance);
  g_free (self->aligned_copy_distance);
  g_free (self->aligned_nearest);
  g_free (self->overlap);
  g_free (self->train_overlap);
  g_free (self->copy_overlap);
  g_free (self->nearest_disagreement);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WsNovelty, novelty_clear)

static float *
new_unknown (guint n)
{
  float *values = g_new (float, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    values[i] = NAN;
  return values;
}

static float *
gather (const float *rows, const guint32 *index, guint n, gsize dim)
{
  float *out = g_new (float, MAX (n * dim, 1));

  for (guint i = 0; i < n; i++)
    memcpy (out + i * dim, rows + index[i] * dim, sizeof (float) * dim);
  return out;
}

/* -- what the draws are compared with -- */

static gboolean
reconstruct (WsNovelty *self, GError **error)
{
  WsHyper          *hyper = self->in->hyper;
  guint             q = self->in->q;
  g_autofree float *z = NULL;

  self->refs = gather (self->in->rows->weights, self->row, self->n_refs, self->P);
  if (hyper == NULL)
    return TRUE;
  z = gather (self->in->rows_z, self->row, self->n_refs, q);
  return ws_work_decode (hyper, z, self->n_refs, self->refs, self->job, error);
}

static gboolean
choose_references (WsNovelty *self, GError **error)
{
  const WsStates *rows = self->in->rows;

  self->row = g_new (guint32, MAX (rows->n, 1));
  if (rows->n <= MAX_REFERENCES)
    for (self->n_refs = 0; self->n_refs < rows->n; self->n_refs++)
      self->row[self->n_refs] = self->n_refs;
  else
    self->n_refs = ws_states_last_rows (rows, -1, MAX_REFERENCES, self->row);
  self->model = g_new (guint32, MAX (self->n_refs, 1));
  for (guint i = 0; i < self->n_refs; i++)
    self->model[i] = rows->model[self->row[i]];
  return reconstruct (self, error);
}

/* States of one network are near-copies of each other: one a network stands for all. */
static void
choose_train (WsNovelty *self)
{
  guint n = 0;

  self->train = g_new (guint32, MAX (self->n_refs, 1));
  for (guint i = 0; i < self->n_refs; i++)
    if (i + 1 == self->n_refs || self->model[i + 1] != self->model[i])
      self->train[n++] = i;
  self->n_train = MIN (n, MAX_TRAIN);
  self->train_model = g_new (guint32, MAX (self->n_train, 1));
  for (guint i = 0; i < self->n_train; i++)
    {
      self->train[i] = self->train[(guint64)i * n / self->n_train];
      self->train_model[i] = self->model[self->train[i]];
    }
  self->train_w = gather (self->refs, self->train, self->n_train, self->P);
}

static void
make_copies (WsNovelty *self)
{
  self->n_copies = MIN (self->n_train, MAX_COPIES);
  self->copies = g_memdup2 (self->train_w, sizeof (float) * MAX (self->n_copies * self->P, 1));
  for (guint i = 0; i < self->n_copies; i++)
    {
      float   *w = self->copies + i * self->P;
      WsStream stream;

      ws_stream_init (&stream, 0, WS_PURPOSE_SAMPLE, i, 1); /* draws have 0 here */
      for (gsize j = 0; j < self->P; j++)
        w[j] += COPY_NOISE * ws_stream_normal (&stream);
    }
}

/* -- distances -- */

/* To the nearest reference in lots, between which a cancel is heard. */
static gboolean
find_nearest (WsNovelty     *self,
              const float   *a,
              const guint32 *group_a,
              guint          n,
              const float   *b,
              const guint32 *group_b,
              guint          m,
              guint          dim,
              float         *distance,
              guint32       *index,
              GError       **error)
{
  for (guint i = 0; i < n; i += WS_NOVELTY_LOT)
    {
      if (!ws_job_tick (self->job, error))
        return FALSE;
      ws_nearest (a + (gsize)i * dim, group_a != NULL ? group_a + i : NULL,
                  MIN (WS_NOVELTY_LOT, n - i), b, group_b, m, dim, distance + i,
                  index != NULL ? index + i : NULL);
    }
  return TRUE;
}

static gboolean
measure_distances (WsNovelty *self, GError **error)
{
  guint n = self->in->n, dim = (guint)self->P;

  self->distance = new_unknown (n);
  self->nearest = g_new (guint32, MAX (n, 1));
  self->train_distance = new_unknown (self->n_train);
  self->copy_distance = new_unknown (self->n_copies);
  return find_nearest (self, self->in->weights, NULL, n, self->refs, NULL, self->n_refs, dim,
                       self->distance, self->nearest, error) &&
         find_nearest (self, self->train_w, self->train_model, self->n_train, self->refs,
                       self->model, self->n_refs, dim, self->train_distance, NULL, error) &&
         find_nearest (self, self->copies, NULL, self->n_copies, self->refs, NULL, self->n_refs,
                       dim, self->copy_distance, NULL, error);
}

static gboolean
measure_z_distances (WsNovelty *self, GError **error)
{
  guint             q = self->in->q;
  g_autofree float *refs = NULL, *train = NULL;

  self->z_distance = new_unknown (self->in->n);
  self->train_z_distance = new_unknown (self->n_train);
  if (self->in->z == NULL || self->in->rows_z == NULL)
    return TRUE;
  refs = gather (self->in->rows_z, self->row, self->n_refs, q);
  train = gather (refs, self->train, self->n_train, q);
  return find_nearest (self, self->in->z, NULL, self->in->n, refs, NULL, self->n_refs, q,
                       self->z_distance, NULL, error) &&
         find_nearest (self, train, self->train_model, self->n_train, refs, self->model,
                       self->n_refs, q, self->train_z_distance, NULL, error);
}

/* -- overlap of errors -- */

typedef struct
{
  const guint8  *a, *b, *labels;
  const guint32 *group_a, *group_b; /* (nullable): pairs of one group do not count */
  guint          n_b, n_images;
  float         *overlap;
  WsJob         *job;
} Overlaps;

static void
find_overlap (guint i, gpointer data)
{
  const Overlaps *s = data;

  s->overlap[i] = NAN;
  for (guint k = 0; k < s->n_b && !ws_job_is_cancelled (s->job); k++)
    {
      double overlap;

      if (s->group_a != NULL && s->group_a[i] == s->group_b[k])
        continue;
      overlap = ws_error_overlap (s->a + (gsize)i * s->n_images, s->b + (gsize)k * s->n_images,
                                  s->labels, s->n_images);
      if (!((double)s->overlap[i] >= overlap) && !isnan (overlap))
        s->overlap[i] = (float)overlap;
    }
}

static guint8 *
predict (WsNovelty *self, const WsTensorImages *images, const float *w, guint n, GError **error)
{
  g_autofree guint8 *predictions = g_new (guint8, MAX ((gsize)n * images->n, 1));

  for (guint i = 0; i < n; i += WS_NOVELTY_LOT)
    if (!ws_job_tick (self->job, error) ||
        !ws_zoo_evaluate (self->arch, self->in->act, w + i * self->P, MIN (WS_NOVELTY_LOT, n - i),
                          images, NULL, NULL, predictions + (gsize)i * images->n, self->job, error))
      return NULL;
  return g_steal_pointer (&predictions);
}

/* Rows of the references whose errors are looked at: different networks, and each draw's nearest.
 */
static guint
choose_judges (const WsNovelty *self, guint32 *judge)
{
  g_autofree guint8 *is_judge = g_new0 (guint8, MAX (self->n_refs, 1));
  guint              n = 0;

  for (guint i = 0; i < self->n_train; i++)
    is_judge[self->train[i]] = TRUE;
  for (guint i = 0; i < self->in->n; i++)
    if (self->nearest[i] < self->n_refs)
      is_judge[self->nearest[i]] = TRUE;
  for (guint i = 0; i < self->n_refs; i++)
    if (is_judge[i])
      judge[n++] = i;
  return n;
}

/* The trained networks are judges themselves. Both lists rise. */
static guint8 *
take_train (const WsNovelty *self, const guint8 *judges, const guint32 *judge, guint n_images)
{
  guint8 *train = g_new (guint8, MAX ((gsize)self->n_train * n_images, 1));
  guint   k = 0;

  for (guint i = 0; i < self->n_train; i++)
    {
      while (judge[k] != self->train[i])
        k++;
      memcpy (train + (gsize)i * n_images, judges + (gsize)k * n_images, n_images);
    }
  return train;
}

static gboolean
measure_overlaps (WsNovelty *self, GError **error)
{
  WsTensorImages      images;
  g_autofree guint32 *judge = g_new (guint32, MAX (self->n_refs, 1)), *judge_model = NULL;
  g_autofree float   *judge_w = NULL;
  g_autofree guint8  *judges = NULL, *draws = NULL, *train = NULL, *copies = NULL;
  guint               n_judges = choose_judges (self, judge);
  Overlaps            search;

  self->overlap = new_unknown (self->in->n);
  self->train_overlap = new_unknown (self->n_train);
  self->copy_overlap = new_unknown (self->n_copies);
  self->nearest_disagreement = new_unknown (self->in->n);
  self->disagreement = self->train_disagreement = self->copy_disagreement = (double)NAN;
  if (self->in->images == NULL || n_judges == 0)
    return TRUE;
  images = *self->in->images; /* the first of them, lent */
  self->n_images = images.n = MIN (images.n, WS_NOVELTY_IMAGES);
  judge_w = gather (self->refs, judge, n_judges, self->P);
  judge_model = g_new (guint32, n_judges);
  for (guint i = 0; i < n_judges; i++)
    judge_model[i] = self->model[judge[i]];
  if ((judges = predict (self, &images, judge_w, n_judges, error)) == NULL ||
      (draws = predict (self, &images, self->in->weights, self->in->n, error)) == NULL ||
      (copies = predict (self, &images, self->copies, self->n_copies, error)) == NULL)
    return FALSE;
  train = take_train (self, judges, judge, images.n);
  ws_novelty_measure_disagreement (
      self, &(WsNoveltySays){ draws, judges, train, copies, judge, n_judges, images.n });
  search = (Overlaps){ .b = judges,
                       .labels = images.labels,
                       .group_b = judge_model,
                       .n_b = n_judges,
                       .n_images = images.n,
                       .job = self->job };
  search.a = draws;
  search.overlap = self->overlap;
  ws_pool_run (self->in->n, find_overlap, &search);
  search.a = copies;
  search.overlap = self->copy_overlap;
  ws_pool_run (self->n_copies, find_overlap, &search);
  search.a = train;
  search.group_a = self->train_model;
  search.overlap = self->train_overlap;
  ws_pool_run (self->n_train, find_overlap, &search);
  return ws_job_tick (self->job, error);
}

/* -- diversity -- */

double
ws_novelty_get_pair_distance (const float *rows, guint n, gsize dim)
{
  g_autofree guint32 *index = NULL;
  g_autofree float   *some = NULL;
  guint               n_some = MIN (n, MAX_PAIRS);

  index = g_new (guint32, MAX (n_some, 1));
  for (guint i = 0; i < n_some; i++)
    index[i] = (guint32)((guint64)i * n / n_some);
  some = gather (rows, index, n_some, dim);
  return ws_mean_pair_distance (some, n_some, (guint)dim);
}

/* Of the networks as they were trained. */
static double
get_zoo_pair_distance (const WsNovelty *self)
{
  g_autofree guint32 *index = g_new (guint32, MAX (self->n_train, 1));
  g_autofree float   *rows = NULL;

  for (guint i = 0; i < self->n_train; i++)
    index[i] = self->row[self->train[i]];
  rows = gather (self->in->rows->weights, index, self->n_train, self->P);
  return ws_novelty_get_pair_distance (rows, self->n_train, self->P);
}

/* -- the report -- */

static guint
take_finite (const float *values, guint n, float *out)
{
  guint n_finite = 0;

  for (guint i = 0; values != NULL && i < n; i++)
    if (isfinite (values[i]))
      out[n_finite++] = values[i];
  return n_finite;
}

static double
mean_of (const float *values, guint n)
{
  g_autofree float *some = g_new (float, MAX (n, 1));
  guint             n_some = take_finite (values, n, some);

  return n_some > 0 ? ws_mean (some, n_some) : (double)NAN;
}

static double
median_of (const float *values, guint n)
{
  g_autofree float *some = g_new (float, MAX (n, 1));

  return ws_quantile (some, take_finite (values, n, some), 0.5);
}

static double
std_of (const float *values, guint n)
{
  g_autofree float *some = g_new (float, MAX (n, 1));
  guint             n_some = take_finite (values, n, some);

  return n_some > 1 ? ws_std (some, n_some) : (double)NAN;
}

/* Numbers in the zoo of the references @index, one for each draw. */
static void
add_networks (const WsNovelty *self, JsonBuilder *builder, const char *name, const guint32 *index)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->in->n; i++)
    if (index[i] < self->n_refs)
      json_builder_add_int_value (builder, self->model[index[i]]);
    else
      json_builder_add_null_value (builder);
  json_builder_end_array (builder);
}

static void
add_draws (const WsNovelty *self, JsonBuilder *builder)
{
  guint n = self->in->n;

  ws_json_add_count (builder, "n", n);
  ws_json_add_count (builder, "images", self->n_images);
  ws_json_add_count (builder, "references", self->n_refs);
  ws_json_add_number (builder, "acc_mean", mean_of (self->in->acc, n));
  ws_json_add_number (builder, "acc_std", std_of (self->in->acc, n));
  ws_json_add_number (builder, "loss_mean", mean_of (self->in->loss, n));
  ws_json_add_numbers (builder, "distance", self->distance, n);
  add_networks (self, builder, "nearest", self->nearest);
  ws_json_add_numbers (builder, "aligned_distance", self->aligned_distance, n);
  add_networks (self, builder, "aligned_nearest", self->aligned_nearest);
  ws_json_add_numbers (builder, "overlap", self->overlap, n);
  ws_json_add_numbers (builder, "nearest_disagreement", self->nearest_disagreement, n);
  ws_json_add_numbers (builder, "z_distance", self->z_distance, n);
}

static void
add_summary (const WsNovelty *self, JsonBuilder *builder)
{
  guint  n = self->in->n, n_train = self->n_train;
  double median = median_of (self->distance, n);
  double train_median = median_of (self->train_distance, n_train);
  double pairs = ws_novelty_get_pair_distance (self->in->weights, n, self->P);
  double zoo_pairs = get_zoo_pair_distance (self);

  ws_json_add_number (builder, "distance_mean", mean_of (self->distance, n));
  ws_json_add_number (builder, "distance_median", median);
  ws_json_add_number (builder, "overlap_mean", mean_of (self->overlap, n));
  ws_json_add_number (builder, "z_distance_median", median_of (self->z_distance, n));
  ws_json_add_number (builder, "train_distance_mean", mean_of (self->train_distance, n_train));
  ws_json_add_number (builder, "train_distance_median", train_median);
  ws_json_add_number (builder, "train_overlap_mean", mean_of (self->train_overlap, n_train));
  ws_json_add_number (builder, "train_z_distance_median",
                      median_of (self->train_z_distance, n_train));
  ws_json_add_number (builder, "copy_distance_mean", mean_of (self->copy_distance, self->n_copies));
  ws_json_add_number (builder, "copy_overlap_mean", mean_of (self->copy_overlap, self->n_copies));
  ws_json_add_number (builder, "disagreement", self->disagreement);
  ws_json_add_number (builder, "nearest_disagreement_mean",
                      mean_of (self->nearest_disagreement, n));
  ws_json_add_number (builder, "train_disagreement", self->train_disagreement);
  ws_json_add_number (builder, "copy_disagreement_mean", self->copy_disagreement);
  ws_json_add_number (builder, "distance_ratio", median / train_median);
  ws_json_add_number (builder, "pair_distance", pairs);
  ws_json_add_number (builder, "zoo_pair_distance", zoo_pairs);
  ws_json_add_number (builder, "pair_distance_ratio", pairs / zoo_pairs);
}

static void
add_aligned_summary (const WsNovelty *self, JsonBuilder *builder)
{
  guint  n = self->in->n, n_train = self->n_train;
  double median = median_of (self->aligned_distance, n);
  double train_median = median_of (self->aligned_train_distance, n_train);

  ws_json_add_number (builder, "aligned_distance_mean", mean_of (self->aligned_distance, n));
  ws_json_add_number (builder, "aligned_distance_median", median);
  ws_json_add_number (builder, "aligned_train_distance_mean",
                      mean_of (self->aligned_train_distance, n_train));
  ws_json_add_number (builder, "aligned_train_distance_median", train_median);
  ws_json_add_number (builder, "aligned_copy_distance_mean",
                      mean_of (self->aligned_copy_distance, self->n_copies));
  ws_json_add_number (builder, "aligned_distance_ratio", median / train_median);
  ws_json_add_number (builder, "aligned_pair_distance", self->aligned_pairs);
  ws_json_add_number (builder, "aligned_zoo_pair_distance", self->aligned_zoo_pairs);
  ws_json_add_number (builder, "aligned_pair_distance_ratio",
                      self->aligned_pairs / self->aligned_zoo_pairs);
}

static gboolean
step (const WsNovelty *self, guint done, GError **error)
{
  ws_job_report (self->job, done, N_STEPS, _ ("comparisons"));
  return ws_job_tick (self->job, error);
}

char *
ws_work_novelty (const WsNoveltyInput *input, WsJob *job, GError **error)
{
  g_auto (WsNovelty) self = { .in = input, .job = job };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  WsActivation act;

  if (!ws_population_get_network (input->zoo, &self.arch, &act, error))
    return NULL;
  self.P = self.arch->n_params;
  if (!step (&self, 0, error) || !choose_references (&self, error) || !step (&self, 1, error))
    return NULL;
  choose_train (&self);
  make_copies (&self);
  self.aligned_distance = new_unknown (input->n);
  if (!step (&self, 2, error) || !measure_distances (&self, error) || !step (&self, 3, error) ||
      !measure_z_distances (&self, error) || !step (&self, 4, error) ||
      !measure_overlaps (&self, error) || !step (&self, 5, error) ||
      !ws_novelty_measure_aligned (&self, error) || !step (&self, 6, error) ||
      !ws_novelty_measure_ensembles (&self, error) || !step (&self, 7, error))
    return NULL;
  json_builder_begin_object (builder);
  add_draws (&self, builder);
  add_summary (&self, builder);
  add_aligned_summary (&self, builder);
  ws_novelty_add_ensembles (&self, builder);
  json_builder_set_member_name (builder, "invariance");
  json_builder_add_value (builder, input->invariance != NULL
                                       ? json_from_string (input->invariance, NULL)
                                       : json_node_new (JSON_NODE_NULL));
  json_builder_end_object (builder);
  return step (&self, N_STEPS, error) ? ws_json_builder_dup_text (builder) : NULL;
}
