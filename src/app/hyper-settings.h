/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "hyper/config.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsHyperSettings:
 *
 * The settings of a hyper-representation as rows: preset and the few that people change first, the
 * others in groups that open. Changing any but the seed makes the preset "custom". Signal
 * "changed".
 */
#define WS_TYPE_HYPER_SETTINGS (ws_hyper_settings_get_type ())
G_DECLARE_FINAL_TYPE (WsHyperSettings, ws_hyper_settings, WS, HYPER_SETTINGS, AdwPreferencesGroup)

GtkWidget           *ws_hyper_settings_new (void);
const WsHyperConfig *ws_hyper_settings_get_config (WsHyperSettings *self); /* lent */
void ws_hyper_settings_set_config (WsHyperSettings *self, const WsHyperConfig *config);

G_END_DECLS
