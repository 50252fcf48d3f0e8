/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The names of a document's representations for a drop-down. @wanted: (nullable): the one to
 * select, else the newest complete one; @selected gets its row, GTK_INVALID_LIST_POSITION when
 * there is none. (transfer full) */
GtkStringList *ws_hyper_names_new (WsSession  *session,
                                   gboolean    complete_only,
                                   const char *wanted,
                                   guint      *selected);

G_END_DECLS
