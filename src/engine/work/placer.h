/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "latent/stage.h"
#include "project/representation.h"

G_BEGIN_DECLS

/* Rows by which a place of a map without a basis is read. */
#define WS_PLACER_NEIGHBOURS 5

/**
 * WsPlacer:
 *
 * From latents to places of a map and back, whatever made the map. On a plane of principal
 * components both ways are exact: the latents of a place have all other dimensions at the mean.
 * UMAP places new rows by its own descent. On t-SNE a new row lies at the weighted mean of its
 * nearest rows' places. Latents of a place are interpolated there: the weighted mean of the
 * %WS_PLACER_NEIGHBOURS rows whose places are nearest (ws_interpolate_rows()).
 */
typedef struct _WsPlacer WsPlacer;

/* @z (n × q) and @places (n × k) of the rows that hold the map; rows with a NaN do not count. Both may
 * be %NULL where @projection has a basis. Copies what it needs. */
WsPlacer *ws_placer_new  (const WsProjection *projection, const float *z, const float *places, guint n, GError **error);
/* The rows are read: all states of the population that the representation learned from. */
WsPlacer *ws_placer_load (WsProject *project, const WsProjection *projection, gint64 zoo, GError **error);
void      ws_placer_free (WsPlacer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsPlacer, ws_placer_free)

/* Both may be called from any thread. */
gboolean  ws_placer_place (const WsPlacer *self, const float *z, guint n, float *places, const WsStage *stage,
                           GError **error);
gboolean  ws_placer_read  (const WsPlacer *self, const float *places, guint n, float *z, const WsStage *stage,
                           GError **error);
/* Whether reading gives back what was placed. */
gboolean  ws_placer_is_exact (const WsPlacer *self);

G_END_DECLS
