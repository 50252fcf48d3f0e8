/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/work.h"
#include "work/map-private.h"

#include "core/error.h"
#include "core/numeric.h"
#include "latent/quality.h"
#include "latent/tsne.h"
#include "latent/umap.h"
#include "work/placer.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Maps that are no planes. The states of the population that the representation learned from hold
 * the map; all others are placed on it. */

#define COMPONENTS 2
#define QUALITY_NEIGHBOURS 15
#define STEPS 1000 /* of the progress */
#define FIT_SHARE 0.85
#define JUDGE_SHARE 0.92
#define SNAPSHOT_USEC 50000 /* between two; more for many states, each of which is drawn */
#define SNAPSHOT_ROWS 4000

guint ws_work_max_map_rows = 25000;

/* States of one population with latents. */
typedef struct
{
  guint   n;
  gint64 *checkpoint;
  float  *z, *places; /* n × q, n × 2 */
} Rows;

static void
rows_clear (gpointer data)
{
  Rows *rows = data;

  g_free (rows->checkpoint);
  g_free (rows->z);
  g_free (rows->places);
}

typedef struct
{
  const WsMapWork *work;
  guint            q;
  WsMapSettings    settings;  /* complete, once the rows are known */
  GArray          *rows;      /* (element-type Rows): first those that hold the map */
  gint64           published; /* monotonic µs */
} Map;

/* -- rows -- */

static gboolean
load_rows (Map *map, gint64 population, GError **error)
{
  const WsStateQuery every = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  WsProject         *project = map->work->project;
  g_autoptr (WsStates) states = ws_project_load_states (project, population, &every, error);
  g_autofree float *z = NULL;
  Rows              rows = { 0 };

  if (states == NULL)
    return FALSE;
  z = g_new (float, MAX ((gsize)states->n * map->q, 1));
  if (ws_project_load_latents (project, map->work->hyper_id, states->checkpoint, states->n, map->q,
                               z, error) < 0)
    return FALSE;
  rows.checkpoint = g_new (gint64, MAX (states->n, 1));
  for (guint i = 0; i < states->n; i++)
    if (ws_all_finite (z + (gsize)i * map->q, map->q))
      {
        memmove (z + (gsize)rows.n * map->q, z + (gsize)i * map->q, sizeof *z * map->q);
        rows.checkpoint[rows.n++] = states->checkpoint[i];
      }
  rows.places = g_new (float, COMPONENTS *(gsize)MAX (rows.n, 1));
  rows.z = g_steal_pointer (&z);
  g_array_append_val (map->rows, rows);
  return TRUE;
}

/* Where there are too many to hold the map, the others become rows of their own. */
static void
thin_out (Map *map, guint max)
{
  Rows *all = &g_array_index (map->rows, Rows, 0);
  guint n = all->n, kept = 0;
  Rows  rest = { 0 };

  if (n <= max)
    return;
  rest.checkpoint = g_new (gint64, n - max);
  rest.z = g_new (float, (gsize)(n - max) * map->q);
  rest.places = g_new (float, COMPONENTS *(gsize)(n - max));
  for (guint i = 0; i < n; i++)
    {
      const float *z = all->z + (gsize)i * map->q;

      if (i == (guint64)kept * n / max && kept < max)
        {
          memmove (all->z + (gsize)kept * map->q, z, sizeof *z * map->q);
          all->checkpoint[kept++] = all->checkpoint[i];
          continue;
        }
      memcpy (rest.z + (gsize)rest.n * map->q, z, sizeof *z * map->q);
      rest.checkpoint[rest.n++] = all->checkpoint[i];
    }
  all->n = kept;
  g_array_append_val (map->rows, rest);
}

static gboolean
collect (Map *map, GError **error)
{
  const WsMapWork *work = map->work;

  if (!load_rows (map, work->zoo, error))
    return FALSE;
  thin_out (map, ws_work_max_map_rows);
  for (guint i = 0; i < work->populations->len; i++)
    {
      const WsPopulation *population = g_ptr_array_index (work->populations, i);

      if (population->id != work->zoo && !load_rows (map, population->id, error))
        return FALSE;
    }
  return TRUE;
}

/* -- the map -- */

static void
watch_cb (const float *y, guint n, guint n_components, guint done, guint total, gpointer data)
{
  Map   *map = data;
  gint64 now = g_get_monotonic_time ();

  if (now - map->published < (gint64)SNAPSHOT_USEC * MAX (1, n / SNAPSHOT_ROWS))
    return;
  map->published = now;
  ws_job_publish (map->work->job,
                  ws_map_snapshot_new (map->work->hyper_id, map->work->method, n,
                                       g_array_index (map->rows, Rows, 0).checkpoint, y));
}

static gboolean
fit_tsne (Map *map, const WsStage *stage, JsonBuilder *options, GError **error)
{
  Rows        *rows = &g_array_index (map->rows, Rows, 0);
  WsTsneConfig config;
  double       kl;

  ws_tsne_config_init (&config);
  config.perplexity = map->settings.perplexity;
  config.seed = map->settings.seed;
  if (!ws_tsne_fit (rows->z, rows->n, map->q, &config, stage, watch_cb, map, rows->places, &kl,
                    error))
    return FALSE;
  ws_map_settings_write (&map->settings, "tsne", options);
  ws_json_add_number (options, "theta", config.theta);
  json_builder_set_member_name (options, "iterations");
  json_builder_add_int_value (options, config.n_iterations);
  ws_json_add_number (options, "kl", kl);
  return TRUE;
}

static gboolean
fit_umap (Map *map, const WsStage *stage, JsonBuilder *options, GError **error)
{
  Rows        *rows = &g_array_index (map->rows, Rows, 0);
  WsUmapConfig config;
  g_autoptr (WsUmap) umap = NULL;

  ws_umap_config_init (&config);
  config.n_components = COMPONENTS;
  config.n_neighbours = map->settings.neighbours;
  config.min_dist = map->settings.min_dist;
  config.seed = map->settings.seed;
  umap = ws_umap_new (rows->z, rows->n, map->q, &config, stage, watch_cb, map, error);
  if (umap == NULL)
    return FALSE;
  memcpy (rows->places, umap->y, sizeof *umap->y * COMPONENTS * rows->n);
  ws_map_settings_write (&map->settings, "umap", options);
  json_builder_set_member_name (options, "epochs");
  json_builder_add_int_value (options, umap->config.n_epochs);
  ws_json_add_number (options, "neighbour_recall", umap->recall);
  return TRUE;
}

static gboolean
fit (Map *map, const WsStage *stage, JsonBuilder *options, GError **error)
{
  map->settings = map->work->settings;
  if (!ws_map_settings_complete (&map->settings, map->work->method,
                                 g_array_index (map->rows, Rows, 0).n, error))
    return FALSE;
  return g_str_equal (map->work->method, "umap") ? fit_umap (map, stage, options, error)
                                                 : fit_tsne (map, stage, options, error);
}

static gboolean
place_others (Map *map, const WsProjection *projection, const WsStage *stage, GError **error)
{
  const Rows *held = &g_array_index (map->rows, Rows, 0);
  g_autoptr (WsPlacer) placer = ws_placer_new (projection, held->z, held->places, held->n, error);

  if (placer == NULL)
    return FALSE;
  for (guint i = 1; i < map->rows->len; i++)
    {
      Rows   *rows = &g_array_index (map->rows, Rows, i);
      WsStage part =
          ws_stage_part (stage, (i - 1.0) / (map->rows->len - 1), (double)i / (map->rows->len - 1));

      if (!ws_placer_place (placer, rows->z, rows->n, rows->places, &part, error))
        return FALSE;
    }
  return TRUE;
}

/* Of the rows that hold the map. Too few have no quality. */
static gboolean
judge (Map *map, const WsStage *stage, JsonBuilder *options, GError **error)
{
  const Rows *rows = &g_array_index (map->rows, Rows, 0);
  guint       k = MIN (QUALITY_NEIGHBOURS, (rows->n - 1) / 2);
  WsQuality   quality;

  json_builder_set_member_name (options, "rows");
  json_builder_add_int_value (options, rows->n);
  if (k < 1)
    return TRUE;
  if (!ws_quality_measure (rows->z, rows->n, map->q, rows->places, COMPONENTS, k, stage, &quality,
                           error))
    return FALSE;
  json_builder_set_member_name (options, "quality");
  json_builder_begin_object (options);
  json_builder_set_member_name (options, "neighbours");
  json_builder_add_int_value (options, k);
  json_builder_set_member_name (options, "rows");
  json_builder_add_int_value (options, quality.n_rows);
  ws_json_add_number (options, "trustworthiness", quality.trustworthiness);
  ws_json_add_number (options, "recall", quality.recall);
  json_builder_end_object (options);
  return TRUE;
}

/* -- into the document: all of it or nothing -- */

static gboolean
store_rows (Map *map, WsProjection *projection, GError **error)
{
  WsProject *project = map->work->project;

  if (!ws_project_add_projection (project, projection, error))
    return FALSE;
  for (guint i = 0; i < map->rows->len; i++)
    {
      const Rows *rows = &g_array_index (map->rows, Rows, i);

      if (!ws_project_save_points (project, projection->id, rows->checkpoint, rows->places, rows->n,
                                   COMPONENTS, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
store (Map *map, WsProjection *projection, GError **error)
{
  WsProject *project = map->work->project;

  if (!ws_project_begin (project, error))
    return FALSE;
  if (store_rows (map, projection, error) && ws_project_commit (project, error))
    return TRUE;
  ws_project_rollback (project);
  return FALSE;
}

static gboolean
make (Map *map, WsProjection *projection, GError **error)
{
  const WsStage whole = { .job = map->work->job, .to = STEPS, .total = STEPS, .unit = _ ("steps") };
  WsStage       fitting = ws_stage_part (&whole, 0, FIT_SHARE);
  WsStage       judging = ws_stage_part (&whole, FIT_SHARE, JUDGE_SHARE);
  WsStage       placing = ws_stage_part (&whole, JUDGE_SHARE, 1);
  g_autoptr (JsonBuilder) options = json_builder_new ();

  json_builder_begin_object (options);
  if (!collect (map, error) || !fit (map, &fitting, options, error) ||
      !judge (map, &judging, options, error))
    return FALSE;
  json_builder_end_object (options);
  projection->options = ws_json_builder_dup_text (options);
  if (!place_others (map, projection, &placing, error))
    return FALSE;
  return ws_stage_report (&whole, 1, error) && store (map, projection, error);
}

gboolean
ws_work_make_map (const WsMapWork *work, GError **error)
{
  Map map = { .work = work, .q = ws_hyper_get_n_latents (work->hyper) };
  g_autoptr (WsProjection) projection = g_new0 (WsProjection, 1);
  gboolean good;

  map.rows = g_array_new (FALSE, TRUE, sizeof (Rows));
  g_array_set_clear_func (map.rows, rows_clear);
  projection->hyper = work->hyper_id;
  projection->method = g_strdup (work->method);
  projection->q = map.q;
  projection->k = COMPONENTS;
  good = make (&map, projection, error);
  g_array_unref (map.rows);
  return good;
}
