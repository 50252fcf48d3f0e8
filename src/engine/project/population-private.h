/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/population.h"
#include "project/project-private.h"

G_BEGIN_DECLS

/* Row ids of a data set's name and of an architecture, added where they are new; 0 with @error.
 * @channels 0 when unknown. */
gint64        ws_project_intern_dataset (WsProject *self, const char *name, guint channels, GError **error);
gint64        ws_project_intern_arch    (WsProject *self, const WsArch *arch, GError **error);
/* The architecture of a population; NULL with @error. */
const WsArch *ws_project_get_arch       (WsProject *self, gint64 population, GError **error);

/* The document's words for WsSplit numbers. */
const char   *ws_stored_split_get_name  (guint8 split);
guint8        ws_stored_split_parse     (const char *name);

G_END_DECLS
