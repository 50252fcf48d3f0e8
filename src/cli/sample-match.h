/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "work/work.h"

G_BEGIN_DECLS

/* The population that an earlier run of the same request made; 0 if there is none. */
gint64 ws_sample_find_done (WsProject *project, const WsSampleRequest *request);

G_END_DECLS
