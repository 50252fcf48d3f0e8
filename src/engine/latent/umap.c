/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "latent/umap.h"

#include "core/error.h"
#include "core/numeric.h"
#include "latent/umap-private.h"

#include <math.h>
#include <string.h>

#define MANY_ROWS 10000

void
ws_umap_config_init (WsUmapConfig *self)
{
  *self = (WsUmapConfig){
    .n_neighbours = 15, .n_components = 2, .min_dist = 0.1, .min_recall = 0.95, .seed = 42
  };
}

static gboolean
check_config (const WsUmapConfig *config, guint n, guint d, GError **error)
{
  if (n < 4 || d < 1 || config->n_neighbours < 3 || config->n_neighbours > n)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_SHAPE,
                   "a map of %u rows of %u values with %u neighbours each: it needs four rows, and "
                   "3 neighbours or more but no more than rows",
                   n, d, config->n_neighbours);
      return FALSE;
    }
  if (config->n_components < 2 || config->n_components > 3 || !(config->min_dist >= 0) ||
      !(config->min_dist <= 1))
    {
      g_set_error (error, WS_ERROR, WS_ERROR_VALUE,
                   "a map has 2 or 3 components and a least distance of 0 to 1, not %u and %g",
                   config->n_components, config->min_dist);
      return FALSE;
    }
  return TRUE;
}

static WsUmap *
umap_new (guint n, guint d, const WsUmapConfig *config)
{
  WsUmap *self = g_new0 (WsUmap, 1);

  self->config = *config;
  if (self->config.n_epochs == 0)
    self->config.n_epochs = n <= MANY_ROWS ? 750 : 300;
  self->n = n;
  self->d = d;
  self->recall = (double)NAN;
  self->y = g_new0 (float, (gsize)n * config->n_components);
  ws_umap_fit_curve (config->min_dist, &self->a, &self->b);
  return self;
}

WsUmap *
ws_umap_new (const float        *x,
             guint               n,
             guint               d,
             const WsUmapConfig *config,
             const WsStage      *stage,
             WsMapFunc           watch,
             gpointer            data,
             GError            **error)
{
  g_autoptr (WsUmap) self = NULL;
  g_autoptr (WsKnn) knn = NULL;
  g_autoptr (WsFuzzyGraph) graph = NULL;
  g_autofree WsFuzzyScale *scales = NULL;
  WsStage                  search = ws_stage_part (stage, 0, 0.33);
  WsStage                  close = ws_stage_part (stage, 0.33, 0.35);
  WsStage                  start = ws_stage_part (stage, 0.35, 0.4);
  WsStage                  layout = ws_stage_part (stage, 0.4, 1);

  if (!check_config (config, n, d, error))
    return NULL;
  knn = ws_knn_new (x, n, d, config->n_neighbours - 1, config->min_recall, &search, error);
  if (knn == NULL)
    return NULL;
  self = umap_new (n, d, config);
  self->recall = knn->recall;
  scales = ws_fuzzy_scales_new (knn, &close, error);
  graph = scales != NULL ? ws_fuzzy_graph_new (knn, scales, &close, error) : NULL;
  if (graph == NULL)
    return NULL;
  ws_fuzzy_graph_prune (graph, self->config.n_epochs);
  if (!ws_umap_start (graph, x, d, config->n_components, config->seed, self->y, &start, error) ||
      !ws_umap_layout (graph, self, self->y, &layout, watch, data, error))
    return NULL;
  return g_steal_pointer (&self);
}

WsUmap *
ws_umap_new_from_places (
    const float *y, guint n, guint d, const WsUmapConfig *config, GError **error)
{
  WsUmap *self;

  if (!check_config (config, n, d, error))
    return NULL;
  if (!ws_all_finite (y, (gsize)n * config->n_components))
    {
      g_set_error_literal (error, WS_ERROR, WS_ERROR_NOT_FINITE,
                           "a map with places that are not all finite");
      return NULL;
    }
  self = umap_new (n, d, config);
  memcpy (self->y, y, (gsize)n * config->n_components * sizeof *y);
  return self;
}

void
ws_umap_free (WsUmap *self)
{
  if (self == NULL)
    return;
  g_free (self->y);
  g_free (self);
}
