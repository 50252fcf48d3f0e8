/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/hyper-report.h"
#include "hyper/train.h"

G_BEGIN_DECLS

/* A trained representation as its page shows it. */
typedef struct
{
  GArray        *history; /* (element-type WsHyperEpoch) */
  WsHyperReport *report;  /* (nullable): never measured */
  const WsArch  *arch;
  char          *about; /* what it learned from, for how long, and what was kept */
} WsHyperFinished;

void ws_hyper_finished_free (WsHyperFinished *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsHyperFinished, ws_hyper_finished_free)

/* For ws_session_read(): @data is the representation's name. (transfer full) */
gpointer ws_hyper_finished_read (WsProject    *project,
                                 gpointer      data,
                                 GCancellable *cancellable,
                                 GError      **error);

G_END_DECLS
