/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/arch.h"
#include "project/population.h"

G_BEGIN_DECLS

#define WS_HYPER_REPORT_MAX_LAYERS 8

/* What was measured of a trained representation: the document's report WS_HYPER_REPORT
 * (work/work.h). NaN where nothing was measured. Splits are those of networks: train, validation,
 * test. */
typedef struct
{
  double r2[3], r2_layers[3][WS_HYPER_REPORT_MAX_LAYERS];

  /* the simplest rivals, on the same states */
  double mean_r2[3], pca_r2[3];
  guint  pca_components;

  guint  decoded_n[3], n_images;
  double original_mean[3], decoded_mean[3], rank_correlation[3];

  /* the pairs behind the means */
  guint   n_pairs[3];
  double *original[3], *decoded[3];

  /* the same of states of all kept epochs, test networks only */
  guint   n_all;
  double *all_original, *all_decoded, all_rank_correlation;

  double probe[3][3]; /* [test_acc, epoch, ggap][latents, statistics, weights] */
} WsHyperReport;

/* %NULL without @error when the representation was never measured. Reads a few rows. */
WsHyperReport *ws_hyper_report_load (
    WsProject *project, gint64 population, gint64 hyper, const WsArch *arch, GError **error);
void ws_hyper_report_free (WsHyperReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsHyperReport, ws_hyper_report_free)

G_END_DECLS
