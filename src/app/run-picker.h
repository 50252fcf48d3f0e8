/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WsRunPicker:
 *
 * A button for the header bar, whose popover lists the fine-tunings of a document: those that are
 * checked are shown beside each other. Hidden while there is none. Signal "changed".
 */
#define WS_TYPE_RUN_PICKER (ws_run_picker_get_type ())
G_DECLARE_FINAL_TYPE (WsRunPicker, ws_run_picker, WS, RUN_PICKER, AdwBin)

/* @runs: (nullable) (element-type WsFinetuneRun): lent, newest first. What was checked stays so. */
void ws_run_picker_set_runs (WsRunPicker *self, GPtrArray *runs);
/* Checks this one alone, now or when it comes into the list. */
void ws_run_picker_choose (WsRunPicker *self, gint64 run);
/* (transfer full) (element-type gint64): in the order in which they were made */
GArray *ws_run_picker_dup_chosen (WsRunPicker *self);

G_END_DECLS
