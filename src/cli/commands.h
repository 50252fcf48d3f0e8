/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "cli/call.h"

G_BEGIN_DECLS

/* Every command, each in the file of its first word. */
extern const WsCommand ws_command_data_list, ws_command_data_info, ws_command_data_import;
extern const WsCommand ws_command_zoo_train, ws_command_zoo_info;
extern const WsCommand ws_command_hyper_train, ws_command_hyper_info;
extern const WsCommand ws_command_embed, ws_command_sample, ws_command_evaluate,
    ws_command_ensemble, ws_command_finetune;
extern const WsCommand ws_command_experiment_list, ws_command_experiment_run,
    ws_command_experiment_table;
extern const WsCommand ws_command_figure, ws_command_report;
extern const WsCommand ws_command_scene_list, ws_command_scene_add, ws_command_scene_remove,
    ws_command_present;
extern const WsCommand ws_command_export, ws_command_compact;
extern const WsCommand ws_command_landscape;
extern const WsCommand ws_command_bench_zoo, ws_command_bench_landscape, ws_command_bench_hyper,
    ws_command_bench_latent;

G_END_DECLS
