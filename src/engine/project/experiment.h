/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/project.h"

G_BEGIN_DECLS

/* One run of an experiment: what was asked. */
typedef struct
{
  gint64 id;
  char  *name;          /* of the recipe */
  gint64 population;    /* the zoo; 0 once it was deleted */
  char  *settings_json; /* all that its units follow from */
  char  *created, *version;
} WsExperimentInfo;

void ws_experiment_info_free (WsExperimentInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsExperimentInfo, ws_experiment_info_free)

/* What one unit of it found; added once, changed never. */
typedef struct
{
  char   *unit;
  guint64 seed;
  char   *config_json;
  gint64  hyper;         /* representation that it trained or drew from; 0 for none */
  char   *measures_json; /* an object: numbers by name, null where not measured */
  char   *created, *version;
} WsExperimentResult;

void ws_experiment_result_free (WsExperimentResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsExperimentResult, ws_experiment_result_free)

/* The run with these very settings, added when it is new; fills @info->id, created and version. */
gboolean ws_project_begin_experiment (WsProject *self, WsExperimentInfo *info, GError **error);
/* (element-type WsExperimentInfo) (transfer full): in order of creation; @name NULL for all */
GPtrArray *ws_project_list_experiments (WsProject *self, const char *name, GError **error);
/* (nullable): %WS_ERROR_NOT_FOUND */
WsExperimentInfo *ws_project_get_experiment (WsProject *self, gint64 id, GError **error);

gboolean ws_project_add_experiment_result (WsProject                *self,
                                           gint64                    experiment,
                                           const WsExperimentResult *result,
                                           GError                  **error);
/* (element-type WsExperimentResult) (transfer full): in the order in which they were found */
GPtrArray *ws_project_load_experiment_results (WsProject *self, gint64 experiment, GError **error);

G_END_DECLS
