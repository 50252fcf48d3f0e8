/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/hyper-report.h"
#include "hyper/train.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/* The pictures and sentences of a hyper-representation. Figures are (transfer full). */

/* Total, reconstruction and contrast over the epochs. */
WsFigure *ws_hyper_loss_figure (const WsHyperEpoch *history, guint n, gboolean is_log);
/* R² of the three splits over the epochs; 0 is the mean network. */
WsFigure *ws_hyper_r2_figure (const WsHyperEpoch *history, guint n);
/* R² of each layer and split: of the report, or of the last epoch that was measured. */
WsFigure *ws_hyper_layers_figure (const WsHyperEpoch  *history,
                                  guint                n,
                                  const WsHyperReport *report,
                                  const WsArch        *arch);
/* Accuracy after decoding against before, one point a network; the means when there are no pairs.
 */
WsFigure *ws_hyper_decode_figure (const WsHyperReport *report);

typedef enum
{
  WS_CHECK_GOOD,
  WS_CHECK_PLAIN,
  WS_CHECK_DOUBTFUL,
} WsCheckVerdict;

typedef struct
{
  WsCheckVerdict verdict;
  char          *text; /* the finding */
  char          *why;  /* why it matters, and the baseline */
} WsHyperCheck;

/* (element-type WsHyperCheck) (transfer full): what can be said; empty before any measurement. */
GPtrArray *ws_hyper_checks (const WsHyperEpoch *history, guint n, const WsHyperReport *report);

G_END_DECLS
