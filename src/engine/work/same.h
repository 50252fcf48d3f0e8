/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether two texts of the document ask for the same. One of an older version lacks the settings
 * that came since; it asked for what they are when nobody changes them, which is what "compact"
 * has. */

/* Of jobs: @old as it was written down, @asked by this version. */
gboolean ws_same_request (const char *kind, const char *old, const char *asked);
/* Of trainings (ws_hyper_config_to_json()): the same whatever their presets are called. */
gboolean ws_same_training (const char *old, const char *asked);

G_END_DECLS
