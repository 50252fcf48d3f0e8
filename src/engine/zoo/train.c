/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/group-private.h"

#include "core/error.h"
#include "core/numeric.h"
#include "core/pool.h"
#include "core/random.h"
#include "core/sync.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_LANES 16
#define FRESH -1          /* "epoch" of a model that is not even scored */
#define WAVE 1024         /* models in memory at once: bounds it for zoos of any size */
#define REPORT_IMAGES 200 /* images between two reports: tens of milliseconds */

/* A model that is still to train. */
typedef struct
{
  guint number;
  int   epoch;
} Entry;

typedef struct
{
  WsLaneGroup *lanes;
  guint        n_models, models[MAX_LANES];
  int          epoch; /* done */
  gboolean     is_running;
} Group;

typedef struct
{
  const WsZooPlan *plan;
  const WsZooSink *sink;
  WsJob           *job;
  WsMutex    sink_mutex; /* only makes the sink's calls come one at a time; taken before mutex */
  WsMutex    mutex;      /* guards all below */
  GPtrArray *groups;     /* of Group, this wave's */
  GError    *error;
  double     done; /* models × epochs */
} Training;

static void
group_free (gpointer data)
{
  Group *group = data;

  ws_lane_group_free (group->lanes);
  g_free (group);
}

/* What the random streams of model @number go by. */
static guint32
get_stream (const WsZooPlan *plan, guint number)
{
  return plan->streams != NULL ? plan->streams[number - plan->first_model] : number;
}

/* -- progress -- */

static void
advance (Training *self, double models_epochs)
{
  const WsZooPlan *plan = self->plan;
  double           done;

  ws_mutex_lock (&self->mutex);
  self->done += models_epochs;
  done = self->done / MAX (plan->n_epochs, 1);
  ws_mutex_unlock (&self->mutex);
  if (self->job != NULL)
    ws_job_report (self->job, MIN (done, plan->n_models), plan->n_models, _ ("networks"));
}

/* Takes @error; only the first one counts. */
static void
stop (Training *self, GError *error)
{
  ws_mutex_lock (&self->mutex);
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
  ws_mutex_unlock (&self->mutex);
}

/* -- one epoch of one group -- */

typedef struct
{
  float         *weights, *moments; /* n_models × P, × 2·P */
  WsEpochMetrics metrics[MAX_LANES];
  gboolean       diverged[MAX_LANES];
} Outcome;

static void
outcome_clear (Outcome *self)
{
  g_clear_pointer (&self->weights, g_free);
  g_clear_pointer (&self->moments, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
outcome_init (Outcome *self, const Group *group, gsize n_params)
{
  self->weights = g_new (float, group->n_models *n_params);
  self->moments = g_new (float, group->n_models * 2 * n_params);
  for (guint i = 0; i < group->n_models; i++)
    {
      ws_lane_group_get (group->lanes, i, self->weights + i * n_params,
                         self->moments + i * 2 * n_params);
      self->metrics[i] = (WsEpochMetrics){ NAN, NAN, NAN, NAN, NAN, NAN };
      self->diverged[i] = !ws_all_finite (self->weights + i * n_params, n_params);
    }
}

static gboolean
score (Training             *self,
       const Group          *group,
       const Outcome        *outcome,
       const WsTensorImages *images,
       float                *loss,
       float                *acc,
       GError              **error)
{
  for (guint i = 0; i < group->n_models; i++)
    loss[i] = acc[i] = NAN;
  return images == NULL || images->n == 0 ||
         ws_zoo_evaluate (self->plan->arch, self->plan->recipe.act, outcome->weights,
                          group->n_models, images, loss, acc, NULL, self->job, error);
}

/* Validation and test images, and before the first epoch the training images too. */
static gboolean
measure (Training *self, const Group *group, gboolean is_first, Outcome *outcome, GError **error)
{
  const WsZooPlan *plan = self->plan;
  float            loss[MAX_LANES], acc[MAX_LANES];

  if (is_first)
    {
      if (!score (self, group, outcome, plan->train, loss, acc, error))
        return FALSE;
      for (guint i = 0; i < group->n_models; i++)
        {
          outcome->metrics[i].train_loss = loss[i];
          outcome->metrics[i].train_acc = acc[i];
        }
    }
  if (!score (self, group, outcome, plan->val, loss, acc, error))
    return FALSE;
  for (guint i = 0; i < group->n_models; i++)
    {
      outcome->metrics[i].val_loss = loss[i];
      outcome->metrics[i].val_acc = acc[i];
    }
  if (!score (self, group, outcome, plan->test, loss, acc, error))
    return FALSE;
  for (guint i = 0; i < group->n_models; i++)
    {
      outcome->metrics[i].test_loss = loss[i];
      outcome->metrics[i].test_acc = acc[i];
    }
  return TRUE;
}

static gboolean
save (Training *self, const Group *group, guint epoch, const Outcome *outcome, GError **error)
{
  gsize        n_params = self->plan->arch->n_params;
  WsModelState states[MAX_LANES];
  gboolean     is_saved;

  for (guint i = 0; i < group->n_models; i++)
    states[i] = (WsModelState){ .epoch = epoch,
                                .diverged = outcome->diverged[i],
                                .weights = outcome->weights + i * n_params,
                                .moments = outcome->moments + i * 2 * n_params,
                                .metrics = outcome->metrics[i] };
  ws_mutex_lock (&self->sink_mutex);
  is_saved =
      self->sink->epoch_done (self->sink->data, group->models, states, group->n_models, error);
  ws_mutex_unlock (&self->sink_mutex);
  return is_saved;
}

/* Lanes without a model see what the first lane sees. */
static void
make_orders (
    const Training *self, const Group *group, guint epoch, guint32 *all, const guint32 **orders)
{
  guint n = self->plan->train->n;

  for (guint l = 0; l < MAX_LANES; l++)
    {
      WsStream stream;

      if (l < group->n_models)
        {
          ws_stream_init (&stream, self->plan->seed, WS_PURPOSE_IMAGE_ORDER,
                          get_stream (self->plan, group->models[l]), epoch);
          ws_stream_permutation (&stream, all + (gsize)l * n, n);
        }
      orders[l] = all + (l < group->n_models ? (gsize)l * n : 0);
    }
}

/* All batches of epoch @epoch; running means into @loss and @acc. */
static gboolean
train_images (
    Training *self, const Group *group, guint epoch, float *loss, float *acc, GError **error)
{
  const WsTensorImages *images = self->plan->train;
  const guint32        *orders[MAX_LANES];
  g_autofree guint32   *all = g_new (guint32, (gsize)images->n * group->n_models);
  double                sum[MAX_LANES] = { 0 };
  guint                 hits[MAX_LANES] = { 0 }, batch = self->plan->recipe.batch, reported = 0;

  make_orders (self, group, epoch, all, orders);
  for (guint first = 0; first < images->n; first += batch)
    {
      guint n = MIN (batch, images->n - first);

      if (!ws_lane_group_step (group->lanes, images, orders, first, n, sum, hits, self->job, error))
        return FALSE;
      if (first + n - reported >= REPORT_IMAGES || first + n == images->n)
        {
          advance (self, (double)group->n_models * (first + n - reported) / images->n);
          reported = first + n;
        }
    }
  for (guint i = 0; i < group->n_models; i++)
    {
      loss[i] = (float)(sum[i] / images->n);
      acc[i] = (float)((double)hits[i] / images->n);
    }
  return TRUE;
}

/* Diverged models were saved once and leave the group: their lanes fall silent. */
static void
drop_diverged (Training *self, Group *group, const Outcome *outcome)
{
  guint n = 0;

  for (guint i = 0; i < group->n_models; i++)
    {
      if (outcome->diverged[i])
        {
          advance (self, (double)self->plan->n_epochs - group->epoch);
          continue;
        }
      if (n != i)
        {
          gsize n_params = self->plan->arch->n_params;

          ws_lane_group_put (group->lanes, n, outcome->weights + i * n_params,
                             outcome->moments + i * 2 * n_params, group->lanes->lr[i]);
          group->models[n] = group->models[i];
        }
      n++;
    }
  for (guint i = n; i < group->n_models; i++)
    group->lanes->alive[i] = 0;
  group->n_models = n;
}

static gboolean
run_epoch (Training *self, Group *group, GError **error)
{
  gboolean is_first = group->epoch == FRESH;
  guint    epoch = is_first ? 0 : (guint)group->epoch + 1;
  float    loss[MAX_LANES], acc[MAX_LANES];
  g_auto (Outcome) outcome = { NULL };

  if (!is_first && !train_images (self, group, epoch, loss, acc, error))
    return FALSE;
  outcome_init (&outcome, group, self->plan->arch->n_params);
  if (!measure (self, group, is_first, &outcome, error))
    return FALSE;
  for (guint i = 0; i < group->n_models; i++)
    {
      WsEpochMetrics *metrics = &outcome.metrics[i];

      if (!is_first)
        {
          outcome.diverged[i] |= group->lanes->alive[i] == 0;
          metrics->train_loss = outcome.diverged[i] ? NAN : loss[i];
          metrics->train_acc = outcome.diverged[i] ? NAN : acc[i];
        }
    }
  if (!save (self, group, epoch, &outcome, error))
    return FALSE;
  group->epoch = (int)epoch;
  drop_diverged (self, group, &outcome);
  return TRUE;
}

/* -- who does what -- */

/* The group that is furthest behind among those that nobody works on; %NULL if there is none. */
static Group *
take_group (Training *self)
{
  Group *best = NULL;

  if (self->job != NULL && ws_job_should_finish (self->job))
    return NULL;
  ws_mutex_lock (&self->mutex);
  for (guint i = 0; self->error == NULL && i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);

      if (!group->is_running && group->n_models > 0 && group->epoch < (int)self->plan->n_epochs &&
          (best == NULL || group->epoch < best->epoch))
        best = group;
    }
  if (best != NULL)
    best->is_running = TRUE;
  ws_mutex_unlock (&self->mutex);
  return best;
}

/* One worker; there are never more of them than groups. */
static void
work (guint index, gpointer data)
{
  Training *self = data;
  Group    *group;

  while ((group = take_group (self)) != NULL)
    {
      GError *error = NULL;

      if (!run_epoch (self, group, &error))
        {
          stop (self, error);
          return;
        }
      ws_mutex_lock (&self->mutex);
      group->is_running = FALSE;
      ws_mutex_unlock (&self->mutex);
    }
}

/* -- before -- */

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *left = a, *right = b;

  if (left->epoch != right->epoch)
    return left->epoch < right->epoch ? -1 : 1;
  return left->number < right->number ? -1 : left->number > right->number;
}

/* A saved state: its epoch, or n_epochs if there is nothing left to train; %FRESH if there is none.
 */
static int
load_model (const Training *self, guint number, float *weights, float *moments)
{
  const WsZooPlan *plan = self->plan;
  gboolean         diverged = FALSE;
  guint            saved;

  if (self->sink->load == NULL ||
      !self->sink->load (self->sink->data, number, &saved, weights, moments, &diverged))
    return FRESH;
  return diverged ? (int)plan->n_epochs : (int)saved;
}

static gboolean
start_model (const Training *self, guint number, float *weights, float *moments, GError **error)
{
  const WsZooPlan *plan = self->plan;

  for (gsize i = 0; i < 2 * plan->arch->n_params; i++)
    moments[i] = 0;
  if (self->sink->start != NULL)
    return self->sink->start (self->sink->data, number, weights, error);
  ws_arch_init_weights (plan->arch, plan->recipe.init, plan->seed, get_stream (plan, number),
                        weights);
  return TRUE;
}

/* Models at one epoch, a lane each: @n entries from @entries on. %NULL with @error. */
static Group *
new_group (const Training *self,
           const Entry    *entries,
           guint           n,
           float          *weights,
           float          *moments,
           GError        **error)
{
  const WsZooPlan *plan = self->plan;
  Group           *group = g_new0 (Group, 1);
  guint64          steps = (plan->train->n + plan->recipe.batch - 1) / plan->recipe.batch;

  group->lanes =
      ws_lane_group_new (ws_lane_kernels_best (), &plan->recipe, ws_lane_program_get (plan->arch));
  group->lanes->targets = plan->targets;
  group->lanes->target_weight = plan->target_weight;
  group->n_models = n;
  group->epoch = entries[0].epoch;
  group->lanes->n_steps = steps * (guint64)MAX (group->epoch, 0);
  for (guint i = 0; i < n; i++)
    {
      guint number = entries[i].number;

      group->models[i] = number;
      if (load_model (self, number, weights, moments) == FRESH &&
          !start_model (self, number, weights, moments, error))
        {
          group_free (group);
          return NULL;
        }
      ws_lane_group_put (group->lanes, i, weights, moments,
                         ws_recipe_model_lr (&plan->recipe, plan->seed, get_stream (plan, number)));
    }
  return group;
}

/* The groups of models @first … @first + @n - 1 that are not yet through. */
static GPtrArray *
make_groups (Training *self, guint first, guint n)
{
  const WsZooPlan  *plan = self->plan;
  gsize             n_params = plan->arch->n_params;
  guint             lanes = ws_lane_kernels_best ()->lanes;
  g_autofree float *weights = g_new (float, n_params);
  g_autofree float *moments = g_new (float, 2 * n_params);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);
  GError    *error = NULL;

  for (guint i = first; i < first + n; i++)
    {
      Entry entry = { .number = plan->first_model + i };

      if (self->job != NULL && !ws_job_tick (self->job, &error))
        {
          stop (self, error);
          return groups;
        }
      entry.epoch = load_model (self, entry.number, weights, moments);
      if (entry.epoch < (int)plan->n_epochs)
        g_array_append_val (entries, entry);
      advance (self, MAX (MIN (entry.epoch, (int)plan->n_epochs), 0));
    }
  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len;)
    {
      const Entry *start = &g_array_index (entries, Entry, i);
      guint        count = 1;
      Group       *group;

      while (count < lanes && i + count < entries->len && start[count].epoch == start[0].epoch)
        count++;
      group = new_group (self, start, count, weights, moments, &error);
      if (group == NULL)
        {
          stop (self, error);
          return groups;
        }
      g_ptr_array_add (groups, group);
      i += count;
    }
  return groups;
}

/* Rows that are no distributions would teach nothing that the loss describes. */
static gboolean
check_targets (const WsZooPlan *plan, GError **error)
{
  guint n_classes = plan->arch->n_classes;

  if (!(plan->target_weight > 0 && plan->target_weight <= 1))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "the teacher's weight is %g, it must be above 0 and at most 1",
                   (double)plan->target_weight);
      return FALSE;
    }
  for (guint i = 0; i < plan->train->n; i++)
    {
      const float *row = plan->targets + (gsize)i * n_classes;
      double       sum = 0;
      gboolean     is_good = TRUE;

      for (guint c = 0; c < n_classes; c++)
        {
          is_good &= row[c] >= 0;
          sum += (double)row[c];
        }
      if (is_good && fabs (sum - 1) <= 1e-3)
        continue;
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "the teacher's probabilities of image %u add up to %g", i, sum);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_plan (const WsZooPlan *plan, GError **error)
{
  if (plan->train == NULL || plan->train->n == 0)
    g_set_error_literal (error, WS_ERROR, WS_ERROR_VALUE, "there are no images to train on");
  else if (plan->train->channels != plan->arch->channels ||
           plan->train->height != plan->arch->height || plan->train->width != plan->arch->width)
    g_set_error (error, WS_ERROR, WS_ERROR_SHAPE, "images are %u × %u × %u, %s takes %u × %u × %u",
                 plan->train->channels, plan->train->height, plan->train->width, plan->arch->name,
                 plan->arch->channels, plan->arch->height, plan->arch->width);
  else
    return ws_recipe_validate (&plan->recipe, error) &&
           (plan->targets == NULL || check_targets (plan, error));
  return FALSE;
}

gboolean
ws_zoo_train (const WsZooPlan *plan, const WsZooSink *sink, WsJob *job, GError **error)
{
  Training self = { .plan = plan, .sink = sink, .job = job };

  if (!check_plan (plan, error))
    return FALSE;
  ws_mutex_init (&self.mutex);
  ws_mutex_init (&self.sink_mutex);
  for (guint first = 0; first < plan->n_models && self.error == NULL; first += WAVE)
    {
      self.groups = make_groups (&self, first, MIN (WAVE, plan->n_models - first));
      ws_pool_run (MIN (ws_pool_get_threads (), self.groups->len), work, &self);
      g_ptr_array_unref (self.groups);
    }
  ws_mutex_clear (&self.mutex);
  ws_mutex_clear (&self.sink_mutex);
  if (self.error == NULL)
    return TRUE;
  g_propagate_error (error, self.error);
  return FALSE;
}
