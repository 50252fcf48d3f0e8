/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The ways to draw, with their settings: what --help says of them (transfer full), … */
char *ws_sample_methods_dup_help (void);
/* … and all that is known, on standard output. */
void ws_sample_methods_print (gboolean json);

G_END_DECLS
