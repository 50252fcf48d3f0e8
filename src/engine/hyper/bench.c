/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include <config.h>

#include "hyper/bench.h"

#include "core/cpu.h"
#include "core/error.h"
#include "core/memory.h"
#include "core/pool.h"
#include "core/random.h"
#include "hyper/lwln.h"
#include "hyper/train-private.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define PEAK_TRIES 9
#define SPREAD 0.1f /* of the weights of the networks; the cost does not depend on it */

/* The sizes of the first publication's replicas in the peer's benchmark ("paper": 800 wide,
 * flattened), and the true preset. */
static const struct
{
  const char   *name, *preset;
  guint         d, h, f, L, q, batch;
  WsCompression compression;
} variants[] = {
  { "compact_b100", "compact", 128, 4, 256, 2, 64, 100, WS_COMPRESS_LINEAR },
  { "compact_b500", "compact", 128, 4, 256, 2, 64, 500, WS_COMPRESS_LINEAR },
  { "paper_b32", "compact", 800, 4, 900, 2, 700, 32, WS_COMPRESS_LINEAR },
  { "paper_b100", "compact", 800, 4, 900, 2, 700, 100, WS_COMPRESS_LINEAR },
  { "paper_b500", "compact", 800, 4, 900, 2, 700, 500, WS_COMPRESS_LINEAR },
  { "paper_preset_b32", "paper", 1428, 12, 1380, 2, 700, 32, WS_COMPRESS_TOKEN },
};

const char *const *
ws_hyper_bench_list (void)
{
  static const char *names[G_N_ELEMENTS (variants) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    names[i] = variants[i].name;
  return names;
}

/* Widths, neck, losses and head as the peer has them; views permuted and erased as published, where
 * the peer adds noise. The true preset keeps its dropout. */
static gboolean
get_config (const char *name, WsHyperConfig *config, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    if (g_str_equal (variants[i].name, name))
      {
        if (!ws_hyper_config_preset (variants[i].preset, config, error))
          return FALSE;
        config->d = variants[i].d;
        config->h = variants[i].h;
        config->f = variants[i].f;
        config->L = variants[i].L;
        config->q = variants[i].q;
        config->compression = variants[i].compression;
        config->batch = variants[i].batch;
        config->neck = WS_NECK_TANH;
        config->gamma = 0.1f;
        config->temperature = 0.1f;
        config->contrast = WS_CONTRAST_NTXENT;
        if (i + 1 < G_N_ELEMENTS (variants))
          config->head_layers = 3; /* and the last linear one: the peer's four */
        config->head_width = 400;
        config->head_out = 50;
        config->views = 2;
        config->erase_p = 0.5f;
        config->lr = 1e-4f;
        config->schedule = WS_SCHEDULE_CONSTANT;
        config->clip = 0;
        return TRUE;
      }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "there is no configuration \"%s\"", name);
  return FALSE;
}

/* -- what a step costs -- */

/* Multiply-adds of one row forward, as the peer counts them. */
static double
count_forward (const WsHyper *hyper)
{
  const WsHyperConfig *c = &hyper->config;
  double d = c->d, f = c->f, q = c->q, t = hyper->arch->n_tokens, s = hyper->n_positions;
  double read = c->compression == WS_COMPRESS_TOKEN ? d : t * d, tokens = 0;
  double head = c->head_layers - 1;
  double blocks = c->L * ((t + s) * (4 * d * d + 2 * d * f) + 2 * (t * t + s * s) * d);

  for (guint l = 0; l < hyper->arch->n_layers; l++)
    tokens += (double)hyper->arch->layers[l].n_out * hyper->arch->layers[l].token_width * d;
  head = q * c->head_width + head * c->head_width * c->head_width;
  return blocks + 2 * tokens + (read + t * d) * q + head + (double)c->head_width * c->head_out;
}

/* -- the peer in the same process: OpenBLAS, one thread a call -- */

#define SIDE 1536

typedef struct
{
  float  *a, *b, *c;
  guint   n_threads;
  gint64  deadline;
  guint64 n_products[64];
} Sgemm;

static void
multiply (guint index, gpointer data)
{
  Sgemm *self = data;
  gsize  square = (gsize)SIDE * SIDE;

  while (g_get_monotonic_time () < self->deadline)
    {
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, SIDE, SIDE, SIDE, 1, self->a, SIDE,
                   self->b, SIDE, 0, self->c + index * square, SIDE);
      self->n_products[index]++;
    }
}

static double
measure_sgemm (guint n_threads)
{
  gsize  square = (gsize)SIDE * SIDE;
  double best = 0;
  Sgemm  self = { .n_threads = MIN (n_threads, 64) };

  self.a = WS_ALIGNED_FLOATS (square);
  self.b = WS_ALIGNED_FLOATS (square);
  self.c = WS_ALIGNED_FLOATS (self.n_threads * square);
  for (guint try = 0; try < 3; try++)
    {
      gint64 start = g_get_monotonic_time ();
      double n = 0;

      memset (self.n_products, 0, sizeof self.n_products);
      self.deadline = start + G_USEC_PER_SEC / 4;
      ws_pool_run (self.n_threads, multiply, &self);
      for (guint i = 0; i < self.n_threads; i++)
        n += (double)self.n_products[i];
      best = MAX (best, n * 2e-9 * (double)square * SIDE /
                            ((double)(g_get_monotonic_time () - start) * 1e-6));
    }
  ws_aligned_free (self.a);
  ws_aligned_free (self.b);
  ws_aligned_free (self.c);
  return best;
}

/* -- steps -- */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *left = a, *right = b;

  return *left < *right ? -1 : *left > *right;
}

static double
median (double *x, guint n)
{
  qsort (x, n, sizeof *x, compare_doubles);
  return (x[(n - 1) / 2] + x[n / 2]) / 2;
}

static double
get_seconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double
get_peak_rss_mib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)usage.ru_maxrss / 1024; /* Linux tells KiB */
}

static gboolean
run_steps (WsTrainer *trainer, double seconds, WsHyperBenchRow *row, GError **error)
{
  g_autoptr (GArray) wall = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) cpu = g_array_new (FALSE, FALSE, sizeof (double));
  double start = get_seconds (CLOCK_MONOTONIC);

  if (!ws_trainer_step (trainer, error))
    return FALSE;
  while (wall->len < 3 || get_seconds (CLOCK_MONOTONIC) - start < seconds)
    {
      double before = get_seconds (CLOCK_MONOTONIC), used = get_seconds (CLOCK_PROCESS_CPUTIME_ID);

      trainer->at.batch = 0; /* there is only one */
      if (!ws_trainer_step (trainer, error))
        return FALSE;
      before = get_seconds (CLOCK_MONOTONIC) - before;
      used = get_seconds (CLOCK_PROCESS_CPUTIME_ID) - used;
      g_array_append_val (wall, before);
      g_array_append_val (cpu, used);
    }
  row->peak_rss_mib = get_peak_rss_mib ();
  row->n_steps = wall->len;
  row->step_s_median = median ((double *)(void *)wall->data, wall->len);
  row->step_s_min = g_array_index (wall, double, 0);
  row->step_s_max = g_array_index (wall, double, wall->len - 1);
  row->cpu_s_median = median ((double *)(void *)cpu->data, cpu->len);
  return TRUE;
}

static void
fill_networks (const WsHyper *hyper, guint n, float *w, guint32 *order)
{
  WsStream stream;

  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, 0, 0);
  for (gsize i = 0; i < n * hyper->arch->n_params; i++)
    w[i] = SPREAD * ws_stream_normal (&stream);
  for (guint i = 0; i < n; i++)
    order[i] = i;
}

gboolean
ws_hyper_bench (
    const char *name, guint n_threads, double seconds, WsHyperBenchRow *row, GError **error)
{
  WsHyperConfig config;
  WsTrainer     trainer = { 0 };
  WsHyperData   data = { 0 };
  gboolean      done;
  g_autoptr (WsHyper) hyper = NULL;
  g_autofree float   *weights = NULL;
  g_autofree guint32 *order = NULL;
  g_autoptr (WsJob) job = NULL;

  if (!get_config (name, &config, error) ||
      (hyper = ws_hyper_new (&config, ws_arch_lookup ("cnn-s", 1, NULL), error)) == NULL)
    return FALSE;
  ws_pool_set_threads (n_threads);
  weights = g_new (float, config.batch * hyper->arch->n_params);
  order = g_new (guint32, config.batch);
  fill_networks (hyper, config.batch, weights, order);
  ws_lwln_sigma (hyper->arch, weights, config.batch, hyper->sigma);
  data.n = config.batch;
  data.weights = weights;
  job = ws_job_new ("hyper", name, NULL, NULL, NULL);
  trainer = (WsTrainer){ .hyper = hyper,
                         .config = &hyper->config,
                         .data = &data,
                         .job = job,
                         .train = order,
                         .order = order,
                         .n_train = config.batch,
                         .batch = config.batch,
                         .n_batches = 1,
                         .total_steps = G_MAXUINT };
  *row =
      (WsHyperBenchRow){ .batch = config.batch, .threads = n_threads, .n_params = hyper->n_params };
  g_strlcpy (row->config, name, sizeof row->config);
  done = ws_trainer_init_step (&trainer, error) && run_steps (&trainer, seconds, row, error);
  ws_trainer_clear_step (&trainer);
  if (!done)
    return FALSE;

  row->samples_per_s = config.batch / row->step_s_median;
  /* two views, two flops a multiply-add, backward twice */
  row->gflops = 2 * 2 * 3 * count_forward (hyper) * row->samples_per_s * 1e-9;
  row->sgemm_gflops = measure_sgemm (n_threads);
  row->fma_peak_gflops_per_core = ws_cpu_measure_fma_peak (ws_cpu_get_level (), PEAK_TRIES);
  row->share_of_sgemm = row->gflops / row->sgemm_gflops;
  row->share_of_peak = row->gflops / (n_threads * row->fma_peak_gflops_per_core);
  return TRUE;
}
