/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/map-data.h"
#include "project/representation.h"

G_BEGIN_DECLS

/* Words about networks, the same on every page. All give (transfer full) plain text. */

/* "0.81 (0.77–0.84, n = 512)": Wilson's 95 % interval; no interval when @n is 0, "not measured"
 * when @share is NaN. */
char *ws_text_accuracy (double share, guint n);
/* The same without n, for tables that say it once. */
char *ws_text_accuracy_short (double share, guint n);
/* "95 % interval 0.77–0.84 on 512 test images", what stands under a large number */
char *ws_text_interval (double share, guint n);
/* "0.81 ± 0.02 (n = 240)" of the finite values; "none measured" when there are none. */
char *ws_text_mean_std (const double *values, guint n);
/* "240 networks" */
char *ws_text_networks (guint n);
/* "2,880 states" */
char *ws_text_states (guint n);
/* "6 min 49 s" */
char *ws_text_time (double seconds);
/* "about 7 min", for what is not yet known; "time not known" when it makes no sense. */
char *ws_text_duration (double seconds);
/* "Learned from the weights of zoo (512 networks) and from images of mnist": @networks (nullable)
 * is what stands in the brackets. */
char *ws_text_learned_from (const WsHyperInfo  *info,
                            const WsPopulation *population,
                            const char         *networks);
/* An image set's name for people: of a folder, its own name. */
char *ws_text_dataset (const char *key);
/* "zoo", "samples · as published, best 30 %" …: what kind of population, for people */
const char *ws_text_population_kind (const WsPopulation *population);
/* "training networks" … of a WsSplit: splits of networks are not those of images */
const char *ws_text_split (guint8 split);
/* What a map shows, how it was made and how far it can be believed. */
char *ws_text_projection (const WsProjection *projection);
/* Three lines for a card at the pointer: name, epoch and population; accuracy; split. */
char *ws_text_state (const WsMapData *data, guint state);

G_END_DECLS
