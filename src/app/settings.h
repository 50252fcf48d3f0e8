/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The program's preferences (never a project's facts). (transfer none) (nullable): NULL where the
 * schema is not installed; everything then has its default and nothing is remembered. */
GSettings *ws_settings_get (void);
/* Applies colour scheme and threads now and whenever they change. */
void ws_settings_apply (void);

G_END_DECLS
