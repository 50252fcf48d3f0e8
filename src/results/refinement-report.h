/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "Refined (subsample=4). Without it the mean accuracy is 0.71 ± 0.05." (transfer full) (nullable):
 * of WS_REFINEMENT_REPORT, work/work.h; NULL where @json tells nothing of the kind. */
char *ws_refine_dup_sentence (const char *json);

G_END_DECLS
