/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "work/work.h"

G_BEGIN_DECLS

/* What a zoo will cost, before it is trained: "about 1 min 50 s · 9.4 MB". For ws_session_read():
 * @data is a WsZooRequest. (transfer full) */
gpointer
ws_zoo_estimate_read (WsProject *project, gpointer data, GCancellable *cancellable, GError **error);
/* How many of the epochs 0 … @n_epochs a list such as "0,1,5,21-25" or "all" keeps. */
guint ws_zoo_count_kept (const char *keep, guint n_epochs);

/* Seconds; NaN where the size of the image set is not known. */
double ws_zoo_estimate_training (
    const char *data, const WsArch *arch, const WsRecipe *recipe, guint n_models, guint n_epochs);

G_END_DECLS
