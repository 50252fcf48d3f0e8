/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/session.h"
#include "lab/experiment.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsExperimentForm:
 *
 * What a run of an experiment is asked for, as rows; only those that mean something for the
 * experiment are seen. Signal "changed".
 */
#define WS_TYPE_EXPERIMENT_FORM (ws_experiment_form_get_type ())
G_DECLARE_FINAL_TYPE (WsExperimentForm, ws_experiment_form, WS, EXPERIMENT_FORM, AdwBin)

void ws_experiment_form_set_session (WsExperimentForm *self, WsSession *session); /* (nullable) */
/* Begins with the settings that the experiment itself begins with. */
void ws_experiment_form_set_experiment (WsExperimentForm *self, const WsExperiment *experiment);
/* What the rows say; %FALSE with a sentence about what cannot be. */
gboolean ws_experiment_form_get_settings (WsExperimentForm     *self,
                                          WsExperimentSettings *settings,
                                          GError              **error);

G_END_DECLS
