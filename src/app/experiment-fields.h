/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/experiment.h"

G_BEGIN_DECLS

/* What an experiment can be asked for. Whether a setting means anything is not written down here
 * but tried out: it does where another value gives other units. So new experiments need no line of
 * code in the desktop. */
typedef enum
{
  WS_EXPERIMENT_FIELD_CONFIG, /* of representations: preset, epochs and so on */
  WS_EXPERIMENT_FIELD_COUNT,
  WS_EXPERIMENT_FIELD_SEEDS,
  WS_EXPERIMENT_FIELD_WEIGHTS,
  WS_EXPERIMENT_FIELD_GO_ON,
  WS_EXPERIMENT_FIELD_HYPER, /* a representation that is there */
  WS_EXPERIMENT_FIELD_DATA,  /* to train on */
  WS_EXPERIMENT_FIELD_TUNE_EPOCHS,
  WS_EXPERIMENT_N_FIELDS,
} WsExperimentField;

/* With the other settings as they are. */
gboolean ws_experiment_uses (const WsExperimentSettings *settings, WsExperimentField field);

/* The same units would be done. */
gboolean ws_experiment_is_same (const WsExperimentSettings *a, const WsExperimentSettings *b);

/* "compact, 80 epochs · 3 seeds from 1 · 100 networks a draw": what distinguishes runs. (transfer
 * full) */
char *ws_experiment_describe (const WsExperimentSettings *settings);
/* The command line that asks for the same; @path: of the document. (transfer full) */
char *ws_experiment_dup_command (const WsExperimentSettings *settings, const char *path);

G_END_DECLS
