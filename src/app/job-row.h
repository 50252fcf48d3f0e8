/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One job in the strip: title, bar, one line of progress, pause and cancel. */
#define WS_TYPE_JOB_ROW (ws_job_row_get_type ())
G_DECLARE_FINAL_TYPE (WsJobRow, ws_job_row, WS, JOB_ROW, GtkWidget)

/* @session and @job may be NULL in tests. */
GtkWidget *ws_job_row_new (WsSession *session, WsJob *job);

G_END_DECLS
