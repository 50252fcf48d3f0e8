/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/session.h"
#include "work/work.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsFinetuneForm:
 *
 * What is to be fine-tuned, on what and how, as rows. A folder of images is chosen by the action
 * page.import, which answers by ws_finetune_form_choose_data(). Signal "changed".
 */
#define WS_TYPE_FINETUNE_FORM (ws_finetune_form_get_type ())
G_DECLARE_FINAL_TYPE (WsFinetuneForm, ws_finetune_form, WS, FINETUNE_FORM, AdwBin)

void ws_finetune_form_set_session (WsFinetuneForm *self, WsSession *session); /* (nullable) */
/* The document has changed. */
void ws_finetune_form_update (WsFinetuneForm *self);
/* @texts: what stands beside each population, by id; lent */
void ws_finetune_form_set_accuracies (WsFinetuneForm *self, GHashTable *texts);
/* What the rows say; %FALSE with a sentence about the first that cannot be. */
gboolean
ws_finetune_form_get_request (WsFinetuneForm *self, WsFinetuneRequest *request, GError **error);
/* An image set of the session's list. */
void ws_finetune_form_choose_data (WsFinetuneForm *self, const char *key);
/* A comparison of some seconds: five networks of the newest samples (else of the newest population)
 * and five from scratch. */
void ws_finetune_form_choose_small (WsFinetuneForm *self);

G_END_DECLS
