/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "work/work.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsSampleSettings:
 *
 * The settings of one sampling method as rows, after those that the template puts there.
 */
#define WS_TYPE_SAMPLE_SETTINGS (ws_sample_settings_get_type ())
G_DECLARE_FINAL_TYPE (
    WsSampleSettings, ws_sample_settings, WS, SAMPLE_SETTINGS, AdwPreferencesGroup)

GtkWidget *ws_sample_settings_new (void);
/* Its rows, as they are preset; nothing for the method that is shown. */
void ws_sample_settings_set_method (WsSampleSettings *self, const WsSampler *method);
/* Asks for what is not as preset; the request is for the same method. */
gboolean ws_sample_settings_fill (WsSampleSettings *self, WsSampleRequest *request, GError **error);

G_END_DECLS
