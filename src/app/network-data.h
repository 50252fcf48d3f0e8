/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "data/dataset.h"
#include "project/population.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which network: a state of the document, or weights that nobody has kept. */
typedef struct
{
  gint64  population; /* whose architecture, images and recipe it has */
  gint64  checkpoint; /* 0: that of the network @model at @epoch, or the weights are given */
  guint   epoch;      /* WS_EPOCH_LAST: its last */
  guint32 model;
  float  *weights; /* (nullable): P, owned; for a place of the map */
} WsNetworkKey;

void ws_network_key_free (WsNetworkKey *self);

/* One thing that is known of where a network comes from. */
typedef struct
{
  char *name, *value;
} WsNetworkFact;

/* All that the inspector shows of one network, read on a worker. Reference counted by nobody: one
 * owner. */
typedef struct
{
  const WsArch *arch;
  WsActivation  act;
  float        *weights; /* P */
  double       *exact;   /* the same, for the reference pass */
  char         *name;    /* "net 41" */
  char         *origin;  /* for files: population, architecture, data, seed */
  GPtrArray    *facts;   /* (element-type WsNetworkFact): lineage and settings */
  guint32       model, epoch;

  WsDataset      *dataset; /* (nullable): its images are not on this computer */
  WsTensorImages *images;  /* (nullable): test */
  guint8         *predictions; /* of each of them */
  float           loss, acc;   /* on them; NaN without images */
} WsNetworkData;

/* @key: WsNetworkKey; a WsReadFunc. Missing images are no error. */
gpointer ws_network_data_load (WsProject    *project,
                               gpointer      key,
                               GCancellable *cancellable,
                               GError      **error);
void     ws_network_data_free (WsNetworkData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsNetworkData, ws_network_data_free)

/* A class's name where the set has names, else its number. (transfer full) */
char *ws_network_data_dup_class (const WsNetworkData *self, guint k);
/* An image as the network sees it: channels × height × width. @pixels: 8 bit, of the set's own size,
 * as drawn. (transfer full) */
float *ws_network_data_prepare (const WsNetworkData *self, const guint8 *pixels);

G_END_DECLS
