/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "results/hyper-figures.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Findings as rows: a sign for the verdict, the finding, and why it matters. */
#define WS_TYPE_CHECK_LIST (ws_check_list_get_type ())
G_DECLARE_FINAL_TYPE (WsCheckList, ws_check_list, WS, CHECK_LIST, AdwPreferencesGroup)

/* @checks: (element-type WsHyperCheck); replaces what was there */
void ws_check_list_show (WsCheckList *self, GPtrArray *checks);

G_END_DECLS
