/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/experiment.h"
#include "work/sample-private.h"

G_BEGIN_DECLS

/* What units measure, as JSON objects of numbers (transfer full); NULL with @error. The names are
 * those of lab/findings.c, and a few more that its tables do not show. */

/* Out of the representation's own report and history. @saw_images: its training, or that of one it
 * goes on from, did. */
char *ws_experiment_measure_hyper (WsProject          *project,
                                   const WsPopulation *zoo,
                                   const WsHyperInfo  *info,
                                   gboolean            saw_images,
                                   GError            **error);
/* The draws of a run that has made them. */
char *ws_experiment_measure_draws (SampleRun *run, gboolean saw_images, GError **error);
/* The networks of the zoo that a sampler would draw from. */
char *ws_experiment_measure_zoo (WsProject           *project,
                                 const WsPopulation  *zoo,
                                 const WsHyperConfig *config,
                                 const WsUnit        *unit,
                                 WsJob               *job,
                                 GError             **error);

G_END_DECLS
