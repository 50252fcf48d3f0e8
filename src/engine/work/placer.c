/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "work/placer.h"

#include "core/error.h"
#include "core/numeric.h"
#include "latent/interpolate.h"
#include "latent/pca.h"
#include "latent/umap.h"
#include "work/work.h"

#include <math.h>
#include <string.h>

struct _WsPlacer
{
  guint   q, k;
  WsPca  *pca; /* NULL where there is no basis, and then: */
  guint   n;
  float  *z, *places; /* n × q, n × k */
  WsUmap *umap;       /* NULL for t-SNE */
};

/* The map as it was made; what its options do not say is as usual. */
static WsUmap *
open_umap (const WsPlacer *self, const WsProjection *projection, GError **error)
{
  WsMapSettings settings;
  WsUmapConfig  config;

  ws_map_settings_read (&settings, projection->options);
  ws_umap_config_init (&config);
  config.n_components = self->k;
  config.n_neighbours = CLAMP (settings.neighbours, 3, MAX (3, self->n));
  config.min_dist = settings.min_dist;
  config.seed = settings.seed;
  return ws_umap_new_from_places (self->places, self->n, self->q, &config, error);
}

static WsPca *
copy_basis (const WsProjection *projection)
{
  WsPca *pca = g_new0 (WsPca, 1);

  pca->q = projection->q;
  pca->k = projection->k;
  pca->mean = g_memdup2 (projection->mean, sizeof (float) * pca->q);
  pca->components = g_memdup2 (projection->basis, sizeof (float) * pca->q * pca->k);
  return pca;
}

WsPlacer *
ws_placer_new (
    const WsProjection *projection, const float *z, const float *places, guint n, GError **error)
{
  g_autoptr (WsPlacer) self = g_new0 (WsPlacer, 1);

  self->q = projection->q;
  self->k = projection->k;
  if (projection->mean != NULL && projection->basis != NULL)
    {
      self->pca = copy_basis (projection);
      return g_steal_pointer (&self);
    }
  self->z = g_new (float, MAX ((gsize)n * self->q, 1));
  self->places = g_new (float, MAX ((gsize)n * self->k, 1));
  for (guint i = 0; i < n; i++)
    {
      const float *row = z + (gsize)i * self->q, *place = places + (gsize)i * self->k;

      if (!ws_all_finite (row, self->q) || !ws_all_finite (place, self->k))
        continue;
      memcpy (self->z + (gsize)self->n * self->q, row, sizeof *row * self->q);
      memcpy (self->places + (gsize)self->n * self->k, place, sizeof *place * self->k);
      self->n++;
    }
  if (self->n > 0)
    {
      if (g_str_equal (projection->method, "umap") &&
          (self->umap = open_umap (self, projection, error)) == NULL)
        return NULL;
      return g_steal_pointer (&self);
    }
  g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND, "no network has a place on the %s map",
               projection->method);
  return NULL;
}

WsPlacer *
ws_placer_load (WsProject *project, const WsProjection *projection, gint64 zoo, GError **error)
{
  const WsStateQuery every = { .epoch_first = 0, .epoch_last = WS_EPOCH_LAST };
  g_autoptr (WsStates) states = NULL;
  g_autofree float *z = NULL, *places = NULL;

  if (projection->mean != NULL && projection->basis != NULL)
    return ws_placer_new (projection, NULL, NULL, 0, error);
  states = ws_project_load_states (project, zoo, &every, error);
  if (states == NULL)
    return NULL;
  z = g_new (float, MAX ((gsize)states->n * projection->q, 1));
  places = g_new (float, MAX ((gsize)states->n * projection->k, 1));
  if (ws_project_load_latents (project, projection->hyper, states->checkpoint, states->n,
                               projection->q, z, error) < 0 ||
      ws_project_load_points (project, projection->id, states->checkpoint, states->n, projection->k,
                              places, error) < 0)
    return NULL;
  return ws_placer_new (projection, z, places, states->n, error);
}

void
ws_placer_free (WsPlacer *self)
{
  if (self == NULL)
    return;
  ws_pca_free (self->pca);
  ws_umap_free (self->umap);
  g_free (self->z);
  g_free (self->places);
  g_free (self);
}

/* Takes @n rows that are numbers to the other space. */
static gboolean
carry (const WsPlacer *self,
       gboolean        is_placing,
       const float    *at,
       guint           n,
       float          *out,
       const WsStage  *stage,
       GError        **error)
{
  if (is_placing && self->umap != NULL)
    return ws_umap_transform (self->umap, self->z, at, n, out, stage, error);
  if (is_placing)
    return ws_interpolate_rows (self->z, self->q, self->places, self->k, self->n, at, n,
                                WS_PLACER_NEIGHBOURS, stage, out, error);
  return ws_interpolate_rows (self->places, self->k, self->z, self->q, self->n, at, n,
                              WS_PLACER_NEIGHBOURS, stage, out, error);
}

/* The rows that are no numbers become NaN. */
static gboolean
carry_finite (const WsPlacer *self,
              gboolean        is_placing,
              const float    *at,
              guint           n,
              float          *out,
              const WsStage  *stage,
              GError        **error)
{
  guint               d_from = is_placing ? self->q : self->k;
  guint               d_to = is_placing ? self->k : self->q;
  g_autofree float   *good = g_new (float, MAX ((gsize)n * d_from, 1));
  g_autofree guint32 *index = g_new (guint32, MAX (n, 1));
  guint               n_good = 0;

  for (gsize i = 0; i < (gsize)n * d_to; i++)
    out[i] = NAN;
  for (guint i = 0; i < n; i++)
    if (ws_all_finite (at + (gsize)i * d_from, d_from))
      {
        memcpy (good + (gsize)n_good * d_from, at + (gsize)i * d_from, sizeof *good * d_from);
        index[n_good++] = i;
      }
  if (n_good == 0)
    return TRUE;
  if (!carry (self, is_placing, good, n_good, out, stage, error))
    return FALSE;
  for (guint i = n_good; i-- > 0;) /* from the end: nothing is written over before it is moved */
    if (index[i] != i)
      {
        memcpy (out + (gsize)index[i] * d_to, out + (gsize)i * d_to, sizeof *out * d_to);
        for (guint j = 0; j < d_to; j++)
          out[(gsize)i * d_to + j] = NAN;
      }
  return TRUE;
}

gboolean
ws_placer_place (const WsPlacer *self,
                 const float    *z,
                 guint           n,
                 float          *places,
                 const WsStage  *stage,
                 GError        **error)
{
  if (self->pca == NULL)
    return carry_finite (self, TRUE, z, n, places, stage, error);
  ws_pca_transform (self->pca, z, n, places);
  return TRUE;
}

gboolean
ws_placer_read (const WsPlacer *self,
                const float    *places,
                guint           n,
                float          *z,
                const WsStage  *stage,
                GError        **error)
{
  if (self->pca == NULL)
    return carry_finite (self, FALSE, places, n, z, stage, error);
  ws_pca_inverse (self->pca, places, n, z);
  return TRUE;
}

gboolean
ws_placer_is_exact (const WsPlacer *self)
{
  return self->pca != NULL;
}
