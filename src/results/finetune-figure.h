/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/finetune-view.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/* What of the curves is drawn. */
typedef struct
{
  gboolean is_loss;       /* else accuracy, on the test images */
  gboolean has_quantiles; /* else the mean and its 95 % band */
  gboolean has_single;    /* each network, faint */
} WsFinetuneLook;

/* (transfer full) */
WsFigure *ws_finetune_figure (const WsFinetuneView *view, const WsFinetuneLook *look);
/* "0.812 ± 0.011", the mean of an epoch and its standard deviation, or the median; "–" without one.
 * (transfer full) */
char *ws_finetune_text_row (const WsCurveRow *row, const WsFinetuneLook *look);
/* Some lines with all that is known of the same. (transfer full) */
char *ws_finetune_text_details (const WsCurveRow *row, const WsFinetuneLook *look);

G_END_DECLS
