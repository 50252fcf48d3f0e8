/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "zoo/bench.h"
#include "zoo/group-private.h"

#include "core/memory.h"
#include "core/pool.h"
#include "core/random.h"

#include <stdlib.h>

#define N_IMAGES 20000 /* 60 MB: no cache holds them, as in real training */
#define MAX_LANES 16
#define PEAK_TRIES 5

/* Models of one thread, training for as long as they are let. */
typedef struct
{
  WsLaneGroup *group;
  guint32     *orders; /* MAX_LANES × N_IMAGES: own images for each model */
  guint        place;  /* in the orders */
  guint64      n_seen; /* images of the last run */
} Worker;

typedef struct
{
  WsTensorImages images;
  Worker        *workers;
  guint          batch;
  gint64         deadline;
} Bench;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *left = a, *right = b;

  return *left < *right ? -1 : *left > *right;
}

static void
fill_images (WsTensorImages *images)
{
  WsStream stream;
  gsize    n = (gsize)N_IMAGES * WS_LANE_SIDE * WS_LANE_SIDE;

  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, 0, 0);
  *images = (WsTensorImages){ .n = N_IMAGES,
                              .channels = 1,
                              .height = WS_LANE_SIDE,
                              .width = WS_LANE_SIDE,
                              .n_classes = WS_LANE_CLASSES,
                              .x = WS_ALIGNED_FLOATS (n),
                              .labels = g_new (guint8, N_IMAGES) };
  for (gsize i = 0; i < n; i++)
    images->x[i] = 2 * ws_stream_uniform (&stream) - 1;
  for (guint i = 0; i < N_IMAGES; i++)
    images->labels[i] = (guint8)ws_stream_below (&stream, WS_LANE_CLASSES);
}

static void
worker_init (Worker *self, guint number)
{
  const WsArch     *arch = ws_arch_lookup ("cnn-s", 1, NULL);
  g_autofree float *w = g_new (float, arch->n_params);
  WsRecipe          recipe;

  ws_recipe_lookup ("mnist", &recipe);
  self->group = ws_lane_group_new (ws_lane_kernels_best (), &recipe, ws_lane_program_get (arch));
  self->orders = g_new (guint32, MAX_LANES * N_IMAGES);
  self->place = 0;
  for (guint l = 0; l < MAX_LANES; l++)
    {
      WsStream stream;

      ws_stream_init (&stream, 1, WS_PURPOSE_TEST, number, l + 1);
      ws_stream_permutation (&stream, self->orders + l * N_IMAGES, N_IMAGES);
    }
  for (guint l = 0; l < self->group->kernels->lanes; l++)
    {
      ws_arch_init_weights (arch, WS_INIT_KAIMING_UNIFORM, number, l, w);
      ws_lane_group_put (self->group, l, w, NULL, recipe.lr);
    }
}

static void
worker_clear (Worker *self)
{
  ws_lane_group_free (self->group);
  g_free (self->orders);
}

static void
work (guint index, gpointer data)
{
  Bench         *bench = data;
  Worker        *self = &bench->workers[index];
  const guint32 *orders[MAX_LANES];
  double         loss[MAX_LANES] = { 0 };
  guint          hits[MAX_LANES] = { 0 };

  for (guint l = 0; l < MAX_LANES; l++)
    orders[l] = self->orders + l * N_IMAGES;
  for (self->n_seen = 0; g_get_monotonic_time () < bench->deadline; self->n_seen += bench->batch)
    {
      if (self->place + bench->batch > N_IMAGES)
        self->place = 0;
      ws_lane_group_step (self->group, &bench->images, orders, self->place, bench->batch, loss,
                          hits, NULL, NULL);
      self->place += bench->batch;
    }
}

/* Model-images a second of one run. */
static double
run (Bench *bench, guint n_threads, double seconds)
{
  gint64  start = g_get_monotonic_time ();
  guint64 n = 0;

  bench->deadline = start + (gint64)(seconds * 1e6);
  ws_pool_run (n_threads, work, bench);
  for (guint i = 0; i < n_threads; i++)
    n += bench->workers[i].n_seen * bench->workers[i].group->kernels->lanes;
  return (double)n / ((double)(g_get_monotonic_time () - start) * 1e-6);
}

/* Multiply-adds an image of CNN-s with one channel: the dense count, as any program would do them,
 * and those that the lanes execute: weight gradients of the pooled layers see a quarter of the
 * outputs (lane-conv-backward.c). */
static void
count_work (double *dense, double *real)
{
  const double conv1 = 24 * 24 * 25 * 8, conv2 = 8 * 8 * 25 * 8 * 6,
               small = 9 * 24 * 4 + 36 * 20 + 20 * 10;

  *dense = 2 * conv1 + 3 * conv2 + 3 * small;
  *real = *dense - 0.75 * (conv1 + conv2);
}

static WsZooBenchRow
measure (Bench *bench, guint batch, guint n_threads, guint n_runs, double seconds)
{
  g_autofree double *rates = g_new (double, n_runs);
  WsZooBenchRow      row = { .arch = "cnn-s", .channels = 1, .batch = batch, .threads = n_threads };

  g_strlcpy (row.isa, ws_cpu_level_get_name (bench->workers[0].group->kernels->level),
             sizeof row.isa);
  bench->batch = batch;
  run (bench, n_threads, seconds * 0.2);
  for (guint i = 0; i < n_runs; i++)
    rates[i] = run (bench, n_threads, seconds);
  qsort (rates, n_runs, sizeof *rates, compare_doubles);
  row.model_images_per_s = (rates[(n_runs - 1) / 2] + rates[n_runs / 2]) / 2;
  row.min = rates[0];
  row.max = rates[n_runs - 1];
  return row;
}

GArray *
ws_zoo_bench (guint n_runs, double seconds, double *fma_peak_gflops_per_core)
{
  static const guint batches[] = { 10, 100 };
  const WsCpuLevel   level = ws_lane_kernels_best ()->level;
  guint              n_threads = ws_pool_get_threads ();
  GArray            *rows = g_array_new (FALSE, FALSE, sizeof (WsZooBenchRow));
  double             peak = ws_cpu_measure_fma_peak (level, PEAK_TRIES), dense, real;
  Bench              bench;

  g_return_val_if_fail (n_runs > 0 && seconds > 0, NULL);
  fill_images (&bench.images);
  bench.workers = g_new (Worker, n_threads);
  for (guint i = 0; i < n_threads; i++)
    worker_init (&bench.workers[i], i);
  for (guint b = 0; b < G_N_ELEMENTS (batches); b++)
    for (guint n = 1;; n = n_threads)
      {
        WsZooBenchRow row = measure (&bench, batches[b], n, n_runs, seconds);

        g_array_append_val (rows, row);
        if (n == n_threads)
          break;
      }
  /* The peak of the same sitting, before and after. */
  peak = MAX (peak, ws_cpu_measure_fma_peak (level, PEAK_TRIES));
  count_work (&dense, &real);
  for (guint i = 0; i < rows->len; i++)
    {
      WsZooBenchRow *row = &g_array_index (rows, WsZooBenchRow, i);

      row->gflops = 2e-9 * dense * row->model_images_per_s;
      row->share_of_peak = row->gflops / (row->threads * peak);
      row->real_share_of_peak = row->share_of_peak * real / dense;
    }
  if (fma_peak_gflops_per_core != NULL)
    *fma_peak_gflops_per_core = peak;
  for (guint i = 0; i < n_threads; i++)
    worker_clear (&bench.workers[i]);
  g_free (bench.workers);
  ws_aligned_free (bench.images.x);
  g_free (bench.images.labels);
  return rows;
}
