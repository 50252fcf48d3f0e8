/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/session.h"

#include "work/work.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WsProjectionChoice:
 *
 * Chooses how the map of a representation is made. Each map is made once, by a job, when it is
 * first asked for; a job that fails or is called off takes the choice back to the map that is
 * shown.
 *
 * Property "making" (read only): a map is being made. Signals: "chosen" (), another map is
 * wanted, or it is there now; "moved" (WsMapSnapshot *), the wanted map as it is made; "failed"
 * (const GError *); "given-up" (), after that or a cancel: the choice is what is shown again.
 */
#define WS_TYPE_PROJECTION_CHOICE (ws_projection_choice_get_type ())
G_DECLARE_FINAL_TYPE (WsProjectionChoice, ws_projection_choice, WS, PROJECTION_CHOICE, GtkBox)

/* Back to the plane of principal components. @session is lent until the next call; (nullable) */
void ws_projection_choice_set_session (WsProjectionChoice *self, WsSession *session);
/* What is wanted: "pca", … (transfer none) */
const char *ws_projection_choice_get_method (WsProjectionChoice *self);
/* Chooses @method where it is known; tells nobody. */
void ws_projection_choice_choose (WsProjectionChoice *self, const char *method);
/* Another representation begins with its plane. */
void ws_projection_choice_reset (WsProjectionChoice *self);
/* What the map shows; there is a way back to it. */
void ws_projection_choice_set_shown (WsProjectionChoice *self, const char *method);
/* The wanted map is not there: makes it, unless that is under way. @settings: (nullable): makes
 * another one by these. */
void     ws_projection_choice_make (WsProjectionChoice  *self,
                                    const char          *hyper,
                                    const WsMapSettings *settings);
gboolean ws_projection_choice_is_making (WsProjectionChoice *self);
void     ws_projection_choice_cancel (WsProjectionChoice *self);

G_END_DECLS
