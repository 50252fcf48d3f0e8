/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo-store.h"
#include "zoo/group-private.h"

#include "core/pool.h"
#include "core/random.h"

#include <math.h>

/* Distillation: gradients against the reference pass in double precision, within 1e-5 of a tensor's
 * norm as for the kernels, and the reference against differences of its loss. */
#define TOLERANCE 1e-5
#define BATCH 7

/* A distribution of every training image, none of them sharp. */
static float *
make_targets (guint n)
{
  float   *targets = g_new (float, n * 10);
  WsStream stream;

  ws_stream_init (&stream, 6, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < n; i++)
    {
      float sum = 0;

      for (guint c = 0; c < 10; c++)
        sum += targets[i * 10 + c] = 0.01f + ws_stream_uniform (&stream);
      for (guint c = 0; c < 10; c++)
        targets[i * 10 + c] /= sum;
    }
  return targets;
}

/* -- the gradient -- */

typedef struct
{
  const WsTensorImages *images;
  const float          *targets;
  double                weight;
} Reference;

static double
score (gpointer data, guint image, const double *logits, double *dlogits)
{
  const Reference *self = data;
  double           sum = 0, loss = 0;

  for (guint c = 0; c < 10; c++)
    sum += exp (logits[c]);
  for (guint c = 0; c < 10; c++)
    {
      double want = self->weight * (double)self->targets[image * 10 + c] +
                    (c == self->images->labels[image] ? 1 - self->weight : 0);

      loss -= want * (logits[c] - log (sum)) / BATCH;
      if (dlogits != NULL)
        dlogits[c] = (exp (logits[c]) / sum - want) / BATCH;
    }
  return loss;
}

static double
run_reference (const WsZooPlan *plan, const Reference *reference, const double *w, double *dw)
{
  const float *x[BATCH];

  for (guint i = 0; i < BATCH; i++)
    x[i] = plan->train->x + (gsize)i * 784;
  if (dw != NULL)
    memset (dw, 0, sizeof (double) * P);
  return ws_arch_score_ref (plan->arch, plan->recipe.act, w, x, BATCH, score, (gpointer)reference,
                            dw);
}

static void
compare (const WsZooPlan *plan, const WsLaneGroup *group, guint lane, const double *want)
{
  for (guint l = 0; l < plan->arch->n_layers; l++)
    {
      const WsLayer *layer = &plan->arch->layers[l];
      double         distance = 0, norm = 0;

      for (gsize i = 0; i < P; i++)
        {
          gsize  flat = group->program->order[i];
          double d = (double)group->dw[i * group->kernels->lanes + lane] - want[flat];

          if (flat < layer->w_start || flat >= layer->w_start + layer->length)
            continue;
          distance += d * d;
          norm += want[flat] * want[flat];
        }
      if (!(sqrt (distance) <= TOLERANCE * sqrt (norm)))
        g_error ("%s: gradient off by %g", layer->name, sqrt (distance / norm));
    }
}

static void
check_gradient (WsCpuLevel level, float weight)
{
  WsZooPlan         plan;
  g_autofree float *targets = make_targets (N_TRAIN);
  Reference         reference;
  guint32           order[BATCH];
  const guint32    *orders[16];
  double            w[P], dw[P], loss[16] = { 0 };
  guint             hits[16] = { 0 };
  float             start[P];
  g_autoptr (WsLaneGroup) group = NULL;

  plan_init (&plan);
  reference = (Reference){ plan.train, targets, (double)weight };
  group = ws_lane_group_new (ws_lane_kernels_get (level), &plan.recipe,
                             ws_lane_program_get (plan.arch));
  group->targets = targets;
  group->target_weight = weight;
  for (guint i = 0; i < BATCH; i++)
    order[i] = i;
  for (guint l = 0; l < group->kernels->lanes; l++)
    {
      orders[l] = order;
      ws_arch_init_weights (plan.arch, WS_INIT_KAIMING_NORMAL, 2, l, start);
      ws_lane_group_put (group, l, start, NULL, 1e-3f);
    }
  ws_lane_group_step (group, plan.train, orders, 0, BATCH, loss, hits, NULL, NULL);
  for (guint l = 0; l < group->kernels->lanes; l += 3)
    {
      double labels;

      ws_arch_init_weights (plan.arch, WS_INIT_KAIMING_NORMAL, 2, l, start);
      for (guint i = 0; i < P; i++)
        w[i] = (double)start[i];
      run_reference (&plan, &reference, w, dw);
      compare (&plan, group, l, dw);
      /* What is reported is against the labels. */
      labels = ws_arch_loss_ref (plan.arch, plan.recipe.act, w, plan.train->x, plan.train->labels,
                                 BATCH, NULL, NULL);
      g_assert_true (fabs (loss[l] / BATCH - labels) <= 1e-5 * labels);
    }
}

static void
test_gradient (void)
{
  for (int level = WS_CPU_PORTABLE; level <= (int)ws_cpu_get_level (); level++)
    if (ws_lane_kernels_get ((WsCpuLevel)level) != NULL)
      {
        check_gradient ((WsCpuLevel)level, 1);
        check_gradient ((WsCpuLevel)level, 0.3f);
      }
}

/* The reference's gradient along a line is the slope of its loss. */
static void
test_reference (void)
{
  WsZooPlan         plan;
  g_autofree float *targets = make_targets (N_TRAIN);
  Reference         reference;
  const double      step = 1e-6;
  double            w[P], dw[P], line[P], there[2], slope = 0;
  float             start[P];
  WsStream          stream;

  plan_init (&plan);
  reference = (Reference){ plan.train, targets, 0.7 };
  ws_arch_init_weights (plan.arch, WS_INIT_KAIMING_NORMAL, 2, 0, start);
  ws_stream_init (&stream, 5, WS_PURPOSE_TEST, 0, 0);
  for (guint i = 0; i < P; i++)
    w[i] = (double)start[i];
  run_reference (&plan, &reference, w, dw);
  for (guint i = 0; i < P; i++)
    {
      line[i] = (double)ws_stream_normal (&stream);
      slope += line[i] * dw[i];
    }
  for (guint side = 0; side < 2; side++)
    {
      for (guint i = 0; i < P; i++)
        w[i] = (double)start[i] + (side ? step : -step) * line[i];
      there[side] = run_reference (&plan, &reference, w, NULL);
    }
  g_assert_true (fabs ((there[1] - there[0]) / (2 * step) - slope) <= 1e-5 * fabs (slope));
}

/* -- the training -- */

/* The true classes, where the labels are wrong. */
static float *
make_truth (WsTensorImages *images)
{
  float *targets = g_new0 (float, images->n * 10);

  for (guint i = 0; i < images->n; i++)
    {
      targets[i * 10 + images->labels[i]] = 1;
      images->labels[i] = (guint8)(i * 7 % 10);
    }
  return targets;
}

static double
mean_accuracy (const Store *store)
{
  double sum = 0;

  for (guint m = 0; m < store->n_models; m++)
    sum += (double)store->metrics[place (store, m, store->n_epochs)].test_acc / store->n_models;
  return sum;
}

/* Labels that say nothing, and a teacher that knows: students of the teacher pass the test. What
 * they are told of the training images is against the labels. */
static void
test_learning (void)
{
  enum
  {
    EPOCHS = 20,
    MODELS = 8
  };
  g_auto (Store) taught = { 0 }, alone = { 0 };
  g_autoptr (WsDataset) set = load_small ();
  g_autoptr (WsTensorImages) train_images = take_images (set->train, N_TRAIN);
  g_autofree float *truth = make_truth (train_images);
  WsZooPlan         plan;

  plan_init (&plan);
  plan.train = train_images;
  plan.n_models = MODELS;
  plan.n_epochs = EPOCHS;
  store_init (&alone, 0, MODELS, EPOCHS);
  train_well (&plan, &alone);
  plan.targets = truth;
  plan.target_weight = 1;
  store_init (&taught, 0, MODELS, EPOCHS);
  train_well (&plan, &taught);
  g_test_message ("mean test accuracy %.3f taught, %.3f of the labels", mean_accuracy (&taught),
                  mean_accuracy (&alone));
  g_assert_cmpfloat (mean_accuracy (&taught), >, mean_accuracy (&alone) + 0.2);
  for (guint m = 0; m < MODELS; m++)
    {
      g_assert_cmpfloat (taught.metrics[place (&taught, m, EPOCHS)].train_acc, <, 0.3);
      g_assert_cmpfloat (taught.metrics[place (&taught, m, EPOCHS)].train_loss, >, 1);
    }
}

static void
test_same_bits (void)
{
  g_auto (Store) whole = { 0 }, part = { 0 };
  g_autofree float *targets = make_targets (N_TRAIN);
  WsZooPlan         plan;

  plan_init (&plan);
  plan.targets = targets;
  plan.target_weight = 0.5f;
  store_init (&whole, 0, N_MODELS, N_EPOCHS);
  ws_pool_set_threads (1);
  train_well (&plan, &whole);
  plan.first_model = 3;
  plan.n_models = 9;
  store_init (&part, 3, 9, N_EPOCHS);
  ws_pool_set_threads (3);
  train_well (&plan, &part);
  ws_pool_set_threads (0);
  assert_same (&part, &whole);
}

static void
assert_bad (const WsZooPlan *plan)
{
  g_auto (Store) store = { 0 };
  g_autoptr (GError) error = NULL;

  store_init (&store, 0, N_MODELS, N_EPOCHS);
  train (plan, &store, &error);
  g_assert_error (error, WS_ERROR, WS_ERROR_VALUE);
  g_assert_cmpuint (store.n_calls, ==, 0);
}

static void
test_bad_plans (void)
{
  g_autofree float *targets = make_targets (N_TRAIN);
  const float       weights[] = { 0, -1, 1.01f, NAN };
  WsZooPlan         plan;

  plan_init (&plan);
  plan.targets = targets;
  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    {
      plan.target_weight = weights[i];
      assert_bad (&plan);
    }
  plan.target_weight = 1;
  targets[64 * 10 + 3] += 0.01f;
  assert_bad (&plan);
  targets[64 * 10 + 3] = NAN;
  assert_bad (&plan);
  targets[64 * 10 + 3] = -0.1f;
  targets[64 * 10 + 4] += 0.1f;
  assert_bad (&plan);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoo/teacher/gradient", test_gradient);
  g_test_add_func ("/zoo/teacher/reference", test_reference);
  g_test_add_func ("/zoo/teacher/learning", test_learning);
  g_test_add_func ("/zoo/teacher/same-bits", test_same_bits);
  g_test_add_func ("/zoo/teacher/bad-plans", test_bad_plans);
  return g_test_run ();
}
