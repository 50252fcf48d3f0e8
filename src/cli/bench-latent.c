/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "core/error.h"
#include "core/pool.h"
#include "core/random.h"
#include "latent/knn.h"
#include "latent/pca.h"
#include "latent/probe.h"
#include "latent/quality.h"
#include "latent/tsne.h"
#include "latent/umap.h"
#include "sample/sampler.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define N_CLUSTERS 20
#define N_HIDDEN 30
#define CHUNK 100 /* rows that are made at once */
#define NEIGHBOURS 15
#define N_DRAWS 10000
#define BANDWIDTH 0.1

/* Latents as the peers of tests/bench measure: clusters in 30 dimensions, mixed into d, noise,
 * tanh; and a target that the hidden dimensions explain. */
typedef struct
{
  guint  n, d, n_few; /* n_few: rows of the slow maps */
  float *x, *target;
  float *centres, *mix;
} Latents;

/* What one task leaves behind. */
typedef struct
{
  float *map; /* (nullable): n × 2 places */
  guint  n;
  double recall; /* of a neighbour search; NaN */
  double r2;     /* of a probe; NaN */
  double kl;     /* of t-SNE; NaN */
} Outcome;

typedef gboolean (*TaskFunc) (const Latents *latents, Outcome *outcome, GError **error);

typedef struct
{
  const char *name;
  TaskFunc    run;
  guint       max_repeats;
} Task;

typedef struct
{
  const Task *task;
  guint       repeats;
  double      min, median, max, cpu; /* seconds; cpu: of the whole process, the least */
  WsQuality   quality;
  Outcome     outcome;
} Row;

/* -- latents -- */

static void
fill_normals (float *x, gsize n, float scale, guint32 number)
{
  WsStream stream;

  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, number, 0);
  for (gsize i = 0; i < n; i++)
    x[i] = scale * ws_stream_normal (&stream);
}

static void
make_rows (guint chunk, gpointer data)
{
  Latents *l = data;
  WsStream stream;

  ws_stream_init (&stream, 1, WS_PURPOSE_TEST, 2, chunk);
  for (guint i = chunk * CHUNK; i < MIN (l->n, (chunk + 1) * CHUNK); i++)
    {
      const float *centre = l->centres + (gsize)ws_stream_below (&stream, N_CLUSTERS) * N_HIDDEN;
      float        z[N_HIDDEN];

      for (guint h = 0; h < N_HIDDEN; h++)
        z[h] = centre[h] + ws_stream_normal (&stream);
      for (guint j = 0; j < l->d; j++)
        {
          float sum = 0;

          for (guint h = 0; h < N_HIDDEN; h++)
            sum += z[h] * l->mix[(gsize)h * l->d + j];
          l->x[(gsize)i * l->d + j] = tanhf (sum + 0.05f * ws_stream_normal (&stream));
        }
      l->target[i] = z[0] + 0.3f * z[1] * z[1] + 0.1f * ws_stream_normal (&stream);
    }
}

static void
latents_make (Latents *self)
{
  self->centres = g_new (float, N_CLUSTERS *N_HIDDEN);
  self->mix = g_new (float, (gsize)N_HIDDEN * self->d);
  fill_normals (self->centres, N_CLUSTERS * N_HIDDEN, 3, 0);
  fill_normals (self->mix, (gsize)N_HIDDEN * self->d, 0.2f / sqrtf (N_HIDDEN), 1);
  ws_pool_run ((self->n + CHUNK - 1) / CHUNK, make_rows, self);
}

/* Rows of a file of floats; the target is their first value, which they then know. */
static gboolean
latents_read (Latents *self, const char *path, GError **error)
{
  gsize            size;
  g_autofree char *bytes = NULL;

  if (!g_file_get_contents (path, &bytes, &size, error))
    return FALSE;
  if (size != (gsize)self->n * self->d * sizeof (float))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   _ ("%s has %" G_GSIZE_FORMAT " bytes, but %u rows of %u floats have %zu"), path,
                   size, self->n, self->d, (gsize)self->n * self->d * sizeof (float));
      return FALSE;
    }
  memcpy (self->x, bytes, size);
  for (guint i = 0; i < self->n; i++)
    self->target[i] = self->x[(gsize)i * self->d];
  return TRUE;
}

static void
latents_clear (Latents *self)
{
  g_free (self->x);
  g_free (self->target);
  g_free (self->centres);
  g_free (self->mix);
}

/* -- tasks -- */

static gboolean
run_pca (const Latents *l, Outcome *o, GError **error)
{
  g_autoptr (WsPca) pca = ws_pca_new (l->x, l->n, l->d, 2, NULL, error);

  if (pca == NULL)
    return FALSE;
  o->n = l->n;
  o->map = g_new (float, 2 * (gsize)l->n);
  ws_pca_transform (pca, l->x, l->n, o->map);
  return TRUE;
}

static gboolean
find_neighbours (const Latents *l, double min_recall, Outcome *o, GError **error)
{
  g_autoptr (WsKnn) knn = ws_knn_new (l->x, l->n, l->d, NEIGHBOURS, min_recall, NULL, error);

  if (knn == NULL)
    return FALSE;
  o->n = l->n;
  o->recall = knn->recall;
  return TRUE;
}

static gboolean
run_knn (const Latents *l, Outcome *o, GError **error)
{
  return find_neighbours (l, 1, o, error);
}

static gboolean
run_knn_approximate (const Latents *l, Outcome *o, GError **error)
{
  return find_neighbours (l, 0.95, o, error);
}

static gboolean
make_umap (const Latents *l, guint n, Outcome *o, GError **error)
{
  WsUmapConfig config;
  g_autoptr (WsUmap) map = NULL;

  ws_umap_config_init (&config);
  map = ws_umap_new (l->x, n, l->d, &config, NULL, NULL, NULL, error);
  if (map == NULL)
    return FALSE;
  o->n = n;
  o->map = g_steal_pointer (&map->y);
  return TRUE;
}

static gboolean
run_umap (const Latents *l, Outcome *o, GError **error)
{
  return make_umap (l, l->n_few, o, error);
}

static gboolean
run_umap_all (const Latents *l, Outcome *o, GError **error)
{
  return make_umap (l, l->n, o, error);
}

static gboolean
run_tsne (const Latents *l, Outcome *o, GError **error)
{
  WsTsneConfig config;

  ws_tsne_config_init (&config);
  o->n = l->n_few;
  o->map = g_new (float, 2 * (gsize)l->n_few);
  return ws_tsne_fit (l->x, l->n_few, l->d, &config, NULL, NULL, NULL, o->map, &o->kl, error);
}

static gboolean
draw_rows (const char *name, const Latents *l, Outcome *o, GError **error)
{
  const WsSampler   *sampler = ws_sampler_lookup (name, error);
  const WsSampleRows rows = { l->x, NULL, NULL, l->n, l->d };
  const WsDrawing    drawing = { 1, 0, N_DRAWS, 0, 1 };
  double             values[WS_SAMPLER_MAX_SETTINGS];
  g_autofree float  *out = g_new (float, (gsize)N_DRAWS * l->d);
  g_autoptr (WsSamplerModel) model = NULL;

  o->n = l->n;
  if (sampler == NULL)
    return FALSE;
  ws_sampler_preset (sampler, values);
  if (!ws_sampler_set (sampler, values, "bandwidth", BANDWIDTH, error))
    return FALSE;
  model = ws_sampler_model_new (sampler, &rows, values, 1, NULL, error);
  return model != NULL && ws_sampler_model_draw (model, &drawing, out, NULL, NULL, error);
}

static gboolean
run_kde_joint (const Latents *l, Outcome *o, GError **error)
{
  return draw_rows ("kde-joint", l, o, error);
}

static gboolean
run_kde_per_dim (const Latents *l, Outcome *o, GError **error)
{
  return draw_rows ("kde-dim", l, o, error);
}

static gboolean
run_ridge (const Latents *l, Outcome *o, GError **error)
{
  g_autofree guint8 *split = g_new (guint8, l->n);

  for (guint i = 0; i < l->n; i++)
    split[i] = i % 20 < 14 ? 0 : i % 20 < 17 ? 1 : 2;
  o->n = l->n;
  o->r2 = ws_probe_r2 (l->x, l->n, l->d, l->target, split, NULL, NULL);
  return TRUE;
}

/* Names of the peers where there is one. */
static const Task tasks[] = {
  { "pca2", run_pca, G_MAXUINT },
  { "knn", run_knn, G_MAXUINT },
  { "knn_approximate", run_knn_approximate, G_MAXUINT },
  { "umap", run_umap, 2 },
  { "umap_all", run_umap_all, 2 },
  { "tsne", run_tsne, 2 },
  { "kde_joint", run_kde_joint, G_MAXUINT },
  { "kde_per_dim", run_kde_per_dim, G_MAXUINT },
  { "ridge_cv", run_ridge, G_MAXUINT },
};

/* -- measuring -- */

static double
get_seconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int
compare_doubles (const void *a, const void *b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

static void
outcome_init (Outcome *self)
{
  *self = (Outcome){ NULL, 0, (double)NAN, (double)NAN, (double)NAN };
}

static gboolean
measure (const Latents *l, const Task *task, guint repeats, Row *row, GError **error)
{
  g_autofree double *seconds = g_new (double, repeats);

  *row = (Row){ .task = task,
                .repeats = repeats,
                .cpu = (double)INFINITY,
                .quality = { (double)NAN, (double)NAN, 0 } };
  outcome_init (&row->outcome);
  for (guint r = 0; r < repeats; r++)
    {
      double wall = get_seconds (CLOCK_MONOTONIC), cpu = get_seconds (CLOCK_PROCESS_CPUTIME_ID);

      g_free (row->outcome.map);
      outcome_init (&row->outcome);
      if (!task->run (l, &row->outcome, error))
        return FALSE;
      seconds[r] = get_seconds (CLOCK_MONOTONIC) - wall;
      row->cpu = MIN (row->cpu, get_seconds (CLOCK_PROCESS_CPUTIME_ID) - cpu);
    }
  qsort (seconds, repeats, sizeof *seconds, compare_doubles);
  row->min = seconds[0];
  row->median = seconds[repeats / 2];
  row->max = seconds[repeats - 1];
  if (row->outcome.map == NULL || row->outcome.n <= 2 * NEIGHBOURS)
    return TRUE;
  return ws_quality_measure (l->x, row->outcome.n, l->d, row->outcome.map, 2, NEIGHBOURS, NULL,
                             &row->quality, error);
}

static void
print_number (double value)
{
  if (isfinite (value))
    printf ("  %8.4f", value);
  else
    printf ("  %8s", "–");
}

static void
print_row (const Latents *l, const Row *r)
{
  double recall = isnan (r->outcome.recall) ? r->quality.recall : r->outcome.recall;

  printf ("%-16s %7u %5u  %8.3f (%.3f – %.3f)  %8.3f", r->task->name, r->outcome.n, l->d, r->median,
          r->min, r->max, r->cpu);
  print_number (r->quality.trustworthiness);
  print_number (recall);
  print_number (r->outcome.r2);
  printf ("\n");
  fflush (stdout);
}

static void
add_row (JsonBuilder *builder, const Latents *l, const Row *r)
{
  ws_output_begin_object (builder, NULL);
  ws_output_text (builder, "name", r->task->name);
  ws_output_count (builder, "n", r->outcome.n);
  ws_output_count (builder, "d", l->d);
  ws_output_count (builder, "threads", ws_pool_get_threads ());
  ws_output_count (builder, "repeats", r->repeats);
  ws_output_number (builder, "seconds", r->median);
  ws_output_number (builder, "min", r->min);
  ws_output_number (builder, "median", r->median);
  ws_output_number (builder, "max", r->max);
  ws_output_number (builder, "cpu_seconds", r->cpu);
  ws_output_number (builder, "trustworthiness", r->quality.trustworthiness);
  ws_output_number (builder, "recall",
                    isnan (r->outcome.recall) ? r->quality.recall : r->outcome.recall);
  ws_output_number (builder, "r2", r->outcome.r2);
  ws_output_number (builder, "kl", r->outcome.kl);
  json_builder_end_object (builder);
}

static gboolean
run_tasks (const WsCall  *call,
           const Latents *l,
           char         **names,
           guint          repeats,
           JsonBuilder   *builder,
           GError       **error)
{
  for (guint t = 0; t < G_N_ELEMENTS (tasks); t++)
    {
      Row      row;
      gboolean is_done;

      if (names != NULL && !g_strv_contains ((const char *const *)names, tasks[t].name))
        continue;
      is_done = measure (l, &tasks[t], MIN (repeats, tasks[t].max_repeats), &row, error);
      if (is_done && builder != NULL)
        add_row (builder, l, &row);
      else if (is_done)
        print_row (l, &row);
      g_free (row.outcome.map);
      if (!is_done)
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_names (const WsCall *call, char **names)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      GString *known = NULL;
      guint    t;

      for (t = 0; t < G_N_ELEMENTS (tasks) && !g_str_equal (names[i], tasks[t].name); t++)
        ;
      if (t < G_N_ELEMENTS (tasks))
        continue;
      known = g_string_new (tasks[0].name);
      for (t = 1; t < G_N_ELEMENTS (tasks); t++)
        g_string_append_printf (known, ", %s", tasks[t].name);
      ws_call_refuse (call, _ ("--only knows no \"%s\", but %s"), names[i], known->str);
      g_string_free (known, TRUE);
      return FALSE;
    }
  return TRUE;
}

static WsExit
print_tasks (const WsCall *call, const Latents *l, char **names, guint repeats)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonBuilder) builder = call->json ? json_builder_new () : NULL;

  if (builder != NULL)
    {
      ws_output_begin_object (builder, NULL);
      ws_output_begin_array (builder, "variants");
    }
  else
    printf (_ ("task                   n     d   seconds (from – to)    CPU seconds     trust    "
               "recall        R²\n"));
  if (!run_tasks (call, l, names, repeats, builder, &error))
    return ws_call_fail (call, error);
  if (builder != NULL)
    {
      json_builder_end_array (builder);
      json_builder_end_object (builder);
      ws_output_print (g_steal_pointer (&builder));
    }
  return WS_EXIT_DONE;
}

static WsExit
run_latent (WsCall *call)
{
  int                n = 25000, d = 700, few = 5000, repeats = 3;
  g_autofree char   *only = NULL, *rows = NULL;
  const GOptionEntry entries[] = {
    { "n", 0, 0, G_OPTION_ARG_INT, &n, N_ ("Latents (default: 25000)"), N_ ("N") },
    { "d", 0, 0, G_OPTION_ARG_INT, &d, N_ ("Their width (default: 700)"), N_ ("D") },
    { "few", 0, 0, G_OPTION_ARG_INT, &few,
      N_ ("Latents of t-SNE and of the smaller UMAP (default: 5000)"), N_ ("N") },
    { "runs", 0, 0, G_OPTION_ARG_INT, &repeats, N_ ("Runs of each, maps at most 2 (default: 3)"),
      N_ ("N") },
    { "rows", 0, 0, G_OPTION_ARG_FILENAME, &rows,
      N_ ("Measure the N rows of D floats in FILE (default: made up, clusters)"), N_ ("FILE") },
    { "only", 0, 0, G_OPTION_ARG_STRING, &only, N_ ("Only these tasks (default: all)"),
      N_ ("NAME,…") },
    { NULL },
  };
  g_auto (GStrv) names = NULL;
  g_autoptr (GError) error = NULL;
  Latents latents = { 0 };
  WsExit  result;
  guint   n_repeats;

  if (!ws_call_parse (call, entries, &result))
    return result;
  names = only != NULL ? g_strsplit (only, ",", -1) : NULL;
  if (!ws_call_take_count (call, "--n", n, 50, &latents.n) ||
      !ws_call_take_count (call, "--d", d, 2, &latents.d) ||
      !ws_call_take_count (call, "--few", few, 50, &latents.n_few) ||
      !ws_call_take_count (call, "--runs", repeats, 1, &n_repeats) || !check_names (call, names))
    return WS_EXIT_USAGE;
  latents.n_few = MIN (latents.n_few, latents.n);
  latents.x = g_new (float, (gsize)latents.n *latents.d);
  latents.target = g_new (float, latents.n);
  if (rows == NULL)
    latents_make (&latents);
  if (rows != NULL && !latents_read (&latents, rows, &error))
    result = ws_call_fail (call, error);
  else
    result = print_tasks (call, &latents, names, n_repeats);
  latents_clear (&latents);
  return result;
}

const WsCommand ws_command_bench_latent = {
  .name = "bench latent",
  .arguments = "",
  .summary = N_ ("Measures how fast and how true latents are mapped here"),
  .details =
      N_ ("Principal components, neighbours, UMAP, t-SNE, densities and the ridge probe on 25,000 "
          "latents\n"
          "of width 700. Maps tell their trustworthiness and the share of 15 neighbours that are\n"
          "neighbours on the map too; the approximate search tells its own share."),
  .example = "wscape bench latent --only pca2,umap_all --json",
  .run = run_latent,
};
