/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "net/arch.h"

G_BEGIN_DECLS

#define WS_HYPER_REPORT_MAX_LAYERS 8
/* The key of ws_project_dup_report(). */
#define WS_HYPER_REPORT_KEY "hyper"

/* What was measured of a trained representation, as its job wrote it into the document. NaN where
 * nothing was measured. Splits are those of networks: train, validation, test. */
typedef struct
{
  double r2[3], r2_layers[3][WS_HYPER_REPORT_MAX_LAYERS];
  double pca_r2; /* test networks by as many principal components of the weights as there are
                  * latents: the baseline */

  guint  decoded_n[3];
  double original_mean[3], decoded_mean[3], rank_correlation[3];

  /* pairs behind the means, when the report has them */
  guint   n_pairs[3];
  double *original[3], *decoded[3];

  double probe[3][3]; /* [test_acc, epoch, ggap][latents, statistics, weights] */
} WsHyperReport;

/* @json: (nullable): an empty report. Unknown members are left alone. */
WsHyperReport *ws_hyper_report_parse (const char *json, const WsArch *arch, GError **error);
void           ws_hyper_report_free (WsHyperReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsHyperReport, ws_hyper_report_free)

G_END_DECLS
