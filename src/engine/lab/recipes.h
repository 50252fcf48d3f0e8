/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/experiment.h"

G_BEGIN_DECLS

/* The experiments that there are; lab/recipes.c, where a new one is added. */
extern const WsExperiment ws_experiment_lwln_ablation, ws_experiment_alignment,
    ws_experiment_frontier, ws_experiment_presets;

G_END_DECLS
