/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "lab/experiment.h"

G_BEGIN_DECLS

/* What recipes are made of. Each appends to @units (of WsUnit); those that return a number return
 * the unit's place in the list, for its children. The list moves when it grows: a pointer into it
 * lives until the next is added. */

/* "with LWLN" of seed 1 is called "with-lwln/1", its draws "with-lwln/1/kde". */
WsUnit *ws_units_add (
    GArray *units, WsUnitKind kind, const char *group, const char *method, guint64 seed, int parent);
void    ws_units_add_zoo (GArray *units, WsTarget target, guint count);
int     ws_units_add_hyper (
        GArray *units, const char *group, const WsHyperConfig *config, guint64 seed, int parent);
/* From the representation @hyper, of its group and seed; of the best 30 %. */
WsUnit *ws_units_add_draws (GArray *units, int hyper, const char *method, guint count);
/* Noise on decoded networks: a sampler that is no better has found nothing. METHOD.md 7, 5. */
void    ws_units_add_noise (GArray *units, int hyper, guint count);
/* New networks, trained with as many image passes as the representation took altogether: a control
 * of those that learn from images. No row where it learned from weights alone. */
void    ws_units_add_budget (GArray *units, int hyper, guint count);

/* -- experiments about networks -- */

/* The representation that settings ask for: trained, or the one they name. */
int ws_units_add_base (GArray *units, const WsExperimentSettings *settings, guint i);
/* Draws that stay in the document, called @group. */
int ws_units_add_networks (GArray     *units,
                           int         hyper,
                           const char *group,
                           const char *method,
                           const char *target,
                           guint       count,
                           guint64     seed);
/* Trains the networks of unit @parent further; -1: those of the zoo, or new ones where @method is
 * "scratch". */
WsUnit *ws_units_add_tuning (GArray                     *units,
                             int                         parent,
                             const char                 *group,
                             const char                 *method,
                             const WsExperimentSettings *settings,
                             guint64                     seed);
/* Votes of the networks of unit @parent, -1: of the zoo's. */
WsUnit *ws_units_add_ensembles (GArray *units, int parent, const char *group, const char *method,
                                const WsExperimentSettings *settings, guint64 seed);

G_END_DECLS
