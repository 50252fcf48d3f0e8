/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/session.h"
#include "work/work.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsZooForm:
 *
 * The recipe of a zoo as rows: images, networks, epochs, seed and, folded away, how each network
 * is trained. Starts with the published recipe of the chosen images. Signal "changed".
 */
#define WS_TYPE_ZOO_FORM (ws_zoo_form_get_type ())
G_DECLARE_FINAL_TYPE (WsZooForm, ws_zoo_form, WS, ZOO_FORM, AdwBin)

void ws_zoo_form_set_session (WsZooForm *self, WsSession *session); /* (nullable) */
/* What the rows say; %FALSE with a sentence about the first row that cannot be. */
gboolean ws_zoo_form_get_request (WsZooForm *self, WsZooRequest *request, GError **error);
/* A small zoo of a few seconds on the bundled images. */
void ws_zoo_form_choose_small (WsZooForm *self);

G_END_DECLS
