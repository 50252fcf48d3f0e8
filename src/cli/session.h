/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "cli/call.h"
#include "core/job.h"
#include "project/population.h"
#include "project/representation.h"

G_BEGIN_DECLS

/* A document that a command works on. */
typedef struct
{
  WsProject *project;
  char      *path;
  gboolean   is_new; /* made by this command */
} WsDocument;

/* %NULL project and %FALSE after the reason was printed. */
gboolean ws_document_open (WsDocument *self, const WsCall *call, WsProjectMode mode);
void     ws_document_close (WsDocument *self);
/* As close; but a document that this command made and that is still empty is taken away again. */
void ws_document_abandon (WsDocument *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WsDocument, ws_document_close)

/**
 * ws_call_run_job:
 * @job: (nullable): %NULL when it could not even be made, for the reason @error
 *
 * Runs a job to its end: a progress bar while stderr is a terminal; SIGINT and SIGTERM cancel it,
 * which saves what there is. Prints why it did not end well.
 */
WsExit ws_call_run_job (const WsCall *self, WsJob *job, const GError *error);

/* A bar for work that is no job: "Figures [####----] 50 %"; empty text takes it away. */
void ws_progress_show (const char *title, double fraction, const char *status);
void ws_progress_hide (void);

/* The named population, or the newest zoo when @name is NULL. */
WsPopulation *ws_cli_find_zoo (WsProject *project, const char *name, GError **error);

G_END_DECLS
