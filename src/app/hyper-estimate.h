/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/config.h"
#include "net/arch.h"
#include "project/population.h"

G_BEGIN_DECLS

typedef struct
{
  gint64        population; /* a zoo */
  WsHyperConfig config;
} WsHyperQuestion;

/* How long a training will take at most, before it is begun: "about 7 min". For ws_session_read():
 * @data is a WsHyperQuestion. (transfer full) */
gpointer ws_hyper_estimate_read (WsProject    *project,
                                 gpointer      data,
                                 GCancellable *cancellable,
                                 GError      **error);

/* States of @population that a training would learn from. */
gboolean ws_hyper_count_states (WsProject           *project,
                                const WsPopulation  *population,
                                const WsHyperConfig *config,
                                guint               *n,
                                GError             **error);
/* Of all cores together, GFLOP/s at their peak; measured once. Any thread but the main one. */
double ws_hyper_measure_peak (void);
/* Seconds for @n_states to learn from, on cores that do @gflops GFLOP/s together at their peak. */
double ws_hyper_estimate_seconds (const WsHyperConfig *config,
                                  const WsArch        *arch,
                                  guint                n_states,
                                  double               gflops);

G_END_DECLS
