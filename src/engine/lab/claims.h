/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/experiment.h"

G_BEGIN_DECLS

/* Decides every claim of the experiment from the accuracies of all networks of both rows, whatever
 * seed: better − worse with its bootstrapped 95 % band. It holds where the whole band lies above
 * −margin, fails where it lies below, and is open between, and where a row is missing. Decisions and
 * a line for each go into @table. (element-type WsFinding) */
void ws_claims_decide (const WsExperiment *self, GPtrArray *findings, WsTable *table);

G_END_DECLS
