/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "project/project.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Image sets from a folder, for every page that asks for one. */

/* A modal dialog that asks for a folder, not yet shown. @parent: a widget of the window. */
GtkFileChooserNative *ws_dataset_folder_chooser_new (GtkWidget *parent);
/* (transfer full) (nullable): what was chosen; NULL when nothing was */
char *ws_dataset_folder_dup_path (GtkNativeDialog *dialog, int response);
/* For ws_session_read(): @data is the folder; a WsDatasetItem after reading all of it. (transfer
 * full) */
gpointer ws_dataset_folder_read (WsProject    *project,
                                 gpointer      data,
                                 GCancellable *cancellable,
                                 GError      **error);

G_END_DECLS
