/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/group-private.h"

#include "core/memory.h"
#include "core/pool.h"
#include "core/random.h"
#include "core/sync.h"

#include <math.h>

#define N_IMAGES 64
#define BATCH 8
#define MEASURE_US 40000

/* Seconds that one group takes, measured once an architecture. */
typedef struct
{
  double image; /* an image through training, a step's share included */
  double score; /* an image through scoring */
} Speed;

static void
fill_images (WsTensorImages *images, guint channels)
{
  WsStream stream;
  gsize    n = (gsize)N_IMAGES * channels * WS_LANE_SIDE * WS_LANE_SIDE;

  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, 0, 0);
  *images = (WsTensorImages){ .n = N_IMAGES,
                              .channels = channels,
                              .height = WS_LANE_SIDE,
                              .width = WS_LANE_SIDE,
                              .n_classes = WS_LANE_CLASSES,
                              .x = WS_ALIGNED_FLOATS (n),
                              .labels = g_new (guint8, N_IMAGES) };
  for (gsize i = 0; i < n; i++)
    images->x[i] = ws_stream_uniform (&stream);
  for (guint i = 0; i < N_IMAGES; i++)
    images->labels[i] = (guint8)ws_stream_below (&stream, WS_LANE_CLASSES);
}

static Speed
measure (const WsArch *arch)
{
  const WsLaneKernels *kernels = ws_lane_kernels_best ();
  g_autofree float    *w = g_new (float, arch->n_params);
  WsTensorImages       images;
  WsRecipe             recipe;
  WsLaneGroup         *group;
  guint32              order[N_IMAGES];
  const guint32       *orders[16];
  double               loss[16] = { 0 };
  guint                hits[16] = { 0 }, n = 0;
  gint64               start, used;
  Speed                speed;

  fill_images (&images, arch->channels);
  ws_recipe_lookup ("mnist", &recipe);
  group = ws_lane_group_new (kernels, &recipe, ws_lane_program_get (arch));
  for (guint i = 0; i < N_IMAGES; i++)
    order[i] = i;
  for (guint l = 0; l < kernels->lanes; l++)
    {
      orders[l] = order;
      ws_arch_init_weights (arch, WS_INIT_KAIMING_UNIFORM, 1, l, w);
      ws_lane_group_put (group, l, w, NULL, 1e-3f);
    }
  start = g_get_monotonic_time ();
  do
    {
      ws_lane_group_step (group, &images, orders, n % N_IMAGES, BATCH, loss, hits, NULL, NULL);
      n += BATCH;
      used = g_get_monotonic_time () - start;
    }
  while (used < MEASURE_US);
  speed.image = (double)used * 1e-6 / n;

  start = g_get_monotonic_time ();
  for (n = 0; n < N_IMAGES; n++)
    group->kernels->forward (recipe.act, group->w, group->buffers);
  speed.score = (double)(g_get_monotonic_time () - start) * 1e-6 / n;
  ws_lane_group_free (group);
  ws_aligned_free (images.x);
  g_free (images.labels);
  return speed;
}

static const Speed *
get_speed (const WsArch *arch)
{
  static WsMutex     mutex = PTHREAD_MUTEX_INITIALIZER;
  static GHashTable *speeds; /* by architecture: as long as the process, as those are */
  Speed             *speed;

  ws_mutex_lock (&mutex);
  if (speeds == NULL)
    speeds = g_hash_table_new (NULL, NULL);
  speed = g_hash_table_lookup (speeds, arch);
  if (speed == NULL)
    {
      speed = g_new (Speed, 1);
      *speed = measure (arch);
      g_hash_table_insert (speeds, (gpointer)arch, speed);
    }
  ws_mutex_unlock (&mutex);
  return speed;
}

double
ws_zoo_estimate_seconds (const WsZooPlan *plan)
{
  const Speed *speed;
  double       n_train = plan->train->n, n_scored, epoch, start, n_groups;

  if (plan->n_models == 0)
    return 0;
  speed = get_speed (plan->arch);
  n_scored = (plan->val != NULL ? plan->val->n : 0) + (plan->test != NULL ? plan->test->n : 0);
  epoch = n_train * speed->image + n_scored * speed->score;
  start = (n_train + n_scored) * speed->score;
  n_groups = ceil (plan->n_models / (double)ws_lane_kernels_best ()->lanes);
  return (epoch * plan->n_epochs + start) * MAX (n_groups / ws_pool_get_threads (), 1);
}
