/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/project.h"

G_BEGIN_DECLS

/* A web page about a document: tables of numbers, then figures that lie beside it. */
typedef struct _WsReportPage WsReportPage;

WsReportPage *ws_report_page_new (WsProject *project);
void          ws_report_page_free (WsReportPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsReportPage, ws_report_page_free)

/* Populations, representations, novelty of samples. */
gboolean ws_report_page_add_tables (WsReportPage *self, WsProject *project, GError **error);
/* @name.png and @name.svg beside the page; @text for those who do not see it. */
void ws_report_page_add_figure (WsReportPage *self, const char *name, const char *text);
/* (transfer full) */
char *ws_report_page_dup_html (const WsReportPage *self);

G_END_DECLS
