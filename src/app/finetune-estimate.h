/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "work/work.h"

G_BEGIN_DECLS

/* How many networks a run will train. */
guint ws_finetune_count_networks (WsProject *project, const WsFinetuneRequest *request);
/* What a fine-tuning will cost, before it is started: "20 networks · about 1 min · 0.8 MB on disk".
 * For ws_session_read(): @data is a WsFinetuneRequest. (transfer full) */
gpointer ws_finetune_estimate_read (WsProject    *project,
                                    gpointer      data,
                                    GCancellable *cancellable,
                                    GError      **error);
/* What stands beside each population in the form, such as "0.71 ± 0.02"; for ws_session_read(),
 * without data. (transfer full): GHashTable from gint64 to text */
gpointer ws_finetune_accuracies_read (WsProject    *project,
                                      gpointer      data,
                                      GCancellable *cancellable,
                                      GError      **error);

G_END_DECLS
