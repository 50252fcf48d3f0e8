/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/map-private.h"
#include "work/work.h"

#include "core/error.h"
#include "core/numeric.h"
#include "work/placer.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Maps that the document has already, and the states that come to them later. */

static const char *const methods[] = { "umap", "tsne" };

gboolean
ws_work_is_map_method (const char *method)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i], method))
      return TRUE;
  return FALSE;
}

/* -- which map -- */

static guint
count_finite (const float *x, guint n, guint width)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += ws_all_finite (x + (gsize)i * width, width);
  return count;
}

static gint64
get_held_rows (const WsProjection *map)
{
  g_autoptr (JsonNode) root = map->options != NULL ? json_from_string (map->options, NULL) : NULL;
  JsonObject *options =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *rows = options != NULL ? json_object_get_member (options, "rows") : NULL;

  return rows != NULL && JSON_NODE_HOLDS_VALUE (rows) ? json_node_get_int (rows) : -1;
}

/* Whether @map was made with @settings of states that are all still there. -1: @error */
static int
is_the_same (const WsMapWork     *work,
             const WsProjection  *map,
             const WsMapSettings *settings,
             const WsStates      *states,
             guint                n_held,
             GError             **error)
{
  g_autofree float *places = NULL;
  WsMapSettings     own;

  ws_map_settings_read (&own, map->options);
  if (get_held_rows (map) != n_held || !ws_map_settings_equal (&own, settings, work->method))
    return 0;
  places = g_new (float, MAX ((gsize)states->n * map->k, 1));
  if (ws_project_load_points (work->project, map->id, states->checkpoint, states->n, map->k, places,
                              error) < 0)
    return -1;
  return count_finite (places, states->n, map->k) >= n_held;
}

WsProjection *
ws_work_find_map (const WsMapWork *work, GError **error)
{
  const WsStateQuery every = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  guint              q = ws_hyper_get_n_latents (work->hyper), n_held;
  g_autoptr (WsStates) states = ws_project_load_states (work->project, work->zoo, &every, error);
  g_autoptr (GPtrArray) list = NULL;
  g_autofree float *z = NULL;
  WsMapSettings     settings = work->settings;

  if (states == NULL)
    return NULL;
  z = g_new (float, MAX ((gsize)states->n * q, 1));
  if (ws_project_load_latents (work->project, work->hyper_id, states->checkpoint, states->n, q, z,
                               error) < 0)
    return NULL;
  n_held = MIN (count_finite (z, states->n, q), ws_work_max_map_rows);
  list = ws_project_list_projections (work->project, work->hyper_id, work->method, error);
  if (list == NULL || !ws_map_settings_complete (&settings, work->method, n_held, error))
    return NULL;
  for (guint i = 0; i < list->len; i++)
    {
      int same = is_the_same (work, g_ptr_array_index (list, i), &settings, states, n_held, error);

      if (same != 0)
        return same > 0 ? g_ptr_array_steal_index (list, i) : NULL;
    }
  return NULL;
}

gboolean
ws_work_show_map (const WsMapWork *work, WsProjection *map, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (WsProjection) newest =
      ws_project_find_projection (work->project, work->hyper_id, work->method, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return newest == NULL || newest->id == map->id ||
         ws_project_renew_projection (work->project, map, error);
}

/* -- states without a place -- */

/* Those of @population that have a latent; *z (n × q) and their *checkpoint. -1: @error */
static gint64
list_missing (const WsMapWork    *work,
              const WsProjection *map,
              gint64              population,
              float             **z,
              gint64            **checkpoint,
              GError            **error)
{
  const WsStateQuery every = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  guint              q = map->q, n = 0;
  g_autoptr (WsStates) states = ws_project_load_states (work->project, population, &every, error);
  g_autofree float *places = NULL;

  if (states == NULL)
    return -1;
  *z = g_new (float, MAX ((gsize)states->n * q, 1));
  *checkpoint = g_new (gint64, MAX (states->n, 1));
  places = g_new (float, MAX ((gsize)states->n * map->k, 1));
  if (ws_project_load_latents (work->project, work->hyper_id, states->checkpoint, states->n, q, *z,
                               error) < 0 ||
      ws_project_load_points (work->project, map->id, states->checkpoint, states->n, map->k, places,
                              error) < 0)
    return -1;
  for (guint i = 0; i < states->n; i++)
    if (ws_all_finite (*z + (gsize)i * q, q) && !ws_all_finite (places + (gsize)i * map->k, map->k))
      {
        memmove (*z + (gsize)n * q, *z + (gsize)i * q, sizeof **z * q);
        (*checkpoint)[n++] = states->checkpoint[i];
      }
  return n;
}

gint64
ws_work_complete_places (const WsMapWork *work, const WsProjection *map, GError **error)
{
  g_autoptr (WsPlacer) placer = NULL;
  gint64 n_new = 0;

  for (guint i = 0; i < work->populations->len; i++)
    {
      const WsPopulation *population = g_ptr_array_index (work->populations, i);
      g_autofree float   *z = NULL, *places = NULL;
      g_autofree gint64  *checkpoint = NULL;
      gint64              n = list_missing (work, map, population->id, &z, &checkpoint, error);
      WsStage             stage = { .job = work->job, .to = MAX (n, 0), .total = MAX (n, 1) };

      if (n < 0 || !ws_job_tick (work->job, error))
        return -1;
      if (n == 0)
        continue;
      stage.unit = _ ("states placed");
      if (placer == NULL)
        placer = ws_placer_load (work->project, map, work->zoo, error);
      places = g_new (float, (gsize)n * map->k);
      if (placer == NULL || !ws_placer_place (placer, z, (guint)n, places, &stage, error) ||
          !ws_project_save_points (work->project, map->id, checkpoint, places, (guint)n, map->k,
                                   error))
        return -1;
      n_new += n;
    }
  return n_new;
}

/* -- latents that come later -- */

typedef struct
{
  WsProjection *projection;
  float        *places;
} MapPlaces;

static void
map_places_free (gpointer data)
{
  MapPlaces *self = data;

  ws_projection_free (self->projection);
  g_free (self->places);
  g_free (self);
}

/* %FALSE without @error: there is no such map, or nothing holds it any more. */
static gboolean
place_on_map (WsProject   *project,
              gint64       hyper,
              const char  *method,
              gint64       zoo,
              const float *z,
              guint        n,
              WsJob       *job,
              GPtrArray   *list,
              GError     **error)
{
  g_autoptr (WsProjection) projection = ws_project_find_projection (project, hyper, method, error);
  g_autoptr (WsPlacer) placer = NULL;
  g_autofree float *places = NULL;
  const WsStage     stage = { .job = job, .to = n, .total = n, .unit = _ ("networks") };
  GError           *problem = NULL;
  MapPlaces        *entry;

  if (projection == NULL)
    return FALSE;
  placer = ws_placer_load (project, projection, zoo, &problem);
  if (g_error_matches (problem, WS_ERROR, WS_ERROR_NOT_FOUND))
    {
      g_clear_error (&problem);
      return FALSE;
    }
  places = g_new (float, (gsize)MAX (n, 1) * projection->k);
  if (placer == NULL || !ws_placer_place (placer, z, n, places, &stage, &problem))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  entry = g_new (MapPlaces, 1);
  entry->projection = g_steal_pointer (&projection);
  entry->places = g_steal_pointer (&places);
  g_ptr_array_add (list, entry);
  return TRUE;
}

GPtrArray *
ws_work_place_on_maps (WsProject   *project,
                       gint64       hyper,
                       gint64       zoo,
                       const float *z,
                       guint        n,
                       WsJob       *job,
                       GError     **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (map_places_free);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      GError *problem = NULL;

      if (!place_on_map (project, hyper, methods[i], zoo, z, n, job, list, &problem) &&
          problem != NULL)
        {
          g_propagate_error (error, problem);
          return NULL;
        }
    }
  return g_steal_pointer (&list);
}

gboolean
ws_work_save_map_places (
    WsProject *project, GPtrArray *maps, const gint64 *checkpoint, guint n, GError **error)
{
  for (guint i = 0; i < maps->len; i++)
    {
      const MapPlaces *map = g_ptr_array_index (maps, i);

      if (!ws_project_save_points (project, map->projection->id, checkpoint, map->places, n,
                                   map->projection->k, error))
        return FALSE;
    }
  return TRUE;
}
