/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "plot/figure.h"
#include "project/population.h"
#include "project/representation.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Populations that are always shown beside each other: samples are judged by what they stand
 * next to. UX.md 4.6. */
typedef enum
{
  WS_BESIDE_SAMPLES,
  WS_BESIDE_ZOO,
  WS_BESIDE_TOP30,
  WS_BESIDE_RANDOM,
  WS_BESIDE_WEIGHT_KDE,
  WS_N_BESIDE,
} WsBeside;

/* The Sample page's view of a document, read on a worker. */
typedef struct
{
  guint  n[WS_N_BESIDE];
  float *accuracy[WS_N_BESIDE]; /* finite, one for each network */
  char  *name[WS_N_BESIDE];     /* (nullable): population */
  guint  n_classes, n_images;

  WsPopulation *samples; /* (nullable): the one that is shown */
  GPtrArray    *items;   /* (element-type WsSampleItem) */
  char         *novelty; /* (nullable): sentence that stands beside the quality */
  gboolean      is_copy; /* the samples are hardly farther from the zoo than its own copies are */
} WsSampleData;

/* @samples: (nullable): name of the population to show, %NULL for the newest. %NULL without
 * @error when there is no zoo. */
WsSampleData *ws_sample_data_load (WsProject *project, const char *samples, GError **error);
void          ws_sample_data_free (WsSampleData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsSampleData, ws_sample_data_free)

/* "Samples", "Zoo, last epoch" … translated */
const char *ws_beside_get_title (WsBeside beside);
/* Accuracy of all of them as violins, each with its n; (transfer full) */
WsFigure *ws_sample_data_figure (const WsSampleData *self);
/* A line for each of @losses over the steps; @points as of ws_sample_snapshot_get_learning();
 * (transfer full) */
WsFigure *ws_sample_losses_figure (const char *const *losses, const double *points, guint n);

G_END_DECLS
