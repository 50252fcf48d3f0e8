/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/experiment.h"
#include "project/project.h"

G_BEGIN_DECLS

/* What a run would take, before it is begun: "9 units · 2 trainings, about 7 min, and measuring".
 * For ws_session_read(): @data is a WsExperimentSettings. (transfer full) */
gpointer ws_experiment_estimate_read (WsProject    *project,
                                      gpointer      data,
                                      GCancellable *cancellable,
                                      GError      **error);

G_END_DECLS
