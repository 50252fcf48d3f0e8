/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/arch.h"
#include "project/population.h"
#include "project/representation.h"

G_BEGIN_DECLS

/* The columns that every placed state has; the statistics of its layers follow as
 * %WS_MAP_N_COLUMNS + feature (latent/probe.h). */
typedef enum
{
  WS_MAP_TEST_ACC,
  WS_MAP_TRAIN_ACC,
  WS_MAP_GAP, /* train accuracy less test accuracy */
  WS_MAP_TEST_LOSS,
  WS_MAP_EPOCH,
  WS_MAP_N_COLUMNS,
} WsMapColumn;

/* One population on the map; its networks and its states lie together. */
typedef struct
{
  WsPopulation *population; /* owned by the data */
  guint         first_network, n_networks;
  guint         first, n;    /* states */
  guint         class_index; /* colour and shape; its number until a page knows better */
} WsMapPopulation;

/* One network; its states lie together, in the order of their epochs. */
typedef struct
{
  guint   population; /* index */
  guint32 model;
  guint   first, n;
  guint8  split; /* WsSplit */
} WsMapNetwork;

/**
 * WsMapData:
 *
 * What a latent map shows: every state of every population that a projection of one
 * hyper-representation has placed. Made on a worker, then immutable and shared; reference counted.
 */
typedef struct _WsMapData WsMapData;
struct _WsMapData
{
  gatomicrefcount ref_count;
  WsMapData      *base; /* a reference: what this one has its rows from; NULL */
  WsHyperInfo    *hyper;
  WsProjection   *projection;
  const WsArch   *arch;
  GPtrArray      *populations; /* (element-type WsMapPopulation) */
  GArray         *networks;    /* (element-type WsMapNetwork) */
  guint           n_images;    /* test images behind an accuracy, 0 when not known */

  /* -- n states -- */
  guint           n;
  double         *x, *y;
  guint32        *network, *epoch;
  gint64         *checkpoint;
  WsEpochMetrics *metrics;
};

/**
 * ws_map_data_load:
 * @project: a connection of the calling thread's own
 * @hyper: (nullable): name of a representation, %NULL for the newest complete one
 * @method: projection, "pca", "umap" or "tsne"
 *
 * Reads places and metrics, not weights. %NULL without @error when the document has no complete
 * representation or no such projection yet.
 */
WsMapData *
ws_map_data_load (WsProject *project, const char *hyper, const char *method, GError **error);
/* The same rows in other places: @n of them lie at @xy (n × 2), the others nowhere (NaN), on a map that
 * is being made by @method. */
WsMapData *ws_map_data_new_moved (
    WsMapData *base, const char *method, const gint64 *checkpoint, const float *xy, guint n);
WsMapData *ws_map_data_ref (WsMapData *self);
void       ws_map_data_unref (WsMapData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsMapData, ws_map_data_unref)

const WsMapPopulation *ws_map_data_get_population (const WsMapData *self, guint i);
const WsMapNetwork    *ws_map_data_get_network (const WsMapData *self, guint i);

/* (transfer full): n values of a column that needs no weights. */
double *ws_map_data_column (const WsMapData *self, WsMapColumn column);

/**
 * ws_map_data_load_statistics:
 * @project: a connection of the calling thread's own
 *
 * Layer statistics of every state, shape (n_features, n): a column of the map is a row here. NaN
 * for states whose weights were not kept. Reads all weights: for workers.
 *
 * Returns: (transfer full): n_features × n values
 */
double *ws_map_data_load_statistics (const WsMapData *self, WsProject *project, GError **error);

/* "net 41", for people; networks are counted from 1 as their seeds are. (transfer full) */
char *ws_map_data_dup_network_name (const WsMapData *self, guint network);

G_END_DECLS
