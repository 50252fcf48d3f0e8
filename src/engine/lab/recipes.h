/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/experiment.h"

G_BEGIN_DECLS

/* The experiments that there are. */
extern const WsExperiment ws_experiment_lwln_ablation, ws_experiment_alignment,
    ws_experiment_frontier, ws_experiment_presets; /* representations: lab/recipes-hyper.c */
extern const WsExperiment ws_experiment_in_distribution, ws_experiment_transfer,
    ws_experiment_architectures, ws_experiment_ensembles, ws_experiment_targeting,
    ws_experiment_novelty; /* networks: lab/recipes-networks.c */

G_END_DECLS
