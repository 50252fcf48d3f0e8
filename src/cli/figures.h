/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "cli/call.h"
#include "plot/export.h"
#include "plot/figure.h"
#include "project/population.h"
#include "project/representation.h"

G_BEGIN_DECLS

/* Which rows of the document a figure shows; all may be NULL: the newest, and the plane of PCA. */
typedef struct
{
  const char *hyper, *population;
  gboolean    trails;        /* map: the path of each network */
  const char *projection;    /* map, landscape: how it is made */
  guint       cells, images; /* landscape: 0 for the usual numbers */
} WsFigureChoice;

/* One kind of figure; %WS_ERROR_NOT_FOUND when the document has nothing for it yet. */
typedef struct
{
  const char *name;
  const char *summary; /* translatable */
  WsFigure *(*make) (WsProject *project, const WsFigureChoice *choice, GError **error);
  gboolean is_measured; /* takes many seconds: drawn when it is asked for by name alone */
} WsFigureKind;

const WsFigureKind *const *ws_figure_kind_list (void);               /* NULL-terminated */
const WsFigureKind        *ws_figure_kind_lookup (const char *name); /* (nullable) */

extern const WsFigureKind ws_figure_map, ws_figure_landscape, ws_figure_curves, ws_figure_histogram,
    ws_figure_loss, ws_figure_decoded, ws_figure_r2, ws_figure_samples, ws_figure_novelty;
extern const WsFigureKind ws_figure_lwln_ablation, ws_figure_alignment, ws_figure_frontier,
    ws_figure_presets, ws_figure_in_distribution, ws_figure_transfer, ws_figure_architectures,
    ws_figure_ensembles, ws_figure_targeting;
extern const WsFigureKind ws_figure_experiment_novelty;

/* -- what all figures say -- */
/* "demo.wscape · zoo · seed 1 · 2026-05-02": where the numbers come from. */
void ws_figure_set_origin (WsFigure *figure, WsProject *project, const WsPopulation *population);
/* "on 10,000 test images of fashion-mnist", without the number where the set is not there. */
char *ws_figure_dup_images (const WsPopulation *population);
/* Accuracy of guessing; NaN for an architecture that is not known. */
double ws_figure_get_chance (const WsPopulation *population);
/* "networks of the train split" and so on, for legends */
const char *ws_figure_get_split_title (guint split);
WsFill      ws_figure_get_split_fill (guint split);
/* Populations that sampling made, in order of creation; those of @zoo's architecture and data. */
GPtrArray *ws_figure_list_samples (WsProject *project, const WsPopulation *zoo, GError **error);
/* The zoo of the newest complete representation, or the newest zoo. */
WsPopulation *ws_figure_find_zoo (WsProject *project, const WsFigureChoice *choice, GError **error);

G_END_DECLS
