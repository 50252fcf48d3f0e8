/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/hyper-estimate.h"

#include "results/map-text.h"
#include "core/cpu.h"
#include "core/pool.h"
#include "hyper/hyper.h"
#include "project/population.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#define PEAK_TRIES 9
#define KEPT_EPOCHS 5 /* learned from where no epochs are asked for */

/* Fitted to trainings of compact and balanced on two cores with AVX-512. */
#define SHARE_OF_PEAK 0.6        /* that large products reach */
#define SHARE_OF_PEAK_IMAGES 0.4 /* that small networks reach */
#define BYTES_OF_PARAM 28.0 /* gradients, two moments, parameters: read and written in a step */
#define BYTES_PER_S 8e9

/* Of one network on one image, forward. */
static double
count_network (const WsArch *arch)
{
  double n = 0;

  for (guint i = 0; i < arch->n_ops; i++)
    {
      const WsOp    *op = &arch->ops[i];
      const WsLayer *layer;

      if (op->kind != WS_OP_CONV && op->kind != WS_OP_LINEAR)
        continue;
      layer = &arch->layers[op->layer];
      n += (double)op->height * op->width * layer->n_out * layer->n_in * layer->kernel *
           layer->kernel;
    }
  return n;
}

/* Of one state, forward, and the parameters of the autoencoder. */
static double
count_autoencoder (const WsHyperConfig *c, const WsArch *arch, double *n_params)
{
  double d = c->d, f = c->f, t = arch->n_tokens,
         q = c->compression == WS_COMPRESS_PER_TOKEN ? 0 : c->q;
  double own = ws_hyper_count_latents (c, arch) - q;
  double read = c->compression == WS_COMPRESS_TOKEN ? d : t * d;
  double block = 4 * d * d + 2 * d * f, embeddings = 0, layers = 0;

  for (guint l = 0; l < arch->n_layers; l++)
    {
      embeddings += (double)arch->layers[l].n_out * arch->layers[l].token_width * d;
      layers += (double)arch->layers[l].token_width * d;
    }
  *n_params =
      2 * (c->L * block + layers) + (read + t * d) * q + 2 * own / MAX (t, 1) * d * arch->n_layers;
  return 2 * c->L * (t * block + 2 * t * t * d) + 2 * embeddings + (read + t * d) * q + 2 * own * d;
}

double
ws_hyper_estimate_seconds (const WsHyperConfig *config,
                           const WsArch        *arch,
                           guint                n_states,
                           double               gflops)
{
  double n_params, views = config->gamma > 0 ? 2 : config->views;
  double autoencoder = count_autoencoder (config, arch, &n_params);
  double n = MAX (floor (n_states / (double)config->batch), 1) * MIN (config->batch, n_states);
  double steps = ceil (n / config->batch);
  double images = 0, epoch;

  if (config->behaviour_weight > 0 || config->task_weight > 0)
    images = config->task_images * count_network (arch) *
             (1 - (double)config->task_start - (double)config->task_ramp / 2);
  if (config->task_weight > 0 && config->task_new)
    {
      images *= 2;
      autoencoder *= 1.5; /* the decoder once more */
    }
  /* two operations a multiply-add, backward twice what forward does */
  epoch = 6e-9 * n *
          (views * autoencoder / SHARE_OF_PEAK + MAX (images, 0) / SHARE_OF_PEAK_IMAGES) / gflops;
  epoch += steps * n_params * BYTES_OF_PARAM / BYTES_PER_S;
  return epoch * config->epochs;
}

static double
get_cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double *left = a, *right = b;

  return *left < *right ? -1 : *left > *right;
}

/* What other programs take away meanwhile does not count; the median, for they also come between
 * the two clocks. */
static double
measure_peak (void)
{
  double peaks[PEAK_TRIES];

  for (guint try = 0; try < PEAK_TRIES; try++)
    {
      gint64 start = g_get_monotonic_time ();
      double before = get_cpu_seconds ();
      double peak = ws_cpu_measure_fma_peak (ws_cpu_get_level (), 1);
      double cpu = get_cpu_seconds () - before;
      double wall = (double)(g_get_monotonic_time () - start) * 1e-6;

      peaks[try] = cpu > 0 ? peak * wall / cpu : peak;
    }
  qsort (peaks, PEAK_TRIES, sizeof *peaks, compare);
  return peaks[PEAK_TRIES / 2];
}

double
ws_hyper_measure_peak (void)
{
  static gsize  is_measured;
  static double peak;

  if (g_once_init_enter (&is_measured))
    {
      peak = measure_peak ();
      g_once_init_leave (&is_measured, 1);
    }
  return peak * ws_pool_get_threads ();
}

/* States of training networks; @n: those of epochs first … last whose weights were kept. */
static gboolean
count_states (
    WsProject *project, gint64 population, guint first, guint last, guint *n, GError **error)
{
  WsStateQuery query = { .epoch_first = first,
                         .epoch_last = last,
                         .split_mask = 1, /* train */
                         .with_weights = TRUE };
  g_autoptr (WsStates) states = ws_project_load_states (project, population, &query, error);

  if (states == NULL)
    return FALSE;
  *n = states->n;
  return TRUE;
}

gboolean
ws_hyper_count_states (WsProject           *project,
                       const WsPopulation  *population,
                       const WsHyperConfig *config,
                       guint               *n,
                       GError             **error)
{
  guint found = 0, of_epoch;

  *n = 0;
  if (config->epoch_first != 0 || config->epoch_last != 0)
    return count_states (project, population->id, config->epoch_first, config->epoch_last, n,
                         error);
  for (guint e = population->n_epochs; e > 0 && found < KEPT_EPOCHS; e--)
    {
      if (!count_states (project, population->id, e, e, &of_epoch, error))
        return FALSE;
      found += of_epoch > 0;
      *n += of_epoch;
    }
  return TRUE;
}

gpointer
ws_hyper_estimate_read (WsProject    *project,
                        gpointer      data,
                        GCancellable *cancellable,
                        GError      **error)
{
  const WsHyperQuestion *question = data;
  g_autoptr (WsPopulation) population =
      ws_project_get_population (project, question->population, error);
  const WsArch *arch;
  WsActivation  act;
  guint         n;

  if (population == NULL || !ws_population_get_network (population, &arch, &act, error) ||
      !ws_hyper_count_states (project, population, &question->config, &n, error))
    return NULL;
  return ws_text_duration (
      ws_hyper_estimate_seconds (&question->config, arch, n, ws_hyper_measure_peak ()));
}
