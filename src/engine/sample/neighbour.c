/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "sample/sampler-private.h"

#include "core/error.h"
#include "latent/delaunay.h"
#include "latent/umap-inverse.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* S_Neigh, METHOD.md 5.2: places of a map of space, taken back to latents. */

#define N_COMPONENTS 3
#define N_NEIGHBOURS 15
#define LEAST_ROWS 6 /* fewer have no neighbourhoods, and no tetrahedra to speak of */
/* umap-learn's: exact neighbours and more epochs while rows are few. */
#define FEW_FOR_NEIGHBOURS 4096
#define FEW_FOR_EPOCHS 10000

typedef struct
{
  WsSampleRows      rows;
  WsUmap           *map;
  float             low, high; /* of all coordinates together */
  WsUmapInverter   *inverter;
  const WsDelaunay *mesh;
  double *volume; /* (nullable): of the mesh's simplices up to each: draws from the hull only */
} Neighbour;

static const WsSamplerSetting settings[] = {
  { "hull", N_ ("Only inside the map"), WS_SETTING_SWITCH, 0, 0, 1 },
  { 0 },
};

static void
destroy (gpointer data)
{
  Neighbour *self = data;

  g_clear_pointer (&self->map, ws_umap_free);
  g_clear_pointer (&self->inverter, ws_umap_inverter_free);
  g_free (self->volume);
  g_free (self);
}

static const float *
get_corner (const Neighbour *self, guint simplex, guint corner)
{
  guint32 point = ws_delaunay_get_simplex (self->mesh, simplex)[corner];

  return self->map->y + (gsize)point * N_COMPONENTS;
}

static double
get_volume (const Neighbour *self, guint simplex)
{
  const float *origin = get_corner (self, simplex, 0);
  double       e[3][3];

  for (guint k = 0; k < 3; k++)
    for (guint c = 0; c < 3; c++)
      e[k][c] = (double)get_corner (self, simplex, k + 1)[c] - (double)origin[c];
  return fabs (e[0][0] * (e[1][1] * e[2][2] - e[1][2] * e[2][1]) -
               e[0][1] * (e[1][0] * e[2][2] - e[1][2] * e[2][0]) +
               e[0][2] * (e[1][0] * e[2][1] - e[1][1] * e[2][0]));
}

/* Tetrahedra tile the hull: one by its volume, then a place in it, is a place of the hull. */
static void
measure_hull (Neighbour *self)
{
  guint  n = ws_delaunay_get_n_simplices (self->mesh);
  double sum = 0;

  self->volume = g_new (double, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    self->volume[i] = sum += get_volume (self, i);
}

static WsUmap *
make_map (const WsSampleRows *rows, const WsStage *stage, GError **error)
{
  WsUmapConfig config;

  if (rows->n < LEAST_ROWS)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   _ ("the neighbour method needs at least %d rows, not %u"), LEAST_ROWS, rows->n);
      return NULL;
    }
  ws_umap_config_init (&config); /* seed 42, as published */
  config.n_components = N_COMPONENTS;
  config.n_neighbours = MIN (N_NEIGHBOURS, rows->n);
  config.min_dist = 0.01;
  config.n_epochs = rows->n <= FEW_FOR_EPOCHS ? 500 : 200;
  config.min_recall = rows->n < FEW_FOR_NEIGHBOURS ? 1 : config.min_recall;
  return ws_umap_new (rows->x, rows->n, rows->dim, &config, stage, NULL, NULL, error);
}

static gpointer
create (const WsSampleRows   *rows,
        const double         *values,
        G_GNUC_UNUSED guint64 seed,
        const WsStage        *stage,
        GError              **error)
{
  Neighbour *self = g_new0 (Neighbour, 1);
  WsStage    mapping = ws_stage_part (stage, 0, 0.8), preparing = ws_stage_part (stage, 0.8, 1);

  self->rows = *rows;
  self->map = make_map (rows, &mapping, error);
  if (self->map != NULL)
    self->inverter = ws_umap_inverter_new (self->map, rows->x, &preparing, error);
  if (self->inverter == NULL)
    {
      destroy (self);
      return NULL;
    }
  self->mesh = ws_umap_inverter_get_mesh (self->inverter);
  if (values[0] > 0)
    measure_hull (self);
  self->low = self->high = self->map->y[0];
  for (gsize i = 0; i < (gsize)rows->n * N_COMPONENTS; i++)
    {
      self->low = MIN (self->low, self->map->y[i]);
      self->high = MAX (self->high, self->map->y[i]);
    }
  return self;
}

/* Evenly in the tetrahedron: gaps between three sorted numbers are its corners' weights. */
static void
place_in_hull (const Neighbour *self, WsStream *stream, float *place)
{
  guint  low = 0, high = ws_delaunay_get_n_simplices (self->mesh) - 1;
  double at = (double)ws_stream_uniform (stream) * self->volume[high];
  float  u = ws_stream_uniform (stream), v = ws_stream_uniform (stream);
  float  w = ws_stream_uniform (stream);
  float  first = MIN (u, MIN (v, w)), last = MAX (u, MAX (v, w));
  float  middle = MAX (MIN (u, v), MIN (MAX (u, v), w));
  float  weight[4] = { first, middle - first, last - middle, 1 - last };

  while (low < high)
    {
      guint half = (low + high) / 2;

      if (self->volume[half] > at)
        high = half;
      else
        low = half + 1;
    }
  for (guint c = 0; c < N_COMPONENTS; c++)
    {
      place[c] = 0;
      for (guint k = 0; k < 4; k++)
        place[c] += weight[k] * get_corner (self, low, k)[c];
    }
}

static gboolean
draw (gpointer         data,
      const WsDrawing *drawing,
      float           *out,
      guint32         *from,
      const WsStage   *stage,
      GError         **error)
{
  const Neighbour  *self = data;
  g_autofree float *places = g_new (float, MAX ((gsize)drawing->n, 1) * N_COMPONENTS);

  for (guint s = 0; s < drawing->n; s++)
    {
      float   *place = places + (gsize)s * N_COMPONENTS;
      WsStream stream;

      ws_draw_open (&stream, drawing->seed, drawing->first + s);
      if (self->volume != NULL)
        place_in_hull (self, &stream, place);
      else
        for (guint c = 0; c < N_COMPONENTS; c++)
          place[c] = self->low + (self->high - self->low) * ws_stream_uniform (&stream);
      if (from != NULL)
        from[s] = G_MAXUINT32; /* from no one row */
    }
  return ws_umap_inverter_run (self->inverter, places, drawing->n, out, stage, error);
}

const WsSampler ws_sampler_neighbour = {
  .name = "neighbour",
  .title = N_ ("Neighbours on a map"),
  .source = N_ ("S_Neigh as published, but for places outside of the map's hull, which go by the "
                "nearest simplex"),
  .space = WS_SPACE_LATENT,
  .settings = settings,
  .create = create,
  .destroy = destroy,
  .draw = draw,
};
