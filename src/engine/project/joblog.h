/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/project.h"

G_BEGIN_DECLS

/* Jobs of the document: what was asked, so that it can go on after a crash or a closed window. */
typedef struct
{
  gint64 id;
  char  *kind, *title, *params_json;
  char  *state;   /* "queued", "running", "done", "failed", "cancelled" */
  char  *message; /* why it failed */
  char  *created;
} WsJobRecord;

void         ws_job_record_free (WsJobRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsJobRecord, ws_job_record_free)
gint64       ws_project_add_job       (WsProject *self, const char *kind, const char *title, const char *params_json, GError **error);
gboolean     ws_project_set_job_state (WsProject *self, gint64 id, const char *state, const char *message, GError **error);
/* queued or running rows: not ended by the program that made them. (element-type WsJobRecord) */
GPtrArray   *ws_project_list_unfinished_jobs (WsProject *self, GError **error);
/* All of @kind but those that failed, newest first. (element-type WsJobRecord) */
GPtrArray   *ws_project_list_jobs     (WsProject *self, const char *kind, GError **error);
/* The newest job of @kind with these parameters in any state but "failed"; NULL with no error when none. */
WsJobRecord *ws_project_find_job      (WsProject *self, const char *kind, const char *params_json, GError **error);

G_END_DECLS
